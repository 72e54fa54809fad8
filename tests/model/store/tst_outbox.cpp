// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/outbox.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QSignalSpy>

#include <map>
#include <numeric>
#include <random>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

using State = OutboxState;

constexpr Micros start = 1'700'000'000'000'000;
constexpr qint64 plenty = 1'000'000'000;

// As letters, for tables: Q F a p r e u c.
char letterOf(State state)
{
    return "Qfapreuc"[static_cast<int>(state)];
}

Endpoint testEndpoint()
{
    Endpoint endpoint;
    endpoint.id = 7;
    endpoint.name = u"Größe"_s;
    endpoint.service = "svc";
    endpoint.transport = "http";
    endpoint.base = u"https://example.test/"_s;
    endpoint.auth = {1, 0};
    endpoint.secrets = {{SecretSource::Kind::Environment, u"KEY"_s}, {SecretSource::Kind::Keyring, {}}};
    endpoint.options = {{"X-A", "caf\xe9"}};
    endpoint.headers = {{"X-B", "${NAME}"}};
    endpoint.timeoutMs = 5;
    endpoint.customer = QByteArray("\0\xff", 2);
    endpoint.userPointer = "/u";
    endpoint.production = true;
    endpoint.perSecond = 2.5;
    endpoint.concurrency = 3;
    endpoint.resumeUnknown = true;
    endpoint.proxy = {ProxySetting::Kind::Given, u"proxy.test"_s, 8080};
    endpoint.authorities = u"/a.pem"_s;
    endpoint.certificate = u"/b.pem"_s;
    endpoint.certificateKey = u"/c.pem"_s;
    return endpoint;
}

// Of the first events of the store.
OutboxOrder orderOf(qint64 events)
{
    OutboxOrder order;
    order.endpoint = testEndpoint();
    order.label = u"some events"_s;
    for (qint64 i = 0; i < events; ++i)
        order.items.push_back({i + 1, "key-" + QByteArray::number(i), i * 10});
    return order;
}

Outbox::Departure departureOf(OutboxJobId job, std::vector<qint64> places)
{
    Outbox::Departure departure;
    departure.job = job;
    departure.places = std::move(places);
    departure.delivery.endpointName = u"Größe"_s;
    departure.delivery.started = start;
    departure.delivery.body = "[]";
    return departure;
}

std::vector<qint64> placesFrom(qint64 first, qint64 count)
{
    std::vector<qint64> places(static_cast<std::size_t>(count));
    std::iota(places.begin(), places.end(), first);
    return places;
}

// The state of each place.
QByteArray statesOf(EventStore &store, OutboxJobId job)
{
    QByteArray states;
    qint64 next = 0;
    OutboxPart before;
    for (const OutboxPart &part : valueOf(store.outbox().parts(job))) {
        if (part.first != next || part.count < 1 || part.job != job)
            qFatal("the parts do not cover the places");
        OutboxPart alike = part;
        alike.first = before.first;
        alike.count = before.count;
        if (next > 0 && alike == before)
            qFatal("parts that share a fate are not joined");
        states.append(QByteArray(part.count, letterOf(part.state)));
        next += part.count;
        before = part;
    }
    const OutboxJob found = valueOf(store.outbox().job(job));
    for (std::size_t i = 0; i < outboxStates; ++i) {
        if (found.counts[i] != states.count(letterOf(static_cast<State>(i))))
            qFatal("the counts are not those of the places");
    }
    return states;
}

Outbox::Batch nextOf(EventStore &store, OutboxJobId job, qint64 most = 1000, Micros now = start)
{
    return valueOf(store.outbox().next(job, most, plenty, now));
}

}

class TestOutbox : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comesBackAsItWas();
    void sendsAJob();
    void nextIsBounded();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    [[nodiscard]] SQLite::Database database() const
    {
        return SQLite::Database(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READWRITE, 10'000);
    }
    [[nodiscard]] qint64 number(const char *sql) const
    {
        SQLite::Database file = database();
        SQLite::Statement select(file, sql);
        return select.executeStep() ? select.getColumn(0).getInt64() : -1;
    }
    // A store with so many events and, of all of them, a job that is claimed.
    [[nodiscard]] std::unique_ptr<EventStore> claimedStore(int events, OutboxJobId &job) const
    {
        auto store = openStore(path());
        test::store(*store, plainEvents(events));
        job = valueOf(store->outbox().queue(orderOf(events)));
        if (!valueOf(store->outbox().claim(job)))
            qFatal("the job could not be claimed");
        return store;
    }
};

void TestOutbox::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestOutbox::comesBackAsItWas()
{
    OutboxOrder order = orderOf(5);
    order.policy = {100, 12.5, 4, 3, 77, true, false, true, 2.0};
    OutboxJobId job = 0;
    const auto check = [&](EventStore &store) {
        const OutboxJob found = valueOf(store.outbox().job(job));
        QCOMPARE(found.id, job);
        QVERIFY(found.endpoint == order.endpoint);
        QCOMPARE(found.label, order.label);
        QVERIFY(found.policy == order.policy);
        QCOMPARE(found.hold, OutboxJob::Hold::None);
        QCOMPARE(found.events(), 5);
        QVERIFY(!found.isOver() && !found.sending && !found.ours);
        QCOMPARE(found.due, 0);
        QVERIFY(found.queued > start);
        const auto items = valueOf(store.outbox().items(job, 0, 100));
        QCOMPARE(items.size(), std::size_t(5));
        QCOMPARE(items[4].event, EventId(5));
        QCOMPARE(items[4].dedup, "key-4");
        QCOMPARE(items[4].at, 40);
        QCOMPARE(valueOf(store.outbox().items(job, 3, 1)).front().event, EventId(4));
        QCOMPARE(statesOf(store, job), "QQQQQ");
        QCOMPARE(valueOf(store.outbox().parts(job)).front().queued, found.queued);
    };
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(5));
        job = valueOf(store->outbox().queue(order));
        check(*store);
    }
    const auto store = openStore(path());
    check(*store);
    QCOMPARE(valueOf(store->outbox().jobs()).size(), std::size_t(1));
    QCOMPARE(errorOf(store->outbox().job(job + 1)).kind, Error::Kind::NotFound);
}

void TestOutbox::sendsAJob()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(10, job);
    Outbox &outbox = store->outbox();
    const Outbox::Batch batch = nextOf(*store, job, 4);
    QCOMPARE(batch.places, placesFrom(0, 4));
    QCOMPARE(batch.part.count, 4);
    QCOMPARE(batch.part.attempts, 0);
    QCOMPARE(batch.events[3].text, "{\"n\":3}");
    QCOMPARE(batch.events[3].service, "svc");
    QCOMPARE(batch.events[3].shape, "shape");
    QCOMPARE(batch.items[3].dedup, "key-3");
    const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, batch.places)));
    QCOMPARE(statesOf(*store, job), "ffffQQQQQQ");
    const Delivery kept = valueOf(store->deliveries().fetch(delivery));
    QCOMPARE(kept.end.state, DeliveryState::InFlight);
    QCOMPARE(kept.events, 4);
    QCOMPARE(valueOf(store->deliveries().eventsOf(delivery)), (std::vector<EventId>{1, 2, 3, 4}));
    QCOMPARE(nextOf(*store, job, 4).places, placesFrom(4, 4));
    QCOMPARE(errorOf(outbox.depart(departureOf(job, {3, 4}))).kind, Error::Kind::BadInput);
    QCOMPARE(errorOf(outbox.release(job)).kind, Error::Kind::BadInput);

    const DeliveryEnd end{.state = DeliveryState::Partly, .status = 200};
    valueOf(outbox.arrive(job, delivery, end,
        {{0, 1, State::Accepted}, {1, 1, State::Queued, start + 5}, {2, 1, State::Rejected, 0, u"too old"_s}}));
    QCOMPARE(statesOf(*store, job), "aQruQQQQQQ");
    const auto parts = valueOf(outbox.parts(job));
    QCOMPARE(parts[1].attempts, 1);
    QCOMPARE(parts[1].due, start + 5);
    QCOMPARE(parts[1].delivery, delivery);
    QCOMPARE(parts[2].message, u"too old"_s);
    QCOMPARE(valueOf(store->deliveries().fetch(delivery)).end.state, DeliveryState::Partly);
    QCOMPARE(errorOf(outbox.arrive(job, delivery, end, {})).kind, Error::Kind::BadInput);

    QCOMPARE(nextOf(*store, job).places, placesFrom(4, 6));
    const Outbox::Batch again = nextOf(*store, job, 1000, start + 5);
    QCOMPARE(again.places, placesFrom(1, 1));
    QCOMPARE(again.part.attempts, 1);
    QCOMPARE(valueOf(outbox.cancel(job)), 7);
    QCOMPARE(statesOf(*store, job), "acrucccccc");
    QVERIFY(valueOf(outbox.job(job)).isOver());
    valueOf(outbox.release(job));
    QCOMPARE(errorOf(outbox.settle(job, {})).kind, Error::Kind::BadInput);
}

void TestOutbox::nextIsBounded()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(100, job);
    Outbox &outbox = store->outbox();
    const qint64 one = plainEvent(10).text.size();
    const auto next = [&](qint64 most, qint64 bytes, std::vector<std::pair<qint64, qint64>> busy = {}) {
        return valueOf(outbox.next(job, most, bytes, start, std::move(busy))).places;
    };
    QCOMPARE(next(7, plenty), placesFrom(0, 7));
    QCOMPARE(next(100, 1), placesFrom(0, 1));
    QCOMPARE(next(100, one * 10, {{0, 10}}), placesFrom(10, 10));
    QCOMPARE(next(3, plenty, {{2, 2}, {0, 1}}), (std::vector<qint64>{1, 4, 5}));
    QVERIFY(next(3, plenty, {{0, 100}}).empty());
    valueOf(outbox.settle(job, {{0, 50, State::Queued, start + 9}, {50, 50, State::Queued, start + 7}}));
    const Outbox::Batch none = nextOf(*store, job);
    QCOMPARE(none.part.count, 0);
    QCOMPARE(none.part.due, start + 7);
    QCOMPARE(valueOf(outbox.job(job)).due, start + 7);
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start, {{50, 50}})).part.due, start + 9);
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start + 8, {{50, 50}})).part.due, start + 9);
    QCOMPARE(valueOf(outbox.next(job, 100, plenty, start + 9)).places, placesFrom(0, 100));
}

QTEST_GUILESS_MAIN(TestOutbox)
#include "tst_outbox.moc"
