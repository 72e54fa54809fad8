// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorindent.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t farthest = 250'000;
constexpr std::size_t longestIndent = 1'000;
constexpr std::string_view level = "  ";

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

bool opens(char c)
{
    return c == '{' || c == '[';
}

bool closes(char c)
{
    return c == '}' || c == ']';
}

std::size_t lineBegin(std::string_view text, std::size_t at)
{
    const std::size_t least = at > farthest ? at - farthest : 0;
    while (at > least && !isLineEnd(text[at - 1]))
        --at;
    return at;
}

std::string_view indentAt(std::string_view text, std::size_t begin, std::size_t most)
{
    std::size_t end = begin;
    while (end < most && isSpace(text[end]) && end - begin < longestIndent)
        ++end;
    return text.substr(begin, end - begin);
}

std::string_view lineEndOf(std::string_view text)
{
    const std::size_t at = text.substr(0, farthest).find_first_of("\r\n");
    if (at == std::string_view::npos)
        return "\n";
    return text.substr(at, text.substr(at, 2) == "\r\n" ? 2 : 1);
}

QByteArray &append(QByteArray &bytes, std::string_view more)
{
    return bytes.append(more.data(), static_cast<qsizetype>(more.size()));
}

bool isEscaped(std::string_view text, std::size_t quote)
{
    std::size_t at = quote;
    while (at > 0 && text[at - 1] == '\\')
        --at;
    return (quote - at) % 2 != 0;
}

std::optional<quint32> partnerBehind(std::string_view text, std::size_t at)
{
    int depth = 0;
    bool inString = false;
    for (const std::size_t most = std::min(text.size(), at + farthest); at < most; ++at) {
        const char c = text[at];
        if (inString && c == '\\')
            ++at;
        else if (c == '"')
            inString = !inString;
        else if (!inString && opens(c))
            ++depth;
        else if (!inString && closes(c) && --depth == 0)
            return static_cast<quint32>(at);
    }
    return {};
}

std::optional<quint32> partnerBefore(std::string_view text, std::size_t at)
{
    int depth = 0;
    bool inString = false;
    const std::size_t least = at > farthest ? at - farthest : 0;
    for (++at; at-- > least;) {
        const char c = text[at];
        if (c == '"' && !isEscaped(text, at))
            inString = !inString;
        else if (!inString && closes(c))
            ++depth;
        else if (!inString && opens(c) && --depth == 0)
            return static_cast<quint32>(at);
    }
    return {};
}

// The line's indent and its rest, changed by a level.
void appendLine(QByteArray &bytes, std::string_view line, bool deeper)
{
    if (deeper) {
        if (!line.empty())
            append(bytes, level);
        append(bytes, line);
        return;
    }
    std::size_t spaces = 0;
    while (spaces < level.size() && spaces < line.size() && line[spaces] == ' ')
        ++spaces;
    if (spaces == 0 && !line.empty() && line[0] == '\t')
        spaces = 1;
    append(bytes, line.substr(spaces));
}

}

KeyedText newLineAt(std::string_view text, quint32 from, quint32 to)
{
    const std::string_view end = lineEndOf(text);
    const std::size_t begin = lineBegin(text, from);
    const std::string_view indent = indentAt(text, begin, from);
    std::size_t before = from;
    while (before > begin && isSpace(text[before - 1]))
        --before;
    const bool isBehindOpening = before > begin && opens(text[before - 1]);
    KeyedText key{{from, to - from, {}}, from};
    append(append(key.edit.text, end), indent);
    if (isBehindOpening)
        append(key.edit.text, level);
    key.caret += static_cast<quint32>(key.edit.text.size());
    if (isBehindOpening && to < text.size() && closes(text[to]))
        append(append(key.edit.text, end), indent);
    return key;
}

KeyedText closingBracketAt(std::string_view text, quint32 from, quint32 to, char bracket)
{
    KeyedText key{{from, to - from, QByteArray(1, bracket)}, from + 1};
    const std::size_t begin = lineBegin(text, from);
    const std::string_view indent = indentAt(text, begin, from);
    if (begin == 0 || begin + indent.size() != from)
        return key;
    // As if it stood at the line's begin already.
    const std::size_t part = begin > farthest ? begin - farthest : 0;
    const std::string before = std::string(text.substr(part, begin - part)) + bracket;
    const std::optional<quint32> opening = partnerBefore(before, before.size() - 1);
    if (!opening)
        return key;
    const std::size_t openingLine = lineBegin(text, part + *opening);
    const std::string_view wanted = indentAt(text, openingLine, part + *opening);
    key.edit.offset = static_cast<quint32>(begin);
    key.edit.length = to - key.edit.offset;
    key.edit.text.clear();
    append(key.edit.text, wanted).append(bracket);
    key.caret = key.edit.offset + static_cast<quint32>(key.edit.text.size());
    return key;
}

std::optional<TextEdit> indented(std::string_view text, quint32 from, quint32 to, bool deeper)
{
    const std::size_t begin = lineBegin(text, from);
    // A line of which nothing is selected stays as it is.
    std::size_t end = std::max(from, to > from && isLineEnd(text[to - 1]) ? to - 1 : to);
    while (end < text.size() && !isLineEnd(text[end]))
        ++end;
    TextEdit edit{static_cast<quint32>(begin), static_cast<quint32>(end - begin), {}};
    for (std::size_t at = begin; at <= end;) {
        std::size_t next = at;
        while (next < end && !isLineEnd(text[next]))
            ++next;
        appendLine(edit.text, text.substr(at, next - at), deeper);
        if (next < end)
            edit.text.append(text[next]);
        at = next + 1;
    }
    if (std::string_view(edit.text.constData(), static_cast<std::size_t>(edit.text.size())) ==
        text.substr(begin, end - begin))
        return {};
    return edit;
}

std::optional<quint32> partnerOf(std::string_view text, quint32 bracket)
{
    if (bracket >= text.size())
        return {};
    if (opens(text[bracket]))
        return partnerBehind(text, bracket);
    if (closes(text[bracket]))
        return partnerBefore(text, bracket);
    return {};
}

}
