// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonbytes.h"
#include "event/jsonwalk.h"
#include "event/tr.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isWordByte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           c == '.' || c == '+' || c == '-';
}

// The bare word that begins there; empty where it is long, since it may be a key, and why a text is
// refused is kept and shown.
QString wordAt(std::string_view rest)
{
    constexpr std::ptrdiff_t shown = 10;
    const auto length = std::find_if_not(rest.begin(), rest.end(), isWordByte) - rest.begin();
    return length > shown ? QString() : stringOf(rest.substr(0, static_cast<std::size_t>(length)));
}

QString wordSentence(std::string_view rest)
{
    const QString word = wordAt(rest);
    return word.isEmpty() ? tr("a bare word is no JSON value") : tr("'%1' is no JSON value").arg(word);
}

// The character that begins there, as people can name it.
QString characterAt(std::string_view rest)
{
    const auto byte = static_cast<unsigned char>(rest.front());
    if (byte == 0)
        return tr("a NUL byte");
    if (byte < 0x20 || byte == 0x7F)
        return tr("a control character (0x%1)").arg(byte, 2, 16, QLatin1Char('0'));
    const std::size_t length = jsonbytes::utf8Length(rest.data(), rest.data() + rest.size());
    return QLatin1Char('\'') + stringOf(rest.substr(0, std::max<std::size_t>(length, 1))) + QLatin1Char('\'');
}

bool startsValue(char c)
{
    return c == '"' || c == '{' || c == '[' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Two bytes a character: half of what is ASCII is NUL.
bool looksLikeUtf16(std::string_view text)
{
    if (text.size() < 2)
        return false;
    const std::string_view mark = text.substr(0, 2);
    return mark == "\xFF\xFE" || mark == "\xFE\xFF" || (mark[0] == 0) != (mark[1] == 0);
}

QString sentenceAtEnd(JsonStop stop)
{
    switch (stop) {
    case JsonStop::StringEnd:
        return tr("the text ends inside a string");
    case JsonStop::FirstItem:
    case JsonStop::ItemEnd:
        return tr("the text ends inside an array");
    case JsonStop::Value:
        return tr("the text ends where a value is expected");
    default:
        return tr("the text ends inside an object");
    }
}

QString numberSentence(std::string_view rest)
{
    const std::string_view digits = rest.substr(rest.front() == '-' ? 1 : 0);
    const auto isDigit = [&](std::size_t i) { return i < digits.size() && digits[i] >= '0' && digits[i] <= '9'; };
    if (!isDigit(0))
        return tr("a minus sign without a number");
    const QString word = wordAt(rest);
    const QString number = word.isEmpty() ? tr("a number") : tr("the number %1").arg(word);
    if (digits.front() == '0' && isDigit(1))
        return tr("%1 begins with a zero").arg(number);
    std::size_t point = 0;
    while (isDigit(point))
        ++point;
    if (point < digits.size() && digits[point] == '.' && !isDigit(point + 1))
        return tr("%1 has no digit behind its point").arg(number);
    return tr("%1 has no digit in its exponent").arg(number);
}

QString escapeSentence(std::string_view rest)
{
    if (rest.size() > 1 && rest[1] == 'u')
        return tr("\\u without four hexadecimal digits");
    return tr("a backslash before %1, which is no escape").arg(characterAt(rest.substr(1)));
}

QString commaSentence(std::string_view rest)
{
    const std::size_t closing = rest.find_first_not_of(" \t\r\n", 1);
    return tr("a comma before '%1'").arg(QLatin1Char(closing < rest.size() ? rest[closing] : '}'));
}

// A value was expected and something else is there.
QString noValueSentence(std::string_view rest)
{
    const char c = rest.front();
    if (c == '+')
        return tr("a number with a plus sign");
    if (c == '.')
        return tr("a number that begins with its point");
    if (isWordByte(c))
        return wordSentence(rest);
    return tr("%1 where a value is expected").arg(characterAt(rest));
}

// A comma or a closing bracket was expected and something else is there.
QString noEndSentence(std::string_view rest, char closing)
{
    const char c = rest.front();
    if (c == '}' || c == ']')
        return tr("'%1' where ',' or '%2' is expected").arg(QLatin1Char(c)).arg(QLatin1Char(closing));
    if (startsValue(c))
        return tr("a comma is missing");
    return tr("%1 where ',' or '%2' is expected").arg(characterAt(rest)).arg(QLatin1Char(closing));
}

QString noKeySentence(std::string_view rest)
{
    if (isWordByte(rest.front()))
        return tr("a key without quotes");
    return tr("%1 where a key is expected").arg(characterAt(rest));
}

QString structureSentence(std::string_view rest, JsonStop stop)
{
    if (rest.starts_with("//") || rest.starts_with("/*") || rest.front() == '#')
        return tr("a comment; JSON has none");
    if (rest.front() == '\'')
        return tr("single quotes; JSON has double ones");
    switch (stop) {
    case JsonStop::FirstKey:
    case JsonStop::Key:
        return noKeySentence(rest);
    case JsonStop::Colon:
        return tr("no ':' behind the key");
    case JsonStop::MemberEnd:
        return noEndSentence(rest, '}');
    case JsonStop::ItemEnd:
        return noEndSentence(rest, ']');
    case JsonStop::Trailing:
        return tr("more text behind the value");
    default:
        return noValueSentence(rest);
    }
}

QString sentenceFor(std::string_view rest, JsonStop stop)
{
    switch (stop) {
    case JsonStop::Literal:
        return wordSentence(rest);
    case JsonStop::Number:
        return numberSentence(rest);
    case JsonStop::Control:
        return tr("%1 inside a string").arg(characterAt(rest));
    case JsonStop::Escape:
        return escapeSentence(rest);
    case JsonStop::Comma:
        return commaSentence(rest);
    default:
        return structureSentence(rest, stop);
    }
}

JsonFault::Kind kindFor(std::string_view text, JsonWalkEnd end)
{
    if (end.stop == JsonStop::Deep)
        return JsonFault::Kind::TooDeep;
    if (isBlank(text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0)))
        return JsonFault::Kind::Empty;
    const bool misread =
        end.offset < text.size() && jsonbytes::utf8Length(text.data() + end.offset, text.data() + text.size()) == 0;
    if (end.stop == JsonStop::Encoding || misread || (end.offset < 2 && looksLikeUtf16(text)))
        return JsonFault::Kind::Encoding;
    return end.stop == JsonStop::Trailing ? JsonFault::Kind::Trailing : JsonFault::Kind::Syntax;
}

}

JsonFault diagnosedFault(std::string_view text, JsonWalkEnd end, JsonBounds bounds)
{
    JsonFault fault;
    fault.kind = kindFor(text, end);
    fault.offset = static_cast<std::uint32_t>(end.offset);
    switch (fault.kind) {
    case JsonFault::Kind::TooDeep:
        fault.sentence = tr("more than %1 nested arrays and objects").arg(bounds.levels);
        break;
    case JsonFault::Kind::Empty:
        fault.sentence = tr("there is no text");
        break;
    case JsonFault::Kind::Encoding:
        fault.sentence =
            looksLikeUtf16(text) ? tr("the text is UTF-16; save it as UTF-8") : tr("the bytes are no valid UTF-8");
        break;
    default:
        fault.sentence =
            end.offset >= text.size() ? sentenceAtEnd(end.stop) : sentenceFor(text.substr(end.offset), end.stop);
        break;
    }
    return fault;
}

JsonFault tooLargeFault(std::size_t size, JsonBounds bounds)
{
    const QString sentence = tr("%1 bytes, more than the %2 allowed").arg(size).arg(bounds.bytes);
    return {JsonFault::Kind::TooLarge, bounds.bytes, sentence};
}

}
