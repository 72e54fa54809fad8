// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formrules.h"

#include "event/utf8.h"
#include "service/condition.h"
#include "service/identityfields.h"
#include "service/jsontree.h"

#include <algorithm>

namespace eventscope {

namespace {

std::string_view viewOfBytes(QByteArrayView bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

std::string textOf(const SchemaJson &object, const char *name)
{
    const SchemaJson &value = object.is_object() ? memberOf(object, name) : object;
    return value.is_string() ? value.get<std::string>() : std::string();
}

class RuleReading {
public:
    RuleReading(const SchemaJson &definition, const ConditionContext &context, FormRules &rules)
        : m_definition(definition)
        , m_context(context)
        , m_rules(rules)
    {}

    void readTimes(const SchemaJson &fields) const
    {
        for (const SchemaJson &field : memberOf(fields, "time")) {
            const auto format = timeFormatFromId(textOf(field, "as"));
            if (format && field.contains("at"))
                m_rules.event.times.try_emplace(bytesOf(textOf(field, "at")), *format);
            else if (format && field.contains("envelope"))
                m_rules.envelope.times.try_emplace(bytesOf(textOf(field, "envelope")), *format);
        }
    }

    void readRule(const SchemaJson &rule) const
    {
        const std::string on = textOf(rule, "on");
        const std::string kind = textOf(rule, "is");
        if (on == "request" || !isOfShape(rule))
            return;
        FormRules::Part &part = on == "envelope" ? m_rules.envelope : m_rules.event;
        const QByteArray at = bytesOf(textOf(rule, "at"));
        if (kind == "unknown-members")
            part.strict.push_back(at);
        const bool isError = textOf(rule, "severity").empty() || textOf(rule, "severity") == "error";
        if (kind == "schema" && isError && isOfTransport(rule) && holds(rule))
            readRequired(memberOf(rule, "schema"), part.required[at]);
        if (kind == "time")
            if (const auto format = timeFormatFromId(textOf(rule, "as")))
                part.times.try_emplace(at, *format);
    }

private:
    static bool lists(const SchemaJson &rule, const char *name, std::string_view id)
    {
        const SchemaJson &ids = memberOf(rule, name);
        return !ids.is_array() || std::any_of(ids.begin(), ids.end(), [&](const SchemaJson &one) {
            return one.is_string() && one.get_ref<const std::string &>() == id;
        });
    }

    bool isOfShape(const SchemaJson &rule) const { return lists(rule, "shapes", m_context.shape); }

    bool isOfTransport(const SchemaJson &rule) const
    {
        return lists(rule, "transports", m_context.transport.value_or(std::string_view()));
    }

    // Known to apply, whatever the event says.
    bool holds(const SchemaJson &rule) const
    {
        const auto condition = rule.find("if");
        if (condition == rule.end())
            return true;
        const auto compiled = Condition::compile(*condition, "", m_definition);
        return compiled && compiled->holds(m_context) == Answer::Yes;
    }

    static void readRequired(const SchemaJson &schema, std::vector<std::string> &names)
    {
        if (!schema.is_object())
            return;
        for (const SchemaJson &name : memberOf(schema, "required"))
            if (name.is_string())
                names.push_back(name.get<std::string>());
    }

    const SchemaJson &m_definition;
    const ConditionContext &m_context;
    FormRules &m_rules;
};

void readSecrets(const SchemaJson &definition, FormRules &rules)
{
    const auto add = [&](const std::string &pointer) {
        if (Result<JsonPointer> parsed = JsonPointer::parse(pointer); parsed && !parsed->isRoot())
            rules.secrets.push_back(std::move(*parsed));
    };
    for (const SchemaJson &shape : memberOf(definition, "shapes"))
        for (const SchemaJson &pointer : memberOf(shape, "secret"))
            if (pointer.is_string())
                add(pointer.get<std::string>());
    for (const SchemaJson &transport : memberOf(definition, "transports"))
        for (const SchemaJson &auth : memberOf(transport, "auth"))
            add(textOf(auth, "member"));
}

void readKinds(const SchemaJson &definition, const SchemaReader &schemas, const SchemaJson &shape, QByteArrayView kind,
    FormRules &rules)
{
    rules.kindPointer = bytesOf(textOf(shape, "kind"));
    const SchemaJson &choice = memberOf(definition, "switch");
    if (rules.kindPointer.isEmpty() || !choice.is_object())
        return;
    rules.switchPointer = bytesOf(textOf(choice, "at"));
    for (const auto &[name, schema] : memberOf(choice, "to").items()) {
        rules.kinds.push_back(bytesOf(name));
        if (rules.kinds.back() == kind)
            rules.body = schema.is_string() ? schemas.resolve(schema.get<std::string>()) : &schema;
    }
}

}

bool FormRules::isSecret(const JsonPointer &at) const
{
    return std::any_of(secrets.begin(), secrets.end(), [&](const JsonPointer &secret) {
        const auto &tokens = secret.tokens();
        const auto matches = [](const std::string &wanted, const std::string &token) {
            return wanted == "*" || wanted == token;
        };
        return tokens.size() <= at.tokens().size() &&
               std::equal(tokens.begin(), tokens.end(), at.tokens().begin(), matches);
    });
}

FormRules formRules(const SchemaJson &definition, const SchemaReader &schemas, QByteArrayView shape,
    QByteArrayView kind, QByteArrayView transport)
{
    FormRules rules;
    ConditionContext context;
    context.kind = viewOfBytes(kind);
    context.shape = viewOfBytes(shape);
    if (!transport.isEmpty())
        context.transport = viewOfBytes(transport);
    const RuleReading reading(definition, context, rules);
    reading.readTimes(memberOf(definition, "fields"));
    for (const SchemaJson &rule : memberOf(definition, "rules"))
        reading.readRule(rule);
    readSecrets(definition, rules);
    const SchemaJson &shapes = memberOf(definition, "shapes");
    if (const auto found = shapes.find(std::string(viewOfBytes(shape))); found != shapes.end())
        readKinds(definition, schemas, *found, kind, rules);
    return rules;
}

}
