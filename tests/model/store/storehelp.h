// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "testmain.h"

#include <QTemporaryDir>

namespace eventscope::test {

// The value of a future, or a failed test.
template <typename T>
T valueOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        qFatal("the future was cancelled");
    Result<T> result = future.result();
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

template <typename T>
Error errorOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        qFatal("the future was cancelled");
    const Result<T> result = future.result();
    if (result)
        qFatal("this should have failed");
    return result.error();
}

inline std::unique_ptr<EventStore> openStore(const StoreOptions &options)
{
    Result<std::unique_ptr<EventStore>> store = EventStore::open(options);
    if (!store)
        qFatal("%s", qPrintable(store.error().message));
    if (const auto loaded = (*store)->waitUntilLoaded(); !loaded)
        qFatal("%s", qPrintable(loaded.error().message));
    return std::move(*store);
}

inline std::unique_ptr<EventStore> openStore(const QString &path)
{
    StoreOptions options;
    options.path = path;
    return openStore(options);
}

inline Event plainEvent(int number)
{
    Event event;
    const QByteArray n = QByteArray::number(number);
    event.text = "{\"n\":" + n + "}";
    event.service = "svc";
    event.shape = "shape";
    event.identity.tenant = "tenant" + QByteArray::number(number % 3);
    event.identity.user = "user" + QByteArray::number(number % 7);
    event.identity.name = "name" + QByteArray::number(number % 5);
    event.identity.time = 1'000'000'000'000'000 + number * microsPerSecond;
    event.identity.timeSource = TimeSource::Event;
    event.received = 1'700'000'000'000'000 + number;
    event.verdict = static_cast<Verdict>(number % 4);
    return event;
}

inline std::vector<Event> plainEvents(int count, int from = 0)
{
    std::vector<Event> events;
    for (int i = from; i < from + count; ++i)
        events.push_back(plainEvent(i));
    return events;
}

// A whole import.
inline OriginId store(EventStore &store, std::vector<Event> events, const QString &label = QStringLiteral("test"))
{
    const OriginId origin = valueOf(store.begin({QStringLiteral("import"), label, {}}));
    valueOf(store.append(origin, std::move(events)));
    valueOf(store.complete(origin));
    return origin;
}

inline SearchResult searched(EventStore &store, const EventFilter &filter = {}, const SearchSpec &spec = {})
{
    return valueOf(store.search(filter, spec));
}

inline EventFilter filterOf(const char *text)
{
    const auto filter = EventFilter::parse(QString::fromUtf8(text), 0);
    if (!filter)
        qFatal("%s", qPrintable(filter.error().error.message));
    return *filter;
}

}
