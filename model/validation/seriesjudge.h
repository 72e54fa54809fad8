// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/ruleset.h"
#include "validation/judge.h"
#include "validation/serviceset.h"

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

struct SeriesPlan;

// What the rules that look across events need of one event: hashes, no texts. Made on any thread, and
// used again from event to event, as its memory is.
struct SeriesFacts {
    struct Value {
        quint16 rule = 0;       // in the judge's list of such rules
        quint64 subject = 0;    // what values are compared within: the name's or the member's hash
        quint64 value = 0;      // the value's, or that of all names and types of the members
        JsonValue at;           // valid as long as the event's tape
    };
    const SeriesPlan *plan = nullptr;    // null: no such rule applies
    Micros time = 0;
    std::vector<Value> values;
};

// Judges events as a series, in the order in which they came: the same key twice ("duplicate"), properties
// of one name that change ("drift"), too many distinct values or names ("distinct-limit"). Its memory is
// bounded whatever comes: subjects and values beyond fixed numbers are counted no more, and of the keys
// of "duplicate" the last million at least are known. Not thread-safe.
//
// What such rules find is about the event that came later: the first is not to blame.
class SeriesJudge {
public:
    explicit SeriesJudge(ServiceSet services);
    ~SeriesJudge();
    SeriesJudge(SeriesJudge &&) noexcept;
    SeriesJudge &operator=(SeriesJudge &&) noexcept;

    // Any thread. The event's time, or that of receipt, is what windows are measured by. The judge and
    // the event's tape must outlive the facts.
    static void facts(const Judge &judge, const JsonTape &event, QByteArrayView shape, const Identity &identity,
        Micros received, SeriesFacts &facts);

    // What the event adds; a batch is what came or goes in one request, 0 for none known.
    [[nodiscard]] Judgement judge(const SeriesFacts &facts, qint64 batch = 0);
    // The same without sentences: only verdict and rules.
    [[nodiscard]] Judgement verdict(const SeriesFacts &facts, qint64 batch = 0);

    // What was seen so far, to go on with later: a store's own. The keys of "duplicate" are not in it: the
    // store has them (EventStore::repeats()). What is of a rule that is no more, or was changed, is not
    // taken up. False for what is no state of this version: the series starts anew.
    [[nodiscard]] QByteArray state() const;
    bool restore(const QByteArray &state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// A rule that an event broke when it was judged with others, told from the event alone: as a finding that
// says so. Nothing where it is no such rule of the judge's. Sentences and place are as good as they can be then.
[[nodiscard]] std::optional<Finding> seriesFinding(
    const Judge &judge, const RuleHit &hit, const JsonTape &event, QByteArrayView shape);

// The widest span of time within which such a rule wants keys of that shape to be unique, and the rules; none:
// no span.
struct RepeatRule {
    RuleHit hit;
    Micros window = 0;
};
[[nodiscard]] std::vector<RepeatRule> repeatRules(const Judge &judge, QByteArrayView shape);

}
