// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace eventscope {

// Equality as JSON Schema means it: the order of members does not count, `1` and `1.0` are the same
// number of any size, strings are compared decoded, and of duplicate keys the last counts. The values
// may stand on different tapes.
[[nodiscard]] bool sameValue(JsonValue a, JsonValue b);

// Equal for the same values.
[[nodiscard]] std::uint64_t hashOf(JsonValue value);

// Two items of the array that are the same; nothing when there are none.
[[nodiscard]] std::optional<std::pair<JsonValue, JsonValue>> sameItems(JsonValue array);

// Which members of one object count: of duplicate keys the last. Made once for an object, on demand.
class LastMembers {
public:
    explicit LastMembers(JsonValue object);

    [[nodiscard]] std::size_t size() const noexcept { return m_keys.size(); }
    // Whether the member with that key node is the last of its name.
    [[nodiscard]] bool counts(std::uint32_t keyIndex) const noexcept;
    // The key nodes that count, in the order of the text.
    [[nodiscard]] const std::vector<std::uint32_t> &keys() const noexcept { return m_keys; }

private:
    std::vector<std::uint32_t> m_keys;    // sorted
};

}
