// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fetcher.h"

#include "event/utf8.h"

#include <sqlite3.h>

#include <functional>

namespace eventscope {

namespace {

constexpr std::size_t sliceRows = 256;

std::vector<Origin> readOrigins(SQLite::Database &database)
{
    std::vector<Origin> origins;
    SQLite::Statement select(
        database, "SELECT id, kind, label, detail, started_us, events, rejects FROM origins ORDER BY id");
    while (select.executeStep()) {
        Origin origin;
        origin.id = numberAt(select, 0);
        origin.info = {textAt(select, 1), textAt(select, 2), textAt(select, 3)};
        origin.state = Origin::State::Complete;
        origin.started = numberAt(select, 4);
        origin.events = numberAt(select, 5);
        origin.rejects = numberAt(select, 6);
        origins.push_back(std::move(origin));
    }
    return origins;
}

std::vector<Reject> readRejects(SQLite::Database &database, OriginId origin, int limit)
{
    std::vector<Reject> rejects;
    SQLite::Statement select(
        database, "SELECT file, line, offset, length, reason, bytes FROM reject WHERE origin = ? ORDER BY id LIMIT ?");
    bindNumber(select, 1, origin);
    bindNumber(select, 2, limit);
    while (select.executeStep()) {
        rejects.push_back({textAt(select, 0), numberAt(select, 1), numberAt(select, 2), numberAt(select, 3),
            textAt(select, 4), bytesAt(select, 5)});
    }
    return rejects;
}

}

// Work for the thread, done in steps.
class Fetcher::Request {
public:
    virtual ~Request() = default;
    [[nodiscard]] virtual bool isCancelled() const = 0;
    // One step; true when there is no other. May throw.
    [[nodiscard]] virtual bool step(SQLite::Database &database) = 0;
    virtual void fail(const Error &error) = 0;
};

template <typename T>
class Fetcher::Query : public Request {
public:
    explicit Query(std::function<T(SQLite::Database &)> read = {})
        : m_read(std::move(read))
    {
        m_promise.start();
    }
    [[nodiscard]] QFuture<Result<T>> future() { return m_promise.future(); }

    [[nodiscard]] bool isCancelled() const override { return m_promise.isCanceled(); }
    [[nodiscard]] bool step(SQLite::Database &database) override
    {
        succeed(m_read(database));
        return true;
    }
    void fail(const Error &error) override
    {
        m_promise.addResult(failure(error));
        m_promise.finish();
    }

protected:
    void succeed(T value)
    {
        m_promise.addResult(std::move(value));
        m_promise.finish();
    }

private:
    std::function<T(SQLite::Database &)> m_read;
    QPromise<Result<T>> m_promise;
};

class Fetcher::Pages : public Query<std::vector<StoredEvent>> {
public:
    Pages(const Columns &columns, const OriginLabels &labels, std::vector<Row> rows)
        : m_columns(columns)
        , m_labels(labels)
        , m_rows(std::move(rows))
    {}

    [[nodiscard]] bool step(SQLite::Database &database) override
    {
        SQLite::Statement select(database, "SELECT text, envelope, dedup FROM payload WHERE id = ?");
        m_events.reserve(m_rows.size());
        const std::size_t end = std::min(m_rows.size(), m_events.size() + sliceRows);
        while (m_events.size() < end)
            m_events.push_back(read(select, m_rows[m_events.size()]));
        if (m_events.size() < m_rows.size())
            return false;
        succeed(std::move(m_events));
        return true;
    }

private:
    [[nodiscard]] StoredEvent read(SQLite::Statement &select, Row row)
    {
        if (row >= m_columns.size())
            throw SQLite::Exception("no such row", SQLITE_RANGE);
        StoredEvent stored;
        stored.row = row;
        stored.id = m_columns.id(row);
        stored.origin = m_columns.origin(row);
        stored.originLabel = m_labels.label(m_columns.origin(row));
        Event &event = stored.event;
        event.service = m_columns.serviceText(m_columns.service(row));
        event.shape = bytesOf(m_columns.d().shapes.text(m_columns.d().chunk(row).shape[row & (Chunk::rows - 1)]));
        event.identity.tenant = m_columns.tenantText(m_columns.tenant(row));
        event.identity.user = m_columns.userText(m_columns.user(row));
        event.identity.name = m_columns.nameText(m_columns.name(row));
        event.identity.time = m_columns.time(row);
        event.identity.timeSource = m_columns.timeSource(row);
        event.received = m_columns.received(row);
        event.verdict = m_columns.verdict(row);
        event.partlyJudged = m_columns.partlyJudged(row);
        event.rules = m_columns.rulesText(m_columns.rules(row));
        bindNumber(select, 1, stored.id);
        if (!select.executeStep())
            throw SQLite::Exception("an event's text is missing", SQLITE_CORRUPT);
        event.text = bytesAt(select, 0);
        event.envelope = bytesAt(select, 1);
        event.identity.dedup = bytesAt(select, 2);
        select.reset();
        return stored;
    }

protected:
    const Columns &m_columns;
    const OriginLabels &m_labels;
    std::vector<Row> m_rows;

private:
    std::vector<StoredEvent> m_events;
};

class Fetcher::PagesById : public Pages {
public:
    PagesById(const Columns &columns, const OriginLabels &labels, std::vector<EventId> ids)
        : Pages(columns, labels, {})
        , m_ids(std::move(ids))
    {}

    [[nodiscard]] bool step(SQLite::Database &database) override
    {
        for (const EventId id : std::exchange(m_ids, {})) {
            const std::optional<Row> row = m_columns.rowOf(id);
            if (row && !m_columns.removed(*row))
                m_rows.push_back(*row);
        }
        return Pages::step(database);
    }

private:
    std::vector<EventId> m_ids;
};

Fetcher::Fetcher(StoreAccess access, const Columns &columns, const OriginLabels &labels)
    : m_access(std::move(access))
    , m_columns(columns)
    , m_labels(labels)
    , m_thread("store.fetch", [this] { work(); })
{}

Fetcher::~Fetcher()
{
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        m_added.notify_all();
    }
    m_thread.join();
}

QFuture<Result<std::vector<StoredEvent>>> Fetcher::fetch(std::vector<Row> rows)
{
    auto request = std::make_unique<Pages>(m_columns, m_labels, std::move(rows));
    auto future = request->future();
    add(std::move(request));
    return future;
}

QFuture<Result<std::vector<StoredEvent>>> Fetcher::fetchById(std::vector<EventId> ids)
{
    auto request = std::make_unique<PagesById>(m_columns, m_labels, std::move(ids));
    auto future = request->future();
    add(std::move(request));
    return future;
}

QFuture<Result<std::vector<Origin>>> Fetcher::origins()
{
    auto request = std::make_unique<Query<std::vector<Origin>>>(readOrigins);
    auto future = request->future();
    add(std::move(request));
    return future;
}

QFuture<Result<std::vector<Reject>>> Fetcher::rejects(OriginId origin, int limit)
{
    auto request = std::make_unique<Query<std::vector<Reject>>>(
        [origin, limit](SQLite::Database &database) { return readRejects(database, origin, limit); });
    auto future = request->future();
    add(std::move(request));
    return future;
}

void Fetcher::add(std::unique_ptr<Request> request)
{
    const std::scoped_lock locked(m_mutex);
    m_requests.push_back(std::move(request));
    m_added.notify_all();
}

// Nothing when it is time to stop. What is left then is cancelled by its promise's destructor.
std::unique_ptr<Fetcher::Request> Fetcher::next(std::size_t &older)
{
    std::unique_lock locked(m_mutex);
    while (m_requests.empty() && !m_stopping)
        m_added.wait(locked);
    if (m_stopping)
        return nullptr;
    std::unique_ptr<Request> request = std::move(m_requests.back());
    m_requests.pop_back();
    older = m_requests.size();
    return request;
}

// Behind those that were asked for meanwhile.
void Fetcher::putBack(std::unique_ptr<Request> request, std::size_t older)
{
    const std::scoped_lock locked(m_mutex);
    m_requests.insert(m_requests.begin() + static_cast<std::ptrdiff_t>(older), std::move(request));
}

void Fetcher::work()
{
    std::unique_ptr<SQLite::Database> database;
    std::size_t older = 0;
    while (std::unique_ptr<Request> request = next(older)) {
        if (request->isCancelled())
            continue;
        bool done = false;
        const Result<void> result = guarded(m_access.path, [&]() -> Result<void> {
            if (!database)
                database = connectTo(m_access);
            done = request->step(*database);
            return {};
        });
        if (!result) {
            request->fail(result.error());
        } else if (!done) {
            putBack(std::move(request), older);
        }
    }
}

}
