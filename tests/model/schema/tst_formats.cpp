// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"
#include "testmain.h"

#include <QTest>

using namespace eventscope;

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

void rows(const char *format, bool fits, std::initializer_list<const char *> texts)
{
    int number = 0;
    for (const char *text : texts)
        QTest::addRow("%s %d %s %s", format, ++number, fits ? "is" : "is not", text)
            << QByteArray(format) << QByteArray(text) << fits;
}

}

class TestFormats : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void times_data()
    {
        columns();
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
        rows("date-time", false,
            {"20260329T120000Z", "2026-03-29T12:00Z", "2026-088T00:00:00Z", "2026-03-29T12:00:00Z[UTC]",
                "2026-03-29T12:00:00,5Z", "2026-03-29T12:00:00+1:00", "+002026-03-29T12:00:00Z", "1998-12-31T23:59:61Z",
                "1998-12-31T23:59:60+01:00", "2026-03-29T12:00:00ZZ"});
        rows("time", true, {"00:59:60+01:00", "15:59:60-08:00", "23:59:60.5z", "12:00:00-00:00"});
        rows("time", false,
            {"", "23:59:60+01:00", "24:00:00-01:00", "12:00:61Z", "12:00:00.Z", "T12:00:00Z", "12:00:00+01",
                "\xD9\xA1"
                "2:00:00Z"});
        rows("duration", true,
            {"P4DT12H30M5S", "P1Y2M3DT4H5M6S", "P0D", "PT0S", "P4Y", "P1M", "PT1M", "P1DT12H", "PT36H", "P2W", "P1Y2M",
                "PT1H30M", "P1M1D", "P100Y", "p1dt12h"});
        rows("duration", false,
            {"", "P", "PT", "P1DT", "P1", "PT1", "1D", "PT1D", "P2D1Y", "P1D2H", "P2S", "P1Y2W", "P1WT1H", "P1Y3D",
                "PT1H5S", "P1.5D", "PT0.5S", "-P1D", "P-1D", "P1D ", "P1D1D", "PT1M1M", "P\xE0\xA7\xA8Y", "PTT1H",
                "P1H"});
    }
    void times() { judge(); }

    void mail_data()
    {
        columns();
        rows("email", true,
            {"joe@example.com", "te~st@example.com", "\"joe b\"@example.com", "joe@[127.0.0.1]", "joe@[IPv6:::1]"});
        rows("email", false,
            {"joe", "@example.com", "joe@", ".joe@example.com", "joe.@example.com", "jo..e@example.com",
                "joe b@example.com", "joe@exa mple.com", "joe@[127.0.0.300]", "joe@-x.com", "joe@example.com, a@b.c"});
        rows("email", true,
            {"a@b", "a+b/c=d@example.com", "\"a\\\"b\"@example.com", "\"@\"@example.com", "\"\"@example.com",
                "joe@[001.02.3.255]", "joe@[ipv6:1::8]"});
        rows("email", false,
            {"", "@", "a@b@c.d", "joe@[::1]", "joe@[IPv6:1.2.3.4]", "joe@[]", "joe@[127.0.0.1", "\"joe\"b@example.com",
                "\"jo\"e\"@example.com", "\"joe\\\"@example.com", "joe@example..com", "joe@example.com.",
                "j\xC3\xB6@example.com", "joe@ex\xC3\xA4mple.com",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c", "a@(x)b.c", "Joe <joe@b.c>"});
        rows("idn-email", true,
            {"joe@example.com", "j\xC3\xB6rg@example.com",
                "joe@b\xC3\xBC"
                "cher.example",
                "\xEC\x8B\xA4\xEB\xA1\x80@\xEC\x8B\xA4\xEB\xA1\x80.\xED\x85\x8C\xEC\x8A\xA4\xED\x8A\xB8",
                "\"j \xC3\xB6\"@example.com", "j\xF0\x9F\x98\x80@example.com", "joe@[127.0.0.1]"});
        rows("idn-email", false,
            {"", "2962", "@", "j\xC3\xB6", "\xC3\xB6@", "j \xC3\xB6@example.com", "joe@\xF0\x9F\x98\x80.com",
                "joe@-\xC3\xB6.com", "joe@\xC3\xB6..com", "joe@\xC3\xB6 \xC3\xB6.com", ".j\xC3\xB6@example.com"});
    }
    void mail() { judge(); }

    void hosts_data()
    {
        columns();
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
        rows("hostname", true,
            {"1host", "host1", "127.0.0.1", "r3---sn.example.com", "A.B",
                "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0.com"});
        rows("hostname", false,
            {".",
                "a\xE3\x80\x82"
                "com",
                "-a.com", "a-.com", "_a", "a_", "a.com:80", "a/b",
                "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01.com"});
        rows("ipv4", false,
            {"2130706433", "1.2.3.04", "00.0.0.0", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "1.2.3.4.", ".1.2.3",
                "1.2.3.1000", "1,2,3,4", "1\xE0\xA7\xA7.1.1.1", "::1"});
        rows("ipv6", true,
            {"1::", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "ABCD:ef01::9"});
        rows("ipv6", false,
            {"", "1", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7:8::", "::1::", ":::", "::1.2.3.04", "1.2.3.4:1::", " ::1",
                "::1 ", "[::1]", "1:2:3:4:5:6:7:8:", "::-1", "::g", "\xE0\xA7\xAA::"});
    }
    void hosts() { judge(); }

    void identifiers_data()
    {
        columns();
        rows("uri", true,
            {"http://foo.bar/?baz=qux#quux", "https://[2001:db8::1]:8080/a", "mailto:a@b.c", "urn:oasis:names",
                "ftp://u:p@h.x/", "tel:+1-816-555-1212", "http://x/%41", "file:///a", "a:"});
        rows("uri", false,
            {"//foo.bar/", "/abs/path", "foo", "http://a b", "http://x/%4", ":// shouldfail", "bar,baz:foo",
                "http://x/<>", "http://[::1", "http://x:80a/", "http://x/\\", "\\\\WIN\\f", "1a:b",
                "http://f\xC3\xB6/"});
        rows("uri-reference", true, {"//foo.bar/", "/abs/path", "foo", "#frag", "?q", "", "a/b:c", "http://x/"});
        rows("uri-reference", false, {"\\\\WIN\\f", "#a#b", "a b", "1a:b", "http://x/^"});
        rows("uri", true,
            {"HTTP://EXAMPLE.com", "ldap://[2001:db8::7]/c=GB?objectClass?one", "telnet://192.0.2.16:80/",
                "http://a:b@c:/", "x-y.z+1:opaque", "http://[v1.a:b]/", "http://", "about:blank", "http://x/?a=/?:@",
                "http://x/a//b", "http://x/~a;b=c,d'(e)*!$&+"});
        rows("uri", false,
            {"", ":", "http", "http:// x", "http://x/a[1]", "http://x/#a#b", "http://x/\"", "http://x/{a}",
                "http://x/|", "http://x/`", "http://a@b@c/", "http://[::1]x/", "http://[::1%25eth0]/", "http://[v.a]/",
                "http://[vg.a]/", "http://[1.2.3.4]/", "http://x:1:2/", "h_p://x", "-a:b", "a%41:b", "http://x/%zz",
                "http://x/?\xC3\xA9", "http://x/\x7F", "http://x/\t"});
        rows("uri-reference", true, {"./a:b", "a?b#c", "//x:80", "%41", "a@b", "/a:b", "..", "*"});
        rows("uri-reference", false, {"a:b:c\\", ":a", "//[x]", "%", "a%1", "\xC3\xA9", "a|b", "{a}"});
        rows("iri", true,
            {"http://\xC6\x92\xC3\xB8\xC3\xB8.\xC3\x9F\xC3\xA5r/?\xE2\x88\x82=q\xC3\xA9#q", "a:\xF0\x9F\x98\x80",
                "http://u\xC3\xA9@h/", "http://[::1]/\xC3\xA9", "http://x/?\xEE\x80\x80", "http://x/%C3%A9",
                "http://x/"});
        rows("iri", false,
            {"", "/\xC3\xA9", "\xC3\xA9", "\xC3\xA9:x", "http://x/\xEE\x80\x80", "http://x/#\xEE\x80\x80",
                "http://x/ \xC3\xA9", "http://[\xC3\xA9]/", "http://x:\xD9\xA1/", "http://2001:db8::8:80:7/",
                "\\\\WIN\\\xC3\xA9", "http://x/\xEF\xBF\xBE", "http://x/\xC2\x80"});
        rows("iri-reference", true,
            {"//\xC6\x92.x/\xC3\xA9", "/\xC3\xA2\xCF\x80", "\xC3\xA2\xCF\x80", "#\xC6\x92", "", "?\xEE\x80\x80"});
        rows("iri-reference", false, {"\\\\WIN\\\xC3\xA9", "#\xC6\x92\\", "\xC3\xA9:b", " ", "\xEE\x80\x80"});
    }
    void identifiers() { judge(); }

    void templates_data()
    {
        columns();
        rows("uri-template", true,
            {"", "http://example.com/dictionary/{term:1}/{term}", "http://example.com/~{user}/", "{+path,x}/here",
                "{#x,hello,y}", "{.dom*}", "{/list*,path:4}", "{;x,y,empty}", "{?x,y}", "{&x:9999}", "{a.b}", "{a%20b}",
                "{_}", "{9}", "{=a}", "{,a}", "{!a}", "{@a}", "{|a}", "/\xC3\xA9/{x}", "%41{x}", "[]:@?#",
                "{a,b*,c:3}"});
        rows("uri-template", false,
            {"http://example.com/{term:1}/{term", "{", "}", "a}b", "{}", "{+}", "{a,}", "{,}", "{a,,b}", "{a b}",
                "{a:}", "{a:0}", "{a:10000}", "{a:01}", "{a:x}", "{a**}", "{a*:3}", "{.}", "{a.}", "{a..b}", "{ a}",
                "{a}}", "{{a}", "{-a}", "{$a}", "{a-b}", "{\xC3\xA9}", "%4", "%", "%zz", "a b", "a\"b", "a'b", "<", ">",
                "\\", "^", "`", "|", "{%4}", "\x7F", "\t"});
    }
    void templates() { judge(); }

    void others_data()
    {
        columns();
        rows("uuid", true, {"2EB8AA08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000"});
        rows("uuid", false,
            {"2eb8aa08aa9811eab4aa73b441d16380", "2eb8-aa08-aa98-11ea-b4aa73b441d16380", "",
                "zzb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638"});
        rows("regex", true, {"^a$", "([abc])+\\s+$"});
        rows("regex", false, {"^(abc]", "a**"});
        rows("json-pointer", true, {"", "/", "/a/b~0~1/0", "//"});
        rows("json-pointer", false, {"a", "#/a", "/a~", "/a~2"});
        rows("uuid", false,
            {"2eb8aa08-aa98-11ea-b4aa73b441d16380-", "2eb8aa08_aa98_11ea_b4aa_73b441d16380",
                "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380"});
        rows("json-pointer", true, {"/foo/bar~0/baz~1/%a", "/ ", "/\xC3\xA9", "/~1.1", "/~01", "/0~0~1", "/a\\b\"c"});
        rows("json-pointer", false, {"#", "#/", "0", "/~~", "/~/foo", "/~-1", "/~0~", "foo/bar", " /a"});
        rows("relative-json-pointer", true,
            {"0", "1", "0/foo/bar", "2/0/baz/1/zip", "0#", "120/foo", "0+1", "0-1/a", "1+20#"});
        rows("relative-json-pointer", false,
            {"", "/foo/bar", "-1/foo", "+1/foo", "0##", "01/a", "01#", "#", "0foo", "0+", "0+0", "0-01", "0/~", "1 /a",
                "0#/a"});
        rows("regex", true, {"", "^\\p{Letter}+$", "(?<n>a)\\k<n>", "(?<=a)b", "a{2,}"});
        rows("regex", false, {"(", "[", "\\", "a**", "\\Z", "\\a", "*", "(?i)x", "a{2,1}"});
    }
    void others() { judge(); }

    void everyFormatHasItsName()
    {
        int known = 0;
        for (int i = 1; i < 32; ++i) {
            const auto name = formatName(static_cast<Format>(i));
            if (name.empty())
                continue;
            QCOMPARE(formatFromName(name), std::optional(static_cast<Format>(i)));
            ++known;
        }
        QCOMPARE(known, 18);
        QVERIFY(formatName(Format::None).empty());
        QVERIFY(!formatFromName("idn-hostname") && !formatFromName("") && !formatFromName("Date"));
        QVERIFY(isOfFormat("anything", Format::None));
    }

    void tellsWhatATextIsOf_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char *text, const char *name) {
            QTest::addRow("%s: %s", name, text) << QByteArray(text) << QByteArray(name);
        };
        row("2026-03-29T12:00:00.5Z", "date-time");
        row("2026-03-29", "date");
        row("12:00:00+01:00", "time");
        row("2EB8AA08-aa98-11ea-b4aa-73b441d16380", "uuid");
        row("00000000-0000-0000-0000-000000000000", "uuid");
        row("eeb8aa08-aa98-11ea-b4aa-73b441d16380", "uuid");
        row("joe@example.com", "email");
        row("abc@example.com", "email");
        row("9@example.com", "email");
        row("https://example.com/a?b#c", "uri");
        row("ftp://example.com", "uri");
        row("file:///etc", "uri");
        row("10.0.0.1", "ipv4");
        row("::1", "ipv6");
        row("fe80::1", "ipv6");
        for (const char *text : {"", "a", "word", "example.com", "www.example.com", "user:17", "a:b", "mailto:a@b.c",
                 "urn:isbn:1", "2026", "12:00", "1.2.3", "/a/b", "P1D", "P1", "2026-03-29 12:00:00", "http://a b",
                 "at@", "@at", "caf\xC3\xA9", "20260329", "-", "://", "::ffff:xyz"})
            row(text, "");
    }

    void tellsWhatATextIsOf()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, name);
        const auto format = formatOf(view(text));
        QCOMPARE(QByteArray(std::string(formatName(format.value_or(Format::None))).c_str()), name);
    }

    void endsOnAnyBytes()
    {
        // Lone surrogates come as their three bytes; what is cut off never makes a reader go on.
        for (int i = 1; i < 32; ++i) {
            const auto format = static_cast<Format>(i);
            for (const std::string_view text : {"\xED\xA0\x80", "http://\xED\xA0\x80/", "a@\xED\xA0\x80", "\xF0\x9F",
                     "{\xC3", "%", "%4", "[", "[v", "\"", "\"\\", "P", "PT", "0+", "a@["})
                (void)isOfFormat(text, format);
            (void)isOfFormat({}, format);
            (void)isOfFormat(std::string(100'000, ':'), format);
            (void)isOfFormat(std::string(100'000, '{'), format);
        }
        QVERIFY(!isOfFormat("http://\xED\xA0\x80/", Format::Iri));
        QVERIFY(!formatOf(std::string(10'000, '1')));
    }

private:
    static void columns()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("fits");
    }

    static void judge()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, text);
        QFETCH(bool, fits);
        const auto known = formatFromName(view(format));
        QVERIFY(known);
        QCOMPARE(isOfFormat(view(text), *known), fits);
    }
};

QTEST_GUILESS_MAIN(TestFormats)
#include "tst_formats.moc"
