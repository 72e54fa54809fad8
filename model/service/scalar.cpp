// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/scalar.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace eventscope {

std::optional<ValueType> valueTypeFromId(std::string_view id) noexcept
{
    static constexpr std::array<std::pair<std::string_view, ValueType>, 8> ids{{
        {"any", ValueType::Any},
        {"string", ValueType::String},
        {"number", ValueType::Number},
        {"integer", ValueType::Integer},
        {"boolean", ValueType::Boolean},
        {"object", ValueType::Object},
        {"array", ValueType::Array},
        {"null", ValueType::Null},
    }};
    for (const auto &[name, type] : ids) {
        if (name == id)
            return type;
    }
    return std::nullopt;
}

bool isOfType(JsonValue value, ValueType type) noexcept
{
    switch (type) {
    case ValueType::Any:
        return true;
    case ValueType::String:
        return value.isString();
    case ValueType::Number:
        return value.isNumber();
    case ValueType::Integer:
        return value.isNumber() && (value.node().integral || value.integer().has_value());
    case ValueType::Boolean:
        return value.isBool();
    case ValueType::Object:
        return value.isObject();
    case ValueType::Array:
        return value.isArray();
    case ValueType::Null:
        return value.isNull();
    }
    return false;
}

std::optional<Scalar> Scalar::from(const nlohmann::ordered_json &value)
{
    Scalar scalar;
    if (value.is_string()) {
        scalar.m_kind = JsonKind::String;
        scalar.m_text = value.get<std::string>();
    } else if (value.is_boolean()) {
        scalar.m_kind = value.get<bool>() ? JsonKind::True : JsonKind::False;
    } else if (value.is_number()) {
        scalar.m_kind = JsonKind::Number;
        scalar.m_number = value.get<double>();
        const bool tooLarge = value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX};
        if (value.is_number_integer() && !tooLarge)
            scalar.m_integer = value.get<std::int64_t>();
    } else if (!value.is_null()) {
        return std::nullopt;
    }
    return scalar;
}

bool Scalar::equals(JsonValue value) const noexcept
{
    if (m_kind != value.kind())
        return false;
    if (m_kind == JsonKind::String)
        return value.stringEquals(m_text);
    return m_kind != JsonKind::Number || compare(value) == 0;
}

int Scalar::compare(JsonValue number) const noexcept
{
    const std::optional<std::int64_t> integer = number.integer();
    if (integer && m_integer)
        return (*integer > *m_integer) - (*integer < *m_integer);
    const double value = number.number();
    return (value > m_number) - (value < m_number);
}

}
