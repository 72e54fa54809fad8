// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/endpointkeys.h"
#include "cli/outboxrun.h"
#include "cli/sendreport.h"
#include "event/tr.h"
#include "intake/jsonline.h"
#include "store/outbox.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

tl::unexpected<Error> badUse(const QString &sentence)
{
    return failure(Error::Kind::BadInput, sentence);
}

void addOutboxOptions(CommandLine &line)
{
    line.addPositional(
        u"action"_s, tr("list, send, pause, resume, cancel or requeue, and which orders."), u"ACTION [ORDER...]"_s);
    line.add(u"state"_s,
        tr("What to requeue (failed, rejected and cancelled): also unknown, partly-accepted. May be repeated."),
        tr("STATE"));
    line.addFlag(u"all"_s, tr("List those that are over as well."));
    line.addFlag(u"json"_s, tr("Print JSON objects."));
}

QByteArray holdId(OutboxJob::Hold hold)
{
    switch (hold) {
    case OutboxJob::Hold::None:
        break;
    case OutboxJob::Hold::Person:
        return "paused";
    case OutboxJob::Hold::Endpoint:
        return "endpoint-refused";
    case OutboxJob::Hold::Key:
        return "key-missing";
    case OutboxJob::Hold::Changed:
        return "endpoint-changed";
    }
    return {};
}

QByteArray orderJson(const OutboxJob &job)
{
    JsonLine counts;
    for (std::size_t state = 0; state < outboxStates; ++state)
        counts.number(outboxStateId(static_cast<OutboxState>(state)).constData(), job.counts[state]);
    return JsonLine()
               .number("order", job.id)
               .text("label", job.label)
               .text("endpoint", job.endpoint.name.isEmpty() ? job.endpoint.base : job.endpoint.name)
               .text("queued", isoText(job.queued))
               .number("events", job.events())
               .raw("states", counts.json())
               .text("held", holdId(job.hold))
               .text("message", job.holdMessage)
               .flag("sending", job.sending)
               .json() +
           '\n';
}

QString orderLine(const OutboxJob &job)
{
    QStringList counts;
    for (std::size_t state = 0; state < outboxStates; ++state) {
        if (job.counts[state] > 0)
            counts.append(u"%1 %2"_s.arg(job.counts[state])
                              .arg(QString::fromLatin1(outboxStateId(static_cast<OutboxState>(state)))));
    }
    const QString to = job.endpoint.name.isEmpty() ? job.endpoint.base : job.endpoint.name;
    QString text =
        u"%1  %2  %3  %4: %5"_s.arg(QString::number(job.id), isoText(job.queued), to, job.label, counts.join(u", "_s));
    if (job.hold != OutboxJob::Hold::None)
        text += u"  [%1] %2"_s.arg(QString::fromLatin1(holdId(job.hold)), job.holdMessage);
    else if (job.sending)
        text += tr("  being sent");
    return printable(text.trimmed());
}

Result<int> listOrders(const CommandLine &line, EventStore &store, Console &console)
{
    const auto jobs = await(store.outbox().jobs());
    if (!jobs)
        return failure(jobs.error());
    bool any = false;
    for (const OutboxJob &job : *jobs) {
        if (job.isOver() && !line.has(u"all"_s))
            continue;
        any = true;
        if (line.has(u"json"_s))
            console.print(orderJson(job));
        else
            console.printLine(orderLine(job));
    }
    if (!any && jobs->empty())
        console.note(tr("Nothing was ever queued to be sent."));
    else if (!any)
        console.note(tr("Nothing waits to be sent. --all lists what is over."));
    return exitCode::Good;
}

Result<std::vector<OutboxJob>> ordersOf(const CommandLine &line, EventStore &store)
{
    std::vector<OutboxJob> orders;
    for (const QString &text : line.positional().mid(1)) {
        bool isNumber = false;
        const OutboxJobId id = text.toLongLong(&isNumber);
        if (!isNumber || id <= 0)
            return badUse(
                tr("An order is named by its number, as 'eventscope outbox list' shows it, not '%1'.").arg(text));
        const auto job = await(store.outbox().job(id));
        if (!job)
            return failure(job.error());
        orders.push_back(*job);
    }
    return orders;
}

Result<std::vector<OutboxState>> statesOf(const CommandLine &line)
{
    if (!line.has(u"state"_s))
        return std::vector{OutboxState::Failed, OutboxState::Rejected, OutboxState::Cancelled};
    std::vector<OutboxState> states;
    for (const QString &text : line.values(u"state"_s)) {
        const std::initializer_list<OutboxState> all{OutboxState::Partly, OutboxState::Rejected, OutboxState::Failed,
            OutboxState::Unknown, OutboxState::Cancelled};
        const auto *state = std::find_if(
            all.begin(), all.end(), [&](OutboxState one) { return text == QLatin1String(outboxStateId(one)); });
        if (state == all.end())
            return badUse(
                tr("--state takes failed, rejected, cancelled, unknown or partly-accepted, not '%1'.").arg(text));
        states.push_back(*state);
    }
    return states;
}

Result<void> resumeOrder(EventStore &store, const OutboxJob &order)
{
    if (order.endpoint.id != 0 && order.hold == OutboxJob::Hold::Endpoint) {
        if (const auto resumed = await(store.outbox().resumeEndpoint(order.endpoint.id)); !resumed)
            return failure(resumed.error());
    }
    return await(store.outbox().resume(order.id));
}

using OrderChange = std::function<Result<qint64>(const OutboxJob &)>;

Result<int> changeEach(
    const CommandLine &line, EventStore &store, const OrderChange &change, const char *said, Console &console)
{
    const auto orders = ordersOf(line, store);
    if (!orders)
        return failure(orders.error());
    if (orders->empty())
        return badUse(tr("Name the orders by their numbers, as 'eventscope outbox list' shows them."));
    for (const OutboxJob &order : *orders) {
        const auto changed = change(order);
        if (!changed)
            return failure(changed.error());
        const int events = static_cast<int>(std::min<qint64>(*changed, std::numeric_limits<int>::max()));
        console.printLine(tr(said, nullptr, events).arg(order.id));
    }
    return exitCode::Good;
}

Result<int> requeueOrders(const CommandLine &line, EventStore &store, Console &console)
{
    const auto states = statesOf(line);
    if (!states)
        return failure(states.error());
    return changeEach(
        line, store, [&](const OutboxJob &order) { return await(store.outbox().requeue(order.id, *states)); },
        QT_TRANSLATE_N_NOOP("eventscope", "order %1: %n event(s) queued again"), console);
}

// Named orders go on whatever they were held for; without any, all that are not held.
Result<std::vector<OutboxJobId>> toBeSent(const CommandLine &line, EventStore &store)
{
    auto orders = ordersOf(line, store);
    if (!orders)
        return failure(orders.error());
    std::vector<OutboxJobId> ids;
    for (const OutboxJob &order : *orders) {
        if (const auto resumed = resumeOrder(store, order); !resumed)
            return failure(resumed.error());
        ids.push_back(order.id);
    }
    if (!ids.empty())
        return ids;
    const auto jobs = await(store.outbox().jobs());
    if (!jobs)
        return failure(jobs.error());
    for (const OutboxJob &job : *jobs) {
        if (mayGoOn(job) && job.hold == OutboxJob::Hold::None)
            ids.push_back(job.id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

Result<int> sendOrders(const CommandLine &line, EventStore &store, Console &console)
{
    const Interrupt interrupt;
    const auto ids = toBeSent(line, store);
    if (!ids)
        return failure(ids.error());
    EndpointKeys keys;
    for (const OutboxJobId id : *ids) {
        if (const auto job = await(store.outbox().job(id)))
            keys.read(job->endpoint);
    }
    OutboxRun::Terms terms;
    terms.keys = [&keys](const Endpoint &endpoint) { return keys.of(endpoint); };
    terms.json = line.has(u"json"_s);
    OutboxRun run(store, line.services(console), std::move(terms), interrupt, console);
    for (const OutboxJobId id : *ids)
        run.take(id);
    run.seal();
    const auto end = run.run();
    if (!end)
        return failure(end.error());
    const auto tally = run.tally();
    if (!tally)
        return failure(tally.error());
    console.print(sendSummary(*tally, {}, false, terms.json || line.has(u"json"_s)));
    if (!run.holdMessage().isEmpty())
        console.note(run.holdMessage());
    if (*end == OutboxRun::End::Unreached)
        return console.fail(tally->message);
    if (*end == OutboxRun::End::Interrupted)
        return exitCode::Interrupted;
    return tally->accepted < tally->events ? exitCode::Wrong : exitCode::Good;
}

Result<int> actOnOutbox(const CommandLine &line, Console &console)
{
    const QString action = line.positional().value(0);
    const auto store = action == u"list" ? line.openToRead() : line.openToWrite();
    if (!store)
        return failure(store.error());
    Outbox &outbox = (*store)->outbox();
    if (action == u"list")
        return listOrders(line, **store, console);
    if (action == u"send")
        return sendOrders(line, **store, console);
    if (action == u"requeue")
        return requeueOrders(line, **store, console);
    const auto queuedOf = [](const OutboxJob &order) {
        return order.counts[static_cast<std::size_t>(OutboxState::Queued)];
    };
    if (action == u"pause") {
        const OrderChange pause = [&](const OutboxJob &order) -> Result<qint64> {
            const auto held = await(outbox.hold(order.id, OutboxJob::Hold::Person));
            return held ? Result<qint64>(queuedOf(order)) : failure(held.error());
        };
        return changeEach(
            line, **store, pause, QT_TRANSLATE_N_NOOP("eventscope", "order %1: paused, with %n event(s)"), console);
    }
    if (action == u"resume") {
        const OrderChange goOn = [&](const OutboxJob &order) -> Result<qint64> {
            const auto resumed = resumeOrder(**store, order);
            return resumed ? Result<qint64>(queuedOf(order)) : failure(resumed.error());
        };
        return changeEach(
            line, **store, goOn, QT_TRANSLATE_N_NOOP("eventscope", "order %1: %n event(s) to be sent"), console);
    }
    const OrderChange cancel = [&](const OutboxJob &order) { return await(outbox.cancel(order.id)); };
    return changeEach(
        line, **store, cancel, QT_TRANSLATE_N_NOOP("eventscope", "order %1: %n event(s) cancelled"), console);
}

}

int runOutbox(const QStringList &arguments, Console &console)
{
    CommandLine line(u"outbox"_s,
        tr("Lists the orders that wait to be sent, sends them, pauses, resumes, cancels or queues them again. An order "
           "is named by its number. 'send' without one works off all that are not held, with keys from environment "
           "variables."),
        console);
    addOutboxOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const QStringList actions{u"list"_s, u"send"_s, u"pause"_s, u"resume"_s, u"cancel"_s, u"requeue"_s};
    if (!actions.contains(line.positional().value(0)))
        return console.fail(tr("Name an action: %1.").arg(actions.join(u", "_s)));
    const Result<int> code = actOnOutbox(line, console);
    return code ? console.finish(*code) : console.fail(code.error());
}

}
