// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// A JSON value's type as definitions name it.
enum class ValueType : std::uint8_t { Any, String, Number, Integer, Boolean, Object, Array, Null };
[[nodiscard]] std::optional<ValueType> valueTypeFromId(std::string_view id) noexcept;
// An integer is `5`, `5.0` and `5e0`.
[[nodiscard]] bool isOfType(JsonValue value, ValueType type) noexcept;

// A string, number, boolean or null of a definition, ready to compare event values with.
class Scalar {
public:
    // Nothing for an object or an array.
    [[nodiscard]] static std::optional<Scalar> from(const nlohmann::ordered_json &value);

    // Integers within int64 are compared exactly, other numbers as doubles; strings decoded.
    [[nodiscard]] bool equals(JsonValue value) const noexcept;
    // Negative, 0 or positive as the number is below, at or above this one.
    [[nodiscard]] int compare(JsonValue number) const noexcept;

    [[nodiscard]] const std::string &text() const noexcept { return m_text; }    // a string's, decoded
    [[nodiscard]] JsonKind kind() const noexcept { return m_kind; }

private:
    JsonKind m_kind = JsonKind::Null;
    std::string m_text;
    std::optional<std::int64_t> m_integer;
    double m_number = 0;
};

}
