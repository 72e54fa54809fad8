// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draftjudge.h"

#include "event/utf8.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrent>

#include <algorithm>

namespace eventscope {

namespace {

// What one judging needs; the texts are shared with the draft until that changes.
struct Question {
    DraftState state;
    quint64 revision = 0;
    quint64 context = 0;
    std::shared_ptr<const Judge> judge;    // null: no service to judge by
    JudgeContext known;
    PlanJudgePtr plan;    // may be null
};

struct JudgedDraft {
    Judgement judgement;
    quint64 revision = 0;
    quint64 context = 0;
};

// Tapes whose memory is reused; one judging at a time.
struct Workspace {
    JsonTape event;
    JsonTape envelope;
};

Judgement unreadable(const Judge &judge, const QByteArray &text, const JsonFault &fault, bool inEnvelope)
{
    Judgement judgement;
    judgement.findings.push_back(judge.unreadable(viewOf(text), fault));
    judgement.findings.back().inEnvelope = inEnvelope;
    judgement.verdict = Verdict::Invalid;
    return judgement;
}

Judgement judgementOf(const Question &question, Workspace &space)
{
    Judgement none;
    none.verdict = Verdict::Unjudged;
    if (!question.judge)
        return none;
    const DraftState &state = question.state;
    if (!space.event.read(viewOf(state.text)))
        return unreadable(*question.judge, state.text, space.event.fault(), false);
    const bool hasEnvelope = !state.envelope.isEmpty();
    const bool isBroken = hasEnvelope && !space.envelope.read(viewOf(state.envelope));
    const Service &service = question.judge->service();
    const JsonTape *envelope = hasEnvelope && !isBroken ? &space.envelope : nullptr;
    const QByteArray shape = service.shape(state.shape) ? state.shape : service.nearestShape(space.event.root());
    Judgement judgement = question.judge->judge(space.event, envelope, shape, question.known);
    if (question.plan) {
        const JsonValue beside = envelope ? envelope->root() : JsonValue();
        const QByteArray name = service.identify(space.event.root(), beside, shape).name;
        judgement = joined(std::move(judgement), question.plan->judge(space.event, service, shape, name));
    }
    if (!isBroken)
        return judgement;
    Judgement broken = unreadable(*question.judge, state.envelope, space.envelope.fault(), true);
    std::move(judgement.findings.begin(), judgement.findings.end(), std::back_inserter(broken.findings));
    broken.partly = judgement.partly;
    return broken;
}

}

struct DraftJudge::Private {
    Private(Draft &judgedDraft, ServiceSet set)
        : draft(judgedDraft)
        , services(std::move(set))
    {
        pool.setMaxThreadCount(1);
    }

    [[nodiscard]] Question question() const
    {
        Question question{draft.state(), draft.revision(), context, {}, known, plan};
        question.judge = services.judge(question.state.service);
        if (!question.known.now)
            question.known.now = currentMicros();
        if (!question.known.transport && !question.state.transport.isEmpty())
            question.known.transport = question.state.transport;
        return question;
    }

    void start()
    {
        again = isBusy;
        if (isBusy)
            return;
        isBusy = true;
        watcher.setFuture(QtConcurrent::run(&pool, [question = question(), space = space] {
            return JudgedDraft{judgementOf(question, *space), question.revision, question.context};
        }));
    }

    void take()
    {
        isBusy = false;
        answer = watcher.future().takeResult();
        if (again)
            start();
    }

    [[nodiscard]] bool isCurrent() const { return answer.revision == draft.revision() && answer.context == context; }

    Draft &draft;
    ServiceSet services;
    PlanJudgePtr plan;
    JudgeContext known;
    quint64 context = 1;    // grows with what is judged by
    bool isBusy = false;    // until the answer is taken, not only until it is found
    bool again = false;
    JudgedDraft answer;
    std::shared_ptr<Workspace> space = std::make_shared<Workspace>();
    // Of its own: findings do not wait for an import. Behind what its job uses.
    QThreadPool pool;
    QFutureWatcher<JudgedDraft> watcher;
};

DraftJudge::DraftJudge(Draft &draft, ServiceSet services, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(draft, std::move(services)))
{
    connect(&draft, &Draft::changed, this, [this] { d->start(); });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        d->take();
        emit judged();
    });
    d->start();
}

DraftJudge::~DraftJudge() = default;

void DraftJudge::setRules(ServiceSet services, PlanJudgePtr plan)
{
    d->services = std::move(services);
    d->plan = std::move(plan);
    ++d->context;
    d->start();
}

void DraftJudge::setContext(const JudgeContext &context)
{
    d->known = context;
    ++d->context;
    d->start();
}

const Judgement &DraftJudge::judgement() const
{
    return d->answer.judgement;
}

quint64 DraftJudge::revision() const
{
    return d->answer.revision;
}

bool DraftJudge::isCurrent() const
{
    return d->isCurrent();
}

bool DraftJudge::apply(const Finding &finding)
{
    const std::vector<Finding> &known = d->answer.judgement.findings;
    const bool isKnown = std::find(known.begin(), known.end(), finding) != known.end();
    if (!finding.fix || !isKnown || d->answer.revision != d->draft.revision())
        return false;
    const std::vector<TextEdit> edits = finding.fix->edits;    // the judgement may be replaced meanwhile
    d->draft.endMerge();
    d->draft.edit(finding.inEnvelope ? DraftPart::Envelope : DraftPart::Event, edits);
    return true;
}

}
