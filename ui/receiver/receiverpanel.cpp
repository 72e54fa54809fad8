// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receiverpanel_p.h"

#include "receiver/faultsdialog.h"
#include "receiver/receptionview.h"
#include "receiver/waysinview.h"
#include "store/eventstore.h"
#include "theme.h"
#include "views/celltext.h"
#include "views/endpointcache.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QSettings>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr quint16 usualPort = 8710;
constexpr int mostReceptions = 1000;
const QString portKey = u"receiver/port"_s;
const QString strictKey = u"receiver/strict"_s;
const QString needKeyKey = u"receiver/needKey"_s;
const QString faultsKey = u"receiver/faults"_s;

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
    listen->setText(isListening ? tr("Stop &listening") : tr("&Listen"));
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
        state->setToolTip(trouble);
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
    // There may be less room than words.
    state->setToolTip(refusal.isEmpty() ? state->text() : state->text() + u'\n' + refusal);
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
    list->setVisible(model->rowCount() > 0);
    q->setFocusProxy(model->rowCount() > 0 ? static_cast<QWidget *>(list) : listen);
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
