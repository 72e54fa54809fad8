// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"
#include "intake/cutsink.h"
#include "intake/envelope.h"

#include <array>
#include <utility>

namespace eventscope {

struct CutOptions {
    JsonBounds bounds = {};
    bool stripComments = false;
};

// Reads pieces that were cut from an input onto a tape and hands what is in them to the sink: an
// event, a reject, or the events of an array or envelope that is whole.
class PieceReader {
public:
    enum class Kind {
        Line,        // of NDJSON: a value, an array of events, an envelope
        Document,    // an object: an event or an envelope
        Element,     // of an array: an event or an envelope
        Item,        // of an envelope's list: an event
    };
    enum class Outcome {
        Taken,
        Stopped,    // the sink wants no more
        Broken,     // no JSON, but its list can be found: nothing was handed over
    };

    PieceReader(EnvelopeForms forms, CutSink &sink, CutOptions options);

    // A line, and an item of a list, is never broken: it is one reject.
    [[nodiscard]] Outcome take(std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope = {});

    // The same for a piece that stands in that list (CutPlace::batch; 0: in none).
    [[nodiscard]] Outcome takeWithin(
        qint64 batch, std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope);
    // The lists found from here on have numbers above that.
    void numberBatchesFrom(qint64 number) { m_batches = number; }

    // A reject with a reason of the caller's. False when the sink wants no more.
    [[nodiscard]] bool reject(std::string_view bytes, const CutPlace &at, const QString &reason);

    // What is wrong and where in the piece.
    [[nodiscard]] static QString reasonFor(const JsonFault &fault, std::size_t size);

    // Members of an object, without its braces, on a tape: valid until the next call. Null when they
    // are no members; fault() says why.
    [[nodiscard]] const JsonTape *members(std::string_view inside);
    [[nodiscard]] JsonFault fault() const { return m_inner.fault(); }

    // While it lives, events handed over stand in one list.
    class Batch {
    public:
        explicit Batch(PieceReader &reader)
            : m_reader(reader)
            , m_around(std::exchange(reader.m_batch, ++reader.m_batches))
        {}
        ~Batch() { m_reader.m_batch = m_around; }
        Batch(const Batch &) = delete;
        Batch &operator=(const Batch &) = delete;

    private:
        PieceReader &m_reader;
        qint64 m_around;
    };

    // The list that what is taken now stands in; 0: none.
    [[nodiscard]] qint64 batch() const noexcept { return m_batch; }

    [[nodiscard]] const ListNames &listNames() const noexcept { return m_forms.names; }
    [[nodiscard]] const CutOptions &options() const noexcept { return m_options; }

private:
    class PlaceWalk;

    [[nodiscard]] bool read(std::string_view text);
    [[nodiscard]] Outcome refuseBroken(const CutPlace &at, Kind kind);
    [[nodiscard]] bool handOver(const JsonTape &tape, const CutPlace &at, Kind kind, const QByteArray &envelope);
    [[nodiscard]] bool handItems(JsonValue list, const CutPlace &at, Kind kind, const QByteArray &envelope);
    [[nodiscard]] bool handEnvelope(JsonValue body, JsonValue list, const CutPlace &at);
    [[nodiscard]] bool refuse(JsonValue value, const CutPlace &at);
    [[nodiscard]] bool readableStripped(std::string_view text);

    EnvelopeForms m_forms;
    CutSink &m_sink;
    CutOptions m_options;
    JsonTape m_tape;                    // of the piece
    std::array<JsonTape, 2> m_items;    // of an item in it, and of an item in that
    JsonTape m_inner;                   // for looking at fragments
    QByteArray m_fragment;
    std::string_view m_text;           // the piece as it came
    QByteArray m_stripped;             // what m_tape reads when comments were stripped
    std::vector<TextEdit> m_strips;    // and how
    qint64 m_batch = 0;
    qint64 m_batches = 0;
};

// Takes pieces to be read elsewhere and later, in their order.
class PieceTaker {
public:
    virtual ~PieceTaker() = default;

    // Valid during the call; at.batch is set. Returns whether to go on. It is never one that would be Broken.
    virtual bool piece(
        std::string_view text, const CutPlace &at, PieceReader::Kind kind, const QByteArray &envelope) = 0;
};

}
