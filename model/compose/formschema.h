// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formspec.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace eventscope {

using SchemaJson = nlohmann::ordered_json;

// What a value must satisfy: all of these schemas, and one of each list of alternatives. A value; points
// into the definition.
struct SchemaUse {
    std::vector<const SchemaJson *> all;
    std::vector<std::vector<SchemaUse>> any;
    std::vector<const SchemaJson *> inside;    // references it stands in, so that an endless one is noticed

    void also(const SchemaUse &other);
    [[nodiscard]] bool isEmpty() const { return all.empty() && any.empty(); }
};

// What a form needs to know of a value, put together from every schema that speaks of it.
struct SchemaFacts {
    QString title;
    QString description;
    std::vector<const SchemaJson *> examples;    // of a schema without any: its default
    bool readOnly = false;
    bool deprecated = false;
    std::optional<double> order;
    QByteArray group;
    QByteArray widget;
    QByteArray format;
    std::optional<std::vector<JsonType>> types;    // nothing: any
    std::optional<std::vector<const SchemaJson *>> choices;
    std::vector<std::pair<std::string, SchemaUse>> members;
    std::unordered_map<std::string, std::size_t> places;    // of members, by name
    std::unordered_set<std::string> required;
    bool closed = false;                 // takes no other members
    std::optional<SchemaUse> further;    // what its schema says of other members
    std::optional<SchemaUse> items;
    bool drawable = true;    // false: endless, impossible, or alternatives of different forms

    [[nodiscard]] bool allows(JsonType type) const;
    [[nodiscard]] bool allowsOnly(std::initializer_list<JsonType> types) const;    // or null
    void addMember(const std::string &name, const SchemaUse &use);
    [[nodiscard]] static SchemaFacts notDrawable();
    // What holds when the other holds as well.
    void also(const SchemaFacts &other);
};

// Whether what `allowed` names includes that type; nothing named: any.
[[nodiscard]] bool includesType(const std::vector<JsonType> &allowed, JsonType type);
// Adds it where it is not there yet.
void addType(std::vector<JsonType> &types, JsonType type);

// Reads schemas of a definition. Its work is bounded: what is read beyond is not drawable.
class SchemaReader {
public:
    explicit SchemaReader(const SchemaJson &definition)
        : m_definition(definition)
    {}

    [[nodiscard]] SchemaFacts read(const SchemaUse &use);
    // The schema at "#/…"; null when there is none.
    [[nodiscard]] const SchemaJson *resolve(std::string_view reference) const;

private:
    using Path = std::vector<const SchemaJson *>;

    [[nodiscard]] SchemaFacts readOne(const SchemaJson &schema, Path &path);
    void readObject(const SchemaJson &schema, const Path &path, SchemaFacts &facts) const;
    void readReference(const SchemaJson &schema, Path &path, SchemaFacts &facts);
    [[nodiscard]] SchemaFacts alternatives(const std::vector<SchemaUse> &uses, const Path &path);

    const SchemaJson &m_definition;
    int m_reads = 0;
};

}
