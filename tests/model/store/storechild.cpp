// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/deliveries.h"
#include "store/endpoints.h"
#include "store/outbox.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <deque>

#include <sys/resource.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// The other process of the store's tests.
//   storechild imports STORE   one import of 20 batches of 50 events after the other, until killed
//   storechild holds STORE     begins an import of 100 events, says so and waits
//   storechild sends STORE     one delivery of 3 fresh events after the other, each said when it is
//                              kept and every other one finished, until killed
//   storechild dispatches STORE
//                              claims the only order, "busy" when it cannot; takes 7 events at a time through
//                              the outbox, two requests on their way at once, each said, until killed or done
//   storechild replaces STORE  puts others in the place of all events and takes that back, until killed
//   storechild judges STORE    gives all events verdicts again, a batch at a time, until killed
//   storechild fills STORE     writes with little room for files until that fails, then makes do

namespace {

void say(const char *word)
{
    std::puts(word);
    std::fflush(stdout);
}

[[noreturn]] void importForEver(EventStore &store)
{
    say("ready");
    for (;;) {
        const OriginId origin = valueOf(store.begin({u"import"_s, u"child"_s, {}}));
        for (int batch = 0; batch < 20; ++batch)
            valueOf(store.append(origin, plainEvents(50, batch * 50)));
        valueOf(store.reject(origin, {Reject{u"f"_s, 1, 0, 1, u"r"_s, "x"}}));
        valueOf(store.complete(origin));
    }
}

int holdOpen(EventStore &store)
{
    const OriginId origin = valueOf(store.begin({u"import"_s, u"held"_s, {}}));
    valueOf(store.append(origin, plainEvents(100)));
    say("ready");
    char byte = 0;
    std::ignore = ::read(STDIN_FILENO, &byte, 1);
    valueOf(store.complete(origin));
    say("completed");
    return 0;
}

[[noreturn]] void sendForEver(EventStore &store)
{
    const OriginId origin = valueOf(store.begin({u"compose"_s, u"child"_s, {}}));
    valueOf(store.complete(origin));
    Endpoint endpoint;
    endpoint.name = u"from the child"_s;
    valueOf(store.endpoints().save(endpoint));
    for (int i = 0;; ++i) {
        Delivery delivery;
        delivery.body = QByteArray(10'000, 'x');
        const auto begun = valueOf(store.deliveries().begin(delivery, {{}, origin, plainEvents(3, i * 3)}));
        say(QByteArray::number(begun.id).constData());
        if (i % 2 == 0)
            valueOf(store.deliveries().finish(begun.id, {.state = DeliveryState::Accepted}));
    }
}

// Every third request is refused, every fifth to be tried again.
void dispatch(EventStore &store)
{
    Outbox &outbox = store.outbox();
    const OutboxJobId job = valueOf(outbox.jobs()).front().id;
    if (!valueOf(outbox.claim(job)))
        return say("busy");
    struct Request {
        DeliveryId id = 0;
        OutboxPart part;
    };
    std::deque<Request> requests;
    for (;;) {
        const Outbox::Batch batch = valueOf(outbox.next(job, 7, 1'000'000, 0));
        if (!batch.places.empty()) {
            Outbox::Departure departure{job, {}, batch.places, {}};
            departure.delivery.body = QByteArray(2'000, 'x');
            requests.push_back({valueOf(outbox.depart(departure)), batch.part});
            say(QByteArray::number(requests.back().id).constData());
        }
        if (requests.empty())
            break;
        if (!batch.places.empty() && requests.size() < 2)
            continue;
        const Request request = requests.front();
        requests.pop_front();
        const bool again = request.id % 5 == 0;
        const bool refused = request.id % 3 == 0;
        const OutboxState state =
            again ? OutboxState::Queued : (refused ? OutboxState::Rejected : OutboxState::Accepted);
        const DeliveryState end = again || refused ? DeliveryState::Rejected : DeliveryState::Accepted;
        valueOf(outbox.arrive(job, request.id, {.state = end}, {{request.part.first, request.part.count, state}}));
    }
    valueOf(outbox.release(job));
    say("done");
}

[[noreturn]] void judgeForEver(EventStore &store)
{
    say("ready");
    for (int round = 0;; ++round) {
        const Row end = store.columns().size();
        for (Row from = 0; from < end; from += 500) {
            std::vector<VerdictChange> changes;
            const QByteArray rules = "r" + QByteArray::number(round) + ":error";
            for (Row row = from; row < std::min(end, from + 500); ++row)
                changes.push_back({row, static_cast<Verdict>(round % 4), round % 2 == 0, rules});
            valueOf(store.judged(std::move(changes)));
        }
    }
}

[[noreturn]] void replaceForEver(EventStore &store)
{
    say("ready");
    for (;;) {
        const std::vector<Row> rows = searched(store).rows;
        const auto replacement =
            valueOf(store.replace(rows, plainEvents(static_cast<int>(rows.size())), {u"edit"_s, u"child"_s, {}}));
        valueOf(store.restore(replacement));
    }
}

int fillUp(EventStore &store)
{
    test::store(store, plainEvents(100));
    const rlimit limit{2 << 20, 2 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
    const OriginId origin = valueOf(store.begin({u"import"_s, u"too much"_s, {}}));
    for (int batch = 0; batch < 1000; ++batch) {
        QFuture<Result<void>> appended = store.append(origin, plainEvents(500, batch * 500));
        appended.waitForFinished();
        if (appended.result())
            continue;
        say(appended.result().error().kind == Error::Kind::Io ? "refused" : "other");
        // What is there can still be searched and read.
        say(searched(store).total == 100 && valueOf(store.fetch({99})).size() == 1 ? "readable" : "lost");
        return 0;
    }
    say("never full");
    return 1;
}

}

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (argc != 3)
        return 2;
    const auto store = openStore(QString::fromLocal8Bit(argv[2]));
    const QByteArray command = argv[1];
    if (command == "imports")
        importForEver(*store);
    if (command == "replaces")
        replaceForEver(*store);
    if (command == "judges")
        judgeForEver(*store);
    if (command == "sends")
        sendForEver(*store);
    if (command == "dispatches") {
        dispatch(*store);
        return 0;
    }
    return command == "holds" ? holdOpen(*store) : fillUp(*store);
}
