// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontape.h"
#include "event/utf8.h"
#include "testmain.h"

#include <cmath>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Kind = JsonFault::Kind;

}

class TestJsonTape : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void boundsHold();
    void laysFlat();
    void decodesStrings_data();
    void decodesStrings();
    void findsTheLastOfDuplicates();
    void readsIntegers_data();
    void readsIntegers();
    void readsNumbers();
    void pointsBack();
    void placesOffsets();
};

void TestJsonTape::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArrayList texts = {"0", "-0", "1e400", "123456789012345678901234567890", "0.0450", "1E+2", "\"\"",
        "null", "true", "false", "[]", "{}", " [ ] ", "{ }", "[1,2]", R"({"a":1,"a":2})", R"("\ud800")",
        R"("\udc00\ud800")", R"("\ud83d\ude00")", R"("\"\\\/\b\f\n\r\t\u00e9")", "\"\xC3\xA9\xF0\x9F\x98\x80\"",
        "\xEF\xBB\xBF{}", "\t\r\n 1 \n", "\"\x7F\"", "[[[[]]],{\"\":{}}]"};
    for (const QByteArray &text : texts)
        QTest::addRow("%s", text.constData()) << text;
}

void TestJsonTape::accepts()
{
    QFETCH(const QByteArray, text);
    JsonTape tape;
    QVERIFY2(tape.read(viewOf(text)), qPrintable(tape.fault().sentence));
    QVERIFY(!tape.isEmpty());
}

void TestJsonTape::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<JsonFault::Kind>("kind");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const QByteArray &text, Kind kind, int offset, const QString &sentence) {
        QTest::addRow("%s", text.toPercentEncoding("{}[]\":, ").constData()) << text << kind << offset << sentence;
    };
    row("", Kind::Empty, 0, u"there is no text"_s);
    row(" \n", Kind::Empty, 2, u"there is no text"_s);
    row("\xEF\xBB\xBF ", Kind::Empty, 4, u"there is no text"_s);
    row("tru", Kind::Syntax, 0, u"'tru' is no JSON value"_s);
    row("[nul]", Kind::Syntax, 1, u"'nul' is no JSON value"_s);
    row("NaN", Kind::Syntax, 0, u"'NaN' is no JSON value"_s);
    row("{\"a\":1,}", Kind::Syntax, 6, u"a comma before '}'"_s);
    row("[1 , ]", Kind::Syntax, 3, u"a comma before ']'"_s);
    row("[1,,2]", Kind::Syntax, 3, u"',' where a value is expected"_s);
    row("01", Kind::Syntax, 0, u"the number 01 begins with a zero"_s);
    row("-01", Kind::Syntax, 0, u"the number -01 begins with a zero"_s);
    row("-", Kind::Syntax, 0, u"a minus sign without a number"_s);
    row("1.", Kind::Syntax, 0, u"the number 1. has no digit behind its point"_s);
    row("[1.e5]", Kind::Syntax, 1, u"the number 1.e5 has no digit behind its point"_s);
    row("1e+", Kind::Syntax, 0, u"the number 1e+ has no digit in its exponent"_s);
    row(".5", Kind::Syntax, 0, u"a number that begins with its point"_s);
    row("+1", Kind::Syntax, 0, u"a number with a plus sign"_s);
    row("[1}", Kind::Syntax, 2, u"'}' where ',' or ']' is expected"_s);
    row("{\"a\":1]", Kind::Syntax, 6, u"']' where ',' or '}' is expected"_s);
    row("[1 2]", Kind::Syntax, 3, u"a comma is missing"_s);
    row("{\"a\":1 \"b\":2}", Kind::Syntax, 7, u"a comma is missing"_s);
    row("{a:1}", Kind::Syntax, 1, u"a key without quotes"_s);
    row("{'a':1}", Kind::Syntax, 1, u"single quotes; JSON has double ones"_s);
    row("{\"a\" 1}", Kind::Syntax, 5, u"no ':' behind the key"_s);
    row("{\"a\"}", Kind::Syntax, 4, u"no ':' behind the key"_s);
    row("{\"a\":}", Kind::Syntax, 5, u"'}' where a value is expected"_s);
    row("{\"a\":1 // x\n}", Kind::Syntax, 7, u"a comment; JSON has none"_s);
    row("/* x */ {}", Kind::Syntax, 0, u"a comment; JSON has none"_s);
    row("{\"a\":\"b\nc\"}", Kind::Syntax, 7, u"a control character (0x0a) inside a string"_s);
    row("\"\\x\"", Kind::Syntax, 1, u"a backslash before 'x', which is no escape"_s);
    row("\"\\u12g4\"", Kind::Syntax, 1, u"\\u without four hexadecimal digits"_s);
    row("\"\\u12\"", Kind::Syntax, 1, u"\\u without four hexadecimal digits"_s);
    row("\"\\u12", Kind::Syntax, 5, u"the text ends inside a string"_s);
    row("\"\\", Kind::Syntax, 2, u"the text ends inside a string"_s);
    row("\"abc", Kind::Syntax, 4, u"the text ends inside a string"_s);
    row("[1", Kind::Syntax, 2, u"the text ends inside an array"_s);
    row("{\"a\":1,", Kind::Syntax, 7, u"the text ends inside an object"_s);
    row("{\"a\":", Kind::Syntax, 5, u"the text ends where a value is expected"_s);
    row("{} {}", Kind::Trailing, 3, u"more text behind the value"_s);
    row("1]", Kind::Trailing, 1, u"more text behind the value"_s);
    row("truex", Kind::Trailing, 4, u"more text behind the value"_s);
    row(QByteArray("{}\0", 3), Kind::Trailing, 2, u"more text behind the value"_s);
    row(QByteArray("[1,\0]", 5), Kind::Syntax, 3, u"a NUL byte where a value is expected"_s);
    row(QByteArray("\0\0\0", 3), Kind::Syntax, 0, u"a NUL byte where a value is expected"_s);
    row("\"\xFF\"", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("\"a\xC0\x80\"", Kind::Encoding, 2, u"the bytes are no valid UTF-8"_s);
    row("\"\xE0\x80\x80\"", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("\"\xED\xA0\x80\"", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("\"\xF4\x90\x80\x80\"", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("\"\xC3\"", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("[\xE9]", Kind::Encoding, 1, u"the bytes are no valid UTF-8"_s);
    row("[\xC3\xA9]", Kind::Syntax, 1, u"'é' where a value is expected"_s);
    row(QByteArray("\xFF\xFE{\0}\0", 6), Kind::Encoding, 0, u"the text is UTF-16; save it as UTF-8"_s);
    row(QByteArray("{\0}\0", 4), Kind::Encoding, 1, u"the text is UTF-16; save it as UTF-8"_s);
}

void TestJsonTape::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const JsonFault::Kind, kind);
    QFETCH(const int, offset);
    QFETCH(const QString, sentence);
    JsonTape tape;
    QVERIFY(!tape.read(viewOf(text)));
    QCOMPARE(tape.fault().sentence, sentence);
    QCOMPARE(int(tape.fault().kind), int(kind));
    QCOMPARE(int(tape.fault().offset), offset);
    QVERIFY(tape.isEmpty());
}

void TestJsonTape::boundsHold()
{
    JsonTape tape;
    QVERIFY(tape.read("[[1]]", {.bytes = 5, .levels = 2}));
    QVERIFY(!tape.read("[[[]]]", {.levels = 2}));
    QCOMPARE(int(tape.fault().kind), int(Kind::TooDeep));
    QCOMPARE(tape.fault().offset, 2u);
    QVERIFY(!tape.read("[[1]]", {.bytes = 4}));
    QCOMPARE(int(tape.fault().kind), int(Kind::TooLarge));
    QVERIFY(tape.read("1", {.levels = 0}));
    QVERIFY(!tape.read("[]", {.levels = 0}));
    QVERIFY(!tape.read(std::string(10'000, '[')));
    QCOMPARE(tape.fault().offset, 512u);
}

void TestJsonTape::laysFlat()
{
    const std::string text = R"( {"a":[1,-2.5],"\u0062":{"c":null}} )";
    JsonTape tape;
    QVERIFY(tape.read(text));
    QCOMPARE(tape.nodes().size(), std::size_t(9));
    const JsonValue root = tape.root();
    QVERIFY(root.isObject());
    QCOMPARE(root.size(), std::size_t(2));
    QCOMPARE(root.offset(), 1u);
    QCOMPARE(root.length(), quint32(text.size() - 2));
    QCOMPARE(root.node().next, 9u);
    const JsonValue list = root.find("a");
    QVERIFY(list.isArray());
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list.raw(), std::string_view("[1,-2.5]"));
    QVERIFY((*list.items().begin()).node().integral);
    QVERIFY(root.find("b").isObject());
    QVERIFY(root.at("/b/c").isNull());
    QCOMPARE(root.at("/a/1").number(), -2.5);
    QVERIFY(!root.at("/a/01"));
    QVERIFY(!root.at("/a/2"));
    QVERIFY(!root.at("/b/c/d"));
    QVERIFY(!JsonValue().find("a"));
    QCOMPARE(root.at(""), root);
}

void TestJsonTape::decodesStrings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("decoded");
    QTest::addRow("plain") << QByteArray(R"("abc")") << QByteArray("abc");
    QTest::addRow("escapes") << QByteArray(R"("a\"\\\/\b\f\n\r\tz")") << QByteArray("a\"\\/\b\f\n\r\tz");
    QTest::addRow("unicode") << QByteArray(R"("\u0041\u00e9\u20AC\ud83d\ude00")")
                             << QByteArray("A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    QTest::addRow("lone high") << QByteArray(R"("\ud800x")") << QByteArray("\xED\xA0\x80x");
    QTest::addRow("two high") << QByteArray(R"("\ud800\ud83d\ude00")") << QByteArray("\xED\xA0\x80\xF0\x9F\x98\x80");
    QTest::addRow("lone low") << QByteArray(R"("\udc00")") << QByteArray("\xED\xB0\x80");
    QTest::addRow("NUL") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
}

void TestJsonTape::decodesStrings()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, decoded);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    std::string buffer;
    QCOMPARE(bytesOf(tape.root().string()), decoded);
    QCOMPARE(bytesOf(tape.root().string(buffer)), decoded);
    QVERIFY(tape.root().stringEquals(viewOf(decoded)));
    QVERIFY(!tape.root().stringEquals(viewOf(decoded + "x")));
    QVERIFY(!tape.root().stringEquals(viewOf(decoded.chopped(1))));
    QCOMPARE(tape.root().node().lone, decoded.contains("\xED\xA0") || decoded.contains("\xED\xB0"));
}

void TestJsonTape::findsTheLastOfDuplicates()
{
    JsonTape tape;
    QVERIFY(tape.read(R"({"a":1,"b":2,"\u0061":{"x":3,"x":4}})"));
    QCOMPARE(tape.root().at("/a/x").raw(), std::string_view("4"));
    QVERIFY(!tape.root().find("c"));
}

void TestJsonTape::readsIntegers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("whole");
    QTest::addColumn<qint64>("value");
    const auto row = [](const char *text, bool whole, qint64 value = 0) {
        QTest::addRow("%s", text) << QByteArray(text) << whole << value;
    };
    row("5", true, 5);
    row("5.0", true, 5);
    row("5e0", true, 5);
    row("50e-1", true, 5);
    row("0.5e1", true, 5);
    row("-0", true, 0);
    row("-0.0e99999999999999999999", true, 0);
    row("9223372036854775807", true, INT64_MAX);
    row("-9223372036854775808", true, INT64_MIN);
    row("-9223372036854775808.00", true, INT64_MIN);
    row("922337203685477580700e-2", true, INT64_MAX);
    row("9223372036854775808", false);
    row("9223372036854775808.0", false);
    row("1e19", false);
    row("1e18", true, 1'000'000'000'000'000'000);
    row("1e400", false);
    row("1e99999999999999999999999", false);
    row("1e-99999999999999999999999", false);
    row("1.5", false);
    row("0.00000000000000000000000000000000001e35", true, 1);
    row("\"5\"", false);
    row("true", false);
}

void TestJsonTape::readsIntegers()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, whole);
    QFETCH(const qint64, value);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const std::optional<std::int64_t> integer = tape.root().integer();
    QCOMPARE(integer.has_value(), whole);
    if (whole)
        QCOMPARE(qint64(*integer), value);
}

void TestJsonTape::readsNumbers()
{
    const auto number = [](std::string_view text) {
        JsonTape tape;
        return tape.read(text) ? tape.root().number() : 0.0;
    };
    QCOMPARE(number("0.1"), 0.1);
    QCOMPARE(number("-12.5e3"), -12500.0);
    QVERIFY(std::isinf(number("1e400")) && number("1e400") > 0);
    QVERIFY(std::isinf(number("-1e400")) && number("-1e400") < 0);
    QCOMPARE(number("1e-400"), 0.0);
    QVERIFY(std::isnan(number("null")));
}

void TestJsonTape::pointsBack()
{
    JsonTape tape;
    QVERIFY(tape.read(R"({"a/b":[1,{"c~":2}],"d":{}})"));
    QCOMPARE(pointerTo(tape.root()), QByteArray());
    QCOMPARE(pointerTo(tape.root().at("/a~1b/1/c~0")), QByteArray("/a~1b/1/c~0"));
    QCOMPARE(pointerTo((*tape.root().members().begin()).key), QByteArray("/a~1b"));
    for (quint32 i = 0; i < tape.nodes().size(); ++i) {
        const JsonValue value(&tape, i);
        const JsonValue back = tape.root().at(viewOf(pointerTo(value)));
        QVERIFY(back.index() == i || back.index() == i + 1);
    }
}

void TestJsonTape::placesOffsets()
{
    const std::string text = "a\r\nb\xC3\xA9x\n\ny";
    QCOMPARE(placeOf(text, 0), (TextPlace{1, 1}));
    QCOMPARE(placeOf(text, 3), (TextPlace{2, 1}));
    QCOMPARE(placeOf(text, 6), (TextPlace{2, 3}));
    QCOMPARE(placeOf(text, 8), (TextPlace{3, 1}));
    QCOMPARE(placeOf(text, 99), (TextPlace{4, 2}));
}

QTEST_GUILESS_MAIN(TestJsonTape)
#include "tst_jsontape.moc"
