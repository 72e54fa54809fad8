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

[[nodiscard]] inline std::uint64_t wordAt(const char *at, std::size_t size) noexcept
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    return word;
}

[[nodiscard]] inline std::uint64_t of(std::string_view text) noexcept
{
    const char *at = text.data();
    std::size_t left = text.size();
    std::uint64_t hash = left * 0xff51afd7ed558ccdu;
    for (; left > 8; left -= 8, at += 8)
        hash = mixed(hash, wordAt(at, 8));
    return mixed(hash, left == 8 ? wordAt(at, 8) : wordAt(at, left));
}

}

}
