// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointcheck.h"

#include "delivery/deliverytext.h"
#include "delivery/endpointroute.h"
#include "delivery/headertext.h"
#include "delivery/keyring.h"
#include "event/utf8.h"
#include "service/redactor.h"

#include <algorithm>

namespace eventscope {

namespace {

using Fault = QString;    // empty: none

constexpr int leastTimeoutMs = 100;
constexpr int mostTimeoutMs = 3'600'000;
constexpr double mostPerSecond = 1'000'000;
constexpr int mostRequestsAtOnce = 16;

QString shown(const QByteArray &text)
{
    return stringOf(viewOf(text.left(80)));
}

Fault transportFault(const Endpoint &endpoint, const TransportForm &form)
{
    if (endpoint.service == form.service()->id() && endpoint.transport == form.transport().id)
        return {};
    return DeliveryText::tr("It is for another service or transport than %1, %2.")
        .arg(form.service()->title(), form.transport().title);
}

// The path is ours to add: given twice, nothing would answer.
Fault baseFault(const QByteArray &base, const TransportForm &form)
{
    for (const RequestForm *request : {form.one(), form.many()}) {
        if (request != nullptr && base.endsWith(request->path))
            return DeliveryText::tr("The base URL must not end with %1, which is added to it.")
                .arg(shown(request->path));
    }
    return {};
}

Fault authFault(const Endpoint &endpoint, const TransportForm &form)
{
    QByteArrayList headers;
    for (std::size_t i = 0; i < endpoint.auth.size(); ++i) {
        const int place = endpoint.auth[i];
        if (place < 0 || static_cast<std::size_t>(place) >= form.auth().size())
            return DeliveryText::tr("It uses a form of auth that %1 does not have.").arg(form.transport().title);
        if (std::count(endpoint.auth.begin(), endpoint.auth.end(), place) > 1)
            return DeliveryText::tr("It uses a form of auth twice.");
        const QByteArray header = form.auth()[static_cast<std::size_t>(place)].header.toLower();
        if (!header.isEmpty() && headers.contains(header))
            return DeliveryText::tr("Two of its forms of auth would set the same header; choose one of them.");
        headers.append(header);
    }
    return {};
}

// A name that is none, or looks like a key, is not repeated: the key may have been given in its place.
Fault variableFault(const Endpoint &endpoint, const Service &service)
{
    for (const SecretSource &source : endpoint.secrets) {
        const bool isEntry = source.kind == SecretSource::Kind::Keyring && !source.variable.isEmpty();
        if (isEntry && !Keyring::isEntry(source.variable))
            return DeliveryText::tr("Its key has no entry in the keyring that Eventscope made. Enter the key again.");
        if (source.kind != SecretSource::Kind::Environment)
            continue;
        if (!isVariableName(source.variable) || !service.keyKind(viewOf(source.variable.toUtf8())).isEmpty())
            return DeliveryText::tr("Name the environment variable that holds the key, not the key itself; a name has "
                                    "letters, digits and '_'.");
    }
    return {};
}

bool repeats(const std::vector<NamedValue> &headers, const QByteArray &name)
{
    return std::count_if(
               headers.begin(), headers.end(), [&](const NamedValue &one) { return isSameHeader(one.name, name); }) > 1;
}

Fault optionFault(const Endpoint &endpoint, const TransportForm &form)
{
    for (const NamedValue &option : endpoint.options) {
        const bool known = std::any_of(form.options().begin(), form.options().end(),
            [&](const OptionForm &one) { return isSameHeader(one.header, option.name); });
        if (!known || repeats(endpoint.options, option.name))
            return DeliveryText::tr("%1 has no option \"%2\", or it is set twice.")
                .arg(form.transport().title, shown(option.name));
        if (!isHeaderValue(option.value))
            return DeliveryText::tr("The option \"%1\" holds a line break, or another character that no header can "
                                    "carry.")
                .arg(shown(option.name));
    }
    return {};
}

bool isSetByForm(const QByteArray &name, const Endpoint &endpoint, const TransportForm &form)
{
    const bool auth = std::any_of(endpoint.auth.begin(), endpoint.auth.end(),
        [&](int place) { return isSameHeader(form.auth()[static_cast<std::size_t>(place)].header, name); });
    return auth || std::any_of(form.options().begin(), form.options().end(),
                       [&](const OptionForm &option) { return isSameHeader(option.header, name); });
}

// Whether a key of the service stands behind the name: one of its definition's auth headers.
bool isKeyHeader(const QByteArray &name, const Service &service)
{
    const std::vector<std::string> &names = service.redactor().names();
    return isCredentialHeader(name) || std::any_of(names.begin(), names.end(), [&](const std::string &one) {
        return isSameHeader(QByteArrayView(one.data(), static_cast<qsizetype>(one.size())), name);
    });
}

Fault headerFault(const NamedValue &header, const Endpoint &endpoint, const TransportForm &form)
{
    const Service &service = *form.service();
    if (!isHeaderName(header.name))
        return DeliveryText::tr("\"%1\" is no name of a header.").arg(shown(header.name.left(40)));
    const QString name = shown(header.name);
    if (isOwnHeader(header.name) || isSetByForm(header.name, endpoint, form))
        return DeliveryText::tr("The header %1 is set by Eventscope itself; leave it out.").arg(name);
    if (repeats(endpoint.headers, header.name))
        return DeliveryText::tr("The header %1 is there twice.").arg(name);
    if (!isHeaderValue(header.value))
        return DeliveryText::tr("The header %1 holds a line break, or another character that no header can carry.")
            .arg(name);
    const Result<QStringList> variables = variablesIn(header.value);
    if (!variables)
        return DeliveryText::tr("In the header %1: %2").arg(name, variables.error().message);
    const bool literal = variables->isEmpty() && !header.value.isEmpty() && isKeyHeader(header.name, service);
    if (literal || service.redactor().keys().findMasked(viewOf(header.value), 0))
        return DeliveryText::tr(
            "The header %1 would keep a secret in the store; put it into an environment variable and "
            "write ${NAME} here.")
            .arg(name);
    return {};
}

Fault headersFault(const Endpoint &endpoint, const TransportForm &form)
{
    for (const NamedValue &header : endpoint.headers) {
        if (Fault fault = headerFault(header, endpoint, form); !fault.isEmpty())
            return fault;
    }
    return {};
}

Fault restFault(const Endpoint &endpoint)
{
    if (endpoint.timeoutMs < leastTimeoutMs || endpoint.timeoutMs > mostTimeoutMs)
        return DeliveryText::tr("The time-out must be from 100 ms to 1 h.");
    if (!(endpoint.perSecond >= 0 && endpoint.perSecond <= mostPerSecond))
        return DeliveryText::tr("The rate must be from 0 to 1,000,000 events a second; 0 leaves it to the service.");
    if (endpoint.concurrency < 1 || endpoint.concurrency > mostRequestsAtOnce)
        return DeliveryText::tr("From 1 to 16 requests can be on their way at once.");
    if (!JsonPointer::parse(viewOf(endpoint.userPointer)))
        return DeliveryText::tr("Where events name the user is a JSON pointer, such as /user_id.");
    return {};
}

}

Result<void> checkUse(const Endpoint &endpoint, const TransportForm &form)
{
    const Result<QByteArray> base = usableBase(endpoint.base);
    if (!base)
        return failure(base.error());
    Fault fault = transportFault(endpoint, form);
    if (fault.isEmpty())
        fault = baseFault(*base, form);
    if (fault.isEmpty())
        fault = authFault(endpoint, form);
    if (fault.isEmpty())
        fault = variableFault(endpoint, *form.service());
    if (fault.isEmpty())
        fault = optionFault(endpoint, form);
    if (fault.isEmpty())
        fault = headersFault(endpoint, form);
    if (fault.isEmpty())
        fault = routeFault(routeOf(endpoint));
    if (fault.isEmpty())
        fault = restFault(endpoint);
    if (fault.isEmpty())
        return {};
    return failure(Error::Kind::BadInput, DeliveryText::tr("The endpoint cannot be used: %1").arg(fault));
}

Result<void> checkEndpoint(const Endpoint &endpoint, const TransportForm &form)
{
    const QString name = endpoint.name.trimmed();
    const bool plain = std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint(); });
    if (name.isEmpty() || name.size() > 200 || !plain)
        return failure(
            Error::Kind::BadInput, DeliveryText::tr("An endpoint needs a name of at most 200 characters on one line."));
    return checkUse(endpoint, form);
}

}
