// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <set>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// Searching, fetching and writing at once, from many threads.
class TestStoreThreads : public QObject {
    Q_OBJECT

private slots:
    void init();
    void liveTailLosesAndRepeatsNothing();
    void removalsAgainstSearches();
    void destructionWritesWhatWasQueued();
    void destructionEndsWhatIsRead();
    void cancelledSearchEnds();
    void newestPageFirst();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
};

namespace {

constexpr int batchEvents = 10;

std::vector<Event> batchOf(int writer, int number)
{
    std::vector<Event> events = plainEvents(batchEvents, number * batchEvents);
    for (Event &event : events) {
        event.identity.tenant = "batch-" + QByteArray::number(writer) + '-' + QByteArray::number(number);
        event.identity.user = "writer-" + QByteArray::number(writer);
    }
    return events;
}

}

void TestStoreThreads::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestStoreThreads::liveTailLosesAndRepeatsNothing()
{
    constexpr int writers = 2;
    constexpr int batches = 60;
    const auto store = openStore(path());
    Row heard = 0;
    bool gapless = true;
    QObject::connect(store.get(), &EventStore::appended, store.get(), [&](Row from, Row to) {
        gapless = gapless && from == heard && to > from;
        heard = to;
    });
    std::atomic<int> writing = writers;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            const bool capture = writer == 0;
            const OriginId origin = valueOf(store->begin({capture ? u"capture"_s : u"import"_s, u"w"_s, {}}));
            if (capture)
                valueOf(store->complete(origin));
            for (int i = 0; i < batches; ++i)
                valueOf(store->append(origin, batchOf(writer, i)));
            if (!capture)
                valueOf(store->complete(origin));
            --writing;
        });
    }
    std::atomic<int> faults = 0;
    for (int reader = 0; reader < 2; ++reader) {
        threads.emplace_back([&, reader] {
            qint64 last = 0;
            SearchSpec spec;
            spec.facets = {{Field::Tenant, 0}};
            while (writing > 0) {
                const SearchResult result =
                    searched(*store, reader == 0 ? filterOf("user:writer-*") : filterOf("/n:0..1000000"), spec);
                const std::set<Row> distinct(result.rows.begin(), result.rows.end());
                if (distinct.size() != result.rows.size() || result.total != qint64(result.rows.size()) ||
                    result.total < last || (!distinct.empty() && *distinct.rbegin() >= result.seen))
                    ++faults;
                for (const Facet::Value &value : result.facets[0].values)
                    faults += value.count != batchEvents;    // a transaction is seen whole or not at all
                last = result.total;
                if (!result.rows.empty())
                    faults += valueOf(store->fetch({result.rows.back()})).size() != 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(faults, 0);
    QCOMPARE(searched(*store).total, writers * batches * batchEvents);
    QTRY_COMPARE(heard, Row(writers * batches * batchEvents));
    QVERIFY(gapless);
}

void TestStoreThreads::removalsAgainstSearches()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(5000));
    std::atomic<bool> done = false;
    std::thread reader([&] {
        while (!done) {
            const SearchResult result = searched(*store);
            if (result.total != qint64(result.rows.size()) || result.total < 4900)
                qFatal("a search saw what cannot be");
        }
    });
    for (int i = 0; i < 20; ++i) {
        std::vector<Row> rows;
        for (Row row = 0; row < 100; ++row)
            rows.push_back(row * 50 + static_cast<Row>(i));
        const auto removal = valueOf(store->remove(rows));
        if (removal.events != 100)
            qFatal("not all were removed");
        valueOf(store->restore(removal));
    }
    done = true;
    reader.join();
    QCOMPARE(store->columns().visible(), 5000);
}

void TestStoreThreads::destructionWritesWhatWasQueued()
{
    QFuture<Result<Origin>> completed;
    {
        const auto store = openStore(path());
        const OriginId origin = valueOf(store->begin({u"import"_s, u"a"_s, {}}));
        for (int i = 0; i < 50; ++i)
            std::ignore = store->append(origin, plainEvents(200, i * 200));
        completed = store->complete(origin);
    }
    QVERIFY(completed.isFinished());
    QVERIFY_RESULT(completed.result());
    const auto store = openStore(path());
    QCOMPARE(searched(*store).total, 10'000);
}

void TestStoreThreads::destructionEndsWhatIsRead()
{
    std::vector<QFuture<Result<SearchResult>>> searches;
    std::vector<QFuture<Result<std::vector<StoredEvent>>>> fetches;
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(20'000));
        std::vector<Row> rows(20'000);
        std::iota(rows.begin(), rows.end(), Row(0));
        for (int i = 0; i < 20; ++i) {
            searches.push_back(store->search(filterOf("zzz")));
            fetches.push_back(store->fetch(rows));
        }
    }
    for (const auto &search : searches)
        QVERIFY(search.isFinished());
    for (const auto &fetch : fetches)
        QVERIFY(fetch.isFinished());
}

void TestStoreThreads::cancelledSearchEnds()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(20'000));
    std::vector<QFuture<Result<SearchResult>>> searches;
    for (int i = 0; i < 30; ++i)
        searches.push_back(store->search(filterOf("zzz")));
    for (auto &search : searches)
        search.cancel();
    for (auto &search : searches) {
        search.waitForFinished();
        QVERIFY(search.isCanceled());
    }
    QCOMPARE(searched(*store, filterOf("/n:7")).total, 1);
}

void TestStoreThreads::newestPageFirst()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(5000));
    std::vector<Row> rows(200'000);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = static_cast<Row>(i % 5000);
    auto old = store->fetch(rows);
    const auto page = valueOf(store->fetch({4, 2}));
    QVERIFY(!old.isFinished());
    QCOMPARE(page[0].event.text, "{\"n\":4}");
    QCOMPARE(page[1].event.text, "{\"n\":2}");
    const auto all = valueOf(old);
    QCOMPARE(all.size(), rows.size());
    QCOMPARE(all.back().event.text, "{\"n\":4999}");
}

QTEST_GUILESS_MAIN(TestStoreThreads)
#include "tst_storethreads.moc"
