// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "endpoints/endpointdialog.h"
#include "store/drafts.h"
#include "views/endpointcache.h"

#include <QWidget>

#include <memory>

class QSettings;

namespace eventscope {

// One draft: where it goes, its form and its source beside each other, findings, the request that would go
// out and what came back below. The draft is kept as it is typed. Splitters are kept in the settings under
// "composer/". GUI thread.
class ComposerPage : public QWidget {
    Q_OBJECT

public:
    ComposerPage(EndpointWorld world, const EndpointCache &endpoints, const StoredDraft &stored, QSettings &settings,
        QWidget *parent = nullptr);
    ~ComposerPage() override;

    [[nodiscard]] Draft &draft();
    // What a tab calls it: the event's name, else what it is.
    [[nodiscard]] QString title() const;
    [[nodiscard]] DraftId draftId() const;    // 0 until it was kept for the first time
    void setPlace(int place);
    // Saves now; closed ones can be opened again.
    void keep(bool open);
    [[nodiscard]] bool isSending() const;
    // Small, so that a page behind another one takes no room from the docks.
    [[nodiscard]] QSize minimumSizeHint() const override;

    // Other definitions, severities or another plan are in force.
    void rulesChanged();

public slots:
    void send();         // Ctrl+Return
    void keepEvent();    // stores the event without sending it
    void useEndpoint(eventscope::EndpointId id);
    void focusForm();
    void focusSource();
    void find();
    void undo();
    void redo();

signals:
    void titleChanged();
    void historyChanged();
    void endpointsRequested(eventscope::EndpointId id, const QByteArray &service, const QByteArray &transport);
    // A sentence for the message bar.
    void failed(const QString &sentence);
    void noticed(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
