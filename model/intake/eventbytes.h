// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace eventscope {

// What many events are made of, side by side in a few blocks: cheaper than an allocation for each text that one
// thread makes and another frees, and read in the order in which it was written. For one thread at a time.
class EventBytes {
public:
    EventBytes() = default;
    EventBytes(const EventBytes &) = delete;
    EventBytes &operator=(const EventBytes &) = delete;

    // The event's texts are in here from now on and valid until clear(), but for what few events have and what many
    // share: its envelope and its rules. What stands in `whole` may stay there, which is to be kept then.
    void adopt(Event &event, std::string_view whole);
    // Takes those bytes, which stay where they are, and gives empty ones to be filled.
    void keep(std::vector<char> &whole) noexcept;
    // Keeps some of the memory.
    void clear();

private:
    [[nodiscard]] QByteArray kept(const QByteArray &bytes);
    [[nodiscard]] char *room(std::size_t bytes);

    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    QByteArray m_service;    // of the last event
    QByteArray m_shape;
    std::vector<char> m_whole;
    std::vector<Block> m_blocks;
    std::size_t m_block = 0;    // that is being filled
    std::size_t m_used = 0;     // of it
};

// Lends them, and takes them back from whichever thread lets the last reference go, also after its own end.
class EventBytesPool {
public:
    [[nodiscard]] std::shared_ptr<EventBytes> take();

private:
    struct Free {
        std::mutex mutex;
        std::vector<std::unique_ptr<EventBytes>> bytes;
    };
    std::shared_ptr<Free> m_free = std::make_shared<Free>();
};

}
