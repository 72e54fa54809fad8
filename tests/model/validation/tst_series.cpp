// SPDX-License-Identifier: GPL-3.0-or-later
// Rules that look across events: against plain references, their bounds, and what is kept of them.
#include "event/utf8.h"
#include "testmain.h"
#include "validation/seriesjudge.h"
#include "validation/seriesplan.h"
#include "validation/seriestable.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>
#include <set>

using namespace eventscope;

namespace {

QByteArray definition(const QByteArray &rules)
{
    return R"({"format": 1, "id": "test", "title": "Test",
      "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "kind": "/kind"},
                 "other": {"title": "Other", "schema": "#/$defs/event"}},
      "fields": {"name": [{"at": "/name"}], "tenant": [], "user": [], "time": [{"at": "/t", "as": "epoch-s"}],
                 "dedup": {"at": "/id"}},
      "detect": {"event": [{"need": {"/name": "string"}}], "other": [{"need": {"/other": "any"}}]},
      "transports": {"one": {"title": "One", "shape": "event",
                             "one": {"method": "POST", "path": "/", "body": "$event"}}},
      "rules": [)" +
           rules + R"(], "samples": [],
      "$defs": {"event": {"type": "object", "properties": {"size": {"type": "number", "x-rule": "SHARED"}}}}})";
}

Result<ServiceSet> setWith(const QByteArray &rules, const SeverityChanges &severities = {})
{
    const auto service = Service::load(definition(rules), QStringLiteral("test.json"));
    if (!service)
        return failure(service.error());
    std::vector<Error> faults;
    ServiceSet set = ServiceSet::compile(Services::of({*service}), &faults, severities);
    return faults.empty() ? Result<ServiceSet>(set) : failure(faults.front());
}

// One series of events of the service "test".
class Series {
public:
    explicit Series(const ServiceSet &set)
        : m_set(set)
        , m_series(set)
    {}

    Judgement add(const QByteArray &text, qint64 batch = 0, const QByteArray &shape = "event")
    {
        m_text = text;
        if (!m_tape.read(viewOf(m_text)))
            qWarning("no JSON: %s", m_text.constData());
        const auto judge = m_set.judge("test");
        const Identity identity = judge->service().identify(m_tape.root(), {}, shape);
        SeriesJudge::facts(*judge, m_tape, shape, identity, 0, m_facts);
        return m_series.judge(m_facts, batch);
    }
    [[nodiscard]] SeriesJudge &judge() { return m_series; }
    [[nodiscard]] SeriesFacts &facts() { return m_facts; }

private:
    ServiceSet m_set;
    SeriesJudge m_series;
    SeriesFacts m_facts;
    QByteArray m_text;
    JsonTape m_tape;
};

constexpr auto repeatRule = R"({"id":"D","is":"duplicate","severity":"warning","at":"/id","in":["60s"]})";
// In pieces, as moc takes what stands there for a comment.
constexpr auto limitRule = R"({"id":"L","is":"distinct-limit","severity":"info","at":"/tags/)"
                           R"(*","limit":3})";
constexpr auto typeRule = R"({"id":"T","is":"drift","at":"/more","compare":["types"]})";
constexpr auto keyRule =
    R"({"id":"K","is":"drift","severity":"warning","at":"/more","compare":["keys"],"within":"all"})";

}

class TestSeries : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void refusesRules_data();
    void refusesRules();
    void agreesWithPlainReferences();
    void comparesNames();
    void countsOnlyWhatIsAValue();
    void passesOverOtherTypes();
    void appliesWhereItIsToldTo();
    void changesSeverities();
    void listsRules();
    void tellsSharedRulesApart();
    void keepsItsState();
    void refusesOtherStates();
    void tablesAreBounded();
    void seriesIsBounded();
};

void TestSeries::refusesRules_data()
{
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *rule, const char *expected) { QTest::newRow(rule) << QString::fromUtf8(expected); };
    row(R"("is":"duplicate","at":"/id")", "/rules/0");
    row(R"("is":"duplicate","in":["batch"])", "/rules/0");
    row(R"("is":"duplicate","at":"/id","in":["day"])", "/rules/0/in");
    row(R"("is":"duplicate","at":"/id","in":["0s"])", "/rules/0/in");
    row(R"("is":"duplicate","at":"/id","in":["1h","2h"])", "/rules/0/in");
    row(R"("is":"duplicate","at":"/ids/*","in":["batch"])", "/rules/0/at");
    row(R"("is":"duplicate","at":"/id","in":["batch"],"with":["what"])", "/rules/0/with");
    row(R"("is":"drift","at":"/more")", "/rules/0");
    row(R"("is":"drift","at":"/more","compare":["values"])", "/rules/0/compare");
    row(R"("is":"drift","at":"/more","compare":["keys"],"within":"day")", "/rules/0/within");
    row(R"("is":"drift","at":[],"compare":["keys"])", "/rules/0/at");
    row(R"("is":"drift","at":"/more","compare":["types"],"of":["text"])", "/rules/0/of");
    row(R"("is":"drift","at":"/more","compare":["types"],"of":["string","number"])", "/rules/0");
    row(R"("is":"distinct-limit","at":"/a")", "/rules/0");
    row(R"("is":"distinct-limit","at":"/a","limit":0)", "/rules/0/limit");
    row(R"("is":"distinct-limit","at":"/a","limit":10001)", "/rules/0/limit");
    row(R"("is":"distinct-limit","at":"/*/a","limit":5)", "/rules/0/at");
    row(R"("is":"distinct-limit","at":"/a","limit":5,"fix":{"label":"x","remove":true})", "/rules/0");
    row(R"("is":"distinct-limit","at":"/a","limit":5,"if":"unheard")", "/rules/0/if");
}

void TestSeries::refusesRules()
{
    QFETCH(QString, expected);
    const auto set = setWith(R"({"id":"R",)" + QByteArray(QTest::currentDataTag()) + '}');
    QVERIFY(!set);
    QVERIFY2(set.error().message.contains(expected), qPrintable(set.error().message));
}

void TestSeries::agreesWithPlainReferences()
{
    const auto set = setWith(QByteArray(repeatRule) + ',' + limitRule + ',' + typeRule);
    QVERIFY_RESULT(set);
    Series series(*set);
    QRandomGenerator random(11);
    std::map<int, int> lastTimes;
    std::map<int, std::set<int>> values;
    std::map<std::pair<int, int>, int> types;
    const QByteArrayList spelt{"1", "\"s\"", "true", "[]", "{}"};
    for (int i = 0; i < 20'000; ++i) {
        const int id = random.bounded(500);
        const int time = random.bounded(10'000);
        const int tag = random.bounded(30);
        const int value = random.bounded(5);
        const int name = random.bounded(20);
        const int property = random.bounded(20);
        const int type = random.bounded(spelt.size());
        QByteArrayList expected;
        if (const auto last = lastTimes.find(id); last != lastTimes.end() && std::abs(last->second - time) <= 60)
            expected << "D:warning";
        lastTimes[id] = time;
        if (values[tag].size() < 3)
            values[tag].insert(value);
        else if (!values[tag].contains(value))
            expected << "L:info";
        if (types.try_emplace({name, property}, type).first->second != type)
            expected << "T:error";
        const auto text = QStringLiteral(R"({"name":"n%1","id":"%2","t":%3,"tags":{"g%4":"v%5"},"more":{"p%6":%7}})")
                              .arg(name)
                              .arg(id)
                              .arg(time)
                              .arg(tag)
                              .arg(value)
                              .arg(property)
                              .arg(QString::fromUtf8(spelt[type]));
        QCOMPARE(series.add(text.toUtf8()).rules, expected.join(' '));
    }
}

void TestSeries::comparesNames()
{
    const auto set = setWith(keyRule);
    QVERIFY_RESULT(set);
    Series series(*set);
    QVERIFY(series.add(R"({"name":"a","more":{"x":1,"y":2}})").rules.isEmpty());
    QVERIFY(series.add(R"({"name":"b","more":{"y":"s","x":null}})").rules.isEmpty());
    const Judgement more = series.add(R"({"name":"a","more":{"x":1,"y":2,"z":3,"\u007a\u007a":4}})");
    QCOMPARE(more.rules, QByteArray("K:warning"));
    QCOMPARE(more.findings.size(), std::size_t(2));
    QCOMPARE(more.findings[0].pointer, QByteArray("/more/z"));
    QCOMPARE(more.findings[1].pointer, QByteArray("/more/zz"));
    QCOMPARE(series.add(R"({"name":"a","more":{"zz":4,"z":3,"x":1,"y":2}})").rules, QByteArray());
    const Judgement fewer = series.add(R"({"name":"a","more":{"x":1}})");
    QCOMPARE(fewer.findings.size(), std::size_t(1));
    QCOMPARE(fewer.findings[0].pointer, QByteArray("/more"));
    // It is said once for each set, and not without end.
    int said = 0;
    for (int i = 0; i < 200; ++i)
        said += series.add("{\"name\":\"a\",\"more\":{\"q" + QByteArray::number(i) + "\":1}}").rules.isEmpty() ? 0 : 1;
    QCOMPARE(said, 61);
}

void TestSeries::countsOnlyWhatIsAValue()
{
    const auto set = setWith(R"({"id":"D","is":"duplicate","at":"/id","in":["60s"]},
        {"id":"T","is":"drift","at":"/more","compare":["types"]})");
    QVERIFY_RESULT(set);
    Series series(*set);
    for (const char *none : {"\"\"", "null", "{}", "[1]"}) {
        const QByteArray text = QByteArray(R"({"name":"a","t":1,"id":)") + none + '}';
        QVERIFY(series.add(text).rules.isEmpty());
        QVERIFY(series.add(text).rules.isEmpty());
    }
    for (const char *value : {"\"1\"", "1", "true", "\" \""}) {
        const QByteArray text = QByteArray(R"({"name":"a","t":1,"id":)") + value + '}';
        QVERIFY2(series.add(text).rules.isEmpty(), value);
        QCOMPARE(series.add(text).rules, QByteArray("D:error"));
    }
    QVERIFY(series.add(R"({"name":"a","more":{"p":null}})").rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","more":{"p":1}})").rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","more":{"p":null}})").rules.isEmpty());
    QCOMPARE(series.add(R"({"name":"a","more":{"p":"s"}})").rules, QByteArray("T:error"));
    QVERIFY(series.add(R"({"name":"a","more":[1]})").rules.isEmpty());
    QVERIFY(series.add(R"({"more":{"p":"s"}})").rules.isEmpty());
}

// What the schema refuses is no drift, nor what others drift from.
void TestSeries::passesOverOtherTypes()
{
    const auto set = setWith(R"({"id":"T","is":"drift","severity":"warning","at":["/words","/numbers"],
        "compare":["types"],"of":["string",["number"]]})");
    QVERIFY_RESULT(set);
    Series series(*set);
    QVERIFY(series.add(R"({"name":"a","numbers":{"n":"1"},"words":{"w":"s"}})").rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","numbers":{"n":1},"words":{"w":2}})").rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","numbers":{"n":"1"}})").rules.isEmpty());
    const Judgement moved = series.add(R"({"name":"a","numbers":{"w":1},"words":{"n":"s"}})");
    QCOMPARE(moved.rules, QByteArray("T:warning"));
    QCOMPARE(moved.findings.size(), std::size_t(2));
}

void TestSeries::appliesWhereItIsToldTo()
{
    const auto set = setWith(R"({"id":"D","is":"duplicate","at":"/id","in":["batch"],"with":["kind","/room"],
        "shapes":["event"],"if":{"at":"/quiet","exists":false}})");
    QVERIFY_RESULT(set);
    Series series(*set);
    const QByteArray event = R"({"name":"a","kind":"k","room":1,"id":"x"})";
    QVERIFY(series.add(event, 1).rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","kind":"l","room":1,"id":"x"})", 1).rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","kind":"k","room":2,"id":"x"})", 1).rules.isEmpty());
    QVERIFY(series.add(R"({"name":"a","kind":"k","room":1,"id":"x","quiet":1})", 1).rules.isEmpty());
    QVERIFY(series.add(event, 1, "other").rules.isEmpty());
    QVERIFY(series.add(event, 1, "none").rules.isEmpty());
    QCOMPARE(series.add(event, 1).rules, QByteArray("D:error"));
    QVERIFY(series.add(event, 2).rules.isEmpty());
    QVERIFY(series.add(event).rules.isEmpty());
    QVERIFY(series.add(event).rules.isEmpty());
}

void TestSeries::changesSeverities()
{
    SeverityChanges changes;
    changes.set("test", "D", RuleLevel::Error);
    changes.set({}, "T", RuleLevel::Off);
    const auto set = setWith(QByteArray(repeatRule) + ',' + typeRule, changes);
    QVERIFY_RESULT(set);
    Series series(*set);
    QVERIFY(series.add(R"({"name":"a","t":1,"id":"x","more":{"p":1}})").rules.isEmpty());
    const Judgement judgement = series.add(R"({"name":"a","t":1,"id":"x","more":{"p":"s"}})");
    QCOMPARE(judgement.rules, QByteArray("D:error"));
    QCOMPARE(int(judgement.verdict), int(Verdict::Invalid));
    const std::vector<RepeatRule> repeats = repeatRules(*set->judge("test"));
    QCOMPARE(repeats.size(), std::size_t(1));
    QCOMPARE(repeats[0].hit.rule, QByteArray("D"));
    QCOMPARE(repeats[0].hit.severity, Severity::Error);
    QCOMPARE(repeats[0].window, Micros(60'000'000));
    QVERIFY(repeatRules(*setWith(R"({"id":"D","is":"duplicate","at":"/other","in":["60s"]})")->judge("test")).empty());
}

void TestSeries::listsRules()
{
    const auto set = setWith(QByteArray(repeatRule) + ',' + limitRule);
    QVERIFY_RESULT(set);
    QByteArrayList ids;
    for (const RuleInfo &rule : set->judge("test")->rules())
        ids << rule.id;
    QVERIFY(ids.contains("D"));
    QVERIFY(ids.contains("L"));
}

// A rule about the event alone may have the same id.
void TestSeries::tellsSharedRulesApart()
{
    const auto set = setWith(R"({"id":"SHARED","is":"duplicate","severity":"warning","at":"/id","in":["60s"]},
        {"id":"OWN","is":"duplicate","severity":"warning","at":"/id","in":["60s"]})");
    QVERIFY_RESULT(set);
    JsonTape tape;
    QVERIFY(tape.read(R"({"id":"x","name":"a"})"));
    const auto told = [&](const QByteArray &rules, Judgement judgement = {}) {
        addSeriesFindings(*set->judge("test"), rules, tape, "event", judgement);
        return judgement;
    };
    QVERIFY(told("SHARED:error").findings.empty());
    QCOMPARE(told("SHARED:warning").findings.size(), std::size_t(1));
    const Judgement own = told("OWN:error UNKNOWN:error");
    QCOMPARE(own.rules, QByteArray("OWN:error"));
    QCOMPARE(own.findings.size(), std::size_t(1));
    QCOMPARE(own.findings[0].pointer, QByteArray("/id"));
    QCOMPARE(own.findings[0].severity, Severity::Error);
    QCOMPARE(int(own.verdict), int(Verdict::Invalid));
    Judgement known;
    known.rules = "OWN:warning";
    QVERIFY(told("OWN:warning", known).findings.empty());
}

void TestSeries::keepsItsState()
{
    const QByteArray rules = QByteArray(limitRule) + ',' + typeRule + ',' + keyRule;
    const auto set = setWith(rules);
    QVERIFY_RESULT(set);
    Series first(*set);
    for (const char *value : {"1", "2", "3"})
        (void)first.add(QByteArray(R"({"name":"a","more":{"p":1},"tags":{"x":)") + value + "}}");
    const QByteArray state = first.judge().state();
    const QByteArray next = R"({"name":"a","more":{"p":"s","q":1},"tags":{"x":4}})";

    Series second(*set);
    QVERIFY(second.judge().restore(state));
    QCOMPARE(second.judge().state().size(), state.size());
    QCOMPARE(second.add(next).rules, QByteArray("K:warning L:info T:error"));

    // Of a rule that was changed nothing is known, of the others all; words do not matter.
    const auto changed = setWith(QByteArray(rules)
                                     .replace("\"limit\":3", "\"limit\":2,\"say\":\"Words.\"")
                                     .replace("\"severity\":\"warning\"", "\"severity\":\"info\""));
    QVERIFY_RESULT(changed);
    Series third(*changed);
    QVERIFY(third.judge().restore(state));
    QCOMPARE(third.add(next).rules, QByteArray("K:info T:error"));
}

void TestSeries::refusesOtherStates()
{
    const auto set = setWith(QByteArray(limitRule) + ',' + typeRule);
    QVERIFY_RESULT(set);
    Series series(*set);
    (void)series.add(R"({"name":"a","more":{"p":1},"tags":{"x":1}})");
    const QByteArray state = series.judge().state();
    for (qsizetype size = 0; size < state.size(); ++size)
        QVERIFY(!series.judge().restore(state.first(size)));
    QVERIFY(!series.judge().restore(state + 'x'));
    QVERIFY(series.add(R"({"name":"a","more":{"p":"s"}})").rules.isEmpty());
    // Whatever the bytes: no crash, and a series that can be gone on with.
    QRandomGenerator random(3);
    for (int i = 0; i < 500; ++i) {
        QByteArray odd = state;
        odd[random.bounded(odd.size())] = static_cast<char>(random.bounded(256));
        (void)series.judge().restore(odd);
        (void)series.add(R"({"name":"a","more":{"p":"s"},"tags":{"x":1}})");
    }
}

void TestSeries::tablesAreBounded()
{
    SeriesTable<quint8> table(1000);
    for (quint64 key = 0; key < 1200; ++key) {
        QCOMPARE(table.find(key * 0x100000001u) == nullptr, true);
        QCOMPARE(table.insert(key * 0x100000001u, quint8(key)) != nullptr, key < 1000);
    }
    QVERIFY(table.isFull());
    for (quint64 key = 0; key < 1200; ++key) {
        const quint8 *value = table.find(key * 0x100000001u);
        QCOMPARE(value != nullptr, key < 1000);
        QVERIFY(value == nullptr || *value == quint8(key));
    }
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    table.write(out);
    const auto readBy = [&bytes](SeriesTable<quint8> &other) {
        QDataStream in(bytes);
        return other.read(in);
    };
    SeriesTable<quint8> small(999);
    QVERIFY(!readBy(small));
    QCOMPARE(small.size(), std::size_t(0));
    SeriesTable<quint8> same(1000);
    QVERIFY(readBy(same));
    QCOMPARE(*same.find(7 * 0x100000001u), quint8(7));
}

// A name more than are counted finds nothing; the last million keys are known.
void TestSeries::seriesIsBounded()
{
    const auto set = setWith(QByteArray(limitRule) + R"(,{"id":"D","is":"duplicate","at":"/id","in":["60s"]})");
    QVERIFY_RESULT(set);
    Series series(*set);
    (void)series.add(R"({"name":"a","id":"x","tags":{"x":1}})");
    SeriesFacts facts = series.facts();
    const SeriesFacts::Value tag = facts.values[0];
    const SeriesFacts::Value key = facts.values[1];
    QCOMPARE(int(tag.rule), 0);
    const auto hit = [&](const SeriesFacts::Value &value, quint64 subject, quint64 number) {
        facts.values = {value};
        facts.values[0].subject = subject;
        facts.values[0].value = number * 0x9e3779b97f4a7c15u;
        return !series.judge().verdict(facts).rules.isEmpty();
    };
    for (quint64 subject = 1; subject < 120'000; ++subject)
        QVERIFY(!hit(tag, subject * 0x9e3779b97f4a7c15u, 1));
    for (quint64 value = 2; value < 10; ++value) {
        QCOMPARE(hit(tag, 5 * 0x9e3779b97f4a7c15u, value), value > 3);
        QVERIFY(!hit(tag, 110'000 * 0x9e3779b97f4a7c15u, value));
    }
    for (quint64 number = 1; number <= 1'000'100; ++number)
        QVERIFY(!hit(key, 0, number));
    QVERIFY(hit(key, 0, 101));
    QVERIFY(hit(key, 0, 1'000'100));
}

QTEST_GUILESS_MAIN(TestSeries)
#include "tst_series.moc"
