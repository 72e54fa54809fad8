// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/deliveryplanner.h"

#include "generate/recipeparts.h"

#include <algorithm>
#include <map>
#include <set>

namespace eventscope {

namespace {

struct Batch {
    std::vector<qint64> events;
    std::size_t wanted = 0;
    Micros latest = 0;
};

struct Plan {
    const RecipeDelivery *plan = nullptr;
    std::set<QByteArray> kinds;
    std::map<QByteArray, Batch> open;    // by the envelope
    std::vector<std::size_t> deck;       // of outcomes to come

    [[nodiscard]] bool carries(const GeneratedEvent &event) const
    {
        using Carries = RecipeDelivery::Carries;
        const bool fits = plan->carries == Carries::Any || (plan->carries == Carries::Faulty) == event.faulty;
        return fits && kinds.contains(event.kind);
    }
};

MadeText number(qint64 value)
{
    return {MadeText::Form::Json, std::to_string(value)};
}

}

struct DeliveryPlanner::Private {
    Private(RecipePtr from, quint64 seed);

    [[nodiscard]] const RecipeOutcome &nextOutcome(Plan &plan);
    [[nodiscard]] PlannedDelivery closed(Plan &plan, Batch batch);
    [[nodiscard]] Reply reply(const RecipeOutcome &outcome, qint64 sent, Micros at);
    [[nodiscard]] DeliveryTimes times(const RecipeOutcome &outcome);

    RecipePtr recipe;
    const Recipe::Private &parts;
    Random random;
    std::vector<qint64> sequences;
    std::vector<Plan> plans;
};

DeliveryPlanner::Private::Private(RecipePtr from, quint64 seed)
    : recipe(std::move(from))
    , parts(recipe->parts())
    , random(seed ^ 0x64656c6976657279U)    // other numbers than the events have
    , sequences(parts.sequences)
{
    for (const RecipeDelivery &plan : parts.deliveries) {
        Plan made{&plan, {}, {}, {}};
        for (const std::size_t event : plan.events)
            made.kinds.insert(parts.events[event].id);
        plans.push_back(std::move(made));
    }
}

// Outcomes are dealt like cards: in each round each comes as often as the recipe says.
const RecipeOutcome &DeliveryPlanner::Private::nextOutcome(Plan &plan)
{
    if (plan.deck.empty()) {
        plan.deck = plan.plan->deck;
        for (std::size_t left = plan.deck.size(); left > 1; --left)
            std::swap(plan.deck[left - 1], plan.deck[static_cast<std::size_t>(random.below(left))]);
    }
    const std::size_t outcome = plan.deck.back();
    plan.deck.pop_back();
    return plan.plan->outcomes[outcome];
}

Reply DeliveryPlanner::Private::reply(const RecipeOutcome &outcome, qint64 sent, Micros at)
{
    Reply reply;
    reply.status = outcome.status;
    for (const auto &[name, value] : outcome.headers)
        reply.headers.push_back({name, value});
    if (outcome.reply) {
        std::vector<Made> values(parts.sources.size());
        const qint64 lost = std::min(sent, random.between(outcome.leastLost, outcome.mostLost));
        values[parts.sentSlot].own = number(sent);
        values[parts.takenSlot].own = number(sent - lost);
        Making making{random, parts.sources, values, sequences, at};
        std::string text;
        if (outcome.reply->writeTo(text, making))
            reply.body = QByteArray::fromStdString(text);
    } else {
        reply.body = outcome.text.toUtf8();
    }
    reply.bodyBytes = reply.body.size();
    return reply;
}

DeliveryTimes DeliveryPlanner::Private::times(const RecipeOutcome &outcome)
{
    DeliveryTimes times;
    times.ended = random.between(outcome.takes.least, outcome.takes.most, Spread::Low);
    if (outcome.way == RecipeOutcome::Way::NotSent || outcome.way == RecipeOutcome::Way::Cancelled)
        return times;
    times.connected = times.ended / random.between(6, 12);
    times.sent = times.connected + times.ended / random.between(8, 20);
    if (outcome.way == RecipeOutcome::Way::Replied)
        times.firstByte = times.ended - times.ended / random.between(20, 60);
    return times;
}

PlannedDelivery DeliveryPlanner::Private::closed(Plan &plan, Batch batch)
{
    using Way = RecipeOutcome::Way;
    const RecipeOutcome &outcome = nextOutcome(plan);
    PlannedDelivery made;
    made.endpoint = plan.plan->endpoint;
    made.started = batch.latest + random.between(2 * microsPerMilli, 900 * microsPerMilli);
    made.events = std::move(batch.events);
    made.exchange.times = times(outcome);
    made.exchange.message = outcome.message;
    switch (outcome.way) {
    case Way::Replied:
        made.exchange.way = Exchange::Way::Replied;
        made.exchange.reply = reply(outcome, qint64(made.events.size()), made.started + made.exchange.times.ended);
        break;
    case Way::NotSent:
        made.exchange.way = Exchange::Way::NotSent;
        break;
    case Way::NoAnswer:
        made.exchange.way = Exchange::Way::NoAnswer;
        break;
    case Way::Cancelled:
        made.exchange.way = Exchange::Way::Cancelled;
        break;
    }
    return made;
}

DeliveryPlanner::DeliveryPlanner(RecipePtr recipe, quint64 seed)
    : d(std::make_unique<Private>(std::move(recipe), seed))
{}

DeliveryPlanner::~DeliveryPlanner() = default;

std::vector<PlannedDelivery> DeliveryPlanner::add(const GeneratedEvent &event, qint64 number)
{
    std::vector<PlannedDelivery> complete;
    for (Plan &plan : d->plans) {
        if (!plan.carries(event) || !d->random.chance(plan.plan->share))
            continue;
        Batch &batch = plan.open[event.envelope];
        if (batch.events.empty())
            batch.wanted = static_cast<std::size_t>(d->random.between(plan.plan->leastEvents, plan.plan->mostEvents));
        batch.events.push_back(number);
        batch.latest = event.time;
        if (batch.events.size() >= batch.wanted)
            complete.push_back(d->closed(plan, std::exchange(batch, {})));
    }
    return complete;
}

std::vector<PlannedDelivery> DeliveryPlanner::finish()
{
    std::vector<PlannedDelivery> complete;
    for (Plan &plan : d->plans) {
        for (auto &[envelope, batch] : plan.open) {
            if (!batch.events.empty())
                complete.push_back(d->closed(plan, std::exchange(batch, {})));
        }
    }
    return complete;
}

}
