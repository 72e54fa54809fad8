// SPDX-License-Identifier: GPL-3.0-or-later
//
// How EndpointForm looks, and what leads where. What it does is in endpointform.cpp.
#include "endpoints/endpointform_p.h"

#include "endpoints/authbox.h"
#include "endpoints/connectionbox.h"
#include "endpoints/foldsection.h"
#include "endpoints/formrow.h"
#include "endpoints/headertable.h"
#include "endpoints/sendingbox.h"
#include "taborder.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>

#include <initializer_list>

using namespace Qt::StringLiterals;

namespace eventscope {

EndpointForm::Private::Private(EndpointForm *endpointForm, const ServiceSet &serviceSet, const Secrets &runSecrets,
    std::function<bool(const QString &, EndpointId)> taken)
    : q(endpointForm)
    , services(serviceSet)
    , isTaken(std::move(taken))
    , name(new QLineEdit(q))
    , nameNote(new FieldNote(u"endpointNameFault"_s, q))
    , service(new QComboBox(q))
    , transport(new QComboBox(q))
    , base(new QLineEdit(q))
    , useDefault(makeButton(u"endpointUseDefault"_s, tr("Use &default"), q))
    , baseNote(new FieldNote(u"endpointBaseFault"_s, q))
    , production(new QCheckBox(tr("&Production: what is sent here is real"), q))
    , productionNote(new FieldNote(u"endpointProductionHelp"_s, q))
    , auth(new AuthBox(runSecrets, q))
    , findings(new FieldNote(u"endpointFindings"_s, q))
    , optionPlace(new QVBoxLayout)
    , optionNote(new FieldNote(u"endpointOptionsFault"_s, q))
    , headers(new HeaderTable(q))
    , headerNote(new FieldNote(u"endpointHeadersFault"_s, q))
    , headerHelp(new FieldNote(u"endpointHeadersHelp"_s, q))
    , timeout(new QDoubleSpinBox(q))
    , customer(new QLineEdit(q))
    , user(new QLineEdit(q))
    , userNote(new FieldNote(u"endpointUserFault"_s, q))
    , connectionFold(new FoldSection(u"connectionSection"_s, tr("Connection"), q))
    , connection(new ConnectionBox(q))
    , sendingFold(new FoldSection(u"sendingSection"_s, tr("Sending"), q))
    , sending(new SendingBox(q))
{}

void EndpointForm::Private::nameParts()
{
    name->setObjectName(u"endpointName"_s);
    service->setObjectName(u"endpointService"_s);
    transport->setObjectName(u"endpointTransport"_s);
    base->setObjectName(u"endpointBase"_s);
    production->setObjectName(u"endpointProduction"_s);
    timeout->setObjectName(u"endpointTimeout"_s);
    customer->setObjectName(u"endpointCustomer"_s);
    user->setObjectName(u"endpointUser"_s);
    for (const auto &[field, title] : std::initializer_list<std::pair<QWidget *, QString>>{{name, tr("Name")},
             {service, tr("Service")}, {transport, tr("Transport")}, {base, tr("Base URL")}, {timeout, tr("Time-out")},
             {customer, tr("Customer")}, {user, tr("User at")}})
        field->setAccessibleName(title);
    name->setPlaceholderText(tr("Staging EU"));
    const QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    base->setFont(mono);
    user->setFont(mono);
    timeout->setRange(0.1, 3600);
    timeout->setDecimals(1);
    timeout->setSuffix(tr(" s without any progress"));
    user->setPlaceholderText(u"/user_id"_s);
    productionNote->say(
        FieldNote::Kind::Help, tr("It is framed in red, and asks for its name before anything is sent."));
    headerHelp->say(FieldNote::Kind::Help,
        tr("${NAME} in a value stands for the environment variable NAME; it is read when a request is made, and "
           "treated as a secret."));
    for (const ServicePtr &known : services.services().all())
        service->addItem(known->title(), known->id());
}

QWidget *EndpointForm::Private::baseRow()
{
    auto *box = new QWidget(q);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(base, 1);
    row->addWidget(useDefault);
    return box;
}

void EndpointForm::Private::layOut()
{
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    const auto group = [&](const QString &title) {
        if (!title.isEmpty())
            column->addWidget(makeHeading(title, q));
        auto *box = new QWidget(q);
        column->addWidget(box);
        return makeForm(box);
    };
    QFormLayout *where = group({});
    addField(where, tr("&Name"), name, nameNote);
    addField(where, tr("Ser&vice"), service, nullptr);
    addField(where, tr("&Transport"), transport, nullptr);
    addField(where, tr("&Base URL"), baseRow(), baseNote, base);
    addField(where, {}, production, productionNote);
    column->addWidget(makeHeading(tr("Key"), q));
    column->addWidget(auth);
    column->addWidget(findings);
    column->addLayout(optionPlace);
    QFormLayout *more = group(tr("Further headers, and what the service is told"));
    auto *headerCell = new QWidget(q);
    auto *headerColumn = new QVBoxLayout(headerCell);
    headerColumn->setContentsMargins(0, 0, 0, 0);
    headerColumn->setSpacing(3);
    headerColumn->addWidget(headers);
    headerColumn->addWidget(headerNote);
    addField(more, tr("&Headers"), headerCell, headerHelp, headers->focusProxy());
    auto *customerHelp = new FieldNote(u"endpointCustomerHelp"_s, q);
    customerHelp->say(
        FieldNote::Kind::Help, tr("The customer that the key is bound to: the tenant of events that name none."));
    addField(more, tr("&Customer"), customer, customerHelp);
    addField(more, tr("&User at"), user, userNote);
    // Beside the rest of how it is reached: the time-out.
    auto *reach = new QWidget(q);
    auto *reachColumn = new QVBoxLayout(reach);
    reachColumn->setContentsMargins(0, 0, 0, 0);
    reachColumn->setSpacing(8);
    auto *reachBox = new QWidget(reach);
    addField(makeForm(reachBox), tr("Time-&out"), timeout, nullptr);
    reachColumn->addWidget(reachBox);
    reachColumn->addWidget(connection);
    connectionFold->setContent(reach);
    sendingFold->setContent(sending);
    column->addWidget(connectionFold);
    column->addWidget(sendingFold);
    column->addStretch(1);
}

void EndpointForm::Private::connectParts()
{
    const auto changed = [this] { change(); };
    connect(name, &QLineEdit::textEdited, q, [this] { isNameSeen = true; });
    connect(base, &QLineEdit::textEdited, q, [this] { isBaseSeen = true; });
    connect(name, &QLineEdit::textChanged, q, changed);
    connect(base, &QLineEdit::textChanged, q, changed);
    connect(customer, &QLineEdit::textChanged, q, changed);
    connect(user, &QLineEdit::textChanged, q, changed);
    connect(production, &QCheckBox::toggled, q, changed);
    connect(timeout, &QDoubleSpinBox::valueChanged, q, changed);
    connect(auth, &AuthBox::edited, q, changed);
    connect(connection, &ConnectionBox::edited, q, changed);
    connect(sending, &SendingBox::edited, q, changed);
    connect(headers, &HeaderTable::edited, q, changed);
    connect(useDefault, &QPushButton::clicked, q, [this] {
        base->setText(form ? form->transport().base : QString());
        base->setFocus();
    });
    connect(service, &QComboBox::activated, q, [this] {
        chooseTransports();
        showTransport(form ? newEndpoint(*form) : Endpoint());
        change();
    });
    connect(auth, &AuthBox::edited, q, [this] { orderTabs(nullptr, q->layout()); });
    connect(transport, &QComboBox::activated, q, [this] {
        form = currentForm();
        showTransport(form ? newEndpoint(*form) : Endpoint());
        change();
    });
}

}
