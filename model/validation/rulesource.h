// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/timestamp.h"
#include "schema/jsonschema.h"
#include "schema/pattern.h"
#include "schema/schemadocument.h"
#include "service/definitionfault.h"
#include "service/service.h"
#include "validation/finding.h"
#include "validation/rulekind.h"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <optional>

namespace eventscope {

using SchemaPtr = std::shared_ptr<const JsonSchema>;

// What is known of a shape when its rules are compiled.
struct ShapeSource {
    QByteArray id;
    QByteArray title;
    SchemaPtr schema;
    std::optional<JsonPointer> switchAt;
    std::map<std::string, SchemaPtr, std::less<>> kinds;    // schemas of the value at switchAt
    std::vector<std::string> tolerated;
    std::map<std::string, QByteArray> foreign;    // member to the title of its shape
};

// A definition while its rules are compiled, and one rule of it. Reading a parameter that is missing or
// of another type than asked for is a fault; only the first is kept, and values are then empty.
class RuleSource {
public:
    using Json = nlohmann::ordered_json;

    RuleSource(const Service &service, std::shared_ptr<const SchemaDocument> document, const ShapeSource *shape,
        PointerSet &pointers);

    // Turns to a rule.
    void enter(const Json &rule, QByteArray pointer);

    [[nodiscard]] const Service &service() const noexcept { return m_service; }
    [[nodiscard]] const Json &definition() const noexcept { return m_service.definition(); }
    [[nodiscard]] const std::shared_ptr<const SchemaDocument> &document() const noexcept { return m_document; }
    [[nodiscard]] const ShapeSource *shape() const noexcept { return m_shape; }    // null for envelopes and requests
    // What is looked up once for all rules of the plan; found in RuleInput::places.
    [[nodiscard]] PointerSet &pointers() const noexcept { return m_pointers; }
    [[nodiscard]] const Json &rule() const noexcept { return *m_rule; }
    [[nodiscard]] const QByteArray &pointer() const noexcept { return m_pointer; }

    [[nodiscard]] bool has(const char *name) const { return m_rule->contains(name); }
    [[nodiscard]] std::string text(const char *name);
    [[nodiscard]] std::string textOr(const char *name, std::string_view fallback);
    [[nodiscard]] std::vector<std::string> texts(const char *name);        // a string counts as a list of one
    [[nodiscard]] std::optional<std::int64_t> number(const char *name);    // at least 0; nothing when absent
    [[nodiscard]] bool flag(const char *name);
    [[nodiscard]] JsonPointer place(const char *name);    // the whole value when absent
    [[nodiscard]] std::optional<Micros> span(const char *name);
    [[nodiscard]] TimeFormat timeFormat();    // "as"
    [[nodiscard]] std::optional<Pattern> pattern(const char *name);
    // The schema that a parameter is, or refers to as "#/…".
    [[nodiscard]] SchemaPtr schema(const char *name);
    // The schema at a place of the definition, given as "#/…".
    [[nodiscard]] SchemaPtr schemaAt(const std::string &reference, const QByteArray &mentioned);

    void fault(QByteArray pointer, QString reason);
    void faultAt(const char *name, QString reason);
    [[nodiscard]] const std::optional<DefinitionFault> &firstFault() const noexcept { return m_fault; }

private:
    [[nodiscard]] const Json *member(const char *name) const;

    const Service &m_service;
    std::shared_ptr<const SchemaDocument> m_document;
    const ShapeSource *m_shape;
    PointerSet &m_pointers;
    const Json *m_rule = nullptr;
    QByteArray m_pointer;
    std::optional<DefinitionFault> m_fault;
};

using RuleKindPtr = std::unique_ptr<const RuleKind>;
using RuleKindFactory = RuleKindPtr (*)(RuleSource &);

// The factory of a kind that rules name by "is"; null for an unknown one.
[[nodiscard]] RuleKindFactory ruleKindFactory(std::string_view kind) noexcept;

}
