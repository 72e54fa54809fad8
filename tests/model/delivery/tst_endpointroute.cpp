// SPDX-License-Identifier: GPL-3.0-or-later
// How an endpoint is reached: proxies, further authorities, a client's certificate; what is wrong with them, and
// that requests go that way to the byte.
#include "delivery/connectionprobe.h"
#include "delivery/sender.h"
#include "delivery/senderfaults.h"
#include "httpserver.h"
#include "proxyserver.h"
#include "testmain.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <sys/stat.h>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;
using Way = Exchange::Way;

namespace {

QString tlsFile(const QString &name)
{
    return QStringLiteral(EVENTSCOPE_TEST_DATA) + u"/tls/"_s + name;
}

Request postTo(const QString &base, const QByteArray &body = R"({"a":1})")
{
    Request request;
    request.method = "POST";
    request.url = base.toUtf8() + "/v1/events?x=%2B";
    request.headers = {{"Authorization", "Bearer k"}, {"Content-Type", "application/json"}};
    request.body = body;
    return request;
}

ProxySetting proxyAt(quint16 port)
{
    return {ProxySetting::Kind::Given, u"127.0.0.1"_s, port};
}

SendOptions through(const ProxySetting &proxy)
{
    SendOptions options;
    options.timeoutMs = 5000;
    options.route.proxy = proxy;
    return options;
}

}

class TestEndpointRoute : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void proxyTexts_data();
    void proxyTexts();
    void routeFaults_data();
    void routeFaults();
    void filesAreRead_data();
    void filesAreRead();
    void pipeIsNotWaitedFor();

    void plainThroughAProxy();
    void tlsThroughAProxy();
    void refusedByTheProxy_data();
    void refusedByTheProxy();
    void noProxyThere_data();
    void noProxyThere();
    void systemsProxy();
    void systemThatIsSlow();
    void furtherAuthorities();
    void clientCertificate();
    void certificateIsDemanded();
    void wrongFilesSendNothing();
    void changedFileIsReadAgain();
    void probeGoesThatWay();
};

void TestEndpointRoute::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt has no TLS here");
}

void TestEndpointRoute::proxyTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");    // empty: refused
    QTest::newRow("host and port") << u"proxy.example:3128"_s << u"proxy.example:3128"_s;
    QTest::newRow("URL") << u" http://proxy.example:3128/ "_s << u"proxy.example:3128"_s;
    QTest::newRow("host") << u"proxy.example"_s << u"proxy.example:8080"_s;
    QTest::newRow("address") << u"127.0.0.1:1"_s << u"127.0.0.1:1"_s;
    QTest::newRow("IPv6") << u"[::1]:65535"_s << u"[::1]:65535"_s;
    for (const QString &bad : {u""_s, u":80"_s, u"proxy:0"_s, u"proxy:65536"_s, u"proxy:http"_s, u"a b:80"_s,
             u"proxy.example/path"_s, u"proxy.example?x"_s, u"https://proxy.example"_s, u"socks5://proxy.example"_s,
             u"user:topsecret@proxy.example:80"_s, u"http://user@proxy.example"_s, u"http://u:topsecret@p:x"_s})
        QTest::newRow(qPrintable(u"refused: "_s + bad)) << bad << QString();
}

void TestEndpointRoute::proxyTexts()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto proxy = proxyFrom(text);
    QCOMPARE(proxy.has_value(), !expected.isEmpty());
    if (proxy) {
        QCOMPARE(proxyText(*proxy), expected);
        QVERIFY(routeFault({*proxy, {}, {}, {}}).isEmpty());
    } else {
        QVERIFY(!proxy.error().message.isEmpty());
        QVERIFY2(!proxy.error().message.contains(u"topsecret"_s), qPrintable(proxy.error().message));
    }
}

void TestEndpointRoute::routeFaults_data()
{
    QTest::addColumn<EndpointRoute>("route");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const EndpointRoute &route, const QString &words) {
        QTest::newRow(name) << route << words;
    };
    using Kind = ProxySetting::Kind;
    row("straight", {}, {});
    row("system", {{Kind::System, {}, 0}, {}, {}, {}}, {});
    row("files", {{}, u"/a"_s, u"/b"_s, u"/c"_s}, {});
    row("no host", {{Kind::Given, {}, 80}, {}, {}, {}}, u"host and port"_s);
    row("no port", {{Kind::Given, u"proxy"_s, 0}, {}, {}, {}}, u"host and port"_s);
    row("a password", {{Kind::Given, u"user:topsecret@proxy"_s, 80}, {}, {}, {}}, u"host and port"_s);
    row("a path", {{Kind::Given, u"proxy/x"_s, 80}, {}, {}, {}}, u"host and port"_s);
    row("key alone", {{}, {}, {}, u"/topsecret"_s}, u"without a client certificate"_s);
    row("what is in the file", {{}, u"-----BEGIN CERTIFICATE-----"_s, {}, {}}, u"not what is in it"_s);
    row("lines", {{}, {}, u"/topsecret\n/b"_s, {}}, u"not what is in it"_s);
    row("relative", {{}, u"a.pem"_s, {}, {}}, u"whole path"_s);
}

void TestEndpointRoute::routeFaults()
{
    QFETCH(EndpointRoute, route);
    QFETCH(QString, words);
    const QString fault = routeFault(route);
    QCOMPARE(fault.isEmpty(), words.isEmpty());
    QVERIFY2(fault.contains(words), qPrintable(fault));
    QVERIFY(!fault.contains(u"topsecret"_s));
}

void TestEndpointRoute::filesAreRead_data()
{
    QTest::addColumn<EndpointRoute>("route");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QString &authorities, const QString &certificate, const QString &key,
                         const QString &words) {
        const auto path = [](const QString &file) { return file.isEmpty() ? QString() : tlsFile(file); };
        QTest::newRow(name) << EndpointRoute{{}, path(authorities), path(certificate), path(key)} << words;
    };
    row("nothing", {}, {}, {}, {});
    row("authority", u"authority.pem"_s, {}, {}, {});
    row("client", {}, u"client.pem"_s, u"client.key"_s, {});
    row("all", u"authority.pem"_s, u"client.pem"_s, u"client.key"_s, {});
    row("no such file", u"nowhere.pem"_s, {}, {}, u"There is no file"_s);
    row("a folder", u"."_s, {}, {}, u"no PEM file"_s);
    row("no certificate", u"README.md"_s, {}, {}, u"no certificate in"_s);
    row("a key instead", u"client.key"_s, {}, {}, u"no certificate in"_s);
    row("expired authority", u"expired.pem"_s, {}, {}, u"expired on 2021-01-01"_s);
    row("expired client", {}, u"expired.pem"_s, u"expired.key"_s, u"expired on 2021-01-01"_s);
    row("no key in the certificate's file", {}, u"client.pem"_s, {}, u"no private key in"_s);
    row("certificate instead of the key", {}, u"client.pem"_s, u"signed.pem"_s, u"no private key in"_s);
    row("encrypted key", {}, u"client.pem"_s, u"client-encrypted.key"_s, u"is encrypted"_s);
    row("key that is not there", {}, u"client.pem"_s, u"nowhere.key"_s, u"There is no file"_s);
}

void TestEndpointRoute::filesAreRead()
{
    QFETCH(EndpointRoute, route);
    QFETCH(QString, words);
    const auto tls = tlsOf(route);
    QCOMPARE(tls.has_value(), words.isEmpty());
    if (!tls) {
        QVERIFY2(tls.error().message.contains(words), qPrintable(tls.error().message));
        return;
    }
    QCOMPARE(tls->localCertificateChain().isEmpty(), route.certificate.isEmpty());
    QCOMPARE(tls->privateKey().isNull(), route.certificate.isEmpty());
    const QSslCertificate authority = QSslCertificate::fromPath(tlsFile(u"authority.pem"_s)).front();
    QCOMPARE(tls->caCertificates().contains(authority), !route.authorities.isEmpty());
}

// A file that would keep its reader waiting for ever, and one that is too large.
void TestEndpointRoute::pipeIsNotWaitedFor()
{
    QTemporaryDir folder;
    const QString pipe = folder.filePath(u"pipe.pem"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    QVERIFY(!tlsOf({{}, pipe, {}, {}}));
    QFile large(folder.filePath(u"large.pem"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(2 << 20));
    QVERIFY(!tlsOf({{}, large.fileName(), {}, {}}));
}

void TestEndpointRoute::plainThroughAProxy()
{
    HttpServer server;
    ProxyServer proxy;
    Sender sender;
    server.play(ServerScript::answer(200, R"({"ok":true})"));
    const Exchange exchange = sender.send(postTo(server.base()), through(proxyAt(proxy.port()))).result();
    QVERIFY2(exchange.way == Way::Replied, qPrintable(exchange.message));
    QCOMPARE(exchange.reply.body, R"({"ok":true})");
    QCOMPARE(proxy.heads().size(), 1);
    QVERIFY2(proxy.heads().front().startsWith("POST " + server.base().toUtf8() + "/v1/events?x=%2B HTTP/1.1\r\n"),
        proxy.heads().front().constData());
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(server.requests().front().target, "/v1/events?x=%2B");
    QCOMPARE(server.requests().front().body, R"({"a":1})");
    QCOMPARE(server.requests().front().header("Authorization"), "Bearer k");
    // The next goes straight again.
    QCOMPARE(sender.send(postTo(server.base()), through({})).result().way, Way::Replied);
    QCOMPARE(proxy.heads().size(), 1);
}

// The proxy sees where to, and nothing of the request.
void TestEndpointRoute::tlsThroughAProxy()
{
    HttpServer server(u"signed"_s);
    ProxyServer proxy;
    Sender sender;
    SendOptions options = through(proxyAt(proxy.port()));
    options.route.authorities = tlsFile(u"authority.pem"_s);
    const Exchange exchange = sender.send(postTo(server.base()), options).result();
    QVERIFY2(exchange.way == Way::Replied, qPrintable(exchange.message));
    QCOMPARE(server.requests().front().body, R"({"a":1})");
    QCOMPARE(proxy.heads().size(), 1);
    QVERIFY2(proxy.heads().front().startsWith("CONNECT 127.0.0.1:" + QByteArray::number(server.port())),
        proxy.heads().front().constData());
    QVERIFY(!proxy.heads().front().contains("Bearer"));
}

void TestEndpointRoute::refusedByTheProxy_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<bool>("sent");
    QTest::addColumn<QString>("words");
    const QByteArray password =
        "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
    const QByteArray denied = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    QTest::newRow("password, TLS") << true << password << false << u"user and a password"_s;
    QTest::newRow("password") << false << password << false << u"user and a password"_s;
    QTest::newRow("denied, TLS") << true << denied << false << u"The proxy at 127.0.0.1"_s;
    QTest::newRow("no HTTP, TLS") << true << QByteArray("hello\r\n\r\n") << false << u"The proxy at 127.0.0.1"_s;
    // Who answers without a tunnel cannot be known.
    QTest::newRow("denied") << false << denied << true << QString();
}

void TestEndpointRoute::refusedByTheProxy()
{
    QFETCH(bool, tls);
    QFETCH(QByteArray, reply);
    QFETCH(bool, sent);
    QFETCH(QString, words);
    HttpServer server(tls ? u"signed"_s : QString());
    ProxyServer proxy;
    Sender sender;
    proxy.answer(reply);
    for (const QByteArray &body : {QByteArray("x"), QByteArray()}) {
        const Exchange exchange = sender.send(postTo(server.base(), body), through(proxyAt(proxy.port()))).result();
        QVERIFY2(exchange.way == (sent ? Way::Replied : Way::NotSent), qPrintable(exchange.message));
        QVERIFY2(exchange.message.contains(words), qPrintable(exchange.message));
    }
    QVERIFY(server.requests().empty());
}

void TestEndpointRoute::noProxyThere_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("plain") << false << QByteArray("x");
    QTest::newRow("plain, no body") << false << QByteArray();
    QTest::newRow("TLS") << true << QByteArray("x");
}

void TestEndpointRoute::noProxyThere()
{
    QFETCH(bool, tls);
    QFETCH(QByteArray, body);
    HttpServer server(tls ? u"signed"_s : QString());
    quint16 port = 0;
    {
        const ProxyServer gone;
        port = gone.port();
    }
    Sender sender;
    const Exchange exchange = sender.send(postTo(server.base(), body), through(proxyAt(port))).result();
    QCOMPARE(exchange.way, Way::NotSent);
    QVERIFY2(exchange.message.contains(u"proxy"_s), qPrintable(exchange.message));
    QVERIFY(server.requests().empty());
}

void TestEndpointRoute::systemsProxy()
{
    HttpServer server;
    ProxyServer proxy;
    QList<QNetworkProxy> answer{{QNetworkProxy::HttpProxy, u"127.0.0.1"_s, proxy.port()}};
    Sender sender([&answer](const QUrl &) { return answer; });
    const SendOptions options = through({ProxySetting::Kind::System, {}, 0});
    QCOMPARE(sender.send(postTo(server.base()), options).result().way, Way::Replied);
    QCOMPARE(proxy.heads().size(), 1);
    QCOMPARE(sender.send(postTo(server.base()), through({})).result().way, Way::Replied);
    QCOMPARE(proxy.heads().size(), 1);
    answer = {QNetworkProxy(QNetworkProxy::NoProxy)};
    QCOMPARE(sender.send(postTo(server.base()), options).result().way, Way::Replied);
    QCOMPARE(proxy.heads().size(), 1);
}

// The system may take long to tell its proxy: others go out meanwhile, and who waits can be cancelled.
void TestEndpointRoute::systemThatIsSlow()
{
    HttpServer server;
    QSemaphore asked;
    QSemaphore told;
    Sender sender([&](const QUrl &) {
        asked.release();
        told.acquire();
        return QList<QNetworkProxy>{QNetworkProxy(QNetworkProxy::NoProxy)};
    });
    const SendOptions system = through({ProxySetting::Kind::System, {}, 0});
    SendOptions hasty = system;
    hasty.timeoutMs = 50;
    const auto timedOut = sender.send(postTo(server.base()), hasty);
    const auto cancelled = sender.send(postTo(server.base()), system, 7);
    asked.acquire();
    QCOMPARE(sender.send(postTo(server.base()), through({})).result().way, Way::Replied);
    sender.cancel(7);
    QCOMPARE(cancelled.result().way, Way::Cancelled);
    QCOMPARE(timedOut.result().way, Way::NotSent);
    told.release(2);
    QThreadPool::globalInstance()->waitForDone();
    QCOMPARE(server.requests().size(), 1U);
}

void TestEndpointRoute::furtherAuthorities()
{
    HttpServer server(u"signed"_s);
    Sender sender;
    SendOptions options = through({});
    QCOMPARE(sender.send(postTo(server.base()), options).result().way, Way::NotSent);
    options.route.authorities = tlsFile(u"authority.pem"_s);
    const Exchange exchange = sender.send(postTo(server.base()), options).result();
    QVERIFY2(exchange.way == Way::Replied, qPrintable(exchange.message));
    // It is trusted where it is named, and nowhere else.
    QCOMPARE(sender.send(postTo(server.base()), through({})).result().way, Way::NotSent);
    HttpServer other(u"other"_s);
    QCOMPARE(sender.send(postTo(other.base()), options).result().way, Way::NotSent);
}

void TestEndpointRoute::clientCertificate()
{
    HttpServer server(u"signed"_s, u"client"_s);
    Sender sender;
    SendOptions options = through({});
    options.route.authorities = tlsFile(u"authority.pem"_s);
    const Exchange without = sender.send(postTo(server.base()), options).result();
    QVERIFY(without.way != Way::Replied);
    QVERIFY(server.requests().empty());
    options.route.certificate = tlsFile(u"client.pem"_s);
    options.route.certificateKey = tlsFile(u"client.key"_s);
    const Exchange with = sender.send(postTo(server.base()), options).result();
    QVERIFY2(with.way == Way::Replied, qPrintable(with.message));
    QCOMPARE(server.requests().back().body, R"({"a":1})");
    // Another's certificate is not taken.
    options.route.certificate = tlsFile(u"localhost.pem"_s);
    options.route.certificateKey = tlsFile(u"localhost.key"_s);
    QVERIFY(sender.send(postTo(server.base()), options).result().way != Way::Replied);
    // Nor a key that is not that of the certificate.
    options.route.certificate = tlsFile(u"client.pem"_s);
    QVERIFY(sender.send(postTo(server.base()), options).result().way != Way::Replied);
    QCOMPARE(server.requests().size(), 1U);
}

// What servers say who read the certificates during the handshake: nothing was taken.
void TestEndpointRoute::certificateIsDemanded()
{
    QVERIFY(isCertificateDemanded(u"error:0A00045C:SSL routines::tlsv13 alert certificate required"_s));
    QVERIFY(!isCertificateDemanded(u"The remote host closed the connection"_s));
    SendFault fault;
    fault.url = QUrl(u"https://h:8443/secret"_s);
    fault.error = QNetworkReply::UnknownNetworkError;
    fault.systemText = u"tlsv13 alert certificate required"_s;
    QVERIFY2(
        faultSentence(fault).startsWith(u"h:8443 demands a client certificate"_s), qPrintable(faultSentence(fault)));
    QVERIFY(!faultSentence(fault).contains(u"secret"_s));
}

void TestEndpointRoute::wrongFilesSendNothing()
{
    HttpServer server;
    Sender sender;
    SendOptions options = through({});
    options.route.authorities = tlsFile(u"expired.pem"_s);
    const Exchange exchange = sender.send(postTo(server.base()), options).result();
    QCOMPARE(exchange.way, Way::NotSent);
    QVERIFY2(exchange.message.contains(u"expired"_s), qPrintable(exchange.message));
    QVERIFY(server.requests().empty());
}

void TestEndpointRoute::changedFileIsReadAgain()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"authorities.pem"_s);
    QVERIFY(QFile::copy(tlsFile(u"other.pem"_s), path));
    HttpServer server(u"signed"_s);
    Sender sender;
    SendOptions options = through({});
    options.route.authorities = path;
    QCOMPARE(sender.send(postTo(server.base()), options).result().way, Way::NotSent);
    QVERIFY(QFile::remove(path));
    QVERIFY(QFile::copy(tlsFile(u"authority.pem"_s), path));
    const Exchange exchange = sender.send(postTo(server.base()), options).result();
    QVERIFY2(exchange.way == Way::Replied, qPrintable(exchange.message));
}

void TestEndpointRoute::probeGoesThatWay()
{
    HttpServer server(u"signed"_s, u"client"_s);
    ProxyServer proxy;
    ConnectionProbe probe;
    QSignalSpy finished(&probe, &ConnectionProbe::finished);
    const auto tried = [&](const EndpointRoute &route) {
        finished.clear();
        probe.start(server.base().toUtf8(), route, 5000);
        return finished.isEmpty() && !finished.wait() ? ProbeResult{} : finished.front().front().value<ProbeResult>();
    };
    QVERIFY(!tried({}).reached);
    const EndpointRoute route{
        proxyAt(proxy.port()), tlsFile(u"authority.pem"_s), tlsFile(u"client.pem"_s), tlsFile(u"client.key"_s)};
    const ProbeResult good = tried(route);
    QVERIFY2(good.reached, qPrintable(good.message));
    QCOMPARE(proxy.heads().size(), 1);
    EndpointRoute wrong = route;
    wrong.certificateKey = tlsFile(u"client-encrypted.key"_s);
    const ProbeResult encrypted = tried(wrong);
    QVERIFY(!encrypted.reached);
    QVERIFY2(encrypted.message.contains(u"is encrypted"_s), qPrintable(encrypted.message));
    proxy.answer("HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
    const ProbeResult refused = tried(route);
    QVERIFY2(refused.message.contains(u"user and a password"_s), qPrintable(refused.message));
}

QTEST_GUILESS_MAIN(TestEndpointRoute)
#include "tst_endpointroute.moc"
