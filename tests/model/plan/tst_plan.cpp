// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "plan/plan.h"
#include "service/services.h"
#include "testmain.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestPlan : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void propertiesOfServices_data();
    void propertiesOfServices();
    void faults_data();
    void faults();
    void hostilePlans_data();
    void hostilePlans();
    void staysAsItIs();
    void changesKeepTheRest();
    void refusesBadChanges();
    void properties();
    void changesOfProperties();
    void manyEvents();
};

namespace {

const QString file = u"plan.json"_s;

Plan loaded(const QByteArray &text)
{
    auto plan = Plan::load(text, file);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message));
    return *plan;
}

// A plan with one event, `api.call`, of that schema.
Plan planOf(const QByteArray &schema)
{
    return loaded(R"({"format":1,"title":"Team plan","events":{"api.call":{"schema":)" + schema + "}}}");
}

}

void TestPlan::propertiesOfServices_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("names");
    const auto row = [](const char *name, const char *event, const char *names) {
        QTest::newRow(name) << QByteArray(event) << QByteArray(names);
    };
    row("two objects", R"({"tenant_id":"a","event_name":"b","numeric_props":{"n":1,"n":2},"string_props":{"s":"x"}})",
        "n=2 s=\"x\"");
    row("one of them is none", R"({"tenant_id":"a","event_name":"b","string_props":4,"numeric_props":{"n":1}})", "n=1");
    row("none", R"({"tenant_id":"a","event_name":"b"})", "");
    row("by kind", R"({"event_type":"track","body":{"event":"e","traits":{"a":1,"b":{}}}})", "a=1 b={}");
    row("by another kind", R"({"event_type":"flag_check","body":{"flag_key":"e","reason":"r"}})",
        "flag_key=\"e\" reason=\"r\"");
    row("kind unknown", R"({"event_type":"other","body":{"traits":{"a":1}}})", "");
    row("an object", R"({"euid":1,"event_name":"login","itime":1,"properties":{"a":[1]}})", "a=[1]");
    row("the root without what is the service's",
        R"({"event_name":"x","customer_identifier":"c","path":"/","user_id":"u","n":null})", "path=\"/\" n=null");
    row("below", R"({"event":{"id":"5b1021480d284a6a","context":[],"detail":{"tenant":1},"timing":{"occurred":"1"}}})",
        "tenant=1");
}

void TestPlan::propertiesOfServices()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, names);
    static const Services services = Services::load(QDir(u"/nowhere"_s)).services;
    JsonTape tape;
    QVERIFY(tape.read(viewOf(event)));
    const Detection detected = services.detect(tape.root());
    QVERIFY(detected.service && detected.service->hasProperties());
    std::vector<EventProperty> properties(3);
    detected.service->properties(tape.root(), detected.shape, properties);
    QByteArrayList found;
    for (const EventProperty &property : properties)
        found << bytesOf(property.key.string()) + '=' + bytesOf(property.value.raw());
    QCOMPARE(found.join(' '), names);
}

void TestPlan::faults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("starts");    // of the lines of the message
    const auto row = [](const char *name, const QByteArray &text, const QStringList &starts) {
        QTest::newRow(name) << text << starts;
    };
    const auto event = [](const QByteArray &object) { return R"({"format":1,"events":{"a":)" + object + "}}"; };
    row("empty", "", {u"plan.json: line 1, column 1: "_s});
    row("no JSON", "{\n  \"format\": 1,,", {u"plan.json: line 2, column 15: "_s});
    row("no object", "[]", {u"plan.json: /: "_s});
    row("nothing in it", "{}", {u"plan.json: /: `format` is missing"_s, u"plan.json: /: `events` is missing"_s});
    row("another format", R"({"format":2,"events":{}})", {u"plan.json: /format: "_s});
    row("title", R"({"format":1,"title":4,"events":{}})", {u"plan.json: /title: "_s});
    row("service", R"({"format":1,"service":null,"events":{}})", {u"plan.json: /service: "_s});
    row("formats", R"({"format":1,"formats":"yes","events":{}})", {u"plan.json: /formats: "_s});
    row("a list of events", R"({"format":1,"events":[]})", {u"plan.json: /events: "_s});
    row("no name", R"({"format":1,"events":{"":{}}})", {u"plan.json: /events/: An event needs a name."_s});
    row("no event", event("5"), {u"plan.json: /events/a: "_s});
    row("status", event(R"({"status":"done"})"), {u"plan.json: /events/a/status: "_s});
    row("about", event(R"({"about":"all"})"), {u"plan.json: /events/a/about: "_s});
    row("owner", event(R"({"owner":["me"]})"), {u"plan.json: /events/a/owner: "_s});
    row("no schema", event(R"({"schema":"string"})"), {u"plan.json: /events/a/schema: A JSON Schema is"_s});
    row("a type that is none", event(R"({"schema":{"properties":{"n":{"type":"int"}}}})"),
        {u"plan.json: /events/a/schema/properties/n/type: "_s});
    row("a pattern", event(R"({"schema":{"properties":{"n":{"pattern":"("}}}})"),
        {u"plan.json: /events/a/schema/properties/n/pattern: "_s});
    row("a reference to nowhere", event(R"({"schema":{"$ref":"#/$defs/no"}})"),
        {u"plan.json: /events/a/schema/$ref: "_s});
    row("schemas of several events",
        R"({"format":1,"events":{"a/b":{"schema":{"type":1}},"c":{"schema":{}},"d~":{"schema":{"required":1}}}})",
        {u"plan.json: /events/a~1b/schema/type: "_s, u"plan.json: /events/d~0/schema/required: "_s});
    row("an event twice", R"({"format":1,"events":{"a":{},"b":{},"\u0061":{}}})", {u"plan.json: /events/a: "_s});
    row("a property twice", event(R"({"schema":{"properties":{"n":{},"n":{}}}})"),
        {u"plan.json: /events/a/schema/properties/n: "_s});
}

void TestPlan::faults()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, starts);
    const auto plan = Plan::load(text, file);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, Error::Kind::BadInput);
    const QStringList lines = plan.error().message.split(u'\n');
    QCOMPARE(lines.size(), starts.size());
    for (qsizetype i = 0; i < lines.size(); ++i)
        QVERIFY2(lines[i].startsWith(starts[i]), qPrintable(lines[i]));
}

void TestPlan::hostilePlans_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nested") << R"({"format":1,"events":{"a":{"schema":)" + QByteArray(1000, '[') +
                                   QByteArray(1000, ']') + "}}}";
    QTest::newRow("nested beyond all bounds") << QByteArray(2'000'000, '[');
    QByteArray same(R"({"format":1,"events":{"a":{)");
    for (int i = 0; i < 100'000; ++i)
        same += R"("x":1,)";
    QTest::newRow("one name again and again") << same + R"("x":1}}})";
    QByteArray faulty(R"({"format":1,"events":{)");
    for (int i = 0; i < 20'000; ++i)
        faulty += '"' + QByteArray::number(i) + R"(":{"schema":{"type":"int"}},)";
    QTest::newRow("a fault in every schema") << faulty + R"("x":{}}})";
    QTest::newRow("no UTF-8") << QByteArray("{\"format\":1,\"events\":{\"\xff\":{}}}");
}

void TestPlan::hostilePlans()
{
    QFETCH(QByteArray, text);
    const auto plan = Plan::load(text, file);
    QVERIFY(!plan);
    QVERIFY(plan.error().message.count(u'\n') < 21);
}

void TestPlan::staysAsItIs()
{
    const QByteArray text = R"({
  "format": 1,
  "x-team": [1.50, null],
  "title": "Team \u00e9",
  "service": "svc",
  "formats": true,
  "events": {
    "b": {
      "schema": {
        "maximum": 1e400,
        "enum": [1.0, 100000000000000000000001]
      },
      "x-link": "https://example.org",
      "status": "planned"
    },
    "a": {}
  }
}
)";
    const Plan plan = loaded(text);
    QCOMPARE(plan.text(), text);
    QCOMPARE(plan.title(), u"Team é"_s);
    QCOMPARE(plan.service(), "svc");
    QVERIFY(plan.assertsFormats());
    QCOMPARE(plan.events().size(), 2u);
    QCOMPARE(plan.events()[0].name, "b");
    QCOMPARE(plan.events()[0].status, PlanStatus::Planned);
    QVERIFY(plan.event("a") && plan.event("a")->schema.isEmpty());
    QVERIFY(!plan.event("c"));
    QVERIFY(loaded(plan.text()) == plan);
    QCOMPARE(Plan().text(), "{\n  \"format\": 1,\n  \"events\": {}\n}\n");
}

void TestPlan::changesKeepTheRest()
{
    const Plan plan = loaded(
        R"({"format":1,"x":1e999,"events":{"a":{"x-a":0.10,"description":"A","schema":{"maximum":1.0}},"b":{"owner":"me"}}})");
    PlannedEvent event = *plan.event("a");
    event.name = "c";
    event.description = u"“C”"_s;
    event.owner = u"you"_s;
    event.status = PlanStatus::Deprecated;
    event.wholeEvent = true;
    const auto changed = plan.withEvent("a", event);
    QVERIFY_RESULT(changed);
    QVERIFY(plan.event("a") && !plan.event("c"));
    QVERIFY(!changed->event("a"));
    QCOMPARE(changed->events()[0], event);
    QCOMPARE(*changed->event("b"), *plan.event("b"));
    const QByteArray text = changed->withTitle(u"T"_s).withService("s").withFormats(true).text();
    QCOMPARE(text.simplified(),
        R"({ "format": 1, "x": 1e999, "events": { "c": { "x-a": 0.10, "description": "“C”", "schema": { "maximum": 1.0 }, )"
        R"("owner": "you", "status": "deprecated", "about": "event" }, "b": { "owner": "me" } }, )"
        R"("title": "T", "service": "s", "formats": true })");
    QVERIFY(loaded(text).withFormats(false) == changed->withTitle(u"T"_s).withService("s").withFormats(false));

    const auto more = changed->withEvent("d", {.name = "d"});
    QVERIFY_RESULT(more);
    QCOMPARE(more->events().back().name, "d");
    const Plan fewer = more->withoutEvent("c").withoutEvent("none");
    QCOMPARE(fewer.events().size(), 2u);
    QVERIFY(fewer.event("d") && fewer.event("b"));
}

void TestPlan::refusesBadChanges()
{
    const Plan plan = loaded(R"({"format":1,"events":{"a":{},"b":{}}})");
    const auto reason = [&](QByteArrayView name, const PlannedEvent &event) {
        const auto changed = plan.withEvent(name, event);
        return changed ? QString() : changed.error().message;
    };
    QVERIFY(!reason("a", {.name = ""}).isEmpty());
    QVERIFY(reason("a", {.name = "b"}).contains(u"\"b\""_s));
    QVERIFY(reason("new", {.name = "b"}).contains(u"\"b\""_s));
    QVERIFY(reason("a", {.name = "a", .schema = "{"}).contains(u"column 2"_s));
    QVERIFY(reason("a", {.name = "a", .schema = R"({"properties":{"x":{"type":"no"}}})"})
                .contains(u"/properties/x/type"_s));
    QVERIFY(!reason("a", {.name = "a", .schema = "5"}).isEmpty());
    QVERIFY(reason("a", {.name = "a", .schema = "true"}).isEmpty());
}

void TestPlan::properties()
{
    const PlannedEvent event = *planOf(R"({"required":["n","gone"],"properties":{
        "n":{"type":"integer","description":"How many"}, "s":{"type":["string","null"],"enum":["a",1.0]},
        "m":{"minimum":1.0}, "any":true}})")
                                    .event("api.call");
    const std::vector<PlannedProperty> found = propertiesOf(event);
    const std::vector<PlannedProperty> expected{
        {.name = "n", .types = {"integer"}, .required = true, .description = u"How many"_s},
        {.name = "s", .types = {"string", "null"}, .values = {"\"a\"", "1.0"}},
        {.name = "m", .more = true},
        {.name = "any"},
        {.name = "gone", .required = true},
    };
    QCOMPARE(found, expected);
    QVERIFY(propertiesOf({.name = "x", .wholeEvent = true, .schema = event.schema}).empty());
    QVERIFY(propertiesOf({.name = "x", .schema = "true"}).empty());
    QVERIFY(propertiesOf({.name = "x"}).empty());
}

void TestPlan::changesOfProperties()
{
    PlannedEvent event{.name = "e"};
    QVERIFY(allowsOthers(event));
    event = withProperty(event, "n", {.name = "n", .types = {"integer"}, .required = true});
    event = withProperty(event, "s", {.name = "s", .types = {"string", "null"}, .values = {"\"a\"", "b"}});
    QCOMPARE(event.schema.simplified(),
        R"({ "type": "object", "properties": { "n": { "type": "integer" }, )"
        R"("s": { "type": ["string", "null"], "enum": ["a", "b"] } }, "required": ["n"] })");
    event.schema.replace(R"("integer")", R"("integer", "minimum": 1.50)");
    event = withProperty(event, "n", {.name = "N", .types = {"number"}, .required = true, .description = u"x"_s});
    QCOMPARE(event.schema.simplified(),
        R"({ "type": "object", "properties": { "N": { "type": "number", "minimum": 1.50, "description": "x" }, )"
        R"("s": { "type": ["string", "null"], "enum": ["a", "b"] } }, "required": ["N"] })");
    event = withOthers(withProperty(event, "N", {.name = "N"}), false);
    QVERIFY(!allowsOthers(event));
    QVERIFY(withOthers(event, true) == withOthers(withOthers(event, true), true));
    QVERIFY(allowsOthers(withOthers(event, true)));
    event = withoutProperty(withoutProperty(event, "s"), "none");
    QCOMPARE(event.schema.simplified(),
        R"({ "type": "object", "properties": { "N": { "minimum": 1.50 } }, "additionalProperties": false })");
    QVERIFY(!allowsOthers({.name = "e", .schema = "false"}));
}

void TestPlan::manyEvents()
{
    QByteArray text(R"({"format":1,"events":{)");
    for (int i = 0; i < 5000; ++i) {
        text += i > 0 ? ",\"event." : "\"event.";
        text += QByteArray::number(i) + R"(":{"schema":{"properties":{"a":{"type":"string"},"b":{"minimum":1}}}})";
    }
    const Plan plan = loaded(text + "}}");
    QCOMPARE(plan.events().size(), 5000u);
    QVERIFY(plan.event("event.4999"));
    QVERIFY(loaded(plan.text()) == plan);
}

QTEST_GUILESS_MAIN(TestPlan)

#include "tst_plan.moc"
