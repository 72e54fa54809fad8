// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in definitions against the tables of tests/data/services.
#include "delivery/reply.h"
#include "servicecases.h"
#include "testmain.h"
#include "validation/seriesjudge.h"

#include <QSet>
#include <QTest>

#include <array>
#include <map>

using namespace eventscope;
using namespace eventscope::test;

Q_DECLARE_METATYPE(ServiceCase)
Q_DECLARE_METATYPE(SeriesCase)
Q_DECLARE_METATYPE(ReplyCase)

namespace {

using JudgePtr = std::shared_ptr<const Judge>;

QString described(const std::vector<Finding> &findings)
{
    QString text;
    for (const Finding &finding : findings)
        text += QStringLiteral("\n  %1 %2 %3: %4")
                    .arg(QString::fromUtf8(finding.rule), QString::fromLatin1(severityId(finding.severity)),
                        QString::fromUtf8(finding.pointer), finding.sentence);
    return text;
}

}

class TestServices : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void events_data();
    void events();
    void requests_data();
    void requests();
    void endpoints_data();
    void endpoints();
    void series_data();
    void series();
    void replies_data();
    void replies();
    void everyRuleIsBrokenAndHeld();
    void everyNumberedRuleIsThere();

private:
    const Judge *judgeOf(const QByteArray &service) const
    {
        const auto it = m_judges.find(service);
        return it == m_judges.end() ? nullptr : it->second.get();
    }
    void checkPlaces(
        const ServiceCase &one, const JsonTape &event, const JsonTape &envelope, const Judgement &judgement);
    void checkFixes(
        const ServiceCase &one, const QByteArray &shape, const JsonTape &envelope, const Judgement &judgement);

    Services m_services;
    ServiceSet m_set;
    std::map<QByteArray, JudgePtr> m_judges;
};

void TestServices::initTestCase()
{
    const auto loaded = Services::load(QDir(QStringLiteral("/nonexistent")));
    for (const Error &fault : loaded.faults)
        QFAIL(qPrintable(fault.message));
    m_services = loaded.services;
    QCOMPARE(m_services.all().size(), std::size_t(5));
    std::vector<Error> faults;
    m_set = ServiceSet::compile(m_services, &faults);
    for (const Error &fault : faults)
        QFAIL(qPrintable(fault.message));
    for (const ServicePtr &service : m_services.all())
        m_judges[service->id()] = m_set.judge(service->id());
}

void TestServices::events_data()
{
    QTest::addColumn<ServiceCase>("one");
    for (const ServiceCase &one : eventCases())
        QTest::newRow(qPrintable(QString::fromUtf8(one.service) + QStringLiteral(" ") + one.name)) << one;
}

void TestServices::events()
{
    QFETCH(ServiceCase, one);
    const Judge *judge = judgeOf(one.service);
    QVERIFY(judge);
    JsonTape event;
    if (!event.read(viewOf(one.text))) {
        const Finding finding = judge->unreadable(viewOf(one.text), event.fault());
        QCOMPARE(toldBy({finding}).rules, one.rules);
        QVERIFY(!finding.sentence.isEmpty());
        if (finding.fix) {
            const QByteArray mended = applied(one.text, finding.fix->edits);
            QVERIFY2(event.read(viewOf(mended)), mended.constData());
        }
        return;
    }
    QByteArray shape = one.shape;
    if (shape.isEmpty()) {
        const Detection detection = m_services.detect(event.root());
        QVERIFY(detection.service);
        QCOMPARE(detection.service->id(), one.service);
        shape = detection.shape;
    }
    JsonTape envelope;
    if (!one.envelope.isEmpty())
        QVERIFY(envelope.read(viewOf(one.envelope)));
    const Judgement judgement = judge->judge(event, &envelope, shape, one.context);
    const Noted told = toldBy(judgement.findings);
    if (told.rules != one.rules || told.notJudged != one.notJudged)
        QFAIL(qPrintable(QStringLiteral("expected %1 and not judged %2, got:%3")
                             .arg(one.rules.join(u' '), one.notJudged.join(u' '), described(judgement.findings))));

    const Judgement verdict = judge->verdict(event, &envelope, shape, one.context);
    QCOMPARE(verdict.verdict, judgement.verdict);
    QCOMPARE(verdict.partly, judgement.partly);
    QCOMPARE(judgement.partly, !one.notJudged.isEmpty());
    checkPlaces(one, event, envelope, judgement);
    checkFixes(one, shape, envelope, judgement);
}

void TestServices::checkPlaces(
    const ServiceCase &one, const JsonTape &event, const JsonTape &envelope, const Judgement &judgement)
{
    quint32 last = 0;
    bool beyondEnvelope = false;
    for (const Finding &finding : judgement.findings) {
        const JsonTape &tape = finding.inEnvelope ? envelope : event;
        const auto pointer = JsonPointer::parse(viewOf(finding.pointer));
        QVERIFY_RESULT(pointer);
        const JsonValue value = pointer->in(tape.root());
        QVERIFY2(value, finding.pointer.constData());
        if (finding.rule != "json") {
            QCOMPARE(finding.offset, value.offset());
            QCOMPARE(finding.length, value.length());
        }
        QVERIFY(!finding.sentence.isEmpty());
        if (!finding.inEnvelope && !beyondEnvelope) {
            beyondEnvelope = true;
            last = 0;
        }
        QVERIFY2(finding.offset >= last, qPrintable(one.name));
        last = finding.offset;
    }
}

// A fix leads to a readable text that no longer has the finding.
void TestServices::checkFixes(
    const ServiceCase &one, const QByteArray &shape, const JsonTape &envelope, const Judgement &judgement)
{
    const auto countOf = [](const std::vector<Finding> &findings, const Finding &like) {
        return std::count_if(findings.begin(), findings.end(),
            [&like](const Finding &finding) { return finding.rule == like.rule && finding.severity == like.severity; });
    };
    for (const Finding &finding : judgement.findings) {
        if (!finding.fix)
            continue;
        QVERIFY(!finding.fix->label.isEmpty());
        const QByteArray mended = applied(one.text, finding.fix->edits);
        JsonTape tape;
        QVERIFY2(tape.read(viewOf(mended)), mended.constData());
        const Judgement after = judgeOf(one.service)->judge(tape, &envelope, shape, one.context);
        QVERIFY2(countOf(after.findings, finding) < countOf(judgement.findings, finding), mended.constData());
    }
}

void TestServices::requests_data()
{
    QTest::addColumn<ServiceCase>("one");
    for (const ServiceCase &one : requestCases())
        QTest::newRow(qPrintable(QString::fromUtf8(one.service) + QStringLiteral(" ") + one.name)) << one;
}

void TestServices::requests()
{
    QFETCH(ServiceCase, one);
    const Judge *judge = judgeOf(one.service);
    QVERIFY(judge);
    JsonTape body;
    if (!body.read(viewOf(one.text))) {
        QCOMPARE(toldBy({judge->unreadable(viewOf(one.text), body.fault())}).rules, one.rules);
        return;
    }
    const Judgement judgement = judge->judgeRequest(body, one.context);
    const Noted told = toldBy(judgement.findings);
    if (told.rules != one.rules || told.notJudged != one.notJudged)
        QFAIL(
            qPrintable(QStringLiteral("expected %1, got:%2").arg(one.rules.join(u' '), described(judgement.findings))));
    for (const Finding &finding : judgement.findings) {
        const JsonValue value = body.root().at(viewOf(finding.pointer));
        QVERIFY(value);
        QCOMPARE(finding.offset, value.offset());
        QCOMPARE(finding.length, value.length());
    }
}

void TestServices::endpoints_data()
{
    QTest::addColumn<ServiceCase>("one");
    for (const ServiceCase &one : endpointCases())
        QTest::newRow(qPrintable(QString::fromUtf8(one.service) + QStringLiteral(" ") + one.name)) << one;
}

void TestServices::endpoints()
{
    QFETCH(ServiceCase, one);
    const Judge *judge = judgeOf(one.service);
    QVERIFY(judge);
    const Judgement judgement = judge->judgeEndpoint(one.context);
    const Noted told = toldBy(judgement.findings);
    if (told.rules != one.rules || told.notJudged != one.notJudged)
        QFAIL(qPrintable(QStringLiteral("expected %1 and not judged %2, got:%3")
                             .arg(one.rules.join(u' '), one.notJudged.join(u' '), described(judgement.findings))));
    const QByteArray text = endpointText(*one.context.endpoint);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    for (const Finding &finding : judgement.findings) {
        const JsonValue value = tape.root().at(viewOf(finding.pointer));
        QVERIFY(value);
        QCOMPARE(finding.offset, value.offset());
        QVERIFY(!finding.sentence.isEmpty());
    }
    QVERIFY(judge->judgeEndpoint({}).findings.empty());
}

void TestServices::series_data()
{
    QTest::addColumn<SeriesCase>("one");
    for (const SeriesCase &one : seriesCases())
        QTest::newRow(qPrintable(QString::fromUtf8(one.service) + QStringLiteral(" ") + one.name)) << one;
}

void TestServices::series()
{
    QFETCH(SeriesCase, one);
    const Judge *judge = judgeOf(one.service);
    QVERIFY(judge);
    SeriesJudge series(m_set);
    SeriesJudge quick(m_set);
    SeriesFacts facts;
    JsonTape tape;
    for (const SeriesCase::Of &event : one.events) {
        QVERIFY2(tape.read(viewOf(event.text)), event.text.constData());
        const Detection detection = m_services.detect(tape.root());
        QVERIFY(detection.service);
        QCOMPARE(detection.service->id(), one.service);
        const Identity identity = detection.service->identify(tape.root(), {}, detection.shape);
        SeriesJudge::facts(*judge, tape, detection.shape, identity, 0, facts);
        const Judgement judgement = series.judge(facts, one.batch ? 1 : 0);
        const Judgement verdict = quick.verdict(facts, one.batch ? 1 : 0);
        QVERIFY(verdict.findings.empty());
        QCOMPARE(verdict.verdict, judgement.verdict);
        QCOMPARE(verdict.rules, judgement.rules);
        if (toldBy(judgement.findings).rules != event.rules)
            QFAIL(qPrintable(QString::fromUtf8(event.text) + QStringLiteral(": ") + described(judgement.findings)));
        QCOMPARE(judgement.rules, event.rules.join(u' ').toUtf8());
        QStringList places;
        for (const Finding &finding : judgement.findings) {
            places << placeText(finding, event.text);
            QCOMPARE(tape.root().at(viewOf(finding.pointer)).offset(), finding.offset);
        }
        if (event.at)
            QCOMPARE(places, *event.at);
    }
}

void TestServices::replies_data()
{
    QTest::addColumn<ReplyCase>("one");
    for (const ReplyCase &one : replyCases())
        QTest::newRow(qPrintable(QString::fromUtf8(one.service) + QStringLiteral(" ") + one.name)) << one;
}

void TestServices::replies()
{
    QFETCH(ReplyCase, one);
    const auto form = TransportForm::of(m_services.find(one.service), one.transport);
    QVERIFY_RESULT(form);
    const ReplyReading reading = readReply(**form, {one.status, {}, one.body, one.body.size()}, one.sent);
    QCOMPARE(toldBy(reading.findings).rules, one.rules);
    QStringList places;
    for (const Finding &finding : reading.findings) {
        QVERIFY(!finding.sentence.isEmpty());
        places << placeText(finding, one.body);
    }
    if (!one.at.isEmpty())
        QCOMPARE(places, one.at);
}

namespace {

// Every rule id that a definition can report.
void collectRules(const QJsonValue &value, QSet<QString> &rules)
{
    if (value.isArray()) {
        for (const QJsonValue &one : value.toArray())
            collectRules(one, rules);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == QLatin1String("x-rule"))
            rules.insert(it.value().toString());
        else if (it.key() != QLatin1String("samples") && it.key() != QLatin1String("examples"))
            collectRules(it.value(), rules);
    }
}

// How often rules were broken by the tables, and by how many of its cases.
struct Broken {
    std::map<QByteArray, QStringList> entries;    // of each case that breaks any, "RULE:severity"
    std::map<QByteArray, int> cases;

    void add(const QByteArray &service, const QStringList &rules)
    {
        ++cases[service];
        entries[service] += rules;
    }
    [[nodiscard]] bool isBroken(const QByteArray &service, const QString &entry) const
    {
        const auto found = entries.find(service);
        return found != entries.end() && found->second.contains(entry);
    }
    // And held by another case.
    [[nodiscard]] bool isBrokenAndHeld(const QByteArray &service, const QString &rule) const
    {
        const auto found = entries.find(service);
        if (found == entries.end())
            return false;
        QSet<QString> severities;
        for (const QString &entry : found->second) {
            if (entry.section(u':', 0, 0) == rule)
                severities.insert(entry);
        }
        qsizetype most = 0;
        for (const QString &entry : severities)
            most = std::max(most, found->second.count(entry));
        return most > 0 && most < cases.at(service);
    }
};

Broken brokenByTables()
{
    Broken broken;
    for (const auto &list : {eventCases(), requestCases(), endpointCases()}) {
        for (const ServiceCase &one : list)
            broken.add(one.service, one.rules);
    }
    for (const SeriesCase &one : seriesCases()) {
        for (const SeriesCase::Of &event : one.events)
            broken.add(one.service, event.rules);
    }
    for (const ReplyCase &one : replyCases())
        broken.add(one.service, one.rules);
    return broken;
}

}

// Each rule of the definitions is broken by one event, request, endpoint or reply of the tables, and held by
// another of the same service.
void TestServices::everyRuleIsBrokenAndHeld()
{
    const Broken broken = brokenByTables();
    QStringList missing;
    for (const ServicePtr &service : m_services.all()) {
        QFile file(QStringLiteral(":/eventscope/services/%1.json").arg(QString::fromUtf8(service->id())));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject definition = QJsonDocument::fromJson(file.readAll()).object();
        QSet<QString> rules;
        collectRules(definition, rules);
        for (const char *list : {"rules", "envelopes"}) {
            for (const QJsonValue &rule : definition[QLatin1String(list)].toArray()) {
                for (const char *member : {"id", "rule"}) {
                    if (const QString id = rule.toObject()[QLatin1String(member)].toString(); !id.isEmpty())
                        rules.insert(id);
                }
            }
        }
        for (const QString &rule : rules) {
            if (!broken.isBrokenAndHeld(service->id(), rule))
                missing << QString::fromUtf8(service->id()) + u' ' + rule;
        }
    }
    missing.sort();
    QVERIFY2(missing.isEmpty(),
        qPrintable(QStringLiteral("no breaking or no holding case: ") + missing.join(QStringLiteral(", "))));
}

// What is known of each service was numbered; each number with each severity that it has is in the tables.
// M19 has no finding of its own: it says what M6 leaves alone.
void TestServices::everyNumberedRuleIsThere()
{
    struct Numbered {
        const char *service;
        char letter;
        int last;
        const char *errors;
        const char *warnings;
        const char *infos;
    };
    constexpr std::array<Numbered, 5> all{{
        {"schematic", 'S', 27, "1 2 3 4 5 6 7 8 9 10 12 13 14 15 16 17 18 19 20", "4 17 21 22 23 27", "11 24 25 26"},
        {"buildless", 'B', 23, "1 2 6 8 9 10 11 12 13 14 16", "3 4 5 7 8 11 15 18 19 20 21 22", "6 17 23"},
        {"eventbunker", 'E', 15, "1 2 3 5 7 11", "4 6 8 9 10 12 14 15", "13"},
        {"engagelab", 'G', 14, "1 2 3 4 5 6 9 10 11 13 14", "1 3 4 5 6 8 12", "7"},
        {"emban", 'M', 20, "1 2 3 5 7 8 14", "1 3 5 6 9 10 11 12 13 15 16 18 20", "4 17"},
    }};
    const Broken broken = brokenByTables();
    QStringList missing;
    for (const Numbered &one : all) {
        QSet<int> numbers;
        if (one.letter == 'M')
            numbers.insert(19);
        const auto need = [&](const char *list, const char *severity) {
            for (const QByteArray &number : QByteArray(list).split(' ')) {
                numbers.insert(number.toInt());
                const QString rule = QLatin1Char(one.letter) + QString::fromLatin1(number);
                if (!broken.isBroken(one.service, rule + u':' + QLatin1String(severity)) ||
                    !broken.isBrokenAndHeld(one.service, rule))
                    missing << rule + u':' + QLatin1String(severity);
            }
        };
        need(one.errors, "error");
        need(one.warnings, "warning");
        need(one.infos, "info");
        QCOMPARE(numbers.size(), one.last);
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u' ')));
    const std::vector<SeriesCase> series = seriesCases();
    QVERIFY(std::any_of(series.begin(), series.end(),
        [](const SeriesCase &one) { return one.name == QLatin1String("an empty id counts as absent"); }));
}

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
