// SPDX-License-Identifier: GPL-3.0-or-later
//
// How EndpointDialog looks, and what leads where. What it does is in endpointdialog.cpp.
#include "endpoints/endpointdialog_p.h"

#include "endpoints/askbar.h"
#include "endpoints/endpointdelegate.h"
#include "endpoints/endpointform.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/productionmark.h"
#include "views/endpointmodel.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int listWidth = 250;

}

EndpointDialog::Private::Private(EndpointDialog *dialog, EndpointWorld endpointWorld)
    : q(dialog)
    , world(endpointWorld)
    , model(new EndpointModel(world.services.services(), dialog))
    , list(new QListView(dialog))
    , empty(new QLabel(tr("No endpoint yet. Fill in the form and save it."), dialog))
    , add(makeButton(u"addEndpoint"_s, tr("&Add"), dialog))
    , copy(makeButton(u"duplicateEndpoint"_s, tr("Dup&licate"), dialog))
    , drop(makeButton(u"removeEndpoint"_s, tr("&Remove"), dialog))
    , importButton(makeButton(u"importEndpoints"_s, tr("&Import…"), dialog))
    , exportButton(makeButton(u"exportEndpoints"_s, tr("E&xport…"), dialog))
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
    , keeping(dialog,
          [this](const Result<void> &kept) {
              if (!kept)
                  bar->ask(Severity::Warning,
                      tr("The endpoint is saved, but its key is not in the keyring: it is held in memory until you "
                         "quit. "
                         "%1")
                          .arg(kept.error().message),
                      {});
          })
    , importing(dialog, [this](Result<EndpointsRead> read) { takeImport(std::move(read)); })
    , exporting(dialog, [this](const Result<void> &written) {
        bar->ask(written ? Severity::Info : Severity::Error,
            written ? tr("The endpoints are in %1, without any key.").arg(transferPath) : written.error().message, {});
    })
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
    importButton->setToolTip(tr("Adds the endpoints of a file"));
    exportButton->setToolTip(tr("Writes all endpoints to a file, without any key"));
    auto *transferRow = new QHBoxLayout;
    transferRow->setSpacing(6);
    transferRow->addWidget(importButton);
    transferRow->addWidget(exportButton);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(empty);
    column->addWidget(list, 1);
    column->addLayout(row);
    column->addLayout(transferRow);
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
    connect(importButton, &QPushButton::clicked, q, [this] { leave([this] { chooseImport(); }); });
    connect(exportButton, &QPushButton::clicked, q, [this] { chooseExport(); });
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

}
