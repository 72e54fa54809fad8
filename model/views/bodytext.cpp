// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/bodytext.h"

#include "event/jsontape.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "views/celltext.h"

#include <QLocale>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int bytesARow = 16;
constexpr int deepestIndent = 40;

bool turnsWriting(char16_t u)
{
    return (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069) || u == 0x200E || u == 0x200F;
}

QString visible(QString text, bool oneLine)
{
    for (QChar &c : text) {
        const char16_t u = c.unicode();
        if (!oneLine && (u == u'\n' || u == u'\t' || u == u'\r'))
            continue;
        if (u < 0x20)
            c = QChar(static_cast<char16_t>(0x2400 + u));    // control pictures
        else if (u == 0x7F)
            c = QChar(u'\u2421');
        else if (u == 0x2028 || u == 0x2029)
            c = QChar(u'\u2424');
        else if ((u >= 0x80 && u < 0xA0) || turnsWriting(u))
            c = QChar(u'\u00B7');
    }
    return text;
}

// Without a character that was cut in the middle.
QByteArray wholeCharacters(const QByteArray &bytes)
{
    for (qsizetype left = 0; left < std::min<qsizetype>(4, bytes.size()); ++left) {
        if (QByteArrayView(bytes).chopped(left).isValidUtf8())
            return bytes.chopped(left);
    }
    return bytes;
}

// The `charset` of a content type, without quotes.
QByteArray charsetOf(QByteArrayView contentType)
{
    for (const QByteArray &part : contentType.toByteArray().split(';')) {
        const QByteArray parameter = part.trimmed();
        if (parameter.toLower().startsWith("charset="))
            return parameter.mid(8).replace('"', "").trimmed();
    }
    return {};
}

bool looksLikeJson(const QByteArray &text, bool cut)
{
    const auto begin =
        std::ranges::find_if(text, [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
    if (begin == text.cend())
        return false;
    if (cut)
        return *begin == '{' || *begin == '[';
    return JsonTape().read(viewOf(text));
}

bool looksLikeText(const QString &text)
{
    const auto isOdd = [](QChar c) {
        const char16_t u = c.unicode();
        return (u < 0x20 && u != u'\n' && u != u'\r' && u != u'\t' && u != u'\f' && u != 0x1B) || u == 0xFFFD;
    };
    return std::ranges::count_if(text, isOdd) * 50 <= text.size() && !text.contains(QChar(u'\0'));
}

QByteArray hexadecimal(const QByteArray &bytes)
{
    static constexpr auto digits = "0123456789abcdef";
    QByteArray rows;
    rows.reserve(bytes.size() * 5);
    for (qsizetype at = 0; at < bytes.size(); at += bytesARow) {
        const QByteArrayView row = QByteArrayView(bytes).sliced(at, std::min<qsizetype>(bytesARow, bytes.size() - at));
        rows += QByteArray::number(at, 16).rightJustified(8, '0') + ' ';
        QByteArray letters;
        for (const char c : row) {
            const auto value = static_cast<unsigned char>(c);
            rows += ' ';
            rows += digits[value >> 4];
            rows += digits[value & 15];
            letters += value >= 0x20 && value < 0x7F ? c : '.';
        }
        rows += QByteArray((bytesARow - row.size()) * 3 + 2, ' ') + letters + '\n';
    }
    rows.chop(1);
    return rows;
}

std::optional<QString> decoded(const QByteArray &bytes, const QByteArray &charset)
{
    QStringDecoder decoder(charset.constData());
    if (!decoder.isValid())
        return std::nullopt;
    QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

BodyText textOf(const QString &text, const QString &encoding)
{
    const QString what = encoding.isEmpty() ? tr("Text") : tr("Text (%1)").arg(encoding);
    return {BodyText::Kind::Text, visibleText(text).toUtf8(), what};
}

// Writes JSON a token at a time.
class Indenter {
public:
    Indenter(const QByteArray &json, qsizetype most)
        : m_json(json)
        , m_most(most)
    {
        m_out.reserve(std::min(most, json.size() * 2));
    }

    std::optional<QByteArray> run()
    {
        for (qsizetype at = 0; at < m_json.size() && m_out.size() <= m_most;)
            at = m_json.at(at) == '"' ? string(at) : token(at);
        if (m_out.size() > m_most)
            return std::nullopt;
        return m_out;
    }

private:
    qsizetype string(qsizetype at)
    {
        open();
        qsizetype end = at + 1;
        while (end < m_json.size() && m_json.at(end) != '"')
            end += m_json.at(end) == '\\' ? 2 : 1;
        end = std::min(end + 1, m_json.size());
        m_out.append(m_json.constData() + at, end - at);
        return end;
    }

    qsizetype token(qsizetype at)
    {
        const char c = m_json.at(at);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
            return at + 1;
        if (c == '}' || c == ']') {
            m_depth = std::max(0, m_depth - 1);
            if (!m_opened)
                newLine();
            m_opened = false;
            m_out += c;
            return at + 1;
        }
        open();
        m_out += c;
        if (c == '{' || c == '[') {
            ++m_depth;
            m_opened = true;
        } else if (c == ',') {
            newLine();
        } else if (c == ':') {
            m_out += ' ';
        }
        return at + 1;
    }

    // The first thing within a bracket; an empty one stays closed.
    void open()
    {
        if (m_opened)
            newLine();
        m_opened = false;
    }

    void newLine()
    {
        m_out += '\n';
        m_out.append(2 * std::min(m_depth, deepestIndent), ' ');
    }

    const QByteArray &m_json;
    qsizetype m_most;
    QByteArray m_out;
    int m_depth = 0;
    bool m_opened = false;
};

}

BodyText BodyText::of(const QByteArray &bytes, QByteArrayView contentType, bool cut)
{
    if (bytes.isEmpty())
        return {};
    const QByteArray charset = charsetOf(contentType);
    const QByteArray whole = cut ? wholeCharacters(bytes) : bytes;
    const bool isUtf8 = whole.isValidUtf8();
    if (isUtf8 && looksLikeJson(whole, cut))
        return json(whole);
    // The encoding that was named, else the one that it is.
    if (!charset.isEmpty() && charset.compare("utf-8", Qt::CaseInsensitive) != 0) {
        const std::optional<QString> text = decoded(bytes, charset);
        if (text && looksLikeText(*text))
            return textOf(*text, QString::fromLatin1(charset));
    }
    const bool hasMark = bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF");
    if (hasMark) {
        const std::optional<QString> text = decoded(bytes, "UTF-16");
        if (text && looksLikeText(*text))
            return textOf(*text, u"UTF-16"_s);
    }
    if (isUtf8 && looksLikeText(QString::fromUtf8(whole)))
        return textOf(QString::fromUtf8(whole), {});
    if (contentType.startsWith("text/") && looksLikeText(QString::fromLatin1(bytes)))
        return textOf(QString::fromLatin1(bytes), u"ISO-8859-1"_s);
    return {Kind::Binary, hexadecimal(bytes), tr("Bytes")};
}

BodyText BodyText::json(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    return {Kind::Json, bytes, tr("JSON")};
}

std::optional<QByteArray> indentedJson(const QByteArray &json, qsizetype most)
{
    return Indenter(json, most).run();
}

QString visibleText(const QString &text)
{
    return visible(text, false);
}

QString visibleLine(const QString &text)
{
    return visible(text, true);
}

QString byteCount(qint64 bytes)
{
    return counted(bytes, tr("%1 byte"), tr("%1 bytes"));
}

}
