// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/faultplan.h"
#include "receiver/httpguard.h"
#include "receiver/httplistener.h"

#include "rawclient.h"
#include "testmain.h"

#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace eventscope;
using eventscope::test::RawAnswer;
using eventscope::test::RawClient;
using eventscope::test::rawRequest;
using namespace Qt::StringLiterals;

namespace {

// A listener whose handler does as the path says, and what came to it.
class World {
public:
    explicit World(const ListenOptions &options = {}) { open(options); }

    void open(const ListenOptions &options)
    {
        auto listening = HttpListener::listen(
            options, [this](HttpRequest request, HttpResponder respond) { handle(request, std::move(respond)); },
            [this](const QByteArray &client, int status, const QString &reason) {
                const std::scoped_lock lock(m_mutex);
                refusals.push_back({client, status, reason});
                m_changed.notify_all();
            },
            [](const HttpRequest &head) -> std::shared_ptr<const FaultSpec> {
                const QString fault = QString::fromUtf8(head.header("X-Fault"));
                return fault.isEmpty() ? nullptr : std::make_shared<FaultSpec>(FaultSpec::parse(fault).value());
            });
        if (!listening)
            qFatal("%s", qPrintable(listening.error().message));
        listener = std::move(*listening);
    }

    struct Refusal {
        QByteArray client;
        int status;
        QString reason;
    };

    quint16 port() const { return listener->port(); }
    std::vector<HttpRequest> seen()
    {
        const std::scoped_lock lock(m_mutex);
        return requests;
    }
    bool waitForRequests(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10), [&] { return requests.size() >= count; });
    }
    bool waitForRefusal(int status)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10), [&] {
            return std::any_of(refusals.begin(), refusals.end(), [&](const Refusal &r) { return r.status == status; });
        });
    }
    // A well-behaved client is served.
    bool serves() const
    {
        RawClient client(port());
        client.send(rawRequest("POST", "/fine", "well"));
        return client.answer().body == "POST /fine 4";
    }

    std::unique_ptr<HttpListener> listener;
    std::vector<HttpRequest> requests;
    std::vector<Refusal> refusals;
    std::vector<HttpResponder> kept;    // those of /keep
    std::vector<std::thread> threads;

    ~World()
    {
        listener.reset();
        for (std::thread &thread : threads)
            thread.join();
    }

private:
    static HttpAnswer answerTo(const HttpRequest &request)
    {
        using Kind = AnswerFault::Kind;
        HttpAnswer answer{200, {{"X-Kind", "echo"}},
            request.method + ' ' + request.path + ' ' + QByteArray::number(request.body.size()), {}};
        if (request.path == "/large")
            answer.body = QByteArray(32 << 20, 'x');
        if (request.path == "/hundred")
            answer.body = QByteArray(100, 'h');
        if (request.path == "/wrong")
            answer = {42, {{"Content-Length", "7"}, {"Bad\r\nName", "x"}, {"Good", "a\r\nEvil: b"}}, "seven", {}};
        const QByteArray kind = request.header("X-Answer");
        answer.fault.kind = kind == "drop"   ? Kind::Drop
                            : kind == "half" ? Kind::Half
                            : kind == "slow" ? Kind::Slow
                                             : Kind::None;
        answer.fault.bytesPerSecond = 500;
        answer.fault.delayMs = request.header("X-Delay").toInt();
        return answer;
    }

    void handle(const HttpRequest &request, HttpResponder respond)
    {
        const std::scoped_lock lock(m_mutex);
        requests.push_back(request);
        if (request.path == "/keep")
            kept.push_back(std::move(respond));
        else if (request.path == "/elsewhere")
            threads.emplace_back([respond = std::make_shared<HttpResponder>(std::move(respond)),
                                     answer = answerTo(request)] { (*respond)(answer); });
        else if (request.path != "/forget")
            respond(answerTo(request));
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
};

QByteArray withHeaders(const QByteArray &headers, const QByteArray &after = {})
{
    return "POST /x HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + after;
}

ListenOptions boundedOptions()
{
    ListenOptions options;
    options.bodyBytes = 1000;
    options.headerBytes = 4096;
    options.requestMs = 20'000;
    return options;
}

}

class TestHttpListener : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void takes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("body");
        using B = QByteArray;
        QTest::newRow("get") << rawRequest("GET", "/a/b?c=%20d&e") << B("GET") << B("/a/b") << B("c=%20d&e") << B();
        QTest::newRow("encoded") << rawRequest("GET", "/a%2Fb%00/event:emit") << B("GET") << B("/a%2Fb%00/event:emit")
                                 << B() << B();
        QTest::newRow("post") << rawRequest("POST", "/a", "body") << B("POST") << B("/a") << B() << B("body");
        QTest::newRow("zeros") << rawRequest("PUT", "/", QByteArrayLiteral("\0\r\n\r\n\0")) << B("PUT") << B("/") << B()
                               << QByteArrayLiteral("\0\r\n\r\n\0");
        QTest::newRow("no length") << withHeaders("") << B("POST") << B("/x") << B() << B();
        QTest::newRow("length 0") << withHeaders("Content-Length: 0\r\n") << B("POST") << B("/x") << B() << B();
        QTest::newRow("chunked") << withHeaders("Transfer-Encoding: chunked\r\n",
                                        "2\r\nhi\r\n3;ext=\"1\"\r\nabc\r\n0\r\nTrailer: x\r\n\r\n")
                                 << B("POST") << B("/x") << B() << B("hiabc");
        QTest::newRow("Chunked") << withHeaders("transfer-encoding: CHUNKED\r\n", "A\r\n0123456789\r\n0\r\n\r\n")
                                 << B("POST") << B("/x") << B() << B("0123456789");
        QTest::newRow("absolute") << rawRequest("GET", "http://127.0.0.1:80/a?b") << B("GET") << B("/a") << B("b")
                                  << B();
        QTest::newRow("absolute without path")
            << rawRequest("GET", "HTTP://localhost?b") << B("GET") << B("/") << B("b") << B();
        QTest::newRow("HTTP/1.0") << B("GET /a HTTP/1.0\r\n\r\n") << B("GET") << B("/a") << B() << B();
        QTest::newRow("bare LF") << B("POST /a HTTP/1.1\nHost: localhost\nContent-Length: 1\n\nx") << B("POST")
                                 << B("/a") << B() << B("x");
        QTest::newRow("empty lines before")
            << "\r\n\r\n" + rawRequest("GET", "/a") << B("GET") << B("/a") << B() << B();
        QTest::newRow("question marks") << rawRequest("GET", "/a??b?") << B("GET") << B("/a") << B("?b?") << B();
        QTest::newRow("many arguments") << rawRequest(
                                               "GET", "/a?" + B("b=c&").repeated(120), {}, B("X: y\r\n").repeated(50))
                                        << B("GET") << B("/a") << B("b=c&").repeated(120) << B();
        QTest::newRow("large headers") << rawRequest("GET", "/a", {}, "X: " + B(32'000, 'x') + "\r\n") << B("GET")
                                       << B("/a") << B() << B();
        QTest::newRow("preflight") << rawRequest("OPTIONS", "/e", {},
                                          "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n")
                                   << B("OPTIONS") << B("/e") << B() << B();
        QTest::newRow("delete") << rawRequest("DELETE", "/a") << B("DELETE") << B("/a") << B() << B();
        QTest::newRow("no token asked") << rawRequest("GET", "/token/a/b") << B("GET") << B("/token/a/b") << B() << B();
    }

    void takes()
    {
        QFETCH(QByteArray, bytes);
        World world;
        RawClient client(world.port());
        QCOMPARE(client.send(bytes), bytes.size());
        QCOMPARE(client.answer().status, 200);
        const auto seen = world.seen();
        QCOMPARE(seen.size(), std::size_t(1));
        QTEST(seen[0].method, "method");
        QTEST(seen[0].path, "path");
        QTEST(seen[0].query, "query");
        QTEST(seen[0].body, "body");
        QVERIFY(seen[0].client.startsWith("127.0.0.1:"));
        QVERIFY(seen[0].received > 0);
        QVERIFY(world.refusals.empty());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        using B = QByteArray;
        const auto row = [](const char *name, const QByteArray &bytes, int status) {
            QTest::newRow(name) << bytes << status;
        };
        row("negative length", withHeaders("Content-Length: -5\r\n", "hello"), 400);
        row("plus", withHeaders("Content-Length: +5\r\n", "hello"), 400);
        row("length in words", withHeaders("Content-Length: five\r\n", "hello"), 400);
        row("hexadecimal length", withHeaders("Content-Length: 0x5\r\n", "hello"), 400);
        row("no length in it", withHeaders("Content-Length:\r\n", "hello"), 400);
        row("two lengths", withHeaders("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400);
        row("the same length twice", withHeaders("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400);
        row("a list of lengths", withHeaders("Content-Length: 5, 5\r\n", "hello"), 400);
        row("length and chunks", withHeaders("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
        row("length beyond 64 bits", withHeaders("Content-Length: 99999999999999999999\r\n", "hello"), 413);
        row("length beyond the bound", withHeaders("Content-Length: 1001\r\n"), 413);
        row("300 MB", withHeaders("Content-Length: 300000000\r\n", B(3 << 20, 'x')), 413);
        row("300 MB expected", withHeaders("Expect: 100-continue\r\nContent-Length: 300000000\r\n"), 413);
        row("chunks beyond the bound",
            withHeaders(
                "Transfer-Encoding: chunked\r\n", "200\r\n" + B(512, 'x') + "\r\n200\r\n" + B(512, 'x') + "\r\n"),
            413);
        row("one chunk beyond the bound",
            withHeaders("Transfer-Encoding: chunked\r\n", "11E1A300\r\n" + B(2 << 20, 'x')), 413);
        row("chunk beyond 64 bits", withHeaders("Transfer-Encoding: chunked\r\n", "11112222333344445\r\nx"), 413);
        row("no chunk", withHeaders("Transfer-Encoding: chunked\r\n", "nonsense\r\n"), 400);
        row("negative chunk", withHeaders("Transfer-Encoding: chunked\r\n", "-1\r\nx\r\n"), 400);
        row("chunk without end", withHeaders("Transfer-Encoding: chunked\r\n", "1\r\nxyz\r\n0\r\n\r\n"), 400);
        row("gzip coding", withHeaders("Transfer-Encoding: gzip\r\n", "hello"), 501);
        row("gzip and chunked", withHeaders("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501);
        row("chunked twice", withHeaders("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            501);
        row("identity coding", withHeaders("Transfer-Encoding: identity\r\n"), 501);
        row("expects magic", withHeaders("Expect: magic\r\n"), 417);
        row("large header", withHeaders("X: " + B(5000, 'x') + "\r\n"), 431);
        row("huge header", withHeaders("X: " + B(100'000, 'x') + "\r\n"), 431);
        row("many headers", withHeaders(B("X: x\r\n").repeated(2000)), 431);
        row("many arguments", rawRequest("GET", "/?" + B("&a").repeated(2000)), 431);
        row("long target", rawRequest("GET", '/' + B(100'000, 'x')), 414);
        row("no colon", withHeaders("nonsense\r\n"), 400);
        row("space before the colon", withHeaders("Content-Length : 5\r\n", "hello"), 400);
        row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two hosts", withHeaders("Host: localhost\r\n"), 400);
        row("foreign host", "GET / HTTP/1.1\r\nHost: attacker.example\r\n\r\n", 421);
        row("host that only begins well", "GET / HTTP/1.1\r\nHost: localhost.attacker.example\r\n\r\n", 421);
        row("host of a user", "GET / HTTP/1.1\r\nHost: localhost@attacker.example\r\n\r\n", 421);
        row("host of HTTP/1.0", "GET / HTTP/1.0\r\nHost: attacker.example\r\n\r\n", 421);
        row("absolute foreign", rawRequest("GET", "http://attacker.example/"), 421);
        row("absolute of another scheme", rawRequest("GET", "ftp://localhost/"), 400);
        row("foreign origin", rawRequest("POST", "/", "x", "Origin: https://attacker.example\r\n"), 403);
        row("null origin", rawRequest("POST", "/", "x", "Origin: null\r\n"), 403);
        row("origin that only begins well",
            rawRequest("POST", "/", "x", "Origin: http://localhost.attacker.example\r\n"), 403);
        row("foreign preflight",
            rawRequest("OPTIONS", "/", {}, "Origin: http://a.example\r\nAccess-Control-Request-Method: POST\r\n"), 403);
        row("two origins", rawRequest("POST", "/", "x", "Origin: http://localhost\r\nOrigin: http://localhost\r\n"),
            403);
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("HTTP/0.9", "GET /\r\n\r\n", 400);
        row("HTTP of none", "GET / HTTQ/1.1\r\nHost: localhost\r\n\r\n", 400);
        row("space in the target", rawRequest("GET", "/a b"), 400);
        row("asterisk", rawRequest("OPTIONS", "*"), 400);
        row("no slash", rawRequest("GET", "a"), 400);
        row("CONNECT", rawRequest("CONNECT", "localhost:443"), 405);
        row("TRACE", rawRequest("TRACE", "/"), 405);
        row("unknown method", rawRequest("BREW", "/"), 501);
        row("lower case", rawRequest("get", "/"), 501);
        row("no method", rawRequest("(){}", "/"), 400);
        row("control character in the target",
            rawRequest("GET", "/a\x01"
                              "b"),
            400);
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        World world(boundedOptions());
        RawClient client(world.port());
        client.send(bytes);
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("Connection"), "close");
        QVERIFY(client.end() != RawClient::End::Open);
        QVERIFY(world.seen().empty());
        QVERIFY(world.serves());
        if (status != 505 && status != 414 && !bytes.startsWith("GET /\r") && !bytes.contains("HTTQ")) {
            QVERIFY(world.waitForRefusal(status));
            QVERIFY(!world.refusals[0].reason.isEmpty());
            QVERIFY(world.refusals[0].client.startsWith("127.0.0.1:"));
        }
    }

    // Nothing can be said to what is no HTTP at all, and what a NUL ends is cut there.
    void survives_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        using B = QByteArray;
        QTest::newRow("nothing") << B();
        QTest::newRow("NULs") << B(300, '\0') + "\r\n\r\n";
        QTest::newRow("TLS") << QByteArrayLiteral("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n\n");
        QTest::newRow("one word") << B("nonsense\r\n\r\n");
        QTest::newRow("NUL in a header") << withHeaders(QByteArrayLiteral("X: a\0b\r\n"));
        QTest::newRow("NUL in the method") << QByteArrayLiteral("PO\0ST / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QTest::newRow("half a request") << B("POST / HT");
        QTest::newRow("half of the headers") << B("POST / HTTP/1.1\r\nHo");
        QTest::newRow("half a body") << withHeaders("Content-Length: 100\r\n", "half");
        QTest::newRow("half a chunk") << withHeaders("Transfer-Encoding: chunked\r\n", "64\r\nhalf");
        QTest::newRow("cookies") << withHeaders("Cookie: =; ;;\"; a=\"\r\nCookie: a\r\n");
        QTest::newRow("folded") << withHeaders("X: a\r\n b\r\n\tc\r\n");
    }

    void survives()
    {
        QFETCH(QByteArray, bytes);
        World world(boundedOptions());
        RawClient client(world.port());
        client.send(bytes);
        client.sendsNoMore();
        QVERIFY(client.end() != RawClient::End::Open);
        QVERIFY(world.serves());
    }

    void survivesWhatIsMadeUp()
    {
        World world(boundedOptions());
        const QByteArrayList seeds{
            rawRequest("POST", "/a?b=c", "hello", "Origin: http://localhost:1\r\nExpect: 100-continue\r\n"),
            withHeaders("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n"),
            rawRequest("GET", "http://localhost/a%20b", {}, "Cookie: a=b; c=\"d\"\r\nAuthorization: Bearer x\r\n")};
        QRandomGenerator random(20261121);
        const QByteArray special = QByteArrayLiteral("\r\n\0 :;,-/?%HTTP0129\xFF\t\"");
        for (int i = 0; i < 1000; ++i) {
            QByteArray bytes = seeds[int(random.bounded(quint32(seeds.size())))];
            for (quint32 changes = 1 + random.bounded(4U); changes > 0; --changes) {
                const auto at = qsizetype(random.bounded(quint32(bytes.size())));
                switch (random.bounded(4U)) {
                case 0:
                    bytes[at] = special[int(random.bounded(quint32(special.size())))];
                    break;
                case 1:
                    bytes.insert(at, special[int(random.bounded(quint32(special.size())))]);
                    break;
                case 2:
                    bytes.remove(at, 1 + qsizetype(random.bounded(8U)));
                    break;
                default:
                    bytes.insert(at, bytes.mid(qsizetype(random.bounded(quint32(bytes.size()))), 20));
                }
                if (bytes.isEmpty())
                    bytes = "x";
            }
            RawClient client(world.port());
            client.send(bytes);
            client.sendsNoMore();
            const RawAnswer answer = client.answer();
            QVERIFY2(answer.status == 0 || (answer.status >= 100 && answer.status < 600),
                bytes.toPercentEncoding().constData());
            if (i % 100 == 0)
                QVERIFY(world.serves());
        }
        QVERIFY(world.serves());
    }

    void keepsAlive()
    {
        World world;
        RawClient client(world.port());
        for (int i = 0; i < 20; ++i) {
            const QByteArray path = "/" + QByteArray::number(i);
            client.send(rawRequest("POST", path, "12"));
            QCOMPARE(client.answer().body, "POST " + path + " 2");
        }
        QCOMPARE(world.listener->connections(), 1);
        const auto seen = world.seen();
        QCOMPARE(seen.front().client, seen.back().client);
        client.send(rawRequest("POST", "/last", "12", "Connection: close\r\n"));
        QCOMPARE(client.answer().header("Connection"), "close");
        QCOMPARE(client.end(), RawClient::End::Closed);
    }

    void pipelines()
    {
        World world;
        RawClient client(world.port());
        QByteArray bytes;
        for (int i = 0; i < 50; ++i)
            bytes += rawRequest("POST", i % 2 ? "/elsewhere" : "/here", QByteArray(i, 'x'));
        client.send(bytes);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(client.answer().body, (i % 2 ? "POST /elsewhere " : "POST /here ") + QByteArray::number(i));
    }

    void continues()
    {
        World world;
        RawClient client(world.port());
        client.send(withHeaders("Expect: 100-Continue\r\nContent-Length: 4\r\n"));
        QCOMPARE(client.answer().status, 100);
        client.send("body");
        QCOMPARE(client.answer().body, "POST /x 4");
    }

    void answersHeadAndOptions()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("HEAD", "/hundred"));
        RawAnswer answer = client.answer(false);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.length, 100);
        client.send(rawRequest("OPTIONS", "/e", {},
            "Origin: http://[::1]:3000\r\nAccess-Control-Request-Method: POST\r\n"
            "Access-Control-Request-Private-Network: true\r\n"));
        answer = client.answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Access-Control-Allow-Origin"), "http://[::1]:3000");
        QCOMPARE(answer.header("Access-Control-Allow-Private-Network"), "true");
        QCOMPARE(answer.header("Vary"), "Origin");
        QCOMPARE(answer.header("X-Kind"), "echo");
    }

    void tellsAPageWhyItWasRefused()
    {
        World world(boundedOptions());
        RawClient client(world.port());
        client.send(rawRequest("POST", "/", QByteArray(2000, 'x'), "Origin: http://localhost:3000\r\n"));
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, 413);
        QCOMPARE(answer.header("Access-Control-Allow-Origin"), "http://localhost:3000");
    }

    void correctsAnswers()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("GET", "/wrong"));
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.length, 5);
        QVERIFY(!answer.head.contains("Evil"));
        QVERIFY(!answer.head.contains("Bad"));
        QVERIFY(!answer.header("Date").isEmpty());
    }

    void asksForTheToken_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("path");    // seen; empty: refused
        using B = QByteArray;
        QTest::newRow("none") << B("/a") << B() << B();
        QTest::newRow("bearer") << B("/a") << B("Authorization: Bearer s3cret/1\r\n") << B("/a");
        QTest::newRow("Bearer") << B("/a") << B("authorization: bearer  s3cret/1\r\n") << B("/a");
        QTest::newRow("header") << B("/a") << B("X-Eventscope-Token: s3cret/1\r\n") << B("/a");
        QTest::newRow("path") << B("/token/s3cret%2F1/a?b") << B() << B("/a");
        QTest::newRow("path alone") << B("/token/s3cret%2F1") << B() << B("/");
        QTest::newRow("path before a run") << B("/token/s3cret%2f1/run/x/a") << B() << B("/run/x/a");
        QTest::newRow("wrong bearer") << B("/a") << B("Authorization: Bearer s3cret/2\r\n") << B();
        QTest::newRow("longer") << B("/a") << B("Authorization: Bearer s3cret/12\r\n") << B();
        QTest::newRow("shorter") << B("/a") << B("X-Eventscope-Token: s3cret/\r\n") << B();
        QTest::newRow("empty") << B("/a") << B("X-Eventscope-Token:\r\n") << B();
        QTest::newRow("wrong path") << B("/token/x/a") << B() << B();
        QTest::newRow("wrong scheme") << B("/a") << B("Authorization: Basic s3cret/1\r\n") << B();
        QTest::newRow("beside a key") << B("/a") << B("Authorization: Bearer key\r\nX-Eventscope-Token: s3cret/1\r\n")
                                      << B("/a");
    }

    void asksForTheToken()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, path);
        ListenOptions options;
        options.token = "s3cret/1";
        World world(options);
        RawClient client(world.port());
        client.send(rawRequest("POST", target, "x", headers));
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, path.isEmpty() ? 401 : 200);
        const auto seen = world.seen();
        if (path.isEmpty()) {
            QCOMPARE(answer.header("WWW-Authenticate"), "Bearer");
            QVERIFY(seen.empty());
            return;
        }
        QCOMPARE(seen[0].path, path);
        QVERIFY(seen[0].header("X-Eventscope-Token").isNull());
        QCOMPARE(
            seen[0].header("Authorization"), headers.contains("Bearer key") ? QByteArray("Bearer key") : QByteArray());
        RawClient preflight(world.port());
        preflight.send(rawRequest(
            "OPTIONS", "/a", {}, "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n"));
        QCOMPARE(preflight.answer().status, 200);
    }

    void knowsHosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("allowed");
        for (const char *host : {"localhost", "LocalHost:8710", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535",
                 "192.168.1.5", "192.168.1.5:8710", "[fd00::5]:80", "localhost:", "my.test", "MY.test:9", "ci.test:99"})
            QTest::newRow(host) << QByteArray(host) << true;
        for (const char *host :
            {"", ":80", "localhost:x", "localhost:1234567", "localhost:80:80", "::1", "[::1", "[::1]x", "a.my.test",
                "my.test.example", "ci.test", "ci.test:98", "192.168.1.6", "0.0.0.0", "localhost."})
            QTest::newRow(*host ? host : "empty") << QByteArray(host) << false;
    }

    void knowsHosts()
    {
        QFETCH(QByteArray, host);
        ListenOptions options;
        options.address = QHostAddress(u"192.168.1.5"_s);
        options.allowedHosts = {u"My.Test"_s, u"ci.test:99"_s};
        QTEST(HttpGuard(options).allowsHost(host, QHostAddress(u"fd00::5"_s)), "allowed");
    }

    void knowsOrigins_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<bool>("allowed");
        for (const char *origin : {"http://localhost", "https://localhost:3000", "http://127.0.0.1:1", "http://[::1]:8",
                 "https://app.example", "HTTPS://APP.example"})
            QTest::newRow(origin) << QByteArray(origin) << true;
        for (const char *origin :
            {"null", "", "localhost", "file://localhost", "http://localhost.example", "http://127.0.0.2",
                "https://app.example:444", "http://app.example", "https://app.example.example", "http://localhost/x"})
            QTest::newRow(*origin ? origin : "empty") << QByteArray(origin) << false;
    }

    void knowsOrigins()
    {
        QFETCH(QByteArray, origin);
        ListenOptions options;
        options.allowedOrigins = {u"https://App.example"_s};
        QTEST(HttpGuard(options).allowsOrigin(origin), "allowed");
        options.allowedOrigins = {u"*"_s};
        QVERIFY(HttpGuard(options).allowsOrigin(origin));
    }

    void resetsInsteadOfAnswering()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("POST", "/x", "12", "X-Answer: drop\r\n"));
        QCOMPARE(client.rest(), QByteArray());
        QCOMPARE(client.end(), RawClient::End::Reset);
        QCOMPARE(world.seen().size(), std::size_t(1));
    }

    void resetsBeforeTheBody_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::newRow("at once") << QByteArray("drop=before");
        QTest::newRow("later") << QByteArray("drop=before,delay=50ms");
    }

    void resetsBeforeTheBody()
    {
        QFETCH(QByteArray, fault);
        World world;
        RawClient client(world.port());
        client.send(withHeaders("X-Fault: " + fault + "\r\nContent-Length: 100\r\n", "half"));
        QCOMPARE(client.rest(), QByteArray());
        QCOMPARE(client.end(), RawClient::End::Reset);
        QVERIFY(world.seen().empty());
        QVERIFY(world.serves());
    }

    void givesTheFaultToTheHandler()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("POST", "/x", "12", "X-Fault: status=503\r\n"));
        QCOMPARE(client.answer().status, 200);
        const auto seen = world.seen();
        QVERIFY(seen[0].fault);
        QCOMPARE(seen[0].fault->status, std::optional(503));
    }

    void answersByHalf()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("POST", "/hundred", "12", "X-Answer: half\r\n"));
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.length, 100);
        QCOMPARE(answer.body, QByteArray(50, 'h'));
        QCOMPARE(client.end(), RawClient::End::Reset);
        RawClient head(world.port());
        head.send(rawRequest("HEAD", "/hundred", {}, "X-Answer: half\r\n"));
        QCOMPARE(head.rest(), QByteArray());
        QCOMPARE(head.end(), RawClient::End::Reset);
    }

    void answersSlowly()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("POST", "/hundred", "12", "X-Answer: slow\r\n"));
        QCOMPARE(client.answer().body, QByteArray(100, 'h'));
        client.send(rawRequest("POST", "/hundred", "12"));
        QCOMPARE(client.answer().body, QByteArray(100, 'h'));
    }

    // Others are answered meanwhile.
    void answersLate()
    {
        ListenOptions options;
        options.threads = 2;
        World world(options);
        std::vector<RawClient> late;
        for (int i = 0; i < 20; ++i) {
            late.emplace_back(world.port());
            late.back().send(rawRequest("POST", "/hundred", "12", "X-Delay: 300\r\n"));
        }
        QVERIFY(world.serves());
        for (RawClient &client : late)
            QCOMPARE(client.answer().body, QByteArray(100, 'h'));
    }

    void answersForTheForgetful()
    {
        World world;
        RawClient client(world.port());
        client.send(rawRequest("POST", "/forget", "12"));
        QCOMPARE(client.answer().status, 500);
        client.send(rawRequest("POST", "/x", "12"));
        QCOMPARE(client.answer().status, 200);
    }

    void answersWhoHasGone()
    {
        World world;
        {
            RawClient client(world.port());
            client.send(rawRequest("POST", "/keep", "12"));
            QVERIFY(world.waitForRequests(1));
        }
        std::move(world.kept.back())({200, {}, "late", {}});
        QVERIFY(world.serves());
    }

    void endsWithRequestsUnanswered()
    {
        ListenOptions options;
        options.threads = 3;
        World world(options);
        std::vector<RawClient> clients;
        for (int i = 0; i < 60; ++i) {
            clients.emplace_back(world.port());
            clients.back().send(i % 6 == 0   ? rawRequest("POST", "/keep", "12")
                                : i % 6 == 1 ? rawRequest("POST", "/hundred", "12", "X-Answer: slow\r\n")
                                : i % 6 == 2 ? rawRequest("POST", "/hundred", "12", "X-Delay: 60000\r\n")
                                : i % 6 == 3 ? withHeaders("Content-Length: 100\r\n", "half")
                                : i % 6 == 4 ? withHeaders("X-Fault: drop=before,delay=60s\r\nContent-Length: 9\r\n")
                                             : QByteArray("POST /x HT"));
        }
        QVERIFY(world.waitForRequests(30));
        world.listener.reset();
        for (RawClient &client : clients)
            QVERIFY(client.end() != RawClient::End::Open);
        for (HttpResponder &respond : world.kept)
            respond({200, {}, "late", {}});
    }

    void endsWhileItIsAnswered()
    {
        for (int round = 0; round < 20; ++round) {
            World world;
            std::vector<RawClient> clients;
            for (int i = 0; i < 10; ++i) {
                clients.emplace_back(world.port());
                clients.back().send(rawRequest("POST", "/elsewhere", "12") + rawRequest("POST", "/keep", "12"));
            }
            QVERIFY(world.waitForRequests(std::size_t(round)));
            world.listener.reset();
        }
    }

    void endsWhatTakesTooLong_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("drop");
        QTest::newRow("request line") << QByteArray("POST /") << QByteArray("x");
        QTest::newRow("headers") << QByteArray("POST / HTTP/1.1\r\nX:") << QByteArray("x");
        QTest::newRow("body") << withHeaders("Content-Length: 100000\r\n") << QByteArray("x");
        QTest::newRow("chunks") << withHeaders("Transfer-Encoding: chunked\r\n") << QByteArray("1\r\nx\r\n");
        QTest::newRow("silence") << QByteArray("POST / HTTP/1.1\r\n") << QByteArray();
    }

    void endsWhatTakesTooLong()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, drop);
        ListenOptions options;
        options.requestMs = 400;
        World world(options);
        RawClient client(world.port());
        client.send(first);
        // A byte now and then never is a time without any.
        std::atomic<bool> done = false;
        std::thread dropper([&] {
            while (!done && client.send(drop) == drop.size())
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
        });
        const bool refused = world.waitForRefusal(408);
        done = true;
        dropper.join();
        QVERIFY(refused);
        QVERIFY(client.end() != RawClient::End::Open);
        QVERIFY(world.seen().empty());
        QVERIFY(world.serves());
    }

    void says408()
    {
        ListenOptions options;
        options.requestMs = 100;
        World world(options);
        RawClient client(world.port());
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\n");
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, 408);
        QCOMPARE(answer.body.size(), answer.length);
    }

    void endsWhoReadsNothing()
    {
        ListenOptions options;
        options.requestMs = 300;
        World world(options);
        RawClient client(world.port(), 4096);
        client.send(rawRequest("GET", "/large"));
        QTRY_COMPARE_WITH_TIMEOUT(world.listener->connections(), 0, 10'000);
    }

    void endsWhoIsIdle()
    {
        ListenOptions options;
        options.idleMs = 300;
        World world(options);
        RawClient fresh(world.port());
        RawClient used(world.port());
        used.send(rawRequest("POST", "/x", "12"));
        QCOMPARE(used.answer().status, 200);
        QCOMPARE(fresh.end(), RawClient::End::Closed);
        QCOMPARE(used.end(), RawClient::End::Closed);
        QVERIFY(world.refusals.empty());
    }

    // Slow ones hold up nobody: neither below the limit of connections nor at it.
    void servesBesideSlowClients_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("room") << 1024 << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nX: ");
        QTest::newRow("no room") << 100 << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nX: ");
        QTest::newRow("no room, request lines") << 100 << QByteArray("PO");
        QTest::newRow("no room, bodies") << 100 << withHeaders("Content-Length: 100\r\n", "x");
        QTest::newRow("no room, nothing sent") << 100 << QByteArray();
    }

    void servesBesideSlowClients()
    {
        QFETCH(int, limit);
        QFETCH(QByteArray, sent);
        ListenOptions options;
        options.connections = limit;
        World world(options);
        RawClient before(world.port());
        before.send(rawRequest("POST", "/x", "12"));
        QCOMPARE(before.answer().status, 200);
        std::vector<RawClient> slow;
        for (int i = 0; i < 200; ++i) {
            slow.emplace_back(world.port());
            slow.back().send(sent);
            if (i % 20 == 0)
                QVERIFY(world.serves());
        }
        for (int i = 0; i < 50; ++i)
            QVERIFY(world.serves());
        QTRY_VERIFY(world.listener->connections() <= limit);
        if (sent.contains("X: "))
            before.send(rawRequest("POST", "/x", "12"));
        else
            return;
        QCOMPARE(before.answer().status, 200);
    }

    void keepsRequestsThatAreWhole()
    {
        ListenOptions options;
        options.connections = 10;
        World world(options);
        std::vector<RawClient> whole;
        for (int i = 0; i < 10; ++i) {
            whole.emplace_back(world.port());
            whole.back().send(rawRequest("POST", "/keep", "12"));
        }
        QVERIFY(world.waitForRequests(10));
        RawClient late(world.port());
        late.send(rawRequest("POST", "/x", "12"));
        QVERIFY(late.end() != RawClient::End::Open);
        for (HttpResponder &respond : world.kept)
            respond({200, {}, "kept", {}});
        for (RawClient &client : whole)
            QCOMPARE(client.answer().body, "kept");
    }

    void countsConnectionsOfAClient()
    {
        ListenOptions options;
        options.connectionsPerClient = 3;
        World world(options);
        std::vector<RawClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.emplace_back(world.port());
            clients.back().send(rawRequest("POST", "/x", "12"));
            QCOMPARE(clients.back().answer().status, 200);
        }
        RawClient fourth(world.port());
        QVERIFY(fourth.end() != RawClient::End::Open);
        QVERIFY(world.waitForRefusal(503));
        clients.pop_back();
        QVERIFY(QTest::qWaitFor([&] { return world.serves(); }));
    }

    void boundsBodiesTogether()
    {
        ListenOptions options;
        options.bodyBytes = 1 << 20;
        options.bodyBytesTogether = 4 << 20;
        World world(options);
        std::vector<RawClient> clients;
        const QByteArray body((1 << 20) - 1, 'x');
        for (int i = 0; i < 4; ++i) {
            clients.emplace_back(world.port());
            clients.back().send(rawRequest("POST", "/keep", body));
        }
        QVERIFY(world.waitForRequests(4));
        RawClient fifth(world.port());
        fifth.send(rawRequest("POST", "/x", body));
        QCOMPARE(fifth.answer().status, 503);
        QVERIFY(world.serves());
        for (HttpResponder &respond : world.kept)
            respond({200, {}, "kept", {}});
        for (RawClient &client : clients)
            QCOMPARE(client.answer().body, "kept");
        const auto taken = [&] {
            RawClient client(world.port());
            client.send(rawRequest("POST", "/x", body));
            return client.answer().status == 200;
        };
        QVERIFY(QTest::qWaitFor(taken));
    }

    void takesLargeBodies()
    {
        World world;
        RawClient client(world.port());
        QByteArray body(8 << 20, Qt::Uninitialized);
        for (qsizetype i = 0; i < body.size(); ++i)
            body[i] = char(i * 7 + i / 1000);
        client.send(rawRequest("POST", "/x", body));
        QCOMPARE(client.answer().status, 200);
        QVERIFY(world.seen()[0].body == body);
    }

    void listensWhereItMay()
    {
        const auto listened = [](const ListenOptions &options) {
            return HttpListener::listen(options, [](const HttpRequest &, const HttpResponder &) {});
        };
        ListenOptions everywhere;
        everywhere.address = QHostAddress::Any;
        const auto refused = listened(everywhere);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::BadInput);
        everywhere.token = "token";
        QVERIFY_RESULT(listened(everywhere));

        World world;
        ListenOptions taken;
        taken.port = world.port();
        const auto busy = listened(taken);
        QVERIFY(!busy);
        QCOMPARE(busy.error().kind, Error::Kind::Io);
        QVERIFY(busy.error().message.contains(QString::number(world.port())));
        // The port is free at once when it is left, though clients were connected.
        QVERIFY(world.serves());
        world.listener.reset();
        QVERIFY_RESULT(listened(taken));
    }

    void knowsLoopback()
    {
        QVERIFY(isLoopback(QHostAddress(u"127.1.2.3"_s)));
        QVERIFY(isLoopback(QHostAddress(QHostAddress::LocalHostIPv6)));
        QVERIFY(!isLoopback(QHostAddress(u"192.168.1.5"_s)));
        QVERIFY(!isLoopback(QHostAddress(QHostAddress::Any)));
        QVERIFY(!isLoopback(QHostAddress()));
    }
};

QTEST_GUILESS_MAIN(TestHttpListener)
#include "tst_httplistener.moc"
