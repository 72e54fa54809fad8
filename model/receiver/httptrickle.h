// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/httpconnection.h"

namespace eventscope {

// The body of an answer that comes slowly, or by half.
class HttpTrickle {
public:
    // Owned by libmicrohttpd. The answer stays with its connection.
    static MHD_Response *response(std::shared_ptr<HttpConnection> connection, const HttpAnswer &answer);

private:
    HttpTrickle(std::shared_ptr<HttpConnection> connection, const HttpAnswer &answer);

    static ssize_t read(void *self, std::uint64_t position, char *buffer, std::size_t size);
    ssize_t slowly(qsizetype position, char *buffer, std::size_t size);
    ssize_t byHalf(qsizetype position, char *buffer, std::size_t size);
    ssize_t wait(int ms);

    std::shared_ptr<HttpConnection> m_connection;
    QByteArray m_body;
    AnswerFault m_fault;
    int m_waits = 0;
};

}
