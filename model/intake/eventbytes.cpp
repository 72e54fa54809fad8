// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/eventbytes.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace eventscope {

namespace {

constexpr std::size_t blockBytes = 64 * 1024;
constexpr std::size_t blocksKept = 16;
constexpr std::size_t mostOfWholeKept = 1 << 20;

bool isWithin(const QByteArray &bytes, std::string_view whole) noexcept
{
    return std::less_equal<>()(whole.data(), bytes.constData()) &&
           std::less_equal<>()(bytes.constData() + bytes.size(), whole.data() + whole.size());
}

}

void EventBytes::adopt(Event &event, std::string_view whole)
{
    // Before the text, which they may stand in.
    Identity &identity = event.identity;
    for (QByteArray *const text : {&identity.tenant, &identity.user, &identity.name, &identity.dedup, &event.text}) {
        if (!isWithin(*text, whole))
            *text = kept(*text);
    }
    event.service = m_service = event.service == m_service ? m_service : kept(event.service);
    event.shape = m_shape = event.shape == m_shape ? m_shape : kept(event.shape);
}

void EventBytes::keep(std::vector<char> &whole) noexcept
{
    m_whole.swap(whole);
    whole.clear();
}

void EventBytes::clear()
{
    if (m_whole.capacity() > mostOfWholeKept)
        std::vector<char>().swap(m_whole);
    m_whole.clear();
    const auto large = [](const Block &block) { return block.size > blockBytes; };
    std::erase_if(m_blocks, large);
    if (m_blocks.size() > blocksKept)
        m_blocks.resize(blocksKept);
    m_block = 0;
    m_used = 0;
    m_service.clear();
    m_shape.clear();
}

QByteArray EventBytes::kept(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    char *const place = room(static_cast<std::size_t>(bytes.size()));
    std::memcpy(place, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return QByteArray::fromRawData(place, bytes.size());
}

char *EventBytes::room(std::size_t bytes)
{
    while (m_block < m_blocks.size() && m_blocks[m_block].size - m_used < bytes) {
        ++m_block;
        m_used = 0;
    }
    if (m_block == m_blocks.size()) {
        const std::size_t size = std::max(bytes, blockBytes);
        m_blocks.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    }
    char *const place = m_blocks[m_block].bytes.get() + m_used;
    m_used += bytes;
    return place;
}

std::shared_ptr<EventBytes> EventBytesPool::take()
{
    constexpr std::size_t mostFree = 64;
    std::unique_ptr<EventBytes> bytes;
    {
        const std::scoped_lock locked(m_free->mutex);
        if (!m_free->bytes.empty()) {
            bytes = std::move(m_free->bytes.back());
            m_free->bytes.pop_back();
        }
    }
    if (!bytes)
        bytes = std::make_unique<EventBytes>();
    return {bytes.release(), [free = m_free](EventBytes *returned) {
                std::unique_ptr<EventBytes> owned(returned);
                owned->clear();
                const std::scoped_lock locked(free->mutex);
                if (free->bytes.size() < mostFree)
                    free->bytes.push_back(std::move(owned));
            }};
}

}
