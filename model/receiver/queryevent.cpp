// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/queryevent.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "service/jsontree.h"

#include <QStringDecoder>

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

using Json = nlohmann::ordered_json;
constexpr qsizetype mostQueryLevels = 64;

// Looks up what a shape's schema says at a path of members.
class QueryTypes {
public:
    QueryTypes(const Json &definition, QByteArrayView shape)
        : m_definition(definition)
    {
        const Json &shapes = memberOf(definition, "shapes");
        const auto found = shapes.find(shape.toByteArray().toStdString());
        if (found == shapes.end())
            return;
        const Json &schema = memberOf(*found, "schema");
        m_root = schema.is_string() ? at(schema.get_ref<const std::string &>()) : &schema;
    }

    // The types that a member may have there; empty: not known.
    [[nodiscard]] std::vector<std::string> at(const QByteArrayList &path) const
    {
        const Json *schema = m_root;
        for (const QByteArray &name : path)
            schema = property(schema, name.toStdString(), 0);
        return types(resolved(schema));
    }

private:
    [[nodiscard]] const Json *at(const std::string &reference) const
    {
        if (!reference.starts_with('#'))
            return nullptr;
        try {
            return &m_definition.at(Json::json_pointer(reference.substr(1)));
        } catch (const Json::exception &) {
            return nullptr;
        }
    }

    [[nodiscard]] const Json *resolved(const Json *schema) const
    {
        for (int hops = 0; schema && schema->is_object() && schema->contains("$ref") && hops < 16; ++hops)
            schema = at(schema->at("$ref").get<std::string>());
        return schema;
    }

    [[nodiscard]] const Json *property(const Json *schema, const std::string &name, int depth) const
    {
        schema = resolved(schema);
        if (!schema || !schema->is_object() || depth > 8)
            return nullptr;
        if (const Json &properties = memberOf(*schema, "properties"); properties.contains(name))
            return &properties.at(name);
        for (const char *const combined : {"allOf", "anyOf", "oneOf"}) {
            for (const Json &part : memberOf(*schema, combined)) {
                if (const Json *const found = property(&part, name, depth + 1))
                    return found;
            }
        }
        return nullptr;
    }

    [[nodiscard]] std::vector<std::string> types(const Json *schema) const
    {
        if (!schema || !schema->is_object())
            return {};
        const Json &type = memberOf(*schema, "type");
        if (type.is_string())
            return {type.get<std::string>()};
        std::vector<std::string> all;
        for (const Json &one : type) {
            if (one.is_string())
                all.push_back(one.get<std::string>());
        }
        return all;
    }

    const Json &m_definition;
    const Json *m_root = nullptr;
};

QByteArray typed(const QByteArray &value, const std::vector<std::string> &types)
{
    const auto may = [&](std::string_view type) { return std::find(types.begin(), types.end(), type) != types.end(); };
    if (!may("string")) {
        if (may("boolean") && (value == "true" || value == "false"))
            return value;
        JsonTape tape;
        if ((may("integer") || may("number")) && tape.read(viewOf(value)) && tape.root().isNumber())
            return QByteArray(tape.root().raw().data(), qsizetype(tape.root().length()));
    }
    return quoted(viewOf(value));
}

// Objects in the order in which their members came.
struct QueryNode {
    QByteArray name;
    QByteArray raw;    // empty: an object
    std::vector<QueryNode> members;

    void set(const QByteArrayList &path, qsizetype at, const QByteArray &value)
    {
        auto found = std::find_if(
            members.begin(), members.end(), [&](const QueryNode &member) { return member.name == path[at]; });
        if (found == members.end())
            found = members.insert(members.end(), QueryNode{path[at], {}, {}});
        found->raw.clear();
        if (at + 1 < path.size())
            return found->set(path, at + 1, value);
        found->members.clear();
        found->raw = value;
    }

    void write(QByteArray &text) const
    {
        if (!raw.isEmpty()) {
            text += raw;
            return;
        }
        text += '{';
        bool first = true;
        for (const QueryNode &member : members) {
            if (!std::exchange(first, false))
                text += ',';
            text += quoted(viewOf(member.name)) + ':';
            member.write(text);
        }
        text += '}';
    }
};

QByteArray withMember(const QByteArray &text, const QByteArrayList &path, const QByteArray &value)
{
    JsonTape tape;
    if (!tape.read(viewOf(text)))
        return text;
    JsonPointer at;
    for (const QByteArray &name : path)
        at = at.child(viewOf(name));
    const auto edits = editToSet(tape, at, value);
    return edits ? applied(text, *edits) : text;
}

QByteArray decodedParameter(QByteArrayView text)
{
    QByteArray bytes = text.toByteArray();
    bytes.replace('+', ' ');
    return QByteArray::fromPercentEncoding(bytes);
}

}

std::vector<QueryParameter> queryParametersOf(QByteArrayView query)
{
    std::vector<QueryParameter> parameters;
    for (const QByteArray &part : query.toByteArray().split('&')) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const QByteArrayView name = equals < 0 ? QByteArrayView(part) : QByteArrayView(part).first(equals);
        parameters.push_back({decodedParameter(name),
            equals < 0 ? QByteArray() : decodedParameter(QByteArrayView(part).sliced(equals + 1))});
    }
    return parameters;
}

bool isCredentialName(QByteArrayView name)
{
    QByteArray folded;
    for (const char c : name) {
        if (c != '_' && c != '-')
            folded += (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c;
    }
    static const QByteArrayList whole{"key", "token", "auth", "authorization", "password", "passwd", "pwd", "secret",
        "signature", "sig", "credential", "credentials", "cookie", "setcookie", "proxyauthorization", "code"};
    static const QByteArrayList ends{"apikey", "token", "secret", "password", "writekey", "accesskey", "secretkey",
        "authkey", "querykey", "privatekey", "licensekey"};
    return whole.contains(folded) ||
           std::any_of(ends.begin(), ends.end(), [&](const QByteArray &end) { return folded.endsWith(end); });
}

QByteArray eventOfQuery(
    const std::vector<QueryParameter> &parameters, const Service &service, QByteArrayView shape, const QByteArray &base)
{
    const QueryTypes types(service.definition(), shape);
    QueryNode root;
    QByteArray text = base;
    bool any = false;
    for (const QueryParameter &parameter : parameters) {
        const QByteArrayList path = parameter.name.split('.');
        if (isCredentialName(parameter.name) || path.size() > mostQueryLevels || path.contains(QByteArray()))
            continue;
        const QByteArray value = typed(parameter.value, types.at(path));
        any = true;
        if (base.isEmpty())
            root.set(path, 0, value);
        else
            text = withMember(text, path, value);
    }
    if (base.isEmpty() && any)
        root.write(text);
    return text;
}

}
