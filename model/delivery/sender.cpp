// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sender.h"

#include "delivery/senderposting.h"

#include <QThread>

namespace eventscope {

// What works in the sender's thread.
class Sender::Worker {
public:
    explicit Worker(SystemProxies proxies)
        : m_routes(std::move(proxies))
    {
        m_thread.setObjectName(QStringLiteral("sender"));
        m_desk.moveToThread(&m_thread);
        m_thread.start();
    }

    ~Worker()
    {
        post([this] {
            closeAll();
            m_thread.quit();
        });
        m_thread.wait();
    }

    void post(std::function<void()> work) { QMetaObject::invokeMethod(&m_desk, std::move(work), Qt::QueuedConnection); }

    void begin(Request request, const SendOptions &options, quint64 id, Posting::End end)
    {
        auto *posting = new Posting(std::move(request), options, id, std::move(end), m_routes, &m_desk);
        posting->begin();
    }

    void cancel(quint64 id)
    {
        for (Posting *posting : postings()) {
            if (posting->id() == id)
                posting->cancel();
        }
    }

private:
    // Those that are done wait for their deletion and do nothing.
    [[nodiscard]] std::vector<Posting *> postings() const
    {
        std::vector<Posting *> result;
        for (QObject *child : m_desk.children()) {
            if (auto *posting = dynamic_cast<Posting *>(child))
                result.push_back(posting);
        }
        return result;
    }

    void closeAll()
    {
        for (Posting *posting : postings())
            posting->cancel();
        qDeleteAll(postings());
    }

    SenderRoutes m_routes;
    QThread m_thread;
    QObject m_desk;
};

SendOptions sendOptionsOf(const Endpoint &endpoint)
{
    SendOptions options;
    options.timeoutMs = endpoint.timeoutMs;
    options.route = routeOf(endpoint);
    return options;
}

Sender::Sender(SystemProxies proxies)
    : m_worker(std::make_unique<Worker>(std::move(proxies)))
{}

Sender::~Sender() = default;

QFuture<Exchange> Sender::send(Request request, const SendOptions &options, quint64 id, Told<Exchange> told)
{
    auto promise = std::make_shared<QPromise<Exchange>>();
    promise->start();
    QFuture<Exchange> future = promise->future();
    m_worker->post(
        [worker = m_worker.get(), request = std::move(request), options, id,
            end = Posting::End{std::move(promise), std::move(told)}] { worker->begin(request, options, id, end); });
    return future;
}

void Sender::cancel(quint64 id)
{
    if (id != 0)
        m_worker->post([worker = m_worker.get(), id] { worker->cancel(id); });
}

}
