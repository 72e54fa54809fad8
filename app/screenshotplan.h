// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope {

class MainWindow;

// The page of tracking plans, for pictures of it. GUI thread.
class ScreenshotPlan {
public:
    explicit ScreenshotPlan(MainWindow &window);

    void showEmpty() const;
    void showInference() const;
    // A plan as the store's events suggest it, but for some that it does not know, or that do not come.
    void showPlan() const;
    void showSchema() const;
    void showComparison() const;

private:
    MainWindow &m_window;
};

}
