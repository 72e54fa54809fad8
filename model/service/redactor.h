// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontext.h"
#include "service/keykinds.h"

#include <algorithm>
#include <vector>

namespace eventscope {

// What of a service's events must never be written, compiled. A value type; immutable.
class Redactor {
public:
    Redactor() = default;
    // `secrets`: pointers of values. `headers`: names of request headers that carry a key.
    Redactor(KeyKinds keys, std::vector<JsonPointer> secrets, std::vector<std::string> headers);

    // As Service::redactions().
    [[nodiscard]] std::vector<TextEdit> edits(JsonValue eventOrEnvelope) const;

    [[nodiscard]] const KeyKinds &keys() const noexcept { return m_keys; }
    // Names behind which a secret stands: the last tokens of the pointers, and the headers.
    [[nodiscard]] const std::vector<std::string> &names() const noexcept { return m_names; }
    // Whether whole events are secret: then no name tells.
    [[nodiscard]] bool hidesAll() const noexcept
    {
        return std::any_of(m_secrets.begin(), m_secrets.end(), [](const auto &secret) { return secret.isRoot(); });
    }

private:
    using Nodes = std::vector<std::uint32_t>;

    void collect(JsonValue value, const JsonPointer &pointer, std::size_t depth, Nodes &nodes) const;
    void collectHeaders(JsonValue root, Nodes &nodes) const;
    [[nodiscard]] bool isHeader(JsonValue name) const;
    static void collectScalars(JsonValue value, Nodes &nodes);
    void replaceWhole(JsonValue scalar, std::vector<TextEdit> &edits) const;
    void maskWithin(JsonValue string, std::vector<TextEdit> &edits) const;

    KeyKinds m_keys;
    std::vector<JsonPointer> m_secrets;
    std::vector<std::string> m_names;
    std::vector<std::string> m_headers;    // in lower case; members so named carry credentials at any depth
};

}
