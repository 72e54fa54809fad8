// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace eventscope::test {

inline constexpr Micros worldStart = 1'772'323'200'000'000;    // 2026-03-01T00:00:00Z

// The n-th of a series of events that differ in everything people filter by.
inline Event worldEvent(int n)
{
    static const QByteArrayList tenants{"acme", "globex", "initech", "Üç Nokta GmbH", "umbrella corp"};
    static const QByteArrayList names{"api.request", "page.view", "checkout.completed", "user.signed_up", "job.failed"};
    Event event;
    event.identity.tenant = n % 37 == 0 ? QByteArray() : tenants.at(n % 31 % tenants.size());
    event.identity.user = "user_" + QByteArray::number(n % 50);
    event.identity.name = names.at(n * 7 % 11 % names.size());
    event.identity.time = worldStart + n * 61 * microsPerSecond + n % 7 * 1000;
    event.identity.timeSource = n % 29 == 0 ? TimeSource::AssumedUtc : TimeSource::Event;
    event.received = event.identity.time + 1500 * microsPerMilli;
    event.service = n % 3 == 0 ? "alpha" : "beta";
    event.verdict = n % 10 == 0 ? Verdict::Invalid : n % 7 == 0 ? Verdict::Warning : Verdict::Valid;
    event.text = R"({"tenant_id":")" + event.identity.tenant + R"(","event_name":")" + event.identity.name +
                 R"(","user_id":")" + event.identity.user + R"(","string_props":{"model":"m)" +
                 QByteArray::number(n % 4) + R"(","note":"n)" + QByteArray::number(n) +
                 R"("},"numeric_props":{"tokens":)" + QByteArray::number(n * 13) +
                 R"(.50},"tags":["a","b",null,true]})";
    return event;
}

// A store in a temporary folder, and a filter to look at it.
struct EventWorld {
    explicit EventWorld(int events)
    {
        StoreOptions options;
        options.path = folder.filePath(QStringLiteral("events.eventscope"));
        auto opened = EventStore::open(options);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
        add(0, events);
        if (!store->waitUntilLoaded())
            qFatal("the store does not load");
    }

    // Events [from, to), as one import.
    void add(int from, int to)
    {
        std::vector<Event> batch;
        for (int n = from; n < to; ++n)
            batch.push_back(worldEvent(n));
        add(std::move(batch));
    }

    void add(std::vector<Event> batch)
    {
        if (batch.empty())
            return;
        const auto origin = store->begin({QStringLiteral("import"), QStringLiteral("march.ndjson"), {}}).result();
        const Row wanted = store->columns().size() + static_cast<Row>(batch.size());
        const bool done = origin && store->append(*origin, std::move(batch)).result() &&
                          store->complete(*origin).result() &&
                          QTest::qWaitFor([&] { return store->columns().size() >= wanted; });
        if (!done)
            qFatal("the events could not be stored");
    }

    QTemporaryDir folder;
    std::unique_ptr<EventStore> store;
    FilterState state;
};

}
