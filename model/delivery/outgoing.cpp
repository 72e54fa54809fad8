// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outgoing.h"

#include "delivery/deliverytext.h"
#include "event/jsontext.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

QByteArray withoutMark(const QByteArray &text)
{
    constexpr QByteArrayView mark = "\xEF\xBB\xBF";
    return text.startsWith(mark) ? text.mid(mark.size()) : text;
}

// Writes a template's pieces; what an envelope lacks leaves no comma behind.
class BodyWriter {
public:
    explicit BodyWriter(JsonValue envelope)
        : m_envelope(envelope)
    {}

    void write(const RequestForm::Piece &piece, const std::vector<QByteArray> &events);
    [[nodiscard]] QByteArray take() { return std::move(m_body); }

private:
    void append(QByteArrayView bytes);
    void appendMember(const RequestForm::Piece &piece);

    JsonValue m_envelope;
    QByteArray m_body;
    bool m_firstIsMissing = false;    // of the object being written: the comma of the next member goes too
};

void BodyWriter::append(QByteArrayView bytes)
{
    const bool drop = m_firstIsMissing && bytes.startsWith(',');
    m_firstIsMissing = false;
    m_body += drop ? bytes.sliced(1) : bytes;
}

void BodyWriter::appendMember(const RequestForm::Piece &piece)
{
    const JsonValue value = m_envelope ? m_envelope.find(viewOf(piece.bytes)) : JsonValue();
    if (!value) {
        m_firstIsMissing = m_firstIsMissing || !piece.memberKey.startsWith(',');
        return;
    }
    append(piece.memberKey);
    append(bytesOf(value.raw()));
}

void BodyWriter::write(const RequestForm::Piece &piece, const std::vector<QByteArray> &events)
{
    switch (piece.kind) {
    case RequestForm::Piece::Kind::Bytes:
        return append(piece.bytes);
    case RequestForm::Piece::Kind::Event:
        return append(events.front());
    case RequestForm::Piece::Kind::Events:
        for (std::size_t i = 0; i < events.size(); ++i) {
            append(i == 0 ? "[" : ",");
            append(events[i]);
        }
        return append("]");
    case RequestForm::Piece::Kind::EnvelopeMember:
        return appendMember(piece);
    }
}

}

EnvelopeKey::EnvelopeKey(const TransportForm &form, const QByteArray &envelope)
    : m_form(form)
    , m_envelope(envelope)
    , m_values(valuesOf(form, envelope))
{}

std::vector<std::optional<QByteArray>> EnvelopeKey::valuesOf(const TransportForm &form, const QByteArray &envelope)
{
    std::vector<std::optional<QByteArray>> values;
    JsonTape tape;
    if (form.envelopeMembers().empty() || envelope.isEmpty())
        return {form.envelopeMembers().size(), std::nullopt};
    if (!tape.read(viewOf(envelope)) || !tape.root().isObject())
        return {envelope};
    for (const QByteArray &name : form.envelopeMembers()) {
        const JsonValue value = tape.root().find(viewOf(name));
        values.push_back(value ? std::optional(bytesOf(value.raw())) : std::nullopt);
    }
    return values;
}

bool EnvelopeKey::isSame(const QByteArray &envelope) const
{
    return envelope == m_envelope || valuesOf(m_form, envelope) == m_values;
}

EventPreparer::EventPreparer(const TransportForm &form, const Endpoint &endpoint, const Keys &keys)
    : m_form(form)
    , m_masked(keys.isMasked)
{
    if (keys.parts.empty() || keys.parts.front().isEmpty())
        return;
    for (const int place : endpoint.auth) {
        const AuthForm &auth = form.auth()[static_cast<std::size_t>(place)];
        if (auth.kind == AuthForm::Kind::Member)
            m_members.push_back(auth.member);
    }
    m_key = quoted(viewOf(keys.parts.front()));
}

bool EventPreparer::readObject(const QByteArray &text)
{
    return m_tape.read(viewOf(text)) && m_tape.root().isObject();
}

QByteArray EventPreparer::redacted(const QByteArray &text)
{
    return m_masked ? applied(text, m_form.service()->redactions(m_tape.root())) : text;
}

Result<QByteArray> EventPreparer::envelope(std::span<const OutgoingEvent> events)
{
    if (m_form.envelopeMembers().empty())
        return QByteArray();
    const EnvelopeKey first(m_form, events.front().envelope);
    const bool same = std::all_of(
        events.begin(), events.end(), [&](const OutgoingEvent &event) { return first.isSame(event.envelope); });
    if (!same)
        return failure(Error::Kind::BadInput,
            DeliveryText::tr("The events have different fields beside them; send them in different requests."));
    const QByteArray &envelope = events.front().envelope;
    if (envelope.isEmpty())
        return QByteArray();
    if (!readObject(envelope))
        return failure(
            Error::Kind::BadInput, DeliveryText::tr("The fields beside the events are not one JSON object."));
    return redacted(envelope);
}

Result<QByteArray> EventPreparer::event(const QByteArray &given, std::size_t place)
{
    const QByteArray text = withoutMark(given);
    if (!readObject(text)) {
        const QString reason =
            m_tape.isEmpty() ? m_tape.fault().sentence : DeliveryText::tr("It is another JSON value.");
        return failure(Error::Kind::BadInput, DeliveryText::tr("Event %1 of the request is not one JSON object. %2")
                                                  .arg(QString::number(place + 1), reason));
    }
    QByteArray result = redacted(text);
    for (const JsonPointer &member : m_members) {
        if (!readObject(result))
            return failure(Error::Kind::Internal, m_tape.fault().sentence);
        const Result<std::vector<TextEdit>> edits = editToSet(m_tape, member, m_key);
        if (!edits)
            return failure(Error::Kind::BadInput, DeliveryText::tr("Event %1 of the request cannot take the key. %2")
                                                      .arg(QString::number(place + 1), edits.error().message));
        result = applied(result, *edits);
    }
    return result;
}

QByteArray bodyOf(const RequestForm &form, const std::vector<QByteArray> &events, const QByteArray &envelope)
{
    JsonTape tape;
    const bool hasEnvelope = !envelope.isEmpty() && tape.read(viewOf(envelope));
    BodyWriter writer(hasEnvelope ? tape.root() : JsonValue());
    for (const RequestForm::Piece &piece : form.body)
        writer.write(piece, events);
    return writer.take();
}

}
