// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commands.h"
#include "cli/endpointoptions.h"
#include "cli/endpointtransfer.h"
#include "delivery/endpointroute.h"
#include "delivery/keyring.h"
#include "delivery/request.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "store/endpoints.h"

#include <QFileInfo>

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addEndpointsOptions(CommandLine &line)
{
    line.addPositional(
        u"action"_s, tr("add NAME, list, remove NAME, export FILE or import FILE."), u"ACTION [NAME|FILE]"_s);
    addTargetOptions(line);
    line.add(u"auth"_s, tr("Which of the transport's forms of auth, from 1; may be repeated. none for none of them."),
        tr("N"));
    line.add(u"header"_s, tr("A further header; ${VAR} in it stands for an environment variable."), tr("NAME: VALUE"));
    line.add(u"option"_s, tr("A header that the transport lets you set."), tr("NAME: VALUE"));
    line.add(u"timeout"_s, tr("Seconds without any progress after which a request is given up (30)."), tr("S"));
    line.add(u"customer"_s, tr("The customer identifier that the key is bound to."), tr("C"));
    line.add(u"user-pointer"_s, tr("The JSON pointer of the user, where events name one."), tr("P"));
    line.add(u"rate"_s, tr("Events a second at most; without it as the service's definition says."), tr("N"));
    line.add(u"concurrency"_s, tr("Requests on their way at once, 1 to 16 (1)."), tr("N"));
    line.addFlag(u"resume-unknown"_s, tr("Tries an unknown outcome again where a dedup key protects."));
    line.add(u"proxy"_s, tr("How it is reached: none, system, or the host and port of an HTTP proxy (none)."), tr("P"));
    line.add(u"authorities"_s, tr("A PEM file with authorities that are trusted beside the system's."), tr("FILE"));
    line.add(u"certificate"_s, tr("A PEM file with the client's certificate."), tr("FILE"));
    line.add(u"certificate-key"_s, tr("A PEM file with its key; without it, it is in the certificate's."), tr("FILE"));
    line.addFlag(u"production"_s, tr("Sending there takes its name a second time."));
    line.addFlag(u"json"_s, tr("Print one JSON object."));
}

// Counted from 1 for people.
Result<std::vector<int>> authOf(const CommandLine &line, const TransportForm &form)
{
    if (!line.has(u"auth"_s))
        return form.defaultAuth();
    std::vector<int> auth;
    for (const QString &text : line.values(u"auth"_s)) {
        if (text == u"none"_s)
            continue;
        bool ok = false;
        const int place = text.toInt(&ok);
        if (!ok || place < 1 || static_cast<std::size_t>(place) > form.auth().size()) {
            QStringList forms;
            for (const AuthForm &one : form.auth())
                forms.append(u"%1 (%2)"_s.arg(forms.size() + 1).arg(one.title));
            return failure(
                Error::Kind::BadInput, tr("--auth takes none or one of %1, not '%2'.").arg(forms.join(u", "_s), text));
        }
        auth.push_back(place - 1);
    }
    return auth;
}

Result<std::vector<NamedValue>> headersOf(const CommandLine &line, const QString &option)
{
    std::vector<NamedValue> headers;
    for (const QString &text : line.values(option)) {
        const qsizetype colon = text.indexOf(u':');
        if (colon < 1) {
            // The text is not shown: it may be a key.
            return failure(Error::Kind::BadInput,
                tr("--%1 takes a name, a colon and a value, such as 'X-Team: metrics'.").arg(option));
        }
        headers.push_back({text.first(colon).trimmed().toUtf8(), text.sliced(colon + 1).trimmed().toUtf8()});
    }
    return headers;
}

Result<int> timeoutOf(const CommandLine &line)
{
    if (!line.has(u"timeout"_s))
        return Endpoint().timeoutMs;
    bool ok = false;
    const double seconds = line.value(u"timeout"_s).toDouble(&ok);
    if (!ok || !(seconds >= 0.1 && seconds <= 3600)) {
        return failure(Error::Kind::BadInput,
            tr("--timeout takes seconds from 0.1 to 3600, not '%1'.").arg(line.value(u"timeout"_s)));
    }
    return static_cast<int>(std::lround(seconds * 1000));
}

Result<void> readPace(const CommandLine &line, Endpoint &endpoint)
{
    bool ok = true;
    if (line.has(u"rate"_s))
        endpoint.perSecond = line.value(u"rate"_s).toDouble(&ok);
    if (!ok)
        return failure(Error::Kind::BadInput, tr("--rate takes events a second, not '%1'.").arg(line.value(u"rate"_s)));
    if (line.has(u"concurrency"_s))
        endpoint.concurrency = line.value(u"concurrency"_s).toInt(&ok);
    if (!ok)
        return failure(Error::Kind::BadInput,
            tr("--concurrency takes a number from 1 to 16, not '%1'.").arg(line.value(u"concurrency"_s)));
    endpoint.resumeUnknown = line.has(u"resume-unknown"_s);
    return {};
}

Result<void> readRoute(const CommandLine &line, Endpoint &endpoint)
{
    const QString proxy = line.value(u"proxy"_s);
    if (proxy == u"system"_s) {
        endpoint.proxy.kind = ProxySetting::Kind::System;
    } else if (line.has(u"proxy"_s) && proxy != u"none"_s) {
        const Result<ProxySetting> given = proxyFrom(proxy);
        if (!given)
            return failure(given.error());
        endpoint.proxy = *given;
    }
    const auto pathOf = [&line](const QString &option) {
        return line.has(option) ? QFileInfo(line.value(option)).absoluteFilePath() : QString();
    };
    endpoint.authorities = pathOf(u"authorities"_s);
    endpoint.certificate = pathOf(u"certificate"_s);
    endpoint.certificateKey = pathOf(u"certificate-key"_s);
    if (const QString fault = routeFault(routeOf(endpoint)); !fault.isEmpty())
        return failure(Error::Kind::BadInput, fault);
    const Result<QSslConfiguration> tls = tlsOf(routeOf(endpoint));
    return tls ? Result<void>() : failure(tls.error());
}

Result<Endpoint> endpointOf(const CommandLine &line, const QString &name, const TransportForm &form)
{
    Endpoint endpoint;
    endpoint.name = name;
    endpoint.service = form.service()->id();
    endpoint.transport = form.transport().id;
    endpoint.base = line.value(u"url"_s);
    endpoint.customer = line.value(u"customer"_s).toUtf8();
    endpoint.userPointer = line.value(u"user-pointer"_s).toUtf8();
    endpoint.production = line.has(u"production"_s);
    auto auth = authOf(line, form);
    if (!auth)
        return failure(auth.error());
    endpoint.auth = std::move(*auth);
    auto secrets = secretSources(line, form, endpoint.auth);
    if (!secrets)
        return failure(secrets.error());
    endpoint.secrets = std::move(*secrets);
    auto options = headersOf(line, u"option"_s);
    if (!options)
        return failure(options.error());
    endpoint.options = std::move(*options);
    auto headers = headersOf(line, u"header"_s);
    if (!headers)
        return failure(headers.error());
    endpoint.headers = std::move(*headers);
    const auto timeout = timeoutOf(line);
    if (!timeout)
        return failure(timeout.error());
    endpoint.timeoutMs = *timeout;
    if (const auto pace = readPace(line, endpoint); !pace)
        return failure(pace.error());
    if (const auto route = readRoute(line, endpoint); !route)
        return failure(route.error());
    return endpoint;
}

QString proxyWord(const ProxySetting &proxy)
{
    if (proxy.kind == ProxySetting::Kind::Given)
        return proxyText(proxy);
    return proxy.kind == ProxySetting::Kind::System ? u"system"_s : u"none"_s;
}

QByteArray jsonOf(const Endpoint &endpoint)
{
    const auto headers = [](const std::vector<NamedValue> &values) {
        JsonLine object;
        for (const NamedValue &one : values)
            object.text(one.name.constData(), one.value);
        return object.json();
    };
    JsonLine auth(JsonLine::Kind::Array);
    for (const int place : endpoint.auth)
        auth.number("", place + 1);
    JsonLine keys(JsonLine::Kind::Array);
    for (const SecretSource &source : endpoint.secrets) {
        if (source.kind == SecretSource::Kind::Environment)
            keys.text("", source.variable);
        else
            keys.raw("", "null");
    }
    return JsonLine()
        .text("name", endpoint.name)
        .text("service", endpoint.service)
        .text("transport", endpoint.transport)
        .text("url", endpoint.base)
        .raw("auth", auth.json())
        .raw("keyEnv", keys.json())
        .raw("options", headers(endpoint.options))
        .raw("headers", headers(endpoint.headers))
        .seconds("timeout", endpoint.timeoutMs / 1000.0)
        .text("customer", endpoint.customer)
        .text("userPointer", endpoint.userPointer)
        .flag("production", endpoint.production)
        .raw("rate", QByteArray::number(endpoint.perSecond, 'g', 12))
        .number("concurrency", endpoint.concurrency)
        .flag("resumeUnknown", endpoint.resumeUnknown)
        .text("proxy", proxyWord(endpoint.proxy))
        .text("authorities", endpoint.authorities)
        .text("certificate", endpoint.certificate)
        .text("certificateKey", endpoint.certificateKey)
        .json();
}

Result<void> add(const CommandLine &line, const QString &name, Console &console)
{
    const ServiceSet services = line.services(console);
    const auto form = formOf(line, services.services());
    if (!form)
        return failure(form.error());
    if (!line.has(u"url"_s)) {
        return failure(Error::Kind::BadInput,
            tr("Name the base URL with --url; the service's own is %1.").arg((*form)->transport().base));
    }
    const auto endpoint = endpointOf(line, name, **form);
    if (!endpoint)
        return failure(endpoint.error());
    if (const auto checked = checkEndpoint(*endpoint, **form); !checked)
        return failure(checked.error());
    const auto store = line.openToWrite();
    if (!store)
        return failure(store.error());
    const auto saved = await((*store)->endpoints().save(*endpoint));
    if (!saved)
        return failure(saved.error());
    console.printLine(line.has(u"json"_s) ? jsonOf(*endpoint) : printable(tr("Added %1.").arg(name)).toUtf8());
    return {};
}

Result<void> listEndpoints(const CommandLine &line, Console &console)
{
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    const auto endpoints = await((*store)->endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    if (line.has(u"json"_s)) {
        JsonLine all(JsonLine::Kind::Array);
        for (const Endpoint &endpoint : *endpoints)
            all.raw("", jsonOf(endpoint));
        console.printLine(JsonLine().raw("endpoints", all.json()).json());
        return {};
    }
    for (const Endpoint &endpoint : *endpoints) {
        const QString use = QString::fromUtf8(endpoint.service + '/' + endpoint.transport);
        const QString mark = endpoint.production ? u"  "_s + tr("production") : QString();
        console.printLine(printable(u"%1  %2  %3%4"_s.arg(endpoint.name, use, endpoint.base, mark)));
    }
    return {};
}

Result<void> remove(const CommandLine &line, const QString &name, Console &console)
{
    const auto store = line.openToWrite();
    if (!store)
        return failure(store.error());
    const auto endpoints = await((*store)->endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    const auto endpoint = endpointNamed(*endpoints, name);
    if (!endpoint)
        return failure(endpoint.error());
    if (const auto removed = await((*store)->endpoints().remove(endpoint->id)); !removed)
        return failure(removed.error());
    // Nothing brings it back from here.
    if (const QStringList entries = keyringEntries(*endpoint); !entries.isEmpty()) {
        Keyring keyring;
        Secrets secrets({}, &keyring);
        if (const auto discarded = await(secrets.discard(entries)); !discarded)
            console.note(tr("Its key is still in the keyring. %1").arg(discarded.error().message));
    }
    console.printLine(line.has(u"json"_s) ? JsonLine().text("removed", endpoint->name).json()
                                          : printable(tr("Removed %1.").arg(endpoint->name)).toUtf8());
    return {};
}

Result<void> performOnEndpoints(const CommandLine &line, Console &console)
{
    const QStringList words = line.positional();
    const QString action = words.value(0);
    if (action == u"list"_s && words.size() == 1)
        return listEndpoints(line, console);
    if (action == u"add"_s && words.size() == 2)
        return add(line, words[1], console);
    if (action == u"remove"_s && words.size() == 2)
        return remove(line, words[1], console);
    if (action == u"export"_s && words.size() == 2)
        return exportEndpoints(line, words[1], console);
    if (action == u"import"_s && words.size() == 2)
        return importEndpoints(line, words[1], console);
    return failure(Error::Kind::BadInput, tr("endpoints takes add NAME, list, remove NAME, export FILE or import FILE. "
                                             "See eventscope endpoints --help."));
}

}

int runEndpoints(const QStringList &arguments, Console &console)
{
    CommandLine line(u"endpoints"_s,
        tr("Adds, lists and removes the places that events are sent to, and hands them to others as a file. Keys are "
           "never "
           "kept: an endpoint names the environment variables that hold them."),
        console);
    addEndpointsOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    if (const Result<void> done = performOnEndpoints(line, console); !done)
        return console.fail(done.error());
    return console.finish(exitCode::Good);
}

}
