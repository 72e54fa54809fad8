// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"
#include "testmain.h"

#include <QRandomGenerator>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(eventscope::TimeSource)

// Who, what and when is read out of an event.
class TestIdentity : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void texts_data();
    void texts();
    void pairs_data();
    void pairs();
    void times_data();
    void times();
    void firstPresentWins();
    void conditions();
    void envelope();
    void settings();
    void kinds();
    void dedup_data();
    void dedup();
    void duplicatesAndDepth();
};

void TestIdentity::texts_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("string") << QByteArray(R"("acme")") << QByteArray("acme");
    QTest::newRow("empty") << QByteArray(R"("")") << QByteArray();
    QTest::newRow("null") << QByteArray("null") << QByteArray();
    QTest::newRow("number") << QByteArray("42") << QByteArray("42");
    QTest::newRow("number as written") << QByteArray("0.0450") << QByteArray("0.0450");
    QTest::newRow("huge number") << QByteArray("123456789012345678901234567890")
                                 << QByteArray("123456789012345678901234567890");
    QTest::newRow("true") << QByteArray("true") << QByteArray("true");
    QTest::newRow("object") << QByteArray(R"({"id": 1})") << QByteArray();
    QTest::newRow("array") << QByteArray(R"(["a"])") << QByteArray();
    QTest::newRow("escapes") << QByteArray(R"("a\u00e9\n\"")") << QByteArray("a\xC3\xA9\n\"");
    QTest::newRow("pair of surrogates") << QByteArray(R"("\ud83d\ude00")") << QByteArray("\xF0\x9F\x98\x80");
    QTest::newRow("lone surrogate") << QByteArray(R"("a\ud800b")")
                                    << QByteArray("a\xEF\xBF\xBD"
                                                  "b");
    QTest::newRow("hangul is no surrogate")
        << QByteArray(R"("\ud7a3\ud800")") << QByteArray("\xED\x9E\xA3\xEF\xBF\xBD");
    QTest::newRow("NUL") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
    QTest::newRow("space") << QByteArray(R"(" ")") << QByteArray(" ");
}

void TestIdentity::texts()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, text);
    const Read event("{\"name\": \"n\", \"tenant\": " + value + ", \"user\": \"u\"}");
    const Identity identity = probe()->identify(event.root(), {}, "event");
    QCOMPARE(identity.tenant, text);
    QCOMPARE(identity.name, "n");
    QCOMPARE(identity.user, "u");
    QVERIFY(identity.dedup.isEmpty());
    QCOMPARE(identity.timeSource, TimeSource::Received);
}

void TestIdentity::pairs_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *value, const char *text) {
        QTest::newRow(value) << QByteArray(value) << QByteArray(text);
    };
    row(R"({"id": "1"})", "id=1");
    row(R"({"name": "b", "id": 7})", "id=7,name=b");
    row(R"({"b": "1", "a": "2", "c": true})", "a=2,b=1,c=true");
    row(R"({"b": "1", "a": "2", "b": "3"})", "a=2,b=3");
    row(R"({"a": "1", "\u0061": "2"})", "a=2");
    row(R"({"a": "1", "a": null})", "-");
    row(R"({"a": null, "b": "", "c": {"d": 1}, "e": [1], "f": 0})", "f=0");
    row(R"({"a": {"b": {"c": 1}}})", "-");
    row("{}", "-");
    row(R"("plain")", "plain");
    row("[]", "-");
    row(R"({"é": "\u00fc"})", "é=ü");
    row(R"({"j": "1", "i": "1", "h": "1", "g": "1", "f": "1", "e": "1", "d": "1", "c": "1", "b": "1", "a": "1"})",
        "a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1");
}

// A list of pairs that has none leaves the field to the next entry.
void TestIdentity::pairs()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, text);
    const ServicePtr service = probe(R"({"fields": {"tenant": [{"at": "/tenant", "as": "pairs"}, {"at": "/dash"}]}})");
    const Read event("{\"tenant\": " + value + ", \"dash\": \"-\"}");
    QCOMPARE(service->identify(event.root(), {}, "event").tenant, text);
}

void TestIdentity::times_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<TimeSource>("source");
    QTest::addColumn<Micros>("micros");
    const auto row = [](const char *format, const char *value, TimeSource source, Micros micros = 0) {
        QTest::addRow("%s %s", format, value) << QByteArray(format) << QByteArray(value) << source << micros;
    };
    constexpr Micros at = 1'654'076'420'772'000;
    row("iso8601", R"("2022-06-01T09:40:20.772Z")", TimeSource::Event, at);
    row("iso8601", R"("2022-06-01T11:40:20.772+02:00")", TimeSource::Event, at);
    row("iso8601", R"("2022-06-01T09:40:20.\u003772Z")", TimeSource::Event, at);
    row("iso8601", R"("2022-06-01T09:40:20.772")", TimeSource::Received);
    row("iso8601", "1654076420772", TimeSource::Received);
    row("iso8601", R"("yesterday")", TimeSource::Received);
    row("iso8601", "null", TimeSource::Received);
    row("iso8601", "{}", TimeSource::Received);
    row("javascript", R"("2022-06-01T09:40:20.772")", TimeSource::AssumedUtc, at);
    row("javascript", R"("2022-06-01T18:40:20.772+09:00")", TimeSource::Event, at);
    row("javascript", "1654076420772", TimeSource::Received);
    row("epoch-ms", "1654076420772", TimeSource::Event, at);
    row("epoch-ms", R"("1654076420772")", TimeSource::Event, at);
    row("epoch-ms", "1654076420772.0", TimeSource::Event, at);
    row("epoch-ms", "1.654076420772e12", TimeSource::Event, at);
    row("epoch-ms", "1654076420772.5", TimeSource::Received);
    row("epoch-ms", "1e400", TimeSource::Received);
    row("epoch-ms", "true", TimeSource::Received);
    row("epoch-s", "1654076420", TimeSource::Event, at - 772'000);
    row("epoch-us", "1654076420772000", TimeSource::Event, at);
    row("epoch-us", "9223372036854775807", TimeSource::Received);
}

void TestIdentity::times()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, value);
    QFETCH(TimeSource, source);
    QFETCH(Micros, micros);
    const ServicePtr service = probe("{\"fields\": {\"time\": [{\"at\": \"/time\", \"as\": \"" + format + "\"}]}}");
    const Read event("{\"time\": " + value + "}");
    const Identity identity = service->identify(event.root(), {}, "event");
    QCOMPARE(identity.timeSource, source);
    if (source != TimeSource::Received)
        QCOMPARE(identity.time, micros);
}

void TestIdentity::firstPresentWins()
{
    const ServicePtr service = probe(R"({"fields": {
        "tenant": [{"at": "/a"}, {"at": "/b/c"}, {"at": "/d/1"}],
        "time": [{"at": "/captured", "as": "iso8601"}, {"at": "/sent", "as": "epoch-s"}]}})");
    const auto tenant = [&](const char *text) {
        const Read event(text);
        return service->identify(event.root(), {}, "event").tenant;
    };
    QCOMPARE(tenant(R"({"d": ["0", "1"], "b": {"c": "2"}, "a": "3"})"), "3");
    QCOMPARE(tenant(R"({"d": ["0", "1"], "b": {"c": "2"}, "a": ""})"), "2");
    QCOMPARE(tenant(R"({"d": ["0", "1"], "b": {"c": null}})"), "1");
    QCOMPARE(tenant(R"({"d": ["0"], "b": "c"})"), "");
    QCOMPARE(tenant("{}"), "");
    // A time that cannot be read leaves its place to the next.
    const Read event(R"({"captured": "soon", "sent": 5})");
    QCOMPARE(service->identify(event.root(), {}, "event").time, 5 * microsPerSecond);
}

void TestIdentity::conditions()
{
    const ServicePtr service = probe(R"({
        "conditions": {"flagged": {"at": "/flag", "is": true}},
        "shapes": {"event": {"kind": "/type"}, "other": {"title": "Other", "schema": "#/$defs/event"}},
        "fields": {"user": [
            {"if": "flagged", "at": "/a"}, {"if": {"kind": ["x", "y"]}, "at": "/b"},
            {"if": {"shape": "other"}, "at": "/c"}, {"if": {"transport": "t"}, "at": "/d"}, {"at": "/e"}]},
        "transports": {"t": {"title": "T", "shape": "event", "one": {"method": "POST", "path": "/", "body": "$event"}}}
    })");
    const auto user = [&](const QByteArray &extra, const char *shape) {
        const Read event(R"({"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", )" + extra + "}");
        return service->identify(event.root(), {}, shape).user;
    };
    QCOMPARE(user(R"("flag": true)", "event"), "1");
    QCOMPARE(user(R"("type": "y")", "event"), "2");
    QCOMPARE(user(R"("type": "\u0079")", "event"), "2");
    QCOMPARE(user(R"("type": "y")", "other"), "3");
    QCOMPARE(user(R"("type": ["y"])", "event"), "5");    // what is unknown is not taken
    QCOMPARE(user(R"("type": "y")", "no such shape"), "5");
}

void TestIdentity::envelope()
{
    const ServicePtr service = probe(R"({"fields": {
        "tenant": [{"envelope": "/app/id"}, {"at": "/tenant"}],
        "time": [{"envelope": "/at", "as": "epoch-ms"}]}})");
    const Read event(R"({"tenant": "t", "app": {"id": "wrong"}})");
    const Read envelope(R"({"app": {"id": "right"}, "at": 1})");
    const Identity with = service->identify(event.root(), envelope.root(), "event");
    QCOMPARE(with.tenant, "right");
    QCOMPARE(with.time, 1000);
    const Identity without = service->identify(event.root(), {}, "event");
    QCOMPARE(without.tenant, "t");
    QCOMPARE(without.timeSource, TimeSource::Received);
}

void TestIdentity::settings()
{
    const char *patch = R"({"settings": {"user": {"title": "User", "default": "/user"}, "free": {"title": "Free"}},
        "fields": {"user": [{"setting": "free"}, {"setting": "user"}]}})";
    const Read event(R"({"user": "u", "uid": "v", "a/b": "w"})");
    const auto user = [&](const QHash<QByteArray, QByteArray> &settings) {
        return probe(patch, settings)->identify(event.root(), {}, "event").user;
    };
    QCOMPARE(user({}), "u");
    QCOMPARE(user({{"user", "/uid"}}), "v");
    QCOMPARE(user({{"free", "/uid"}}), "v");
    QCOMPARE(user({{"free", "/a~1b"}}), "w");
    QCOMPARE(user({{"free", "/none"}, {"user", "/none"}}), "");
}

void TestIdentity::kinds()
{
    const ServicePtr service = probe(R"({
        "shapes": {"event": {"kind": "/type"}, "plain": {"title": "Plain", "schema": "#/$defs/event"}},
        "fields": {"name": [{"at": "/name"}, {"kind": true}]}})");
    const Read event(R"({"type": "a", "type": "tr\u0061ck"})");
    QCOMPARE(service->kindOf(event.root(), "event"), "track");
    QCOMPARE(service->kindOf(event.root(), "plain"), "");
    QCOMPARE(service->kindOf(event.root(), "none"), "");
    QCOMPARE(service->identify(event.root(), {}, "event").name, "track");
    QCOMPARE(service->identify(event.root(), {}, "plain").name, "");
    const Read number(R"({"type": 5})");
    QCOMPARE(service->kindOf(number.root(), "event"), "");
}

void TestIdentity::dedup_data()
{
    QTest::addColumn<QByteArray>("dedup");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray event = R"({"id": "k1", "type": "track", "name": "n", "tenant": "t", "user": "u"})";
    QTest::newRow("alone") << QByteArray(R"({"at": "/id"})") << event << QByteArray("k1");
    QTest::newRow("with all") << QByteArray(R"({"at": "/id", "with": ["kind", "name", "tenant", "user"]})") << event
                              << QByteArray("k1\x1Ftrack\x1Fn\x1Ft\x1Fu");
    QTest::newRow("absent") << QByteArray(R"({"at": "/none", "with": ["name"]})") << event << QByteArray();
    QTest::newRow("empty") << QByteArray(R"({"at": "/id", "with": ["name"]})")
                           << QByteArray(R"({"id": "", "name": "n"})") << QByteArray();
    QTest::newRow("number") << QByteArray(R"({"at": "/id"})") << QByteArray(R"({"id": 5})") << QByteArray("5");
}

void TestIdentity::dedup()
{
    QFETCH(QByteArray, dedup);
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, expected);
    const ServicePtr service = probe(R"({"shapes": {"event": {"kind": "/type"}}, "fields": {"dedup": )" + dedup + "}}");
    const Read read(event);
    QCOMPARE(service->identify(read.root(), {}, "event").dedup, expected);
}

// Pointers mean what JsonPointer says they do, on any event: the last of duplicates at every step.
void TestIdentity::duplicatesAndDepth()
{
    QRandomGenerator random(7);
    const QByteArrayList names{"a", "b", "aa", "ab", "0", "1", ""};
    const auto name = [&] { return names[random.bounded(names.size())]; };
    const auto pointer = [&] {
        QByteArray text;
        for (int i = random.bounded(1, 4); i > 0; --i)
            text += '/' + name();
        return text;
    };
    const std::function<QByteArray(int)> value = [&](int depth) -> QByteArray {
        QByteArrayList parts;
        const int form = depth > 3 ? 0 : random.bounded(4);
        for (int i = random.bounded(5); form > 0 && i > 0; --i)
            parts +=
                (form == 3 ? QByteArray() : (random.bounded(4) ? '"' + name() + "\":" : QByteArray("\"\\u0061\":"))) +
                value(depth + 1);
        if (form == 0)
            return '"' + QByteArray::number(random.bounded(100)) + '"';
        return form == 3 ? '[' + parts.join(',') + ']' : '{' + parts.join(',') + '}';
    };
    for (int round = 0; round < 300; ++round) {
        const QByteArray tenant = pointer();
        const QByteArray user = pointer();
        const ServicePtr service =
            probe("{\"fields\": {\"tenant\": [{\"at\": \"" + tenant + "\"}], \"user\": [{\"at\": \"" + user +
                  "\"}], \"name\": [{\"at\": \"" + tenant + "/a\"}]}}");
        for (int i = 0; i < 20; ++i) {
            const Read event(value(0));
            const auto expected = [&](const QByteArray &at) {
                const JsonValue found = JsonPointer::parse(viewOf(at))->in(event.root());
                return found && found.isString() ? bytesOf(found.string()) : QByteArray();
            };
            const Identity identity = service->identify(event.root(), {}, "event");
            QCOMPARE(identity.tenant, expected(tenant));
            QCOMPARE(identity.user, expected(user));
            QCOMPARE(identity.name, expected(tenant + "/a"));
        }
    }
}

QTEST_GUILESS_MAIN(TestIdentity)
#include "tst_identity.moc"
