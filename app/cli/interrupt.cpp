// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/interrupt.h"

#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace eventscope {

namespace {

// A signal handler has no other way to reach an object.
std::atomic<int> wakeUp{-1};

constexpr std::array handled{SIGINT, SIGTERM, SIGHUP};

// The next one ends the program, also where no event loop runs that could see to it.
void onSignal(int signal)
{
    const int saved = errno;
    std::signal(signal, SIG_DFL);
    const char byte = 0;
    if (const int target = wakeUp.load(); target >= 0) [[maybe_unused]]
        const ssize_t written = ::write(target, &byte, 1);
    errno = saved;
}

}

Interrupt::Interrupt()
{
    if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;    // then a signal ends the program as it always did
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        restore();
        m_asked = true;
        emit asked();
    });
    wakeUp = m_pipe[1];
    for (const int signal : handled)
        std::signal(signal, onSignal);
}

Interrupt::~Interrupt()
{
    restore();
    for (const int end : m_pipe) {
        if (end >= 0)
            ::close(end);
    }
}

void Interrupt::restore()
{
    for (const int signal : handled)
        std::signal(signal, SIG_DFL);
    wakeUp = -1;
}

}
