// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/storehelp.h"
#include "views/timelinemodel.h"
#include "views/timelinerange.h"

#include <QRandomGenerator>
#include <QSignalSpy>

#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros noon = 1'774'785'600'000'000;    // 2026-03-29T12:00:00Z

std::vector<Event> eventsAt(const std::vector<Micros> &times, const QByteArray &name = "api.call")
{
    std::vector<Event> events = test::plainEvents(static_cast<int>(times.size()));
    for (size_t i = 0; i < times.size(); ++i) {
        events[i].identity.time = times[i];
        events[i].identity.name = name;
    }
    return events;
}

// So many events, a second apart.
std::vector<Micros> seconds(int count, Micros from = noon)
{
    std::vector<Micros> times;
    for (int i = 0; i < count; ++i)
        times.push_back(from + i * microsPerSecond);
    return times;
}

Histogram histogramOf(const std::vector<quint32> &counts)
{
    Histogram histogram;
    histogram.from = 0;
    histogram.bucket = microsPerHour;
    histogram.series.push_back({"a", false, 0, counts});
    return histogram;
}

qint64 shownEvents(const TimelineModel &model)
{
    const std::vector<qint64> totals = bucketTotals(model.histogram());
    return std::accumulate(totals.begin(), totals.end(), qint64{0});
}

}

class TestTimelineModel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void findsTheDensestRun_data();
    void findsTheDensestRun();
    void densestRunIsTheShortest();
    void leavesOutStrays();
    void keepsWhatIsSpread();

    void emptyStore();
    void oneEvent();
    void allAtTheSameTime();
    void strayFromLongAgo();
    void yearsApart();
    void nothingMatches();
    void selectionDoesNotChangeTheBars();
    void openSelections();
    void windowIsAskedFor();
    void windowStaysNearTheEvents();
    void fitsToSelectionThenToAll();
    void stacks();
    void togglesValues();
    void followsTheStore();
    void barsFollowTheRoom();
    void excludesValues();
    void wholeStaysWhileTheWindowMoves();
    void wholeHasStraysOnceAskedFor();
    void overviewGrowsSeldom();
    void overviewStaysWhileHeld();
    void extendsByWhatIsNeeded_data();
    void extendsByWhatIsNeeded();
    void manyMovesEndWithTheNewest();
    void singleMicroseconds();
    void barsOfAnyWindow();

private:
    void open(const std::vector<Event> &events);
    void settle();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<FilterState> m_state;
    std::unique_ptr<TimelineModel> m_model;
};

void TestTimelineModel::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestTimelineModel::cleanup()
{
    m_model.reset();
    m_state.reset();
    m_store.reset();
}

void TestTimelineModel::open(const std::vector<Event> &events)
{
    m_store = test::openStore(m_folder->filePath(u"timeline.eventscope"_s));
    if (!events.empty())
        test::store(*m_store, events);
    m_state = std::make_unique<FilterState>();
    m_model = std::make_unique<TimelineModel>(*m_store, *m_state);
    settle();
}

// Nothing is asked for any more.
void TestTimelineModel::settle()
{
    QTRY_VERIFY(!m_model->isLoading());
    QTRY_VERIFY(!m_model->isBusy());
}

void TestTimelineModel::findsTheDensestRun_data()
{
    QTest::addColumn<QList<int>>("counts");
    QTest::addColumn<int>("atLeast");
    QTest::addColumn<QList<int>>("run");

    QTest::newRow("one bucket") << QList<int>{0, 9, 0} << 9 << QList<int>{1, 1};
    QTest::newRow("all") << QList<int>{1, 1, 1} << 3 << QList<int>{0, 2};
    QTest::newRow("first of two") << QList<int>{5, 0, 5} << 5 << QList<int>{0, 0};
    QTest::newRow("shorter later") << QList<int>{3, 3, 0, 6} << 6 << QList<int>{3, 3};
    QTest::newRow("too many asked") << QList<int>{1, 1} << 3 << QList<int>{};
    QTest::newRow("nothing") << QList<int>{} << 1 << QList<int>{};
}

void TestTimelineModel::findsTheDensestRun()
{
    QFETCH(const QList<int>, counts);
    QFETCH(const int, atLeast);
    QFETCH(const QList<int>, run);
    const auto found = densestRun(std::vector<qint64>(counts.begin(), counts.end()), atLeast);
    QCOMPARE(found.has_value(), !run.isEmpty());
    if (found)
        QCOMPARE((QList<int>{found->first, found->last}), run);
}

void TestTimelineModel::densestRunIsTheShortest()
{
    QRandomGenerator random(3);
    for (int round = 0; round < 500; ++round) {
        std::vector<qint64> counts(static_cast<size_t>(1 + random.bounded(30)));
        for (qint64 &count : counts)
            count = random.bounded(3) ? random.bounded(5) : 0;
        const qint64 target = 1 + random.bounded(40);
        std::optional<int> shortest;
        for (size_t first = 0; first < counts.size(); ++first) {
            qint64 sum = 0;
            for (size_t last = first; last < counts.size(); ++last) {
                sum += counts[last];
                const int length = static_cast<int>(last - first);
                if (sum >= target && (!shortest || length < *shortest))
                    shortest = length;
            }
        }
        const auto found = densestRun(counts, target);
        QCOMPARE(found.has_value(), shortest.has_value());
        if (found)
            QCOMPARE(found->last - found->first, *shortest);
    }
}

void TestTimelineModel::leavesOutStrays()
{
    std::vector<quint32> counts(1000, 0);
    counts[0] = 1;
    counts[990] = 600;
    counts[991] = 400;
    QCOMPARE(withoutStrays(histogramOf(counts), 1001), (TimeRange{990 * microsPerHour, 992 * microsPerHour}));
    QVERIFY(!withoutStrays(histogramOf({1, 0, 0, 3}), 4));    // too few to call one a stray
}

void TestTimelineModel::keepsWhatIsSpread()
{
    QVERIFY(!withoutStrays(histogramOf(std::vector<quint32>(1000, 7)), 7000));
}

void TestTimelineModel::emptyStore()
{
    open({});
    QVERIFY(m_model->isEmptyStore());
    QVERIFY(!m_model->shown());
    QVERIFY(!m_model->extent());
    QVERIFY(m_model->histogram().series.empty());
    m_model->fit();
    m_model->showAll();
    m_model->show({0, 1});
    QVERIFY(!m_state->window());
}

void TestTimelineModel::oneEvent()
{
    open(eventsAt({noon}));
    QCOMPARE(m_model->shown()->span(), microsPerMinute);
    QVERIFY(m_model->shown()->contains(noon));
    QCOMPARE(shownEvents(*m_model), 1);
}

void TestTimelineModel::allAtTheSameTime()
{
    open(eventsAt(std::vector<Micros>(500, noon)));
    QCOMPARE(m_model->shown()->span(), microsPerMinute);
    QCOMPARE(shownEvents(*m_model), 500);
    QCOMPARE(m_model->outside(), 0);
}

void TestTimelineModel::strayFromLongAgo()
{
    std::vector<Micros> times = seconds(999);
    times.push_back(0);    // 1970
    open(eventsAt(times));
    QCOMPARE(m_model->outside(), 1);
    QCOMPARE(m_model->total(), 1000);
    QVERIFY(m_model->shown()->span() < 1100 * microsPerSecond);    // no more than these need
    QCOMPARE(shownEvents(*m_model), 999);

    m_model->showAll();
    settle();
    QVERIFY(m_model->shown()->contains(0));
    QVERIFY(m_model->shown()->contains(noon));
    QCOMPARE(m_model->outside(), 0);
    QCOMPARE(shownEvents(*m_model), 1000);
}

void TestTimelineModel::yearsApart()
{
    open(eventsAt({0, noon, allTime.to - 1}));
    QCOMPARE(shownEvents(*m_model), 3);
    QCOMPARE(m_model->extent(), (TimeRange{0, allTime.to}));
    QVERIFY(m_model->buckets().count <= 200);
}

void TestTimelineModel::nothingMatches()
{
    open(eventsAt(seconds(5)));
    m_state->setFilter(test::filterOf("name:nowhere"));
    settle();
    QCOMPARE(m_model->total(), 0);
    QVERIFY(!m_model->isEmptyStore());
    QVERIFY(m_model->histogram().series.empty());
}

void TestTimelineModel::selectionDoesNotChangeTheBars()
{
    open(eventsAt(seconds(600)));
    const TimeRange range{noon + 60 * microsPerSecond, noon + 120 * microsPerSecond};
    m_model->select(range);
    settle();
    QCOMPARE(m_model->selection(), range);
    QCOMPARE(m_state->filter().timeFrom(), range.from);
    QCOMPARE(m_state->filter().timeTo(), range.to);
    QCOMPARE(shownEvents(*m_model), 600);
    m_model->clearSelection();
    QVERIFY(!m_model->selection());
    QVERIFY(m_state->filter().matchesAll());
}

void TestTimelineModel::openSelections()
{
    open(eventsAt(seconds(600)));
    m_state->setFilter(EventFilter().withTime(noon + 10, {}));
    QCOMPARE(m_model->selection(), (TimeRange{noon + 10, m_model->extent()->to}));
    m_state->setFilter(EventFilter().withTime({}, noon + 10));
    QCOMPARE(m_model->selection(), (TimeRange{noon, noon + 10}));
    m_state->setFilter(EventFilter().withTime({}, noon - microsPerHour));    // before anything
    QVERIFY(m_model->selection()->span() >= 0);
}

void TestTimelineModel::windowIsAskedFor()
{
    open(eventsAt(seconds(600)));
    m_model->show({noon, noon + 60 * microsPerSecond});
    settle();
    QCOMPARE(m_model->shown(), (TimeRange{noon, noon + 60 * microsPerSecond}));
    QVERIFY(shownEvents(*m_model) >= 60 && shownEvents(*m_model) <= 62);
}

void TestTimelineModel::windowStaysNearTheEvents()
{
    open(eventsAt(seconds(600)));
    const Micros span = comfortable(m_model->extent()->from, m_model->extent()->to - 1).span();
    m_model->show(allTime);
    QCOMPARE(m_model->shown()->span(), 2 * span);
    QVERIFY(m_model->shown()->contains(noon));
    m_model->show({noon + 900 * microsPerDay, noon + 901 * microsPerDay});
    QVERIFY(m_model->shown()->from <= m_model->extent()->to);
}

void TestTimelineModel::fitsToSelectionThenToAll()
{
    open(eventsAt(seconds(600)));
    const std::optional<TimeRange> all = m_model->shown();
    m_model->select({noon + 60 * microsPerSecond, noon + 120 * microsPerSecond});
    m_model->fit();
    QVERIFY(m_model->shown()->span() < 70 * microsPerSecond);
    m_model->fit();
    QVERIFY(!m_state->window());
    QCOMPARE(m_model->shown(), all);
}

void TestTimelineModel::stacks()
{
    std::vector<Event> events = eventsAt(seconds(9), "a");
    for (const Event &event : eventsAt(seconds(3), "b"))
        events.push_back(event);
    open(events);
    QCOMPARE(m_model->histogram().series.size(), size_t{2});
    QCOMPARE(m_model->histogram().series[0].value, "a");
    QCOMPARE(m_model->histogram().series[0].total, 9);
    m_model->setStack(HistogramSpec::Stack::Service);
    settle();
    QCOMPARE(m_model->histogram().series.size(), size_t{1});
    QCOMPARE(m_model->histogram().series[0].value, "svc");
    QCOMPARE(shownEvents(*m_model), 12);
}

void TestTimelineModel::togglesValues()
{
    open(eventsAt(seconds(3), "a*b"));
    m_model->toggleValue("a*b", false);
    QCOMPARE(m_state->filter().values(Field::Name), QList<QByteArray>{literal("a*b")});
    m_model->toggleValue("c", true);
    QCOMPARE(m_model->chosenValues().size(), 2);
    m_model->toggleValue("c", false);
    QCOMPARE(m_model->chosenValues(), QList<QByteArray>{"c"});
    m_model->toggleValue("c", false);
    QVERIFY(m_state->filter().matchesAll());
    m_model->toggleValue("c", true);
    m_model->toggleValue("c", true);
    QVERIFY(m_state->filter().matchesAll());
}

void TestTimelineModel::followsTheStore()
{
    open(eventsAt(seconds(5)));
    test::store(*m_store, eventsAt(seconds(7)));
    QTRY_COMPARE(m_model->total(), 12);
    QTRY_COMPARE(shownEvents(*m_model), 12);
    test::valueOf(m_store->remove({0, 1}));
    QTRY_COMPARE(shownEvents(*m_model), 10);
}

void TestTimelineModel::barsFollowTheRoom()
{
    open(eventsAt(seconds(600)));
    m_model->setRoom(20);
    settle();
    QTRY_VERIFY(m_model->buckets().count <= 20);
    m_model->setRoom(1000);
    settle();
    QTRY_VERIFY(m_model->buckets().count > 500);
}

void TestTimelineModel::excludesValues()
{
    std::vector<Event> events = eventsAt(seconds(9), "a*");
    for (const Event &event : eventsAt(seconds(3), "b"))
        events.push_back(event);
    open(events);
    m_model->toggleValue("a*", false);
    m_model->excludeValue("a*");
    QVERIFY(m_model->chosenValues().isEmpty());
    QCOMPARE(m_state->filter().values(Field::Name, true), QList<QByteArray>{literal("a*")});
    settle();
    QCOMPARE(shownEvents(*m_model), 3);
    m_model->excludeValue("a*");
    QCOMPARE(m_state->filter().values(Field::Name, true).size(), 1);
}

void TestTimelineModel::wholeStaysWhileTheWindowMoves()
{
    open(eventsAt(seconds(600)));
    const std::optional<TimeRange> whole = m_model->whole();
    const std::vector<qint64> counts = m_model->wholeCounts().counts;
    QCOMPARE(std::accumulate(counts.begin(), counts.end(), qint64{0}), 600);
    QVERIFY(whole->contains(noon) && whole->contains(noon + 599 * microsPerSecond));
    m_model->show({noon, noon + microsPerSecond});
    settle();
    QCOMPARE(m_model->whole(), whole);
    QCOMPARE(m_model->wholeCounts().counts, counts);
}

void TestTimelineModel::wholeHasStraysOnceAskedFor()
{
    std::vector<Micros> times = seconds(999);
    times.push_back(0);
    open(eventsAt(times));
    const auto counted = [this] {
        const std::vector<qint64> &counts = m_model->wholeCounts().counts;
        return std::accumulate(counts.begin(), counts.end(), qint64{0});
    };
    QVERIFY(!m_model->whole()->contains(0));
    QCOMPARE(counted(), 999);
    m_model->showAll();
    QVERIFY(m_model->whole()->contains(0));
    QCOMPARE(counted(), 1000);
    m_model->fit();
    QVERIFY(!m_model->whole()->contains(0));
}

void TestTimelineModel::overviewGrowsSeldom()
{
    open(eventsAt(seconds(600)));
    QSet<QPair<Micros, Micros>> seen;
    for (int i = 0; i < 8; ++i) {
        test::store(*m_store, eventsAt({noon + (600 + i * 15) * microsPerSecond}));
        QTRY_COMPARE(m_model->total(), 601 + i);
        settle();
        seen.insert({m_model->shown()->from, m_model->shown()->to});
        QCOMPARE(shownEvents(*m_model), 601 + i);
    }
    QVERIFY(seen.size() <= 3);
    m_model->fit();
    QCOMPARE(m_model->shown(), comfortable(noon, noon + 705 * microsPerSecond));
}

void TestTimelineModel::overviewStaysWhileHeld()
{
    open(eventsAt(seconds(600)));
    const std::optional<TimeRange> shown = m_model->shown();
    m_model->setHeld(true);
    test::store(*m_store, eventsAt({noon + 900 * microsPerSecond}));
    QTRY_COMPARE(m_model->total(), 601);
    settle();
    QCOMPARE(m_model->shown(), shown);
    m_model->setHeld(false);
    test::store(*m_store, eventsAt({noon + 901 * microsPerSecond}));
    QTRY_COMPARE(m_model->total(), 602);
    settle();
    QVERIFY(m_model->shown()->contains(noon + 901 * microsPerSecond));
}

void TestTimelineModel::extendsByWhatIsNeeded_data()
{
    QTest::addColumn<QList<qint64>>("shown");
    QTest::addColumn<QList<qint64>>("events");
    QTest::addColumn<QList<qint64>>("expected");

    const qint64 hour = microsPerHour;
    QTest::newRow("enough") << QList{0 * hour, 8 * hour} << QList{hour, 8 * hour} << QList{0 * hour, 8 * hour};
    QTest::newRow("later") << QList{0 * hour, 8 * hour} << QList{hour, 9 * hour} << QList{0 * hour, 10 * hour};
    QTest::newRow("earlier") << QList{0 * hour, 8 * hour} << QList{-hour, 8 * hour}
                             << QList{-2 * hour - hour / 8, 8 * hour};
    QTest::newRow("far too much") << QList{0 * hour, 100 * hour} << QList{hour, 2 * hour}
                                  << QList{hour - (hour - 1) / 50, 2 * hour - 1 + (hour - 1) / 50};
}

void TestTimelineModel::extendsByWhatIsNeeded()
{
    QFETCH(const QList<qint64>, shown);
    QFETCH(const QList<qint64>, events);
    QFETCH(const QList<qint64>, expected);
    QCOMPARE(extended({shown[0], shown[1]}, {events[0], events[1]}), (TimeRange{expected[0], expected[1]}));
}

void TestTimelineModel::manyMovesEndWithTheNewest()
{
    open(eventsAt(seconds(600)));
    const TimeRange all = *m_model->shown();
    for (int i = 1; i <= 300; ++i) {
        m_model->show({all.from + i * microsPerSecond, all.to - i * microsPerSecond / 4});
        if (i % 10 == 0)
            QCoreApplication::processEvents();
    }
    settle();
    const TimeRange shown = *m_model->shown();
    QCOMPARE(m_model->buckets(), bucketsFor(shown, 200, QTimeZone::utc()));
    QCOMPARE(m_model->histogram().from, m_model->buckets().from);
}

void TestTimelineModel::singleMicroseconds()
{
    open(eventsAt({noon, noon + 1, noon + 1, noon + 3, noon + microsPerSecond}));
    m_model->show({noon - 2, noon + 18});
    settle();
    QCOMPARE(m_model->shown(), (TimeRange{noon - 2, noon + 18}));
    QCOMPARE(m_model->buckets().width, 1);
    const std::vector<qint64> totals = bucketTotals(m_model->histogram());
    const auto count = [&](Micros time) { return totals.at(static_cast<size_t>(m_model->buckets().indexOf(time))); };
    QCOMPARE(count(noon - 1), 0);
    QCOMPARE(count(noon), 1);
    QCOMPARE(count(noon + 1), 2);
    QCOMPARE(count(noon + 3), 1);
}

// Every bar holds the events of its time, whatever is looked at.
void TestTimelineModel::barsOfAnyWindow()
{
    QRandomGenerator random(4);
    std::vector<Micros> times;
    for (int i = 0; i < 2000; ++i)
        times.push_back(noon + static_cast<Micros>(std::pow(10.0, random.generateDouble() * 13)));
    open(eventsAt(times));
    for (int round = 0; round < 15; ++round) {
        const Micros from = times[static_cast<size_t>(random.bounded(2000))] - random.bounded(1000);
        m_model->setRoom(1 + random.bounded(600));
        m_model->show({from, from + static_cast<Micros>(std::pow(10.0, 1 + random.generateDouble() * 12))});
        settle();
        std::vector<qint64> expected(static_cast<size_t>(m_model->buckets().count), 0);
        for (const Micros time : times) {
            if (m_model->buckets().all().contains(time))
                ++expected[static_cast<size_t>(m_model->buckets().indexOf(time))];
        }
        std::vector<qint64> totals = bucketTotals(m_model->histogram());
        totals.resize(expected.size());    // none at all where there is no event
        QCOMPARE(totals, expected);
    }
}

}

QTEST_GUILESS_MAIN(eventscope::TestTimelineModel)
#include "tst_timelinemodel.moc"
