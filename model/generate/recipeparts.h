// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "generate/recipe.h"
#include "generate/sources.h"

#include <array>

namespace eventscope {

// Two spans of time, the lesser first.
struct SpanRange {
    Micros least = 0;
    Micros most = 0;
};

// How events are spread over time.
struct TimePlan {
    struct Burst {
        double perDay = 0;
        double times = 1;    // as many as else
        SpanRange lasting;
    };

    Micros span = microsPerDay;
    Micros zone = 0;    // of the hours and the weekend, east of UTC
    std::array<double, 24> hours{};
    double weekend = 1;
    double noise = 0;
    std::vector<Burst> bursts;
    double lateShare = 0;
    SpanRange lateBy;
};

// An event that comes of another one.
struct FollowUp {
    std::size_t event = 0;
    double share = 1;
    SpanRange after;
    std::vector<std::size_t> keep;    // named values that stay the same
};

struct EventTemplate {
    QByteArray id;
    QByteArray service;
    QByteArray transport;
    JsonTemplate body;
    std::optional<JsonTemplate> envelope;
    std::vector<FollowUp> then;
    std::vector<std::size_t> faults;    // that may happen to it
};

// What goes wrong with an event.
struct EventFault {
    enum class Kind : quint8 { Set, Remove, Rename, Quote, Unquote, Replace, Break, Shift, Repeat };
    enum class Breakage : quint8 { TrailingComma, MissingComma, Comment, Cut };

    double share = 0;
    Kind kind = Kind::Set;
    JsonPointer at;
    std::optional<JsonTemplate> to;    // of Set and Replace
    QString key;                       // of Rename
    Breakage breakage = Breakage::TrailingComma;
    SpanRange shift;
};

// One way a delivery ends.
struct RecipeOutcome {
    enum class Way : quint8 { Replied, NotSent, NoAnswer, Cancelled };

    Way way = Way::Replied;
    int status = 200;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    std::optional<JsonTemplate> reply;    // JSON; nothing: an empty body
    QString text;                         // of a reply that is no JSON
    QString message;                      // of what was not replied to
    qint64 leastLost = 0;                 // how many events the service does not take
    qint64 mostLost = 0;
    SpanRange takes;    // from the start to the end
};

// Which events are sent where.
struct RecipeDelivery {
    enum class Carries : quint8 { Healthy, Faulty, Any };

    std::size_t endpoint = 0;
    double share = 1;                   // of the events that fit
    std::vector<std::size_t> events;    // of these templates
    Carries carries = Carries::Healthy;
    int leastEvents = 1;    // in one request
    int mostEvents = 1;
    std::vector<RecipeOutcome> outcomes;
    std::vector<std::size_t> deck;    // each outcome as often as it comes in a round
};

struct Recipe::Private {
    QString title;
    QString description;
    qint64 count = 1000;
    TimePlan time;
    std::vector<std::unique_ptr<Pool>> pools;
    std::vector<ValueSourcePtr> sources;    // of the named values
    std::vector<qint64> sequences;          // where each begins
    std::vector<EventTemplate> events;
    Weights eventWeights;
    std::vector<EventFault> faults;
    std::vector<RecipeEndpoint> endpoints;
    std::vector<RecipeDelivery> deliveries;
    std::size_t sentSlot = 0;     // values of replies: how many events were sent,
    std::size_t takenSlot = 0;    // and how many of them the service took
};

}
