// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the jobs of the outbox.
#include "outbox/outboxpanel_p.h"

#include "store/eventstore.h"
#include "store/whendone.h"
#include "views/celltext.h"
#include "views/outboxtext.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace eventscope {

void OutboxPanel::Private::tell(const QFuture<Result<void>> &future)
{
    whenDone(q, future, [this](const Result<void> &result) {
        if (!result)
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::pauseOrResume()
{
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    if (mayResumeUnknown(*job))
        requeue(job->id, {OutboxState::Unknown});
    else if (!needsWord(*job))
        tell(store.outbox().hold(job->id, OutboxJob::Hold::Person));
    else
        emit q->resumeRequested(*job);
}

void OutboxPanel::Private::cancelCurrent()
{
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    emit q->abortRequested(job->id);
    whenDone(q, store.outbox().cancel(job->id), [this](const Result<qint64> &result) {
        if (!result)
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::putAway()
{
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    whenDone(q, store.outbox().remove(job->id), [this, id = job->id](const Result<void> &result) {
        if (result)
            emit q->removed(id);
        else
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::requeue(OutboxJobId job, std::vector<OutboxState> states)
{
    whenDone(q, store.outbox().requeue(job, std::move(states)), [this, job](const Result<qint64> &result) {
        if (result)
            goOn(job);
        else
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::goOn(OutboxJobId job)
{
    whenDone(q, store.outbox().job(job), [this](const Result<OutboxJob> &now) {
        if (now)
            emit q->resumeRequested(*now);
        else
            emit q->failed(now.error().message);
    });
}

void OutboxPanel::Private::fillAgain(QMenu &menu)
{
    menu.clear();
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    const auto count = [job](OutboxState state) { return job->counts[static_cast<std::size_t>(state)]; };
    const auto offer = [this, &menu, id = job->id](
                           const QString &name, const QString &text, qint64 events, std::vector<OutboxState> states) {
        QAction *action = menu.addAction(text);
        action->setObjectName(name);
        action->setEnabled(events > 0);
        connect(action, &QAction::triggered, q, [this, id, states = std::move(states)] { requeue(id, states); });
    };
    const qint64 unsent = count(OutboxState::Failed) + count(OutboxState::Cancelled);
    const qint64 rejected = count(OutboxState::Rejected);
    const qint64 unknown = count(OutboxState::Unknown);
    offer(u"againUnsent"_s, counted(unsent, tr("The one that was &not sent"), tr("The %1 that were &not sent")), unsent,
        {OutboxState::Failed, OutboxState::Cancelled});
    offer(u"againRejected"_s, counted(rejected, tr("The &rejected one"), tr("The %1 &rejected ones")), rejected,
        {OutboxState::Rejected});
    offer(u"againUnknown"_s,
        isGuarded(*job) ? counted(unknown, tr("The one of &unknown outcome, with the key it had"),
                              tr("The %1 of &unknown outcome, with the keys they had"))
                        : counted(unknown, tr("The one of &unknown outcome, which may double it"),
                              tr("The %1 of &unknown outcome, which may double them")),
        unknown, {OutboxState::Unknown});
    menu.addSeparator();
    QAction *renew = menu.addAction(tr("All of them as &new events, with fresh keys and times"));
    renew->setObjectName(u"againRenewed"_s);
    connect(renew, &QAction::triggered, q, [this, copy = *job] { emit q->renewRequested(copy); });
}

}
