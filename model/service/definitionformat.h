// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "event/result.h"
#include "schema/jsonschema.h"
#include "service/definitionfault.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace eventscope {

// The structure of files of ours, as a JSON Schema among the resources describes it, compiled. Immutable and
// safe to share between threads; whoever reads many files makes one and hands it on.
class DefinitionFormat {
public:
    // That of service definitions.
    DefinitionFormat();
    // Another one, by the resource of its schema.
    explicit DefinitionFormat(const QString &schema);

    // The definition as a tree whose structure can be relied on. BadInput names the file and, of a
    // text that is not read, line and column, else pointer and reason of each fault: a member that
    // stands twice, and what the schema of the format refuses.
    [[nodiscard]] Result<nlohmann::ordered_json> read(const QByteArray &json, const QString &file) const;

    static constexpr JsonBounds bounds{.bytes = 4u << 20, .levels = 100};

private:
    [[nodiscard]] std::vector<DefinitionFault> structureFaults(JsonValue root) const;

    QString m_name;
    std::shared_ptr<const JsonSchema> m_schema;
    QString m_broken;    // why there is no schema
};

// Members that stand more than once in their object.
[[nodiscard]] std::vector<DefinitionFault> duplicateFaults(const JsonTape &tape);

}
