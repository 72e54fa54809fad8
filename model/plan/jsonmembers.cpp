// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/jsonmembers.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "schema/jsonequality.h"

#include <QByteArrayList>

#include <algorithm>

namespace eventscope {

namespace {

constexpr JsonBounds ownBounds{UINT32_MAX, 512};
constexpr qsizetype widest = 100;

void appendRaw(QByteArray &text, JsonValue value)
{
    const std::string_view raw = value.raw();
    text.append(raw.data(), static_cast<qsizetype>(raw.size()));
}

void startLine(QByteArray &text, int indent)
{
    text.append('\n');
    text.append(indent, ' ');
}

// A list of scalars on one line; false where it does not fit.
bool appendShortList(QByteArray &text, JsonValue list, int indent)
{
    const qsizetype before = text.size();
    text.append('[');
    for (const auto item : list.items()) {
        const bool fits = !item.isObject() && !item.isArray() && indent + text.size() - before < widest &&
                          item.length() < static_cast<std::uint32_t>(widest);
        if (!fits) {
            text.truncate(before);
            return false;
        }
        if (text.size() > before + 1)
            text.append(", ");
        appendRaw(text, item);
    }
    text.append(']');
    if (indent + text.size() - before <= widest)
        return true;
    text.truncate(before);
    return false;
}

void appendIndented(QByteArray &text, JsonValue value, int indent);

void appendChild(QByteArray &text, JsonValue value, int indent, bool first)
{
    if (!first)
        text.append(',');
    startLine(text, indent);
    appendIndented(text, value, indent);
}

// The tape's bounds keep the recursion shallow.
void appendIndented(QByteArray &text, JsonValue value, int indent)
{
    bool first = true;
    if (value.isObject() && value.size() > 0) {
        text.append('{');
        for (const auto [key, member] : value.members()) {
            text.append(first ? "" : ",");
            startLine(text, indent + 2);
            appendRaw(text, key);
            text.append(": ");
            appendIndented(text, member, indent + 2);
            first = false;
        }
        startLine(text, indent);
        text.append('}');
    } else if (value.isArray() && value.size() > 0) {
        if (appendShortList(text, value, indent))
            return;
        text.append('[');
        for (const auto item : value.items()) {
            appendChild(text, item, indent + 2, first);
            first = false;
        }
        startLine(text, indent);
        text.append(']');
    } else if (value.isObject() || value.isArray()) {
        text.append(value.isObject() ? "{}" : "[]");
    } else {
        appendRaw(text, value);
    }
}

}

JsonMembers::JsonMembers(JsonValue object)
{
    if (!object || !object.isObject())
        return;
    const LastMembers last(object);
    for (const std::uint32_t index : last.keys()) {
        const JsonValue key(object.tape(), index);
        const JsonValue value(object.tape(), index + 1);
        m_members.push_back({bytesOf(key.raw()), bytesOf(key.string()), bytesOf(value.raw())});
    }
}

const QByteArray *JsonMembers::find(QByteArrayView name) const noexcept
{
    for (const RawMember &member : m_members) {
        if (member.name == name)
            return &member.value;
    }
    return nullptr;
}

void JsonMembers::set(QByteArrayView name, const QByteArray &value)
{
    for (RawMember &member : m_members) {
        if (member.name == name) {
            member.value = value;
            return;
        }
    }
    add(name, value);
}

void JsonMembers::add(QByteArrayView name, const QByteArray &value)
{
    m_members.push_back({jsonString(name), name.toByteArray(), value});
}

void JsonMembers::rename(QByteArrayView name, QByteArrayView newName)
{
    for (RawMember &member : m_members) {
        if (member.name == name) {
            member.key = jsonString(newName);
            member.name = newName.toByteArray();
            return;
        }
    }
}

void JsonMembers::remove(QByteArrayView name)
{
    std::erase_if(m_members, [name](const RawMember &member) { return member.name == name; });
}

QByteArray JsonMembers::text() const
{
    QByteArray text("{");
    for (const RawMember &member : m_members) {
        if (text.size() > 1)
            text.append(',');
        text.append(member.key).append(':').append(member.value);
    }
    return text.append('}');
}

ReadJson::ReadJson(QByteArray text)
    : m_text(std::move(text))
{
    (void)m_tape.read(viewOf(m_text), ownBounds);
}

QByteArray jsonList(const QByteArrayList &items)
{
    return '[' + items.join(',') + ']';
}

QByteArray jsonString(QByteArrayView utf8)
{
    return quoted(std::string_view(utf8.data(), static_cast<std::size_t>(utf8.size())));
}

QByteArray indentedJson(JsonValue value, int indent)
{
    QByteArray text;
    appendIndented(text, value, indent);
    return text;
}

}
