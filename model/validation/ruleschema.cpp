// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds: schema, note; and the schemas of shapes and of what their switch chooses.
#include "validation/rulekinds.h"

#include <QCoreApplication>

namespace eventscope::rulekinds {

namespace {

QByteArray ruleOf(const SchemaFailure &failure, const QByteArray &fallback)
{
    return failure.rule.isEmpty() ? fallback : failure.rule;
}

void reportFailure(
    const SchemaFailure &failure, const QByteArray &fallbackRule, Severity fallbackSeverity, RuleReport &report)
{
    const Severity severity = severityFromId(failure.severity).value_or(fallbackSeverity);
    report.foundAs(failure.at, ruleOf(failure, fallbackRule), severity, [&failure] {
        RuleWords words;
        words.sentence = failure.sentence;
        words.said = failure.said;
        words.expected = failure.expected;
        words.found = failure.found;
        words.source = failure.source;
        words.fix = failure.fix;
        words.lacks = !failure.member.isEmpty();
        return words;
    });
}

class SchemaKind final : public RuleKind {
public:
    SchemaKind(SchemaPtr schema, QByteArray rule, Severity severity)
        : m_schema(std::move(schema))
        , m_rule(std::move(rule))
        , m_severity(severity)
    {}

    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        if (m_schema->accepts(at))
            return;
        for (const SchemaFailure &failure : m_schema->failures(at))
            reportFailure(failure, m_rule, m_severity, report);
    }

private:
    SchemaPtr m_schema;
    QByteArray m_rule;
    Severity m_severity;
};

class SwitchKind final : public RuleKind {
public:
    explicit SwitchKind(std::map<std::string, SchemaPtr, std::less<>> schemas)
    {
        for (auto &[kind, schema] : schemas)
            m_kinds.emplace(kind, SchemaKind(std::move(schema), builtInSchemaRule, Severity::Error));
    }

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (const auto it = m_kinds.find(input.kind); it != m_kinds.end())
            it->second.judge(at, input, report);
    }

private:
    std::map<std::string, SchemaKind, std::less<>> m_kinds;
};

class NoteKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &, RuleReport &report) const override
    {
        report.found(at, [at] {
            RuleWords words;
            words.sentence = QCoreApplication::translate("Rule", "%1 is worth a look").arg(ruletext::subject(at));
            words.found = ruletext::excerpt(at);
            return words;
        });
    }
};

}

RuleKindPtr shapeSchema(SchemaPtr schema)
{
    return std::make_unique<SchemaKind>(std::move(schema), builtInSchemaRule, Severity::Error);
}

RuleKindPtr switchSchemas(std::map<std::string, SchemaPtr, std::less<>> schemas)
{
    return std::make_unique<SwitchKind>(std::move(schemas));
}

RuleKindPtr schema(RuleSource &source)
{
    SchemaPtr schema = source.schema("schema");
    if (!schema)
        return nullptr;
    const QByteArray id = QByteArray::fromStdString(source.text("id"));
    const auto severity = severityFromId(QByteArray::fromStdString(source.textOr("severity", "error")));
    return std::make_unique<SchemaKind>(std::move(schema), id, severity.value_or(Severity::Error));
}

RuleKindPtr note(RuleSource &)
{
    return std::make_unique<NoteKind>();
}

}
