// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receiving on loopback from 64 connections that stay open: one event a request, and batches of a thousand. Beside
// our receiver, which answers when the events are committed, a bare libmicrohttpd that reads the request and answers
// with the same bytes, and our listener with a handler that does no more. Each takes its turn in each round, in a
// process of its own. After each turn of ours the store is opened anew: it has every event once. Then the same into
// the open window, which somebody uses meanwhile, and once more with the receiver killed in the midst of it.
//
//   bench_receive [DATA-DIR]
#include "benchevents.h"
#include "benchkit.h"
#include "benchwindow.h"
#include "httpload.h"
#include "loopprobe.h"
#include "receiver/receiver.h"
#include "store/eventstore.h"
#include "windowuser.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <microhttpd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <future>
#include <mutex>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int connections = 64;
constexpr int alone = 200'000;    // requests of one event
constexpr int batches = 1'000;    // requests of batchSize
constexpr int batchSize = 1'000;
constexpr double leastAlone = 40'000;
constexpr double leastInBatches = 200'000;

constexpr int stalled = 3;    // how a child ends whose window did
constexpr std::string_view beforeId = "\"event_id\":\"";
constexpr qsizetype idBytes = 16;

const QByteArray answerText = R"({"accepted":1,"status":"ok"})";

// One after another, so that each has an id of its own.
std::vector<QByteArray> requestsOf(int count, int events)
{
    QRandomGenerator random(20261121);
    std::vector<QByteArray> requests;
    requests.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i) {
        QByteArray body = "{\"events\":[";
        for (int j = 0; j < events; ++j)
            body += (j > 0 ? "," : "") + event(random, double(i) / count).trimmed();
        body += "]}";
        requests.push_back("POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                           "Authorization: Bearer ingest_bench_key\r\nContent-Length: " +
                           QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    return requests;
}

// A child tells where it listens, and ends with its input.
int serve(quint16 port)
{
    std::printf("%d\n", int(port));
    std::fflush(stdout);
    const QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, [] {
        char unused = 0;
        if (::read(STDIN_FILENO, &unused, 1) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}

int receive(const QString &path)
{
    StoreOptions options;
    options.path = path;
    const auto store = EventStore::open(options);
    if (!store)
        return 1;
    Receiver receiver(**store, ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, nullptr));
    const Result<void> started = receiver.start({});
    return started ? serve(receiver.port()) : 1;
}

int listenOnly()
{
    const auto listener = HttpListener::listen({}, [](const HttpRequest &, HttpResponder respond) {
        respond({200, {{"Content-Type", "application/json"}}, answerText, {}});
    });
    return listener ? serve((*listener)->port()) : 1;
}

MHD_Result echo(void *, MHD_Connection *connection, const char *, const char *, const char *, const char *piece,
    std::size_t *size, void **state)
{
    if (!*state) {
        *state = new QByteArray;
        return MHD_YES;
    }
    if (*size > 0) {
        static_cast<QByteArray *>(*state)->append(piece, qsizetype(*size));
        *size = 0;
        return MHD_YES;
    }
    MHD_Response *response = MHD_create_response_from_buffer(
        std::size_t(answerText.size()), const_cast<char *>(answerText.constData()), MHD_RESPMEM_PERSISTENT);
    const MHD_Result queued = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return queued;
}

void echoed(void *, MHD_Connection *, void **state, MHD_RequestTerminationCode)
{
    delete static_cast<QByteArray *>(*state);
}

int echoOnly()
{
    MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, 0, nullptr, nullptr, &echo, nullptr,
        MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_CONNECTION_LIMIT, 1024U, MHD_OPTION_NOTIFY_COMPLETED, &echoed,
        nullptr, MHD_OPTION_CONNECTION_MEMORY_LIMIT, std::size_t(64 << 10), MHD_OPTION_END);
    if (!daemon)
        return 1;
    const int code = serve(MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    MHD_stop_daemon(daemon);
    return code;
}

// Somebody works in the window while it receives; how that went is told at the end.
int receiveInWindow(ProbedApplication &application, const QString &path)
{
    OpenedWindow opened(path);
    Receiver &receiver = opened.window().session()->receiver();
    if (!receiver.start({}))
        return 1;
    pause(500);
    LoopProbe probe(application);
    WindowUser user(opened.window(), probe);
    std::printf("%d\n", int(receiver.port()));
    std::fflush(stdout);
    bool ended = false;
    const QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, [&ended] { ended = true; });
    while (!ended)
        user.step();
    const bool good = probe.report(u"the window while it receives"_s);
    receiver.stop();
    return good ? 0 : stalled;
}

// The ids of all events that a store has, one a line.
int listStored(const QString &path)
{
    StoreOptions options;
    options.path = path;
    const auto store = EventStore::open(options);
    if (!store || !(*store)->waitUntilLoaded())
        return 1;
    std::mutex mutex;
    const auto visitor = [&](int, std::span<const VisitedEvent> events) {
        QByteArray ids;
        for (const VisitedEvent &event : events)
            ids.append(event.text.data() + event.text.find(beforeId) + beforeId.size(), idBytes).append('\n');
        const std::scoped_lock lock(mutex);
        return std::fwrite(ids.constData(), 1, std::size_t(ids.size()), stdout) == std::size_t(ids.size());
    };
    auto visit = (*store)->visit({}, visitor);
    visit.waitForFinished();
    return visit.result() ? 0 : 1;
}

std::vector<QByteArray> idsIn(const QByteArray &request)
{
    std::vector<QByteArray> ids;
    const QByteArray before(beforeId.data(), qsizetype(beforeId.size()));
    for (qsizetype at = request.indexOf(before); at >= 0; at = request.indexOf(before, at + 1))
        ids.push_back(request.mid(at + before.size(), idBytes));
    return ids;
}

class ReceiveBench {
public:
    ReceiveBench(QString self, const QString &folder)
        : m_self(std::move(self))
        , m_scratch(folder + u"/receive-XXXXXX"_s)
        , m_alone(requestsOf(alone, 1))
        , m_batches(requestsOf(batches, batchSize))
    {}

    int run()
    {
        const auto row = [this](const QString &name, const QString &mode, bool many) {
            return Entrant{name, [this, mode, many] { return turn(mode, many); }};
        };
        std::vector<Entrant> rows{row(u"Eventscope"_s, u"--receive"_s, false),
            row(u"Eventscope, in the window"_s, u"--window"_s, false), row(u"its listener"_s, u"--listen"_s, false),
            row(u"libmicrohttpd, echo"_s, u"--echo"_s, false), row(u"Eventscope, batches"_s, u"--receive"_s, true),
            row(u"Eventscope, in the window, batches"_s, u"--window"_s, true),
            row(u"its listener, batches"_s, u"--listen"_s, true), row(u"libmicrohttpd, batches"_s, u"--echo"_s, true)};
        takeTurns(rows);
        showTable(rows);
        const auto medianOf = [](const Entrant &entrant) { return entrant.ran() ? entrant.median() : 0; };
        bool met =
            atLeast(u"one event a request, answered after commit"_s, medianOf(rows[0]), leastAlone, u" events/s"_s);
        met = atLeast(u"batches of %1, answered after commit"_s.arg(batchSize), medianOf(rows[4]), leastInBatches,
                  u" events/s"_s) &&
              met;
        met = atMost(u"events lost or doubled"_s, double(m_wrong), 0) && met;
        met = atMost(u"turns in which the window stalled"_s, double(m_stalled), 0) && met;
        met = atMost(u"answered events that are not in the store after a kill"_s, double(lostByKills()), 0) && met;
        return met ? 0 : 1;
    }

private:
    static void showTable(const std::vector<Entrant> &rows)
    {
        Table table(
            {u"events/s, %1 connections"_s.arg(connections), u"median"_s, u"least"_s, u"most"_s, u"of the echo's"_s});
        const std::size_t half = rows.size() / 2;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Entrant &entrant = rows[i];
            const Entrant &echo = rows[i < half ? half - 1 : rows.size() - 1];
            if (!entrant.ran() || !echo.ran()) {
                print(entrant.name + u": "_s + entrant.note);
                continue;
            }
            const auto [least, most] = std::minmax_element(entrant.values.begin(), entrant.values.end());
            table.add({entrant.name, QString::number(entrant.median(), 'f', 0), QString::number(*least, 'f', 0),
                QString::number(*most, 'f', 0), QString::number(entrant.median() / echo.median(), 'f', 2)});
        }
        table.print();
    }

    // A child that receives; null where it did not begin.
    struct Child {
        std::unique_ptr<QProcess> process;
        quint16 port = 0;
    };
    [[nodiscard]] Child start(const QString &mode)
    {
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-owners"_s})
            QFile::remove(store() + suffix);
        Child child{std::make_unique<QProcess>(), 0};
        child.process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.process->start(m_self, {mode, store()});
        if (child.process->waitForReadyRead(60'000))
            child.port = quint16(child.process->readLine().trimmed().toUInt());
        return child;
    }

    [[nodiscard]] QString store() const { return m_scratch.filePath(u"store"_s); }
    [[nodiscard]] const std::vector<QByteArray> &requests(bool many) const { return many ? m_batches : m_alone; }

    [[nodiscard]] std::optional<double> turn(const QString &mode, bool many)
    {
        const std::vector<QByteArray> &sent = requests(many);
        const qint64 events = many ? qint64(batches) * batchSize : alone;
        Child child = start(mode);
        if (child.port == 0)
            return std::nullopt;
        const std::atomic<bool> never = false;
        const test::LoadOutcome outcome = test::HttpLoad(child.port, sent, connections).run(never);
        child.process->closeWriteChannel();
        if (!child.process->waitForFinished(60'000) || outcome.broke)
            return std::nullopt;
        const int code = child.process->exitCode();
        if (code != 0 && code != stalled)
            return std::nullopt;
        if (code == stalled) {
            ++m_stalled;
            print(QString::fromUtf8(child.process->readAllStandardOutput().trimmed()));
        }
        m_wrong += qint64(sent.size()) - outcome.answered();
        if (mode == u"--receive"_s || mode == u"--window"_s) {
            const std::vector<QByteArray> ids = stored();
            const QSet<QByteArray> different(ids.begin(), ids.end());
            m_wrong += std::abs(qint64(ids.size()) - events) + std::abs(qint64(different.size()) - events);
        }
        return double(events) / outcome.seconds;
    }

    [[nodiscard]] std::vector<QByteArray> stored()
    {
        const QByteArrayList lines = runProcess({m_self, u"--list"_s, store()}).output.split('\n');
        std::vector<QByteArray> ids(lines.begin(), lines.end());
        std::erase(ids, QByteArray());
        return ids;
    }

    [[nodiscard]] qint64 lostByKills()
    {
        qint64 lost = 0;
        for (const bool many : {false, true}) {
            const std::vector<QByteArray> &sent = requests(many);
            const Child child = start(u"--receive"_s);
            const std::atomic<bool> never = false;
            auto load = std::async(
                std::launch::async, [&] { return test::HttpLoad(child.port, sent, connections).run(never); });
            load.wait_for(std::chrono::milliseconds(1'000));
            ::kill(pid_t(child.process->processId()), SIGKILL);
            child.process->waitForFinished();
            const test::LoadOutcome outcome = load.get();
            const std::vector<QByteArray> ids = stored();
            const QSet<QByteArray> there(ids.begin(), ids.end());
            for (std::size_t i = 0; i < sent.size(); ++i)
                if (outcome.statuses[i] == 200)
                    lost += std::ranges::count_if(
                        idsIn(sent[i]), [&there](const QByteArray &id) { return !there.contains(id); });
            lost += qint64(ids.size()) - there.size();
            print(u"killed after %1 of %2 requests were answered: %3 events are in the store"_s.arg(outcome.answered())
                      .arg(sent.size())
                      .arg(ids.size()));
        }
        return lost;
    }

    QString m_self;
    QTemporaryDir m_scratch;
    std::vector<QByteArray> m_alone;
    std::vector<QByteArray> m_batches;
    qint64 m_wrong = 0;
    int m_stalled = 0;
};

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QString mode = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    const QString path = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    if (mode == u"--window"_s) {
        ProbedApplication application(argc, argv);
        return receiveInWindow(application, path);
    }
    const QCoreApplication application(argc, argv);
    if (mode == u"--receive"_s)
        return receive(path);
    if (mode == u"--listen"_s)
        return listenOnly();
    if (mode == u"--echo"_s)
        return echoOnly();
    if (mode == u"--list"_s)
        return listStored(path);
    const QString folder = dataFolder(QCoreApplication::arguments().sliced(1));
    QDir().mkpath(folder);
    print(machine());
    return ReceiveBench(QCoreApplication::applicationFilePath(), folder).run();
}
