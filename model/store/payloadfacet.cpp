// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadfacet.h"

#include "event/utf8.h"
#include "store/wtf8.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostValues = 1'000'000;

}

PayloadFacet::PayloadFacet(const FacetSpec &spec, const QList<QByteArray> &places)
    : m_spec(spec)
    , m_path(spec.path, places)
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

PayloadFacet::Counted *PayloadFacet::find(std::string_view value, Row row)
{
    if (const auto found = m_counts.find(value); found != m_counts.end())
        return &found->second;
    if (m_counts.size() >= mostValues) {
        m_cut = true;
        return nullptr;
    }
    return &m_counts.emplace(m_texts.emplace_back(value), Counted{0, row, isMeant(value)}).first->second;
}

void PayloadFacet::count(Row row, LazyPayload &payload)
{
    m_path.allIn(payload, m_values);
    m_seen.clear();
    bool meant = false;
    for (const JsonValue value : m_values) {
        if (value.isObject() || value.isArray())
            continue;
        std::string text = value.isString() ? value.string() : std::string(value.raw());
        if (std::find(m_seen.begin(), m_seen.end(), text) != m_seen.end())
            continue;
        if (Counted *counted = find(text, row)) {
            ++counted->count;
            meant = meant || counted->meant;
        } else {
            meant = meant || isMeant(text);
        }
        m_seen.push_back(std::move(text));
    }
    m_total += meant ? 1 : 0;
}

void PayloadFacet::add(const PayloadFacet &other)
{
    m_total += other.m_total;
    m_cut = m_cut || other.m_cut;
    for (const auto &[text, counted] : other.m_counts) {
        const auto found = m_counts.find(text);
        if (found == m_counts.end()) {
            m_counts.emplace(m_texts.emplace_back(text), counted);
            continue;
        }
        found->second.count += counted.count;
        found->second.first = std::min(found->second.first, counted.first);
    }
    if (m_counts.size() > mostValues)
        keepFirst();
}

// Of too many values those that came first.
void PayloadFacet::keepFirst()
{
    m_cut = true;
    std::vector<std::pair<Row, std::string_view>> order;
    order.reserve(m_counts.size());
    for (const auto &[text, counted] : m_counts)
        order.emplace_back(counted.first, text);
    std::nth_element(order.begin(), order.begin() + mostValues, order.end());
    for (auto late = order.begin() + mostValues; late != order.end(); ++late)
        m_counts.erase(late->second);
}

Facet PayloadFacet::facet() const
{
    std::vector<std::pair<qint64, std::string_view>> items;
    for (const auto &[text, counted] : m_counts) {
        if (counted.meant)
            items.emplace_back(counted.count, text);
    }
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
