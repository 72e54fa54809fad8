// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outbox.h"

#include "store/outboxbatch.h"
#include "store/outboxfilling.h"
#include "store/outboxjobs.h"
#include "store/outboxmoves.h"
#include "store/ownerlock.h"
#include "store/storenotes.h"

#include <numeric>

namespace eventscope {

namespace {

using Slot = std::shared_ptr<std::atomic<qint64>>;

// In events, about, so that one transaction does not become endless.
std::size_t weightOfBytes(qsizetype bytes)
{
    return 1 + static_cast<std::size_t>(bytes) / 4096;
}

template <typename T, typename Work>
QFuture<Result<T>> writeToOutbox(StoreNotes &notes, std::size_t weight, Work work)
{
    return notes.write<T>(WritePriority::Outbox, weight, std::move(work));
}

// Remembers by which slot our leases are known.
void keepSlot(WriteSession &session, const Slot &slot)
{
    if (const Result<qint64> owner = session.owner())
        slot->store(*owner);
}

}

qint64 OutboxJob::events() const
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0));
}

bool OutboxJob::isOver() const
{
    return counts[static_cast<std::size_t>(OutboxState::Queued)] == 0 &&
           counts[static_cast<std::size_t>(OutboxState::InFlight)] == 0;
}

Outbox::Outbox(StoreNotes &notes, const OwnerLock &owners)
    : m_notes(notes)
    , m_owners(owners)
{}

Outbox::~Outbox() = default;

QFuture<Result<OutboxJobId>> Outbox::queue(OutboxOrder order)
{
    const std::size_t weight = 1 + order.items.size() + order.fresh.size();
    return writeToOutbox<OutboxJobId>(
        m_notes, weight, [order = std::move(order)](WriteSession &session) { return queueOrder(session, order); });
}

QFuture<Result<OutboxJobId>> Outbox::open(OutboxOrder order)
{
    const std::size_t weight = 1 + order.items.size() + order.fresh.size();
    return writeToOutbox<OutboxJobId>(
        m_notes, weight, [order = std::move(order)](WriteSession &session) { return openOrder(session, order); });
}

QFuture<Result<void>> Outbox::add(OutboxJobId job, std::vector<OutboxItem> items)
{
    const std::size_t weight = 1 + items.size();
    return writeToOutbox<void>(m_notes, weight,
        [job, items = std::move(items)](WriteSession &session) { return addToOrder(session, job, items); });
}

QFuture<Result<void>> Outbox::seal(OutboxJobId job)
{
    return writeToOutbox<void>(m_notes, 1, [job](WriteSession &session) { return sealOrder(session, job); });
}

QFuture<Result<void>> Outbox::abandon(OutboxJobId job)
{
    auto abandoned =
        writeToOutbox<void>(m_notes, 1, [job](WriteSession &session) { return abandonOrder(session, job); });
    m_notes.cleanUp([](WriteSession &session) { return purgeOrders(session.database()); });
    return abandoned;
}

QFuture<Result<bool>> Outbox::claim(OutboxJobId job)
{
    return writeToOutbox<bool>(m_notes, 1, [job, owners = &m_owners, slot = m_slot](WriteSession &session) {
        keepSlot(session, slot);
        return claimOrder(session, job, *owners);
    });
}

QFuture<Result<void>> Outbox::release(OutboxJobId job)
{
    return writeToOutbox<void>(m_notes, 1, [job](WriteSession &session) { return releaseOrder(session, job); });
}

QFuture<Result<Outbox::Batch>> Outbox::next(
    OutboxJobId job, qint64 most, qint64 bytes, Micros now, std::vector<std::pair<qint64, qint64>> busy)
{
    return m_notes.read<Batch>([notes = &m_notes, wish = BatchWish{job, most, bytes, now, busyRuns(busy)}](
                                   SQLite::Database &database) -> Result<Batch> {
        Result<FoundBatch> found = readBatch(database, wish);
        if (!found)
            return failure(found.error());
        if (!found->gone.empty()) {
            std::ignore = writeToOutbox<void>(*notes, 1,
                [job = wish.job, gone = found->gone](WriteSession &session) { return cancelGone(session, job, gone); });
        }
        return std::move(found->batch);
    });
}

QFuture<Result<DeliveryId>> Outbox::depart(Departure departure)
{
    const std::size_t weight = weightOfBytes(departure.delivery.body.size()) + departure.places.size();
    return writeToOutbox<DeliveryId>(m_notes, weight,
        [departure = std::move(departure)](WriteSession &session) { return departOrder(session, departure); });
}

QFuture<Result<void>> Outbox::arrive(OutboxJobId job, DeliveryId delivery, DeliveryEnd end, std::vector<Fate> fates)
{
    const std::size_t weight = weightOfBytes(end.reply.size()) + fates.size();
    return writeToOutbox<void>(m_notes, weight,
        [arrival = OutboxArrival{job, delivery, std::move(end), std::move(fates)}](
            WriteSession &session) { return arriveOrder(session, arrival); });
}

QFuture<Result<void>> Outbox::settle(OutboxJobId job, std::vector<Fate> fates)
{
    return writeToOutbox<void>(m_notes, 1 + fates.size(),
        [job, fates = std::move(fates)](WriteSession &session) { return settleOrder(session, job, fates); });
}

QFuture<Result<void>> Outbox::hold(OutboxJobId job, OutboxJob::Hold why, const QString &message)
{
    return writeToOutbox<void>(
        m_notes, 1, [job, why, message](WriteSession &session) { return holdOrder(session, job, why, message); });
}

QFuture<Result<void>> Outbox::resume(OutboxJobId job)
{
    return hold(job, OutboxJob::Hold::None, {});
}

QFuture<Result<void>> Outbox::holdEndpoint(EndpointId endpoint, const QString &message)
{
    return writeToOutbox<void>(
        m_notes, 1, [endpoint, message](WriteSession &session) { return holdOrdersFor(session, endpoint, message); });
}

QFuture<Result<void>> Outbox::resumeEndpoint(EndpointId endpoint)
{
    return writeToOutbox<void>(
        m_notes, 1, [endpoint](WriteSession &session) { return resumeOrdersFor(session, endpoint); });
}

QFuture<Result<qint64>> Outbox::cancel(OutboxJobId job)
{
    return writeToOutbox<qint64>(m_notes, 1, [job](WriteSession &session) { return cancelOrder(session, job); });
}

QFuture<Result<qint64>> Outbox::requeue(OutboxJobId job, std::vector<OutboxState> states, qint64 from, qint64 count)
{
    return writeToOutbox<qint64>(
        m_notes, 1, [wish = OutboxRequeue{job, std::move(states), from, count}](WriteSession &session) {
            return requeueOrder(session, wish);
        });
}

QFuture<Result<void>> Outbox::remove(OutboxJobId job)
{
    return writeToOutbox<void>(m_notes, 1, [job](WriteSession &session) { return hideOrder(session, job); });
}

QFuture<Result<void>> Outbox::restore(OutboxJobId job)
{
    return writeToOutbox<void>(m_notes, 1, [job](WriteSession &session) { return showOrder(session, job); });
}

QFuture<Result<void>> Outbox::setPolicy(OutboxJobId job, OutboxPolicy policy)
{
    return writeToOutbox<void>(
        m_notes, 1, [job, policy](WriteSession &session) { return setOrderPolicy(session, job, policy); });
}

QFuture<Result<std::vector<OutboxJob>>> Outbox::jobs(int limit)
{
    return m_notes.read<std::vector<OutboxJob>>([limit, owners = &m_owners, slot = m_slot](SQLite::Database &database) {
        return Result<std::vector<OutboxJob>>(readJobs(database, limit, OutboxLeases(*owners, slot->load())));
    });
}

QFuture<Result<OutboxJob>> Outbox::job(OutboxJobId id)
{
    return m_notes.read<OutboxJob>(
        [id, owners = &m_owners, slot = m_slot](SQLite::Database &database) -> Result<OutboxJob> {
            std::optional<OutboxJob> job = readJob(database, id, OutboxLeases(*owners, slot->load()));
            if (!job)
                return failure(unknownOrder());
            return std::move(*job);
        });
}

QFuture<Result<std::vector<OutboxPart>>> Outbox::parts(OutboxJobId job)
{
    return m_notes.read<std::vector<OutboxPart>>(
        [job](SQLite::Database &database) { return Result<std::vector<OutboxPart>>(readParts(database, job)); });
}

QFuture<Result<std::vector<OutboxItem>>> Outbox::items(OutboxJobId job, qint64 first, qint64 count)
{
    return m_notes.read<std::vector<OutboxItem>>([job, first, count](SQLite::Database &database) {
        return Result<std::vector<OutboxItem>>(readItems(database, job, first, count));
    });
}

QFuture<Result<std::vector<Outbox::Held>>> Outbox::heldEndpoints()
{
    return m_notes.read<std::vector<Held>>(
        [](SQLite::Database &database) { return Result<std::vector<Held>>(readHeldEndpoints(database)); });
}

QByteArray outboxStateId(OutboxState state)
{
    switch (state) {
    case OutboxState::Queued:
        return "queued";
    case OutboxState::InFlight:
        return "in-flight";
    case OutboxState::Accepted:
        return "accepted";
    case OutboxState::Partly:
        return "partly-accepted";
    case OutboxState::Rejected:
        return "rejected";
    case OutboxState::Failed:
        return "failed";
    case OutboxState::Unknown:
        return "unknown";
    case OutboxState::Cancelled:
        return "cancelled";
    }
    Q_UNREACHABLE();
}

}
