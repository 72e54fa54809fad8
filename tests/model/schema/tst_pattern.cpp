// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"
#include "schema/pattern.h"
#include "testmain.h"

#include <QTest>

using namespace eventscope;

class TestPattern : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void matches_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("match");
        const auto row = [](const QString &pattern, const QString &text, bool match) {
            QTest::newRow(qPrintable(pattern + u' ' + text)) << pattern << text << match;
        };
        const auto yes = [&row](const char16_t *pattern, const char16_t *text) {
            row(QStringView(pattern).toString(), QStringView(text).toString(), true);
        };
        const auto no = [&row](const char16_t *pattern, const char16_t *text) {
            row(QStringView(pattern).toString(), QStringView(text).toString(), false);
        };
        yes(u"b", u"abc");
        no(u"^b", u"abc");
        yes(u"^abc$", u"abc");
        no(u"^abc$", u"abc\n");
        no(u"^abc$", u"x\nabc");
        no(u"^a.c$", u"a\nc");
        no(u"^a.c$", u"a\u2028c");
        yes(u"^a.c$", u"a😀c");
        yes(u"^[^]$", u"\n");
        no(u"[]", u"a");
        yes(u"^\\d+$", u"0123");
        no(u"^\\d+$", u"\u0661");
        yes(u"^\\D$", u"\u0661");
        yes(u"^\\w+$", u"aZ_9");
        no(u"^\\w+$", u"é");
        yes(u"^\\W$", u"é");
        yes(u"^\\s$", u"\u00a0");
        yes(u"^\\s$", u"\ufeff");
        yes(u"^\\s$", u"\u2029");
        no(u"^\\S$", u"\u2003");
        yes(u"^\\S$", u"\u200b");
        yes(u"^[\\s-x]+$", u"\u00a0-x");
        yes(u"^[\\S]$", u"a");
        no(u"^[\\S]$", u"\u00a0");
        no(u"^[^\\S]$", u"a");
        yes(u"^\\p{Letter}+$", u"aé\u4e00");
        yes(u"^\\p{L}+$", u"aé");
        yes(u"^\\p{Lu}$", u"É");
        no(u"^\\p{Uppercase_Letter}$", u"é");
        yes(u"^\\P{L}$", u"1");
        yes(u"^\\p{General_Category=Decimal_Number}$", u"\u0661");
        yes(u"^\\p{gc=Nd}$", u"\u0661");
        yes(u"^\\p{Script=Greek}$", u"α");
        no(u"^\\p{sc=Grek}$", u"a");
        yes(u"^[\\p{L}\\d]+$", u"é1");
        yes(u"^\\u0061$", u"a");
        yes(u"^\\u{1F600}$", u"😀");
        yes(u"^\\uD83D\\uDE00$", u"😀");
        yes(u"^[\\uD83D\\uDE00-\\uD83D\\uDE02]$", u"😁");
        yes(u"^\\x41$", u"A");
        yes(u"^\\cJ$", u"\n");
        yes(u"^\\t\\v\\f\\r\\n$", u"\t\v\f\r\n");
        yes(u"^\\/a\\/$", u"/a/");
        yes(u"^\\-$", u"-");
        yes(u"^[\\b]$", u"\b");
        yes(u"\\bfoo\\b", u"a foo b");
        no(u"\\bfoo\\b", u"afoo");
        yes(u"^(?<year>\\d{4})-\\k<year>$", u"2026-2026");
        yes(u"^(a)\\1$", u"aa");
        yes(u"^(?:(a)|b)\\1c$", u"bc");
        yes(u"^(?=a)a(?!b)", u"ac");
        yes(u"(?<=a)b", u"ab");
        no(u"(?<!a)b", u"ab");
        yes(u"^a{2,3}$", u"aaa");
        no(u"^a{2,3}$", u"aaaa");
        yes(u"^a{2,}?$", u"aaaa");
        yes(u"^a{,2}$", u"a{,2}");
        yes(u"^{$", u"{");
        yes(u"^]}$", u"]}");
        yes(u"^[[:alpha:]]$", u"a]");
        no(u"^[[:alpha:]]$", u"b");
        yes(u"^[a^]$", u"^");
        yes(u"^[a-]$", u"-");
        yes(u"^[-a]$", u"-");
        yes(u"^#x y$", u"#x y");
        yes(u"", u"anything");
        yes(u"^$|^[a-z]+$", u"");
        yes(u"^\\0$", u"");
    }

    void matches()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, match);
        if (pattern == QStringLiteral("^\\0$"))
            text = QString(QChar(0));
        const auto compiled = Pattern::compile(pattern.toStdString());
        QVERIFY2(compiled, compiled ? "" : qPrintable(compiled.error()));
        QCOMPARE(compiled->match(text.toStdString()), match ? PatternMatch::Yes : PatternMatch::No);
    }

    void refuses_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *pattern : {"(", ")", "a)", "(a", "[a", "*", "a**", "a++", "a*+", "+a", "?", "^*", "a{2}{3}",
                 "\\", "[\\", "\\a", "\\A", "\\Z", "\\z", "\\G", "\\Q..\\E", "\\R", "\\h", "\\X", "\\K", "\\e", "\\1",
                 "(a)\\2", "\\k", "\\k<x", "\\u12", "\\u{}", "\\u{110000}", "\\xg", "\\c1", "\\p", "\\pL", "\\p{}",
                 "\\p{NoSuchThing}", "\\p{foo=L}", "(?i)a", "(?>a)", "(?P<a>b)", "(?#a)", "(*ACCEPT)", "(?<1>a)",
                 "(?<a", "[z-a]", "\\ud800", "(?|a)", "a{3,2}", "\\01"})
            QTest::newRow(pattern) << 0;
    }

    void refuses()
    {
        const auto compiled = Pattern::compile(QTest::currentDataTag());
        QVERIFY(!compiled);
        QVERIFY(!compiled.error().isEmpty());
        QVERIFY(!isOfFormat(QTest::currentDataTag(), Format::Regex));
    }

    void refusesWhatIsTooLarge()
    {
        QVERIFY(!Pattern::compile(std::string(100'000, 'a')));
        QVERIFY(!Pattern::compile(std::string(5'000, '(') + std::string(5'000, ')')));
    }

    void givesUpOnExplosions()
    {
        const std::string text(4000, 'a');
        for (const char *expression : {"^(a+)+$", "^(a|aa)+$", "^(a*)*b$", "(.*)*(.*)*(.*)*x"}) {
            const auto compiled = Pattern::compile(expression);
            QVERIFY(compiled);
            QVERIFY(compiled->match(text + "!") != PatternMatch::Yes);
        }
        const auto compiled = Pattern::compile("^(a|a?)+$");
        QCOMPARE(compiled->match(std::string(60, 'a') + "!"), PatternMatch::Exhausted);
    }

    void matchesLongTexts()
    {
        const auto compiled = Pattern::compile("^(?:a|b)*$");
        QVERIFY(compiled->match(std::string(200'000, 'b')) != PatternMatch::No);
        const auto simple = Pattern::compile("^[ab]*$");
        QCOMPARE(simple->match(std::string(2'000'000, 'b')), PatternMatch::Yes);
    }

    void seesHalfSurrogatesAsReplacements()
    {
        const auto compiled = Pattern::compile("^a.b$");
        QCOMPARE(compiled->match("a\xED\xA0\x80"
                                 "b",
                     true),
            PatternMatch::Yes);
        const auto replacement = Pattern::compile("^\\ufffd$");
        QCOMPARE(replacement->match("\xED\xBF\xBF", true), PatternMatch::Yes);
    }
};

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
