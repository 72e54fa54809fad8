// SPDX-License-Identifier: GPL-3.0-or-later
// A dispatcher with a store, a sender and a scripted server; the clock is the test's.
#include "delivery/dispatcher.h"
#include "delivery/outboxorders.h"
#include "store/deliveries.h"
#include "store/eventstore.h"

#include "httpserver.h"
#include "testmain.h"

#include <QDir>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;
using State = OutboxState;
using Script = ServerScript;

namespace {

constexpr Micros second = microsPerSecond;
constexpr Micros noon = 1'774'872'000 * second;    // 2026-03-30T12:00:00Z

// JSON with ' for ".
QByteArray json(const QByteArray &text)
{
    return QByteArray(text).replace('\'', '"');
}

Script taken(int count)
{
    return Script::answer(200, json("{'accepted':" + QByteArray::number(count) + "}"));
}

Script delayed(Script script, int milliseconds)
{
    script.delayMs = milliseconds;
    return script;
}

Script refused(int status, const QByteArray &headers = {})
{
    return Script::answer(status, json("{'error':'not now'}"), "application/json", headers);
}

}

Q_DECLARE_METATYPE(eventscope::test::ServerScript)
Q_DECLARE_METATYPE(std::vector<eventscope::test::ServerScript>)
Q_DECLARE_METATYPE(eventscope::OutboxState)
Q_DECLARE_METATYPE(eventscope::OutboxJob::Hold)

class TestDispatcher : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failOnWarnings();
        m_folder = std::make_unique<QTemporaryDir>();
        StoreOptions options;
        options.path = m_folder->filePath(u"events.eventscope"_s);
        options.clock = [this] { return m_now.load(); };
        m_now = noon;
        auto opened = EventStore::open(options);
        QVERIFY(opened);
        m_store = std::move(*opened);
        QVERIFY(m_store->waitUntilLoaded());
        m_settled.clear();
        m_delivered.clear();
        m_failed.clear();
        m_key = "plantedKey-0123456789";
    }

    void cleanup()
    {
        m_dispatcher.reset();
        m_store.reset();
    }

    void outcomes_data()
    {
        QTest::addColumn<std::vector<Script>>("scripts");
        QTest::addColumn<State>("state");
        QTest::addColumn<int>("requests");
        const auto row = [](const char *name, const std::vector<Script> &scripts, State state, int requests) {
            QTest::newRow(name) << scripts << state << requests;
        };
        row("taken", {taken(3)}, State::Accepted, 1);
        row("fewer", {taken(2)}, State::Partly, 1);
        row("twice 500", {refused(500), refused(500), taken(3)}, State::Accepted, 3);
        row("always 503", {refused(503)}, State::Failed, 4);
        row("429 in seconds", {refused(429, "Retry-After: 30\r\n"), taken(3)}, State::Accepted, 2);
        row("429 with a date", {refused(429, "Retry-After: Mon, 30 Mar 2026 12:00:30 GMT\r\n"), taken(3)},
            State::Accepted, 2);
        row("404", {refused(404)}, State::Rejected, 1);
        row("400", {refused(400)}, State::Rejected, 5);    // 3, 1, 2, 1, 1
        row("413, then in halves", {refused(413), taken(1), taken(1), taken(1)}, State::Accepted, 4);
        row("half a reply", {Script::exactly("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")}, State::Unknown, 1);
        row("reset after reading", {Script::resetAfterReading()}, State::Unknown, 1);
        row("silence", {Script::silence()}, State::Unknown, 1);
        row("504", {refused(504), taken(3)}, State::Accepted, 2);    // its key guards it
    }

    void outcomes()
    {
        QFETCH(std::vector<Script>, scripts);
        QFETCH(State, state);
        QFETCH(int, requests);
        m_server.play(scripts);
        OutboxPolicy policy;
        policy.attempts = 4;
        const OutboxJobId id = queue(3, policy);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(passTime(second) && settledAs(id, true), 10'000);
        QCOMPARE(countOf(id, state), 3);
        QCOMPARE(static_cast<int>(m_server.requests().size()), requests);
        QCOMPARE(static_cast<int>(m_delivered.size()), requests);
        QVERIFY(m_failed.empty());
        for (const OutboxPart &part : partsOf(id))
            QVERIFY(state == State::Accepted || !part.message.isEmpty());
        QVERIFY(!onDisk().contains(m_key));
    }

    // The pause that the service asked for is kept, to the moment.
    void retryAfter()
    {
        m_server.play({refused(429, "Retry-After: 30\r\n"), taken(3)});
        const OutboxJobId id = queue(3);
        start();
        m_dispatcher->take(id);
        QTRY_COMPARE(partsOf(id).front().due, noon + 30 * second);
        pass(29 * second);
        QTest::qWait(30);
        QCOMPARE(m_server.requests().size(), 1U);
        pass(second);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Accepted), 3);
    }

    // The bad ones are alone in the end, each other one is taken once.
    void splits()
    {
        const std::set<int> bad{13, 14, 40};
        const OutboxJobId id = queue(64);
        std::vector<Script> scripts;
        const std::function<void(int, int)> play = [&](int first, int count) {
            const bool good = bad.lower_bound(first) == bad.lower_bound(first + count);
            scripts.push_back(good ? taken(count) : refused(400));
            if (!good && count > 1) {
                play(first, count / 2);
                play(first + count / 2, count - count / 2);
            }
        };
        play(0, 64);
        m_server.play(scripts);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(settledAs(id, true), 20'000);
        QCOMPARE(m_server.requests().size(), scripts.size());
        QCOMPARE(countOf(id, State::Accepted), 61);
        for (const OutboxPart &part : partsOf(id)) {
            if (part.state == State::Rejected) {
                for (qint64 place = part.first; place < part.first + part.count; ++place)
                    QVERIFY(bad.contains(static_cast<int>(place)));
            }
        }
    }

    // Where everything is refused, not everything is tried.
    void refusesAll()
    {
        m_server.play(refused(400));
        const OutboxJobId id = queue(400);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(settledAs(id, false), 20'000);
        const OutboxJob job = jobOf(id);
        QCOMPARE(job.hold, OutboxJob::Hold::Endpoint);
        QCOMPARE(countOf(id, State::Rejected), 100);
        QCOMPARE(countOf(id, State::Queued), 300);
        m_server.play(taken(400));
        QVERIFY(m_store->outbox().resume(id).result());
        QTRY_VERIFY_WITH_TIMEOUT(jobOf(id).isOver(), 20'000);
    }

    void codesOtherThanNought()
    {
        m_server.play(Script::answer(200, json("{'code':40050,'message':'no'}")));
        const OutboxJobId id = queue(1, {}, endpointOf("engagelab", "report"), "event");
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Rejected), 1);
    }

    // What one process sent without an answer goes again with the same key.
    void resumesUnknown()
    {
        m_server.play({Script::resetAfterReading(), taken(2)});
        OutboxPolicy policy;
        policy.resumeUnknown = true;
        const OutboxJobId id = queue(2, policy);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(passTime(second) && settledAs(id, true), 10'000);
        QCOMPARE(countOf(id, State::Accepted), 2);
        QCOMPARE(m_server.requests().size(), 2U);
        QCOMPARE(m_server.requests()[0].body, m_server.requests()[1].body);
        QCOMPARE(m_server.requests()[0].body.count("event_id"), 2);
    }

    void neverResumedWithoutKey()
    {
        m_server.play({Script::resetAfterReading(), Script::answer(200, "{}")});
        OutboxPolicy policy;
        policy.resumeUnknown = true;
        const OutboxJobId id = queue(1, policy, endpointOf("eventbunker", "track"), "event");
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Unknown), 1);
        QVERIFY(partsOf(id).front().message.contains(whyNotResumed(*m_services.services().find("eventbunker"))));
        QCOMPARE(m_server.requests().size(), 1U);
    }

    void refusedKey_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {401, 402, 403})
            QTest::addRow("%d", status) << status;
    }

    // All that is for that endpoint waits, until somebody resumes it.
    void refusedKey()
    {
        QFETCH(int, status);
        m_server.play({refused(status), taken(3)});
        const Endpoint endpoint = savedEndpoint();
        const OutboxJobId first = queue(3, {}, endpoint);
        const OutboxJobId second = queue(3, {}, endpoint);
        start();
        m_dispatcher->take(first);
        m_dispatcher->take(second);
        QTRY_VERIFY(settledAs(first, false) && settledAs(second, false));
        QCOMPARE(jobOf(first).hold, OutboxJob::Hold::Endpoint);
        QCOMPARE(jobOf(second).hold, OutboxJob::Hold::Endpoint);
        QCOMPARE(countOf(first, State::Queued) + countOf(second, State::Queued), 6);
        QCOMPARE(m_server.requests().size(), 1U);
        QVERIFY(m_store->outbox().resumeEndpoint(endpoint.id).result());
        QTRY_VERIFY(jobOf(first).isOver() && jobOf(second).isOver());
        QCOMPARE(countOf(first, State::Accepted), 3);
    }

    void refusedKeyOfNoEndpoint()
    {
        m_server.play({refused(401), taken(3)});
        const OutboxJobId id = queue(3);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, false));
        QCOMPARE(jobOf(id).hold, OutboxJob::Hold::Endpoint);
        QVERIFY(m_store->outbox().resume(id).result());
        QTRY_VERIFY(jobOf(id).isOver());
    }

    void missingKey()
    {
        m_key.clear();
        const OutboxJobId id = queue(2);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, false));
        QCOMPARE(jobOf(id).hold, OutboxJob::Hold::Key);
        QCOMPARE(jobOf(id).holdMessage, u"Enter it."_s);
        m_key = "plantedKey-9876543210";
        m_server.play(taken(2));
        m_dispatcher->wake();
        QTRY_VERIFY(jobOf(id).isOver());
        QVERIFY(m_server.requests().front().header("Authorization").contains(m_key));
    }

    void changedEndpoint()
    {
        m_server.play(Script::silence());
        Endpoint endpoint = savedEndpoint();
        const OutboxJobId id = queue(2, {}, endpoint);
        endpoint.base += u"/elsewhere"_s;
        QVERIFY(m_store->endpoints().save(endpoint).result());
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, false));
        QCOMPARE(jobOf(id).hold, OutboxJob::Hold::Changed);
        QCOMPARE(m_server.connections(), 0);
    }

    void refusedAddress()
    {
        const OutboxJobId id = queue(2);
        start([](DispatcherOptions &options) {
            options.refuses = [](const QUrl &url) { return url.host() == u"127.0.0.1" ? u"No loops."_s : QString(); };
        });
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, false));
        QCOMPARE(jobOf(id).holdMessage, u"No loops."_s);
        QCOMPARE(m_server.connections(), 0);
    }

    // Nobody listens; then somebody does. Meanwhile one event at a time tries it.
    void offline()
    {
        QTcpServer place;
        QVERIFY(place.listen(QHostAddress::LocalHost));
        Endpoint endpoint = endpointOf("emban", "ingest");
        endpoint.base = u"http://127.0.0.1:%1"_s.arg(place.serverPort());
        place.close();
        OutboxPolicy policy;
        policy.attempts = 2;
        policy.concurrency = 4;
        const OutboxJobId id = queue(10, policy, endpoint);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(passTime(2 * second) && m_delivered.size() >= 6, 10'000);
        QCOMPARE(countOf(id, State::Queued), 10);
        for (std::size_t i = 1; i < m_delivered.size(); ++i)
            QCOMPARE(m_delivered[i].second, 1);
        for (const OutboxPart &part : partsOf(id))
            QVERIFY(!part.message.isEmpty() || part.attempts == 0);
    }

    void tooOld()
    {
        OutboxPolicy policy;
        policy.age = 60 * second;
        const OutboxJobId id = queue(3, policy);
        m_now += 61 * second;
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Failed), 3);
        QCOMPARE(m_server.connections(), 0);
    }

    // What has left its window since it was queued is not sent, unless that is wanted.
    void stale()
    {
        m_server.play(Script::answer(201, "{}"));
        OutboxPolicy policy;
        policy.age = 100 * microsPerDay;
        const QByteArray text =
            json("{'event_type':'track','trusted_client_clock':true,'sent_at':'2026-03-30T12:00:00Z',"
                 "'body':{'event':'e','company':{'id':'a'}}}");
        const auto order = [&](bool sendsStale) {
            policy.sendStale = sendsStale;
            Event event;
            event.text = text;
            event.service = "schematic";
            event.shape = "rest";
            return queueEvents({event}, policy, endpointOf("schematic", "rest"));
        };
        const OutboxJobId held = order(false);
        const OutboxJobId sent = order(true);
        m_now += 40 * microsPerDay;
        start();
        m_dispatcher->take(held);
        m_dispatcher->take(sent);
        QTRY_VERIFY(settledAs(held, true) && settledAs(sent, true));
        QCOMPARE(countOf(held, State::Failed), 1);
        QVERIFY(partsOf(held).front().message.contains(u"S9"_s));
        QCOMPARE(countOf(sent, State::Accepted), 1);
        QCOMPARE(m_server.requests().size(), 1U);
    }

    void paces()
    {
        m_server.play(taken(10));
        OutboxPolicy policy;
        policy.perSecond = 10;
        const OutboxJobId id = queue(30, policy);
        start();
        m_dispatcher->take(id);
        QTRY_COMPARE(m_delivered.size(), 1U);
        QTest::qWait(30);
        QCOMPARE(m_server.requests().size(), 1U);
        pass(second);
        QTRY_COMPARE(m_delivered.size(), 2U);
        pass(second);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(m_server.requests().size(), 3U);
    }

    // The gaps between events, at twice the speed.
    void replays()
    {
        m_server.play(taken(1));
        std::vector<Event> events;
        for (const int at : {0, 10, 10, 30})
            events.push_back(event("emban", "event", at, noon + at * second));
        const auto origin = m_store->store({u"import"_s, u"x"_s, {}}, events).result();
        QVERIFY(origin);
        OutboxOrder order;
        order.endpoint = endpointOf("emban", "ingest");
        order.policy.speed = 2;
        const auto queued = queueRows(*m_store, m_services, order, {3, 1, 2, 0}, Renewal::KeysAndTimes).result();
        QVERIFY2(queued, queued ? "" : qPrintable(queued.error().message));
        const auto items = m_store->outbox().items(*queued, 0, 10).result();
        QCOMPARE(items->size(), 4U);
        QCOMPARE((*items)[3].at, 30 * second);
        start();
        m_dispatcher->take(*queued);
        QTRY_COMPARE(m_delivered.size(), 1U);
        QCOMPARE(m_delivered.back().second, 1);
        pass(4 * second);
        QTest::qWait(20);
        QCOMPARE(m_delivered.size(), 1U);
        pass(second);
        QTRY_COMPARE(m_delivered.size(), 2U);
        QCOMPARE(m_delivered.back().second, 2);
        pass(10 * second);
        QTRY_VERIFY(settledAs(*queued, true));
        QCOMPARE(m_store->columns().visible(), 8);
    }

    // A batch without limits of the number; and several at once.
    void concurrency()
    {
        m_server.play(delayed(taken(5), 20));
        OutboxPolicy policy;
        policy.batch = 5;
        policy.concurrency = 4;
        const OutboxJobId id = queue(200, policy);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(settledAs(id, true), 20'000);
        QCOMPARE(countOf(id, State::Accepted), 200);
        QByteArray all;
        for (const SeenRequest &request : m_server.requests())
            all += request.body;
        for (int n = 0; n < 200; ++n)
            QCOMPARE(all.count(json("'user_id':'u" + QByteArray::number(n) + "'")), 1);
    }

    void cancelled()
    {
        m_server.play({taken(1), Script::silence()});
        OutboxPolicy policy;
        policy.batch = 1;
        const OutboxJobId id = queue(5, policy);
        start();
        m_dispatcher->take(id);
        QTRY_COMPARE(m_server.requests().size(), 2U);
        QCOMPARE(m_store->outbox().cancel(id).result().value_or(-1), 3);
        m_dispatcher->abort(id);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Accepted), 1);
        QCOMPARE(countOf(id, State::Unknown), 1);
        QCOMPARE(countOf(id, State::Cancelled), 3);
    }

    void paused()
    {
        m_server.play(delayed(taken(1), 20));
        OutboxPolicy policy;
        policy.batch = 1;
        const OutboxJobId id = queue(50, policy);
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(m_delivered.size() >= 3);
        QVERIFY(m_store->outbox().hold(id, OutboxJob::Hold::Person).result());
        QTRY_VERIFY(settledAs(id, false));
        const std::size_t sent = m_server.requests().size();
        QTest::qWait(60);
        QCOMPARE(m_server.requests().size(), sent);
        QVERIFY(m_store->outbox().resume(id).result());
        QTRY_VERIFY_WITH_TIMEOUT(settledAs(id, true), 20'000);
        QCOMPARE(countOf(id, State::Accepted), 50);
    }

    // What is in flight when it ends is recorded; the next one goes on with the rest.
    void ends()
    {
        m_server.play({taken(1), Script::silence()});
        OutboxPolicy policy;
        policy.batch = 1;
        const OutboxJobId id = queue(5, policy);
        start();
        m_dispatcher->take(id);
        QTRY_COMPARE(m_server.requests().size(), 2U);
        m_dispatcher.reset();
        QTRY_VERIFY(!jobOf(id).ours);
        QCOMPARE(countOf(id, State::Unknown), 1);
        QCOMPARE(countOf(id, State::Queued), 3);
        m_server.play(taken(1));
        start([](DispatcherOptions &options) { options.all = true; });
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Accepted), 4);
        QCOMPARE(countOf(id, State::Unknown), 1);
    }

    // At any moment, and nothing is lost: what is not known to be sent is queued.
    void endsAnywhere()
    {
        m_server.play(delayed(taken(3), 2));
        OutboxPolicy policy;
        policy.batch = 3;
        policy.concurrency = 3;
        const OutboxJobId id = queue(90, policy);
        for (int round = 0; round < 12; ++round) {
            start([](DispatcherOptions &options) { options.all = true; });
            QTest::qWait(round * 3);
            m_dispatcher.reset();
            QTRY_VERIFY(!jobOf(id).ours);
            QCOMPARE(jobOf(id).events(), 90);
            QCOMPARE(countOf(id, State::InFlight), 0);
        }
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY_WITH_TIMEOUT(settledAs(id, true), 20'000);
        QCOMPARE(countOf(id, State::Accepted) + countOf(id, State::Unknown), 90);
    }

    // Two orders for one endpoint, a third for another: neither waits for the other's silence.
    void sideBySide()
    {
        HttpServer other;
        other.play(Script::silence());
        Endpoint silent = endpointOf("emban", "ingest");
        silent.base = other.base();
        silent.timeoutMs = 60'000;
        const OutboxJobId stuck = queue(3, {}, silent);
        m_server.play(taken(3));
        const OutboxJobId one = queue(3);
        const OutboxJobId two = queue(3);
        start([](DispatcherOptions &options) { options.all = true; });
        QTRY_VERIFY(settledAs(one, true) && settledAs(two, true));
        QVERIFY(!settledAs(stuck, true));
        m_dispatcher.reset();
    }

    // Events that no request can be made of are told of; the others go.
    void brokenEvents()
    {
        m_server.play(taken(2));
        std::vector<Event> events{
            event("emban", "event", 0, noon), event("emban", "event", 1, noon), event("emban", "event", 2, noon)};
        events[1].text = "[1]";
        const OutboxJobId id = queueEvents(events, {}, endpointOf("emban", "ingest"));
        start();
        m_dispatcher->take(id);
        QTRY_VERIFY(settledAs(id, true));
        QCOMPARE(countOf(id, State::Accepted), 2);
        QCOMPARE(countOf(id, State::Failed), 1);
        QCOMPARE(partsOf(id)[1].state, State::Failed);
    }

private:
    [[nodiscard]] Endpoint endpointOf(const QByteArray &service, const QByteArray &transport) const
    {
        const auto form = TransportForm::of(m_services.services().find(service), transport);
        Endpoint endpoint;
        endpoint.name = u"There"_s;
        endpoint.service = service;
        endpoint.transport = transport;
        endpoint.base = m_server.base();
        endpoint.timeoutMs = 400;
        endpoint.auth = (*form)->defaultAuth();
        endpoint.secrets.assign(
            static_cast<std::size_t>((*form)->keyParts(endpoint.auth).size()), {SecretSource::Kind::Session, {}});
        return endpoint;
    }

    [[nodiscard]] Endpoint savedEndpoint() const
    {
        Endpoint endpoint = endpointOf("emban", "ingest");
        endpoint.id = m_store->endpoints().save(endpoint).result().value_or(0);
        return endpoint;
    }

    [[nodiscard]] static Event event(const QByteArray &service, const QByteArray &shape, int n, Micros time)
    {
        Event event;
        event.text = json("{'tenant_id':'a','event_name':'page.view','timestamp':'" + isoText(time).toLatin1() +
                          "','user_id':'u" + QByteArray::number(n) + "'}");
        if (service == "engagelab")
            event.text = json("{'euid':1,'event_name':'a','itime':1774872000000}");
        event.service = service;
        event.shape = shape;
        event.identity.time = time;
        event.identity.timeSource = TimeSource::Event;
        return event;
    }

    OutboxJobId queueEvents(std::vector<Event> events, const OutboxPolicy &policy, const Endpoint &endpoint)
    {
        OutboxOrder order;
        order.endpoint = endpoint;
        order.label = u"some"_s;
        order.policy = policy;
        order.origin = {u"compose"_s, u"test"_s, {}};
        const auto queued = queueFresh(*m_store, m_services, std::move(order), std::move(events)).result();
        if (!queued)
            qFatal("%s", qPrintable(queued.error().message));
        return *queued;
    }

    OutboxJobId queue(
        int count, const OutboxPolicy &policy, const Endpoint &endpoint, const QByteArray &shape = "event")
    {
        std::vector<Event> events;
        for (int n = 0; n < count; ++n)
            events.push_back(event(endpoint.service, shape, n, noon));
        return queueEvents(std::move(events), policy, endpoint);
    }

    OutboxJobId queue(int count, const OutboxPolicy &policy = {})
    {
        return queue(count, policy, endpointOf("emban", "ingest"));
    }

    void start(const std::function<void(DispatcherOptions &)> &change = {})
    {
        DispatcherOptions options;
        options.keys = [this](const Endpoint &endpoint) -> Result<Keys> {
            if (m_key.isEmpty())
                return failure(Error::Kind::NotFound, u"Enter it."_s);
            Keys keys;
            keys.parts.assign(endpoint.secrets.size(), m_key);
            return keys;
        };
        options.clock = [this] { return m_now.load(); };
        options.seed = 1;
        options.pace.jitter = 0;
        if (change)
            change(options);
        m_dispatcher = std::make_unique<Dispatcher>(*m_store, m_services, m_sender, std::move(options));
        connect(
            m_dispatcher.get(), &Dispatcher::settled, this, [this](const OutboxJob &job) { m_settled[job.id] = job; });
        connect(m_dispatcher.get(), &Dispatcher::delivered, this,
            [this](OutboxJobId, DeliveryId id, const DeliveryEnd &, qint64 events) {
                m_delivered.emplace_back(id, events);
            });
        connect(m_dispatcher.get(), &Dispatcher::failed, this,
            [this](OutboxJobId, const Error &error) { m_failed.append(error.message); });
    }

    void pass(Micros time)
    {
        m_now += time;
        m_dispatcher->wake();
    }

    bool passTime(Micros time)
    {
        pass(time);
        return true;
    }

    [[nodiscard]] bool settledAs(OutboxJobId id, bool over)
    {
        const auto settled = m_settled.find(id);
        return settled != m_settled.end() && settled->second.isOver() == over;
    }

    [[nodiscard]] OutboxJob jobOf(OutboxJobId id) const
    {
        return m_store->outbox().job(id).result().value_or(OutboxJob());
    }
    [[nodiscard]] qint64 countOf(OutboxJobId id, State state) const
    {
        return jobOf(id).counts[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::vector<OutboxPart> partsOf(OutboxJobId id) const
    {
        return m_store->outbox().parts(id).result().value_or(std::vector<OutboxPart>());
    }

    [[nodiscard]] QByteArray onDisk() const
    {
        QByteArray all;
        for (const QFileInfo &file : QDir(m_folder->path()).entryInfoList(QDir::Files)) {
            QFile bytes(file.filePath());
            if (bytes.open(QIODevice::ReadOnly))
                all += bytes.readAll();
        }
        return all;
    }

    const ServiceSet m_services = ServiceSet::compile(Services::load(QDir(u"/nowhere"_s)).services, nullptr);
    HttpServer m_server;
    Sender m_sender;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::atomic<Micros> m_now = noon;
    QByteArray m_key;
    std::map<OutboxJobId, OutboxJob> m_settled;
    std::vector<std::pair<DeliveryId, qint64>> m_delivered;
    QStringList m_failed;
};

QTEST_GUILESS_MAIN(TestDispatcher)

#include "tst_dispatcher.moc"
