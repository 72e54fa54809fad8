// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

namespace eventscope::bench {

// An application that knows which event took the longest, and whether the window was painted.
class ProbedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override;

    struct Seen {
        double longest = 0;    // ms
        QString what;          // the receiver and the event of the longest
        bool painted = false;
    };
    // Since the last call.
    [[nodiscard]] Seen take() { return std::exchange(m_seen, {}); }

private:
    int m_depth = 0;
    Seen m_seen;
};

// Turns of the GUI thread's event loop in milliseconds, and what is left of them without what this thread was
// ready to run and had no processor: on a machine with nothing else to do, they would be that long. A frame is a
// turn in which the window was painted. GUI thread.
class LoopProbe : public QObject {
public:
    static constexpr double stall = 50;    // ms
    static constexpr double fluent = 16;

    explicit LoopProbe(ProbedApplication &application);
    ~LoopProbe() override;

    // What is under way: told with a stall.
    void setLabel(const char *label) { m_label = label; }
    // A turn that takes so long prints where the thread is, once; the program must export its symbols.
    void traceTurnsOver(int milliseconds);
    // Prints the turns since the last call, and each stall; false when there was one or the median frame is not
    // fluent.
    bool report(const QString &phase);
    void clear();

private:
    struct Stall {
        double length = 0;
        double own = 0;          // what it did not stand in the queue of a processor
        double computing = 0;    // what the processor computed for it; less where its host took it away
        const char *label = "";
        QString what;
    };

    void turn();
    [[nodiscard]] double queuedSoFar() const;    // ms

    ProbedApplication &m_application;
    const char *m_label = "";
    QElapsedTimer m_clock;
    QTimer m_timer;
    QFile m_schedule{QStringLiteral("/proc/thread-self/schedstat")};    // of this thread
    double m_queued = 0;
    double m_computed = 0;
    std::vector<double> m_turns;
    std::vector<double> m_own;
    std::vector<double> m_frames;
    std::vector<Stall> m_stalls;

    std::atomic<qint64> m_turnSince = 0;    // ms of the watch's clock
    QElapsedTimer m_watchClock;
    std::atomic<bool> m_ending = false;
    std::thread m_watch;
};

// As an event loop does that nobody steps.
void pause(int milliseconds);

}
