// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "schema/jsonequality.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace eventscope {

// A string's decoded text, as JsonValue::string(buffer), for the paths that every event takes.
[[nodiscard]] inline std::string_view textOf(const JsonTape &tape, std::uint32_t string, std::string &buffer)
{
    const JsonNode &node = tape.nodes()[string];
    if (node.escaped)
        return JsonValue(&tape, string).string(buffer);
    return {tape.text().data() + node.offset + 1, node.length - 2};
}
[[nodiscard]] inline std::string_view textOf(JsonValue string, std::string &buffer)
{
    return textOf(*string.tape(), string.index(), buffer);
}

// Whether an object's member counts: no later one has its name.
[[nodiscard]] inline bool isLastMember(JsonValue object, std::uint32_t key)
{
    const JsonTape &tape = *object.tape();
    const auto &nodes = tape.nodes();
    std::string buffer;
    std::string other;
    const std::string_view name = textOf(tape, key, buffer);
    for (std::uint32_t later = nodes[key + 1].next; later < object.node().next; later = nodes[later + 1].next) {
        if (textOf(tape, later, other) == name)
            return false;
    }
    return true;
}

// Hands over each member of an object that counts (of one name the last), in the order of the text, as
// visit(key, value). Nothing for any other value. Without names that repeat, nothing is compared.
template <typename Visit>
void forEachLastMember(JsonValue object, bool mayRepeat, Visit visit)
{
    if (!object || !object.isObject())
        return;
    const JsonTape &tape = *object.tape();
    const JsonNode *nodes = tape.nodes().data();
    const std::uint32_t end = object.node().next;
    constexpr std::uint32_t few = 64;
    if (mayRepeat && end - object.index() > few) {
        const LastMembers last(object);
        for (const std::uint32_t key : last.keys())
            visit(JsonValue(&tape, key), JsonValue(&tape, key + 1));
        return;
    }
    for (std::uint32_t key = object.index() + 1; key < end; key = nodes[key + 1].next) {
        if (!mayRepeat || isLastMember(object, key))
            visit(JsonValue(&tape, key), JsonValue(&tape, key + 1));
    }
}

// Hands over each value within one that counts, itself and member keys included, in the order of the
// text. Where visit(value) returns false, what is inside is left out.
template <typename Visit>
void forEachCounted(JsonValue root, bool mayRepeat, Visit visit)
{
    const JsonTape &tape = *root.tape();
    const JsonNode *nodes = tape.nodes().data();
    const std::uint32_t end = root.node().next;
    std::unordered_map<std::uint32_t, std::uint32_t> superseded;    // key to what follows its value
    for (std::uint32_t i = root.index(); i < end;) {
        if (const auto it = superseded.empty() ? superseded.end() : superseded.find(i); it != superseded.end()) {
            i = it->second;
            continue;
        }
        const bool enters = visit(JsonValue(&tape, i));
        if (enters && mayRepeat && nodes[i].kind == JsonKind::Object) {
            const LastMembers last(JsonValue(&tape, i));
            for (std::uint32_t key = i + 1; key < nodes[i].next; key = nodes[key + 1].next) {
                if (!last.counts(key))
                    superseded.emplace(key, nodes[key + 1].next);
            }
        }
        i = enters ? i + 1 : nodes[i].next;
    }
}

}
