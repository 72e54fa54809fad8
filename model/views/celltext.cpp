// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/celltext.h"

#include "event/utf8.h"

#include <QLocale>

namespace eventscope {

namespace {

constexpr qsizetype lineLimit = 300;

// Characters that would break the line, or reorder what stands around the value.
bool isDisturbing(QChar c)
{
    const char16_t u = c.unicode();
    return u < 0x20 || (u >= 0x7F && u < 0xA0) || u == 0x2028 || u == 0x2029 || (u >= 0x202A && u <= 0x202E) ||
           (u >= 0x2066 && u <= 0x2069) || u == 0x200E || u == 0x200F;
}

QChar signFor(QChar c)
{
    const char16_t u = c.unicode();
    if (u < 0x20)
        return QChar(static_cast<char16_t>(0x2400 + u));    // control pictures
    return u == 0x7F ? QChar(u'\u2421') : QChar(u'\u00B7');
}

}

QString lineOf(std::string_view utf8, bool cut)
{
    const std::size_t most = static_cast<std::size_t>(lineLimit) * 4 + 4;
    QString line = stringOf(utf8.substr(0, most));
    bool shortened = cut || utf8.size() > most;
    if (line.size() > lineLimit) {
        const bool splits = line.at(lineLimit - 1).isHighSurrogate();
        line.truncate(splits ? lineLimit - 1 : lineLimit);
        shortened = true;
    }
    for (QChar &c : line)
        if (isDisturbing(c))
            c = signFor(c);
    return shortened ? line + u'\u2026' : line;
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    QString text = count == 1 ? one : many;
    return text.replace(QLatin1String("%1"), QLocale().toString(count));    // the one may go without a number
}

std::optional<QByteArray> plainValue(QByteArrayView pattern)
{
    QByteArray plain;
    plain.reserve(pattern.size());
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '*' || c == '?')
            return std::nullopt;
        if (c == '\\' && i + 1 < pattern.size())
            ++i;
        plain += pattern[i];
    }
    return plain;
}

}
