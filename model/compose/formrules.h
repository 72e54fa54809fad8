// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/formschema.h"

#include <map>

namespace eventscope {

// What a definition says of the fields of one shape and kind outside its schemas. Pointers are texts.
struct FormRules {
    struct Part {
        std::map<QByteArray, std::vector<std::string>> required;    // names, by the object's pointer
        std::map<QByteArray, TimeFormat> times;
        std::vector<QByteArray> strict;    // objects of which unknown members are found
    };

    Part event;
    Part envelope;
    std::vector<JsonPointer> secrets;    // a token `*` stands for any
    QByteArray kindPointer;              // empty: the shape has no kinds
    std::vector<QByteArray> kinds;
    QByteArray switchPointer;            // empty: nothing is switched
    const SchemaJson *body = nullptr;    // the switched member's schema; null: no such kind (yet)

    [[nodiscard]] const Part &of(DraftPart part) const { return part == DraftPart::Event ? event : envelope; }
    [[nodiscard]] bool isSecret(const JsonPointer &at) const;
};

// `shape` is one of the definition's.
[[nodiscard]] FormRules formRules(const SchemaJson &definition, const SchemaReader &schemas, QByteArrayView shape,
    QByteArrayView kind, QByteArrayView transport);

}
