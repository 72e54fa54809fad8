// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsontape.h"
#include "plan/planjudge.h"
#include "service/services.h"
#include "validation/seriesjudge.h"
#include "validation/serviceset.h"

#include <memory>
#include <variant>

namespace eventscope {

// How events are read: what is given rather than detected, and what is known for judging.
struct ReadOptions {
    QByteArray service;      // empty: detect
    QByteArray shape;        // with a service: taken as given; empty: its best shape
    JudgeContext context;    // its `now` is that of receipt where `atReceipt` is set
    JsonBounds bounds;
    PlanJudgePtr plan = {};    // judged by as well; may be null
    bool atReceipt = false;
};

// One text into one Event: tape → service and shape → secrets replaced → identity → verdict.
// What looks like other services as well is taken for what most events before it were. Not thread-safe;
// one a thread and input, reused.
class EventReader {
public:
    EventReader(ServiceSet services, ReadOptions options);
    ~EventReader();

    // A fault when the text is not one JSON object within bounds. The envelope is the members sent
    // beside the event, as one JSON object; empty without any. What is wanted for judging it with others goes
    // to `facts`: valid as long as the event, the tape and this reader's next call.
    [[nodiscard]] std::variant<Event, JsonFault> read(
        std::string_view text, const QByteArray &envelope, Micros received, SeriesFacts *facts = nullptr);

    // The same for a text that is on a tape already; its root is an object.
    [[nodiscard]] std::variant<Event, JsonFault> read(
        const JsonTape &tape, const QByteArray &envelope, Micros received, SeriesFacts *facts = nullptr);

    // For the events to come, in the place of the options' own.
    void setContext(const JudgeContext &context);

    // From here on what of an event is as it came refers to the bytes it was read from, which must live as long.
    void borrowTexts() noexcept;

    // A service that wins where several are as likely; its file's majority, for instance.
    void expect(const QByteArray &service);

    // Whether the event last read was detected while others than its service are as likely: findings() then tells so.
    [[nodiscard]] bool inDoubt() const noexcept;

    // The details behind an event's verdict, recomputed from its text. Where the service is detected and
    // others are as likely, a finding of rule "detection" says so. What the event broke when it was judged with
    // others (Event::rules) is told as well as it can be from the event alone.
    [[nodiscard]] Judgement findings(const Event &event, Fixes fixes = Fixes::Offer);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
