// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/nearnames.h"
#include "plan/plangather.h"
#include "plan/planrules.h"

namespace eventscope {

// What a planned event's schema found, in the words of a plan.
class PlanWords {
public:
    // The instance is what was judged: the object gathered, or the event where nothing was (null then).
    PlanWords(const JsonSchema &schema, JsonValue schemaRoot, JsonValue instance, const GatheredProperties *gathered,
        QString source);

    [[nodiscard]] Finding finding(const SchemaFailure &failure, PlanRule rule, Severity severity) const;

private:
    // The names of one object: those that the plan has for it, and those that it has beside.
    struct Names {
        JsonValue object;
        NearNames planned;
        NearNames others;
    };

    void sayMissing(const SchemaFailure &failure, Finding &finding) const;
    void sayType(const SchemaFailure &failure, Finding &finding) const;
    void sayUnexpected(const SchemaFailure &failure, Finding &finding) const;
    void sayValue(const SchemaFailure &failure, Finding &finding) const;
    [[nodiscard]] JsonValue inEvent(JsonValue value) const;
    [[nodiscard]] std::vector<QByteArray> plannedNames(JsonValue object) const;
    [[nodiscard]] const Names &namesOf(JsonValue object) const;
    [[nodiscard]] std::optional<Fix> renaming(JsonValue key, const QByteArray &name) const;
    [[nodiscard]] std::optional<Fix> respelling(const SchemaFailure &failure) const;

    const JsonSchema &m_schema;
    JsonValue m_schemaRoot;
    JsonValue m_instance;
    const GatheredProperties *m_gathered;
    QString m_source;
    mutable Names m_names;    // of the last object asked for
};

// A finding of that rule at that place of an event.
[[nodiscard]] Finding planFinding(PlanRule rule, Severity severity, JsonValue at);

}
