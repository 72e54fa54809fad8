// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

enum class JsonKind : std::uint8_t { Null, False, True, Number, String, Object, Array };

// One value of the text, or one member key (kind String). 16 bytes.
struct JsonNode {
    std::uint32_t offset = 0;    // of the first byte in the text; a string's is its opening quote
    std::uint32_t length = 0;    // in bytes, quotes and brackets included
    std::uint32_t next = 0;      // index of the node behind this one's subtree
    JsonKind kind = JsonKind::Null;
    bool escaped : 1 = false;     // a string with at least one backslash
    bool lone : 1 = false;        // a string with a lone surrogate escape: valid JSON, no valid text
    bool integral : 1 = false;    // a number without fraction and exponent
    bool powered : 1 = false;     // a number with an exponent
    std::uint16_t print = 0;      // of a member key without escapes: nameprint.h
};

struct JsonBounds {
    std::uint32_t bytes = 16u << 20;
    std::uint32_t levels = 512;    // nested arrays and objects; a scalar has none, `[]` has one
};

// Why a text is not one JSON value within bounds.
struct JsonFault {
    enum class Kind { Empty, TooLarge, TooDeep, Encoding, Syntax, Trailing };

    Kind kind = Kind::Empty;
    std::uint32_t offset = 0;    // where it was noticed
    QString sentence;            // what is wrong, without the place
};

class JsonValue;
class PlaceMemo;

// The whole grammar of one JSON text (RFC 8259), checked and laid flat in one walk.
//
// A node's children follow it: an object's are key, value, key, value …; an array's its items. The
// text is not copied and must outlive every use of the tape. Memory is reused from one read to the
// next. A byte order mark before the value is accepted. Not thread-safe; one tape a thread.
class JsonTape {
public:
    JsonTape();
    ~JsonTape();
    JsonTape(JsonTape &&) noexcept;
    JsonTape &operator=(JsonTape &&) noexcept;

    // False when the text is not exactly one JSON value within bounds; fault() then says why and the
    // tape is empty.
    [[nodiscard]] bool read(std::string_view text, JsonBounds bounds = {});

    [[nodiscard]] const JsonFault &fault() const noexcept { return m_fault; }
    [[nodiscard]] std::string_view text() const noexcept { return m_text; }
    [[nodiscard]] const std::vector<JsonNode> &nodes() const noexcept { return m_nodes; }
    [[nodiscard]] bool isEmpty() const noexcept { return m_nodes.empty(); }

    // When false, no object has a name twice.
    [[nodiscard]] bool mayRepeatNames() const noexcept { return m_mayRepeatNames; }
    // Whether any string is written with a backslash.
    [[nodiscard]] bool hasEscapes() const noexcept { return m_hasEscapes; }

    // The whole value. Only when not empty.
    [[nodiscard]] JsonValue root() const noexcept;

    // For a tape that one event after the other is read on: what is looked up in all of them is remembered.
    void rememberPlaces();
    // Null unless places are remembered. Finders use it in the tape's thread.
    [[nodiscard]] PlaceMemo *memo() const noexcept { return m_memo.get(); }

private:
    std::string_view m_text;
    std::vector<JsonNode> m_nodes;
    std::vector<std::uint32_t> m_open;
    bool m_mayRepeatNames = false;
    bool m_hasEscapes = false;
    JsonFault m_fault;
    std::unique_ptr<PlaceMemo> m_memo;
};

struct JsonMember;

// A place on a tape: a value, or nothing. Two words; pass by value.
class JsonValue {
public:
    class Members;
    class Items;

    JsonValue() = default;
    JsonValue(const JsonTape *tape, std::uint32_t index) noexcept
        : m_tape(tape)
        , m_index(index)
    {}

    // Whether there is a value here; every other call but find() and at() needs one.
    [[nodiscard]] explicit operator bool() const noexcept { return m_tape != nullptr; }

    [[nodiscard]] const JsonTape *tape() const noexcept { return m_tape; }
    [[nodiscard]] std::uint32_t index() const noexcept { return m_index; }
    [[nodiscard]] const JsonNode &node() const noexcept { return m_tape->nodes()[m_index]; }
    [[nodiscard]] JsonKind kind() const noexcept { return node().kind; }
    [[nodiscard]] std::uint32_t offset() const noexcept { return node().offset; }
    [[nodiscard]] std::uint32_t length() const noexcept { return node().length; }
    [[nodiscard]] std::string_view raw() const noexcept { return m_tape->text().substr(offset(), length()); }

    [[nodiscard]] bool isNull() const noexcept { return kind() == JsonKind::Null; }
    [[nodiscard]] bool isBool() const noexcept { return kind() == JsonKind::True || kind() == JsonKind::False; }
    [[nodiscard]] bool isNumber() const noexcept { return kind() == JsonKind::Number; }
    [[nodiscard]] bool isString() const noexcept { return kind() == JsonKind::String; }
    [[nodiscard]] bool isObject() const noexcept { return kind() == JsonKind::Object; }
    [[nodiscard]] bool isArray() const noexcept { return kind() == JsonKind::Array; }

    // An object's members in the order of the text, duplicates included.
    [[nodiscard]] Members members() const noexcept;
    // An array's items.
    [[nodiscard]] Items items() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;    // members or items; 0 for scalars

    // The member of that decoded key, the last where it stands more than once; nothing for a
    // non-object or an absent key.
    [[nodiscard]] JsonValue find(std::string_view key) const noexcept;

    // The value at a JSON pointer (RFC 6901, "" is the value itself); members as find() takes them.
    // Nothing where there is none. For fixed pointers on a hot path use JsonPointer (jsonpointer.h).
    [[nodiscard]] JsonValue at(std::string_view pointer) const;

    // A string's decoded text. Lone surrogates come as their three bytes (WTF-8), so that different
    // texts stay different; stringOf() shows them as U+FFFD.
    [[nodiscard]] std::string string() const;
    // The decoded text without a copy where it has no escape; else in the given buffer.
    [[nodiscard]] std::string_view string(std::string &buffer) const;
    [[nodiscard]] bool stringEquals(std::string_view decoded) const noexcept;

    // A number's exact value where it is an integer within int64: `5`, `5.0` and `5e0` are.
    [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
    // A number rounded to a double; infinite where it is too large for one. For judging only: no
    // payload is ever written back from it.
    [[nodiscard]] double number() const noexcept;

    friend bool operator==(JsonValue, JsonValue) = default;

private:
    const JsonTape *m_tape = nullptr;
    std::uint32_t m_index = 0;
};

struct JsonMember {
    JsonValue key;    // always a string
    JsonValue value;
};

// A range over the children of one node: `Step` nodes make an element, of which the last has a subtree.
template <typename Element, std::uint32_t Step>
class JsonChildren {
public:
    class Iterator {
    public:
        Iterator(const JsonTape *tape, std::uint32_t index) noexcept
            : m_tape(tape)
            , m_index(index)
        {}
        Element operator*() const noexcept
        {
            if constexpr (Step == 2)
                return {{m_tape, m_index}, {m_tape, m_index + 1}};
            else
                return {m_tape, m_index};
        }
        Iterator &operator++() noexcept
        {
            m_index = m_tape->nodes()[m_index + Step - 1].next;
            return *this;
        }
        friend bool operator==(const Iterator &, const Iterator &) = default;

    private:
        const JsonTape *m_tape;
        std::uint32_t m_index;
    };

    JsonChildren(const JsonTape *tape, std::uint32_t begin, std::uint32_t end) noexcept
        : m_tape(tape)
        , m_begin(begin)
        , m_end(end)
    {}
    [[nodiscard]] Iterator begin() const noexcept { return {m_tape, m_begin}; }
    [[nodiscard]] Iterator end() const noexcept { return {m_tape, m_end}; }

private:
    const JsonTape *m_tape;
    std::uint32_t m_begin;
    std::uint32_t m_end;
};

class JsonValue::Members : public JsonChildren<JsonMember, 2> {
    using JsonChildren::JsonChildren;
};

class JsonValue::Items : public JsonChildren<JsonValue, 1> {
    using JsonChildren::JsonChildren;
};

// The JSON pointer (RFC 6901) of a node, for messages and for the tree. Linear in the tape's size.
[[nodiscard]] QByteArray pointerTo(JsonValue value);

// Line and column, both from 1, of a byte offset; columns count code points, `\r\n` ends one line.
struct TextPlace {
    int line = 1;
    int column = 1;

    friend bool operator==(const TextPlace &, const TextPlace &) = default;
};
[[nodiscard]] TextPlace placeOf(std::string_view text, std::size_t offset) noexcept;

}
