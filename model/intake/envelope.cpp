// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/envelope.h"

#include "event/utf8.h"
#include "intake/bracketscanner.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// The next byte that is neither space nor comment; the text's size when there is none.
std::size_t skipBlank(std::string_view text, std::size_t at)
{
    while (at < text.size()) {
        if (isSpace(text[at]))
            ++at;
        else if (text.substr(at, 2) == "//")
            at = std::min(text.find('\n', at), text.size());
        else if (text.substr(at, 2) == "/*")
            at = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
        else
            break;
    }
    return at;
}

// Where the value that begins at `at` ends; nothing when the text ends first.
std::optional<std::size_t> valueEnd(std::string_view text, std::size_t at)
{
    BracketScanner scanner;
    scanner.start();
    const std::string_view rest = text.substr(at);
    return scanner.scan(rest) == BracketScanner::State::Ended ? std::optional(at + scanner.position()) : std::nullopt;
}

}

bool mayBeEnvelope(JsonValue body, const ListNames &names)
{
    for (const JsonMember member : body.members()) {
        if (!member.value.isArray())
            continue;
        const bool named = std::any_of(
            names.begin(), names.end(), [&](const QByteArray &name) { return member.key.stringEquals(viewOf(name)); });
        if (named)
            return true;
    }
    return false;
}

QByteArray envelopeText(JsonValue body, JsonValue list)
{
    QByteArray text;
    for (const JsonMember member : body.members()) {
        if (member.value == list)
            continue;
        const std::string_view key = member.key.raw();
        const std::string_view value = member.value.raw();
        text += text.isEmpty() ? '{' : ',';
        text.append(key.data(), qsizetype(key.size()));
        text += ':';
        text.append(value.data(), qsizetype(value.size()));
    }
    return text.isEmpty() ? text : text + '}';
}

QByteArray outlinedBody(JsonValue body, JsonValue list, qint64 events)
{
    constexpr qint64 mostOutlined = 100'000;
    const std::string_view text = body.raw();
    const std::size_t begin = list.offset() - body.offset();
    const std::string_view tail = text.substr(begin + list.length());
    const qint64 items = std::min(events, mostOutlined);
    QByteArray outline;
    outline.reserve(static_cast<qsizetype>(begin + tail.size()) + 3 * items + 2);
    outline.append(text.data(), static_cast<qsizetype>(begin)).append('[');
    for (qint64 i = 0; i < items; ++i)
        outline.append(i > 0 ? ",{}" : "{}");
    outline.append(']').append(tail.data(), static_cast<qsizetype>(tail.size()));
    return outline;
}

std::optional<ListPlace> findList(std::string_view text, const ListNames &names)
{
    if (!text.starts_with('{'))
        return std::nullopt;
    std::size_t at = 1;
    while (true) {
        at = skipBlank(text, at);
        if (at >= text.size() || text[at] != '"')
            return std::nullopt;
        const std::size_t key = at;
        const std::optional<std::size_t> keyEnd = valueEnd(text, key);
        at = keyEnd ? skipBlank(text, *keyEnd) : text.size();
        if (at >= text.size() || text[at] != ':')
            return std::nullopt;
        at = skipBlank(text, at + 1);
        if (at >= text.size())
            return std::nullopt;
        JsonTape name;
        if (text[at] == '[' && name.read(text.substr(key, *keyEnd - key))) {
            const QByteArray decoded = bytesOf(name.root().string());
            if (std::find(names.begin(), names.end(), decoded) != names.end())
                return ListPlace{key, at, decoded};
        }
        const std::optional<std::size_t> end = valueEnd(text, at);
        at = end ? skipBlank(text, *end) : text.size();
        if (at >= text.size() || text[at] != ',')
            return std::nullopt;
        ++at;
    }
}

}
