// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadfacet.h"

#include "event/utf8.h"
#include "store/wtf8.h"

#include <algorithm>

namespace eventscope {

std::optional<std::string_view> FacetValues::keep(std::string_view value)
{
    Part &part = m_parts[std::hash<std::string_view>()(value) % partCount];
    const std::scoped_lock locked(part.mutex);
    if (const auto found = part.known.find(value); found != part.known.end())
        return *found;
    // Never less again: there is room at first, and from some moment on for none.
    if (m_count.load(std::memory_order_relaxed) >= m_room || m_count++ >= m_room)
        return {};
    return *part.known.insert(part.texts.emplace_back(value)).first;
}

PayloadFacet::PayloadFacet(const FacetSpec &spec, const QList<QByteArray> &places, std::shared_ptr<FacetValues> values)
    : m_spec(spec)
    , m_path(spec.path, places)
    , m_places(places)
    , m_kept(std::move(values))
{
    if (spec.containing.isEmpty())
        return;
    std::string buffer;
    m_containing.emplace('*' + bytesOf(caseFolded(viewOf(spec.containing), buffer)) + '*');
}

bool PayloadFacet::isMeant(std::string_view value) const
{
    std::string buffer;
    return !m_containing || m_containing->matches(caseFolded(value, buffer));
}

PayloadFacet PayloadFacet::another() const
{
    return {m_spec, m_places, m_kept};
}

void PayloadFacet::countOne(std::string_view value)
{
    if (const auto found = m_counts.find(value); found != m_counts.end()) {
        ++found->second;
        return;
    }
    if (const auto kept = m_kept->keep(value))
        m_counts.emplace(*kept, 1);
    else
        m_cut = true;
}

void PayloadFacet::count(LazyPayload &payload)
{
    m_path.allIn(payload, m_values);
    m_seen.clear();
    for (const JsonValue value : m_values) {
        if (value.isObject() || value.isArray())
            continue;
        std::string text = value.isString() ? value.string() : std::string(value.raw());
        if (!isMeant(text) || std::find(m_seen.begin(), m_seen.end(), text) != m_seen.end())
            continue;
        countOne(text);
        m_seen.push_back(std::move(text));
    }
    m_total += m_seen.empty() ? 0 : 1;
}

void PayloadFacet::add(const PayloadFacet &other)
{
    m_total += other.m_total;
    m_cut = m_cut || other.m_cut;
    for (const auto &[text, count] : other.m_counts)
        m_counts[text] += count;
}

Facet PayloadFacet::facet() const
{
    std::vector<std::pair<qint64, std::string_view>> items;
    items.reserve(m_counts.size());
    for (const auto &[text, count] : m_counts)
        items.emplace_back(count, text);
    Facet facet;
    facet.field = Field::Path;
    facet.path = m_spec.path;
    facet.total = m_total;
    facet.cut = m_cut;
    facet.distinct = static_cast<qint64>(items.size());
    const std::size_t top =
        m_spec.top > 0 ? std::min(items.size(), static_cast<std::size_t>(m_spec.top)) : items.size();
    std::partial_sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(top), items.end(),
        [](const auto &a, const auto &b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
    for (std::size_t i = 0; i < top; ++i)
        facet.values.push_back({bytesOf(items[i].second), items[i].first});
    return facet;
}

}
