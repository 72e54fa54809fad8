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
    struct Member {
        quint64 name = 0;
        JsonValue value;
    };
    const SeriesPlan *plan = nullptr;    // null: no such rule applies
    Micros time = 0;
    std::vector<Value> values;
    std::vector<Member> members;    // of the objects that rules look at; while facts are made

    void clear() noexcept
    {
        plan = nullptr;
        values.clear();
    }
};

// Which keys of "duplicate" a series remembers. Those of one request are enough where a store tells the
// rest (intake/repeatedkeys.h) of the rules that repeatRules() names.
enum class SeriesKeys { All, OfBatch };

// Judges events as a series, in the order in which they came: the same key twice ("duplicate"), properties
// of one name that change ("drift"), too many distinct values or names ("distinct-limit"). Its memory is
// bounded whatever comes: subjects and values beyond fixed numbers are counted no more, and of the keys
// of "duplicate" the last million at least are known. Not thread-safe.
//
// What such rules find is about the event that came later: the first is not to blame.
class SeriesJudge {
public:
    explicit SeriesJudge(ServiceSet services, SeriesKeys keys = SeriesKeys::All);
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
    // Whether verdict() would look at the event's members, so that its tape must still be there.
    [[nodiscard]] bool wantsMembers(const SeriesFacts &facts) const;

    // A number for a batch, other than those before.
    [[nodiscard]] qint64 newBatch();

    // What was seen so far, to go on with later: a store's own. The keys of "duplicate" are not in it: the
    // store has them (EventStore::repeats()). What is of a rule that is no more, or was changed, is not
    // taken up. False for what is no state of this version: the series starts anew.
    [[nodiscard]] QByteArray state() const;
    bool restore(const QByteArray &state);
    // The rules that a state is of, as RepeatRule::salt has them; none for what is no state.
    [[nodiscard]] static std::vector<quint64> rulesIn(const QByteArray &state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// Adds to a judgement of the event alone what it broke when it was judged with others: those of the rules in
// that set that look across events, the judgement does not have and that were not found again. As findings
// that say so; sentence and place are as good as they can be.
void addSeriesFindings(
    const Judge &judge, QByteArrayView rules, const JsonTape &event, QByteArrayView shape, Judgement &judgement);

// The rules that want the deduplication key of events to be unique within a span of time.
struct RepeatRule {
    RuleHit hit;
    Micros window = 0;
    bool inBatch = false;              // and within one request, whatever the times
    std::vector<QByteArray> shapes;    // it is about
    quint64 salt = 0;                  // of all that decides what it finds
    bool sharesId = false;             // with rules that look at one event alone
};
[[nodiscard]] std::vector<RepeatRule> repeatRules(const Judge &judge);

// The worse of a verdict and what a finding of that severity makes of it.
[[nodiscard]] Verdict worsened(Verdict verdict, Severity severity) noexcept;

}
