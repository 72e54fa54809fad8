// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "store/payloadprobe.h"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

// One path, looked up in payload after payload. Immutable, safe to share between threads.
class PayloadPath {
public:
    PayloadPath(const QByteArray &path, const QList<QByteArray> &places);

    // The value at the path, for a property that of the first place that has one; nothing where there is none.
    [[nodiscard]] JsonValue in(LazyPayload &payload) const;
    // Those of all places, in their order.
    void allIn(LazyPayload &payload, std::vector<JsonValue> &values) const;

private:
    std::vector<JsonPointer> m_pointers;
    PayloadProbe m_probe;
};

// Values read from payloads, kept beyond their tapes.
class PayloadValues {
public:
    struct Value {
        bool there = false;
        JsonKind kind = JsonKind::Null;
        double number = 0;
        std::size_t offset = 0;    // of a string's decoded text, or of a number as it is written
        std::size_t length = 0;
    };

    // That many, none of them there.
    void reset(std::size_t count);
    void set(std::size_t at, JsonValue value);
    [[nodiscard]] const std::vector<Value> &values() const noexcept { return m_values; }
    [[nodiscard]] std::string_view text(const Value &value) const
    {
        return std::string_view(m_texts).substr(value.offset, value.length);
    }

private:
    std::vector<Value> m_values;
    std::string m_texts;
    std::string m_buffer;
};

// Values of payloads as numbers of 64 bits to sort by, in the order that SearchOrder tells: what cannot be told in
// a number (texts, and JSON numbers beyond the digits of a double) is kept once. For one thread at a time.
class PayloadCodes {
public:
    using Code = quint64;
    static constexpr Code missing = ~Code(0);

    [[nodiscard]] std::vector<Code> codesOf(const PayloadValues &values);
    // Negative, zero or positive as the first sorts before, with or behind the second.
    [[nodiscard]] int compared(Code a, Code b) const;
    // Codes that compare as plain numbers, in the place of all that were given so far. `cancelled` is asked often.
    void settle(std::vector<Code> &codes, const std::function<bool()> &cancelled) const;

private:
    struct Interned {
        std::deque<std::string> texts;
        std::unordered_map<std::string_view, quint32> known;

        [[nodiscard]] quint32 add(std::string_view text);
    };

    [[nodiscard]] Code codeOf(const PayloadValues::Value &value, std::string_view text);
    [[nodiscard]] std::string numberText(Code code) const;
    [[nodiscard]] int comparedNumbers(Code a, Code b) const;

    Interned m_texts;
    Interned m_numbers;               // those that doubles do not tell apart
    std::vector<double> m_doubles;    // the nearest, by index
};

}
