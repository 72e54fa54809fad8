// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointdialog.h"

#include "delivery/connectionprobe.h"
#include "endpoints/askbar.h"
#include "endpoints/endpointdelegate.h"
#include "endpoints/endpointform.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "endpoints/removeendpoint.h"
#include "views/endpointmodel.h"
#include "views/latest.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int listWidth = 250;

QPushButton *makeButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

}

struct EndpointDialog::Private {
    Private(EndpointDialog *dialog, EndpointWorld endpointWorld);

    void layOut();
    QWidget *listSide();
    QWidget *formSide();
    QLayout *buttonRow();
    void connectParts();

    void load();
    void take(std::vector<Endpoint> endpoints);
    void show(const Endpoint &endpoint);
    void showNew(const QByteArray &service, const QByteArray &transport);
    void showFirst();
    void select(EndpointId id);
    void change();

    [[nodiscard]] bool isDirty() const;
    void leave(std::function<void()> then);
    void save(std::function<void()> then);
    void settle(const Result<EndpointId> &saved);
    void use();
    void duplicate();
    void remove();
    void test();

    EndpointDialog *q;
    EndpointWorld world;
    EndpointModel *model;
    QListView *list;
    QLabel *empty;
    QPushButton *add;
    QPushButton *copy;
    QPushButton *drop;
    ProductionFrame *frame;
    QLabel *title;
    ProductionMark *mark;
    AskBar *bar;
    EndpointForm *form;
    QLabel *probeNote;
    QPushButton *probeButton;
    QPushButton *saveButton;
    QPushButton *useButton;
    ConnectionProbe *probe;
    Latest<std::vector<Endpoint>> listing;
    Latest<EndpointId> saving;
    std::function<void()> afterSave;
    std::map<int, QByteArray> keysToEnter;
    Endpoint savedAs;
    Endpoint baseline;
    std::optional<EndpointId> wanted;    // to be shown when the list has come
    EndpointId returning = 0;            // removed, and on its way back
    bool isLoaded = false;
};

EndpointDialog::Private::Private(EndpointDialog *dialog, EndpointWorld endpointWorld)
    : q(dialog)
    , world(endpointWorld)
    , model(new EndpointModel(world.services.services(), dialog))
    , list(new QListView(dialog))
    , empty(new QLabel(tr("No endpoint yet. Fill in the form and save it."), dialog))
    , add(makeButton(u"addEndpoint"_s, tr("&Add"), dialog))
    , copy(makeButton(u"duplicateEndpoint"_s, tr("Dup&licate"), dialog))
    , drop(makeButton(u"removeEndpoint"_s, tr("&Remove"), dialog))
    , frame(new ProductionFrame(dialog))
    , title(new QLabel(frame))
    , mark(new ProductionMark(frame))
    , bar(new AskBar(frame))
    , form(new EndpointForm(
          world.services, world.secrets,
          [this](const QString &name, EndpointId except) { return model->isTaken(name, except); }, frame))
    , probeNote(new QLabel(dialog))
    , probeButton(makeButton(u"testConnection"_s, tr("T&est connection"), dialog))
    , saveButton(makeButton(u"saveEndpoint"_s, tr("&Save"), dialog))
    , useButton(makeButton(u"useEndpoint"_s, tr("Save and use"), dialog))
    , probe(new ConnectionProbe(dialog))
    , listing(dialog,
          [this](Result<std::vector<Endpoint>> endpoints) {
              if (endpoints)
                  take(std::move(*endpoints));
              else if (endpoints.error().kind != Error::Kind::Cancelled)
                  bar->ask(Severity::Error, endpoints.error().message, {});
          })
    , saving(dialog, [this](const Result<EndpointId> &saved) { settle(saved); })
{}

QWidget *EndpointDialog::Private::listSide()
{
    auto *side = new QWidget(q);
    side->setFixedWidth(listWidth);
    list->setObjectName(u"endpointList"_s);
    list->setAccessibleName(tr("Endpoints"));
    list->setModel(model);
    list->setItemDelegate(new EndpointDelegate(list));
    list->setUniformItemSizes(true);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    empty->setWordWrap(true);
    empty->setForegroundRole(QPalette::PlaceholderText);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    for (QPushButton *button : {add, copy, drop})
        row->addWidget(button);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(empty);
    column->addWidget(list, 1);
    column->addLayout(row);
    return side;
}

QWidget *EndpointDialog::Private::formSide()
{
    QFont large = title->font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.2);
    title->setFont(large);
    title->setObjectName(u"endpointTitle"_s);
    title->setTextFormat(Qt::PlainText);
    bar->setObjectName(u"endpointBar"_s);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 16, 6);
    head->addWidget(title, 1);
    head->addWidget(mark);
    auto *scroll = new QScrollArea(frame);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(form);
    auto *column = new QVBoxLayout(frame);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(bar);
    column->addWidget(scroll, 1);
    return frame;
}

QLayout *EndpointDialog::Private::buttonRow()
{
    probeNote->setObjectName(u"testResult"_s);
    probeNote->setTextFormat(Qt::PlainText);
    probeNote->setWordWrap(true);
    probeNote->setTextInteractionFlags(Qt::TextSelectableByMouse);
    probeButton->setToolTip(
        tr("Makes a TCP connection, with TLS for https, to the host and port, and ends it. No event and no key goes "
           "out."));
    saveButton->setShortcut(QKeySequence::Save);
    saveButton->setToolTip(tr("Save this endpoint (Ctrl+S)"));
    useButton->setDefault(true);
    useButton->setAutoDefault(true);
    auto *close = makeButton(u"closeEndpoints"_s, tr("Close"), q);
    connect(close, &QPushButton::clicked, q, &EndpointDialog::reject);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(probeButton);
    row->addWidget(probeNote, 1);
    row->addWidget(close);
    row->addWidget(saveButton);
    row->addWidget(useButton);
    return row;
}

void EndpointDialog::Private::layOut()
{
    auto *sides = new QHBoxLayout;
    sides->setSpacing(12);
    sides->addWidget(listSide());
    sides->addWidget(formSide(), 1);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    column->addLayout(sides, 1);
    column->addLayout(buttonRow());
}

void EndpointDialog::Private::connectParts()
{
    connect(form, &EndpointForm::edited, q, [this] { change(); });
    connect(saveButton, &QPushButton::clicked, q, [this] { save({}); });
    connect(useButton, &QPushButton::clicked, q, [this] { use(); });
    connect(add, &QPushButton::clicked, q, [this] {
        const Endpoint like = form->endpoint();
        leave([this, like] { showNew(like.service, like.transport); });
    });
    connect(copy, &QPushButton::clicked, q, [this] { leave([this] { duplicate(); }); });
    connect(drop, &QPushButton::clicked, q, [this] { remove(); });
    connect(probeButton, &QPushButton::clicked, q, [this] { test(); });
    connect(probe, &ConnectionProbe::finished, q, [this](const ProbeResult &result) {
        probeNote->setText(result.message);
        probeButton->setText(tr("T&est connection"));
    });
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, q, [this](const QModelIndex &index) {
        if (!index.isValid() || index.data(EndpointModel::IdRole).toLongLong() == baseline.id)
            return;
        const EndpointId id = index.data(EndpointModel::IdRole).toLongLong();
        leave([this, id] {
            if (const Endpoint *endpoint = model->find(id))
                show(*endpoint);
        });
    });
    connect(&world.store.endpoints(), &Endpoints::changed, q, [this] { load(); });
}

void EndpointDialog::Private::load()
{
    listing.follow(world.store.endpoints().all());
}

void EndpointDialog::Private::take(std::vector<Endpoint> endpoints)
{
    const bool dirty = isLoaded && isDirty();
    const EndpointId before = baseline.id;
    {
        const QSignalBlocker blocker(list->selectionModel());
        model->setEndpoints(std::move(endpoints));
    }
    empty->setVisible(model->rowCount() == 0);
    isLoaded = true;
    if (wanted) {
        const EndpointId id = *std::exchange(wanted, std::nullopt);
        if (const Endpoint *endpoint = model->find(id))
            show(*endpoint);
        else
            showFirst();
        return;
    }
    const Endpoint *back = returning != 0 && !dirty ? model->find(returning) : nullptr;
    if (back) {
        show(*back);
        return;
    }
    const Endpoint *still = model->find(before);
    if (before != 0 && !still && !dirty)
        showFirst();
    else if (still && !dirty && *still != baseline)
        show(*still);
    else
        select(before);
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
    savedAs = form->endpoint();
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
    for (const auto &[part, value] : keys)
        world.secrets.enter(savedAs.id, part, value);
    // What was typed meanwhile stays.
    const bool isAsSaved = [&] {
        Endpoint now = form->endpoint();
        now.id = savedAs.id;
        return now == savedAs;
    }();
    if (isAsSaved)
        show(savedAs);
    load();
    if (then)
        then();
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
    world.undo.push(
        new RemoveEndpoint(world.store, gone, [guard = QPointer<EndpointDialog>(q), this](const Error &error) {
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
    probe->start(*base, std::min(form->endpoint().timeoutMs, 30'000));
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
