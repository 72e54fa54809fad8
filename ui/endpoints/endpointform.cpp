// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointform_p.h"

#include "delivery/endpointfindings.h"
#include "delivery/outboxorders.h"
#include "delivery/request.h"
#include "endpoints/authbox.h"
#include "endpoints/connectionbox.h"
#include "endpoints/foldsection.h"
#include "endpoints/formrow.h"
#include "endpoints/headertable.h"
#include "endpoints/sendingbox.h"
#include "taborder.h"
#include "views/endpointfaults.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QLocale>
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
    const Service &sent = *form->service();
    sending->setWhyNotResumed(hasDedup(sent, form->transport().shape)
                                  ? QString()
                                  : tr("%1 has no key by which it knows an event that it has already, so an unknown "
                                       "outcome is not tried again by itself.")
                                        .arg(sent.title()));
    showOptions(endpoint);
    orderTabs(nullptr, q->layout());
}

void EndpointForm::Private::showOptions(const Endpoint &endpoint)
{
    options.clear();
    delete optionBox;
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
    if (!isBaseSeen && endpoint.base.isEmpty())
        faults.erase(EndpointField::Base);
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
    tellFolded();
    tellFindings(endpoint);
}

void EndpointForm::Private::tellFolded()
{
    connection->judge();
    const QString patience = tr("%1 s time-out").arg(QLocale().toString(timeout->value(), 'g', 5));
    connectionFold->setSummary(tr("%1, %2").arg(connection->summary(), patience));
    sendingFold->setSummary(sending->summary());
}

std::vector<std::pair<FieldNote *, QWidget *>> EndpointForm::Private::notes() const
{
    std::vector<std::pair<FieldNote *, QWidget *>> notes{{nameNote, name}, {baseNote, base}};
    for (auto *note : auth->findChildren<FieldNote *>())
        notes.emplace_back(note, note->parentWidget());
    notes.emplace_back(optionNote, options.empty() ? nullptr : options.front());
    notes.emplace_back(headerNote, headers);
    notes.emplace_back(userNote, user);
    const auto ofConnection = connection->notes();
    notes.insert(notes.end(), ofConnection.begin(), ofConnection.end());
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
    d->isBaseSeen = d->isNameSeen;
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
    d->connection->setRoute(routeOf(endpoint));
    d->sending->setEndpoint(endpoint);
    d->connectionFold->setOpen(routeOf(endpoint) != EndpointRoute());
    d->sendingFold->setOpen(false);
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
    const EndpointRoute route = d->connection->route();
    endpoint.proxy = route.proxy;
    endpoint.authorities = route.authorities;
    endpoint.certificate = route.certificate;
    endpoint.certificateKey = route.certificateKey;
    d->sending->read(endpoint);
    return endpoint;
}

std::map<int, QByteArray> EndpointForm::typedKeys() const
{
    return d->auth->typed();
}

void EndpointForm::nameKeyringEntries()
{
    d->auth->nameEntries(d->name->text());
}

void EndpointForm::forgetTypedKeys()
{
    d->quiet = true;
    d->auth->forgetTyped();
    d->quiet = false;
    d->judge();
}

void EndpointForm::setSavedAs(EndpointId id)
{
    d->shown.id = id;
    d->auth->setSavedAs(id);
    d->judge();
}

QString EndpointForm::firstFault()
{
    if (!d->form)
        return tr("There is no definition of this endpoint's service and transport; choose another service.");
    d->isNameSeen = true;
    d->isBaseSeen = true;
    d->judge();
    for (const auto &[note, field] : d->notes()) {
        if (note->kind() != FieldNote::Kind::Fault || note->text().isEmpty())
            continue;
        if (d->connection->isAncestorOf(note))
            d->connectionFold->setOpen(true);
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
    // What is required is asked for before the first request, rather than left out of it.
    const auto isRequired = [&form](int place) { return !form.auth()[static_cast<std::size_t>(place)].optional; };
    SecretSource source;
    if (std::ranges::any_of(endpoint.auth, isRequired))
        source.kind = SecretSource::Kind::Session;
    endpoint.secrets.resize(static_cast<std::size_t>(form.keyParts(endpoint.auth).size()), source);
    return endpoint;
}

}
