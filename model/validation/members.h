// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "schema/jsonequality.h"

namespace eventscope {

// Hands over each member of an object that counts (of one name the last), in the order of the text, as
// visit(key, value). Nothing for any other value.
template <typename Visit>
void forEachLastMember(JsonValue object, Visit visit)
{
    if (!object || !object.isObject())
        return;
    constexpr std::uint32_t few = 64;
    const auto &nodes = object.tape()->nodes();
    const std::uint32_t end = object.node().next;
    if (end - object.index() > few) {
        const LastMembers last(object);
        for (const std::uint32_t key : last.keys())
            visit(JsonValue(object.tape(), key), JsonValue(object.tape(), key + 1));
        return;
    }
    const auto stands = [&](std::uint32_t key) {
        const JsonNode &node = nodes[key];
        for (std::uint32_t later = nodes[key + 1].next; later < end; later = nodes[later + 1].next) {
            const JsonNode &other = nodes[later];
            if (!node.escaped && !other.escaped && node.length != other.length)
                continue;
            if (sameValue({object.tape(), key}, {object.tape(), later}))
                return false;
        }
        return true;
    };
    for (std::uint32_t key = object.index() + 1; key < end; key = nodes[key + 1].next) {
        if (stands(key))
            visit(JsonValue(object.tape(), key), JsonValue(object.tape(), key + 1));
    }
}

// The key of a member that find() or JsonPointer gave; nothing for the root or an item.
[[nodiscard]] inline JsonValue keyOf(JsonValue member, JsonValue object) noexcept
{
    return member && object && object.isObject() ? JsonValue(member.tape(), member.index() - 1) : JsonValue();
}

}
