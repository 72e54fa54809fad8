// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/judgingcontroller.h"

#include <QSettings>
#include <QtConcurrentRun>

#include <algorithm>

namespace eventscope {

JudgingController::JudgingController(EventStore &store, ServiceSet services, QSettings &settings,
    const QString &definitions, Rejudge rejudge, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_settings(settings)
    , m_definitions(definitions)
    , m_rejudge(std::move(rejudge))
    , m_rules{std::move(services), {}, {}}
    , m_severities(SeverityChanges::load(settings))
    , m_watch(definitions)
    , m_making(this, [this](const Result<MadeRules> &made) { take(*made); })
    , m_plans(this, [this](const Result<std::vector<StoredPlan>> &plans) { takePlans(plans); })
    , m_judgedReading(this, [this](const Result<JudgedBy> &judged) { takeJudgedBy(judged); })
{
    connect(&m_watch, &DefinitionWatch::changed, this, [this] { reload(false); });
    connect(&store, &EventStore::loaded, this, &JudgingController::judgeIfDue);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &JudgingController::finish);
    connect(&m_watcher, &QFutureWatcherBase::progressValueChanged, this,
        [this](int done) { emit progressed(done, m_watcher.progressMaximum()); });
    m_plans.follow(store.plans().all());
    m_judgedReading.follow(store.plans().judgedBy());
}

JudgingController::~JudgingController()
{
    m_watcher.disconnect(this);
    m_watcher.cancel();
    m_watcher.waitForFinished();    // it reads and writes the store
}

// --- What is in force

void JudgingController::takePlans(const Result<std::vector<StoredPlan>> &plans)
{
    m_plansRead = true;
    if (plans) {
        const auto inForce = std::ranges::find_if(*plans, [](const StoredPlan &plan) { return plan.inForce; });
        if (inForce != plans->end())
            m_plan = *inForce;
    } else {
        emit failed(plans.error());
    }
    if (m_plan || m_severities != m_rules.services.severities())
        make();
    else
        judgeIfDue();
}

void JudgingController::setSeverities(const SeverityChanges &changes)
{
    changes.save(m_settings);
    if (changes == m_severities)
        return;
    m_severities = changes;
    m_asked = true;
    make();
}

void JudgingController::setPlan(const std::optional<StoredPlan> &plan)
{
    m_plans.cancel();    // it is known now
    m_plansRead = true;
    m_plan = plan;
    m_asked = true;
    make();
}

void JudgingController::reloadDefinitions()
{
    m_watch.look();    // the folder may be there by now
    reload(true);
}

void JudgingController::reload(bool asked)
{
    if (!canReload())
        return;
    m_reload = true;
    m_reloadAsked = m_reloadAsked || asked;
    m_asked = true;
    make();
}

void JudgingController::make()
{
    const WantedRules wanted{m_rules, m_reload ? m_definitions : QString(), m_severities, m_plan};
    m_making.follow(QtConcurrent::run([wanted]() -> Result<MadeRules> { return makeRules(wanted); }));
}

void JudgingController::take(const MadeRules &made)
{
    const bool reloadAsked = std::exchange(m_reload, false) && std::exchange(m_reloadAsked, false);
    const bool isOther = made.rules.plan != m_rules.plan || fingerprintOf(made.rules) != fingerprintOf(m_rules);
    if (!made.faults.empty())
        emit faultsFound(made.faults);
    if (isOther) {
        m_rules = made.rules;
        m_again = m_running;
        m_declined = false;
        emit rulesChanged();
    } else if (reloadAsked) {
        emit nothingReloaded();
    }
    judgeIfDue();
}

// --- Judging again

void JudgingController::takeJudgedBy(const Result<JudgedBy> &judged)
{
    m_judgedByRead = true;
    if (judged)
        m_judgedBy = judged->rules;
    else
        emit failed(judged.error());
    judgeIfDue();
}

// Whether it could be written matters only when the store is opened again: it is judged once more then.
void JudgingController::keepJudgedBy(const QByteArray &fingerprint)
{
    m_judgedBy = fingerprint;
    (void)m_store.plans().setJudgedBy(fingerprint);
}

void JudgingController::judgeAll()
{
    m_forced = true;
    m_asked = true;
    m_again = m_running;
    judgeIfDue();
}

void JudgingController::setHeld(bool held)
{
    m_held = held;
    m_heldBy = held ? fingerprintOf(m_rules) : QByteArray();
    judgeIfDue();
}

void JudgingController::judgeIfDue()
{
    if (!m_rejudge || m_store.isReadOnly() || m_making.isRunning())
        return;
    const QByteArray fingerprint = fingerprintOf(m_rules);
    m_due = m_forced || m_again || (m_judgedByRead && !m_declined && m_judgedBy != fingerprint);
    if (!m_due || !m_plansRead || !m_judgedByRead || !m_store.isLoaded())
        return;
    const bool isEmpty = m_store.columns().visible() == 0 && !m_running && !m_forced;
    if (isEmpty && (!m_held || m_heldBy == fingerprint)) {    // what is coming in is judged by these
        m_due = false;
        keepJudgedBy(fingerprint);
        return;
    }
    if (m_held)
        return;
    if (m_running) {
        if (m_again)
            m_watcher.cancel();    // what comes next begins when it has ended
        return;
    }
    start();
}

void JudgingController::start()
{
    m_running = true;
    m_again = false;
    m_forced = false;
    m_due = false;
    keepJudgedBy({});    // until it has ended
    emit started();
    m_watcher.setFuture(m_rejudge(m_store, m_rules.services, m_rules.planJudge));
}

void JudgingController::cancel()
{
    m_again = false;
    m_forced = false;
    m_due = false;
    m_declined = true;
    m_watcher.cancel();
}

void JudgingController::finish()
{
    m_running = false;
    const QFuture<Result<RejudgeReport>> future = m_watcher.future();
    const bool asked = m_asked;
    if (m_again)
        return judgeIfDue();
    m_asked = false;
    const Result<RejudgeReport> report =
        future.resultCount() > 0 ? future.result() : Result<RejudgeReport>(failure(Error::Kind::Cancelled, {}));
    if (report) {
        keepJudgedBy(fingerprintOf(m_rules));
        emit judgedAgain(*report, asked);
        return;
    }
    m_declined = true;
    if (report.error().kind == Error::Kind::Cancelled)
        emit stopped();
    else
        emit failed(report.error());
}

}
