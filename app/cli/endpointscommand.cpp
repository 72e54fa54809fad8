// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commands.h"
#include "cli/endpointoptions.h"
#include "delivery/request.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "store/endpoints.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addEndpointsOptions(CommandLine &line)
{
    line.addPositional(u"action"_s, tr("add NAME, list or remove NAME."), u"ACTION [NAME]"_s);
    addTargetOptions(line);
    line.add(u"auth"_s, tr("Which of the transport's forms of auth, from 1; may be repeated. none for none of them."),
        tr("N"));
    line.add(u"header"_s, tr("A further header; ${VAR} in it stands for an environment variable."), tr("NAME: VALUE"));
    line.add(u"option"_s, tr("A header that the transport lets you set."), tr("NAME: VALUE"));
    line.add(u"timeout"_s, tr("Seconds without any progress after which a request is given up (30)."), tr("S"));
    line.add(u"customer"_s, tr("The customer identifier that the key is bound to."), tr("C"));
    line.add(u"user-pointer"_s, tr("The JSON pointer of the user, where events name one."), tr("P"));
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
    return endpoint;
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
    return failure(
        Error::Kind::BadInput, tr("endpoints takes add NAME, list or remove NAME. See eventscope endpoints --help."));
}

}

int runEndpoints(const QStringList &arguments, Console &console)
{
    CommandLine line(u"endpoints"_s,
        tr("Adds, lists and removes the places that events are sent to. Keys are never kept: an endpoint names the "
           "environment variables that hold them."),
        console);
    addEndpointsOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    if (const Result<void> done = performOnEndpoints(line, console); !done)
        return console.fail(done.error());
    return console.finish(exitCode::Good);
}

}
