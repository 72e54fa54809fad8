// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"
#include "syncspy.h"

#include "store/deliveries.h"
#include "store/deliverylog.h"
#include "store/drafts.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QBuffer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QThread>

#include <map>
#include <random>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros start = 1'700'000'000'000'000;

Delivery fullDelivery()
{
    Delivery delivery;
    delivery.endpoint = 3;
    delivery.endpointName = u"Größe"_s;
    delivery.service = "svc";
    delivery.transport = "http";
    delivery.production = true;
    delivery.started = start;
    delivery.events = 5;
    delivery.method = "POST";
    delivery.url = "https://example.test/v1?a=%2B";
    delivery.headers = {{"Content-Type", "application/json"}, {"X", QByteArray("caf\xe9\0!", 6)}, {"X", {}}};
    delivery.body = QByteArray("{\"a\":\0\xff}", 8);
    return delivery;
}

DeliveryEnd fullEnd()
{
    DeliveryEnd end;
    end.state = DeliveryState::Partly;
    end.message = u"1 of 2 events was taken: „zu groß“."_s;
    end.status = 207;
    end.replyHeaders = {{"Date", "now"}, {"X-Latin", "\xe9"}};
    end.reply = QByteArray("\0\x80 reply", 8);
    end.replyBytes = 200'000'000;
    end.accepted = 1;
    end.ids = {"a", QByteArray("\0\xff", 2)};
    end.times = {10, 20, 30, 40, 50};
    return end;
}

void compare(const Delivery &found, const Delivery &expected, bool texts = true)
{
    QCOMPARE(found.id, expected.id);
    QCOMPARE(found.endpoint, expected.endpoint);
    QCOMPARE(found.endpointName, expected.endpointName);
    QCOMPARE(found.service, expected.service);
    QCOMPARE(found.transport, expected.transport);
    QCOMPARE(found.production, expected.production);
    QCOMPARE(found.started, expected.started);
    QCOMPARE(found.events, expected.events);
    QCOMPARE(found.method, expected.method);
    QCOMPARE(found.url, expected.url);
    QCOMPARE(found.headers, texts ? expected.headers : std::vector<NamedValue>());
    QCOMPARE(found.body, texts ? expected.body : QByteArray());
    DeliveryEnd end = expected.end;
    if (!texts) {
        end.reply.clear();
        end.replyHeaders.clear();
    }
    QVERIFY(found.end == end);
}

// An origin that events may be added to at once.
OriginId composeOrigin(EventStore &store)
{
    const OriginId origin = valueOf(store.begin({u"compose"_s, u"session"_s, {}}));
    valueOf(store.complete(origin));
    return origin;
}

std::vector<DeliveryId> idsOf(const std::vector<Delivery> &deliveries)
{
    std::vector<DeliveryId> ids;
    for (const Delivery &delivery : deliveries)
        ids.push_back(delivery.id);
    return ids;
}

}

class TestDeliveries : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comesBackAsItWas();
    void stateHasId_data();
    void stateHasId();
    void endMayComeWithTheBeginning();
    void freshEventsAreSeen();
    void cargoKeepsItsOrder();
    void cargoIsChecked();
    void nothingIsKeptOfARefusedOne();
    void ofEventAndRecent();
    void endsOnce();
    void lateOutcomeReplacesUnknown();
    void reachesTheDisk();
    void manyAtOnce();
    void queuedIsWrittenAtTheEnd();
    void othersHear();
    void closedInFlightIsUnknown();
    void livingInFlightStays();
    void readOnlyIsRead();
    void newerStoreIsRead();
    void fullDiskLeavesTheRestUsable();
    void deletedFileIsSaid();
    void viewForOthers();
    void eventsById();
    void anyThreadMayCall();
    void cancelledReadEnds();
    void shortenedLogIsCaughtUpWith();
    void randomOnesAgree();
    void outcomesAreKept();
    void logIsReadInPages();
    void logIsWritten();

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
};

void TestDeliveries::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestDeliveries::comesBackAsItWas()
{
    Delivery delivery = fullDelivery();
    {
        const auto store = openStore(path());
        Deliveries &deliveries = store->deliveries();
        delivery.id = valueOf(deliveries.begin(delivery, {})).id;
        compare(valueOf(deliveries.fetch(delivery.id)), delivery);
        delivery.end = fullEnd();
        valueOf(deliveries.finish(delivery.id, delivery.end));
        compare(valueOf(deliveries.fetch(delivery.id)), delivery);
    }
    const auto store = openStore(path());
    compare(valueOf(store->deliveries().fetch(delivery.id)), delivery);
    compare(valueOf(store->deliveries().recent()).front(), delivery, false);
    QCOMPARE(errorOf(store->deliveries().fetch(delivery.id + 1)).kind, Error::Kind::NotFound);
}

void TestDeliveries::stateHasId_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("in flight") << 0 << QByteArray("in-flight");
    QTest::newRow("accepted") << 1 << QByteArray("accepted");
    QTest::newRow("partly") << 2 << QByteArray("partly-accepted");
    QTest::newRow("rejected") << 3 << QByteArray("rejected");
    QTest::newRow("failed") << 4 << QByteArray("failed");
    QTest::newRow("unknown") << 5 << QByteArray("unknown");
    QTest::newRow("cancelled") << 6 << QByteArray("cancelled");
}

// The program and the view for other tools say the same.
void TestDeliveries::stateHasId()
{
    QFETCH(int, state);
    QFETCH(QByteArray, id);
    const auto store = openStore(path());
    Delivery delivery = fullDelivery();
    delivery.end.state = static_cast<DeliveryState>(state);
    const DeliveryId stored = valueOf(store->deliveries().begin(delivery, {})).id;
    QCOMPARE(deliveryStateId(delivery.end.state), id);
    QCOMPARE(valueOf(store->deliveries().fetch(stored)).end.state, delivery.end.state);
    SQLite::Database file = database();
    SQLite::Statement select(file, "SELECT state FROM deliveries");
    QVERIFY(select.executeStep());
    QCOMPARE(select.getColumn(0).getString(), id.toStdString());
}

void TestDeliveries::endMayComeWithTheBeginning()
{
    Delivery delivery = fullDelivery();
    delivery.end = fullEnd();
    {
        const auto store = openStore(path());
        delivery.id = valueOf(store->deliveries().begin(delivery, {})).id;
        compare(valueOf(store->deliveries().fetch(delivery.id)), delivery);
    }
    const auto store = openStore(path());
    compare(valueOf(store->deliveries().fetch(delivery.id)), delivery);
}

void TestDeliveries::freshEventsAreSeen()
{
    const auto store = openStore(path());
    QSignalSpy appended(store.get(), &EventStore::appended);
    test::store(*store, plainEvents(3));
    QTRY_COMPARE(appended.size(), 1);
    QSignalSpy changed(&store->deliveries(), &Deliveries::changed);
    Deliveries::Cargo cargo{{2, 1}, composeOrigin(*store), plainEvents(2, 10)};
    const Deliveries::Begun begun = valueOf(store->deliveries().begin(fullDelivery(), cargo));
    QCOMPARE(begun.events, (std::vector<EventId>{2, 1, 4, 5}));
    QCOMPARE(store->columns().size(), Row(5));
    const auto events = valueOf(store->fetchById(begun.events));
    QCOMPARE(events.size(), std::size_t(4));
    QCOMPARE(events[0].event.text, "{\"n\":1}");
    QCOMPARE(events[3].event.text, "{\"n\":11}");
    QCOMPARE(valueOf(store->deliveries().fetch(begun.id)).events, 4);
    QTRY_COMPARE(appended.size(), 2);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(searched(*store).total, 5);
}

void TestDeliveries::cargoKeepsItsOrder()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(100));
    std::vector<EventId> events;
    for (EventId id = 100; id > 0; id -= 3)
        events.push_back(id);
    events.push_back(100);    // twice, as asked
    const DeliveryId id = valueOf(store->deliveries().begin(fullDelivery(), {events, 0, {}})).id;
    QCOMPARE(valueOf(store->deliveries().eventsOf(id)), events);
    QVERIFY(valueOf(store->deliveries().eventsOf(id + 1)).empty());
    QCOMPARE(valueOf(store->deliveries().ofEvent(100)).size(), std::size_t(1));
}

void TestDeliveries::cargoIsChecked()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(3));
    Deliveries &deliveries = store->deliveries();
    QCOMPARE(errorOf(deliveries.begin(fullDelivery(), {{1, 4}, 0, {}})).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(deliveries.begin(fullDelivery(), {{}, 99, plainEvents(1)})).kind, Error::Kind::NotFound);
    const OriginId importing = valueOf(store->begin({u"import"_s, u"a"_s, {}}));
    QCOMPARE(errorOf(deliveries.begin(fullDelivery(), {{}, importing, plainEvents(1)})).kind, Error::Kind::BadInput);
    QVERIFY(valueOf(deliveries.recent()).empty());
    QCOMPARE(store->columns().size(), Row(3));
    valueOf(deliveries.begin(fullDelivery(), {{}, 99, {}}));    // nothing fresh: no origin needed
}

// What is refused must not take others of its transaction with it, nor leave a part of itself.
void TestDeliveries::nothingIsKeptOfARefusedOne()
{
    const auto store = openStore(path());
    const OriginId origin = composeOrigin(*store);
    std::vector<QFuture<Result<Deliveries::Begun>>> begun;
    for (int i = 0; i < 20; ++i) {
        const std::vector<EventId> stored = i % 2 == 0 ? std::vector<EventId>() : std::vector<EventId>{999};
        begun.push_back(store->deliveries().begin(fullDelivery(), {stored, origin, plainEvents(1, i)}));
    }
    for (std::size_t i = 0; i < begun.size(); ++i) {
        begun[i].waitForFinished();
        QCOMPARE(begun[i].result().has_value(), i % 2 == 0);
    }
    QCOMPARE(store->columns().size(), Row(10));
    QCOMPARE(number("SELECT count(*) FROM delivery"), 10);
    QCOMPARE(number("SELECT count(*) FROM delivery_event"), 10);
    QCOMPARE(number("SELECT count(*) FROM delivery_request"), 10);
}

void TestDeliveries::ofEventAndRecent()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(3));
    Deliveries &deliveries = store->deliveries();
    std::vector<DeliveryId> ids;
    const std::vector<Micros> started{30, 10, 20, 20};
    for (std::size_t i = 0; i < started.size(); ++i) {
        Delivery delivery = fullDelivery();
        delivery.started = started[i];
        ids.push_back(valueOf(deliveries.begin(delivery, {{1, EventId(2 + i % 2)}, 0, {}})).id);
    }
    const std::vector<DeliveryId> newest{ids[0], ids[3], ids[2], ids[1]};
    QCOMPARE(idsOf(valueOf(deliveries.recent())), newest);
    QCOMPARE(idsOf(valueOf(deliveries.recent(2))), (std::vector{ids[0], ids[3]}));
    QCOMPARE(idsOf(valueOf(deliveries.recent(-1))), std::vector<DeliveryId>());
    QCOMPARE(idsOf(valueOf(deliveries.ofEvent(1))), newest);
    QCOMPARE(idsOf(valueOf(deliveries.ofEvent(1, 1))), (std::vector{ids[0]}));
    QCOMPARE(idsOf(valueOf(deliveries.ofEvent(2))), (std::vector{ids[0], ids[2]}));
    QCOMPARE(idsOf(valueOf(deliveries.ofEvent(3))), (std::vector{ids[3], ids[1]}));
    QVERIFY(valueOf(deliveries.ofEvent(4)).empty());
    QCOMPARE(valueOf(deliveries.ofEvent(1, 1)).front().body, fullDelivery().body);
}

void TestDeliveries::endsOnce()
{
    const auto store = openStore(path());
    Deliveries &deliveries = store->deliveries();
    const DeliveryId id = valueOf(deliveries.begin(fullDelivery(), {})).id;
    DeliveryEnd end = fullEnd();
    end.state = DeliveryState::InFlight;
    QCOMPARE(errorOf(deliveries.finish(id, end)).kind, Error::Kind::BadInput);
    end.state = DeliveryState::Accepted;
    valueOf(deliveries.finish(id, end));
    end.state = DeliveryState::Cancelled;
    QCOMPARE(errorOf(deliveries.finish(id, end)).kind, Error::Kind::BadInput);
    QCOMPARE(valueOf(deliveries.fetch(id)).end.state, DeliveryState::Accepted);
    QCOMPARE(errorOf(deliveries.finish(id + 1, end)).kind, Error::Kind::NotFound);
}

void TestDeliveries::lateOutcomeReplacesUnknown()
{
    const auto store = openStore(path());
    Deliveries &deliveries = store->deliveries();
    Delivery delivery = fullDelivery();
    delivery.id = valueOf(deliveries.begin(delivery, {})).id;
    DeliveryEnd unknown = fullEnd();
    unknown.state = DeliveryState::Unknown;
    valueOf(deliveries.finish(delivery.id, unknown));
    delivery.end = fullEnd();
    delivery.end.reply = "later";
    valueOf(deliveries.finish(delivery.id, delivery.end));
    compare(valueOf(deliveries.fetch(delivery.id)), delivery);
}

// Beginnings and ends are synced to the disk, what is bulk is not.
void TestDeliveries::reachesTheDisk()
{
    const SyncSpy spy;
    const auto store = openStore(path());
    const OriginId origin = composeOrigin(*store);
    valueOf(store->append(origin, plainEvents(1)));
    int synced = spy.walSyncs();
    valueOf(store->append(origin, plainEvents(1)));
    valueOf(store->drafts().save({}));
    QCOMPARE(spy.walSyncs(), synced);
    const auto begun = valueOf(store->deliveries().begin(fullDelivery(), {{}, origin, plainEvents(1)}));
    QVERIFY(spy.walSyncs() > synced);
    synced = spy.walSyncs();
    valueOf(store->append(origin, plainEvents(1)));
    valueOf(store->drafts().save({}));
    QCOMPARE(spy.walSyncs(), synced);
    valueOf(store->deliveries().finish(begun.id, fullEnd()));
    QVERIFY(spy.walSyncs() > synced);
}

void TestDeliveries::manyAtOnce()
{
    const auto store = openStore(path());
    const OriginId origin = composeOrigin(*store);
    std::vector<QFuture<Result<Deliveries::Begun>>> begun;
    for (int i = 0; i < 300; ++i)
        begun.push_back(store->deliveries().begin(fullDelivery(), {{}, origin, plainEvents(3, i * 3)}));
    std::vector<QFuture<Result<void>>> finished;
    for (auto &future : begun)
        finished.push_back(store->deliveries().finish(valueOf(future).id, fullEnd()));
    for (auto &future : finished)
        valueOf(future);
    QCOMPARE(store->columns().size(), Row(900));
    QCOMPARE(number("SELECT count(*) FROM delivery WHERE state = 2"), 300);
    QCOMPARE(number("SELECT count(DISTINCT event) FROM delivery_event"), 900);
}

void TestDeliveries::queuedIsWrittenAtTheEnd()
{
    std::vector<QFuture<Result<Deliveries::Begun>>> begun;
    QFuture<Result<void>> finished;
    {
        const auto store = openStore(path());
        const OriginId origin = composeOrigin(*store);
        const DeliveryId first = valueOf(store->deliveries().begin(fullDelivery(), {})).id;
        for (int i = 0; i < 50; ++i)
            begun.push_back(store->deliveries().begin(fullDelivery(), {{}, origin, plainEvents(1, i)}));
        finished = store->deliveries().finish(first, fullEnd());
        std::ignore = store->deliveries().recent();    // unread at the end: no harm
    }
    for (const auto &future : begun)
        QCOMPARE(valueOf(future).events.size(), std::size_t(1));
    valueOf(finished);
    QCOMPARE(number("SELECT count(*) FROM deliveries"), 51);
    QCOMPARE(number("SELECT count(*) FROM events"), 50);
}

void TestDeliveries::othersHear()
{
    const auto mine = openStore(path());
    const auto other = openStore(path());
    QSignalSpy here(&mine->deliveries(), &Deliveries::changed);
    QSignalSpy there(&other->deliveries(), &Deliveries::changed);
    QSignalSpy endpoints(&other->endpoints(), &Endpoints::changed);
    const OriginId origin = composeOrigin(*mine);
    const auto begun = valueOf(mine->deliveries().begin(fullDelivery(), {{}, origin, plainEvents(2)}));
    QTRY_COMPARE(here.size(), 1);
    QTRY_COMPARE(there.size(), 1);
    QCOMPARE(other->columns().size(), Row(2));    // before the delivery is told
    QCOMPARE(valueOf(other->deliveries().fetch(begun.id)).end.state, DeliveryState::InFlight);
    QCOMPARE(valueOf(other->fetchById(begun.events)).size(), std::size_t(2));
    valueOf(mine->deliveries().finish(begun.id, fullEnd()));
    QTRY_COMPARE(here.size(), 2);
    QTRY_COMPARE(there.size(), 2);
    QCOMPARE(valueOf(other->deliveries().fetch(begun.id)).end.state, DeliveryState::Partly);
    QVERIFY(endpoints.isEmpty());
}

void TestDeliveries::closedInFlightIsUnknown()
{
    Delivery delivery = fullDelivery();
    delivery.id = valueOf(openStore(path())->deliveries().begin(delivery, {})).id;
    QCOMPARE(number("SELECT state FROM delivery"), 0);
    const auto store = openStore(path());
    const Delivery found = valueOf(store->deliveries().fetch(delivery.id));
    QCOMPARE(found.end.state, DeliveryState::Unknown);
    QVERIFY(found.end.message.contains(u"ended before an answer came"_s));
    delivery.end.state = found.end.state;
    delivery.end.message = found.end.message;
    compare(found, delivery);
}

void TestDeliveries::livingInFlightStays()
{
    auto mine = openStore(path());
    const DeliveryId id = valueOf(mine->deliveries().begin(fullDelivery(), {})).id;
    const auto other = openStore(path());
    QCOMPARE(valueOf(other->deliveries().fetch(id)).end.state, DeliveryState::InFlight);
    QSignalSpy changed(&other->deliveries(), &Deliveries::changed);
    mine.reset();
    QCOMPARE(valueOf(other->deliveries().fetch(id)).end.state, DeliveryState::InFlight);
    mine = openStore(path());    // finds the first one gone, and tells the other
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(valueOf(other->deliveries().fetch(id)).end.state, DeliveryState::Unknown);
}

void TestDeliveries::readOnlyIsRead()
{
    const auto writer = openStore(path());
    const DeliveryId id = valueOf(writer->deliveries().begin(fullDelivery(), {})).id;
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    const auto store = openStore(options);
    const Error refused{Error::Kind::ReadOnly, store->readOnlyReason()};
    QCOMPARE(errorOf(store->deliveries().begin(fullDelivery(), {})), refused);
    QCOMPARE(errorOf(store->deliveries().finish(id, fullEnd())), refused);
    QCOMPARE(idsOf(valueOf(store->deliveries().recent())), std::vector{id});
    QSignalSpy changed(&store->deliveries(), &Deliveries::changed);
    valueOf(writer->deliveries().finish(id, fullEnd()));
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(valueOf(store->deliveries().fetch(id)).end.state, DeliveryState::Partly);
}

void TestDeliveries::newerStoreIsRead()
{
    const DeliveryId id = valueOf(openStore(path())->deliveries().begin(fullDelivery(), {})).id;
    database().exec("PRAGMA user_version = 999");
    const auto store = openStore(path());
    QCOMPARE(errorOf(store->deliveries().begin(fullDelivery(), {})).kind, Error::Kind::ReadOnly);
    QCOMPARE(valueOf(store->deliveries().fetch(id)).end.state, DeliveryState::InFlight);
    database().exec("UPDATE delivery SET state = 77");
    QCOMPARE(errorOf(store->deliveries().fetch(id)).kind, Error::Kind::BadInput);
}

void TestDeliveries::fullDiskLeavesTheRestUsable()
{
    StoreOptions options;
    options.path = path();
    options.maxBytes = 1 << 20;
    const auto store = openStore(options);
    Deliveries &deliveries = store->deliveries();
    const OriginId origin = composeOrigin(*store);
    const DeliveryId id = valueOf(deliveries.begin(fullDelivery(), {})).id;
    Delivery large = fullDelivery();
    large.body = QByteArray(4 << 20, 'x');
    // Among others in one transaction.
    auto before = deliveries.begin(fullDelivery(), {{}, origin, plainEvents(1)});
    auto refused = deliveries.begin(large, {{}, origin, plainEvents(1, 1)});
    auto after = deliveries.begin(fullDelivery(), {{}, origin, plainEvents(1, 2)});
    QCOMPARE(errorOf(refused).kind, Error::Kind::Io);
    valueOf(before);
    valueOf(after);
    QCOMPARE(searched(*store).total, 2);
    DeliveryEnd end = fullEnd();
    end.reply = QByteArray(4 << 20, 'x');
    QCOMPARE(errorOf(deliveries.finish(id, end)).kind, Error::Kind::Io);
    QCOMPARE(valueOf(deliveries.fetch(id)).end.state, DeliveryState::InFlight);
    end.reply.clear();
    valueOf(deliveries.finish(id, end));
    QCOMPARE(valueOf(deliveries.recent()).size(), std::size_t(3));
}

// Nothing may be sent that is kept only in a file without a name.
void TestDeliveries::deletedFileIsSaid()
{
    const auto store = openStore(path());
    valueOf(store->deliveries().begin(fullDelivery(), {}));
    QVERIFY(QFile::remove(path()));
    const Error error = errorOf(store->deliveries().begin(fullDelivery(), {}));
    QCOMPARE(error.kind, Error::Kind::Io);
    QVERIFY(error.message.contains(path()));
}

void TestDeliveries::viewForOthers()
{
    const auto store = openStore(path());
    const DeliveryId id = valueOf(store->deliveries().begin(fullDelivery(), {})).id;
    QCOMPARE(number("SELECT count(*) FROM deliveries WHERE state = 'in-flight' AND ended IS NULL AND status IS NULL "
                    "AND accepted IS NULL AND started = '2023-11-14T22:13:20.000Z' AND endpoint = 'Größe'"),
        1);
    valueOf(store->deliveries().finish(id, fullEnd()));
    QCOMPARE(number("SELECT count(*) FROM deliveries WHERE state = 'partly-accepted' AND duration_us = 50 "
                    "AND status = 207 AND accepted = 1 AND events = 5 AND length(reply_body) = 8 "
                    "AND json_extract(request_headers, '$[0][1]') = 'application/json'"),
        1);
}

void TestDeliveries::eventsById()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(1000));
    std::vector<EventId> ids{1000, 1, 0, -5, 1, 5000, 500};
    const auto textsOf = [&] {
        QByteArrayList texts;
        for (const StoredEvent &event : valueOf(store->fetchById(ids)))
            texts.append(event.event.text);
        return texts;
    };
    QCOMPARE(textsOf(), (QByteArrayList{"{\"n\":999}", "{\"n\":0}", "{\"n\":0}", "{\"n\":499}"}));
    valueOf(store->remove({0}));
    QTRY_COMPARE(textsOf(), (QByteArrayList{"{\"n\":999}", "{\"n\":499}"}));
    ids.clear();
    QVERIFY(textsOf().isEmpty());
    for (EventId id = 1000; id > 1; --id)
        ids.push_back(id);
    const auto all = valueOf(store->fetchById(ids));
    QCOMPARE(all.size(), ids.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        QCOMPARE(all[i].id, ids[i]);
}

void TestDeliveries::anyThreadMayCall()
{
    const auto store = openStore(path());
    const OriginId origin = composeOrigin(*store);
    QThread *heardOn = nullptr;
    connect(
        &store->deliveries(), &Deliveries::changed, &store->deliveries(),
        [&heardOn] { heardOn = QThread::currentThread(); }, Qt::DirectConnection);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&store, origin] {
            for (int i = 0; i < 25; ++i) {
                Deliveries &deliveries = store->deliveries();
                const auto begun = valueOf(deliveries.begin(fullDelivery(), {{}, origin, plainEvents(1)}));
                if (!store->columns().rowOf(begun.events.front()))
                    qFatal("begun, but not to be seen");
                valueOf(deliveries.finish(begun.id, fullEnd()));
                if (valueOf(deliveries.ofEvent(begun.events.front())).front().end.state != DeliveryState::Partly)
                    qFatal("not what was written");
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QTRY_COMPARE(heardOn, QThread::currentThread());
    QCOMPARE(valueOf(store->deliveries().recent()).size(), std::size_t(100));
    QCOMPARE(searched(*store).total, 100);
}

void TestDeliveries::cancelledReadEnds()
{
    const auto store = openStore(path());
    for (int i = 0; i < 50; ++i) {
        QFuture<Result<std::vector<Delivery>>> future = store->deliveries().recent();
        future.cancel();
        future.waitForFinished();
    }
    QVERIFY(valueOf(store->deliveries().recent()).empty());
}

// Who slept through what was cut off from the log looks again.
void TestDeliveries::shortenedLogIsCaughtUpWith()
{
    const auto store = openStore(path());
    QSignalSpy deliveries(&store->deliveries(), &Deliveries::changed);
    QSignalSpy endpoints(&store->endpoints(), &Endpoints::changed);
    database().exec("INSERT INTO change VALUES (500, 3, 1, 0, 0)");
    QTRY_COMPARE(deliveries.size(), 1);
    QTRY_COMPARE(endpoints.size(), 1);
}

// Random beginnings, ends and restarts against a plain list.
void TestDeliveries::randomOnesAgree()
{
    std::mt19937 random(3);
    const auto below = [&random](auto bound) { return random() % static_cast<unsigned>(bound); };
    auto store = openStore(path());
    const OriginId origin = composeOrigin(*store);
    std::map<DeliveryId, Delivery> expected;
    std::map<DeliveryId, std::vector<EventId>> cargoes;
    EventId lastEvent = 0;
    for (int step = 0; step < 400; ++step) {
        const unsigned choice = below(20);
        if (choice < 9) {
            Delivery delivery = fullDelivery();
            delivery.started = start + below(100);
            delivery.body = QByteArray(below(30'000), char('a' + below(26)));
            Deliveries::Cargo cargo{{}, origin, plainEvents(static_cast<int>(below(4)))};
            for (unsigned i = below(4); lastEvent > 0 && i > 0; --i)
                cargo.stored.push_back(1 + below(lastEvent));
            const auto begun = valueOf(store->deliveries().begin(delivery, cargo));
            lastEvent += static_cast<EventId>(cargo.fresh.size());
            delivery.id = begun.id;
            if (!begun.events.empty())
                delivery.events = static_cast<qint64>(begun.events.size());
            expected[begun.id] = delivery;
            cargoes[begun.id] = begun.events;
        } else if (choice < 19 && !expected.empty()) {
            Delivery &delivery = std::next(expected.begin(), below(expected.size()))->second;
            DeliveryEnd end = fullEnd();
            end.state = static_cast<DeliveryState>(1 + below(6));
            end.reply = QByteArray(below(30'000), 'r');
            auto finished = store->deliveries().finish(delivery.id, end);
            finished.waitForFinished();
            const bool open =
                delivery.end.state == DeliveryState::InFlight || delivery.end.state == DeliveryState::Unknown;
            QCOMPARE(finished.result().has_value(), open);
            if (open)
                delivery.end = end;
        } else if (choice == 19) {
            store.reset();
            store = openStore(path());
            for (auto &[id, delivery] : expected) {
                if (delivery.end.state == DeliveryState::InFlight)
                    delivery.end = valueOf(store->deliveries().fetch(id)).end;
                QVERIFY(delivery.end.state != DeliveryState::InFlight);
            }
        }
    }
    for (const auto &[id, delivery] : expected) {
        compare(valueOf(store->deliveries().fetch(id)), delivery);
        QCOMPARE(valueOf(store->deliveries().eventsOf(id)), cargoes[id]);
    }
    for (EventId event = 1; event <= lastEvent; ++event) {
        std::vector<std::pair<Micros, DeliveryId>> carriers;
        for (const auto &[id, events] : cargoes) {
            if (std::find(events.begin(), events.end(), event) != events.end())
                carriers.emplace_back(expected[id].started, id);
        }
        std::sort(carriers.rbegin(), carriers.rend());
        std::vector<DeliveryId> ids;
        for (const auto &[started, id] : carriers)
            ids.push_back(id);
        QCOMPARE(idsOf(valueOf(store->deliveries().ofEvent(event))), ids);
    }
}

// Whoever has the file in hand.
void TestDeliveries::outcomesAreKept()
{
    const auto store = openStore(path());
    Delivery expected = fullDelivery();
    expected.events = 1;
    const DeliveryId ended =
        valueOf(store->deliveries().begin(expected, {{}, composeOrigin(*store), plainEvents(1)})).id;
    valueOf(store->deliveries().finish(ended, fullEnd()));
    SQLite::Database file = database();
    for (const char *sql : {"DELETE FROM delivery", "UPDATE delivery SET state = 1", "DELETE FROM delivery_request",
             "UPDATE delivery_request SET body = ''", "DELETE FROM delivery_reply", "DELETE FROM delivery_event",
             "UPDATE delivery_event SET event = 2"})
        QVERIFY_THROWS_EXCEPTION(SQLite::Exception, file.exec(sql));
    expected.id = ended;
    expected.end = fullEnd();
    compare(valueOf(store->deliveries().fetch(ended)), expected);
}

void TestDeliveries::logIsReadInPages()
{
    const auto store = openStore(path());
    Deliveries &deliveries = store->deliveries();
    Delivery delivery = fullDelivery();
    for (int i = 0; i < 12; ++i) {
        delivery.started = start + i;
        delivery.endpoint = i % 2;
        delivery.endpointName = i < 6 ? u"old"_s : u"new"_s;
        delivery.body = QByteArray(4 << 20, 'x');
        std::ignore = valueOf(deliveries.begin(delivery, {}));
    }
    const auto read = [&deliveries](const DeliveryLogSpec &spec, int *pages = nullptr) {
        std::vector<DeliveryId> ids;
        DeliveryLogPage page;
        do {
            page = valueOf(deliveries.log(spec, page.last, page.end));
            for (const Delivery &one : page.deliveries)
                ids.push_back(one.id);
            if (pages)
                ++*pages;
        } while (page.last < page.end);
        return ids;
    };
    int pages = 0;
    QCOMPARE(read({}, &pages), (std::vector<DeliveryId>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    QCOMPARE(pages, 1);
    QCOMPARE(read({.texts = true}, &pages).size(), std::size_t(12));
    QVERIFY(pages > 3);
    QCOMPARE(read({.since = start + 9}), (std::vector<DeliveryId>{10, 11, 12}));
    QCOMPARE(read({.endpointName = u"new"_s}), (std::vector<DeliveryId>{7, 8, 9, 10, 11, 12}));
    QCOMPARE(read({.endpoint = 1, .endpointName = u"new"_s}), (std::vector<DeliveryId>{2, 4, 6, 7, 8, 9, 10, 11, 12}));
    QVERIFY(read({.endpointName = u"none"_s}).empty());
    // What begins meanwhile is not in it.
    const DeliveryLogPage first = valueOf(deliveries.log({.texts = true}));
    std::ignore = valueOf(deliveries.begin(fullDelivery(), {}));
    QCOMPARE(first.end, DeliveryId(12));
    QCOMPARE(valueOf(deliveries.log({}, first.last, first.end)).deliveries.back().id, DeliveryId(12));
}

void TestDeliveries::logIsWritten()
{
    const auto store = openStore(path());
    Deliveries &deliveries = store->deliveries();
    const auto written = [&deliveries](DeliveryLogFormat format, bool texts, int most = 100) {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto count =
            writeDeliveryLog(deliveries, {.texts = texts}, format, buffer, [&most] { return most-- > 0; });
        return count ? buffer.data() : QByteArray("failed");
    };
    QCOMPARE(written(DeliveryLogFormat::Ndjson, true), QByteArray());
    QVERIFY(written(DeliveryLogFormat::Csv, false).startsWith("id,state,started,endpoint,"));
    valueOf(deliveries.finish(valueOf(deliveries.begin(fullDelivery(), {})).id, fullEnd()));
    Delivery second = fullDelivery();
    second.endpointName = u"with \"quotes\", and\nlines"_s;
    std::ignore = valueOf(deliveries.begin(second, {}));

    const QByteArrayList lines = written(DeliveryLogFormat::Ndjson, true).split('\n');
    QCOMPARE(lines.size(), 3);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first[u"state"_s].toString(), u"partly-accepted"_s);
    QCOMPARE(first[u"started"_s].toString(), u"2023-11-14T22:13:20Z"_s);
    QCOMPARE(first[u"endpoint"_s].toString(), u"Größe"_s);
    QCOMPARE(first[u"status"_s].toInt(), 207);
    QCOMPARE(first[u"accepted"_s].toInt(), 1);
    QCOMPARE(first[u"ended_us"_s].toInt(), 50);
    QCOMPARE(first[u"request_headers"_s].toArray()[0].toArray()[1].toString(), u"application/json"_s);
    QCOMPARE(QByteArray::fromBase64(first[u"request_body"_s][u"base64"_s].toString().toLatin1()), fullDelivery().body);
    const QJsonObject open = QJsonDocument::fromJson(lines[1]).object();
    QCOMPARE(open[u"state"_s].toString(), u"in-flight"_s);
    QVERIFY(open[u"status"_s].isNull() && open[u"accepted"_s].isNull() && open[u"ended_us"_s].isNull());
    QVERIFY(!QJsonDocument::fromJson(written(DeliveryLogFormat::Ndjson, false).split('\n')[0])
                 .object()
                 .contains(u"request_body"_s));

    const QByteArray csv = written(DeliveryLogFormat::Csv, false);
    QCOMPARE(csv.count("\r\n"), 3);
    QVERIFY(csv.contains(",\"with \"\"quotes\"\", and\nlines\",svc,http,true,5,,POST,"));
    QCOMPARE(written(DeliveryLogFormat::Ndjson, false, 1).count('\n'), 1);
    QBuffer closed;
    QTest::ignoreMessage(QtWarningMsg, "QIODevice::write (QBuffer): device not open");
    QCOMPARE(writeDeliveryLog(deliveries, {}, DeliveryLogFormat::Ndjson, closed, [] { return true; }).error().kind,
        Error::Kind::Io);
}

QTEST_GUILESS_MAIN(TestDeliveries)
#include "tst_deliveries.moc"
