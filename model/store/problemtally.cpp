// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/problemtally.h"

#include "event/utf8.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace eventscope {

namespace {

constexpr int serviceShift = 16;
constexpr int nameShift = 32;
constexpr std::size_t smallest = 64;

std::size_t slotOf(quint64 key, std::size_t size) noexcept
{
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15) >> 32) & (size - 1);
}

}

void ProblemTally::Entry::join(const Entry &other) noexcept
{
    first = count == 0 ? other.first : std::min(first, other.first);
    last = count == 0 ? other.last : std::max(last, other.last);
    count += other.count;
}

void ProblemTally::grow()
{
    std::vector<Entry> old(std::max(smallest, m_entries.size() * 2));
    old.swap(m_entries);
    for (const Entry &entry : old) {
        if (entry.key == 0)
            continue;
        std::size_t slot = slotOf(entry.key, m_entries.size());
        while (m_entries[slot].key != 0)
            slot = (slot + 1) & (m_entries.size() - 1);
        m_entries[slot] = entry;
    }
}

ProblemTally::Entry &ProblemTally::entryOf(quint64 key)
{
    if (m_used * 2 >= m_entries.size())
        grow();
    std::size_t slot = slotOf(key, m_entries.size());
    while (m_entries[slot].key != key && m_entries[slot].key != 0)
        slot = (slot + 1) & (m_entries.size() - 1);
    Entry &entry = m_entries[slot];
    if (entry.key == 0) {
        entry.key = key;
        ++m_used;
    }
    return entry;
}

void ProblemTally::add(const ScanBlock &block, std::span<const quint16> selected)
{
    const Chunk &chunk = *block.chunk;
    for (const quint16 i : selected) {
        const Row at = block.at + i;
        const quint16 rules = chunk.ruleSet[at].load(std::memory_order_acquire);
        if (rules == 0)
            continue;
        const quint64 key =
            rules | (quint64(chunk.service[at]) << serviceShift) | (quint64(chunk.name[at]) << nameShift);
        const Moment moment{chunk.time[at], block.first + i};
        entryOf(key).join({key, 1, moment, moment});
    }
}

void ProblemTally::add(const ProblemTally &other)
{
    for (const Entry &entry : other.m_entries) {
        if (entry.key != 0)
            entryOf(entry.key).join(entry);
    }
}

std::vector<ProblemGroup> ProblemTally::groups(const Columns::Private &columns) const
{
    std::map<Term, std::vector<RuleHit>> sets;
    std::map<std::tuple<QByteArray, quint16, Term>, std::pair<Entry, Severity>> byRule;
    for (const Entry &entry : m_entries) {
        if (entry.key == 0)
            continue;
        const Term set = entry.key & 0xffff;
        auto known = sets.find(set);
        if (known == sets.end())
            known = sets.emplace(set, rulesOf(bytesOf(columns.ruleSets.text(set)))).first;
        const auto service = static_cast<quint16>(entry.key >> serviceShift);
        const auto name = static_cast<Term>(entry.key >> nameShift);
        for (const RuleHit &hit : known->second) {
            auto &[sum, severity] = byRule[{hit.rule, service, name}];
            sum.join(entry);
            severity = std::max(severity, hit.severity);
        }
    }
    std::vector<ProblemGroup> groups;
    groups.reserve(byRule.size());
    for (const auto &[key, value] : byRule) {
        const auto &[rule, service, name] = key;
        const auto &[sum, severity] = value;
        groups.push_back({bytesOf(columns.services.text(service)), rule, severity, bytesOf(columns.names.text(name)),
            sum.count, sum.first.row, sum.last.row});
    }
    std::sort(groups.begin(), groups.end(), [](const ProblemGroup &a, const ProblemGroup &b) {
        return a.count != b.count ? a.count > b.count
                                  : std::tie(a.service, a.rule, a.name) < std::tie(b.service, b.rule, b.name);
    });
    return groups;
}

}
