// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tallies.h"

#include "event/ruleset.h"
#include "event/utf8.h"
#include "store/filtermatch.h"
#include "store/topterms.h"
#include "store/wtf8.h"

#include <algorithm>
#include <map>
#include <set>

namespace eventscope {

namespace {

constexpr int largestBuckets = 1'000'000;
constexpr Micros furthest = Micros(1) << 61;                    // so that spans do not overflow
constexpr std::size_t directCounters = std::size_t(1) << 20;    // 4 MB a thread
constexpr std::size_t termsAtOnce = std::size_t(1) << 16;       // so many counts stay in the processor's cache

const Dictionary *dictionaryOf(CountedColumn column, const Columns::Private &columns)
{
    switch (column) {
    case CountedColumn::Tenant:
        return &columns.tenants;
    case CountedColumn::User:
        return &columns.users;
    case CountedColumn::Name:
        return &columns.names;
    case CountedColumn::Service:
        return &columns.services;
    case CountedColumn::Origin:
    case CountedColumn::Verdict:
    case CountedColumn::RuleSet:
        return nullptr;
    }
    return nullptr;
}

CountedColumn countedColumn(HistogramSpec::Stack stack)
{
    switch (stack) {
    case HistogramSpec::Stack::Name:
        return CountedColumn::Name;
    case HistogramSpec::Stack::Service:
        return CountedColumn::Service;
    case HistogramSpec::Stack::Verdict:
        return CountedColumn::Verdict;
    case HistogramSpec::Stack::Tenant:
        return CountedColumn::Tenant;
    }
    return CountedColumn::Verdict;
}

// Most frequent first, then by text.
template <typename Item>
void rank(std::vector<Item> &items, std::size_t top)
{
    const auto first = [](const Item &a, const Item &b) {
        return a.count != b.count ? a.count > b.count : a.text < b.text;
    };
    const std::size_t sorted = std::min(top, items.size());
    std::partial_sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(sorted), items.end(), first);
    items.resize(sorted);
}

void keepThose(std::vector<RankedTerm> &items, const QByteArray &containing)
{
    std::string buffer;
    const WildcardPattern pattern('*' + bytesOf(caseFolded(viewOf(containing), buffer)) + '*');
    std::erase_if(items, [&](const RankedTerm &item) { return !pattern.matches(caseFolded(item.text, buffer)); });
}

}

CountedColumn countedColumn(Field field)
{
    switch (field) {
    case Field::Tenant:
        return CountedColumn::Tenant;
    case Field::User:
        return CountedColumn::User;
    case Field::Name:
        return CountedColumn::Name;
    case Field::Service:
        return CountedColumn::Service;
    case Field::Origin:
        return CountedColumn::Origin;
    case Field::Rule:
        return CountedColumn::RuleSet;
    case Field::Verdict:
    case Field::Time:
    case Field::Text:
    case Field::Path:
        return CountedColumn::Verdict;
    }
    return CountedColumn::Verdict;
}

std::size_t termCount(CountedColumn column, const Columns::Private &columns, const OriginLabels &labels)
{
    if (const Dictionary *dictionary = dictionaryOf(column, columns))
        return dictionary->size();
    if (column == CountedColumn::Verdict)
        return 4;
    if (column == CountedColumn::RuleSet)
        return ruleSetTerms;    // rows may be given new ones while they are counted
    std::size_t count = 1;
    for (const auto &[origin, label] : labels.all())
        count = std::max(count, std::size_t(origin) + 1);
    return count;
}

namespace {

// The events of each rule; an event counts for every rule of its set, and once in the total.
Facet facetOfRules(const FacetSpec &spec, const std::vector<quint32> &counts, const Dictionary &sets)
{
    std::map<QByteArray, qint64> byRule;
    const auto forEachSet = [&](auto visit) {
        const Term known = std::min(sets.size(), static_cast<Term>(counts.size()));
        for (Term term = 1; term < known; ++term) {
            if (counts[term])
                visit(rulesOf(bytesOf(sets.text(term))), counts[term]);
        }
    };
    forEachSet([&](const std::vector<RuleHit> &hits, qint64 count) {
        for (const RuleHit &hit : hits)
            byRule[hit.rule] += count;
    });
    std::vector<RankedTerm> items;
    items.reserve(byRule.size());
    for (const auto &[rule, count] : byRule)
        items.push_back({viewOf(rule), count, 0});
    if (!spec.containing.isEmpty())
        keepThose(items, spec.containing);
    Facet facet;
    facet.field = spec.field;
    facet.distinct = static_cast<qint64>(items.size());
    std::set<std::string_view> kept;
    for (const RankedTerm &item : items)
        kept.insert(item.text);
    forEachSet([&](const std::vector<RuleHit> &hits, qint64 count) {
        const bool meant =
            std::any_of(hits.begin(), hits.end(), [&](const RuleHit &hit) { return kept.contains(viewOf(hit.rule)); });
        facet.total += meant ? count : 0;
    });
    rank(items, spec.top > 0 ? static_cast<std::size_t>(spec.top) : items.size());
    for (const RankedTerm &item : items)
        facet.values.push_back({bytesOf(item.text), item.count});
    return facet;
}

// What a facet shows of some of the terms.
struct FacetPart {
    qint64 total = 0;
    qint64 distinct = 0;
    std::vector<RankedTerm> top;
};

FacetPart facetPart(
    const FacetSpec &spec, const std::vector<quint32> &counts, std::size_t begin, const Dictionary &dictionary)
{
    const auto some = std::span(counts).subspan(begin, std::min(termsAtOnce, counts.size() - begin));
    FacetPart part;
    for (const quint32 count : some.subspan(begin == 0 ? 1 : 0)) {
        part.total += count;
        part.distinct += count != 0;
    }
    part.top = mostFrequent(some, static_cast<Term>(begin), dictionary, static_cast<std::size_t>(spec.top));
    return part;
}

Facet facetOfTerms(
    const FacetSpec &spec, const std::vector<quint32> &counts, const Dictionary &dictionary, const Parallel &parallel)
{
    std::vector<FacetPart> parts((counts.size() + termsAtOnce - 1) / termsAtOnce);
    parallel.forEach(
        parts.size(), [&](std::size_t part) { parts[part] = facetPart(spec, counts, part * termsAtOnce, dictionary); });
    Facet facet;
    facet.field = spec.field;
    std::vector<RankedTerm> tops;
    for (const FacetPart &part : parts) {
        facet.total += part.total;
        facet.distinct += part.distinct;
        tops.insert(tops.end(), part.top.begin(), part.top.end());
    }
    for (const RankedTerm &item : mostFrequent(std::move(tops), static_cast<std::size_t>(spec.top)))
        facet.values.push_back({bytesOf(item.text), item.count});
    return facet;
}

}

void sumFacets(ScanTally &tally, const std::vector<std::vector<TermCounts>> &counted, const Parallel &parallel)
{
    for (std::size_t facet = 0; facet < tally.facets.size(); ++facet) {
        std::vector<quint32> &sums = tally.facets[facet];
        parallel.forEach((sums.size() + termsAtOnce - 1) / termsAtOnce, [&](std::size_t part) {
            const std::size_t begin = part * termsAtOnce;
            const std::size_t end = std::min(sums.size(), begin + termsAtOnce);
            std::fill(sums.data() + begin, sums.data() + end, 0);
            for (const std::vector<TermCounts> &counts : counted)
                counts[facet].addTo(begin, end, sums.data() + begin);
        });
    }
}

Facet facetOf(const FacetSpec &spec, const std::vector<quint32> &counts, const Columns::Private &columns,
    const OriginLabels &labels, const Parallel &parallel)
{
    const CountedColumn column = countedColumn(spec.field);
    if (column == CountedColumn::RuleSet)
        return facetOfRules(spec, counts, columns.ruleSets);
    const Dictionary *dictionary = dictionaryOf(column, columns);
    if (dictionary && spec.top > 0 && spec.containing.isEmpty())
        return facetOfTerms(spec, counts, *dictionary, parallel);
    std::vector<std::pair<quint32, QByteArray>> names;    // keeps the texts while they are ranked
    std::vector<RankedTerm> items;
    if (dictionary) {
        for (Term term = 1; term < counts.size(); ++term) {
            if (counts[term])
                items.push_back({dictionary->text(term), counts[term], term});
        }
    } else if (column == CountedColumn::Verdict) {
        for (Term term = 0; term < counts.size(); ++term)
            names.emplace_back(term, verdictId(static_cast<Verdict>(term)));
    } else {
        names = labels.all();
    }
    std::map<std::string_view, qint64> byText;    // origins of one label are one value
    for (const auto &[term, text] : names) {
        if (term < counts.size() && counts[term])
            byText[viewOf(text)] += counts[term];
    }
    for (const auto &[text, count] : byText)
        items.push_back({text, count, 0});

    if (!spec.containing.isEmpty())
        keepThose(items, spec.containing);

    Facet facet;
    facet.field = spec.field;
    facet.distinct = static_cast<qint64>(items.size());
    for (const RankedTerm &item : items)
        facet.total += item.count;
    rank(items, spec.top > 0 ? static_cast<std::size_t>(spec.top) : items.size());
    for (const RankedTerm &item : items)
        facet.values.push_back({bytesOf(item.text), item.count});
    return facet;
}

HistogramTally::HistogramTally(const HistogramSpec &spec, const Columns::Private &columns)
    : m_columns(&columns)
    , m_spec(spec)
    , m_stack(countedColumn(spec.stack))
{
    m_spec.buckets = std::clamp(spec.buckets, 1, largestBuckets);
    m_spec.from = std::clamp(spec.from, -furthest, furthest);
    m_spec.to = std::clamp(spec.to, m_spec.from, furthest);
    const quint64 span = static_cast<quint64>(m_spec.to) - static_cast<quint64>(m_spec.from);
    const auto buckets = static_cast<quint64>(m_spec.buckets);
    m_bucket = std::max<Micros>(1, static_cast<Micros>(span / buckets + (span % buckets != 0)));
    const Dictionary *dictionary = dictionaryOf(m_stack, columns);
    m_terms = dictionary ? dictionary->size() : 4;
    m_direct = m_terms * static_cast<std::size_t>(m_spec.buckets) <= directCounters;
}

void HistogramTally::prepare(ScanPlan &plan) const
{
    if (!m_columns)
        return;
    plan.histogram = m_spec;
    plan.bucket = m_bucket;
    plan.stack = m_stack;
    plan.stackTerms = m_terms;
    if (!m_direct) {
        plan.histogram->buckets = 1;
        plan.bucket = std::max<Micros>(1, m_spec.to - m_spec.from);
    }
}

std::vector<qint64> HistogramTally::totals(const ScanTally &tally) const
{
    std::vector<qint64> totals(m_terms, 0);
    const std::size_t buckets = m_direct ? static_cast<std::size_t>(m_spec.buckets) : 1;
    for (std::size_t term = 0; term < m_terms; ++term) {
        for (std::size_t bucket = 0; bucket < buckets; ++bucket)
            totals[term] += tally.histogram[term * buckets + bucket];
    }
    return totals;
}

QByteArray HistogramTally::textOf(Term term) const
{
    const Dictionary *dictionary = dictionaryOf(m_stack, *m_columns);
    return dictionary ? bytesOf(dictionary->text(term)) : verdictId(static_cast<Verdict>(term));
}

// The terms that get a series of their own, in the order of the series.
std::vector<Term> HistogramTally::largest(const std::vector<qint64> &totals) const
{
    const Dictionary *dictionary = dictionaryOf(m_stack, *m_columns);
    std::vector<RankedTerm> items;
    for (Term term = 0; term < totals.size(); ++term) {
        if (totals[term])
            items.push_back({dictionary ? dictionary->text(term) : std::string_view(), totals[term], term});
    }
    if (dictionary)
        rank(items, static_cast<std::size_t>(std::max(m_spec.series, 0)));
    std::vector<Term> terms;
    terms.reserve(items.size());
    for (const RankedTerm &item : items)
        terms.push_back(item.term);
    return terms;
}

Histogram HistogramTally::result(const ScanTally &tally, const std::vector<Row> &rows) const
{
    Histogram histogram;
    histogram.from = m_spec.from;
    histogram.bucket = m_bucket;
    const std::vector<qint64> counted = totals(tally);
    const std::vector<Term> terms = largest(counted);
    const auto buckets = static_cast<std::size_t>(m_spec.buckets);
    std::vector<int> seriesOf(m_terms, static_cast<int>(terms.size()));
    qint64 rest = 0;
    for (const qint64 total : counted)
        rest += total;
    for (const Term term : terms) {
        seriesOf[term] = static_cast<int>(histogram.series.size());
        histogram.series.push_back({textOf(term), false, counted[term], std::vector<quint32>(buckets)});
        rest -= counted[term];
    }
    if (rest > 0)
        histogram.series.push_back({{}, true, rest, std::vector<quint32>(buckets)});
    if (m_direct)
        countDirect(tally, seriesOf, histogram);
    else
        countRows(rows, seriesOf, histogram);
    return histogram;
}

void HistogramTally::countDirect(const ScanTally &tally, const std::vector<int> &seriesOf, Histogram &histogram) const
{
    const auto buckets = static_cast<std::size_t>(m_spec.buckets);
    for (std::size_t term = 0; term < m_terms; ++term) {
        const auto series = static_cast<std::size_t>(seriesOf[term]);
        if (series >= histogram.series.size())
            continue;
        std::vector<quint32> &counts = histogram.series[series].counts;
        for (std::size_t bucket = 0; bucket < buckets; ++bucket)
            counts[bucket] += tally.histogram[term * buckets + bucket];
    }
}

void HistogramTally::countRows(
    const std::vector<Row> &rows, const std::vector<int> &seriesOf, Histogram &histogram) const
{
    for (const Row row : rows) {
        const Chunk &chunk = m_columns->chunk(row);
        const Row at = row & (Chunk::rows - 1);
        const Micros time = chunk.time[at];
        if (time < m_spec.from || time >= m_spec.to)
            continue;
        // Stacks with many terms are those of names and tenants.
        const Term term = m_stack == CountedColumn::Tenant ? chunk.tenant[at]
                          : m_stack == CountedColumn::Name ? chunk.name[at]
                          : m_stack == CountedColumn::Service
                              ? Term(chunk.service[at])
                              : Term(chunk.flags[at].load(std::memory_order_relaxed) & rowflag::verdictMask);
        const auto offset = static_cast<quint64>(time) - static_cast<quint64>(m_spec.from);
        ++histogram.series[static_cast<std::size_t>(seriesOf[term])].counts[offset / static_cast<quint64>(m_bucket)];
    }
}

}
