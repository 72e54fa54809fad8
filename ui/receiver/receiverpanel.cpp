// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receiverpanel_p.h"

#include "receiver/faultsdialog.h"
#include "receiver/receptiondelegate.h"
#include "receiver/receptionview.h"
#include "receiver/waysinview.h"
#include "store/eventstore.h"
#include "theme.h"
#include "views/celltext.h"
#include "views/endpointcache.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSettings>
#include <QSignalBlocker>
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

constexpr quint16 usualPort = 8710;
constexpr int mostReceptions = 1000;
constexpr int listWidth = 600;
constexpr int sideWidth = 320;
constexpr auto receptionPatience = 150ms;
const QString portKey = u"receiver/port"_s;
const QString strictKey = u"receiver/strict"_s;
const QString needKeyKey = u"receiver/needKey"_s;
const QString faultsKey = u"receiver/faults"_s;

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
    , needKey(new QCheckBox(tr("Needs a &key"), panel))
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
    auto *portLabel = new QLabel(tr("P&ort"), bar);
    portLabel->setBuddy(port);
    row->addWidget(portLabel);
    row->addWidget(port);
    row->addWidget(strict);
    row->addWidget(needKey);
    auto *forwardLabel = new QLabel(tr("&Forward to"), bar);
    forwardLabel->setBuddy(forward);
    row->addWidget(forwardLabel);
    row->addWidget(forward);
    row->addWidget(faultsButton);
    row->addWidget(state, 1);
    return bar;
}

void ReceiverPanel::Private::layOut()
{
    list->setObjectName(u"receptions"_s);
    list->setAccessibleName(tr("Requests that came in"));
    list->setModel(model);
    list->setItemDelegate(new ReceptionDelegate(list));
    list->setSelectionBehavior(QAbstractItemView::SelectRows);
    list->setSelectionMode(QAbstractItemView::SingleSelection);
    list->setTabKeyNavigation(false);
    list->setShowGrid(false);
    list->setWordWrap(false);
    list->setAlternatingRowColors(true);
    list->setFrameShape(QFrame::NoFrame);
    list->verticalHeader()->hide();
    list->verticalHeader()->setDefaultSectionSize(list->fontMetrics().height() + 8);
    QHeaderView *header = list->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    const auto chars = [this](int count) { return count * list->fontMetrics().averageCharWidth() + 16; };
    const std::initializer_list<std::pair<int, int>> widths{{ReceptionModel::Verdict, 2}, {ReceptionModel::Time, 22},
        {ReceptionModel::Request, 26}, {ReceptionModel::Service, 14}, {ReceptionModel::Events, 12},
        {ReceptionModel::Answer, 14}, {ReceptionModel::Client, 16}};
    for (const auto &[column, width] : widths)
        header->resizeSection(column, chars(width));
    show->setObjectName(u"receptionEvents"_s);
    show->setText(tr("Show its &events"));
    show->setAutoRaise(true);
    show->setFocusPolicy(Qt::StrongFocus);
    side->setObjectName(u"receiverSide"_s);
    side->setDocumentMode(true);
    side->addTab(ways, tr("Ways in"));
    side->addTab(view, tr("Request and answer"));
    side->setCornerWidget(show);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({listWidth, listWidth * 2 / 3});
    side->setMinimumWidth(sideWidth);
    side->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(controls());
    column->addWidget(splitter, 1);
    q->setFocusProxy(list);
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
        state->setToolTip(
            tr("Refused a request from %1 with %2: %3").arg(QString::fromUtf8(client)).arg(status).arg(why));
        showCounts(world.receiver.counts());
    });
    connect(&world.receiver, &Receiver::troubleChanged, q, [this](const QString &sentence) {
        trouble = sentence;
        showState();
        if (!sentence.isEmpty())
            emit q->failed(sentence);
    });
}

void ReceiverPanel::Private::restore()
{
    const QSignalBlocker ports(port);
    const QSignalBlocker stricts(strict);
    const QSignalBlocker keys(needKey);
    port->setValue(world.settings.value(portKey, usualPort).toInt());
    strict->setChecked(world.settings.value(strictKey).toBool());
    needKey->setChecked(world.settings.value(needKeyKey).toBool());
    faults = world.settings.value(faultsKey).toStringList();
}

void ReceiverPanel::Private::save()
{
    world.settings.setValue(portKey, port->value());
    world.settings.setValue(strictKey, strict->isChecked());
    world.settings.setValue(needKeyKey, needKey->isChecked());
    world.settings.setValue(faultsKey, faults);
}

void ReceiverPanel::Private::startOrStop()
{
    if (world.receiver.isListening())
        q->stop();
    else
        q->start();
}

void ReceiverPanel::Private::showState()
{
    const bool isListening = world.receiver.isListening();
    listen->setText(isListening ? tr("St&op listening") : tr("&Listen"));
    port->setEnabled(!isListening);
    listen->setEnabled(isListening || !world.store.isReadOnly());
    listen->setToolTip(world.store.isReadOnly() ? world.store.readOnlyReason() : QString());
    const qsizetype count = faults.size();
    faultsButton->setText(count == 0 ? tr("F&aults…") : tr("F&aults (%1)…").arg(count));
    showCounts(world.receiver.counts());
    showWays();
    emit q->titleChanged();
}

void ReceiverPanel::Private::showCounts(const ReceiverCounts &counts)
{
    QPalette palette = q->palette();
    if (!trouble.isEmpty()) {
        palette.setColor(QPalette::WindowText, Theme::of(palette).error);
        state->setPalette(palette);
        state->setText(trouble);
        return;
    }
    state->setPalette(palette);
    QStringList words;
    if (world.receiver.isListening())
        words << world.receiver.url();
    if (counts.events > 0 || world.receiver.isListening())
        words << counted(counts.events, tr("%1 event"), tr("%1 events"));
    if (counts.invalid > 0)
        words << counted(counts.invalid, tr("%1 invalid"), tr("%1 invalid"));
    if (counts.repeats > 0)
        words << counted(counts.repeats, tr("%1 repeat"), tr("%1 repeats"));
    if (counts.refused > 0)
        words << counted(counts.refused, tr("%1 request refused"), tr("%1 requests refused"));
    if (counts.faults > 0)
        words << counted(counts.faults, tr("%1 fault made"), tr("%1 faults made"));
    state->setText(words.join(u" · "_s));
}

void ReceiverPanel::Private::showWays()
{
    const bool isListening = world.receiver.isListening();
    const QString base = isListening ? world.receiver.url() : u"http://127.0.0.1:%1"_s.arg(port->value());
    ways->setWays(waysIn(world.services.services(), base), isListening);
}

void ReceiverPanel::Private::listEndpoints()
{
    const QSignalBlocker blocker(forward);
    forward->clear();
    forward->addItem(tr("nowhere"), QVariant::fromValue<EndpointId>(0));
    for (const Endpoint &endpoint : world.endpoints.all())
        forward->addItem(endpoint.name, QVariant::fromValue(endpoint.id));
    forward->setCurrentIndex(std::max(0, forward->findData(QVariant::fromValue(forwarding))));
}

void ReceiverPanel::Private::chooseForward(int index)
{
    const auto wanted = forward->itemData(index).value<EndpointId>();
    if (wanted == forwarding)
        return;
    listEndpoints();    // until it is granted, the one before stands
    emit q->forwardRequested(wanted);
}

void ReceiverPanel::Private::editFaults()
{
    auto *dialog = new FaultsDialog(faults, q->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(q, &QObject::destroyed, dialog, &QWidget::close);
    connect(dialog, &QDialog::accepted, q, [this, dialog] {
        faults = dialog->specs();
        save();
        applyFaults();
        showState();
    });
    dialog->open();
}

void ReceiverPanel::Private::applyFaults()
{
    std::vector<FaultSpec> specs;
    for (const QString &text : faults) {
        auto spec = FaultSpec::parse(text);
        if (spec)
            specs.push_back(std::move(*spec));
        else
            emit q->failed(spec.error().message);
    }
    world.receiver.setFaults(std::move(specs));
}

void ReceiverPanel::Private::load()
{
    listing.follow(world.store.receptions().recent(mostReceptions));
}

void ReceiverPanel::Private::take(Result<std::vector<Reception>> result)
{
    if (!result) {
        if (result.error().kind != Error::Kind::Cancelled)
            emit q->failed(result.error().message);
        return;
    }
    const bool wasEmpty = model->rowCount() == 0;
    model->setReceptions(std::move(*result));
    list->setVisible(model->rowCount() > 0);    // until then the ways in have the room
    const QModelIndex index = model->indexOf(current);
    if (index.isValid() && list->currentIndex().row() != index.row())
        list->setCurrentIndex(index);
    if (wasEmpty && model->rowCount() > 0 && current == 0)
        list->setCurrentIndex(model->index(0, 0));
    followCurrent();
}

void ReceiverPanel::Private::followCurrent()
{
    const Reception *reception = model->receptionAt(list->currentIndex());
    const ReceptionId id = reception ? reception->id : 0;
    show->setEnabled(reception && reception->events > 0);
    if (std::exchange(current, id) == id)
        return;
    if (id == 0) {
        view->clear(tr("Choose a request to see what came in and what was answered."));
        return;
    }
    side->setCurrentWidget(view);
    fetching.follow(world.store.receptions().fetch(id));
}

void ReceiverPanel::Private::showEvents()
{
    if (const Reception *reception = model->receptionAt(list->currentIndex()); reception && reception->events > 0)
        eventIds.follow(world.store.receptions().eventsOf(reception->id));
}

ReceiverPanel::ReceiverPanel(ReceiverWorld world, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, world))
{
    setObjectName(u"receiverPanel"_s);
    d->layOut();
    d->restore();
    d->connectParts();
    d->listEndpoints();
    d->view->clear(tr("Choose a request to see what came in and what was answered."));
    d->show->setEnabled(false);
    d->model->setTitles([this](const QByteArray &id) {
        const ServicePtr service = d->world.services.services().find(id);
        return service ? service->title() : QString();
    });
    d->showState();
    d->load();
}

ReceiverPanel::~ReceiverPanel()
{
    for (QObject *part : findChildren<QObject *>())
        part->disconnect(this);
}

QString ReceiverPanel::title() const
{
    return d->world.receiver.isListening() ? tr("Receiver \u25CF") : tr("Receiver");
}

void ReceiverPanel::setTimeStyle(TimeStyle style)
{
    d->model->setTimeStyle(style);
}

void ReceiverPanel::rulesChanged()
{
    d->showWays();
}

void ReceiverPanel::start()
{
    ReceiverOptions options = d->world.receiver.options();
    options.listen.port = static_cast<quint16>(d->port->value());
    options.strict = d->strict->isChecked();
    options.needKey = d->needKey->isChecked();
    if (const auto started = d->world.receiver.start(std::move(options)); !started) {
        emit failed(started.error().message);
        return;
    }
    d->applyFaults();
    d->showState();
}

void ReceiverPanel::stop()
{
    d->world.receiver.stop();
    d->showState();
}

void ReceiverPanel::setForwarding(EndpointId endpoint)
{
    d->forwarding = endpoint;
    d->listEndpoints();
    d->showState();
}

}
