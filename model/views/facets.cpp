// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/facets.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace eventscope {

Facets::Facets(EventStore &store, FilterState &state, const QList<Field> &fields, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_state(state)
    , m_search(this, [this](Result<SearchResult> result) { take(std::move(result)); })
    , m_pathSearch(
          this, [this](Result<SearchResult> result) { takePaths(std::move(result)); },
          [this](const Result<SearchResult> &part) {
              if (!part || part->seen == 0)
                  return;
              m_percent = static_cast<int>(std::clamp<qint64>(part->looked * 100 / part->seen, 0, 100));
              emit countingChanged();
          })
{
    constexpr int topAtFirst = 10;
    for (const Field field : fields)
        m_fields[field] = makeEntry(field, topAtFirst);
    m_follow.setSingleShot(true);
    m_follow.setInterval(250ms);
    m_followPaths.setSingleShot(true);
    m_followPaths.setInterval(2s);
    connect(&m_follow, &QTimer::timeout, this, &Facets::searchFields);
    connect(&m_followPaths, &QTimer::timeout, this, &Facets::searchPaths);
    connect(&state, &FilterState::changed, this, &Facets::search);
    connect(&store, &EventStore::appended, this, &Facets::follow);
    connect(&store, &EventStore::changed, this, &Facets::follow);
    connect(&store, &EventStore::loadProgress, this, &Facets::follow);
    connect(&store, &EventStore::loaded, this, &Facets::follow);
}

Facets::~Facets() = default;

std::unique_ptr<Facets::Entry> Facets::makeEntry(const FieldRef &field, int top)
{
    auto made = std::make_unique<Entry>();
    made->list = std::make_unique<FacetModel>(m_state, field);
    made->path = field.path;
    made->top = top;
    return made;
}

Facets::Entry &Facets::entry(const FieldRef &field) const
{
    if (field.field != Field::Path)
        return *m_fields.at(field.field);
    const auto found =
        std::find_if(m_paths.begin(), m_paths.end(), [&field](const auto &entry) { return entry->path == field.path; });
    Q_ASSERT(found != m_paths.end());
    return **found;
}

bool Facets::hasPath(const QByteArray &path) const
{
    return std::any_of(m_paths.begin(), m_paths.end(), [&path](const auto &entry) { return entry->path == path; });
}

QList<QByteArray> Facets::paths() const
{
    QList<QByteArray> all;
    for (const auto &entry : m_paths)
        all.append(entry->path);
    return all;
}

FacetModel &Facets::addPath(const QByteArray &path)
{
    const FieldRef field(Field::Path, path);
    if (!hasPath(path))
        m_paths.push_back(makeEntry(field, 0));
    return model(field);
}

void Facets::removePath(const QByteArray &path)
{
    const auto removed = std::erase_if(m_paths, [&path](const auto &entry) { return entry->path == path; });
    const bool any = std::any_of(m_paths.begin(), m_paths.end(), [](const auto &entry) { return entry->top > 0; });
    if (removed > 0 && !any)
        endPaths();
}

void Facets::setActive(bool active)
{
    m_active = active;
    if (!m_active) {
        m_pathsStale = m_pathsStale || isCounting();
        endPaths();
        return;
    }
    if (m_stale)
        searchFields();
    if (m_pathsStale)
        searchPaths();
}

void Facets::setTop(const FieldRef &field, int top)
{
    Entry &changed = entry(field);
    if (changed.top == top)
        return;
    changed.top = top;
    if (field.field == Field::Path)
        searchPaths();
    else
        searchFields();
}

void Facets::follow()
{
    m_stale = m_pathsStale = true;
    // A running search is left to end, or steady arrivals would let none end.
    if (m_active && !m_search.isRunning() && !m_follow.isActive())
        m_follow.start();
    if (m_active && !m_pathSearch.isRunning() && !m_followPaths.isActive())
        m_followPaths.start();
}

void Facets::search()
{
    searchFields();
    searchPaths();
}

void Facets::searchFields()
{
    m_stale = !m_active;
    if (!m_active)
        return;
    m_follow.stop();
    SearchSpec spec;
    spec.rows = false;
    for (const auto &[field, entry] : m_fields)
        if (entry->top > 0)
            spec.facets.push_back({field, entry->top});
    if (!spec.facets.empty())
        m_search.follow(m_store.search(m_state.filter(), spec));
}

void Facets::searchPaths()
{
    endPaths();
    m_pathsStale = !m_active;
    if (!m_active)
        return;
    SearchSpec spec;
    spec.rows = false;
    spec.stream = true;
    for (const auto &entry : m_paths)
        if (entry->top > 0)
            spec.facets.push_back({Field::Path, entry->top, {}, entry->path});
    if (spec.facets.empty())
        return;
    m_pathSearch.follow(m_store.search(m_state.filter(), spec));
    emit countingChanged();
}

void Facets::endPaths()
{
    m_followPaths.stop();
    m_percent = -1;
    if (!m_pathSearch.isRunning())
        return;
    m_pathSearch.cancel();
    emit countingChanged();
}

void Facets::take(Result<SearchResult> result)
{
    if (result) {
        for (const Facet &facet : result->facets)
            m_fields.at(facet.field)->list->setFacet(facet);
        emit counted();
    } else if (result.error().kind != Error::Kind::Cancelled) {
        emit failed(result.error());
    }
    if (m_stale && m_active)
        m_follow.start();
}

void Facets::takePaths(Result<SearchResult> result)
{
    m_percent = -1;
    if (result) {
        for (const Facet &facet : result->facets)
            if (facet.field == Field::Path && hasPath(facet.path))
                model({facet.field, facet.path}).setFacet(facet);
    } else if (result.error().kind != Error::Kind::Cancelled) {
        emit failed(result.error());
    }
    emit countingChanged();
    emit counted();
    if (m_pathsStale && m_active)
        m_followPaths.start();
}

}
