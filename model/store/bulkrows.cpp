// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/bulkrows.h"

#include "event/utf8.h"
#include "store/eventfeeds.h"

#include <sqlite3.h>

#include <algorithm>

namespace eventscope {

namespace {

enum BulkTable : std::size_t { eventTable, payloadTable };

// Our own file with those tables and nothing in them. Their text is that of the store, so that they are the same.
struct EmptyTables {
    explicit EmptyTables(SQLite::Database &store)
    {
        SQLite::Database memory(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
        memory.exec("PRAGMA auto_vacuum = NONE; PRAGMA page_size = " + std::to_string(RowImage::pageBytes));
        SQLite::Statement schema(store, "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?");
        SQLite::Statement root(memory, "SELECT rootpage FROM sqlite_schema WHERE name = ?");
        for (const char *const table : {"event", "payload"}) {
            schema.bind(1, table);
            if (schema.executeStep())
                memory.exec(schema.getColumn(0).getString());
            schema.reset();
            root.bind(1, table);
            roots.push_back(root.executeStep() ? static_cast<quint32>(numberAt(root, 0)) : 0);
            root.reset();
        }
        sqlite3_int64 size = 0;
        bytes.reset(sqlite3_serialize(memory.getHandle(), "main", &size, 0));
        file = {bytes.get(), bytes ? static_cast<std::size_t>(size) : 0};
    }

    struct Free {
        void operator()(uchar *memory) const noexcept { sqlite3_free(memory); }
    };
    std::unique_ptr<uchar, Free> bytes;
    std::span<const uchar> file;
    std::vector<quint32> roots;
};

}

BulkRows::BulkRows(SQLite::Database &database)
    : m_database(database)
{
    const EmptyTables tables(database);
    const bool good = std::count(tables.roots.begin(), tables.roots.end(), 0u) == 0 &&
                      tables.file.size() == RowImage::pageBytes * (1 + tables.roots.size());
    if (!good)
        return;
    m_image = std::make_unique<RowImage>(tables.file, tables.roots);
    attach();
    if (!seesWhatChanges())
        m_image.reset();
}

void BulkRows::attach()
{
    const std::span<uchar> bytes = m_image->bytes();
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    m_image->finish();
    m_database.exec("ATTACH ':memory:' AS bulk");
    const int opened = sqlite3_deserialize(m_database.getHandle(), "bulk", bytes.data(), size, size, 0);
    if (opened != SQLITE_OK)
        throw SQLite::Exception(m_database.getHandle(), opened);
    // Pages are looked at where they are, rather than copied and kept, as they change without SQLite's doing.
    m_database.exec("PRAGMA bulk.mmap_size = " + std::to_string(bytes.size()));
    m_events.emplace(m_database, "INSERT INTO main.event SELECT * FROM bulk.event");
    m_payloads.emplace(m_database, "INSERT INTO main.payload SELECT * FROM bulk.payload");
}

// A SQLite that was built without looking at pages in place would take over old ones.
bool BulkRows::seesWhatChanges()
{
    HotSelect select(m_database, "SELECT max(id) + count(*) FROM bulk.payload");
    const SQLite::Transaction transaction(m_database);
    for (EventId id = 1; id < 4; ++id) {
        m_image->clear();
        addPayload({}, id);
        m_image->finish();
        const bool seen = select.step() && select.number(0) == id + 1;
        select.reset();
        if (!seen)
            return false;
    }
    return true;
}

void BulkRows::addEvent(const Event &event, const StagedRow &row)
{
    m_record.clear(row.id);
    for (const qint64 number : {qint64(row.origin), qint64(row.time), qint64(row.received), qint64(row.tenant),
             qint64(row.user), qint64(row.name), qint64(row.service), qint64(row.shape), qint64(row.bytes),
             qint64(event.verdict), qint64(event.partlyJudged), qint64(event.identity.timeSource)})
        m_record.number(number);
    if (event.identity.dedup.isEmpty())
        m_record.null();
    else
        m_record.number(dedupHash(viewOf(event.identity.dedup)));
    m_record.number(row.rules);
    m_image->add(eventTable, m_record);
}

void BulkRows::addPayload(const Event &event, EventId id)
{
    m_record.clear(id);
    m_record.text(viewOf(event.text));
    for (const QByteArray *const bytes : {&event.envelope, &event.identity.dedup}) {
        if (bytes->isEmpty())
            m_record.null();
        else
            m_record.text(viewOf(*bytes));
    }
    m_image->add(payloadTable, m_record);
}

bool BulkRows::insert(const std::vector<Event> &events, const StagedRows &rows)
{
    constexpr qsizetype besideTexts = 64;
    const auto isTooLarge = [](const Event &event) {
        return event.text.size() + event.envelope.size() + event.identity.dedup.size() + besideTexts >
               qsizetype(RowImage::largestCell);
    };
    if (!m_image || std::any_of(events.begin(), events.end(), isTooLarge))
        return false;
    std::size_t added = 0;
    m_image->clear();
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!m_image->hasRoom()) {
            takeOver(std::exchange(added, 0));
            m_image->clear();
        }
        addEvent(events[i], rows[i]);
        addPayload(events[i], rows[i].id);
        ++added;
    }
    takeOver(added);
    return true;
}

void BulkRows::takeOver(std::size_t count)
{
    m_image->finish();
    takeOver(*m_events, count);
    takeOver(*m_payloads, count);
}

void BulkRows::takeOver(HotStatement &statement, std::size_t count)
{
    statement.run();
    if (sqlite3_changes64(m_database.getHandle()) != static_cast<sqlite3_int64>(count))
        throw SQLite::Exception("events were not taken over", SQLITE_INTERNAL);
}

}
