// SPDX-License-Identifier: GPL-3.0-or-later
#include "outbox/outboxpanel_p.h"

#include "delivery/outboxorders.h"
#include "delivery/transportform.h"
#include "store/eventstore.h"
#include "views/outboxtext.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

void OutboxPanel::Private::load()
{
    listing.follow(store.outbox().jobs());
    if (current != 0)
        parting.follow(store.outbox().parts(current));
}

void OutboxPanel::Private::takeJobs(Result<std::vector<OutboxJob>> result)
{
    if (!result) {
        if (result.error().kind != Error::Kind::Cancelled)
            emit q->failed(result.error().message);
        return;
    }
    jobs->setJobs(std::move(*result));
    const bool isEmpty = jobs->rowCount() == 0;
    stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(nothing) : splitter);
    q->setFocusProxy(isEmpty ? static_cast<QWidget *>(log) : list);
    QModelIndex index = jobs->indexOf(std::exchange(wanted, 0));
    if (!index.isValid())
        index = jobs->indexOf(current);
    if (!index.isValid())
        index = jobs->index(0, 0);
    if (list->currentIndex().row() != index.row())
        list->setCurrentIndex(index);
    followCurrent();
    emit q->titleChanged();
}

void OutboxPanel::Private::followCurrent()
{
    const OutboxJob *job = currentJob();
    const OutboxJobId id = job ? job->id : 0;
    if (std::exchange(current, id) != id) {
        parts->setParts({}, currentMicros());
        showWhy();
        if (id != 0)
            parting.follow(store.outbox().parts(id));
    }
    showCurrent();
}

void OutboxPanel::Private::takeParts(Result<std::vector<OutboxPart>> found)
{
    if (found)
        parts->setParts(std::move(*found), currentMicros());
    else if (found.error().kind != Error::Kind::Cancelled)
        emit q->failed(found.error().message);
    showWhy();
}

const OutboxJob *OutboxPanel::Private::currentJob() const
{
    return jobs->jobAt(list->currentIndex());
}

bool OutboxPanel::Private::isGuarded(const OutboxJob &job) const
{
    const ServicePtr service = services.services().find(job.endpoint.service);
    const auto form = service ? TransportForm::of(service, job.endpoint.transport)
                              : Result<TransportFormPtr>(failure(Error::Kind::NotFound, QString()));
    return form && hasDedup(*service, (*form)->transport().shape);
}

bool OutboxPanel::Private::mayResumeUnknown(const OutboxJob &job) const
{
    return job.isOver() && job.counts[static_cast<std::size_t>(OutboxState::Unknown)] > 0 && isGuarded(job);
}

void OutboxPanel::Private::showCurrent()
{
    const OutboxJob *job = currentJob();
    const bool isWritable = !store.isReadOnly();
    const bool isOpen = job && !job->isOver();
    about->setText(job ? jobSentence(*job, currentMicros(), isGuarded(*job)) : QString());
    showPause(job);
    cancel->setEnabled(isOpen && isWritable);
    again->setEnabled(job && isWritable);
    away->setEnabled(job && !isOpen && isWritable);
    fates->setColumnHidden(OutboxPartModel::Next, !isOpen);
    if (isOpen && job->due > 0)
        tick.start();
    else
        tick.stop();
}

void OutboxPanel::Private::showPause(const OutboxJob *job)
{
    const bool resumesUnknown = job && mayResumeUnknown(*job);
    const bool resumes = resumesUnknown || (job && needsWord(*job));
    pause->setText(resumes ? tr("Res&ume") : tr("&Pause"));
    pause->setEnabled(job && (!job->isOver() || resumesUnknown) && !store.isReadOnly());
    if (resumesUnknown)
        pause->setToolTip(tr("Send those of unknown outcome again, with the keys by which the service knows them"));
    else
        pause->setToolTip(resumes ? tr("Go on sending it") : tr("Send nothing more of it until it is resumed"));
}

// The whole of what the table has no room for.
void OutboxPanel::Private::showWhy()
{
    const OutboxPart *part = parts->partAt(fates->currentIndex());
    why->setText(part ? part->message : QString());
    why->setVisible(part && !part->message.isEmpty());
}

OutboxPanel::OutboxPanel(EventStore &store, const ServiceSet &services, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, store, services))
{
    setObjectName(u"outboxPanel"_s);
    d->layOut();
    d->connectParts();
    d->showCurrent();
    d->load();
}

OutboxPanel::~OutboxPanel() = default;

QString OutboxPanel::title() const
{
    const auto open = std::ranges::count_if(d->jobs->jobs(), [](const OutboxJob &job) { return !job.isOver(); });
    return open > 0 ? tr("Outbox (%1)").arg(open) : tr("Outbox");
}

void OutboxPanel::showJob(OutboxJobId id)
{
    d->wanted = id;
    d->load();
}

void OutboxPanel::setTimeStyle(TimeStyle style)
{
    d->jobs->setTimeStyle(style);
}

}
