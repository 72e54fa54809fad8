// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "schema/schemalibrary.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <thread>

using namespace eventscope;

namespace {

using SchemaPtr = std::shared_ptr<const JsonSchema>;
using Compiled = tl::expected<SchemaPtr, SchemaFault>;

Compiled compiled(const QByteArray &text, QByteArrayView pointer = {}, SchemaOptions options = {})
{
    return JsonSchema::compile(SchemaDocument::read(text), pointer, options);
}

}

class TestJsonSchema : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void judges_data();
    void judges();
    void judgesDraft07_data();
    void judgesDraft07();
    void refusesSchemas_data();
    void refusesSchemas();
    void says_data();
    void says();
    void carriesRules_data();
    void carriesRules();
    void pointsAtPlaces();
    void limitsFailures();
    void pointsIntoOtherDocuments();
    void faultsOtherDocuments_data();
    void faultsOtherDocuments();
    void followsTheLongestPrefix();
    void staysInItsFolders_data();
    void staysInItsFolders();
    void takesBadMappings();
    void knowsVocabularies();
    void tellsUnknownKeywords();
    void tellsHits();
    void tellsLimits_data();
    void tellsLimits();
    void takesTheDraftOfAPart();
    void takesSubschemas();
    void namesProperties();
    void findsFixes();
    void leavesFormatsAlone();
    void readsTrees();
    void boundsItsWork();
    void isSharedBetweenThreads();
};

void TestJsonSchema::judges_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fits");
    const auto rows = [](const char *schema, bool fits, std::initializer_list<const char *> values) {
        for (const char *value : values)
            QTest::addRow("%s | %s", schema, value) << QByteArray(schema) << QByteArray(value) << fits;
    };
    rows(R"({"type":"integer"})", true, {"1", "1.0", "1e400", "-0", "100e-2"});
    rows(R"({"type":"integer"})", false, {"1.5", "\"1\"", "true", "null", "1e-400"});
    rows(R"({"type":["number","null"]})", true, {"1.5", "null"});
    rows(R"({"minimum":9223372036854775807})", true, {"9223372036854775807", "9223372036854775808", "1e19", "\"x\""});
    rows(R"({"minimum":9223372036854775807})", false, {"9223372036854775806", "-1e400"});
    rows(R"({"maximum":9223372036854775807})", false, {"9223372036854775808", "1e400"});
    rows(R"({"exclusiveMaximum":0.3})", true, {"0.29999999999999999999999999"});
    rows(R"({"exclusiveMaximum":0.3})", false, {"0.3", "0.30", "3e-1"});
    rows(R"({"exclusiveMinimum":1e400})", true, {"1e401"});
    rows(R"({"exclusiveMinimum":1e400})", false, {"1e400", "10e399", "1"});
    rows(R"({"maximum":1.7976931348623157e308})", true, {"1.7976931348623157e308", "5", "-1e999", "0.0450"});
    rows(R"({"maximum":1.7976931348623157e308})", false, {"1.7976931348623158e308", "1e400"});
    rows(R"({"multipleOf":0.01})", true, {"19.99", "4.35", "1e400", "0"});
    rows(R"({"multipleOf":0.01})", false, {"0.001", "19.999"});
    rows(R"({"const":1})", true, {"1", "1.0", "10e-1"});
    rows(R"({"const":{"a":[1,"é"],"b":null}})", true,
        {R"({"b":null,"a":[1.0,"\u00e9"]})", R"({"a":0,"b":null,"a":[1,"é"]})"});
    rows(R"({"const":{"a":[1,"é"],"b":null}})", false, {R"({"a":[1,"e"],"b":null})", R"({"a":[1,"é"]})"});
    rows(R"({"enum":["a","bb",""]})", true, {R"("a")", R"("\u0062b")", R"("")"});
    rows(R"({"enum":["a","bb",""]})", false, {R"("c")", "1", "null"});
    rows(R"({"enum":[1,"a",null,[2]]})", true, {"1.0", "null", "[2]"});
    rows(R"({"enum":[1,"a",null,[2]]})", false, {"true", "[2,2]"});
    rows(R"({"minLength":2,"maxLength":3})", true,
        {R"("ab")", R"("éé")", R"("😀😀😀")", R"("\ud83d\ude00x")", R"("\ud800\ud800")"});
    rows(R"({"minLength":2,"maxLength":3})", false, {R"("😀")", R"("é")", R"("abcd")", R"("\u0061")", R"("")"});
    rows(R"({"pattern":"^\\p{Letter}+$"})", true, {R"("é")", R"("\u00e9")", "5"});
    rows(R"({"pattern":"^\\p{Letter}+$"})", false, {R"("1")", R"("a\n")", R"("\ud800")"});
    rows(R"({"format":"date-time"})", true, {R"("2026-03-29T12:00:00Z")", "7"});
    rows(R"({"format":"date-time"})", false, {R"("2026-03-29")"});
    rows(R"({"required":["a","b"]})", true, {R"({"a":1,"b":2})", R"({"\u0061":1,"b":1,"c":1})", "[]"});
    rows(R"({"required":["a","b"]})", false, {R"({"a":1})", R"({"a":1,"a":1})", "{}"});
    rows(R"({"properties":{"a":{"type":"string"}}})", true, {R"({"a":1,"a":"x"})", "{}"});
    rows(R"({"properties":{"a":{"type":"string"}}})", false, {R"({"a":"x","a":1})", R"({"a":"x","\u0061":1})"});
    rows(R"({"additionalProperties":false,"properties":{"a":true},"patternProperties":{"^x":true}})", true,
        {R"({"a":1,"x1":2})"});
    rows(R"({"additionalProperties":false,"properties":{"a":true},"patternProperties":{"^x":true}})", false,
        {R"({"b":1})"});
    rows(R"({"additionalProperties":{"type":"number"}})", true, {R"({"a":"x","a":1})"});
    rows(R"({"propertyNames":{"maxLength":1}})", true, {R"({"a":1,"é":1})"});
    rows(R"({"propertyNames":{"maxLength":1}})", false, {R"({"ab":1})"});
    rows(R"({"minProperties":2})", false, {R"({"a":1,"a":2})", R"({"a":1})"});
    rows(R"({"maxProperties":1})", true, {R"({"a":1,"a":2})", "{}"});
    rows(R"({"maxProperties":1})", false, {R"({"a":1,"b":2})"});
    rows(R"({"prefixItems":[{"type":"string"}],"items":{"type":"number"}})", true, {R"(["a",1,2])", "[]"});
    rows(R"({"prefixItems":[{"type":"string"}],"items":{"type":"number"}})", false, {"[1]", R"(["a","b"])"});
    rows(R"({"uniqueItems":true})", true, {"[1,true,\"1\"]", "[[1],[2]]"});
    rows(R"({"uniqueItems":true})", false,
        {"[1,1.0]", R"([{"a":1,"b":2},{"b":2,"a":1}])", "[1,2,3,4,5,6,7,8,9,10,1e0]"});
    rows(R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", true, {"1.5"});
    rows(R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", false, {"1", "\"a\""});
    rows(R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}})", true,
        {R"({"a":1,"b":1})", R"({"c":1})"});
    rows(R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}})", false,
        {R"({"a":1})", "{}"});
    rows(R"({"$ref":"#/$defs/a~1b%25","$defs":{"a/b%":{"type":"null"}}})", true, {"null"});
    rows(R"({"$ref":"#/$defs/a","maxLength":1,"$defs":{"a":{"type":"string"}}})", false, {"1", "\"ab\""});
    rows(R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":false})", true, {R"({"a":{"a":{}}})"});
    rows(R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":false})", false, {R"({"a":{"a":{"b":1}}})"});
    rows(R"({"contains":{"type":"null"},"minContains":2,"maxContains":3})", true, {"[null,1,null]", "5"});
    rows(R"({"contains":{"type":"null"},"minContains":2,"maxContains":3})", false,
        {"[null]", "[null,null,null,null]", "[]"});
    rows(R"({"contains":{"type":"null"},"minContains":0})", true, {"[]", "[1]"});
    rows(R"({"minContains":2,"maxContains":0})", true, {"[]", "[1]"});
    rows(R"({"dependentRequired":{"a":["b","c"],"b":[]}})", true, {R"({"b":1})", R"({"\u0061":1,"b":1,"c":1})", "[]"});
    rows(R"({"dependentRequired":{"a":["b","c"],"b":[]}})", false, {R"({"a":1,"b":1})"});
    rows(R"({"dependentSchemas":{"a":{"maxProperties":1}}})", true, {R"({"a":1})", R"({"b":1,"c":1})"});
    rows(R"({"dependentSchemas":{"a":{"maxProperties":1}}})", false, {R"({"a":1,"b":1})"});
    const char *rest = R"({"allOf":[{"properties":{"a":true}}],"if":{"required":["b"],"properties":{"b":true}},
        "anyOf":[{"properties":{"c":{"type":"null"}},"required":["c"]},true],"unevaluatedProperties":false})";
    rows(rest, true, {R"({"a":1,"b":1,"c":null})", "{}", "[1]"});
    rows(rest, false, {R"({"z":1})", R"({"c":5})", R"({"z":1,"z":2})"});
    rows(R"({"properties":{"a":true},"unevaluatedProperties":{"type":"null"}})", true, {R"({"x":1,"x":null,"a":3})"});
    rows(R"({"prefixItems":[true],"contains":{"type":"null"},"unevaluatedItems":false})", true,
        {"[null]", "[1,null]", "[null,null,null]"});
    rows(R"({"prefixItems":[true],"contains":{"type":"null"},"unevaluatedItems":false})", false, {"[null,1]"});
    rows(R"({"not":{"properties":{"a":true},"unevaluatedProperties":false}})", false, {R"({"a":1})"});
    rows(
        R"({"$id":"http://e.x/t","$dynamicAnchor":"n","properties":{"c":{"$dynamicRef":"#n"}},"additionalProperties":false})",
        false, {R"({"c":{"c":{"d":1}}})"});
    rows(R"({"$defs":{"a":{"$anchor":"here","type":"null"},"b":{"$id":"urn:x:b","$defs":{"c":{"const":5}}}},
        "properties":{"a":{"$ref":"#here"},"b":{"$ref":"urn:x:b#/$defs/c"}}})",
        true, {R"({"a":null,"b":5})"});
    rows(R"({"$defs":{"a":{"$anchor":"here","type":"null"},"b":{"$id":"urn:x:b","$defs":{"c":{"const":5}}}},
        "properties":{"a":{"$ref":"#here"},"b":{"$ref":"urn:x:b#/$defs/c"}}})",
        false, {R"({"a":1})", R"({"b":6})"});
    rows(R"({"contentEncoding":"base64","contentMediaType":"text/plain","contentSchema":{"type":"null"}})", true,
        {R"("?")"});
    rows(R"({"unknown":{"type":"null"},"$comment":"c","dependencies":{"a":["b"]}})", true, {"1", R"({"a":1})"});
    rows(R"({"format":"of-no-name"})", true, {R"("?")"});
    rows(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})", true, {R"({"type":"string"})", "true"});
    rows(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})", false,
        {R"({"type":"text"})", R"({"properties":{"a":{"items":{"minLength":-1}}}})", "5"});
    rows("true", true, {"1"});
    rows("false", false, {"1"});
    rows(R"({"x-anything":5,"title":"t","examples":[1],"readOnly":true})", true, {"1"});
}

void TestJsonSchema::judgesDraft07_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("fits");
    const auto rows = [](const char *schema, bool fits, std::initializer_list<const char *> values) {
        for (const char *value : values)
            QTest::addRow("%s | %s", schema, value)
                << QByteArray(R"({"$schema":"http://json-schema.org/draft-07/schema#",)" + QByteArray(schema).mid(1))
                << QByteArray(value) << fits;
    };
    rows(R"({"items":[{"type":"null"}],"additionalItems":{"type":"string"}})", true, {R"([null,"a"])", "[]"});
    rows(R"({"items":[{"type":"null"}],"additionalItems":{"type":"string"}})", false, {"[null,1]", "[1]"});
    rows(R"({"items":{"type":"null"},"additionalItems":false})", true, {"[null,null]"});
    rows(R"({"additionalItems":false})", true, {"[1]"});
    rows(R"({"prefixItems":[false],"unevaluatedItems":false,"minContains":3})", true, {"[1]"});
    rows(R"({"unevaluatedProperties":false,"dependentRequired":{"a":["b"]},"dependentSchemas":{"a":false}})", true,
        {R"({"a":1})"});
    rows(R"({"contains":{"type":"null"}})", true, {"[null,null]"});
    rows(R"({"contains":{"type":"null"},"minContains":0})", false, {"[]"});
    rows(R"({"dependencies":{"a":["b"],"c":{"maxProperties":1}}})", true, {R"({"a":1,"b":1})", R"({"c":1})"});
    rows(R"({"dependencies":{"a":["b"],"c":{"maxProperties":1}}})", false, {R"({"a":1})", R"({"c":1,"b":1})"});
    rows(
        R"({"properties":{"a":{"$ref":"#/definitions/n","maxLength":0,"type":"null"}},"definitions":{"n":{"type":"string"}}})",
        true, {R"({"a":"text"})"});
    rows(R"({"properties":{"a":{"$ref":"#name"}},"definitions":{"n":{"$id":"#name","type":"string"}}})", false,
        {R"({"a":1})"});
    rows(R"({"$id":"http://e.x/root","properties":{"a":{"$ref":"other#n"}},
        "definitions":{"o":{"$id":"other","definitions":{"n":{"$id":"#n","type":"null"}}}}})",
        false, {R"({"a":1})"});
    rows(R"({"allOf":[{"$ref":"http://json-schema.org/draft-07/schema#"}]})", false, {R"({"type":"text"})"});
    rows(R"({"if":{"type":"null"},"then":false,"else":{"type":"string"}})", false, {"null", "1"});
    rows(R"({"properties":{"a":{"$id":"http://e.x/new","$schema":"https://json-schema.org/draft/2020-12/schema",
        "prefixItems":[{"type":"null"}]}}})",
        false, {R"({"a":[1]})"});
}

void TestJsonSchema::judgesDraft07()
{
    judges();
}

void TestJsonSchema::judges()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, value);
    QFETCH(bool, fits);
    const Compiled program = compiled(schema);
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read(viewOf(value)));
    QCOMPARE((*program)->accepts(tape.root()), fits);
    QCOMPARE((*program)->failures(tape.root()).empty(), fits);
}

void TestJsonSchema::refusesSchemas_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *schema, const char *pointer, const char *reason) {
        QTest::newRow(schema) << QByteArray(pointer) << QString::fromUtf8(reason);
    };
    row(R"({"contains":5})", "/contains", "schema");
    row(R"({"minContains":-1})", "/minContains", "whole");
    row(R"({"properties":{"a":{"unevaluatedItems":7}}})", "/properties/a/unevaluatedItems", "schema");
    row(R"({"$defs":{"a":{"dependentRequired":{"x":["y",1]}}}})", "/$defs/a/dependentRequired/x/1", "names");
    row(R"({"dependentRequired":{"x":"y"}})", "/dependentRequired/x", "names");
    row(R"({"dependentSchemas":[]})", "/dependentSchemas", "schemas");
    row(R"({"items":[{}]})", "/items", "prefixItems");
    row(R"({"$defs":5})", "/$defs", "object");
    row(R"({"type":"text"})", "/type", "types");
    row(R"({"type":[]})", "/type", "type");
    row(R"({"type":["string",5]})", "/type/1", "types");
    row(R"({"minimum":"1"})", "/minimum", "number");
    row(R"({"multipleOf":0})", "/multipleOf", "above 0");
    row(R"({"minLength":-1})", "/minLength", "whole");
    row(R"({"maxItems":1.5})", "/maxItems", "whole");
    row(R"({"pattern":"("})", "/pattern", "pattern");
    row(R"({"patternProperties":{"[":{}}})", "/patternProperties/[", "pattern");
    row(R"({"enum":1})", "/enum", "list");
    row(R"({"required":["a",1]})", "/required/1", "strings");
    row(R"({"properties":[]})", "/properties", "object");
    row(R"({"properties":{"a":5}})", "/properties/a", "schema");
    row(R"({"allOf":[]})", "/allOf", "at least one");
    row(R"({"anyOf":{}})", "/anyOf", "list");
    row(R"({"uniqueItems":1})", "/uniqueItems", "true or false");
    row(R"({"$ref":"#/nowhere"})", "/$ref", "no schema");
    row(R"({"$ref":"other.json"})", "/$ref", "other.json");
    row(R"({"$ref":"https://example.com/a.json"})", "/$ref", "No folder");
    row(R"({"$ref":"#anchor"})", "/$ref", "no schema");
    row(R"({"$dynamicRef":"#anchor"})", "/$dynamicRef", "no schema");
    row(R"({"enum":[{"$anchor":"a"}],"$ref":"#a"})", "/$ref", "no schema");
    row(R"({"$anchor":"1a"})", "/$anchor", "letter");
    row(R"({"$id":"a#b"})", "/$id", "fragment");
    row(R"({"$id":1})", "/$id", "string");
    row(R"({"$ref":5})", "/$ref", "string");
    row(R"({"$ref":"#"})", "", "itself");
    row(R"({"allOf":[{"$ref":"#"}]})", "", "itself");
    row(R"({"properties":{"a":{"not":{"$ref":"#/properties/a"}}}})", "/properties/a", "itself");
    row(R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}})", "/$defs/a", "itself");
    row(R"({"dependentSchemas":{"a":{"$ref":"#"}}})", "", "itself");
    row(R"({"$dynamicAnchor":"a","allOf":[{"$dynamicRef":"#a"}]})", "", "itself");
    row(R"({"$schema":"http://json-schema.org/draft-04/schema#"})", "/$schema", "supported are");
    row(R"({"$schema":7})", "/$schema", "string");
    row(R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[]})", "/items", "at least one");
    row(R"({"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":5}})", "/dependencies/a", "schema");
    row(R"({"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":[5]}})", "/dependencies/a/0",
        "names");
    row(R"({"x-severity":"fatal"})", "/x-severity", "x-severity");
    row(R"({"x-rule":5})", "/x-rule", "string");
    row("5", "", "schema");
}

void TestJsonSchema::refusesSchemas()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QString, reason);
    const Compiled program = compiled(QTest::currentDataTag());
    QVERIFY(!program);
    QCOMPARE(program.error().pointer, pointer);
    QVERIFY2(program.error().reason.contains(reason), qPrintable(program.error().reason));
}

void TestJsonSchema::says_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("sentences");
    const auto row = [](const char *schema, const char *value, const char *sentences) {
        QTest::addRow("%s | %s", schema, value)
            << QByteArray(schema) << QByteArray(value) << QString::fromUtf8(sentences);
    };
    row(R"({"properties":{"quantity":{"type":"integer"}}})", R"({"quantity":"1"})",
        "`quantity` must be an integer, but is the string \"1\"");
    row(R"({"required":["event"]})", "{}", "`event` is missing");
    row(R"({"properties":{"a":{"type":["string","null"]}}})", R"({"a":[]})",
        "`a` must be a string or null, but is an array");
    row(R"({"properties":{"a":{"enum":["x","y",5]}}})", R"({"a":"z"})", "`a` must be \"x\", \"y\" or 5, but is \"z\"");
    row(R"({"properties":{"a":{"const":true}}})", R"({"a":false})", "`a` must be true, but is false");
    row(R"({"properties":{"a":{"minimum":0}}})", R"({"a":-1})", "`a` must be at least 0, but is -1");
    row(R"({"properties":{"a":{"multipleOf":0.01}}})", R"({"a":0.001})",
        "`a` must be a multiple of 0.01, but is 0.001");
    row(R"({"properties":{"a":{"minLength":1}}})", R"({"a":""})", "`a` must not be empty");
    row(R"({"properties":{"a":{"maxLength":2}}})", R"({"a":"abc"})", "`a` must have at most 2 characters, but has 3");
    row(R"({"properties":{"a":{"pattern":"^x"}}})", R"({"a":"abc"})",
        "`a` must be a text that matches ^x, but is \"abc\"");
    row(R"({"properties":{"a":{"format":"date"}}})", R"({"a":"abc"})",
        "`a` must be a date, such as 2026-03-29, but is \"abc\"");
    row(R"({"properties":{"a":{"items":{"type":"string"}}}})", R"({"a":["x",1]})",
        "item 2 of `a` must be a string, but is the number 1");
    row(R"({"properties":{"a":{"minItems":1}}})", R"({"a":[]})", "`a` must not be empty");
    row(R"({"properties":{"a":{"maxItems":1}}})", R"({"a":[1,2]})", "`a` must have at most 1 items, but has 2");
    row(R"({"uniqueItems":true})", "[1,2,1.0]",
        "the items of the value must all differ, but the number 1.0 is there twice");
    row(R"({"additionalProperties":false})", R"({"x":1})", "`x` is not known here");
    row(R"({"properties":{"x":false}})", R"({"x":1})", "`x` must not be there");
    row(R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"A":1})",
        "the name `A` must be a text that matches ^[a-z]+$, but is \"A\"");
    row(R"({"anyOf":[{"required":["company"]},{"required":["user"]}]})", "{}", "`company` or `user` is missing");
    row(R"({"properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}})", R"({"a":1})",
        "`a` must be a string or null, but is the number 1");
    row(R"({"properties":{"a":{"oneOf":[{"const":"x"},{"const":"y"}]}}})", R"({"a":1})",
        "`a` must be \"x\" or \"y\", but is 1");
    row(R"({"oneOf":[{"type":"null"},{"type":"object","required":["a"]}]})", "{}", "`a` is missing");
    row(R"({"oneOf":[{"properties":{"k":{"const":"t"}},"required":["x","y"]},{"properties":{"k":{"const":"u"}},"required":["z"]}]})",
        R"({"k":"t","x":1})", "`y` is missing");
    row(R"({"properties":{"a":{"anyOf":[{"minLength":5},{"pattern":"^x"}]}}})", R"({"a":"b"})",
        "`a` fits none of the 2 forms it may have; the closest says: `a` must have at least 5 characters, but has 1");
    row(R"({"properties":{"a":{"oneOf":[{"minLength":1},{"maxLength":3}]}}})", R"({"a":"b"})",
        "`a` fits 2 of the 2 forms of which it must have exactly one");
    row(R"({"not":{"required":["x"]}})", R"({"x":1})", "`x` must not be there");
    row(R"({"properties":{"a":{"not":{"const":0}}}})", R"({"a":0})", "`a` must not be 0");
    row(R"({"properties":{"a":{"not":{"type":"null"}}}})", R"({"a":null})", "`a` must not be null");
    row(R"({"properties":{"a":{"contains":{"type":"null"}}}})", R"({"a":[1]})",
        "`a` must have at least one item of the form asked for, but has 0");
    row(R"({"properties":{"a":{"contains":{"type":"null"},"minContains":2}}})", R"({"a":[null]})",
        "`a` must have at least 2 items of the form asked for, but has 1");
    row(R"({"properties":{"a":{"contains":{"type":"null"},"maxContains":1}}})", R"({"a":[null,null]})",
        "`a` must have at most 1 items of the form asked for, but has 2");
    row(R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})", "`b` is missing, which must be there beside `a`");
    row(R"({"dependentSchemas":{"a":{"properties":{"b":{"type":"null"}}}}})", R"({"a":1,"b":2})",
        "`b` must be null, but is the number 2");
    row(R"({"unevaluatedProperties":false,"allOf":[{"properties":{"a":{"type":"null"}}}]})", R"({"a":1,"b":2})",
        "`a` must be null, but is the number 1; `b` is not known here");
    row(R"({"unevaluatedProperties":{"type":"null"}})", R"({"b":2})", "`b` must be null, but is the number 2");
    row(R"({"properties":{"a":{"prefixItems":[true],"unevaluatedItems":false}}})", R"({"a":[1,2]})",
        "item 2 of `a` is not known here");
    row(R"({"required":["b"],"properties":{"a":{"type":"string"}}})", R"({"a":1})",
        "`b` is missing; `a` must be a string, but is the number 1");
    row(R"({"properties":{"a":{"type":"null"}}})", R"({"a":"0123456789012345678901234567890123456789x"})",
        "`a` must be null, but is the string \"01234567890123456789012345678901234567…");
}

void TestJsonSchema::says()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, value);
    QFETCH(QString, sentences);
    const Compiled program = compiled(schema);
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read(viewOf(value)));
    QStringList said;
    for (const SchemaFailure &failure : (*program)->failures(tape.root()))
        said << failure.sentence;
    QCOMPARE(said.join(QStringLiteral("; ")), sentences);
}

void TestJsonSchema::carriesRules_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("reports");
    // rule, severity, sentence where it is the schema's own, source
    QTest::newRow("own rule and words") << QByteArray(R"({"name":5,"props":{}})") << QStringLiteral("N||say name|src");
    QTest::newRow("missing member's rule") << QByteArray(R"({"props":{}})") << QStringLiteral("N||say name|src");
    QTest::newRow("missing member without a rule")
        << QByteArray(R"({"name":"a"})") << QStringLiteral("P|warning|say props|page");
    QTest::newRow("rule from around, words not")
        << QByteArray(R"({"name":"a","props":{"x":5}})") << QStringLiteral("P|warning||page");
    QTest::newRow("severity refined") << QByteArray(R"({"name":"a","props":{"y":5}})")
                                      << QStringLiteral("P|info||page");
    QTest::newRow("rule starts afresh") << QByteArray(R"({"name":"a","props":{"z":5}})")
                                        << QStringLiteral("Z||say z|page");
    QTest::newRow("beside a reference") << QByteArray(R"({"name":"a","props":{"r":5}})")
                                        << QStringLiteral("P|warning|say r|page");
    QTest::newRow("nothing around") << QByteArray(R"({"name":"a","props":{},"free":1})") << QStringLiteral("|||");
}

void TestJsonSchema::carriesRules()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, reports);
    const Compiled program = compiled(R"({
        "required": ["name", "props"],
        "properties": {
            "name": {"type": "string", "x-rule": "N", "x-say": "say name", "x-source": "src"},
            "free": {"type": "string"},
            "props": {"type": "object", "x-rule": "P", "x-severity": "warning", "x-say": "say props", "x-source": "page",
                "properties": {
                    "x": {"type": "string"},
                    "y": {"type": "string", "x-severity": "info"},
                    "z": {"type": "string", "x-rule": "Z", "x-say": "say z"},
                    "r": {"$ref": "#/$defs/text", "x-say": "say r"}}}},
        "$defs": {"text": {"type": "string"}}})");
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read(viewOf(value)));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(1));
    const SchemaFailure &one = failures.front();
    QCOMPARE(QStringList({QString::fromUtf8(one.rule), QString::fromUtf8(one.severity),
                             one.said ? one.sentence : QString(), one.source})
                 .join(u'|'),
        reports);
}

void TestJsonSchema::pointsAtPlaces()
{
    const Compiled program = compiled(
        R"({"properties":{"a":{"items":{"$ref":"#/$defs/t"}}},"required":["b"],"additionalProperties":false,"$defs":{"t":{"type":"string"}}})");
    QVERIFY(program);
    const QByteArray text = R"({"x":0, "a":["s", 7]})";
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(3));
    QCOMPARE(failures[0].keyword, QByteArray("required"));
    QCOMPARE(failures[0].member, QByteArray("b"));
    QCOMPARE(failures[0].at, tape.root());
    QCOMPARE(failures[0].schemaPointer, QByteArray("/required"));
    QCOMPARE(failures[1].keyword, QByteArray("additionalProperties"));
    QCOMPARE(failures[1].key.raw(), std::string_view("\"x\""));
    QCOMPARE(failures[2].keyword, QByteArray("type"));
    QCOMPARE(pointerTo(failures[2].at), QByteArray("/a/1"));
    QCOMPARE(failures[2].schemaPointer, QByteArray("/$defs/t/type"));
    QCOMPARE(failures[2].expected, QStringLiteral("a string"));
    QCOMPARE(failures[2].found, QStringLiteral("the number 7"));
}

void TestJsonSchema::limitsFailures()
{
    const Compiled program = compiled(R"({"items":{"type":"string"}})");
    QByteArray text = "[";
    for (int i = 0; i < 100'000; ++i)
        text += "1,";
    text += "1]";
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    QCOMPARE((*program)->failures(tape.root(), 10).size(), std::size_t(10));
    QCOMPARE((*program)->failures(tape.root()).size(), std::size_t(1000));
}

namespace {

// A folder of schemas at http://schemas.test/, with one beside it that must not be reached.
class Shelf {
public:
    Shelf()
    {
        QDir(m_folder.path()).mkpath(QStringLiteral("in/below"));
        write("in/text.json", R"({"$defs":{"short":{"type":"string","maxLength":2}}})");
        write("in/below/tree.json",
            R"({"$id":"http://schemas.test/below/tree.json","$ref":"../text.json#/$defs/short"})");
        write("in/broken.json", "{\n  \"a\": }");
        write("in/wrong.json", R"({"properties":{"a":{"type":"text"}}})");
        write("in/old.json", R"({"$schema":"urn:nobody","type":"null"})");
        write("out.json", "true");
        QFile::link(path("out.json"), path("in/link.json"));
        QFile::link(path("in/text.json"), path("in/alias.json"));
    }

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    void write(const char *name, const char *text) const
    {
        QFile file(path(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }
    [[nodiscard]] std::shared_ptr<SchemaLibrary> library() const
    {
        auto library = std::make_shared<SchemaLibrary>();
        return library->map("http://schemas.test/", path("in")) ? library : nullptr;
    }

private:
    QTemporaryDir m_folder;
};

}

void TestJsonSchema::pointsIntoOtherDocuments()
{
    const Shelf shelf;
    const Compiled program = compiled(R"({"properties":{"a":{"$ref":"below/tree"},"b":{"type":"null"}}})", {},
        {.library = shelf.library(), .uri = "http://schemas.test/main.json"});
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read(R"({"a":"long","b":1})"));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(2));
    QCOMPARE(failures[0].schemaPointer, QByteArray("/$defs/short/maxLength"));
    QCOMPARE(failures[0].schemaUri, QByteArray("http://schemas.test/text.json"));
    QCOMPARE(failures[1].schemaPointer, QByteArray("/properties/b/type"));
    QCOMPARE(failures[1].schemaUri, QByteArray());
}

void TestJsonSchema::faultsOtherDocuments_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *reference, const char *uri, const char *pointer, const char *reason) {
        QTest::newRow(reference) << QByteArray(reference) << QByteArray(uri) << QByteArray(pointer)
                                 << QString::fromUtf8(reason);
    };
    row("http://schemas.test/wrong.json", "http://schemas.test/wrong.json", "/properties/a/type", "types");
    row("http://schemas.test/old.json", "http://schemas.test/old.json", "/$schema", "supported are");
    row("http://schemas.test/broken.json", "", "/$ref", "broken.json, line 2, column 8");
    row("http://schemas.test/none.json", "", "/$ref", "no such file");
    row("http://schemas.test/text.json#/$defs/long", "", "/$ref", "no schema");
    row("http://schemas.test/text.json#short", "", "/$ref", "no schema");
    row("http://elsewhere.test/a", "", "/$ref", "No folder");
    row("file:///etc/passwd", "", "/$ref", "No folder");
    row("//schemas.test/text.json", "", "/$ref", "No folder");
    row("http://schemas.test", "", "/$ref", "No folder");
    row(":", "", "/$ref", "No folder");
    row("%zz", "", "/$ref", "No folder");
}

void TestJsonSchema::faultsOtherDocuments()
{
    QFETCH(QByteArray, reference);
    QFETCH(QByteArray, uri);
    QFETCH(QByteArray, pointer);
    QFETCH(QString, reason);
    const Shelf shelf;
    const Compiled program = compiled("{\"$ref\":\"" + reference + "\"}", {}, {.library = shelf.library()});
    QVERIFY(!program);
    QCOMPARE(program.error().uri, uri);
    QCOMPARE(program.error().pointer, pointer);
    QVERIFY2(program.error().reason.contains(reason), qPrintable(program.error().reason));
}

void TestJsonSchema::followsTheLongestPrefix()
{
    const Shelf shelf;
    const auto library = shelf.library();
    QVERIFY(library->map("http://schemas.test/other", shelf.path("")));
    QVERIFY(library->document("http://schemas.test/other/out.json"));
    QVERIFY(library->document("http://schemas.test/other/out"));
    QVERIFY(!library->document("http://schemas.test/out.json"));
    library->add("urn:own#", SchemaDocument::read("true"));
    QVERIFY(library->document("urn:own"));
    QVERIFY(library->document("https://json-schema.org/draft/2020-12/meta/core"));
    QVERIFY(library->document("http://json-schema.org/draft-07/schema#"));
    QVERIFY(!library->document("https://json-schema.org/draft/2020-12/meta/../schema"));
}

void TestJsonSchema::staysInItsFolders_data()
{
    QTest::addColumn<bool>("found");
    QTest::newRow("text.json") << true;
    QTest::newRow("text") << true;
    QTest::newRow("te%78t.json") << true;
    QTest::newRow("alias.json") << true;
    QTest::newRow("below/tree.json") << true;
    for (const char *path : {"../out.json", "%2e%2e/out.json", "%2E./out.json", "below/../../out.json", "link.json",
             "..%2fout.json", "below%2ftree.json", "/out.json", "below//tree.json", "./text.json", "text.json%00",
             "..\\out.json", "text.json?a", "below", "", "below/"})
        QTest::newRow(path) << false;
}

void TestJsonSchema::staysInItsFolders()
{
    QFETCH(bool, found);
    const Shelf shelf;
    const auto document = shelf.library()->document("http://schemas.test/" + QByteArray(QTest::currentDataTag()));
    QCOMPARE(document.has_value(), found);
    if (!found)
        QCOMPARE(document.error().kind, Error::Kind::NotFound);
}

void TestJsonSchema::takesBadMappings()
{
    const Shelf shelf;
    SchemaLibrary library;
    QCOMPARE(library.map("schemas/", shelf.path("in")).error().kind, Error::Kind::BadInput);
    QCOMPARE(library.map("http://a.test/#b", shelf.path("in")).error().kind, Error::Kind::BadInput);
    QCOMPARE(library.map("http://a.test/", shelf.path("nothing")).error().kind, Error::Kind::NotFound);
    QVERIFY(library.map("http://a.test/", shelf.path("in")));
    QCOMPARE(library.document("http://a.test/broken").error().kind, Error::Kind::BadInput);
}

void TestJsonSchema::knowsVocabularies()
{
    const Shelf shelf;
    shelf.write("in/bare.json", R"({"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,
        "https://json-schema.org/draft/2020-12/vocab/format-assertion":true,"urn:other":false}})");
    shelf.write("in/more.json", R"({"$vocabulary":{"urn:other":true}})");
    shelf.write("in/meta7.json", R"({"$schema":"http://json-schema.org/draft-07/schema#"})");
    const SchemaOptions options{.assertFormats = false, .library = shelf.library()};
    const Compiled bare = compiled(
        R"({"$schema":"http://schemas.test/bare.json","type":"null","items":false,"format":"date"})", {}, options);
    QVERIFY2(bare, bare ? "" : qPrintable(bare.error().reason));
    JsonTape tape;
    QVERIFY(tape.read("[1]"));
    QVERIFY((*bare)->accepts(tape.root()));
    QVERIFY(tape.read("\"soon\""));
    QVERIFY(!(*bare)->accepts(tape.root()));
    const Compiled more = compiled(R"({"$schema":"http://schemas.test/more.json"})", {}, options);
    QVERIFY(!more);
    QVERIFY2(more.error().reason.contains(QStringLiteral("urn:other")), qPrintable(more.error().reason));
    const Compiled seven = compiled(R"({"$schema":"http://schemas.test/meta7.json","items":[false]})", {}, options);
    QVERIFY2(seven, seven ? "" : qPrintable(seven.error().reason));
}

void TestJsonSchema::tellsUnknownKeywords()
{
    const QByteArray text =
        R"({"requierd":["a"],"x-own":1,"properties":{"a":{"$ref":"#/$defs/b","typo":1}},"$defs":{"b":{"format":"dat"}}})";
    const Compiled program = compiled(text);
    QVERIFY(program);
    auto unknown = (*program)->unknownKeywords();
    std::sort(unknown.begin(), unknown.end());
    QCOMPARE(unknown, (std::vector<QByteArray>{"/$defs/b/format", "/properties/a/typo", "/requierd"}));
    const Compiled strict = compiled(text, {}, {.refuseUnknown = true});
    QVERIFY(!strict);
    QCOMPARE(strict.error().pointer, QByteArray("/requierd"));
    QVERIFY(strict.error().reason.contains(QStringLiteral("requierd")));
    const Compiled old =
        compiled(R"({"$schema":"http://json-schema.org/draft-07/schema#","$defs":{},"prefixItems":[]})");
    QVERIFY(old);
    QCOMPARE((*old)->unknownKeywords().size(), std::size_t(2));
}

// The same object for one value after another.
void TestJsonSchema::tellsHits()
{
    const Compiled program = compiled(
        R"({"properties":{"a":{"type":"null","x-rule":"A","x-severity":"info"},"b":{"type":"null"}},"x-rule":"R"})");
    QVERIFY(program);
    SchemaHits hits;
    QVERIFY(hits.isEmpty());
    JsonTape wrong;
    QVERIFY(wrong.read(R"({"a":1,"b":2})"));
    QVERIFY(!(*program)->judge(wrong.root(), hits));
    QCOMPARE(hits.size(), std::size_t(2));
    QCOMPARE(hits.rule(0), QByteArray("A"));
    QCOMPARE(hits.severity(0), QByteArray("info"));
    QCOMPARE(hits.rule(1), QByteArray("R"));
    QCOMPARE(hits.severity(1), QByteArray());
    QCOMPARE(hits.at(1).raw(), std::string_view("2"));
    QCOMPARE(hits.failure(1).sentence, QStringLiteral("`b` must be null, but is the number 2"));
    QVERIFY(!(*program)->judge(wrong.root(), hits, 1));
    QCOMPARE(hits.size(), std::size_t(1));
    JsonTape right;
    QVERIFY(right.read("{}"));
    QVERIFY((*program)->judge(right.root(), hits));
    QVERIFY(hits.isEmpty());
}

void TestJsonSchema::tellsLimits_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("reason");
    const QByteArray deep = QByteArray(10'000, '[') + QByteArray(10'000, ']');
    const QByteArray slow = '"' + QByteArray(60, 'a') + "!\"";
    QTest::newRow("depth") << QByteArray(R"({"items":{"$ref":"#"},"maxItems":1})") << deep << QStringLiteral("deeply");
    QTest::newRow("depth by names") << QByteArray(R"({"$dynamicAnchor":"n","unevaluatedItems":{"$dynamicRef":"#n"}})")
                                    << deep << QStringLiteral("deeply");
    QTest::newRow("pattern") << QByteArray(R"({"pattern":"^(a|a?)+$"})") << slow << QStringLiteral("(a|a?)+");
    QTest::newRow("pattern of names") << QByteArray(R"({"patternProperties":{"^(a|a?)+$":true}})")
                                      << QByteArray("{" + slow + ":1}") << QStringLiteral("(a|a?)+");
    QTest::newRow("turned round") << QByteArray(R"({"not":{"pattern":"^(a|a?)+$"}})") << slow
                                  << QStringLiteral("(a|a?)+");
}

void TestJsonSchema::tellsLimits()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, value);
    QFETCH(QString, reason);
    const Compiled program = compiled(schema);
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read(viewOf(value), {.levels = 20'000}));
    QVERIFY(!(*program)->accepts(tape.root()));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(1));
    QCOMPARE(failures.front().keyword, QByteArray("limit"));
    QVERIFY2(failures.front().sentence.contains(reason), qPrintable(failures.front().sentence));
}

// A part of a document that is no schema as a whole.
void TestJsonSchema::takesTheDraftOfAPart()
{
    const QByteArray text = R"({"$schema":"urn:not-about-schemas","events":[
        {"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"null"}]},{"prefixItems":[{"type":"null"}]}]})";
    JsonTape tape;
    QVERIFY(tape.read("[1]"));
    for (const char *place : {"/events/0", "/events/1"}) {
        const Compiled program = compiled(text, place);
        QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
        QVERIFY(!(*program)->accepts(tape.root()));
    }
}

void TestJsonSchema::takesSubschemas()
{
    const QByteArray text = R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"type":"string"}}})";
    const Compiled program = compiled(text, "/$defs/a");
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read("\"x\""));
    QVERIFY((*program)->accepts(tape.root()));
    const Compiled missing = compiled(text, "/$defs/c");
    QVERIFY(!missing);
    QCOMPARE(missing.error().pointer, QByteArray("/$defs/c"));
}

void TestJsonSchema::namesProperties()
{
    const Compiled program = compiled(R"({"properties":{"a":{"$ref":"#/$defs/o"},"l":{"items":{"properties":{"i":{}}}}},
        "required":["r"],"allOf":[{"properties":{"b":{}}}],"anyOf":[{"properties":{"n":{}}}],
        "$defs":{"o":{"properties":{"x":{},"y":{}},"additionalProperties":{"properties":{"deep":{}}}}}})");
    QVERIFY(program);
    const auto at = [&program](const char *pointer) {
        QByteArrayList names;
        for (const QByteArray &name : (*program)->propertyNames(*JsonPointer::parse(pointer)))
            names << name;
        std::sort(names.begin(), names.end());
        return names.join(',');
    };
    QCOMPARE(at(""), QByteArray("a,b,l"));
    QCOMPARE(at("/a"), QByteArray("x,y"));
    QCOMPARE(at("/a/other"), QByteArray("deep"));
    QCOMPARE(at("/l/*"), QByteArray("i"));
    QCOMPARE(at("/nothing"), QByteArray(""));
}

void TestJsonSchema::findsFixes()
{
    const Compiled program =
        compiled(R"({"properties":{"a":{"type":"number","x-fix":{"as":"number"}}},"x-severity":"info"})");
    QVERIFY(program);
    QCOMPARE((*program)->fixes().size(), std::size_t(1));
    QVERIFY((*program)->namesSeverities());
    JsonTape tape;
    QVERIFY(tape.read(R"({"a":"5"})"));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(1));
    QVERIFY(failures.front().fix == (*program)->fixes().front());
}

void TestJsonSchema::leavesFormatsAlone()
{
    const Compiled program = compiled(R"({"format":"date"})", {}, {.assertFormats = false});
    QVERIFY(program);
    JsonTape tape;
    QVERIFY(tape.read("\"x\""));
    QVERIFY((*program)->accepts(tape.root()));
}

void TestJsonSchema::readsTrees()
{
    const auto tree = nlohmann::ordered_json::parse(R"({"s":{"const":18446744073709551615}})");
    const auto program = JsonSchema::compile(tree, "/s");
    QVERIFY(program);
    JsonTape tape;
    QVERIFY(tape.read("18446744073709551615"));
    QVERIFY((*program)->accepts(tape.root()));
    JsonTape other;
    QVERIFY(other.read("18446744073709551616"));
    QVERIFY(!(*program)->accepts(other.root()));
}

// Schemas and values that multiply work end, and are not accepted.
void TestJsonSchema::boundsItsWork()
{
    QByteArray doubling = R"({"$ref":"#/$defs/0","$defs":{)";
    for (int i = 0; i < 40; ++i) {
        const QByteArray next = "{\"$ref\":\"#/$defs/" + QByteArray::number(i + 1) + "\"}";
        doubling += "\"" + QByteArray::number(i) + "\":{\"anyOf\":[" + next + "," + next + "]},";
    }
    doubling += R"("40":{"type":"null"}}})";
    const Compiled program = compiled(doubling);
    QVERIFY2(program, program ? "" : qPrintable(program.error().reason));
    JsonTape tape;
    QVERIFY(tape.read("1"));
    QVERIFY(!(*program)->accepts(tape.root()));
    const auto failures = (*program)->failures(tape.root());
    QCOMPARE(failures.size(), std::size_t(1));
    QVERIFY(failures.front().sentence.contains(QStringLiteral("steps")));

    // Not even where "not" would turn a refusal into its opposite.
    const Compiled turned = compiled(R"({"not":{"pattern":"^(a|a?)+$"}})");
    const QByteArray text = '"' + QByteArray(60, 'a') + "!\"";
    QVERIFY(tape.read(viewOf(text)));
    QVERIFY(!(*turned)->accepts(tape.root()));
    QVERIFY(!(*turned)->failures(tape.root()).empty());

    // Many members of which each fails but for a later one of its name.
    QByteArray members = "{";
    for (int i = 0; i < 60'000; ++i)
        members += "\"k" + QByteArray::number(i) + "\":1,";
    for (int i = 0; i < 60'000; ++i)
        members += "\"k" + QByteArray::number(i) + "\":\"s\",";
    members += "\"end\":\"s\"}";
    const Compiled strings =
        compiled(R"({"additionalProperties":{"type":"string"},"minProperties":60001,"maxProperties":60001})");
    QVERIFY(tape.read(viewOf(members)));
    QVERIFY((*strings)->accepts(tape.root()));
    QVERIFY((*strings)->failures(tape.root()).empty());

    // Names and values that are hard to tell apart.
    QByteArray names = R"({"properties":{)";
    QByteArray numbers = R"({"items":{"enum":[null)";
    QByteArray list = "[0";
    for (int i = 0; i < 50'000; ++i) {
        names += "\"long head " + QByteArray::number(100'000 + i) + " long tail\":{\"type\":\"null\"},";
        numbers += "," + QByteArray::number(i);
        list += "," + QByteArray::number(49'999 - i) + ".0";
    }
    const Compiled named = compiled(names + R"("z":{}}})");
    QVERIFY(named);
    QVERIFY(tape.read(R"({"long head 149999 long tail":null,"long head 149999 long tail.":1})"));
    QVERIFY((*named)->accepts(tape.root()));
    QVERIFY(tape.read(R"({"long head 100001 long tail":1})"));
    QVERIFY(!(*named)->accepts(tape.root()));
    const Compiled listed = compiled(numbers + "]}}");
    list += "]";
    QVERIFY(tape.read(viewOf(list)));
    QVERIFY((*listed)->accepts(tape.root()));
    QVERIFY(tape.read("[5,50000]"));
    QVERIFY(!(*listed)->accepts(tape.root()));

    const QByteArray tower = QByteArray("{\"not\":").repeated(20'000) + "{}" + QByteArray(20'000, '}');
    QVERIFY(!JsonSchema::compile(nlohmann::ordered_json::parse(viewOf(tower))));
    QVERIFY(!SchemaDocument::read(tower));

    const QByteArray deep = QByteArray(500, '[') + QByteArray(500, ']');
    const Compiled nested = compiled(R"({"items":{"$ref":"#"},"maxItems":1})");
    QVERIFY(tape.read(viewOf(deep)));
    QVERIFY((*nested)->accepts(tape.root()));

    QByteArray chain = R"({"$defs":{)";
    for (int i = 0; i < 3000; ++i)
        chain +=
            "\"" + QByteArray::number(i) + "\":{\"allOf\":[{\"$ref\":\"#/$defs/" + QByteArray::number(i + 1) + "\"}]},";
    chain += R"("3000":{}},"$ref":"#/$defs/0"})";
    QVERIFY(!compiled(chain));
}

void TestJsonSchema::isSharedBetweenThreads()
{
    const Compiled program = compiled(R"({"pattern":"^[a-z]+$","minLength":3})");
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            JsonTape good;
            JsonTape bad;
            if (!good.read("\"abc\"") || !bad.read("\"ab1\""))
                return;
            for (int round = 0; round < 2000; ++round)
                right += (*program)->accepts(good.root()) && !(*program)->accepts(bad.root()) ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 8000);
}

QTEST_GUILESS_MAIN(TestJsonSchema)
#include "tst_jsonschema.moc"
