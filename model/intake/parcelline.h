// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/parcel.h"
#include "store/threads.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace eventscope {

// Parcels that are read on threads of their own and handed back in the order in which they were added.
// For one thread, which adds and takes. The threads begin with the first parcel.
class ParcelLine {
public:
    using Read = std::function<void(Parcel &)>;

    // Makes what reads for one thread (numbered from 1), in that thread.
    explicit ParcelLine(std::function<Read(int worker)> reader);
    // Forgets what is not taken; waits for what is being read.
    ~ParcelLine();
    ParcelLine(const ParcelLine &) = delete;
    ParcelLine &operator=(const ParcelLine &) = delete;

    void add(std::unique_ptr<Parcel> parcel);
    [[nodiscard]] bool isEmpty() const noexcept { return m_line.empty(); }
    // Enough for all threads, and for memory.
    [[nodiscard]] bool isFull() const noexcept { return m_line.size() >= m_most || m_bytes >= mostBytes; }
    // The oldest; null when it is not read yet.
    [[nodiscard]] std::unique_ptr<Parcel> takeIfRead();
    // Waits for the oldest, of which there must be one.
    [[nodiscard]] std::unique_ptr<Parcel> take();

private:
    struct Place {
        std::unique_ptr<Parcel> parcel;
        bool read = false;
    };

    static constexpr std::size_t mostBytes = 24 << 20;

    void work(int worker);
    void start();
    [[nodiscard]] std::unique_ptr<Parcel> takeOldest();

    const std::function<Read(int)> m_reader;
    const std::size_t m_threadCount;
    const std::size_t m_most;

    std::mutex m_mutex;
    std::condition_variable m_added;
    std::condition_variable m_oldestRead;
    std::deque<std::unique_ptr<Place>> m_line;    // changed by the one thread alone
    std::size_t m_bytes = 0;                      // of the texts in it; likewise
    std::deque<Place *> m_unread;
    bool m_stopping = false;
    std::vector<std::unique_ptr<NamedThread>> m_threads;
};

}
