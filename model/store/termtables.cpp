// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/termtables.h"

#include "store/filtermatch.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t keptTables = 12;

bool allLiteral(const FilterTerm &term)
{
    return std::all_of(term.values.begin(), term.values.end(),
        [](const QByteArray &value) { return WildcardPattern(value).isLiteral(); });
}

void matchRange(std::vector<quint8> &table, Term from, const FilterTerm &term, const Dictionary &dictionary)
{
    const auto size = static_cast<Term>(table.size());
    const ValueMatcher matcher(term);
    if (term.field == Field::Rule || !allLiteral(term)) {
        for (Term candidate = from; candidate < size; ++candidate)
            table[candidate] = matcher.matches(dictionary.text(candidate));
        return;
    }
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
std::size_t commonPrefix(const Dictionary &dictionary, Term size)
{
    std::string_view common = dictionary.text(size > 1 ? 1 : 0);
    for (Term term = 2; term < size && !common.empty(); ++term) {
        const std::string_view text = dictionary.text(term);
        const auto differs = std::mismatch(common.begin(), common.end(), text.begin(), text.end()).first;
        common = common.substr(0, static_cast<std::size_t>(differs - common.begin()));
    }
    return common.size();
}

std::vector<quint32> rankAll(const Dictionary &dictionary, Term size)
{
    struct Item {
        quint64 head;
        Term term;
    };
    const std::size_t prefix = commonPrefix(dictionary, size);
    std::vector<Item> items(size > 0 ? size - 1 : 0);    // the empty text is the first
    for (Term term = 1; term < size; ++term) {
        const std::string_view text = dictionary.text(term).substr(prefix);
        quint64 head = 0;
        for (std::size_t i = 0; i < 8; ++i)
            head = (head << 8) | (i < text.size() ? static_cast<uchar>(text[i]) : 0u);
        items[term - 1] = {head, term};
    }
    std::sort(items.begin(), items.end(), [&dictionary](const Item &a, const Item &b) {
        return a.head != b.head ? a.head < b.head : dictionary.text(a.term) < dictionary.text(b.term);
    });
    std::vector<quint32> ranks(size, 0);
    for (std::size_t i = 0; i < items.size(); ++i)
        ranks[items[i].term] = static_cast<quint32>(i + 1);
    return ranks;
}

}

TermTables::Table TermTables::matches(const FilterTerm &term, const Dictionary &dictionary, Term size)
{
    const std::scoped_lock locked(m_mutex);
    const auto known = std::find_if(m_matches.begin(), m_matches.end(),
        [&](const Match &match) { return match.dictionary == &dictionary && match.term == term; });
    Match match{&dictionary, term, nullptr};
    if (known != m_matches.end()) {
        match = std::move(*known);
        m_matches.erase(known);
    }
    const std::size_t done = match.table ? match.table->size() : 0;
    if (done < size) {
        auto table = match.table ? std::vector<quint8>(*match.table) : std::vector<quint8>();
        table.resize(size, 0);
        matchRange(table, static_cast<Term>(done), term, dictionary);
        match.table = std::make_shared<const std::vector<quint8>>(std::move(table));
    }
    m_matches.push_front(match);
    if (m_matches.size() > keptTables)
        m_matches.pop_back();
    return match.table;
}

TermTables::Ranks TermTables::ranks(const Dictionary &dictionary, Term size)
{
    const std::scoped_lock locked(m_mutex);
    auto known = std::find_if(m_rankings.begin(), m_rankings.end(),
        [&dictionary](const Ranking &ranking) { return ranking.dictionary == &dictionary; });
    if (known == m_rankings.end())
        known = m_rankings.insert(known, {&dictionary, nullptr});
    if (!known->ranks || known->ranks->size() < size)
        known->ranks = std::make_shared<const std::vector<quint32>>(rankAll(dictionary, size));
    return known->ranks;
}

}
