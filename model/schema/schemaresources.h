// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/jsonschema.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

class SchemaLibrary;

}

namespace eventscope::schema {

// Sets of drafts and of 2020-12's vocabularies, as bits.
using Bits = std::uint8_t;
inline constexpr Bits draft2020 = 1;
inline constexpr Bits draft07 = 2;
inline constexpr Bits bothDrafts = draft2020 | draft07;

inline constexpr Bits coreVocabulary = 1;
inline constexpr Bits applicatorVocabulary = 2;
inline constexpr Bits unevaluatedVocabulary = 4;
inline constexpr Bits validationVocabulary = 8;
inline constexpr Bits annotationVocabulary = 16;    // meta-data, content and format as an annotation
inline constexpr Bits assertedFormatVocabulary = 32;
inline constexpr Bits usualVocabularies =
    coreVocabulary | applicatorVocabulary | unevaluatedVocabulary | validationVocabulary | annotationVocabulary;

// Which keywords count.
struct Dialect {
    Bits draft = draft2020;
    Bits vocabularies = usualVocabularies;
};

// A schema with a URI of its own, up to the resources that are embedded in it.
struct SchemaResource {
    std::string uri;
    Dialect dialect;
    std::map<std::string, JsonValue, std::less<>> anchors;    // dynamic ones too
    std::map<std::string, JsonValue, std::less<>> dynamicAnchors;
};

using ResourceIndex = std::uint32_t;

// A schema and the resource that it belongs to.
struct SchemaPlace {
    JsonValue schema;
    ResourceIndex resource = 0;
};

// A place on any of several tapes.
struct PlaceKey {
    const JsonTape *tape;
    std::uint32_t index;

    friend bool operator==(const PlaceKey &, const PlaceKey &) = default;
};

struct PlaceHash {
    std::size_t operator()(const PlaceKey &key) const noexcept
    {
        return std::hash<const void *>()(key.tape) ^ (std::size_t(key.index) * 0x9e3779b97f4a7c15u);
    }
};

// The documents that a schema consists of, with every identifier in them: what references are looked up
// in. Documents of the library are taken in when one leads to them.
class SchemaResources {
public:
    SchemaResources(std::shared_ptr<const SchemaDocument> document, const SchemaOptions &options);
    ~SchemaResources();

    // The subschema at that pointer of the compiled document, its resource known. Faults as below.
    [[nodiscard]] std::optional<SchemaPlace> start(QByteArrayView pointer);
    // What a reference that stands in the resource leads to. Nothing after a fault.
    [[nodiscard]] std::optional<SchemaPlace> target(JsonValue reference, ResourceIndex from);
    // The outermost "$dynamicAnchor" that may stand for the target; empty: the reference is an ordinary one.
    [[nodiscard]] std::string dynamicName(JsonValue reference, const SchemaPlace &target) const;
    // The resource of a subschema of one that stands in `around`.
    [[nodiscard]] ResourceIndex resourceOf(JsonValue schema, ResourceIndex around);

    [[nodiscard]] const SchemaResource &resource(ResourceIndex index) const { return m_resources[index]; }
    [[nodiscard]] std::vector<std::shared_ptr<const SchemaDocument>> documents() const;
    // The URI that another document was found at; empty for the compiled one.
    [[nodiscard]] QByteArray uriOf(const JsonTape *tape) const;
    [[nodiscard]] const std::optional<SchemaFault> &fault() const noexcept { return m_fault; }

private:
    struct Document {
        std::shared_ptr<const SchemaDocument> document;
        std::string uri;
    };

    void fail(JsonValue at, const QString &reason);
    ResourceIndex takeIn(
        std::shared_ptr<const SchemaDocument> document, const std::string &uri, Dialect dialect, bool isSchema);
    [[nodiscard]] ResourceIndex partStartedAt(const SchemaPlace &place);
    void scan(JsonValue schema, ResourceIndex around);
    void scanChildren(JsonValue schema, ResourceIndex resource);
    [[nodiscard]] ResourceIndex identified(JsonValue schema, ResourceIndex around);
    void noteAnchors(JsonValue schema, ResourceIndex resource);
    [[nodiscard]] std::optional<Dialect> dialectOf(JsonValue schemaUri, bool insist);
    [[nodiscard]] std::optional<Dialect> dialectNamed(const std::string &uri, int levels, QString &reason) const;
    [[nodiscard]] std::optional<SchemaPlace> rootOf(const std::string &uri, ResourceIndex from, JsonValue reference);
    [[nodiscard]] SchemaPlace walk(SchemaPlace from, std::string_view pointer);

    SchemaOptions m_options;
    std::vector<Document> m_documents;
    std::vector<SchemaResource> m_resources;
    std::unordered_map<std::string, SchemaPlace> m_roots;    // by URI
    std::unordered_map<PlaceKey, ResourceIndex, PlaceHash> m_known;
    std::unique_ptr<SchemaLibrary> m_builtIn;
    std::optional<SchemaFault> m_fault;
};

}
