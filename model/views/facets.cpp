// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/facets.h"

#include <chrono>

using namespace std::chrono_literals;

namespace eventscope {

Facets::Facets(EventStore &store, FilterState &state, const QList<Field> &fields, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_state(state)
    , m_search(this, [this](Result<SearchResult> result) { take(std::move(result)); })
{
    for (const Field field : fields)
        m_models[field].list = std::make_unique<FacetModel>(state, field);
    m_follow.setSingleShot(true);
    m_follow.setInterval(250ms);
    connect(&m_follow, &QTimer::timeout, this, &Facets::search);
    connect(&state, &FilterState::changed, this, &Facets::search);
    connect(&store, &EventStore::appended, this, &Facets::follow);
    connect(&store, &EventStore::changed, this, &Facets::follow);
    connect(&store, &EventStore::loadProgress, this, &Facets::follow);
    connect(&store, &EventStore::loaded, this, &Facets::follow);
}

Facets::~Facets() = default;

void Facets::setActive(bool active)
{
    m_active = active;
    if (m_active && m_stale)
        search();
}

void Facets::setTop(Field field, int top)
{
    Entry &entry = m_models.at(field);
    if (entry.top == top)
        return;
    entry.top = top;
    search();
}

void Facets::follow()
{
    m_stale = true;
    // A running search is left to end, or steady arrivals would let none end.
    if (m_active && !m_search.isRunning() && !m_follow.isActive())
        m_follow.start();
}

void Facets::search()
{
    m_stale = !m_active;
    if (!m_active)
        return;
    m_follow.stop();
    SearchSpec spec;
    spec.rows = false;
    for (const auto &[field, entry] : m_models)
        if (entry.top > 0)
            spec.facets.push_back({field, entry.top});
    if (!spec.facets.empty())
        m_search.follow(m_store.search(m_state.filter(), spec));
}

void Facets::take(Result<SearchResult> result)
{
    if (result) {
        for (const Facet &facet : result->facets)
            m_models.at(facet.field).list->setFacet(facet);
        emit counted();
    } else if (result.error().kind != Error::Kind::Cancelled) {
        emit failed(result.error());
    }
    if (m_stale && m_active)
        m_follow.start();
}

}
