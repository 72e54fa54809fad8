// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventbytes.h"
#include "intake/piecereader.h"
#include "store/eventstore.h"
#include "validation/seriesjudge.h"

#include <memory>
#include <string_view>
#include <vector>

namespace eventscope {

// Some of an input in its order: what was cut, and what became of it when it was read.
struct Parcel {
    // A piece to be read, a reject, or a request that ended.
    struct Cut {
        enum class What : quint8 { Piece, Reject, Request };

        What what = What::Piece;
        PieceReader::Kind kind = PieceReader::Kind::Item;    // of a piece
        bool commented = false;                              // of a reject
        std::size_t begin = 0;                               // its bytes in `bytes`
        std::size_t length = 0;
        CutPlace at;
        QByteArray envelope;    // of a piece
        QString said;           // a reject's reason; a request's unread members
        qint64 events = 0;      // in a request
    };
    std::vector<char> bytes;
    std::vector<Cut> cuts;
    [[nodiscard]] std::string_view text() const noexcept { return {bytes.data(), bytes.size()}; }

    // Where its events' texts are, but for those that are still in `bytes`.
    std::shared_ptr<EventBytes> texts;

    // Read. Events, and as many facts (perhaps more, from before), batches and keys.
    std::vector<Event> events;
    std::vector<SeriesFacts> facts;    // of events that are gone from their tape
    std::vector<qint64> batches;       // as CutPlace::batch
    std::vector<quint64> keys;         // a hash of the deduplication key; 0 without one

    // Other services are as likely: its text as it came, to be read again knowing the events before it.
    struct Doubt {
        std::size_t event = 0;
        QByteArray text;
        QByteArray envelope;
    };
    std::vector<Doubt> doubts;

    // What stands before the event of that number, or behind the last.
    struct Aside {
        std::size_t before = 0;
        bool isRequest = false;
        bool commented = false;
        Reject reject;       // of a request, only the line
        QByteArray body;     // of a request: its outline
        qint64 count = 0;    // of a request: its events
        QString unread;      // of a request
    };
    std::vector<Aside> asides;

    // Keeps the memory; its events' texts live on as long as `texts` does elsewhere.
    void clear()
    {
        if (texts)
            texts->keep(bytes);
        bytes.clear();
        cuts.clear();
        texts.reset();
        events.clear();
        batches.clear();
        keys.clear();
        doubts.clear();
        asides.clear();
    }
};

}
