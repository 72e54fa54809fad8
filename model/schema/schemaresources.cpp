// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemaresources.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "schema/jsonequality.h"
#include "schema/schemalibrary.h"
#include "schema/schemauri.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope::schema {

namespace {

enum class Holds { Schema, List, Map };

struct Child {
    std::string_view keyword;
    Holds holds;
    Bits drafts = bothDrafts;
};

// Where schemas stand in schemas: there identifiers count. Elsewhere, as in "enum", they are mere values.
constexpr std::array children{
    Child{"properties", Holds::Map},
    Child{"patternProperties", Holds::Map},
    Child{"additionalProperties", Holds::Schema},
    Child{"propertyNames", Holds::Schema},
    Child{"items", Holds::Schema},
    Child{"items", Holds::List, draft07},
    Child{"additionalItems", Holds::Schema, draft07},
    Child{"prefixItems", Holds::List, draft2020},
    Child{"contains", Holds::Schema},
    Child{"allOf", Holds::List},
    Child{"anyOf", Holds::List},
    Child{"oneOf", Holds::List},
    Child{"not", Holds::Schema},
    Child{"if", Holds::Schema},
    Child{"then", Holds::Schema},
    Child{"else", Holds::Schema},
    Child{"$defs", Holds::Map, draft2020},
    Child{"definitions", Holds::Map},
    Child{"dependencies", Holds::Map, draft07},
    Child{"dependentSchemas", Holds::Map, draft2020},
    Child{"unevaluatedItems", Holds::Schema, draft2020},
    Child{"unevaluatedProperties", Holds::Schema, draft2020},
    Child{"contentSchema", Holds::Schema, draft2020},
};

bool isSchema(JsonValue value) noexcept
{
    return value.isObject() || value.isBool();
}

PlaceKey keyOf(JsonValue value) noexcept
{
    return {value.tape(), value.index()};
}

std::string textOf(JsonValue value)
{
    return value && value.isString() ? value.string() : std::string();
}

Bits vocabularyNamed(std::string_view uri) noexcept
{
    constexpr std::string_view prefix = "https://json-schema.org/draft/2020-12/vocab/";
    constexpr std::array<std::pair<std::string_view, Bits>, 8> names{{
        {"core", coreVocabulary},
        {"applicator", applicatorVocabulary},
        {"unevaluated", unevaluatedVocabulary},
        {"validation", validationVocabulary},
        {"meta-data", annotationVocabulary},
        {"content", annotationVocabulary},
        {"format-annotation", annotationVocabulary},
        {"format-assertion", assertedFormatVocabulary},
    }};
    if (!uri.starts_with(prefix))
        return 0;
    uri.remove_prefix(prefix.size());
    const auto it = std::find_if(names.begin(), names.end(), [uri](const auto &entry) { return entry.first == uri; });
    return it == names.end() ? Bits(0) : it->second;
}

// In draft 07 nothing counts beside a reference.
bool isReference07(JsonValue schema, Dialect dialect)
{
    return dialect.draft == draft07 && schema.find("$ref");
}

QString supportedDrafts()
{
    return tr("supported are “https://json-schema.org/draft/2020-12/schema” and "
              "“http://json-schema.org/draft-07/schema#”");
}

}

SchemaResources::SchemaResources(std::shared_ptr<const SchemaDocument> document, const SchemaOptions &options)
    : m_options(options)
    , m_builtIn(std::make_unique<SchemaLibrary>())
{
    m_documents.push_back({std::move(document), std::string(withoutFragment(viewOf(options.uri)))});
}

SchemaResources::~SchemaResources() = default;

// The first fault counts; what comes after may be its consequence.
void SchemaResources::fail(JsonValue at, const QString &reason)
{
    if (!m_fault)
        m_fault = SchemaFault{pointerTo(at), reason, uriOf(at.tape())};
}

QByteArray SchemaResources::uriOf(const JsonTape *tape) const
{
    for (std::size_t i = 1; i < m_documents.size(); ++i) {
        if (m_documents[i].document->root().tape() == tape)
            return bytesOf(m_documents[i].uri);
    }
    return {};
}

std::vector<std::shared_ptr<const SchemaDocument>> SchemaResources::documents() const
{
    std::vector<std::shared_ptr<const SchemaDocument>> all;
    for (const Document &one : m_documents)
        all.push_back(one.document);
    return all;
}

std::optional<SchemaPlace> SchemaResources::start(QByteArrayView pointer)
{
    const Document main = m_documents.front();
    const ResourceIndex root = takeIn(main.document, main.uri, Dialect(), pointer.isEmpty());
    if (m_fault)
        return std::nullopt;
    const std::string_view place(pointer.data(), static_cast<std::size_t>(pointer.size()));
    SchemaPlace found = walk({main.document->root(), root}, place);
    if (!found.schema)
        m_fault = SchemaFault{pointer.toByteArray(), tr("there is nothing at this place"), {}};
    else if (!pointer.isEmpty())
        found.resource = partStartedAt(found);
    return m_fault ? std::nullopt : std::optional(found);
}

// A part of a document that is no schema as a whole may name its own draft.
ResourceIndex SchemaResources::partStartedAt(const SchemaPlace &place)
{
    const JsonValue named = place.schema.find("$schema");
    if (!named || place.schema.find("$id"))
        return place.resource;
    const auto dialect = dialectOf(named, true);
    if (!dialect)
        return place.resource;
    const auto index = static_cast<ResourceIndex>(m_resources.size());
    m_resources.push_back({m_resources[place.resource].uri, *dialect, {}, {}});
    m_known.erase(keyOf(place.schema));
    scan(place.schema, index);
    return index;
}

// A document's root is a resource even where it names no URI. Where the schema is only a part of it, what
// the root says of drafts may be about something else.
ResourceIndex SchemaResources::takeIn(
    std::shared_ptr<const SchemaDocument> document, const std::string &uri, Dialect dialect, bool isSchema)
{
    const JsonValue root = document->root();
    if (const JsonValue named = root.find("$schema")) {
        if (const auto own = dialectOf(named, isSchema))
            dialect = *own;
    }
    const auto index = static_cast<ResourceIndex>(m_resources.size());
    m_resources.push_back({uri, dialect, {}, {}});
    m_roots.try_emplace(uri, SchemaPlace{root, index});
    if (!m_fault)
        scan(root, index);
    const ResourceIndex named = resourceOf(root, index);
    m_roots[uri].resource = named;
    return named;
}

std::optional<Dialect> SchemaResources::dialectOf(JsonValue schemaUri, bool insist)
{
    QString reason;
    std::optional<Dialect> dialect;
    if (schemaUri.isString())
        dialect = dialectNamed(std::string(withoutFragment(schemaUri.string())), 0, reason);
    else
        reason = tr("$schema must be a string: %1").arg(supportedDrafts());
    if (!dialect && insist)
        fail(schemaUri, reason);
    return dialect;
}

std::optional<Dialect> SchemaResources::dialectNamed(const std::string &uri, int levels, QString &reason) const
{
    if (uri == "https://json-schema.org/draft/2020-12/schema")
        return Dialect();
    if (uri == "http://json-schema.org/draft-07/schema" || uri == "https://json-schema.org/draft-07/schema")
        return Dialect{draft07, usualVocabularies};
    const auto meta = m_options.library && levels < 8
                          ? m_options.library->document(bytesOf(uri))
                          : Result<std::shared_ptr<const SchemaDocument>>(failure(Error::Kind::NotFound, {}));
    if (!meta) {
        reason = tr("$schema “%1” is not known: %2").arg(stringOf(uri), supportedDrafts());
        return std::nullopt;
    }
    const JsonValue root = (*meta)->root();
    const JsonValue vocabularies = root.find("$vocabulary");
    if (!vocabularies || !vocabularies.isObject()) {
        const std::string outer = textOf(root.find("$schema"));
        const auto dialect = dialectNamed(std::string(withoutFragment(outer)), levels + 1, reason);
        if (!dialect)
            reason = tr("$schema “%1” is not known: %2").arg(stringOf(uri), supportedDrafts());
        return dialect;
    }
    Dialect dialect{draft2020, coreVocabulary};
    for (const auto [key, required] : vocabularies.members()) {
        const Bits vocabulary = vocabularyNamed(key.string());
        dialect.vocabularies |= vocabulary;
        if (vocabulary != 0 || required.kind() != JsonKind::True)
            continue;
        reason = tr("$schema “%1” requires the vocabulary “%2”, which is not known")
                     .arg(stringOf(uri), stringOf(key.string()));
        return std::nullopt;
    }
    return dialect;
}

void SchemaResources::scan(JsonValue schema, ResourceIndex around)
{
    if (!isSchema(schema) || m_known.count(keyOf(schema)) != 0 || m_fault)
        return;
    const ResourceIndex resource = schema.isObject() ? identified(schema, around) : around;
    m_known.emplace(keyOf(schema), resource);
    if (!schema.isObject())
        return;
    noteAnchors(schema, resource);
    scanChildren(schema, resource);
}

// The resource that the schema starts with its "$id", or the one around it.
ResourceIndex SchemaResources::identified(JsonValue schema, ResourceIndex around)
{
    const JsonValue id = schema.find("$id");
    Dialect dialect = m_resources[around].dialect;
    const JsonValue named = schema.find("$schema");
    const bool own = id && named && schema != m_roots.at(m_resources[around].uri).schema;
    if (own && id.isString() && !fragmentOf(id.string()).empty() && withoutFragment(id.string()).empty())
        return around;
    if (own) {
        if (const auto other = dialectOf(named, true))
            dialect = *other;
    }
    const std::string name = textOf(id);
    const std::string_view reference = withoutFragment(name);
    if (reference.empty() || isReference07(schema, dialect))
        return around;
    std::string uri(withoutFragment(resolvedUri(m_resources[around].uri, reference)));
    const auto [known, fresh] =
        m_roots.try_emplace(uri, SchemaPlace{schema, static_cast<ResourceIndex>(m_resources.size())});
    if (!fresh && known->second.schema == schema)
        return known->second.resource;
    m_resources.push_back({std::move(uri), dialect, {}, {}});
    return static_cast<ResourceIndex>(m_resources.size() - 1);
}

void SchemaResources::noteAnchors(JsonValue schema, ResourceIndex resource)
{
    SchemaResource &to = m_resources[resource];
    if (to.dialect.draft == draft07) {
        const std::string id = isReference07(schema, to.dialect) ? std::string() : textOf(schema.find("$id"));
        if (const std::string_view anchor = fragmentOf(id); !anchor.empty())
            to.anchors.try_emplace(std::string(anchor), schema);
        return;
    }
    if (const std::string anchor = textOf(schema.find("$anchor")); !anchor.empty())
        to.anchors.try_emplace(anchor, schema);
    if (const std::string anchor = textOf(schema.find("$dynamicAnchor")); !anchor.empty()) {
        to.anchors.try_emplace(anchor, schema);
        to.dynamicAnchors.try_emplace(anchor, schema);
    }
}

void SchemaResources::scanChildren(JsonValue schema, ResourceIndex resource)
{
    const Bits draft = m_resources[resource].dialect.draft;
    for (const Child &child : children) {
        const JsonValue value = (child.drafts & draft) != 0 ? schema.find(child.keyword) : JsonValue();
        if (!value)
            continue;
        if (child.holds == Holds::Schema) {
            scan(value, resource);
        } else if (child.holds == Holds::List && value.isArray()) {
            for (const auto item : value.items())
                scan(item, resource);
        } else if (child.holds == Holds::Map && value.isObject()) {
            for (const auto [key, member] : value.members())
                scan(member, resource);
        }
    }
}

ResourceIndex SchemaResources::resourceOf(JsonValue schema, ResourceIndex around)
{
    scan(schema, around);
    const auto known = m_known.find(keyOf(schema));
    return known == m_known.end() ? around : known->second;
}

// Steps down, and into every resource on the way.
SchemaPlace SchemaResources::walk(SchemaPlace from, std::string_view pointer)
{
    const auto parsed = JsonPointer::parse(pointer);
    if (!parsed)
        return {};
    JsonPointer step;
    for (const std::string &token : parsed->tokens()) {
        step = JsonPointer().child(token);
        from.schema = step.in(from.schema);
        if (!from.schema)
            return {};
        if (const auto known = m_known.find(keyOf(from.schema)); known != m_known.end())
            from.resource = known->second;
    }
    if (isSchema(from.schema))
        from.resource = resourceOf(from.schema, from.resource);
    return from;
}

std::optional<SchemaPlace> SchemaResources::rootOf(const std::string &uri, ResourceIndex from, JsonValue reference)
{
    if (const auto known = m_roots.find(uri); known != m_roots.end())
        return known->second;
    auto found = m_options.library ? m_options.library->document(bytesOf(uri)) : m_builtIn->document(bytesOf(uri));
    if (!found) {
        fail(reference,
            tr("“%1” leads to no schema that is known: %2").arg(stringOf(reference.string()), found.error().message));
        return std::nullopt;
    }
    m_documents.push_back({*found, uri});
    const Dialect dialect{m_resources[from].dialect.draft, usualVocabularies};
    const ResourceIndex resource = takeIn(std::move(*found), uri, dialect, true);
    if (m_fault)
        return std::nullopt;
    return SchemaPlace{m_documents.back().document->root(), resource};
}

std::optional<SchemaPlace> SchemaResources::target(JsonValue reference, ResourceIndex from)
{
    if (!reference.isString()) {
        fail(reference, tr("a reference must be a string"));
        return std::nullopt;
    }
    const std::string uri = resolvedUri(m_resources[from].uri, reference.string());
    const auto root = rootOf(std::string(withoutFragment(uri)), from, reference);
    if (!root)
        return std::nullopt;
    SchemaPlace found = *root;
    if (const std::string fragment = percentDecoded(fragmentOf(uri)); fragment.starts_with('/')) {
        found = walk(*root, fragment);
    } else if (!fragment.empty()) {
        const auto &anchors = m_resources[root->resource].anchors;
        const auto anchor = anchors.find(fragment);
        found = anchor == anchors.end() ? SchemaPlace() : SchemaPlace{anchor->second, root->resource};
    }
    if (!m_fault && (!found.schema || !isSchema(found.schema)))
        fail(reference, tr("“%1” leads to no schema").arg(stringOf(reference.string())));
    return m_fault ? std::nullopt : std::optional(found);
}

std::string SchemaResources::dynamicName(JsonValue reference, const SchemaPlace &target) const
{
    const std::string text = reference.string();
    std::string name = percentDecoded(fragmentOf(text));
    const auto &anchors = m_resources[target.resource].dynamicAnchors;
    const auto anchor = anchors.find(name);
    return anchor != anchors.end() && anchor->second == target.schema ? name : std::string();
}

}
