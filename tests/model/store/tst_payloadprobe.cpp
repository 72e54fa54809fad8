// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"

#include "event/utf8.h"
#include "store/filtermatch.h"
#include "store/payloadprobe.h"

#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

// What a probe rules out never matches.
class TestPayloadProbe : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void findsAnyCase_data();
    void findsAnyCase();
    void rulesOutOnlyWhatDoesNotMatch();
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
}

void TestPayloadProbe::rulesOutOnlyWhatDoesNotMatch()
{
    std::mt19937 random(11);
    const auto pick = [&random](const QList<QByteArray> &from) { return from[random() % from.size()]; };
    const QList<QByteArray> strings{"\"caf\\u00e9\"", "\"CAFÉ\"", "\"plain Text\"", "\"a\\\"b\"", "\"\\u0041bc\"",
        "\"\u212a\"", "\"1\"", "\"\"", "\"ſ\"", "\"abc\\/d\""};
    const QList<QByteArray> scalars{"1", "12.50", "true", "null", "-0", "\"12.50\"", "{}", "[1,\"x\"]"};
    const QList<QByteArray> keys{"\"k\"", "\"\\u006b\"", "\"Key\"", "\"0\"", "\"a/b\"", "\"é\""};
    const QList<QByteArray> values{"café", "CAFE", "plain", "a\"b", "abc", "k", "1", "12.50", "true", "", "s", "key",
        "é", "\\", "pl*n Text", "12.5?", "plain Text"};
    const QList<QByteArray> paths{"/k", "/Key", "/0", "/a~1b", "/é", "", "/k/0", "/missing"};
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray text = '{' + pick(keys) + ':' + pick(strings) + ',' + pick(keys) + ':' + pick(scalars) + '}';
        FilterTerm term;
        term.field = random() % 2 ? Field::Text : Field::Path;
        term.path = pick(paths);
        term.op = term.field == Field::Text ? FilterTerm::Op::Contains
                  : random() % 3 == 0       ? FilterTerm::Op::Exists
                  : random() % 2 == 0       ? FilterTerm::Op::Range
                                            : FilterTerm::Op::AnyOf;
        for (auto count = 1 + random() % 2; count > 0; --count)
            term.values.append(pick(values));
        term.from = 0;
        JsonTape tape;
        QVERIFY(tape.read(viewOf(text)));
        if (PayloadMatcher(term).matches(tape))
            QVERIFY2(PayloadProbe(term).mayMatch(viewOf(text)),
                qPrintable(QString::fromUtf8(text + ' ' + term.path + ' ' + term.values.join('|'))));
    }
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
}

QTEST_GUILESS_MAIN(TestPayloadProbe)
#include "tst_payloadprobe.moc"
