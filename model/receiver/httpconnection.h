// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/httpguard.h"
#include "receiver/httpwatch.h"

#include <microhttpd.h>

#include <atomic>
#include <mutex>

namespace eventscope {

// What the connections of one listener have in common.
struct HttpShared {
    HttpShared(const ListenOptions &bounds, std::function<void()> tick)
        : options(bounds)
        , guard(bounds)
        , watch(std::move(tick))
    {}

    const ListenOptions options;
    const HttpGuard guard;
    HttpListener::Handler handler;
    HttpListener::Refused refused;
    HttpListener::AtHeaders atHeaders;
    std::atomic<qint64> bodyBytes = 0;    // of all requests that are being read or answered
    std::atomic<bool> stopping = false;
    HttpWatch watch;
};

// One connection of a client, and the request that it is at. libmicrohttpd's thread calls what has no other word;
// nothing is held locked while the handler runs.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<HttpShared> shared, MHD_Connection *mhd);
    ~HttpConnection();

    void begin(const char *target);    // the request line is there
    // Each step of a request: the headers, pieces of its body, its end, and again when it was resumed.
    MHD_Result step(const char *method, const char *version, const char *piece, size_t *pieceSize);
    void finished(MHD_RequestTerminationCode how);    // the answer was handed over, or never will be
    void closed();                                    // the socket is about to be

    // Any thread from here on.
    [[nodiscard]] const QByteArray &client() const { return m_client; }
    [[nodiscard]] const QByteArray &clientAddress() const { return m_clientAddress; }    // without the port
    void answer(quint64 serial, HttpAnswer answer);
    // Ends what has taken too long.
    void watch();
    struct Standing {
        enum class Kind : quint8 { Owing, Idle, Served };    // Owing: a whole request, be it the first
        Kind kind;
        qint64 milliseconds;    // for so long
    };
    // Nothing when it is closing.
    [[nodiscard]] std::optional<Standing> standing();
    void shutDown();
    // Closes, whatever it is at.
    void abandon();

private:
    friend class HttpTrickle;
    using Clock = HttpWatch::Clock;
    enum class Phase : quint8 { Waiting, Reading, Handling, Answering };

    MHD_Result readHead(const char *method, const char *version, std::unique_lock<std::mutex> &lock);
    MHD_Result readPiece(const char *piece, size_t *size);
    MHD_Result handle(std::unique_lock<std::mutex> &lock);
    MHD_Result refuse(const HttpRefusal &refusal, std::unique_lock<std::mutex> &lock);
    MHD_Result refuseInTheMiddle(const HttpRefusal &refusal);
    MHD_Result dropAtHeaders(int delayMs);
    MHD_Result sendAnswer(std::unique_lock<std::mutex> &lock);
    MHD_Response *responseOf(const HttpAnswer &answer);
    void sendRaw(const HttpRefusal &refusal) const;
    void suspend();
    void resume();
    void resumeAfter(int ms);
    void reset();
    void tell(int status, const QString &reason) const;
    [[nodiscard]] bool hasMoreBytes();
    [[nodiscard]] qint64 millisecondsHere() const;
    [[nodiscard]] qint64 millisecondsToAnswer() const;
    void enter(Phase phase);
    bool overdue();

    const std::shared_ptr<HttpShared> m_shared;
    MHD_Connection *m_mhd;
    int m_socket;
    QByteArray m_client;
    QByteArray m_clientAddress;

    std::mutex m_mutex;
    Phase m_phase = Phase::Waiting;
    Clock::time_point m_since = Clock::now();    // of the phase
    quint64 m_serial = 0;
    quint64 m_bytesBefore = 0;    // that had come when it was seen waiting; for hasMoreBytes()
    bool m_bytesKnown = true;
    bool m_partial = false;    // while waiting: some of a request line came
    bool m_headRead = false;
    bool m_dropping = false;
    bool m_suspended = false;
    bool m_due = false;    // what it was suspended for
    bool m_closing = false;
    bool m_lingers = false;    // the client may be sending still, and has an answer to read
    HttpRequest m_request;
    HttpArrival m_arrival;
    std::vector<NamedValue> m_originHeaders;
    qint64 m_held = 0;    // bytes of the body that count together
    bool m_isHead = false;
    std::optional<HttpAnswer> m_answer;
};

}
