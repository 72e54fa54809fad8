// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/schemareasons.h"

namespace eventscope::schema {

// Finds out why a value is not accepted. It follows only what Judging refuses, so that an explanation
// costs little more than what is wrong; it makes no words.
class Explaining {
public:
    // `reasons` was started with the program and the instance.
    Explaining(Reasons &reasons, std::size_t limit);

    // Fills the reasons in the order of the text; there are some exactly when the instance is not accepted.
    // True where it is.
    bool run();

private:
    // What speaks of one subschema alone.
    struct Own {
        Index say = none;
        Index fix = none;
    };
    // The reasons of one branch, behind those that stand.
    struct Range {
        std::size_t begin = 0;
        std::size_t end = 0;

        [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
    };
    using Branches = std::vector<Range>;

    // Explains what one schema has against one value, `keyword` being what applies it there.
    void explain(Index schema, std::uint32_t at, const char *keyword, std::uint32_t subject);
    void explainReferred(Index schema, const char *keyword, std::uint32_t at, std::uint32_t subject);
    void explainValue(const Node &rule, std::uint32_t at, std::uint32_t subject);
    void explainNumber(const NumberRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainString(const StringRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainLength(const StringRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainArray(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainItemCount(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainContains(const ArrayRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainObject(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject);
    [[nodiscard]] std::int32_t positionOf(const ObjectRules &rules, std::uint32_t key) const;
    void explainMember(const ObjectRules &rules, std::uint32_t key);
    void explainMissing(const ObjectRules &rules, std::uint32_t at);
    void explainMemberCount(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainDependencies(const ObjectRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainUnevaluated(const Node &rule, std::uint32_t at, std::uint32_t subject);
    void explainUnknownMember(Index schema, std::uint32_t key, const char *keyword);
    void explainUnknownItem(Index schema, std::uint32_t item, std::uint64_t place, std::uint32_t subject);
    void explainValues(const ValueRules &rules, std::uint32_t at, std::uint32_t subject);
    void explainApplied(const Applied &rules, std::uint32_t at, std::uint32_t subject);
    void explainAnyOf(const std::vector<Index> &branches, const char *keyword, std::uint32_t at, std::uint32_t subject);
    void explainOneOf(const std::vector<Index> &branches, std::uint32_t at, std::uint32_t subject);
    void explainNot(Index schema, std::uint32_t at, std::uint32_t subject);
    void explainExhaustion();
    [[nodiscard]] bool combineTypes(
        const Branches &branches, const char *keyword, std::uint32_t at, std::uint32_t subject);
    [[nodiscard]] bool combineMissing(const Branches &branches, const char *keyword, std::uint32_t at);
    [[nodiscard]] bool areValues(const std::vector<Index> &branches) const;
    void chooseClosest(const Branches &branches, const char *keyword, std::uint32_t at, std::uint32_t subject);

    Reason &fail(const char *keyword, std::uint32_t at, std::uint32_t subject, Words words);
    [[nodiscard]] std::uint32_t memberSubject(std::uint32_t key, Subject::Kind kind = Subject::Kind::Member);
    [[nodiscard]] std::uint32_t itemSubject(std::uint64_t place, std::uint32_t around);
    [[nodiscard]] Ruling rulingIn(const Node &node) const;
    [[nodiscard]] Own ownOf(const Node &node) const;
    [[nodiscard]] bool isFull() const noexcept { return m_all.size() >= m_limit || m_judging.isExhausted(); }
    [[nodiscard]] JsonValue value(std::uint32_t at) const noexcept { return {m_reasons.instance.tape(), at}; }
    [[nodiscard]] const JsonNode &node(std::uint32_t at) const noexcept
    {
        return m_reasons.instance.tape()->nodes()[at];
    }

    Reasons &m_reasons;
    std::vector<Reason> &m_all;
    const Program &m_program;
    Judging m_judging;
    std::size_t m_limit;
    std::size_t m_explanationsLeft;
    int m_choices = 0;    // that stand around one another
    Ruling m_ruling;
    Own m_own;
    Index m_schema = none;    // the subschema being explained
};

}
