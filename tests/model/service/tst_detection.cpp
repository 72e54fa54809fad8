// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"
#include "service/services.h"
#include "testmain.h"

#include <QRandomGenerator>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// Which service and shape an event is of, and which request bodies are envelopes.
class TestDetection : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void scores_data();
    void scores();
    void chooses_data();
    void chooses();
    void only_data();
    void only();
    void nothing();
    void envelopes_data();
    void envelopes();
    void agreesWithScores();
    void remembersPlaces();

private:
    static ServicePtr named(const QByteArray &id, const QByteArray &detect, const QByteArray &more = {});
};

ServicePtr TestDetection::named(const QByteArray &id, const QByteArray &detect, const QByteArray &more)
{
    return probe("{\"id\": \"" + id + R"(", "shapes": {"event": null, "a": {"title": "A", "schema": "#/$defs/event"},
        "b": {"title": "B", "schema": "#/$defs/event"}}, "detect": {"event": null)" +
                 (detect.isEmpty() ? QByteArray() : ", " + detect) + '}' + more + '}');
}

void TestDetection::scores_data()
{
    QTest::addColumn<QByteArray>("alternative");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<int>("score");
    const auto row = [](const char *alternative, const char *event, int score) {
        QTest::addRow("%s %s", alternative, event) << QByteArray(alternative) << QByteArray(event) << score;
    };
    row(R"({"need": {"/a": "string"}})", R"({"a": ""})", 10);
    row(R"({"need": {"/a": "string"}})", R"({"a": null})", 0);
    row(R"({"need": {"/a": "string"}})", R"({"a": "x", "a": 1})", 0);
    row(R"({"need": {"/a": "string"}})", R"({"\u0061": "x"})", 10);
    row(R"({"need": {"/a": "any"}})", R"({"a": null})", 10);
    row(R"({"need": {"/a": "null"}})", R"({"a": null})", 10);
    row(R"({"need": {"/a": "integer"}})", R"({"a": 5.0})", 10);
    row(R"({"need": {"/a": "integer"}})", R"({"a": 123456789012345678901234567890})", 10);
    row(R"({"need": {"/a": "integer"}})", R"({"a": 5.5})", 0);
    row(R"({"need": {"/a": "number"}})", R"({"a": 5.5})", 10);
    row(R"({"need": {"/a": "number"}})", R"({"a": "5"})", 0);
    row(R"({"need": {"/a": "boolean"}})", R"({"a": false})", 10);
    row(R"({"need": {"/a": "object", "/a/b": "array"}})", R"({"a": {"b": []}})", 20);
    row(R"({"need": {"/a/1/b": "any"}})", R"({"a": [{"b": 1}, {"b": 2}]})", 10);
    row(R"({"need": {"/a/1/b": "any"}})", R"({"a": [{"b": 1}]})", 0);
    row(R"({"need": {"/a": {"enum": ["x", 1, true, null]}}})", R"({"a": 1.0})", 10);
    row(R"({"need": {"/a": {"enum": ["x", 1, true, null]}}})", R"({"a": null})", 10);
    row(R"({"need": {"/a": {"enum": ["x", 1, true, null]}}})", R"({"a": false})", 0);
    row(R"({"need": {"/a": {"pattern": "^evt_"}}})", R"({"a": "evt_1"})", 10);
    row(R"({"need": {"/a": {"pattern": "^evt_"}}})", R"({"a": "\u0065vt_1"})", 10);
    row(R"({"need": {"/a": {"pattern": "^evt_"}}})", R"({"a": "xevt_1"})", 0);
    row(R"({"need": {"/a": {"pattern": "5"}}})", R"({"a": 5})", 0);
    row(R"({"need": {"/a": "any"}, "lack": ["/b"]})", R"({"a": 1})", 10);
    row(R"({"need": {"/a": "any"}, "lack": ["/b"]})", R"({"a": 1, "b": null})", 0);
    row(R"({"need": {"/a": "any"}, "score": ["/b", "/c", "/d/e"]})", R"({"a": 1, "b": null, "d": {"e": 1}})", 12);
    row(R"({"need": {"": "object"}})", "{}", 10);
    row(R"({"need": {"/a": "any"}})", "[1]", 0);
    row(R"({"need": {"/0": "any"}})", "[1]", 10);
    row(R"({"need": {"/a": "string"}}, {"need": {"/b": "any"}, "score": ["/a"]})", R"({"a": "1", "b": 1})", 11);
}

void TestDetection::scores()
{
    QFETCH(QByteArray, alternative);
    QFETCH(QByteArray, event);
    QFETCH(int, score);
    const ServicePtr service = named("one", "\"a\": [" + alternative + ']');
    const Read read(event);
    QCOMPARE(service->score(read.root(), "a"), score);
    QCOMPARE(service->score(read.root(), "b"), 0);
    QCOMPARE(service->score(read.root(), "none"), 0);
    const Detection detection = Services::of({service}).detect(read.root());
    QCOMPARE(detection.service != nullptr, score > 0);
    QCOMPARE(detection.shape, score > 0 ? "a" : "");
}

void TestDetection::chooses_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<bool>("ambiguous");
    QTest::addColumn<QByteArrayList>("others");
    const auto row = [](const char *name, const char *event, const char *expected, const char *service,
                         const char *shape, bool ambiguous = false, const QByteArrayList &others = {}) {
        QTest::newRow(name) << QByteArray(event) << QByteArray(expected) << QByteArray(service) << QByteArray(shape)
                            << ambiguous << others;
    };
    row("one", R"({"x": 1})", "", "first", "a");
    row("best shape", R"({"x": 1, "y": 1})", "", "first", "b");
    row("best service", R"({"x": 1, "z": 1, "z2": 1})", "", "second", "a");
    row("tie", R"({"x": 1, "z": 1})", "", "first", "a", true, {"second"});
    row("tie, the second expected", R"({"x": 1, "z": 1})", "second", "second", "a", false, {"first"});
    row("tie, the first expected", R"({"x": 1, "z": 1})", "first", "first", "a", false, {"second"});
    row("tie, another expected", R"({"x": 1, "z": 1})", "net", "first", "a", true, {"second"});
    row("what is expected must still win", R"({"x": 1, "z": 1, "z2": 1})", "first", "second", "a");
    row("catch-all loses to any", R"({"x": 1, "n1": 1, "n2": 1, "n3": 1})", "net", "first", "a");
    row("catch-all", R"({"n1": 1, "n2": 1, "n3": 1})", "", "net", "a");
    row("catch-alls tie", R"({"n1": 1, "m": 1})", "", "net", "a", true, {"net2"});
    row("none", R"({"q": 1})", "first", "", "");
}

void TestDetection::chooses()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, expected);
    const Services services = Services::of({
        named("first", R"("a": [{"need": {"/x": "any"}}], "b": [{"need": {"/x": "any", "/y": "any"}}])"),
        named("net", R"("a": [{"need": {"/n1": "any"}, "score": ["/n2", "/n3"]}], "catchAll": true)"),
        named("second", R"("a": [{"need": {"/z": "any"}, "score": ["/z2"]}])"),
        named("net2", R"("a": [{"need": {"/m": "any"}}], "catchAll": true)"),
    });
    const Read read(event);
    const Detection detection = services.detect(read.root(), expected);
    QTEST(detection.service ? detection.service->id() : QByteArray(), "service");
    QTEST(detection.shape, "shape");
    QTEST(detection.ambiguous, "ambiguous");
    QTEST(detection.others, "others");
}

void TestDetection::only_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("shape");
    QTest::newRow("scores") << QByteArray(R"({"type": "t", "key": "k"})") << QByteArray("b");
    QTest::newRow("other scores") << QByteArray(R"({"kind": "t"})") << QByteArray("a");
    QTest::newRow("near the second") << QByteArray(R"({"key": "k"})") << QByteArray("b");
    QTest::newRow("of a wrong type") << QByteArray(R"({"type": 5})") << QByteArray("b");
    QTest::newRow("near nothing") << QByteArray("{}") << QByteArray("a");
}

// A given service is taken whatever the event looks like; its shape is the nearest.
void TestDetection::only()
{
    QFETCH(QByteArray, event);
    const Services services = Services::of({named("other", R"("a": [{"need": {"": "object"}}])"),
        named("given",
            R"("a": [{"need": {"/kind": "string"}}], "b": [{"need": {"/type": "string", "/key": "string"}}])")});
    const Read read(event);
    const Detection detection = services.detect(read.root(), "other", "given");
    QCOMPARE(detection.service->id(), "given");
    QTEST(detection.shape, "shape");
    QVERIFY(!detection.ambiguous);
    QVERIFY(!services.detect(read.root(), {}, "none").service);
}

void TestDetection::nothing()
{
    const Read event("{}");
    QVERIFY(!Services().detect(event.root()).service);
    QVERIFY(!Services::of({}).detect(event.root()).service);
    QVERIFY(!Services::of({named("never", {})}).detect(event.root()).service);
    QVERIFY(Services().envelopeMember(event.root()).isEmpty());
}

void TestDetection::envelopes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("member");
    const auto row = [](const char *body, const char *member) {
        QTest::newRow(body) << QByteArray(body) << QByteArray(member);
    };
    row(R"({"events": [{}]})", "events");
    row(R"({"events": []})", "events");
    row(R"({"events": ["no event"]})", "events");
    row(R"({"\u0065vents": [{}]})", "events");
    row(R"({"events": {}})", "");
    row(R"({"events": 1, "events": [{}]})", "events");
    row(R"({"events": [{}], "events": 1})", "");
    row(R"({"data": [{}], "app": "x"})", "data");
    row(R"({"app": "x"})", "");
    row(R"({"data": [{}], "apq": "x"})", "data");    // an unknown member beside the events
    row(R"({"data": [1, 2], "apq": "x"})", "");      // a list, but not of events
    row(R"({"data": [{}], "x": 1})", "");            // an event that has such a member
    row(R"({"data": [{}], "n": 1})", "");
    row(R"({"events": [{}], "data": [{}]})", "events");
    row(R"([{"events": []}])", "");
    row(R"("events")", "");
    row("{}", "");
}

void TestDetection::envelopes()
{
    QFETCH(QByteArray, body);
    const Services services =
        Services::of({named("first", R"("a": [{"need": {"/x": "any"}}])", R"(, "envelopes": [{"events": "events"}])"),
            named("second", {}, R"(, "envelopes": [{"events": "data", "with": {"app": "#/$defs/event"}}])"),
            named("net", R"("a": [{"need": {"/n": "any"}}], "catchAll": true)")});
    const Read read(body);
    QTEST(services.envelopeMember(read.root()), "member");
    const Read own(R"({"events": [{}], "x": 1})");
    QCOMPARE(services.find("first")->envelopeMember(own.root()), "");
    const Read foreign(R"({"events": [{}], "n": 1})");
    QCOMPARE(services.find("first")->envelopeMember(foreign.root()), "events");
    QCOMPARE(services.find("second")->envelopeMember(foreign.root()), "");
}

// The walk for all services at once finds what looking up each pointer finds.
void TestDetection::agreesWithScores()
{
    QRandomGenerator random(11);
    const QByteArrayList names{"a", "b", "c", "ab", "0", "1"};
    const auto name = [&] { return names[random.bounded(names.size())]; };
    const auto pointer = [&] { return '/' + name() + (random.bounded(2) ? '/' + name() : QByteArray()); };
    const QByteArrayList types{"any", "string", "number", "object", "array"};
    const auto alternative = [&] {
        QByteArray text = R"({"need": {")" + pointer() + "\": \"" + types[random.bounded(types.size())] + "\"}";
        if (random.bounded(2))
            text += R"(, "lack": [")" + pointer() + "\"]";
        if (random.bounded(2))
            text += R"(, "score": [")" + pointer() + "\"]";
        return text + '}';
    };
    const std::function<QByteArray(int)> value = [&](int depth) -> QByteArray {
        const int form = depth == 0 ? 3 : depth > 2 ? random.bounded(2) : random.bounded(5);
        if (form < 2)
            return form == 0 ? "1" : "\"s\"";
        QByteArrayList parts;
        for (int i = random.bounded(6); i > 0; --i)
            parts += (form == 4 ? QByteArray() : '"' + name() + "\":") + value(depth + 1);
        return form == 4 ? '[' + parts.join(',') + ']' : '{' + parts.join(',') + '}';
    };
    for (int round = 0; round < 60; ++round) {
        std::vector<ServicePtr> all;
        for (int i = 0; i < 4; ++i)
            all.push_back(named("s" + QByteArray::number(i),
                "\"a\": [" + alternative() + "], \"b\": [" + alternative() + ',' + alternative() + ']'));
        const Services services = Services::of(all);
        for (int i = 0; i < 100; ++i) {
            const Read event(value(0));
            int best = 0;
            for (const ServicePtr &service : all)
                best = std::max({best, service->score(event.root(), "a"), service->score(event.root(), "b")});
            const Detection detection = services.detect(event.root());
            QCOMPARE(detection.service != nullptr, best > 0);
            if (!detection.service)
                continue;
            QCOMPARE(detection.service->score(event.root(), detection.shape), best);
            for (const QByteArray &other : detection.others)
                QVERIFY(std::max(services.find(other)->score(event.root(), "a"),
                            services.find(other)->score(event.root(), "b")) == best);
        }
    }
}

// Many events are built alike, or nearly; what is looked up on a tape that remembers is what a new one finds.
void TestDetection::remembersPlaces()
{
    QRandomGenerator random(23);
    const Services services = Services::of({named("whole", R"("a": [{"need": {"/a": "integer", "/b/c": "any"}}],
            "b": [{"need": {"/a": {"enum": ["x", 1]}}, "score": ["/b"]}, {"need": {"/b": {"pattern": "^e"}}}])"),
        named("other", R"("a": [{"need": {"/b": "string"}, "lack": ["/d"], "score": ["/a", "/tenant"]}])",
            R"(, "fields": {"tenant": [{"at": "/b/c"}, {"at": "/d"}], "user": [{"at": "/a"}], "name": [{"at": "/b"}],
                "time": [{"at": "/time", "as": "iso8601"}]})")});
    const QByteArrayList names{"\"a\"", "\"b\"", "\"c\"", "\"d\"", R"("\u0061")", "\"tenant\""};
    const QByteArrayList values{"1", "1.5", "7", "\"x\"", "\"e1\"", "\"y\"", R"("\u0065")", "null", "[]", "[1]",
        R"({"c":1})", R"({"c":"z"})", R"({"c":2,"c":3})", R"({"d":{}})"};
    const auto any = [&random](const QByteArrayList &list) { return list[random.bounded(list.size())]; };
    JsonTape remembering;
    remembering.rememberPlaces();
    QByteArrayList keys;
    for (int round = 0; round < 20'000; ++round) {
        if (round % 7 == 0) {
            keys.clear();
            for (int i = random.bounded(5); i > 0; --i)
                keys += any(names);
        }
        QByteArrayList members;
        for (const QByteArray &key : qAsConst(keys))
            members += key + ':' + any(round % 3 == 0 ? values : values.first(6));
        const QByteArray text = '{' + members.join(", ") + '}';
        const Read anew(text);
        QVERIFY(remembering.read(viewOf(text)));
        const Detection expected = services.detect(anew.root());
        for (int again = 0; again < 2; ++again) {
            const Detection found = services.detect(remembering.root());
            QCOMPARE(found.service, expected.service);
            QCOMPARE(found.shape, expected.shape);
            QCOMPARE(found.others, expected.others);
            for (const ServicePtr &service : services.all()) {
                const Identity wanted = service->identify(anew.root(), {}, "a");
                QCOMPARE(service->identify(remembering.root(), {}, "a"), wanted);
                QCOMPARE(service->identify(remembering.root(), {}, "a", Service::Texts::Borrowed), wanted);
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestDetection)
#include "tst_detection.moc"
