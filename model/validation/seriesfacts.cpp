// SPDX-License-Identifier: GPL-3.0-or-later
// What of one event is compared with others.
#include "event/utf8.h"
#include "validation/members.h"
#include "validation/serieshash.h"
#include "validation/seriesjudge.h"
#include "validation/seriesplan.h"
#include "validation/seriesvalues.h"

#include <QVarLengthArray>

#include <span>

namespace eventscope {

namespace {

using serieshash::mixed;

class Extraction {
public:
    Extraction(const SeriesShape &shape, const JsonTape &event, const Identity &identity, SeriesFacts &facts)
        : m_shape(shape)
        , m_root(event.root())
        , m_identity(identity)
        , m_facts(facts)
    {
        shape.pointers.find(m_root, m_places);
    }

    void take(const SeriesRule &rule, const SeriesShape::Use &use)
    {
        if (!rule.condition.isAlways() && rule.condition.holds(conditions()) != Answer::Yes)
            return;
        switch (rule.kind) {
        case SeriesRule::Kind::Duplicate:
            return takeKey(use);
        case SeriesRule::Kind::Drift:
            return takeMembers(rule, use);
        case SeriesRule::Kind::DistinctLimit:
            return takeValues(rule, use);
        }
    }

private:
    void add(const SeriesShape::Use &use, quint64 subject, quint64 value, JsonValue at)
    {
        m_facts.values.push_back({use.rule, subject, value, at});
    }

    [[nodiscard]] ConditionContext conditions()
    {
        ConditionContext context;
        context.event = m_root;
        context.kind = kind();
        context.shape = viewOf(m_shape.id);
        return context;
    }

    [[nodiscard]] std::string_view kind()
    {
        const JsonValue at = m_shape.kind ? m_places[*m_shape.kind] : JsonValue();
        return at && at.isString() ? at.string(m_kind) : std::string_view();
    }

    void takeKey(const SeriesShape::Use &use)
    {
        const JsonValue at = m_places[use.at.front()];
        const auto key = seriesvalues::hashOf(at, m_buffer);
        if (!key)
            return;
        quint64 subject = 0;
        for (const SeriesShape::Part &part : use.with)
            subject = mixed(subject + 1, hashOf(part));
        add(use, subject, *key, at);
    }

    [[nodiscard]] quint64 hashOf(const SeriesShape::Part &part)
    {
        switch (part.what) {
        case SeriesShape::Part::What::Kind:
            return serieshash::of(kind());
        case SeriesShape::Part::What::Name:
            return serieshash::of(viewOf(m_identity.name));
        case SeriesShape::Part::What::Value:
            break;
        }
        return seriesvalues::hashOf(m_places[part.slot], m_buffer).value_or(0);
    }

    void takeMembers(const SeriesRule &rule, const SeriesShape::Use &use)
    {
        if (rule.ofName && m_identity.name.isEmpty())
            return;
        quint64 all = 0;
        JsonValue at = m_root;
        for (const qsizetype slot : use.at) {
            const JsonValue object = m_places[slot];
            if (!object || !object.isObject())
                continue;
            if (at == m_root)
                at = object;
            for (const SeriesFacts::Member &member : membersAt(slot, object))
                all += seriesvalues::typedName(member.name, member.value.kind());
        }
        add(use, rule.ofName ? serieshash::of(viewOf(m_identity.name)) : 0, all, at);
    }

    void takeValues(const SeriesRule &rule, const SeriesShape::Use &use)
    {
        const JsonValue at = m_places[use.at.front()];
        if (!rule.members) {
            if (const auto value = seriesvalues::hashOf(at, m_buffer))
                add(use, 0, *value, at);
            return;
        }
        if (!at || !at.isObject())
            return;
        for (const SeriesFacts::Member &member : membersAt(use.at.front(), at)) {
            if (const auto value = seriesvalues::hashOf(member.value, m_buffer))
                add(use, member.name, *value, member.value);
        }
    }

    // Walked once for all rules. Valid until the next call.
    [[nodiscard]] std::span<const SeriesFacts::Member> membersAt(qsizetype slot, JsonValue object)
    {
        std::vector<SeriesFacts::Member> &all = m_facts.members;
        for (const Walked &walked : m_walked) {
            if (walked.slot == slot)
                return {all.data() + walked.first, walked.count};
        }
        Walked walked{slot, all.size(), 0};
        for (const JsonMember member : object.members())
            all.push_back({seriesvalues::nameHash(member.key, m_buffer), member.value});
        walked.count = all.size() - walked.first;
        m_walked.append(walked);
        return {all.data() + walked.first, walked.count};
    }

    struct Walked {
        qsizetype slot = 0;
        std::size_t first = 0;
        std::size_t count = 0;
    };

    const SeriesShape &m_shape;
    JsonValue m_root;
    const Identity &m_identity;
    SeriesFacts &m_facts;
    PointerSet::Found m_places;
    QVarLengthArray<Walked, 8> m_walked;
    std::string m_buffer;
    std::string m_kind;
};

}

void SeriesJudge::facts(const Judge &judge, const JsonTape &event, QByteArrayView shape, const Identity &identity,
    Micros received, SeriesFacts &facts)
{
    facts.clear();
    facts.members.clear();
    const SeriesShape *known = judge.series().shape(shape);
    if (known == nullptr || event.isEmpty())
        return;
    facts.plan = &judge.series();
    facts.time = identity.timeSource == TimeSource::Received ? received : identity.time;
    Extraction extraction(*known, event, identity, facts);
    for (const SeriesShape::Use &use : known->uses)
        extraction.take(judge.series().rules[use.rule], use);
}

}
