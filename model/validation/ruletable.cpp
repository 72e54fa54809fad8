// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/ruletable.h"

#include "event/ruleset.h"

#include <algorithm>

namespace eventscope {

namespace {

// Further sets are written each time that they come.
constexpr std::size_t mostTries = 8;

}

struct RuleTable::KnownSet {
    QVarLengthArray<quint32, 16> hits;
    QByteArray text;
};

RuleTable::RuleTable(QByteArray service, SeverityChanges changes)
    : m_service(std::move(service))
    , m_changes(std::move(changes))
{}

RuleTable::~RuleTable()
{
    for (const auto &set : m_sets)
        delete set.load(std::memory_order_relaxed);
}

quint32 RuleTable::add(const QByteArray &id, Severity severity, const QString &say, const QString &source)
{
    const auto known = m_numbers.constFind(id);
    const quint32 number = known == m_numbers.cend() ? static_cast<quint32>(m_rules.size()) : *known;
    if (known == m_numbers.cend()) {
        m_numbers.insert(id, number);
        m_rules.push_back({id, {}, {}, {}, m_changes.of(m_service, id)});
    }
    RuleInfo &rule = m_rules[number];
    const auto worse = std::lower_bound(rule.severities.begin(), rule.severities.end(), severity, std::greater());
    if (worse == rule.severities.end() || *worse != severity)
        rule.severities.insert(worse, severity);
    if (rule.say.isEmpty())
        rule.say = say;
    if (rule.source.isEmpty())
        rule.source = source;
    return number;
}

QByteArray RuleTable::written(const RuleHits &hits) const
{
    std::vector<RuleHit> list;
    for (const quint32 hit : hits.m_hits)
        list.push_back({m_rules[hit >> 2].id, static_cast<Severity>(hit & 3)});
    return ruleSetText(std::move(list));
}

QByteArray RuleTable::textOf(const RuleHits &hits) const
{
    if (hits.isEmpty())
        return {};
    quint32 hash = 0;
    for (const quint32 hit : hits.m_hits)
        hash = (hash ^ hit) * 0x9e3779b1u;
    std::unique_ptr<KnownSet> own;
    for (std::size_t i = 0; i < mostTries; ++i) {
        auto &slot = m_sets[((hash >> 16) + i) % m_sets.size()];
        const KnownSet *known = slot.load(std::memory_order_acquire);
        if (known == nullptr) {
            if (!own)
                own = std::make_unique<KnownSet>(KnownSet{hits.m_hits, written(hits)});
            // Another thread may have been faster: then `known` is what it put there.
            if (slot.compare_exchange_strong(known, own.get(), std::memory_order_acq_rel))
                return own.release()->text;
        }
        if (known->hits == hits.m_hits)
            return known->text;
    }
    return own ? own->text : written(hits);
}

}
