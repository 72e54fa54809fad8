// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QRandomGenerator>

#include <optional>
#include <string>
#include <vector>

namespace eventscope::test {

// A value as a plain tree. An object's children are its members: key, value, key, value …
struct ReferenceValue {
    JsonNode node;
    std::string raw;    // of scalars and keys
    std::vector<ReferenceValue> children;
};

// Reads JSON by the letter of RFC 8259, recursively and one byte at a time. As slow as it is plain.
class ReferenceParser {
public:
    explicit ReferenceParser(std::string text)
        : m_text(std::move(text))
    {}

    // Nothing where the text is no JSON; faultOffset() is where that shows.
    std::optional<ReferenceValue> parse()
    {
        if (m_text.substr(0, 3) == "\xEF\xBB\xBF")
            m_at = 3;
        try {
            space();
            ReferenceValue value = this->value();
            space();
            if (m_at != m_text.size())
                fail(m_at);
            return value;
        } catch (const Fault &fault) {
            m_fault = fault.offset;
            return std::nullopt;
        }
    }

    std::size_t faultOffset() const { return m_fault; }

private:
    struct Fault {
        std::size_t offset;
    };

    [[noreturn]] static void fail(std::size_t offset) { throw Fault{offset}; }

    int peek() const { return m_at < m_text.size() ? static_cast<unsigned char>(m_text[m_at]) : -1; }

    void space()
    {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
            ++m_at;
    }

    ReferenceValue value()
    {
        const int c = peek();
        if (c == '{' || c == '[')
            return container(c == '{');
        if (c == '"')
            return string();
        if (c == '-' || (c >= '0' && c <= '9'))
            return number();
        if (c == 't')
            return word("true", JsonKind::True);
        if (c == 'f')
            return word("false", JsonKind::False);
        if (c == 'n')
            return word("null", JsonKind::Null);
        fail(m_at);
    }

    ReferenceValue scalar(std::size_t start, JsonKind kind) const
    {
        ReferenceValue value;
        value.node.offset = static_cast<std::uint32_t>(start);
        value.node.length = static_cast<std::uint32_t>(m_at - start);
        value.node.kind = kind;
        value.raw = m_text.substr(start, m_at - start);
        return value;
    }

    ReferenceValue word(const std::string &word, JsonKind kind)
    {
        const std::size_t start = m_at;
        if (m_text.substr(m_at, word.size()) != word)
            fail(start);
        m_at += word.size();
        return scalar(start, kind);
    }

    ReferenceValue container(bool object)
    {
        const std::size_t start = m_at++;
        std::vector<ReferenceValue> children;
        const int closing = object ? '}' : ']';
        space();
        while (peek() != closing) {
            if (object) {
                if (peek() != '"')
                    fail(m_at);
                children.push_back(string());
                space();
                if (peek() != ':')
                    fail(m_at);
                ++m_at;
                space();
            }
            children.push_back(value());
            space();
            if (peek() == closing)
                break;
            const std::size_t comma = m_at;
            if (peek() != ',')
                fail(m_at);
            ++m_at;
            space();
            if (peek() == '}' || peek() == ']')
                fail(comma);
        }
        ++m_at;
        ReferenceValue value = scalar(start, object ? JsonKind::Object : JsonKind::Array);
        value.raw.clear();
        value.children = std::move(children);
        return value;
    }

    int digits()
    {
        int count = 0;
        for (; peek() >= '0' && peek() <= '9'; ++m_at)
            ++count;
        return count;
    }

    ReferenceValue number()
    {
        const std::size_t start = m_at;
        bool integral = true;
        bool powered = false;
        if (peek() == '-')
            ++m_at;
        const bool zero = peek() == '0';
        const int whole = digits();
        if (whole == 0 || (zero && whole > 1))
            fail(start);
        if (peek() == '.') {
            integral = false;
            ++m_at;
            if (digits() == 0)
                fail(start);
        }
        if (peek() == 'e' || peek() == 'E') {
            integral = false;
            powered = true;
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            if (digits() == 0)
                fail(start);
        }
        ReferenceValue value = scalar(start, JsonKind::Number);
        value.node.integral = integral;
        value.node.powered = powered;
        return value;
    }

    // The UTF-16 unit of a \u escape at the reading point, which moves behind it.
    int unit(std::size_t escape)
    {
        int value = 0;
        for (int i = 0; i < 4; ++i, ++m_at) {
            const int c = peek();
            if (c < 0)
                fail(m_at);
            if (!isxdigit(c))
                fail(escape);
            value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return value;
    }

    // One escape; whether a lone surrogate stood before or is this one is settled at the next step.
    void escape(int &pendingHigh, bool &lone)
    {
        const std::size_t start = m_at++;
        const int c = peek();
        if (c < 0)
            fail(m_at);
        ++m_at;
        if (std::string("\"\\/bfnrt").find(static_cast<char>(c)) != std::string::npos) {
            settle(pendingHigh, lone);
            return;
        }
        if (c != 'u')
            fail(start);
        const int code = unit(start);
        const bool low = code >= 0xDC00 && code <= 0xDFFF;
        if (low && pendingHigh) {
            pendingHigh = 0;
            return;
        }
        settle(pendingHigh, lone);
        lone = lone || low;
        pendingHigh = code >= 0xD800 && code < 0xDC00 ? code : 0;
    }

    static void settle(int &pendingHigh, bool &lone)
    {
        lone = lone || pendingHigh;
        pendingHigh = 0;
    }

    ReferenceValue string()
    {
        const std::size_t start = m_at++;
        bool escaped = false;
        bool lone = false;
        int pendingHigh = 0;
        while (peek() != '"') {
            if (peek() == '\\') {
                escaped = true;
                escape(pendingHigh, lone);
                continue;
            }
            settle(pendingHigh, lone);
            if (peek() < 0x20)
                fail(m_at);
            m_at += sequence();
        }
        settle(pendingHigh, lone);
        ++m_at;
        ReferenceValue value = scalar(start, JsonKind::String);
        value.node.escaped = escaped;
        value.node.lone = lone;
        return value;
    }

    // The length of a UTF-8 sequence, by decoding it and asking whether its code point needs that length.
    std::size_t sequence() const
    {
        const int lead = peek();
        if (lead < 0x80)
            return 1;
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC0 || lead > 0xF7 || m_at + length > m_text.size())
            fail(m_at);
        unsigned code = static_cast<unsigned>(lead) & (0xFFu >> (length + 1));
        for (std::size_t i = 1; i < length; ++i) {
            const unsigned byte = static_cast<unsigned char>(m_text[m_at + i]);
            if (byte >> 6 != 2)
                fail(m_at);
            code = code << 6 | (byte & 0x3F);
        }
        const std::size_t needed = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (needed != length || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            fail(m_at);
        return length;
    }

    std::string m_text;
    std::size_t m_at = 0;
    std::size_t m_fault = 0;
};

// The tree as a tape has it.
inline void flatten(const ReferenceValue &value, std::vector<JsonNode> &nodes)
{
    const std::size_t index = nodes.size();
    nodes.push_back(value.node);
    for (const ReferenceValue &child : value.children)
        flatten(child, nodes);
    nodes[index].next = static_cast<std::uint32_t>(nodes.size());
}

// Random texts: valid, with every kind of value, spacing and spelling.
class RandomJson {
public:
    explicit RandomJson(quint32 seed)
        : m_random(seed)
    {}

    int below(int bound) { return m_random.bounded(bound); }

    template <std::size_t count>
    std::string one(const char *const (&choices)[count])
    {
        return choices[below(int(count))];
    }

    std::string space() { return one({"", "", "", " ", "\n", "\t\r\n  "}); }

    std::string string()
    {
        std::string text = "\"";
        for (int i = below(6); i > 0; --i)
            text += one({"a", "key", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800",
                "\\udc00", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "{", "]", ",", ":", "//", "long plain text",
                "\x7F", "\\b\\f\\r\\t"});
        return text + '"';
    }

    std::string number()
    {
        return one({"0", "-0", "1", "-17", "0.0450", "1e400", "1E-2", "-1.5e+10", "9223372036854775807",
            "123456789012345678901234567890", "0e0"});
    }

    std::string value(int depth)
    {
        switch (below(depth > 0 ? 7 : 5)) {
        case 0:
            return one({"null", "true", "false"});
        case 1:
        case 2:
            return number();
        case 3:
        case 4:
            return string();
        case 5:
            return container('[', ']', depth);
        default:
            return container('{', '}', depth);
        }
    }

    std::string container(char open, char close, int depth)
    {
        std::string text(1, open);
        text += space();
        const int count = below(5);
        for (int i = 0; i < count; ++i) {
            if (i > 0)
                text += ',' + space();
            if (open == '{')
                text += (below(2) ? string() : one({"\"a\"", "\"b\"", "\"\\u0061\""})) + space() + ':' + space();
            text += value(depth - 1) + space();
        }
        return text + close;
    }

    // One to three small wounds.
    std::string mutated(std::string text)
    {
        for (int wounds = 1 + below(3); wounds > 0; --wounds) {
            const std::size_t at = std::size_t(below(int(text.size()) + 1));
            switch (below(5)) {
            case 0:
                text.erase(at, 1 + std::size_t(below(3)));
                break;
            case 1:
                text.insert(at, one({"\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "+", "t", "null",
                                    "/", "\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xC0\x80", "\xF4\x90\x80\x80",
                                    "\n", "\x01", "//", "\\u", "\\ud800", " "}));
                break;
            case 2:
                text.resize(at);
                break;
            case 3:
                text += text.substr(at / 2, 5);
                break;
            default:
                if (at < text.size())
                    text[at] = static_cast<char>(below(256));
                break;
            }
        }
        return text;
    }

private:
    QRandomGenerator m_random;
};

}
