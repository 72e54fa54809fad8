// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/members.h"
#include "validation/serieshash.h"

#include <algorithm>
#include <array>
#include <optional>

namespace eventscope::seriesvalues {

// Types as people count them: true and false are one.
enum class Type : std::uint8_t { Null, Boolean, Number, String, Object, Array };

[[nodiscard]] inline Type typeOf(JsonKind kind) noexcept
{
    switch (kind) {
    case JsonKind::Null:
        return Type::Null;
    case JsonKind::False:
    case JsonKind::True:
        return Type::Boolean;
    case JsonKind::Number:
        return Type::Number;
    case JsonKind::String:
        return Type::String;
    case JsonKind::Object:
        return Type::Object;
    case JsonKind::Array:
        break;
    }
    return Type::Array;
}

[[nodiscard]] constexpr std::uint8_t bitOf(Type type) noexcept
{
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(type));
}

// As definitions name them.
[[nodiscard]] inline std::optional<Type> typeNamed(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 6> names{"null", "boolean", "number", "string", "object", "array"};
    const auto it = std::find(names.begin(), names.end(), name);
    return it == names.end() ? std::nullopt : std::optional(static_cast<Type>(it - names.begin()));
}

[[nodiscard]] inline std::uint64_t nameHash(JsonValue key, std::string &buffer)
{
    return serieshash::of(textOf(key, buffer));
}

// What one member adds to the sum that stands for all of them.
[[nodiscard]] inline std::uint64_t typedName(std::uint64_t name, JsonKind kind) noexcept
{
    return serieshash::mixed(name, static_cast<std::uint64_t>(typeOf(kind)) + 1);
}

// Of a string that is not empty, a number or a boolean; nothing else counts as a value.
[[nodiscard]] inline std::optional<std::uint64_t> hashOf(JsonValue value, std::string &buffer)
{
    if (!value)
        return std::nullopt;
    if (value.isString()) {
        const std::string_view text = textOf(value, buffer);
        return text.empty() ? std::nullopt : std::optional(serieshash::of(text));
    }
    if (value.isNumber() || value.isBool())
        return serieshash::mixed(serieshash::of(value.raw()), 1);
    return std::nullopt;
}

}
