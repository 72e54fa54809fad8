// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace eventscope {

// Texts numbered from 0, the empty one. Any thread reads published terms without a lock; one writer
// at a time adds terms, which stay its own until they are published, that is committed.
class Dictionary {
public:
    Dictionary();
    ~Dictionary();
    Dictionary(const Dictionary &) = delete;
    Dictionary &operator=(const Dictionary &) = delete;

    [[nodiscard]] Term size() const noexcept { return m_published.load(std::memory_order_acquire); }
    // The text of a term below size(), or of one's own unpublished one; stays valid while this lives.
    [[nodiscard]] std::string_view text(Term term) const noexcept;
    [[nodiscard]] std::optional<Term> find(std::string_view text) const;
    // The published terms that hold a '=', ascending.
    [[nodiscard]] std::vector<Term> pairTerms() const;
    [[nodiscard]] qint64 memory() const noexcept { return m_memory.load(std::memory_order_relaxed); }

    // A term that the file holds. False when it does not follow the last one: the file is damaged.
    [[nodiscard]] bool load(Term term, std::string_view text);

    // Writing: lock once for a batch of intern() calls.
    [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock(m_mutex); }
    [[nodiscard]] Term internLocked(std::string_view text);
    // The same for each text in turn, one term each: several are on their way from memory at a time.
    void internLocked(std::span<const std::string_view> texts, Term *terms);
    // One's own unpublished terms included.
    [[nodiscard]] std::optional<Term> knownLocked(std::string_view text) const noexcept;
    [[nodiscard]] Term countLocked() const noexcept { return m_count; }
    [[nodiscard]] Term count() const;    // the unpublished ones included
    void publish();                      // what was interned was committed
    void rollback();                     // what was interned and not published never was

private:
    struct Entry {
        const char *data = nullptr;
        quint32 length = 0;
        quint32 hash = 0;
    };

    static constexpr int firstSegmentBits = 10;
    static constexpr int segmentCount = 33 - firstSegmentBits;
    static constexpr quint32 emptySlot = 0xffffffff;

    [[nodiscard]] const Entry &entry(Term term) const noexcept;
    [[nodiscard]] Term internHashed(std::string_view text, quint32 hash);
    void internFewLocked(std::span<const std::string_view> texts, Term *terms);
    [[nodiscard]] std::optional<Term> findLocked(std::string_view text, quint32 hash) const noexcept;
    void addLocked(std::string_view text, quint32 hash);
    void rebuildSlots(std::size_t count);
    void insertSlot(Term term, quint32 hash) noexcept;
    [[nodiscard]] const char *keep(std::string_view text);

    mutable std::mutex m_mutex;    // all below but the published entries
    std::array<std::atomic<Entry *>, segmentCount> m_segments{};
    std::atomic<Term> m_published = 0;
    std::atomic<qint64> m_memory = 0;
    Term m_count = 0;
    std::vector<quint32> m_slots;    // open addressing: a term, or emptySlot
    std::vector<Term> m_pairs;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    char *m_free = nullptr;
    std::size_t m_freeBytes = 0;
};

}
