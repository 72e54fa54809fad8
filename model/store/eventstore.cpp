// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventstore.h"

#include "store/deliveries.h"
#include "store/deliveryrows.h"
#include "store/drafts.h"
#include "store/endpoints.h"
#include "store/fetcher.h"
#include "store/lanes.h"
#include "store/outbox.h"
#include "store/outboxjobs.h"
#include "store/plans.h"
#include "store/receptions.h"
#include "store/searcher.h"
#include "store/storefile.h"
#include "store/storenotes.h"
#include "store/visits.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

WritePriority priorityFor(const QString &kind)
{
    if (kind == u"capture"_s)
        return WritePriority::Receiver;
    if (kind == u"compose"_s)
        return WritePriority::Drafts;
    return WritePriority::Imports;
}

}

struct EventStore::Private {
    Private(StoreFile storeFile, const StoreOptions &options)
        : file(std::move(storeFile))
        , clock(options.clock ? options.clock : currentMicros)
        , owner(file.access.path)
    {}

    template <typename T>
    [[nodiscard]] QFuture<Result<T>> refused() const
    {
        return answered<T>(failure(Error::Kind::ReadOnly, file.readOnlyReason));
    }

    // Unknown rows are left out.
    [[nodiscard]] std::vector<EventId> idsOf(const std::vector<Row> &rows) const
    {
        std::vector<EventId> ids;
        ids.reserve(rows.size());
        const Row end = columns.size();
        for (const Row row : rows) {
            if (row < end)
                ids.push_back(columns.id(row));
        }
        return ids;
    }

    [[nodiscard]] std::vector<OriginId> giveUpDeadOrigins();
    [[nodiscard]] bool giveUpDeadDeliveries() const;

    const StoreFile file;
    const std::function<Micros()> clock;
    OwnerLock owner;
    Columns columns;
    OriginLabels labels;
    PayloadPlaces places;
    // Gone in the reverse order: what is queued to be written is written first.
    std::unique_ptr<Publisher> publisher;
    std::unique_ptr<Searcher> searcher;
    std::unique_ptr<LaneSearch> lanes;
    std::unique_ptr<Fetcher> fetcher;
    std::unique_ptr<Writer> writer;    // null when the store is read-only
    std::unique_ptr<Visits> visits;    // visitors may wait for the writer
    std::unique_ptr<StoreNotes> notes;
    std::unique_ptr<Endpoints> endpoints;
    std::unique_ptr<Drafts> drafts;
    std::unique_ptr<Deliveries> deliveries;
    std::unique_ptr<Outbox> outbox;
    std::unique_ptr<Plans> plans;
    std::unique_ptr<Receptions> receptions;
};

// Origins whose process ended without completing them, now marked to be deleted.
std::vector<OriginId> EventStore::Private::giveUpDeadOrigins()
{
    std::vector<OriginId> dead;
    // Hidden as they are, they can wait for the next start when the file is busy.
    std::ignore = guarded(file.access.path, [&]() -> Result<void> {
        const auto database = connectTo(file.access);
        if (queryNumber(*database, "SELECT count(*) FROM origin WHERE state <> 1") == 0)
            return {};
        SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement select(*database, "SELECT id, state, owner FROM origin WHERE state <> 1");
        while (select.executeStep()) {
            const bool givenUp = numberAt(select, 1) == static_cast<int>(OriginState::GivenUp);
            if (givenUp || !owner.isHeld(numberAt(select, 2)))
                dead.push_back(numberAt(select, 0));
        }
        select.reset();
        for (const OriginId origin : dead)
            database->exec("UPDATE origin SET state = 2 WHERE id = " + std::to_string(origin));
        transaction.commit();
        return {};
    });
    return dead;
}

// Likewise for what they were sending. Whether there is anything of it to be deleted.
bool EventStore::Private::giveUpDeadDeliveries() const
{
    const Result<bool> left = guarded(file.access.path, [&]() -> Result<bool> {
        const auto database = connectTo(file.access);
        if (queryNumber(*database, "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 0) OR "
                                   "EXISTS (SELECT 1 FROM outbox_job WHERE owner <> 0 OR state IN (0, 3))") == 0)
            return false;
        SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
        endDeadDeliveries(*database, owner);
        const bool purge = endDeadOrders(*database, owner);
        transaction.commit();
        return purge;
    });
    return left.value_or(false);
}

EventStore::EventStore(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
    const auto onMyThread = [this](
                                auto call) { QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection); };
    Publisher::Listener listener;
    listener.appended = [this, onMyThread](
                            Row from, Row to) { onMyThread([this, from, to] { emit appended(from, to); }); };
    listener.changed = [this, onMyThread] { onMyThread([this] { emit changed(); }); };
    listener.deliveriesChanged = [this, onMyThread] { onMyThread([this] { emit d->deliveries->changed(); }); };
    listener.endpointsChanged = [this, onMyThread] { onMyThread([this] { emit d->endpoints->changed(); }); };
    listener.outboxChanged = [this, onMyThread] { onMyThread([this] { emit d->outbox->changed(); }); };
    listener.receptionsChanged = [this, onMyThread] { onMyThread([this] { emit d->receptions->changed(); }); };
    listener.loadProgress = [this, onMyThread](qint64 done, qint64 total) {
        onMyThread([this, done, total] { emit loadProgress(done, total); });
    };
    listener.loaded = [this, onMyThread] { onMyThread([this] { emit loaded(); }); };
    listener.failed = [this, onMyThread](const Error &error) { onMyThread([this, error] { emit failed(error); }); };

    std::vector<OriginId> dead;
    bool deadOrders = false;
    const StoreAccess &access = d->file.access;
    if (access.canWrite()) {
        dead = d->giveUpDeadOrigins();
        deadOrders = d->giveUpDeadDeliveries();
    }
    d->publisher = std::make_unique<Publisher>(access, d->columns.d(), d->labels, std::move(listener));
    d->searcher = std::make_unique<Searcher>(access, d->columns.d(), d->labels, d->places);
    d->lanes = std::make_unique<LaneSearch>(access, d->columns.d(), d->labels, d->places);
    d->fetcher = std::make_unique<Fetcher>(access, d->columns, d->labels);
    if (access.canWrite())
        d->writer = std::make_unique<Writer>(access, d->columns.d(), d->owner, *d->publisher, d->clock);
    d->visits = std::make_unique<Visits>(access, d->columns.d(), d->labels, d->places);
    d->notes = std::make_unique<StoreNotes>(access, d->file.readOnlyReason, d->writer.get());
    d->endpoints = std::make_unique<Endpoints>(*d->notes);
    d->drafts = std::make_unique<Drafts>(*d->notes);
    d->deliveries = std::make_unique<Deliveries>(*d->notes);
    d->outbox = std::make_unique<Outbox>(*d->notes, d->owner);
    d->plans = std::make_unique<Plans>(*d->notes);
    d->receptions = std::make_unique<Receptions>(*d->notes);
    for (const OriginId origin : dead)
        d->writer->purge(origin);
    if (deadOrders)
        d->notes->cleanUp([](WriteSession &session) { return purgeOrders(session.database()); });
}

EventStore::~EventStore() = default;

Result<std::unique_ptr<EventStore>> EventStore::open(const StoreOptions &options)
{
    const QString path = QFileInfo(options.path).absoluteFilePath();
    Result<StoreFile> file = openStoreFile(path, options.readOnly, options.maxBytes);
    if (!file)
        return failure(file.error());
    auto priv = std::make_unique<Private>(std::move(*file), options);
    return std::unique_ptr<EventStore>(new EventStore(std::move(priv)));
}

QString EventStore::path() const
{
    return d->file.access.path;
}

bool EventStore::isReadOnly() const
{
    return !d->file.access.canWrite();
}

QString EventStore::readOnlyReason() const
{
    return d->file.readOnlyReason;
}

const Columns &EventStore::columns() const
{
    return d->columns;
}

bool EventStore::isLoaded() const
{
    return d->publisher->isLoaded();
}

Result<void> EventStore::waitUntilLoaded()
{
    return d->publisher->waitUntilLoaded();
}

QFuture<Result<OriginId>> EventStore::begin(const OriginInfo &info)
{
    if (isReadOnly())
        return d->refused<OriginId>();
    const WritePriority priority = priorityFor(info.kind);
    return d->writer->enqueue<OriginId>(
        priority, 1, [info, priority, writer = d->writer.get()](WriteSession &session) -> Result<OriginId> {
            Result<OriginId> origin = session.begin(info);
            if (origin)
                writer->setPriority(*origin, priority);
            return origin;
        });
}

QFuture<Result<void>> EventStore::append(OriginId origin, std::vector<Event> events)
{
    if (isReadOnly())
        return d->refused<void>();
    const std::size_t weight = events.size();
    return d->writer->enqueue<void>(d->writer->priorityOf(origin), weight,
        [origin, events = std::move(events)](WriteSession &session) { return session.append(origin, events); });
}

QFuture<Result<void>> EventStore::reject(OriginId origin, std::vector<Reject> rejects)
{
    if (isReadOnly())
        return d->refused<void>();
    const std::size_t weight = rejects.size();
    return d->writer->enqueue<void>(d->writer->priorityOf(origin), weight,
        [origin, rejects = std::move(rejects)](WriteSession &session) { return session.reject(origin, rejects); });
}

QFuture<Result<Origin>> EventStore::complete(OriginId origin)
{
    if (isReadOnly())
        return d->refused<Origin>();
    return d->writer->enqueue<Origin>(
        d->writer->priorityOf(origin), 1, [origin](WriteSession &session) { return session.complete(origin); });
}

QFuture<Result<void>> EventStore::abandon(OriginId origin)
{
    if (isReadOnly())
        return d->refused<void>();
    const auto promise = std::make_shared<Writer::CleanUpPromise>(Writer::startedCleanUp());
    QFuture<Result<void>> future = promise->future();
    const auto hidden = [origin, promise, writer = d->writer.get()](const Result<void> &result) {
        if (result)
            return writer->purge(origin, std::move(*promise));
        promise->addResult(result);
        promise->finish();
    };
    std::ignore = d->writer->enqueue<void>(d->writer->priorityOf(origin), 1,
        [origin](WriteSession &session) { return session.giveUp(origin); }, {.told = hidden});
    return future;
}

QFuture<Result<EventStore::Removal>> EventStore::remove(const std::vector<Row> &rows)
{
    if (isReadOnly())
        return d->refused<Removal>();
    return d->writer->enqueue<Removal>(
        WritePriority::Drafts, 1, [ids = d->idsOf(rows)](WriteSession &session) { return session.remove(ids); });
}

QFuture<Result<void>> EventStore::restore(Removal removal)
{
    if (isReadOnly())
        return d->refused<void>();
    return d->writer->enqueue<void>(
        WritePriority::Drafts, 1, [id = removal.id](WriteSession &session) { return session.restore(id); });
}

QFuture<Result<Origin>> EventStore::store(const OriginInfo &info, std::vector<Event> events, Told<Result<Origin>> told)
{
    const std::size_t weight = events.size() + 1;
    return d->notes->write<Origin>(priorityFor(info.kind), weight,
        [info, events = std::move(events)](WriteSession &session) { return session.store(info, events); },
        {.told = std::move(told)});
}

QFuture<Result<EventStore::Replacement>> EventStore::replace(
    const std::vector<Row> &rows, std::vector<Event> events, const OriginInfo &info)
{
    if (isReadOnly())
        return d->refused<Replacement>();
    std::vector<EventId> ids = d->idsOf(rows);
    if (ids.size() < rows.size())
        ids.clear();    // what is not known cannot be replaced
    const std::size_t weight = events.size() + 1;
    return d->writer->enqueue<Replacement>(
        WritePriority::Drafts, weight, [ids = std::move(ids), events = std::move(events), info](WriteSession &session) {
            return session.replace(ids, events, info);
        });
}

QFuture<Result<void>> EventStore::restore(Replacement replacement)
{
    if (isReadOnly())
        return d->refused<void>();
    return d->writer->enqueue<void>(
        WritePriority::Drafts, 1, [replacement](WriteSession &session) { return session.restore(replacement); });
}

QFuture<Result<qint64>> EventStore::judged(std::vector<VerdictChange> changes)
{
    if (isReadOnly())
        return d->refused<qint64>();
    std::vector<JudgedEvent> events;
    events.reserve(changes.size());
    const Row end = d->columns.size();
    for (VerdictChange &change : changes) {
        if (change.row < end) {
            events.push_back(
                {d->columns.id(change.row), change.row, change.verdict, change.partly, std::move(change.rules)});
        }
    }
    const std::size_t weight = events.size();
    return d->writer->enqueue<qint64>(WritePriority::Imports, weight,
        [events = std::move(events)](WriteSession &session) -> Result<qint64> { return session.judged(events); });
}

QFuture<Result<QByteArray>> EventStore::seriesState()
{
    return d->notes->read<QByteArray>([](SQLite::Database &database) -> Result<QByteArray> {
        SQLite::Statement select(database, "SELECT state FROM series");
        return select.executeStep() ? bytesAt(select, 0) : QByteArray();
    });
}

QFuture<Result<void>> EventStore::setSeriesState(const QByteArray &state)
{
    return d->notes->write<void>(WritePriority::Imports, 1, [state](WriteSession &session) -> Result<void> {
        session.database().exec("DELETE FROM series");
        SQLite::Statement insert(session.database(), "INSERT INTO series VALUES (?)");
        bindBytes(insert, 1, {state.constData(), static_cast<std::size_t>(state.size())});
        insert.exec();
        return {};
    });
}

QFuture<Result<std::vector<ProblemGroup>>> EventStore::problems(const EventFilter &filter)
{
    return d->searcher->problems(filter);
}

QFuture<Result<Lanes>> EventStore::lanes(const EventFilter &filter, const LaneSpec &spec)
{
    return d->lanes->lanes(filter, spec);
}

QFuture<Result<qint64>> EventStore::visit(const EventFilter &filter, Visitor visitor, const VisitOptions &options)
{
    return d->visits->visit(filter, std::move(visitor), options);
}

int EventStore::visitWorkers() const
{
    return d->visits->workers();
}

QFuture<Result<std::vector<Row>>> EventStore::repeats(OriginId origin, Micros window)
{
    return d->visits->repeats(origin, window);
}

void EventStore::setPropertyPlaces(const QList<QByteArray> &pointers)
{
    if (d->places.set(pointers))
        QMetaObject::invokeMethod(this, &EventStore::changed);
}

QList<QByteArray> EventStore::propertyPlaces() const
{
    return d->places.get();
}

QFuture<Result<SearchResult>> EventStore::search(const EventFilter &filter, const SearchSpec &spec)
{
    return d->searcher->search(filter, spec);
}

QFuture<Result<std::vector<StoredEvent>>> EventStore::fetch(std::vector<Row> rows)
{
    return d->fetcher->fetch(std::move(rows));
}

QFuture<Result<std::vector<StoredEvent>>> EventStore::fetchById(std::vector<EventId> ids)
{
    return d->fetcher->fetchById(std::move(ids));
}

Endpoints &EventStore::endpoints()
{
    return *d->endpoints;
}

Drafts &EventStore::drafts()
{
    return *d->drafts;
}

Deliveries &EventStore::deliveries()
{
    return *d->deliveries;
}

Outbox &EventStore::outbox()
{
    return *d->outbox;
}

Plans &EventStore::plans()
{
    return *d->plans;
}

Receptions &EventStore::receptions()
{
    return *d->receptions;
}

QFuture<Result<std::vector<Origin>>> EventStore::origins()
{
    return d->fetcher->origins();
}

QFuture<Result<std::vector<Reject>>> EventStore::rejects(OriginId origin, int limit)
{
    return d->fetcher->rejects(origin, limit);
}

}
