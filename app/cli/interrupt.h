// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <array>
#include <memory>

namespace eventscope {

// Turns Ctrl+C (and a polite request to end) into a signal in the event loop, as long as it lives; the
// second one ends the program at once. At most one at a time. Main thread.
class Interrupt : public QObject {
    Q_OBJECT

public:
    Interrupt();
    ~Interrupt() override;

    [[nodiscard]] bool wasAsked() const { return m_asked; }
    // Has something to read from the first one on, for who waits without an event loop.
    [[nodiscard]] int descriptor() const { return m_pipe[0]; }

signals:
    void asked();

private:
    void restore();

    std::array<int, 2> m_pipe{-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_asked = false;
};

}
