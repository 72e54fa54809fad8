// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/http.h"

#include <utility>

namespace eventscope {

QByteArray HttpRequest::header(QByteArrayView name) const
{
    for (const NamedValue &header : headers)
        if (isNamed(header, name))
            return header.value.isNull() ? QByteArray("") : header.value;
    return {};
}

HttpResponder::HttpResponder(Send send)
    : m_send(std::move(send))
{}

HttpResponder::HttpResponder(HttpResponder &&other) noexcept
    : m_send(std::exchange(other.m_send, nullptr))
{}

HttpResponder &HttpResponder::operator=(HttpResponder &&other) noexcept
{
    HttpResponder old(std::move(*this));
    m_send = std::exchange(other.m_send, nullptr);
    return *this;
}

HttpResponder::~HttpResponder()
{
    if (m_send)
        m_send(HttpAnswer{500, {}, {}, {}});
}

void HttpResponder::operator()(HttpAnswer answer)
{
    if (const Send send = std::exchange(m_send, nullptr))
        send(std::move(answer));
}

}
