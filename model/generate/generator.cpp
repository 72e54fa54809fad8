// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/generator.h"

#include "generate/faultmaker.h"
#include "generate/schedule.h"

#include <queue>

namespace eventscope {

namespace {

constexpr std::size_t mostPending = 100'000;

// An event that comes of an earlier one.
struct Pending {
    Micros time = 0;
    quint64 order = 0;    // of those at one time the first is the one that was planned first
    std::size_t event = 0;
    std::vector<std::pair<std::size_t, Made>> kept;

    // The queue has its greatest on top.
    friend bool operator<(const Pending &a, const Pending &b)
    {
        return a.time != b.time ? a.time > b.time : a.order > b.order;
    }
};

}

struct Generator::Private {
    Private(RecipePtr from, const Options &asked);

    GeneratedEvent next();
    [[nodiscard]] std::size_t chooseEvent(Micros &time, bool last);
    [[nodiscard]] const EventFault *chooseFault(const EventTemplate &event);
    void write(const EventTemplate &event, GeneratedEvent &into);
    void planFollowUps(const EventTemplate &event, Micros time);

    RecipePtr recipe;
    const Recipe::Private &parts;
    Options options;
    Random random;
    EventSchedule schedule;
    std::vector<Made> values;
    std::vector<qint64> sequences;
    Making making;
    std::priority_queue<Pending> pending;
    quint64 planned = 0;
    qint64 made = 0;
    std::vector<GeneratedEvent> before;    // the last good one of each kind
    FaultMaker faults;
    std::string text;
};

Generator::Private::Private(RecipePtr from, const Options &asked)
    : recipe(std::move(from))
    , parts(recipe->parts())
    , options{asked.seed, asked.count > 0 ? asked.count : recipe->count(), asked.end}
    , random(options.seed)
    , schedule(parts.time, random, options.count, options.end)
    , values(parts.sources.size())
    , sequences(parts.sequences)
    , making{random, parts.sources, values, sequences}
    , before(parts.events.size())
{}

std::size_t Generator::Private::chooseEvent(Micros &time, bool last)
{
    for (Made &value : values) {
        value.own.form = MadeText::Form::NotYet;
        value.item = nullptr;
    }
    if (last || pending.empty() || pending.top().time > time)
        return parts.eventWeights.pick(random);
    const Pending &due = pending.top();
    time = due.time;
    const std::size_t event = due.event;
    for (const auto &[slot, value] : due.kept)
        values[slot] = value;
    pending.pop();
    return event;
}

const EventFault *Generator::Private::chooseFault(const EventTemplate &event)
{
    if (event.faults.empty())
        return nullptr;
    double place = random.unit();
    for (const std::size_t fault : event.faults) {
        place -= parts.faults[fault].share;
        if (place < 0)
            return &parts.faults[fault];
    }
    return nullptr;
}

void Generator::Private::write(const EventTemplate &event, GeneratedEvent &into)
{
    text.clear();
    if (event.body.writeTo(text, making))
        into.text = QByteArray(text.data(), qsizetype(text.size()));
    if (!event.envelope)
        return;
    text.clear();
    if (event.envelope->writeTo(text, making) && text != "{}")
        into.envelope = QByteArray(text.data(), qsizetype(text.size()));
}

void Generator::Private::planFollowUps(const EventTemplate &event, Micros time)
{
    for (const FollowUp &follow : event.then) {
        if (!random.chance(follow.share) || pending.size() >= mostPending)
            continue;
        Pending next{time + random.between(follow.after.least, follow.after.most), planned++, follow.event, {}};
        if (next.time > options.end)
            continue;
        for (const std::size_t slot : follow.keep)
            next.kept.emplace_back(slot, making.value(slot));
        pending.push(std::move(next));
    }
}

GeneratedEvent Generator::Private::next()
{
    const bool last = made + 1 >= options.count;
    GeneratedEvent event;
    event.time = schedule.at(made++, random);
    const std::size_t kind = chooseEvent(event.time, last);
    const EventTemplate &from = parts.events[kind];
    const EventFault *const fault = chooseFault(from);
    if (fault && fault->kind == EventFault::Kind::Repeat && !before[kind].text.isEmpty()) {
        GeneratedEvent again = before[kind];
        again.time = event.time;
        again.faulty = true;
        return again;
    }
    event.service = from.service;
    event.transport = from.transport;
    event.kind = from.id;
    making.time = event.time;
    if (!last && random.chance(parts.time.lateShare))
        making.time -= random.between(parts.time.lateBy.least, parts.time.lateBy.most);
    if (fault && fault->kind == EventFault::Kind::Shift) {
        making.time += random.between(fault->shift.least, fault->shift.most);
        event.faulty = true;
    }
    write(from, event);
    if (fault && !event.faulty) {
        QByteArray faulty = faults.applied(*fault, event.text, making);
        event.faulty = faulty != event.text;
        event.text = std::move(faulty);
    }
    if (!event.faulty)
        before[kind] = event;
    planFollowUps(from, event.time);
    return event;
}

Generator::Generator(RecipePtr recipe, const Options &options)
    : d(std::make_unique<Private>(std::move(recipe), options))
{}

Generator::~Generator() = default;

qint64 Generator::count() const noexcept
{
    return d->options.count;
}

bool Generator::atEnd() const noexcept
{
    return d->made >= d->options.count;
}

GeneratedEvent Generator::next()
{
    return d->next();
}

}
