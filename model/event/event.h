// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"

#include <QByteArray>
#include <QMetaType>

namespace eventscope {

// What was found when the event was judged. Kept as a column; the values are written to the store.
enum class Verdict : quint8 {
    Unjudged = 0,    // no definition to judge by
    Valid = 1,       // nothing wrong, or advice only
    Warning = 2,
    Invalid = 3,    // the service would refuse or lose it
};

// Where an event's time comes from. Written to the store.
enum class TimeSource : quint8 {
    Received = 0,      // the event names none (or none readable): the time of receipt stands in
    Event = 1,         // as the event says
    AssumedUtc = 2,    // as the event says, without a zone
};

// What was read out of an event by its definition. Texts are decoded UTF-8; empty means absent.
struct Identity {
    QByteArray tenant;
    QByteArray user;
    QByteArray name;
    QByteArray dedup;    // the deduplication key, scope included; empty without one
    Micros time = 0;     // meaningless when timeSource is Received
    TimeSource timeSource = TimeSource::Received;

    friend bool operator==(const Identity &, const Identity &) = default;
};

// One event. The text is the truth: the bytes as they came, but for values at secret pointers, which
// were replaced by kind and fingerprint before this value was made.
struct Event {
    QByteArray text;        // one JSON object, UTF-8
    QByteArray envelope;    // the members sent beside it, as one JSON object; empty without any
    QByteArray service;     // id of its definition; empty when none recognised it
    QByteArray shape;       // id of the definition's shape; empty likewise
    Identity identity;
    Micros received = 0;
    Verdict verdict = Verdict::Unjudged;
    bool partlyJudged = false;    // at least one rule that applies could not be judged
    QByteArray rules = {};        // which rules it broke, as ruleset.h writes them
};

}

Q_DECLARE_METATYPE(eventscope::Event)
