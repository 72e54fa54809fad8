// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/senddialog_p.h"

#include "composer/requestview.h"
#include "delivery/dispatcher.h"
#include "delivery/endpointfindings.h"
#include "delivery/outboxorders.h"
#include "endpoints/askbar.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "endpoints/sendpreview.h"
#include "views/celltext.h"
#include "views/endpointmodel.h"
#include "views/outboxtext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isKeyMissing(const Secrets &secrets, const Endpoint &endpoint)
{
    for (std::size_t i = 0; i < endpoint.secrets.size(); ++i) {
        if (endpoint.secrets[i].kind == SecretSource::Kind::Session &&
            !secrets.isEntered(endpoint.id, static_cast<int>(i)))
            return true;
    }
    return false;
}

}

void SendDialog::Private::takeEndpoints(std::vector<Endpoint> all)
{
    const EndpointId before = wanted != 0 ? wanted : endpoint.id;
    std::stable_partition(all.begin(), all.end(),
        [this](const Endpoint &one) { return selection && selection->hasService(one.service); });
    {
        const QSignalBlocker blocker(endpoints);
        model->setEndpoints(std::move(all));
        const QModelIndex index = model->indexOf(before);
        // Nothing takes the place of one that is gone: Send would go elsewhere than it did a moment ago.
        const int first = before == 0 && model->rowCount() > 0 ? 0 : -1;
        endpoints->setCurrentIndex(index.isValid() ? index.row() : first);
        wanted = index.isValid() ? 0 : before;
    }
    chooseEndpoint();
}

void SendDialog::Private::takeSelection(Result<SendSelection> read)
{
    if (!read) {
        bar->ask(Severity::Error, read.error().message, {});
        return;
    }
    selection = std::move(*read);
    listing.follow(world.store.endpoints().all());
}

SendSelection::Kind SendDialog::Private::kind() const
{
    return form ? SendSelection::Kind{endpoint.service, form->transport().shape} : SendSelection::Kind{};
}

std::vector<Row> SendDialog::Private::chosenRows() const
{
    return selection && form ? selection->rowsOf(kind(), withInvalid->isChecked()) : std::vector<Row>();
}

void SendDialog::Private::chooseEndpoint()
{
    const int index = endpoints->currentIndex();
    form = nullptr;
    endpoint = {};
    endpointNote->clear();
    if (index < 0 || index >= model->rowCount()) {
        endpointNote->say(FieldNote::Kind::Help, model->rowCount() > 0
                                                     ? tr("Choose where the events go.")
                                                     : tr("No endpoint yet. Make one to send events to."));
    } else {
        endpoint = model->endpoints()[static_cast<std::size_t>(index)];
        const ServicePtr service = world.services.services().find(endpoint.service);
        const Result<TransportFormPtr> made =
            service ? TransportForm::of(service, endpoint.transport)
                    : Result<TransportFormPtr>(failure(Error::Kind::NotFound,
                          tr("There is no definition of its service, %1.").arg(QString::fromUtf8(endpoint.service))));
        if (made)
            form = *made;
        if (made && isKeyMissing(world.secrets, endpoint))
            endpointNote->say(FieldNote::Kind::Help, tr("Its key is asked for before anything is sent."));
        if (!made)
            endpointNote->say(FieldNote::Kind::Fault, made.error().message);
    }
    frame->setProduction(endpoint.production);
    mark->setVisible(endpoint.production);
    const qint64 most = form && form->many() ? form->many()->most : 1;
    {
        const QSignalBlocker blocker(batch);
        const auto limit = static_cast<double>(std::clamp<qint64>(most, 1, std::numeric_limits<int>::max()));
        batch->setRange(1, limit);
        batch->setValue(std::min(limit, 1000.0));
    }
    batch->setEnabled(most > 1);
    batchNote->say(FieldNote::Kind::Help,
        most > 1 ? tr("At most %1.").arg(QLocale().toString(qlonglong{most})) : tr("This transport takes one by one."));
    count();
    preview();
}

void SendDialog::Private::count()
{
    if (!selection) {
        counts->setText(counted(asked, tr("Reading one event…"), tr("Reading %1 events…")));
        withInvalid->hide();
        enable();
        return;
    }
    const SendSelection::Share share = selection->shareOf(kind());
    const qint64 goes = share.fitting - (withInvalid->isChecked() ? 0 : share.invalid);
    QStringList lines{counted(goes, tr("1 event goes to this endpoint."), tr("%1 events go to this endpoint."))};
    if (share.other > 0)
        lines << counted(share.other, tr("1 event is of another service or shape, and is left out."),
            tr("%1 events are of another service or shape, and are left out."));
    if (share.invalid > 0 && !withInvalid->isChecked())
        lines << counted(
            share.invalid, tr("1 event is invalid, and is left out."), tr("%1 events are invalid, and are left out."));
    const auto judge = form ? world.services.judge(endpoint.service) : nullptr;
    for (const Finding &finding : judge ? queueFindings(*judge, *form, endpoint, goes) : std::vector<Finding>())
        lines << finding.sentence;
    counts->setText(lines.join(u'\n'));
    withInvalid->setText(
        counted(share.invalid, tr("Send the &invalid one, too"), tr("Send the %1 &invalid ones, too")));
    withInvalid->setVisible(share.invalid > 0);
    total = form ? goes : 0;
    enable();
}

void SendDialog::Private::preview()
{
    previewing.cancel();
    if (!form || !selection) {
        request->setReason(selection ? tr("Choose an endpoint to see what will go out.") : tr("Reading the events…"));
        return;
    }
    std::vector<Row> rows = chosenRows();
    if (rows.empty()) {
        request->setReason(tr("Nothing of the selection goes to this endpoint."));
        return;
    }
    const Result<Keys> keys = keysToShow(world.secrets, endpoint, *form->service());
    if (!keys) {
        request->setReason(keys.error().message);
        return;
    }
    const Result<RequestMaker> maker = RequestMaker::of(form, endpoint, *keys);
    if (!maker) {
        request->setReason(maker.error().message);
        return;
    }
    curl = curlContext(endpoint, *keys);
    previewing.follow(firstRequest(world.store, *maker, std::move(rows), static_cast<qint64>(batch->value())));
}

void SendDialog::Private::enable()
{
    const bool busy = isBusy();
    for (QWidget *part : std::initializer_list<QWidget *>{endpoints, makeNew, pace, withInvalid})
        part->setEnabled(!busy && !ended);
    batch->setEnabled(!busy && !ended && batch->maximum() > 1);
    sendButton->setVisible(!ended);
    sendButton->setEnabled(!busy && !ended && total > 0);
    sendButton->setText(total > 0 ? counted(total, tr("&Send 1 event"), tr("&Send %1 events")) : tr("&Send"));
    cancel->setVisible(busy);
    progress->setVisible(busy);
}

void SendDialog::Private::send()
{
    if (isBusy() || ended || total == 0)
        return;
    bar->dismiss();
    askForKeys(
        q, world.secrets, endpoint, *form, total, [guard = QPointer<SendDialog>(q), this, to = endpoint](const Keys &) {
            if (guard)
                start(to);
        });
}

void SendDialog::Private::start(const Endpoint &to)
{
    if (isBusy() || ended)
        return;
    // The keys are those of what was asked about, and so is the name that was typed.
    if (to != endpoint || total == 0) {
        bar->ask(Severity::Warning,
            tr("The endpoint changed while you were asked, so nothing was sent. Look at what will go out, and send "
               "again."),
            {});
        return;
    }
    OutboxOrder order;
    order.endpoint = endpoint;
    order.label = counted(total, tr("1 event of the table"), tr("%1 events of the table"));
    order.policy = policyOf(endpoint);
    order.policy.batch = static_cast<qint64>(batch->value());
    if (pace->value() > 0)
        order.policy.perSecond = pace->value();
    queuing.follow(queueRows(world.store, world.services, std::move(order), chosenRows(), Renewal::None));
    progress->setRange(0, 1000);
    progress->setValue(0);
    result->setText(tr("Queuing…"));
    enable();
    cancel->setFocus(Qt::OtherFocusReason);
}

void SendDialog::Private::queued(const Result<OutboxJobId> &queued)
{
    if (!queued) {
        if (queued.error().kind == Error::Kind::Cancelled)
            end(tr("Nothing was sent."), Severity::Warning);
        else
            end(queued.error().message, Severity::Error);
        return;
    }
    job = last = *queued;
    showOutbox->show();
    if (world.dispatcher)
        world.dispatcher->take(job);
    follow();
}

void SendDialog::Private::follow()
{
    if (job != 0)
        following.follow(world.store.outbox().job(job));
}

// What is on its way may arrive all the same; the outbox tells.
void SendDialog::Private::stop()
{
    if (queuing.isRunning()) {
        queuing.cancel();
        end(tr("Nothing was sent."), Severity::Warning);
        return;
    }
    if (job == 0)
        return;
    static_cast<void>(world.store.outbox().cancel(job));
    if (world.dispatcher)
        world.dispatcher->abort(job);
}

void SendDialog::Private::showJob(const OutboxJob &now)
{
    const auto count = [&now](OutboxState state) { return now.counts[static_cast<std::size_t>(state)]; };
    const qint64 open = count(OutboxState::Queued) + count(OutboxState::InFlight);
    progress->setValue(static_cast<int>(1000 * (now.events() - open) / std::max<qint64>(1, now.events())));
    const bool isHeld = now.hold != OutboxJob::Hold::None && count(OutboxState::InFlight) == 0;
    if (!now.isOver() && !isHeld) {
        result->setText(tr("%1. You may close this: the outbox goes on.").arg(jobCounts(now)));
        return;
    }
    if (count(OutboxState::Accepted) == now.events()) {
        end(counted(now.events(), tr("The event was accepted."), tr("All %1 events were accepted.")), Severity::Info);
        return;
    }
    const bool someGood = count(OutboxState::Accepted) > 0;
    end(jobSentence(now, currentMicros()), someGood || isHeld ? Severity::Warning : Severity::Error);
}

void SendDialog::Private::end(const QString &words, Severity severity)
{
    job = 0;
    ended = true;
    bar->dismiss();
    const bool good = severity == Severity::Info;
    result->setText(good ? words : QString());
    if (!good)
        bar->ask(severity, words, {});
    enable();
    (last != 0 ? showOutbox : close)->setFocus(Qt::OtherFocusReason);
}

SendDialog::SendDialog(EndpointWorld world, std::vector<Row> rows, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>(this, world, std::move(rows)))
{
    setObjectName(u"sendDialog"_s);
    setWindowTitle(tr("Send events"));
    setWindowModality(Qt::WindowModal);
    resize(1080, 680);
    d->layOut();
    d->connectParts();
    d->chooseEndpoint();
    d->readingDone.follow(d->reading);
}

SendDialog::~SendDialog()
{
    // What goes with the window has nothing to tell any more.
    for (const QObject *part : findChildren<QObject *>())
        part->disconnect(this);
}

void SendDialog::chooseEndpoint(EndpointId id)
{
    d->wanted = id;
    if (d->selection)
        d->listing.follow(d->world.store.endpoints().all());
}

}
