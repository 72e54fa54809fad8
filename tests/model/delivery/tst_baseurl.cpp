// SPDX-License-Identifier: GPL-3.0-or-later
// Base URLs as people type and mistype them.
#include "delivery/request.h"
#include "testmain.h"

#include <QTest>
#include <QUrl>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

class TestBaseUrl : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void goodBases_data();
    void goodBases();
    void badBases_data();
    void badBases();
};

void TestBaseUrl::goodBases_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QByteArray>("usable");
    const auto row = [](const QString &base, const char *usable) {
        QTest::newRow(qPrintable(base)) << base << QByteArray(usable);
    };
    row(u"https://api.example.com"_s, "https://api.example.com");
    row(u"https://api.example.com/"_s, "https://api.example.com");
    row(u"  https://api.example.com\n"_s, "https://api.example.com");
    row(u"HTTPS://API.Example.COM/Eu"_s, "https://api.example.com/Eu");
    row(u"http://localhost"_s, "http://localhost");
    row(u"http://localhost:8080/pre/fix"_s, "http://localhost:8080/pre/fix");
    row(u"http://localhost:8080/pre/fix/"_s, "http://localhost:8080/pre/fix");
    row(u"http://localhost:8080/pre//fix///"_s, "http://localhost:8080/pre//fix");
    row(u"http://127.0.0.1:1"_s, "http://127.0.0.1:1");
    row(u"http://127.0.0.1:65535"_s, "http://127.0.0.1:65535");
    row(u"http://[::1]:8080/a"_s, "http://[::1]:8080/a");
    row(u"http://[2001:DB8::1]"_s, "http://[2001:db8::1]");
    row(u"https://bücher.example/é"_s, "https://xn--bcher-kva.example/%C3%A9");
    row(u"https://xn--bcher-kva.example"_s, "https://xn--bcher-kva.example");
    row(u"http://my_service:3000"_s, "http://my_service:3000");
    row(u"https://h/a%20b%2Fc"_s, "https://h/a%20b%2Fc");
    row(u"https://h/%41%2e"_s, "https://h/A.");
    row(u"https://h/a:b;c=d,e@f!$&'()*+"_s, "https://h/a:b;c=d,e@f!$&'()*+");
}

void TestBaseUrl::goodBases()
{
    QFETCH(QString, base);
    QFETCH(QByteArray, usable);
    const auto found = usableBase(base);
    QVERIFY_RESULT(found);
    QCOMPARE(*found, usable);
    QCOMPARE(*usableBase(QString::fromLatin1(*found)), *found);
    QCOMPARE(QUrl::fromEncoded(*found, QUrl::StrictMode).toEncoded(), *found);
}

void TestBaseUrl::badBases_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("words");
    const auto row = [](const QString &base, const QString &words) {
        QTest::newRow(qPrintable(base.isEmpty() ? u"empty"_s : base)) << base << words;
    };
    row(QString(), u"empty"_s);
    row(u"   "_s, u"empty"_s);
    row(u"htp://api.example.com"_s, u"\"htp://\""_s);
    row(u"ftp://api.example.com"_s, u"\"ftp://\""_s);
    row(u"httpss://api.example.com"_s, u"\"httpss://\""_s);
    row(u"://api.example.com"_s, u"must begin with https://"_s);
    row(u"api.example.com"_s, u"must begin with https://"_s);
    row(u"localhost:8080"_s, u"must begin with https://"_s);
    row(u"//api.example.com"_s, u"must begin with https://"_s);
    row(u"x y://h"_s, u"space"_s);
    row(u"http:/api.example.com"_s, u"Two slashes"_s);
    row(u"https:api.example.com"_s, u"Two slashes"_s);
    row(u"https//api.example.com"_s, u"must begin with https://"_s);
    row(u"https://"_s, u"host is missing"_s);
    row(u"https:///v1"_s, u"host is missing"_s);
    row(u"https://:8080"_s, u"host is missing"_s);
    row(u"https://?x"_s, u"host is missing"_s);
    row(u"https://api example.com"_s, u"space"_s);
    row(u"https://api.example.com/a b"_s, u"space"_s);
    row(u"https://api.example.com/a\tb"_s, u"space or a control"_s);
    row(u"https://api.example.com/\u202Eb"_s, u"control"_s);
    row(u"https:\\\\api.example.com"_s, u"backslash"_s);
    row(u"https://h:99999"_s, u"port"_s);
    row(u"https://h:0"_s, u"port"_s);
    row(u"https://h:-1"_s, u"port"_s);
    row(u"https://h:+80"_s, u"port"_s);
    row(u"https://h:80a"_s, u"port"_s);
    row(u"https://h:"_s, u"port"_s);
    row(u"https://h:/v1"_s, u"port"_s);
    row(u"https://https://h"_s, u"port"_s);
    row(u"https://user:topsecret@h"_s, u"user name or password"_s);
    row(u"https://topsecret@h/x"_s, u"user name or password"_s);
    row(u"https://h/x?key=topsecret"_s, u"query"_s);
    row(u"https://h?"_s, u"query"_s);
    row(u"https://h/#topsecret"_s, u"fragment"_s);
    row(u"https://h/x?a=1#b"_s, u"fragment"_s);
    row(u"https://[::1"_s, u"IPv6"_s);
    row(u"https://::1/x"_s, u"host is missing"_s);
    row(u"https://2001:db8::1"_s, u"IPv6"_s);
    row(u"https://[::g]"_s, u"host"_s);
    row(u"https://[::1]x"_s, u"host"_s);
    row(u"https://a..b"_s, u"host"_s);
    row(u"https://-a-/"_s, u"host"_s);
    row(u"https://a%20b"_s, u"host"_s);
    row(u"https://h/%zz"_s, u"percent-encoded"_s);
    row(u"https://h/100%"_s, u"percent-encoded"_s);
    row(u"https://h/{tenant}"_s, u"percent-encoded"_s);
}

void TestBaseUrl::badBases()
{
    QFETCH(QString, base);
    QFETCH(QString, words);
    const auto found = usableBase(base);
    QVERIFY2(!found, found ? found->constData() : "");
    QCOMPARE(found.error().kind, Error::Kind::BadInput);
    QVERIFY2(found.error().message.contains(words), qPrintable(found.error().message));
    QVERIFY2(found.error().message.contains(u"https://api.example.com"_s), qPrintable(found.error().message));
    QVERIFY(!found.error().message.contains(u"topsecret"_s));
}

QTEST_GUILESS_MAIN(TestBaseUrl)
#include "tst_baseurl.moc"
