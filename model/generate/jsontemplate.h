// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/making.h"

#include <optional>

namespace eventscope {

// JSON with places for values, compiled: what has no place in it is one piece of text.
class JsonTemplate {
public:
    struct Member;

    [[nodiscard]] static JsonTemplate literal(std::string json);
    [[nodiscard]] static JsonTemplate text(std::string plain);
    [[nodiscard]] static JsonTemplate reference(Reference to);
    [[nodiscard]] static JsonTemplate of(ValueSourcePtr source);
    [[nodiscard]] static JsonTemplate object(std::vector<Member> members);
    [[nodiscard]] static JsonTemplate array(std::vector<JsonTemplate> items);

    // False, and nothing written, where its value is absent. Members and items that are absent are left
    // out; an object or array is always there.
    [[nodiscard]] bool writeTo(std::string &json, Making &making) const;
    void make(Making &making, Made &made) const;

private:
    enum class Kind : quint8 { Literal, Text, Reference, Source, Object, Array };

    [[nodiscard]] bool isLiteral() const { return m_kind == Kind::Literal || m_kind == Kind::Text; }
    void writeObject(std::string &json, Making &making) const;
    void writeArray(std::string &json, Making &making) const;

    Kind m_kind = Kind::Literal;
    std::string m_text;
    Reference m_reference;
    ValueSourcePtr m_source;
    std::vector<Member> m_members;
    std::vector<JsonTemplate> m_items;
};

struct JsonTemplate::Member {
    std::string key;    // plain
    JsonTemplate value;
};

}
