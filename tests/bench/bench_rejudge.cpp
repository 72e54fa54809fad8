// SPDX-License-Identifier: GPL-3.0-or-later
// How long judging stored events again takes, beside judging the same events from a file:
// bench_rejudge [EVENTS [RULE-OF-A-TENTH [RULE-OF-ALL]]].
#include "intake/importer.h"
#include "review/rejudge.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <thread>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

// All have a member that the service does not name; a tenth has a name of another form.
QByteArray eventText(QRandomGenerator &random, int number)
{
    const auto below = [&random](int bound) { return QByteArray::number(random.bounded(bound)); };
    const QByteArray name = number % 10 == 0 ? "Request " + below(50) : "api.request_" + below(50);
    return R"({"tenant_id":"tenant_)" + below(20) + R"(","event_name":")" + name +
           R"(","timestamp":"2026-03-29T12:00:00.)" + QByteArray::number(100 + random.bounded(900)) +
           R"(Z","event_id":"evt_)" + QByteArray::number(random.generate64(), 16) + R"(","user_id":"user_)" +
           below(1'000'000) +
           R"(","sdk":"1.2","string_props":{"model":"gpt-4","endpoint":"/v1/chat","region":"eu-w"},)" +
           R"("numeric_props":{"tokens":)" + below(4000) + R"(,"latency_ms":)" + below(900) + R"(,"cost_usd":0.0450}})";
}

// Files that together hold all events, for as many threads.
std::vector<ImportSource> writeFiles(const QTemporaryDir &folder, int events, int files)
{
    QRandomGenerator random(7);
    std::vector<ImportSource> sources;
    int written = 0;
    for (int i = 0; i < files; ++i) {
        ImportSource source;
        source.label = u"events-%1-of-%2.ndjson"_s.arg(i + 1).arg(files);
        source.path = folder.filePath(source.label);
        QFile file(source.path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the events cannot be written");
        for (const int end = static_cast<int>(qint64(events) * (i + 1) / files); written < end; ++written)
            file.write(eventText(random, written) + '\n');
        sources.push_back(source);
    }
    return sources;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Read and judged, a thread a file.
double judgeFiles(const ServiceSet &services, const std::vector<ImportSource> &sources)
{
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (const ImportSource &source : sources) {
        threads.emplace_back([&] {
            qint64 invalid = 0;
            const ReadVisitor visitor{
                [&](const ReadEvent &read) { invalid += read.event.verdict == Verdict::Invalid ? 1 : 0; }, {}, {}};
            ImportOptions options;
            if (!readEvents(services, source, options, visitor))
                qFatal("the events cannot be read");
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return secondsSince(start);
}

template <typename T>
T taken(QFuture<Result<T>> future)
{
    future.waitForFinished();
    Result<T> result = future.result();
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(*result);
}

double judgeAgain(const char *what, EventStore &store, const ServiceSet &services, const char *change)
{
    SeverityChanges severities;
    if (*change && !severities.add(change))
        qFatal("no severity: %s", change);
    const auto start = std::chrono::steady_clock::now();
    const RejudgeReport report = taken(rejudge(store, services.withSeverities(severities), nullptr));
    const double seconds = secondsSince(start);
    std::printf("  %-28s %7.2f s   %9lld of %lld changed\n", what, seconds, static_cast<long long>(report.changed),
        static_cast<long long>(report.judged));
    return seconds;
}

}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int events = argc > 1 ? std::max(1, QByteArray(argv[1]).toInt()) : 1'000'000;
    const auto loaded = Services::load(QDir(u"/nonexistent"_s));
    const ServiceSet services = ServiceSet::compile(loaded.services, nullptr);
    const QTemporaryDir folder;
    StoreOptions options;
    options.path = folder.filePath(u"events.eventscope"_s);
    auto opened = EventStore::open(options);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    EventStore &store = **opened;
    const int threads = store.visitWorkers();
    const std::vector<ImportSource> whole = writeFiles(folder, events, 1);
    const std::vector<ImportSource> parts = writeFiles(folder, events, threads);

    const ImportReport imported = taken(importInto(store, services, whole, {}));
    std::printf(
        "%lld events\n  %-28s %7.2f s\n", static_cast<long long>(imported.stored), "imported", imported.seconds);
    const double one = judgeFiles(services, whole);
    std::printf("  %-28s %7.2f s   as import reads\n", "judged from a file", one);
    const double all = judgeFiles(services, parts);
    std::printf("  %-28s %7.2f s   on %d threads\n", "judged from files", all, threads);

    std::printf("judged again on %d threads\n", threads);
    judgeAgain("with the series", store, services, "");
    judgeAgain("nothing changed", store, services, "");
    const double tenth = judgeAgain("a tenth changed", store, services, argc > 2 ? argv[2] : "M3=error");
    const double every = judgeAgain("all changed", store, services, argc > 3 ? argv[3] : "M12=error");
    const auto start = std::chrono::steady_clock::now();
    const auto problems = taken(store.problems({}));
    std::printf("%zu problems counted in %.0f ms\n", problems.size(), secondsSince(start) * 1e3);
    std::printf("beside one file:  a tenth %.2f (at most 2), all %.2f (at most 4)\n", tenth / one, every / one);
    std::printf("beside %d files:   a tenth %.2f, all %.2f\n", threads, tenth / all, every / all);
    return 0;
}
