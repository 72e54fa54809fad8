// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/storehelp.h"
#include "views/eventmarks.h"
#include "views/lanemodel.h"

#include <QSignalSpy>

#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros noon = 1'774'785'600'000'000;    // 2026-03-29T12:00:00Z

// An event a second; the first of so many users has the most.
std::vector<Event> events(int count, int users)
{
    std::vector<Event> events = test::plainEvents(count);
    for (int i = 0; i < count; ++i) {
        Event &event = events[static_cast<std::size_t>(i)];
        event.identity.time = noon + i * microsPerSecond;
        event.identity.user = "u" + QByteArray::number(i % 4 == 0 ? 0 : i % users);
    }
    return events;
}

}

class TestLaneModel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void asksNothingUnlessLookedAt();
    void emptyStore();
    void showsLanesOfTheFilter();
    void fieldsAndOrders();
    void pagesAroundWhatIsInView();
    void marksLieOnTheirTimes();
    void bucketsKeepTheirPlaces();
    void littlePanningAsksNothing();
    void keepsTheLastAnswer();
    void newestWins();
    void followsTheStore();
    void heldLanesKeepTheirPlaces();
    void asksAgainWhenPropertiesStandElsewhere();
    void namesServices();
    void filtersByLane_data();
    void filtersByLane();
    void showsAllOfALane();

    void marksTwoEvents();
    void tellsDeltas_data();
    void tellsDeltas();

private:
    void open(const std::vector<Event> &events);
    void settle();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<FilterState> m_state;
    std::unique_ptr<LaneModel> m_model;
};

void TestLaneModel::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestLaneModel::cleanup()
{
    m_model.reset();
    m_state.reset();
    m_store.reset();
}

// Looked at: twenty lanes, 1,000 seconds on 1,000 pixels.
void TestLaneModel::open(const std::vector<Event> &events)
{
    m_store = test::openStore(m_folder->filePath(u"lanes.eventscope"_s));
    if (!events.empty())
        test::store(*m_store, events);
    QCoreApplication::processEvents();
    m_state = std::make_unique<FilterState>();
    m_model = std::make_unique<LaneModel>(*m_store, *m_state);
    m_model->setRange({noon, noon + 1000 * microsPerSecond}, 1000, 10);
    m_model->setVisible(0, 20);
    m_model->setActive(true);
    settle();
}

void TestLaneModel::settle()
{
    QVERIFY(QTest::qWaitFor([this] { return !m_model->isBusy(); }));
}

void TestLaneModel::asksNothingUnlessLookedAt()
{
    open(events(50, 5));
    m_model->setActive(false);
    m_state->setFilter(test::filterOf("user:u0"));
    m_model->setVisible(3, 100);
    test::store(*m_store, events(10, 3));
    QTest::qWait(5);
    QVERIFY(!m_model->isBusy());
    m_model->setActive(true);
    QVERIFY(m_model->isBusy());
    settle();
    QCOMPARE(m_model->lanes(), 1);
}

void TestLaneModel::emptyStore()
{
    open({});
    QCOMPARE(m_model->lanes(), 0);
    QVERIFY(m_model->isEmptyStore());
    QVERIFY(!m_model->isLoading());
    QVERIFY(!m_model->lane(0));
}

void TestLaneModel::showsLanesOfTheFilter()
{
    open(events(500, 9));
    QCOMPARE(m_model->lanes(), 9);
    const qint64 all = m_model->lane(0)->total;
    m_state->setFilter(test::filterOf("tenant:tenant1"));
    settle();
    QVERIFY(m_model->lane(0)->total < all);
    m_state->setFilter(test::filterOf("user:u3,u4"));
    settle();
    QCOMPARE(m_model->lanes(), 2);
    m_state->setFilter(test::filterOf("user:nobody"));
    settle();
    QCOMPARE(m_model->lanes(), 0);
    QVERIFY(!m_model->isEmptyStore());
}

void TestLaneModel::fieldsAndOrders()
{
    open(events(500, 9));
    m_model->setOrder(LaneSpec::Order::Value);
    QVERIFY(!m_model->lane(0));    // the old ones would stand in wrong places
    settle();
    QCOMPARE(m_model->lane(0)->value, "u0");
    QCOMPARE(m_model->lane(8)->value, "u8");
    m_model->setField(Field::Name);
    settle();
    QCOMPARE(m_model->lanes(), 5);
    QCOMPARE(m_model->lane(4)->value, "name4");
    m_model->setField(Field::Tenant);
    settle();
    QCOMPARE(m_model->lane(2)->value, "tenant2");
    m_model->setField(Field::Service);
    settle();
    QCOMPARE(m_model->lane(0)->value, "svc");
}

void TestLaneModel::pagesAroundWhatIsInView()
{
    std::vector<Event> many = events(3000, 1);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i].identity.user = "u" + QByteArray::number(i);
    open(many);
    QCOMPARE(m_model->lanes(), 3000);
    QVERIFY(m_model->lane(19));
    QVERIFY(!m_model->lane(2000));
    m_model->setVisible(2000, 20);
    settle();
    for (qsizetype lane = 2000; lane < 2020; ++lane)
        QVERIFY(m_model->lane(lane));
    QVERIFY(!m_model->lane(0));
    m_model->setVisible(2010, 20);
    QVERIFY(!m_model->isBusy());    // beside what was in view
    m_model->setVisible(2990, 20);
    settle();
    QVERIFY(m_model->lane(2999));
    QVERIFY(!m_model->lane(3000));
    QVERIFY(!m_model->lane(-1));
}

void TestLaneModel::marksLieOnTheirTimes()
{
    open(events(900, 7));
    qint64 marked = 0;
    for (qsizetype index = 0; index < 7; ++index) {
        const Lane *lane = m_model->lane(index);
        for (const Lane::Mark &mark : lane->marks) {
            QVERIFY(m_model->timeOf(mark).contains(m_model->columns().time(mark.row)));
            QCOMPARE(m_model->columns().userText(m_model->columns().user(mark.row)), lane->value);
            marked += mark.count;
        }
    }
    QCOMPARE(marked, 900);
    QCOMPARE(m_model->bucket(), 10 * microsPerSecond);
}

void TestLaneModel::bucketsKeepTheirPlaces()
{
    open(events(900, 7));
    for (const Micros shift : {7, 311, 500, 900}) {
        const Micros from = noon + shift * microsPerSecond;
        m_model->setRange({from, from + 1000 * microsPerSecond}, 1000, 10);
        settle();
        QCOMPARE(m_model->bucket(), 10 * microsPerSecond);
        QCOMPARE(m_model->from() % m_model->bucket(), 0);
        QVERIFY(m_model->from() <= from);
    }
}

void TestLaneModel::littlePanningAsksNothing()
{
    open(events(900, 7));
    m_model->setRange({noon + 100 * microsPerSecond, noon + 1100 * microsPerSecond}, 1000, 10);
    QVERIFY(!m_model->isBusy());
    m_model->setRange({noon + 300 * microsPerSecond, noon + 1300 * microsPerSecond}, 1000, 10);
    QVERIFY(m_model->isBusy());
    settle();
    m_model->setRange({noon + 400 * microsPerSecond, noon + 900 * microsPerSecond}, 1000, 10);
    QVERIFY(m_model->isBusy());    // zoomed: other buckets
}

void TestLaneModel::keepsTheLastAnswer()
{
    open(events(500, 9));
    m_state->setFilter(test::filterOf("user:u3"));
    QVERIFY(m_model->isBusy());
    QCOMPARE(m_model->lanes(), 9);
    QVERIFY(m_model->lane(8));
    settle();
    QCOMPARE(m_model->lanes(), 1);
}

void TestLaneModel::newestWins()
{
    open(events(500, 9));
    const QSignalSpy answers(m_model.get(), &LaneModel::changed);
    for (const char *filter : {"user:u1", "user:u2", "/n:3", "user:u4,u5"})
        m_state->setFilter(test::filterOf(filter));
    settle();
    QCOMPARE(m_model->lanes(), 2);
    QCOMPARE(answers.size(), 1);
}

void TestLaneModel::followsTheStore()
{
    open(events(500, 9));
    const qint64 before = m_model->lane(0)->total;
    Event late = test::plainEvent(0);
    late.identity.time = noon;
    late.identity.user = "u0";
    test::store(*m_store, {late, late, late});
    QVERIFY(QTest::qWaitFor([&] { return m_model->lane(0)->total == before + 3; }));
    test::valueOf(m_store->remove({500, 501}));
    QVERIFY(QTest::qWaitFor([&] { return m_model->lane(0)->total == before + 1; }));
}

void TestLaneModel::heldLanesKeepTheirPlaces()
{
    open(events(60, 6));
    QByteArrayList before;
    for (qsizetype i = 0; i < m_model->lanes(); ++i)
        before << m_model->lane(i)->value;
    const QByteArray last = before.last();
    std::vector<Event> more = events(50, 1);
    for (Event &event : more)
        event.identity.user = last;
    more.back().identity.user = "new";

    m_model->setHeld(true);
    test::store(*m_store, more);
    QVERIFY(QTest::qWaitFor([&] { return m_model->lanes() == 7; }));
    for (qsizetype i = 0; i < before.size(); ++i)
        QCOMPARE(m_model->lane(i)->value, before[i]);
    QVERIFY(m_model->lane(5)->total > 50);    // the counts are those of now
    QCOMPARE(m_model->lane(6)->value, "new");

    m_model->setHeld(false);
    settle();
    QCOMPARE(m_model->lane(0)->value, last);

    m_model->setHeld(true);
    m_state->setFilter(EventFilter().withValues(Field::User, {last}, true));
    settle();
    QCOMPARE(m_model->lane(0)->value, "u0");    // another question has an order of its own
}

void TestLaneModel::asksAgainWhenPropertiesStandElsewhere()
{
    std::vector<Event> some = events(20, 4);
    some[7].text = R"({"traits":{"plan":"pro"}})";
    open(some);
    m_state->setFilter(test::filterOf("props.plan:pro"));
    settle();
    QCOMPARE(m_model->lanes(), 0);
    m_store->setPropertyPlaces({"/traits"});
    QVERIFY(QTest::qWaitFor([&] { return m_model->lanes() == 1; }));
}

void TestLaneModel::namesServices()
{
    open(events(20, 4));
    QCOMPARE(m_model->serviceTitle("svc"), u"svc"_s);
    const QSignalSpy changed(m_model.get(), &LaneModel::changed);
    m_model->setServiceTitles({{"svc", u"The Service"_s}});
    QCOMPARE(m_model->serviceTitle("svc"), u"The Service"_s);
    QCOMPARE(changed.size(), 1);
}

void TestLaneModel::filtersByLane_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("plain") << QByteArray("u1");
    QTest::newRow("wildcards") << QByteArray("u*?");
    QTest::newRow("backslash") << QByteArray("u\\1");
    QTest::newRow("quotes, commas") << QByteArray("a \"b\", c");
    QTest::newRow("none") << QByteArray();
}

void TestLaneModel::filtersByLane()
{
    QFETCH(QByteArray, value);
    std::vector<Event> some = events(40, 4);
    for (int i = 0; i < 3; ++i)
        some[static_cast<std::size_t>(i)].identity.user = value;
    some[20].identity.user = "u**";
    open(some);
    const qint64 lanes = m_model->lanes();
    m_model->filterFor(value);
    settle();
    QCOMPARE(m_model->lanes(), 1);
    QCOMPARE(m_model->lane(0)->value, value);
    m_model->filterOut(value);
    settle();
    QCOMPARE(m_model->lanes(), lanes - 1);
    const auto again = EventFilter::parse(m_state->filter().text(), 0);
    QVERIFY(again && *again == m_state->filter());
}

void TestLaneModel::showsAllOfALane()
{
    open(events(500, 9));
    const EventFilter time = EventFilter().withTime(noon, noon + 100 * microsPerSecond);
    m_state->setFilter(test::filterOf("name:name2 -user:u4 is:invalid").with(time));
    settle();
    m_model->showOnly("u4");
    QCOMPARE(m_state->filter(), test::filterOf("user:u4").with(time));
    settle();
    QCOMPARE(m_model->lanes(), 1);
}

void TestLaneModel::marksTwoEvents()
{
    open(events(50, 4));
    const Columns &columns = m_store->columns();
    EventMarks marks;
    QSignalSpy changed(&marks, &EventMarks::changed);
    marks.clear();
    QCOMPARE(changed.size(), 0);
    marks.toggle(4);
    QVERIFY(marks.isMarked(4) && !marks.second() && !marks.delta(columns));
    marks.toggle(10);
    QCOMPARE(marks.delta(columns), 6 * microsPerSecond);
    marks.toggle(1);    // in the place of the second
    QVERIFY(!marks.isMarked(10));
    QCOMPARE(marks.delta(columns), -3 * microsPerSecond);
    marks.toggle(4);    // what was the second is the first now
    QCOMPARE(marks.first(), 1);
    QVERIFY(!marks.second());
    marks.toggle(20);
    marks.toggle(20);
    QCOMPARE(marks.first(), 1);
    QCOMPARE(changed.size(), 6);
    marks.clear();
    QVERIFY(!marks.first() && !marks.isMarked(1));
    QCOMPARE(changed.size(), 7);
}

void TestLaneModel::tellsDeltas_data()
{
    QTest::addColumn<Micros>("delta");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << Micros(0) << u"0 s"_s;
    QTest::newRow("microsecond") << Micros(1) << u"1 µs"_s;
    QTest::newRow("milliseconds") << Micros(250'000) << u"250 ms"_s;
    QTest::newRow("parts of one") << Micros(1'500) << u"1.5 ms"_s;
    QTest::newRow("before") << Micros(-250'000) << u"-250 ms"_s;
    QTest::newRow("seconds") << Micros(1'250'000) << u"1.25 s"_s;
    QTest::newRow("a minute") << Micros(60'000'000) << u"1 min"_s;
    QTest::newRow("all") << Micros(3'723'000'004) << u"1 h 2 min 3.000004 s"_s;
    QTest::newRow("days") << Micros(86'400'000'000 * 3 + 1'000'000) << u"3 d 1 s"_s;
    QTest::newRow("the shortest") << std::numeric_limits<Micros>::min() << u"-106751991 d 4 h 54.775808 s"_s;
}

void TestLaneModel::tellsDeltas()
{
    QFETCH(Micros, delta);
    QFETCH(QString, text);
    QCOMPARE(deltaText(delta), text);
}

}

QTEST_GUILESS_MAIN(eventscope::TestLaneModel)
#include "tst_lanemodel.moc"
