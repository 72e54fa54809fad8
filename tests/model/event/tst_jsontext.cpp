// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontext.h"
#include "event/utf8.h"
#include "testmain.h"

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestJsonText : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void parsesPointers_data();
    void parsesPointers();
    void sets_data();
    void sets();
    void removes_data();
    void removes();
    void renames_data();
    void renames();
    void refuses_data();
    void refuses();
    void stripsComments_data();
    void stripsComments();
    void quotes();
};

namespace {

QByteArray edited(const QByteArray &text, const Result<std::vector<TextEdit>> &edits)
{
    return edits ? applied(text, *edits) : QByteArray("error: ") + edits.error().message.toUtf8();
}

JsonPointer pointer(const QByteArray &text)
{
    return JsonPointer::parse(viewOf(text)).value();
}

}

void TestJsonText::parsesPointers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QByteArrayList>("tokens");
    const auto row = [](const char *text, bool good, const QByteArrayList &tokens = {}) {
        QTest::addRow("'%s'", text) << QByteArray(text) << good << tokens;
    };
    row("", true);
    row("/", true, {""});
    row("/a/b", true, {"a", "b"});
    row("/a//", true, {"a", "", ""});
    row("/~0~1~01", true, {"~/~1"});
    row("a", false);
    row("/~", false);
    row("/~2", false);
    row("/a~/b", false);
}

void TestJsonText::parsesPointers()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, good);
    QFETCH(const QByteArrayList, tokens);
    const Result<JsonPointer> parsed = JsonPointer::parse(viewOf(text));
    QCOMPARE(parsed.has_value(), good);
    if (!good) {
        QCOMPARE(int(parsed.error().kind), int(Error::Kind::BadInput));
        return;
    }
    QByteArrayList read;
    for (const std::string &token : parsed->tokens())
        read << bytesOf(token);
    QCOMPARE(read, tokens);
    QCOMPARE(parsed->text(), text);
    if (!parsed->isRoot())
        QCOMPARE(parsed->parent().child(parsed->tokens().back()), *parsed);
}

void TestJsonText::sets_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const char *text, const char *at, const char *raw, const char *result) {
        QTest::addRow("%s", name) << QByteArray(text) << QByteArray(at) << QByteArray(raw) << QByteArray(result);
    };
    row("root", " 1 ", "", "{}", " {} ");
    row("replace", R"({ "a" : 1.50 , "b":2})", "/a", "7", R"({ "a" : 7 , "b":2})");
    row("last duplicate", R"({"a":1,"a":2,"b":0})", "/a", "9", R"({"a":1,"a":9,"b":0})");
    row("decoded key", R"({"\u0061":1})", "/a", "9", R"({"\u0061":9})");
    row("append compact", R"({"a":1})", "/b", "2", R"({"a":1,"b":2})");
    row("append spaced", R"({"a": 1, "b": 2})", "/c", "3", R"({"a": 1, "b": 2, "c": 3})");
    row("append after one spaced", R"({"a": 1})", "/b", "2", R"({"a": 1, "b": 2})");
    row("append padded", R"({ "a":1 })", "/b", "2", R"({ "a":1, "b":2 })");
    row("append pretty", "{\n  \"a\": 1\n}\n", "/b", "2", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    row("append pretty CRLF", "{\r\n\t\"a\": 1\r\n}", "/b", "2", "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}");
    row("comma first", "{ \"a\": 1\n, \"b\": 2\n}", "/c", "3", "{ \"a\": 1\n, \"b\": 2\n, \"c\": 3\n}");
    row("empty object", "{}", "/a", "1", R"({"a":1})");
    row("empty object with space", "{ }", "/a", "1", R"({"a":1})");
    row("empty in pretty", "{\n  \"a\": {}\n}", "/a/b", "1", "{\n  \"a\": {\n    \"b\": 1\n  }\n}");
    row("parents", R"({"a":1})", "/b/c/d", "1", R"({"a":1,"b":{"c":{"d":1}}})");
    row("parents pretty", "{\n  \"a\": 1\n}", "/b/c", "1", "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 1\n  }\n}");
    row("deep pretty", "{\n \"a\": {\n  \"b\": 1\n }\n}", "/a/c/d", "1",
        "{\n \"a\": {\n  \"b\": 1,\n  \"c\": {\n   \"d\": 1\n  }\n }\n}");
    row("array append", "[1, 2]", "/-", "3", "[1, 2, 3]");
    row("array append by index", "[1]", "/1", "2", "[1,2]");
    row("array append pretty", "[\n  1\n]", "/-", "2", "[\n  1,\n  2\n]");
    row("array empty", "[]", "/0", "1", "[1]");
    row("array item", "[1,[2]]", "/1/0", "x", "[1,[x]]");
    row("array parents", "[]", "/-/a", "1", R"([{"a":1}])");
    row("escaped key", "{}", "/a~1\"", "1", R"({"a/\"":1})");
}

void TestJsonText::sets()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, at);
    QFETCH(const QByteArray, raw);
    QFETCH(const QByteArray, result);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    QCOMPARE(edited(text, editToSet(tape, pointer(at), raw)), result);
}

void TestJsonText::removes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const char *text, const char *at, const char *result) {
        QTest::addRow("%s", name) << QByteArray(text) << QByteArray(at) << QByteArray(result);
    };
    row("only", "{ \"a\":1 }", "/a", "{}");
    row("first", R"({ "a":1, "b":2 })", "/a", R"({ "b":2 })");
    row("middle", R"({"a":1, "b":2, "c":3})", "/b", R"({"a":1, "c":3})");
    row("last", R"({"a":1, "b":2 })", "/b", R"({"a":1 })");
    row("last of duplicates", R"({"a":1,"b":0,"a":2})", "/a", R"({"a":1,"b":0})");
    row("pretty", "{\n  \"a\": 1,\n  \"b\": 2\n}", "/b", "{\n  \"a\": 1\n}");
    row("item", "[1,2,3]", "/1", "[1,3]");
    row("nested", R"({"a":[{"b":1}]})", "/a/0/b", R"({"a":[{}]})");
    row("absent", R"({"a":1})", "/b", R"({"a":1})");
    row("absent parent", R"({"a":1})", "/b/c", R"({"a":1})");
}

void TestJsonText::removes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, at);
    QFETCH(const QByteArray, result);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    QCOMPARE(edited(text, editToRemove(tape, pointer(at))), result);
}

void TestJsonText::renames_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("result");
    QTest::addRow("plain") << QByteArray(R"({"a" :1})") << QByteArray("/a") << u"b"_s << QByteArray(R"({"b" :1})");
    QTest::addRow("last duplicate") << QByteArray(R"({"a":1,"a":2})") << QByteArray("/a") << u"\"é"_s
                                    << QByteArray("{\"a\":1,\"\\\"\xC3\xA9\":2}");
}

void TestJsonText::renames()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, at);
    QFETCH(const QString, key);
    QFETCH(const QByteArray, result);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    QCOMPARE(edited(text, editToRename(tape, pointer(at), key)), result);
}

void TestJsonText::refuses_data()
{
    QTest::addColumn<QByteArray>("at");
    QTest::addColumn<bool>("set");
    QTest::addColumn<bool>("remove");
    QTest::addColumn<bool>("rename");
    QTest::addRow("root") << QByteArray() << true << false << false;
    QTest::addRow("through a scalar") << QByteArray("/a/b") << false << false << false;
    QTest::addRow("past the end") << QByteArray("/l/2") << false << false << false;
    QTest::addRow("no index") << QByteArray("/l/x") << false << false << false;
    QTest::addRow("leading zero") << QByteArray("/l/00") << false << false << false;
    QTest::addRow("item") << QByteArray("/l/0") << true << true << false;
    QTest::addRow("append") << QByteArray("/l/-") << true << false << false;
    QTest::addRow("absent") << QByteArray("/x") << true << true << false;
}

void TestJsonText::refuses()
{
    QFETCH(const QByteArray, at);
    QFETCH(const bool, set);
    QFETCH(const bool, remove);
    QFETCH(const bool, rename);
    JsonTape tape;
    QVERIFY(tape.read(R"({"a":1,"l":[1]})"));
    QCOMPARE(editToSet(tape, pointer(at), "1").has_value(), set);
    QCOMPARE(editToRemove(tape, pointer(at)).has_value(), remove);
    QCOMPARE(editToRename(tape, pointer(at), u"k").has_value(), rename);
    const JsonTape empty;
    QVERIFY(!editToSet(empty, pointer(at), "1"));
}

void TestJsonText::stripsComments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const char *text, const char *result) {
        QTest::addRow("%s", name) << QByteArray(text) << QByteArray(result);
    };
    row("none", R"({"a":"http://x/*y*/"})", R"({"a":"http://x/*y*/"})");
    row("line", "{\"a\":1 // why\r\n}", "{\"a\":1 \r\n}");
    row("at the end", "{} // x", "{} ");
    row("block", "{/* x\n */\"a\":1}", "{\"a\":1}");
    row("open block", "{} /* x", "{} ");
    row("no glue", "[1/**/2]", "[1 2]");
    row("comma", "{\"a\":[1,],}", "{\"a\":[1]}");
    row("comma, comment", "{\"a\":1, // last\n}", "{\"a\":1 \n}");
    row("comma, block, comma", "[1,/*a*/2,/*b*/]", "[1,2]");
    row("escaped quote", R"({"a":"\"//"} // x)", R"({"a":"\"//"} )");
    row("string left open", "{\"a\":\"b\n \"c\":1 // x\n}", "{\"a\":\"b\n \"c\":1 \n}");
    row("backslash before the line end", "\"a\\\n// x", "\"a\\\n");
    row("slash alone", "1/2", "1/2");
}

void TestJsonText::stripsComments()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, result);
    const std::vector<TextEdit> edits = editsToStripComments(viewOf(text));
    QCOMPARE(applied(text, edits), result);
    QCOMPARE(edits.empty(), text == result);
    QVERIFY(editsToStripComments(viewOf(result)).empty());
}

void TestJsonText::quotes()
{
    QCOMPARE(quoted(u"a\"\\\b\f\n\r\t\u0001\u007Fé"_s), QByteArray("\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\x7F\xC3\xA9\""));
    QCOMPARE(quoted(QString(QChar(0xD800))), QByteArray("\"\\ud800\""));
    QCOMPARE(quoted(u"\U0001F600"_s), QByteArray("\"\xF0\x9F\x98\x80\""));
    QCOMPARE(quoted(std::string_view("a\xED\xA0\x80z\xFF")), QByteArray("\"a\\ud800z\xEF\xBF\xBD\""));
    for (const char *text : {R"("\ud800x")", R"("\udc00\ud800")", R"("\u0000")"}) {
        JsonTape tape;
        QVERIFY(tape.read(text));
        QCOMPARE(quoted(std::string_view(tape.root().string())), QByteArray(text));
    }
}

QTEST_GUILESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
