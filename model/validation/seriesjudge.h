// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/judge.h"
#include "validation/serviceset.h"

#include <memory>
#include <string_view>

namespace eventscope {

// What the rules that look across events need of one event: hashes, no texts. Made on any thread.
struct SeriesFacts {
    struct Value {
        quint16 rule = 0;       // in the judge's list of such rules
        quint64 subject = 0;    // what values are compared within: the name's or the member's hash
        quint64 value = 0;      // the value's, the set of types' or the set of keys'
        JsonValue at;           // valid as long as the event's tape
    };
    const Judge *judge = nullptr;    // null: no such rule applies
    Micros time = 0;
    std::vector<Value> values;
};

// Judges events as a series, in the order in which they came: the same key twice ("duplicate"), properties
// of one name that change ("drift"), too many distinct values or names ("distinct-limit"). Its memory is
// bounded whatever comes: subjects and values beyond fixed numbers are counted no more, and the keys of
// "duplicate" that are older than its window are dropped first. Not thread-safe.
//
// What such rules find is about the event that came later: the first is not to blame.
class SeriesJudge {
public:
    explicit SeriesJudge(ServiceSet services);
    ~SeriesJudge();

    // Any thread. The identity's time, or that of receipt, is what windows are measured by.
    [[nodiscard]] static SeriesFacts facts(
        const Judge &judge, const JsonTape &event, QByteArrayView shape, const Identity &identity, Micros received);

    // What the event adds; a batch is what came or goes in one request, 0 for none known.
    [[nodiscard]] Judgement judge(const SeriesFacts &facts, qint64 batch = 0);
    // The same without sentences: only verdict and rules.
    [[nodiscard]] Judgement verdict(const SeriesFacts &facts, qint64 batch = 0);

    // What was seen so far, to go on with later: a store's own. A state of another version or of changed
    // definitions is not taken up: false, and the series starts anew.
    [[nodiscard]] QByteArray state() const;
    bool restore(const QByteArray &state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
