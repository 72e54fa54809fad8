// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rulemodel.h"

namespace eventscope {

std::vector<RuleList> ruleLists(const ServiceSet &services, const PlanJudge *plan)
{
    std::vector<RuleList> lists;
    for (const ServicePtr &service : services.services().all())
        if (const std::shared_ptr<const Judge> judge = services.judge(service->id()))
            lists.push_back({service->id(), service->title(), judge->rules()});
    PlanJudgePtr any;
    if (!plan) {
        if (const Result<PlanJudgePtr> made = PlanJudge::compile({}, {}, services.severities()))
            any = *made;
        plan = any.get();
    }
    if (plan)
        lists.push_back({{}, RuleModel::tr("Tracking plan"), plan->rules()});
    return lists;
}

}
