// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/jsonequality.h"

#include "schema/jsonnumber.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace eventscope {

namespace {

std::string_view between(JsonValue string) noexcept
{
    const auto raw = string.raw();
    return raw.substr(1, raw.size() - 2);
}

bool sameString(JsonValue a, JsonValue b)
{
    if (!a.node().escaped && !b.node().escaped)
        return between(a) == between(b);
    if (!a.node().escaped)
        return b.stringEquals(between(a));
    if (!b.node().escaped)
        return a.stringEquals(between(b));
    return a.stringEquals(b.string());
}

bool sameArray(JsonValue a, JsonValue b)
{
    auto left = a.items().begin();
    auto right = b.items().begin();
    const auto leftEnd = a.items().end();
    const auto rightEnd = b.items().end();
    for (; left != leftEnd && right != rightEnd; ++left, ++right) {
        if (!sameValue(*left, *right))
            return false;
    }
    return left == leftEnd && right == rightEnd;
}

// Decoded names of an object's members, sorted, each with its last value.
class SortedMembers {
public:
    struct Entry {
        std::string_view name;
        std::uint32_t key;
    };

    explicit SortedMembers(JsonValue object)
    {
        for (const auto [key, value] : object.members())
            m_entries.push_back({nameOf(key), key.index()});
        std::sort(m_entries.begin(), m_entries.end(),
            [](const Entry &a, const Entry &b) { return a.name != b.name ? a.name < b.name : a.key > b.key; });
        const auto end = std::unique(
            m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) { return a.name == b.name; });
        m_entries.erase(end, m_entries.end());
    }

    [[nodiscard]] const std::vector<Entry> &entries() const noexcept { return m_entries; }

private:
    std::string_view nameOf(JsonValue key)
    {
        if (!key.node().escaped)
            return between(key);
        return m_decoded.emplace_back(key.string());
    }

    std::vector<Entry> m_entries;
    std::deque<std::string> m_decoded;    // does not move what it holds
};

bool sameObject(JsonValue a, JsonValue b)
{
    const SortedMembers left(a);
    const SortedMembers right(b);
    if (left.entries().size() != right.entries().size())
        return false;
    for (std::size_t i = 0; i < left.entries().size(); ++i) {
        const auto &l = left.entries()[i];
        const auto &r = right.entries()[i];
        if (l.name != r.name || !sameValue({a.tape(), l.key + 1}, {b.tape(), r.key + 1}))
            return false;
    }
    return true;
}

std::uint64_t mixed(std::uint64_t sum, std::uint64_t with) noexcept
{
    sum = (sum ^ with) * 0x9e3779b97f4a7c15u;
    return sum ^ (sum >> 29);
}

std::uint64_t hashOfString(JsonValue value)
{
    if (!value.node().escaped)
        return std::hash<std::string_view>{}(between(value));
    return std::hash<std::string>{}(value.string());
}

std::uint64_t hashOfObject(JsonValue object)
{
    const SortedMembers members(object);
    std::uint64_t sum = 6;
    for (const auto &entry : members.entries()) {
        sum = mixed(sum, std::hash<std::string_view>{}(entry.name));
        sum = mixed(sum, hashOf({object.tape(), entry.key + 1}));
    }
    return sum;
}

}

bool sameValue(JsonValue a, JsonValue b)
{
    if (a.kind() != b.kind())
        return false;
    switch (a.kind()) {
    case JsonKind::Null:
    case JsonKind::False:
    case JsonKind::True:
        return true;
    case JsonKind::Number:
        return a.raw() == b.raw() || JsonNumber(a.raw()) == JsonNumber(b.raw());
    case JsonKind::String:
        return sameString(a, b);
    case JsonKind::Array:
        return sameArray(a, b);
    case JsonKind::Object:
        return sameObject(a, b);
    }
    return false;
}

std::uint64_t hashOf(JsonValue value)
{
    switch (value.kind()) {
    case JsonKind::Null:
        return 1;
    case JsonKind::False:
        return 2;
    case JsonKind::True:
        return 3;
    case JsonKind::Number:
        return mixed(4, JsonNumber(value.raw()).hash());
    case JsonKind::String:
        return mixed(5, hashOfString(value));
    case JsonKind::Object:
        return hashOfObject(value);
    case JsonKind::Array:
        break;
    }
    std::uint64_t sum = 7;
    for (const auto item : value.items())
        sum = mixed(sum, hashOf(item));
    return sum;
}

namespace {

struct HashedItem {
    std::uint64_t hash;
    std::uint32_t index;
};

std::optional<std::pair<JsonValue, JsonValue>> sameItemsOfFew(JsonValue array)
{
    for (const auto first : array.items()) {
        for (const auto second : array.items()) {
            if (second.index() > first.index() && sameValue(first, second))
                return std::pair(first, second);
        }
    }
    return std::nullopt;
}

}

std::optional<std::pair<JsonValue, JsonValue>> sameItems(JsonValue array)
{
    constexpr std::size_t few = 8;
    if (array.size() <= few)
        return sameItemsOfFew(array);
    std::vector<HashedItem> entries;
    for (const auto item : array.items())
        entries.push_back({hashOf(item), item.index()});
    std::sort(entries.begin(), entries.end(), [](const HashedItem &a, const HashedItem &b) {
        return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
    });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const JsonValue a(array.tape(), entries[i - 1].index);
        const JsonValue b(array.tape(), entries[i].index);
        if (entries[i - 1].hash == entries[i].hash && sameValue(a, b))
            return std::pair(a, b);
    }
    return std::nullopt;
}

LastMembers::LastMembers(JsonValue object)
{
    const SortedMembers members(object);
    m_keys.reserve(members.entries().size());
    for (const auto &entry : members.entries())
        m_keys.push_back(entry.key);
    std::sort(m_keys.begin(), m_keys.end());
}

bool LastMembers::counts(std::uint32_t keyIndex) const noexcept
{
    return std::binary_search(m_keys.begin(), m_keys.end(), keyIndex);
}

}
