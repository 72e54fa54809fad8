// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lanes of many users: the first answer of a filter, and the next ones while one scrolls and zooms.
//   bench_lanes [EVENTS] [FOLDER]
#include "benchstore.h"

#include <QCoreApplication>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr int rounds = 5;

LaneSpec firstPage(Field field, LaneSpec::Order order)
{
    LaneSpec spec;
    spec.field = field;
    spec.order = order;
    spec.from = firstMoment * 1'000;
    spec.to = lastMoment * 1'000;
    spec.buckets = 400;
    spec.count = 120;
    return spec;
}

EventFilter filterOf(const QString &text)
{
    const auto filter = EventFilter::parse(text, 0);
    if (!filter)
        giveUp(filter.error().error.message);
    return *filter;
}

void print(const char *what, const std::vector<Spent> &times)
{
    const Spent median = medianOf(times);
    std::printf("lanes  %-44s %8.1f ms wall  %8.1f ms of processors\n", what, median.wall, median.processors);
}

// What nobody asked for before: another filter comes between.
void measureFirst(EventStore &store, const char *what, const EventFilter &filter, const LaneSpec &spec)
{
    static const EventFilter other = filterOf(QStringLiteral("user:nobody"));
    std::vector<Spent> times;
    for (int i = 0; i < rounds; ++i) {
        std::ignore = resultOf(store.lanes(other, spec));
        times.push_back(spentOn([&] { std::ignore = resultOf(store.lanes(filter, spec)); }));
    }
    print(what, times);
}

// One question after the other of the same filter.
void measureNext(EventStore &store, const char *what, LaneSpec spec, const std::function<void(LaneSpec &)> &move)
{
    std::vector<Spent> times;
    std::ignore = resultOf(store.lanes({}, spec));
    for (int i = 0; i < rounds; ++i) {
        move(spec);
        times.push_back(spentOn([&] { std::ignore = resultOf(store.lanes({}, spec)); }));
    }
    print(what, times);
}

}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 count = arguments.size() > 1 ? arguments.at(1).toLongLong() : 1'000'000;
    const QDir folder(arguments.size() > 2 ? arguments.at(2) : QDir::tempPath());
    StoreOptions options;
    options.path = storeOf(folder, count);
    options.readOnly = true;
    const auto opened = EventStore::open(options);
    if (!opened || !(*opened)->waitUntilLoaded())
        giveUp(QStringLiteral("the store cannot be loaded"));
    EventStore &store = **opened;

    using Order = LaneSpec::Order;
    const LaneSpec users = firstPage(Field::User, Order::Count);
    const EventFilter some = filterOf(QStringLiteral("tenant:tenant_3 name:thing_7*"));
    measureFirst(store, "users by count, all events", {}, users);
    measureFirst(store, "users by first seen, all events", {}, firstPage(Field::User, Order::FirstSeen));
    measureFirst(store, "users by value, all events", {}, firstPage(Field::User, Order::Value));
    measureFirst(store, "names by count, all events", {}, firstPage(Field::Name, Order::Count));
    measureFirst(store, "users by count, one tenant, some names", some, users);
    measureNext(store, "users, a page further", users, [](LaneSpec &spec) { spec.first += 100; });
    measureNext(store, "users, far away", users, [](LaneSpec &spec) { spec.first += 10'000; });
    measureNext(store, "users, zoomed", users, [](LaneSpec &spec) { spec.to = (spec.from + spec.to) / 2; });
    measureNext(store, "names, zoomed", firstPage(Field::Name, Order::Count),
        [](LaneSpec &spec) { spec.to -= (spec.to - spec.from) / 16; });
    return 0;
}
