// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontext.h"
#include "event/ruleset.h"
#include "event/utf8.h"
#include "intake/eventreader.h"
#include "plan/nearnames.h"
#include "plan/planjudge.h"
#include "service/services.h"
#include "testmain.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestPlan : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void propertiesOfServices_data();
    void propertiesOfServices();
    void placesOfDefinitions_data();
    void placesOfDefinitions();
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
    void judges_data();
    void judges();
    void mendsByFix_data();
    void mendsByFix();
    void severities();
    void speaksOfItsServiceOnly();
    void revisions();
    void nearNames_data();
    void nearNames();
    void joins();
    void manyFaults();
    void readersJudgeByIt();
    void manyThreads();
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

const Services &services()
{
    static const Services all = Services::load(QDir(u"/nowhere"_s)).services;
    return all;
}

// An event that is judged by a plan as an import would.
struct Judged {
    Judged(const Plan &plan, QByteArray event, const SeverityChanges &changes = {})
        : text(std::move(event))
    {
        const auto judge = PlanJudge::compile(plan, file, changes);
        if (!judge || !tape.read(viewOf(text)))
            qFatal("neither plan nor event may be at fault");
        const Detection found = services().detect(tape.root());
        const QByteArray name = found.service->identify(tape.root(), {}, found.shape).name;
        judgement = (*judge)->judge(tape, *found.service, found.shape, name);
        const Judgement verdict = (*judge)->verdict(tape, *found.service, found.shape, name);
        if (verdict.verdict != judgement.verdict || verdict.rules != judgement.rules)
            qFatal("verdict() and judge() differ");
    }

    QByteArray text;
    JsonTape tape;
    Judgement judgement;
};

// Rule, pointer, text at the place, of each finding.
QByteArrayList listed(const Judged &judged)
{
    QByteArrayList lines;
    for (const Finding &finding : judged.judgement.findings)
        lines << finding.rule + ' ' + finding.pointer + ' ' + judged.text.mid(finding.offset, finding.length);
    return lines;
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

void TestPlan::placesOfDefinitions_data()
{
    QTest::addColumn<QByteArray>("places");
    QTest::addColumn<QString>("outcome");    // the properties of the event, or how the fault begins
    const auto row = [](const char *name, const QByteArray &places, const QString &outcome) {
        QTest::newRow(name) << places << outcome;
    };
    row("untold", "", u"name data x"_s);
    row("one", R"("properties":[{"at":"/data"}],)", u"a b"_s);
    row("in the order of the text", R"("properties":[{"at":"/data"},{"at":"","without":["data","name"]}],)",
        u"a b x"_s);
    row("without", R"("properties":[{"at":"/data","without":["a"]}],)", u"b"_s);
    row("where it holds", R"("properties":[{"at":"/data","if":{"at":"/x","is":2}},{"at":"/data","if":"one"}],)",
        u"a b"_s);
    row("where nothing holds", R"("properties":[{"at":"/data","if":{"not":"one"}}],)", QString());
    row("no list", R"("properties":{"at":""},)", u"d.json: /properties: "_s);
    row("empty", R"("properties":[],)", u"d.json: /properties: "_s);
    row("no place", R"("properties":[{"without":["a"]}],)", u"d.json: /properties/0: "_s);
    row("no pointer", R"("properties":[{"at":"data"}],)", u"d.json: /properties/0/at: "_s);
    row("no condition", R"("properties":[{"at":"/data","if":"two"}],)", u"d.json: /properties/0/if: "_s);
    row("no shape", R"("properties":[{"at":"/data","if":{"shape":"other"}}],)", u"d.json: /properties/0/if/shape: "_s);
    row("another member", R"("properties":[{"at":"/data","for":1}],)", u"d.json: /properties/0/for: "_s);
}

void TestPlan::placesOfDefinitions()
{
    QFETCH(QByteArray, places);
    QFETCH(QString, outcome);
    const auto service = Service::load(R"({"format":1,"id":"probe","title":"Probe",)" + places +
                                           R"("conditions":{"one":{"at":"/x","is":1}},
        "shapes":{"event":{"title":"Event","schema":"#/$defs/event"}},"fields":{"name":[{"at":"/name"}]},
        "detect":{"event":[{"need":{"/name":"string"}}]},"$defs":{"event":{"type":"object"}}})",
        u"d.json"_s);
    if (!service) {
        QVERIFY2(service.error().message.startsWith(outcome), qPrintable(service.error().message));
        return;
    }
    const QByteArray event = R"({"name":"n","data":{"a":1,"b":2},"x":1})";
    JsonTape tape;
    QVERIFY(tape.read(viewOf(event)));
    std::vector<EventProperty> properties;
    (*service)->properties(tape.root(), "event", properties);
    QStringList names;
    for (const EventProperty &property : properties)
        names << stringOf(property.key.string());
    QCOMPARE(names.join(u' '), outcome);
    QCOMPARE((*service)->hasProperties(), !places.isEmpty());
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
    row("no keyword", event(R"({"schema":{"propertys":{},"x-own":1,"items":{"Type":"string"}}})"),
        {u"plan.json: /events/a/schema/propertys: "_s, u"plan.json: /events/a/schema/items/Type: "_s});
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
    QVERIFY2(lines.size() == starts.size(), qPrintable(plan.error().message));
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

namespace {

const QByteArray callSchema = R"({"properties":{"tokens":{"type":"integer"},"model":{"enum":["a","b"]},
    "latency_ms":{"type":["number","null"],"minimum":0,"maximum":10.5},"id":{"type":"string","format":"uuid"},
    "tags":{"type":"array","items":{"type":"string","maxLength":3}},
    "where":{"type":"object","properties":{"city":{"type":"string"}},"additionalProperties":false}},
    "required":["tokens"],"additionalProperties":false,"not":{"required":["model","id"]}})";

// The members of one object, of a service that keeps its properties in one.
QByteArray inOne(const QByteArray &properties)
{
    return R"({"euid":1,"event_name":"api.call","itime":1,"properties":{)" + properties + "}}";
}

// Those of a service that keeps them in two.
QByteArray inTwo(const QByteArray &strings, const QByteArray &numbers)
{
    return R"({"tenant_id":"t","event_name":"api.call","string_props":{)" + strings + R"(},"numeric_props":{)" +
           numbers + "}}";
}

}

void TestPlan::judges_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArrayList>("findings");
    QTest::addColumn<QStringList>("sentences");
    const auto row = [](const char *name, const QByteArray &event, const QByteArrayList &findings,
                         const QStringList &sentences) { QTest::newRow(name) << event << findings << sentences; };
    row("valid", inOne(R"("tokens":5.0,"model":"a","latency_ms":null,"tags":["x"],"where":{"city":"P"})"), {}, {});
    row("missing", inOne(R"("model":"a")"), {R"(plan.missing /properties {"model":"a"})"},
        {u"`tokens` is planned as required, and is missing."_s});
    row("missing, nearly there", inOne(R"("Token":4)"),
        {R"(plan.missing /properties {"Token":4})", "plan.unexpected /properties/Token 4"},
        {u"`tokens` is planned as required, and is missing; `Token` is there, which is not planned."_s,
            u"`Token` is not planned; `tokens` is."_s});
    row("type", inOne(R"("tokens":"12")"), {R"(plan.type /properties/tokens "12")"},
        {u"`tokens` is planned as an integer, and is a string here."_s});
    row("no integer", inOne(R"("tokens":1.5)"), {"plan.type /properties/tokens 1.5"},
        {u"`tokens` is planned as an integer, and is a number here."_s});
    row("type of an item", inOne(R"("tokens":1,"tags":["a",null])"), {"plan.type /properties/tags/1 null"},
        {u"item 2 of `tags` is planned as a string, and is null here."_s});
    row("unexpected", inOne(R"("tokens":1,"other":{})"), {"plan.unexpected /properties/other {}"},
        {u"`other` is not planned."_s});
    row("mistyped", inOne(R"("tokens":1,"modle":"a")"), {R"(plan.unexpected /properties/modle "a")"},
        {u"`modle` is not planned; `model` is."_s});
    row("unexpected within", inOne(R"("tokens":1,"where":{"City":"P"})"),
        {R"(plan.unexpected /properties/where/City "P")"}, {u"`City` is not planned; `city` is."_s});
    row("value", inOne(R"("tokens":1,"model":"c")"), {R"(plan.value /properties/model "c")"},
        {u"`model` is planned as \"a\" or \"b\", and is \"c\" here."_s});
    row("range", inOne(R"("tokens":1,"latency_ms":10.6)"), {"plan.value /properties/latency_ms 10.6"},
        {u"`latency_ms` is planned as at most 10.5, and is 10.6 here."_s});
    row("format", inOne(R"("tokens":1,"id":"x")"), {R"(plan.value /properties/id "x")"}, {});
    row("length", inOne(R"("tokens":1,"tags":["long"])"), {R"(plan.value /properties/tags/0 "long")"}, {});
    row("no properties", R"({"euid":1,"event_name":"api.call","itime":1})",
        {R"(plan.missing  {"euid":1,"event_name":"api.call","itime":1})"}, {});
    row("the last of two counts", inOne(R"("tokens":"x","tokens":1)"), {}, {});
    row("gathered and valid", inTwo(R"("model":"a")", R"("tokens":1)"), {}, {});
    row("gathered from one", R"({"tenant_id":"t","event_name":"api.call","numeric_props":{"tokens":1}})", {}, {});
    row("gathered", inTwo(R"( "model": "c" , "\u006Fther":"x")", R"("latency_ms":-1)"),
        {R"(plan.missing  )" + inTwo(R"( "model": "c" , "\u006Fther":"x")", R"("latency_ms":-1)"),
            R"(plan.value /string_props/model "c")", R"(plan.unexpected /string_props/other "x")",
            "plan.value /numeric_props/latency_ms -1"},
        {});
    row("gathered from the root", R"({"event_name":"api.call","customer_identifier":"c","tokens":1,"tags":["abcd"]})",
        {R"(plan.value /tags/0 "abcd")"}, {});
    row("missing in the root", R"({"event_name":"api.call","model":"a"})",
        {R"(plan.missing  {"event_name":"api.call","model":"a"})"}, {});
    row("for another reason", inOne(R"("tokens":1,"model":"a","id":"0f8fad5b-d9cb-469f-a165-70867728950e")"),
        {R"(plan.schema /properties {"tokens":1,"model":"a","id":"0f8fad5b-d9cb-469f-a165-70867728950e"})"}, {});
    row("unplanned", R"({"euid":1,"event_name":"sign_up","itime":1})", {R"(plan.unplanned /event_name "sign_up")"},
        {u"The event `sign_up` is not in the plan."_s});
    row("nearly planned", R"({"euid":1,"event_name":"ApiCalls","itime":1})", {R"(plan.name /event_name "ApiCalls")"},
        {u"The event `ApiCalls` is not in the plan; `api.call` is."_s});
    row("deprecated", R"({"euid":1,"event_name":"old","itime":1,"properties":{"x":[]}})",
        {R"(plan.deprecated /event_name "old")"}, {u"The plan calls the event `old` deprecated: stop sending it."_s});
    row("whole event", R"({"euid":"1","event_name":"whole","itime":1,"properties":{}})", {R"(plan.type /euid "1")"},
        {u"`euid` is planned as an integer, and is a string here."_s});
    row("without a name", R"({"euid":1,"itime":1,"properties":{}})", {}, {});
}

void TestPlan::judges()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArrayList, findings);
    QFETCH(QStringList, sentences);
    const Plan plan = loaded(R"({"format":1,"title":"Team","formats":true,"events":{"api.call":{"schema":)" +
                             callSchema + R"(},"old":{"status":"deprecated"},
        "whole":{"about":"event","schema":{"properties":{"euid":{"type":"integer"}}}}}})");
    const Judged judged(plan, event);
    QCOMPARE(listed(judged), findings);
    for (qsizetype i = 0; i < sentences.size(); ++i)
        QCOMPARE(judged.judgement.findings[static_cast<std::size_t>(i)].sentence, sentences[i]);
    for (const Finding &finding : judged.judgement.findings) {
        QVERIFY(hasRule(judged.judgement.rules, finding.rule));
        QVERIFY2(finding.source.startsWith(u"Team"_s), qPrintable(finding.source));
    }
    const bool wrong = std::any_of(judged.judgement.findings.begin(), judged.judgement.findings.end(),
        [](const Finding &finding) { return finding.severity == Severity::Error; });
    QCOMPARE(judged.judgement.verdict == Verdict::Invalid, wrong);
}

void TestPlan::mendsByFix_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("mended");    // empty: no fix is offered
    const auto row = [](const char *name, const QByteArray &event, const QByteArray &mended) {
        QTest::newRow(name) << event << mended;
    };
    row("number in quotes", inOne(R"("tokens":"12")"), inOne(R"("tokens":12)"));
    row("no number in quotes", inOne(R"("tokens":"twelve")"), {});
    row("no integer in quotes", inOne(R"("tokens":"1.5")"), {});
    row("a string is planned", inOne(R"("tokens":1,"id":1.50)"), inOne(R"("tokens":1,"id":"1.50")"));
    row("spread over two", inTwo(R"("tokens":"12")", ""), {});
    row("in the root", R"({"event_name":"api.call","tokens":"12"})", R"({"event_name":"api.call","tokens":12})");
    row("mistyped", inOne(R"("tokens":1,"modle":"a")"), inOne(R"("tokens":1,"model":"a")"));
    row("mistyped, the right one there too", inOne(R"("tokens":1,"model":"a","modle":"a")"), {});
    row("nearly there", inTwo("", R"("Token":1)"), inTwo("", R"("tokens":1)"));
    row("event", R"({"euid":1,"event_name":"api_calls","itime":1})", R"({"euid":1,"event_name":"api.call","itime":1})");
}

void TestPlan::mendsByFix()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, mended);
    const Judged judged(planOf(callSchema), event);
    QVERIFY(!judged.judgement.findings.empty());
    const auto &fix = judged.judgement.findings.front().fix;
    QCOMPARE(fix.has_value(), !mended.isEmpty());
    if (fix) {
        QVERIFY(!fix->label.isEmpty());
        QCOMPARE(applied(event, fix->edits), mended);
    }
}

void TestPlan::severities()
{
    const Plan plan = planOf(R"({"properties":{"n":{"type":"integer"},"m":{"type":"string","x-severity":"info"}},
        "additionalProperties":false})");
    const auto rules = [&](const QByteArray &properties, const SeverityChanges &changes = {}) {
        return Judged(plan, inOne(properties), changes).judgement.rules;
    };
    QCOMPARE(rules(R"("n":"x","o":1)"), "plan.type:error plan.unexpected:warning");
    QCOMPARE(rules(R"("m":1)"), "plan.type:info");
    SeverityChanges changes;
    changes.set({}, "plan.type", RuleLevel::Warning);
    changes.set({}, "plan.unexpected", RuleLevel::Off);
    QCOMPARE(rules(R"("n":"x","o":1)", changes), "plan.type:warning");
    QCOMPARE(rules(R"("o":1)", changes), "");
    QCOMPARE(Judged(plan, inOne(R"("o":1)"), changes).judgement.verdict, Verdict::Valid);
    QVERIFY(Judged(plan, inOne(R"("o":1)"), changes).judgement.findings.empty());

    const auto judge = PlanJudge::compile(plan, file, changes);
    QVERIFY_RESULT(judge);
    const std::vector<RuleInfo> infos = (*judge)->rules();
    QCOMPARE(infos.size(), 8u);
    for (const RuleInfo &info : infos)
        QVERIFY(info.id.startsWith("plan.") && info.severities.size() == 1 && !info.say.isEmpty());
}

void TestPlan::speaksOfItsServiceOnly()
{
    const QByteArray event = inOne(R"("x":1)");
    const Plan plan = planOf("false");
    QCOMPARE(Judged(plan, event).judgement.verdict, Verdict::Invalid);
    QCOMPARE(Judged(plan.withService("engagelab"), event).judgement.verdict, Verdict::Invalid);
    QCOMPARE(Judged(plan.withService("another"), event).judgement.verdict, Verdict::Unjudged);
    QVERIFY(Judged(plan.withService("another"), event).judgement.findings.empty());
}

void TestPlan::revisions()
{
    const auto revision = [](const Plan &plan, const SeverityChanges &changes = {}) {
        return (*PlanJudge::compile(plan, file, changes))->revision();
    };
    const Plan plan = planOf("{}");
    SeverityChanges changes;
    changes.set({}, "plan.type", RuleLevel::Info);
    QVERIFY(!revision(plan).isEmpty());
    QCOMPARE(revision(plan), revision(loaded(plan.text())));
    QVERIFY(revision(plan) != revision(plan.withTitle(u"x"_s)));
    QVERIFY(revision(plan) != revision(plan, changes));
    changes = {};
    changes.set({}, "S9", RuleLevel::Info);
    QCOMPARE(revision(plan), revision(plan, changes));
}

void TestPlan::nearNames_data()
{
    QTest::addColumn<QByteArrayList>("names");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("near");
    const auto row = [](const char *title, const QByteArrayList &names, const QByteArray &name,
                         const QByteArray &near) { QTest::newRow(title) << names << name << near; };
    row("itself", {"api.call", "api_call"}, "api.call", "");
    row("case", {"api.call"}, "API.Call", "api.call");
    row("separator", {"api.call"}, "api_call", "api.call");
    row("other separators", {"user-signed up"}, "user.signed_up", "user-signed up");
    row("camel case", {"user_signed_up"}, "userSignedUp", "user_signed_up");
    row("no separator", {"user_signed_up"}, "usersignedup", "user_signed_up");
    row("plural", {"api.call"}, "api.calls", "api.call");
    row("plural planned", {"api.calls"}, "api.call", "api.calls");
    row("plural within", {"users.created"}, "user_created", "users.created");
    row("-es", {"box.opened"}, "boxes.opened", "box.opened");
    row("-ies", {"category"}, "categories", "category");
    row("movies", {"movie"}, "Movies", "movie");
    row("statuses", {"order status"}, "orderStatuses", "order status");
    row("plural without separator", {"api.call"}, "apicalls", "api.call");
    row("no plural", {"addres"}, "address", "");
    row("of several none", {"api.call", "api-call"}, "api_call", "");
    row("something else", {"api.call"}, "api.cell", "");
    row("another beginning", {"page"}, "pager", "");
    row("letters beyond ASCII", {"größe"}, "größen", "");
    row("their case", {"größe.é"}, "Größe_É", "größe.é");
    row("nothing", {""}, "", "");
    row("separators alone", {"..."}, "_", "");
    row("mistyped", {"amount"}, "amonut", "~amount");
    row("a letter too many", {"amount"}, "amounnt", "~amount");
    row("a letter too few", {"amount"}, "amunt", "~amount");
    row("another letter", {"amount"}, "amoumt", "~amount");
    row("the last letter", {"amount"}, "amounr", "~amount");
    row("digits are meant", {"step1"}, "step2", "~");
    row("one more digit", {"step1"}, "step12", "~");
    row("short", {"abc"}, "abd", "~");
    row("two letters", {"amount"}, "amuont_x", "~");
    row("of several mistyped none", {"amountx", "amounty"}, "amountz", "~");
}

void TestPlan::nearNames()
{
    QFETCH(QByteArrayList, names);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, near);
    const NearNames known({names.begin(), names.end()});
    if (near.startsWith('~'))
        QCOMPARE(known.nearlyOrMistyped(name), near.mid(1));
    else
        QCOMPARE(known.nearly(name), near);
}

void TestPlan::joins()
{
    const auto finding = [](const char *rule, quint32 offset, bool inEnvelope) {
        Finding made;
        made.rule = rule;
        made.offset = offset;
        made.inEnvelope = inEnvelope;
        return made;
    };
    Judgement one;
    one.rules = "M7:error";
    one.verdict = Verdict::Invalid;
    one.findings = {finding("M1", 20, true), finding("M7", 9, false)};
    Judgement other;
    other.verdict = Verdict::Warning;
    other.partly = true;
    other.rules = "plan.unexpected:warning";
    other.findings = {finding("plan.unexpected", 4, false)};
    const Judgement both = joined(one, other);
    QCOMPARE(both.verdict, Verdict::Invalid);
    QVERIFY(both.partly);
    QCOMPARE(both.rules, joinedRules(one.rules, other.rules));
    QCOMPARE(both.findings.size(), 3u);
    QCOMPARE(both.findings[0].rule, "M1");
    QCOMPARE(both.findings[1].rule, "plan.unexpected");
    Judgement unjudged;
    unjudged.verdict = Verdict::Unjudged;
    QCOMPARE(joined(unjudged, other).verdict, Verdict::Warning);
    QCOMPARE(joined(other, unjudged).rules, other.rules);
}

void TestPlan::manyFaults()
{
    QByteArray members(R"("tokens":1)");
    for (int i = 0; i < 20'000; ++i)
        members += R"(,"token)" + QByteArray::number(i) + R"(":"x")";
    const Judged judged(planOf(callSchema), inOne(members));
    QCOMPARE(judged.judgement.rules, "plan.unexpected:warning");
    QVERIFY(judged.judgement.findings.size() >= 100);
}

void TestPlan::readersJudgeByIt()
{
    const auto judge = PlanJudge::compile(planOf(callSchema), file);
    QVERIFY_RESULT(judge);
    const ServiceSet set = ServiceSet::compile(services(), nullptr);
    ReadOptions options;
    EventReader without(set, options);
    options.plan = *judge;
    EventReader reader(set, options);
    const auto read = [](EventReader &with, const QByteArray &text) {
        return std::get<Event>(with.read(viewOf(text), {}, 1'772'323'200'000'000));
    };
    const QByteArray wrong = inTwo(R"("model":"c")", R"("tokens":"1")");
    const Event before = read(without, wrong);
    const Event event = read(reader, wrong);
    QVERIFY(!hasRule(before.rules, "plan.type"));
    QCOMPARE(event.rules, joinedRules(before.rules, "plan.type:error plan.value:error"));
    QCOMPARE(event.verdict, Verdict::Invalid);
    QCOMPARE(event.partlyJudged, before.partlyJudged);
    const Judgement details = reader.findings(event);
    QCOMPARE(details.rules, event.rules);
    QCOMPARE(details.verdict, event.verdict);
    QVERIFY(std::is_sorted(details.findings.begin(), details.findings.end(),
        [](const Finding &a, const Finding &b) { return a.offset < b.offset; }));
    const auto ofPlan = std::count_if(details.findings.begin(), details.findings.end(),
        [](const Finding &finding) { return finding.rule.startsWith("plan."); });
    QCOMPARE(ofPlan, 2);

    const QByteArray right = inTwo(R"("model":"a")", R"("tokens":1)");
    QCOMPARE(read(reader, right).rules, read(without, right).rules);
    QCOMPARE(read(reader, right).verdict, read(without, right).verdict);
    const Event unknown = read(reader, R"({"what":1})");
    QCOMPARE(unknown.verdict, Verdict::Unjudged);
    QVERIFY(unknown.rules.isEmpty());
}

void TestPlan::manyThreads()
{
    const auto judge = PlanJudge::compile(planOf(callSchema), file);
    QVERIFY_RESULT(judge);
    const std::vector<std::pair<QByteArray, QByteArray>> cases{
        {inTwo(R"("model":"a")", R"("tokens":1)"), ""},
        {inTwo(R"("model":"c")", R"("tokens":1)"), "plan.value:error"},
        {inTwo(R"("other":"c")", R"("tokens":1)"), "plan.unexpected:warning"},
        {inTwo(R"("model":"a")", ""), "plan.missing:error"},
    };
    const ServicePtr service = services().find("emban");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < cases.size(); ++number) {
        threads.emplace_back([&, number] {
            JsonTape tape;
            for (std::size_t i = 0; i < 2000; ++i) {
                const auto &[text, rules] = cases[(i + number) % cases.size()];
                const bool same =
                    tape.read(viewOf(text)) && (*judge)->verdict(tape, *service, "event", "api.call").rules == rules;
                wrong += same ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestPlan)

#include "tst_plan.moc"
