// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/secrets_p.h"

#include "delivery/deliverytext.h"
#include "delivery/headertext.h"
#include "event/utf8.h"
#include "service/redactor.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QByteArray maskedKey(const QByteArray &key, const Service &service)
{
    if (key.isEmpty() || isFingerprint(viewOf(key)))
        return key;
    return fingerprint(viewOf(key), service.redactor().keys().prefixOf(viewOf(key)));
}

std::optional<QByteArray> processVariable(const QString &variable)
{
    const QByteArray name = variable.toLocal8Bit();
    return qEnvironmentVariableIsSet(name.constData()) ? std::optional(qgetenv(name.constData())) : std::nullopt;
}

}

Keys Keys::masked(const Service &service) const
{
    Keys result = *this;
    result.isMasked = true;
    for (QByteArray &part : result.parts)
        part = maskedKey(part, service);
    for (NamedValue &variable : result.variables)
        variable.value = maskedKey(variable.value, service);
    return result;
}

QString keyFault(QByteArrayView key)
{
    if (key.contains('\n') || key.contains('\r'))
        return DeliveryText::tr("It holds a line break; give it as one line without an end.");
    if (isHeaderValue(key))
        return {};
    if (std::any_of(key.begin(), key.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }))
        return DeliveryText::tr("It holds a control character, which no header can carry.");
    if (!key.isEmpty() && (key.front() == ' ' || key.back() == ' '))
        return DeliveryText::tr("It begins or ends with a space, which a header would lose.");
    return DeliveryText::tr("It holds a character other than ASCII, which no header can carry safely.");
}

bool isVariableName(QStringView name)
{
    const auto isLetter = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_'; };
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    return !name.isEmpty() && isLetter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](QChar c) { return isLetter(c) || isDigit(c); });
}

Result<QStringList> variablesIn(const QByteArray &headerValue)
{
    QStringList names;
    for (qsizetype at = headerValue.indexOf("${"); at >= 0; at = headerValue.indexOf("${", at + 2)) {
        const qsizetype end = headerValue.indexOf('}', at);
        const QString name = end < 0 ? QString() : QString::fromLatin1(headerValue.mid(at + 2, end - at - 2));
        if (!isVariableName(name))
            return failure(Error::Kind::BadInput,
                DeliveryText::tr("\"${\" must be followed by the name of an environment variable and \"}\"."));
        if (!names.contains(name))
            names.append(name);
    }
    return names;
}

Secrets::Secrets(Environment environment, Keyring *keyring)
    : d(std::make_shared<Private>())
{
    d->owner = this;
    d->environment = environment ? std::move(environment) : Environment(processVariable);
    d->keyring = keyring;
}

Secrets::~Secrets()
{
    const std::scoped_lock lock(d->guard);
    d->owner = nullptr;
}

void Secrets::enter(EndpointId endpoint, int part, const QByteArray &value)
{
    const std::scoped_lock lock(d->guard);
    d->entered[{endpoint, part}] = value;
    d->tellChange();
}

void Secrets::forget(EndpointId endpoint)
{
    const std::scoped_lock lock(d->guard);
    std::erase_if(d->entered, [&](const auto &entry) { return entry.first.first == endpoint; });
}

bool Secrets::isEntered(EndpointId endpoint, int part) const
{
    const std::scoped_lock lock(d->guard);
    return d->isEntered(endpoint, part);
}

std::vector<int> Secrets::missingParts(const Endpoint &endpoint) const
{
    const std::scoped_lock lock(d->guard);
    std::vector<int> missing;
    for (std::size_t i = 0; i < endpoint.secrets.size(); ++i) {
        const SecretSource &source = endpoint.secrets[i];
        const auto part = static_cast<int>(i);
        const bool isAsked = source.kind == SecretSource::Kind::Session || source.kind == SecretSource::Kind::Keyring;
        const bool isRead = source.kind == SecretSource::Kind::Keyring && !d->read(source.variable).isEmpty();
        if (isAsked && !isRead && !d->isEntered(endpoint.id, part))
            missing.push_back(part);
    }
    return missing;
}

Result<QByteArray> Secrets::Private::fromEnvironment(const QString &variable) const
{
    if (!isVariableName(variable))
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("The name given for an environment variable is none: it has letters, digits and '_'. Name "
                             "the variable that holds the key, not the key itself."));
    const std::optional<QByteArray> value = environment(variable);
    if (!value)
        return failure(Error::Kind::NotFound,
            DeliveryText::tr("The environment variable %1 is not set. Set it to the key and start Eventscope again.")
                .arg(variable));
    if (value->isEmpty())
        return failure(Error::Kind::NotFound,
            DeliveryText::tr("The environment variable %1 is empty. Set it to the key and start Eventscope again.")
                .arg(variable));
    if (const QString fault = keyFault(*value); !fault.isEmpty())
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("The value of the environment variable %1 cannot be used. %2").arg(variable, fault));
    return *value;
}

namespace {

QString placeOfPart(const Endpoint &endpoint, int part)
{
    return endpoint.secrets.size() > 1 ? DeliveryText::tr("Part %1 of the key").arg(part + 1)
                                       : DeliveryText::tr("The key");
}

Result<QByteArray> usablePart(const Endpoint &endpoint, int part, const QByteArray &key)
{
    const QString fault = keyFault(key);
    if (fault.isEmpty())
        return key;
    return failure(Error::Kind::BadInput,
        DeliveryText::tr("%1 for \"%2\" cannot be used. %3").arg(placeOfPart(endpoint, part), endpoint.name, fault));
}

}

Result<QByteArray> Secrets::Private::enteredPart(const Endpoint &endpoint, int part) const
{
    if (!isEntered(endpoint.id, part))
        return failure(Error::Kind::NotFound,
            DeliveryText::tr("%1 for \"%2\" is not entered in this run. Enter it, or name an environment variable.")
                .arg(placeOfPart(endpoint, part), endpoint.name));
    return usablePart(endpoint, part, entered.at({endpoint.id, part}));
}

// What was entered in its stead counts for this run.
Result<QByteArray> Secrets::Private::keyringPart(const Endpoint &endpoint, int part) const
{
    if (isEntered(endpoint.id, part))
        return enteredPart(endpoint, part);
    const QString place = placeOfPart(endpoint, part);
    const QString &entry = endpoint.secrets[static_cast<std::size_t>(part)].variable;
    if (entry.isEmpty())
        return failure(Error::Kind::NotFound,
            DeliveryText::tr("%1 for \"%2\" is not in the keyring yet. Enter it at the endpoint.")
                .arg(place, endpoint.name));
    const auto found = entries.find(entry);
    if (found != entries.end() && !found->second.value.isEmpty())
        return usablePart(endpoint, part, found->second.value);
    if (found != entries.end() && !found->second.fault.isEmpty())
        return failure(Error::Kind::NotFound,
            DeliveryText::tr("%1 for \"%2\" could not be read. %3").arg(place, endpoint.name, found->second.fault));
    return failure(Error::Kind::NotFound,
        DeliveryText::tr("%1 for \"%2\" was not read from the keyring yet. If the keyring asks, unlock it.")
            .arg(place, endpoint.name));
}

Result<QByteArray> Secrets::Private::part(const Endpoint &endpoint, int part) const
{
    const SecretSource &source = endpoint.secrets[static_cast<std::size_t>(part)];
    switch (source.kind) {
    case SecretSource::Kind::None:
        return QByteArray();
    case SecretSource::Kind::Environment:
        return fromEnvironment(source.variable);
    case SecretSource::Kind::Session:
        return enteredPart(endpoint, part);
    case SecretSource::Kind::Keyring:
        return keyringPart(endpoint, part);
    }
    Q_UNREACHABLE();
}

Result<Keys> Secrets::Private::keysFor(const Endpoint &endpoint) const
{
    Keys keys;
    for (std::size_t i = 0; i < endpoint.secrets.size(); ++i) {
        Result<QByteArray> value = part(endpoint, static_cast<int>(i));
        if (!value)
            return failure(value.error());
        keys.parts.push_back(std::move(*value));
    }
    for (const NamedValue &header : endpoint.headers) {
        const Result<QStringList> names = variablesIn(header.value);
        if (!names)
            return failure(names.error());
        for (const QString &name : *names) {
            const QByteArray variable = name.toLatin1();
            const bool known = std::any_of(keys.variables.begin(), keys.variables.end(),
                [&](const NamedValue &one) { return one.name == variable; });
            if (known)
                continue;
            Result<QByteArray> value = fromEnvironment(name);
            if (!value)
                return failure(value.error());
            keys.variables.push_back({variable, std::move(*value)});
        }
    }
    return keys;
}

Result<Keys> Secrets::keysFor(const Endpoint &endpoint) const
{
    const std::scoped_lock lock(d->guard);
    return d->keysFor(endpoint);
}

QStringList keyringEntries(const Endpoint &endpoint)
{
    QStringList entries;
    for (const SecretSource &source : endpoint.secrets) {
        if (source.kind == SecretSource::Kind::Keyring && !source.variable.isEmpty())
            entries.append(source.variable);
    }
    return entries;
}

}
