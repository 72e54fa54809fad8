// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/jsonoutline.h"

#include "event/jsontext.h"

#include <algorithm>

namespace eventscope {

JsonOutline &JsonOutline::at(const JsonPointer &pointer)
{
    JsonOutline *outline = this;
    for (const std::string &token : pointer.tokens()) {
        auto &members = outline->m_members;
        auto found = std::find_if(members.begin(), members.end(), [&](const auto &one) { return one.first == token; });
        if (found == members.end())
            found = members.insert(members.end(), {token, std::make_unique<JsonOutline>()});
        outline->m_raw.clear();
        outline = found->second.get();
    }
    return *outline;
}

void JsonOutline::object(const JsonPointer &at)
{
    this->at(at).m_raw.clear();
}

void JsonOutline::set(const JsonPointer &at, const QByteArray &raw)
{
    JsonOutline &outline = this->at(at);
    outline.m_raw = raw;
    outline.m_members.clear();
}

QByteArray JsonOutline::onOneLine() const
{
    QByteArray text;
    write(text, {}, false);
    return text;
}

QByteArray JsonOutline::indented() const
{
    QByteArray text;
    write(text, "\n", true);
    return text;
}

void JsonOutline::write(QByteArray &text, const QByteArray &line, bool indented) const
{
    if (!m_raw.isEmpty() || m_members.empty()) {
        text += m_raw.isEmpty() ? QByteArray("{}") : m_raw;
        return;
    }
    const QByteArray inner = indented ? line + "  " : QByteArray();
    const char *separator = "{";
    for (const auto &[name, member] : m_members) {
        text += separator + inner + quoted(std::string_view(name)) + ": ";
        member->write(text, inner, indented);
        separator = indented ? "," : ", ";
    }
    text += (indented ? line : QByteArray()) + '}';
}

}
