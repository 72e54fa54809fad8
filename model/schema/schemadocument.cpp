// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/schemadocument.h"

#include "event/utf8.h"

#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace eventscope {

namespace {

constexpr JsonBounds documentBounds{64u << 20, 512};

// Writing a tree goes as deep as it is nested: what is beyond bounds is not written.
bool isWithinBounds(const nlohmann::ordered_json &json)
{
    using Json = nlohmann::ordered_json;
    std::vector<std::pair<Json::const_iterator, Json::const_iterator>> open;
    const auto enter = [&open](const Json &value) {
        if (value.is_structured())
            open.emplace_back(value.begin(), value.end());
    };
    enter(json);
    while (!open.empty() && open.size() <= documentBounds.levels) {
        if (open.back().first == open.back().second) {
            open.pop_back();
            continue;
        }
        const Json &next = *open.back().first;
        ++open.back().first;
        enter(next);
    }
    return open.empty();
}

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
    if (!isWithinBounds(json))
        return nullptr;
    const std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return read(bytesOf(text));
}

}
