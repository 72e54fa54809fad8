// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/replybody.h"

#include "delivery/deliverytext.h"
#include "event/utf8.h"
#include "service/redactor.h"

#include <QLocale>
#include <QStringDecoder>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostWords = 500;
constexpr qsizetype mostRead = 64 << 10;    // of a text, to show its beginning
constexpr std::size_t mostIds = 100'000;
constexpr std::uint32_t longestId = 256;

// The body's text as UTF-8, where marks or the first bytes tell another encoding.
QByteArray decoded(const QByteArray &body)
{
    auto encoding = QStringConverter::encodingForData(body, u'{');
    if (!encoding)
        encoding = QStringConverter::encodingForData(body, u'[');
    if (!encoding || *encoding == QStringConverter::Utf8)
        return body;
    QStringDecoder decoder(*encoding);
    const QString text = decoder(body);
    return decoder.hasError() ? body : text.toUtf8();
}

bool isBinary(const QByteArray &text)
{
    const auto isControl = [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    };
    return std::any_of(text.begin(), text.end(), isControl);
}

// What would move the cursor, break the line or turn the direction of the text.
bool isDisturbing(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

QString visible(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (c.unicode() < 0x20)
            result += QChar(0x2400 + c.unicode());
        else if (c.unicode() == 0x7F)
            result += QChar(0x2421);
        else if (isDisturbing(c.unicode()))
            result += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            result += c;
    }
    return result;
}

QString cutTo(QString text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    text.truncate(text.at(most - 1).isHighSurrogate() ? most - 1 : most);
    return text + u'\u2026';
}

void collectIds(
    JsonValue value, const std::vector<std::string> &tokens, std::size_t depth, std::vector<QByteArray> &ids)
{
    if (!value || ids.size() >= mostIds)
        return;
    if (depth == tokens.size()) {
        if (value.length() > longestId)
            return;
        if (value.isString())
            ids.push_back(bytesOf(value.string()));
        else if (value.isNumber())
            ids.push_back(bytesOf(value.raw()));
        return;
    }
    if (tokens[depth] != "*" || !value.isArray())
        return collectIds(JsonPointer().child(tokens[depth]).in(value), tokens, depth + 1, ids);
    for (const JsonValue item : value.items())
        collectIds(item, tokens, depth + 1, ids);
}

}

ReplyBody::ReplyBody(const Reply &reply, const Service &service, SecretCut cut)
    : m_service(service)
    , m_secretCut(std::move(cut))
    , m_text(decoded(reply.body))
    , m_bytes(reply.bodyBytes)
    , m_cut(reply.bodyBytes > reply.body.size())
{
    const bool read = m_tape.read(viewOf(m_text));
    if (read || m_tape.fault().kind != JsonFault::Kind::Encoding || isBinary(m_text))
        return;
    m_text = QString::fromLatin1(m_text).toUtf8();
    std::ignore = m_tape.read(viewOf(m_text));
}

JsonValue ReplyBody::root() const
{
    return m_tape.isEmpty() ? JsonValue() : m_tape.root();
}

QString ReplyBody::shown(std::string_view given) const
{
    const QByteArray known = m_secretCut ? m_secretCut(bytesOf(given)) : bytesOf(given);
    const std::string_view text = viewOf(known);
    const KeyKinds &keys = m_service.redactor().keys();
    QByteArray masked;
    std::size_t from = 0;
    for (auto span = keys.findMasked(text, 0); span; span = keys.findMasked(text, span->end)) {
        const std::string_view key = text.substr(span->begin, span->end - span->begin);
        masked += bytesOf(text.substr(from, span->begin - from)) + fingerprint(key, keys.prefixOf(key));
        from = span->end;
    }
    masked += bytesOf(text.substr(from));
    return cutTo(visible(stringOf(viewOf(masked)).trimmed()), mostWords);
}

QString ReplyBody::wordsOf(JsonValue value) const
{
    if (value.isNull())
        return {};
    if (value.isString())
        return shown(value.string());
    if (!value.isArray())
        return value.isObject() && value.size() == 0 ? QString() : shown(value.raw());
    QStringList words;
    for (const JsonValue item : value.items()) {
        const QString one = item.isArray() ? shown(item.raw()) : wordsOf(item);
        if (!one.isEmpty())
            words.append(one);
        if (words.size() >= 10)
            break;
    }
    return cutTo(words.join(u"; "_s), mostWords);
}

QString ReplyBody::words(const std::vector<JsonPointer> &at) const
{
    const JsonValue reply = root();
    for (const JsonPointer &pointer : at) {
        const JsonValue value = reply ? pointer.in(reply) : JsonValue();
        QString words = value ? wordsOf(value) : QString();
        if (!words.isEmpty())
            return words;
    }
    return {};
}

std::vector<QByteArray> ReplyBody::idsAt(const std::vector<JsonPointer> &at) const
{
    std::vector<QByteArray> ids;
    for (const JsonPointer &pointer : at) {
        collectIds(root(), pointer.tokens(), 0, ids);
        if (!ids.empty())
            break;
    }
    return ids;
}

QString ReplyBody::sortOfText() const
{
    const QByteArray start = m_text.left(1024).trimmed().toLower();
    if (isBinary(m_text) || m_tape.fault().kind == JsonFault::Kind::Encoding)
        return DeliveryText::tr("The reply is binary data, not JSON.");
    if (start.startsWith("<!doctype html") || start.contains("<html"))
        return DeliveryText::tr(
            "The reply is an HTML page, not JSON; perhaps something else than the service answered.");
    if (start.startsWith('<'))
        return DeliveryText::tr("The reply is XML, not JSON.");
    if (start.startsWith('{') || start.startsWith('['))
        return DeliveryText::tr("The reply is JSON that breaks off or is broken.");
    return DeliveryText::tr("The reply is text, not JSON: \"%1\"")
        .arg(cutTo(shown(viewOf(m_text.left(mostRead))), 200));
}

QString ReplyBody::otherThanJson() const
{
    if (!m_tape.isEmpty())
        return {};
    if (m_text.trimmed().isEmpty() && !m_cut)
        return DeliveryText::tr("The reply is empty.");
    if (m_cut)
        return DeliveryText::tr("The reply is %1 long, and only its beginning was kept.")
            .arg(QLocale::c().formattedDataSize(m_bytes, 1));
    return sortOfText();
}

}
