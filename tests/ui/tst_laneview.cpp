// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "explorer/lanelayout.h"
#include "explorer/laneview.h"
#include "explorer/markbar.h"
#include "theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros noon = 1'774'785'600'000'000;    // 2026-03-29T12:00:00Z

// An event a minute over ten hours: user 0 has every fourth, the others take turns.
std::vector<Event> minutes(int users, int count = 600)
{
    std::vector<Event> events = test::plainEvents(count);
    for (int i = 0; i < count; ++i) {
        Event &event = events[static_cast<std::size_t>(i)];
        event.identity.time = noon + i * microsPerMinute;
        event.identity.user = "user_" + QByteArray::number(i % 4 == 0 ? 0 : i % users);
    }
    return events;
}

}

class TestLaneView : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void saysWhyItIsEmpty();
    void scrollsToTheLastLane();
    void keysGoFromLaneToLane();
    void keysGoFromEventToEvent();
    void keysLeaveWhatIsShown();
    void keysChooseAndMark();
    void keysZoomAndPan();
    void wheelScrollsZoomsAndPans();
    void dragSelects();
    void shiftDragPans();
    void clickChoosesAndMiddleMarks();
    void tellsDetails();
    void menuFilters();
    void cursorFollowsItsLane();
    void asksNothingWhileHidden();
    void looksInBothThemes();
    void markBarTellsTheTimeBetween();
    void markBarForgetsRemovedEvents();

private:
    void open(const std::vector<Event> &events);
    void settle();
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    void wheel(QPoint place, QPoint angle, Qt::KeyboardModifiers modifiers);
    void chooseInMenu(const QString &action);
    [[nodiscard]] LaneLayout layout() const;
    [[nodiscard]] QPoint placeOf(qsizetype lane, std::size_t mark) const;
    [[nodiscard]] QByteArray userOf(Row row) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<FilterState> m_state;
    std::unique_ptr<TimelineModel> m_timeline;
    std::unique_ptr<LaneModel> m_lanes;
    std::unique_ptr<EventMarks> m_marks;
    std::unique_ptr<LaneView> m_view;
};

void TestLaneView::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    applyTheme(ThemeChoice::Light);
}

void TestLaneView::cleanup()
{
    m_view.reset();
    m_marks.reset();
    m_lanes.reset();
    m_timeline.reset();
    m_state.reset();
    m_store.reset();
}

void TestLaneView::open(const std::vector<Event> &events)
{
    m_store = test::openStore(m_folder->filePath(u"lanes.eventscope"_s));
    if (!events.empty())
        test::store(*m_store, events);
    m_state = std::make_unique<FilterState>();
    m_timeline = std::make_unique<TimelineModel>(*m_store, *m_state);
    m_lanes = std::make_unique<LaneModel>(*m_store, *m_state);
    m_marks = std::make_unique<EventMarks>();
    m_view = std::make_unique<LaneView>(*m_lanes, *m_timeline, *m_marks);
    m_view->resize(900, 260);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_view->setFocus();
    settle();
}

void TestLaneView::settle()
{
    QVERIFY(QTest::qWaitFor([this] { return !m_timeline->isBusy() && !m_lanes->isBusy(); }));
}

void TestLaneView::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_view.get(), key, modifiers);
    settle();
}

void TestLaneView::wheel(QPoint place, QPoint angle, Qt::KeyboardModifiers modifiers)
{
    QWidget *viewport = m_view->viewport();
    QWheelEvent event(
        place, viewport->mapToGlobal(place), {}, angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(viewport, &event);
    settle();
}

// Opens the menu by keyboard, at the lane that the cursor is at.
void TestLaneView::chooseInMenu(const QString &action)
{
    QTimer::singleShot(0, this, [action] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        auto *chosen = menu->findChild<QAction *>(action);
        menu->close();
        QVERIFY(chosen);
        chosen->trigger();
    });
    const QPoint corner(10, 10);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, corner, m_view->mapToGlobal(corner));
    QApplication::sendEvent(m_view->viewport(), &event);
    settle();
}

LaneLayout TestLaneView::layout() const
{
    return LaneLayout(
        m_view->viewport()->size(), m_view->fontMetrics(), m_timeline->shown(), m_marks->first().has_value())
        .scrolledTo(m_view->verticalScrollBar()->value());
}

QPoint TestLaneView::placeOf(qsizetype lane, std::size_t mark) const
{
    const auto [left, right] = layout().extent(*m_lanes, m_lanes->lane(lane)->marks.at(mark));
    return QPointF((left + right) / 2, layout().row(lane).center().y()).toPoint();
}

QByteArray TestLaneView::userOf(Row row) const
{
    return m_store->columns().userText(m_store->columns().user(row));
}

void TestLaneView::saysWhyItIsEmpty()
{
    open({});
    QCOMPARE(m_view->accessibleDescription(), u"Lanes of your events will be here."_s);
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_W, Qt::Key_A, Qt::Key_M, Qt::Key_Return})
        press(key);
    test::store(*m_store, minutes(5));
    QVERIFY(QTest::qWaitFor([this] { return m_lanes->lanes() == 5; }));
    QCOMPARE(m_view->accessibleDescription(), u"5 lanes"_s);
    m_state->setFilter(test::filterOf("user:nobody"));
    settle();
    QCOMPARE(m_view->accessibleDescription(), u"No event matches the filter."_s);
}

void TestLaneView::scrollsToTheLastLane()
{
    open(minutes(300));
    const qint64 lanes = m_lanes->lanes();
    QVERIFY(lanes > 200);
    QScrollBar *bar = m_view->verticalScrollBar();
    bar->setValue(bar->maximum());
    settle();
    QVERIFY(m_lanes->lane(static_cast<qsizetype>(lanes - 1)));
    QCOMPARE(layout().row(lanes - 1).bottom(), layout().plot().bottom());
    press(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(bar->value(), 0);
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(bar->value(), bar->maximum());
}

void TestLaneView::keysGoFromLaneToLane()
{
    open(minutes(40));
    press(Qt::Key_Down);
    QVERIFY(m_view->accessibleDescription().startsWith(u"user_0: "_s));
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    const QString third = m_view->accessibleDescription();
    QVERIFY(third.contains(QString::fromUtf8(m_lanes->lane(2)->value)));
    press(Qt::Key_PageDown);
    QVERIFY(m_view->accessibleDescription() != third);
    press(Qt::Key_PageUp);
    QCOMPARE(m_view->accessibleDescription(), third);
    for (int i = 0; i < 10; ++i)
        press(Qt::Key_Up);
    QVERIFY(m_view->accessibleDescription().startsWith(u"user_0: "_s));
    press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"user_0"_s);
}

void TestLaneView::keysGoFromEventToEvent()
{
    open(minutes(40));
    QSignalSpy chosen(m_view.get(), &LaneView::eventChosen);
    const auto at = [&] {
        press(Qt::Key_Return);
        return chosen.takeLast().at(0).value<Row>();
    };
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    const QByteArray user = m_lanes->lane(1)->value;
    press(Qt::Key_Home);
    const Row first = at();
    QCOMPARE(userOf(first), user);
    Row last = first;
    for (int i = 0; i < 30; ++i) {
        press(Qt::Key_Right);
        const Row next = at();
        QCOMPARE(userOf(next), user);
        QVERIFY(next >= last);
        last = next;
    }
    press(Qt::Key_End);
    QCOMPARE(at(), last);
    press(Qt::Key_Left);
    QVERIFY(at() < last);
    // Below, the event nearest in time.
    const Row here = at();
    press(Qt::Key_Down);
    const Row below = at();
    QCOMPARE(userOf(below), m_lanes->lane(2)->value);
    QVERIFY(std::abs(int(below) - int(here)) < 60);
}

void TestLaneView::keysLeaveWhatIsShown()
{
    open(minutes(5));
    m_timeline->show({noon, noon + 60 * microsPerMinute});
    settle();
    press(Qt::Key_Down);
    press(Qt::Key_End);
    for (int i = 0; i < 20; ++i)
        press(Qt::Key_Right);
    QVERIFY(m_timeline->shown()->from > noon);
    QCOMPARE(m_timeline->shown()->span(), 60 * microsPerMinute);
}

void TestLaneView::keysChooseAndMark()
{
    open(minutes(5));
    QSignalSpy chosen(m_view.get(), &LaneView::eventChosen);
    press(Qt::Key_Return);
    press(Qt::Key_M);
    QCOMPARE(chosen.size(), 0);
    QVERIFY(!m_marks->first());
    press(Qt::Key_Down);
    press(Qt::Key_Right);
    press(Qt::Key_M);
    press(Qt::Key_Right);
    press(Qt::Key_M);
    QVERIFY(m_marks->second());
    QVERIFY(m_marks->delta(m_store->columns()).value_or(0) > 0);
    press(Qt::Key_M);
    QVERIFY(!m_marks->second());
}

void TestLaneView::keysZoomAndPan()
{
    open(minutes(5));
    const TimeRange all = *m_timeline->shown();
    press(Qt::Key_W);
    QVERIFY(std::abs(m_timeline->shown()->span() - all.span() / 2) <= 1);
    const TimeRange half = *m_timeline->shown();
    press(Qt::Key_D);
    QVERIFY(m_timeline->shown()->from > half.from);
    press(Qt::Key_A);
    QVERIFY(std::abs(m_timeline->shown()->from - half.from) <= 1);
    press(Qt::Key_S);
    QVERIFY(std::abs(m_timeline->shown()->span() - all.span()) <= 2);
    press(Qt::Key_W);
    press(Qt::Key_F);
    QCOMPARE(*m_timeline->shown(), all);
}

void TestLaneView::wheelScrollsZoomsAndPans()
{
    open(minutes(100));
    QScrollBar *bar = m_view->verticalScrollBar();
    const QPoint place(600, 100);
    const TimeRange all = *m_timeline->shown();
    wheel(place, {0, -120}, {});
    QVERIFY(bar->value() > 0);
    QCOMPARE(*m_timeline->shown(), all);
    const int scrolled = bar->value();
    const Micros under = layout().axis().time(place.x() - layout().plot().left());
    wheel(place, {0, 240}, Qt::ControlModifier);
    QCOMPARE(bar->value(), scrolled);
    QVERIFY(m_timeline->shown()->span() < all.span());
    QVERIFY(std::abs(layout().axis().time(place.x() - layout().plot().left()) - under) < microsPerSecond);
    const TimeRange zoomed = *m_timeline->shown();
    wheel(place, {0, -120}, Qt::ShiftModifier);
    QVERIFY(m_timeline->shown()->from > zoomed.from);
    QCOMPARE(m_timeline->shown()->span(), zoomed.span());
}

void TestLaneView::dragSelects()
{
    open(minutes(5));
    const QRectF plot = layout().plot();
    const auto at = [&](double part) { return QPointF(plot.left() + part * plot.width(), plot.top() + 30).toPoint(); };
    QSignalSpy chosen(m_view.get(), &LaneView::eventChosen);
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, at(0.25));
    QTest::mouseMove(m_view->viewport(), at(0.4));
    QTest::mouseMove(m_view->viewport(), at(0.5));
    m_view->grab();
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, at(0.5));
    settle();
    const auto from = m_state->filter().timeFrom();
    const auto to = m_state->filter().timeTo();
    QVERIFY(from && to);
    QVERIFY(std::abs(*from - layout().axis().time(0.25 * plot.width())) < 10 * microsPerMinute);
    QVERIFY(std::abs(*to - layout().axis().time(0.5 * plot.width())) < 10 * microsPerMinute);
    QCOMPARE(*from % microsPerMinute, 0);    // as people would write it
    QCOMPARE(chosen.size(), 0);
    press(Qt::Key_Escape);
    QVERIFY(!m_state->filter().timeFrom());
    // Begun beside the plot it is no selection.
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, {20, 40});
    QTest::mouseMove(m_view->viewport(), at(0.4));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, at(0.5));
    QVERIFY(!m_state->filter().timeFrom());
}

void TestLaneView::shiftDragPans()
{
    open(minutes(5));
    press(Qt::Key_W);
    const TimeRange before = *m_timeline->shown();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, {500, 60});
    QTest::mouseMove(m_view->viewport(), {450, 60});
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, {450, 60});
    QVERIFY(m_timeline->shown()->from > before.from);
    QCOMPARE(m_timeline->shown()->span(), before.span());
    QVERIFY(!m_state->filter().timeFrom());
}

void TestLaneView::clickChoosesAndMiddleMarks()
{
    open(minutes(50));
    QSignalSpy chosen(m_view.get(), &LaneView::eventChosen);
    const Row row = m_lanes->lane(3)->marks.at(2).row;
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, placeOf(3, 2));
    QCOMPARE(chosen.takeFirst().at(0).value<Row>(), row);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, {20, layout().row(4).center().toPoint().y()});
    QCOMPARE(chosen.size(), 0);
    QVERIFY(m_view->accessibleDescription().contains(QString::fromUtf8(m_lanes->lane(4)->value)));
    QTest::mouseClick(m_view->viewport(), Qt::MiddleButton, {}, placeOf(3, 2));
    QCOMPARE(m_marks->first(), row);
    // The ruler moved the lanes down; they are hit where they are now.
    QTest::mouseClick(m_view->viewport(), Qt::MiddleButton, {}, placeOf(3, 2));
    QVERIFY(!m_marks->first());
}

void TestLaneView::tellsDetails()
{
    open(minutes(50));
    QTest::mouseMove(m_view->viewport(), placeOf(3, 2));
    const QByteArray name = m_store->columns().nameText(m_store->columns().name(m_lanes->lane(3)->marks.at(2).row));
    QVERIFY(QTest::qWaitFor([&] { return QToolTip::text().contains(QString::fromUtf8(name)); }));
    QTest::mouseMove(m_view->viewport(), {20, layout().row(2).center().toPoint().y()});
    QVERIFY(QTest::qWaitFor([&] { return QToolTip::text().contains(QString::fromUtf8(m_lanes->lane(2)->value)); }));
}

void TestLaneView::menuFilters()
{
    open(minutes(50));
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    const QByteArray user = m_lanes->lane(1)->value;
    chooseInMenu(u"laneFilterFor"_s);
    QCOMPARE(m_state->filter().values(Field::User), QList<QByteArray>{literal(user)});
    QCOMPARE(m_lanes->lanes(), 1);
    m_state->setFilter(test::filterOf("is:valid"));
    settle();
    press(Qt::Key_Home, Qt::ControlModifier);
    const QByteArray first = m_lanes->lane(0)->value;
    chooseInMenu(u"laneFilterOut"_s);
    QCOMPARE(m_state->filter().values(Field::User, true), QList<QByteArray>{literal(first)});
    press(Qt::Key_Home, Qt::ControlModifier);
    const QByteArray next = m_lanes->lane(0)->value;
    chooseInMenu(u"laneShowOnly"_s);
    QCOMPARE(m_state->filter().conjuncts().size(), 1);
    QCOMPARE(m_lanes->lane(0)->value, next);
    press(Qt::Key_Down);
    press(Qt::Key_Home);
    chooseInMenu(u"laneMarkEvent"_s);
    QVERIFY(m_marks->first());
    QSignalSpy chosen(m_view.get(), &LaneView::eventChosen);
    chooseInMenu(u"laneChooseEvent"_s);
    QCOMPARE(chosen.takeFirst().at(0).value<Row>(), *m_marks->first());
}

void TestLaneView::cursorFollowsItsLane()
{
    open(minutes(50));
    for (int i = 0; i < 5; ++i)
        press(Qt::Key_Down);
    const QByteArray user = m_lanes->lane(4)->value;
    QVERIFY(m_view->accessibleDescription().startsWith(QString::fromUtf8(user) + u':'));
    std::vector<Event> more(200, test::plainEvent(1));
    for (Event &event : more) {
        event.identity.user = user;
        event.identity.time = noon;
    }
    // Below the mouse it stays where it was.
    QEnterEvent enters({5, 5}, {5, 5}, {5, 5});
    QCoreApplication::sendEvent(m_view->viewport(), &enters);
    test::store(*m_store, more);
    QVERIFY(QTest::qWaitFor([&] { return m_lanes->lane(4)->total > 200; }));
    QCOMPARE(m_lanes->lane(4)->value, user);
    QEvent leaves(QEvent::Leave);
    QCoreApplication::sendEvent(m_view->viewport(), &leaves);
    QVERIFY(QTest::qWaitFor([&] { return m_lanes->lane(0) && m_lanes->lane(0)->value == user; }));
    QVERIFY(m_view->accessibleDescription().startsWith(QString::fromUtf8(user) + u':'));
    press(Qt::Key_Down);
    QVERIFY(m_view->accessibleDescription().startsWith(QString::fromUtf8(m_lanes->lane(1)->value) + u':'));
}

void TestLaneView::asksNothingWhileHidden()
{
    open(minutes(5));
    m_view->hide();
    m_state->setFilter(test::filterOf("user:user_1"));
    QVERIFY(!m_lanes->isBusy());
    QCOMPARE(m_lanes->lanes(), 5);
    m_view->show();
    settle();
    QCOMPARE(m_lanes->lanes(), 1);
}

// Every colour and every state is painted once, in both.
void TestLaneView::looksInBothThemes()
{
    open(minutes(30));
    press(Qt::Key_Down);
    press(Qt::Key_Right);
    m_marks->toggle(3);
    m_marks->toggle(4);
    m_timeline->select({noon, noon + microsPerHour});
    settle();
    QImage light = m_view->grab().toImage();
    applyTheme(ThemeChoice::Dark);
    QCoreApplication::processEvents();
    const QImage dark = m_view->grab().toImage();
    QVERIFY(qGray(light.pixel(light.width() / 2, 60)) > 128);
    QVERIFY(qGray(dark.pixel(dark.width() / 2, 60)) < 128);
    for (const TimeRange range : {TimeRange{noon + 9 * microsPerHour, noon + 10 * microsPerHour},
             TimeRange{noon + 3 * microsPerMinute, noon + 3 * microsPerMinute + 1000},
             TimeRange{noon - microsPerHour, noon}}) {
        m_timeline->show(range);
        settle();
        m_view->grab();
    }
    m_view->resize(60, 40);
    m_view->grab();
}

void TestLaneView::markBarTellsTheTimeBetween()
{
    open(minutes(5));
    MarkBar bar(*m_store, *m_marks);
    QVERIFY(bar.isHidden());
    const auto button = [&bar](const QString &name) { return bar.findChild<QToolButton *>(name); };
    m_marks->toggle(10);
    QVERIFY(!bar.isHidden());
    QVERIFY(bar.findChild<QLabel *>(u"markHint"_s)->isVisibleTo(&bar));
    QVERIFY(button(u"markFirst"_s)->text().startsWith(u"2026-03-29 12:10:00.000"_s));
    m_marks->toggle(100);
    QCOMPARE(bar.findChild<QLabel *>(u"markDelta"_s)->text(), u"Δ 1 h 30 min between"_s);
    QVERIFY(!bar.findChild<QLabel *>(u"markHint"_s)->isVisibleTo(&bar));
    QVERIFY(button(u"markSecond"_s)->text().contains(u"name0"_s));
    bar.setTimeStyle(TimeStyle::Epoch);
    QVERIFY(button(u"markFirst"_s)->text().startsWith(u"1774786200.000"_s));
    QSignalSpy chosen(&bar, &MarkBar::eventChosen);
    button(u"markSecond"_s)->click();
    button(u"markFirst"_s)->click();
    QCOMPARE(chosen.at(0).at(0).value<Row>(), 100u);
    QCOMPARE(chosen.at(1).at(0).value<Row>(), 10u);
    button(u"markClear"_s)->click();
    QVERIFY(!m_marks->first());
    QVERIFY(bar.isHidden());
}

void TestLaneView::markBarForgetsRemovedEvents()
{
    open(minutes(5));
    const MarkBar bar(*m_store, *m_marks);
    m_marks->toggle(10);
    m_marks->toggle(20);
    test::valueOf(m_store->remove({10}));
    QVERIFY(QTest::qWaitFor([this] { return !m_marks->second(); }));
    QCOMPARE(m_marks->first(), 20u);
}

}

QTEST_MAIN(eventscope::TestLaneView)
#include "tst_laneview.moc"
