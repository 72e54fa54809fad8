// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receiving on loopback from 64 connections that stay open: one event a request, and batches of a thousand. Beside
// our receiver, which answers when the events are committed, a bare libmicrohttpd that reads the request and answers
// with the same bytes, and our listener with a handler that does no more. Each takes its turn in each round, in a
// process of its own. After each turn of ours the store is opened anew: it has every event once.
//
//   bench_receive [DATA-DIR]
#include "benchkit.h"
#include "httpload.h"
#include "receiver/receiver.h"
#include "store/eventstore.h"

#include "benchevents.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <microhttpd.h>

#include <algorithm>
#include <cstdio>
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

// How many events a store has, and how many ids.
int countStored(const QString &path)
{
    StoreOptions options;
    options.path = path;
    const auto store = EventStore::open(options);
    if (!store)
        return 1;
    while (!(*store)->isLoaded())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    std::mutex mutex;
    std::vector<QByteArray> ids;
    const auto visitor = [&](int, std::span<const VisitedEvent> events) {
        const std::scoped_lock lock(mutex);
        constexpr std::string_view before = "\"event_id\":\"";
        for (const VisitedEvent &event : events)
            ids.emplace_back(event.text.data() + event.text.find(before) + before.size(), 16);
        return true;
    };
    auto visit = (*store)->visit({}, visitor);
    visit.waitForFinished();
    std::sort(ids.begin(), ids.end());
    const auto different = std::unique(ids.begin(), ids.end()) - ids.begin();
    std::printf("%lld %lld\n", static_cast<long long>(ids.size()), static_cast<long long>(different));
    return visit.result() ? 0 : 1;
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
            row(u"its listener"_s, u"--listen"_s, false), row(u"libmicrohttpd, echo"_s, u"--echo"_s, false),
            row(u"Eventscope, batches"_s, u"--receive"_s, true), row(u"its listener, batches"_s, u"--listen"_s, true),
            row(u"libmicrohttpd, batches"_s, u"--echo"_s, true)};
        takeTurns(rows);
        Table table({u"events/s, %1 connections"_s.arg(connections), u"median"_s, u"least"_s, u"most"_s});
        for (const Entrant &entrant : rows)
            if (entrant.ran())
                table.add({entrant.name, QString::number(entrant.median(), 'f', 0),
                    QString::number(*std::min_element(entrant.values.begin(), entrant.values.end()), 'f', 0),
                    QString::number(*std::max_element(entrant.values.begin(), entrant.values.end()), 'f', 0)});
            else
                print(entrant.name + u": "_s + entrant.note);
        table.print();
        bool met = atLeast(u"one event a request, answered after commit"_s, rows[0].ran() ? rows[0].median() : 0,
            leastAlone, u"events/s"_s);
        met = atLeast(u"batches of %1, answered after commit"_s.arg(batchSize), rows[3].ran() ? rows[3].median() : 0,
                  leastInBatches, u"events/s"_s) &&
              met;
        met = atMost(u"events lost or doubled"_s, double(m_wrong), 0) && met;
        return met ? 0 : 1;
    }

private:
    [[nodiscard]] std::optional<double> turn(const QString &mode, bool many)
    {
        const std::vector<QByteArray> &requests = many ? m_batches : m_alone;
        const qint64 events = many ? qint64(batches) * batchSize : alone;
        const QString path = m_scratch.filePath(u"store"_s);
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-owners"_s})
            QFile::remove(path + suffix);
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(m_self, {mode, path});
        if (!child.waitForReadyRead(60'000))
            return std::nullopt;
        const auto port = quint16(child.readLine().trimmed().toUInt());
        const std::atomic<bool> never = false;
        const test::LoadOutcome outcome = test::HttpLoad(port, requests, connections).run(never);
        child.closeWriteChannel();
        if (!child.waitForFinished(60'000) || child.exitCode() != 0 || outcome.broke)
            return std::nullopt;
        m_wrong += qint64(requests.size()) - outcome.answered();
        if (mode == u"--receive") {
            const QByteArrayList counted = runProcess({m_self, u"--count"_s, path}).output.trimmed().split(' ');
            m_wrong +=
                std::abs(counted.value(0).toLongLong() - events) + std::abs(counted.value(1).toLongLong() - events);
        }
        return double(events) / outcome.seconds;
    }

    QString m_self;
    QTemporaryDir m_scratch;
    std::vector<QByteArray> m_alone;
    std::vector<QByteArray> m_batches;
    qint64 m_wrong = 0;
};

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().sliced(1);
    const QString mode = arguments.value(0);
    const QString path = arguments.value(1);
    if (mode == u"--receive")
        return receive(path);
    if (mode == u"--listen")
        return listenOnly();
    if (mode == u"--echo")
        return echoOnly();
    if (mode == u"--count")
        return countStored(path);
    const QString folder = dataFolder(arguments);
    QDir().mkpath(folder);
    print(machine());
    return ReceiveBench(QCoreApplication::applicationFilePath(), folder).run();
}
