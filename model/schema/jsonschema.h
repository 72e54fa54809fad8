// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontape.h"

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace eventscope {

class SchemaLibrary;

// Why a schema cannot be used: where in the schema document, and the reason as a sentence.
struct SchemaFault {
    QByteArray pointer;
    QString reason;
    QByteArray uri = {};    // of another document that the fault is in; empty: the one being compiled
};

// One keyword that an instance failed.
struct SchemaFailure {
    JsonValue at;                // the value, or the object that lacks or must not have a member
    JsonValue key;               // the member's key, where the failure is about a name (additionalProperties, …)
    QByteArray member;           // the name of a missing member ("required")
    QByteArray keyword;          // "type", "required", …
    QByteArray schemaPointer;    // of the keyword in the schema document
    QByteArray schemaUri;        // of that document; empty: the one that was compiled
    QByteArray rule;             // "x-rule" of the nearest subschema around it that has one; may be empty
    QByteArray severity;         // "x-severity" that goes with it; may be empty
    QString source;              // "x-source" of the nearest; may be empty
    bool said = false;           // the sentence is the subschema's own "x-say"
    QString sentence;            // else made from the keyword; place left out
    JsonValue fix;               // the subschema's own "x-fix", on the schema's document; may be nothing
    QString expected;
    QString found;
};

struct SchemaOptions {
    bool assertFormats = true;                            // false: "format" is an annotation, whatever it names
    std::shared_ptr<const SchemaLibrary> library = {};    // what other documents are looked up in
    QByteArray uri = {};           // where the document is from: what relative references stand on; may be empty
    bool refuseUnknown = false;    // a keyword or format that nobody knows is a fault: it is misspelt, likely
};

class SchemaDocument;
class JsonSchema;

// The failures of one value, without their words until these are asked for: what is broken is told
// several times faster than why. Give the same object again and again: its memory is reused, so that
// nothing is allocated in the common case. What it tells stands on the schema and on the instance's tape,
// valid as long as both and until it is filled again. One a thread.
class SchemaHits {
public:
    SchemaHits();
    ~SchemaHits();
    SchemaHits(SchemaHits &&) noexcept;
    SchemaHits &operator=(SchemaHits &&) noexcept;

    // In the order of the text, as failures() gives them.
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return size() == 0; }
    // As the members of the same names of SchemaFailure.
    [[nodiscard]] JsonValue at(std::size_t place) const noexcept;
    [[nodiscard]] const QByteArray &rule(std::size_t place) const noexcept;
    [[nodiscard]] const QByteArray &severity(std::size_t place) const noexcept;
    [[nodiscard]] const char *keyword(std::size_t place) const noexcept;
    // Whether SchemaFailure::member is told.
    [[nodiscard]] bool namesMember(std::size_t place) const noexcept;
    // The whole of it, words made now.
    [[nodiscard]] SchemaFailure failure(std::size_t place) const;
    // The same without schemaPointer and schemaUri, much faster.
    [[nodiscard]] SchemaFailure words(std::size_t place) const;

private:
    friend class JsonSchema;
    struct Private;
    std::unique_ptr<Private> d;
};

// A JSON Schema, compiled to judge tapes without building a tree: draft 2020-12 or 07, as its "$schema"
// says, 2020-12 without. Immutable and safe to share between threads.
//
// Every keyword of the drafts' required vocabularies is judged; others are annotations, as the drafts
// want. "format" is asserted as the options say. References go to the document itself, by pointer, anchor
// or "$id", and to the library's. Numbers are compared exactly, whatever their size; of duplicate keys the
// last counts. Limits on depth and steps turn what would not end into a failure of keyword "limit".
class JsonSchema {
public:
    // The subschema at a JSON pointer of a document; "$ref" is resolved against the whole document.
    [[nodiscard]] static tl::expected<std::shared_ptr<const JsonSchema>, SchemaFault> compile(
        const nlohmann::ordered_json &document, QByteArrayView pointer = {}, SchemaOptions options = {});
    // The same without a copy of the document, and with its numbers as they are spelled: for several
    // schemas of one document, or for one read from text (schemadocument.h).
    [[nodiscard]] static tl::expected<std::shared_ptr<const JsonSchema>, SchemaFault> compile(
        std::shared_ptr<const SchemaDocument> document, QByteArrayView pointer = {}, SchemaOptions options = {});
    ~JsonSchema();

    // No allocation in the common case; bounded time whatever the pattern.
    [[nodiscard]] bool accepts(JsonValue instance) const;
    // Every failed keyword in the order of the text, at most `limit`.
    [[nodiscard]] std::vector<SchemaFailure> failures(JsonValue instance, std::size_t limit = 1000) const;
    // The same without words; true, with no hits, where the instance is accepted.
    bool judge(JsonValue instance, SchemaHits &hits, std::size_t limit = 1000) const;
    // The names that "properties" of this schema and of what it refers to by $ref and allOf declare.
    [[nodiscard]] std::vector<QByteArray> propertyNames() const;
    // The same of the subschemas that are in force for the value at a pointer, where every token is the
    // name of a property or, for every member or item, "*".
    [[nodiscard]] std::vector<QByteArray> propertyNames(const JsonPointer &at) const;
    // The pointers in the compiled document of the members that no keyword of its draft speaks of, and of
    // the formats that have no such name: misspelt ones, most likely. "x-…" is never among them.
    [[nodiscard]] std::vector<QByteArray> unknownKeywords() const;
    // Whether any subschema has an "x-severity".
    [[nodiscard]] bool namesSeverities() const noexcept;
    // Every "x-fix", on the schema's document.
    [[nodiscard]] std::vector<JsonValue> fixes() const;

private:
    struct Private;
    explicit JsonSchema(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

}
