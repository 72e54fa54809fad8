// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"
#include "service/services.h"
#include "testmain.h"

#include <QFile>
#include <QTemporaryDir>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// Loading one definition, with every fault it can have, and the definitions of a folder.
class TestServiceLoad : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void readsEveryPart();
    void unreadable_data();
    void unreadable();
    void faults_data();
    void faults();
    void manyFaultsAtOnce();
    void revision();
    void settings();
    void folder();
    void brokenFileLeavesBuiltIn();
    void settingsFile_data();
    void settingsFile();
    void sameIdTwice();

private:
    static void write(const QTemporaryDir &dir, const QString &name, const QByteArray &text);
    static void structureFaults();
    static void nameFaults();
    static void ruleFaults();
};

void TestServiceLoad::write(const QTemporaryDir &dir, const QString &name, const QByteArray &text)
{
    QFile file(dir.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestServiceLoad::readsEveryPart()
{
    const ServicePtr service = probe(R"({
        "description": "For tests.",
        "shapes": {"event": {"kind": "/name"}, "stored": {"title": "Stored", "schema": "#/$defs/event", "send": false}},
        "transports": {
            "both": {"title": "Both", "shape": "event", "base": "https://example.com",
                "one": {"method": "POST", "path": "/one", "body": "$event"},
                "many": {"method": "POST", "path": "/many", "body": {"list": "$events"}, "max": 100}},
            "many": {"title": "Many", "shape": "event", "many": {"method": "POST", "path": "/m", "body": "$events"}}},
        "envelopes": [{"events": "list"}, {"events": "data", "with": {"app": "#/$defs/event"}}],
        "samples": [
            {"title": "Lines", "shape": "event", "text": ["{", "  \"name\": \"a\"", "}"]},
            {"title": "Wrong", "shape": "stored", "text": "{ // no", "note": "A comment."}]
    })");
    QCOMPARE(service->id(), "probe");
    QCOMPARE(service->title(), u"Probe"_s);
    QCOMPARE(service->description(), u"For tests."_s);
    QCOMPARE(service->file(), u"probe.json"_s);
    QCOMPARE(service->shapes().size(), 2u);
    QVERIFY(service->shape("event")->sendable);
    QVERIFY(!service->shape("stored")->sendable);
    QVERIFY(!service->shape("none"));
    QCOMPARE(service->transports().size(), 2u);
    QCOMPARE(service->transports()[0].path, u"/one"_s);
    QCOMPARE(service->transports()[0].base, u"https://example.com"_s);
    QCOMPARE(service->transports()[0].batchLimit, 100);
    QCOMPARE(service->transports()[1].path, u"/m"_s);
    QCOMPARE(service->transports()[1].batchLimit, std::numeric_limits<int>::max());
    QCOMPARE(service->envelopeMembers(), (std::vector<QByteArray>{"list", "data"}));
    QCOMPARE(service->samples()[0].text, "{\n  \"name\": \"a\"\n}");
    QCOMPARE(service->samples()[1].text, "{ // no");
    QVERIFY(!service->isCatchAll());
    QVERIFY(service->definition().contains("samples"));
}

void TestServiceLoad::unreadable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::newRow("empty") << QByteArray() << u"line 1, column 1"_s;
    QTest::newRow("cut off") << QByteArray("{\n  \"id\": ") << u"line 2"_s;
    QTest::newRow("comma") << QByteArray("{\n \"id\": \"a\",\n}") << u"line 2, column 11"_s;
    QTest::newRow("comment") << QByteArray("{} // x") << u"line 1, column 4"_s;
    QTest::newRow("encoding") << QByteArray("{\"id\": \"\xFF\"}") << u"line 1"_s;
    QTest::newRow("deep") << QByteArray(10'000, '[') << u"line 1"_s;
    QTest::newRow("huge") << QByteArray(5 << 20, ' ') << u"line"_s;
    QTest::newRow("too large a number") << probeJson().replace("\"format\":1", "\"format\":1e400") << u"/format"_s;
    QTest::newRow("lone surrogate") << probeJson().replace("\"Probe\"", "\"\\ud800\"") << u"probe.json"_s;
}

void TestServiceLoad::unreadable()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    const auto loaded = Service::load(text, u"probe.json"_s);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().kind, Error::Kind::BadInput);
    QVERIFY2(loaded.error().message.startsWith(u"probe.json: "_s), qPrintable(loaded.error().message));
    QVERIFY2(loaded.error().message.contains(place), qPrintable(loaded.error().message));
}

void TestServiceLoad::faults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("reason");
    structureFaults();
    nameFaults();
    ruleFaults();
}

void TestServiceLoad::structureFaults()
{
    const auto row = [](const char *name, const char *patch, const QString &pointer, const QString &reason = {}) {
        QTest::newRow(name) << probeJson(patch) << pointer << reason;
    };
    row("no id", R"({"id": null})", u"/"_s, u"id"_s);
    row("id", R"({"id": "Pro be"})", u"/id"_s, u"lower-case"_s);
    row("format", R"({"format": 2})", u"/format"_s);
    row("unknown member", R"({"shape": {}})", u"/shape"_s);
    row("unknown member below", R"({"shapes": {"event": {"scheme": "x"}}})", u"/shapes/event/scheme"_s);
    row("no shapes", R"({"shapes": {"event": null}, "detect": {"event": null}})", u"/shapes"_s);
    row("pointer", R"({"fields": {"tenant": [{"at": "tenant"}]}})", u"/fields/tenant/0/at"_s, u"JSON pointer"_s);
    row("tilde", R"({"fields": {"tenant": [{"at": "/a~2"}]}})", u"/fields/tenant/0/at"_s);
    row("field of two", R"({"fields": {"tenant": [{"at": "/a", "kind": true}]}})", u"/fields/tenant/0"_s,
        u"exactly one"_s);
    row("time without format", R"({"fields": {"time": [{"at": "/time"}]}})", u"/fields/time/0"_s, u"as"_s);
    row("time format", R"({"fields": {"time": [{"at": "/time", "as": "unix"}]}})", u"/fields/time/0/as"_s);
    row("need", R"({"detect": {"event": [{"need": {"/a": "text"}}]}})", u"/detect/event/0/need/~1a"_s);
    row("no need", R"({"detect": {"event": [{"score": ["/a"]}]}})", u"/detect/event/0"_s);
    row("rule kind", R"({"rules": [{"id": "P1", "is": "guess"}]})", u"/rules/0/is"_s);
    row("rule parameter", R"({"rules": [{"id": "P1", "is": "window", "at": "/time", "to": "+5m", "need": "k"}]})",
        u"/rules/0/need"_s, u"window"_s);
    row("rule without", R"({"rules": [{"id": "P1", "is": "window", "at": "/time"}]})", u"/rules/0"_s);
    row("span", R"({"rules": [{"id": "P1", "is": "window", "at": "/time", "to": "soon"}]})", u"/rules/0/to"_s,
        u"span"_s);
    row("fix", R"({"rules": [{"id": "P1", "is": "note", "at": "/x", "say": "x", "fix": {"remove": true}}]})",
        u"/rules/0/fix"_s, u"label"_s);
    row("status", R"({"transports": {"t": {"title": "T", "shape": "event",
        "one": {"method": "POST", "path": "/", "body": "$event"}, "reply": {"retry": ["6xx"]}}}})",
        u"/transports/t/reply/retry/0"_s, u"status"_s);
    row("severity in a schema", R"({"$defs": {"event": {"x-severity": "fatal"}}})", u"/$defs/event/x-severity"_s);
    row("masked prefix", R"({"keys": [{"kind": "k", "prefix": ["a"], "mask": true}]})", u"/keys/0/prefix/0"_s);
    QTest::newRow("member twice") << probeJson().replace("\"format\":1", "\"format\":1,\"t\":1,\"t\":1") << u"/t"_s
                                  << u"twice"_s;
    QTest::newRow("member twice, escaped") << probeJson().replace("\"type\":", "\"type\":\"array\",\"t\\u0079pe\":")
                                           << u"/$defs/event/type"_s << u"twice"_s;
    QTest::newRow("no object") << QByteArray("[1]") << u"/"_s << QString();
}

void TestServiceLoad::nameFaults()
{
    const auto row = [](const char *name, const char *patch, const QString &pointer, const QString &reason = {}) {
        QTest::newRow(name) << probeJson(patch) << pointer << reason;
    };
    row("schema", R"({"shapes": {"event": {"schema": "#/$defs/evnt"}}})", u"/shapes/event/schema"_s, u"evnt"_s);
    row("$ref", R"({"$defs": {"event": {"properties": {"a": {"$ref": "#/$defs/none"}}}}})",
        u"/$defs/event/properties/a/$ref"_s);
    row("keyword", R"({"$defs": {"event": {"contians": {}}}})", u"/$defs/event/contians"_s, u"contians"_s);
    row("pattern in a schema", R"({"$defs": {"event": {"properties": {"a": {"pattern": "("}}}}})",
        u"/$defs/event/properties/a/pattern"_s);
    row("foreign", R"({"shapes": {"event": {"foreign": {"x": "other"}}}})", u"/shapes/event/foreign/x"_s, u"other"_s);
    row("switch", R"({"switch": {"at": "/b", "to": {"k": "#/$defs/k"}}})", u"/switch/to/k"_s);
    row("detected shape", R"({"detect": {"evnt": [{"need": {"/a": "any"}}]}})", u"/detect/evnt"_s, u"evnt"_s);
    row("shape catchAll", R"({"shapes": {"catchAll": {"title": "C", "schema": "#/$defs/event"}}})",
        u"/shapes/catchAll"_s);
    row("need's pattern", R"({"detect": {"event": [{"need": {"/a": {"pattern": "["}}}]}})",
        u"/detect/event/0/need/~1a/pattern"_s);
    row("setting", R"({"fields": {"user": [{"setting": "who"}]}})", u"/fields/user/0/setting"_s, u"who"_s);
    row("condition of a field", R"({"fields": {"user": [{"if": "odd", "at": "/u"}]}})", u"/fields/user/0/if"_s,
        u"odd"_s);
    row("circle", R"({"conditions": {"a": {"not": "b"}, "b": {"all": ["a"]}}})", u"/conditions/a/not"_s, u"itself"_s);
    row("condition's shape", R"({"conditions": {"a": {"any": [{"shape": "rest"}]}}})", u"/conditions/a/any/0/shape"_s);
    row("condition's transport", R"({"conditions": {"a": {"transport": ["t"]}}})", u"/conditions/a/transport/0"_s);
    row("condition's key", R"({"conditions": {"a": {"not": {"key": "admin"}}}})", u"/conditions/a/not/key"_s);
    row("condition's kind", R"({"conditions": {"a": {"kind": "b", "unknown": true}},
        "switch": {"at": "/b", "to": {"k": "#/$defs/event"}}})",
        u"/conditions/a/kind"_s);
    row("condition's pattern", R"({"conditions": {"a": {"at": "/a", "match": "*"}}})", u"/conditions/a/match"_s);
    row("envelope", R"({"envelopes": [{"events": "e", "with": {"a": "#/$defs/none"}}]})", u"/envelopes/0/with/a"_s);
    row("group", R"({"$defs": {"event": {"properties": {"a": {"x-group": "g"}}}}})",
        u"/$defs/event/properties/a/x-group"_s, u"group"_s);
    row("key pattern", R"({"keys": [{"kind": "k", "pattern": "a{2"}, {"kind": "l", "pattern": "("}]})",
        u"/keys/1/pattern"_s);
    row("prefix of two kinds", R"({"keys": [{"kind": "k", "prefix": ["k_"]}, {"kind": "l", "prefix": ["l_", "k_"]}]})",
        u"/keys/1/prefix/1"_s);
    row("sample's shape", R"({"samples": [{"title": "S", "shape": "s", "text": "{}"}]})", u"/samples/0/shape"_s);
    row("sample", R"({"samples": [{"title": "S", "shape": "event", "text": ["{", "}}"]}]})", u"/samples/0/text"_s,
        u"Line 2, column 2"_s);
    row("sample that is a list", R"({"samples": [{"title": "S", "shape": "event", "text": "[]"}]})",
        u"/samples/0/text"_s, u"object"_s);
}

void TestServiceLoad::ruleFaults()
{
    const auto rule = [](const char *name, const QByteArray &members, const QString &pointer) {
        const QByteArray patch = R"({"rules": [{"id": "P1", )" + members + "}]}";
        QTest::newRow(name) << probeJson(patch) << pointer << QString();
    };
    rule("rule's shape", R"("is": "foreign-shape", "shapes": ["x"])", u"/rules/0/shapes/0"_s);
    rule("rule's transport", R"("is": "transport-cannot-carry", "transports": ["x"])", u"/rules/0/transports/0"_s);
    rule("rule's condition", R"("is": "note", "say": "x", "if": "x")", u"/rules/0/if"_s);
    rule("rule's key", R"("is": "key", "need": "x")", u"/rules/0/need"_s);
    rule("rule's schema", R"("is": "schema", "schema": "#/$defs/x")", u"/rules/0/schema"_s);
    rule("rule's own schema", R"("is": "schema", "schema": {"type": "text"})", u"/rules/0/schema/type"_s);
    rule("auth-form on events", R"("is": "auth-form")", u"/rules/0"_s);
    rule("auth-form on requests", R"("is": "auth-form", "on": "request")", u"/rules/0/on"_s);
    rule("auth-form's place", R"("is": "auth-form", "on": "endpoint", "at": "/key")", u"/rules/0/at"_s);
    rule("bound-customer without a place", R"("is": "bound-customer")", u"/rules/0"_s);
    rule("rule's pattern", R"("is": "member-names", "match": "(")", u"/rules/0/match"_s);

    const auto transport = [](const char *name, const QByteArray &members, const QString &pointer) {
        const QByteArray patch = R"({"transports": {"t": {"title": "T", "shape": "event", )" + members + "}}}";
        QTest::newRow(name) << probeJson(patch) << pointer << QString();
    };
    const QByteArray one = R"("one": {"method": "POST", "path": "/", "body": "$event"})";
    transport("transport's shape", R"("shape": "x", )" + one, u"/transports/t/shape"_s);
    transport("transport without requests", R"("base": "")", u"/transports/t"_s);
    transport("auth's key", one + R"(, "auth": [{"header": "X", "keys": ["k"]}])", u"/transports/t/auth/0/keys/0"_s);
    transport("auth of two", one + R"(, "auth": [{"header": "X", "member": "/k"}])", u"/transports/t/auth/0"_s);
    transport("body without event", R"("one": {"method": "POST", "path": "/", "body": {"a": 1}})",
        u"/transports/t/one/body"_s);
    transport("placeholder", R"("many": {"method": "POST", "path": "/", "body": {"a": "$event", "b": "$events"}})",
        u"/transports/t/many/body/a"_s);
    transport("envelope's placeholder",
        R"("many": {"method": "POST", "path": "/", "body": {"a": "$envelope.app", "b": "$events"}})",
        u"/transports/t/many/body/a"_s);
    transport("answer's placeholder", one + R"(, "answer": {"one": [200, {"a": ["$then"]}]})",
        u"/transports/t/answer/one/1/a/0"_s);
}

void TestServiceLoad::faults()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, pointer);
    QFETCH(QString, reason);
    const auto loaded = Service::load(text, u"/etc/probe.json"_s);
    QVERIFY2(!loaded, "no fault found");
    QCOMPARE(loaded.error().kind, Error::Kind::BadInput);
    const QStringList lines = loaded.error().message.split(u'\n');
    const QString start = u"/etc/probe.json: %1: "_s.arg(pointer);
    const bool named = std::any_of(lines.begin(), lines.end(), [&](const QString &line) {
        return line.startsWith(start) && line.size() > start.size() && line.contains(reason);
    });
    QVERIFY2(named, qPrintable(loaded.error().message));
}

void TestServiceLoad::manyFaultsAtOnce()
{
    const auto loaded = Service::load(probeJson(R"({"rules": [
        {"id": "P1", "is": "note", "say": "x", "if": "a"}, {"id": "P2", "is": "key", "need": "k"}],
        "shapes": {"event": {"schema": "#/no"}}})"),
        u"probe.json"_s);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().message.count(u"probe.json: /"_s), 3);

    QByteArray rules;
    for (int i = 0; i < 50; ++i)
        rules += R"({"id": "P1", "is": "key", "need": "k"},)";
    rules.chop(1);
    const auto more = Service::load(probeJson("{\"rules\": [" + rules + "]}"), u"probe.json"_s);
    QVERIFY(!more);
    QCOMPARE(more.error().message.count(u'\n'), 20);
    QVERIFY(more.error().message.contains(u"30"_s));
}

void TestServiceLoad::revision()
{
    const QByteArray first = probe()->revision();
    QVERIFY(!first.isEmpty());
    QCOMPARE(probe()->revision(), first);
    QVERIFY(probe(R"({"title": "Other"})")->revision() != first);
    const char *patch = R"({"settings": {"user": {"title": "User"}}})";
    QVERIFY(probe(patch)->revision() != probe(patch, {{"user", "/u"}})->revision());
}

void TestServiceLoad::settings()
{
    const QByteArray json = probeJson(R"({"settings": {"user": {"title": "User", "default": "/user"}}})");
    QVERIFY(Service::load(json, u"p"_s, {{"user", "/a/b"}}));
    const auto unknown = Service::load(json, u"p"_s, {{"usr", "/a"}});
    QVERIFY(!unknown);
    QVERIFY(unknown.error().message.contains(u"usr"_s));
    const auto wrong = Service::load(json, u"p"_s, {{"user", "a"}});
    QVERIFY(!wrong);
    QVERIFY(wrong.error().message.contains(u"/settings/user"_s));
}

void TestServiceLoad::folder()
{
    const QTemporaryDir dir;
    const std::size_t builtIn = Services::load(QDir(dir.filePath(u"none"_s))).services.all().size();
    QVERIFY(builtIn > 0);
    write(dir, u"b.json"_s, probeJson(R"({"id": "second"})"));
    write(dir, u"a.json"_s, probeJson(R"({"id": "first"})"));
    write(dir, u"notes.txt"_s, "no definition");
    QVERIFY(QDir(dir.path()).mkdir(u"folder.json"_s));
    const Services::Loaded loaded = Services::load(QDir(dir.path()));
    QVERIFY(loaded.faults.empty());
    QCOMPARE(loaded.services.all().size(), builtIn + 2);
    QCOMPARE(loaded.services.all()[builtIn]->id(), "first");
    QCOMPARE(loaded.services.all()[builtIn + 1]->id(), "second");
    QCOMPARE(loaded.services.find("second")->file(), dir.filePath(u"b.json"_s));
    QVERIFY(!loaded.services.find("third"));
}

void TestServiceLoad::brokenFileLeavesBuiltIn()
{
    const QTemporaryDir dir;
    const Services builtIn = Services::load(QDir(dir.filePath(u"none"_s))).services;
    const QByteArray id = builtIn.all().front()->id();
    const QByteArray patch = "{\"id\": \"" + id + "\"}";
    write(dir, u"mine.json"_s, probeJson(patch).replace("\"/tenant\"", "\"tenant\""));
    const Services::Loaded broken = Services::load(QDir(dir.path()));
    QCOMPARE(broken.faults.size(), 1u);
    QVERIFY(broken.faults[0].message.contains(u"mine.json: /fields/tenant/0/at: "_s));
    QCOMPARE(broken.services.find(id)->title(), builtIn.all().front()->title());

    write(dir, u"mine.json"_s, probeJson(patch));
    const Services::Loaded mended = Services::load(QDir(dir.path()));
    QVERIFY(mended.faults.empty());
    QCOMPARE(mended.services.all().size(), builtIn.all().size());
    QCOMPARE(mended.services.all().front()->title(), u"Probe"_s);
}

void TestServiceLoad::settingsFile_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("fault");
    QTest::newRow("set") << QByteArray(R"({"probe": {"user": "/who"}})") << QByteArray("w") << QString();
    QTest::newRow("of another") << QByteArray(R"({"nobody": {"user": "/who"}})") << QByteArray("u") << u": /nobody: "_s;
    QTest::newRow("no pointer") << QByteArray(R"({"probe": {"user": "who"}})") << QByteArray("u")
                                << u"/settings/user"_s;
    QTest::newRow("no string") << QByteArray(R"({"probe": {"user": 1}})") << QByteArray("u") << u"/probe/user"_s;
    QTest::newRow("no object") << QByteArray(R"({"probe": []})") << QByteArray("u") << u"/probe"_s;
    QTest::newRow("a list") << QByteArray("[]") << QByteArray("u") << u"settings.json: /: "_s;
    QTest::newRow("cut off") << QByteArray("{\"probe\":") << QByteArray("u") << u"settings.json: line 1"_s;
    QTest::newRow("unknown name") << QByteArray(R"({"probe": {"usr": "/who"}})") << QByteArray("u") << u"usr"_s;
}

void TestServiceLoad::settingsFile()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, user);
    QFETCH(QString, fault);
    const QTemporaryDir dir;
    write(dir, u"probe.json"_s, probeJson(R"({"settings": {"user": {"title": "User", "default": "/user"}},
        "fields": {"user": [{"setting": "user"}]}})"));
    write(dir, u"settings.json"_s, settings);
    const Services::Loaded loaded = Services::load(QDir(dir.path()));
    QCOMPARE(loaded.faults.size(), fault.isEmpty() ? 0u : 1u);
    if (!fault.isEmpty())
        QVERIFY2(loaded.faults[0].message.contains(fault), qPrintable(loaded.faults[0].message));
    const Read event(R"({"name": "n", "user": "u", "who": "w"})");
    QCOMPARE(loaded.services.find("probe")->identify(event.root(), {}, "event").user, user);
}

void TestServiceLoad::sameIdTwice()
{
    const QTemporaryDir dir;
    write(dir, u"a.json"_s, probeJson(R"({"title": "A"})"));
    write(dir, u"b.json"_s, probeJson(R"({"title": "B"})"));
    const Services::Loaded loaded = Services::load(QDir(dir.path()));
    QCOMPARE(loaded.faults.size(), 1u);
    QVERIFY(loaded.faults[0].message.contains(u"b.json: /id: "_s));
    QCOMPARE(loaded.services.find("probe")->title(), u"A"_s);
}

QTEST_GUILESS_MAIN(TestServiceLoad)
#include "tst_serviceload.moc"
