// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/authbox.h"

#include "endpoints/formrow.h"
#include "endpoints/keyedit.h"
#include "event/utf8.h"
#include "views/keytext.h"

#include <QBoxLayout>
#include <QCheckBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString choiceText(const AuthForm &form)
{
    if (form.kind == AuthForm::Kind::Member)
        return AuthBox::tr("%1 · in the event, at %2").arg(form.title, QString::fromUtf8(form.member.text()));
    if (form.kind == AuthForm::Kind::Basic)
        return AuthBox::tr("%1 · as user and password").arg(form.title);
    return AuthBox::tr("%1 · header %2").arg(form.title, QString::fromUtf8(form.header));
}

}

AuthBox::AuthBox(const Secrets &secrets, QWidget *parent)
    : QWidget(parent)
    , m_secrets(secrets)
    , m_fault(new FieldNote(u"endpointAuthFault"_s, this))
    , m_keyring(this,
          [this](const Result<void> &available) {
              m_keyringFault = available ? QString() : available.error().message;
              for (KeyEdit *part : m_parts) {
                  if (part->source().kind == SecretSource::Kind::Keyring)
                      tellKept(*part);
              }
          })
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    m_column->addWidget(m_fault);
}

void AuthBox::setEndpoint(const TransportFormPtr &form, const Endpoint &endpoint)
{
    m_form = form;
    m_endpoint = endpoint.id;
    m_choices.clear();
    delete m_choiceBox;
    m_choiceBox = new QWidget(this);
    auto *rows = makeForm(m_choiceBox);
    for (std::size_t i = 0; i < form->auth().size(); ++i) {
        const AuthForm &auth = form->auth()[i];
        auto *choice = new QCheckBox(choiceText(auth), m_choiceBox);
        choice->setObjectName(u"endpointAuth%1"_s.arg(i));
        choice->setChecked(std::ranges::find(endpoint.auth, static_cast<int>(i)) != endpoint.auth.end());
        auto *help = new FieldNote(u"endpointAuthHelp%1"_s.arg(i), m_choiceBox);
        help->say(FieldNote::Kind::Help, auth.help);
        addField(rows, i == 0 ? tr("Sent as") : QString(), choice, help);
        m_choices.push_back(choice);
        connect(choice, &QCheckBox::toggled, this, [this] { changeParts(); });
    }
    m_column->insertWidget(0, m_choiceBox);
    showParts(endpoint.secrets);
}

// Of the forms that are chosen now. What was typed stays, as far as there is a part for it.
void AuthBox::changeParts()
{
    const std::map<int, QByteArray> before = typed();
    std::vector<SecretSource> sources;
    for (const KeyEdit *part : m_parts)
        sources.push_back(part->source());
    const auto count = static_cast<std::size_t>(m_form->keyParts(chosen()).size());
    sources.resize(std::max(count, sources.size()), {SecretSource::Kind::Session, {}});
    showParts(sources);
    for (const auto &[part, value] : before) {
        if (static_cast<std::size_t>(part) < m_parts.size())
            m_parts[static_cast<std::size_t>(part)]->setTyped(value);
    }
    emit edited();
}

void AuthBox::showParts(const std::vector<SecretSource> &sources)
{
    m_parts.clear();
    delete m_partBox;    // at once: no key goes into an editor that nobody reads, no fault is told of one
    m_partBox = new QWidget(this);
    auto *rows = makeForm(m_partBox);
    const QStringList titles = m_form->keyParts(chosen());
    for (int part = 0; part < titles.size(); ++part) {
        auto *edit = new KeyEdit(part, titles.at(part), m_partBox);
        const bool isKnown = static_cast<std::size_t>(part) < sources.size();
        edit->setSource(isKnown ? sources[static_cast<std::size_t>(part)] : SecretSource());
        edit->setEntered(m_secrets.isEntered(m_endpoint, part));
        addField(rows, titles.at(part), edit, nullptr);
        m_parts.push_back(edit);
        connect(edit, &KeyEdit::edited, this, &AuthBox::edited);
    }
    m_column->addWidget(m_partBox);
    m_partBox->setVisible(!titles.isEmpty());
}

std::vector<int> AuthBox::chosen() const
{
    std::vector<int> chosen;
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        if (m_choices[i]->isChecked())
            chosen.push_back(static_cast<int>(i));
    }
    return chosen;
}

void AuthBox::read(Endpoint &endpoint) const
{
    endpoint.auth = chosen();
    endpoint.secrets.clear();
    for (const KeyEdit *part : m_parts)
        endpoint.secrets.push_back(part->source());
}

std::map<int, QByteArray> AuthBox::typed() const
{
    std::map<int, QByteArray> typed;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (const QByteArray value = m_parts[i]->typed(); !value.isEmpty())
            typed[static_cast<int>(i)] = value;
    }
    return typed;
}

void AuthBox::nameEntries(const QString &endpoint)
{
    for (KeyEdit *part : m_parts)
        part->nameEntry(endpoint);
}

void AuthBox::forgetTyped()
{
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        m_parts[i]->forgetTyped();
        m_parts[i]->setEntered(m_secrets.isEntered(m_endpoint, static_cast<int>(i)));
    }
}

Result<QByteArray> AuthBox::masked(const Endpoint &endpoint, int part) const
{
    const auto place = static_cast<std::size_t>(part);
    Keys keys;
    if (const QByteArray typed = m_parts[place]->typed(); !typed.isEmpty()) {
        if (const QString fault = keyFault(typed); !fault.isEmpty())
            return failure(Error::Kind::BadInput, fault);
        keys.parts = {typed};
        return keys.masked(*m_form->service()).parts.front();
    }
    // Of all parts this one alone, so that another one's absence does not matter.
    Endpoint alone = endpoint;
    alone.headers.clear();
    for (std::size_t i = 0; i < alone.secrets.size(); ++i) {
        if (i != place)
            alone.secrets[i] = {};
    }
    const Result<Keys> found = m_secrets.keysFor(alone);
    if (!found)
        return failure(found.error());
    const std::vector<QByteArray> parts = found->masked(*m_form->service()).parts;
    return place < parts.size() ? parts[place] : QByteArray();
}

std::optional<Keys> AuthBox::keys(const Endpoint &endpoint) const
{
    Keys keys;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Result<QByteArray> part = masked(endpoint, static_cast<int>(i));
        if (!part)
            return std::nullopt;
        keys.parts.push_back(*part);
    }
    keys.isMasked = true;
    return keys;
}

void AuthBox::tellPart(const Endpoint &endpoint, int part)
{
    const auto place = static_cast<std::size_t>(part);
    FieldNote *note = m_parts[place]->note();
    const SecretSource source = m_parts[place]->source();
    if (source.kind == SecretSource::Kind::None) {
        note->say(FieldNote::Kind::Help, tr("No key goes out."));
        return;
    }
    if (source.kind == SecretSource::Kind::Environment && source.variable.isEmpty()) {
        note->say(FieldNote::Kind::Help, tr("The name of the variable that holds the key, as EVENTS_KEY."));
        return;
    }
    const Result<QByteArray> shown = masked(endpoint, part);
    if (source.kind == SecretSource::Kind::Keyring && (!shown || m_keyringFault.value_or(QString()) != QString())) {
        tellKept(*m_parts[place]);
        return;
    }
    if (!shown && source.kind == SecretSource::Kind::Session && m_parts[place]->typed().isEmpty()) {
        note->say(FieldNote::Kind::Help, tr("Asked for when it is needed first, held in memory, and never written."));
        return;
    }
    if (!shown) {
        note->say(FieldNote::Kind::Warning, shown.error().message);
        return;
    }
    const QString title = keyKindTitle(*m_form->service(), m_form->service()->keyKind(viewOf(*shown)));
    const QString mask = QString::fromUtf8(*shown);
    note->say(FieldNote::Kind::Good, title.isEmpty() ? mask : tr("%1 · %2").arg(mask, title));
}

// Of a part in the keyring: what is to be known of that.
void AuthBox::tellKept(KeyEdit &edit)
{
    if (!m_keyringFault)
        askForKeyring();
    if (const QString fault = keyFault(edit.typed()); !fault.isEmpty()) {
        edit.note()->say(FieldNote::Kind::Warning, fault);
        return;
    }
    if (m_keyringFault && !m_keyringFault->isEmpty()) {
        edit.note()->say(
            FieldNote::Kind::Warning, tr("%1 Until then it is held in memory until you quit.").arg(*m_keyringFault));
        return;
    }
    const bool isNone = edit.source().variable.isEmpty() && edit.typed().isEmpty();
    edit.note()->say(FieldNote::Kind::Help,
        isNone ? tr("Enter the key: it is kept in the system's keyring, and read when something is sent.")
               : tr("In the system's keyring; it is read when something is sent."));
}

void AuthBox::askForKeyring()
{
    if (!m_keyring.isRunning())
        m_keyring.follow(m_secrets.isKeyringAvailable());
}

void AuthBox::tell(const Endpoint &endpoint, const QString &authFault, const QString &keyFault)
{
    m_fault->say(FieldNote::Kind::Fault, authFault);
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        tellPart(endpoint, static_cast<int>(i));
    // The fault is of a variable's name: at the first that is none.
    if (keyFault.isEmpty())
        return;
    for (const KeyEdit *part : m_parts) {
        const SecretSource source = part->source();
        if (source.kind != SecretSource::Kind::Environment)
            continue;
        if (!isVariableName(source.variable) ||
            !m_form->service()->keyKind(viewOf(source.variable.toUtf8())).isEmpty()) {
            part->note()->say(FieldNote::Kind::Fault, keyFault);
            return;
        }
    }
}

}
