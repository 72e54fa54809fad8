// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"

#include "event/utf8.h"
#include "store/filtermatch.h"
#include "store/filterpattern.h"
#include "store/payloadbytes.h"
#include "store/payloadliteral.h"
#include "store/payloadprobe.h"
#include "store/wtf8.h"

#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

// The plain reference: every string and name, decoded and folded.
bool hasText(const JsonTape &tape, const QList<QByteArray> &values)
{
    for (std::uint32_t i = 0; i < tape.nodes().size(); ++i) {
        if (tape.nodes()[i].kind != JsonKind::String)
            continue;
        std::string folded;
        std::string buffer;
        folded = caseFolded(JsonValue(&tape, i).string(), buffer);
        for (const QByteArray &value : values) {
            if (folded.find(caseFolded(viewOf(value), buffer)) != std::string::npos)
                return true;
        }
    }
    return false;
}

}

// What a probe rules out never matches.
class TestPayloadProbe : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void findsAnyCase_data();
    void findsAnyCase();
    void rulesOutOnlyWhatDoesNotMatch();
    void findsTextAsTheReferenceDoes();
    void findsSpellings_data();
    void findsSpellings();
    void foldsFewLettersToAscii();
    void findsWhatExpressionsRequire_data();
    void findsWhatExpressionsRequire();
    void rulesOutSomething();
};

void TestPayloadProbe::findsAnyCase_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("needle");
    QTest::addColumn<bool>("found");
    const QByteArray filling(100, '.');
    QTest::newRow("empty in empty") << QByteArray() << QByteArray() << true;
    QTest::newRow("in empty") << QByteArray() << QByteArray("a") << false;
    QTest::newRow("longer") << QByteArray("ab") << QByteArray("abc") << false;
    QTest::newRow("whole") << QByteArray("aBc") << QByteArray("abc") << true;
    QTest::newRow("far") << QByteArray(filling + "GPT-4" + filling) << QByteArray("gpt-4") << true;
    QTest::newRow("last") << QByteArray(filling + "Z") << QByteArray("z") << true;
    QTest::newRow("ends alike") << QByteArray(filling + "aXc" + filling) << QByteArray("abc") << false;
    QTest::newRow("no letter") << QByteArray("a@b") << QByteArray("a`b") << false;
    QTest::newRow("quotes") << QByteArray("\"a\":\"name\",\"\"\"") << QByteArray("\"name\"") << true;
    QTest::newRow("two quotes") << QByteArray("a\"\"b") << QByteArray("\"\"") << true;
    QTest::newRow("three quotes") << QByteArray("a\"\"b") << QByteArray("\"\"\"") << false;
    QTest::newRow("brackets") << QByteArray("[") << QByteArray("{") << false;
}

void TestPayloadProbe::findsAnyCase()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, needle);
    QFETCH(bool, found);
    QCOMPARE(containsAnyCase(viewOf(bytes), viewOf(needle)), found);
    // At every place, so that each way through the loops is taken.
    for (int before = 0; before < 40; ++before)
        QCOMPARE(containsAnyCase(viewOf(QByteArray(before, '-') + bytes), viewOf(needle)), found);
    const QByteArray small = bytes.toLower();
    for (int before = 0; before < 40; ++before) {
        const QByteArray text = QByteArray(before, '-') + small + needle + small;
        QCOMPARE(findBytes(viewOf(text), viewOf(needle), 0), static_cast<std::size_t>(text.indexOf(needle)));
        const auto behind = static_cast<std::size_t>(text.indexOf(needle)) + 1;
        QCOMPARE(findBytes(viewOf(text), viewOf(needle), behind), viewOf(text).find(viewOf(needle), behind));
    }
}

void TestPayloadProbe::rulesOutOnlyWhatDoesNotMatch()
{
    std::mt19937 random(11);
    const auto pick = [&random](const QList<QByteArray> &from) { return from[random() % from.size()]; };
    const QList<QByteArray> strings{"\"caf\\u00e9\"", "\"CAFÉ\"", "\"plain Text\"", "\"a\\\"b\"", "\"\\u0041bc\"",
        "\"\u212a\"", "\"1\"", "\"\"", "\"ſ\"", "\"abc\\/d\"", "\"k\"", "\"\\\"k\"", "\"k\\\\\"", "\"\\ud83d\\ude00\""};
    const QList<QByteArray> scalars{
        "1", "12.50", "true", "null", "-0", "\"12.50\"", "{}", "[1,\"x\"]", "1e400", "-3e2", "{\"k\":7}"};
    const QList<QByteArray> keys{
        "\"k\"", "\"\\u006b\"", "\"Key\"", "\"0\"", "\"a/b\"", "\"a\\/b\"", "\"é\"", "\"\\u00e9\""};
    const QList<QByteArray> values{"café", "CAFE", "plain", "a\"b", "abc", "k", "1", "12.50", "true", "", "s", "key",
        "é", "\\", "pl*n Text", "12.5?", "plain Text", "\U0001f600", "bc/d"};
    const QList<QByteArray> expressions{"^caf", "abc", "(?i)ABC", "k+", "a\"?b", "pl.in", "x|abc", "(?i)k$", "c\\/d",
        "plain (Text|x)", "[ab]bc", "bcx?/", "\\w+in", "Te{1}xt"};
    const QList<QByteArray> paths{"/k", "/Key", "/0", "/a~1b", "/é", "", "/k/0", "/missing", "/k/k", "props.k"};
    const QList<QByteArray> spaces{"", "", " ", "\n\t"};
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray text = '{' + pick(spaces) + pick(keys) + pick(spaces) + ':' + pick(spaces) + pick(strings) +
                                ',' + pick(keys) + pick(spaces) + ':' + pick(spaces) + pick(scalars) + '}';
        FilterTerm term;
        term.field = random() % 2 ? Field::Text : Field::Path;
        const auto which = random() % 3;
        if (term.field == Field::Text) {
            term.op = which == 0 ? FilterTerm::Op::Matches : FilterTerm::Op::Contains;
        } else {
            term.path = pick(paths);
            term.op = which == 0 ? FilterTerm::Op::Exists : which == 1 ? FilterTerm::Op::Range : FilterTerm::Op::AnyOf;
        }
        for (auto count = 1 + random() % 2; count > 0; --count)
            term.values.append(pick(term.op == FilterTerm::Op::Matches ? expressions : values));
        if (random() % 2)
            term.from = int(random() % 14);
        if (random() % 2)
            term.to = int(random() % 14);
        term.fromOpen = random() % 2;
        term.toClosed = random() % 2;
        JsonTape tape;
        QVERIFY(tape.read(viewOf(text)));
        if (PayloadMatcher(term, {""}).matches(tape))
            QVERIFY2(PayloadProbe(term).mayMatch(viewOf(text)),
                qPrintable(QString::fromUtf8(text + ' ' + term.path + ' ' + term.values.join('|'))));
    }
}

void TestPayloadProbe::findsTextAsTheReferenceDoes()
{
    std::mt19937 random(12);
    const QList<QByteArray> pieces{"a", "K", "k", "\u212a", "S", "ſ", "é", "É", "\\u00e9", "\\u00C9", "\\u006B",
        "\\u212A", "\\/", "/", "\\\"", "\\\\", "n", "\\n", "ß", "ẞ", "ς", "Σ", "1", ",", ":", " ", "e", "\\ud83d",
        "\\ude00", "\U0001f600", "\U00010400", "\U00010428", "İ", "i"};
    const QList<QByteArray> wanted{"a", "K", "s", "É", "é", "/", "\"", "\\", "n", "\n", "ß", "σ", "1", ",", ":", " ",
        "e", "\U0001f600", "\U00010400", "k", "i", "İ", "\xff", "9", "b"};
    const QList<QByteArray> between{",", " , ", ",1,", ",true,", ",null , "};
    int found = 0;
    for (int i = 0; i < 20'000; ++i) {
        QByteArray text = "[\"";
        for (auto count = random() % 12; count > 0; --count)
            text +=
                random() % 6 == 0 ? '"' + between[random() % between.size()] + '"' : pieces[random() % pieces.size()];
        text += "\"]";
        FilterTerm term;
        for (auto count = 1 + random() % 2; count > 0; --count) {
            QByteArray value;
            for (auto length = 1 + random() % 3; length > 0; --length)
                value += wanted[random() % wanted.size()];
            term.values.append(value);
        }
        JsonTape tape;
        QVERIFY2(tape.read(viewOf(text)), text.constData());
        const bool expected = hasText(tape, term.values);
        const auto about = [&] { return qPrintable(QString::fromUtf8(text + ' ' + term.values.join('|'))); };
        QVERIFY2(PayloadMatcher(term).matches(tape) == expected, about());
        if (expected)
            QVERIFY2(PayloadProbe(term).mayMatch(viewOf(text)), about());
        found += expected ? 1 : 0;
    }
    QVERIFY(found > 1'000 && found < 18'000);
}

void TestPayloadProbe::findsSpellings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("may");
    const QByteArray accent = "{\"name\":\"Caf\u00e9\"}";
    const QByteArray escape = R"({"name":"Caf\u00E9 \"x\" \n"})";
    QTest::newRow("accent") << accent << QByteArray("\u00c9") << true;
    QTest::newRow("escaped accent") << escape << QByteArray("\u00c9") << true;
    QTest::newRow("other accent") << accent << QByteArray("\u00e8") << false;
    QTest::newRow("other escaped accent") << escape << QByteArray("\u00e8") << false;
    QTest::newRow("letters beside an accent") << accent << QByteArray("kiosk") << false;
    QTest::newRow("letters beside escapes") << escape << QByteArray("kiosk") << false;
    QTest::newRow("the kelvin sign") << QByteArray("[\"\u212aiosk\"]") << QByteArray("kiosk") << true;
    QTest::newRow("an escaped letter") << QByteArray(R"(["\u004Biosk"])") << QByteArray("kiosk") << true;
    QTest::newRow("a slash") << QByteArray(R"(["a\/b"])") << QByteArray("a/b") << true;
    QTest::newRow("no slash") << QByteArray(R"(["a\/b"])") << QByteArray("a-b") << false;
}

void TestPayloadProbe::findsSpellings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, value);
    QFETCH(bool, may);
    QCOMPARE(SoughtText(viewOf(value), SoughtText::Case::Ignored).mayBeIn(viewOf(text)), may);
}

// What the search for other spellings of a letter takes for granted.
void TestPayloadProbe::foldsFewLettersToAscii()
{
    std::string buffer;
    for (char32_t code = 0x80; code <= QChar::LastValidCodePoint; ++code) {
        const QByteArray text = toWtf8(QStringView(QChar::fromUcs4(code)));
        const QByteArray folded = toWtf8(QStringView(QChar::fromUcs4(QChar::toCaseFolded(code))));
        if (caseFolded(viewOf(text), buffer) != viewOf(folded) || (code >= 0x20000 && folded != text) ||
            (uchar(folded[0]) < 0x80 && code != 0x212a && code != 0x17f))
            QFAIL(qPrintable(QString::number(code, 16)));
    }
}

void TestPayloadProbe::findsWhatExpressionsRequire_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("has");
    QTest::addColumn<QByteArray>("hasNot");
    const auto row = [](const char *expression, const char *has, const char *hasNot) {
        QTest::newRow(expression) << QByteArray(expression) << QByteArray(has) << QByteArray(hasNot);
    };
    row("growth", "[\"growth\"]", "[\"Growth\"]");
    row("(?i)growth", "[\"GROWTH\"]", "[\"growt\"]");
    row("^user_9+$", "[\"user_99\"]", "[\"user_8\"]");
    row("user_9*x", "[\"user_\"]", "[\"user9\"]");
    row("time ?out", "[\"time\"]", "[\"tim\"]");
    row("ab{2}cde", "[\"cde\"]", "[\"cd\"]");
    row("a.bc\\.de", "[\"bc.de\"]", "[\"bc-de\"]");
    row("(xx|yy)ab[^z]cde", "[\"cde\"]", "[\"xxabzz\"]");
    row("(?:a(b[)(]c)\\))de", "[\"de\"]", "[\"ab\"]");
    row("\\dab\\wc", "[\"ab\"]", "[\"dawc\"]");
}

void TestPayloadProbe::findsWhatExpressionsRequire()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, has);
    QFETCH(QByteArray, hasNot);
    const auto text = requiredText(viewOf(expression));
    QVERIFY(text);
    QVERIFY(text->mayBeIn(viewOf(has)));
    QVERIFY(!text->mayBeIn(viewOf(hasNot)));
    for (const char *unclear : {"ab|cd", "a", "(abc)", "[abc]+", "\\x41bc", "\\u0041bc", "a?b*", "(", "", "\\p{Lu}ab"})
        QVERIFY2(!requiredText(unclear), unclear);
}

void TestPayloadProbe::rulesOutSomething()
{
    FilterTerm term;
    term.values = {"GPT"};
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"a":"nothing of it"})"));
    QVERIFY(PayloadProbe(term).mayMatch(R"({"a":"gpt-4"})"));
    term.field = Field::Path;
    term.op = FilterTerm::Op::Exists;
    term.path = "/props/model";
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"props":{"other":1}})"));
    term.op = FilterTerm::Op::AnyOf;
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"props":{"model":"none"}})"));
    QVERIFY(PayloadProbe(term).mayMatch(R"({"props":{"model":"GPT"}})"));
    term.values = {"G*T"};
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"props":{"model" : "GPS"},"x":"GPT"})"));
    QVERIFY(PayloadProbe(term).mayMatch(R"({"props":{"model" : "GPT"}})"));
    term.op = FilterTerm::Op::Range;
    term.from = 10;
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"props":{"model":9.5,"other":11}})"));
    QVERIFY(!PayloadProbe(term).mayMatch(R"({"props":{"model":"11"}})"));
    QVERIFY(PayloadProbe(term).mayMatch(R"({"model":9,"props":{"model":11}})"));
}

QTEST_GUILESS_MAIN(TestPayloadProbe)
#include "tst_payloadprobe.moc"
