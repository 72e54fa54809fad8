// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in definitions against the tables of tests/data/services.
#include "servicecases.h"
#include "testmain.h"
#include "validation/seriesjudge.h"

#include <QSet>
#include <QTest>

#include <map>

using namespace eventscope;
using namespace eventscope::test;

Q_DECLARE_METATYPE(ServiceCase)
Q_DECLARE_METATYPE(SeriesCase)

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
    void everyRuleIsBrokenAndHeld();

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
    const Told told = toldBy(judgement.findings);
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
    const Told told = toldBy(judgement.findings);
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
    const Told told = toldBy(judgement.findings);
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
            const TextPlace place = placeOf(viewOf(event.text), finding.offset);
            places << QStringLiteral("%1 %2 %3 %4:%5")
                          .arg(QString::fromUtf8(finding.pointer), QString::number(finding.offset),
                              QString::number(finding.length), QString::number(place.line),
                              QString::number(place.column));
            QCOMPARE(tape.root().at(viewOf(finding.pointer)).offset(), finding.offset);
        }
        if (event.at)
            QCOMPARE(places, *event.at);
    }
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

}

// Each rule of the definitions is broken by one event or request of the tables, and held by another of
// the same service.
void TestServices::everyRuleIsBrokenAndHeld()
{
    std::map<QByteArray, QSet<QString>> broken;
    std::map<QByteArray, std::map<QString, int>> brokenCounts;
    std::map<QByteArray, int> cases;
    auto all = eventCases();
    const auto requests = requestCases();
    all.insert(all.end(), requests.begin(), requests.end());
    const auto endpoints = endpointCases();
    all.insert(all.end(), endpoints.begin(), endpoints.end());
    for (const ServiceCase &one : all) {
        ++cases[one.service];
        QSet<QString> rules;
        for (const QString &entry : one.rules)
            rules.insert(entry.section(u':', 0, 0));
        broken[one.service] += rules;
        for (const QString &rule : rules)
            ++brokenCounts[one.service][rule];
    }
    for (const SeriesCase &one : seriesCases()) {
        for (const SeriesCase::Of &event : one.events) {
            ++cases[one.service];
            for (const QString &entry : event.rules) {
                const QString rule = entry.section(u':', 0, 0);
                broken[one.service] += rule;
                ++brokenCounts[one.service][rule];
            }
        }
    }
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
            const bool held = brokenCounts[service->id()][rule] < cases[service->id()];
            if (!broken[service->id()].contains(rule) || !held)
                missing << QString::fromUtf8(service->id()) + u' ' + rule;
        }
    }
    missing.sort();
    QVERIFY2(missing.isEmpty(),
        qPrintable(QStringLiteral("no breaking or no holding case: ") + missing.join(QStringLiteral(", "))));
}

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
