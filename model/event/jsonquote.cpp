// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonbytes.h"
#include "event/jsontext.h"

namespace eventscope {

namespace {

void appendUnit(QByteArray &text, unsigned unit)
{
    constexpr char digits[] = "0123456789abcdef";
    text += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        text += digits[unit >> shift & 0xF];
}

void appendAscii(QByteArray &text, char c)
{
    switch (c) {
    case '"':
        text += "\\\"";
        break;
    case '\\':
        text += "\\\\";
        break;
    case '\b':
        text += "\\b";
        break;
    case '\f':
        text += "\\f";
        break;
    case '\n':
        text += "\\n";
        break;
    case '\r':
        text += "\\r";
        break;
    case '\t':
        text += "\\t";
        break;
    default:
        if (static_cast<unsigned char>(c) < 0x20)
            appendUnit(text, static_cast<unsigned char>(c));
        else
            text += c;
        break;
    }
}

// The surrogate that three bytes of WTF-8 stand for, or 0.
unsigned surrogateAt(std::string_view rest)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    if (rest.size() < 3 || byte(0) != 0xED || byte(1) < 0xA0 || byte(1) > 0xBF || (byte(2) & 0xC0) != 0x80)
        return 0;
    return 0xD000u | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
}

}

QByteArray quoted(std::string_view utf8)
{
    QByteArray text;
    text.reserve(static_cast<qsizetype>(utf8.size()) + 2);
    text += '"';
    while (!utf8.empty()) {
        const std::size_t length = jsonbytes::utf8Length(utf8.data(), utf8.data() + utf8.size());
        std::size_t taken = std::max<std::size_t>(length, 1);
        if (length == 1) {
            appendAscii(text, utf8.front());
        } else if (length > 1) {
            text.append(utf8.data(), static_cast<qsizetype>(length));
        } else if (const unsigned unit = surrogateAt(utf8)) {
            appendUnit(text, unit);
            taken = 3;
        } else {
            text += "\xEF\xBF\xBD";
        }
        utf8.remove_prefix(taken);
    }
    return text += '"';
}

QByteArray quoted(QStringView string)
{
    QByteArray text;
    text.reserve(string.size() + 2);
    text += '"';
    for (qsizetype i = 0; i < string.size(); ++i) {
        const QChar c = string[i];
        const bool pair = c.isHighSurrogate() && i + 1 < string.size() && string[i + 1].isLowSurrogate();
        if (c.unicode() < 0x80)
            appendAscii(text, static_cast<char>(c.unicode()));
        else if (c.isSurrogate() && !pair)
            appendUnit(text, c.unicode());
        else
            text += string.sliced(i, pair ? 2 : 1).toUtf8();
        i += pair ? 1 : 0;
    }
    return text += '"';
}

}
