// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receiver.h"

#include "delivery/request.h"
#include "delivery/transportform.h"
#include "event/utf8.h"
#include "service/jsontree.h"

#include <QCoreApplication>

#include <algorithm>

namespace eventscope {

namespace {

// In single quotes, as a shell reads it.
QByteArray shellWord(const QByteArray &text)
{
    return '\'' + QByteArray(text).replace('\'', "'\\''") + '\'';
}

// A sample of that shape, the shortest that is whole; null for none.
const Sample *sampleOf(const Service &service, const QByteArray &shape)
{
    const Sample *best = nullptr;
    for (const Sample &sample : service.samples()) {
        JsonTape tape;
        if (sample.shape != shape || !tape.read(viewOf(sample.text)) || !tape.root().isObject())
            continue;
        if (!best || (best->note.isEmpty() < sample.note.isEmpty()) ||
            (best->note.isEmpty() == sample.note.isEmpty() && sample.text.size() < best->text.size()))
            best = &sample;
    }
    return best;
}

// What a key of the first kind that is taken there begins with, the shortest; empty where a definition does not say.
QByteArray keyPrefix(const TransportForm &form, const std::vector<int> &auth)
{
    const nlohmann::ordered_json &definition = form.service()->definition();
    if (auth.empty() || !definition.contains("keys"))
        return {};
    const QByteArrayList &kinds = form.auth()[static_cast<std::size_t>(auth.front())].kinds;
    for (const nlohmann::ordered_json &key : definition.at("keys")) {
        const bool isTaken = !kinds.isEmpty() && key.value("kind", std::string()) == kinds.front().toStdString();
        if (!isTaken || !key.contains("prefix"))
            continue;
        const auto prefixes = key.at("prefix").get<std::vector<std::string>>();
        const auto shortest = std::ranges::min_element(prefixes, {}, &std::string::size);
        return shortest == prefixes.end() ? QByteArray() : QByteArray::fromStdString(*shortest);
    }
    return {};
}

// Of the form that the service's keys have, so that nothing is wrong with what arrives.
Keys placeholderKeys(const TransportForm &form, const std::vector<int> &auth)
{
    Keys keys;
    for (qsizetype part = 0; part < form.keyParts(auth).size(); ++part)
        keys.parts.push_back(part == 0 ? keyPrefix(form, auth) + "YOUR_KEY" : QByteArray("YOUR_SECRET"));
    return keys;
}

QByteArray oneLine(const QByteArray &json)
{
    QByteArray line;
    bool inString = false;
    bool escaped = false;
    for (const char c : json) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
            continue;
        } else {
            inString = c == '"';
        }
        line += c;
    }
    return line;
}

QByteArray curlOf(const TransportFormPtr &form, const QString &base)
{
    const Sample *const sample = sampleOf(*form->service(), form->transport().shape);
    Endpoint endpoint;
    endpoint.base = base;
    endpoint.service = form->service()->id();
    endpoint.transport = form->transport().id;
    endpoint.auth = form->defaultAuth();
    const auto maker = RequestMaker::of(form, endpoint, placeholderKeys(*form, endpoint.auth));
    if (!sample || !maker)
        return {};
    const OutgoingEvent event{oneLine(sample->text), {}};
    const auto request = maker->make(std::span(&event, 1));
    if (!request)
        return {};
    QByteArray line = "curl";
    if (request->method != "POST" || request->body.isEmpty())
        line += " -X " + request->method;
    line += ' ' + shellWord(request->url);
    static const QByteArrayList left{"accept", "accept-encoding", "accept-language", "user-agent"};
    for (const NamedValue &header : request->headers) {
        if (!left.contains(header.name.toLower()))
            line += " -H " + shellWord(header.name + ": " + header.value);
    }
    if (!request->body.isEmpty())
        line += " -d " + shellWord(request->body);
    return line;
}

}

std::vector<WayIn> waysIn(const Services &services, const QString &base)
{
    std::vector<WayIn> ways;
    for (const ServicePtr &service : services.all()) {
        for (const Transport &transport : service->transports()) {
            const auto form = TransportForm::of(service, transport.id);
            if (!form)
                continue;
            const nlohmann::ordered_json &json = service->definition().at("transports").at(transport.id.toStdString());
            WayIn way;
            way.service = service;
            way.transport = transport.id;
            way.title = service->transports().size() == 1
                            ? service->title()
                            : QCoreApplication::translate("Receiver", "%1: %2").arg(service->title(), transport.title);
            way.base = base;
            way.curl = QString::fromUtf8(curlOf(*form, base));
            way.note = QString::fromStdString(json.value("sdk", std::string()));
            ways.push_back(std::move(way));
        }
    }
    return ways;
}

}
