// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsonpointer.h"

#include "event/utf8.h"

#include <QCoreApplication>

#include <charconv>

namespace eventscope {

namespace {

// False where a '~' is followed by neither 0 nor 1.
bool unescape(std::string_view escaped, std::string &token)
{
    token.clear();
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] != '~') {
            token += escaped[i];
            continue;
        }
        if (++i == escaped.size() || (escaped[i] != '0' && escaped[i] != '1'))
            return false;
        token += escaped[i] == '0' ? '~' : '/';
    }
    return true;
}

JsonValue itemAt(JsonValue array, std::string_view token) noexcept
{
    std::uint32_t index = 0;
    const char *const end = token.data() + token.size();
    const auto read = std::from_chars(token.data(), end, index);
    const bool leadingZero = token.size() > 1 && token.front() == '0';
    if (read.ec != std::errc() || read.ptr != end || leadingZero)
        return {};
    for (const JsonValue item : array.items())
        if (index-- == 0)
            return item;
    return {};
}

}

Result<JsonPointer> JsonPointer::parse(std::string_view text)
{
    const auto bad = [&] {
        return failure(Error::Kind::BadInput,
            QCoreApplication::translate("eventscope::JsonPointer",
                "“%1” is no JSON pointer: it begins with '/', and '~' and '/' in names are written ~0 and ~1.")
                .arg(stringOf(text)));
    };
    JsonPointer pointer;
    if (text.empty())
        return pointer;
    if (text.front() != '/')
        return bad();
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::string_view escaped = text.substr(0, text.find('/'));
        if (!unescape(escaped, pointer.m_tokens.emplace_back()))
            return bad();
        text.remove_prefix(escaped.size());
    }
    return pointer;
}

QByteArray JsonPointer::text() const
{
    QByteArray text;
    for (const std::string &token : m_tokens) {
        text += '/';
        for (const char c : token) {
            if (c == '~')
                text += "~0";
            else if (c == '/')
                text += "~1";
            else
                text += c;
        }
    }
    return text;
}

JsonPointer JsonPointer::parent() const
{
    JsonPointer pointer = *this;
    if (!pointer.m_tokens.empty())
        pointer.m_tokens.pop_back();
    return pointer;
}

JsonPointer JsonPointer::child(std::string_view token) const
{
    JsonPointer pointer = *this;
    pointer.m_tokens.emplace_back(token);
    return pointer;
}

JsonValue JsonPointer::in(JsonValue root) const noexcept
{
    for (const std::string &token : m_tokens) {
        if (!root)
            return {};
        root = root.isArray() ? itemAt(root, token) : root.find(token);
    }
    return root;
}

}
