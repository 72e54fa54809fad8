// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formvalue.h"
#include "event/utf8.h"
#include "formtext.h"
#include "testmain.h"

#include <nlohmann/json.hpp>

using namespace eventscope;
using namespace Qt::StringLiterals;
using namespace nlohmann::literals;

class TestFormSpec : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void drawsTheBuiltInServices_data();
    void drawsTheBuiltInServices();
    void drawsEveryConstruct();
    void givesAnySchemaAForm_data();
    void givesAnySchemaAForm();
    void boundsLargeSchemas();
    void boundsDoublingSchemas();
    void findsFields();
    void listsUnknownMembers_data();
    void listsUnknownMembers();
    void knowsTheTransport();
    void isEmptyForUnknownShapes();
    void blanksAreReadable();
};

namespace {

Services builtIn()
{
    return Services::load(QDir(u"/nonexistent"_s)).services;
}

JsonPointer pointer(const QByteArray &text)
{
    return JsonPointer::parse(viewOf(text)).value();
}

QByteArrayList kindsOf(const Service &service)
{
    QByteArrayList kinds{{}};
    const auto cases = service.definition().value("/switch/to"_json_pointer, nlohmann::ordered_json::object());
    for (const auto &[kind, schema] : cases.items())
        kinds.push_back(QByteArray::fromStdString(kind));
    return kinds;
}

// Every shape and kind of a service, and the blank event of each.
QByteArray formsOf(const Service &service)
{
    QByteArray text;
    for (const Shape &shape : service.shapes())
        for (const QByteArray &kind : kindsOf(service)) {
            text += "=== " + shape.id + (kind.isEmpty() ? "" : " " + kind) + '\n';
            text += test::specText(formSpec(service, shape.id, kind));
            text += blankEvent(service, shape.id, kind) + "\n\n";
        }
    return text;
}

// The tables in tests/data/forms were read by people.
void compareWithTable(const QByteArray &text, const QByteArray &name)
{
    const QString path = QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/%1.txt").arg(QString::fromUtf8(name));
    if (qEnvironmentVariableIsSet("EVENTSCOPE_WRITE_FORMS")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    const QByteArrayList expected = test::fileText(path).split('\n');
    const QByteArrayList lines = text.split('\n');
    for (qsizetype i = 0; i < std::min(lines.size(), expected.size()); ++i)
        QCOMPARE(lines[i], expected[i]);
    QCOMPARE(lines.size(), expected.size());
}

}

void TestFormSpec::drawsTheBuiltInServices_data()
{
    QTest::addColumn<QByteArray>("service");
    const Services services = builtIn();
    for (const ServicePtr &service : services.all())
        QTest::newRow(service->id().constData()) << service->id();
}

void TestFormSpec::drawsTheBuiltInServices()
{
    QFETCH(const QByteArray, service);
    compareWithTable(formsOf(*builtIn().find(service)), service);
}

void TestFormSpec::drawsEveryConstruct()
{
    const ServicePtr service =
        test::serviceOf(test::fileText(QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/everything.json")));
    compareWithTable(formsOf(*service), service->id());
}

void TestFormSpec::givesAnySchemaAForm_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("widgets");
    const auto row = [](const char *schema, const char *widgets) {
        QTest::newRow(schema) << QByteArray(schema) << QByteArray(widgets);
    };
    row("{}", "=pairs");
    row("true", "=pairs");
    row("false", "=source");
    row(R"({"type":"string"})", "=source");
    row(R"({"type":"array"})", "=source");
    row(R"({"type":"object"})", "=pairs");
    row(R"({"type":"object","additionalProperties":{"type":"number"}})", "=pairs");
    row(R"({"type":"object","additionalProperties":false})", "=source");
    row(R"({"properties":{"a":{"$ref":"#/$defs/event"}}})", "/a=source");
    row(R"({"properties":{"a":true,"b":false}})", "/a=any /b=source");
    row(R"({"properties":{"a":{"allOf":[{"type":"string"},{"type":"number"}]}}})", "/a=source");
    row(R"({"properties":{"a":{"allOf":[{"enum":["x","y"]},{"enum":["y","z"]}]}}})", "/a=choice");
    row(R"({"properties":{"a":{"anyOf":[{"required":["b"]},{"type":"object"}]}}})", "/a=any");
    row(R"({"properties":{"a":{"anyOf":[false,{"type":"number"}]}}})", "/a=number");
    row(R"({"properties":{"a":{"anyOf":[{"type":"array","items":{"type":"string"}},{"type":"array"}]}}})", "/a=list");
    row(R"({"properties":{"a":{"type":["string","object"]}}})", "/a=any");
    row(R"({"properties":{"a":{"type":["string","object"],"properties":{"b":true}}}})", "/a=source");
    row(R"({"properties":{"a":{"type":"object","x-widget":"pairs","properties":{"b":true}}}})", "/a=pairs");
    row(R"({"properties":{"a":{"type":"number","x-widget":"list"}}})", "/a=number");
    row(R"({"properties":{"a":{"if":{"type":"string"},"then":false,"type":"string"}}})", "/a=text");
    row(R"({"properties":{"":{"type":"string"},"~/":{"type":"boolean"}}})", "/=text /~0~1=boolean");
    row(R"({"properties":{"a":{"type":"null"}}})", "/a=any");
    row(R"({"type":["object","null"],"properties":{"a":{"type":"string"}}})", "/a=text");
}

void TestFormSpec::givesAnySchemaAForm()
{
    QFETCH(const QByteArray, schema);
    QFETCH(const QByteArray, widgets);
    const ServicePtr service = test::serviceWithSchema(schema);
    const FormSpec spec = formSpec(*service, "event", {});
    QByteArrayList found;
    for (const FormSection &section : spec.sections)
        for (const FormField &field : section.fields)
            found.push_back(field.at.text() + '=' + test::widgetName(field.widget));
    QCOMPARE(found.join(' '), widgets);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(blankEvent(*service, "event", {}))));
}

void TestFormSpec::boundsLargeSchemas()
{
    QByteArray members;
    for (int i = 0; i < 8000; ++i)
        members += (i ? ",\"m" : "\"m") + QByteArray::number(i) + R"(":{"type":"string"})";
    const ServicePtr service = test::serviceWithSchema(
        R"({"type":"object","properties":{"first":{"type":"object","properties":{)" + members + R"(}},"z":true}})");
    const FormSpec spec = formSpec(*service, "event", {});
    std::size_t fields = 0;
    for (const FormSection &section : spec.sections)
        fields += section.fields.size();
    QVERIFY(fields > 1900 && fields <= 2002);
    const FormField *rest = spec.fieldAt(DraftPart::Event, pointer("/first/m7999"));
    QVERIFY(rest && rest->widget == FormWidget::Source);
    QCOMPARE(rest->at.text(), QByteArray("/first"));
    JsonTape tape;
    QVERIFY(tape.read(R"({"first":{"m1":"","m7999":"","other":1}})"));
    QCOMPARE(spec.unknownMembers(tape.root()).size(), std::size_t(1));
}

void TestFormSpec::boundsDoublingSchemas()
{
    QByteArray defs;
    for (int i = 0; i < 60; ++i) {
        const QByteArray next = R"({"$ref":"#/$defs/d)" + QByteArray::number(i + 1) + R"("})";
        const QByteArray both = i % 3 == 0   ? R"("allOf":[)" + next + ',' + next + ']'
                                : i % 3 == 1 ? R"("anyOf":[)" + next + ',' + next + ']'
                                             : R"("properties":{"a":)" + next + R"(,"b":)" + next + '}';
        defs += ",\"d" + QByteArray::number(i) + "\":{" + both + '}';
    }
    const ServicePtr service =
        test::serviceWithSchema(R"({"$ref":"#/$defs/d0"})" + defs + R"(,"d60":{"type":"string"})");
    const FormSpec spec = formSpec(*service, "event", {});
    QVERIFY(!spec.sections.empty());
}

void TestFormSpec::findsFields()
{
    const ServicePtr service =
        test::serviceOf(test::fileText(QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/everything.json")));
    const FormSpec spec = formSpec(*service, "event", "short");
    const auto at = [&](const char *text, DraftPart part = DraftPart::Event) {
        const FormField *field = spec.fieldAt(part, pointer(text));
        return field ? field->at.text() : QByteArray("none");
    };
    QCOMPARE(at("/text"), QByteArray("/text"));
    QCOMPARE(at("/text/x"), QByteArray("/text"));
    QCOMPARE(at("/times/millis"), QByteArray("/times/millis"));
    QCOMPARE(at("/times"), QByteArray("none"));
    QCOMPARE(at("/words/a"), QByteArray("/words"));
    QCOMPARE(at("/stops/3/point/lat"), QByteArray("/stops"));
    QCOMPARE(at("/body/say"), QByteArray("/body/say"));
    QCOMPARE(at("/nobody"), QByteArray("none"));
    QCOMPARE(at(""), QByteArray("none"));
    QCOMPARE(at("/sender"), QByteArray("none"));
    QCOMPARE(at("/sender", DraftPart::Envelope), QByteArray("/sender"));
}

void TestFormSpec::listsUnknownMembers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("unknown");
    const auto row = [](const char *text, const char *unknown) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(unknown);
    };
    row("{}", "");
    row("5", "");
    row(R"({"kind":"","times":{},"words":{"a":1}})", "");
    row(R"({"x":1,"times":{"y":2,"millis":3},"z":{"deep":1}})", "/x /times/y /z");
    row(R"({"z":1,"text":"","a":2,"z":3})", "/z /a");
    row(R"({"k\u0069nd":"","~/":1})", "/~0~1");
    row(R"({"times":5,"stops":5,"places":[]})", "");
    row(R"({"stops":[{"name":"","x":1},{"point":{"lat":1,"h":2}},5]})", "/stops/0/x /stops/1/point/h");
    row(R"({"places":{"home":{"x":1,"notes":["n"]}},"matrix":[[1]]})", "/places/home/x");
    row(R"({"shape":{"form":"","radius":1,"side":2,"area":3}})", "/shape/area");
    row(R"({"body":{"say":"","chapters":[]}})", "/body/chapters");
}

void TestFormSpec::listsUnknownMembers()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, unknown);
    const ServicePtr service =
        test::serviceOf(test::fileText(QStringLiteral(EVENTSCOPE_TEST_DATA "/forms/everything.json")));
    const FormSpec spec = formSpec(*service, "event", "short");
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    QByteArrayList found;
    for (const JsonPointer &at : spec.unknownMembers(tape.root()))
        found.push_back(at.text());
    QCOMPARE(found.join(' '), unknown);
    QVERIFY(spec.unknownMembers({}).empty());
}

void TestFormSpec::knowsTheTransport()
{
    const ServicePtr service = test::serviceWithSchema(R"({"type":"object","properties":{"a":{},"b":{}}})",
        R"("rules":[{"id":"R1","is":"schema","transports":["slow"],"schema":{"required":["a"]}},)"
        R"({"id":"R2","is":"schema","if":{"transport":"slow"},"schema":{"required":["b"]}}],)"
        R"("transports":{"slow":{"title":"Slow","shape":"event","base":"https://example.com","auth":[],)"
        R"("one":{"method":"POST","path":"/e","body":"$event"},"reply":{"accepted":{"status":"2xx"}}}},)");
    for (const bool isKnown : {false, true}) {
        const FormSpec spec = formSpec(*service, "event", {}, isKnown ? "slow" : "");
        QCOMPARE(spec.fieldAt(DraftPart::Event, pointer("/a"))->required, isKnown);
        QCOMPARE(spec.fieldAt(DraftPart::Event, pointer("/b"))->required, isKnown);
    }
    QCOMPARE(blankEvent(*service, "event", {}, "slow"), QByteArray("{\n  \"a\": \"\",\n  \"b\": \"\"\n}"));
}

void TestFormSpec::isEmptyForUnknownShapes()
{
    const ServicePtr service = test::serviceWithSchema(R"({"properties":{"a":{}}})");
    QVERIFY(formSpec(*service, "other", {}).sections.empty());
    QVERIFY(formSpec(*service, {}, {}).sections.empty());
    QCOMPARE(blankEvent(*service, "other", {}), QByteArray("{}"));
}

// A blank event is one object, is of its kind, and has all that its objects must have.
void TestFormSpec::blanksAreReadable()
{
    const Services services = builtIn();
    for (const ServicePtr &service : services.all())
        for (const Shape &shape : service->shapes())
            for (const QByteArray &kind : kindsOf(*service)) {
                const QByteArray text = blankEvent(*service, shape.id, kind);
                JsonTape tape;
                QVERIFY(tape.read(viewOf(text)) && tape.root().isObject());
                if (shape.sendable)
                    QCOMPARE(service->kindOf(tape.root(), shape.id), kind);
                const FormSpec spec = formSpec(*service, shape.id, kind);
                for (const FormSection &section : spec.sections)
                    for (const FormField &field : section.fields)
                        if (field.part == DraftPart::Event && field.required && !field.parent)
                            QVERIFY(field.at.in(tape.root()));
                QVERIFY(spec.unknownMembers(tape.root()).empty());
            }
}

QTEST_GUILESS_MAIN(TestFormSpec)
#include "tst_formspec.moc"
