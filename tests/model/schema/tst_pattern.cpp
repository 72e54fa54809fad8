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

    void formats_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("fits");
        const auto rows = [](const char *format, bool fits, std::initializer_list<const char *> texts) {
            for (const char *text : texts)
                QTest::addRow("%s %s", format, text) << QByteArray(format) << QByteArray(text) << fits;
        };
        rows("date-time", true,
            {"2026-03-29T12:00:00Z", "2026-03-29t12:00:00z", "2026-03-29T12:00:00.123456789+05:45",
                "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "2024-02-29T00:00:00Z",
                "2000-02-29T00:00:00-23:59", "0000-01-01T00:00:00Z"});
        rows("date-time", false,
            {"2026-03-29 12:00:00Z", "2026-03-29T12:00:00", "2026-03-29", "2026-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z",
                "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z", "2026-01-01T23:58:60Z",
                "2026-01-01T22:59:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+24:00",
                "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00+0000", "2026-1-01T00:00:00Z", "", "x",
                "2026-01-01T00:00:00Z ", "1963-06-1\xE0\xA7\xAAT00:00:00Z"});
        rows("date", true, {"2026-03-29", "2024-02-29"});
        rows("date", false, {"2026-02-29", "2026-3-29", "20260329", "2026-03-29Z", "2026-W13-7"});
        rows("time", true, {"12:00:00Z", "08:30:06.283185Z", "23:59:60Z", "01:29:60+01:30", "23:29:60+23:30"});
        rows(
            "time", false, {"12:00:00", "24:00:00Z", "12:00Z", "22:59:60Z", "12:00:00 Z", "08:30:06-8:00", "1:00:00Z"});
        rows("email", true,
            {"joe@example.com", "te~st@example.com", "\"joe b\"@example.com", "joe@[127.0.0.1]", "joe@[IPv6:::1]"});
        rows("email", false,
            {"joe", "@example.com", "joe@", ".joe@example.com", "joe.@example.com", "jo..e@example.com",
                "joe b@example.com", "joe@exa mple.com", "joe@[127.0.0.300]", "joe@-x.com", "joe@example.com, a@b.c"});
        rows("hostname", true, {"www.example.com", "a", "xn--4gbwdl.xn--wgbh1c", "a-b.c9"});
        rows("hostname", false,
            {"", "-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "caf\xC3\xA9.com",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"});
        rows("ipv4", true, {"192.168.0.1", "0.0.0.0", "255.255.255.255"});
        rows("ipv4", false,
            {"127.0.0.0.1", "256.1.1.1", "127.0", "0x7f.0.0.1", "087.10.0.1", "1.2.3.4/24", "1.2.3.", "", "1..2.3"});
        rows("ipv6", true,
            {"::1", "::", "::abef", "1:2:3:4:5:6:7:8", "1::d6:192.168.0.1", "::ffff:192.168.0.1", "1:2::8",
                "2001:db8::", "::42:ff:1"});
        rows("ipv6", false,
            {"12345::", "1:1:1:1:1:1:1:1:1", "::laptop", ":2:3:4:5:6:7:8", "1:2:3:4:5:6:7:", "1::d6::42",
                "1:2:3:4:5:::8", "1:2:3:4:5:6:7", "fe80::a%eth1", "::1/64", "1:2:3:4:1.2.3", "1.2.3.4::", ":",
                "1:2:3:4:5:6:7::8:9", "::127.0.0.256"});
        rows("uri", true,
            {"http://foo.bar/?baz=qux#quux", "https://[2001:db8::1]:8080/a", "mailto:a@b.c", "urn:oasis:names",
                "ftp://u:p@h.x/", "tel:+1-816-555-1212", "http://x/%41", "file:///a", "a:"});
        rows("uri", false,
            {"//foo.bar/", "/abs/path", "foo", "http://a b", "http://x/%4", ":// shouldfail", "bar,baz:foo",
                "http://x/<>", "http://[::1", "http://x:80a/", "http://x/\\", "\\\\WIN\\f", "1a:b",
                "http://f\xC3\xB6/"});
        rows("uri-reference", true, {"//foo.bar/", "/abs/path", "foo", "#frag", "?q", "", "a/b:c", "http://x/"});
        rows("uri-reference", false, {"\\\\WIN\\f", "#a#b", "a b", "1a:b", "http://x/^"});
        rows("uuid", true, {"2EB8AA08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"});
        rows("uuid", false,
            {"2eb8aa08aa9811eab4aa73b441d16380", "2eb8-aa08-aa98-11ea-b4aa73b441d16380", "",
                "zzb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638"});
        rows("regex", true, {"^a$", "([abc])+\\s+$"});
        rows("regex", false, {"^(abc]", "a**"});
        rows("json-pointer", true, {"", "/", "/a/b~0~1/0", "//"});
        rows("json-pointer", false, {"a", "#/a", "/a~", "/a~2"});
    }

    void formats()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, text);
        QFETCH(bool, fits);
        const auto known = formatFromName({format.constData(), static_cast<std::size_t>(format.size())});
        QVERIFY(known);
        QCOMPARE(isOfFormat({text.constData(), static_cast<std::size_t>(text.size())}, *known), fits);
    }
};

QTEST_GUILESS_MAIN(TestPattern)
#include "tst_pattern.moc"
