// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dictionary.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t blockBytes = 65'536;
constexpr Term fewTerms = 4096;
constexpr int recentBits = 7;

quint32 hashOf(std::string_view text) noexcept
{
    return static_cast<quint32>(qHashBits(text.data(), text.size(), 0x9e3779b9));
}

// Told apart by their ends, where names and numbers differ.
std::size_t recentPlaceOf(std::string_view text) noexcept
{
    quint64 end = 0;
    const std::size_t size = std::min(text.size(), sizeof end);
    if (size > 0)
        std::memcpy(&end, text.data() + text.size() - size, size);
    return static_cast<std::size_t>((end ^ text.size()) * 0x9e3779b97f4a7c15u >> (64 - recentBits));
}

void fetchAhead(const void *place) noexcept
{
#ifdef __GNUC__
    __builtin_prefetch(place);
#else
    Q_UNUSED(place);
#endif
}

}

Dictionary::Dictionary()
    : m_slots(64, emptySlot)
{
    addLocked({}, hashOf({}));
    publish();
}

Dictionary::~Dictionary()
{
    for (std::atomic<Entry *> &segment : m_segments)
        delete[] segment.load(std::memory_order_relaxed);
}

// Segment k holds 2^(k + firstSegmentBits) entries, so that none ever moves.
const Dictionary::Entry &Dictionary::entry(Term term) const noexcept
{
    const quint64 place = quint64(term) + (1u << firstSegmentBits);
    const int segment = std::bit_width(place) - 1 - firstSegmentBits;
    const quint64 offset = place - (quint64(1) << (segment + firstSegmentBits));
    return m_segments[static_cast<std::size_t>(segment)].load(std::memory_order_acquire)[offset];
}

std::string_view Dictionary::text(Term term) const noexcept
{
    const Entry &found = entry(term);
    return {found.data, found.length};
}

std::optional<Term> Dictionary::find(std::string_view text) const
{
    const auto locked = lock();
    const auto term = findLocked(text, hashOf(text));
    return term && *term < m_published.load(std::memory_order_relaxed) ? term : std::nullopt;
}

std::vector<Term> Dictionary::pairTerms() const
{
    const auto locked = lock();
    const auto end = std::lower_bound(m_pairs.begin(), m_pairs.end(), m_published.load(std::memory_order_relaxed));
    return {m_pairs.begin(), end};
}

bool Dictionary::load(Term term, std::string_view text)
{
    const auto locked = lock();
    if (term > m_count)
        return false;
    if (term == m_count)
        addLocked(text, hashOf(text));
    // A term read from the file is committed, even where its writer has not come to say so.
    if (term >= m_published.load(std::memory_order_relaxed))
        m_published.store(term + 1, std::memory_order_release);
    return true;
}

Term Dictionary::internLocked(std::string_view text)
{
    return internHashed(text, hashOf(text));
}

Term Dictionary::internHashed(std::string_view text, quint32 hash)
{
    if (const auto known = findLocked(text, hash))
        return *known;
    addLocked(text, hash);
    return m_count - 1;
}

// Few texts come again and again: most are one of the last.
void Dictionary::internFewLocked(std::span<const std::string_view> texts, Term *terms)
{
    std::array<Term, std::size_t(1) << recentBits> recent{};
    for (const std::string_view text : texts) {
        Term &last = recent[recentPlaceOf(text)];
        if (this->text(last) != text)
            last = internHashed(text, hashOf(text));
        *terms++ = last;
    }
}

// A large dictionary is in no cache: a slot, its entry and its text would be waited for one after the other.
void Dictionary::internLocked(std::span<const std::string_view> texts, Term *terms)
{
    constexpr std::size_t together = 16;
    if (m_count <= fewTerms)
        return internFewLocked(texts, terms);
    std::array<quint32, together> hashes;
    for (; !texts.empty(); texts = texts.subspan(std::min(together, texts.size()))) {
        const std::size_t count = std::min(together, texts.size());
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = hashOf(texts[i]);
            fetchAhead(&m_slots[hashes[i] & mask]);
        }
        std::array<const Entry *, together> likely{};
        for (std::size_t i = 0; i < count; ++i) {
            if (const Term term = m_slots[hashes[i] & mask]; term != emptySlot)
                fetchAhead(likely[i] = &entry(term));
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (likely[i] != nullptr && likely[i]->hash == hashes[i])
                fetchAhead(likely[i]->data);
        }
        for (std::size_t i = 0; i < count; ++i)
            *terms++ = internHashed(texts[i], hashes[i]);
    }
}

std::optional<Term> Dictionary::knownLocked(std::string_view text) const noexcept
{
    return findLocked(text, hashOf(text));
}

Term Dictionary::count() const
{
    const auto locked = lock();
    return m_count;
}

void Dictionary::publish()
{
    const auto locked = lock();
    m_published.store(m_count, std::memory_order_release);
}

void Dictionary::rollback()
{
    const auto locked = lock();
    const Term published = m_published.load(std::memory_order_relaxed);
    if (m_count == published)
        return;
    m_count = published;
    std::erase_if(m_pairs, [published](Term term) { return term >= published; });
    rebuildSlots(m_slots.size());
}

std::optional<Term> Dictionary::findLocked(std::string_view text, quint32 hash) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t slot = hash & mask; m_slots[slot] != emptySlot; slot = (slot + 1) & mask) {
        const Entry &candidate = entry(m_slots[slot]);
        if (candidate.hash == hash && std::string_view(candidate.data, candidate.length) == text)
            return m_slots[slot];
    }
    return std::nullopt;
}

void Dictionary::addLocked(std::string_view text, quint32 hash)
{
    const quint64 place = quint64(m_count) + (1u << firstSegmentBits);
    const int segment = std::bit_width(place) - 1 - firstSegmentBits;
    const quint64 segmentSize = quint64(1) << (segment + firstSegmentBits);
    auto &pointer = m_segments[static_cast<std::size_t>(segment)];
    if (!pointer.load(std::memory_order_relaxed)) {
        pointer.store(new Entry[segmentSize], std::memory_order_release);
        m_memory.fetch_add(static_cast<qint64>(segmentSize * sizeof(Entry)), std::memory_order_relaxed);
    }
    pointer.load(std::memory_order_relaxed)[place - segmentSize] = {
        keep(text), static_cast<quint32>(text.size()), hash};
    if (text.find('=') != std::string_view::npos)
        m_pairs.push_back(m_count);
    ++m_count;
    if (std::size_t(m_count) * 2 > m_slots.size())
        rebuildSlots(m_slots.size() * 2);
    else
        insertSlot(m_count - 1, hash);
}

void Dictionary::rebuildSlots(std::size_t count)
{
    m_memory.fetch_add((qint64(count) - qint64(m_slots.size())) * qint64(sizeof(quint32)), std::memory_order_relaxed);
    m_slots.assign(count, emptySlot);
    for (Term term = 0; term < m_count; ++term)
        insertSlot(term, entry(term).hash);
}

void Dictionary::insertSlot(Term term, quint32 hash) noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hash & mask;
    while (m_slots[slot] != emptySlot)
        slot = (slot + 1) & mask;
    m_slots[slot] = term;
}

const char *Dictionary::keep(std::string_view text)
{
    if (text.empty())
        return "";
    if (text.size() > m_freeBytes) {
        const std::size_t bytes = std::max(blockBytes, text.size());
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(bytes));
        m_memory.fetch_add(static_cast<qint64>(bytes), std::memory_order_relaxed);
        m_free = m_blocks.back().get();
        m_freeBytes = bytes;
    }
    char *kept = m_free;
    std::memcpy(kept, text.data(), text.size());
    m_free += text.size();
    m_freeBytes -= text.size();
    return kept;
}

}
