// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <algorithm>
#include <cstring>
#include <functional>

namespace eventscope {

// A request's body that can be read once. Where a connection breaks, QNetworkAccessManager rewinds the
// body and posts it again; a device that cannot be rewound makes it give up and tell. An empty body needs
// one as well: without a device Qt sends the request again just so.
class RequestBody : public QIODevice {
public:
    // `onRead` is told each time that something was asked for.
    RequestBody(QByteArray bytes, std::function<void()> onRead)
        : m_bytes(std::move(bytes))
        , m_onRead(std::move(onRead))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }
    bool reset() override { return false; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_bytes.size() - m_read; }
    [[nodiscard]] bool atEnd() const override { return bytesAvailable() == 0; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 size = std::min(maxSize, bytesAvailable());
        if (size <= 0)
            return bytesAvailable() == 0 ? -1 : 0;
        std::memcpy(data, m_bytes.constData() + m_read, static_cast<std::size_t>(size));
        m_read += size;
        m_onRead();
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    std::function<void()> m_onRead;
    qint64 m_read = 0;
};

}
