// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "plan/coverage.h"
#include "plan/drift.h"
#include "plan/inference.h"
#include "plan/planjudge.h"
#include "service/services.h"
#include "testmain.h"

#include <QDir>
#include <QTest>

#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros start = 1'772'323'200'000'000;    // 2026-03-01T00:00:00Z

const Services &services()
{
    static const Services all = Services::load(QDir(u"/nowhere"_s)).services;
    return all;
}

void add(Profile &profile, const QByteArray &text, Micros time = start)
{
    JsonTape tape;
    if (!tape.read(viewOf(text)))
        qFatal("no JSON: %s", text.constData());
    const Detection found = services().detect(tape.root());
    const QByteArray name = found.service ? found.service->identify(tape.root(), {}, found.shape).name : "plain";
    profile.add(tape, found.service.get(), found.shape, name, time);
}

QByteArray eventText(const QByteArray &name, const QByteArray &properties)
{
    return R"({"euid":1,"event_name":")" + name + R"(","itime":1,"properties":{)" + properties + "}}";
}

// So many events of that name with those properties.
void addMany(Profile &profile, int count, const QByteArray &name, const QByteArray &properties)
{
    for (int i = 0; i < count; ++i)
        add(profile, eventText(name, properties), start + i);
}

const PropertyProfile &propertyOf(const Profile &profile, const QByteArray &event, const QByteArray &name)
{
    return profile.events().at(event).properties.at(name);
}

Plan loaded(const QByteArray &text)
{
    auto plan = Plan::load(text, u"plan.json"_s);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message));
    return *plan;
}

// Random events whose properties are of any type and form.
class Events {
public:
    explicit Events(unsigned seed)
        : m_random(seed)
    {}

    QByteArray next()
    {
        const QByteArray name = "event." + QByteArray::number(below(4));
        switch (below(3)) {
        case 0:
            return eventText(name, members(6));
        case 1:
            return R"({"tenant_id":"t","event_name":")" + name + R"(","numeric_props":{)" + members(4) +
                   R"(},"string_props":{)" + members(4) + "}}";
        default:
            return R"({"event_name":")" + name + R"(","customer_identifier":"c",)" + members(5, false) + '}';
        }
    }

private:
    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }

    QByteArray members(int most, bool mayBeEmpty = true)
    {
        QByteArrayList list;
        const int count = mayBeEmpty ? below(most + 1) : 1 + below(most);
        for (int i = 0; i < count; ++i)
            list << (below(20) == 0 ? R"("p\u0030":)" : R"("p)" + QByteArray::number(below(5)) + R"(":)") + value();
        return list.join(',');
    }

    QByteArray value()
    {
        static const QByteArrayList values{"null", "true", "false", "0", "-0.0", "5.0", "1.5", "1e400", "-1e-400", "12",
            "123456789012345678901234567890", R"("")", R"("a")", R"("\u0061")", R"("b")", R"("2026-03-01")",
            R"("2026-03-01T00:00:00Z")", R"("a@example.org")", R"("\ud800")", R"("https://example.org/")", "[]",
            R"([1,"x"])", "{}", R"({"a":1})", R"("127.0.0.1")", R"("0f8fad5b-d9cb-469f-a165-70867728950e")"};
        return below(40) == 0 ? '"' + QByteArray(300, 'x') + '"' : values.at(below(static_cast<int>(values.size())));
    }

    std::mt19937 m_random;
};

}

class TestProfile : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void countsProperties();
    void keepsWithinBounds();
    void percents_data();
    void percents();
    void typeMixes();
    void mergesAsIfOne();
    void infers();
    void inferenceOptions();
    void everyEventIsValidUnderItsInference();
    void covers();
    void drifts_data();
    void drifts();
};

void TestProfile::countsProperties()
{
    Profile profile;
    add(profile, eventText("a", R"("n":5,"s":"x","n":1.50)"), start + 5);
    add(profile, eventText("a", R"("n":-2,"s":"größe\u00e9","o":{})"), start);
    add(profile, eventText("a", R"("n":3.0,"s":null)"), start + 9);
    add(profile, eventText("b", ""), start);
    add(profile, R"({"euid":1,"itime":1,"properties":{}})");
    add(profile, R"({"unknown":true})");
    QCOMPARE(profile.count(), 6);
    QCOMPARE(profile.others(), 1);
    QCOMPARE(profile.services(), std::set<QByteArray>{"engagelab"});
    QCOMPARE(profile.events().size(), 3u);
    const EventProfile &a = profile.events().at("a");
    QCOMPARE(a.count, 3);
    QCOMPARE(a.first, start);
    QCOMPARE(a.last, start + 9);
    const PropertyProfile &n = propertyOf(profile, "a", "n");
    QCOMPARE(n.present, 3);
    QCOMPARE(n.counts[PropertyProfile::Integer], 2);
    QCOMPARE(n.counts[PropertyProfile::Number], 1);
    QCOMPARE(n.minimum, "-2");
    QCOMPARE(n.maximum, "3.0");
    const PropertyProfile &s = propertyOf(profile, "a", "s");
    QCOMPARE(s.shortest, 1u);
    QCOMPARE(s.longest, 6u);
    QCOMPARE(s.values, (std::map<QByteArray, qint64>{{R"("x")", 1}, {R"("größe\u00e9")", 1}, {"null", 1}}));
    QCOMPARE(propertyOf(profile, "a", "o").present, 1);
    QVERIFY(propertyOf(profile, "a", "o").examples.empty());
    QCOMPARE(propertyOf(profile, "plain", "unknown").counts[PropertyProfile::Boolean], 1);

    Profile spread;
    add(spread, R"({"tenant_id":"t","event_name":"e","string_props":{"x":"a"},"numeric_props":{"x":1,"y":2}})");
    QCOMPARE(propertyOf(spread, "e", "x").present, 1);
    QCOMPARE(propertyOf(spread, "e", "x").counts[PropertyProfile::Integer], 1);
    QCOMPARE(propertyOf(spread, "e", "y").present, 1);
}

void TestProfile::keepsWithinBounds()
{
    Profile profile;
    QByteArrayList members;
    for (int i = 0; i < 3000; ++i)
        members << R"("p)" + QByteArray::number(i) + R"(":1)";
    add(profile, eventText("wide", members.join(',')));
    QCOMPARE(profile.events().at("wide").properties.size(), EventProfile::mostProperties);
    QCOMPARE(profile.events().at("wide").otherProperties, 1000);
    QVERIFY(!inferSchema(profile.events().at("wide")).contains("additionalProperties"));
    for (int i = 0; i < 100; ++i)
        add(profile, eventText("many", R"("id":"x)" + QByteArray::number(i) + '"'));
    QVERIFY(propertyOf(profile, "many", "id").manyValues);
    QVERIFY(propertyOf(profile, "many", "id").values.empty());
    QCOMPARE(propertyOf(profile, "many", "id").examples.size(), 3u);
    add(profile, eventText("long", '"' + QByteArray(5000, 'k') + R"(":1,"n":)" + QByteArray(5000, '9') + R"(,"s":")" +
                                       QByteArray(5000, 's') + '"'));
    const EventProfile &longer = profile.events().at("long");
    QCOMPARE(longer.otherProperties, 1);
    QVERIFY(longer.properties.at("n").minimum.isEmpty() && longer.properties.at("n").manyValues);
    QVERIFY(longer.properties.at("s").manyValues && longer.properties.at("s").examples.empty());
    for (int i = 0; i < 5100; ++i)
        add(profile, eventText("name" + QByteArray::number(i), {}));
    QCOMPARE(profile.events().size(), Profile::mostNames);
    QCOMPARE(profile.others(), 103);
    add(profile, eventText("many", {}));
    QCOMPARE(profile.events().at("many").count, 101);
}

void TestProfile::percents_data()
{
    QTest::addColumn<qint64>("part");
    QTest::addColumn<qint64>("whole");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 part, qint64 whole, const QString &text) {
        QTest::addRow("%lld of %lld", static_cast<long long>(part), static_cast<long long>(whole))
            << part << whole << text;
    };
    row(0, 0, u"0 %"_s);
    row(0, 7, u"0 %"_s);
    row(1, 1'000'000, u"< 1 %"_s);
    row(1, 100, u"1 %"_s);
    row(1, 2, u"50 %"_s);
    row(2, 3, u"67 %"_s);
    row(99, 100, u"99 %"_s);
    row(999, 1000, u"> 99 %"_s);
    row(7, 7, u"100 %"_s);
}

void TestProfile::percents()
{
    QFETCH(qint64, part);
    QFETCH(qint64, whole);
    QTEST(percentText(part, whole), "text");
}

void TestProfile::typeMixes()
{
    Profile profile;
    addMany(profile, 84, "a", R"("x":1)");
    addMany(profile, 16, "a", R"("x":"1")");
    QCOMPARE(typeMix(propertyOf(profile, "a", "x")), u"84 % integer, 16 % string"_s);
    QCOMPARE(typeMix({}), QString());
}

void TestProfile::mergesAsIfOne()
{
    for (unsigned seed = 1; seed < 20; ++seed) {
        Events events(seed);
        Profile whole;
        Profile left;
        Profile right;
        for (int i = 0; i < 60; ++i) {
            const QByteArray text = events.next();
            add(whole, text, start + i);
            add(i < 25 ? left : right, text, start + i);
        }
        left.merge(right);
        QCOMPARE(left.count(), whole.count());
        QCOMPARE(left.services(), whole.services());
        QCOMPARE(left.events().size(), whole.events().size());
        QCOMPARE(inferPlan(left).text(), inferPlan(whole).text());
        QVERIFY(driftBetween(left, whole).empty());
        for (const auto &[name, one] : whole.events()) {
            QCOMPARE(left.events().at(name).first, one.first);
            QCOMPARE(left.events().at(name).last, one.last);
        }
    }
}

void TestProfile::infers()
{
    Profile profile;
    addMany(profile, 20, "call", R"("n":1,"kind":"a","id":"0f8fad5b-d9cb-469f-a165-70867728950e","at":"2026-03-01")");
    addMany(profile, 20, "call", R"("n":2.5,"kind":"b","id":"free","at":"2026-03-02")");
    const Plan plan = inferPlan(profile, {.title = u"March"_s});
    QCOMPARE(plan.text(), R"({
  "format": 1,
  "title": "March",
  "service": "engagelab",
  "events": {
    "call": {
      "schema": {
        "type": "object",
        "properties": {
          "at": {
            "type": "string",
            "enum": ["2026-03-01", "2026-03-02"],
            "x-share": 1
          },
          "id": {
            "type": "string",
            "enum": ["0f8fad5b-d9cb-469f-a165-70867728950e", "free"],
            "x-share": 1
          },
          "kind": {
            "type": "string",
            "enum": ["a", "b"],
            "x-share": 1
          },
          "n": {
            "type": "number",
            "x-share": 1,
            "x-types": "50 % integer, 50 % number",
            "examples": [1, 2.5]
          }
        },
        "required": ["at", "id", "kind", "n"],
        "additionalProperties": false
      }
    }
  }
}
)");
}

void TestProfile::inferenceOptions()
{
    Profile profile;
    addMany(profile, 97, "call", R"("n":-1,"at":"2026-03-01","often":1)");
    addMany(profile, 3, "call", R"("n":"x","at":"2026-03-02")");
    const auto schema = [&](const InferenceOptions &options) {
        const Plan plan = inferPlan(profile, options);
        return plan.event("call")->schema.simplified();
    };
    QVERIFY(schema({.mostEnum = 0}).contains(R"("at": { "type": "string", "format": "date")"));
    QVERIFY(inferPlan(profile, {.mostEnum = 0}).assertsFormats());
    QVERIFY(!schema({.mostEnum = 0, .formats = false}).contains("format"));
    QVERIFY(schema({}).contains(R"("n": { "type": ["integer", "string"])"));
    QVERIFY(schema({.rareType = 0.05}).contains(R"("n": { "type": "integer")"));
    QVERIFY(schema({.ranges = true}).contains(R"("minimum": -1, "maximum": -1)"));
    QVERIFY(schema({}).contains(R"("required": ["at", "n"])"));
    QVERIFY(schema({}).contains(R"("often": { "type": "integer", "x-share": 0.97)"));
    QVERIFY(schema({.required = 0.9}).contains(R"("required": ["at", "n", "often"])"));
    QVERIFY(!schema({.others = true}).contains("additionalProperties"));
}

void TestProfile::everyEventIsValidUnderItsInference()
{
    for (unsigned seed = 1; seed < 60; ++seed) {
        Events events(seed);
        Profile profile;
        QByteArrayList texts;
        for (int i = 0; i < static_cast<int>(seed) * 3; ++i) {
            texts << events.next();
            add(profile, texts.last());
        }
        InferenceOptions options;
        options.enumSeen = seed % 3;
        options.ranges = seed % 2 == 0;
        const Plan plan = inferPlan(profile, options).withService({});
        QCOMPARE(plan.events().size(), profile.events().size());
        const auto judge = PlanJudge::compile(plan, u"plan.json"_s);
        QVERIFY_RESULT(judge);
        for (const QByteArray &text : texts) {
            JsonTape tape;
            QVERIFY(tape.read(viewOf(text)));
            const Detection found = services().detect(tape.root());
            const QByteArray name = found.service->identify(tape.root(), {}, found.shape).name;
            const Judgement judged = (*judge)->judge(tape, *found.service, found.shape, name);
            QVERIFY2(judged.verdict == Verdict::Valid, text.constData());
            QVERIFY(judged.findings.empty());
        }
    }
}

void TestProfile::covers()
{
    const Plan plan = loaded(R"({"format":1,"events":{
        "later":{"status":"planned"}, "gone":{}, "old":{"status":"deprecated"},
        "call":{"schema":{"properties":{"n":{"type":"integer"},"m":{"type":"number"},"never":{}},"required":["m"]}}}})");
    Profile profile;
    addMany(profile, 3, "call", R"("n":1,"m":2,"extra":true)");
    addMany(profile, 1, "call", R"("n":"x")");
    addMany(profile, 2, "Calls", "");
    addMany(profile, 5, "strange", R"("x":1)");
    addMany(profile, 1, "old", "");
    const Coverage coverage = coverageOf(plan, profile);
    QCOMPARE(coverage.count, 12);
    QCOMPARE(coverage.plannedSeen, 2);
    QCOMPARE(coverage.plannedUnseen, 1);
    QCOMPARE(coverage.unplannedSeen, 2);
    QByteArrayList names;
    for (const EventCoverage &event : coverage.events)
        names << event.name + (event.planned ? "+" : "-") + QByteArray::number(event.seen) + event.nearly;
    QCOMPARE(names, (QByteArrayList{"later+0", "gone+0", "old+1", "call+4", "strange-5", "Calls-2call"}));
    QVERIFY(!coverage.events[1].first);
    QCOMPARE(coverage.events[3].first, start);
    QCOMPARE(coverage.events[3].last, start + 2);

    QByteArrayList properties;
    for (const PropertyCoverage &one : coverage.events[3].properties)
        properties << one.name + ' ' + (one.planned ? "planned " : "") + (one.required ? "required " : "") +
                          (one.typesDiffer ? "differs " : "") + QByteArray::number(one.seen) + ' ' +
                          QByteArray::number(one.share) + ' ' + one.types.toUtf8();
    QCOMPARE(properties,
        (QByteArrayList{"n planned differs 4 1 75 % integer, 25 % string", "m planned required 3 0.75 100 % integer",
            "never planned 0 0 ", "extra 3 0.75 100 % boolean"}));
    QCOMPARE(nearlyPlanned(plan, "CALL"), "call");
    QCOMPARE(nearlyPlanned(plan, "call"), "");
    QCOMPARE(coverageOf(Plan(), Profile()).events.size(), 0u);
}

void TestProfile::drifts_data()
{
    QTest::addColumn<QList<std::pair<int, QByteArray>>>("before");    // so many events with those properties
    QTest::addColumn<QList<std::pair<int, QByteArray>>>("after");
    QTest::addColumn<QByteArrayList>("kinds");
    QTest::addColumn<QString>("sentence");    // of the first
    using Events = QList<std::pair<int, QByteArray>>;
    const auto row = [](const char *name, const Events &before, const Events &after, const QByteArrayList &kinds,
                         const QString &sentence = {}) { QTest::newRow(name) << before << after << kinds << sentence; };
    row("the same", {{20, R"("n":1)"}}, {{30, R"("n":2)"}}, {});
    row("new event", {}, {{1, ""}}, {"new-event"}, u"The event `call` is new."_s);
    row("gone event", {{1, ""}}, {}, {"gone-event"}, u"The event `call` does not come any more."_s);
    row("new property", {{10, ""}}, {{9, ""}, {1, R"("n":1)"}}, {"new-property n"},
        u"`n` is new: it is in 10 % of the events."_s);
    row("gone property", {{10, R"("n":1)"}}, {{10, ""}}, {"gone-property n"},
        u"`n` does not come any more; it was in 100 % of the events."_s);
    row("presence", {{10, R"("n":1)"}}, {{9, R"("n":1)"}, {1, ""}}, {"presence n"},
        u"`n` is in 90 % of the events now, and was in 100 % before."_s);
    row("little presence", {{100, R"("n":1)"}}, {{97, R"("n":1)"}, {3, ""}}, {});
    row("few events", {{9, R"("n":1)"}}, {{1, R"("n":1)"}, {9, ""}}, {});
    row("new type", {{100, R"("n":1)"}}, {{84, R"("n":1)"}, {16, R"("n":"1")"}}, {"types n"},
        u"`n` is a string in 16 % of its values now, and was never before."_s);
    row("rare new type", {{100, R"("n":1)"}}, {{999, R"("n":1)"}, {1, R"("n":null)"}}, {"types n"},
        u"`n` is null in < 1 % of its values now, and was never before."_s);
    row("gone type", {{10, R"("n":1)"}, {10, R"("n":"1")"}}, {{20, R"("n":1)"}}, {"types n"},
        u"`n` is never a string now, and was in 50 % of its values before."_s);
    row("moved types", {{10, R"("n":1)"}, {10, R"("n":"1")"}}, {{15, R"("n":1)"}, {5, R"("n":"1")"}}, {"types n"},
        u"`n` is an integer in 75 % of its values now, and was in 50 % before."_s);
    row("new value", {{40, R"("s":"a")"}}, {{30, R"("s":"a")"}, {10, R"("s":"b")"}}, {"new-values s"},
        u"`s` has values that it had never before: \"b\"."_s);
    row("no enumeration before", {{10, R"("s":"a")"}}, {{10, R"("s":"b")"}}, {});
}

void TestProfile::drifts()
{
    using Events = QList<std::pair<int, QByteArray>>;
    QFETCH(Events, before);
    QFETCH(Events, after);
    QFETCH(QByteArrayList, kinds);
    QFETCH(QString, sentence);
    Profile was;
    for (const auto &[count, properties] : before)
        addMany(was, count, "call", properties);
    Profile is;
    for (const auto &[count, properties] : after)
        addMany(is, count, "call", properties);
    const std::vector<Drift> drifts = driftBetween(was, is);
    QByteArrayList found;
    for (const Drift &drift : drifts) {
        QCOMPARE(drift.event, "call");
        found << (driftKindId(drift.kind) + ' ' + drift.property).trimmed();
    }
    QCOMPARE(found, kinds);
    if (!drifts.empty())
        QCOMPARE(drifts.front().sentence, sentence);
}

QTEST_GUILESS_MAIN(TestProfile)

#include "tst_profile.moc"
