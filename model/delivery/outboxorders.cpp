// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outboxorders.h"

#include "delivery/deliverytext.h"
#include "delivery/outgoingrenewal.h"
#include "event/utf8.h"

#include <QLocale>
#include <QPromise>
#include <QtConcurrentRun>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t orderSlice = 2000;

using OrderPromise = QPromise<Result<OutboxJobId>>;

// The store's answer, waited for on a thread of the pool.
template <typename T>
Result<T> answerOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return failure(Error::Kind::Cancelled, QString());
    return future.result();
}

Result<std::shared_ptr<const Judge>> judgeOf(const ServiceSet &services, const QByteArray &id)
{
    std::shared_ptr<const Judge> judge = services.judge(id);
    if (judge)
        return judge;
    return failure(
        Error::Kind::NotFound, DeliveryText::tr("There is no definition of the service \"%1\", so nothing was queued.")
                                   .arg(stringOf(viewOf(id))));
}

// One order of stored events, in the making.
class RowOrder {
public:
    RowOrder(OrderPromise &promise, EventStore &store, ServiceSet services, OutboxOrder order, std::vector<Row> rows,
        Renewal renewal)
        : m_promise(promise)
        , m_store(store)
        , m_services(std::move(services))
        , m_order(std::move(order))
        , m_rows(std::move(rows))
        , m_renewal(renewal)
    {}

    void run()
    {
        Result<OutboxJobId> made = make();
        if (made) {
            m_promise.addResult(std::move(made));
        } else {
            if (m_job != 0)
                static_cast<void>(answerOf(m_store.outbox().abandon(m_job)));
            if (m_origin != 0)
                static_cast<void>(answerOf(m_store.abandon(m_origin)));
            if (!m_promise.isCanceled())
                m_promise.addResult(std::move(made));
        }
    }

private:
    [[nodiscard]] Result<OutboxJobId> make();
    [[nodiscard]] Result<void> takeSlice(std::vector<StoredEvent> events);
    [[nodiscard]] Result<void> takeAll();
    [[nodiscard]] Result<void> renew(const Event &event, Micros at);
    [[nodiscard]] Result<void> storeCopies();
    [[nodiscard]] Result<void> takeCopies();
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Micros gapOf(const StoredEvent &event);
    void sortByTime();

    OrderPromise &m_promise;
    EventStore &m_store;
    const ServiceSet m_services;
    OutboxOrder m_order;
    std::vector<Row> m_rows;
    const Renewal m_renewal;

    std::optional<DedupField> m_dedup;
    std::optional<EventRenewal> m_renewing;
    const Micros m_now = currentMicros();
    std::optional<Micros> m_begin;
    Micros m_lastGap = 0;
    std::vector<OutboxItem> m_items;
    std::vector<Event> m_copies;       // that are not stored yet
    std::vector<Micros> m_copiesAt;    // of all of them
    OriginId m_origin = 0;             // of the copies, while it is being filled
    Row m_before = 0;                  // rows there were when it began
    OutboxJobId m_job = 0;
    JsonTape m_tape;
};

void RowOrder::sortByTime()
{
    const Columns &columns = m_store.columns();
    std::stable_sort(
        m_rows.begin(), m_rows.end(), [&columns](Row a, Row b) { return columns.time(a) < columns.time(b); });
}

Result<OutboxJobId> RowOrder::make()
{
    const auto judge = judgeOf(m_services, m_order.endpoint.service);
    if (!judge)
        return failure(judge.error());
    m_dedup = DedupField::of((*judge)->service());
    if (m_renewal != Renewal::None)
        m_renewing.emplace(*judge, m_renewal == Renewal::KeysAndTimes);
    if (m_order.policy.speed)
        sortByTime();
    if (const auto taken = takeAll(); !taken)
        return failure(taken.error());
    if (m_renewing) {
        if (const auto taken = takeCopies(); !taken)
            return failure(taken.error());
    }
    if (m_job == 0)
        return answerOf(m_store.outbox().queue(std::move(m_order)));
    if (const auto sealed = answerOf(m_store.outbox().seal(m_job)); !sealed)
        return failure(sealed.error());
    return m_job;
}

Result<void> RowOrder::takeAll()
{
    for (std::size_t from = 0; from < m_rows.size(); from += orderSlice) {
        const auto begin = m_rows.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = begin + static_cast<std::ptrdiff_t>(std::min(orderSlice, m_rows.size() - from));
        auto events = answerOf(m_store.fetch({begin, end}));
        if (m_promise.isCanceled())
            return failure(Error::Kind::Cancelled, QString());
        if (!events)
            return failure(events.error());
        if (const auto taken = takeSlice(std::move(*events)); !taken)
            return failure(taken.error());
    }
    return {};
}

Result<void> RowOrder::takeSlice(std::vector<StoredEvent> events)
{
    for (StoredEvent &one : events) {
        if (m_store.columns().removed(one.row))
            continue;
        const Micros at = gapOf(one);
        if (m_renewing) {
            if (const auto renewed = renew(one.event, at); !renewed)
                return failure(renewed.error());
            continue;
        }
        OutboxItem item{one.id, {}, at};
        const bool isReadable = m_dedup && m_tape.read(viewOf(one.event.text)) && m_tape.root().isObject();
        if (isReadable && !m_dedup->isIn(m_tape.root()))
            item.dedup = m_dedup->fresh();
        m_items.push_back(std::move(item));
    }
    return m_renewing ? storeCopies() : flush();
}

Result<void> RowOrder::renew(const Event &event, Micros at)
{
    const double speed = m_order.policy.speed.value_or(0);
    const Micros later = speed > 0 ? static_cast<Micros>(static_cast<double>(at) / speed) : 0;
    Result<Event> renewed = m_renewing->renewed(event, m_now + later);
    if (!renewed)
        return failure(
            renewed.error().kind, DeliveryText::tr("An event cannot be made a fresh one, so nothing was queued. %1")
                                      .arg(renewed.error().message));
    m_copies.push_back(std::move(*renewed));
    m_copiesAt.push_back(at);
    return {};
}

Result<void> RowOrder::storeCopies()
{
    if (m_copies.empty())
        return {};
    if (m_origin == 0) {
        const auto origin = answerOf(m_store.begin(m_order.origin));
        if (!origin)
            return failure(origin.error());
        m_origin = *origin;
        m_before = m_store.columns().size();
    }
    return answerOf(m_store.append(m_origin, std::exchange(m_copies, {})));
}

// They are in the columns in the order in which they were stored.
Result<void> RowOrder::takeCopies()
{
    if (m_origin == 0)
        return {};
    const auto complete = answerOf(m_store.complete(m_origin));
    if (!complete)
        return failure(complete.error());
    const OriginId origin = std::exchange(m_origin, 0);
    const Columns &columns = m_store.columns();
    std::size_t next = 0;
    for (Row row = m_before; row < columns.size() && next < m_copiesAt.size(); ++row) {
        if (static_cast<OriginId>(columns.origin(row)) == origin)
            m_items.push_back({columns.id(row), {}, m_copiesAt[next++]});
    }
    if (next < m_copiesAt.size())
        return failure(Error::Kind::Busy,
            DeliveryText::tr("The events of the store are still being read, so the fresh copies were stored and not "
                             "queued. Queue them when that is done."));
    return flush();
}

Micros RowOrder::gapOf(const StoredEvent &event)
{
    if (!m_order.policy.speed)
        return 0;
    const Micros time = m_store.columns().time(event.row);
    if (!m_begin)
        m_begin = time;
    m_lastGap = std::max(m_lastGap, time - *m_begin);
    return m_lastGap;
}

Result<void> RowOrder::flush()
{
    if (m_items.empty())
        return {};
    std::vector<OutboxItem> items = std::exchange(m_items, {});
    if (m_job != 0)
        return answerOf(m_store.outbox().add(m_job, std::move(items)));
    OutboxOrder opening = m_order;
    opening.items = std::move(items);
    const auto opened = answerOf(m_store.outbox().open(std::move(opening)));
    if (!opened)
        return failure(opened.error());
    m_job = *opened;
    return {};
}

}

QFuture<Result<OutboxJobId>> queueRows(
    EventStore &store, const ServiceSet &services, OutboxOrder order, std::vector<Row> rows, Renewal renewal)
{
    if (renewal != Renewal::None && order.origin.kind.isEmpty())
        order.origin = {u"resend"_s, order.label, {}};
    return QtConcurrent::run(
        [&store, services, order = std::move(order), rows = std::move(rows), renewal](
            OrderPromise &promise) { RowOrder(promise, store, services, order, rows, renewal).run(); });
}

QFuture<Result<OutboxJobId>> queueFresh(
    EventStore &store, const ServiceSet &services, OutboxOrder order, std::vector<Event> events, Sealing sealing)
{
    return QtConcurrent::run([&store, services, order = std::move(order), events = std::move(events), sealing](
                                 OrderPromise &promise) mutable {
        order.fresh = withDedupKeys(services, std::move(events));
        if (promise.isCanceled())
            return;
        Outbox &outbox = store.outbox();
        promise.addResult(
            answerOf(sealing == Sealing::Seal ? outbox.queue(std::move(order)) : outbox.open(std::move(order))));
    });
}

std::vector<Event> withDedupKeys(const ServiceSet &services, std::vector<Event> events)
{
    std::map<QByteArray, std::optional<EventRenewal>> renewals;
    for (Event &event : events) {
        auto renewal = renewals.find(event.service);
        if (renewal == renewals.end()) {
            const auto judge = services.judge(event.service);
            renewal = renewals.emplace(event.service, std::nullopt).first;
            if (judge)
                renewal->second.emplace(judge, false);
        }
        if (renewal->second)
            event = renewal->second->keyed(std::move(event));
    }
    return events;
}

QFuture<Result<OutboxJobId>> queueAgain(
    EventStore &store, const ServiceSet &services, const OutboxJob &job, Renewal renewal)
{
    return QtConcurrent::run([&store, services, job, renewal](OrderPromise &promise) {
        const auto items = answerOf(store.outbox().items(job.id, 0, job.events()));
        if (!items)
            return static_cast<void>(promise.addResult(failure(items.error())));
        std::vector<Row> rows;
        rows.reserve(items->size());
        for (const OutboxItem &item : *items) {
            if (const auto row = store.columns().rowOf(item.event))
                rows.push_back(*row);
        }
        OutboxOrder order;
        order.endpoint = job.endpoint;
        order.label = DeliveryText::tr("%1, again").arg(job.label);
        order.policy = job.policy;
        order.origin = {u"resend"_s, order.label, {}};
        RowOrder(promise, store, services, std::move(order), std::move(rows), renewal).run();
    });
}

QString dedupNote(const Service &service, std::span<const OutgoingEvent> events)
{
    const auto field = DedupField::of(service);
    if (!field)
        return {};
    JsonTape tape;
    const auto lacks = [&field, &tape](const OutgoingEvent &event) {
        return tape.read(viewOf(event.text)) && !field->isIn(tape.root());
    };
    const auto count = std::ranges::count_if(events, lacks);
    if (count == 0)
        return {};
    const QString place = stringOf(viewOf(field->at().text()));
    if (events.size() == 1)
        return DeliveryText::tr(
            "When it is queued, the event gets a key at %1, by which %2 knows it should it come twice.")
            .arg(place, service.title());
    return DeliveryText::tr(
        "When they are queued, %1 of these %2 events get a key at %3, by which %4 knows them should "
        "they come twice.")
        .arg(QLocale().toString(qlonglong{count}), QLocale().toString(qulonglong{events.size()}), place,
            service.title());
}

bool hasDedup(const Service &service, QByteArrayView shape)
{
    return service.shape(shape) != nullptr && DedupField::of(service).has_value();
}

QString whyNotResumed(const Service &service)
{
    if (DedupField::of(service))
        return DeliveryText::tr(
            "It was not sent again: the event has no key by which %1 would know it for the same, or "
            "the key is too old by now, so a second attempt could count it twice.")
            .arg(service.title());
    return DeliveryText::tr("It was not sent again: %1 has no key by which it knows an event that it has already, so a "
                            "second attempt could count it twice.")
        .arg(service.title());
}

OutboxPolicy policyOf(const Endpoint &endpoint)
{
    OutboxPolicy policy;
    policy.perSecond = endpoint.perSecond;
    policy.concurrency = endpoint.concurrency;
    policy.resumeUnknown = endpoint.resumeUnknown;
    return policy;
}

}
