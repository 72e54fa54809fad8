// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commands.h"
#include "cli/endpointkeys.h"
#include "cli/endpointoptions.h"
#include "cli/outboxoptions.h"
#include "cli/outboxrun.h"
#include "cli/senddryrun.h"
#include "cli/sendqueue.h"
#include "cli/sendreport.h"
#include "delivery/endpointfindings.h"
#include "event/tr.h"
#include "store/endpoints.h"

#include <QFileInfo>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addSendOptions(CommandLine &line)
{
    line.addPositional(u"file"_s, tr("Files, gzipped or not; - is standard input."), u"FILE..."_s);
    line.add(u"endpoint"_s, tr("The endpoint of the store to send to, by its name."), tr("NAME"));
    addTargetOptions(line);
    addPolicyOptions(line);
    line.addFlag(u"dry-run"_s, tr("Print the requests, keys masked, and send and store nothing."));
    line.add(u"production"_s, tr("The endpoint's name once more, where it is marked as production."), tr("NAME"));
    line.addFlag(u"invalid"_s, tr("Also send events that the service would refuse."));
    line.addFlag(u"strip-comments"_s, tr("Strip // and /* */ comments and trailing commas before reading."));
    line.addFlag(u"json"_s, tr("Print one JSON object a request, then one with the summary."));
}

tl::unexpected<Error> wrongSend(const QString &sentence)
{
    return failure(Error::Kind::BadInput, sentence);
}

// Where to send, and with which keys.
struct Target {
    Endpoint endpoint;
    TransportFormPtr form;
    Keys keys;
};

Result<Endpoint> endpointOfStore(const CommandLine &line, EventStore &store)
{
    const auto endpoints = await(store.endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    return endpointNamed(*endpoints, line.value(u"endpoint"_s));
}

Result<Endpoint> endpointGiven(const CommandLine &line, const TransportForm &form)
{
    if (!line.has(u"url"_s))
        return wrongSend(tr("Name an endpoint with --endpoint, or a base URL with --url."));
    Endpoint endpoint;
    endpoint.service = form.service()->id();
    endpoint.transport = form.transport().id;
    endpoint.base = line.value(u"url"_s);
    endpoint.auth = form.defaultAuth();
    return endpoint;
}

Result<void> checkOptions(const CommandLine &line)
{
    if (line.has(u"endpoint"_s) == line.has(u"service"_s))
        return wrongSend(
            tr("Name either an endpoint with --endpoint, or a service with --service and a URL with --url."));
    if (line.has(u"endpoint"_s) && (line.has(u"url"_s) || line.has(u"transport"_s)))
        return wrongSend(tr("--url and --transport go with --service: an endpoint has its own."));
    return {};
}

// The name must be there again, to the letter, before anything goes to production.
Result<void> checkProduction(const CommandLine &line, const Endpoint &endpoint)
{
    const QString name = line.value(u"production"_s);
    if (line.has(u"production"_s) && name != endpoint.name) {
        return wrongSend(
            endpoint.name.isEmpty()
                ? tr("--production goes with --endpoint.")
                : tr("--production names '%1', but the endpoint is '%2'; nothing was sent.").arg(name, endpoint.name));
    }
    if (endpoint.production && !line.has(u"production"_s) && !line.has(u"dry-run"_s)) {
        return wrongSend(tr("%1 is a production endpoint: add --production '%1' to send there; nothing was sent.")
                             .arg(endpoint.name));
    }
    return {};
}

// A dry run shows where a key would stand although there is none at hand.
Result<Keys> keysOf(const CommandLine &line, const Endpoint &endpoint, Console &console)
{
    EndpointKeys known;
    if (!line.has(u"dry-run"_s))
        known.read(endpoint);
    Result<Keys> keys = known.of(endpoint);
    if (keys)
        return keys;
    const auto isEntered = [](const SecretSource &source) { return source.kind == SecretSource::Kind::Session; };
    if (std::any_of(endpoint.secrets.begin(), endpoint.secrets.end(), isEntered))
        keys.error().message += u' ' + tr("Here --key-env VAR names one.");
    if (!line.has(u"dry-run"_s))
        return keys;
    console.note(keys.error().message);
    Keys masked;
    masked.isMasked = true;
    masked.parts.assign(endpoint.secrets.size(), "\u2026");
    for (const NamedValue &header : endpoint.headers) {
        for (const QString &variable : variablesIn(header.value).value_or(QStringList()))
            masked.variables.push_back({variable.toLatin1(), "\u2026"});
    }
    return masked;
}

Result<Target> targetOf(const CommandLine &line, const Services &services, EventStore *store, Console &console)
{
    Target target;
    if (line.has(u"endpoint"_s)) {
        auto endpoint = endpointOfStore(line, *store);
        if (!endpoint)
            return failure(endpoint.error());
        auto form = formOf(services, endpoint->service, endpoint->transport);
        if (!form)
            return failure(form.error());
        target.endpoint = std::move(*endpoint);
        target.form = std::move(*form);
    } else {
        auto form = formOf(line, services);
        if (!form)
            return failure(form.error());
        auto endpoint = endpointGiven(line, **form);
        if (!endpoint)
            return failure(endpoint.error());
        target.endpoint = std::move(*endpoint);
        target.form = std::move(*form);
    }
    if (const auto base = usableBase(target.endpoint.base); !base)
        return failure(base.error());
    if (const auto checked = checkProduction(line, target.endpoint); !checked)
        return failure(checked.error());
    if (line.has(u"key-env"_s) || line.has(u"service"_s)) {
        auto secrets = secretSources(line, *target.form, target.endpoint.auth);
        if (!secrets)
            return failure(secrets.error());
        target.endpoint.secrets = std::move(*secrets);
    }
    auto keys = keysOf(line, target.endpoint, console);
    if (!keys)
        return failure(keys.error());
    target.keys = std::move(*keys);
    return target;
}

// What is wrong with the endpoint for any event.
void tellFindings(const ServiceSet &services, const Target &target, Console &console)
{
    const std::shared_ptr<const Judge> judge = services.judge(target.form->service()->id());
    if (!judge)
        return;
    for (const Finding &finding : endpointFindings(*judge, *target.form, target.endpoint, target.keys)) {
        if (finding.severity != Severity::NotJudged)
            console.note(tr("%1: %2 [%3]")
                             .arg(QString::fromLatin1(severityId(finding.severity)), finding.sentence,
                                 QString::fromUtf8(finding.rule)));
    }
}

SendTerms termsOf(const CommandLine &line, const Target &target)
{
    SendTerms terms;
    terms.service = target.form->service()->id();
    terms.shape = target.form->transport().shape;
    terms.endpoint = target.endpoint;
    terms.context = judgeContext(*target.form, target.endpoint, target.keys, currentMicros());
    terms.invalid = line.has(u"invalid"_s);
    terms.stripComments = line.has(u"strip-comments"_s);
    return terms;
}

OriginInfo originOf(const std::vector<ImportSource> &sources)
{
    QStringList labels;
    QStringList details;
    for (const ImportSource &source : sources) {
        labels.append(source.label);
        details.append(source.path.isEmpty() ? source.label : QFileInfo(source.path).absoluteFilePath());
    }
    constexpr qsizetype most = 3;
    const QString label =
        labels.size() > most ? tr("%1 and %2 more").arg(labels.front()).arg(labels.size() - 1) : labels.join(u", "_s);
    return {u"import"_s, label, details.join(u'\n')};
}

struct Outcome {
    OutboxTally tally;
    FeedCounts counts;
    std::vector<OutboxJobId> jobs;
    OutboxRun::End end = OutboxRun::End::Done;
    QString hold = {};
    bool dry = false;

    [[nodiscard]] int code() const
    {
        if (end == OutboxRun::End::Interrupted)
            return exitCode::Interrupted;
        const bool unsent = counts.skipped + counts.refused + counts.rejected > 0;
        const bool refused = !dry && tally.accepted < tally.events;
        return unsent || refused ? exitCode::Wrong : exitCode::Good;
    }
};

Result<Outcome> preview(const CommandLine &line, const ServiceSet &services, const Target &target,
    const OutboxPolicy &policy, SendFeed &feed, const Interrupt &interrupt, Console &console)
{
    const auto maker = RequestMaker::of(
        target.form, target.endpoint, target.keys.isMasked ? target.keys : target.keys.masked(*target.form->service()));
    if (!maker)
        return failure(maker.error());
    const auto tally = dryRun(*maker, services, policy, feed, line.has(u"json"_s), interrupt, console);
    if (!tally)
        return failure(tally.error());
    Outcome outcome;
    outcome.tally.requests = tally->requests;
    outcome.tally.events = tally->events;
    outcome.dry = true;
    if (interrupt.wasAsked())
        outcome.end = OutboxRun::End::Interrupted;
    return outcome;
}

// What can be told before anything is queued.
Result<void> checkRequests(const Target &target)
{
    const auto maker = RequestMaker::of(target.form, target.endpoint, target.keys);
    if (!maker)
        return failure(maker.error());
    return {};
}

Result<Outcome> sendAll(const CommandLine &line, const ServiceSet &services, EventStore &store, const Target &target,
    OutboxOrder order, bool streams, SendFeed &feed, const Interrupt &interrupt, Console &console)
{
    if (const auto checked = checkRequests(target); !checked)
        return failure(checked.error());
    OutboxRun::Terms terms;
    terms.keys = [keys = target.keys](const Endpoint &) -> Result<Keys> { return keys; };
    terms.attempts = order.policy.attempts;
    terms.json = line.has(u"json"_s);
    OutboxRun run(store, services, std::move(terms), interrupt, console);
    SendQueue queue(store, services, feed, std::move(order), streams,
        {[&run](OutboxJobId job) { run.take(job); },
            [&run](const std::optional<Error> &error) { error ? run.fail(*error) : run.seal(); }});
    QObject::connect(&interrupt, &Interrupt::asked, &queue, [&queue] { queue.stop(); });
    queue.start();
    const auto end = run.run();
    feed.stop();
    if (!end)
        return failure(end.error());
    const auto tally = run.tally();
    if (!tally)
        return failure(tally.error());
    return Outcome{*tally, {}, run.jobs(), *end, run.holdMessage()};
}

Result<std::unique_ptr<EventStore>> storeFor(const CommandLine &line)
{
    if (!line.has(u"dry-run"_s))
        return line.openToWrite();
    if (line.has(u"endpoint"_s))
        return line.openToRead();
    return std::unique_ptr<EventStore>();
}

Result<Outcome> send(const CommandLine &line, Console &console)
{
    const Interrupt interrupt;
    SendFeed feed;
    if (const auto checked = checkOptions(line); !checked)
        return failure(checked.error());
    if (const auto checked = policyOf(line, Endpoint()); !checked)
        return failure(checked.error());
    auto sources = line.sources(feed.descriptor());
    if (!sources)
        return failure(sources.error());
    const ServiceSet services = line.services(console);
    const auto store = storeFor(line);
    if (!store)
        return failure(store.error());
    const auto target = targetOf(line, services.services(), store->get(), console);
    if (!target)
        return failure(target.error());
    const auto policy = policyOf(line, target->endpoint);
    if (!policy)
        return failure(policy.error());
    tellFindings(services, *target, console);
    const OriginInfo origin = originOf(*sources);
    const bool streams =
        std::any_of(sources->begin(), sources->end(), [](const ImportSource &source) { return source.path.isEmpty(); });
    feed.start(services, std::move(*sources), termsOf(line, *target));
    QObject::connect(&interrupt, &Interrupt::asked, &interrupt, [&feed] { feed.stop(); });
    Result<Outcome> outcome =
        line.has(u"dry-run"_s)
            ? preview(line, services, *target, *policy, feed, interrupt, console)
            : sendAll(line, services, **store, *target, {target->endpoint, origin.label, *policy, {}, {}, origin},
                  streams, feed, interrupt, console);
    if (outcome)
        outcome->counts = feed.counts();
    return outcome;
}

// What is still queued, and how to go on.
void tellQueued(const Outcome &outcome, Console &console)
{
    if (outcome.tally.queued == 0) {
        if (outcome.end == OutboxRun::End::Interrupted)
            console.note(outcome.jobs.empty() ? tr("Interrupted; nothing was queued or sent.")
                                              : tr("Interrupted; what was sent is in the store."));
        return;
    }
    const QString orders = orderNumbers(outcome.jobs);
    if (!outcome.hold.isEmpty())
        console.note(outcome.hold);
    console.note(tr(
        "%n event(s) stay queued. 'eventscope outbox send %1' goes on with them, 'eventscope outbox cancel %1' drops "
        "them.",
        nullptr, static_cast<int>(std::min<qint64>(outcome.tally.queued, std::numeric_limits<int>::max())))
                     .arg(orders));
}

}

int runSend(const QStringList &arguments, Console &console)
{
    CommandLine line(u"send"_s,
        tr("Sends the events in files to a service, in batches that it allows. They are queued in the outbox of the "
           "store first, and kept with what went out and what came back. Exits with 1 when one was not sent or not "
           "accepted. Keys come from environment variables."),
        console);
    addSendOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<Outcome> outcome = send(line, console);
    if (!outcome)
        return console.fail(outcome.error());
    for (const QString &words : outcome->counts.firstWords)
        console.note(words);
    console.print(sendSummary(outcome->tally, outcome->counts, outcome->dry, line.has(u"json"_s)));
    if (!outcome->dry)
        tellQueued(*outcome, console);
    if (outcome->end == OutboxRun::End::Unreached)
        return console.fail(outcome->tally.message);
    return console.finish(outcome->code());
}

}
