// SPDX-License-Identifier: GPL-3.0-or-later
#include "review/judgingrules.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>

#include "store/taken.h"

namespace eventscope {

namespace {

// What stands apart must not run together.
void add(QCryptographicHash &hash, const QByteArray &part)
{
    hash.addData(QByteArray::number(part.size()) + ':');
    hash.addData(part);
}

QString cancelledSentence()
{
    return QCoreApplication::translate("Store", "The store was closed meanwhile. Open it, and do this again.");
}

ServiceSet servicesOf(const WantedRules &wanted, std::vector<Error> &faults)
{
    if (!wanted.definitions.isEmpty()) {
        Services::Loaded loaded = Services::load(QDir(wanted.definitions));
        faults = std::move(loaded.faults);
        return ServiceSet::compile(loaded.services, &faults, wanted.severities);
    }
    if (wanted.severities == wanted.now.services.severities())
        return wanted.now.services;
    return wanted.now.services.withSeverities(wanted.severities);
}

Result<PlanJudgePtr> planJudgeOf(const StoredPlan &stored, const SeverityChanges &severities)
{
    const Result<Plan> plan = Plan::load(stored.text, stored.title);
    if (!plan)
        return failure(plan.error());
    return PlanJudge::compile(*plan, stored.title, severities);
}

}

MadeRules makeRules(const WantedRules &wanted)
{
    MadeRules made;
    made.rules.services = servicesOf(wanted, made.faults);
    made.rules.plan = wanted.plan;
    if (!wanted.plan)
        return made;
    Result<PlanJudgePtr> judge = planJudgeOf(*wanted.plan, wanted.severities);
    if (judge)
        made.rules.planJudge = std::move(*judge);
    else
        made.faults.push_back(judge.error());
    return made;
}

QByteArray fingerprintOf(const JudgingRules &rules)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    add(hash, QCoreApplication::applicationVersion().toUtf8());
    for (const ServicePtr &service : rules.services.services().all()) {
        add(hash, service->id());
        add(hash, service->revision());
        const std::shared_ptr<const Judge> judge = rules.services.judge(service->id());
        for (const RuleInfo &rule : judge ? judge->rules() : std::vector<RuleInfo>())
            if (rule.changed)
                add(hash, rule.id + '=' + ruleLevelId(*rule.changed));
    }
    add(hash, rules.planJudge ? rules.planJudge->revision() : QByteArray());
    return hash.result().toHex().left(32);
}

Result<AddedJudging> AddedJudging::begin(EventStore &store, const QByteArray &rules)
{
    const Result<JudgedBy> before = taken(store.plans().judgedBy(), cancelledSentence());
    if (!before)
        return failure(before.error());
    if (!before->rules.isEmpty() && before->rules != rules) {
        if (const Result<void> cleared = taken(store.plans().setJudgedBy({}), cancelledSentence()); !cleared)
            return failure(cleared.error());
    }
    return AddedJudging(store, before->noEvents ? rules : QByteArray());
}

Result<void> AddedJudging::complete()
{
    if (m_rules.isEmpty())
        return {};
    return taken(m_store->plans().setJudgedBy(m_rules), cancelledSentence());
}

}
