// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/jsonequality.h"
#include "schema/jsonnumber.h"
#include "testmain.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;

namespace {

std::string asText(std::int64_t units, int decimals)
{
    // units / 10^decimals, spelled out.
    std::string digits = std::to_string(units < 0 ? -units : units);
    while (static_cast<int>(digits.size()) <= decimals)
        digits.insert(digits.begin(), '0');
    if (decimals > 0)
        digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
    return (units < 0 ? "-" : "") + digits;
}

}

class TestJsonNumber : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void compares_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<int>("order");
        const auto row = [](const char *a, const char *b, int order) {
            QTest::addRow("%s %s", a, b) << QByteArray(a) << QByteArray(b) << order;
        };
        row("0", "-0", 0);
        row("0", "0.000e99", 0);
        row("-0.0", "0E-7", 0);
        row("1", "1.0", 0);
        row("1", "10e-1", 0);
        row("1", "0.1e1", 0);
        row("100", "1e2", 0);
        row("100", "1E+2", 0);
        row("0.0450", "45e-3", 0);
        row("1", "2", -1);
        row("-1", "-2", 1);
        row("-1", "0", -1);
        row("0", "1e-400", -1);
        row("9223372036854775807", "9223372036854775808", -1);
        row("9007199254740992", "9007199254740993", -1);
        row("0.1", "0.10000000000000000001", -1);
        row("1e400", "1e401", -1);
        row("1e400", "9e399", 1);
        row("-1e400", "-1e399", -1);
        row("123456789012345678901234567890", "123456789012345678901234567891", -1);
        row("1e99999999999999999999", "1e5", 1);
        row("1e-99999999999999999999", "1e-5", -1);
        row("12", "120", -1);
        row("12", "1.2", 1);
        row("1.25", "1.3", -1);
    }

    void compares()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(int, order);
        const JsonNumber left(std::string_view(a.constData(), static_cast<std::size_t>(a.size())));
        const JsonNumber right(std::string_view(b.constData(), static_cast<std::size_t>(b.size())));
        const auto found = left <=> right;
        QCOMPARE(found < 0 ? -1 : found > 0 ? 1 : 0, order);
        QCOMPARE(left == right, order == 0);
        if (order == 0)
            QCOMPARE(left.hash(), right.hash());
    }

    void tellsWholeNumbers_data()
    {
        QTest::addColumn<bool>("whole");
        for (const char *text : {"0", "-0.0", "5", "5.0", "5e0", "1e400", "0.5e1", "1200e-2", "0e-9"})
            QTest::newRow(text) << true;
        for (const char *text : {"0.5", "1e-1", "5.01", "1.5e0", "12e-2", "1e-400"})
            QTest::newRow(text) << false;
    }

    void tellsWholeNumbers()
    {
        QFETCH(bool, whole);
        QCOMPARE(JsonNumber(QTest::currentDataTag()).isWhole(), whole);
    }

    void divides_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<QByteArray>("divisor");
        QTest::addColumn<bool>("multiple");
        const auto row = [](const char *number, const char *divisor, bool multiple) {
            QTest::addRow("%s %s", number, divisor) << QByteArray(number) << QByteArray(divisor) << multiple;
        };
        row("0", "7", true);
        row("21", "7", true);
        row("-21", "7", true);
        row("22", "7", false);
        row("0.3", "0.1", true);
        row("4.35", "0.01", true);
        row("19.99", "0.01", true);
        row("0.0075", "0.0001", true);
        row("0.00751", "0.0001", false);
        row("12391239123", "1e-8", true);
        row("1e308", "0.123456789", false);
        row("1e308", "0.5", true);
        row("3", "1.5", true);
        row("35", "1.5", false);
        row("9007199254740993", "2", false);
        row("123456789012345678901234567890", "10", true);
        row("123456789012345678901234567891", "10", false);
        row("1e999999999", "3", false);
        row("3e999999999", "3", true);
        row("123456789012345678901234", "123456789012345678901234", true);
        row("123456789012345678901235", "123456789012345678901234", false);
        row("246913578024691357802468e50", "123456789012345678901234", true);
    }

    void divides()
    {
        QFETCH(QByteArray, number);
        QFETCH(QByteArray, divisor);
        QFETCH(bool, multiple);
        const auto by = JsonDivisor::of(JsonNumber(divisor.constData()));
        QVERIFY(by);
        QCOMPARE(by->divides(JsonNumber(number.constData())), multiple);
    }

    void refusesDivisors()
    {
        for (const char *text : {"0", "-0.0", "-1", "1234567890123456789012345678901234567"})
            QVERIFY(!JsonDivisor::of(JsonNumber(text)));
    }

    // Against integers of the same scale.
    void agreesWithIntegers()
    {
        QRandomGenerator random(11);
        for (int i = 0; i < 20'000; ++i) {
            const int decimals = random.bounded(5);
            const std::int64_t a = random.bounded(-100'000, 100'000);
            const std::int64_t b = random.bounded(4) == 0 ? a : random.bounded(-100'000, 100'000);
            const std::string left = asText(a, decimals);
            const std::string right = asText(b, decimals) + (random.bounded(2) != 0 ? "e0" : "");
            QCOMPARE(JsonNumber(left) <=> JsonNumber(right), a <=> b);
            QCOMPARE(JsonNumber(left) == JsonNumber(right), a == b);
            const std::int64_t by = random.bounded(1, 500);
            const std::string divisor = asText(by, decimals);
            QCOMPARE(JsonDivisor::of(JsonNumber(divisor))->divides(JsonNumber(left)), a % by == 0);
        }
    }

    void sameValues_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *a, const char *b, bool same) {
            QTest::addRow("%s %s", a, b) << QByteArray(a) << QByteArray(b) << same;
        };
        row("1", "1.0", true);
        row("1", "true", false);
        row("0", "false", false);
        row("\"1\"", "1", false);
        row("null", "null", true);
        row("1e400", "10e399", true);
        row("9223372036854775807", "9223372036854775808", false);
        row("\"a\"", "\"\\u0061\"", true);
        row("\"\\u0061\"", "\"\\u0061\"", true);
        row("\"\\ud800\"", "\"\\ud801\"", false);
        row("\"\xC3\xA9\"", "\"\\u00e9\"", true);
        row("{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1}", true);
        row("{\"a\":1}", "{\"a\":1,\"b\":2}", false);
        row("{\"a\":0,\"a\":1}", "{\"a\":1}", true);
        row("{\"a\":1,\"a\":0}", "{\"a\":1}", false);
        row("{\"a\":0,\"\\u0061\":1}", "{\"a\":1}", true);
        row("{}", "[]", false);
        row("[1,2]", "[2,1]", false);
        row("[1]", "[1,1]", false);
        row("[]", "[]", true);
    }

    void sameValues()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(bool, same);
        JsonTape left;
        JsonTape right;
        QVERIFY(left.read({a.constData(), static_cast<std::size_t>(a.size())}));
        QVERIFY(right.read({b.constData(), static_cast<std::size_t>(b.size())}));
        QCOMPARE(sameValue(left.root(), right.root()), same);
        QCOMPARE(sameValue(right.root(), left.root()), same);
        if (same)
            QCOMPARE(hashOf(left.root()), hashOf(right.root()));
    }

    void findsSameItems()
    {
        JsonTape tape;
        std::string text = "[";
        for (int i = 0; i < 5000; ++i)
            text += "{\"n\":" + std::to_string(i) + "},";
        const std::string different = text + "null]";
        QVERIFY(tape.read(different));
        QVERIFY(!sameItems(tape.root()));
        const std::string doubled = text + "{\"n\":4711.0}]";
        QVERIFY(tape.read(doubled));
        const auto same = sameItems(tape.root());
        QVERIFY(same);
        QCOMPARE(same->first.raw(), std::string_view("{\"n\":4711}"));
        QCOMPARE(same->second.raw(), std::string_view("{\"n\":4711.0}"));
    }
};

QTEST_GUILESS_MAIN(TestJsonNumber)
#include "tst_jsonnumber.moc"
