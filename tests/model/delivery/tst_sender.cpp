// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sender.h"

#include "httpserver.h"
#include "testmain.h"

#include <QNetworkCookie>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>
#include <QThread>

using namespace eventscope;
using namespace eventscope::test;
using Way = Exchange::Way;

Q_DECLARE_METATYPE(eventscope::test::ServerScript)

namespace {

Request requestTo(const HttpServer &server, const QByteArray &body = R"({"a":1})")
{
    Request request;
    request.method = "POST";
    request.url = server.base().toUtf8() + "/v1/events";
    request.headers = {{"Authorization", "Bearer k"}, {"Content-Type", "application/json"}, {"Accept", "*/*"},
        {"User-Agent", "eventscope/1"}, {"Accept-Encoding", "identity"}, {"Accept-Language", "*"}};
    request.body = body;
    request.events = 1;
    return request;
}

SendOptions patience(int milliseconds)
{
    SendOptions options;
    options.timeoutMs = milliseconds;
    return options;
}

// How often the request came, once it had time to come again.
std::size_t timesSeen(const HttpServer &server)
{
    QThread::msleep(40);
    return server.requests().size();
}

QByteArray valueOf(const Reply &reply, const QByteArray &name)
{
    for (const NamedValue &header : reply.headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    return {};
}

void trust(const QString &certificate)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    const QString path = QStringLiteral(EVENTSCOPE_TEST_DATA) + QStringLiteral("/tls/") + certificate;
    configuration.addCaCertificates(QSslCertificate::fromPath(path + QStringLiteral(".pem")));
    QSslConfiguration::setDefaultConfiguration(configuration);
}

qint64 residentKiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.sliced(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

}

class TestSender : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void wireBytes()
    {
        const QByteArray host = "127.0.0.1:" + QByteArray::number(m_server.port());
        m_server.play(ServerScript::answer(200, R"({"ok":true})"));
        const Exchange exchange = send(requestTo(m_server));
        QCOMPARE(exchange.way, Way::Replied);
        QCOMPARE(exchange.reply.status, 200);
        QCOMPARE(exchange.reply.body, QByteArray(R"({"ok":true})"));
        QCOMPARE(valueOf(exchange.reply, "Content-Type"), QByteArray("application/json"));
        QVERIFY(exchange.message.isEmpty());

        QCOMPARE(timesSeen(m_server), 1U);
        const SeenRequest seen = m_server.requests().front();
        QVERIFY(seen.bytes.startsWith("POST /v1/events HTTP/1.1\r\n"));
        QCOMPARE(seen.body, QByteArray(R"({"a":1})"));
        QList<QByteArray> lines = seen.headerLines;
        QList<QByteArray> expected{"Host: " + host, "Content-Length: 7", "Connection: close", "Authorization: Bearer k",
            "Content-Type: application/json", "Accept: */*", "User-Agent: eventscope/1", "Accept-Encoding: identity",
            "Accept-Language: *"};
        std::sort(lines.begin(), lines.end());
        std::sort(expected.begin(), expected.end());
        QCOMPARE(lines, expected);
    }

    void methodsAndBodies_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty, with a query")
            << QByteArray("POST") << QByteArray("/e?a=1%2B2&b=%22x%22") << QByteArray();
        QTest::newRow("empty") << QByteArray("POST") << QByteArray("/e") << QByteArray();
        QTest::newRow("put") << QByteArray("PUT") << QByteArray("/e") << QByteArray("x");
        QTest::newRow("large") << QByteArray("POST") << QByteArray("/e") << QByteArray(8 << 20, 'x');
        QTest::newRow("escapes")
            << QByteArray("POST")
            << QByteArray("/a%20b/%C3%A9%2Fc:d@e?q=%7B%22k%22%3A%5B1%2C2%5D%7D%26%3D%23%25%2B%3F/:@!$'()*,;")
            << QByteArray("x");
    }

    void methodsAndBodies()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        m_server.play(ServerScript::answer(200, "{}"));
        Request request = requestTo(m_server, body);
        request.method = method;
        request.url = m_server.base().toUtf8() + target;
        std::erase_if(
            request.headers, [&](const NamedValue &header) { return body.isEmpty() && header.name == "Content-Type"; });
        const Exchange exchange = send(request);
        QVERIFY2(exchange.way == Way::Replied, qPrintable(exchange.message));
        QCOMPARE(timesSeen(m_server), 1U);
        const SeenRequest seen = m_server.requests().front();
        QCOMPARE(seen.method, method);
        QCOMPARE(seen.target, target);
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.header("Content-Length"), QByteArray::number(body.size()));
        QCOMPARE(seen.header("Content-Type"), body.isEmpty() ? QByteArray() : QByteArray("application/json"));
    }

    void ends_data()
    {
        using Script = ServerScript;
        QTest::addColumn<ServerScript>("script");
        QTest::addColumn<Way>("way");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const Script &script, Way way, int status = 0, const char *words = "") {
            QTest::newRow(name) << script << way << status << QString::fromLatin1(words);
        };
        for (const int status : {200, 202, 204, 301, 307, 400, 401, 402, 403, 404, 407, 409, 413, 418, 429, 500, 503}) {
            const QByteArray name = "status " + QByteArray::number(status);
            row(name.constData(), Script::answer(status, status == 204 ? "" : R"({"error":"words"})"), Way::Replied,
                status);
        }
        for (const QByteArray challenge : {"Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"1\"", "NTLM", "Negotiate",
                 "Bearer error=\"invalid_token\""}) {
            row(("401 " + challenge.left(5)).constData(),
                Script::answer(
                    401, R"({"error":"words"})", "application/json", "WWW-Authenticate: " + challenge + "\r\n"),
                Way::Replied, 401);
        }
        row("redirect", Script::redirect("http://127.0.0.1:1/elsewhere"), Way::Replied, 307);
        row("binary", Script::answer(200, QByteArray("\0\xFF\x01", 3), "image/png"), Way::Replied, 200);
        row("no length", Script::exactly("HTTP/1.1 200 OK\r\n\r\n{}"), Way::Replied, 200);
        row("chunked", Script::exactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
            Way::Replied, 200);
        row("continue first",
            Script::exactly("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
            Way::Replied, 200);
        row("half a body", Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":"), Way::NoAnswer, 200,
            "broke off after 5 bytes");
        row("half a body, reset",
            Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", Script::End::Reset), Way::NoAnswer,
            -1, "");
        row("half a refusal", Script::exactly("HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\n{\"a\":"), Way::NoAnswer,
            400, "broke off");
        row("no body of those announced", Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
            Way::NoAnswer, 200, "broke off");
        row("half a chunk", Script::exactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"a\":"),
            Way::NoAnswer, 200, "broke off");
        row("no last chunk", Script::exactly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
            Way::NoAnswer, 200, "broke off");
        row("half a head", Script::exactly("HTTP/1.1 200 OK\r\nContent-Le"), Way::NoAnswer, 0, "");
        row("half a status", Script::exactly("HTTP/1."), Way::NoAnswer);
        row("garbage", Script::exactly("\x16\x03\x01 this is no HTTP at all\r\n\r\n"), Way::NoAnswer);
        row("close", Script::exactly({}), Way::NoAnswer, 0, "closed the connection without an answer");
        row("reset", Script::resetAfterReading(), Way::NoAnswer, 0, "without an answer");
        row("reset before reading", Script::resetBeforeReading(), Way::NoAnswer, 0, "without an answer");
        row("silence", Script::silence(), Way::NoAnswer, 0, "did not answer within 0.4 s");
        row("silence in the body", Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", Script::End::Stay),
            Way::NoAnswer, 200, "stopped coming for 0.4 s");
    }

    // Each is told as what it is, and the request came once, with a body and without.
    void ends()
    {
        QFETCH(ServerScript, script);
        QFETCH(Way, way);
        QFETCH(int, status);
        QFETCH(QString, words);
        for (const QByteArray &body : {QByteArray(R"({"a":1})"), QByteArray(), QByteArray(3 << 20, 'x')}) {
            m_server.play(script);
            const Exchange exchange = send(requestTo(m_server, body), patience(400));
            QVERIFY2(exchange.way == way, qPrintable(QString::number(int(exchange.way)) + exchange.message));
            if (status >= 0)    // a reset may overtake what came before it
                QCOMPARE(exchange.reply.status, status);
            QVERIFY2(exchange.message.contains(words), qPrintable(exchange.message));
            QCOMPARE(exchange.message.isEmpty(), way == Way::Replied);
            if (way != Way::Replied) {
                QVERIFY2(exchange.message.contains(QStringLiteral("127.0.0.1:%1").arg(m_server.port())),
                    qPrintable(exchange.message));
                QVERIFY(exchange.message.contains(QStringLiteral("not known")));
            }
            QCOMPARE(timesSeen(m_server), script.reads ? 1U : 0U);
            QCOMPARE(m_server.connections(), 1);
            if (status >= 400 && way == Way::Replied)
                QCOMPARE(exchange.reply.body, QByteArray(R"({"error":"words"})"));
        }
    }

    void notSent_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QString>("words");
        QTest::newRow("host") << QByteArray("http://no-such-host.invalid/e") << QStringLiteral("not known");
        QTest::newRow("scheme") << QByteArray("ftp://127.0.0.1/e") << QStringLiteral("http or https");
        QTest::newRow("user") << QByteArray("http://me@127.0.0.1/e") << QStringLiteral("cannot be used");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("cannot be used");
        QTest::newRow("space") << QByteArray("http://127.0.0.1/a b") << QStringLiteral("cannot be");
    }

    void notSent()
    {
        QFETCH(QByteArray, url);
        QFETCH(QString, words);
        Request request = requestTo(m_server);
        request.url = url;
        const Exchange exchange = send(request, patience(5000));
        QCOMPARE(exchange.way, Way::NotSent);
        QVERIFY2(exchange.message.contains(words), qPrintable(exchange.message));
    }

    void headerWithLineBreak()
    {
        m_server.play(ServerScript::answer(200, "{}"));
        Request request = requestTo(m_server);
        request.headers.push_back({"X-Key", "secretkey\r\nX-Evil: 1"});
        const Exchange exchange = send(request);
        QCOMPARE(exchange.way, Way::NotSent);
        QVERIFY(exchange.message.contains(QStringLiteral("X-Key")));
        QVERIFY(!exchange.message.contains(QStringLiteral("secretkey")));
        QCOMPARE(timesSeen(m_server), 0U);
    }

    void nobodyListens()
    {
        quint16 port = 0;
        {
            QTcpServer taken;
            QVERIFY(taken.listen(QHostAddress::LocalHost));
            port = taken.serverPort();
        }
        Request request = requestTo(m_server);
        request.url = "http://127.0.0.1:" + QByteArray::number(port) + "/e";
        for (const QByteArray &body : {QByteArray("x"), QByteArray()}) {
            request.body = body;
            const Exchange exchange = send(request);
            QCOMPARE(exchange.way, Way::NotSent);
            QVERIFY2(exchange.message.contains(QStringLiteral("Nobody listens at 127.0.0.1:%1").arg(port)),
                qPrintable(exchange.message));
        }
    }

    void longReply()
    {
        const QByteArray piece(1 << 16, 'r');
        SendOptions options;
        options.keepBytes = 1000;
        options.mostBytes = 8 << 20;
        const qint64 before = residentKiB();
        for (const QByteArray &head : {QByteArray("HTTP/1.1 200 OK\r\n\r\n"),
                 QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")}) {
            m_server.play(ServerScript::endless(head, piece));
            const Exchange exchange = send(requestTo(m_server), options);
            QCOMPARE(exchange.way, Way::Replied);
            QCOMPARE(exchange.reply.status, 200);
            QCOMPARE(exchange.reply.body, QByteArray(1000, 'r'));
            QVERIFY(exchange.reply.bodyBytes > options.mostBytes);
            QVERIFY(exchange.reply.bodyBytes < options.mostBytes + (4 << 20));
            QCOMPARE(timesSeen(m_server), 1U);
        }
        options.mostBytes = 300 << 20;
        m_server.play(ServerScript::endless("HTTP/1.1 200 OK\r\n\r\n", piece));
        const Exchange exchange = send(requestTo(m_server), options);
        QCOMPARE(exchange.way, Way::Replied);
        QVERIFY(exchange.reply.bodyBytes > options.mostBytes);
        const qint64 grown = residentKiB() - before;
        QVERIFY2(grown < 150 * 1024, qPrintable(QString::number(grown)));
    }

    // Nothing that could be a reply, at full speed.
    void endlessGarbage()
    {
        const qint64 before = residentKiB();
        m_server.play(ServerScript::endless({}, QByteArray(1 << 16, 'a')));
        const Exchange exchange = send(requestTo(m_server), patience(1000));
        QCOMPARE(exchange.way, Way::NoAnswer);
        const qint64 grown = residentKiB() - before;
        QVERIFY2(grown < 100 * 1024, qPrintable(QString::number(grown)));
        QCOMPARE(timesSeen(m_server), 1U);
    }

    void compressed()
    {
        // printf '{"ok":true}' | gzip -n
        const QByteArray gzip = QByteArray::fromHex("1f8b0800000000000003ab56cacf56b22a292a4dad050057de04080b000000");
        m_server.play(ServerScript::answer(200, gzip, "application/json", "Content-Encoding: gzip\r\n"));
        const Exchange exchange = send(requestTo(m_server));
        QCOMPARE(exchange.way, Way::Replied);
        QCOMPARE(exchange.reply.body, QByteArray(R"({"ok":true})"));
        QCOMPARE(exchange.reply.bodyBytes, gzip.size());
        m_server.play(ServerScript::answer(200, "not gzip", "text/plain", "Content-Encoding: gzip\r\n"));
        QCOMPARE(send(requestTo(m_server)).reply.body, QByteArray("not gzip"));
    }

    void cookiesAndRedirectsAreLeft()
    {
        HttpServer elsewhere;
        m_server.play({ServerScript::answer(200, "{}", "text/plain", "Set-Cookie: a=b; Path=/\r\n"),
            ServerScript::redirect(elsewhere.base().toUtf8() + "/taken"), ServerScript::answer(200, "{}")});
        for (int i = 0; i < 3; ++i)
            QCOMPARE(send(requestTo(m_server)).way, Way::Replied);
        QCOMPARE(timesSeen(m_server), 3U);
        for (const SeenRequest &seen : m_server.requests())
            QVERIFY(seen.header("Cookie").isEmpty());
        QCOMPARE(elsewhere.connections(), 0);
    }

    void times()
    {
        m_server.play(ServerScript::answer(200, "{}"));
        const DeliveryTimes times = send(requestTo(m_server)).times;
        QVERIFY(times.connected >= 0);
        QCOMPARE(times.secured, -1);
        QVERIFY(times.sent >= times.connected);
        QVERIFY(times.firstByte >= times.sent);
        QVERIFY(times.ended >= times.firstByte);
    }

    void cancelled()
    {
        m_server.play(ServerScript::silence());
        QFuture<Exchange> future = m_sender.send(requestTo(m_server), {}, 7);
        QVERIFY(m_server.waitForRequests(1));
        m_sender.cancel(8);
        m_sender.cancel(0);
        QThread::msleep(50);
        QVERIFY(!future.isFinished());
        m_sender.cancel(7);
        const Exchange exchange = future.result();
        QCOMPARE(exchange.way, Way::NoAnswer);
        QVERIFY2(exchange.message.contains(QStringLiteral("Cancelled")), qPrintable(exchange.message));
    }

    void cancelledFuture()
    {
        m_server.play(ServerScript::silence());
        QFuture<Exchange> future = m_sender.send(requestTo(m_server), {});
        QVERIFY(m_server.waitForRequests(1));
        future.cancel();
        QCOMPARE(future.resultCount(), 0);
        m_server.play(ServerScript::answer(200, "{}"));
        QCOMPARE(send(requestTo(m_server)).way, Way::Replied);
    }

    void destroyed()
    {
        m_server.play(ServerScript::silence());
        QList<QFuture<Exchange>> futures;
        {
            Sender sender;
            for (quint64 i = 0; i < 4; ++i)
                futures.append(sender.send(requestTo(m_server), {}));
            QVERIFY(m_server.waitForRequests(4));
            futures.append(sender.send(requestTo(m_server), {}));
        }
        for (QFuture<Exchange> &future : futures) {
            QVERIFY(future.isFinished());
            QVERIFY(future.result().way == Way::NoAnswer || future.result().way == Way::Cancelled);
        }
    }

    void manyAtOnce()
    {
        m_server.play(ServerScript::answer(200, "{}"));
        QList<QFuture<Exchange>> futures;
        for (int i = 0; i < 40; ++i)
            futures.append(m_sender.send(requestTo(m_server, QByteArray::number(i)), {}));
        for (QFuture<Exchange> &future : futures)
            QCOMPARE(future.result().way, Way::Replied);
        QCOMPARE(timesSeen(m_server), 40U);
    }

    void certificates_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("trusted");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *certificate, const char *trusted, const char *words) {
            QTest::newRow(name) << QString::fromLatin1(certificate) << QString::fromLatin1(trusted)
                                << QString::fromLatin1(words);
        };
        row("signed by itself", "localhost", "", "signed by itself alone");
        row("unknown authority", "signed", "", "authority that this computer does not know");
        row("another host", "other", "other", "other.example and not for 127.0.0.1");
        row("another host, not trusted", "other", "", "and not for 127.0.0.1");
        row("expired", "expired", "authority", "expired on 2021-01-01 00:00 UTC");
        row("good", "signed", "authority", "");
    }

    void certificates()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, trusted);
        QFETCH(QString, words);
        if (!QSslSocket::supportsSsl())
            QSKIP("Qt has no TLS here");
        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        if (!trusted.isEmpty())
            trust(trusted);
        HttpServer server(certificate);
        server.play(ServerScript::answer(200, R"({"ok":true})"));
        Sender sender;
        const Exchange exchange = sender.send(requestTo(server), patience(5000)).result();
        QSslConfiguration::setDefaultConfiguration(before);
        QVERIFY2(exchange.message.contains(words), qPrintable(exchange.message));
        QCOMPARE(exchange.way, words.isEmpty() ? Way::Replied : Way::NotSent);
        QCOMPARE(timesSeen(server), words.isEmpty() ? 1U : 0U);
        if (words.isEmpty())
            QVERIFY(exchange.times.secured > 0 && exchange.times.sent >= exchange.times.secured);
    }

    void tlsToPlainServer()
    {
        if (!QSslSocket::supportsSsl())
            QSKIP("Qt has no TLS here");
        Request request = requestTo(m_server);
        request.url.replace("http:", "https:");
        m_server.play(ServerScript::exactly("HTTP/1.1 400 Bad Request\r\n\r\n"));
        const Exchange exchange = send(request, patience(1000));
        QCOMPARE(exchange.way, Way::NotSent);
    }

private:
    Exchange send(const Request &request, const SendOptions &options = {})
    {
        return m_sender.send(request, options).result();
    }

    HttpServer m_server;
    Sender m_sender;
};

QTEST_GUILESS_MAIN(TestSender)

#include "tst_sender.moc"
