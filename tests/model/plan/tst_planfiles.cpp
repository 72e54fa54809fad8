// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "plan/planfiles.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString file = u"plan.csv"_s;

Plan loaded(const QByteArray &text)
{
    auto plan = Plan::load(text, file);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message));
    return *plan;
}

Result<Plan> imported(const QByteArray &csv)
{
    const auto table = readCsv(csv, file);
    if (!table)
        return failure(table.error());
    return planFromCsv(*table, guessColumns(table->header), file);
}

void write(const QString &path, const QByteArray &text)
{
    QFile to(path);
    if (!to.open(QIODevice::WriteOnly) || to.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

bool accepts(const PlannedEvent &event, const QByteArray &instance)
{
    const auto schema = JsonSchema::compile(SchemaDocument::read(event.schema));
    JsonTape tape;
    if (!schema || !tape.read(viewOf(instance)))
        qFatal("neither schema nor instance may be at fault");
    return (*schema)->accepts(tape.root());
}

}

class TestPlanFiles : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void readsTables_data();
    void readsTables();
    void refusesTables_data();
    void refusesTables();
    void guessesColumns();
    void importsTables();
    void refusesRows_data();
    void refusesRows();
    void tablesKeepWhatTheyCanSay();
    void schemasKeepThePlan();
    void schemasFromElsewhere();
    void referredSchemas();
    void refusesFolders_data();
    void refusesFolders();
    void overwritesOnlyWhereAsked();
};

void TestPlanFiles::readsTables_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QStringList>("header");
    QTest::addColumn<QList<QStringList>>("rows");
    QTest::addColumn<QList<int>>("lines");
    const auto row = [](const char *name, const QByteArray &csv, const QStringList &header,
                         const QList<QStringList> &rows,
                         const QList<int> &lines) { QTest::newRow(name) << csv << header << rows << lines; };
    row("plain", "a,b\nc,d\n", {u"a"_s, u"b"_s}, {{u"c"_s, u"d"_s}}, {2});
    row("no last line end", "a,b\r\nc,d", {u"a"_s, u"b"_s}, {{u"c"_s, u"d"_s}}, {2});
    row("old line ends", "a,b\rc,d\r", {u"a"_s, u"b"_s}, {{u"c"_s, u"d"_s}}, {2});
    row("semicolons", "a;b,x;\nc,d;e;", {u"a"_s, u"b,x"_s, QString()}, {{u"c,d"_s, u"e"_s, QString()}}, {2});
    row("semicolons in quotes", "\"a;;;\",b\nc,d", {u"a;;;"_s, u"b"_s}, {{u"c"_s, u"d"_s}}, {2});
    row("tabs", "a\tb\n\"c\td\"\te", {u"a"_s, u"b"_s}, {{u"c\td"_s, u"e"_s}}, {2});
    row("byte order mark", "\xEF\xBB\xBF\"a\",b\nc,d", {u"a"_s, u"b"_s}, {{u"c"_s, u"d"_s}}, {2});
    row("quotes", "a,b\n\"say \"\"x\"\"\", \"1,2\" \n", {u"a"_s, u"b"_s}, {{u"say \"x\""_s, u"1,2"_s}}, {2});
    row("line breaks", "a,b\n\"1\n2\r\n3\",x\ny,z", {u"a"_s, u"b"_s}, {{u"1\n2\r\n3"_s, u"x"_s}, {u"y"_s, u"z"_s}},
        {2, 5});
    row("short and empty rows", "a,b\n\n,\nc\n", {u"a"_s, u"b"_s}, {{u"c"_s, QString()}}, {4});
    row("spaces", "a , b\n c,\" d \"", {u"a"_s, u"b"_s}, {{u"c"_s, u" d "_s}}, {2});
    row("a quote within", "a,b\nit\"s,x", {u"a"_s, u"b"_s}, {{u"it\"s"_s, u"x"_s}}, {2});
}

void TestPlanFiles::readsTables()
{
    QFETCH(QByteArray, csv);
    QFETCH(QList<QStringList>, rows);
    QFETCH(QList<int>, lines);
    const auto table = readCsv(csv, file);
    QVERIFY_RESULT(table);
    QTEST(table->header, "header");
    QCOMPARE(QList<QStringList>(table->rows.begin(), table->rows.end()), rows);
    QCOMPARE(QList<int>(table->lines.begin(), table->lines.end()), lines);
}

void TestPlanFiles::refusesTables_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("start");
    QTest::newRow("empty") << QByteArray() << u"plan.csv: line 1: "_s;
    QTest::newRow("empty lines") << QByteArray("\n\n") << u"plan.csv: line 1: "_s;
    QTest::newRow("an open quote") << QByteArray("a,b\nc,\"d\ne\n") << u"plan.csv: line 2: A quote"_s;
    QTest::newRow("text behind a quote") << QByteArray("a,b\n\"c\"d,e\n") << u"plan.csv: line 2: There is text"_s;
    QTest::newRow("too many cells") << QByteArray("a,b\nc,d\ne,f,g\n") << u"plan.csv: line 3: This row has 3"_s;
    QTest::newRow("no UTF-8") << QByteArray("a,b\n\xE9,x\n") << u"plan.csv is no UTF-8"_s;
}

void TestPlanFiles::refusesTables()
{
    QFETCH(QByteArray, csv);
    QFETCH(QString, start);
    const auto table = readCsv(csv, file);
    QVERIFY(!table);
    QVERIFY2(table.error().message.startsWith(start), qPrintable(table.error().message));
}

void TestPlanFiles::guessesColumns()
{
    const CsvColumns columns = guessColumns({u"Event Name"_s, u"Event_Description"_s, u"PROPERTY"_s, u"Data type"_s,
        u"is required"_s, u"Allowed Values"_s, u"Description"_s, u"other"_s, u"Team"_s, u"Status"_s, u"Type"_s});
    QCOMPARE(columns.event, 0);
    QCOMPARE(columns.eventDescription, 1);
    QCOMPARE(columns.property, 2);
    QCOMPARE(columns.type, 3);
    QCOMPARE(columns.required, 4);
    QCOMPARE(columns.values, 5);
    QCOMPARE(columns.description, 6);
    QCOMPARE(columns.owner, 8);
    QCOMPARE(columns.status, 9);
    QCOMPARE(guessColumns({u"x"_s}).event, -1);
    QCOMPARE(guessColumns({}).property, -1);
}

void TestPlanFiles::importsTables()
{
    const auto plan = imported("event;property;type;required;values;description;owner;status\n"
                               "order.paid;;;;;\"An order\nis paid\";shop;planned\n"
                               "order.paid;amount;Float;yes;;\"In \"\"EUR\"\"\";;\n"
                               "order.paid;kind;text;no;a | b |1;;;\n"
                               "order.paid;count;int|null;1;1, 2,null;;;\n"
                               "order.paid;at;date;optional;;;;\n"
                               "order.paid;what;any;;;;;\n"
                               "seen;;;;;;;\n");
    QVERIFY_RESULT(plan);
    QCOMPARE(plan->events().size(), 2u);
    const PlannedEvent &paid = plan->events()[0];
    QCOMPARE(paid.name, "order.paid");
    QCOMPARE(paid.description, u"An order\nis paid"_s);
    QCOMPARE(paid.owner, u"shop"_s);
    QCOMPARE(paid.status, PlanStatus::Planned);
    QVERIFY(!allowsOthers(paid));
    const std::vector<PlannedProperty> expected{
        {.name = "amount", .types = {"number"}, .required = true, .description = u"In \"EUR\""_s},
        {.name = "kind", .types = {"string"}, .values = {R"("a")", R"("b")", R"("1")"}},
        {.name = "count", .types = {"integer", "null"}, .required = true, .values = {"1", "2", "null"}},
        {.name = "at", .types = {"string"}, .more = true},
        {.name = "what"},
    };
    QCOMPARE(propertiesOf(paid), expected);
    QVERIFY(paid.schema.contains(R"("format": "date")"));
    QVERIFY(plan->events()[1].schema.isEmpty());
}

void TestPlanFiles::refusesRows_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("start");
    const auto row = [](const char *name, const QByteArray &csv, const QString &start) {
        QTest::newRow(name) << csv << start;
    };
    row("no event column", "property,type\na,b", u"plan.csv: line 1: A plan needs a column"_s);
    row("no property column", "event,type\na,string", u"plan.csv: line 1: A plan needs a column"_s);
    row("no event", "event,property\n,x", u"plan.csv: line 2: This row names no event"_s);
    row("type", "event,property,type\na,x,\"st\"\"ring\"", u"plan.csv: line 2: \"st\"ring\" is no type"_s);
    row("type behind line breaks", "event,property,type,description\na,x,string,\"1\n2\"\na,y,money,",
        u"plan.csv: line 4: \"money\" is no type"_s);
    row("required", "event,property,required\na,x,maybe", u"plan.csv: line 2: \"maybe\" does not tell"_s);
    row("status", "event,property,status\na,,done", u"plan.csv: line 2: \"done\" is no status"_s);
    row("twice", "event,property\na,x\nb,x\na,x", u"plan.csv: line 4: The property \"x\" of \"a\""_s);
}

void TestPlanFiles::refusesRows()
{
    QFETCH(QByteArray, csv);
    QFETCH(QString, start);
    const auto plan = imported(csv);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, Error::Kind::BadInput);
    QVERIFY2(plan.error().message.startsWith(start), qPrintable(plan.error().message));
}

void TestPlanFiles::tablesKeepWhatTheyCanSay()
{
    const Plan plan = loaded(R"({"format":1,"events":{
        "a, \"b\"":{"description":"line\nbreak; x","owner":"me","status":"deprecated","schema":{"type":"object","properties":{
            "n":{"type":["integer","null"],"enum":[1,2.0,null],"description":" spaces "},
            "s":{"type":"string","enum":["1","a|b","", "c,d"]}, "t":{"type":"string","enum":["x","y z"]},
            "one":{"enum":["a;b"]}, "mixed":{"enum":[1,"1",true,{"x":[]}]}, "any":true, "esc":{"enum":["\u0061"]}},
            "required":["s"],"additionalProperties":false}},
        "empty":{"status":"planned"}}})");
    const QByteArray csv = planToCsv(plan);
    const auto table = readCsv(csv, file);
    QVERIFY_RESULT(table);
    const auto back = planFromCsv(*table, guessColumns(table->header), file);
    QVERIFY_RESULT(back);
    QCOMPARE(back->events().size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        PlannedEvent event = back->events()[i];
        const PlannedEvent &was = plan.events()[i];
        QCOMPARE(propertiesOf(event), propertiesOf(was));
        event.schema = was.schema;
        QCOMPARE(event, was);
    }
    QCOMPARE(planToCsv(*back), csv);
}

void TestPlanFiles::schemasKeepThePlan()
{
    const QTemporaryDir folder;
    const Plan plan = loaded(R"({"format":1,"events":{
        "..":{"schema":{"maximum":1e400,"properties":{"x":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"null"}}}},
        "A":{"description":"D","owner":"me","status":"planned","about":"event","schema":{"title":"T","minimum":1.0}},
        "a":{"schema":{"description":"own"}}, "a/b: *":{"description":"x","schema":{"description":"own too"}},
        "con":{}, "größe":{"schema":{"type":"object"}}}})");
    const QString path = folder.filePath(u"new/schemas"_s);
    const auto written = planToSchemas(plan, path, false);
    QVERIFY_RESULT(written);
    QStringList names;
    for (const QString &one : *written)
        names << QFileInfo(one).fileName();
    QCOMPARE(names,
        (QStringList{u"__.json"_s, u"A.json"_s, u"a_2.json"_s, u"a_b_ _.json"_s, u"_con.json"_s, u"größe.json"_s}));
    const auto back = planFromSchemas(path, false);
    QVERIFY_RESULT(back);
    QCOMPARE(back->events().size(), plan.events().size());
    for (const PlannedEvent &event : plan.events()) {
        QVERIFY2(back->event(event.name), event.name.constData());
        QCOMPARE(*back->event(event.name), event);
    }
}

void TestPlanFiles::schemasFromElsewhere()
{
    const QTemporaryDir folder;
    write(folder.filePath(u"b.json"_s), R"({"$schema":"http://json-schema.org/draft-07/schema#","type":"object"})");
    write(folder.filePath(u"a.json"_s), R"({"title":"order.paid","description":"D","type":"object"})");
    write(folder.filePath(u"notes.txt"_s), "no schema");
    QVERIFY(QDir(folder.path()).mkdir(u"sub.json"_s));
    const auto plan = planFromSchemas(folder.path(), true);
    QVERIFY_RESULT(plan);
    QCOMPARE(plan->events().size(), 2u);
    QCOMPARE(plan->events()[0].name, "order.paid");
    QCOMPARE(plan->events()[0].description, u"D"_s);
    QVERIFY(plan->events()[0].wholeEvent);
    QCOMPARE(plan->events()[1].name, "b");
    const QTemporaryDir empty;
    QVERIFY(planFromSchemas(empty.path(), false)->events().empty());
}

void TestPlanFiles::referredSchemas()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"parts"_s));
    write(folder.filePath(u"call.json"_s),
        R"({"properties":{"n":{"$ref":"common.json#/$defs/n"},"c":{"$ref":"parts/c.json"},"self":{"$ref":"call.json#/$defs/b"}},
            "$defs":{"b":{"type":"boolean"}}})");
    write(folder.filePath(u"common.json"_s), R"({"$defs":{"n":{"type":"integer"}}})");
    write(folder.filePath(u"parts/c.json"_s), R"({"items":{"$ref":"d.json"}})");
    write(folder.filePath(u"parts/d.json"_s), R"({"type":"string","properties":{"c":{"$ref":"c.json"}}})");
    const auto plan = planFromSchemas(folder.path(), false);
    QVERIFY_RESULT(plan);
    QCOMPARE(plan->events().size(), 1u);
    const PlannedEvent &call = plan->events()[0];
    QCOMPARE(call.name, "call");
    QVERIFY(accepts(call, R"({"n":1,"c":["x"]})"));
    QVERIFY(!accepts(call, R"({"n":"1"})"));
    QVERIFY(!accepts(call, R"({"c":[1]})"));
    QVERIFY(!accepts(call, R"({"self":1})"));

    const QTemporaryDir circle;
    write(circle.filePath(u"a.json"_s), R"({"properties":{"b":{"$ref":"b.json"}}})");
    write(circle.filePath(u"b.json"_s), R"({"properties":{"a":{"$ref":"a.json"},"n":{"type":"integer"}}})");
    const auto circular = planFromSchemas(circle.path(), false);
    QVERIFY_RESULT(circular);
    QCOMPARE(circular->events().size(), 1u);
    QVERIFY(accepts(circular->events()[0], R"({"b":{"a":{"b":{"n":1}}}})"));
    QVERIFY(!accepts(circular->events()[0], R"({"b":{"a":{"b":{"n":"1"}}}})"));
}

void TestPlanFiles::refusesFolders_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");    // of the message
    const auto row = [](const char *title, const QString &name, const QByteArray &text, const QString &part) {
        QTest::newRow(title) << name << text << part;
    };
    row("no JSON", u"a.json"_s, "{\n x", u"a.json: line 2, column 2: "_s);
    row("empty", u"a.json"_s, "", u"a.json: line 1, column 1: "_s);
    row("a list", u"a.json"_s, "[]", u"a.json: /: "_s);
    row("no schema", u"a.json"_s, R"({"properties":{"x":{"type":"int"}}})", u"a.json: /properties/x/type: "_s);
    row("a misspelt keyword", u"a.json"_s, R"({"propertie":{}})", u"a.json: /propertie: "_s);
    row("too deep", u"a.json"_s, QByteArray(100'000, '['), u"a.json: line 1, column "_s);
    row("a missing file", u"a.json"_s, R"({"$ref":"gone.json"})", u"gone.json"_s);
    row("out of the folder", u"a.json"_s, R"({"$ref":"../outside.json"})", u"leads out of the folder"_s);
    row("a name twice", u"a.json"_s, R"({"title":"known"})", u"The event \"known\" is that of"_s);
}

void TestPlanFiles::refusesFolders()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"schemas"_s);
    QVERIFY(QDir().mkpath(path));
    write(folder.filePath(u"outside.json"_s), "{}");
    write(path + u"/known.json"_s, R"({"type":"object"})");
    write(path + u'/' + name, text);
    const auto plan = planFromSchemas(path, false);
    QVERIFY(!plan);
    QVERIFY2(plan.error().message.contains(part), qPrintable(plan.error().message));
    QCOMPARE(planFromSchemas(folder.filePath(u"none"_s), false).error().kind, Error::Kind::NotFound);

    // Links that lead out, nowhere or round in circles.
    const QString links = folder.filePath(u"links"_s);
    QVERIFY(QDir().mkpath(links));
    QVERIFY(QFile::link(links + u"/loop.json"_s, links + u"/loop.json"_s));
    QVERIFY(QFile::link(links + u"/gone"_s, links + u"/gone.json"_s));
    QVERIFY(QFile::link(links, links + u"/folder.json"_s));
    const auto without = planFromSchemas(links, false);
    QVERIFY_RESULT(without);
    QVERIFY(without->events().empty());
    QVERIFY(QFile::link(folder.filePath(u"outside.json"_s), links + u"/out.json"_s));
    QVERIFY(!planFromSchemas(links, false));
}

void TestPlanFiles::overwritesOnlyWhereAsked()
{
    const QTemporaryDir folder;
    write(folder.filePath(u"b.json"_s), "mine");
    const Plan plan = loaded(R"({"format":1,"events":{"a":{},"b":{}}})");
    const auto refused = planToSchemas(plan, folder.path(), false);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"b.json"_s));
    QVERIFY(!QFile::exists(folder.filePath(u"a.json"_s)));
    const auto written = planToSchemas(plan, folder.path(), true);
    QVERIFY_RESULT(written);
    QCOMPARE(written->size(), 2);
    QCOMPARE(planFromSchemas(folder.path(), false)->events().size(), 2u);
    QVERIFY(!planToSchemas(plan, folder.filePath(u"a.json/sub"_s), false));
}

QTEST_GUILESS_MAIN(TestPlanFiles)

#include "tst_planfiles.moc"
