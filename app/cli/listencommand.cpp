// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/endpointkeys.h"
#include "cli/endpointoptions.h"
#include "cli/eventwriter.h"
#include "cli/listenreport.h"
#include "cli/listenwait.h"
#include "cli/planfile.h"
#include "event/tr.h"
#include "forwarding.h"
#include "receiver/receiver.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 usualPort = 8710;
constexpr int mostShownAtOnce = 1000;

void addOptions(CommandLine &line)
{
    line.add(u"port"_s, tr("The port; 0 takes any that is free. Default: %1.").arg(usualPort), tr("N"));
    line.add(u"address"_s, tr("Listen at this address. One that is not this computer's own loop needs --token-file."),
        tr("A"));
    line.add(u"token-file"_s, tr("Ask every request for the token in this file."), tr("FILE"));
    line.add(u"allow-origin"_s, tr("Take requests of pages from this origin; * takes all. May be repeated."), tr("O"));
    line.add(u"allow-host"_s, tr("Take requests that name this host. May be repeated."), tr("H"));
    line.addFlag(u"strict"_s, tr("Refuse invalid events as the service would."));
    line.addFlag(u"need-key"_s, tr("Refuse requests without a key, or with one of the wrong kind."));
    line.add(
        u"forward"_s, tr("Pass requests on to this endpoint of the store, and answer as it does."), tr("ENDPOINT"));
    line.add(u"production"_s, tr("The endpoint's name once more, where it is marked as production."), tr("NAME"));
    line.add(u"fault"_s,
        tr("Make trouble on purpose: status=503, delay=2s, drop=after, half, slow=64, silence=10s, accepted=-1, with "
           "share=0.1, count=2, after=5, route=/path, seed=7, joined by commas. May be repeated."),
        tr("SPEC"));
    line.add(u"plan"_s, tr("Judge by this tracking plan as well."), tr("FILE"));
    line.add(u"until"_s, tr("End when events arrived that this filter matches; exit with 1 when they did not."),
        tr("FILTER"));
    line.add(u"count"_s, tr("So many of them. Default: 1."), tr("N"));
    line.add(u"timeout"_s, tr("End after so many seconds."), tr("S"));
    line.addFlag(u"ways"_s, tr("Print how clients are pointed here, and end."));
    line.addFlag(u"quiet"_s, tr("Print no line for each request."));
    line.addFlag(u"json"_s, tr("Print JSON objects: where it listens, one for each request, the summary."));
}

tl::unexpected<Error> wrong(const QString &sentence)
{
    return failure(Error::Kind::BadInput, sentence);
}

Result<QByteArray> tokenIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    constexpr qint64 longest = 4096;
    const QByteArray token = file.read(longest).trimmed();
    if (token.isEmpty() || token.contains('\n'))
        return wrong(tr("%1 must hold a token on one line.").arg(path));
    return token;
}

Result<ListenOptions> listenOptions(const CommandLine &line)
{
    ListenOptions options;
    const auto port = line.count(u"port"_s, 0);
    if (!port)
        return failure(port.error());
    if (*port && **port > std::numeric_limits<quint16>::max())
        return wrong(tr("--port takes a number up to 65535."));
    options.port = static_cast<quint16>(port->value_or(usualPort));
    if (line.has(u"address"_s) && !options.address.setAddress(line.value(u"address"_s)))
        return wrong(tr("--address takes an IP address, such as 127.0.0.1, 0.0.0.0 or ::1."));
    if (line.has(u"token-file"_s)) {
        auto token = tokenIn(line.value(u"token-file"_s));
        if (!token)
            return failure(token.error());
        options.token = std::move(*token);
    }
    options.allowedOrigins = line.values(u"allow-origin"_s);
    options.allowedHosts = line.values(u"allow-host"_s);
    return options;
}

Result<ReceiverOptions> receiverOptions(const CommandLine &line)
{
    ReceiverOptions options;
    auto listen = listenOptions(line);
    if (!listen)
        return failure(listen.error());
    options.listen = std::move(*listen);
    options.strict = line.has(u"strict"_s);
    options.needKey = line.has(u"need-key"_s);
    for (const QString &text : line.values(u"fault"_s)) {
        auto fault = FaultSpec::parse(text);
        if (!fault)
            return failure(fault.error());
        options.faults.push_back(std::move(*fault));
    }
    return options;
}

Result<PlanJudgePtr> planOf(const CommandLine &line, const Services &services)
{
    const QString path = line.value(u"plan"_s);
    if (path.isEmpty())
        return PlanJudgePtr();
    const auto plan = planIn(path);
    if (!plan)
        return failure(plan.error());
    if (const auto known = checkService(*plan, path, services); !known)
        return failure(known.error());
    auto judge = PlanJudge::compile(*plan, path);
    return judge ? Result<PlanJudgePtr>(std::move(*judge)) : Result<PlanJudgePtr>(failure(judge.error()));
}

// What ends the listening, checked before anything begins.
struct Ending {
    std::optional<EventFilter> until;
    qint64 count = 1;
    std::optional<qint64> seconds;
};

Result<Ending> endingOf(const CommandLine &line)
{
    Ending ending;
    const auto count = line.count(u"count"_s, 1);
    if (!count)
        return failure(count.error());
    const auto seconds = line.count(u"timeout"_s, 1);
    if (!seconds)
        return failure(seconds.error());
    if (*count && !line.has(u"until"_s))
        return wrong(tr("--count goes with --until."));
    constexpr qint64 longest = 1'000'000;
    if (*seconds && **seconds > longest)
        return wrong(tr("--timeout takes at most %1 seconds.").arg(longest));
    ending.count = count->value_or(1);
    ending.seconds = *seconds;
    if (line.has(u"until"_s)) {
        const auto filter = EventFilter::parse(line.value(u"until"_s), currentMicros());
        if (!filter)
            return wrong(u"--until: "_s + filter.error().error.message);
        ending.until = *filter;
    }
    return ending;
}

// Prints what comes, as it comes.
class RequestLines {
public:
    RequestLines(EventStore &store, Console &console, bool json)
        : m_store(store)
        , m_console(console)
        , m_json(json)
    {
        if (const auto last = await(store.receptions().recent(1)); last && !last->empty())
            m_last = last->front().id;
    }

    void print()
    {
        const auto recent = await(m_store.receptions().recent(mostShownAtOnce));
        if (!recent || recent->empty())
            return;
        if (const qint64 more = recent->back().id - m_last - 1; more > 0)
            m_console.printLine(tr("… and %1 more requests").arg(more));
        for (auto reception = recent->rbegin(); reception != recent->rend(); ++reception) {
            if (reception->id > m_last)
                m_console.printLine(receptionLine(*reception, m_json));
        }
        m_last = std::max(m_last, recent->front().id);
        (void)m_console.out();
    }

private:
    EventStore &m_store;
    Console &m_console;
    bool m_json;
    ReceptionId m_last = 0;
};

// One run of the command, from the opened port to its end.
class Listening {
public:
    Listening(const CommandLine &line, Console &console, EventStore &store, Receiver &receiver, Ending ending)
        : m_line(line)
        , m_console(console)
        , m_store(store)
        , m_receiver(receiver)
        , m_ending(std::move(ending))
        , m_json(line.has(u"json"_s))
        , m_lines(store, console, m_json)
    {
        if (m_ending.until)
            m_wait.emplace(store, *m_ending.until, m_ending.count);
    }

    [[nodiscard]] Result<int> run(const Interrupt &interrupt)
    {
        tellWhere();
        QEventLoop loop;
        QTimer tick;
        QObject::connect(&tick, &QTimer::timeout, &loop, [&] {
            show();
            if (m_wait && m_wait->isOver())
                loop.quit();
        });
        tick.start(100);
        if (m_ending.seconds)
            QTimer::singleShot(std::chrono::seconds(*m_ending.seconds), &loop, &QEventLoop::quit);
        QObject::connect(&interrupt, &Interrupt::asked, &loop, &QEventLoop::quit);
        connectTold(loop);
        if (!interrupt.wasAsked())
            loop.exec();
        tick.stop();
        m_receiver.stop();
        m_changed = true;
        show();
        return conclude(interrupt.wasAsked());
    }

private:
    void connectTold(QEventLoop &loop)
    {
        QObject::connect(&m_receiver, &Receiver::refused, &loop,
            [this](const QByteArray &client, int status, const QString &reason) {
                if (!m_line.has(u"quiet"_s))
                    m_console.printLine(refusedLine(client, status, reason, m_json));
            });
        QObject::connect(&m_receiver, &Receiver::troubleChanged, &loop, [this](const QString &sentence) {
            m_console.note(sentence.isEmpty() ? tr("Requests are stored again.") : sentence);
        });
        QObject::connect(&m_store.receptions(), &Receptions::changed, &loop, [this] { m_changed = true; });
    }

    void tellWhere()
    {
        m_console.printLine(listeningText(m_receiver.url(), m_receiver.port(), m_json));
        if (!m_json && !m_line.has(u"quiet"_s))
            m_console.print(waysText(waysIn(m_line.services(m_console).services(), m_receiver.url()), false) + '\n');
        (void)m_console.out();
    }

    // Waiting for the store runs the event loop, in which time goes on.
    void show()
    {
        if (std::exchange(m_showing, true))
            return;
        const bool changed = std::exchange(m_changed, false);
        if (!m_line.has(u"quiet"_s) && changed)
            m_lines.print();
        if (m_wait && changed)
            m_wait->look();
        m_showing = false;
        (void)m_console.out();
    }

    [[nodiscard]] Result<int> conclude(bool interrupted)
    {
        if (m_wait) {
            m_wait->look();
            if (const auto listed = listArrived(); !listed)
                return failure(listed.error());
        }
        m_console.printLine(summaryText(m_receiver.counts(), m_json));
        if (m_wait && !m_wait->isOver())
            return interrupted ? exitCode::Interrupted : exitCode::Wrong;
        return exitCode::Good;
    }

    [[nodiscard]] Result<void> listArrived()
    {
        if (!m_wait->isOver())
            m_console.note(
                tr("%1 of %2 events that were waited for arrived.").arg(m_wait->arrived()).arg(m_ending.count));
        const auto writer = EventWriter::make(
            m_json ? u"ndjson"_s : u"table"_s, EventWriter::Detail::Listing, m_line.services(m_console).services());
        return writeEvents(m_store, m_wait->isOver() ? m_wait->matching() : m_wait->all(), *writer, m_console.out());
    }

    const CommandLine &m_line;
    Console &m_console;
    EventStore &m_store;
    Receiver &m_receiver;
    const Ending m_ending;
    const bool m_json;
    bool m_changed = false;    // since it was shown
    bool m_showing = false;
    RequestLines m_lines;
    std::optional<ListenWait> m_wait;
};

Result<Endpoint> forwardEndpoint(const CommandLine &line, EventStore &store)
{
    const auto endpoints = await(store.endpoints().all());
    if (!endpoints)
        return failure(endpoints.error());
    auto endpoint = endpointNamed(*endpoints, line.value(u"forward"_s));
    if (!endpoint)
        return endpoint;
    if (endpoint->production && line.value(u"production"_s) != endpoint->name) {
        return wrong(
            tr("%1 is a production endpoint: add --production '%1' to pass requests on to it.").arg(endpoint->name));
    }
    return endpoint;
}

Result<int> listen(const CommandLine &line, Console &console)
{
    auto options = receiverOptions(line);
    if (!options)
        return failure(options.error());
    auto ending = endingOf(line);
    if (!ending)
        return failure(ending.error());
    const ServiceSet services = line.services(console);
    if (line.has(u"ways"_s)) {
        const QString base = u"http://127.0.0.1:%1"_s.arg(options->listen.port);
        console.printLine(waysText(waysIn(services.services(), base), line.has(u"json"_s)));
        return exitCode::Good;
    }
    auto plan = planOf(line, services.services());
    if (!plan)
        return failure(plan.error());
    const Interrupt interrupt;
    const auto store = line.openToWrite();
    if (!store)
        return failure(store.error());
    if (const auto loaded = (*store)->waitUntilLoaded(); !loaded)
        return failure(loaded.error());
    (*store)->setPropertyPlaces(services.services().propertyPlaces());

    std::unique_ptr<Forwarding> forwarding;
    if (line.has(u"forward"_s)) {
        const auto endpoint = forwardEndpoint(line, **store);
        if (!endpoint)
            return failure(endpoint.error());
        EndpointKeys known;
        known.read(*endpoint);
        auto keys = known.of(*endpoint);
        if (!keys)
            return failure(keys.error());
        auto made = Forwarding::to(**store, services.services(), *endpoint, std::move(*keys));
        if (!made)
            return failure(made.error());
        forwarding = std::move(*made);
        options->forward = forwarding->forward();
    }
    Receiver receiver(**store, services, std::move(*plan));
    if (const auto started = receiver.start(std::move(*options)); !started)
        return failure(started.error());
    if (forwarding && receiver.isAt(forwarding->url())) {
        return wrong(
            tr("The endpoint %1 is this receiver: it would pass requests on to itself.").arg(line.value(u"forward"_s)));
    }
    return Listening(line, console, **store, receiver, std::move(*ending)).run(interrupt);
}

}

int runListen(const QStringList &arguments, Console &console)
{
    CommandLine line(u"listen"_s,
        tr("Receives events as the services do, on this computer: point an SDK at it and see what it sends. Each "
           "request "
           "is answered when its events are stored. Exits with 1 when what --until waits for did not arrive."),
        console);
    addOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const auto code = listen(line, console);
    return code ? console.finish(*code) : console.fail(code.error());
}

}
