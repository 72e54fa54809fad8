// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds about how events travel: key, transport-cannot-carry, request, batch-count, text.
#include "event/utf8.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope::rulekinds {

namespace {

class KeyKind final : public RuleKind {
public:
    KeyKind(std::string need, QString title)
        : m_need(std::move(need))
        , m_title(std::move(title))
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const JsonValue place = input.key ? input.key : at;
        if (!input.keyKind)
            return report.notJudged(place);
        if (*input.keyKind == m_need)
            return;
        const bool unknown = input.keyKind->empty();
        report.found(
            place,
            [this, unknown] {
                RuleWords words;
                words.expected = m_title;
                words.found =
                    unknown ? Text::tr("a key whose form does not tell its kind") : Text::tr("another kind of key");
                words.sentence = Text::tr("This needs a key of the kind “%1”").arg(m_title);
                return words;
            },
            unknown ? Severity::Warning : Severity::Error);
    }

private:
    std::string m_need;
    QString m_title;
};

// Arrays: a query leaves them out.
class CannotCarryKind final : public RuleKind {
public:
    explicit CannotCarryKind(std::vector<std::string> queries)
        : m_queries(std::move(queries))
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const bool carries =
            input.transport && std::find(m_queries.begin(), m_queries.end(), *input.transport) == m_queries.end();
        if (carries || m_queries.empty())
            return;
        bool known = true;
        forEachCounted(at, input.mayRepeat, [&](JsonValue value) {
            if (!known || !value.isArray() || value.items().begin() == value.items().end())
                return known;
            known = input.transport.has_value();
            if (!known)
                report.notJudged(value);
            else
                reportAt(value, report);
            return false;
        });
    }

private:
    static void reportAt(JsonValue array, RuleReport &report)
    {
        report.found(array, [array] {
            RuleWords words;
            words.sentence = Text::tr("a query cannot carry the list %1").arg(ruletext::subject(array));
            words.found = ruletext::excerpt(array);
            return words;
        });
    }

    std::vector<std::string> m_queries;    // transports that leave arrays out
};

class RequestKind final : public RuleKind {
public:
    RequestKind(std::string member, std::optional<Severity> empty, QByteArray rule)
        : m_member(std::move(member))
        , m_empty(empty)
        , m_rule(std::move(rule))
    {}

    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        if (m_member.empty()) {
            if (!at.isObject())
                report.found(at, [at] {
                    return RuleWords{
                        .sentence = Text::tr("The body must be one JSON object, but is %1").arg(ruletext::excerpt(at))};
                });
            return;
        }
        const JsonValue list = at.find(m_member);
        if (!list || !list.isArray()) {
            report.found(list ? list : at, [this, list] {
                RuleWords words;
                words.sentence = Text::tr("The body must be an object with the list of events in %1")
                                     .arg(ruletext::name(stringOf(m_member)));
                words.lacks = !list;
                return words;
            });
        } else if (m_empty && list.items().begin() == list.items().end()) {
            report.foundAs(list, m_rule, *m_empty, [this] {
                return RuleWords{.sentence = Text::tr("%1 holds no events").arg(ruletext::name(stringOf(m_member)))};
            });
        }
    }

private:
    std::string m_member;
    std::optional<Severity> m_empty;
    QByteArray m_rule;
};

class BatchCountKind final : public RuleKind {
public:
    BatchCountKind(
        std::map<std::string, std::int64_t, std::less<>> limits, std::int64_t otherwise, std::vector<std::string> lists)
        : m_limits(std::move(limits))
        , m_otherwise(otherwise)
        , m_lists(std::move(lists))
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        JsonValue place = at;
        const auto count = countIn(at, input, place);
        if (!count)
            return report.notJudged(at);
        const auto limit = input.transport ? m_limits.find(*input.transport) : m_limits.end();
        const std::int64_t most = limit == m_limits.end() ? m_otherwise : limit->second;
        if (*count <= most)
            return;
        report.found(place, [count, most] {
            RuleWords words;
            words.expected = Text::tr("at most %1 events").arg(most);
            words.found = Text::tr("%1 events").arg(*count);
            words.sentence = Text::tr("A request may hold %1 events, but this one holds %2").arg(most).arg(*count);
            return words;
        });
    }

private:
    // Of a request by its list; of an event by what is said of the request it belongs to.
    std::optional<qint64> countIn(JsonValue at, const RuleInput &input, JsonValue &place) const
    {
        if (!input.shape.empty())
            return input.context->batchCount;
        for (const std::string &name : m_lists) {
            if (const JsonValue list = at.find(name); list && list.isArray()) {
                place = list;
                return static_cast<qint64>(list.size());
            }
        }
        return input.context->batchCount.value_or(1);
    }

    std::map<std::string, std::int64_t, std::less<>> m_limits;    // by transport
    std::int64_t m_otherwise;
    std::vector<std::string> m_lists;    // members that hold events
};

// What it speaks of is no JSON: Judge::unreadable() does.
class TextKind final : public RuleKind {
public:
    void judge(JsonValue, const RuleInput &, RuleReport &) const override {}
};

const RuleSource::Json &transportsOf(const RuleSource &source)
{
    static const RuleSource::Json nothing = RuleSource::Json::object();
    const auto it = source.definition().find("transports");
    return it != source.definition().end() && it->is_object() ? *it : nothing;
}

}

RuleKindPtr key(RuleSource &source)
{
    const std::string need = source.text("need");
    QString title = stringOf(need);
    bool known = false;
    if (const auto keys = source.definition().find("keys"); keys != source.definition().end() && keys->is_array()) {
        for (const auto &one : *keys) {
            if (!one.is_object() || one.value("kind", std::string()) != need)
                continue;
            known = true;
            title = stringOf(one.value("title", need));
        }
    }
    if (!known)
        source.faultAt("need", Text::tr("\"%1\" is no kind of key that \"keys\" lists.").arg(stringOf(need)));
    return std::make_unique<KeyKind>(need, std::move(title));
}

RuleKindPtr transportCannotCarry(RuleSource &source)
{
    std::vector<std::string> queries;
    for (const auto &[id, transport] : transportsOf(source).items()) {
        const auto one = transport.is_object() ? transport.find("one") : transport.end();
        if (transport.is_object() && one != transport.end() && one->is_object() && one->contains("query"))
            queries.push_back(id);
    }
    return std::make_unique<CannotCarryKind>(std::move(queries));
}

RuleKindPtr request(RuleSource &source)
{
    std::optional<Severity> empty;
    if (source.has("empty")) {
        empty = severityFromId(QByteArray::fromStdString(source.text("empty")));
        if (!empty || *empty == Severity::NotJudged)
            source.faultAt("empty", Text::tr("\"empty\" must be error, warning or info."));
    }
    return std::make_unique<RequestKind>(
        source.textOr("member", {}), empty, QByteArray::fromStdString(source.text("id")));
}

RuleKindPtr batchCount(RuleSource &source)
{
    const auto own = source.number("max");
    std::map<std::string, std::int64_t, std::less<>> limits;
    std::int64_t largest = 0;
    for (const auto &[id, transport] : transportsOf(source).items()) {
        if (!transport.is_object())
            continue;
        std::int64_t limit = 1;
        if (const auto many = transport.find("many"); many != transport.end() && many->is_object()) {
            const auto max = many->find("max");
            limit = max != many->end() && max->is_number_unsigned() ? max->get<std::int64_t>()
                                                                    : std::numeric_limits<std::int64_t>::max();
        }
        limits[id] = own.value_or(limit);
        largest = std::max(largest, limit);
    }
    std::vector<std::string> lists;
    for (const QByteArray &name : source.service().envelopeMembers())
        lists.push_back(name.toStdString());
    if (!own && limits.empty())
        source.faultAt("max", Text::tr("\"max\" is needed, as there is no transport that says it."));
    return std::make_unique<BatchCountKind>(std::move(limits), own.value_or(largest), std::move(lists));
}

RuleKindPtr text(RuleSource &source)
{
    if (!source.flag("comments") && !source.flag("trailingCommas"))
        source.faultAt("is", Text::tr("A rule about texts needs \"comments\", \"trailingCommas\" or both."));
    return std::make_unique<TextKind>();
}

}
