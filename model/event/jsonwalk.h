// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

namespace eventscope {

// What the walk met where it stopped. Diagnosis makes a sentence of it; the walk stays small and fast.
enum class JsonStop : std::uint8_t {
    None,
    Value,        // no value where one must begin
    FirstItem,    // neither a value nor ']' behind '['
    FirstKey,     // neither a key nor '}' behind '{'
    Key,          // no key behind a comma
    Colon,        // no ':' behind a key
    MemberEnd,    // neither ',' nor '}' behind a member
    ItemEnd,      // neither ',' nor ']' behind an item
    Comma,        // a comma with nothing behind it
    Literal,      // not true, false or null
    Number,       // not as JSON spells numbers
    Control,      // a control character inside a string
    Escape,       // no escape that JSON knows
    Encoding,     // no UTF-8
    StringEnd,    // the text ends inside a string
    Deep,         // too many levels
    Trailing,     // more behind the value
};

struct JsonWalkEnd {
    JsonStop stop = JsonStop::None;
    std::size_t offset = 0;
    bool mayRepeatNames = false;    // as JsonTape tells them, of what was laid
    bool hasEscapes = false;

    [[nodiscard]] bool complete() const noexcept { return stop == JsonStop::None; }
};

// Lays one JSON text flat on `nodes` (from `from` on: a byte order mark is behind us). `open` is
// scratch memory. What was laid before a stop is left there.
[[nodiscard]] JsonWalkEnd walkJson(std::string_view text, std::size_t from, std::uint32_t levels,
    std::vector<JsonNode> &nodes, std::vector<std::uint32_t> &open);

// Why the walk stopped there, in words.
[[nodiscard]] JsonFault diagnosedFault(std::string_view text, JsonWalkEnd end, JsonBounds bounds);

[[nodiscard]] JsonFault tooLargeFault(std::size_t size, JsonBounds bounds);

}
