// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/eventtable.h"
#include "explorer/filteredit.h"
#include "explorer/laneview.h"
#include "explorer/timelinechart.h"
#include "loopprobe.h"
#include "mainwindow/mainwindow.h"

namespace eventscope::bench {

// A hasty person at the window: by keys and mouse, a step each 16 ms, through scrolling the table, brushing and
// zooming the timeline, typing a filter with its completion, and lanes; then from the beginning. GUI thread.
class WindowUser {
public:
    WindowUser(MainWindow &window, LoopProbe &probe);

    void step();
    void steps(int count);
    [[nodiscard]] int round() const noexcept;    // steps of one way through all
    // Back to all events, bars and the table in front.
    void tidy();

    [[nodiscard]] EventTable &table() const { return *m_table; }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {});    // in the table
    void showLanes(bool on);

private:
    void scroll(int step);
    void brush(int step);
    void zoom(int step);
    void type(int step);
    void untype(int step);
    void lanes(int step);
    void mouse(QEvent::Type type, double x);
    void wheel(QWidget &widget, double x, int turns);

    MainWindow &m_window;
    LoopProbe &m_probe;
    EventTable *m_table;
    TimelineChart *m_chart;
    FilterEdit *m_filter;
    LaneView *m_lanes;
    int m_step = 0;
};

}
