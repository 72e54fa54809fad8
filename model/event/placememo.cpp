// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/placememo.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t mostNodes = 1024;
constexpr int mostNews = 32;
constexpr int pausedTexts = 1024;

// What two texts built alike have in common of a node, names apart.
std::uint64_t formOf(const JsonNode &node) noexcept
{
    return std::uint64_t(node.next) << 32 | std::uint64_t(node.print) << 16 | std::uint64_t(node.kind);
}

// As memcmp() tells; most names are that long.
bool areEqual(const char *a, const char *b, std::size_t size) noexcept
{
    constexpr std::size_t word = sizeof(std::uint64_t);
    if (size < word || size > 2 * word)
        return std::memcmp(a, b, size) == 0;
    const auto at = [](const char *place) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, place, word);
        return bytes;
    };
    return at(a) == at(b) && at(a + size - word) == at(b + size - word);
}

}

std::uint64_t PlaceMemo::newFinder() noexcept
{
    static std::atomic<std::uint64_t> finders = 0;
    return ++finders;
}

std::vector<std::uint32_t> *PlaceMemo::of(std::uint64_t finder, const JsonTape &tape)
{
    if (!m_looked)
        look(tape);
    if (m_build == nullptr)
        return nullptr;
    for (Kept &kept : m_build->kept) {
        if (kept.finder == finder)
            return &kept.found;
    }
    return &m_build->kept.emplace_back(Kept{finder, {}}).found;
}

void PlaceMemo::look(const JsonTape &tape)
{
    m_looked = true;
    m_build = nullptr;
    if (m_pause > 0) {
        --m_pause;
        return;
    }
    if (tape.nodes().size() > mostNodes)
        return;
    const auto known =
        std::find_if(m_order.begin(), m_order.end(), [&](std::uint8_t each) { return m_builds[each].isOf(tape); });
    const auto place = known == m_order.end() ? std::prev(m_order.end()) : known;
    std::rotate(m_order.begin(), place, std::next(place));
    m_build = &m_builds[m_order.front()];
    if (known != m_order.end()) {
        m_news = std::max(0, m_news - 1);
        return;
    }
    m_build->take(tape);
    if (++m_news == mostNews) {
        m_news = mostNews / 2;
        m_pause = pausedTexts;
    }
}

// Where all nodes have the same kinds and ends, the same ones are names.
bool PlaceMemo::Build::isOf(const JsonTape &tape) const noexcept
{
    const std::size_t count = nodes.size();
    if (count == 0 || tape.nodes().size() != count)
        return false;
    const JsonNode *const others = tape.nodes().data();
    for (std::size_t i = 0; i < count; ++i) {
        if (formOf(nodes[i]) != formOf(others[i]))
            return false;
    }
    const char *name = names.data();
    const char *const text = tape.text().data();
    for (const std::uint32_t key : keys) {
        const std::size_t length = nodes[key].length;
        if (others[key].length != length || !areEqual(name, text + others[key].offset, length))
            return false;
        name += length;
    }
    return true;
}

void PlaceMemo::Build::take(const JsonTape &tape)
{
    nodes = tape.nodes();
    keys.clear();
    names.clear();
    kept.clear();
    for (std::uint32_t object = 0; object < nodes.size(); ++object) {
        if (nodes[object].kind != JsonKind::Object)
            continue;
        for (std::uint32_t key = object + 1; key < nodes[object].next; key = nodes[key + 1].next) {
            keys.push_back(key);
            names += tape.text().substr(nodes[key].offset, nodes[key].length);
        }
    }
}

}
