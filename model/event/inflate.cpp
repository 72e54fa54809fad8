// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr int zlibOrGzip = 15 + 32;    // as its header tells
constexpr int bareDeflate = -15;
constexpr qint64 inflateStep = 1 << 16;

class BodyInflater {
public:
    BodyInflater(const QByteArray &bytes, int windowBits, qint64 most)
        : m_most(most)
        , m_ready(inflateInit2(&m_stream, windowBits) == Z_OK)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
        m_stream.avail_in = static_cast<uInt>(std::min<qsizetype>(bytes.size(), std::numeric_limits<uInt>::max()));
    }
    ~BodyInflater()
    {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    BodyInflater(const BodyInflater &) = delete;
    BodyInflater &operator=(const BodyInflater &) = delete;

    [[nodiscard]] Inflated run()
    {
        if (!m_ready)
            return {{}, Inflated::End::Broken};
        for (;;) {
            const int state = step();
            if (m_result.bytes.size() > m_most) {
                m_result.bytes.truncate(m_most);
                m_result.end = Inflated::End::TooLarge;
                return std::move(m_result);
            }
            if (state == Z_STREAM_END && (m_stream.avail_in == 0 || inflateReset(&m_stream) != Z_OK))
                return std::move(m_result);
            if (state != Z_OK && state != Z_STREAM_END) {
                m_result.end = Inflated::End::Broken;
                return std::move(m_result);
            }
        }
    }

private:
    int step()
    {
        const qsizetype before = m_result.bytes.size();
        const qint64 room = std::min(inflateStep, m_most - before + 1);
        m_result.bytes.resize(before + room);
        m_stream.next_out = reinterpret_cast<Bytef *>(m_result.bytes.data() + before);
        m_stream.avail_out = static_cast<uInt>(room);
        const int state = inflate(&m_stream, Z_NO_FLUSH);
        m_result.bytes.chop(m_stream.avail_out);
        return state;
    }

    z_stream m_stream{};
    Inflated m_result;
    qint64 m_most;
    bool m_ready;
};

}

Inflated inflatedBody(const QByteArray &bytes, QByteArrayView coding, qint64 most)
{
    const QByteArray name = coding.toByteArray().trimmed().toLower();
    if (name.isEmpty() || name == "identity")
        return {bytes.size() <= most ? bytes : bytes.first(most),
            bytes.size() <= most ? Inflated::End::Whole : Inflated::End::TooLarge};
    if (name != "gzip" && name != "x-gzip" && name != "deflate")
        return {bytes, Inflated::End::Unknown};
    Inflated result = BodyInflater(bytes, zlibOrGzip, most).run();
    if (result.end == Inflated::End::Broken && result.bytes.isEmpty() && name == "deflate")
        result = BodyInflater(bytes, bareDeflate, most).run();
    return result;
}

}
