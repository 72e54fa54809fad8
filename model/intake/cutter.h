// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/bracketscanner.h"
#include "intake/inputwindow.h"
#include "intake/piecereader.h"

#include <functional>
#include <memory>

namespace eventscope {

// Cuts an input of any size into the texts of its events: NDJSON, an array, one object, objects one
// after the other, request bodies of any service, or a mix of them. Never more than one event within
// bounds and a chunk are in memory.
//
// In NDJSON each bad line is one reject and the next one is read normally. Elsewhere a bad element is
// one reject where its brackets balance, else all the rest is.
class Cutter {
public:
    // A second reading of the same input from its start; null where it cannot be read twice. Used for
    // members that stand behind a list too long to be held.
    using Reopen = std::function<std::unique_ptr<ByteSource>()>;

    Cutter(InputWindow &input, EnvelopeForms forms, CutSink &sink, CutOptions options, Reopen reopen = {});

    // From here on most pieces go there and are not read here. The sink is told the rest, in between.
    void handTo(PieceTaker &taker) { m_taker = &taker; }

    // To the end of the input, or until the sink wants no more (which is no error). Io, BadInput and
    // Cancelled as the input has them.
    [[nodiscard]] Result<void> run();

private:
    using Kind = PieceReader::Kind;
    enum class Found { Value, Mismatch, TooLarge, End };

    [[nodiscard]] PieceReader::Outcome take(
        std::string_view text, const CutPlace &at, Kind kind, const QByteArray &envelope);
    [[nodiscard]] bool mayBeHandedOn(std::string_view text, Kind kind) const;
    void lines();
    void line();
    void longLine();
    void document();
    void garbage();

    [[nodiscard]] bool skipBlank();
    [[nodiscard]] bool skipComment();
    // All of these leave the input behind what they took; false when nothing can follow it.
    [[nodiscard]] bool items(Kind kind, const QByteArray &envelope);
    [[nodiscard]] bool value(Kind kind, const QByteArray &envelope, bool commaMissing);
    [[nodiscard]] Found findEnd();
    [[nodiscard]] bool wholeValue(Kind kind, const QByteArray &envelope, bool commaMissing);
    [[nodiscard]] bool oversizedValue();
    [[nodiscard]] bool brokenValue(Found found);

    // A request body whose list is read item by item. It begins here and its list can be found.
    [[nodiscard]] bool envelope(const ListPlace &place);
    struct Tail {
        QByteArray text;    // from behind the list to before the closing brace
        bool known = false;
    };
    [[nodiscard]] Tail tailAhead(std::size_t list);
    [[nodiscard]] Tail tailBehind(qint64 offset);
    [[nodiscard]] bool readTail(Tail &tail);
    [[nodiscard]] bool rejectTail(const Tail &tail, const CutPlace &at);
    [[nodiscard]] bool requestEnded(
        const QByteArray &listName, const QByteArray &members, qint64 events, const CutPlace &at, bool tailUnread);

    void rejectBytes(std::size_t count, const QString &reason);
    void rejectRest(const QString &reason);    // without a reason it is too large
    [[nodiscard]] CutPlace here(std::size_t length) const;
    [[nodiscard]] std::optional<ListPlace> listHere(Kind kind) const;
    [[nodiscard]] bool goesOn() const { return !m_stopped && !m_input.error(); }

    InputWindow &m_input;
    PieceReader m_reader;
    CutSink &m_sink;
    CutOptions m_options;
    Reopen m_reopen;
    PieceTaker *m_taker = nullptr;
    BracketScanner m_scanner;
    qint64 m_items = 0;    // values taken since it was set back
    bool m_stopped = false;
};

}
