// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/timestamp.h"
#include "explorer/eventcopier.h"
#include "explorer/eventtable.h"
#include "explorer/explorerpage.h"
#include "explorerworld.h"
#include "testmain.h"
#include "views/celltext.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestExplorerPage : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void saysWhatToDoWithoutEvents();
    void saysWhenNothingMatches();
    void countsInWords();
    void filtersForTheCurrentCell();
    void copiesValuesAndEvents();
    void deletesWithUndo();
    void keepsItsPlaceWhenEventsCome();
    void keepsTheCurrentRowUnderAnotherFilter();
    void staysWhereItIsInOrdersOfPaths();
    void refusesToCopyTooMuch();
    void tellsOfStreamedSearches();
    void addsColumnsAndRemembersThem();
    void sortsByClick();
    void followsAtTheNewestEnd();
    void pausesAndCounts();
    void callsNothingNewThatWasThere();
    void keepsItsPlaceUnderRandomChanges();
    void goesTo_data();
    void goesTo();
    void offersToClearTheFilter();
    void goesToTimesInOtherOrders();
    void marksEvents();
    void copiesInFormats();
    void sortsByKeys();
    void selectsAllWithoutPause();
    void keepsAllSelectedInAnotherOrder();
    void handsOutTheCurrentRow();
    void opensTheCellMenu();
};

namespace {

struct Subject {
    explicit Subject(int events)
        : world(events)
    {
        make();
    }

    void make()
    {
        page = std::make_unique<ExplorerPage>(*world.store, ServiceSet(), world.state, world.undo, world.settings);
        page->resize(1000, 700);
        page->show();
        page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        table = page->findChild<EventTable *>(u"eventTable"_s);
        QVERIFY(table);
        settle(static_cast<int>(world.store->columns().visible()));
    }

    void settle(int rows) { QTRY_COMPARE(table->model()->rowCount(), rows); }
    template <typename T>
    T *find(const QString &name)
    {
        return page->findChild<T *>(name);
    }
    EventTableModel &model() { return *qobject_cast<EventTableModel *>(table->model()); }
    int columnOf(TableColumn::Kind kind) { return static_cast<int>(model().columns().indexOf(TableColumn{kind, {}})); }

    test::World world;
    std::unique_ptr<ExplorerPage> page;
    EventTable *table = nullptr;
};

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, test::worldStart);
    return filter ? *filter : EventFilter();
}

}

void TestExplorerPage::saysWhatToDoWithoutEvents()
{
    Subject s(0);
    QTRY_COMPARE(s.find<QLabel>(u"emptyTitle"_s)->text(), u"No events yet"_s);
    QVERIFY(s.find<QLabel>(u"emptyText"_s)->isVisible());
    QSignalSpy imports(s.page.get(), &ExplorerPage::importRequested);
    QSignalSpy pastes(s.page.get(), &ExplorerPage::pasteRequested);
    QTest::keyClick(s.find<QAbstractButton>(u"emptyImport"_s), Qt::Key_Space);
    QTest::keyClick(s.find<QAbstractButton>(u"emptyPaste"_s), Qt::Key_Space);
    QCOMPARE(imports.count(), 1);
    QCOMPARE(pastes.count(), 1);
    s.world.add(0, 5);
    QTRY_VERIFY(s.table->isVisible());
}

void TestExplorerPage::saysWhenNothingMatches()
{
    Subject s(20);
    s.world.state.setFilter(parsed(u"tenant:nobody"_s));
    QTRY_COMPARE(s.find<QLabel>(u"emptyTitle"_s)->text(), u"No event matches the filter"_s);
    QTest::keyClick(s.find<QAbstractButton>(u"emptyClearFilter"_s), Qt::Key_Space);
    QVERIFY(s.world.state.filter().matchesAll());
    QTRY_VERIFY(s.table->isVisible());
}

void TestExplorerPage::countsInWords()
{
    Subject s(1200);
    auto *count = s.find<QLabel>(u"eventCount"_s);
    QTRY_COMPARE(count->text(), counted(1200, u"%1"_s, u"%1 events"_s));
    s.world.state.setFilter(parsed(u"user:user_7"_s));
    QTRY_COMPARE(count->text(), u"24 of %1 events"_s.arg(QLocale().toString(1200)));
}

void TestExplorerPage::filtersForTheCurrentCell()
{
    Subject s(100);
    s.page->focusTable();
    QVERIFY(s.table->hasFocus());
    const int column = s.columnOf(TableColumn::Kind::Tenant);
    s.table->setCurrentIndex(s.model().index(2, column));
    const QByteArray tenant = test::worldEvent(static_cast<int>(s.model().rowAt(2))).identity.tenant;
    QTest::keyClick(s.table, Qt::Key_Plus);
    QCOMPARE(s.world.state.filter().values(Field::Tenant), QList<QByteArray>{tenant});
    QTRY_VERIFY(s.table->model()->rowCount() < 100);
    QTest::keyClick(s.table, Qt::Key_Minus);
    QVERIFY(s.world.state.filter().values(Field::Tenant).isEmpty());
    QCOMPARE(s.world.state.filter().values(Field::Tenant, true), QList<QByteArray>{tenant});
    s.world.state.setFilter({});
    s.settle(100);
    s.table->setCurrentIndex(s.model().index(2, column));
    QTest::keyClick(s.table, Qt::Key_BracketLeft);
    s.settle(3);    // newest first
    QTest::keyClick(s.table, Qt::Key_BracketRight);
    s.settle(1);
}

void TestExplorerPage::copiesValuesAndEvents()
{
    Subject s(30);
    s.table->setFocus();
    s.table->setCurrentIndex(s.model().index(4, s.columnOf(TableColumn::Kind::User)));
    const auto textOf = [&](int i) { return test::worldEvent(static_cast<int>(s.model().rowAt(i))).text; };
    QTest::keyClick(s.table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), s.model().data(s.table->currentIndex(), Qt::DisplayRole).toString());
    QTest::keySequence(s.table, QKeySequence::Copy);
    QTRY_COMPARE(QApplication::clipboard()->text(), QString::fromUtf8(textOf(4)));
    QTest::keyClick(s.table, Qt::Key_Down, Qt::ShiftModifier);
    s.page->copySelectedEvents();
    QTRY_COMPARE(QApplication::clipboard()->text(), QString::fromUtf8(textOf(4) + '\n' + textOf(5)));
}

void TestExplorerPage::deletesWithUndo()
{
    Subject s(50);
    s.table->setFocus();
    s.table->setCurrentIndex(s.model().index(10, 0));
    const Row next = s.model().rowAt(13);
    QTest::keyClick(s.table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(s.table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(s.table, Qt::Key_Delete);
    s.settle(47);
    QCOMPARE(s.page->currentRow(), std::optional(next));
    s.world.undo.undo();
    s.settle(50);
    s.world.undo.redo();
    s.settle(47);
    s.world.undo.undo();
    s.world.undo.redo();    // faster than the store answers
    s.world.undo.undo();
    s.settle(50);
}

void TestExplorerPage::keepsItsPlaceWhenEventsCome()
{
    Subject s(500);
    QScrollBar *bar = s.table->verticalScrollBar();
    s.table->setCurrentIndex(s.model().index(200, 2));
    s.table->scrollTo(s.table->currentIndex(), QAbstractItemView::PositionAtCenter);
    const Row row = *s.page->currentRow();
    const int y = s.table->visualRect(s.table->currentIndex()).y();
    QVERIFY(bar->value() > 0);
    s.world.add(500, 540);
    s.settle(540);
    QCOMPARE(s.page->currentRow(), std::optional(row));
    QCOMPARE(s.table->visualRect(s.table->currentIndex()).y(), y);
    bar->setValue(0);
    s.world.add(540, 550);
    s.settle(550);
    QCOMPARE(bar->value(), 0);    // at the top new rows move in
    QCOMPARE(s.page->currentRow(), std::optional(row));
}

void TestExplorerPage::keepsTheCurrentRowUnderAnotherFilter()
{
    Subject s(500);
    const int position = 150;
    s.table->setCurrentIndex(s.model().index(position, 1));
    const Row row = *s.page->currentRow();
    const QByteArray name = test::worldEvent(static_cast<int>(row)).identity.name;
    QSignalSpy moved(s.page.get(), &ExplorerPage::currentRowChanged);
    s.world.state.setFilter(EventFilter().withValues(Field::Name, {name}));
    QTRY_VERIFY(s.table->model()->rowCount() < 500);
    QCOMPARE(s.page->currentRow(), std::optional(row));
    QVERIFY(s.table->selectionModel()->isRowSelected(s.table->currentIndex().row()));
    s.world.state.setFilter(EventFilter().withValues(Field::Name, {name}, true));
    QTRY_VERIFY(s.page->currentRow() != std::optional(row));
    QCOMPARE(moved.count(), 1);
    const auto nearest = s.page->currentRow();    // what happened next before it, for the newest is first
    QVERIFY(nearest && *nearest < row && row - *nearest < 20);
}

// Where a row that the filter leaves out would stand among payloads is not known.
void TestExplorerPage::staysWhereItIsInOrdersOfPaths()
{
    Subject s(600);
    s.page->addColumn("/string_props/note");
    s.model().setOrders({{SortKey::Path, false, "/string_props/note"}});
    QTRY_VERIFY(!s.model().isSearching());
    s.table->setCurrentIndex(s.model().index(300, 0));
    s.table->scrollTo(s.table->currentIndex(), QAbstractItemView::PositionAtCenter);
    const int scrolled = s.table->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    const QByteArray user = test::worldEvent(static_cast<int>(*s.page->currentRow())).identity.user;
    s.world.state.setFilter(EventFilter().withValues(Field::User, {user}, true));
    s.settle(588);
    QTRY_VERIFY(!s.model().isSearching());
    QCOMPARE(s.table->verticalScrollBar()->value(), scrolled);
    QCOMPARE(s.table->currentIndex().row(), 300);
}

void TestExplorerPage::refusesToCopyTooMuch()
{
    Subject s(12'000);
    EventCopier copier(*s.world.store, 2'000'000);
    const QSignalSpy refused(&copier, &EventCopier::refused);
    const QSignalSpy copied(&copier, &EventCopier::copied);
    QApplication::clipboard()->setText(u"before"_s);
    const auto all = [&] { return std::vector<Row>(s.model().rows().begin(), s.model().rows().end()); };
    copier.copy(all(), EventCopier::Format::Ndjson);
    QCOMPARE(refused.count(), 1);
    const QString sentence = refused.first().first().toString();
    QVERIFY2(sentence.contains(QLocale().toString(12'000)) && sentence.contains(u"2 MB"_s), qPrintable(sentence));
    QCOMPARE(QApplication::clipboard()->text(), u"before"_s);
    copier.copy({0, 1}, EventCopier::Format::Ndjson);
    QTRY_COMPARE(copied.count(), 1);
    QCOMPARE(refused.count(), 1);
}

void TestExplorerPage::tellsOfStreamedSearches()
{
    Subject s(4000);
    auto *count = s.find<QLabel>(u"eventCount"_s);
    auto *cancel = s.find<QAbstractButton>(u"cancelSearch"_s);
    auto *goOn = s.find<QAbstractButton>(u"goOnSearching"_s);
    // Ended at once, by the key: what was there stays, and it says so.
    s.page->focusTable();
    s.world.state.setFilter(parsed(u"note ~(n1+)+$"_s));
    QVERIFY(s.model().isSearching());
    QTest::keyClick(s.table, Qt::Key_Escape);
    QVERIFY(!s.model().isSearching());
    QVERIFY(goOn->isVisible() && !cancel->isVisible());
    QVERIFY2(count->text().contains(u"ended"_s), qPrintable(count->text()));
    QTest::keyClick(goOn, Qt::Key_Space);
    QTRY_VERIFY(!s.model().isSearching());
    QVERIFY(!goOn->isVisible());
    QTRY_COMPARE(count->text(), u"%1 of %2 events"_s.arg(s.model().rowCount()).arg(QLocale().toString(4000)));
}

void TestExplorerPage::addsColumnsAndRemembersThem()
{
    Subject s(40);
    const int before = s.model().columnCount();
    s.page->addColumn("/string_props/note");
    s.page->addColumn("/string_props/note");
    QCOMPARE(s.model().columnCount(), before + 1);
    QTRY_COMPARE(s.model().data(s.model().index(0, before), Qt::DisplayRole).toString(), u"n39"_s);
    s.table->horizontalHeader()->moveSection(before, 0);
    s.table->setColumnWidth(before, 222);
    auto *style = s.find<QComboBox>(u"timeStyle"_s);
    style->setFocus();
    QTest::keyClick(style, Qt::Key_Down);
    QCOMPARE(s.page->timeStyle(), TimeStyle::Local);
    s.page.reset();
    s.make();
    QCOMPARE(s.model().columns().first().path, QByteArray("/string_props/note"));
    QCOMPARE(s.table->columnWidth(0), 222);
    QCOMPARE(s.page->timeStyle(), TimeStyle::Local);
    QCOMPARE(s.find<QComboBox>(u"timeStyle"_s)->currentText(), timeStyleTitle(TimeStyle::Local));
}

void TestExplorerPage::sortsByClick()
{
    Subject s(100);
    QHeaderView *header = s.table->horizontalHeader();
    const auto click = [&](TableColumn::Kind kind, Qt::KeyboardModifiers modifiers = {}) {
        const QPoint at(header->sectionViewportPosition(s.columnOf(kind)) + 10, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, at);
    };
    const SearchOrder tenant{SortKey::Tenant, false, {}};
    const SearchOrder tenantDown{SortKey::Tenant, true, {}};
    const SearchOrder timeDown{SortKey::Time, true, {}};
    click(TableColumn::Kind::Tenant);
    QCOMPARE(s.model().orders(), SearchOrders{tenant});
    click(TableColumn::Kind::Tenant);
    QCOMPARE(s.model().orders(), SearchOrders{tenantDown});
    click(TableColumn::Kind::Tenant);
    QCOMPARE(s.model().orders(), defaultOrders());
    click(TableColumn::Kind::Tenant);
    click(TableColumn::Kind::Time, Qt::ShiftModifier);
    QCOMPARE(s.model().orders(), (SearchOrders{tenant, timeDown}));
    s.page.reset();
    s.make();
    QCOMPARE(s.model().orders(), (SearchOrders{tenant, timeDown}));
    header = s.table->horizontalHeader();
    click(TableColumn::Kind::Tenant, Qt::ShiftModifier);
    QCOMPARE(s.model().orders(), (SearchOrders{tenantDown, timeDown}));
    click(TableColumn::Kind::Tenant, Qt::ShiftModifier);
    QCOMPARE(s.model().orders(), SearchOrders{timeDown});
}

// --- Following

void TestExplorerPage::followsAtTheNewestEnd()
{
    Subject s(500);
    QScrollBar *bar = s.table->verticalScrollBar();
    auto *waiting = s.find<QAbstractButton>(u"newEventsButton"_s);
    s.world.add(500, 540);
    s.settle(540);
    QCOMPARE(bar->value(), 0);
    QVERIFY(!waiting->isVisible());
    s.model().setOrders({{SortKey::Time, false, {}}});
    QTRY_VERIFY(!s.model().isSearching());
    QTest::keyClick(s.table, Qt::Key_End);
    QCOMPARE(bar->value(), bar->maximum());
    s.world.add(540, 580);
    s.settle(580);
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(!waiting->isVisible());
}

// What was stored before the store was opened is not new, however late it is loaded and wherever the table stands.
void TestExplorerPage::callsNothingNewThatWasThere()
{
    constexpr int before = 70'000;    // more than is loaded at once
    test::World world(0);
    std::vector<Event> batch(before);
    for (int n = 0; n < before; ++n) {
        batch[static_cast<std::size_t>(n)].text = "{}";
        batch[static_cast<std::size_t>(n)].identity.time = test::worldStart + n;
    }
    world.add(std::move(batch));
    StoreOptions options;
    options.path = world.store->path();
    world.store.reset();
    world.store = std::move(EventStore::open(options).value());

    ExplorerPage page(*world.store, ServiceSet(), world.state, world.undo, world.settings);
    page.resize(1000, 700);
    page.show();
    auto *table = page.findChild<EventTable *>(u"eventTable"_s);
    auto *waiting = page.findChild<QAbstractButton *>(u"newEventsButton"_s);
    QTRY_VERIFY(table->model()->rowCount() > 1000);
    table->verticalScrollBar()->setValue(500);    // following is paused
    QTRY_COMPARE(table->model()->rowCount(), before);
    QVERIFY(!waiting->isVisible());
    world.add(0, 5);
    QTRY_COMPARE(waiting->text(), u"5 new"_s);
}

void TestExplorerPage::pausesAndCounts()
{
    Subject s(500);
    auto *waiting = s.find<QAbstractButton>(u"newEventsButton"_s);
    auto *following = s.find<QAbstractButton>(u"followButton"_s);
    QScrollBar *bar = s.table->verticalScrollBar();
    s.page->focusTable();
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(s.table, Qt::Key_Down);
    const int y = s.table->visualRect(s.table->currentIndex()).y();
    const auto row = s.page->currentRow();
    s.world.add(500, 520);
    s.settle(520);
    QTRY_COMPARE(waiting->text(), u"20 new"_s);
    QVERIFY(waiting->isVisible());
    QCOMPARE(s.page->currentRow(), row);
    QCOMPARE(s.table->visualRect(s.table->currentIndex()).y(), y);    // it was at the top, and did not move
    QTest::keyClick(waiting, Qt::Key_Space);
    QCOMPARE(bar->value(), 0);
    QVERIFY(!waiting->isVisible());
    s.world.add(520, 530);
    s.settle(530);
    QCOMPARE(bar->value(), 0);

    QTest::keyClick(s.table, Qt::Key_L, Qt::ControlModifier);
    QVERIFY(!following->isChecked());
    s.world.add(530, 535);
    s.settle(535);
    QTRY_COMPARE(waiting->text(), u"5 new"_s);
    QTest::keyClick(s.table, Qt::Key_Home);
    QTest::keyClick(s.table, Qt::Key_L, Qt::ControlModifier);
    QVERIFY(following->isChecked());
    QTRY_VERIFY(!waiting->isVisible());
    s.model().setOrders({{SortKey::Tenant, false, {}}});
    QVERIFY(!following->isEnabled());    // no end where new ones come
}

void TestExplorerPage::keepsItsPlaceUnderRandomChanges()
{
    Subject s(400);
    QRandomGenerator random(11);
    int events = 400;
    const QStringList filters{u""_s, u"-tenant:globex"_s, u"service:beta"_s, u"-is:warning"_s};
    s.table->setCurrentIndex(s.model().index(200, 1));
    s.table->scrollTo(s.table->currentIndex(), QAbstractItemView::PositionAtCenter);
    for (int round = 0; round < 24; ++round) {
        const auto row = *s.page->currentRow();
        const int y = s.table->visualRect(s.table->currentIndex()).y();
        const int kind = random.bounded(3);
        if (kind == 0) {
            const int more = 1 + random.bounded(20);
            s.world.add(events, events + more);
            events += more;
        } else if (kind == 1) {
            const int at = random.bounded(s.model().rowCount());
            if (s.model().rowAt(at) != row)
                QVERIFY_RESULT(s.world.store->remove({s.model().rowAt(at)}).result());
        } else {
            s.world.state.setFilter(parsed(filters.at(random.bounded(filters.size()))));
        }
        QTest::qWait(30);
        QTRY_VERIFY(!s.model().isSearching());
        s.page->refresh();
        QTRY_VERIFY(!s.model().isSearching());
        SearchSpec spec;
        spec.order = s.model().orders();
        const auto expected = s.world.store->search(s.world.state.filter(), spec).result();
        QVERIFY_RESULT(expected);
        QVERIFY(
            std::equal(s.model().rows().begin(), s.model().rows().end(), expected->rows.begin(), expected->rows.end()));
        QVERIFY(s.page->currentRow());
        if (s.model().positionOf(row) >= 0) {
            QCOMPARE(*s.page->currentRow(), row);
            QCOMPARE(s.table->visualRect(s.table->currentIndex()).y(), y);
        }
    }
}

// --- Going to

void TestExplorerPage::goesTo_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("number");    // of the event that becomes current; -1: none does
    QTest::newRow("an event") << u"#124"_s << 123;
    QTest::newRow("a row") << u" 5 "_s << 495;
    QTest::newRow("a grouped row") << u"#1,2"_s << 11;
    QTest::newRow("a time") << isoText(test::worldEvent(321).identity.time) << 321;
    QTest::newRow("a time between two") << isoText(test::worldEvent(321).identity.time - 1000) << 321;
    QTest::newRow("before all") << u"2001-01-01"_s << 0;
    QTest::newRow("after all") << u"2044-01-01"_s << 499;
    QTest::newRow("no event") << u"#9999"_s << -1;
    QTest::newRow("no row") << u"501"_s << -1;
    QTest::newRow("nothing") << u""_s << -1;
    QTest::newRow("nonsense") << u"soon"_s << -1;
}

void TestExplorerPage::goesTo()
{
    QFETCH(const QString, text);
    QFETCH(const int, number);
    Subject s(500);
    s.page->focusTable();
    s.table->setCurrentIndex(s.model().index(77, 0));
    QTest::keyClick(s.table, Qt::Key_G, Qt::ControlModifier);
    auto *edit = s.find<QLineEdit>(u"goToText"_s);
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
    if (number < 0) {
        QVERIFY(!s.find<QLabel>(u"goToMessage"_s)->text().isEmpty());
        QCOMPARE(s.table->currentIndex().row(), 77);
        QTest::keyClick(edit, Qt::Key_Escape);
    } else {
        QCOMPARE(s.page->currentRow(), std::optional(static_cast<Row>(number)));
        QVERIFY(s.table->viewport()->rect().contains(s.table->visualRect(s.table->currentIndex()).center()));
    }
    QVERIFY(!edit->isVisible());
    QVERIFY(s.table->hasFocus());
}

void TestExplorerPage::offersToClearTheFilter()
{
    Subject s(300);
    s.world.state.setFilter(parsed(u"service:alpha"_s));
    s.settle(100);
    s.page->focusTable();
    QTest::keyClick(s.table, Qt::Key_G, Qt::ControlModifier);
    auto *edit = s.find<QLineEdit>(u"goToText"_s);
    auto *clear = s.find<QAbstractButton>(u"goToClear"_s);
    QTest::keyClicks(edit, u"#102"_s);    // of the other service
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(clear->isVisible());
    QTest::keyClick(clear, Qt::Key_Space);
    QTRY_COMPARE(s.page->currentRow(), std::optional(Row(101)));
    QVERIFY(s.world.state.filter().matchesAll());
    QVERIFY(!edit->isVisible());
}

void TestExplorerPage::goesToTimesInOtherOrders()
{
    Subject s(300);
    s.model().setOrders({{SortKey::User, false, {}}});
    QTRY_VERIFY(!s.model().isSearching());
    s.page->focusTable();
    for (const auto &[text, number] : std::vector<std::pair<QString, Row>>{
             {isoText(test::worldEvent(40).identity.time - 5), 40}, {u"2044-01-01"_s, 299}}) {
        QTest::keyClick(s.table, Qt::Key_G, Qt::ControlModifier);
        auto *edit = s.find<QLineEdit>(u"goToText"_s);
        edit->clear();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(s.page->currentRow(), std::optional(number));
    }
}

// --- What is done to events

void TestExplorerPage::marksEvents()
{
    Subject s(50);
    s.page->focusTable();
    s.table->setCurrentIndex(s.model().index(4, 1));
    const auto marked = [&](int i) { return s.model().index(i, 0).data(EventTableModel::MarkedRole).toBool(); };
    QSignalSpy changes(&s.model(), &QAbstractItemModel::dataChanged);
    QTest::keyClick(s.table, Qt::Key_M);
    QVERIFY(marked(4) && !marked(5));
    QVERIFY(changes.count() > 0);
    QTest::keyClick(s.table, Qt::Key_Down);
    QTest::keyClick(s.table, Qt::Key_M);
    QVERIFY(marked(4) && marked(5));
    QTest::keyClick(s.table, Qt::Key_M);
    QVERIFY(marked(4) && !marked(5));
}

void TestExplorerPage::copiesInFormats()
{
    Subject s(30);
    s.page->focusTable();
    s.table->setCurrentIndex(s.model().index(0, 0));
    s.model().setColumns({{TableColumn::Kind::Id, {}}, {TableColumn::Kind::Path, "/string_props/note"},
        {TableColumn::Kind::Path, "/tags"}});
    s.table->horizontalHeader()->moveSection(0, 1);
    s.table->selectRow(0);
    s.table->selectionModel()->select(s.model().index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const QString newest = QString::fromUtf8(test::worldEvent(29).text);
    const QString next = QString::fromUtf8(test::worldEvent(28).text);
    const auto copied = [&](const QString &action) {
        QApplication::clipboard()->clear();
        for (QAction *one : s.table->actions())
            if (one->objectName() == action)
                one->trigger();
        [[maybe_unused]] const bool came = QTest::qWaitFor([] { return !QApplication::clipboard()->text().isEmpty(); });
        return QApplication::clipboard()->text();
    };
    QCOMPARE(copied(u"copyNdjson"_s), newest + u'\n' + next + u'\n');
    QCOMPARE(copied(u"copyJson"_s), u"[\n"_s + newest + u",\n"_s + next + u"\n]\n"_s);
    QCOMPARE(copied(u"copyCsv"_s), u"/string_props/note,No.,/tags\r\n"
                                   "n29,30,\"[\"\"a\"\",\"\"b\"\",null,true]\"\r\n"
                                   "n28,29,\"[\"\"a\"\",\"\"b\"\",null,true]\"\r\n"_s);
}

void TestExplorerPage::sortsByKeys()
{
    Subject s(60);
    s.page->focusTable();
    s.table->setCurrentIndex(s.model().index(0, s.columnOf(TableColumn::Kind::Service)));
    QTest::keyClick(s.table, Qt::Key_O);
    s.table->setCurrentIndex(s.model().index(0, s.columnOf(TableColumn::Kind::User)));
    QTest::keyClick(s.table, Qt::Key_O, Qt::ShiftModifier);
    QCOMPARE(s.model().orders(), (SearchOrders{{SortKey::Service, false, {}}, {SortKey::User, false, {}}}));
}

void TestExplorerPage::selectsAllWithoutPause()
{
    Subject s(5000);
    s.table->setFocus();
    QTest::keySequence(s.table, QKeySequence::SelectAll);
    QCOMPARE(s.table->selectedCount(), 5000);
    QCOMPARE(s.table->selectedRows().size(), std::size_t(5000));
    QTest::keyClicks(s.table, u"xyz"_s);    // no search through the rows
}

void TestExplorerPage::keepsAllSelectedInAnotherOrder()
{
    Subject s(5000);
    s.table->setFocus();
    QTest::keySequence(s.table, QKeySequence::SelectAll);
    const std::vector<Row> before(s.model().rows().begin(), s.model().rows().end());
    s.model().setOrders({{SortKey::Name, true, {}}});
    QTRY_VERIFY(!std::ranges::equal(s.model().rows(), before));
    QCOMPARE(s.table->selectedCount(), 5000);
}

void TestExplorerPage::handsOutTheCurrentRow()
{
    Subject s(20);
    QSignalSpy moved(s.page.get(), &ExplorerPage::currentRowChanged);
    QSignalSpy activated(s.page.get(), &ExplorerPage::rowActivated);
    s.page->focusTable();
    QTest::keyClick(s.table, Qt::Key_Down);
    QCOMPARE(moved.count(), 2);
    QCOMPARE(s.page->currentRow(), std::optional(s.model().rowAt(1)));
    QTest::keyClick(s.table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().value<Row>(), s.model().rowAt(1));
}

void TestExplorerPage::opensTheCellMenu()
{
    Subject s(20);
    s.table->setCurrentIndex(s.model().index(3, s.columnOf(TableColumn::Kind::Name)));
    QStringList texts;
    QStringList columnActions;
    QTimer::singleShot(50, this, [&texts, &columnActions] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu)
            return;
        for (const QAction *action : menu->actions())
            texts.append(action->text());
        for (QAction *action : menu->findChildren<QAction *>())
            columnActions.append(action->objectName());
        if (auto *sort = menu->findChild<QAction *>(u"sortDescending"_s))
            sort->trigger();
        if (auto *move = menu->findChild<QAction *>(u"moveColumnLeft"_s))
            move->trigger();
        menu->close();
    });
    emit s.table->customContextMenuRequested(QPoint(5, 5));
    QVERIFY(columnActions.contains(u"removeColumn"_s));
    QCOMPARE(s.model().orders(), (SearchOrders{{SortKey::Name, true, {}}}));
    QCOMPARE(s.table->horizontalHeader()->visualIndex(s.columnOf(TableColumn::Kind::Name)), 1);
    QVERIFY(texts.join(u'|').contains(
        u"Filter for “%1”"_s.arg(s.model().data(s.table->currentIndex(), Qt::DisplayRole).toString())));
}

}

QTEST_MAIN(eventscope::TestExplorerPage)
#include "tst_explorerpage.moc"
