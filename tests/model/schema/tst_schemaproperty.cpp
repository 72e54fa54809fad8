// SPDX-License-Identifier: GPL-3.0-or-later
// Random schemas and values, judged by JsonSchema and by a slow reading of the specification on trees.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "testmain.h"

#include <nlohmann/json.hpp>

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <cmath>
#include <set>

using namespace eventscope;
using Json = nlohmann::ordered_json;

namespace {

std::size_t lengthOf(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool matches(const std::string &text, const std::string &pattern)
{
    return QString::fromStdString(text).contains(QRegularExpression(QString::fromStdString(pattern)));
}

bool same(const Json &a, const Json &b)
{
    if (a.is_object() && b.is_object()) {
        if (a.size() != b.size())
            return false;
        return std::all_of(a.items().begin(), a.items().end(),
            [&b](const auto &member) { return b.contains(member.key()) && same(member.value(), b[member.key()]); });
    }
    if (a.is_array() && b.is_array())
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
    if (a.is_number() && b.is_number())
        return a.get<double>() == b.get<double>();
    return a.type() == b.type() && a == b;
}

bool isOfType(const Json &value, const std::string &type)
{
    if (type == "integer")
        return value.is_number() && std::floor(value.get<double>()) == value.get<double>();
    return (type == "null" && value.is_null()) || (type == "boolean" && value.is_boolean()) ||
           (type == "number" && value.is_number()) || (type == "string" && value.is_string()) ||
           (type == "object" && value.is_object()) || (type == "array" && value.is_array());
}

// One keyword after another, as the specification tells them.
class Naive {
public:
    explicit Naive(const Json &root)
        : m_root(root)
    {}

    bool fits(const Json &schema, const Json &value) const
    {
        if (schema.is_boolean())
            return schema.get<bool>();
        return anyValue(schema, value) && number(schema, value) && string(schema, value) && array(schema, value) &&
               object(schema, value) && applied(schema, value) && rest(schema, value);
    }

private:
    bool anyValue(const Json &schema, const Json &value) const
    {
        if (const auto type = schema.find("type"); type != schema.end()) {
            const bool fitting = type->is_string() ? isOfType(value, type->get<std::string>())
                                                   : std::any_of(type->begin(), type->end(), [&](const Json &one) {
                                                         return isOfType(value, one.get<std::string>());
                                                     });
            if (!fitting)
                return false;
        }
        if (schema.contains("const") && !same(schema["const"], value))
            return false;
        return !schema.contains("enum") || std::any_of(schema["enum"].begin(), schema["enum"].end(),
                                               [&](const Json &one) { return same(one, value); });
    }

    bool number(const Json &schema, const Json &value) const
    {
        if (!value.is_number())
            return true;
        const double n = value.get<double>();
        const auto limit = [&](const char *name) { return schema[name].get<double>(); };
        return (!schema.contains("minimum") || n >= limit("minimum")) &&
               (!schema.contains("maximum") || n <= limit("maximum")) &&
               (!schema.contains("exclusiveMinimum") || n > limit("exclusiveMinimum")) &&
               (!schema.contains("exclusiveMaximum") || n < limit("exclusiveMaximum")) &&
               (!schema.contains("multipleOf") || std::fmod(n, limit("multipleOf")) == 0);
    }

    bool string(const Json &schema, const Json &value) const
    {
        if (!value.is_string())
            return true;
        const auto text = value.get<std::string>();
        return (!schema.contains("minLength") || lengthOf(text) >= schema["minLength"].get<std::size_t>()) &&
               (!schema.contains("maxLength") || lengthOf(text) <= schema["maxLength"].get<std::size_t>()) &&
               (!schema.contains("pattern") || matches(text, schema["pattern"].get<std::string>()));
    }

    // What a schema that fits speaks of: names of members, or places of items as numbers.
    std::set<std::string> spokenOf(const Json &schema, const Json &value, bool whole = true) const
    {
        std::set<std::string> found;
        if (!schema.is_object())
            return found;
        const char *unevaluated = value.is_object() ? "unevaluatedProperties" : "unevaluatedItems";
        const bool all = schema.contains(value.is_object() ? "additionalProperties" : "items") ||
                         (whole && schema.contains(unevaluated));
        for (const auto &[name, inner] : value.items()) {
            if (all || (value.is_object() ? isNamed(schema, name) : isListed(schema, name, inner)))
                found.insert(name);
        }
        const auto add = [&](const Json &inner) { found.merge(spokenOf(inner, value)); };
        if (schema.contains("$ref"))
            add(m_root.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))));
        for (const char *list : {"allOf", "anyOf", "oneOf"}) {
            for (const Json &inner : schema.value(list, Json::array())) {
                if (fits(inner, value))
                    add(inner);
            }
        }
        const Json dependents = schema.value("dependentSchemas", Json::object());
        for (const auto &[name, inner] : dependents.items()) {
            if (value.is_object() && value.contains(name))
                add(inner);
        }
        if (!schema.contains("if"))
            return found;
        const bool met = fits(schema["if"], value);
        if (met)
            add(schema["if"]);
        if (const char *branch = met ? "then" : "else"; schema.contains(branch))
            add(schema[branch]);
        return found;
    }

    bool isNamed(const Json &schema, const std::string &name) const
    {
        const Json patterns = schema.value("patternProperties", Json::object());
        return schema.value("properties", Json::object()).contains(name) ||
               std::any_of(patterns.items().begin(), patterns.items().end(),
                   [&](const auto &pattern) { return matches(name, pattern.key()); });
    }

    bool isListed(const Json &schema, const std::string &place, const Json &item) const
    {
        return std::stoul(place) < schema.value("prefixItems", Json::array()).size() ||
               (schema.contains("contains") && fits(schema["contains"], item));
    }

    bool rest(const Json &schema, const Json &value) const
    {
        const char *keyword = value.is_object() ? "unevaluatedProperties" : "unevaluatedItems";
        if ((!value.is_object() && !value.is_array()) || !schema.contains(keyword))
            return true;
        const std::set<std::string> known = spokenOf(schema, value, false);
        return std::all_of(value.items().begin(), value.items().end(), [&](const auto &member) {
            return known.count(member.key()) != 0 || fits(schema[keyword], member.value());
        });
    }

    bool contains(const Json &schema, const Json &value) const
    {
        if (!schema.contains("contains"))
            return true;
        const auto count = static_cast<std::size_t>(std::count_if(
            value.begin(), value.end(), [&](const Json &item) { return fits(schema["contains"], item); }));
        return count >= schema.value("minContains", std::size_t(1)) &&
               count <= schema.value("maxContains", value.size());
    }

    bool dependent(const Json &schema, const Json &value) const
    {
        const Json required = schema.value("dependentRequired", Json::object());
        for (const auto &[name, needed] : required.items()) {
            for (const Json &other : needed) {
                if (value.contains(name) && !value.contains(other.get<std::string>()))
                    return false;
            }
        }
        const Json schemas = schema.value("dependentSchemas", Json::object());
        for (const auto &[name, inner] : schemas.items()) {
            if (value.contains(name) && !fits(inner, value))
                return false;
        }
        return true;
    }

    bool array(const Json &schema, const Json &value) const
    {
        if (!value.is_array())
            return true;
        if (!contains(schema, value))
            return false;
        const Json prefix = schema.value("prefixItems", Json::array());
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i < prefix.size() ? !fits(prefix[i], value[i])
                                  : schema.contains("items") && !fits(schema["items"], value[i]))
                return false;
            for (std::size_t j = 0; schema.value("uniqueItems", false) && j < i; ++j) {
                if (same(value[i], value[j]))
                    return false;
            }
        }
        return (!schema.contains("minItems") || value.size() >= schema["minItems"].get<std::size_t>()) &&
               (!schema.contains("maxItems") || value.size() <= schema["maxItems"].get<std::size_t>());
    }

    bool member(const Json &schema, const std::string &name, const Json &value) const
    {
        bool covered = false;
        if (schema.contains("properties") && schema["properties"].contains(name)) {
            covered = true;
            if (!fits(schema["properties"][name], value))
                return false;
        }
        const Json patterns = schema.value("patternProperties", Json::object());
        for (const auto &[pattern, inner] : patterns.items()) {
            if (!matches(name, pattern))
                continue;
            covered = true;
            if (!fits(inner, value))
                return false;
        }
        if (!covered && schema.contains("additionalProperties") && !fits(schema["additionalProperties"], value))
            return false;
        return !schema.contains("propertyNames") || fits(schema["propertyNames"], Json(name));
    }

    bool object(const Json &schema, const Json &value) const
    {
        if (!value.is_object())
            return true;
        for (const auto &[name, inner] : value.items()) {
            if (!member(schema, name, inner))
                return false;
        }
        if (!dependent(schema, value))
            return false;
        for (const Json &name : schema.value("required", Json::array())) {
            if (!value.contains(name.get<std::string>()))
                return false;
        }
        return (!schema.contains("minProperties") || value.size() >= schema["minProperties"].get<std::size_t>()) &&
               (!schema.contains("maxProperties") || value.size() <= schema["maxProperties"].get<std::size_t>());
    }

    bool applied(const Json &schema, const Json &value) const
    {
        const auto count = [&](const char *name) {
            return std::count_if(
                schema[name].begin(), schema[name].end(), [&](const Json &one) { return fits(one, value); });
        };
        if (schema.contains("$ref") &&
            !fits(m_root.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value))
            return false;
        if (schema.contains("allOf") && count("allOf") != static_cast<std::ptrdiff_t>(schema["allOf"].size()))
            return false;
        if (schema.contains("anyOf") && count("anyOf") == 0)
            return false;
        if (schema.contains("oneOf") && count("oneOf") != 1)
            return false;
        if (schema.contains("not") && fits(schema["not"], value))
            return false;
        if (!schema.contains("if"))
            return true;
        const char *branch = fits(schema["if"], value) ? "then" : "else";
        return !schema.contains(branch) || fits(schema[branch], value);
    }

    const Json &m_root;
};

// Schemas and values of few names and small numbers, so that they meet.
class Maker {
public:
    explicit Maker(quint32 seed)
        : m_random(seed)
    {}

    Json value(int depth)
    {
        switch (m_random.bounded(depth > 0 ? 8 : 6)) {
        case 0:
            return nullptr;
        case 1:
            return m_random.bounded(2) == 0;
        case 2:
            return m_random.bounded(-4, 5);
        case 3:
            return m_random.bounded(-16, 17) / 4.0;
        case 4:
        case 5:
            return text();
        case 6: {
            Json array = Json::array();
            for (int i = m_random.bounded(4); i > 0; --i)
                array.push_back(value(depth - 1));
            return array;
        }
        default: {
            Json object = Json::object();
            for (int i = m_random.bounded(5); i > 0; --i)
                object[name()] = value(depth - 1);
            return object;
        }
        }
    }

    Json schema(int depth)
    {
        if (m_random.bounded(12) == 0)
            return m_random.bounded(3) != 0;
        Json result = Json::object();
        for (int i = 1 + m_random.bounded(3); i > 0; --i)
            addKeyword(result, depth);
        return result;
    }

    Json document()
    {
        Json result = schema(4);
        while (!result.is_object())
            result = schema(4);
        result["$defs"] = {
            {"a", leaf()}, {"b", {{"properties", {{"a", {{"$ref", "#/$defs/a"}}}, {"b", {{"$ref", "#/$defs/b"}}}}}}}};
        return result;
    }

private:
    template <typename T>
    T oneOf(std::initializer_list<T> list)
    {
        return *(list.begin() + m_random.bounded(static_cast<int>(list.size())));
    }

    std::string name() { return oneOf<const char *>({"a", "b", "bb", "c", "é", "a longer name for once"}); }
    std::string text() { return oneOf<const char *>({"", "a", "ab", "abc", "é", "😀b", "\"\\\n", "x1"}); }
    std::string pattern() { return oneOf<const char *>({"^a", "b", "^[a-c]+$", "1$", "^.{2}"}); }

    // What refers to nothing else.
    Json leaf()
    {
        Json result = Json::object();
        addKeyword(result, 0);
        return result;
    }

    Json schemas(int depth)
    {
        Json list = Json::array();
        for (int i = 1 + m_random.bounded(3); i > 0; --i)
            list.push_back(schema(depth - 1));
        return list;
    }

    Json properties(int depth)
    {
        Json result = Json::object();
        for (int i = 1 + m_random.bounded(3); i > 0; --i)
            result[name()] = schema(depth - 1);
        return result;
    }

    void addKeyword(Json &to, int depth)
    {
        switch (m_random.bounded(depth > 0 ? 34 : 15)) {
        case 0:
            to["type"] = oneOf<const char *>({"null", "boolean", "integer", "number", "string", "object", "array"});
            break;
        case 1:
            to["type"] = Json::array({"string", oneOf<const char *>({"null", "integer", "object"})});
            break;
        case 2:
            to["enum"] = Json::array({value(1), value(1), value(1)});
            break;
        case 3:
            to["const"] = value(1);
            break;
        case 4:
            to[oneOf<const char *>({"minimum", "exclusiveMinimum"})] = m_random.bounded(-8, 8) / 2.0;
            break;
        case 5:
            to[oneOf<const char *>({"maximum", "exclusiveMaximum"})] = m_random.bounded(-8, 8) / 2.0;
            break;
        case 6:
            to["multipleOf"] = oneOf({0.25, 0.5, 1.0, 2.0});
            break;
        case 7:
            to["minLength"] = m_random.bounded(3);
            break;
        case 8:
            to["maxLength"] = m_random.bounded(3);
            break;
        case 9:
            to["pattern"] = pattern();
            break;
        case 10:
            to[oneOf<const char *>({"minItems", "maxItems"})] = m_random.bounded(3);
            break;
        case 11:
            to["uniqueItems"] = true;
            break;
        case 12:
            to[oneOf<const char *>({"minProperties", "maxProperties"})] = m_random.bounded(3);
            break;
        case 13:
        case 14:
            to["required"] = Json::array({name()});
            break;
        case 15:
        case 16:
            to["properties"] = properties(depth);
            break;
        case 17:
            to["patternProperties"] = {{pattern(), schema(depth - 1)}};
            break;
        case 18:
            to["additionalProperties"] = schema(depth - 1);
            break;
        case 19:
            to["propertyNames"] = schema(depth - 1);
            break;
        case 20:
            to["items"] = schema(depth - 1);
            break;
        case 21:
            to["prefixItems"] = schemas(depth);
            break;
        case 22:
            to["allOf"] = schemas(depth);
            break;
        case 23:
            to["anyOf"] = schemas(depth);
            break;
        case 24:
            to["oneOf"] = schemas(depth);
            break;
        case 25:
            to["not"] = schema(depth - 1);
            break;
        case 26:
            to["if"] = schema(depth - 1);
            to[oneOf<const char *>({"then", "else"})] = schema(depth - 1);
            break;
        case 27:
            to["contains"] = schema(depth - 1);
            if (m_random.bounded(2) == 0)
                to[oneOf<const char *>({"minContains", "maxContains"})] = m_random.bounded(3);
            break;
        case 28:
            to["dependentRequired"] = {{name(), Json::array({name(), name()})}};
            break;
        case 29:
            to["dependentSchemas"] = {{name(), schema(depth - 1)}};
            break;
        case 30:
        case 31:
            to["unevaluatedProperties"] = schema(depth - 1);
            break;
        case 32:
            to["unevaluatedItems"] = schema(depth - 1);
            break;
        default:
            to["$ref"] = oneOf<const char *>({"#/$defs/a", "#/$defs/b"});
            break;
        }
    }

    QRandomGenerator m_random;
};

bool areTheSame(const SchemaHits &hits, const std::vector<SchemaFailure> &failures)
{
    bool same = hits.size() == failures.size();
    for (std::size_t i = 0; same && i < failures.size(); ++i) {
        const SchemaFailure one = hits.failure(i);
        same = one.sentence == failures[i].sentence && one.schemaPointer == failures[i].schemaPointer &&
               hits.at(i) == failures[i].at && hits.rule(i) == failures[i].rule &&
               hits.severity(i) == failures[i].severity;
    }
    return same;
}

// The value's text with other spellings of the same: escapes, key order kept, earlier duplicates.
std::string respelled(const Json &value, QRandomGenerator &random)
{
    if (value.is_string()) {
        std::string text = value.dump();
        if (const auto a = text.find('a'); a != std::string::npos && random.bounded(3) == 0)
            text.replace(a, 1, "\\u0061");
        return text;
    }
    if (value.is_number() && random.bounded(3) == 0) {
        const double n = value.get<double>();
        return std::floor(n) == n ? std::to_string(static_cast<long>(n)) + (random.bounded(2) == 0 ? ".0" : "e0")
                                  : std::to_string(static_cast<long>(n * 100)) + "e-2";
    }
    std::string text;
    if (value.is_array()) {
        for (const Json &item : value)
            text += (text.empty() ? "" : ", ") + respelled(item, random);
        return "[" + text + "]";
    }
    if (!value.is_object())
        return value.dump();
    for (const auto &[name, inner] : value.items()) {
        text += text.empty() ? "" : ",";
        if (random.bounded(6) == 0)
            text += respelled(Json(name), random) + ":" + (random.bounded(2) == 0 ? "[{}]" : "\"zz\"") + ",";
        text += respelled(Json(name), random) + " : " + respelled(inner, random);
    }
    return "{" + text + "}";
}

}

class TestSchemaProperty : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void agreesWithASlowReading()
    {
        constexpr int schemas = 2500;
        constexpr int valuesOfEach = 12;
        Maker maker(20261);
        QRandomGenerator random(5);
        int fitting = 0;
        SchemaHits hits;
        for (int i = 0; i < schemas; ++i) {
            const Json document = maker.document();
            const auto schema = JsonSchema::compile(document);
            QVERIFY2(schema, qPrintable(stringOf(document.dump())));
            const Naive naive(document);
            for (int j = 0; j < valuesOfEach; ++j) {
                const Json value = maker.value(3);
                const std::string text = respelled(value, random);
                JsonTape tape;
                QVERIFY2(tape.read(text), text.c_str());
                const bool expected = naive.fits(document, value);
                const auto about = [&] { return qPrintable(stringOf(document.dump() + "\n" + text)); };
                QVERIFY2((*schema)->accepts(tape.root()) == expected, about());
                const auto failures = (*schema)->failures(tape.root());
                QVERIFY2(failures.empty() == expected, about());
                for (const SchemaFailure &failure : failures)
                    QVERIFY2(!failure.sentence.isEmpty() && failure.at && !failure.keyword.isEmpty(), about());
                QVERIFY2((*schema)->judge(tape.root(), hits) == expected, about());
                QVERIFY2(areTheSame(hits, failures), about());
                fitting += expected ? 1 : 0;
            }
        }
        QVERIFY(fitting > schemas * valuesOfEach / 10);
        QVERIFY(fitting < schemas * valuesOfEach * 9 / 10);
    }
};

QTEST_GUILESS_MAIN(TestSchemaProperty)
#include "tst_schemaproperty.moc"
