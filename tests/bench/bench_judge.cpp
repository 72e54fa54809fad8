// SPDX-License-Identifier: GPL-3.0-or-later
// Events read and judged a second on one core: bench_judge [SERVICE [ROUNDS]].
#include "event/utf8.h"
#include "service/services.h"
#include "validation/judge.h"

#include <QDir>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace eventscope;

namespace {

constexpr int eventCount = 100'000;

// Events of about 310 bytes, as a service of model calls sends them.
QByteArray callEvent(QRandomGenerator &random)
{
    const auto below = [&random](int bound) { return QByteArray::number(random.bounded(bound)); };
    return "{\"tenant_id\":\"tenant_" + below(20) + "\",\"event_name\":\"api.call_" + below(50) +
           "\",\"timestamp\":\"2026-03-" + QByteArray::number(10 + random.bounded(20)) +
           "T12:" + QByteArray::number(10 + random.bounded(50)) + ":00.123Z\",\"event_id\":\"evt_" +
           below(1'000'000'000) + "\",\"user_id\":\"user_" + below(1'000'000) +
           "\",\"string_props\":{\"model\":\"gpt-4\",\"endpoint\":\"/v1/"
           "chat\",\"status\":\"success\",\"region\":\"eu-west-1\"},"
           "\"numeric_props\":{\"tokens\":" +
           below(5000) + ",\"latency_ms\":" + below(900) + ",\"cost_usd\":0.0" + below(999) + "}}";
}

std::vector<QByteArray> eventsOf(const Service &service)
{
    QRandomGenerator random(7);
    std::vector<QByteArray> events;
    for (int i = 0; i < eventCount; ++i) {
        const auto &samples = service.samples();
        const bool made = service.envelopeMembers().size() == 1 && samples.front().text.contains("string_props");
        events.push_back(made ? callEvent(random) : samples[static_cast<std::size_t>(i) % samples.size()].text);
    }
    return events;
}

template <typename Work>
double perSecond(const std::vector<QByteArray> &events, int rounds, Work work)
{
    double best = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (const QByteArray &event : events)
            work(event);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best = std::max(best, static_cast<double>(events.size()) / took.count());
    }
    return best;
}

}

int main(int argc, char **argv)
{
    const auto loaded = Services::load(QDir(QStringLiteral("/nonexistent")));
    const QByteArray id = argc > 1 ? QByteArray(argv[1]) : loaded.services.all().front()->id();
    const int rounds = argc > 2 ? std::max(1, QByteArray(argv[2]).toInt()) : 7;
    const ServicePtr service = loaded.services.find(id);
    const auto judge = service ? Judge::compile(service) : failure(Error::Kind::NotFound, {});
    if (!judge) {
        std::fprintf(stderr, "no such service: %s\n", id.constData());
        return 2;
    }
    const std::vector<QByteArray> events = eventsOf(*service);
    qsizetype bytes = 0;
    for (const QByteArray &event : events)
        bytes += event.size();

    JsonTape tape;
    JsonTape first;
    if (!first.read(viewOf(events.front())))
        return 2;
    const QByteArray shape = loaded.services.detect(first.root()).shape;
    JudgeContext context;
    context.now = parseMoment(u"2026-03-30T12:00:00Z", 0);
    int valid = 0;
    const double read = perSecond(events, rounds, [&](const QByteArray &event) { valid += tape.read(viewOf(event)); });
    valid = 0;
    const double judged = perSecond(events, rounds, [&](const QByteArray &event) {
        if (tape.read(viewOf(event)))
            valid += (*judge)->verdict(tape, nullptr, shape, context).verdict == Verdict::Valid;
    });
    const double found = perSecond(events, std::min(rounds, 2), [&](const QByteArray &event) {
        if (tape.read(viewOf(event)))
            valid += (*judge)->judge(tape, nullptr, shape, context).findings.empty();
    });
    std::printf("%s: %d bytes an event, %.0f %% valid\n", id.constData(), int(bytes / eventCount),
        100.0 * valid / (double(eventCount) * (rounds + std::min(rounds, 2))));
    std::printf("read            %7.2f M events/s\n", read / 1e6);
    std::printf("read, verdict   %7.2f M events/s\n", judged / 1e6);
    std::printf("read, findings  %7.2f M events/s\n", found / 1e6);
    return 0;
}
