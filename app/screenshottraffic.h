// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"

namespace eventscope {

class MainWindow;

// What can be seen of sending to the receiver of this computer, for pictures of it: whatever is sent stays here. GUI
// thread.
class ScreenshotTraffic {
public:
    explicit ScreenshotTraffic(MainWindow &window);

    // The receiver listens, strictly, and tells how to send to it.
    void showWaysIn() const;
    // A batch of good events and two bad ones was sent to it, and split until these were alone.
    void showOutbox() const;
    // What came in of that.
    void showReceiver() const;
    // The request that was refused as a whole.
    void showFailedBatch() const;

private:
    [[nodiscard]] OutboxJobId sendBatch() const;
    [[nodiscard]] std::vector<Event> batchFor(const QByteArray &service, const QByteArray &transport) const;
    void wait(int milliseconds) const;

    MainWindow &m_window;
};

}
