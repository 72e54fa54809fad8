// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"
#include "service/services.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace eventscope::test {

inline Services builtInServices()
{
    return Services::load(QDir(QStringLiteral("/nonexistent"))).services;
}

inline QByteArray bytesAt(const QJsonObject &json, const char *member)
{
    return json[QLatin1String(member)].toString().toUtf8();
}

// `[["name", "value"]]`.
inline std::vector<NamedValue> pairsOf(const QJsonValue &list)
{
    std::vector<NamedValue> pairs;
    for (const QJsonValue &one : list.toArray())
        pairs.push_back({one[0].toString().toUtf8(), one[1].toString().toUtf8()});
    return pairs;
}

// `["Name: value"]`.
inline std::vector<NamedValue> headersOf(const QJsonValue &list)
{
    std::vector<NamedValue> headers;
    for (const QJsonValue &one : list.toArray()) {
        const QByteArray line = one.toString().toUtf8();
        const qsizetype colon = line.indexOf(": ");
        headers.push_back({line.left(colon), line.mid(colon + 2)});
    }
    return headers;
}

// An entry of tests/data/requests/*.json; see README.md there.
struct RequestCase {
    QString name;
    Endpoint endpoint;
    Keys keys;
    std::vector<OutgoingEvent> events;
    Request request;
    Request masked;
};

inline Request requestOf(const QJsonObject &json, Request request)
{
    if (json.contains(QLatin1String("method")))
        request.method = bytesAt(json, "method");
    if (json.contains(QLatin1String("url")))
        request.url = bytesAt(json, "url");
    if (json.contains(QLatin1String("headers")))
        request.headers = headersOf(json[QLatin1String("headers")]);
    if (json.contains(QLatin1String("body")))
        request.body = bytesAt(json, "body");
    for (const QJsonValue &left : json[QLatin1String("left")].toArray())
        request.left.push_back(JsonPointer::parse(left.toString().toStdString()).value());
    return request;
}

inline RequestCase requestCaseOf(const QByteArray &service, const QJsonObject &json)
{
    RequestCase one;
    one.name = QString::fromUtf8(service) + u' ' + json[QLatin1String("case")].toString();
    one.endpoint.name = QStringLiteral("test");
    one.endpoint.service = service;
    one.endpoint.transport = bytesAt(json, "transport");
    one.endpoint.base = json[QLatin1String("base")].toString();
    for (const QJsonValue &form : json[QLatin1String("auth")].toArray())
        one.endpoint.auth.push_back(form.toInt());
    one.endpoint.options = pairsOf(json[QLatin1String("options")]);
    one.endpoint.headers = pairsOf(json[QLatin1String("headers")]);
    for (const QJsonValue &key : json[QLatin1String("keys")].toArray())
        one.keys.parts.push_back(key.toString().toUtf8());
    one.keys.variables = pairsOf(json[QLatin1String("variables")]);
    for (const QJsonValue &event : json[QLatin1String("events")].toArray())
        one.events.push_back({event.toString().toUtf8(), bytesAt(json, "envelope")});
    one.request = requestOf(json[QLatin1String("request")].toObject(), {});
    one.request.events = static_cast<qint64>(one.events.size());
    one.masked = requestOf(json[QLatin1String("masked")].toObject(), one.request);
    return one;
}

// Every case of tests/data/requests.
inline std::vector<RequestCase> requestCases()
{
    std::vector<RequestCase> cases;
    const QDir folder(QStringLiteral(EVENTSCOPE_TEST_DATA "/requests"));
    for (const QFileInfo &info : folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files)) {
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QJsonValue &one : QJsonDocument::fromJson(file.readAll()).array())
            cases.push_back(requestCaseOf(info.completeBaseName().toUtf8(), one.toObject()));
    }
    return cases;
}

// A new endpoint of a transport, at the service's own address.
inline Endpoint endpointOf(const TransportForm &form)
{
    Endpoint endpoint;
    endpoint.name = QStringLiteral("test");
    endpoint.service = form.service()->id();
    endpoint.transport = form.transport().id;
    endpoint.base = form.transport().base;
    endpoint.auth = form.defaultAuth();
    return endpoint;
}

// A request as text, for messages.
inline QByteArray shown(const Request &request)
{
    QByteArray text = request.method + ' ' + request.url + '\n';
    for (const NamedValue &header : request.headers)
        text += header.name + ": " + header.value + '\n';
    text += '\n' + request.body + "\n(" + QByteArray::number(request.events) + " events)";
    for (const JsonPointer &left : request.left)
        text += "\nleft: " + left.text();
    return text;
}

}
