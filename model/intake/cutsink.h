// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <QByteArray>
#include <QString>

namespace eventscope {

// Where a piece stood in the (decompressed) input.
struct CutPlace {
    qint64 line = 1;
    qint64 offset = 0;
    qint64 length = 0;
    qint64 batch = 0;    // tells the lists of one input apart that events stand in; 0: in none
};

// Takes what is cut from an input, in its order. Every call returns whether to go on.
class CutSink {
public:
    virtual ~CutSink() = default;

    // One event's text is tape.text(), its root is an object. The envelope is the members beside it as
    // one JSON object, or empty. Both are valid during the call.
    virtual bool event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at) = 0;

    // Bytes that are no event; fewer than at.length where they were too many to keep. Commented: they
    // hold comments and would be readable without them.
    virtual bool reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented) = 0;

    // A request body ended whose events came before; in its place an outline: the body with empty
    // objects for its events. Unread are the names of members behind the list that came too late to be
    // given to the events; mostly empty.
    virtual bool request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers) = 0;
};

}
