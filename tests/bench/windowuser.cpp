// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowuser.h"

#include <QAction>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace eventscope::bench {

namespace {

constexpr char typed[] = "tenant:tenant_3 user:user_4* -name:thing_7.done";
constexpr int letters = sizeof typed - 1;
constexpr int pauseOfSteps = 16;

}

WindowUser::WindowUser(MainWindow &window, LoopProbe &probe)
    : m_window(window)
    , m_probe(probe)
    , m_table(window.findChild<EventTable *>())
    , m_chart(window.findChild<TimelineChart *>())
    , m_filter(window.findChild<FilterEdit *>(u"filterText"_s))
    , m_lanes(window.findChild<LaneView *>())
{}

int WindowUser::round() const noexcept
{
    return 25 + 15 + 32 + letters + 25 + 15 + 5 + 40;
}

void WindowUser::step()
{
    struct Part {
        const char *label;
        void (WindowUser::*act)(int);
        int steps;
    };
    static constexpr Part parts[] = {
        {"scrolling", &WindowUser::scroll, 25},
        {"brushing the timeline", &WindowUser::brush, 15},
        {"zooming the timeline", &WindowUser::zoom, 32},
        {"typing a filter", &WindowUser::type, letters + 25},
        {"scrolling what is filtered", &WindowUser::scroll, 15},
        {"clearing the filter", &WindowUser::untype, 5},
        {"looking at lanes", &WindowUser::lanes, 40},
    };
    int step = m_step++ % round();
    for (const Part &part : parts) {
        if (step < part.steps) {
            m_probe.setLabel(part.label);
            (this->*part.act)(step);
            break;
        }
        step -= part.steps;
    }
    pause(pauseOfSteps);
}

void WindowUser::steps(int count)
{
    for (int i = 0; i < count; ++i)
        step();
}

void WindowUser::tidy()
{
    m_probe.setLabel("tidying up");
    showLanes(false);
    untype(0);
    pause(500);    // until what was typed is applied
    m_window.session()->filter().setFilter({});
    m_window.session()->filter().setWindow({});
    m_step = 0;
    pause(500);
}

void WindowUser::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_table, key, modifiers);
}

void WindowUser::showLanes(bool on)
{
    m_window.findChild<QAction *>(on ? u"timelineLanes"_s : u"timelineHistogram"_s)->trigger();
}

void WindowUser::scroll(int step)
{
    if (step == 0)
        m_table->setFocus();
    if (step % 8 == 7)
        press(step % 16 == 7 ? Qt::Key_End : Qt::Key_Home);
    else if (step % 2 == 0)
        press(Qt::Key_PageDown);
    else
        wheel(*m_table->viewport(), 0.5, -1);
}

void WindowUser::brush(int step)
{
    if (step == 0)
        mouse(QEvent::MouseButtonPress, 0.3);
    else if (step < 12)
        mouse(QEvent::MouseMove, 0.3 + 0.03 * step);
    else if (step == 12)
        mouse(QEvent::MouseButtonRelease, 0.3 + 0.03 * step);
    else
        QTest::keyClick(m_chart, Qt::Key_Escape);
}

void WindowUser::zoom(int step)
{
    if (step == 31)
        return QTest::keyClick(m_chart, Qt::Key_F);
    wheel(*m_chart, 0.6, step < 16 ? 1 : -1);
    wheel(*m_table->viewport(), 0.5, -1);
}

// Letter by letter, Tab takes what is proposed, Enter applies.
void WindowUser::type(int step)
{
    if (step == 0)
        m_filter->setFocus();
    if (step < letters) {
        QTest::keyClick(m_filter, typed[step]);
    } else if (step == letters) {
        QTest::keyClick(m_filter, Qt::Key_Escape);
        QTest::keyClick(m_filter, Qt::Key_Return);
    }
    wheel(*m_table->viewport(), 0.5, -1);
}

void WindowUser::untype(int step)
{
    if (step != 0)
        return;
    m_filter->setFocus();
    QTest::keyClick(m_filter, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_filter, Qt::Key_Backspace);
    QTest::keyClick(m_filter, Qt::Key_Escape);
    QTest::keyClick(m_filter, Qt::Key_Return);
}

void WindowUser::lanes(int step)
{
    if (step == 0)
        showLanes(true);
    else if (step == 39)
        showLanes(false);
    else if (step % 8 < 5)
        m_lanes->verticalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    else
        QTest::keyClick(m_lanes, step % 16 < 8 ? Qt::Key_W : Qt::Key_S);
    wheel(*m_table->viewport(), 0.5, -1);
}

void WindowUser::mouse(QEvent::Type type, double x)
{
    const QPointF at(m_chart->width() * x, m_chart->height() * 0.5);
    const bool pressed = type != QEvent::MouseButtonRelease;
    QMouseEvent event(type, at, m_chart->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
        pressed ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_chart, &event);
}

void WindowUser::wheel(QWidget &widget, double x, int turns)
{
    const QPointF at(widget.width() * x, widget.height() * 0.5);
    QWheelEvent event(
        at, widget.mapToGlobal(at), {}, {0, 120 * turns}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

}
