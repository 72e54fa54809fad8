// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "endpoints/endpointdialog.h"
#include "store/drafts.h"
#include "views/endpointcache.h"
#include "views/latest.h"

#include <QObject>
#include <QPointer>

class QSettings;
class QTabWidget;

namespace eventscope {

class ComposerPage;

// The tabs of drafts, behind the first tab of a tab widget: opened, closed and opened again, and brought
// back as they were when the store is opened. GUI thread.
class DraftTabs : public QObject {
    Q_OBJECT

public:
    DraftTabs(EndpointWorld world, const EndpointCache &endpoints, QTabWidget &tabs, QSettings &settings,
        QObject *parent = nullptr);
    ~DraftTabs() override;    // the pages go with it; drafts stay

    // In a tab of its own, in front.
    ComposerPage *open(const DraftState &state);
    void closeCurrent();
    void reopenLast();
    // Null while another page is in front.
    [[nodiscard]] ComposerPage *current() const;
    [[nodiscard]] QList<ComposerPage *> pages() const;
    [[nodiscard]] bool canReopen() const { return !m_closed.empty(); }

signals:
    // Another page came to the front, or what it can undo changed.
    void currentChanged();
    void opened(eventscope::ComposerPage *page);
    void failed(const QString &sentence);

private:
    ComposerPage *add(const StoredDraft &stored, bool inFront);
    void restore(std::vector<StoredDraft> drafts);
    void close(ComposerPage *page);
    void number();
    void showTitle(ComposerPage *page);

    EndpointWorld m_world;
    const EndpointCache &m_endpoints;
    QTabWidget &m_tabs;
    QSettings &m_settings;
    Latest<std::vector<StoredDraft>> m_restore;
    std::vector<StoredDraft> m_closed;          // the last closed at the end
    QList<QPointer<ComposerPage>> m_closing;    // no tabs any more, and about to go
};

}
