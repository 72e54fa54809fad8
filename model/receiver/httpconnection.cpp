// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/httpconnection.h"

#include "receiver/faultplan.h"
#include "receiver/httpsockets.h"
#include "receiver/httptrickle.h"

#include <QCoreApplication>

#include <sys/socket.h>

#include <utility>

namespace eventscope {

namespace {

constexpr qsizetype mostArguments = 128;

QString connectionText(const char *text)
{
    return QCoreApplication::translate("eventscope::HttpListener", text);
}

MHD_Result appendHeader(
    void *headers, MHD_ValueKind, const char *name, std::size_t nameSize, const char *value, std::size_t valueSize)
{
    static_cast<std::vector<NamedValue> *>(headers)->push_back(
        {QByteArray(name, qsizetype(nameSize)), QByteArray(value ? value : "", qsizetype(valueSize))});
    return MHD_YES;
}

// What libmicrohttpd refuses by itself.
QString refusalOfLibrary(int status)
{
    switch (status) {
    case 413:
        return connectionText("The length of the body is beyond all bounds.");
    case 414:
    case 431:
        return connectionText("The headers are too large.");
    case 505:
        return connectionText("This version of HTTP is not spoken here: only HTTP/1.1 is.");
    default:
        return connectionText("The request is malformed.");
    }
}

HttpAnswer answerTo(const HttpRefusal &refusal)
{
    HttpAnswer answer{
        refusal.status, {{"Content-Type", "text/plain; charset=utf-8"}}, refusal.reason.toUtf8() + '\n', {}};
    if (refusal.status == 401)
        answer.headers.push_back({"WWW-Authenticate", "Bearer"});
    if (refusal.status == 405)
        answer.headers.push_back({"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
    return answer;
}

// Of the headers of an answer, those that are made here.
bool isOurs(const NamedValue &header, const std::vector<NamedValue> &origin)
{
    const auto is = [&header](QByteArrayView name) { return isNamed(header, name); };
    return is("Content-Length") || is("Connection") || is("Date") || is("Transfer-Encoding") ||
           (!origin.empty() && is("Access-Control-Allow-Origin"));
}

}

HttpConnection::HttpConnection(std::shared_ptr<HttpShared> shared, MHD_Connection *mhd)
    : m_shared(std::move(shared))
    , m_mhd(mhd)
    , m_socket(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd)
{
    const SocketPeer peer = peerOf(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    m_clientAddress = peer.host;
    m_client = peer.host + ':' + QByteArray::number(peer.port);
    m_arrival.local = localAddressOf(m_socket);
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::enter(Phase phase)
{
    m_phase = phase;
    m_since = Clock::now();
}

void HttpConnection::begin(const char *target)
{
    const std::scoped_lock lock(m_mutex);
    m_arrival.target = target ? target : "";
    m_phase = Phase::Reading;
    if (!m_partial)
        m_since = Clock::now();
    m_headRead = false;
    m_request = {};
    m_answer.reset();
    // Each argument takes a record of the library's, which closes without a word where there is no room.
    if (m_arrival.target.count('&') > mostArguments)
        refuseInTheMiddle({431, connectionText("The target has too many arguments.")});
}

MHD_Result HttpConnection::step(const char *method, const char *version, const char *piece, size_t *pieceSize)
{
    std::unique_lock lock(m_mutex);
    if (m_dropping)
        reset();
    if (m_closing || m_shared->stopping)
        return MHD_NO;
    if (!std::exchange(m_headRead, true))
        return readHead(method, version, lock);
    if (*pieceSize > 0)
        return readPiece(piece, pieceSize);
    if (m_phase == Phase::Reading)
        return handle(lock);
    if (m_answer)
        return sendAnswer(lock);
    suspend();
    return MHD_YES;
}

MHD_Result HttpConnection::readHead(const char *method, const char *version, std::unique_lock<std::mutex> &lock)
{
    m_request.method = method;
    m_arrival.version = version;
    m_isHead = m_request.method == "HEAD";
    m_request.client = m_client;
    m_originHeaders.clear();
    constexpr std::size_t usualHeaders = 8;
    m_request.headers.reserve(usualHeaders);
    MHD_get_connection_values_n(m_mhd, MHD_HEADER_KIND, &appendHeader, &m_request.headers);
    const auto *size = MHD_get_connection_info(m_mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (size && size->header_size > static_cast<std::size_t>(m_shared->options.headerBytes))
        return refuse({431, connectionText("The headers are too large.")}, lock);
    m_originHeaders = m_shared->guard.originHeaders(m_request);
    if (const auto refusal = m_shared->guard.admit(m_request, m_arrival))
        return refuse(*refusal, lock);
    if (m_shared->atHeaders) {
        lock.unlock();
        std::shared_ptr<const FaultSpec> fault = m_shared->atHeaders(m_request);
        lock.lock();
        m_request.fault = std::move(fault);
        if (m_request.fault && m_request.fault->drop == FaultSpec::When::Before)
            return dropAtHeaders(m_request.fault->delayMs);
    }
    const qlonglong length = m_request.header("Content-Length").toLongLong();
    m_request.body.reserve(std::min<qlonglong>(length, 64 << 10));
    return m_closing ? MHD_NO : MHD_YES;
}

MHD_Result HttpConnection::dropAtHeaders(int delayMs)
{
    if (delayMs <= 0) {
        reset();
        return MHD_NO;
    }
    m_dropping = true;
    enter(Phase::Handling);
    suspend();
    resumeAfter(delayMs);
    return MHD_YES;
}

MHD_Result HttpConnection::readPiece(const char *piece, size_t *size)
{
    const auto count = static_cast<qint64>(*size);
    if (m_request.body.size() + count > m_shared->options.bodyBytes)
        return refuseInTheMiddle({413,
            connectionText("The body has more than the %1 bytes that are taken.").arg(m_shared->options.bodyBytes)});
    m_held += count;
    if (m_shared->bodyBytes.fetch_add(count) + count > m_shared->options.bodyBytesTogether)
        return refuseInTheMiddle({503, connectionText("Too much is being received at once; try again.")});
    m_request.body.append(piece, count);
    *size = 0;
    return MHD_YES;
}

MHD_Result HttpConnection::handle(std::unique_lock<std::mutex> &lock)
{
    m_request.received = currentMicros();
    enter(Phase::Handling);
    HttpRequest request = std::exchange(m_request, {});
    const auto send = [self = shared_from_this(), serial = m_serial](
                          HttpAnswer answer) { self->answer(serial, std::move(answer)); };
    lock.unlock();
    m_shared->handler(std::move(request), HttpResponder(send));
    lock.lock();
    if (m_closing || m_shared->stopping)
        return MHD_NO;
    if (m_answer)
        return sendAnswer(lock);
    suspend();
    return MHD_YES;
}

void HttpConnection::answer(quint64 serial, HttpAnswer answer)
{
    const std::scoped_lock lock(m_mutex);
    if (serial != m_serial || m_phase != Phase::Handling || m_answer)
        return;
    if (const int delay = std::exchange(answer.fault.delayMs, 0); delay > 0) {
        m_shared->watch.after(std::chrono::milliseconds(delay),
            [self = shared_from_this(), serial, answer = std::move(answer)] { self->answer(serial, answer); });
        return;
    }
    m_answer = std::move(answer);
    enter(Phase::Answering);
    resume();
}

MHD_Result HttpConnection::sendAnswer(std::unique_lock<std::mutex> &lock)
{
    HttpAnswer &answer = *m_answer;
    if (answer.status < 200 || answer.status > 999)
        answer.status = 500;
    const bool hasBody = !answer.body.isEmpty() && !m_isHead;
    if (answer.fault.kind == AnswerFault::Kind::Drop || (answer.fault.kind == AnswerFault::Kind::Half && !hasBody)) {
        reset();
        return MHD_NO;
    }
    m_due = false;
    // The answer changes no more. A response has a lock of its own, which is held when it asks for its body.
    lock.unlock();
    MHD_Response *response = responseOf(answer);
    if (!response)
        return MHD_NO;
    for (const NamedValue &header : answer.headers)
        if (!isOurs(header, m_originHeaders))
            MHD_add_response_header(response, header.name.constData(), header.value.constData());
    for (const NamedValue &header : m_originHeaders)
        MHD_add_response_header(response, header.name.constData(), header.value.constData());
    const MHD_Result queued = MHD_queue_response(m_mhd, static_cast<unsigned>(answer.status), response);
    MHD_destroy_response(response);
    return queued;
}

MHD_Response *HttpConnection::responseOf(const HttpAnswer &answer)
{
    using Kind = AnswerFault::Kind;
    if ((answer.fault.kind == Kind::Half || answer.fault.kind == Kind::Slow) && !answer.body.isEmpty())
        return HttpTrickle::response(shared_from_this(), answer);
    // The bytes stay here until the next request begins.
    return MHD_create_response_from_buffer(static_cast<std::size_t>(answer.body.size()),
        const_cast<char *>(answer.body.constData()), MHD_RESPMEM_PERSISTENT);
}

MHD_Result HttpConnection::refuse(const HttpRefusal &refusal, std::unique_lock<std::mutex> &lock)
{
    tell(refusal.status, refusal.reason);
    m_lingers = true;
    m_answer = answerTo(refusal);
    enter(Phase::Answering);
    return sendAnswer(lock);
}

MHD_Result HttpConnection::refuseInTheMiddle(const HttpRefusal &refusal)
{
    tell(refusal.status, refusal.reason);
    sendRaw(refusal);
    m_closing = true;
    m_lingers = true;
    return MHD_NO;
}

// libmicrohttpd answers no request whose body has begun and not ended.
void HttpConnection::sendRaw(const HttpRefusal &refusal) const
{
    const HttpAnswer answer = answerTo(refusal);
    QByteArray text = "HTTP/1.1 " + QByteArray::number(refusal.status) + ' ' +
                      MHD_get_reason_phrase_for(static_cast<unsigned>(refusal.status)) + "\r\nConnection: close\r\n";
    for (const std::vector<NamedValue> &headers : {answer.headers, m_originHeaders})
        for (const NamedValue &header : headers)
            text += header.name + ": " + header.value + "\r\n";
    text += "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body;
    ::send(m_socket, text.constData(), static_cast<std::size_t>(text.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HttpConnection::finished(MHD_RequestTerminationCode how)
{
    const std::scoped_lock lock(m_mutex);
    if (how == MHD_REQUEST_TERMINATED_WITH_ERROR && m_phase == Phase::Reading && !m_closing) {
        const auto *status = MHD_get_connection_info(m_mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
        m_lingers = true;
        if (status)
            tell(static_cast<int>(status->http_status), refusalOfLibrary(static_cast<int>(status->http_status)));
    }
    ++m_serial;
    m_shared->bodyBytes -= std::exchange(m_held, 0);
    m_request = {};
    m_bytesKnown = false;
    m_partial = false;
    enter(Phase::Waiting);
}

void HttpConnection::closed()
{
    const std::scoped_lock lock(m_mutex);
    if (m_phase == Phase::Waiting && m_serial == 0 && !m_closing && hasMoreBytes()) {
        tell(400, refusalOfLibrary(400));
        m_lingers = true;
    }
    if (m_lingers) {
        ::shutdown(m_socket, SHUT_WR);
        if (const int socket = duplicateOf(m_socket); socket >= 0)
            m_shared->watch.linger(socket);
    }
    m_closing = true;
    m_mhd = nullptr;
    m_socket = -1;
}

void HttpConnection::suspend()
{
    m_suspended = true;
    MHD_suspend_connection(m_mhd);
}

void HttpConnection::resume()
{
    if (std::exchange(m_suspended, false) && m_mhd)
        MHD_resume_connection(m_mhd);
}

void HttpConnection::resumeAfter(int ms)
{
    m_shared->watch.after(std::chrono::milliseconds(ms), [self = shared_from_this(), serial = m_serial] {
        const std::scoped_lock lock(self->m_mutex);
        if (serial != self->m_serial)
            return;
        self->m_due = true;
        self->resume();
    });
}

void HttpConnection::reset()
{
    m_closing = true;
    m_lingers = false;
    resetConnection(m_socket);
}

void HttpConnection::tell(int status, const QString &reason) const
{
    if (m_shared->refused)
        m_shared->refused(m_client, status, reason);
}

bool HttpConnection::hasMoreBytes()
{
    const quint64 count = bytesReceived(m_socket);
    if (!std::exchange(m_bytesKnown, true))
        m_bytesBefore = count;
    return count > m_bytesBefore;
}

qint64 HttpConnection::millisecondsHere() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_since).count();
}

qint64 HttpConnection::millisecondsToAnswer() const
{
    qint64 time = m_shared->options.requestMs;
    if (m_answer && m_answer->fault.kind == AnswerFault::Kind::Slow)
        time += 1200 * m_answer->body.size() / std::max(m_answer->fault.bytesPerSecond, 1);
    return time;
}

// A connection in its time says no; one that is not between two requests is ended.
bool HttpConnection::overdue()
{
    if (m_phase == Phase::Waiting && !m_partial && hasMoreBytes()) {
        m_partial = true;
        m_since = Clock::now();
    }
    switch (m_phase) {
    case Phase::Waiting:
        return millisecondsHere() > (m_partial ? m_shared->options.requestMs : m_shared->options.idleMs);
    case Phase::Reading:
        return millisecondsHere() > m_shared->options.requestMs;
    case Phase::Answering:
        return millisecondsHere() > millisecondsToAnswer();
    case Phase::Handling:
        break;
    }
    return false;
}

void HttpConnection::watch()
{
    const std::scoped_lock lock(m_mutex);
    if (m_closing || !overdue())
        return;
    if (m_phase == Phase::Answering) {
        reset();
        resume();
        return;
    }
    if (m_partial || m_phase == Phase::Reading) {
        const double seconds = m_shared->options.requestMs / 1000.0;
        const HttpRefusal refusal{408, connectionText("The request was not whole after %1 s.").arg(seconds)};
        tell(refusal.status, refusal.reason);
        sendRaw(refusal);
    }
    m_closing = true;
    ::shutdown(m_socket, SHUT_RDWR);
}

std::optional<HttpConnection::Standing> HttpConnection::standing()
{
    const std::scoped_lock lock(m_mutex);
    if (m_closing)
        return {};
    auto kind = Standing::Kind::Served;
    if (m_phase == Phase::Reading)
        kind = Standing::Kind::Owing;
    else if (m_phase == Phase::Waiting)
        kind = m_serial == 0 || m_partial || hasMoreBytes() ? Standing::Kind::Owing : Standing::Kind::Idle;
    return Standing{kind, millisecondsHere()};
}

void HttpConnection::shutDown()
{
    const std::scoped_lock lock(m_mutex);
    if (std::exchange(m_closing, true))
        return;
    ::shutdown(m_socket, SHUT_RDWR);
    resume();
}

void HttpConnection::abandon()
{
    const std::scoped_lock lock(m_mutex);
    m_closing = true;
    resume();
}

}
