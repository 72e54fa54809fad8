// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/piecereader.h"

#include "event/tr.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

QString noEventReason(JsonKind kind)
{
    switch (kind) {
    case JsonKind::Null:
        return tr("null is no event; an event is a JSON object");
    case JsonKind::False:
    case JsonKind::True:
        return tr("a boolean is no event; an event is a JSON object");
    case JsonKind::Number:
        return tr("a number is no event; an event is a JSON object");
    case JsonKind::String:
        return tr("a string is no event; an event is a JSON object");
    default:
        return tr("an array is no event; an event is a JSON object");
    }
}

}

// Turns offsets on a tape into places of the input. They must be asked for in growing order.
class PieceReader::PlaceWalk {
public:
    PlaceWalk(std::string_view original, const std::vector<TextEdit> *strips, const CutPlace &base)
        : m_original(original)
        , m_strips(strips)
        , m_base(base)
        , m_line(base.line)
    {}

    CutPlace next(JsonValue value)
    {
        const std::size_t begin = originalOffset(value.offset());
        m_line +=
            std::count(m_original.begin() + std::ptrdiff_t(m_seen), m_original.begin() + std::ptrdiff_t(begin), '\n');
        m_seen = begin;
        return {m_line, m_base.offset + qint64(begin), qint64(value.length())};
    }

private:
    std::size_t originalOffset(std::size_t offset)
    {
        while (m_strips && m_strip < m_strips->size()) {
            const TextEdit &strip = (*m_strips)[m_strip];
            if (qint64(strip.offset) + strip.text.size() - m_removed > qint64(offset))
                break;
            m_removed += qint64(strip.length) - strip.text.size();
            ++m_strip;
        }
        return offset + std::size_t(m_removed);
    }

    std::string_view m_original;
    const std::vector<TextEdit> *m_strips;
    CutPlace m_base;
    std::size_t m_seen = 0;
    qint64 m_line;
    std::size_t m_strip = 0;
    qint64 m_removed = 0;    // bytes, by the strips passed
};

PieceReader::PieceReader(EnvelopeForms forms, CutSink &sink, CutOptions options)
    : m_forms(std::move(forms))
    , m_sink(sink)
    , m_options(options)
{
    m_tape.rememberPlaces();
    for (JsonTape &tape : m_items)
        tape.rememberPlaces();
}

PieceReader::Outcome PieceReader::take(std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope)
{
    if (!read(text))
        return refuseBroken(at, kind);
    return handOver(m_tape, at, kind, envelope) ? Outcome::Taken : Outcome::Stopped;
}

PieceReader::Outcome PieceReader::takeWithin(
    qint64 batch, std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope)
{
    m_batch = batch;
    return take(text, at, kind, envelope);
}

QString PieceReader::reasonFor(const JsonFault &fault, std::size_t size)
{
    const bool placed = fault.kind != JsonFault::Kind::TooLarge && fault.offset > 0 && fault.offset < size;
    return placed ? tr("%1, at byte %2").arg(fault.sentence).arg(fault.offset + 1) : fault.sentence;
}

bool PieceReader::reject(std::string_view bytes, const CutPlace &at, const QString &reason)
{
    const std::string_view kept = bytes.substr(0, m_options.bounds.bytes);
    return m_sink.reject(kept, at, reason, !m_options.stripComments && readableStripped(kept));
}

const JsonTape *PieceReader::members(std::string_view inside)
{
    m_fragment = '{' + bytesOf(inside) + '}';
    if (m_options.stripComments)
        m_fragment = applied(m_fragment, editsToStripComments(viewOf(m_fragment)));
    return m_inner.read(viewOf(m_fragment), m_options.bounds) ? &m_inner : nullptr;
}

// The piece as it is, else as it is without its comments.
bool PieceReader::read(std::string_view text)
{
    m_text = text;
    m_strips.clear();
    if (m_tape.read(text, m_options.bounds))
        return true;
    if (!m_options.stripComments)
        return false;
    m_strips = editsToStripComments(text);
    if (m_strips.empty())
        return false;
    m_stripped = applied(bytesOf(text), m_strips);
    return m_tape.read(viewOf(m_stripped), m_options.bounds);
}

PieceReader::Outcome PieceReader::refuseBroken(const CutPlace &at, Kind kind)
{
    const JsonFault fault = m_tape.fault();
    if (fault.kind == JsonFault::Kind::Empty && !m_strips.empty())
        return Outcome::Taken;    // nothing but comments
    const bool commented = !m_options.stripComments && readableStripped(m_text);
    const bool whole = kind == Kind::Line || kind == Kind::Item || commented;
    if (!whole && findList(m_text, m_forms.names))
        return Outcome::Broken;
    const std::string_view kept = m_text.substr(0, m_options.bounds.bytes);
    const bool on = m_sink.reject(kept, at, reasonFor(fault, m_text.size()), commented);
    return on ? Outcome::Taken : Outcome::Stopped;
}

bool PieceReader::handOver(const JsonTape &tape, const CutPlace &at, Kind kind, const QByteArray &envelope)
{
    const JsonValue root = tape.root();
    if (root.isArray() && kind == Kind::Line)
        return handItems(root, at, Kind::Element, envelope);
    if (!root.isObject())
        return refuse(root, at);
    if (kind != Kind::Item && mayBeEnvelope(root, m_forms.names)) {
        const JsonValue list = root.find(viewOf(m_forms.list(root)));
        if (list && list.isArray())
            return handEnvelope(root, list, at);
    }
    CutPlace place = at;
    place.batch = m_batch;
    return m_sink.event(tape, envelope, place);
}

bool PieceReader::handItems(JsonValue list, const CutPlace &at, Kind kind, const QByteArray &envelope)
{
    const Batch batch(*this);
    const bool ofPiece = list.tape() == &m_tape;
    JsonTape &tape = m_items[ofPiece ? 0 : 1];
    PlaceWalk places(ofPiece ? m_text : list.tape()->text(), ofPiece ? &m_strips : nullptr, at);
    for (const JsonValue item : list.items()) {
        const CutPlace place = places.next(item);
        const bool good = item.isObject() && tape.read(item.raw(), m_options.bounds);
        if (!(good ? handOver(tape, place, kind, envelope) : refuse(item, place)))
            return false;
    }
    return true;
}

bool PieceReader::handEnvelope(JsonValue body, JsonValue list, const CutPlace &at)
{
    const auto count = static_cast<qint64>(list.size());
    const QByteArray outline = outlinedBody(body, list, count);
    return handItems(list, at, Kind::Item, envelopeText(body, list)) && m_sink.request(viewOf(outline), count, at, {});
}

bool PieceReader::refuse(JsonValue value, const CutPlace &at)
{
    return m_sink.reject(value.raw(), at, noEventReason(value.kind()), false);
}

bool PieceReader::readableStripped(std::string_view text)
{
    const std::vector<TextEdit> strips = editsToStripComments(text);
    const auto isComment = [&](const TextEdit &strip) { return text[strip.offset] == '/'; };
    if (std::none_of(strips.begin(), strips.end(), isComment))
        return false;
    const QByteArray stripped = applied(bytesOf(text), strips);
    return m_inner.read(viewOf(stripped), m_options.bounds) || m_inner.fault().kind == JsonFault::Kind::Empty;
}

}
