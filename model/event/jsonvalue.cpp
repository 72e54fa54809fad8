// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonpointer.h"
#include "event/jsontape.h"
#include "event/utf8.h"

#include <QVarLengthArray>

#include <algorithm>
#include <charconv>
#include <limits>

namespace eventscope {

namespace {

int hexUnit(std::string_view inside, std::size_t at)
{
    unsigned unit = 0;
    std::from_chars(inside.data() + at, inside.data() + at + 4, unit, 16);
    return static_cast<int>(unit);
}

char simpleEscape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

std::size_t encode(char32_t code, char *out)
{
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    if (code < 0x80) {
        out[0] = byte(code);
        return 1;
    }
    if (code < 0x800) {
        out[0] = byte(0xC0 | code >> 6);
        out[1] = byte(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = byte(0xE0 | code >> 12);
        out[1] = byte(0x80 | (code >> 6 & 0x3F));
        out[2] = byte(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = byte(0xF0 | code >> 18);
    out[1] = byte(0x80 | (code >> 12 & 0x3F));
    out[2] = byte(0x80 | (code >> 6 & 0x3F));
    out[3] = byte(0x80 | (code & 0x3F));
    return 4;
}

// The code point of the \u escape at `at`, which moves behind it (behind both halves of a pair).
char32_t unicodeEscape(std::string_view inside, std::size_t &at)
{
    const int unit = hexUnit(inside, at + 2);
    at += 6;
    const bool high = unit >= 0xD800 && unit < 0xDC00;
    if (!high || inside.size() - at < 6 || inside[at] != '\\' || inside[at + 1] != 'u')
        return static_cast<char32_t>(unit);
    const int low = hexUnit(inside, at + 2);
    if (low < 0xDC00 || low > 0xDFFF)
        return static_cast<char32_t>(unit);
    at += 6;
    return 0x10000 + (static_cast<char32_t>(unit - 0xD800) << 10) + static_cast<char32_t>(low - 0xDC00);
}

// Hands a string's decoded text over piece by piece, until the receiver declines. Lone surrogates come
// as their three bytes.
template <typename Piece>
bool decode(std::string_view inside, Piece piece)
{
    std::size_t at = 0;
    while (at < inside.size()) {
        const std::size_t escape = std::min(inside.find('\\', at), inside.size());
        if (escape > at && !piece(inside.substr(at, escape - at)))
            return false;
        at = escape;
        if (at == inside.size())
            return true;
        char bytes[4];
        std::size_t length = 1;
        if (inside[at + 1] == 'u') {
            length = encode(unicodeEscape(inside, at), bytes);
        } else {
            bytes[0] = simpleEscape(inside[at + 1]);
            at += 2;
        }
        if (!piece(std::string_view(bytes, length)))
            return false;
    }
    return true;
}

std::string_view insideOf(JsonValue string)
{
    const std::string_view raw = string.raw();
    return raw.substr(1, raw.size() - 2);
}

// A number's digits without point, sign and the zeros around them, and the power of ten behind them.
struct Decimal {
    std::string digits;
    std::int64_t exponent = 0;
    bool negative = false;
};

// The exponent's value, held within bounds that no text within ours can bring back.
std::int64_t clampedExponent(std::string_view text)
{
    constexpr std::int64_t huge = std::int64_t(1) << 40;
    const bool negative = text.starts_with('-');
    std::int64_t value = 0;
    for (const char c : text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0))
        value = std::min(value * 10 + (c - '0'), huge);
    return negative ? -value : value;
}

Decimal decimalOf(std::string_view raw)
{
    Decimal decimal;
    decimal.negative = raw.starts_with('-');
    raw.remove_prefix(decimal.negative ? 1 : 0);
    const std::size_t mark = std::min(raw.find_first_of("eE"), raw.size());
    if (mark < raw.size())
        decimal.exponent = clampedExponent(raw.substr(mark + 1));
    const std::string_view mantissa = raw.substr(0, mark);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    decimal.digits = mantissa.substr(0, point);
    if (point < mantissa.size()) {
        decimal.digits += mantissa.substr(point + 1);
        decimal.exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
    }
    const std::size_t last = decimal.digits.find_last_not_of('0');
    const std::size_t kept = last == std::string::npos ? 0 : last + 1;
    decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - kept);
    decimal.digits.resize(kept);
    decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
    return decimal;
}

std::optional<std::int64_t> plainInteger(std::string_view raw)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    return error == std::errc() && end == raw.data() + raw.size() ? std::optional(value) : std::nullopt;
}

}

JsonValue::Members JsonValue::members() const noexcept
{
    return {m_tape, m_index + 1, isObject() ? node().next : m_index + 1};
}

JsonValue::Items JsonValue::items() const noexcept
{
    return {m_tape, m_index + 1, isArray() ? node().next : m_index + 1};
}

std::size_t JsonValue::size() const noexcept
{
    std::size_t count = 0;
    if (isObject())
        for (auto at = members().begin(); at != members().end(); ++at)
            ++count;
    else if (isArray())
        for (auto at = items().begin(); at != items().end(); ++at)
            ++count;
    return count;
}

JsonValue JsonValue::find(std::string_view key) const noexcept
{
    JsonValue found;
    if (!m_tape || !isObject())
        return found;
    const std::vector<JsonNode> &nodes = m_tape->nodes();
    const char *const text = m_tape->text().data();
    const std::uint32_t end = node().next;
    for (std::uint32_t at = m_index + 1; at < end; at = nodes[at + 1].next) {
        const JsonNode &node = nodes[at];
        const bool same = node.escaped ? JsonValue(m_tape, at).stringEquals(key)
                                       : std::string_view(text + node.offset + 1, node.length - 2) == key;
        if (same)
            found = {m_tape, at + 1};
    }
    return found;
}

JsonValue JsonValue::at(std::string_view pointer) const
{
    if (!m_tape)
        return {};
    const Result<JsonPointer> parsed = JsonPointer::parse(pointer);
    return parsed ? parsed->in(*this) : JsonValue();
}

std::string JsonValue::string() const
{
    std::string text;
    if (!node().escaped)
        return std::string(insideOf(*this));
    decode(insideOf(*this), [&](std::string_view piece) {
        text += piece;
        return true;
    });
    return text;
}

std::string_view JsonValue::string(std::string &buffer) const
{
    if (!node().escaped)
        return insideOf(*this);
    buffer.clear();
    decode(insideOf(*this), [&](std::string_view piece) {
        buffer += piece;
        return true;
    });
    return buffer;
}

bool JsonValue::stringEquals(std::string_view decoded) const noexcept
{
    if (!node().escaped)
        return insideOf(*this) == decoded;
    const bool prefix = decode(insideOf(*this), [&](std::string_view piece) {
        if (!decoded.starts_with(piece))
            return false;
        decoded.remove_prefix(piece.size());
        return true;
    });
    return prefix && decoded.empty();
}

std::optional<std::int64_t> JsonValue::integer() const noexcept
{
    if (!isNumber())
        return std::nullopt;
    if (node().integral)
        return plainInteger(raw());
    const Decimal decimal = decimalOf(raw());
    constexpr std::int64_t mostDigits = std::numeric_limits<std::int64_t>::digits10 + 1;
    if (decimal.digits.empty())
        return 0;
    if (decimal.exponent < 0 || decimal.exponent + static_cast<std::int64_t>(decimal.digits.size()) > mostDigits)
        return std::nullopt;
    const std::string sign(decimal.negative ? "-" : "");
    return plainInteger(sign + decimal.digits + std::string(static_cast<std::size_t>(decimal.exponent), '0'));
}

double JsonValue::number() const noexcept
{
    if (!isNumber())
        return std::numeric_limits<double>::quiet_NaN();
    const std::string_view text = raw();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc::result_out_of_range)
        return value;
    // Out of range is said of what is too large and of what is too small alike.
    const Decimal decimal = decimalOf(text);
    const bool large = decimal.exponent + static_cast<std::int64_t>(decimal.digits.size()) > 0;
    const double magnitude = large && !decimal.digits.empty() ? std::numeric_limits<double>::infinity() : 0.0;
    return decimal.negative ? -magnitude : magnitude;
}

namespace {

using PointerText = QVarLengthArray<char, 128>;

void appendToken(std::string_view token, PointerText &text)
{
    text.append('/');
    for (const char c : token) {
        if (c == '~' || c == '/') {
            text.append('~');
            text.append(c == '~' ? '0' : '1');
        } else {
            text.append(c);
        }
    }
}

// The child of `at` that the node is or stands in; its token is appended.
std::uint32_t childTowards(JsonValue at, std::uint32_t node, PointerText &text)
{
    const std::vector<JsonNode> &nodes = at.tape()->nodes();
    std::uint32_t child = at.index() + 1;
    if (at.isArray()) {
        std::uint32_t number = 0;
        for (; nodes[child].next <= node; child = nodes[child].next)
            ++number;
        appendToken(std::to_string(number), text);
        return child;
    }
    while (child != node && nodes[child + 1].next <= node)
        child = nodes[child + 1].next;
    std::string buffer;
    appendToken(JsonValue(at.tape(), child).string(buffer), text);
    return child == node ? child : child + 1;
}

}

QByteArray pointerTo(JsonValue value)
{
    PointerText text;
    for (JsonValue at = value.tape()->root(); at.index() != value.index();)
        at = {value.tape(), childTowards(at, value.index(), text)};
    return {text.data(), text.size()};
}

TextPlace placeOf(std::string_view text, std::size_t offset) noexcept
{
    TextPlace place;
    offset = std::min(offset, text.size());
    for (std::size_t i = 0; i < offset; ++i) {
        const char c = text[i];
        const bool lineEnd = c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
        if (lineEnd) {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && c != '\r') {
            ++place.column;
        }
    }
    return place;
}

}
