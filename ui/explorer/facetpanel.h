// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/filterstate.h"
#include "views/rulebook.h"

#include <QWidget>

#include <memory>

class QSettings;

namespace eventscope {

// The most frequent values of tenant, user, event name, service, verdict, rule and origin with their counts
// under the filter, each facet ignoring its own selection. A click includes a value, Alt+click (or
// Alt+Enter) excludes it. Below them those of paths that people added, the payloads read for these only while they can
// be seen. Folding and paths are kept in the settings under "facets/". GUI thread.
class FacetPanel : public QWidget {
    Q_OBJECT

public:
    FacetPanel(EventStore &store, const ServiceSet &services, FilterState &state, QSettings &settings,
        QWidget *parent = nullptr);
    ~FacetPanel() override;

    // Other rules are in force: what services and rules are called.
    void setRules(const ServiceSet &services, const RuleBook &book);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    // A facet of that path (as FilterTerm::path), unfolded and in sight; one that is there already too.
    void addPath(const QByteArray &path);

signals:
    void failed(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;    // nothing is counted while it cannot be seen
    void hideEvent(QHideEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
