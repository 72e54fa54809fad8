// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/deliveries.h"
#include "store/endpoints.h"
#include "store/outbox.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QThread>

#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

#ifdef __SANITIZE_THREAD__
// Starting a process looks to the sanitizer like a fork that is never followed by exec.
extern "C" Q_DECL_EXPORT const char *__tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace {

class Child : public QProcess {
public:
    Child(const QString &command, const QString &store)
    {
        setProcessChannelMode(QProcess::ForwardedErrorChannel);
        start(QStringLiteral(STORE_CHILD), {command, store});
    }
    ~Child() override
    {
        kill();
        waitForFinished();
    }
    [[nodiscard]] QByteArray line()
    {
        while (!canReadLine() && waitForReadyRead(60'000)) {
        }
        return readLine().trimmed();
    }
};

qint64 numberFrom(const QString &path, const char *sql)
{
    const SQLite::Database database(QFile::encodeName(path).toStdString(), SQLite::OPEN_READONLY, 10'000);
    SQLite::Statement select(database, sql);
    return select.executeStep() ? select.getColumn(0).getInt64() : -1;
}

std::string textFrom(const QString &path, const char *sql)
{
    const SQLite::Database database(QFile::encodeName(path).toStdString(), SQLite::OPEN_READONLY, 10'000);
    SQLite::Statement select(database, sql);
    return select.executeStep() ? select.getColumn(0).getString() : std::string();
}

}

// Two stores on one file, in one process and in two.
class TestStoreProcesses : public QObject {
    Q_OBJECT

private slots:
    void init();
    void othersSeeWhatIsComplete();
    void othersSeeRemovals();
    void othersSeeVerdicts();
    void bothMayWrite();
    void shortenedLogIsCaughtUpWith();
    void ownerIsRespected();
    void killedImportIsAllOrNothing();
    void killedReplacingIsAllOrNothing();
    void killedSenderLosesNothing();
    void livingSenderIsLeftAlone();
    void killedDispatcherLosesNothing();
    void twoDispatchersDoNotMeet();
    void leftoversAreDeleted();
    void noRoomLeavesTheRestUsable();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
};

void TestStoreProcesses::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestStoreProcesses::othersSeeWhatIsComplete()
{
    const auto mine = openStore(path());
    const auto other = openStore(path());
    QSignalSpy appended(other.get(), &EventStore::appended);
    const OriginId origin = valueOf(mine->begin({u"import"_s, u"mine"_s, {}}));
    valueOf(mine->append(origin, plainEvents(500)));
    valueOf(mine->append(origin, plainEvents(500, 500)));
    QTest::qWait(500);
    QCOMPARE(other->columns().size(), Row(0));
    QCOMPARE(searched(*other).total, 0);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 0);

    valueOf(mine->complete(origin));
    QTRY_COMPARE(other->columns().size(), Row(1000));
    QTRY_COMPARE(appended.size(), 1);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 1000);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events WHERE tenant = 'tenant0' AND verdict = 'valid'"), 83);
    QCOMPARE(searched(*other, filterOf("origin:mine tenant:tenant0 is:valid")).total, 83);
    QCOMPARE(valueOf(other->fetch({999})).front().event.text, "{\"n\":999}");
}

void TestStoreProcesses::othersSeeRemovals()
{
    const auto mine = openStore(path());
    test::store(*mine, plainEvents(100));
    const auto other = openStore(path());
    QCOMPARE(other->columns().visible(), 100);
    QSignalSpy changed(other.get(), &EventStore::changed);
    const auto removal = valueOf(mine->remove({3, 4, 5, 50}));
    QTRY_COMPARE(other->columns().visible(), 96);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 96);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events WHERE id IN (4, 5, 6, 51)"), 0);
    valueOf(other->restore(removal));
    QTRY_COMPARE(mine->columns().visible(), 100);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 100);
}

// Another process judges all events again, and is killed in the middle: whole batches are seen, and what is
// seen is what is stored.
void TestStoreProcesses::othersSeeVerdicts()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(5'000));
    QSignalSpy changed(store.get(), &EventStore::changed);
    {
        Child child(u"judges"_s, path());
        QCOMPARE(child.line(), "ready");
        QTRY_VERIFY(store->columns().rules(4'999) != 0);
        QTRY_VERIFY(changed.size() > 5);
        QCOMPARE(searched(*store, filterOf("rule:r*")).total, 5'000);
        valueOf(store->judged({{7, Verdict::Warning, false, "mine:warning"}}));
    }    // killed
    for (int attempt = 0; attempt < 100; ++attempt) {
        QTest::qWait(50);
        qint64 different = 0;
        const SQLite::Database database(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READONLY, 10'000);
        SQLite::Statement select(database, "SELECT id, verdict, partly_judged, rules FROM events ORDER BY id");
        const Columns &columns = store->columns();
        for (Row row = 0; select.executeStep(); ++row) {
            const bool same = verdictId(columns.verdict(row)) == select.getColumn(1).getText() &&
                              columns.partlyJudged(row) == (select.getColumn(2).getInt() != 0) &&
                              columns.rulesText(columns.rules(row)) == select.getColumn(3).getText();
            different += same ? 0 : 1;
        }
        if (different == 0)
            return;
    }
    QFAIL("the columns are not as the file is");
}

// Terms and ids given by one are known to the other before it gives its own.
void TestStoreProcesses::bothMayWrite()
{
    const auto a = openStore(path());
    const auto b = openStore(path());
    std::vector<OriginId> origins;
    for (EventStore *store : {a.get(), b.get()}) {
        origins.push_back(valueOf(store->begin({u"capture"_s, u"c"_s, {}})));
        valueOf(store->complete(origins.back()));
    }
    for (int i = 0; i < 50; ++i) {
        for (std::size_t side = 0; side < 2; ++side) {
            std::vector<Event> events = plainEvents(3, i * 3);
            events[0].identity.user = "only-" + QByteArray::number(int(side)) + '-' + QByteArray::number(i);
            events[1].identity.user = "both-" + QByteArray::number(i);
            EventStore &store = side == 0 ? *a : *b;
            valueOf(store.append(origins[side], std::move(events)));
        }
    }
    for (EventStore *store : {a.get(), b.get()}) {
        QTRY_COMPARE(store->columns().size(), Row(300));
        QCOMPARE(searched(*store, filterOf("user:both-17")).total, 2);
        QCOMPARE(searched(*store, filterOf("user:only-*")).total, 100);
        QCOMPARE(searched(*store, filterOf("user:only-1-49")).total, 1);
    }
    QCOMPARE(numberFrom(path(), "SELECT count(*) - count(DISTINCT text) FROM term WHERE kind = 5"), 0);
}

// The log is kept short: who slept through what was cut off compares itself with the tables.
void TestStoreProcesses::shortenedLogIsCaughtUpWith()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(10));
    {
        SQLite::Database file(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READWRITE, 10'000);
        SQLite::Transaction transaction(file, SQLite::TransactionBehavior::IMMEDIATE);
        file.exec(
            "INSERT INTO event SELECT id + 10, origin, time, received, tenant, user, name, service, shape, bytes, "
            "verdict, partly, time_source, dedup, rules FROM event");
        file.exec("INSERT INTO payload SELECT id + 10, text, envelope, dedup FROM payload");
        file.exec("UPDATE sequence SET next_event = 21; UPDATE origin SET events = 20, last_event = 20");
        file.exec("INSERT INTO term VALUES (6, 1, 'M7:error'); UPDATE event SET verdict = 3, rules = 1 WHERE id < 3");
        file.exec("INSERT INTO removal VALUES (1, 0, 3); INSERT INTO removed VALUES (9, 11, 1)");
        file.exec("DELETE FROM change; INSERT INTO change VALUES (500, 3, 1, 0, 0)");
        transaction.commit();
    }
    QTRY_COMPARE(store->columns().visible(), 17);
    QCOMPARE(store->columns().size(), Row(20));
    QCOMPARE(searched(*store, filterOf("tenant:tenant0")).total, 6);
    QCOMPARE(searched(*store, filterOf("is:invalid rule:M7")).total, 2);
    test::store(*store, plainEvents(5));
    QCOMPARE(searched(*store).total, 22);
    QCOMPARE(store->columns().id(20), EventId(21));
}

void TestStoreProcesses::ownerIsRespected()
{
    Child child(u"holds"_s, path());
    QCOMPARE(child.line(), "ready");
    const auto store = openStore(path());    // cleans up after the dead, not after the living
    QTest::qWait(300);
    QCOMPARE(store->columns().size(), Row(0));
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM event"), 100);
    QCOMPARE(errorOf(store->append(1, plainEvents(1))).kind, Error::Kind::NotFound);
    child.write("x");
    QCOMPARE(child.line(), "completed");
    QTRY_COMPARE(store->columns().size(), Row(100));
}

void TestStoreProcesses::killedImportIsAllOrNothing()
{
    std::mt19937 random(7);
    for (int round = 0; round < 12; ++round) {
        {
            Child child(u"imports"_s, path());
            QCOMPARE(child.line(), "ready");
            QThread::msleep(random() % 150);
            child.kill();
            child.waitForFinished();
        }
        const auto store = openStore(path());
        const auto origins = valueOf(store->origins());
        const auto all = searched(*store).total;
        QCOMPARE(all, qint64(origins.size()) * 1000);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), all);
        for (const Origin &origin : origins) {
            QCOMPARE(origin.events, 1000);
            QCOMPARE(origin.rejects, 1);
        }
        QCOMPARE(textFrom(path(), "PRAGMA integrity_check"), "ok");
        QTRY_COMPARE(numberFrom(path(), "SELECT count(*) FROM origin WHERE state <> 1"), 0);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM event"), all);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM payload"), all);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM reject"), qint64(origins.size()));
    }
}

// As many events are seen as ever: the old ones or those in their place.
void TestStoreProcesses::killedReplacingIsAllOrNothing()
{
    std::mt19937 random(13);
    test::store(*openStore(path()), plainEvents(300));
    for (int round = 0; round < 6; ++round) {
        {
            Child child(u"replaces"_s, path());
            QCOMPARE(child.line(), "ready");
            QThread::msleep(random() % 100);
            child.kill();
            child.waitForFinished();
        }
        const auto store = openStore(path());
        QCOMPARE(store->columns().visible(), 300);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 300);
        QCOMPARE(numberFrom(path(), "SELECT count(DISTINCT origin) FROM events"), 1);
        QCOMPARE(numberFrom(path(), "SELECT count(*) FROM origin WHERE state <> 1"), 0);
        QCOMPARE(textFrom(path(), "PRAGMA integrity_check"), "ok");
    }
}

// What was said to be kept is there with its events, and none of it stays in flight.
void TestStoreProcesses::killedSenderLosesNothing()
{
    std::mt19937 random(11);
    for (int round = 0; round < 8; ++round) {
        QFile::remove(path());
        DeliveryId said = 0;
        {
            Child child(u"sends"_s, path());
            const int patience = static_cast<int>(random() % 40);
            for (int i = 0; i <= patience; ++i)
                said = child.line().toLongLong();
            child.kill();
            child.waitForFinished();
        }
        QVERIFY(said > 0);
        const auto store = openStore(path());
        const std::vector<Delivery> deliveries = valueOf(store->deliveries().recent(10'000));
        QVERIFY(DeliveryId(deliveries.size()) >= said);
        QCOMPARE(qint64(store->columns().size()), qint64(deliveries.size()) * 3);
        for (const Delivery &delivery : deliveries) {
            const bool finished = delivery.end.state == DeliveryState::Accepted;
            QVERIFY(finished ? delivery.id % 2 == 1 : delivery.end.state == DeliveryState::Unknown);
            QCOMPARE(delivery.end.message.contains(u"ended before an answer came"_s), !finished);
            QCOMPARE(valueOf(store->deliveries().eventsOf(delivery.id)).size(), std::size_t(3));
        }
        QCOMPARE(textFrom(path(), "PRAGMA integrity_check"), "ok");
    }
}

// Another process' deliveries are seen while it sends; they become unknown when it is gone.
void TestStoreProcesses::livingSenderIsLeftAlone()
{
    Child child(u"sends"_s, path());
    QVERIFY(!child.line().isEmpty());
    auto store = openStore(path());
    QSignalSpy changed(&store->deliveries(), &Deliveries::changed);
    QVERIFY(child.line().toLongLong() > 0);
    QTRY_VERIFY(!changed.isEmpty());
    child.kill();
    child.waitForFinished();
    QVERIFY(numberFrom(path(), "SELECT count(*) FROM delivery WHERE state = 0") > 0);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM delivery WHERE state = 5"), 0);
    QCOMPARE(valueOf(store->endpoints().all()).size(), std::size_t(1));
    store = openStore(path());
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM delivery WHERE state = 0"), 0);
    QVERIFY(numberFrom(path(), "SELECT count(*) FROM delivery WHERE state = 5") > 0);
}

namespace {

OutboxJobId queueEvents(EventStore &store, int events)
{
    test::store(store, plainEvents(events));
    OutboxOrder order;
    for (int i = 0; i < events; ++i)
        order.items.push_back({i + 1, {}, 0});
    return valueOf(store.outbox().queue(order));
}

// Every event is in as many deliveries as its place says, at most one of which was taken, and never after that.
void compareWithDeliveries(const QString &path, int events)
{
    QCOMPARE(numberFrom(path, "SELECT count(*) FROM outbox_events"), events);
    QCOMPARE(
        numberFrom(path, "SELECT waiting + in_flight + accepted + partly + rejected + failed + unknown + cancelled "
                         "FROM outbox_job"),
        events);
    QCOMPARE(numberFrom(path, "SELECT count(*) FROM outbox_events AS e WHERE attempts <> "
                              "(SELECT count(*) FROM delivery_event WHERE event = e.event)"),
        0);
    QCOMPARE(numberFrom(path, "SELECT count(*) FROM outbox_events AS e JOIN delivery ON delivery.id = e.delivery "
                              "WHERE e.state IN ('accepted', 'in-flight', 'unknown') AND "
                              "delivery.state <> CASE e.state WHEN 'accepted' THEN 1 WHEN 'unknown' THEN 5 ELSE 0 END"),
        0);
    QCOMPARE(numberFrom(path, "SELECT count(*) FROM delivery_event AS d JOIN delivery ON delivery.id = d.delivery "
                              "JOIN outbox_events AS e ON e.event = d.event "
                              "WHERE delivery.state = 1 AND e.delivery <> delivery.id"),
        0);
}

}

// After each kill: what was in flight is unknown, all else as it was said.
void TestStoreProcesses::killedDispatcherLosesNothing()
{
    constexpr int events = 2'000;
    std::mt19937 random(23);
    const OutboxJobId job = queueEvents(*openStore(path()), events);
    for (int round = 0; round < 8; ++round) {
        DeliveryId said = 0;
        {
            Child child(u"dispatches"_s, path());
            const int patience = static_cast<int>(random() % 30);
            for (int i = 0; i <= patience; ++i)
                said = child.line().toLongLong();
            child.kill();
            child.waitForFinished();
        }
        QVERIFY(said > 0);
        const auto store = openStore(path());
        const OutboxJob found = valueOf(store->outbox().job(job));
        QVERIFY(!found.sending);
        QCOMPARE(found.counts[static_cast<std::size_t>(OutboxState::InFlight)], 0);
        QVERIFY(valueOf(store->deliveries().recent()).front().id >= said);
        compareWithDeliveries(path(), events);
        QCOMPARE(textFrom(path(), "PRAGMA integrity_check"), "ok");
    }
}

void TestStoreProcesses::twoDispatchersDoNotMeet()
{
    constexpr int events = 700;
    const auto store = openStore(path());
    const OutboxJobId job = queueEvents(*store, events);
    Child first(u"dispatches"_s, path());
    QVERIFY(first.line().toLongLong() > 0);
    Child second(u"dispatches"_s, path());
    QCOMPARE(second.line(), "busy");
    QVERIFY(!valueOf(store->outbox().claim(job)));
    QVERIFY(valueOf(store->outbox().job(job)).sending);
    QSignalSpy changed(&store->outbox(), &Outbox::changed);
    QByteArray word = first.line();
    while (word != "done" && !word.isEmpty())
        word = first.line();
    QCOMPARE(word, "done");
    QVERIFY(first.waitForFinished());
    QTRY_VERIFY(!changed.isEmpty());
    QVERIFY(valueOf(store->outbox().job(job)).isOver());
    compareWithDeliveries(path(), events);
    QVERIFY(valueOf(store->outbox().claim(job)));
}

void TestStoreProcesses::leftoversAreDeleted()
{
    {
        Child child(u"holds"_s, path());
        QCOMPARE(child.line(), "ready");
    }    // killed
    QVERIFY(QFile::exists(path() + u"-owners"_s));
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM event"), 100);
    QCOMPARE(numberFrom(path(), "SELECT count(*) FROM events"), 0);
    auto store = openStore(path());
    QCOMPARE(store->columns().size(), Row(0));
    QTRY_COMPARE(numberFrom(path(), "SELECT count(*) FROM event"), 0);
    QTRY_COMPARE(numberFrom(path(), "SELECT count(*) FROM origin"), 0);
    test::store(*store, plainEvents(1));
    QCOMPARE(store->columns().id(0), EventId(101));    // ids are never given twice
    store.reset();
    QVERIFY(!QFile::exists(path() + u"-owners"_s));
}

void TestStoreProcesses::noRoomLeavesTheRestUsable()
{
    Child child(u"fills"_s, path());
    QCOMPARE(child.line(), "refused");
    QCOMPARE(child.line(), "readable");
    QVERIFY(child.waitForFinished());
    const auto store = openStore(path());
    QCOMPARE(searched(*store).total, 100);
    test::store(*store, plainEvents(10));
    QCOMPARE(searched(*store).total, 110);
    QCOMPARE(textFrom(path(), "PRAGMA integrity_check"), "ok");
}

QTEST_GUILESS_MAIN(TestStoreProcesses)
#include "tst_storeprocesses.moc"
