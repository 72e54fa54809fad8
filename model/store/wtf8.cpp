// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/wtf8.h"

#include <algorithm>

namespace eventscope {

namespace {

struct Decoded {
    char32_t codePoint = QChar::ReplacementCharacter;
    qsizetype length = 1;
};

// How many bytes the lead byte announces; 0 for what cannot lead.
qsizetype announced(uchar lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

Decoded decodeAt(std::string_view bytes, std::size_t at)
{
    const auto lead = static_cast<uchar>(bytes[at]);
    const qsizetype length = announced(lead);
    if (length == 0 || at + static_cast<std::size_t>(length) > bytes.size())
        return {};
    if (length == 1)
        return {lead, 1};

    char32_t codePoint = lead & (0x7f >> length);
    for (std::size_t i = 1; i < static_cast<std::size_t>(length); ++i) {
        const auto next = static_cast<uchar>(bytes[at + i]);
        if ((next & 0xc0) != 0x80)
            return {};
        codePoint = (codePoint << 6) | (next & 0x3f);
    }
    const bool tooLong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
    if (tooLong || codePoint > QChar::LastValidCodePoint)
        return {};
    return {codePoint, length};
}

template <typename Bytes>
void append(Bytes &bytes, char32_t codePoint)
{
    const auto tail = [codePoint](int shift) { return static_cast<char>(0x80 | ((codePoint >> shift) & 0x3f)); };
    if (codePoint < 0x80) {
        bytes += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        bytes += static_cast<char>(0xc0 | (codePoint >> 6));
        bytes += tail(0);
    } else if (codePoint < 0x10000) {
        bytes += static_cast<char>(0xe0 | (codePoint >> 12));
        bytes += tail(6);
        bytes += tail(0);
    } else {
        bytes += static_cast<char>(0xf0 | (codePoint >> 18));
        bytes += tail(12);
        bytes += tail(6);
        bytes += tail(0);
    }
}

bool isAscii(std::string_view bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<uchar>(c) < 0x80; });
}

// As fromWtf8() and toWtf8() would have it, halves that meet being one character.
std::string_view foldCharacters(std::string_view bytes, std::string &folded)
{
    folded.clear();
    for (std::size_t at = 0; at < bytes.size();) {
        const auto byte = static_cast<uchar>(bytes[at]);
        if (byte < 0x80) {
            folded += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
            ++at;
            continue;
        }
        Decoded next = decodeAt(bytes, at);
        at += static_cast<std::size_t>(next.length);
        if (QChar::isHighSurrogate(next.codePoint) && at < bytes.size()) {
            const Decoded low = decodeAt(bytes, at);
            if (QChar::isLowSurrogate(low.codePoint)) {
                next.codePoint = QChar::surrogateToUcs4(char16_t(next.codePoint), char16_t(low.codePoint));
                at += static_cast<std::size_t>(low.length);
            }
        }
        append(folded, QChar::toCaseFolded(next.codePoint));
    }
    return folded;
}

}

QString fromWtf8(std::string_view bytes)
{
    if (isAscii(bytes))
        return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QString text;
    text.reserve(static_cast<qsizetype>(bytes.size()));
    for (std::size_t at = 0; at < bytes.size();) {
        const Decoded next = decodeAt(bytes, at);
        text += QStringView(QChar::fromUcs4(next.codePoint));
        at += static_cast<std::size_t>(next.length);
    }
    return text;
}

QByteArray toWtf8(QStringView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        if (unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            append(bytes, QChar::surrogateToUcs4(unit, text[++i]));
        else
            append(bytes, unit.unicode());
    }
    return bytes;
}

std::string_view caseFolded(std::string_view bytes, std::string &buffer)
{
    if (!isAscii(bytes))
        return foldCharacters(bytes, buffer);
    buffer.assign(bytes);
    for (char &c : buffer)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    return buffer;
}

}
