// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/bytesource.h"

#include "event/tr.h"

#include <QFileDevice>

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t magicSize = 2;

bool isGzip(const char *head, std::size_t size)
{
    return size >= magicSize && head[0] == '\x1F' && head[1] == '\x8B';
}

}

// One gzip stream of any number of members.
struct ByteSource::Inflater {
    explicit Inflater(ByteSource &owner)
        : source(owner)
    {
        // 16: gzip headers and nothing else
        inflateInit2(&stream, 15 + 16);
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    Result<qint64> read(char *into, qint64 size)
    {
        stream.next_out = reinterpret_cast<Bytef *>(into);
        stream.avail_out = static_cast<uInt>(std::min<qint64>(size, 1 << 30));
        const uInt asked = stream.avail_out;
        while (stream.avail_out == asked && !ended) {
            if (const Result<void> filled = fill(); !filled)
                return failure(filled.error());
            if (ended)
                break;
            const int status = inflate(&stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END)
                betweenMembers = true;
            else if (status != Z_OK && status != Z_BUF_ERROR)
                return failure(Error::Kind::BadInput, tr("“%1” cannot be decompressed: its data is damaged at byte %2.")
                                                          .arg(source.m_label)
                                                          .arg(source.m_deviceRead - stream.avail_in));
        }
        return qint64(asked - stream.avail_out);
    }

private:
    // Some input for the next step; behind a member, what tells whether another one follows.
    Result<void> fill()
    {
        if (betweenMembers)
            return nextMember();
        if (stream.avail_in > 0)
            return {};
        const Result<qint64> count = source.readPeeked(input.data(), qint64(input.size()));
        if (!count)
            return failure(count.error());
        if (*count == 0)
            return failure(
                Error::Kind::BadInput, tr("“%1” is cut off: its compressed data ends too early.").arg(source.m_label));
        stream.next_in = reinterpret_cast<Bytef *>(input.data());
        stream.avail_in = static_cast<uInt>(*count);
        return {};
    }

    // Zeros pad some archives; anything else that is no member would be lost silently.
    Result<void> nextMember()
    {
        while (true) {
            while (stream.avail_in > 0 && *stream.next_in == 0) {
                ++stream.next_in;
                --stream.avail_in;
            }
            if (stream.avail_in >= magicSize)
                break;
            const Result<bool> grown = growInput();
            if (!grown)
                return failure(grown.error());
            if (!*grown)
                break;
        }
        if (stream.avail_in == 0) {
            ended = true;
            return {};
        }
        if (!isGzip(reinterpret_cast<const char *>(stream.next_in), stream.avail_in))
            return failure(Error::Kind::BadInput,
                tr("“%1” has something behind its compressed data that is not compressed.").arg(source.m_label));
        inflateReset(&stream);
        betweenMembers = false;
        return {};
    }

    Result<bool> growInput()
    {
        std::memmove(input.data(), stream.next_in, stream.avail_in);
        stream.next_in = reinterpret_cast<Bytef *>(input.data());
        const Result<qint64> count =
            source.readPeeked(input.data() + stream.avail_in, qint64(input.size() - stream.avail_in));
        if (!count)
            return failure(count.error());
        stream.avail_in += static_cast<uInt>(*count);
        return *count > 0;
    }

    ByteSource &source;
    z_stream stream = {};
    std::vector<char> input = std::vector<char>(128 * 1024);
    bool betweenMembers = false;
    bool ended = false;
};

ByteSource::ByteSource(std::unique_ptr<QIODevice> device, QString label)
    : m_device(std::move(device))
    , m_label(std::move(label))
    , m_quietError(m_device->errorString())
{}

ByteSource::~ByteSource() = default;

qint64 ByteSource::deviceSize() const
{
    return m_device->isSequential() ? -1 : m_device->size();
}

Result<qint64> ByteSource::read(char *into, qint64 size)
{
    if (!m_peeked) {
        if (const Result<void> peeked = peek(); !peeked)
            return failure(peeked.error());
    }
    return m_inflater ? m_inflater->read(into, size) : readPeeked(into, size);
}

Result<void> ByteSource::peek()
{
    m_peeked = true;
    while (m_head.size() < magicSize) {
        char byte = 0;
        const Result<qint64> count = readDevice(&byte, 1);
        if (!count)
            return failure(count.error());
        if (*count == 0)
            break;
        m_head.push_back(byte);
    }
    if (isGzip(m_head.data(), m_head.size()))
        m_inflater = std::make_unique<Inflater>(*this);
    return {};
}

Result<qint64> ByteSource::readPeeked(char *into, qint64 size)
{
    if (m_head.empty())
        return readDevice(into, size);
    const auto count = std::min<std::size_t>(m_head.size(), std::size_t(size));
    std::copy_n(m_head.begin(), count, into);
    m_head.erase(m_head.begin(), m_head.begin() + std::ptrdiff_t(count));
    return qint64(count);
}

Result<qint64> ByteSource::readDevice(char *into, qint64 size)
{
    while (true) {
        const qint64 count = m_device->read(into, size);
        if (count > 0) {
            m_deviceRead += count;
            return count;
        }
        const auto *file = qobject_cast<QFileDevice *>(m_device.get());
        const bool failed =
            file ? file->error() != QFileDevice::NoError : count < 0 && m_device->errorString() != m_quietError;
        if (failed)
            return failure(Error::Kind::Io, tr("“%1” could not be read: %2.").arg(m_label, m_device->errorString()));
        // Nothing yet is no end: a pipe or socket may have more.
        if (count < 0 || !m_device->isSequential() || !m_device->waitForReadyRead(-1))
            return 0;
    }
}

}
