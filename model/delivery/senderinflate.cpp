// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/senderinflate.h"

#include <zlib.h>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int gzipOrZlib = 15 + 32;
constexpr int rawDeflate = -15;    // what some servers call deflate

QByteArray inflated(const QByteArray &bytes, int windowBits, qint64 most)
{
    z_stream stream{};
    if (inflateInit2(&stream, windowBits) != Z_OK)
        return {};
    constexpr qint64 step = 1 << 16;
    QByteArray result;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    for (int state = Z_OK; state == Z_OK && result.size() < most;) {
        const qsizetype before = result.size();
        const qint64 room = std::min(step, most - before);
        result.resize(before + room);
        stream.next_out = reinterpret_cast<Bytef *>(result.data() + before);
        stream.avail_out = static_cast<uInt>(room);
        state = inflate(&stream, Z_NO_FLUSH);
        result.chop(stream.avail_out);
    }
    inflateEnd(&stream);
    return result;
}

}

QByteArray inflatedReply(const QByteArray &bytes, const QByteArray &encoding, qint64 most)
{
    const QByteArray name = encoding.trimmed().toLower();
    if (name != "gzip" && name != "x-gzip" && name != "deflate")
        return bytes;
    QByteArray result = inflated(bytes, gzipOrZlib, most);
    if (result.isEmpty() && name == "deflate")
        result = inflated(bytes, rawDeflate, most);
    return result.isEmpty() ? bytes : result;
}

}
