// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "explorer/laneview.h"
#include "explorer/timelinechart.h"
#include "explorer/timelinelegend.h"
#include "explorer/timelineoverview.h"
#include "explorer/timelineview.h"
#include "views/timelinemodel.h"
#include "views/timelinerange.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPainter>
#include <QRandomGenerator>
#include <QSettings>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros noon = 1'774'785'600'000'000;    // 2026-03-29T12:00:00Z

// An event a minute over ten hours, of five names and all verdicts.
std::vector<Event> minutes(int count = 600)
{
    std::vector<Event> events = test::plainEvents(count);
    for (int i = 0; i < count; ++i)
        events[static_cast<size_t>(i)].identity.time = noon + i * microsPerMinute;
    return events;
}

Histogram::Series series(const QByteArray &value, bool other = false)
{
    return {value, other, 1, {1}};
}

}

class TestTimeline : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void saysWhatABarIs();
    void saysWhyItIsEmpty();
    void dragSelects();
    void clickSelectsABar();
    void escapeClears();
    void wheelZoomsAtTheCursor();
    void shiftDragPans();
    void keysZoomAndPan();
    void keysSelect();
    void fitShowsTheSelection();
    void legendFilters();
    void legendByKeyboard();
    void remembersTheStack();
    void tellsOfStrays();
    void localTime();
    void followsTheTheme();
    void altClickExcludes();
    void stacksByTenant();
    void logarithmicScale();
    void keepsTheBarsWhileCounting();
    void marksAreLines();
    void overviewFramesTheWindow();
    void overviewByMouse();
    void overviewByKeyboard();
    void lanesAndBack();
    void lanesAreRemembered();
    void arrivalsMoveNothing();

    void colorsStay();
    void niceScales_data();
    void niceScales();
    void scalesRise_data();
    void scalesRise();
    void marksOfScales();
    void barsStandOnTheGround();

private:
    void open(const std::vector<Event> &events);
    void settle();
    template <typename T>
    [[nodiscard]] T *child(const QString &name = {}) const
    {
        T *found = m_view->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    [[nodiscard]] QPoint at(double part) const;    // in the plot, from left to right
    void wheel(QPoint position, int notches);
    [[nodiscard]] QPoint onStrip(Micros time) const;
    void dragOnStrip(Micros from, Micros to);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<FilterState> m_state;
    EventMarks m_marks;
    std::unique_ptr<TimelineView> m_view;
    TimelineModel *m_model = nullptr;
    TimelineChart *m_chart = nullptr;
    TimelineOverview *m_overview = nullptr;
};

void TestTimeline::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(u"settings.ini"_s), QSettings::IniFormat);
    applyTheme(ThemeChoice::Light);
}

void TestTimeline::cleanup()
{
    m_view.reset();
    m_state.reset();
    m_store.reset();
    m_settings.reset();
    m_marks.clear();
}

void TestTimeline::open(const std::vector<Event> &events)
{
    m_store = test::openStore(m_folder->filePath(u"timeline.eventscope"_s));
    if (!events.empty())
        test::store(*m_store, events);
    m_state = std::make_unique<FilterState>();
    m_view = std::make_unique<TimelineView>(*m_store, *m_state, m_marks, *m_settings);
    m_model = m_view->findChild<TimelineModel *>();
    m_chart = child<TimelineChart>(u"timelineChart"_s);
    m_overview = child<TimelineOverview>(u"timelineOverview"_s);
    m_view->resize(900, 260);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    settle();
}

void TestTimeline::settle()
{
    QTRY_VERIFY(!m_model->isLoading() && !m_model->isBusy());
    QApplication::processEvents();
}

QPoint TestTimeline::at(double part) const
{
    const QRectF plot = QRectF(m_chart->rect()).marginsRemoved(plotMargins(m_chart->fontMetrics()));
    return {qRound(plot.left() + part * plot.width()), qRound(plot.center().y())};
}

void TestTimeline::wheel(QPoint position, int notches)
{
    QWheelEvent event(position, m_chart->mapToGlobal(position), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_chart, &event);
    settle();
}

// A moment on the overview; the strip begins and ends where the bars of the chart do.
QPoint TestTimeline::onStrip(Micros time) const
{
    const QRectF plot = m_chart->plot();
    const TimeAxis axis(*m_model->whole(), plot.width());
    const double x = std::clamp(plot.left() + axis.x(time), plot.left() + 1, plot.right() - 1);
    return {qRound(x), m_overview->height() / 2};
}

void TestTimeline::dragOnStrip(Micros from, Micros to)
{
    QTest::mousePress(m_overview, Qt::LeftButton, {}, onStrip(from));
    QTest::mouseMove(m_overview, onStrip(from + (to - from) / 2));
    QTest::mouseMove(m_overview, onStrip(to));
    QTest::mouseRelease(m_overview, Qt::LeftButton, {}, onStrip(to));
    settle();
}

void TestTimeline::saysWhatABarIs()
{
    open(minutes());
    QCOMPARE(child<QLabel>(u"timelineBucket"_s)->text(), u"1 bar = %1"_s.arg(spanText(m_model->buckets().width)));
    QVERIFY(m_chart->accessibleDescription().contains(u"600 events"_s));
}

void TestTimeline::saysWhyItIsEmpty()
{
    open({});
    QVERIFY(child<QLabel>(u"timelineBucket"_s)->text().isEmpty());
    QVERIFY(!child<QWidget>(u"timelineLegend"_s)->isVisible());
    QVERIFY(!child<QAction>(u"timelineZoomIn"_s)->isEnabled());
    test::store(*m_store, minutes(3));
    QTRY_VERIFY(child<QWidget>(u"timelineLegend"_s)->isVisible());
    m_state->setFilter(test::filterOf("name:nowhere"));
    QTRY_VERIFY(m_chart->accessibleDescription().contains(u"No event matches"_s));
}

void TestTimeline::dragSelects()
{
    open(minutes());
    const TimeRange shown = *m_model->shown();
    QTest::mousePress(m_chart, Qt::LeftButton, {}, at(0.25));
    QTest::mouseMove(m_chart, at(0.4));
    QTest::mouseMove(m_chart, at(0.5));
    QVERIFY(m_state->filter().matchesAll());    // not before it is let go
    QTest::mouseRelease(m_chart, Qt::LeftButton, {}, at(0.5));
    const std::optional<TimeRange> selected = m_model->selection();
    QVERIFY(selected);
    const Micros slack = 2 * m_model->buckets().width;
    QVERIFY(std::abs(selected->from - (shown.from + shown.span() / 4)) <= slack);
    QVERIFY(std::abs(selected->to - (shown.from + shown.span() / 2)) <= slack);
    QCOMPARE((selected->from - m_model->buckets().from) % m_model->buckets().width, 0);    // whole bars
}

void TestTimeline::clickSelectsABar()
{
    open(minutes());
    QTest::mouseClick(m_chart, Qt::LeftButton, {}, at(0.5));
    QCOMPARE(m_model->selection()->span(), m_model->buckets().width);
}

void TestTimeline::escapeClears()
{
    open(minutes());
    m_chart->setFocus();
    QTest::mouseClick(m_chart, Qt::LeftButton, {}, at(0.5));
    QVERIFY(m_model->selection());
    QVERIFY(child<QAction>(u"timelineClear"_s)->isEnabled());
    QTest::keyClick(m_chart, Qt::Key_Escape);
    QVERIFY(!m_model->selection());

    QTest::mousePress(m_chart, Qt::LeftButton, {}, at(0.25));
    QTest::mouseMove(m_chart, at(0.5));
    QTest::keyClick(m_chart, Qt::Key_Escape);
    QTest::mouseRelease(m_chart, Qt::LeftButton, {}, at(0.5));
    QVERIFY(!m_model->selection());
}

void TestTimeline::wheelZoomsAtTheCursor()
{
    open(minutes());
    const TimeRange before = *m_model->shown();
    wheel(at(0.25), 4);
    const TimeRange after = *m_model->shown();
    QVERIFY(after.span() < before.span() / 2);
    const Micros fixed = before.from + before.span() / 4;
    QVERIFY(std::abs(after.from + after.span() / 4 - fixed) < before.span() / 100);
    wheel(at(0.25), -40);
    QVERIFY(m_model->shown()->span() >= before.span());
}

void TestTimeline::shiftDragPans()
{
    open(minutes());
    wheel(at(0.5), 5);
    const TimeRange before = *m_model->shown();
    QTest::mousePress(m_chart, Qt::LeftButton, Qt::ShiftModifier, at(0.5));
    QTest::mouseMove(m_chart, at(0.4));
    QTest::mouseRelease(m_chart, Qt::LeftButton, Qt::ShiftModifier, at(0.4));
    const TimeRange after = *m_model->shown();
    QCOMPARE(after.span(), before.span());
    QVERIFY(std::abs(after.from - before.from - before.span() / 10) < before.span() / 50);
    QVERIFY(!m_model->selection());
}

void TestTimeline::keysZoomAndPan()
{
    open(minutes());
    m_chart->setFocus();
    const TimeRange all = *m_model->shown();
    QTest::keyClick(m_chart, Qt::Key_W);
    QVERIFY(std::abs(m_model->shown()->span() - all.span() / 2) < 10);
    const TimeRange half = *m_model->shown();
    QTest::keyClick(m_chart, Qt::Key_D);
    QVERIFY(m_model->shown()->from > half.from);
    QTest::keyClick(m_chart, Qt::Key_A);
    QVERIFY(std::abs(m_model->shown()->from - half.from) < 10);
    QTest::keyClick(m_chart, Qt::Key_S);
    QVERIFY(std::abs(m_model->shown()->span() - all.span()) < 10);
    QTest::keyClick(m_chart, Qt::Key_Plus);
    QTest::keyClick(m_chart, Qt::Key_F);
    QCOMPARE(m_model->shown(), all);
}

void TestTimeline::keysSelect()
{
    open(minutes());
    m_chart->setFocus();
    QTest::keyClick(m_chart, Qt::Key_Home);
    QTest::keyClick(m_chart, Qt::Key_Right);
    QTest::keyClick(m_chart, Qt::Key_Right);
    QVERIFY(m_chart->accessibleDescription().contains(u"events"_s));
    QTest::keyClick(m_chart, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_chart, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(!m_model->selection());
    QTest::keyClick(m_chart, Qt::Key_Return);
    const TimeBuckets &buckets = m_model->buckets();
    const int first = buckets.indexOf(m_model->shown()->from);
    QCOMPARE(m_model->selection(), (TimeRange{buckets.at(first + 2).from, buckets.at(first + 4).to}));
}

void TestTimeline::fitShowsTheSelection()
{
    open(minutes());
    m_model->select({noon + microsPerHour, noon + 2 * microsPerHour});
    child<QToolButton>(u"timelineFitButton"_s)->click();
    QVERIFY(m_model->shown()->span() < 2 * microsPerHour);
    child<QToolButton>(u"timelineClearButton"_s)->click();
    QVERIFY(!m_model->selection());
    child<QToolButton>(u"timelineFitButton"_s)->click();
    QVERIFY(!m_state->window());
}

void TestTimeline::legendFilters()
{
    open(minutes());
    const QByteArray value = m_model->histogram().series.at(1).value;
    QTest::mouseClick(child<QAbstractButton>(u"legend-1"_s), Qt::LeftButton);
    QCOMPARE(m_state->filter().values(Field::Name), QList<QByteArray>{value});
    settle();
    QVERIFY(child<QAbstractButton>(u"legend-0"_s)->isChecked());
    QTest::mouseClick(child<QAbstractButton>(u"legend-0"_s), Qt::LeftButton);
    QVERIFY(m_state->filter().matchesAll());
}

void TestTimeline::legendByKeyboard()
{
    open(minutes());
    const QByteArray value = m_model->histogram().series.at(2).value;
    auto *first = child<QAbstractButton>(u"legend-0"_s);
    first->setFocus(Qt::TabFocusReason);
    QTest::keyClick(first, Qt::Key_Right);
    QTest::keyClick(child<QAbstractButton>(u"legend-1"_s), Qt::Key_Right);
    QTest::keyClick(child<QAbstractButton>(u"legend-2"_s), Qt::Key_Return);
    QCOMPARE(m_state->filter().values(Field::Name), QList<QByteArray>{value});
}

void TestTimeline::remembersTheStack()
{
    open(minutes());
    auto *combo = child<QComboBox>(u"timelineStack"_s);
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_V);
    QCOMPARE(m_view->stack(), HistogramSpec::Stack::Verdict);
    settle();
    QCOMPARE(m_model->histogram().series.size(), size_t{4});
    QCOMPARE(seriesTitle(m_model->histogram().series.front(), *m_model),
        verdictTitle(*verdictFromId(m_model->histogram().series.front().value)));
    m_view = std::make_unique<TimelineView>(*m_store, *m_state, m_marks, *m_settings);
    QCOMPARE(m_view->stack(), HistogramSpec::Stack::Verdict);
}

void TestTimeline::tellsOfStrays()
{
    std::vector<Event> events = minutes();
    events.front().identity.time = 0;
    open(events);
    auto *notice = child<QLabel>(u"timelineNotice"_s);
    QVERIFY(notice->text().contains(u"Show 1 event</a> far outside"_s));
    emit notice->linkActivated(u"#all"_s);
    settle();
    QVERIFY(m_model->shown()->contains(0));
    QVERIFY(notice->text().isEmpty());
}

void TestTimeline::localTime()
{
    open(minutes());
    m_view->setLocalTime(true);
    QCOMPARE(m_model->zone(), QTimeZone::systemTimeZone());
    m_view->setLocalTime(false);
    QCOMPARE(m_model->zone(), QTimeZone::utc());
}

void TestTimeline::followsTheTheme()
{
    open(minutes());
    const QImage light = m_chart->grab().toImage();
    applyTheme(ThemeChoice::Dark);
    QApplication::processEvents();
    const QImage dark = m_chart->grab().toImage();
    QCOMPARE(light.pixelColor(1, light.height() - 2), lightPalette().color(QPalette::Base));
    QCOMPARE(dark.pixelColor(1, dark.height() - 2), darkPalette().color(QPalette::Base));
}

void TestTimeline::altClickExcludes()
{
    open(minutes());
    const QByteArray value = m_model->histogram().series.at(1).value;
    QTest::keyPress(m_view.get(), Qt::Key_Alt);
    QTest::mouseClick(child<QAbstractButton>(u"legend-1"_s), Qt::LeftButton, Qt::AltModifier);
    QTest::keyRelease(m_view.get(), Qt::Key_Alt);
    QCOMPARE(m_state->filter().values(Field::Name, true), QList<QByteArray>{value});
    QVERIFY(m_model->chosenValues().isEmpty());
    settle();
    for (const Histogram::Series &each : m_model->histogram().series)
        QVERIFY(each.value != value);
}

void TestTimeline::stacksByTenant()
{
    open(minutes());
    auto *combo = child<QComboBox>(u"timelineStack"_s);
    QCOMPARE(combo->count(), 4);
    m_view->setStack(HistogramSpec::Stack::Tenant);
    settle();
    const QByteArray tenant = m_model->histogram().series.front().value;
    QVERIFY(!m_state->filter().values(Field::Tenant).contains(tenant));
    QTest::mouseClick(child<QAbstractButton>(u"legend-0"_s), Qt::LeftButton);
    QCOMPARE(m_state->filter().values(Field::Tenant), QList<QByteArray>{literal(tenant)});
}

void TestTimeline::logarithmicScale()
{
    open(minutes());
    const QImage linear = m_chart->grab().toImage();
    m_chart->setFocus();
    QTest::keyClick(m_chart, Qt::Key_G);
    QVERIFY(m_chart->isLogarithmic());
    QVERIFY(child<QAction>(u"timelineLog"_s)->isChecked());
    QVERIFY(m_chart->grab().toImage() != linear);
    m_view = std::make_unique<TimelineView>(*m_store, *m_state, m_marks, *m_settings);
    QVERIFY(child<TimelineChart>()->isLogarithmic());
    child<QToolButton>(u"timelineLogButton"_s)->click();
    QVERIFY(!child<TimelineChart>()->isLogarithmic());
}

// Before the bars of a new window are counted, those there are lie on its axis.
void TestTimeline::keepsTheBarsWhileCounting()
{
    open(minutes());
    const TimeBuckets before = m_model->buckets();
    m_model->show({noon + microsPerHour, noon + 2 * microsPerHour});
    QVERIFY(m_model->isSearching());
    QCOMPARE(m_model->buckets(), before);
    const QImage stretched = m_chart->grab().toImage();
    const QRectF plot = m_chart->plot();
    const QColor ground = lightPalette().color(QPalette::Base);
    const int y = qRound(plot.bottom()) - 2;
    for (const double part : {0.1, 0.5, 0.9})
        QVERIFY(stretched.pixelColor(qRound(plot.left() + part * plot.width()), y) != ground);
    settle();
    QVERIFY(m_model->buckets() != before);
}

void TestTimeline::marksAreLines()
{
    open(minutes());
    const auto picture = [this] {
        QApplication::processEvents();    // the line of marks below comes and goes
        return m_chart->grab().toImage();
    };
    const QImage without = picture();
    m_marks.toggle(100);
    const QImage one = picture();
    m_marks.toggle(400);
    QVERIFY(picture() != one);
    m_marks.toggle(400);
    QCOMPARE(picture(), one);
    m_marks.clear();
    QCOMPARE(picture(), without);
}

void TestTimeline::overviewFramesTheWindow()
{
    open(minutes());
    const TimeRange whole = *m_model->whole();
    QCOMPARE(whole, *m_model->shown());
    dragOnStrip(noon + microsPerHour, noon + 3 * microsPerHour);    // all is shown: draws a frame
    const Micros pixel = 2 * whole.span() / 800;
    QVERIFY(std::abs(m_model->shown()->from - (noon + microsPerHour)) <= pixel);
    QVERIFY(std::abs(m_model->shown()->to - (noon + 3 * microsPerHour)) <= pixel);
    QCOMPARE(*m_model->whole(), whole);
    QVERIFY(m_overview->accessibleDescription().contains(u"of 2026-03-29"_s));
    QVERIFY(!m_model->selection());
}

void TestTimeline::overviewByMouse()
{
    open(minutes());
    const Micros hour = microsPerHour;
    const Micros pixel = 3 * m_model->whole()->span() / 800;
    const auto near = [&](Micros a, Micros b) { return std::abs(a - b) <= pixel; };
    m_model->show({noon + 2 * hour, noon + 4 * hour});
    dragOnStrip(noon + 3 * hour, noon + 5 * hour);    // the frame
    QCOMPARE(m_model->shown()->span(), 2 * hour);
    QVERIFY(near(m_model->shown()->from, noon + 4 * hour));
    dragOnStrip(noon + 6 * hour, noon + 8 * hour);    // its later edge
    QVERIFY(near(m_model->shown()->from, noon + 4 * hour));
    QVERIFY(near(m_model->shown()->to, noon + 8 * hour));
    dragOnStrip(noon + 4 * hour, noon + 7 * hour);    // its earlier edge
    QVERIFY(near(m_model->shown()->from, noon + 7 * hour));
    QTest::mouseClick(m_overview, Qt::LeftButton, {}, onStrip(noon + 2 * hour));
    QVERIFY(near(m_model->shown()->from + m_model->shown()->span() / 2, noon + 2 * hour));
    QTest::mouseDClick(m_overview, Qt::LeftButton, {}, onStrip(noon + 2 * hour));
    QVERIFY(!m_state->window());
}

void TestTimeline::overviewByKeyboard()
{
    open(minutes());
    m_model->show({noon + 4 * microsPerHour, noon + 5 * microsPerHour});
    m_overview->setFocus();
    QVERIFY(m_overview->hasFocus());
    QTest::keyClick(m_overview, Qt::Key_Right);
    QCOMPARE(m_model->shown()->from, noon + 4 * microsPerHour + microsPerHour / 4);
    QTest::keyClick(m_overview, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_model->shown()->from, noon + 3 * microsPerHour + microsPerHour / 4);
    QTest::keyClick(m_overview, Qt::Key_Plus);
    QCOMPARE(m_model->shown()->span(), microsPerHour / 2);
    QTest::keyClick(m_overview, Qt::Key_Minus);
    QCOMPARE(m_model->shown()->span(), microsPerHour);
    QTest::keyClick(m_overview, Qt::Key_Home);
    QCOMPARE(m_model->shown()->from, m_model->whole()->from);
    QTest::keyClick(m_overview, Qt::Key_End);
    QCOMPARE(m_model->shown()->to, m_model->whole()->to);
    QTest::keyClick(m_overview, Qt::Key_F);
    QVERIFY(!m_state->window());
}

void TestTimeline::lanesAndBack()
{
    open(minutes());
    const auto *lanes = child<LaneView>();
    m_chart->setFocus();
    QTest::keyClick(m_chart, Qt::Key_L);
    QTRY_VERIFY(lanes->isVisible() && lanes->hasFocus());
    QVERIFY(!m_chart->isVisible());
    QVERIFY(!child<QWidget>(u"timelineLegend"_s)->isVisible());
    QVERIFY(!child<QWidget>(u"timelineStack"_s)->isVisible());
    QVERIFY(child<QWidget>(u"timelineLaneField"_s)->isVisible());
    QVERIFY(m_overview->isVisible());
    auto *model = m_view->findChild<LaneModel *>();
    child<QComboBox>(u"timelineLaneField"_s)->setCurrentIndex(2);
    QCOMPARE(model->field(), Field::Name);
    child<QComboBox>(u"timelineLaneOrder"_s)->setCurrentIndex(1);
    QCOMPARE(model->order(), LaneSpec::Order::FirstSeen);
    QTRY_COMPARE(model->lanes(), 5);
    const Micros span = m_model->shown()->span();
    child<QToolButton>(u"timelineZoomInButton"_s)->click();
    QVERIFY(m_model->shown()->span() < span);
    QSignalSpy spy(m_view.get(), &TimelineView::eventChosen);
    emit child<LaneView>()->eventChosen(7);
    QCOMPARE(spy.value(0).value(0).value<Row>(), Row(7));
    child<QToolButton>(u"timelineHistogramButton"_s)->click();
    QVERIFY(m_chart->isVisible());
}

void TestTimeline::lanesAreRemembered()
{
    open(minutes());
    child<QAction>(u"timelineLanes"_s)->trigger();
    child<QComboBox>(u"timelineLaneField"_s)->setCurrentIndex(1);
    child<QComboBox>(u"timelineLaneOrder"_s)->setCurrentIndex(2);
    m_view = std::make_unique<TimelineView>(*m_store, *m_state, m_marks, *m_settings);
    QVERIFY(child<QAction>(u"timelineLanes"_s)->isChecked());
    QCOMPARE(m_view->findChild<LaneModel *>()->field(), Field::Tenant);
    QCOMPARE(m_view->findChild<LaneModel *>()->order(), LaneSpec::Order::Value);
}

// Neither what is shown nor what is being selected.
void TestTimeline::arrivalsMoveNothing()
{
    open(minutes());
    const std::optional<TimeRange> shown = m_model->shown();
    QTest::mousePress(m_chart, Qt::LeftButton, {}, at(0.25));
    QTest::mouseMove(m_chart, at(0.5));
    std::vector<Event> late = minutes(2);
    late.front().identity.time = noon + 30 * microsPerHour;
    late.back().identity.time = noon + microsPerHour;
    test::store(*m_store, late);
    QTRY_COMPARE(m_model->total(), 602);
    settle();
    QCOMPARE(m_model->shown(), shown);
    QTest::mouseRelease(m_chart, Qt::LeftButton, {}, at(0.5));
    const Micros slack = 2 * m_model->buckets().width;
    QVERIFY(std::abs(m_model->selection()->from - (shown->from + shown->span() / 4)) <= slack);
    QVERIFY(std::abs(m_model->selection()->to - (shown->from + shown->span() / 2)) <= slack);
}

void TestTimeline::colorsStay()
{
    const Theme theme = Theme::of(lightPalette());
    const auto stack = HistogramSpec::Stack::Name;
    SeriesColors colors;
    colors.follow({series("a"), series("b"), series("c"), series({}, true)}, stack);
    const QColor b = colors.fill(series("b"), theme).color;
    QVERIFY(b != colors.fill(series("a"), theme).color);
    colors.follow({series("b")}, stack);
    QCOMPARE(colors.fill(series("b"), theme).color, b);
    colors.follow({series("x"), series("y"), series("b"), series("z")}, stack);
    QCOMPARE(colors.fill(series("b"), theme).color, b);
    QSet<QRgb> seen;
    for (const char *value : {"x", "y", "b", "z"})
        seen.insert(colors.fill(series(value), theme).color.rgb());
    QCOMPARE(seen.size(), 4);
    QCOMPARE(colors.fill(series({}, true), theme).color, theme.otherSeries);

    colors.follow({series("valid"), series("invalid")}, HistogramSpec::Stack::Verdict);
    QCOMPARE(colors.fill(series("invalid"), theme).color, theme.error);
    QVERIFY(colors.fill(series("invalid"), theme).pattern != colors.fill(series("valid"), theme).pattern);
}

void TestTimeline::niceScales_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<qint64>("ceiling");
    QTest::addColumn<QString>("text");

    QTest::newRow("0") << qint64{0} << qint64{1} << u"1"_s;
    QTest::newRow("1") << qint64{1} << qint64{1} << u"1"_s;
    QTest::newRow("3") << qint64{3} << qint64{3} << u"3"_s;
    QTest::newRow("97") << qint64{97} << qint64{100} << u"100"_s;
    QTest::newRow("9999") << qint64{9'999} << qint64{10'000} << u"10\u00a0k"_s;
    QTest::newRow("123456") << qint64{123'456} << qint64{200'000} << u"200\u00a0k"_s;
    QTest::newRow("41 million") << qint64{41'000'000} << qint64{50'000'000} << u"50\u00a0M"_s;
}

void TestTimeline::niceScales()
{
    QFETCH(const qint64, value);
    QFETCH(const qint64, ceiling);
    QFETCH(const QString, text);
    QCOMPARE(niceCeiling(value), ceiling);
    QCOMPARE(shortCount(ceiling), text);
}

void TestTimeline::scalesRise_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
}

void TestTimeline::scalesRise()
{
    QFETCH(const bool, logarithmic);
    QRandomGenerator random(5);
    for (int round = 0; round < 200; ++round) {
        const auto most = static_cast<qint64>(std::pow(10.0, random.generateDouble() * 12));
        const CountScale scale(most, logarithmic);
        QVERIFY(scale.top() >= most);
        QCOMPARE(scale.part(0), 0.0);
        QCOMPARE(scale.part(scale.top()), 1.0);
        double before = 0;
        for (qint64 count = 1; count <= scale.top(); count *= 3) {
            QVERIFY(scale.part(count) > before);
            before = scale.part(count);
            QVERIFY(before <= 1);
        }
        if (logarithmic)
            QVERIFY(scale.part(1) > 0.02);    // seen beside anything
    }
}

void TestTimeline::marksOfScales()
{
    QCOMPARE(CountScale(1, false).marks(100, 15), std::vector<qint64>{1});
    QCOMPARE(CountScale(97, false).marks(100, 15), (std::vector<qint64>{50, 100}));
    QCOMPARE(CountScale(97, false).marks(20, 15), std::vector<qint64>{100});
    QCOMPARE(CountScale(1, true).marks(100, 15), (std::vector<qint64>{1, 10}));
    QCOMPARE(CountScale(3000, true).marks(100, 15), (std::vector<qint64>{1, 10, 100, 1000}));
    QCOMPARE(CountScale(3'000'000, true).marks(60, 15), (std::vector<qint64>{1, 100, 10'000, 1'000'000}));
}

// Whatever the counts, each series of a bar is seen, and none leaves the plot.
void TestTimeline::barsStandOnTheGround()
{
    Histogram histogram;
    histogram.bucket = microsPerSecond;
    for (const quint32 count : {1U, 4'000'000'000U, 1U, 70U})
        histogram.series.push_back({QByteArray::number(count), false, count, {count}});
    TimelineScene scene;
    scene.plot = {20, 10, 100, 80};
    scene.histogram = &histogram;
    scene.buckets = {0, microsPerSecond, 1};
    scene.axis = TimeAxis({0, microsPerSecond}, 100);
    scene.order = {0, 1, 2, 3};
    const std::array colors{QColor(Qt::red), QColor(Qt::green), QColor(Qt::blue), QColor(Qt::magenta)};
    for (const QColor &color : colors)
        scene.fills.push_back({color, Qt::NoBrush});
    for (const bool logarithmic : {false, true}) {
        scene.logarithmic = logarithmic;
        QImage image(140, 140, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintTimeline(painter, scene, lightPalette());
        painter.end();
        QSet<QRgb> seen;
        for (int y = 10; y < 90; ++y)
            seen.insert(image.pixel(70, y));
        for (const QColor &color : colors)
            QVERIFY(seen.contains(color.rgb()));
        QCOMPARE(image.pixelColor(70, 89), QColor(Qt::red));
        for (int x = 0; x < 20; ++x) {
            for (const QColor &color : colors)
                QVERIFY(image.pixelColor(x, 50) != color);
        }
    }
}

}

QTEST_MAIN(eventscope::TestTimeline)
#include "tst_timeline.moc"
