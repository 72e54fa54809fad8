// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/senddialog.h"

#include "composer/requestview.h"
#include "delivery/sendselection.h"
#include "endpoints/askbar.h"
#include "endpoints/endpointdelegate.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "endpoints/sendpreview.h"
#include "views/celltext.h"
#include "views/endpointmodel.h"
#include "views/latest.h"
#include "views/summarytext.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int formWidth = 380;
constexpr int fastest = 100'000;    // events a second that can be asked for

bool isKeyMissing(const Secrets &secrets, const Endpoint &endpoint)
{
    for (std::size_t i = 0; i < endpoint.secrets.size(); ++i) {
        if (endpoint.secrets[i].kind == SecretSource::Kind::Session &&
            !secrets.isEntered(endpoint.id, static_cast<int>(i)))
            return true;
    }
    return false;
}

QPushButton *makeButton(const QString &name, const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

}

struct SendDialog::Private {
    Private(SendDialog *dialog, EndpointWorld endpointWorld, std::vector<Row> selected);
    ~Private();

    void layOut();
    QWidget *formSide();
    QLayout *buttonRow();
    void connectParts();

    void takeEndpoints(std::vector<Endpoint> endpoints);
    void takeSelection(Result<SendSelection> read);
    void chooseEndpoint();
    void count();
    void preview();
    [[nodiscard]] std::vector<Row> chosenRows() const;
    [[nodiscard]] SendSelection::Kind kind() const;

    void send();
    void start(const Endpoint &to, Keys keys);
    void showProgress(const DeliverySummary &summary);
    void end(const DeliverySummary &summary, const QString &fault);
    void enable();

    SendDialog *q;
    EndpointWorld world;
    qint64 asked;
    std::optional<SendSelection> selection;
    QFuture<Result<SendSelection>> reading;
    Latest<SendSelection> readingDone;
    Latest<std::vector<Endpoint>> listing;
    Latest<Request> previewing;
    EndpointModel *model;
    EndpointId wanted = 0;
    TransportFormPtr form;
    Endpoint endpoint;
    std::unique_ptr<DeliveryRun> run;
    qint64 total = 0;
    DeliveryId last = 0;
    bool ended = false;

    ProductionFrame *frame;
    QComboBox *endpoints;
    FieldNote *endpointNote;
    QPushButton *makeNew;
    ProductionMark *mark;
    QDoubleSpinBox *batch;
    FieldNote *batchNote;
    QDoubleSpinBox *pace;
    QLabel *counts;
    QCheckBox *withInvalid;
    RequestView *request;
    AskBar *bar;
    QProgressBar *progress;
    QLabel *result;
    QPushButton *showDelivery;
    QPushButton *cancel;
    QPushButton *close;
    QPushButton *sendButton;
};

SendDialog::Private::Private(SendDialog *dialog, EndpointWorld endpointWorld, std::vector<Row> selected)
    : q(dialog)
    , world(endpointWorld)
    , asked(std::ssize(selected))
    , reading(readSelection(world.store, std::move(selected)))
    , readingDone(dialog, [this](Result<SendSelection> read) { takeSelection(std::move(read)); })
    , listing(dialog,
          [this](Result<std::vector<Endpoint>> all) {
              if (all)
                  takeEndpoints(std::move(*all));
              else if (all.error().kind != Error::Kind::Cancelled)
                  bar->ask(Severity::Error, all.error().message, {});
          })
    , previewing(dialog,
          [this](const Result<Request> &made) {
              if (made)
                  request->setRequest(*made);
              else
                  request->setReason(made.error().message);
          })
    , model(new EndpointModel(world.services.services(), dialog))
    , frame(new ProductionFrame(dialog))
    , endpoints(new QComboBox(frame))
    , endpointNote(new FieldNote(u"sendEndpointNote"_s, frame))
    , makeNew(makeButton(u"sendNewEndpoint"_s, tr("&New endpoint…"), frame))
    , mark(new ProductionMark(frame))
    , batch(new QDoubleSpinBox(frame))
    , batchNote(new FieldNote(u"sendBatchNote"_s, frame))
    , pace(new QDoubleSpinBox(frame))
    , counts(new QLabel(frame))
    , withInvalid(new QCheckBox(frame))
    , request(new RequestView(frame))
    , bar(new AskBar(frame))
    , progress(new QProgressBar(frame))
    , result(new QLabel(frame))
    , showDelivery(makeButton(u"sendShowDelivery"_s, tr("Show &delivery"), frame))
    , cancel(makeButton(u"sendCancel"_s, tr("Sto&p"), frame))
    , close(makeButton(u"sendClose"_s, tr("Close"), frame))
    , sendButton(makeButton(u"sendNow"_s, tr("&Send"), frame))
{}

SendDialog::Private::~Private()
{
    run.reset();
    reading.cancel();
    reading.waitForFinished();    // a slice at most
}

QWidget *SendDialog::Private::formSide()
{
    auto *side = new QWidget(frame);
    side->setFixedWidth(formWidth);
    endpoints->setObjectName(u"sendEndpoint"_s);
    endpoints->setAccessibleName(tr("Endpoint"));
    endpoints->setModel(model);
    endpoints->setItemDelegate(new EndpointDelegate(endpoints));
    endpoints->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    batch->setObjectName(u"sendBatch"_s);
    batch->setAccessibleName(tr("Events a request"));
    batch->setDecimals(0);
    batch->setRange(1, 1);
    pace->setObjectName(u"sendPace"_s);
    pace->setAccessibleName(tr("Pace"));
    pace->setDecimals(1);
    pace->setRange(0, fastest);
    pace->setSpecialValueText(tr("As fast as replies come"));
    pace->setSuffix(tr(" events a second"));
    counts->setObjectName(u"sendCounts"_s);
    counts->setTextFormat(Qt::PlainText);
    counts->setWordWrap(true);
    withInvalid->setObjectName(u"sendInvalid"_s);
    auto *rows = new QWidget(side);
    auto *fields = makeForm(rows);
    auto *endpointCell = new QWidget(rows);
    auto *cellColumn = new QVBoxLayout(endpointCell);
    cellColumn->setContentsMargins(0, 0, 0, 0);
    cellColumn->setSpacing(6);
    cellColumn->addWidget(endpoints);
    auto *cellRow = new QHBoxLayout;
    cellRow->addWidget(makeNew);
    cellRow->addStretch(1);
    cellRow->addWidget(mark);
    cellColumn->addLayout(cellRow);
    addField(fields, tr("&Endpoint"), endpointCell, endpointNote, endpoints);
    addField(fields, tr("Events a re&quest"), batch, batchNote);
    addField(fields, tr("&Pace"), pace, nullptr);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(rows);
    column->addWidget(makeHeading(tr("What goes"), side));
    column->addWidget(counts);
    column->addWidget(withInvalid);
    column->addStretch(1);
    return side;
}

QLayout *SendDialog::Private::buttonRow()
{
    result->setObjectName(u"sendResult"_s);
    result->setTextFormat(Qt::PlainText);
    result->setWordWrap(true);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    progress->setObjectName(u"sendProgress"_s);
    progress->setAccessibleName(tr("Events sent"));
    progress->setTextVisible(false);
    progress->setFixedWidth(180);
    progress->hide();
    showDelivery->hide();
    cancel->hide();
    sendButton->setToolTip(tr("Send (Ctrl+Return)"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(progress);
    row->addWidget(result, 1);
    for (QPushButton *button : {showDelivery, cancel, close, sendButton})
        row->addWidget(button);
    return row;
}

void SendDialog::Private::layOut()
{
    bar->setObjectName(u"sendBar"_s);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    auto *title = makeHeading(tr("The first request"), frame);
    title->setContentsMargins(8, 0, 0, 0);
    right->addWidget(title);
    right->addWidget(request, 1);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(16);
    sides->addWidget(formSide());
    sides->addLayout(right, 1);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(10);
    column->addLayout(sides, 1);
    column->addWidget(bar);
    column->addLayout(buttonRow());
    auto *outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(frame);
}

void SendDialog::Private::connectParts()
{
    connect(endpoints, &QComboBox::currentIndexChanged, q, [this] {
        wanted = 0;
        chooseEndpoint();
    });
    connect(batch, &QDoubleSpinBox::valueChanged, q, [this] { preview(); });
    connect(withInvalid, &QCheckBox::toggled, q, [this] {
        count();
        preview();
    });
    connect(makeNew, &QPushButton::clicked, q, &SendDialog::endpointsRequested);
    connect(sendButton, &QPushButton::clicked, q, [this] { send(); });
    connect(cancel, &QPushButton::clicked, q, [this] {
        if (run)
            run->cancel();
    });
    connect(close, &QPushButton::clicked, q, &SendDialog::reject);
    connect(showDelivery, &QPushButton::clicked, q, [this] { emit q->deliveryRequested(last); });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key)), q);
        connect(shortcut, &QShortcut::activated, sendButton, [this] { sendButton->click(); });
    }
    connect(
        &world.store.endpoints(), &Endpoints::changed, q, [this] { listing.follow(world.store.endpoints().all()); });
}

void SendDialog::Private::takeEndpoints(std::vector<Endpoint> all)
{
    const EndpointId before = wanted != 0 ? wanted : endpoint.id;
    std::ranges::stable_partition(
        all, [this](const Endpoint &one) { return selection && selection->hasService(one.service); });
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
    previewing.follow(firstRequest(world.store, *maker, std::move(rows), static_cast<qint64>(batch->value())));
}

void SendDialog::Private::enable()
{
    const bool busy = run != nullptr;
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
    if (run || ended || total == 0)
        return;
    bar->dismiss();
    askForKeys(
        q, world.secrets, endpoint, *form, total, [guard = QPointer<SendDialog>(q), this, to = endpoint](Keys keys) {
            if (guard)
                start(to, std::move(keys));
        });
}

void SendDialog::Private::start(const Endpoint &to, Keys keys)
{
    if (run || ended)
        return;
    // The keys are those of what was asked about, and so is the name that was typed.
    if (to != endpoint || total == 0) {
        bar->ask(Severity::Warning,
            tr("The endpoint changed while you were asked, so nothing was sent. Look at what will go out, and send "
               "again."),
            {});
        return;
    }
    DeliveryJob job;
    job.endpoint = endpoint;
    job.form = form;
    job.keys = std::move(keys);
    job.source = sourceOf(world.store, chosenRows());
    job.batch = static_cast<qint64>(batch->value());
    job.perSecond = pace->value();
    run = std::make_unique<DeliveryRun>(world.store, world.services.services(), world.sender, std::move(job));
    connect(run.get(), &DeliveryRun::progressed, q, [this](const DeliverySummary &now) { showProgress(now); });
    connect(run.get(), &DeliveryRun::finished, q, [this](const DeliverySummary &now) { end(now, {}); });
    connect(run.get(), &DeliveryRun::failed, q, [this](const Error &error) { end(run->summary(), error.message); });
    progress->setRange(0, 1000);
    progress->setValue(0);
    result->setText(tr("Sending…"));
    enable();
    cancel->setFocus(Qt::OtherFocusReason);
    run->start();
}

void SendDialog::Private::showProgress(const DeliverySummary &summary)
{
    progress->setValue(static_cast<int>(1000 * summary.events / std::max<qint64>(1, total)));
    const QLocale locale;
    const QString words = tr("%1 of %2 sent").arg(locale.toString(summary.events), locale.toString(total));
    const QString outcomes = summaryCounts(summary);
    result->setText(outcomes.isEmpty() ? words : tr("%1 · %2").arg(words, outcomes));
}

void SendDialog::Private::end(const DeliverySummary &summary, const QString &fault)
{
    run.release()->deleteLater();    // it is the sender of the signal that led here
    ended = true;
    last = summary.last;
    QString words = summary.events > 0 || fault.isEmpty() ? summaryResult(summary, total) : QString();
    if (!fault.isEmpty())
        words = (words + u' ' + fault).trimmed();
    bar->dismiss();
    const bool good = fault.isEmpty() && isAllAccepted(summary, total);
    result->setText(good ? words : QString());
    if (!good)
        bar->ask(summary.accepted > 0 && fault.isEmpty() ? Severity::Warning : Severity::Error, words, {});
    showDelivery->setVisible(last != 0);
    enable();
    (last != 0 ? showDelivery : close)->setFocus(Qt::OtherFocusReason);
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
    if (d->run)
        d->run->disconnect(this);
}

void SendDialog::chooseEndpoint(EndpointId id)
{
    d->wanted = id;
    if (d->selection)
        d->listing.follow(d->world.store.endpoints().all());
}

void SendDialog::reject()
{
    if (!d->run) {
        QDialog::reject();
        return;
    }
    d->bar->ask(Severity::Warning, tr("Events are being sent. What is on its way may arrive all the same."),
        {{u"askStop"_s, tr("Stop sending"),
             [this] {
                 if (d->run)
                     d->run->cancel();
             }},
            {u"askGoOn"_s, tr("Keep sending"), {}}});
}

}
