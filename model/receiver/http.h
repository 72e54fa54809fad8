// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "store/endpoints.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

struct FaultSpec;

// Whether it is that header, whatever the case.
[[nodiscard]] inline bool isNamed(const NamedValue &header, QByteArrayView name) noexcept
{
    return header.name.size() == name.size() && header.name.compare(name, Qt::CaseInsensitive) == 0;
}

// A request as it came.
struct HttpRequest {
    QByteArray method;
    QByteArray path;     // as it was sent, encoded; begins with '/'
    QByteArray query;    // encoded, without '?'
    std::vector<NamedValue> headers;
    QByteArray body;                                // as it came: neither inflated nor cut
    QByteArray client;                              // "127.0.0.1:50312", "[::1]:50312"
    Micros received = 0;                            // when it was whole
    std::shared_ptr<const FaultSpec> fault = {};    // what is to befall it: see HttpListener::AtHeaders

    // The first header of that name, whatever the case; null without one.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

// What is done to an answer on purpose, or instead of one.
struct AnswerFault {
    enum class Kind : quint8 {
        None,
        Drop,    // the connection is reset instead of an answer
        Half,    // headers with the whole length, half of the body, then a reset; without a body, as Drop
        Slow,    // the body trickles: `bytesPerSecond`
    };

    Kind kind = Kind::None;
    int delayMs = 0;    // before anything is answered
    int bytesPerSecond = 16;
};

struct HttpAnswer {
    int status = 200;
    std::vector<NamedValue> headers;    // Content-Length, Date and Connection are added
    QByteArray body;
    AnswerFault fault;
};

// Answers one request, once, from any thread. Not called at all when the connection is gone: then nothing
// happens. Dropping it unanswered answers 500.
class HttpResponder {
public:
    using Send = std::function<void(HttpAnswer)>;

    explicit HttpResponder(Send send);
    HttpResponder(HttpResponder &&other) noexcept;
    HttpResponder &operator=(HttpResponder &&) noexcept;
    ~HttpResponder();

    void operator()(HttpAnswer answer);

private:
    Send m_send;
};

}
