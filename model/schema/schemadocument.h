// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>

#include <memory>

namespace eventscope {

// A JSON document that schemas are compiled from, and that they point into: its text, its tape. The
// numbers of its limits and enums keep their spelling. Immutable once made.
class SchemaDocument {
public:
    // Null for a text that is no JSON value within bounds; the fault then says why.
    [[nodiscard]] static std::shared_ptr<const SchemaDocument> read(QByteArray text, JsonFault *fault = nullptr);
    // Numbers as nlohmann read them. Null for what is nested too deeply or too large.
    [[nodiscard]] static std::shared_ptr<const SchemaDocument> of(const nlohmann::ordered_json &json);

    SchemaDocument(const SchemaDocument &) = delete;
    SchemaDocument &operator=(const SchemaDocument &) = delete;

    [[nodiscard]] JsonValue root() const noexcept { return m_tape.root(); }

private:
    SchemaDocument() = default;

    QByteArray m_text;
    JsonTape m_tape;
};

}
