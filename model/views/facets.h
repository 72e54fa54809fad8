// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/facetmodel.h"
#include "views/latest.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace eventscope {

// One list of values for each field that people filter by, all counted in one search. Follows the
// filter at once (newest wins) and the store at most four times a second, and asks nothing while it
// is not active. GUI thread.
class Facets : public QObject {
    Q_OBJECT

public:
    Facets(EventStore &store, FilterState &state, const QList<Field> &fields, QObject *parent = nullptr);
    ~Facets() override;

    [[nodiscard]] FacetModel &model(Field field) const { return *m_models.at(field).list; }
    void setActive(bool active);
    // How many values of that field; ten to begin with. 0: it is not counted at all.
    void setTop(Field field, int top);
    [[nodiscard]] int top(Field field) const { return m_models.at(field).top; }

signals:
    void counted();
    void failed(const eventscope::Error &error);

private:
    struct Entry {
        std::unique_ptr<FacetModel> list;
        int top = 10;
    };

    void search();
    void follow();
    void take(Result<SearchResult> result);

    EventStore &m_store;
    FilterState &m_state;
    std::map<Field, Entry> m_models;
    Latest<SearchResult> m_search;
    QTimer m_follow;
    bool m_active = false;
    bool m_stale = true;
};

}
