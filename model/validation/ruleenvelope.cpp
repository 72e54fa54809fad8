// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a list of events: the schemas of "with", and members that it does not name.
#include "event/utf8.h"
#include "validation/members.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope::rulekinds {

namespace {

struct Beside {
    std::string name;
    RuleKindPtr schema;
};

// One of the definition's "envelopes".
struct Envelope {
    std::string events;
    std::vector<Beside> with;
    QByteArray rule;    // for what it does not name; empty: nothing is said
    Severity severity = Severity::Error;

    [[nodiscard]] bool names(std::string_view member) const
    {
        return std::any_of(with.begin(), with.end(), [member](const Beside &one) { return one.name == member; });
    }
};

class EnvelopeKind final : public RuleKind {
public:
    explicit EnvelopeKind(std::vector<Envelope> envelopes)
        : m_envelopes(std::move(envelopes))
    {}

    // A request body tells its envelope by the list in it; what was kept of one by what it names.
    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (!at.isObject() || m_envelopes.empty())
            return;
        const bool isRequest = input.shape.empty();
        const auto listed = std::find_if(
            m_envelopes.begin(), m_envelopes.end(), [at](const Envelope &one) { return bool(at.find(one.events)); });
        if (isRequest && listed == m_envelopes.end())
            return;
        const Envelope &envelope = listed != m_envelopes.end() ? *listed : closest(at);
        std::string buffer;
        forEachLastMember(at, input.mayRepeat, [&](JsonValue key, JsonValue value) {
            const std::string_view name = key.string(buffer);
            if (name == envelope.events)
                return;
            const auto one = std::find_if(envelope.with.begin(), envelope.with.end(),
                [name](const Beside &beside) { return beside.name == name; });
            if (one != envelope.with.end())
                return one->schema->judge(value, input, report);
            if (envelope.rule.isEmpty())
                return;
            report.foundAs(value, envelope.rule, envelope.severity, [key, value] {
                RuleWords words;
                words.sentence = Text::tr("%1 is not known beside the events").arg(ruletext::name(key));
                words.found = ruletext::excerpt(value);
                return words;
            });
        });
    }

private:
    [[nodiscard]] const Envelope &closest(JsonValue at) const
    {
        const auto named = [at](const Envelope &envelope) {
            std::string buffer;
            int count = 0;
            for (const auto [key, value] : at.members())
                count += envelope.names(key.string(buffer)) ? 1 : 0;
            return count;
        };
        return *std::max_element(m_envelopes.begin(), m_envelopes.end(),
            [&](const Envelope &a, const Envelope &b) { return named(a) < named(b); });
    }

    std::vector<Envelope> m_envelopes;
};

Envelope envelopeOf(RuleSource &source)
{
    Envelope envelope;
    envelope.events = source.textOr("events", {});
    envelope.rule = QByteArray::fromStdString(source.textOr("rule", {}));
    const auto severity = severityFromId(QByteArray::fromStdString(source.textOr("severity", "error")));
    if (!severity || *severity == Severity::NotJudged)
        source.faultAt("severity", Text::tr("\"severity\" must be error, warning or info."));
    envelope.severity = severity.value_or(Severity::Error);
    const auto with = source.rule().find("with");
    if (with == source.rule().end() || !with->is_object())
        return envelope;
    const QByteArray below = pointerBelow(source.pointer(), std::string_view("with"));
    for (const auto &[name, schema] : with->items()) {
        const QByteArray at = pointerBelow(below, name);
        SchemaPtr compiled =
            source.schemaAt(schema.is_string() ? schema.get<std::string>() : '#' + at.toStdString(), at);
        if (compiled)
            envelope.with.push_back({name, shapeSchema(std::move(compiled))});
    }
    return envelope;
}

}

RuleKindPtr envelopeMembers(RuleSource &source)
{
    std::vector<Envelope> envelopes;
    const auto list = source.definition().find("envelopes");
    if (list != source.definition().end() && list->is_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto &one = (*list)[i];
            if (!one.is_object())
                continue;
            source.enter(one, pointerBelow("/envelopes", i));
            envelopes.push_back(envelopeOf(source));
        }
    }
    return std::make_unique<EnvelopeKind>(std::move(envelopes));
}

}
