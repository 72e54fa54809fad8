// SPDX-License-Identifier: GPL-3.0-or-later
// How long reading takes for one event, step by step: cut, read onto a tape, detected and judged, stored.
#include "event/utf8.h"
#include "intake/cutter.h"
#include "intake/importer.h"
#include "service/redaction.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int events = 500'000;

QByteArray eventText(QRandomGenerator &random)
{
    const auto number = [&](int bound) { return QByteArray::number(random.bounded(bound)); };
    return R"({"tenant_id":"tenant_)" + number(20) + R"(","event_name":"api.request_)" + number(50) +
           R"(","timestamp":"2026-03-29T12:00:00.)" + QByteArray::number(100 + random.bounded(900)) +
           R"(Z","event_id":"evt_)" + QByteArray::number(random.generate64(), 16) + R"(","user_id":"user_)" +
           number(1'000'000) +
           R"(","string_props":{"model":"gpt-4","endpoint":"/v1/chat/completions","region":"eu-central-1"},)"
           R"("numeric_props":{"tokens":)" +
           number(4000) + R"(,"latency_ms":)" + number(900) + R"(,"cost_usd":0.0450}})";
}

class Clock {
public:
    void lap(const char *what)
    {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double, std::micro> spent = now - m_start;
        std::printf("%-44s %7.3f us an event\n", what, spent.count() / events);
        m_start = std::chrono::steady_clock::now();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

class Counter : public CutSink {
public:
    bool event(const JsonTape &, const QByteArray &, const CutPlace &) override { return ++count > 0; }
    bool reject(std::string_view, const CutPlace &, const QString &, bool) override { return true; }
    bool request(std::string_view, qint64, const CutPlace &, const QString &) override { return true; }
    qint64 count = 0;
};

void cut(const QByteArray &bytes)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytes);
    buffer->open(QIODevice::ReadOnly);
    ByteSource source(std::move(buffer), u"bench"_s);
    InputWindow window(source);
    Counter counter;
    const Result<void> done =
        Cutter(window, {{"events"}, [](JsonValue) { return QByteArray("events"); }}, counter, {}).run();
    if (!done || counter.count != events)
        std::printf("not all were read\n");
}

void readSteps(const ServiceSet &services, const QByteArrayList &texts, Clock &clock)
{
    JsonTape tape;
    qint64 sum = 0;
    for (const QByteArray &text : texts)
        sum += tape.read(viewOf(text)) ? 1 : 0;
    clock.lap("  tape");
    for (const QByteArray &text : texts)
        sum += tape.read(viewOf(text)) && services.services().detect(tape.root()).service ? 1 : 0;
    clock.lap("  tape, detected");
    QByteArray redacted;
    for (const QByteArray &text : texts)
        sum += tape.read(viewOf(text)) &&
                       redact(tape.root(), services.services().all().front().get(), services.services(), redacted)
                   ? 1
                   : 0;
    clock.lap("  tape, looked through for secrets");
    const Detection detection = services.services().detect(tape.root());
    for (const QByteArray &text : texts)
        sum += tape.read(viewOf(text)) ? detection.service->identify(tape.root(), {}, detection.shape).time : 0;
    clock.lap("  tape, identified");
    const auto judge = services.judge(detection.service->id());
    for (const QByteArray &text : texts)
        sum += tape.read(viewOf(text)) ? int(judge->verdict(tape, nullptr, detection.shape, {}).verdict) : 0;
    clock.lap("  tape, verdict");
    EventReader reader(services, {});
    for (const QByteArray &text : texts)
        sum += std::get<Event>(reader.read(viewOf(text), {}, 0)).text.size();
    clock.lap("  the event reader in all");
    if (sum == 0)
        std::printf("nothing was read\n");
}

void importAll(const ServiceSet &services, const QByteArray &bytes, Clock &clock)
{
    const QTemporaryDir folder;
    StoreOptions where;
    where.path = folder.filePath(u"bench.db"_s);
    const auto store = EventStore::open(where);
    if (!store)
        return;
    ImportSource source;
    source.label = u"bench"_s;
    source.bytes = bytes;
    auto future = importInto(**store, services, {source}, {});
    future.waitForFinished();
    clock.lap("import into a store");
    if (const auto result = future.result())
        std::printf("%lld stored in %.3f s\n", static_cast<long long>(result->stored), result->seconds);
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::vector<Error> faults;
    const ServiceSet services = ServiceSet::compile(Services::load(QDir(u"/nowhere"_s)).services, &faults);
    for (const Error &fault : faults)
        std::printf("%s\n", qPrintable(fault.message));
    QRandomGenerator random(1);
    QByteArrayList texts;
    for (int i = 0; i < events; ++i)
        texts << eventText(random);
    const QByteArray lines = texts.join('\n');
    const QByteArray array = '[' + texts.join(',') + ']';
    const QByteArray envelopes = "{\"events\":[" + array.mid(1, array.size() - 2) + "]}";
    std::printf("%d events of %lld bytes\n", events, static_cast<long long>(lines.size() / events));
    Clock clock;
    cut(lines);
    clock.lap("lines, cut and read");
    cut(array);
    clock.lap("an array, cut and read");
    cut(envelopes);
    clock.lap("an envelope, cut and read");
    readSteps(services, texts, clock);
    importAll(services, lines, clock);
    return 0;
}
