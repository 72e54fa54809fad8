// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/termtables.h"

#include "store/filtermatch.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t keptTables = 12;
constexpr Term matchedAtOnce = Term(1) << 15;

bool allLiteral(const FilterTerm &term)
{
    return std::all_of(term.values.begin(), term.values.end(),
        [](const QByteArray &value) { return WildcardPattern(value).isLiteral(); });
}

// Looks at the text of every term from `from` on.
void matchTexts(std::vector<quint8> &table, Term from, const ValueMatcher &matcher, const Dictionary &dictionary,
    const Parallel *parallel)
{
    const auto size = static_cast<Term>(table.size());
    const auto match = [&](std::size_t part) {
        const Term begin = from + static_cast<Term>(part * matchedAtOnce);
        const Term end = begin + std::min<Term>(matchedAtOnce, size - begin);
        for (Term term = begin; term < end; ++term)
            table[term] = matcher.matches(dictionary.text(term));
    };
    const std::size_t parts = (std::size_t(size - from) + matchedAtOnce - 1) / matchedAtOnce;
    if (parallel && parts > 1)
        return parallel->forEach(parts, match);
    for (std::size_t part = 0; part < parts; ++part)
        match(part);
}

void matchRange(std::vector<quint8> &table, Term from, const FilterTerm &term, const Dictionary &dictionary,
    const Parallel *parallel)
{
    const auto size = static_cast<Term>(table.size());
    const ValueMatcher matcher(term);
    if (term.field == Field::Rule || !allLiteral(term))
        return matchTexts(table, from, matcher, dictionary, parallel);
    // Looked up, but for maps, whose values are inside the text.
    for (const QByteArray &value : term.values) {
        const auto found = dictionary.find(WildcardPattern(value).literal());
        if (found && *found >= from && *found < size)
            table[*found] = 1;
    }
    if (term.field != Field::Tenant && term.field != Field::User)
        return;
    for (const Term pair : dictionary.pairTerms()) {
        if (pair >= from && pair < size)
            table[pair] = matcher.matches(dictionary.text(pair));
    }
}

// What all texts begin with, so that the eight bytes behind it tell most apart.
std::size_t commonPrefix(const Dictionary &dictionary, Term from, Term size)
{
    std::string_view common = dictionary.text(from < size ? from : 0);
    for (Term term = from + 1; term < size && !common.empty(); ++term) {
        const std::string_view text = dictionary.text(term);
        const auto differs = std::mismatch(common.begin(), common.end(), text.begin(), text.end()).first;
        common = common.substr(0, static_cast<std::size_t>(differs - common.begin()));
    }
    return common.size();
}

// Terms [from, size) in the order of their texts.
std::vector<Term> sortedTerms(const Dictionary &dictionary, Term from, Term size)
{
    struct Item {
        quint64 head;
        Term term;
    };
    const std::size_t prefix = commonPrefix(dictionary, from, size);
    std::vector<Item> items;
    items.reserve(size - from);
    for (Term term = from; term < size; ++term) {
        const std::string_view text = dictionary.text(term).substr(prefix);
        quint64 head = 0;
        for (std::size_t i = 0; i < 8; ++i)
            head = (head << 8) | (i < text.size() ? static_cast<uchar>(text[i]) : 0u);
        items.push_back({head, term});
    }
    std::sort(items.begin(), items.end(), [&dictionary](const Item &a, const Item &b) {
        return a.head != b.head ? a.head < b.head : dictionary.text(a.term) < dictionary.text(b.term);
    });
    std::vector<Term> terms(items.size());
    std::transform(items.begin(), items.end(), terms.begin(), [](const Item &item) { return item.term; });
    return terms;
}

// Those that were ranked before stay in their order: only what was added is sorted.
std::vector<quint32> rankAll(const Dictionary &dictionary, Term size, const std::vector<quint32> *before)
{
    const Term known = before ? static_cast<Term>(before->size()) : 1;    // the empty text is the first
    std::vector<Term> terms(size, 0);
    for (Term term = 1; term < known; ++term)
        terms[(*before)[term]] = term;
    const std::vector<Term> added = sortedTerms(dictionary, known, size);
    std::copy(added.begin(), added.end(), terms.begin() + known);
    std::inplace_merge(terms.begin(), terms.begin() + known, terms.end(),
        [&dictionary](Term a, Term b) { return dictionary.text(a) < dictionary.text(b); });
    std::vector<quint32> ranks(size, 0);
    for (Term rank = 0; rank < size; ++rank)
        ranks[terms[rank]] = rank;
    return ranks;
}

}

TermTables::Table TermTables::matches(
    const FilterTerm &term, const Dictionary &dictionary, Term size, const Parallel *parallel)
{
    const std::scoped_lock locked(m_matchesMutex);
    const auto known = std::find_if(m_matches.begin(), m_matches.end(),
        [&](const Match &match) { return match.dictionary == &dictionary && match.term == term; });
    Match match{&dictionary, term, nullptr};
    if (known != m_matches.end()) {
        match = std::move(*known);
        m_matches.erase(known);
    }
    const std::size_t done = match.table ? match.table->held.size() : 0;
    if (done < size) {
        std::vector<quint8> held;
        held.reserve(size);
        if (match.table)
            held = match.table->held;
        held.resize(size, 0);
        matchRange(held, static_cast<Term>(done), term, dictionary, parallel);
        match.table = std::make_shared<const TermTable>(std::move(held));
    }
    m_matches.push_front(match);
    if (m_matches.size() > keptTables)
        m_matches.pop_back();
    return match.table;
}

TermTables::Ranks TermTables::ranks(const Dictionary &dictionary, Term size)
{
    const std::scoped_lock locked(m_rankingsMutex);
    auto known = std::find_if(m_rankings.begin(), m_rankings.end(),
        [&dictionary](const Ranking &ranking) { return ranking.dictionary == &dictionary; });
    if (known == m_rankings.end())
        known = m_rankings.insert(known, {&dictionary, nullptr});
    if (!known->ranks || known->ranks->size() < size)
        known->ranks = std::make_shared<const std::vector<quint32>>(rankAll(dictionary, size, known->ranks.get()));
    return known->ranks;
}

}
