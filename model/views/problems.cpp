// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/problems.h"

#include <chrono>

using namespace std::chrono_literals;

namespace eventscope {

Problems::Problems(EventStore &store, FilterState &state, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_state(state)
    , m_model([&store](Row row) { return store.columns().time(row); })
    , m_base(state.filter().withValues(Field::Rule, {}))
    , m_search(this, [this](const Result<std::vector<ProblemGroup>> &groups) { take(groups); })
    , m_events(this, [this](const Result<SearchResult> &result) { takeEvents(result); })
{
    m_follow.setSingleShot(true);
    m_follow.setInterval(250ms);
    connect(&m_follow, &QTimer::timeout, this, &Problems::search);
    connect(&state, &FilterState::changed, this, &Problems::followFilter);
    connect(&store, &EventStore::appended, this, &Problems::follow);
    connect(&store, &EventStore::changed, this, &Problems::follow);
    connect(&store, &EventStore::loadProgress, this, &Problems::follow);
    connect(&store, &EventStore::loaded, this, &Problems::follow);
}

Problems::~Problems() = default;

void Problems::setActive(bool active)
{
    m_active = active;
    if (m_active && m_stale)
        search();
}

void Problems::setAllEvents(bool all)
{
    if (all == m_all)
        return;
    m_all = all;
    search();
}

// --- The filter

EventFilter Problems::base() const
{
    return m_all ? EventFilter() : m_base;
}

EventFilter Problems::narrowed(const ProblemKey &key) const
{
    EventFilter filter = base().withValues(Field::Rule, {literal(key.rule)});
    if (m_ofService)
        filter = filter.withValues(Field::Service, {literal(key.service)});
    return key.name ? filter.withValues(Field::Name, {literal(*key.name)}) : filter;
}

void Problems::choose(const ProblemKey &key)
{
    m_ofService = m_model.isShared(key.rule);
    setChosen(key);
    m_state.setFilter(narrowed(key));
}

void Problems::clearChoice()
{
    if (m_chosen)
        m_state.setFilter(m_base);
}

void Problems::exclude(const ProblemKey &key)
{
    FilterTerm term;
    term.field = Field::Rule;
    term.op = FilterTerm::Op::AnyOf;
    term.values = {literal(key.rule)};
    if (!key.name && !m_model.isShared(key.rule)) {
        m_state.setFilter(m_base.withTerm(term, true));
        return;
    }
    EventFilter having = EventFilter().withTerm(term);
    if (m_model.isShared(key.rule))
        having = having.withValues(Field::Service, {literal(key.service)});
    if (key.name)
        having = having.withValues(Field::Name, {literal(*key.name)});
    EventFilter::Node out;
    out.kind = EventFilter::Node::Kind::Not;
    out.children = {having.root()};
    m_state.setFilter(m_base.with(EventFilter(out)));
}

void Problems::setChosen(const std::optional<ProblemKey> &chosen)
{
    m_chosen = chosen;
    m_model.setChosen(chosen);
}

// What choosing added is told from what people asked for beside it.
void Problems::followFilter()
{
    const EventFilter &filter = m_state.filter();
    if (m_chosen && filter == narrowed(*m_chosen))
        return;
    const auto has = [&filter](Field field, const QByteArray &value) {
        return filter.values(field) == QList<QByteArray>{literal(value)};
    };
    EventFilter base = filter.withValues(Field::Rule, {});
    const bool isStillChosen = m_chosen && has(Field::Rule, m_chosen->rule) &&
                               (!m_ofService || has(Field::Service, m_chosen->service)) &&
                               (!m_chosen->name || has(Field::Name, *m_chosen->name));
    if (isStillChosen && m_ofService)
        base = base.withValues(Field::Service, m_base.values(Field::Service));
    if (isStillChosen && m_chosen->name)
        base = base.withValues(Field::Name, m_base.values(Field::Name));
    if (!isStillChosen)
        setChosen({});
    const bool isOther = base.without(Field::Rule) != m_base.without(Field::Rule);
    m_base = base;
    if (isOther && !m_all)
        search();
}

// --- The store

void Problems::follow()
{
    m_stale = true;
    // A running search is left to end, or steady arrivals would let none end.
    if (m_active && !m_search.isRunning() && !m_follow.isActive())
        m_follow.start();
}

void Problems::search()
{
    m_stale = !m_active;
    if (!m_active)
        return;
    m_follow.stop();
    m_events.cancel();
    m_search.follow(m_store.problems(base().without(Field::Rule)));
}

void Problems::take(const Result<std::vector<ProblemGroup>> &groups)
{
    if (groups) {
        m_answered = true;
        m_model.setProblems(*groups);
        m_model.setChosen(m_chosen);
        m_lookedAt = -1;
        if (groups->empty()) {
            SearchSpec spec;
            spec.rows = false;
            spec.facets = {{Field::Verdict, 0, {}}};
            m_events.follow(m_store.search(base().without(Field::Rule), spec));
        }
        emit counted();
    } else if (groups.error().kind != Error::Kind::Cancelled) {
        emit failed(groups.error());
    }
    if (m_stale && m_active)
        m_follow.start();
}

void Problems::takeEvents(const Result<SearchResult> &result)
{
    if (!result)
        return;
    m_lookedAt = result->total;
    m_unjudged = 0;
    // A facet is counted without the filter's own terms of that field.
    const EventFilter asked = base();
    if (!asked.values(Field::Verdict).isEmpty() || !asked.values(Field::Verdict, true).isEmpty())
        return emit counted();
    for (const Facet &facet : result->facets)
        for (const Facet::Value &value : facet.values)
            if (value.value == verdictId(Verdict::Unjudged))
                m_unjudged = value.count;
    emit counted();
}

}
