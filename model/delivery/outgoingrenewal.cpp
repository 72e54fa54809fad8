// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outgoingrenewal.h"

#include "delivery/deliverytext.h"
#include "event/utf8.h"
#include "service/identityfields.h"
#include "service/jsontree.h"

namespace eventscope {

namespace {

// As the value before is spelled: a number, or a string.
QByteArray rawTime(Micros time, TimeFormat format, bool asNumber)
{
    const auto spelled = [asNumber](const QByteArray &digits) { return asNumber ? digits : '"' + digits + '"'; };
    switch (format) {
    case TimeFormat::EpochSeconds:
        return spelled(QByteArray::number(static_cast<qint64>(time / microsPerSecond)));
    case TimeFormat::EpochMillis:
        return spelled(QByteArray::number(static_cast<qint64>(time / microsPerMilli)));
    case TimeFormat::EpochMicros:
        return spelled(QByteArray::number(static_cast<qint64>(time)));
    case TimeFormat::Iso8601:
    case TimeFormat::JavaScriptDate:
        break;
    }
    return quoted(isoText(time / microsPerMilli * microsPerMilli));
}

}

EventRenewal::EventRenewal(std::shared_ptr<const Judge> judge, bool times)
    : m_judge(std::move(judge))
    , m_dedup(DedupField::of(m_judge->service()))
{
    if (!times)
        return;
    for (const auto &entry : memberOf(memberOf(m_judge->service().definition(), "fields"), "time")) {
        const auto format = timeFormatFromId(entry.value("as", std::string()));
        auto at = JsonPointer::parse(entry.value("at", std::string()));
        if (format && at && !at->isRoot())
            m_times.push_back({std::move(*at), *format});
    }
}

bool EventRenewal::read(const QByteArray &text)
{
    return m_tape.read(viewOf(text)) && m_tape.root().isObject();
}

QByteArray EventRenewal::withTime(const QByteArray &text, Micros time)
{
    if (!read(text))
        return text;
    for (const TimeField &field : m_times) {
        const JsonValue value = field.at.in(m_tape.root());
        if (!value || (!value.isString() && !value.isNumber()))
            continue;
        const auto edits = editToSet(m_tape, field.at, rawTime(time, field.format, value.isNumber()));
        return edits ? applied(text, *edits) : text;
    }
    return text;
}

// Its text is on the tape then.
Identity EventRenewal::identityOf(const Event &event)
{
    if (!read(event.text))
        return event.identity;
    const bool hasEnvelope = !event.envelope.isEmpty() && m_envelope.read(viewOf(event.envelope));
    return m_judge->service().identify(m_tape.root(), hasEnvelope ? m_envelope.root() : JsonValue(), event.shape);
}

void EventRenewal::readAgain(Event &event, Micros now)
{
    event.identity = identityOf(event);
    if (m_tape.isEmpty())
        return;
    JudgeContext context;
    context.now = now;
    const Judgement judged =
        m_judge->verdict(m_tape, event.envelope.isEmpty() ? nullptr : &m_envelope, event.shape, context);
    event.verdict = judged.verdict;
    event.partlyJudged = judged.partly;
    event.rules = judged.rules;
}

Result<Event> EventRenewal::renewed(const Event &event, Micros time)
{
    Event copy = event;
    if (m_dedup) {
        if (!read(copy.text))
            return failure(Error::Kind::BadInput, DeliveryText::tr("The event is not one JSON object."));
        Result<QByteArray> text = m_dedup->put(m_tape, copy.text, m_dedup->fresh());
        if (!text)
            return failure(text.error());
        copy.text = std::move(*text);
    }
    copy.text = withTime(copy.text, time);
    copy.received = time;
    readAgain(copy, time);
    return copy;
}

Event EventRenewal::keyed(Event event)
{
    if (!m_dedup || !read(event.text) || m_dedup->isIn(m_tape.root()))
        return event;
    const Result<QByteArray> text = m_dedup->put(m_tape, event.text, m_dedup->fresh());
    if (!text)
        return event;
    event.text = *text;
    event.identity.dedup = identityOf(event).dedup;
    return event;
}

}
