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
        no(u"^[^\\p{L}\\d]$", u"é");
        yes(u"^[\\P{L}]$", u"1");
        yes(u"^\\p{Script_Extensions=Greek}$", u"α");
        yes(u"^\\p{scx=Old_Italic}$", u"\U00010300");
        yes(u"^\\p{Alphabetic}\\p{ASCII}\\p{White_Space}$", u"éa ");
        yes(u"^\\p{Emoji}$", u"😀");
        yes(u"^\\p{Any}\\p{Assigned}$", u"\u0378a");
        no(u"^\\p{Assigned}$", u"\u0378");
        yes(u"^\\P{Assigned}$", u"\u0378");
        yes(u"^\\p{LC}\\p{digit}\\p{punct}\\p{Cn}$", u"a\u0661!\u0378");
        no(u"^\\p{Lu}$", u"a");
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
        yes(u"^(?<$_é>a)(?<aNameThatIsMuchLongerThanPcreWouldTake>b)\\k<$_é>\\2$", u"abab");
        yes(u"^\\k<later>(?<later>a)$", u"a");
        yes(u"^\\1(a)$", u"a");
        yes(u"^[(](?<n>x)[)]\\k<n>$", u"(x)x");
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
        no(u"^$", u"\n");
        no(u"a$", u"a\nb");
        no(u"^b", u"a\nb");
        yes(u"^(?!.*x)(?=.*\\d)\\w{2,}$", u"ab1");
        yes(u"(?<!\\d)\\.(?<=b\\.)", u"ab.");
        yes(u"^a*?b+?c??$", u"aabb");
        yes(u"^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\^\\\\$", u"$.*+?()[]{}|^\\");
        yes(u"^\\u{0}*\\u{00061}$", u"a");
        yes(u"^[\\u{1F600}-\\u{1F64F}]$", u"😀");
        yes(u"^[\\ud800a]$", u"a");
        no(u"^[\\ud800-\\udfff]$", u"a");
        yes(u"^[^\\ud800]$", u"😀");
        yes(u"^[\\cA-\\cZ\\-\\]]$", u"]");
        yes(u"^\\d{4}-(?:0[1-9]|1[0-2])$", u"2026-03");
        no(u"^ß$", u"ẞ");
        no(u"^a$", u"A");
        yes(u"^.$", u"\U0010FFFF");
        yes(u"^\\W\\S\\D$", u"😀😀😀");
        yes(u"x*", u"");
        no(u"[]|[]", u"a");
        yes(u"(?:)", u"");
        yes(u"^(|a)$", u"");
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
                 "(?<a", "(?<a>x)(?<a>y)", "(?<a-b>x)", "(?<>x)", "(?<a>x)\\k<b>", "\\k<a>", "(?=a)*", "(?<!a){2}",
                 "(?!a)?", "\\b+", "$?", "\\p{letter}", "\\p{Greek}", "\\p{script=Greek}", "\\p{Script=greek}",
                 "\\p{Script=}", "\\p{Xan}", "\\p{L&}", "\\p{^L}", "\\p{gc=Alphabetic}", "\\p{=L}", "\\p{ L}", "\\P{",
                 "\\u{0061", "\\uD83", "[a-", "[\\1]", "[\\B]", "(?", "(?<", "(?=", "|)", "\\C", "(a)\\07", "[z-a]",
                 "\\ud800", "(?|a)", "a{3,2}", "\\01"})
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
        for (const char *expression :
            {"((a{100}){100}){100}", "(?:(?:a?|b?){250}){250}", "(?:a?){60000}", "a{1,70000}"})
            QVERIFY(!Pattern::compile(expression));
    }

    void refusesBytesThatAreCutOff()
    {
        for (const std::string_view bytes : {"\xC3", "[\xC3", "a\xF0\x9F", "(\xE2", "[a-\xF0", "(?<\xC3", "\\\xC3"})
            (void)Pattern::compile(bytes);
    }

    void givesUpOnExplosions_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *expression :
            {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "^(a*)*[!b][!c]$", "(.*)*(.*)*[xy]", ".*.*.*[xy]", "(?:a|a?)+[xy]",
                "(a?){1,60}[xy]", "^(?:(?:a+)*)*!!$", "(\\w+\\s?)+[xy]", "^(?=(a+)+$)", "(a*)*\\1[xy]"})
            QTest::newRow(expression) << 0;
    }

    // Within a second or so; the suite's time limit is the proof.
    void givesUpOnExplosions()
    {
        const auto compiled = Pattern::compile(QTest::currentDataTag());
        QVERIFY(compiled);
        for (const std::size_t length : {60u, 1000u, 4000u, 200'000u, 5'000'000u})
            QVERIFY(compiled->match(std::string(length, 'a') + "!") != PatternMatch::Yes);
        QCOMPARE(compiled->match(std::string(4000, 'a') + "!"), PatternMatch::Exhausted);
    }

    // No start takes long, but there are many: what grows with the square of the text ends too.
    void givesUpOnManyStarts()
    {
        for (const char *expression : {"a*[xy]", "\\p{L}*\\d", "(?=.*[xy])", "(?:a|b){9,}[xy]"}) {
            const auto compiled = Pattern::compile(expression);
            QVERIFY(compiled);
            QCOMPARE(compiled->match(std::string(1000, 'a')), PatternMatch::No);
            QCOMPARE(compiled->match(std::string(3'000'000, 'a')), PatternMatch::Exhausted);
        }
    }

    void matchesLongTexts()
    {
        const std::string text(2'000'000, 'b');
        for (const char *expression : {"^[ab]*$", "b$", "^b", "^\\w+$", "(?<=b)b", "^(?!.*a)", "^\\S{3}"})
            QCOMPARE(Pattern::compile(expression)->match(text), PatternMatch::Yes);
        for (const char *expression : {"[^b]", "x", "^b*a", "^[ab]*$", "\\d"})
            QCOMPARE(Pattern::compile(expression)->match(text + "\n"),
                expression[0] == '[' ? PatternMatch::Yes : PatternMatch::No);
        QCOMPARE(Pattern::compile("^(?:a|b)*$")->match(std::string(100'000, 'b')), PatternMatch::Yes);
        // Short and long texts are matched in two ways, which agree.
        for (const std::size_t length : {1023u, 1024u, 1025u, 1026u}) {
            QCOMPARE(Pattern::compile("^(a|b)+c$")->match(std::string(length, 'a') + "c"), PatternMatch::Yes);
            QCOMPARE(Pattern::compile("^(a|b)+c$")->match(std::string(length, 'a')), PatternMatch::No);
            QCOMPARE(Pattern::compile("^(a)[^]*\\1$")->match(std::string(length, 'a')), PatternMatch::Yes);
        }
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
