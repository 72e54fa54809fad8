// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "validation/judge.h"

namespace eventscope {

// A plan, compiled. Immutable and safe to share between threads.
//
// Rules: plan.unplanned (a name that is not in the plan), plan.name (not in it, but nearly another: by
// case, separators or plural; a fix renames it), plan.missing, plan.type, plan.unexpected, plan.value
// (not an allowed one, out of its range or of another form), plan.deprecated (info), plan.schema (what else a
// schema refuses). Errors, but for unexpected and unplanned, which are warnings, and deprecated.
class PlanJudge {
public:
    // `file` is for messages.
    [[nodiscard]] static Result<std::shared_ptr<const PlanJudge>> compile(
        const Plan &plan, const QString &file, const SeverityChanges &severities = {});
    ~PlanJudge();

    [[nodiscard]] const Plan &plan() const noexcept;
    // Changes whenever the plan or the severities do.
    [[nodiscard]] const QByteArray &revision() const noexcept;
    [[nodiscard]] std::vector<RuleInfo> rules() const;

    // What the plan has against an event of that service, shape and name. Of a service that is not the
    // plan's, or without a name: Unjudged, and nothing is found.
    [[nodiscard]] Judgement judge(
        const JsonTape &event, const Service &service, QByteArrayView shape, const QByteArray &name) const;
    // The same without sentences.
    [[nodiscard]] Judgement verdict(
        const JsonTape &event, const Service &service, QByteArrayView shape, const QByteArray &name) const;

private:
    struct Private;
    explicit PlanJudge(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

using PlanJudgePtr = std::shared_ptr<const PlanJudge>;

// The worse verdict, all findings in the order of the text, both rule sets. Unjudged gives way.
[[nodiscard]] Judgement joined(Judgement one, Judgement other);

}
