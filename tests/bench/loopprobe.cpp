// SPDX-License-Identifier: GPL-3.0-or-later
#include "loopprobe.h"

#include "benchkit.h"

#include <QEvent>
#include <QEventLoop>
#include <QMetaEnum>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>

#include <execinfo.h>
#include <pthread.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope::bench {

namespace {

double computedSoFar()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double at(const std::vector<double> &sorted, double share)
{
    return sorted.empty() ? 0 : sorted[std::size_t(share * double(sorted.size() - 1))];
}

std::ptrdiff_t stallsIn(const std::vector<double> &sorted)
{
    return sorted.end() - std::ranges::upper_bound(sorted, LoopProbe::stall);
}

QString told(double milliseconds)
{
    return QString::number(milliseconds, 'f', 1);
}

void printTrace(int)
{
    void *frames[64];
    const int count = ::backtrace(frames, 64);
    ::backtrace_symbols_fd(frames, count, STDERR_FILENO);
    const char end[] = "--\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, end, sizeof end - 1);
}

}

bool ProbedApplication::notify(QObject *receiver, QEvent *event)
{
    if (event->type() == QEvent::UpdateRequest)
        m_seen.painted = true;
    if (m_depth > 0 || receiver == this)
        return QApplication::notify(receiver, event);
    const QEvent::Type type = event->type();
    const QString name = QLatin1String(receiver->metaObject()->className()) +
                         (receiver->objectName().isEmpty() ? u""_s : u" "_s) + receiver->objectName();
    ++m_depth;
    QElapsedTimer clock;
    clock.start();
    const bool done = QApplication::notify(receiver, event);
    const double took = double(clock.nsecsElapsed()) / 1e6;
    --m_depth;
    if (took > m_seen.longest) {
        m_seen.longest = took;
        const char *key = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
        m_seen.what = u"%1, %2: %3 ms"_s.arg(name, key ? QLatin1String(key) : QLatin1String("?"), told(took));
    }
    return done;
}

LoopProbe::LoopProbe(ProbedApplication &application)
    : m_application(application)
{
    if (!m_schedule.open(QIODevice::ReadOnly))
        qWarning("the queues of the processors cannot be told");
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &LoopProbe::turn);
    m_watchClock.start();
    clear();
    m_timer.start(2);
}

LoopProbe::~LoopProbe()
{
    m_ending = true;
    if (m_watch.joinable())
        m_watch.join();
}

double LoopProbe::queuedSoFar() const
{
    char text[96] = {};
    const ssize_t read = ::pread(m_schedule.handle(), text, sizeof text - 1, 0);
    return QByteArrayView(text, std::max<ssize_t>(read, 0)).toByteArray().split(' ').value(1).toDouble() / 1e6;
}

void LoopProbe::turn()
{
    const double queued = queuedSoFar();
    const double computed = computedSoFar();
    const double gap = double(m_clock.nsecsElapsed()) / 1e6;
    const double own = gap - (queued - std::exchange(m_queued, queued));
    const double computing = computed - std::exchange(m_computed, computed);
    const ProbedApplication::Seen seen = m_application.take();
    m_turns.push_back(gap);
    m_own.push_back(own);
    if (seen.painted)
        m_frames.push_back(gap);
    if (gap > stall)
        m_stalls.push_back({gap, own, computing, m_label, seen.what});
    m_turnSince = m_watchClock.elapsed();
    m_clock.start();
}

void LoopProbe::clear()
{
    m_turns.clear();
    m_own.clear();
    m_frames.clear();
    m_stalls.clear();
    std::ignore = m_application.take();
    m_queued = queuedSoFar();
    m_computed = computedSoFar();
    m_turnSince = m_watchClock.elapsed();
    m_clock.start();
}

bool LoopProbe::report(const QString &phase)
{
    turn();
    for (std::vector<double> *list : {&m_turns, &m_own, &m_frames})
        std::ranges::sort(*list);
    print(phase);
    print(u"  %1 turns: median %2 ms, 99 % %3, longest %4, over 50 ms: %5; given a processor 99 % %6, longest %7, "
          "over 50 ms: %8"_s.arg(m_turns.size())
              .arg(told(at(m_turns, 0.5)), told(at(m_turns, 0.99)), told(at(m_turns, 1)))
              .arg(stallsIn(m_turns))
              .arg(told(at(m_own, 0.99)), told(at(m_own, 1)))
              .arg(stallsIn(m_own)));
    print(u"  %1 frames: median %2 ms, 99 % %3, longest %4"_s.arg(m_frames.size())
              .arg(told(at(m_frames, 0.5)), told(at(m_frames, 0.99)), told(at(m_frames, 1))));
    for (const Stall &each : m_stalls)
        print(u"  stall of %1 ms (%2 given a processor, %3 computing), %4; longest %5"_s.arg(told(each.length),
            told(each.own), told(each.computing), QString::fromLatin1(each.label),
            each.what.isEmpty() ? u"nothing sent"_s : each.what));
    const bool unbroken = atMost(u"longest stall, %1"_s.arg(phase), at(m_turns, 1), stall, u" ms"_s);
    const bool smooth = atMost(u"median frame, %1"_s.arg(phase), at(m_frames, 0.5), fluent, u" ms"_s);
    clear();
    return unbroken && smooth;
}

void LoopProbe::traceTurnsOver(int milliseconds)
{
    void *frame = nullptr;
    ::backtrace(&frame, 1);    // loads what it needs, which a signal handler must not
    std::signal(SIGUSR1, printTrace);
    m_watch = std::thread([this, milliseconds, thread = ::pthread_self()] {
        qint64 traced = -1;
        while (!m_ending) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            const qint64 since = m_turnSince;
            if (m_watchClock.elapsed() - since <= milliseconds || since == traced)
                continue;
            traced = since;
            ::pthread_kill(thread, SIGUSR1);
        }
    });
}

void pause(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

}
