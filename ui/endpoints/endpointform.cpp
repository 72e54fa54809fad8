// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointform.h"

#include "delivery/endpointfindings.h"
#include "delivery/request.h"
#include "endpoints/authbox.h"
#include "endpoints/formrow.h"
#include "endpoints/headertable.h"
#include "taborder.h"
#include "views/endpointfaults.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr double msPerSecond = 1000;

// The one of those that says most.
FieldNote::Kind kindOf(Severity severity)
{
    if (severity == Severity::Error)
        return FieldNote::Kind::Fault;
    return severity == Severity::Warning ? FieldNote::Kind::Warning : FieldNote::Kind::Help;
}

}

struct EndpointForm::Private {
    Private(EndpointForm *form, const ServiceSet &serviceSet, const Secrets &runSecrets,
        std::function<bool(const QString &, EndpointId)> taken);

    void nameParts();
    void layOut();
    QWidget *baseRow();
    void connectParts();
    void chooseTransports();
    void showTransport(const Endpoint &endpoint);
    void showOptions(const Endpoint &endpoint);
    void change();
    void judge();
    void tellOtherLetters(const Endpoint &endpoint);
    void tellFindings(const Endpoint &endpoint);
    [[nodiscard]] TransportFormPtr currentForm() const;
    [[nodiscard]] std::vector<std::pair<FieldNote *, QWidget *>> notes() const;

    EndpointForm *q;
    ServiceSet services;
    std::function<bool(const QString &, EndpointId)> isTaken;
    TransportFormPtr form;
    Endpoint shown;
    bool quiet = false;
    bool isNameSeen = false;    // before that an empty name is no fault yet
    QLineEdit *name;
    FieldNote *nameNote;
    QComboBox *service;
    QComboBox *transport;
    QLineEdit *base;
    QPushButton *useDefault;
    FieldNote *baseNote;
    QCheckBox *production;
    FieldNote *productionNote;
    AuthBox *auth;
    FieldNote *findings;
    QWidget *optionBox = nullptr;
    QVBoxLayout *optionPlace;
    std::vector<QLineEdit *> options;
    FieldNote *optionNote;
    HeaderTable *headers;
    FieldNote *headerNote;
    FieldNote *headerHelp;
    QDoubleSpinBox *timeout;
    QLineEdit *customer;
    QLineEdit *user;
    FieldNote *userNote;
};

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
    , useDefault(new QPushButton(tr("Use &default"), q))
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
{}

void EndpointForm::Private::nameParts()
{
    name->setObjectName(u"endpointName"_s);
    service->setObjectName(u"endpointService"_s);
    transport->setObjectName(u"endpointTransport"_s);
    base->setObjectName(u"endpointBase"_s);
    useDefault->setObjectName(u"endpointUseDefault"_s);
    useDefault->setAutoDefault(false);
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
    addField(more, tr("Time-&out"), timeout, nullptr);
    auto *customerHelp = new FieldNote(u"endpointCustomerHelp"_s, q);
    customerHelp->say(
        FieldNote::Kind::Help, tr("The customer that the key is bound to: the tenant of events that name none."));
    addField(more, tr("&Customer"), customer, customerHelp);
    addField(more, tr("&User at"), user, userNote);
    column->addStretch(1);
}

void EndpointForm::Private::connectParts()
{
    const auto changed = [this] { change(); };
    connect(name, &QLineEdit::textEdited, q, [this] { isNameSeen = true; });
    connect(name, &QLineEdit::textChanged, q, changed);
    connect(base, &QLineEdit::textChanged, q, changed);
    connect(customer, &QLineEdit::textChanged, q, changed);
    connect(user, &QLineEdit::textChanged, q, changed);
    connect(production, &QCheckBox::toggled, q, changed);
    connect(timeout, &QDoubleSpinBox::valueChanged, q, changed);
    connect(auth, &AuthBox::edited, q, changed);
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

TransportFormPtr EndpointForm::Private::currentForm() const
{
    const ServicePtr found = services.services().find(service->currentData().toByteArray());
    if (!found)
        return nullptr;
    const auto made = TransportForm::of(found, transport->currentData().toByteArray());
    return made ? *made : nullptr;
}

void EndpointForm::Private::chooseTransports()
{
    transport->clear();
    if (const ServicePtr found = services.services().find(service->currentData().toByteArray())) {
        for (const Transport &one : found->transports())
            transport->addItem(one.title, one.id);
    }
    transport->setEnabled(transport->count() > 1);
    form = currentForm();
}

// What depends on the transport.
void EndpointForm::Private::showTransport(const Endpoint &endpoint)
{
    if (!form)
        return;
    base->setPlaceholderText(form->transport().base);
    useDefault->setEnabled(!form->transport().base.isEmpty());
    auth->setEndpoint(form, endpoint);
    showOptions(endpoint);
    orderTabs(nullptr, q->layout());
}

void EndpointForm::Private::showOptions(const Endpoint &endpoint)
{
    options.clear();
    if (optionBox) {
        optionBox->hide();
        optionBox->deleteLater();
    }
    optionBox = new QWidget(q);
    auto *rows = makeForm(optionBox);
    for (std::size_t i = 0; i < form->options().size(); ++i) {
        const OptionForm &option = form->options()[i];
        auto *edit = new QLineEdit(optionBox);
        edit->setObjectName(u"endpointOption%1"_s.arg(i));
        edit->setAccessibleName(option.title);
        const auto set = std::ranges::find(endpoint.options, option.header, &NamedValue::name);
        if (set != endpoint.options.end())
            edit->setText(QString::fromUtf8(set->value));
        auto *help = new FieldNote(u"endpointOptionHelp%1"_s.arg(i), optionBox);
        const QString header = tr("Header %1.").arg(QString::fromUtf8(option.header));
        help->say(FieldNote::Kind::Help, (option.help + u' ' + header).trimmed());
        addField(rows, option.title, edit, help);
        options.push_back(edit);
        connect(edit, &QLineEdit::textChanged, q, [this] { change(); });
    }
    optionPlace->addWidget(optionBox);
    optionPlace->addWidget(optionNote);
    optionBox->setVisible(!options.empty());
}

void EndpointForm::Private::change()
{
    if (quiet)
        return;
    judge();
    emit q->edited();
}

void EndpointForm::Private::tellFindings(const Endpoint &endpoint)
{
    const auto judge = services.judge(endpoint.service);
    if (!judge || !form) {
        findings->clear();
        return;
    }
    QStringList sentences;
    Severity worst = Severity::NotJudged;
    for (const Finding &finding : endpointFindings(*judge, *form, endpoint, auth->keys(endpoint))) {
        if (finding.severity == Severity::NotJudged)
            continue;
        sentences << finding.sentence;
        worst = std::max(worst, finding.severity);
    }
    findings->say(kindOf(worst), sentences.join(u'\n'));
}

// Letters of other scripts can look like familiar ones: the host as it goes over the wire tells.
void EndpointForm::Private::tellOtherLetters(const Endpoint &endpoint)
{
    const auto isOther = [](QChar c) { return c.unicode() > 0x7F; };
    const Result<QByteArray> sent = usableBase(endpoint.base);
    if (sent && baseNote->text().isEmpty() && std::ranges::any_of(endpoint.base, isOther))
        baseNote->say(FieldNote::Kind::Warning,
            tr("It holds letters other than ASCII, which may only look familiar. Events go to %1.")
                .arg(QString::fromLatin1(*sent)));
}

void EndpointForm::Private::judge()
{
    if (!form)
        return;
    const Endpoint endpoint = q->endpoint();
    auto faults = endpointFaults(endpoint, *form);
    if (!faults.contains(EndpointField::Name) && isTaken(endpoint.name, endpoint.id))
        faults[EndpointField::Name] = tr("Another endpoint is called so; choose another name.");
    if (!isNameSeen && endpoint.name.isEmpty())
        faults.erase(EndpointField::Name);
    const auto say = [&faults](FieldNote *note, EndpointField field) {
        const auto fault = faults.find(field);
        note->say(FieldNote::Kind::Fault, fault == faults.end() ? QString() : fault->second);
    };
    say(nameNote, EndpointField::Name);
    say(baseNote, EndpointField::Base);
    tellOtherLetters(endpoint);
    say(optionNote, EndpointField::Options);
    say(headerNote, EndpointField::Headers);
    say(userNote, EndpointField::UserPointer);
    if (userNote->text().isEmpty())
        userNote->say(FieldNote::Kind::Help,
            tr("Where events name the user, as a JSON pointer: for services that let each customer set it. Empty: as "
               "the service's definition says."));
    auth->tell(endpoint, faults[EndpointField::Auth], faults[EndpointField::Keys]);
    tellFindings(endpoint);
}

std::vector<std::pair<FieldNote *, QWidget *>> EndpointForm::Private::notes() const
{
    std::vector<std::pair<FieldNote *, QWidget *>> notes{{nameNote, name}, {baseNote, base}};
    for (auto *note : auth->findChildren<FieldNote *>())
        notes.emplace_back(note, note->parentWidget());
    notes.emplace_back(optionNote, options.empty() ? nullptr : options.front());
    notes.emplace_back(headerNote, headers);
    notes.emplace_back(userNote, user);
    return notes;
}

EndpointForm::EndpointForm(const ServiceSet &services, const Secrets &secrets,
    std::function<bool(const QString &, EndpointId)> isTaken, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, services, secrets, std::move(isTaken)))
{
    setObjectName(u"endpointForm"_s);
    d->nameParts();
    d->layOut();
    d->connectParts();
    d->chooseTransports();
}

EndpointForm::~EndpointForm() = default;

void EndpointForm::setEndpoint(const Endpoint &endpoint)
{
    d->quiet = true;
    d->shown = endpoint;
    d->isNameSeen = endpoint.id != 0;
    d->name->setText(endpoint.name);
    d->service->setCurrentIndex(d->service->findData(endpoint.service));
    d->chooseTransports();
    d->transport->setCurrentIndex(d->transport->findData(endpoint.transport));
    d->form = d->currentForm();
    d->base->setText(endpoint.base);
    d->production->setChecked(endpoint.production);
    d->headers->setHeaders(endpoint.headers);
    d->timeout->setValue(endpoint.timeoutMs / msPerSecond);
    d->customer->setText(QString::fromUtf8(endpoint.customer));
    d->user->setText(QString::fromUtf8(endpoint.userPointer));
    d->showTransport(endpoint);
    d->quiet = false;
    d->judge();
}

Endpoint EndpointForm::endpoint() const
{
    Endpoint endpoint;
    endpoint.id = d->shown.id;
    endpoint.name = d->name->text().trimmed();
    endpoint.service = d->service->currentData().toByteArray();
    endpoint.transport = d->transport->currentData().toByteArray();
    endpoint.base = d->base->text().trimmed();
    if (endpoint.base.isEmpty() && d->form)
        endpoint.base = d->form->transport().base;
    d->auth->read(endpoint);
    for (std::size_t i = 0; i < d->options.size(); ++i) {
        const QByteArray value = d->options[i]->text().trimmed().toUtf8();
        if (!value.isEmpty())
            endpoint.options.push_back({d->form->options()[i].header, value});
    }
    endpoint.headers = d->headers->headers();
    // What the field cannot show to the millisecond stays as it is.
    const bool isTouched = std::abs(d->timeout->value() * msPerSecond - d->shown.timeoutMs) > msPerSecond / 20 + 1;
    endpoint.timeoutMs = isTouched ? qRound(d->timeout->value() * msPerSecond) : d->shown.timeoutMs;
    endpoint.customer = d->customer->text().trimmed().toUtf8();
    endpoint.userPointer = d->user->text().trimmed().toUtf8();
    endpoint.production = d->production->isChecked();
    return endpoint;
}

std::map<int, QByteArray> EndpointForm::typedKeys() const
{
    return d->auth->typed();
}

void EndpointForm::forgetTypedKeys()
{
    d->quiet = true;
    d->auth->forgetTyped();
    d->quiet = false;
    d->judge();
}

QString EndpointForm::firstFault()
{
    if (!d->form)
        return tr("There is no definition of this endpoint's service and transport; choose another service.");
    d->isNameSeen = true;
    d->judge();
    for (const auto &[note, field] : d->notes()) {
        if (note->kind() != FieldNote::Kind::Fault || note->text().isEmpty())
            continue;
        if (field)
            field->setFocus(Qt::OtherFocusReason);
        return note->text();
    }
    return {};
}

void EndpointForm::showNameFault(const QString &sentence)
{
    d->nameNote->say(FieldNote::Kind::Fault, sentence);
    focusName();
}

void EndpointForm::focusName()
{
    d->name->setFocus(Qt::OtherFocusReason);
    d->name->selectAll();
}

Endpoint newEndpoint(const TransportForm &form)
{
    Endpoint endpoint;
    endpoint.service = form.service()->id();
    endpoint.transport = form.transport().id;
    endpoint.auth = form.defaultAuth();
    endpoint.secrets.resize(static_cast<std::size_t>(form.keyParts(endpoint.auth).size()), SecretSource());
    return endpoint;
}

}
