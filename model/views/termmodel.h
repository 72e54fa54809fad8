// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/facetmodel.h"
#include "views/latest.h"

#include <QRegularExpression>
#include <QTimer>

namespace eventscope {

// The values of one field to choose from, the most frequent first, narrowed by what was typed. The
// store is asked for the few that are listed, never for all, and only while the list is active.
// GUI thread.
class TermModel : public FacetModel {
    Q_OBJECT

public:
    static constexpr int top = 500;

    TermModel(EventStore &store, FilterState &state, Field field, QObject *parent = nullptr);

    void setActive(bool active);
    // Values that hold the text. `*` and `?` are wildcards.
    void setSearch(const QString &text);
    [[nodiscard]] QString search() const { return m_text; }
    [[nodiscard]] bool isSearching() const { return m_search.isRunning(); }

signals:
    void listed();
    void failed(const eventscope::Error &error);

protected:
    [[nodiscard]] bool isListed(const QString &title, const QString &value) const override;

private:
    void ask();

    EventStore &m_store;
    QString m_text;
    QRegularExpression m_pattern;
    Latest<SearchResult> m_search;
    QTimer m_follow;
    bool m_active = false;
    bool m_stale = false;
};

}
