// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpdoor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace eventscope {

namespace {

constexpr int waitForFilesMs = 100;    // where this process may open no more

}

HttpDoor::HttpDoor(int listening, Take take)
    : m_listening(listening)
    , m_end(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
    , m_take(std::move(take))
    , m_thread([this] { run(); })
{}

HttpDoor::~HttpDoor()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_end, &one, sizeof one);
    m_thread.join();
    ::close(m_end);
}

void HttpDoor::run()
{
    std::array<pollfd, 2> waited{pollfd{m_end, POLLIN, 0}, pollfd{m_listening, POLLIN, 0}};
    for (bool open = true;;) {
        ::poll(waited.data(), open ? 2 : 1, open ? -1 : waitForFilesMs);
        if (waited[0].revents != 0)
            return;
        open = takeAll();
    }
}

bool HttpDoor::takeAll()
{
    for (;;) {
        sockaddr_storage peer = {};
        socklen_t size = sizeof peer;
        const int socket =
            ::accept4(m_listening, reinterpret_cast<sockaddr *>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0)
            m_take(socket, reinterpret_cast<const sockaddr *>(&peer), size);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return false;
        else if (errno == EAGAIN || errno == EINVAL || errno == EBADF)
            return true;
    }
}

}
