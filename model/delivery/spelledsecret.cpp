// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/spelledsecret.h"

#include <array>
#include <charconv>
#include <utility>

namespace eventscope {

namespace {

// Of exactly so many hexadecimal digits.
bool isCode(QByteArrayView digits, qsizetype count, int base, char c) noexcept
{
    int code = 0;
    if (digits.size() != count || count == 0)
        return false;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), code, base);
    return error == std::errc() && end == digits.end() && code == c;
}

qsizetype jsonLength(QByteArrayView text, char c) noexcept
{
    if (text.size() < 2 || text[0] != '\\')
        return 0;
    if (text[1] == 'u')
        return text.size() >= 6 && isCode(text.sliced(2, 4), 4, 16, c) ? 6 : 0;
    return text[1] == c && (c == '"' || c == '\\' || c == '/' || c == '\'') ? 2 : 0;
}

qsizetype urlLength(QByteArrayView text, char c) noexcept
{
    if (c == ' ' && text.startsWith('+'))
        return 1;
    return text.size() >= 3 && text[0] == '%' && isCode(text.sliced(1, 2), 2, 16, c) ? 3 : 0;
}

// `&amp;`, `&#38;`, `&#x26;`.
qsizetype htmlLength(QByteArrayView text, char c) noexcept
{
    static constexpr std::array<std::pair<char, QByteArrayView>, 5> names{
        {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}}};
    for (const auto &[named, name] : names) {
        if (c == named && text.startsWith(name))
            return name.size();
    }
    const qsizetype end = text.first(qMin<qsizetype>(text.size(), 10)).indexOf(';');
    if (end < 0 || !text.startsWith("&#"))
        return 0;
    const bool hexadecimal = text[2] == 'x' || text[2] == 'X';
    const QByteArrayView digits = text.sliced(hexadecimal ? 3 : 2).first(end - (hexadecimal ? 3 : 2));
    return isCode(digits, digits.size(), hexadecimal ? 16 : 10, c) ? end + 1 : 0;
}

qsizetype spelledLength(QByteArrayView text, char c) noexcept
{
    for (const auto escaped : {jsonLength, urlLength, htmlLength}) {
        if (const qsizetype length = escaped(text, c); length > 0)
            return length;
    }
    return text.startsWith(c) ? 1 : 0;
}

}

qsizetype spelledLength(QByteArrayView text, QByteArrayView secret) noexcept
{
    qsizetype at = 0;
    for (const char c : secret) {
        const qsizetype length = spelledLength(text.sliced(at), c);
        if (length == 0)
            return 0;
        at += length;
    }
    return at;
}

}
