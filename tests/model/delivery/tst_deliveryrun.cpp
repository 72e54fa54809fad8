// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveryworld.h"
#include "testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringEncoder>
#include <QTcpServer>
#include <QThread>

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

QByteArray longBody()
{
    return QByteArray(1 << 20, 'r');
}

}

class TestDeliveryRun : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void outcomes_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("transport");
        for (const ServicePtr &service : m_world.services.all()) {
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
            DeliveryJob job = m_world.job(service, transport);
            job.source = sourceOf(m_world.items(job, 1));
            m_world.server.play(one.script);
            const Ended ended = m_world.run(job);
            QVERIFY2(!ended.error, ended.error ? qPrintable(ended.error->message) : one.name);
            QCOMPARE(ended.delivered.size(), 1U);
            const Delivery stored = m_world.stored(ended.delivered.front());
            QVERIFY2(stored.end.state == one.state,
                (one.name + (": " + deliveryStateId(stored.end.state)) + qPrintable(stored.end.message)).constData());
            QCOMPARE(stored.end.status, one.status);
            QCOMPARE(ended.summary.paused, one.paused);
            QCOMPARE(ended.summary.events, 1);
            QVERIFY(one.state == State::Accepted || !ended.summary.message.isEmpty());
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
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 1));
        m_world.server.play(ServerScript::endless("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n", longBody()));
        const Ended ended = m_world.run(job);
        QVERIFY(!ended.error);
        const Delivery stored = m_world.stored(ended.summary.last);
        QCOMPARE(stored.end.status, 200);
        QVERIFY(stored.end.reply.size() <= 1 << 20);
        QVERIFY(stored.end.replyBytes > 16 << 20);
    }

    void batches()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 25));
        job.batch = 10;
        m_world.server.play({ServerScript::answer(200, R"({"accepted":10})"),
            ServerScript::answer(200, R"({"accepted":7})"), ServerScript::answer(200, R"({"accepted":5})")});
        const qint64 before = m_world.store->columns().size();
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.summary.requests, 3);
        QCOMPARE(ended.summary.events, 25);
        QCOMPARE(ended.summary.accepted, 22);
        QCOMPARE(ended.summary.rejected, 3);
        QCOMPARE(m_world.stored(ended.delivered[0]).end.state, State::Accepted);
        QCOMPARE(m_world.stored(ended.delivered[1]).end.state, State::Partly);
        QCOMPARE(m_world.stored(ended.delivered[1]).end.accepted, 7);
        QTRY_COMPARE(qint64(m_world.store->columns().size()), before + 25);
        QCOMPARE(m_world.server.requests().size(), 3U);
    }

    void envelopesStaySeparate()
    {
        DeliveryJob job = m_world.job("engagelab", "report");
        std::vector<DeliveryItem> items = m_world.items(job, 6);
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i].event.envelope = i < 4 ? R"({"app_key":"one"})" : R"({"app_key":"two"})";
        job.source = sourceOf(std::move(items));
        m_world.server.play(ServerScript::answer(200, R"({"code":0})"));
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.summary.requests, 2);
        QCOMPARE(ended.summary.accepted, 6);
        QVERIFY(m_world.server.requests()[0].body.contains(R"("app_key":"one")"));
        QVERIFY(m_world.server.requests()[1].body.contains(R"("app_key":"two")"));
    }

    void storedRows()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 3));
        m_world.server.play(ServerScript::answer(200, "{}"));
        const Ended first = m_world.run(job);
        const std::vector<EventId> ids = *m_world.store->deliveries().eventsOf(first.summary.last).result();
        QCOMPARE(ids.size(), 3U);
        std::vector<Row> rows;
        for (const EventId id : ids) {
            QTRY_VERIFY(m_world.store->columns().rowOf(id));
            rows.push_back(*m_world.store->columns().rowOf(id));
        }
        job.source = sourceOf(*m_world.store, rows);
        const qint64 before = m_world.store->columns().size();
        const Ended again = m_world.run(job);
        QCOMPARE(again.summary.accepted, 3);
        QCOMPARE(*m_world.store->deliveries().eventsOf(again.summary.last).result(), ids);
        QCOMPARE(qint64(m_world.store->columns().size()), before);
        QCOMPARE(m_world.server.requests()[0].body, m_world.server.requests()[1].body);
    }

    void refusalStops_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("requests");
        QTest::newRow("401") << 401 << 1;
        QTest::newRow("402") << 402 << 1;
        QTest::newRow("403") << 403 << 1;
        QTest::newRow("400") << 400 << 3;
        QTest::newRow("500") << 500 << 3;
    }

    void refusalStops()
    {
        QFETCH(int, status);
        QFETCH(int, requests);
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 3));
        job.batch = 1;
        m_world.server.play(ServerScript::answer(status, "{}"));
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.summary.requests, requests);
        QCOMPARE(ended.summary.rejected, requests);
        QCOMPARE(ended.summary.paused, requests == 1);
        QCOMPARE(m_world.server.requests().size(), std::size_t(requests));
    }

    void unknownGoesOnAndFailedEnds()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 3));
        job.batch = 1;
        m_world.server.play(ServerScript::resetAfterReading());
        const Ended unknown = m_world.run(job);
        QCOMPARE(unknown.summary.unknown, 3);
        QCOMPARE(m_world.server.requests().size(), 3U);

        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        job.endpoint.base = u"http://127.0.0.1:%1"_s.arg(taken.serverPort());
        taken.close();
        job.source = sourceOf(m_world.items(job, 3));
        const Ended failed = m_world.run(job);
        QVERIFY(!failed.error);
        QCOMPARE(failed.summary.requests, 1);
        QCOMPARE(failed.summary.failed, 1);
        QCOMPARE(m_world.stored(failed.summary.last).end.state, State::Failed);
        QVERIFY(failed.summary.message.contains(u"Nobody listens"_s));
    }

    void cancelled()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.endpoint.timeoutMs = 60000;
        job.source = sourceOf(m_world.items(job, 3));
        job.batch = 1;
        m_world.server.play(ServerScript::silence());
        const Ended ended = m_world.run(job, [&](DeliveryRun &run) {
            QTRY_COMPARE(m_world.server.requests().size(), 1U);
            run.cancel();
            run.cancel();
        });
        QVERIFY(!ended.error);
        QCOMPARE(ended.summary.requests, 1);
        QCOMPARE(ended.summary.unknown, 1);
        QCOMPARE(m_world.stored(ended.summary.last).end.state, State::Unknown);

        job.source = sourceOf(m_world.items(job, 3));
        m_world.server.play(ServerScript::answer(200, "{}"));
        const Ended atOnce = m_world.run(job, [](DeliveryRun &run) { run.cancel(); });
        QCOMPARE(atOnce.summary.requests, 0);
        QCOMPARE(m_world.server.requests().size(), 0U);

        job.source = [](qint64) {
            QPromise<Result<std::vector<DeliveryItem>>> promise;
            promise.start();
            auto future = promise.future();
            static std::vector<QPromise<Result<std::vector<DeliveryItem>>>> never;
            never.push_back(std::move(promise));
            return future;
        };
        const Ended fetching = m_world.run(job, [](DeliveryRun &run) {
            QCoreApplication::processEvents();
            run.cancel();
        });
        QCOMPARE(fetching.summary.requests, 0);
    }

    void destroyedInFlight()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.endpoint.timeoutMs = 60000;
        job.source = sourceOf(m_world.items(job, 1));
        m_world.server.play(ServerScript::silence());
        const std::size_t before = m_world.store->deliveries().recent().result()->size();
        {
            DeliveryRun run(*m_world.store, m_world.services, m_world.sender, job);
            run.start();
            QTRY_COMPARE(m_world.server.requests().size(), 1U);
        }
        QTRY_COMPARE(m_world.store->deliveries().recent().result()->front().end.state, State::Unknown);
        QCOMPARE(m_world.store->deliveries().recent().result()->size(), before + 1);
        {
            // While it is being committed, or before.
            DeliveryRun run(*m_world.store, m_world.services, m_world.sender, job);
            run.start();
            QCoreApplication::processEvents();
        }
        const auto all = *m_world.store->deliveries().recent().result();
        QVERIFY(
            std::none_of(all.begin(), all.end(), [](const Delivery &one) { return one.end.state == State::InFlight; }));
    }

    void errors()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = [](qint64) {
            Result<std::vector<DeliveryItem>> broken = failure(Error::Kind::Io, u"the disk is gone"_s);
            return QtFuture::makeReadyFuture(std::move(broken));
        };
        QCOMPARE(m_world.run(job).error.value_or(Error()).message, u"the disk is gone"_s);

        job.source = sourceOf(m_world.items(job, 1));
        job.endpoint.base = u"htp:/typo"_s;
        QVERIFY(m_world.run(job).error.has_value());

        job = m_world.job("emban", "ingest");
        job.source = sourceOf({});
        const Ended nothing = m_world.run(job);
        QVERIFY(!nothing.error);
        QCOMPARE(nothing.summary.requests, 0);
    }

    // What cannot be kept is not sent.
    void fullDisk()
    {
        DeliveryWorld small(300000);
        DeliveryJob job = small.job("emban", "ingest");
        std::vector<DeliveryItem> items = small.items(job, 1);
        items.front().event.text.replace("{", QByteArray("{\"pad\":\"") + QByteArray(2 << 20, 'x') + "\",");
        job.source = sourceOf(std::move(items));
        small.server.play(ServerScript::answer(200, "{}"));
        QVERIFY(small.run(job).error.has_value());
        QCOMPARE(small.server.requests().size(), 0U);
    }

    // It went out, and then the disk is full: that is said, and the delivery does not seem good.
    void fullDiskAfterSending()
    {
        DeliveryWorld small(400000);
        DeliveryJob job = small.job("emban", "ingest");
        job.source = sourceOf(small.items(job, 2));
        job.batch = 1;
        QByteArray reply(900000, 'x');
        for (qsizetype i = 0; i < reply.size(); ++i)
            reply[i] = char('a' + (i * i + i / 7) % 26);
        small.server.play(ServerScript::answer(200, reply, "text/plain"));
        const Ended ended = small.run(job);
        QVERIFY(ended.error.has_value());
        QVERIFY2(ended.error->message.contains(u"status 200"_s), qPrintable(ended.error->message));
        QCOMPARE(small.server.requests().size(), 1U);
        QCOMPARE(small.store->deliveries().recent().result()->front().end.state, State::InFlight);
        small.store.reset();
        StoreOptions options;
        options.path = small.folder.filePath(u"events.eventscope"_s);
        const auto again = EventStore::open(options);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->deliveries().recent().result()->front().end.state, State::Unknown);
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
            DeliveryJob job = world.job("emban", "ingest");
            job.endpoint.name = QString::fromLatin1(QTest::currentDataTag()) + QString::number(isUnderWay);
            world.server.play(ServerScript::answer(200, "{}"));
            const std::size_t kept = world.store->deliveries().recent().result()->size();
            job.endpoint.id = *world.store->endpoints().save(job.endpoint).result();
            job.source = sourceOf(world.items(job, 3));
            job.batch = 1;
            const auto alter = [&] {
                Endpoint other = job.endpoint;
                if (change)
                    change(other);
                const auto removed = [&] { return world.store->endpoints().remove(other.id).result().has_value(); };
                return change ? world.store->endpoints().save(other).result().has_value() : removed();
            };
            bool altered = false;
            if (!isUnderWay)
                altered = alter();
            const Ended ended = world.run(job, [&](DeliveryRun &run) {
                QObject::connect(&run, &DeliveryRun::delivered, &run, [&] { altered = altered || alter(); });
            });
            QVERIFY(altered);
            const std::size_t before = isUnderWay ? 1 : 0;
            QCOMPARE(world.server.requests().size(), words.isEmpty() ? 3U : before);
            QCOMPARE(world.store->deliveries().recent().result()->size() - kept, world.server.requests().size());
            QCOMPARE(ended.error.has_value(), !words.isEmpty());
            if (ended.error)
                QVERIFY2(ended.error->message.contains(words), qPrintable(ended.error->message));
        }
    }

    // A source without end is asked for little at a time, also where events are large.
    void boundedQueue()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        DeliveryItem large = m_world.item(job);
        large.event.text.replace(0, 1, QByteArray("{\"pad\":\"") + QByteArray(1 << 20, 'x') + "\",");
        qint64 given = 0;
        qint64 mostHeld = 0;
        job.source = [&](qint64 most) {
            const qint64 count = given < 60 ? std::min<qint64>(most, 60 - given) : 0;
            given += count;
            mostHeld = std::max(mostHeld, count);
            return QtFuture::makeReadyFuture(
                Result<std::vector<DeliveryItem>>(std::vector<DeliveryItem>(static_cast<std::size_t>(count), large)));
        };
        m_world.server.play(ServerScript::answer(200, "{}"));
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.summary.accepted, 60);
        QVERIFY2(ended.summary.requests >= 7, qPrintable(QString::number(ended.summary.requests)));
        QVERIFY2(mostHeld <= 128, qPrintable(QString::number(mostHeld)));
        for (const SeenRequest &seen : m_world.server.requests())
            QVERIFY(seen.body.size() < 10 << 20);
    }

    void paceBoundsBatches()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.source = sourceOf(m_world.items(job, 50));
        job.perSecond = 40;
        m_world.server.play(ServerScript::answer(200, "{}"));
        const Ended ended = m_world.run(job);
        QCOMPARE(ended.summary.requests, 2);
        QCOMPARE(ended.summary.accepted, 50);
    }

    // Keys that a service echoes are in nothing that is kept.
    void echoedKeys()
    {
        DeliveryJob job = m_world.job("engagelab", "report");
        const QByteArray first = job.keys.parts[0];
        const QByteArray pair = (job.keys.parts[0] + ':' + job.keys.parts[1]).toBase64();
        const QByteArray json = QByteArray(first).replace('"', "\\\"");
        const QByteArray slashed = QByteArray(json).replace('/', "\\/");
        const QByteArray body = "{\"code\":1,\"message\":\"bad key " + json + ' ' + slashed + ' ' + pair + ' ' +
                                first.toPercentEncoding() + "\"}";
        const QByteArray headers = "Set-Cookie: session=cookieSecret1; Path=/\r\nX-Echo: " + plantedVariable +
                                   "\r\nWWW-Authenticate: Basic " + pair + "\r\n";
        job.source = sourceOf(m_world.items(job, 1));
        m_world.server.play(ServerScript::answer(200, body, "application/json", headers));
        const Ended ended = m_world.run(job);
        const Delivery stored = m_world.stored(ended.summary.last);
        QCOMPARE(stored.end.state, State::Rejected);
        QVERIFY2(stored.end.message.contains(u"bad key"_s), qPrintable(stored.end.message));
        // Cut off in the middle of a key.
        job.source = sourceOf(m_world.items(job, 1));
        m_world.server.play(ServerScript::exactly(
            "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nbad key " + first.first(first.size() - 3)));
        const Ended half = m_world.run(job);
        QCOMPARE(m_world.stored(half.summary.last).end.reply, QByteArray("bad key "));
        const QByteArray disk = m_world.onDisk() + ended.summary.message.toUtf8();
        for (const QByteArray &secret : {first, json, slashed, pair, first.toPercentEncoding(), plantedVariable,
                 QByteArray("cookieSecret1"), QByteArray("plantedKeyPart")})
            QVERIFY2(!disk.contains(secret), secret.constData());
    }

    // Where words of the service are shortened no half of a key stays.
    void echoWhereWordsEnd()
    {
        DeliveryJob job = m_world.job("emban", "ingest");
        job.keys.parts = {"plainKeyOfNoKnownForm00"};
        for (int padding = 470; padding <= 502; padding += 4) {
            const QByteArray words = QByteArray(padding, '.') + job.keys.parts.front() + " is wrong";
            for (const QByteArray &body : {"{\"error\":\"" + words + "\"}", words}) {
                job.source = sourceOf(m_world.items(job, 1));
                m_world.server.play(ServerScript::answer(400, body));
                const Ended ended = m_world.run(job);
                QVERIFY2(!ended.summary.message.contains(u"plainK"_s), qPrintable(ended.summary.message));
                QVERIFY(!m_world.stored(ended.summary.last).end.message.contains(u"plainK"_s));
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
        DeliveryJob job = m_world.job("emban", "ingest");
        job.keys.parts = {"odd&Key<with>/\"marks\"'+0987"};
        job.source = sourceOf(m_world.items(job, 1));
        m_world.server.play(ServerScript::answer(400, echo, "text/html"));
        const Delivery stored = m_world.stored(m_world.run(job).summary.last);
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

QTEST_GUILESS_MAIN(TestDeliveryRun)

#include "tst_deliveryrun.moc"
