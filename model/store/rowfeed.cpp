// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rowfeed.h"

#include <sqlite3.h>

#include <new>

namespace eventscope {

void FeedValue::number(qint64 number) noexcept
{
    sqlite3_result_int64(m_context, number);
}

void FeedValue::text(std::string_view text) noexcept
{
    sqlite3_result_text64(m_context, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

// What SQLite calls. The module's table has no name of its own in the schema and is there as long as the connection.
struct RowFeed::Module {
    struct Table {
        sqlite3_vtab base = {};
        const RowFeed *feed = nullptr;
    };
    struct Cursor {
        sqlite3_vtab_cursor base = {};
        const RowFeed *feed = nullptr;
        std::size_t row = 0;
        std::size_t end = 0;
    };

    static Cursor *of(sqlite3_vtab_cursor *cursor) noexcept { return reinterpret_cast<Cursor *>(cursor); }

    static int connect(sqlite3 *database, void *feed, int, const char *const *, sqlite3_vtab **table, char **) noexcept
    {
        const auto *const rows = static_cast<const RowFeed *>(feed);
        const int declared = sqlite3_declare_vtab(database, rows->m_declaration.c_str());
        if (declared != SQLITE_OK)
            return declared;
        auto *const made = new (std::nothrow) Table;
        if (!made)
            return SQLITE_NOMEM;
        made->feed = rows;
        *table = &made->base;
        return SQLITE_OK;
    }

    static int disconnect(sqlite3_vtab *table) noexcept
    {
        delete reinterpret_cast<Table *>(table);
        return SQLITE_OK;
    }

    static int bestIndex(sqlite3_vtab *, sqlite3_index_info *) noexcept { return SQLITE_OK; }

    static int open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) noexcept
    {
        auto *const made = new (std::nothrow) Cursor;
        if (!made)
            return SQLITE_NOMEM;
        made->feed = reinterpret_cast<Table *>(table)->feed;
        *cursor = &made->base;
        return SQLITE_OK;
    }

    static int close(sqlite3_vtab_cursor *cursor) noexcept
    {
        delete of(cursor);
        return SQLITE_OK;
    }

    static int filter(sqlite3_vtab_cursor *cursor, int, const char *, int, sqlite3_value **) noexcept
    {
        of(cursor)->row = 0;
        of(cursor)->end = of(cursor)->feed->rowCount();
        return SQLITE_OK;
    }

    static int next(sqlite3_vtab_cursor *cursor) noexcept
    {
        ++of(cursor)->row;
        return SQLITE_OK;
    }

    static int isAtEnd(sqlite3_vtab_cursor *cursor) noexcept { return of(cursor)->row >= of(cursor)->end ? 1 : 0; }

    static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) noexcept
    {
        of(cursor)->feed->value(of(cursor)->row, column, FeedValue(context));
        return SQLITE_OK;
    }

    static int rowId(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id) noexcept
    {
        *id = static_cast<sqlite3_int64>(of(cursor)->row);
        return SQLITE_OK;
    }

    static const sqlite3_module *functions() noexcept
    {
        static const sqlite3_module module = [] {
            sqlite3_module made = {};    // without xCreate: the table need not be created
            made.xConnect = connect;
            made.xBestIndex = bestIndex;
            made.xDisconnect = disconnect;
            made.xOpen = open;
            made.xClose = close;
            made.xFilter = filter;
            made.xNext = next;
            made.xEof = isAtEnd;
            made.xColumn = column;
            made.xRowid = rowId;
            return made;
        }();
        return &module;
    }
};

RowFeed::RowFeed(SQLite::Database &database, const char *table, int columns)
{
    m_declaration = "CREATE TABLE feed (c0";
    for (int i = 1; i < columns; ++i)
        m_declaration += ", c" + std::to_string(i);
    m_declaration += ')';
    const std::string feed = std::string("feed_") + table;
    const int made = sqlite3_create_module_v2(database.getHandle(), feed.c_str(), Module::functions(), this, nullptr);
    if (made != SQLITE_OK)
        throw SQLite::Exception(database.getHandle(), made);
    m_statement.emplace(database, ("INSERT INTO " + std::string(table) + " SELECT * FROM " + feed).c_str());
}

RowFeed::~RowFeed() = default;

void RowFeed::insert()
{
    m_statement->run();
}

}
