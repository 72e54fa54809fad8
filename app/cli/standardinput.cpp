// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/standardinput.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace eventscope {

StandardInput::StandardInput(int stopDescriptor)
    : m_stop(stopDescriptor)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 StandardInput::readData(char *data, qint64 maxSize)
{
    while (true) {
        std::array<pollfd, 2> waiting{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{m_stop, POLLIN, 0}};    // -1 is left out
        const int ready = ::poll(waiting.data(), waiting.size(), -1);
        if (ready >= 0 && waiting[1].revents != 0) {
            setErrorString(QString::fromLocal8Bit(std::strerror(EINTR)));
            return -1;
        }
        const ssize_t size = ready < 0 ? -1 : ::read(STDIN_FILENO, data, static_cast<std::size_t>(maxSize));
        if (size >= 0)
            return size;
        if (errno != EINTR && errno != EAGAIN) {
            setErrorString(QString::fromLocal8Bit(std::strerror(errno)));
            return -1;
        }
    }
}

qint64 StandardInput::writeData(const char *, qint64)
{
    return -1;
}

}
