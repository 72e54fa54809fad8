// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/utf8.h"
#include "service/services.h"
#include "validation/judge.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace eventscope::test {

// A line of tests/data/services/*.jsonl, or an entry of requests.json or endpoints.json; see README.md there.
struct ServiceCase {
    QString name;
    QByteArray service;
    QByteArray shape;
    QByteArray text;
    QByteArray envelope;
    JudgeContext context;
    QStringList rules;
    QStringList notJudged;
};

inline QStringList stringsOf(const QJsonValue &list)
{
    QStringList strings;
    for (const QJsonValue &one : list.toArray())
        strings << one.toString();
    strings.sort();
    return strings;
}

inline QByteArray requestText(const QJsonObject &json)
{
    if (json.contains(QLatin1String("text")))
        return json[QLatin1String("text")].toString().toUtf8();
    QByteArray text = json[QLatin1String("before")].toString().toUtf8();
    const QByteArray one = json[QLatin1String("repeat")].toString().toUtf8();
    for (int i = 0; i < json[QLatin1String("count")].toInt(); ++i)
        text += i == 0 ? one : ',' + one;
    return text + json[QLatin1String("after")].toString().toUtf8();
}

inline EndpointFacts endpointOf(const QJsonObject &json)
{
    EndpointFacts facts;
    facts.production = json[QLatin1String("production")].toBool();
    facts.customer = json[QLatin1String("customer")].toString().toUtf8();
    facts.setsKeyInEvents = json[QLatin1String("inEvents")].toBool();
    for (const QJsonValue &form : json[QLatin1String("auth")].toArray())
        facts.auth.push_back(form.toInt());
    for (const QJsonValue &header : json[QLatin1String("headers")].toArray())
        facts.headers.push_back(header.toString().toUtf8());
    if (json.contains(QLatin1String("queued")))
        facts.queued = json[QLatin1String("queued")].toInteger();
    if (json.contains(QLatin1String("parts"))) {
        facts.keyParts.emplace();
        for (const QJsonValue &part : json[QLatin1String("parts")].toArray())
            facts.keyParts->push_back(part.toBool());
    }
    return facts;
}

inline ServiceCase caseOf(const QJsonObject &json)
{
    ServiceCase one;
    one.name = json[QLatin1String("case")].toString();
    one.service = json[QLatin1String("service")].toString().toUtf8();
    one.shape = json[QLatin1String("shape")].toString().toUtf8();
    one.text = requestText(json);
    const QJsonValue envelope = json[QLatin1String("envelope")];
    one.envelope = envelope.isObject() ? QJsonDocument(envelope.toObject()).toJson(QJsonDocument::Compact)
                                       : envelope.toString().toUtf8();
    if (json.contains(QLatin1String("now")))
        one.context.now = parseMoment(json[QLatin1String("now")].toString(), 0);
    if (json.contains(QLatin1String("key")))
        one.context.keyKind = json[QLatin1String("key")].toString().toUtf8();
    if (json.contains(QLatin1String("transport")))
        one.context.transport = json[QLatin1String("transport")].toString().toUtf8();
    if (json.contains(QLatin1String("endpoint")))
        one.context.endpoint = endpointOf(json[QLatin1String("endpoint")].toObject());
    one.rules = stringsOf(json[QLatin1String("rules")]);
    one.notJudged = stringsOf(json[QLatin1String("notJudged")]);
    return one;
}

inline QDir serviceData()
{
    return QDir(QStringLiteral(EVENTSCOPE_TEST_DATA "/services"));
}

// Every case about an event.
inline std::vector<ServiceCase> eventCases()
{
    std::vector<ServiceCase> cases;
    for (const QString &name : serviceData().entryList({QStringLiteral("*.jsonl")}, QDir::Files)) {
        QFile file(serviceData().filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.trimmed().isEmpty())
                cases.push_back(caseOf(QJsonDocument::fromJson(line).object()));
        }
    }
    return cases;
}

// Every case of a file with a list of them.
inline std::vector<ServiceCase> listedCases(const QString &name)
{
    std::vector<ServiceCase> cases;
    QFile file(serviceData().filePath(name));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QJsonValue &one : QJsonDocument::fromJson(file.readAll()).array())
            cases.push_back(caseOf(one.toObject()));
    }
    return cases;
}

// Every case about a request body.
inline std::vector<ServiceCase> requestCases()
{
    return listedCases(QStringLiteral("requests.json"));
}

// Every case about an endpoint.
inline std::vector<ServiceCase> endpointCases()
{
    return listedCases(QStringLiteral("endpoints.json"));
}

// An entry of series.json: events that came one after the other.
struct SeriesCase {
    struct Of {
        QByteArray text;
        QStringList rules;
        std::optional<QStringList> at;    // "pointer offset length line:column" of each finding
    };
    QString name;
    QByteArray service;
    bool batch = false;    // in one request
    std::vector<Of> events;
};

inline SeriesCase seriesCaseOf(const QJsonObject &json)
{
    SeriesCase one;
    one.name = json[QLatin1String("case")].toString();
    one.service = json[QLatin1String("service")].toString().toUtf8();
    one.batch = json[QLatin1String("batch")].toBool();
    const QJsonObject before = json[QLatin1String("before")].toObject();
    const QByteArray repeated = before[QLatin1String("text")].toString().toUtf8();
    for (int i = 0; i < before[QLatin1String("count")].toInt(); ++i)
        one.events.push_back({QByteArray(repeated).replace("%1", QByteArray::number(i)), {}, {}});
    const QJsonArray rules = json[QLatin1String("rules")].toArray();
    const QJsonArray places = json[QLatin1String("at")].toArray();
    qsizetype i = 0;
    for (const QJsonValue &text : json[QLatin1String("events")].toArray()) {
        SeriesCase::Of event{text.toString().toUtf8(), stringsOf(rules[i]), {}};
        if (!places.isEmpty())
            event.at = stringsOf(places[i]);
        one.events.push_back(std::move(event));
        ++i;
    }
    return one;
}

// Every case about events that come after others.
inline std::vector<SeriesCase> seriesCases()
{
    std::vector<SeriesCase> cases;
    QFile file(serviceData().filePath(QStringLiteral("series.json")));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QJsonValue &one : QJsonDocument::fromJson(file.readAll()).array())
            cases.push_back(seriesCaseOf(one.toObject()));
    }
    return cases;
}

// An entry of replies.json.
struct ReplyCase {
    QString name;
    QByteArray service;
    QByteArray transport;
    int status = 0;
    qint64 sent = 0;
    QByteArray body;
    QStringList rules;
    QStringList at;
};

inline std::vector<ReplyCase> replyCases()
{
    std::vector<ReplyCase> cases;
    QFile file(serviceData().filePath(QStringLiteral("replies.json")));
    if (!file.open(QIODevice::ReadOnly))
        return cases;
    for (const QJsonValue &json : QJsonDocument::fromJson(file.readAll()).array()) {
        const auto text = [&json](const char *name) { return json[QLatin1String(name)].toString(); };
        cases.push_back({text("case"), text("service").toUtf8(), text("transport").toUtf8(),
            json[QLatin1String("status")].toInt(), json[QLatin1String("sent")].toInteger(), text("body").toUtf8(),
            stringsOf(json[QLatin1String("rules")]), stringsOf(json[QLatin1String("at")])});
    }
    return cases;
}

// "pointer offset length line:column".
inline QString placeText(const Finding &finding, const QByteArray &text)
{
    const TextPlace place = placeOf(viewOf(text), finding.offset);
    return QStringLiteral("%1 %2 %3 %4:%5")
        .arg(QString::fromUtf8(finding.pointer), QString::number(finding.offset), QString::number(finding.length),
            QString::number(place.line), QString::number(place.column));
}

// Each rule with its severity once, sorted; and each rule that was not judged.
struct Noted {
    QStringList rules;
    QStringList notJudged;
};

inline Noted toldBy(const std::vector<Finding> &findings)
{
    Noted told;
    for (const Finding &finding : findings) {
        const QString rule = QString::fromUtf8(finding.rule);
        QStringList &list = finding.severity == Severity::NotJudged ? told.notJudged : told.rules;
        const QString entry = finding.severity == Severity::NotJudged
                                  ? rule
                                  : rule + u':' + QString::fromLatin1(severityId(finding.severity));
        if (!list.contains(entry))
            list << entry;
    }
    told.rules.sort();
    told.notJudged.sort();
    return told;
}

}
