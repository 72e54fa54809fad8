// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace eventscope {

class MainWindow;
class TimelineModel;
struct TimeRange;

// A store of very many events, for pictures of it. GUI thread.
class ScreenshotMany {
public:
    // `settle` waits until nothing is under way.
    ScreenshotMany(MainWindow &window, std::function<void()> settle);

    void showAll() const;
    // The second with the most events, one of them selected.
    void showSecond() const;
    // A lane for each user, the minute around that second.
    void showLanes() const;

private:
    [[nodiscard]] TimelineModel &timeline() const;
    void zoomTo(const TimeRange &range) const;
    void select() const;

    MainWindow &m_window;
    std::function<void()> m_settle;
};

}
