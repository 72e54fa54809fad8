// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/ruleinventory.h"

#include "event/utf8.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> textAt(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

QString wordsAt(const Json &object, const char *name)
{
    return stringOf(textAt(object, name).value_or(std::string()));
}

std::optional<Severity> severityAt(const Json &object, const char *name)
{
    const auto text = textAt(object, name);
    return text ? severityFromId(bytesOf(*text)) : std::nullopt;
}

// What a failure of a subschema counts as where that does not say it itself.
struct Around {
    QByteArray rule = rulekinds::builtInSchemaRule;
    Severity severity = Severity::Error;     // of the rule around
    Severity otherwise = Severity::Error;    // of a rule that names none
};

class Inventory {
public:
    explicit Inventory(RuleTable &table)
        : m_table(table)
    {}

    void take(const Json &definition)
    {
        for (const auto &[name, value] : definition.items()) {
            const QByteArray at = pointerBelow({}, name);
            if (name == "rules")
                takeEach(value, at, &Inventory::takeRule);
            else if (name == "envelopes")
                takeEach(value, at, &Inventory::takeEnvelope);
            else if (name != "samples")
                takeSchemas(value, at, {});
        }
    }

    [[nodiscard]] const std::optional<DefinitionFault> &fault() const noexcept { return m_fault; }

private:
    void takeEach(const Json &list, const QByteArray &at, void (Inventory::*one)(const Json &, const QByteArray &))
    {
        for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
            if (list[i].is_object())
                (this->*one)(list[i], pointerBelow(at, i));
        }
    }

    void takeRule(const Json &rule, const QByteArray &at)
    {
        const auto id = textAt(rule, "id");
        if (!id)
            return;
        Around around;
        around.rule = bytesOf(*id);
        around.severity = around.otherwise = severityAt(rule, "severity").value_or(Severity::Error);
        const QString say = wordsAt(rule, "say");
        m_table.add(around.rule, around.severity, say, wordsAt(rule, "source"));
        if (const auto empty = severityAt(rule, "empty"))
            m_table.add(around.rule, *empty);
        // A key whose form does not tell its kind may be the right one.
        const std::string kind = textAt(rule, "is").value_or(std::string());
        if (kind == "key" || kind == "auth-form")
            m_table.add(around.rule, std::min(around.severity, Severity::Warning));
        if (const auto schema = rule.find("schema"); schema != rule.end())
            takeSchemas(*schema, pointerBelow(at, std::string_view("schema")), around);
    }

    void takeEnvelope(const Json &envelope, const QByteArray &at)
    {
        if (const auto id = textAt(envelope, "rule")) {
            m_table.add(bytesOf(*id), severityAt(envelope, "severity").value_or(Severity::Error),
                Text::tr("What may not stand beside the events of a request."));
        }
        if (const auto with = envelope.find("with"); with != envelope.end())
            takeSchemas(*with, pointerBelow(at, std::string_view("with")), {});
    }

    // A rule of its own starts afresh; companions without one refine what is around.
    void takeSchemas(const Json &json, const QByteArray &at, Around around)
    {
        if (json.is_object()) {
            const auto rule = textAt(json, "x-rule");
            const auto severity = severityAt(json, "x-severity");
            if (rule && rule->find_first_of(" :") != std::string::npos)
                refuse(pointerBelow(at, std::string_view("x-rule")));
            if (rule && !rule->empty()) {
                around.rule = bytesOf(*rule);
                around.severity = around.otherwise;
            }
            around.severity = severity.value_or(around.severity);
            if ((rule && !rule->empty()) || severity)
                m_table.add(around.rule, around.severity, wordsAt(json, "x-say"), wordsAt(json, "x-source"));
            for (const auto &[name, value] : json.items())
                takeSchemas(value, pointerBelow(at, name), around);
        } else if (json.is_array()) {
            for (std::size_t i = 0; i < json.size(); ++i)
                takeSchemas(json[i], pointerBelow(at, i), around);
        }
    }

    void refuse(const QByteArray &pointer)
    {
        if (!m_fault)
            m_fault = DefinitionFault{pointer, Text::tr("The id of a rule has neither spaces nor colons.")};
    }

    RuleTable &m_table;
    std::optional<DefinitionFault> m_fault;
};

}

std::optional<DefinitionFault> noteRules(const Service &service, RuleTable &table)
{
    table.add(rulekinds::builtInSchemaRule, Severity::Error,
        Text::tr("What the schema of the event's form refuses where it names no rule."));
    table.add(rulekinds::builtInJsonRule, Severity::Error,
        Text::tr("What is no JSON, or is JSON that services read differently: names that stand twice, halves of "
                 "surrogate pairs."));
    table.add(rulekinds::builtInJsonRule, Severity::Warning);
    Inventory inventory(table);
    inventory.take(service.definition());
    return inventory.fault();
}

}
