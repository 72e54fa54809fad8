// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "eventworld.h"
#include "testmain.h"
#include "views/eventtablemodel.h"
#include "views/filteredits.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestEventTableModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void listsWhatTheFilterLeaves();
    void sortsByEachKey_data();
    void sortsByEachKey();
    void tellsArrivalsAsInsertions();
    void tellsRemovalsAndRestoration();
    void neverStarvesUnderSteadyArrivals();
    void findsPositions();
    void streamsWhatNeedsPayloads();
    void keepsWhatAnEndedSearchFound();
    void fetchesPayloadPaths();
    void keepsItsPagesSmall();
    void filtersForEachCell();
    void writesTimesInEachStyle();
    void changesColumns();
    void cancelsASearch();
};

namespace {

using Kind = TableColumn::Kind;

struct Subject {
    explicit Subject(int events)
        : world(events)
        , model(*world.store, world.state, [] { return test::worldStart + microsPerDay; })
        , tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
    {
        settle();
    }

    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return model.isAnswered() && !model.isSearching(); }));
    }
    void settle(int rows) { QTRY_COMPARE(model.rowCount(), rows); }
    QString text(int row, int column) { return model.data(model.index(row, column), Qt::DisplayRole).toString(); }

    test::EventWorld world;
    EventTableModel model;
    QAbstractItemModelTester tester;
};

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, test::worldStart);
    return filter ? *filter : EventFilter();
}

}

void TestEventTableModel::listsWhatTheFilterLeaves()
{
    Subject s(500);
    QCOMPARE(s.model.rowCount(), 500);
    for (const QString &text : {u"tenant:acme"_s, u"-tenant:acme is:invalid,warning"_s, u"user:user_1*"_s,
             u"name:page.view service:beta"_s, u"n49"_s, u"/string_props/model:m2"_s, u"tenant:nobody"_s}) {
        const EventFilter filter = parsed(text);
        int expected = 0;
        for (int n = 0; n < 500; ++n)
            expected += filter.matches(test::worldEvent(n), "march.ndjson") ? 1 : 0;
        s.world.state.setFilter(filter);
        s.settle();
        QCOMPARE(s.model.rowCount(), expected);
    }
}

void TestEventTableModel::sortsByEachKey_data()
{
    QTest::addColumn<SortKey>("key");
    for (const TableColumn &column : builtInColumns())
        QTest::newRow(qPrintable(columnId(column))) << orderBy(column).key;
}

void TestEventTableModel::sortsByEachKey()
{
    QFETCH(SortKey, key);
    Subject s(200);
    const Columns &columns = s.world.store->columns();
    const auto valueOf = [&](Row row) -> QVariant {
        switch (key) {
        case SortKey::Arrival:
            return columns.id(row);
        case SortKey::Time:
            return qlonglong(columns.time(row));
        case SortKey::Tenant:
            return QString::fromUtf8(columns.tenantText(columns.tenant(row)));
        case SortKey::User:
            return QString::fromUtf8(columns.userText(columns.user(row)));
        case SortKey::Name:
            return QString::fromUtf8(columns.nameText(columns.name(row)));
        case SortKey::Service:
            return QString::fromUtf8(columns.serviceText(columns.service(row)));
        case SortKey::Verdict:
            return static_cast<int>(columns.verdict(row));
        case SortKey::Size:
            return columns.bytes(row);
        case SortKey::Received:
            return qlonglong(columns.received(row));
        case SortKey::Origin:
        case SortKey::Rules:
        case SortKey::Path:
            break;
        }
        return {};
    };
    for (const bool descending : {false, true}) {
        s.model.setOrders({{key, descending, {}}});
        s.settle();
        for (int i = 1; i < s.model.rowCount(); ++i) {
            const auto order = QVariant::compare(valueOf(s.model.rowAt(i - 1)), valueOf(s.model.rowAt(i)));
            QVERIFY(order != (descending ? QPartialOrdering::Less : QPartialOrdering::Greater));
        }
    }
}

void TestEventTableModel::tellsArrivalsAsInsertions()
{
    Subject s(100);
    const QPersistentModelIndex kept = s.model.index(10, 0);
    const Row row = s.model.rowAt(10);
    QSignalSpy resets(&s.model, &QAbstractItemModel::modelReset);
    s.world.add(100, 130);
    s.settle(130);
    QCOMPARE(resets.count(), 0);
    QVERIFY(kept.isValid());
    QCOMPARE(s.model.rowAt(kept.row()), row);
    QCOMPARE(kept.row(), 40);    // newest first
}

void TestEventTableModel::tellsRemovalsAndRestoration()
{
    Subject s(60);
    const QPersistentModelIndex kept = s.model.index(30, 0);
    const Row row = s.model.rowAt(30);
    const auto removal = s.world.store->remove({s.model.rowAt(3), s.model.rowAt(4), s.model.rowAt(50)}).result();
    QVERIFY_RESULT(removal);
    s.settle(57);
    QCOMPARE(kept.row(), 28);
    QCOMPARE(s.model.rowAt(kept.row()), row);
    QVERIFY_RESULT(s.world.store->restore(*removal).result());
    s.settle(60);
    QCOMPARE(kept.row(), 30);
}

// Searches that news would throw away never end when news never end.
void TestEventTableModel::neverStarvesUnderSteadyArrivals()
{
    Subject s(10);
    for (int i = 1; i <= 20; ++i) {
        s.world.add(i * 10, i * 10 + 10);
        s.model.refresh();
    }
    s.settle(210);
}

void TestEventTableModel::findsPositions()
{
    Subject s(400);
    const Columns &columns = s.world.store->columns();
    for (const SearchOrders &orders :
        {SearchOrders{{SortKey::Time, true, {}}}, SearchOrders{{SortKey::Time, false, {}}}, SearchOrders{},
            SearchOrders{{SortKey::Tenant, false, {}}, {SortKey::Size, true, {}}},
            SearchOrders{{SortKey::Verdict, true, {}}, {SortKey::Name, false, {}}, {SortKey::User, true, {}}}}) {
        s.world.state.setFilter({});
        s.model.setOrders(orders);
        s.settle();
        const std::vector<Row> all(s.model.rows().begin(), s.model.rows().end());
        for (const int i : {0, 17, 399}) {
            QCOMPARE(s.model.positionOf(all[std::size_t(i)]), i);
            QCOMPARE(s.model.nearestTo(all[std::size_t(i)]), i);
        }
        s.world.state.setFilter(parsed(u"service:alpha"_s));
        s.settle();
        // Those that are left out would stand before the first that comes behind them.
        for (std::size_t i = 0; i < all.size(); i += 7) {
            int expected = s.model.rowCount() - 1;
            for (std::size_t behind = all.size(); behind-- > i;)
                if (const int position = s.model.positionOf(all[behind]); position >= 0)
                    expected = position;
            QCOMPARE(s.model.nearestTo(all[i]), expected);
        }
        const bool byTime = !orders.empty() && orders.front().key == SortKey::Time;
        for (const int n : {0, 3, 200, 399}) {
            const Micros time = columns.time(Row(n));
            const int position = s.model.positionAt(time);
            QCOMPARE(position >= 0, byTime);
            if (byTime)
                QVERIFY(columns.time(s.model.rowAt(position)) >= time || n > 396);
        }
    }
    QCOMPARE(s.model.countFrom(0), qint64(s.model.rowCount()));
}

// Whatever comes before the last answer, that one is the same as of a search at once.
void TestEventTableModel::streamsWhatNeedsPayloads()
{
    Subject s(3000);
    for (const QString &text : {u"n7"_s, u"/string_props/model:m2"_s, u"/numeric_props/tokens:100..9000"_s})
        for (const bool descending : {true, false}) {
            s.model.setOrders({{SortKey::Time, descending, {}}});
            s.world.state.setFilter(parsed(text));
            s.settle();
            SearchSpec spec;
            spec.order = s.model.orders();
            const auto expected = s.world.store->search(s.world.state.filter(), spec).result();
            QVERIFY_RESULT(expected);
            QVERIFY(!s.model.isPartial());
            QVERIFY(
                std::equal(s.model.rows().begin(), s.model.rows().end(), expected->rows.begin(), expected->rows.end()));
        }
}

void TestEventTableModel::keepsWhatAnEndedSearchFound()
{
    Subject s(50);
    s.world.state.setFilter(parsed(u"n4"_s));
    s.model.cancelSearch();
    QVERIFY(s.model.isStopped());
    s.world.add(50, 60);
    QTest::qWait(250);
    QVERIFY(s.model.isStopped());    // until somebody asks again
    s.model.refresh();
    QVERIFY(!s.model.isStopped());
    s.settle(11);    // n4, n40 to n49
    QVERIFY(s.model.isOfQuestion());
}

void TestEventTableModel::fetchesPayloadPaths()
{
    Subject s(1000);
    s.model.insertColumn(1, {Kind::Path, "/string_props/note"});
    s.model.insertColumn(2, {Kind::Path, "/numeric_props/tokens"});
    s.model.insertColumn(3, {Kind::Path, "/tags"});
    s.model.insertColumn(4, {Kind::Path, "/nowhere"});
    s.model.setVisible(500, 530);
    QTRY_VERIFY(!s.text(500, 1).isEmpty() && !s.text(560, 1).isEmpty() && !s.text(480, 1).isEmpty());
    for (const int i : {500, 515, 530, 480, 560}) {
        const auto n = static_cast<int>(s.model.rowAt(i));
        QCOMPARE(s.text(i, 1), u"n%1"_s.arg(n));
        QCOMPARE(s.text(i, 2), u"%1.50"_s.arg(n * 13));
        QCOMPARE(s.text(i, 3), u"[\"a\",\"b\",null,true]"_s);
        QVERIFY(s.model.data(s.model.index(i, 4), EventTableModel::AbsentRole).toBool());
    }
    QVERIFY(s.text(0, 1).isEmpty());    // nobody looked there
    s.model.setVisible(0, 20);
    QTRY_COMPARE(s.text(0, 1), u"n999"_s);
}

void TestEventTableModel::keepsItsPagesSmall()
{
    test::EventWorld world(0);
    std::vector<Event> batch;
    for (int n = 0; n < 20; ++n) {
        Event event = test::worldEvent(n);
        event.text = R"({"fill":")" + QByteArray(1 << 20, 'x') + R"(","n":)" + QByteArray::number(n) + "}";
        batch.push_back(event);
    }
    world.add(std::move(batch));
    EventTableModel model(*world.store, world.state);
    QTRY_COMPARE(model.rowCount(), 20);
    model.insertColumn(0, {Kind::Path, "/n"});
    model.insertColumn(1, {Kind::Path, "/fill"});
    QSignalSpy pages(&model, &QAbstractItemModel::dataChanged);
    model.setVisible(0, 19);
    QTRY_COMPARE(model.data(model.index(19, 0), Qt::DisplayRole).toString(), u"0"_s);
    QVERIFY(pages.count() >= 5);
    QVERIFY(model.data(model.index(0, 1), Qt::DisplayRole).toString().size() < 400);
    QVERIFY(!model.termAt(model.index(0, 1)));    // too long to filter for
}

void TestEventTableModel::filtersForEachCell()
{
    Subject s(300);
    s.model.setColumns(builtInColumns() + QList<TableColumn>{{Kind::Path, "/string_props/model"}});
    s.model.setVisible(0, 299);
    const int last = s.model.columnCount() - 1;
    QTRY_VERIFY(!s.text(299, last).isEmpty());
    const auto origins = s.world.store->origins().result();
    QVERIFY_RESULT(origins);
    for (int column = 0; column <= last; ++column)
        for (const int i : {0, 37, 120, 299}) {
            const auto term = s.model.termAt(s.model.index(i, column));
            const Kind kind = s.model.columns().at(column).kind;
            const bool none = kind == Kind::Time || kind == Kind::Received || kind == Kind::Size || kind == Kind::Id;
            if (none) {
                QVERIFY(!term);
                continue;
            }
            QVERIFY2(term, qPrintable(columnId(s.model.columns().at(column))));
            const Event event = test::worldEvent(static_cast<int>(s.model.rowAt(i)));
            QVERIFY(filteredFor({}, *term).matches(event, "march.ndjson"));
            QVERIFY(!filteredOut({}, *term).matches(event, "march.ndjson"));
            QVERIFY(filteredFor(filteredOut({}, *term), *term) == filteredFor({}, *term));
        }
}

void TestEventTableModel::writesTimesInEachStyle()
{
    Subject s(3);
    const int column = static_cast<int>(s.model.columns().indexOf(TableColumn{Kind::Time, {}}));
    const Micros time = s.world.store->columns().time(s.model.rowAt(0));
    for (const TimeStyle style : {TimeStyle::Relative, TimeStyle::Epoch, TimeStyle::Local, TimeStyle::Utc}) {
        s.model.setTimeStyle(style);
        QCOMPARE(s.text(0, column), timeText(time, style, test::worldStart + microsPerDay));
    }
    QCOMPARE(s.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), u"Time (UTC)"_s);
}

void TestEventTableModel::changesColumns()
{
    Subject s(10);
    const auto count = s.model.columnCount();
    s.model.insertColumn(count, {Kind::Size, {}});
    QCOMPARE(s.model.columnCount(), count + 1);
    s.model.insertColumn(0, {Kind::Size, {}});
    QCOMPARE(s.model.columnCount(), count + 1);
    s.model.takeColumn(0);
    QCOMPARE(s.model.columns().last().kind, Kind::Size);
    QCOMPARE(s.model.copyText(s.model.index(0, count - 1)),
        QString::number(s.world.store->columns().bytes(s.model.rowAt(0))));
    s.model.setColumns({{Kind::Origin, {}}});
    s.model.setVisible(0, 9);
    QTRY_COMPARE(s.text(0, 0), u"march.ndjson"_s);
}

void TestEventTableModel::cancelsASearch()
{
    Subject s(50);
    QSignalSpy ended(&s.model, &EventTableModel::searchEnded);
    s.world.state.setFilter(parsed(u"tenant:acme"_s));
    s.model.cancelSearch();
    QCOMPARE(ended.count(), 1);
    QVERIFY(!s.model.isSearching());
    QCOMPARE(s.model.rowCount(), 50);
    s.model.refresh();
    s.settle();
    QVERIFY(s.model.rowCount() < 50);
}

}

QTEST_GUILESS_MAIN(eventscope::TestEventTableModel)
#include "tst_eventtablemodel.moc"
