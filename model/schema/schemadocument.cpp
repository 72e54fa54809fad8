// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemadocument.h"

#include "event/utf8.h"

#include <nlohmann/json.hpp>

namespace eventscope {

namespace {

constexpr JsonBounds documentBounds{64u << 20, 512};

}

std::shared_ptr<const SchemaDocument> SchemaDocument::read(QByteArray text, JsonFault *fault)
{
    const std::shared_ptr<SchemaDocument> document(new SchemaDocument);
    document->m_text = std::move(text);
    if (document->m_tape.read(viewOf(document->m_text), documentBounds))
        return document;
    if (fault != nullptr)
        *fault = document->m_tape.fault();
    return nullptr;
}

std::shared_ptr<const SchemaDocument> SchemaDocument::of(const nlohmann::ordered_json &json)
{
    const std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return read(bytesOf(text));
}

}
