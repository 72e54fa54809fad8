// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/jsontemplate.h"

#include <algorithm>

namespace eventscope {

JsonTemplate JsonTemplate::literal(std::string json)
{
    JsonTemplate made;
    made.m_text = std::move(json);
    return made;
}

JsonTemplate JsonTemplate::text(std::string plain)
{
    JsonTemplate made;
    made.m_kind = Kind::Text;
    made.m_text = std::move(plain);
    return made;
}

JsonTemplate JsonTemplate::reference(Reference to)
{
    JsonTemplate made;
    made.m_kind = Kind::Reference;
    made.m_reference = to;
    return made;
}

JsonTemplate JsonTemplate::of(ValueSourcePtr source)
{
    JsonTemplate made;
    made.m_kind = Kind::Source;
    made.m_source = std::move(source);
    return made;
}

JsonTemplate JsonTemplate::object(std::vector<Member> members)
{
    JsonTemplate made;
    made.m_kind = Kind::Object;
    const bool fixed = std::all_of(members.begin(), members.end(), [](const Member &m) { return m.value.isLiteral(); });
    made.m_members = std::move(members);
    for (Member &member : made.m_members) {
        std::string key;
        appendQuoted(key, member.key);
        member.key = key + ':';
    }
    return fixed ? literal([&made] {
        std::string json;
        for (const Member &member : made.m_members) {
            json += json.empty() ? '{' : ',';
            json += member.key;
            if (member.value.m_kind == Kind::Text)
                appendQuoted(json, member.value.m_text);
            else
                json += member.value.m_text;
        }
        return json.empty() ? std::string("{}") : json + '}';
    }())
                 : std::move(made);
}

JsonTemplate JsonTemplate::array(std::vector<JsonTemplate> items)
{
    JsonTemplate made;
    made.m_kind = Kind::Array;
    made.m_items = std::move(items);
    return made;
}

bool JsonTemplate::writeTo(std::string &json, Making &making) const
{
    if (json.size() > mostMadeBytes)
        return false;
    switch (m_kind) {
    case Kind::Literal:
        json += m_text;
        return true;
    case Kind::Text:
        appendQuoted(json, m_text);
        return true;
    case Kind::Reference: {
        const MadeText &made = m_reference.in(making);
        if (made.isPresent())
            made.writeTo(json);
        return made.isPresent();
    }
    case Kind::Source: {
        Made made;
        m_source->make(making, made);
        if (made.whole().isPresent())
            made.whole().writeTo(json);
        return made.whole().isPresent();
    }
    case Kind::Object:
        writeObject(json, making);
        return true;
    case Kind::Array:
        writeArray(json, making);
        return true;
    }
    return false;
}

void JsonTemplate::make(Making &making, Made &made) const
{
    switch (m_kind) {
    case Kind::Text:
        made.own.start(MadeText::Form::Text) = m_text;
        return;
    case Kind::Reference:
        made.own = m_reference.in(making);
        return;
    case Kind::Source:
        return m_source->make(making, made);
    case Kind::Literal:
    case Kind::Object:
    case Kind::Array:
        if (!writeTo(made.own.start(MadeText::Form::Json), making))
            made.own.setAbsent();
    }
}

void JsonTemplate::writeObject(std::string &json, Making &making) const
{
    json += '{';
    bool first = true;
    for (const Member &member : m_members) {
        const std::size_t before = json.size();
        if (!first)
            json += ',';
        json += member.key;
        if (member.value.writeTo(json, making))
            first = false;
        else
            json.resize(before);
    }
    json += '}';
}

void JsonTemplate::writeArray(std::string &json, Making &making) const
{
    json += '[';
    bool first = true;
    for (const JsonTemplate &item : m_items) {
        const std::size_t before = json.size();
        if (!first)
            json += ',';
        if (item.writeTo(json, making))
            first = false;
        else
            json.resize(before);
    }
    json += ']';
}

}
