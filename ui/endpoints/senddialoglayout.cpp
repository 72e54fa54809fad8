// SPDX-License-Identifier: GPL-3.0-or-later
//
// How SendDialog looks, and what leads where. What it does is in senddialog.cpp.
#include "endpoints/senddialog_p.h"

#include "composer/requestview.h"
#include "endpoints/askbar.h"
#include "endpoints/endpointdelegate.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "views/endpointmodel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>

#include <chrono>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int formWidth = 380;
constexpr int fastest = 100'000;    // events a second that can be asked for

}

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
          [this](const Result<RequestPreview> &made) {
              if (made)
                  request->setPreview(*made, curl);
              else
                  request->setReason(made.error().message);
          })
    , model(new EndpointModel(world.services.services(), dialog))
    , queuing(dialog, [this](const Result<OutboxJobId> &id) { queued(id); })
    , following(dialog,
          [this](const Result<OutboxJob> &now) {
              if (now)
                  showJob(*now);
              else if (now.error().kind != Error::Kind::Cancelled)
                  end(now.error().message, Severity::Error);
          })
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
    , showOutbox(makeButton(u"sendShowOutbox"_s, tr("Show in &outbox"), frame))
    , cancel(makeButton(u"sendCancel"_s, tr("Sto&p"), frame))
    , close(makeButton(u"sendClose"_s, tr("Close"), frame))
    , sendButton(makeButton(u"sendNow"_s, tr("&Send"), frame))
{}

SendDialog::Private::~Private()
{
    reading.cancel();
    if (reading.isRunning())          // its result may have been taken, and then it would never finish
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
    showOutbox->hide();
    cancel->hide();
    sendButton->setToolTip(tr("Send (Ctrl+Return)"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(progress);
    row->addWidget(result, 1);
    for (QPushButton *button : {showOutbox, cancel, close, sendButton})
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
    connect(cancel, &QPushButton::clicked, q, [this] { stop(); });
    soon.setSingleShot(true);
    soon.setInterval(std::chrono::milliseconds(100));
    connect(&soon, &QTimer::timeout, q, [this] { follow(); });
    connect(&world.store.outbox(), &Outbox::changed, q, [this] {
        if (job != 0 && !soon.isActive())
            soon.start();
    });
    connect(close, &QPushButton::clicked, q, &SendDialog::reject);
    connect(showOutbox, &QPushButton::clicked, q, [this] { emit q->outboxRequested(last); });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key)), q);
        connect(shortcut, &QShortcut::activated, sendButton, [this] { sendButton->click(); });
    }
    connect(
        &world.store.endpoints(), &Endpoints::changed, q, [this] { listing.follow(world.store.endpoints().all()); });
}

}
