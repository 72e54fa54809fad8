// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/condition.h"
#include "validation/fix.h"
#include "validation/place.h"
#include "validation/rulesource.h"
#include "validation/ruletable.h"

#include <map>

namespace eventscope {

// One rule of a definition, or a built-in one, compiled for one shape.
struct Rule {
    quint32 number = 0;    // in the plans' table
    Severity severity = Severity::Error;
    bool isChanged = false;    // by the user: the severity counts whatever the kind says
    bool isOff = false;        // findings that name other rules count
    QString say;
    QString source;
    Condition condition;
    std::vector<std::string> transports;    // empty: all
    Place place;
    std::optional<FixPlan> fix;
    RuleKindPtr kind;
};

// Everything that is judged of one sort of text: the events of a shape, envelopes, requests or endpoints.
struct JudgePlan {
    QByteArray shape;    // empty for requests and endpoints
    PointerSet pointers;
    std::vector<Rule> rules;          // in the order in which findings about one place stand
    std::optional<qsizetype> kind;    // in `pointers`, of what tells the kind
    std::vector<qsizetype> secrets;
};

// A rule about texts that cannot be read.
struct TextRule {
    QByteArray id;
    Severity severity = Severity::Error;
    QString say;
    QString source;
    bool comments = false;
    bool trailingCommas = false;
    std::optional<FixPlan> fix;
};

struct JudgePlans {
    std::shared_ptr<const SchemaDocument> document;
    std::unique_ptr<RuleTable> rules;
    std::vector<JudgePlan> events;       // by shape
    std::vector<JudgePlan> envelopes;    // by shape: of what stands beside its events
    JudgePlan request;
    JudgePlan endpoint;
    std::vector<TextRule> texts;
    std::map<std::uint32_t, FixPlan> schemaFixes;    // by their place in the document
};

// The first fault where the definition's schemas or rules have one.
[[nodiscard]] tl::expected<JudgePlans, DefinitionFault> compilePlans(
    const Service &service, const SeverityChanges &severities);

}
