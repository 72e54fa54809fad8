// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/timestamp.h"
#include "validation/finding.h"
#include "validation/judge.h"
#include "validation/pointerset.h"

#include <optional>
#include <string_view>
#include <type_traits>

namespace eventscope {

// What a rule may look at beside its value.
struct RuleInput {
    JsonValue root;                               // of the text that the rule is about
    bool mayRepeat = true;                        // some object may have a name twice
    bool hasLone = true;                          // some string has half a surrogate pair
    bool mayHaveNul = true;                       // some string may have a NUL
    const PointerSet::Found *places = nullptr;    // of the plan's pointers
    const JudgeContext *context = nullptr;
    std::string_view shape;                     // empty for a request
    std::string_view kind;                      // of the event; empty without kinds
    std::optional<std::string_view> keyKind;    // of the key in the event, else of the request's; nothing: unknown
    JsonValue key;                              // the key in the event, where there is one
    std::optional<std::string_view> transport;

    // The time that was read last: several rules ask for the same.
    struct ReadTime {
        JsonValue at;
        TimeFormat format = TimeFormat::Iso8601;
        std::optional<Timestamp> time;
    };
    mutable ReadTime readTime;
};

// The words of one breach, made only where they are wanted.
struct RuleWords {
    QString sentence = {};    // used where the rule has no "say" of its own
    bool said = false;        // goes before the rule's "say"
    QString expected = {};
    QString found = {};
    QString source = {};     // goes before the rule's own, where there is one
    JsonValue fix = {};      // on the definition's document; likewise
    QString rename = {};     // where the definition has no fix: the name that the member should have
    bool respell = false;    // likewise: the value may be meant in quotes, or without them
    bool lacks = false;      // the value meant is not wrong itself: it lacks something
};

// A call that makes words, as long as the breach is being reported. One that takes a bool is told whether
// the sentence is wanted: where the rule has a "say" of its own it is not.
class WordsCall {
public:
    template <typename Call>
    WordsCall(const Call &call) noexcept
        : m_object(&call)
        , m_call([](const void *object, [[maybe_unused]] bool wantsSentence) {
            if constexpr (std::is_invocable_v<const Call &, bool>)
                return (*static_cast<const Call *>(object))(wantsSentence);
            else
                return (*static_cast<const Call *>(object))();
        })
    {}

    [[nodiscard]] RuleWords operator()(bool wantsSentence) const { return m_call(m_object, wantsSentence); }

private:
    const void *m_object;
    RuleWords (*m_call)(const void *, bool);
};

// Where rules say what they found.
class RuleReport {
public:
    virtual ~RuleReport() = default;

    // A breach at a value; `ceiling` is the most that it may count as.
    virtual void found(JsonValue at, WordsCall words, Severity ceiling = Severity::Error) = 0;
    // The same with a rule and a severity of its own.
    virtual void foundAs(JsonValue at, const QByteArray &rule, Severity severity, WordsCall words) = 0;
    virtual void notJudged(JsonValue at) = 0;
    // Whether breaches are wanted one by one with their words, or only how severe the worst is.
    [[nodiscard]] virtual bool isDetailed() const noexcept = 0;
};

// What a rule of one kind looks for, with its parameters. Immutable, safe to share between threads.
class RuleKind {
public:
    virtual ~RuleKind() = default;

    // Judges one value at the rule's place. The rule applies: its condition holds.
    virtual void judge(JsonValue at, const RuleInput &input, RuleReport &report) const = 0;

    // The same for each member of an object without names that repeat.
    virtual void judgeMembers(JsonValue object, const RuleInput &input, RuleReport &report) const
    {
        const JsonTape *const tape = object.tape();
        const JsonNode *const nodes = tape->nodes().data();
        const std::uint32_t end = object.node().next;
        for (std::uint32_t value = object.index() + 2; value < end; value = nodes[value].next + 1)
            judge({tape, value}, input, report);
    }
};

}
