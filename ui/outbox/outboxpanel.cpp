// SPDX-License-Identifier: GPL-3.0-or-later
#include "outbox/outboxpanel_p.h"

#include "outbox/outboxdelegate.h"
#include "store/eventstore.h"
#include "views/celltext.h"
#include "views/outboxtext.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

constexpr int outboxListWidth = 600;
constexpr auto outboxPatience = 150ms;    // several changes are one look
constexpr auto outboxTick = 1s;           // "in 4 s" counts down

void dressOutboxTable(QTableView &table)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setFrameShape(QFrame::NoFrame);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
    QHeaderView &header = *table.horizontalHeader();
    header.setHighlightSections(false);
    header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header.setStretchLastSection(false);
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
}

void dressOutboxButton(QToolButton &button, const QString &name, const QString &text, const QString &tip)
{
    button.setObjectName(name);
    button.setText(text);
    button.setToolTip(tip);
    button.setAutoRaise(true);
    button.setFocusPolicy(Qt::StrongFocus);
    button.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

}

OutboxPanel::Private::Private(OutboxPanel *panel, EventStore &eventStore)
    : q(panel)
    , store(eventStore)
    , listing(panel, [this](Result<std::vector<OutboxJob>> found) { takeJobs(std::move(found)); })
    , parting(panel, [this](Result<std::vector<OutboxPart>> found) { takeParts(std::move(found)); })
    , jobs(new OutboxModel(panel))
    , parts(new OutboxPartModel(panel))
    , stack(new QStackedWidget(panel))
    , nothing(new QLabel(stack))
    , splitter(new QSplitter(Qt::Horizontal, stack))
    , list(new QTableView(splitter))
    , about(new QLabel)
    , fates(new QTableView)
    , pause(new QToolButton(panel))
    , cancel(new QToolButton(panel))
    , again(new QToolButton(panel))
    , away(new QToolButton(panel))
    , log(new QToolButton(panel))
{}

void OutboxPanel::Private::layOut()
{
    dressOutboxButton(*pause, u"outboxPause"_s, tr("&Pause"), tr("Send nothing more of it until it is resumed"));
    dressOutboxButton(*cancel, u"outboxCancel"_s, tr("&Cancel"), tr("Do not send what still waits"));
    dressOutboxButton(*again, u"outboxAgain"_s, tr("Send &again"), tr("Queue events of it once more"));
    dressOutboxButton(*away, u"outboxRemove"_s, tr("Put a&way"), tr("Take it off this list; the log keeps it"));
    dressOutboxButton(*log, u"outboxLog"_s, tr("Export &log…"), tr("Everything ever sent where, as a file"));
    again->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(again);
    menu->setObjectName(u"outboxAgainMenu"_s);
    again->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, q, [this] { fillAgain(*again->menu()); });

    list->setObjectName(u"outboxJobs"_s);
    list->setAccessibleName(tr("Jobs of the outbox"));
    list->setModel(jobs);
    list->setItemDelegate(new OutboxDelegate(OutboxModel::Status, OutboxModel::StateRole, list));
    dressOutboxTable(*list);
    list->horizontalHeader()->setSectionResizeMode(OutboxModel::Progress, QHeaderView::Stretch);
    fates->setObjectName(u"outboxParts"_s);
    fates->setAccessibleName(tr("What became of its events"));
    fates->setModel(parts);
    fates->setItemDelegate(new OutboxDelegate(OutboxPartModel::State, OutboxPartModel::StateRole, fates));
    dressOutboxTable(*fates);
    fates->horizontalHeader()->setSectionResizeMode(OutboxPartModel::Message, QHeaderView::Stretch);
    about->setObjectName(u"outboxAbout"_s);
    about->setWordWrap(true);
    about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    about->setContentsMargins(8, 4, 8, 4);

    auto *right = new QWidget(splitter);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(about);
    column->addWidget(fates, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({outboxListWidth, outboxListWidth * 2 / 3});
    nothing->setObjectName(u"outboxNothing"_s);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    nothing->setMargin(16);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    nothing->setText(tr("Nothing was sent yet. Compose an event and send it, or select events in the table and choose "
                        "Send…: they wait here until the endpoint answers."));
    stack->addWidget(nothing);
    stack->addWidget(splitter);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 2, 8, 2);
    top->setSpacing(4);
    for (QToolButton *button : {pause, cancel, again, away})
        top->addWidget(button);
    top->addStretch(1);
    top->addWidget(log);
    auto *all = new QVBoxLayout(q);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(top);
    all->addWidget(stack, 1);
    q->setFocusProxy(list);
}

void OutboxPanel::Private::connectParts()
{
    soon.setSingleShot(true);
    soon.setInterval(outboxPatience);
    connect(&soon, &QTimer::timeout, q, [this] { load(); });
    connect(&store.outbox(), &Outbox::changed, q, [this] {
        if (!soon.isActive())
            soon.start();
    });
    tick.setInterval(outboxTick);
    connect(&tick, &QTimer::timeout, q, [this] { showCurrent(); });
    connect(list->selectionModel(), &QItemSelectionModel::currentRowChanged, q, [this] { followCurrent(); });
    connect(fates, &QAbstractItemView::activated, q, [this](const QModelIndex &index) {
        if (const OutboxPart *part = parts->partAt(index); part && part->delivery != 0)
            emit q->deliveryRequested(part->delivery);
    });
    connect(pause, &QToolButton::clicked, q, [this] { pauseOrResume(); });
    connect(cancel, &QToolButton::clicked, q, [this] { cancelCurrent(); });
    connect(away, &QToolButton::clicked, q, [this] { putAway(); });
    connect(log, &QToolButton::clicked, q, &OutboxPanel::logRequested);
}

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
}

const OutboxJob *OutboxPanel::Private::currentJob() const
{
    return jobs->jobAt(list->currentIndex());
}

void OutboxPanel::Private::showCurrent()
{
    const OutboxJob *job = currentJob();
    const bool isWritable = !store.isReadOnly();
    const bool isOpen = job && !job->isOver();
    const bool isHeld = job && needsWord(*job);
    about->setText(job ? jobSentence(*job, currentMicros()) : QString());
    pause->setText(isHeld ? tr("&Resume") : tr("&Pause"));
    pause->setEnabled(isOpen && isWritable);
    cancel->setEnabled(isOpen && isWritable);
    again->setEnabled(job && isWritable);
    away->setEnabled(job && !isOpen && isWritable);
    if (isOpen && job->due > 0)
        tick.start();
    else
        tick.stop();
}

// --- What a person does

void OutboxPanel::Private::tell(QFuture<Result<void>> future)
{
    future.then(q, [this](const Result<void> &result) {
        if (!result)
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::pauseOrResume()
{
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    if (!needsWord(*job))
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
    store.outbox().cancel(job->id).then(q, [this](const Result<qint64> &result) {
        if (!result)
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::putAway()
{
    const OutboxJob *job = currentJob();
    if (!job)
        return;
    store.outbox().remove(job->id).then(q, [this, id = job->id](const Result<void> &result) {
        if (result)
            emit q->removed(id);
        else
            emit q->failed(result.error().message);
    });
}

void OutboxPanel::Private::requeue(OutboxJobId job, std::vector<OutboxState> states)
{
    store.outbox().requeue(job, std::move(states)).then(q, [this, job](const Result<qint64> &result) {
        if (!result) {
            emit q->failed(result.error().message);
            return;
        }
        if (const OutboxJob *now = jobs->jobAt(jobs->indexOf(job)))
            emit q->resumeRequested(*now);
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
        counted(unknown, tr("The one of &unknown outcome, which may double it"),
            tr("The %1 of &unknown outcome, which may double them")),
        unknown, {OutboxState::Unknown});
    menu.addSeparator();
    QAction *renew = menu.addAction(tr("All of them as &new events, with fresh keys and times"));
    renew->setObjectName(u"againRenewed"_s);
    connect(renew, &QAction::triggered, q, [this, copy = *job] { emit q->renewRequested(copy); });
}

OutboxPanel::OutboxPanel(EventStore &store, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, store))
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
