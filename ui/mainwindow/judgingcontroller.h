// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/definitionwatch.h"
#include "review/judgingrules.h"
#include "review/rejudge.h"
#include "views/latest.h"

#include <QFutureWatcher>
#include <QObject>

#include <functional>

class QSettings;

namespace eventscope {

// What a session's events are judged by: the definitions, the severities that were changed, and the tracking
// plan in force. Whenever that is not what the store was last judged by, the whole store is judged again in the
// background; what it was last judged by is kept in the store. GUI thread; destruction
// stops what runs and waits for it.
class JudgingController : public QObject {
    Q_OBJECT

public:
    // As rejudge() of review/rejudge.h.
    using Rejudge = std::function<QFuture<Result<RejudgeReport>>(EventStore &, ServiceSet, PlanJudgePtr)>;

    // `definitions` is the folder of the user's own ones, which are read again when they change; without it they
    // cannot be. Without `rejudge` nothing is judged again.
    JudgingController(EventStore &store, ServiceSet services, QSettings &settings, const QString &definitions,
        Rejudge rejudge, QObject *parent = nullptr);
    ~JudgingController() override;

    // Those in force. They stay where they are, and are others after rulesChanged(): what keeps a copy
    // takes a new one then.
    [[nodiscard]] const ServiceSet &currentServices() const { return m_rules.services; }
    [[nodiscard]] const PlanJudgePtr &currentPlan() const { return m_rules.planJudge; }    // null: none
    [[nodiscard]] const std::optional<StoredPlan> &storedPlan() const { return m_rules.plan; }

    [[nodiscard]] bool canReload() const { return !m_definitions.isEmpty(); }
    // The whole store is being judged again, or waits for that.
    [[nodiscard]] bool isJudging() const { return m_running || m_due; }
    // Something is being compiled that will be in force.
    [[nodiscard]] bool isMaking() const { return m_making.isRunning() || m_plans.isRunning(); }

public slots:
    // In force and in the settings.
    void setSeverities(const eventscope::SeverityChanges &changes);
    // The plan that is in force from now on; nothing: none. Keeping it in the store is the caller's. The same plan
    // with another text is another one.
    void setPlan(const std::optional<eventscope::StoredPlan> &plan);
    void reloadDefinitions();
    void judgeAll();    // even where nothing else is in force than when it was last done
    void cancel();      // verdicts given so far stay
    // While events come in by rules that may have changed meanwhile, nothing is judged again.
    void setHeld(bool held);

signals:
    // Other rules are in force.
    void rulesChanged();
    // Definitions were read again, as somebody asked, and are the same.
    void nothingReloaded();
    // Definitions or a plan that cannot be used; those before stay, or none are in force.
    void faultsFound(const std::vector<eventscope::Error> &faults);
    void started();                                // anew, too, where other rules overtook what was under way
    void progressed(qint64 done, qint64 total);    // in events
    // What was started last ends in one of these. `asked`: somebody here changed the rules or asked for it.
    void judgedAgain(const eventscope::RejudgeReport &report, bool asked);
    void stopped();
    void failed(const eventscope::Error &error);

private:
    void reload(bool asked);
    void make();
    void take(const MadeRules &made);
    void takePlans(const Result<std::vector<StoredPlan>> &plans);
    void takeJudgedBy(const Result<JudgedBy> &judged);
    void keepJudgedBy(const QByteArray &fingerprint);
    void judgeIfDue();
    void start();
    void finish();

    EventStore &m_store;
    QSettings &m_settings;
    QString m_definitions;
    Rejudge m_rejudge;
    JudgingRules m_rules;
    SeverityChanges m_severities;    // as wanted
    std::optional<StoredPlan> m_plan;
    bool m_reload = false;
    bool m_reloadAsked = false;    // by a person, who is told that nothing changed
    bool m_plansRead = false;
    QByteArray m_judgedBy;    // what the store says
    bool m_judgedByRead = false;
    bool m_due = false;
    bool m_forced = false;
    bool m_asked = false;
    bool m_held = false;
    QByteArray m_heldBy;    // the fingerprint of the rules that events come in by while held
    bool m_running = false;
    bool m_again = false;       // other rules are in force than those that the run under way judges by
    bool m_declined = false;    // it was cancelled or failed: not before the rules change, or somebody asks
    DefinitionWatch m_watch;
    Latest<MadeRules> m_making;
    Latest<std::vector<StoredPlan>> m_plans;
    Latest<JudgedBy> m_judgedReading;
    QFutureWatcher<Result<RejudgeReport>> m_watcher;
};

}
