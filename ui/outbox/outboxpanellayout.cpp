// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where in the outbox, and who hears whom.
#include "outbox/outboxpanel_p.h"

#include "outbox/outboxdelegate.h"
#include "rowtable.h"
#include "store/eventstore.h"

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
constexpr int outboxLabelChars = 22;
constexpr auto outboxPatience = 150ms;    // several changes are one look
constexpr auto outboxTick = 1s;           // "in 4 s" counts down

void dressOutboxTable(QTableView &table)
{
    dressRowTable(table);
    table.horizontalHeader()->setStretchLastSection(false);
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
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

OutboxPanel::Private::Private(OutboxPanel *panel, EventStore &eventStore, const ServiceSet &serviceSet)
    : q(panel)
    , store(eventStore)
    , services(serviceSet)
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
    , why(new QLabel)
    , pause(new QToolButton(panel))
    , cancel(new QToolButton(panel))
    , again(new QToolButton(panel))
    , againMenu(new QMenu(panel))
    , away(new QToolButton(panel))
    , log(new QToolButton(panel))
{}

QLayout *OutboxPanel::Private::buttonRow()
{
    dressOutboxButton(*pause, u"outboxPause"_s, tr("&Pause"), {});
    dressOutboxButton(*cancel, u"outboxCancel"_s, tr("&Cancel"), tr("Do not send what still waits"));
    dressOutboxButton(*again, u"outboxAgain"_s, tr("Send &again") + u"  \u25BE"_s, tr("Queue events of it once more"));
    dressOutboxButton(*away, u"outboxRemove"_s, tr("Put a&way"), tr("Take it off this list; the log keeps it"));
    dressOutboxButton(*log, u"outboxLog"_s, tr("Export &log…"), tr("Everything ever sent where, as a file"));
    againMenu->setObjectName(u"outboxAgainMenu"_s);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(4);
    for (QToolButton *button : {pause, cancel, again, away})
        row->addWidget(button);
    row->addStretch(1);
    row->addWidget(log);
    return row;
}

void OutboxPanel::Private::layOutTables()
{
    list->setObjectName(u"outboxJobs"_s);
    list->setAccessibleName(tr("Jobs of the outbox"));
    list->setModel(jobs);
    list->setItemDelegate(new OutboxDelegate(OutboxModel::Status, OutboxModel::StateRole, list));
    dressOutboxTable(*list);
    // The outcomes tell how many events there are, and are what is looked for: others give way.
    QHeaderView &header = *list->horizontalHeader();
    header.hideSection(OutboxModel::Events);
    header.moveSection(header.visualIndex(OutboxModel::Progress), header.visualIndex(OutboxModel::Endpoint));
    header.setSectionResizeMode(OutboxModel::Label, QHeaderView::Interactive);
    header.resizeSection(OutboxModel::Label, list->fontMetrics().averageCharWidth() * outboxLabelChars);
    header.setSectionResizeMode(OutboxModel::Endpoint, QHeaderView::Stretch);
    fates->setObjectName(u"outboxParts"_s);
    fates->setAccessibleName(tr("What became of its events"));
    fates->setModel(parts);
    fates->setItemDelegate(new OutboxDelegate(OutboxPartModel::State, OutboxPartModel::StateRole, fates));
    dressOutboxTable(*fates);
    fates->horizontalHeader()->setSectionResizeMode(OutboxPartModel::Message, QHeaderView::Stretch);
}

QWidget *OutboxPanel::Private::rightSide()
{
    about->setObjectName(u"outboxAbout"_s);
    why->setObjectName(u"outboxWhy"_s);
    for (QLabel *words : {about, why}) {
        words->setWordWrap(true);
        words->setTextFormat(Qt::PlainText);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->setContentsMargins(8, 4, 8, 4);
    }
    why->hide();
    auto *right = new QWidget(splitter);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(about);
    column->addWidget(fates, 1);
    column->addWidget(why);
    return right;
}

void OutboxPanel::Private::layOut()
{
    layOutTables();
    splitter->addWidget(rightSide());
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
    auto *all = new QVBoxLayout(q);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(buttonRow());
    all->addWidget(stack, 1);
    const std::initializer_list<QWidget *> stops{pause, cancel, again, away, log, list, fates};
    for (const auto *stop = stops.begin(); std::next(stop) != stops.end(); ++stop)
        QWidget::setTabOrder(*stop, *std::next(stop));
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
    connect(&tick, &QTimer::timeout, q, [this] {
        showCurrent();
        parts->setNow(currentMicros());
    });
    connect(list->selectionModel(), &QItemSelectionModel::currentRowChanged, q, [this] { followCurrent(); });
    connect(fates->selectionModel(), &QItemSelectionModel::currentRowChanged, q, [this] { showWhy(); });
    connect(fates, &QAbstractItemView::activated, q, [this](const QModelIndex &index) {
        if (const OutboxPart *part = parts->partAt(index); part && part->delivery != 0)
            emit q->deliveryRequested(part->delivery);
    });
    connect(pause, &QToolButton::clicked, q, [this] { pauseOrResume(); });
    connect(cancel, &QToolButton::clicked, q, [this] { cancelCurrent(); });
    connect(again, &QToolButton::clicked, q, [this] {
        fillAgain(*againMenu);
        againMenu->popup(again->mapToGlobal(QPoint(0, again->height())));
    });
    connect(away, &QToolButton::clicked, q, [this] { putAway(); });
    connect(log, &QToolButton::clicked, q, &OutboxPanel::logRequested);
}

}
