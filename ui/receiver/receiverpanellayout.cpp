// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where in the receiver's panel, and who hears whom.
#include "receiver/receiverpanel_p.h"

#include "receiver/receptiondelegate.h"
#include "receiver/receptionview.h"
#include "receiver/waysinview.h"
#include "rowtable.h"
#include "store/eventstore.h"
#include "views/endpointcache.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

namespace {

constexpr int receiverListWidth = 600;
constexpr int receiverSideWidth = 320;
constexpr int receiverSideHeight = 150;    // what it shows scrolls
constexpr auto receptionPatience = 150ms;

}

ReceiverPanel::Private::Private(ReceiverPanel *panel, ReceiverWorld receiverWorld)
    : q(panel)
    , world(receiverWorld)
    , listing(panel, [this](Result<std::vector<Reception>> found) { take(std::move(found)); })
    , fetching(panel,
          [this](Result<Reception> found) {
              if (found)
                  view->setReception(*found);
              else if (found.error().kind != Error::Kind::Cancelled)
                  view->clear(found.error().message);
          })
    , eventIds(panel,
          [this](Result<std::vector<EventId>> ids) {
              if (ids && !ids->empty())
                  emit q->eventsRequested(*ids);
              else if (!ids)
                  emit q->failed(ids.error().message);
          })
    , model(new ReceptionModel(panel))
    , listen(new QToolButton(panel))
    , port(new QSpinBox(panel))
    , strict(new QCheckBox(tr("&Strict"), panel))
    , needKey(new QCheckBox(tr("Needs a ke&y"), panel))
    , forward(new QComboBox(panel))
    , faultsButton(new QToolButton(panel))
    , state(new QLabel(panel))
    , splitter(new QSplitter(Qt::Horizontal, panel))
    , list(new QTableView(splitter))
    , side(new QTabWidget(splitter))
    , view(new ReceptionView)
    , ways(new WaysInView)
    , show(new QToolButton)
{}

QWidget *ReceiverPanel::Private::controls()
{
    listen->setObjectName(u"receiverListen"_s);
    listen->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    listen->setFocusPolicy(Qt::StrongFocus);
    port->setObjectName(u"receiverPort"_s);
    port->setAccessibleName(tr("Port"));
    port->setRange(0, 65535);
    port->setSpecialValueText(tr("any"));
    port->setGroupSeparatorShown(false);
    port->setToolTip(tr("The port of this computer, 127.0.0.1; 0: any that is free"));
    strict->setObjectName(u"receiverStrict"_s);
    strict->setToolTip(tr("Refuse invalid events with 400, as the service does; else they are taken, and marked"));
    needKey->setObjectName(u"receiverNeedKey"_s);
    needKey->setToolTip(tr("Answer 401 to requests without a key, and 403 to a key of the wrong kind"));
    forward->setObjectName(u"receiverForward"_s);
    forward->setAccessibleName(tr("Forward to"));
    forward->setToolTip(tr("Pass each request on to an endpoint and give back its answer"));
    forward->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    forward->setMinimumContentsLength(16);
    faultsButton->setObjectName(u"receiverFaults"_s);
    faultsButton->setFocusPolicy(Qt::StrongFocus);
    faultsButton->setAutoRaise(true);
    faultsButton->setToolTip(tr("Answer slowly, wrongly or not at all, on purpose"));
    state->setObjectName(u"receiverState"_s);
    state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *bar = new QWidget(q);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(listen);
    auto *portLabel = new QLabel(tr("&Port"), bar);
    portLabel->setBuddy(port);
    row->addWidget(portLabel);
    row->addWidget(port);
    row->addWidget(strict);
    row->addWidget(needKey);
    auto *forwardLabel = new QLabel(tr("Forwar&d to"), bar);
    forwardLabel->setBuddy(forward);
    row->addWidget(forwardLabel);
    row->addWidget(forward);
    row->addWidget(faultsButton);
    row->addWidget(state, 1);
    return bar;
}

void ReceiverPanel::Private::layOutList()
{
    list->setObjectName(u"receptions"_s);
    list->setAccessibleName(tr("Requests that came in"));
    list->setModel(model);
    list->setItemDelegate(new ReceptionDelegate(list));
    dressRowTable(*list);
    list->hide();    // until there is something, the ways in have the room
    QHeaderView *header = list->horizontalHeader();
    header->setStretchLastSection(true);
    const auto chars = [this](int count) { return count * list->fontMetrics().averageCharWidth() + 16; };
    const std::initializer_list<std::pair<int, int>> widths{{ReceptionModel::Verdict, 2}, {ReceptionModel::Time, 26},
        {ReceptionModel::Request, 16}, {ReceptionModel::Service, 12}, {ReceptionModel::Events, 9},
        {ReceptionModel::Answer, 16}, {ReceptionModel::Client, 16}};
    for (const auto &[column, width] : widths)
        header->resizeSection(column, chars(width));
}

void ReceiverPanel::Private::layOut()
{
    layOutList();
    show->setObjectName(u"receptionEvents"_s);
    show->setText(tr("Sho&w its events"));
    show->setToolTip(tr("In the table above, among what came with them and what is still to come"));
    show->setAutoRaise(true);
    show->setFocusPolicy(Qt::StrongFocus);
    side->setObjectName(u"receiverSide"_s);
    side->setDocumentMode(true);
    side->addTab(ways, tr("Ways in"));
    side->addTab(view, tr("Request and answer"));
    side->setCornerWidget(show);
    side->setMinimumSize(receiverSideWidth, receiverSideHeight);
    side->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);    // after the policies, which hold them
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({receiverListWidth, receiverListWidth * 3 / 4});
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(controls());
    column->addWidget(splitter, 1);
    q->setFocusProxy(listen);
}

void ReceiverPanel::Private::connectParts()
{
    soon.setSingleShot(true);
    soon.setInterval(receptionPatience);
    connect(&soon, &QTimer::timeout, q, [this] { load(); });
    connect(&world.store.receptions(), &Receptions::changed, q, [this] {
        if (!soon.isActive())
            soon.start();
    });
    connect(listen, &QToolButton::clicked, q, [this] { startOrStop(); });
    connect(strict, &QCheckBox::toggled, q, [this](bool on) {
        world.receiver.setStrict(on);
        save();
    });
    connect(needKey, &QCheckBox::toggled, q, [this](bool on) {
        world.receiver.setNeedKey(on);
        save();
    });
    connect(port, &QSpinBox::valueChanged, q, [this] {
        save();
        showWays();
    });
    connect(forward, &QComboBox::activated, q, [this](int index) { chooseForward(index); });
    connect(faultsButton, &QToolButton::clicked, q, [this] { editFaults(); });
    connect(show, &QToolButton::clicked, q, [this] { showEvents(); });
    connect(list->selectionModel(), &QItemSelectionModel::currentRowChanged, q, [this] { followCurrent(); });
    connect(list, &QAbstractItemView::activated, q, [this] { showEvents(); });
    connect(ways, &WaysInView::copied, q, [this](const QString &what) { emit q->posted(tr("Copied %1.").arg(what)); });
    connect(ways, &WaysInView::endpointRequested, q, &ReceiverPanel::endpointRequested);
    connect(&world.endpoints, &EndpointCache::changed, q, [this] { listEndpoints(); });
    connect(&world.receiver, &Receiver::listeningChanged, q, [this] { showState(); });
    connect(&world.receiver, &Receiver::received, q, [this](const ReceiverCounts &counts) { showCounts(counts); });
    connect(&world.receiver, &Receiver::refused, q, [this](const QByteArray &client, int status, const QString &why) {
        refusal = tr("Refused a request from %1 with %2: %3").arg(QString::fromUtf8(client)).arg(status).arg(why);
        showCounts(world.receiver.counts());
    });
    connect(&world.receiver, &Receiver::troubleChanged, q, [this](const QString &sentence) {
        trouble = sentence;
        showState();
        if (!sentence.isEmpty())
            emit q->failed(sentence);
    });
}

}
