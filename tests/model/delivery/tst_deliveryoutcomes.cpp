// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveryworld.h"
#include "testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringEncoder>
#include <QTcpServer>
#include <QThread>

#include <atomic>

using namespace eventscope;
using namespace eventscope::test;
using State = DeliveryState;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(eventscope::test::ServerScript)

Q_DECLARE_METATYPE(std::function<void(eventscope::Endpoint &)>)

namespace {

// How the definition reads replies.
QJsonObject replyOf(const QByteArray &service, const QByteArray &transport)
{
    QFile file(u":/eventscope/services/%1.json"_s.arg(QString::fromUtf8(service)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s has no definition", service.constData());
    const QJsonObject transports = QJsonDocument::fromJson(file.readAll()).object()[u"transports"_s].toObject();
    return transports[QString::fromUtf8(transport)].toObject()[u"reply"_s].toObject();
}

struct Case {
    const char *name;
    ServerScript script;
    State state;
    int status = 0;
    bool paused = false;
};

std::vector<Case> cases(const QJsonObject &reply)
{
    using Script = ServerScript;
    const bool counts = reply.contains(QLatin1String("count"));
    const bool codes = reply[QLatin1String("accepted")].toObject().contains(QLatin1String("where"));
    const QByteArray good = R"({"accepted":1,"code":0})";
    return {
        {"good", Script::answer(200, good), State::Accepted, 200},
        {"none accepted", Script::answer(200, R"({"accepted":0,"code":0})"), counts ? State::Rejected : State::Accepted,
            200},
        {"a code", Script::answer(200, R"({"accepted":1,"code":40050,"message":"no"})"),
            codes ? State::Rejected : State::Accepted, 200},
        {"400", Script::answer(400, R"({"error":"bad","message":"bad"})"), State::Rejected, 400},
        {"401", Script::answer(401, "{}"), State::Rejected, 401, true},
        {"402", Script::answer(402, "{}"), State::Rejected, 402, true},
        {"403", Script::answer(403, "{}"), State::Rejected, 403, true},
        {"413", Script::answer(413, "too large", "text/plain"), State::Rejected, 413},
        {"429", Script::answer(429, "{}"), State::Rejected, 429},
        {"500", Script::answer(500, "<html>oops</html>", "text/html"), State::Rejected, 500},
        {"redirect", Script::redirect("http://127.0.0.1:1/"), State::Rejected, 307},
        {"binary", Script::answer(400, QByteArray("\0\xFF\xFE\x01", 4), "image/png"), State::Rejected, 400},
        {"wrong encoding", Script::answer(400, "{\"error\":\"caf\xE9\"}"), State::Rejected, 400},
        {"half", Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), State::Unknown, 200},
        {"garbage", Script::exactly("garbage\r\n\r\n"), State::Unknown},
        {"close", Script::exactly({}), State::Unknown},
        {"reset after reading", Script::resetAfterReading(), State::Unknown},
        {"reset before reading", Script::resetBeforeReading(), State::Unknown},
        {"silence", Script::silence(), State::Unknown},
    };
}

// Does not become smaller.
QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, 'x');
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>('a' + (i * i + i / 7) % 26);
    return bytes;
}

QByteArray longBody()
{
    return QByteArray(1 << 20, 'r');
}

}

class TestDeliveryOutcomes : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void outcomes_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("transport");
        for (const ServicePtr &service : m_world.services.services().all()) {
            for (const Transport &transport : service->transports())
                QTest::newRow((service->id() + ' ' + transport.id).constData()) << service->id() << transport.id;
        }
    }

    // Each reply is stored as what it is, and the server has seen exactly one request.
    void outcomes()
    {
        QFETCH(QByteArray, service);
        QFETCH(QByteArray, transport);
        for (const Case &one : cases(replyOf(service, transport))) {
            Consignment job = m_world.consignment(service, transport);
            m_world.server.play(one.script);
            const Ended ended = m_world.run(job);
            QVERIFY2(!ended.error, ended.error ? qPrintable(ended.error->message) : one.name);
            QCOMPARE(ended.delivered.size(), 1U);
            const Delivery stored = m_world.stored(ended.delivered.front());
            QVERIFY2(stored.end.state == one.state,
                (one.name + (": " + deliveryStateId(stored.end.state)) + qPrintable(stored.end.message)).constData());
            QCOMPARE(stored.end.status, one.status);
            QCOMPARE(ended.job.hold == OutboxJob::Hold::Endpoint, one.paused);
            QCOMPARE(ended.job.events(), 1);
            QVERIFY(one.state == State::Accepted || !ended.last.message.isEmpty());
            QCOMPARE(stored.endpointName, u"There"_s);
            QThread::msleep(15);
            QCOMPARE(m_world.server.requests().size(), one.script.reads ? 1U : 0U);
            if (one.script.reads)
                compareWithSeen(stored, m_world.server.requests().front());
            QCOMPARE(m_world.store->deliveries().eventsOf(stored.id).result()->size(), 1U);
        }
        const QByteArray disk = m_world.onDisk();
        for (const QByteArray &secret : {plantedKey, plantedVariable, QByteArray("plantedKeyPart")})
            QVERIFY2(!disk.contains(secret), secret.constData());
    }

    void longReply()
    {
        Consignment job = m_world.consignment("emban", "ingest");
        m_world.server.play(ServerScript::endless("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n", longBody()));
        const Ended ended = m_world.run(job);
        QVERIFY(!ended.error);
        const Delivery stored = m_world.stored(ended.delivered.back());
        QCOMPARE(stored.end.status, 200);
        QVERIFY(stored.end.reply.size() <= 1 << 20);
        QVERIFY(stored.end.replyBytes > 16 << 20);
    }

    void envelopesStaySeparate()
    {
        Consignment job = m_world.consignment("engagelab", "report", 6);
        for (std::size_t i = 0; i < job.events.size(); ++i)
            job.events[i].envelope = i < 4 ? R"({"app_key":"one"})" : R"({"app_key":"two"})";
        m_world.server.play(ServerScript::answer(200, R"({"code":0})"));
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.delivered.size(), 2U);
        QCOMPARE(ended.of(OutboxState::Accepted), 6);
        QVERIFY(m_world.server.requests()[0].body.contains(R"("app_key":"one")"));
        QVERIFY(m_world.server.requests()[1].body.contains(R"("app_key":"two")"));
    }

    void storedRows()
    {
        Consignment job = m_world.consignment("emban", "ingest", 3);
        m_world.server.play(ServerScript::answer(200, "{}"));
        const Ended first = m_world.run(job);
        const std::vector<EventId> ids = *m_world.store->deliveries().eventsOf(first.delivered.back()).result();
        QCOMPARE(ids.size(), 3U);
        std::vector<Row> rows;
        for (const EventId id : ids) {
            QTRY_VERIFY(m_world.store->columns().rowOf(id));
            rows.push_back(*m_world.store->columns().rowOf(id));
        }
        OutboxOrder order;
        order.endpoint = job.endpoint;
        const qint64 before = m_world.store->columns().size();
        const auto queued = queueRows(*m_world.store, m_world.services, order, rows, Renewal::None).result();
        QVERIFY(queued);
        const Ended again = m_world.run(*queued, job.keys);
        QCOMPARE(again.of(OutboxState::Accepted), 3);
        QCOMPARE(*m_world.store->deliveries().eventsOf(again.delivered.back()).result(), ids);
        QCOMPARE(qint64(m_world.store->columns().size()), before);
        QCOMPARE(m_world.server.requests()[0].body, m_world.server.requests()[1].body);
    }

    // What cannot be kept is not sent.
    void fullDisk()
    {
        DeliveryWorld small(3'500'000);
        Consignment job = small.consignment("emban", "ingest");
        QByteArray &text = job.events.front().text;
        text.replace(0, 1, "{\"pad\":\"" + noise(2 << 20) + "\",");
        small.server.play(ServerScript::answer(200, "{}"));
        QVERIFY(small.run(job).error.has_value());
        QCOMPARE(small.store->outbox().jobs().result()->size(), 1U);
        QCOMPARE(small.server.requests().size(), 0U);
    }

    // It went out, and then the disk is full: that is said, and the delivery does not seem good.
    void fullDiskAfterSending()
    {
        DeliveryWorld small(400000);
        Consignment job = small.consignment("emban", "ingest", 2);
        job.policy.batch = 1;
        small.server.play(ServerScript::answer(200, noise(900'000), "text/plain"));
        const Ended ended = small.run(job);
        QVERIFY(ended.error.has_value());
        QVERIFY2(ended.error->message.contains(u"status 200"_s), qPrintable(ended.error->message));
        QCOMPARE(small.server.requests().size(), 1U);
        QCOMPARE(small.store->deliveries().recent().result()->back().end.state, State::InFlight);
        small.store.reset();
        StoreOptions options;
        options.path = small.folder.filePath(u"events.eventscope"_s);
        const auto again = EventStore::open(options);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->deliveries().recent().result()->back().end.state, State::Unknown);
    }

    void endpointChanged_data()
    {
        using Change = std::function<void(Endpoint &)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const Change &change, const QString &words) {
            QTest::newRow(name) << change << words;
        };
        row("removed", {}, u"removed"_s);
        row(
            "production", [](Endpoint &endpoint) { endpoint.production = true; }, u"production"_s);
        row(
            "base", [](Endpoint &endpoint) { endpoint.base = u"http://127.0.0.1:9"_s; }, u"changed"_s);
        row(
            "auth", [](Endpoint &endpoint) { endpoint.auth.clear(); }, u"changed"_s);
        row(
            "headers", [](Endpoint &endpoint) { endpoint.headers.clear(); }, u"changed"_s);
        row("time-out", [](Endpoint &endpoint) { endpoint.timeoutMs = 5000; }, {});
        row("customer", [](Endpoint &endpoint) { endpoint.customer = "c"; }, {});
    }

    // Between the asking and the sending, and between two requests.
    void endpointChanged()
    {
        QFETCH(const std::function<void(Endpoint &)>, change);
        QFETCH(const QString, words);
        for (const bool isUnderWay : {false, true}) {
            DeliveryWorld &world = m_world;
            Consignment job = world.consignment("emban", "ingest", 3);
            job.endpoint.name = QString::fromLatin1(QTest::currentDataTag()) + QString::number(isUnderWay);
            job.endpoint.timeoutMs = 30'000;
            const std::size_t kept = world.store->deliveries().recent().result()->size();
            job.endpoint.id = *world.store->endpoints().save(job.endpoint).result();
            job.policy.batch = 1;
            const auto alter = [&] {
                Endpoint other = job.endpoint;
                if (change)
                    change(other);
                const auto removed = [&] { return world.store->endpoints().remove(other.id).result().has_value(); };
                return change ? world.store->endpoints().save(other).result().has_value() : removed();
            };
            std::atomic<bool> altered = !isUnderWay && alter();
            ServerScript first = ServerScript::answer(200, "{}");
            first.meanwhile = [&] { altered = altered || alter(); };
            world.server.play({first, ServerScript::answer(200, "{}")});
            const Ended ended = world.run(job);
            QVERIFY(altered);
            const std::size_t before = isUnderWay ? 1 : 0;
            QCOMPARE(world.server.requests().size(), words.isEmpty() ? 3U : before);
            QCOMPARE(world.store->deliveries().recent().result()->size() - kept, world.server.requests().size());
            QVERIFY(!ended.error);
            QCOMPARE(ended.job.hold, words.isEmpty() ? OutboxJob::Hold::None : OutboxJob::Hold::Changed);
            QVERIFY2(ended.job.holdMessage.contains(words), qPrintable(ended.job.holdMessage));
        }
    }

    // Keys that a service echoes are in nothing that is kept.
    void echoedKeys()
    {
        Consignment job = m_world.consignment("engagelab", "report");
        const QByteArray first = job.keys.parts[0];
        const QByteArray pair = (job.keys.parts[0] + ':' + job.keys.parts[1]).toBase64();
        const QByteArray json = QByteArray(first).replace('"', "\\\"");
        const QByteArray slashed = QByteArray(json).replace('/', "\\/");
        const QByteArray body = "{\"code\":1,\"message\":\"bad key " + json + ' ' + slashed + ' ' + pair + ' ' +
                                first.toPercentEncoding() + "\"}";
        const QByteArray headers = "Set-Cookie: session=cookieSecret1; Path=/\r\nX-Echo: " + plantedVariable +
                                   "\r\nWWW-Authenticate: Basic " + pair + "\r\n";
        m_world.server.play(ServerScript::answer(200, body, "application/json", headers));
        const Ended ended = m_world.run(job);
        const Delivery stored = m_world.stored(ended.delivered.back());
        QCOMPARE(stored.end.state, State::Rejected);
        QVERIFY2(stored.end.message.contains(u"bad key"_s), qPrintable(stored.end.message));
        // Cut off in the middle of a key.
        m_world.server.play(ServerScript::exactly(
            "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nbad key " + first.first(first.size() - 3)));
        const Ended half = m_world.run(job);
        QCOMPARE(m_world.stored(half.delivered.back()).end.reply, QByteArray("bad key "));
        const QByteArray disk = m_world.onDisk() + ended.last.message.toUtf8();
        for (const QByteArray &secret : {first, json, slashed, pair, first.toPercentEncoding(), plantedVariable,
                 QByteArray("cookieSecret1"), QByteArray("plantedKeyPart")})
            QVERIFY2(!disk.contains(secret), secret.constData());
    }

    // Where words of the service are shortened no half of a key stays.
    void echoWhereWordsEnd()
    {
        Consignment job = m_world.consignment("emban", "ingest");
        job.keys.parts = {"plainKeyOfNoKnownForm00"};
        for (int padding = 470; padding <= 502; padding += 4) {
            const QByteArray words = QByteArray(padding, '.') + job.keys.parts.front() + " is wrong";
            for (const QByteArray &body : {"{\"error\":\"" + words + "\"}", words}) {
                m_world.server.play(ServerScript::answer(400, body));
                const Ended ended = m_world.run(job);
                QVERIFY2(!ended.last.message.contains(u"plainK"_s), qPrintable(ended.last.message));
                QVERIFY(!m_world.stored(ended.delivered.back()).end.message.contains(u"plainK"_s));
            }
        }
    }

    // Each character escaped in another way, as frameworks do in JSON, pages and addresses.
    void escapedEchoes_data()
    {
        QTest::addColumn<QByteArray>("echo");
        const QByteArray key = "odd&Key<with>/\"marks\"'+0987";
        QByteArray json;
        QByteArray html;
        QByteArray url;
        QByteArray mixed;
        for (const char c : key) {
            const QByteArray hex = QByteArray::number(c, 16);
            json += "\\u00" + hex;
            html += "&#x" + hex + ';';
            url += '%' + hex;
            mixed += c == 'd'   ? "\\u0064"
                     : c == '&' ? "&amp;"
                     : c == '<' ? "&lt;"
                     : c == '+' ? "%2B"
                                : QByteArray(1, c);
        }
        QTest::newRow("JSON") << json;
        QTest::newRow("JSON, upper case") << QByteArray(json.toUpper()).replace("\\U", "\\u");
        QTest::newRow("HTML") << html;
        QTest::newRow("HTML, named") << QString::fromLatin1(key).toHtmlEscaped().toLatin1();
        QTest::newRow("URL") << url;
        QTest::newRow("mixed") << mixed;
        QTest::newRow("UTF-16") << QByteArray(QStringEncoder(QStringConverter::Utf16LE)(QString::fromLatin1(key)));
    }

    void escapedEchoes()
    {
        QFETCH(const QByteArray, echo);
        Consignment job = m_world.consignment("emban", "ingest");
        job.keys.parts = {"odd&Key<with>/\"marks\"'+0987"};
        m_world.server.play(ServerScript::answer(400, echo, "text/html"));
        const Delivery stored = m_world.stored(m_world.run(job).delivered.back());
        QVERIFY2(!stored.end.reply.contains(echo), stored.end.reply.constData());
        QVERIFY(stored.end.reply.contains('#'));
        QVERIFY2(stored.end.reply.size() < 40, stored.end.reply.constData());
    }

private:
    // What is kept is what went out but for keys.
    static void compareWithSeen(const Delivery &stored, const SeenRequest &seen)
    {
        QCOMPARE(stored.method, seen.method);
        QVERIFY(stored.url.endsWith(seen.target));
        QCOMPARE(seen.header("X-Trace"), plantedVariable);
        QVERIFY(stored.body.isEmpty() == seen.body.isEmpty());
        for (const NamedValue &header : stored.headers)
            QVERIFY2(!seen.header(header.name).isEmpty(), header.name.constData());
        QCOMPARE(seen.headerLines.size(), qsizetype(stored.headers.size()) + 3);    // Host, Content-Length, Connection
    }

    DeliveryWorld m_world;
};

QTEST_GUILESS_MAIN(TestDeliveryOutcomes)

#include "tst_deliveryoutcomes.moc"
