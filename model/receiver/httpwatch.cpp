// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpwatch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace eventscope {

namespace {

constexpr auto tickInterval = std::chrono::milliseconds(200);
constexpr auto lingerTime = std::chrono::seconds(2);
constexpr std::size_t mostLingering = 128;

// What has come; whether more may come.
bool discardWhatCame(int socket)
{
    std::array<char, 1 << 16> unused;
    for (int i = 0; i < 64; ++i) {
        const ssize_t count = ::recv(socket, unused.data(), unused.size(), MSG_DONTWAIT);
        if (count == 0)
            return false;
        if (count < 0)
            return errno == EAGAIN || errno == EINTR;
    }
    return true;
}

}

HttpWatch::HttpWatch(std::function<void()> tick)
    : m_tick(std::move(tick))
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
    , m_thread([this] { run(); })
{}

HttpWatch::~HttpWatch()
{
    stop();
    ::close(m_wake);
}

void HttpWatch::wake() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
}

void HttpWatch::setTicking(bool ticking)
{
    const std::scoped_lock lock(m_mutex);
    if (std::exchange(m_ticking, ticking) != ticking && ticking)
        wake();
}

void HttpWatch::after(std::chrono::milliseconds delay, std::function<void()> what)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopped)
        return;
    const auto at = m_due.emplace(Clock::now() + delay, std::move(what));
    if (at == m_due.begin())
        wake();
}

void HttpWatch::linger(int socket)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopped) {
        ::close(socket);
        return;
    }
    m_arriving.push_back({socket, Clock::now() + lingerTime});
    wake();
}

void HttpWatch::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopped = true;
        wake();
    }
    if (m_thread.joinable())
        m_thread.join();
    for (const std::vector<Lingering> &sockets : {m_arriving, m_lingering})
        for (const Lingering &lingering : sockets)
            ::close(lingering.socket);
    m_arriving.clear();
    m_lingering.clear();
    m_due.clear();
}

int HttpWatch::millisecondsToNext()
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopped)
        return 0;
    auto next = Clock::time_point::max();
    if (m_ticking)
        next = std::min(next, m_nextTick);
    if (!m_due.empty())
        next = std::min(next, m_due.begin()->first);
    for (const Lingering &lingering : m_lingering)
        next = std::min(next, lingering.until);
    if (next == Clock::time_point::max())
        return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000));
}

void HttpWatch::runDue()
{
    for (;;) {
        std::function<void()> what;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_stopped || m_due.empty() || m_due.begin()->first > Clock::now())
                return;
            what = std::move(m_due.begin()->second);
            m_due.erase(m_due.begin());
        }
        what();
    }
}

void HttpWatch::drain()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_lingering.insert(m_lingering.end(), m_arriving.begin(), m_arriving.end());
        m_arriving.clear();
    }
    const auto now = Clock::now();
    const std::size_t tooMany = m_lingering.size() > mostLingering ? m_lingering.size() - mostLingering : 0;
    std::size_t number = 0;
    std::erase_if(m_lingering, [&](const Lingering &lingering) {
        const bool ends = number++ < tooMany || now >= lingering.until || !discardWhatCame(lingering.socket);
        if (ends)
            ::close(lingering.socket);
        return ends;
    });
}

void HttpWatch::run()
{
    for (;;) {
        std::vector<pollfd> sockets{{m_wake, POLLIN, 0}};
        for (const Lingering &lingering : m_lingering)
            sockets.push_back({lingering.socket, POLLIN, 0});
        ::poll(sockets.data(), sockets.size(), millisecondsToNext());
        std::uint64_t count = 0;
        [[maybe_unused]] const auto read = ::read(m_wake, &count, sizeof count);
        bool ticks = false;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_stopped)
                return;
            ticks = m_ticking && Clock::now() >= m_nextTick;
        }
        runDue();
        drain();
        if (ticks) {
            m_tick();
            m_nextTick = Clock::now() + tickInterval;
        }
    }
}

}
