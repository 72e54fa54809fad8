// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace eventscope {

// Hashes of what a series of events is judged by. They are kept in the store: the same for ever.
namespace serieshash {

__extension__ using Wide = unsigned __int128;

[[nodiscard]] inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept
{
    const Wide product = Wide(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xc2b2ae3d27d4eb4fu);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <typename Word>
[[nodiscard]] inline std::uint64_t wordAt(const char *at) noexcept
{
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// A text of less than eight bytes; with its length, no other has that word.
[[nodiscard]] inline std::uint64_t shortWord(std::string_view text) noexcept
{
    const std::size_t size = text.size();
    if (size >= 4)
        return wordAt<std::uint32_t>(text.data()) | wordAt<std::uint32_t>(text.data() + size - 4) << 32;
    if (size == 0)
        return 0;
    const auto byte = [text](std::size_t at) { return std::uint64_t(static_cast<unsigned char>(text[at])); };
    return byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
}

[[nodiscard]] inline std::uint64_t of(std::string_view text) noexcept
{
    const std::size_t size = text.size();
    std::uint64_t hash = size * 0xff51afd7ed558ccdu;
    if (size < 8)
        return mixed(hash, shortWord(text));
    for (std::size_t at = 0; at + 8 < size; at += 8)
        hash = mixed(hash, wordAt<std::uint64_t>(text.data() + at));
    return mixed(hash, wordAt<std::uint64_t>(text.data() + size - 8));
}

}

}
