// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/sendqueue.h"

#include "delivery/outboxorders.h"
#include "event/tr.h"
#include "store/eventstore.h"

#include <QFutureWatcher>

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 eventsOfRead = 10'000;
constexpr qsizetype bytesOfOrder = 64 << 20;
constexpr std::chrono::milliseconds mostWait{500};    // of what came from standard input

}

SendQueue::SendQueue(EventStore &store, ServiceSet services, SendFeed &feed, OutboxOrder order, bool streams, Told told)
    : m_store(store)
    , m_services(std::move(services))
    , m_feed(feed)
    , m_order(std::move(order))
    , m_streams(streams && !m_order.policy.speed)
    , m_told(std::move(told))
{
    m_hurry.setInterval(mostWait);
    connect(&m_hurry, &QTimer::timeout, this, [this] { m_feed.hurry(); });
}

SendQueue::~SendQueue() = default;

// Calls the handler with the value; an Error ends it all.
template <typename T, typename Handler>
void SendQueue::follow(const QFuture<Result<T>> &future, Handler handler)
{
    auto *watcher = new QFutureWatcher<Result<T>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, handler] {
        watcher->deleteLater();
        const QFuture<Result<T>> done = watcher->future();
        if (done.resultCount() == 0)
            return end(Error{Error::Kind::Cancelled, QString()});
        Result<T> result = done.result();
        if (!result)
            return end(result.error());
        handler(std::move(result));
    });
    watcher->setFuture(future);
}

void SendQueue::start()
{
    if (m_streams)
        m_hurry.start();
    ask();
}

void SendQueue::stop()
{
    m_stopped = true;
    m_feed.stop();
}

void SendQueue::ask()
{
    follow(m_feed.next(eventsOfRead), [this](Result<std::vector<Event>> events) { read(std::move(*events)); });
}

void SendQueue::read(std::vector<Event> events)
{
    m_atEnd = events.empty();
    for (Event &event : events) {
        m_bytes += event.text.size() + event.envelope.size();
        m_events.push_back(std::move(event));
    }
    if (m_stopped)
        return end(std::nullopt);
    if (!m_events.empty() && (m_atEnd || m_streams || m_bytes >= bytesOfOrder))
        return flush();
    m_atEnd ? fileAll() : ask();
}

OutboxOrder SendQueue::nextOrder()
{
    OutboxOrder order = m_order;
    if (++m_orders > 1)
        order.label = eventscope::tr("%1, part %2").arg(order.label).arg(m_orders);
    return order;
}

void SendQueue::flush()
{
    m_bytes = 0;
    if (m_order.policy.speed)
        return fileReplay();
    const Sealing sealing = m_streams ? Sealing::Seal : Sealing::LeaveOpen;
    follow(queueFresh(m_store, m_services, nextOrder(), std::exchange(m_events, {}), sealing),
        [this](const Result<OutboxJobId> &job) {
            if (m_streams)
                m_told.queued(*job);
            else
                m_open.insert(m_open.begin(), *job);
            if (m_stopped)
                return end(std::nullopt);
            m_atEnd ? fileAll() : ask();
        });
}

void SendQueue::fileAll()
{
    if (m_order.policy.speed && m_origin != 0)
        return queueReplay();
    sealNext();
}

void SendQueue::sealNext()
{
    if (m_open.empty())
        return end(std::nullopt);
    const OutboxJobId job = m_open.back();
    follow(m_store.outbox().seal(job), [this, job](const Result<void> &) {
        m_open.pop_back();
        m_told.queued(job);
        sealNext();
    });
}

// The gaps are those of stored events.
void SendQueue::fileReplay()
{
    if (m_origin == 0) {
        m_before = m_store.columns().size();
        return follow(m_store.begin(m_order.origin), [this](const Result<OriginId> &origin) {
            m_origin = *origin;
            fileReplay();
        });
    }
    follow(m_store.append(m_origin, std::exchange(m_events, {})), [this](const Result<void> &) {
        if (m_stopped)
            return end(std::nullopt);
        m_atEnd ? fileAll() : ask();
    });
}

void SendQueue::queueReplay()
{
    follow(m_store.complete(m_origin), [this](const Result<Origin> &) {
        const OriginId origin = std::exchange(m_origin, 0);
        const Columns &columns = m_store.columns();
        std::vector<Row> rows;
        for (Row row = m_before; row < columns.size(); ++row) {
            if (static_cast<OriginId>(columns.origin(row)) == origin)
                rows.push_back(row);
        }
        follow(queueRows(m_store, m_services, nextOrder(), std::move(rows), Renewal::None),
            [this](const Result<OutboxJobId> &job) {
                m_told.queued(*job);
                end(std::nullopt);
            });
    });
}

// What is not sealed is not wanted any more.
void SendQueue::end(const std::optional<Error> &error)
{
    m_hurry.stop();
    for (const OutboxJobId job : std::exchange(m_open, {}))
        static_cast<void>(m_store.outbox().abandon(job));
    if (m_origin != 0)
        static_cast<void>(m_store.abandon(std::exchange(m_origin, 0)));
    m_told.ended(error);
}

}
