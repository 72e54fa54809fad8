// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httptrickle.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace eventscope {

namespace {

ssize_t copyPiece(const QByteArray &body, qsizetype position, qsizetype count, char *buffer)
{
    std::memcpy(buffer, body.constData() + position, static_cast<std::size_t>(count));
    return count;
}

}

HttpTrickle::HttpTrickle(std::shared_ptr<HttpConnection> connection, const HttpAnswer &answer)
    : m_connection(std::move(connection))
    , m_body(answer.body)
    , m_fault(answer.fault)
{}

MHD_Response *HttpTrickle::response(std::shared_ptr<HttpConnection> connection, const HttpAnswer &answer)
{
    auto *trickle = new HttpTrickle(std::move(connection), answer);
    const auto end = [](void *self) { delete static_cast<HttpTrickle *>(self); };
    MHD_Response *response = MHD_create_response_from_callback(
        static_cast<std::uint64_t>(answer.body.size()), 1024, &HttpTrickle::read, trickle, end);
    if (!response)
        delete trickle;
    return response;
}

ssize_t HttpTrickle::read(void *self, std::uint64_t position, char *buffer, std::size_t size)
{
    auto &trickle = *static_cast<HttpTrickle *>(self);
    const std::scoped_lock lock(trickle.m_connection->m_mutex);
    if (trickle.m_connection->m_closing || trickle.m_connection->m_shared->stopping)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    const auto at = static_cast<qsizetype>(position);
    return trickle.m_fault.kind == AnswerFault::Kind::Half ? trickle.byHalf(at, buffer, size)
                                                           : trickle.slowly(at, buffer, size);
}

// One step later it is asked again.
ssize_t HttpTrickle::wait(int ms)
{
    ++m_waits;
    m_connection->suspend();
    m_connection->resumeAfter(ms);
    return 0;
}

ssize_t HttpTrickle::slowly(qsizetype position, char *buffer, std::size_t size)
{
    const int rate = std::max(m_fault.bytesPerSecond, 1);
    if (!std::exchange(m_connection->m_due, false))
        return wait(rate < 10 ? 1000 / rate : 100);
    const qsizetype count =
        std::min({static_cast<qsizetype>(size), m_body.size() - position, std::max<qsizetype>(1, rate / 10)});
    return copyPiece(m_body, position, count, buffer);
}

ssize_t HttpTrickle::byHalf(qsizetype position, char *buffer, std::size_t size)
{
    const qsizetype half = m_body.size() / 2;
    if (position < half)
        return copyPiece(m_body, position, std::min(static_cast<qsizetype>(size), half - position), buffer);
    // A reset throws away what the client's system has not taken yet.
    int unsent = 0;
    if (m_waits == 0 || (m_waits < 100 && ::ioctl(m_connection->m_socket, SIOCOUTQ, &unsent) == 0 && unsent > 0))
        return wait(20);
    m_connection->reset();
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

}
