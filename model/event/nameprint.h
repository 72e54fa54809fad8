// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace eventscope {

// Sixteen bits that tell most member names apart, from the length and the first and last seven bytes: the
// tape has them of each key, so that tables of names need not read it again. Only for use in this process.
namespace nameprint {

// The first and the last eight bytes of a name with its quotes; a name of less than six bytes stands
// whole in the last.
[[nodiscard]] inline std::uint16_t mixed(std::uint64_t head, std::uint64_t tail, std::size_t quoted) noexcept
{
    return static_cast<std::uint16_t>((std::rotl(head, 29) ^ (tail + quoted)) * 0x9e3779b97f4a7c15u >> 48);
}

[[nodiscard]] inline std::uint64_t load(const char *at, std::size_t size = sizeof(std::uint64_t)) noexcept
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    return word;
}

// Of a key as it stands in a text, with its quotes; `before` is the first byte of that text.
[[nodiscard]] inline std::uint16_t ofQuoted(const char *quote, std::size_t size, const char *before) noexcept
{
    constexpr std::size_t wordSize = sizeof(std::uint64_t);
    const char *const end = quote + size;
    if (size >= wordSize)
        return mixed(load(quote), load(end - wordSize), size);
    const bool isReadable = std::endian::native == std::endian::little && end - before >= std::ptrdiff_t(wordSize);
    return mixed(0, isReadable ? load(end - wordSize) >> 8 * (wordSize - size) : load(quote, size), size);
}

// Of a name by itself.
[[nodiscard]] inline std::uint16_t of(std::string_view name) noexcept
{
    constexpr std::size_t ends = 7;
    std::array<char, 2 * ends + 2> quoted;
    quoted[0] = '"';
    if (name.size() <= 2 * ends) {
        if (!name.empty())
            std::memcpy(quoted.data() + 1, name.data(), name.size());
        quoted[name.size() + 1] = '"';
        return ofQuoted(quoted.data(), name.size() + 2, quoted.data());
    }
    std::memcpy(quoted.data() + 1, name.data(), ends);
    std::memcpy(quoted.data() + 1 + ends, name.data() + name.size() - ends, ends);
    quoted.back() = '"';
    return mixed(load(quoted.data()), load(quoted.data() + 1 + ends), name.size() + 2);
}

}

}
