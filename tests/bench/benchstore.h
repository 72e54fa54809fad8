// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "benchevents.h"
#include "store/eventstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <vector>

namespace eventscope::bench {

// The same world as event(), as values ready to be stored: 20 tenants, a million users, 50 names, 2 % late.
class StoredEvents {
public:
    explicit StoredEvents(qint64 count)
        : m_count(count)
    {}

    [[nodiscard]] Event next()
    {
        Event made;
        Identity &identity = made.identity;
        const qint64 late = m_random.bounded(100) < 2 ? m_random.bounded(3'600'000) : 0;
        const qint64 since = (lastMoment - firstMoment) * 1'000 / m_count * m_made++;
        identity.time = firstMoment * 1'000 + since - late * 1'000;
        identity.timeSource = TimeSource::Event;
        identity.tenant = "tenant_" + QByteArray::number(m_random.bounded(20));
        identity.user = "user_" + QByteArray::number(m_random.bounded(1'000'000));
        identity.name = "thing_" + QByteArray::number(m_random.bounded(50)) + ".done";
        made.received = firstMoment * 1'000 + since + m_random.bounded(1'000'000);
        made.service = "bench";
        made.shape = "event";
        const int fault = m_random.bounded(200);
        made.verdict = fault == 0 ? Verdict::Invalid : fault < 5 ? Verdict::Warning : Verdict::Valid;
        made.rules = fault == 0 ? "R7:error" : fault < 5 ? "R3:warning" : "";
        made.text = textOf(identity);
        return made;
    }

private:
    [[nodiscard]] QByteArray textOf(const Identity &identity)
    {
        return "{\"tenant_id\":\"" + identity.tenant + "\",\"event_name\":\"" + identity.name + "\",\"timestamp\":\"" +
               QByteArray::number(identity.time / 1'000) + "\",\"event_id\":\"" +
               QByteArray::number(m_random.generate64(), 16) + "\",\"user_id\":\"" + identity.user +
               R"(","string_props":{"model":"large","endpoint":"/v1/chat","status":"ok","region":"eu-1",)"
               R"("plan":"growth"},"numeric_props":{"tokens":)" +
               QByteArray::number(m_random.bounded(5'000)) + R"(,"latency_ms":)" +
               QByteArray::number(m_random.bounded(3'000)) + R"(,"cost_usd":0.0)" +
               QByteArray::number(m_random.bounded(1'000)) + "}}";
    }

    qint64 m_count;
    qint64 m_made = 0;
    QRandomGenerator m_random{7};
};

[[noreturn]] inline void giveUp(const QString &why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::exit(2);
}

template <typename T>
T resultOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        giveUp(QStringLiteral("a search was cancelled"));
    Result<T> result = future.takeResult();    // as the window takes it: it is not copied
    if (!result)
        giveUp(result.error().message);
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

inline std::unique_ptr<EventStore> openStore(const QString &path)
{
    StoreOptions options;
    options.path = path;
    auto store = EventStore::open(options);
    if (!store)
        giveUp(store.error().message);
    return std::move(*store);
}

// The file of a store with that many events in the folder; made when it is not there. Events of another kind are
// those changed in that way.
inline QString storeOf(const QDir &folder, qint64 count, const QString &kind = QStringLiteral("store"),
    const std::function<void(Event &)> &change = {})
{
    constexpr qint64 batch = 20'000;
    const QString path = folder.filePath(QStringLiteral("%1-%2.eventscope").arg(kind).arg(count));
    if (QFileInfo::exists(path))
        return path;
    std::fprintf(stderr, "storing %lld events in %s\n", static_cast<long long>(count), qPrintable(path));
    const QString unfinished = path + QStringLiteral(".part");
    QFile::remove(unfinished);
    {
        const auto store = openStore(unfinished);
        const OriginId origin = resultOf(store->begin({QStringLiteral("import"), QStringLiteral("bench.ndjson"), {}}));
        StoredEvents events(count);
        std::vector<QFuture<Result<void>>> writing;
        for (qint64 done = 0; done < count; done += batch) {
            std::vector<Event> made;
            for (qint64 i = done; i < std::min(count, done + batch); ++i) {
                made.push_back(events.next());
                if (change)
                    change(made.back());
            }
            writing.push_back(store->append(origin, std::move(made)));
            if (writing.size() > 4)
                resultOf(writing[writing.size() - 5]);
        }
        resultOf(store->complete(origin));
    }
    if (!QFile::rename(unfinished, path))
        giveUp(QStringLiteral("cannot rename %1").arg(unfinished));
    return path;
}

// Milliseconds that went by, and that all processors together worked for this process: what is left of the first
// on a machine with nothing else to do.
struct Spent {
    double wall = 0;
    double processors = 0;

    friend bool operator<(const Spent &a, const Spent &b) { return a.wall < b.wall; }
};

[[nodiscard]] inline Spent spentOn(const std::function<void()> &work)
{
    const auto begun = std::chrono::steady_clock::now();
    const std::clock_t worked = std::clock();
    work();
    return {std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count(),
        double(std::clock() - worked) * 1'000 / CLOCKS_PER_SEC};
}

[[nodiscard]] inline double millisecondsOf(const std::function<void()> &work)
{
    return spentOn(work).wall;
}

template <typename Time>
[[nodiscard]] Time medianOf(std::vector<Time> times)
{
    std::sort(times.begin(), times.end());
    return times.empty() ? Time() : times[times.size() / 2];
}

// In bytes, from /proc/self/status.
[[nodiscard]] inline qint64 statusBytes(const QByteArray &field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed().split(' ').first().toLongLong() * 1'024;
    }
    return 0;
}

}
