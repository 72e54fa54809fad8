// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sending 100,000 events in batches of 1,000 to a plain server on this computer: from the outbox, with every request
// and its outcome committed, beside a bare loop that posts the same bodies with QNetworkAccessManager and keeps
// nothing. Each row takes its turn in each round.
//
//   bench_send
#include "benchkit.h"
#include "benchstore.h"
#include "delivery/dispatcher.h"
#include "delivery/outboxorders.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>

#include <array>
#include <atomic>
#include <thread>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int events = 100'000;
constexpr int batch = 1'000;
constexpr int requestsInAll = events / batch;
constexpr int atOnce = 4;
constexpr double leastEvents = 100'000;    // a second

// Reads each request to its end and answers 200, on as many threads as there are requests at once.
class PlainServer {
public:
    PlainServer()
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (::bind(m_socket, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(m_socket, 128) != 0 ||
            ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            giveUp(u"the server has no port"_s);
        m_port = ntohs(address.sin_port);
        for (std::thread &thread : m_threads)
            thread = std::thread([this] { serve(); });
    }

    ~PlainServer()
    {
        ::shutdown(m_socket, SHUT_RDWR);
        for (std::thread &thread : m_threads)
            thread.join();
        ::close(m_socket);
    }

    [[nodiscard]] QString base() const { return u"http://127.0.0.1:%1"_s.arg(m_port); }
    [[nodiscard]] int takeRequests() { return m_requests.exchange(0); }

private:
    void serve()
    {
        for (;;) {
            const int connection = ::accept(m_socket, nullptr, nullptr);
            if (connection < 0)
                return;
            answer(connection);
            ::close(connection);
        }
    }

    void answer(int connection)
    {
        QByteArray request;
        qsizetype whole = -1;
        std::array<char, 1 << 18> buffer{};
        while (whole < 0 || request.size() < whole) {
            const ssize_t size = ::recv(connection, buffer.data(), buffer.size(), 0);
            if (size <= 0)
                return;
            request.append(buffer.data(), size);
            const qsizetype head = whole < 0 ? request.indexOf("\r\n\r\n") : -1;
            if (head < 0)
                continue;
            const QByteArray lower = request.first(head).toLower();
            const qsizetype at = lower.indexOf("content-length:");
            whole = head + 4 + (at < 0 ? 0 : lower.mid(at + 15, lower.indexOf('\r', at) - at - 15).trimmed().toInt());
        }
        constexpr std::string_view reply =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\nConnection: close\r\n\r\n"
            "{\"accepted\":1000}";
        if (::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(reply.size()))
            ++m_requests;
        ::shutdown(connection, SHUT_WR);
    }

    int m_socket = -1;
    quint16 m_port = 0;
    std::atomic<int> m_requests = 0;
    std::array<std::thread, atOnce> m_threads;
};

class SendBench {
public:
    SendBench()
        : m_services(ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, nullptr))
    {
        StoreOptions options;
        options.path = m_folder.filePath(u"send.eventscope"_s);
        auto store = EventStore::open(options);
        if (!store || !(*store)->waitUntilLoaded())
            giveUp(u"there is no store"_s);
        m_store = std::move(*store);
        StoredEvents made(events);
        std::vector<Event> all;
        for (int i = 0; i < events; ++i) {
            all.push_back(made.next());
            all.back().service = "emban";
            all.back().rules.clear();
            all.back().verdict = Verdict::Valid;
        }
        for (int first = 0; first < events; first += batch) {
            QByteArray body = "{\"events\":[";
            for (int i = first; i < first + batch; ++i)
                body += (i > first ? "," : "") + all[static_cast<std::size_t>(i)].text;
            m_bodies.push_back(body + "]}");
        }
        static_cast<void>(resultOf(m_store->store({u"import"_s, u"bench"_s, {}}, std::move(all))));
    }

    [[nodiscard]] std::optional<double> outbox(int concurrency)
    {
        OutboxOrder order;
        order.endpoint.name = u"Bench"_s;
        order.endpoint.service = "emban";
        order.endpoint.transport = "ingest";
        order.endpoint.base = m_server.base();
        order.policy.batch = batch;
        order.policy.concurrency = concurrency;
        order.policy.sendStale = true;
        std::vector<Row> rows(events);
        for (Row row = 0; row < rows.size(); ++row)
            rows[row] = row;
        const OutboxJobId job = resultOf(queueRows(*m_store, m_services, order, std::move(rows), Renewal::None));
        DispatcherOptions options;
        options.keys = [](const Endpoint &) -> Result<Keys> { return Keys(); };
        Dispatcher dispatcher(*m_store, m_services, m_sender, std::move(options));
        QEventLoop loop;
        OutboxJob end;
        QObject::connect(&dispatcher, &Dispatcher::settled, &loop, [&](const OutboxJob &settled) {
            end = settled;
            loop.quit();
        });
        QObject::connect(
            &dispatcher, &Dispatcher::failed, &loop, [](OutboxJobId, const Error &error) { giveUp(error.message); });
        const Stopwatch watch;
        dispatcher.take(job);
        loop.exec();
        const double seconds = watch.seconds();
        const qint64 accepted = end.counts[static_cast<std::size_t>(OutboxState::Accepted)];
        if (accepted != events || m_server.takeRequests() != requestsInAll)
            giveUp(u"%1 events were accepted: %2"_s.arg(accepted).arg(end.holdMessage));
        return seconds;
    }

    [[nodiscard]] std::optional<double> bareLoop(int concurrency)
    {
        QNetworkAccessManager network;
        QEventLoop loop;
        std::size_t next = 0;
        int done = 0;
        const std::function<void()> post = [&] {
            if (next == m_bodies.size())
                return;
            QNetworkRequest request(QUrl(m_server.base() + u"/v1/events"_s));
            request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
            QNetworkReply *reply = network.post(request, m_bodies[next++]);
            QObject::connect(reply, &QNetworkReply::finished, &loop, [&, reply] {
                reply->deleteLater();
                if (++done == requestsInAll)
                    loop.quit();
                post();
            });
        };
        const Stopwatch watch;
        for (int i = 0; i < concurrency; ++i)
            post();
        loop.exec();
        const double seconds = watch.seconds();
        if (m_server.takeRequests() < requestsInAll)
            giveUp(u"the bare loop lost requests"_s);
        return seconds;
    }

private:
    QTemporaryDir m_folder;
    const ServiceSet m_services;
    PlainServer m_server;
    Sender m_sender;
    std::unique_ptr<EventStore> m_store;
    std::vector<QByteArray> m_bodies;
};

QString perSecond(const Entrant &row)
{
    return QString::number(std::lround(events / row.median()));
}

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    print(machine());
    SendBench bench;
    std::vector<Entrant> rows{
        {u"outbox, 1 request at once"_s, [&] { return bench.outbox(1); }},
        {u"outbox, %1 at once"_s.arg(atOnce), [&] { return bench.outbox(atOnce); }},
        {u"bare loop, 1 at once"_s, [&] { return bench.bareLoop(1); }},
        {u"bare loop, %1 at once"_s.arg(atOnce), [&] { return bench.bareLoop(atOnce); }},
    };
    takeTurns(rows);
    Table table({u"100,000 events in batches of 1,000"_s, u"seconds"_s, u"events/s"_s, u"time beside the bare loop"_s});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double ratio = rows[i].median() / rows[i < 2 ? i + 2 : i].median();
        table.add({rows[i].name, QString::number(rows[i].median(), 'f', 3), perSecond(rows[i]),
            QString::number(ratio, 'f', 2)});
    }
    table.print();
    const double best = std::min(rows[0].median(), rows[1].median());
    return atLeast(u"events a second from the outbox"_s, events / best, leastEvents) ? 0 : 1;
}
