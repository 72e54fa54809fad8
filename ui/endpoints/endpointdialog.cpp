// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointdialog_p.h"

#include "endpoints/askbar.h"
#include "endpoints/endpointform.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "endpoints/removeendpoint.h"
#include "views/endpointmodel.h"

#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUndoStack>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

void EndpointDialog::Private::load()
{
    listing.follow(world.store.endpoints().all());
}

void EndpointDialog::Private::take(std::vector<Endpoint> endpoints)
{
    const bool dirty = isDirty();
    const EndpointId before = baseline.id;
    {
        const QSignalBlocker blocker(list->selectionModel());
        model->setEndpoints(std::move(endpoints));
    }
    empty->setVisible(model->rowCount() == 0);
    exportButton->setEnabled(model->rowCount() > 0);
    // Whoever began before the list came goes on.
    const std::optional<EndpointId> asked = std::exchange(wanted, std::nullopt);
    if (asked && !dirty) {
        const EndpointId id = *asked;
        if (const Endpoint *endpoint = model->find(id))
            show(*endpoint);
        else
            showFirst();
        return;
    }
    // A list can be older than what was undone: it is shown again whenever it is there, till another is chosen.
    const EndpointId awaited = returning;
    const Endpoint *back = awaited != 0 && awaited != before && !dirty ? model->find(awaited) : nullptr;
    const Endpoint *still = model->find(before);
    if (back)
        show(*back);
    else if (before != 0 && !still && !dirty)
        showFirst();
    else if (still && !dirty && *still != baseline)
        show(*still);
    else
        select(before);
    returning = awaited;
    list->viewport()->update();
}

void EndpointDialog::Private::select(EndpointId id)
{
    const QSignalBlocker blocker(list->selectionModel());
    const QModelIndex index = model->indexOf(id);
    list->selectionModel()->clear();
    if (index.isValid())
        list->setCurrentIndex(index);
    list->viewport()->update();
}

void EndpointDialog::Private::show(const Endpoint &endpoint)
{
    const Endpoint shown = endpoint;    // it may be the model's own
    returning = 0;
    form->setEndpoint(shown);
    baseline = form->endpoint();
    baseline.id = shown.id;
    probe->cancel();
    probeButton->setText(tr("T&est connection"));
    probeNote->clear();
    bar->dismiss();
    select(shown.id);
    change();
}

void EndpointDialog::Private::showNew(const QByteArray &service, const QByteArray &transport)
{
    ServicePtr found = world.services.services().find(service);
    if (!found && !world.services.services().all().empty())
        found = world.services.services().all().front();
    if (!found || found->transports().empty())
        return;
    const auto isWanted = [&transport](const Transport &one) { return one.id == transport; };
    const auto place = std::ranges::find_if(found->transports(), isWanted);
    const QByteArray id = place == found->transports().end() ? found->transports().front().id : place->id;
    const Result<TransportFormPtr> made = TransportForm::of(found, id);
    if (!made) {
        bar->ask(Severity::Error, made.error().message, {});
        return;
    }
    show(newEndpoint(**made));
    form->focusName();
}

void EndpointDialog::Private::showFirst()
{
    if (model->rowCount() > 0)
        show(model->endpoints().front());
    else
        showNew({}, {});
}

void EndpointDialog::Private::change()
{
    const Endpoint now = form->endpoint();
    title->setText(now.name.isEmpty() ? tr("New endpoint") : now.name);
    mark->setVisible(now.production);
    frame->setProduction(now.production);
    saveButton->setEnabled(isDirty() || now.id == 0);
    useButton->setText(isDirty() || now.id == 0 ? tr("Save and use") : tr("Use"));
    copy->setEnabled(now.id != 0);
    drop->setEnabled(now.id != 0);
}

bool EndpointDialog::Private::isDirty() const
{
    return form->endpoint() != baseline || !form->typedKeys().empty();
}

// Goes on when nothing would be lost by it, or when the person says so.
void EndpointDialog::Private::leave(std::function<void()> then)
{
    if (saving.isRunning()) {    // look again when that is done
        afterSave = [this, before = std::exchange(afterSave, {}), then = std::move(then)] {
            if (before)
                before();
            leave(then);
        };
        return;
    }
    if (!isDirty()) {
        then();
        return;
    }
    select(baseline.id);
    const QString name = form->endpoint().name;
    const QString text =
        name.isEmpty() ? tr("The new endpoint is not saved.") : tr("%1 has unsaved changes.").arg(name);
    bar->ask(Severity::Warning, text,
        {{u"askSave"_s, tr("Save"), [this, then] { save(then); }},
            {u"askDiscard"_s, tr("Discard"),
                [this, then] {
                    if (const Endpoint *stored = model->find(baseline.id))
                        show(*stored);
                    else
                        form->forgetTypedKeys();
                    baseline = form->endpoint();
                    then();
                }},
            {u"askStay"_s, tr("Keep editing"), [this] { form->setFocus(); }}});
}

void EndpointDialog::Private::save(std::function<void()> then)
{
    if (saving.isRunning())
        return;
    bar->dismiss();
    if (const QString fault = form->firstFault(); !fault.isEmpty()) {
        bar->ask(Severity::Error, tr("Not saved: %1").arg(fault), {});
        return;
    }
    afterSave = std::move(then);
    form->nameKeyringEntries();
    savedAs = form->endpoint();
    const Endpoint *before = model->find(savedAs.id);
    entriesBefore = before ? keyringEntries(*before) : QStringList();
    keysToEnter = form->typedKeys();
    saving.follow(world.store.endpoints().save(savedAs));
}

void EndpointDialog::Private::settle(const Result<EndpointId> &saved)
{
    const std::map<int, QByteArray> keys = std::exchange(keysToEnter, {});
    const std::function<void()> then = std::exchange(afterSave, {});
    if (!saved) {
        if (saved.error().kind == Error::Kind::BadInput)
            form->showNameFault(saved.error().message);
        bar->ask(Severity::Error, tr("Not saved: %1").arg(saved.error().message), {});
        return;
    }
    savedAs.id = *saved;
    keep(keys);
    // What was typed meanwhile stays.
    const bool isAsSaved = [&] {
        Endpoint now = form->endpoint();
        now.id = savedAs.id;
        return now == savedAs;
    }();
    const bool areKeysTaken = form->typedKeys() == keys;
    if (isAsSaved && areKeysTaken) {
        show(savedAs);
    } else {
        baseline = savedAs;
        form->setSavedAs(savedAs.id);
        if (areKeysTaken)
            form->forgetTypedKeys();
        change();
    }
    load();
    if (then)
        then();
}

// Where each part goes; what the keyring held and is needed no more goes from there.
void EndpointDialog::Private::keep(const std::map<int, QByteArray> &keys)
{
    Secrets::Kept kept;
    for (const auto &[part, value] : keys) {
        const SecretSource &source = savedAs.secrets[static_cast<std::size_t>(part)];
        if (source.kind != SecretSource::Kind::Keyring) {
            world.secrets.enter(savedAs.id, part, value);
            continue;
        }
        world.secrets.enter(savedAs.id, part, {});    // what was entered in its stead
        kept.emplace_back(source.variable, value);
    }
    if (!kept.empty())
        keeping.follow(world.secrets.keep(kept));
    QStringList gone = std::exchange(entriesBefore, {});
    for (const QString &entry : keyringEntries(savedAs))
        gone.removeAll(entry);
    if (!gone.isEmpty())
        (void)world.secrets.discard(gone);
}

void EndpointDialog::Private::use()
{
    const auto go = [this] {
        emit q->chosen(baseline.id);
        q->accept();
    };
    if (isDirty() || baseline.id == 0)
        save(go);
    else if (const QString fault = form->firstFault(); fault.isEmpty())
        go();
    else
        bar->ask(Severity::Error, fault, {});
}

void EndpointDialog::Private::duplicate()
{
    Endpoint twin = baseline;
    twin.id = 0;
    for (SecretSource &source : twin.secrets) {
        if (source.kind == SecretSource::Kind::Keyring)
            source.variable.clear();    // its entry is the other's
    }
    twin.name = model->freeName(tr("%1 copy").arg(baseline.name));
    show(twin);
    baseline = {};    // not saved as it stands
    change();
    form->focusName();
}

void EndpointDialog::Private::remove()
{
    if (baseline.id == 0)
        return;
    const Endpoint gone = baseline;
    returning = 0;
    world.undo.push(new RemoveEndpoint(
        world.store, world.secrets, gone, [guard = QPointer<EndpointDialog>(q), this](const Error &error) {
            if (!guard)
                return;
            bar->ask(Severity::Error, error.message, {});
            load();
        }));
    std::vector<Endpoint> left = model->endpoints();
    std::erase_if(left, [&gone](const Endpoint &one) { return one.id == gone.id; });
    baseline = form->endpoint();
    form->forgetTypedKeys();
    take(std::move(left));
    bar->ask(Severity::Info, tr("%1 was removed. What was sent there stays.").arg(gone.name),
        {{u"undoRemove"_s, tr("Undo"), [this, gone] {
              returning = gone.id;
              world.undo.undo();
          }}});
}

void EndpointDialog::Private::test()
{
    if (probe->isRunning()) {
        probe->cancel();
        probeNote->setText(tr("Cancelled."));
        probeButton->setText(tr("T&est connection"));
        return;
    }
    const Result<QByteArray> base = usableBase(form->endpoint().base);
    if (!base) {
        probeNote->setText(base.error().message);
        return;
    }
    probeNote->setText(tr("Connecting… no event and no key goes out."));
    probeButton->setText(tr("Canc&el test"));
    probe->start(*base, routeOf(form->endpoint()), std::min(form->endpoint().timeoutMs, 30'000));
}

EndpointDialog::EndpointDialog(EndpointWorld world, QWidget *parent)
    : QDialog(parent)
    , d(std::make_unique<Private>(this, world))
{
    setObjectName(u"endpointDialog"_s);
    setWindowTitle(tr("Endpoints"));
    setWindowModality(Qt::WindowModal);
    resize(1000, 720);
    d->layOut();
    d->connectParts();
    d->showNew({}, {});
    d->baseline = d->form->endpoint();    // without a definition, too
    d->wanted = -1;
    d->load();
}

EndpointDialog::~EndpointDialog()
{
    // What goes with the window has nothing to tell any more.
    for (const QObject *part : findChildren<QObject *>())
        part->disconnect(this);
}

void EndpointDialog::showEndpoint(EndpointId id, const QByteArray &service, const QByteArray &transport)
{
    if (id == 0) {
        d->wanted.reset();
        d->leave([this, service, transport] { d->showNew(service, transport); });
        return;
    }
    if (const Endpoint *endpoint = d->model->find(id)) {
        d->leave([this, shown = *endpoint] { d->show(shown); });
        return;
    }
    d->wanted = id;
    d->load();
}

void EndpointDialog::reject()
{
    d->leave([this] { QDialog::reject(); });
}

}
