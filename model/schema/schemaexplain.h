// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/jsonschema.h"
#include "schema/schemajudge.h"

namespace eventscope::schema {

// Finds out why a value is not accepted. It follows only what Judging refuses, so that an explanation
// costs little more than what is wrong.
class Explaining {
public:
    Explaining(const Program &program, JsonValue instance, std::size_t limit);

    // The failures in the order of the text; never empty when the instance is not accepted.
    [[nodiscard]] std::vector<SchemaFailure> run();

private:
    // What a failure reports: the rule of the nearest subschema around it that has one, with its severity.
    struct Rule {
        QByteArray id;
        QByteArray severity;
        QString source;
    };
    // What speaks of one subschema alone.
    struct Own {
        QString say;
        JsonValue fix;
    };
    using Failures = std::vector<SchemaFailure>;

    // Explains what one schema has against one value, `keyword` being what applies it there.
    void explain(Index schema, std::uint32_t at, const char *keyword, const QString &subject);
    void explainReferred(Index schema, const char *keyword, std::uint32_t at, const QString &subject);
    void explainValue(const Node &rule, std::uint32_t at, const QString &subject);
    void explainNumber(const NumberRules &rules, std::uint32_t at, const QString &subject);
    void explainString(const StringRules &rules, std::uint32_t at, const QString &subject);
    void explainLength(const StringRules &rules, std::uint32_t at, const QString &subject);
    void explainArray(const ArrayRules &rules, std::uint32_t at, const QString &subject);
    void explainItemCount(const ArrayRules &rules, std::uint32_t at, const QString &subject);
    void explainObject(const ObjectRules &rules, std::uint32_t at, const QString &subject);
    void explainMember(const ObjectRules &rules, std::uint32_t key);
    void explainMissing(const ObjectRules &rules, std::uint32_t at);
    void explainContains(const ArrayRules &rules, std::uint32_t at, const QString &subject);
    void explainDependencies(const ObjectRules &rules, std::uint32_t at, const QString &subject);
    void explainUnevaluated(const Node &rule, std::uint32_t at, const QString &subject);
    void explainUnknownMember(Index schema, std::uint32_t key);
    void explainUnknownItem(Index schema, std::uint32_t item, std::uint64_t place, const QString &subject);
    void explainExhaustion();
    void explainMemberCount(const ObjectRules &rules, std::uint32_t at, const QString &subject);
    void explainValues(const ValueRules &rules, std::uint32_t at, const QString &subject);
    void explainApplied(const Applied &rules, std::uint32_t at, const QString &subject);
    void explainAnyOf(
        const std::vector<Index> &branches, const char *keyword, std::uint32_t at, const QString &subject);
    void explainOneOf(const std::vector<Index> &branches, std::uint32_t at, const QString &subject);
    void explainNot(Index schema, std::uint32_t at, const QString &subject);
    [[nodiscard]] bool combineTypes(
        const std::vector<Failures> &branches, const char *keyword, std::uint32_t at, const QString &subject);
    [[nodiscard]] bool combineMissing(const std::vector<Failures> &branches, const char *keyword, std::uint32_t at);
    [[nodiscard]] bool combineValues(
        const std::vector<Index> &branches, const char *keyword, std::uint32_t at, const QString &subject);

    SchemaFailure &fail(
        const char *keyword, std::uint32_t at, QString sentence, QString expected = {}, QString found = {});
    void failAtKey(const char *keyword, std::uint32_t key, const QString &sentence);
    [[nodiscard]] QByteArray uriOf(const JsonTape *tape) const;
    [[nodiscard]] Rule ruleIn(const Node &node) const;
    [[nodiscard]] Own ownOf(const Node &node) const;
    [[nodiscard]] JsonValue value(std::uint32_t at) const noexcept { return {m_instance.tape(), at}; }
    [[nodiscard]] const JsonNode &node(std::uint32_t at) const noexcept { return m_instance.tape()->nodes()[at]; }

    const Program &m_program;
    JsonValue m_instance;
    Judging m_judging;
    std::size_t m_limit;
    Failures m_failures;
    Rule m_rule;
    Own m_own;
    JsonValue m_schema;    // the subschema being explained, in the schema document
};

}
