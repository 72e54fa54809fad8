// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/standardinput.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace eventscope {

namespace {

// Until the descriptor has something; false when the watch says to stop.
bool waitForInput(int descriptor, const InputWatch &watch)
{
    std::array<pollfd, 2> waiting{
        pollfd{descriptor, POLLIN, 0}, pollfd{watch.stopDescriptor, POLLIN, 0}};    // -1 is left out
    int ready = ::poll(waiting.data(), waiting.size(), 0);
    if (ready == 0 && watch.idle)
        watch.idle();
    while (ready <= 0) {
        ready = ::poll(waiting.data(), waiting.size(), -1);
        if (ready < 0 && errno != EINTR)
            return true;    // reading tells what is wrong
    }
    return waiting[1].revents == 0;
}

}

StandardInput::StandardInput(InputWatch watch)
    : m_watch(std::move(watch))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 StandardInput::readData(char *data, qint64 maxSize)
{
    while (true) {
        if (!waitForInput(STDIN_FILENO, m_watch)) {
            setErrorString(QString::fromLocal8Bit(std::strerror(EINTR)));
            return -1;
        }
        const ssize_t size = ::read(STDIN_FILENO, data, static_cast<std::size_t>(maxSize));
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

WatchedFile::WatchedFile(const QString &path, InputWatch watch)
    : QFile(path)
    , m_watch(std::move(watch))
{}

qint64 WatchedFile::readData(char *data, qint64 maxSize)
{
    if (waitForInput(handle(), m_watch))
        return QFile::readData(data, maxSize);
    setErrorString(QString::fromLocal8Bit(std::strerror(EINTR)));
    return -1;
}

}
