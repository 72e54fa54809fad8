// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/request.h"

namespace eventscope {

// What a transport takes of an envelope: the raw texts of the members that its bodies name.
class EnvelopeKey {
public:
    // An envelope that is no JSON object is the same as none but itself.
    EnvelopeKey(const TransportForm &form, const QByteArray &envelope);

    [[nodiscard]] bool isSame(const QByteArray &envelope) const;

private:
    [[nodiscard]] static std::vector<std::optional<QByteArray>> valuesOf(
        const TransportForm &form, const QByteArray &envelope);

    const TransportForm &m_form;
    QByteArray m_envelope;
    std::vector<std::optional<QByteArray>> m_values;
};

// Makes events ready to be joined: the key is put where it stands in each, and with masked keys secrets
// are replaced. For one request.
class EventPreparer {
public:
    EventPreparer(const TransportForm &form, const Endpoint &endpoint, const Keys &keys);

    // The envelope that they all share; BadInput where they do not, or where it is no JSON object.
    [[nodiscard]] Result<QByteArray> envelope(std::span<const OutgoingEvent> events);
    // The event's text; without a byte order mark, which may only stand at the start of a whole text.
    // BadInput for what is not one JSON object, or cannot take the key.
    [[nodiscard]] Result<QByteArray> event(const QByteArray &text, std::size_t place);

private:
    [[nodiscard]] QByteArray redacted(const QByteArray &text);
    [[nodiscard]] bool readObject(const QByteArray &text);

    const TransportForm &m_form;
    std::vector<JsonPointer> m_members;    // where the key goes in each event
    QByteArray m_key;                      // as JSON; empty: none
    bool m_masked = false;
    JsonTape m_tape;
};

// The body that the form's template makes of event texts and an envelope's members.
[[nodiscard]] QByteArray bodyOf(
    const RequestForm &form, const std::vector<QByteArray> &events, const QByteArray &envelope);

}
