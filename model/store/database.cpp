// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "event/tr.h"

#include <QDir>
#include <QFile>
#include <QUrl>

#include <sqlite3.h>

#include <algorithm>
#include <new>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int busyMilliseconds = 10'000;

std::string connectionName(const StoreAccess &access)
{
    if (access.mode != StoreAccess::Mode::Immutable)
        return QFile::encodeName(access.path).toStdString();
    return (QUrl::fromLocalFile(access.path).toEncoded(QUrl::FullyEncoded) + "?immutable=1").toStdString();
}

int openFlags(StoreAccess::Mode mode)
{
    switch (mode) {
    case StoreAccess::Mode::Write:
        return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
    case StoreAccess::Mode::Read:
        return SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX;
    case StoreAccess::Mode::Immutable:
        return SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI;
    }
    Q_UNREACHABLE();
}

Error sqliteError(const SQLite::Exception &exception, const QString &file)
{
    const QString reason = QString::fromUtf8(exception.what());
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        return {Error::Kind::Io,
            tr("There is no room left to write to %1. Free some space on its disk and try again.").arg(file)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {
            Error::Kind::Busy, tr("Another program holds %1 locked. Close what works on it, or try again.").arg(file)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return {Error::Kind::ReadOnly,
            tr("%1 cannot be written. Check its permissions and those of its folder.").arg(file)};
    case SQLITE_CANTOPEN:
        return {Error::Kind::Io, tr("%1 cannot be opened. Check that its folder exists and may be used.").arg(file)};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Error::Kind::BadInput,
            tr("%1 is damaged (%2). Restore it from a copy, or open another store.").arg(file, reason)};
    case SQLITE_IOERR:
        return {
            Error::Kind::Io, tr("Reading or writing %1 failed (%2). Check the disk and that the file is still there.")
                                 .arg(file, reason)};
    case SQLITE_TOOBIG:
        return {Error::Kind::Limit, tr("A value is too large to be kept in %1.").arg(file)};
    default:
        return {Error::Kind::Internal, tr("%1 could not be used (%2).").arg(file, reason)};
    }
}

}

std::unique_ptr<SQLite::Database> connectTo(const StoreAccess &access)
{
    auto database =
        std::make_unique<SQLite::Database>(connectionName(access), openFlags(access.mode), busyMilliseconds);
    database->exec("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
    if (access.canWrite() && access.maxBytes > 0) {
        const qint64 pageBytes = std::max<qint64>(512, queryNumber(*database, "PRAGMA page_size"));
        database->exec("PRAGMA max_page_count = " + std::to_string(access.maxBytes / pageBytes));
    }
    return database;
}

Error storeError(const std::exception &exception, const QString &path)
{
    const QString file = QDir::toNativeSeparators(path);
    if (const auto *sqlite = dynamic_cast<const SQLite::Exception *>(&exception))
        return sqliteError(*sqlite, file);
    if (dynamic_cast<const std::bad_alloc *>(&exception)) {
        return {Error::Kind::Limit,
            tr("There is not enough memory to work on %1. Close other programs and try again.").arg(file)};
    }
    return {Error::Kind::Internal, tr("%1 could not be used (%2).").arg(file, QString::fromUtf8(exception.what()))};
}

qint64 queryNumber(SQLite::Database &database, const char *sql)
{
    SQLite::Statement statement(database, sql);
    return statement.executeStep() ? numberAt(statement, 0) : 0;
}

HotStatement::HotStatement(SQLite::Database &database, const char *sql)
    : m_database(database.getHandle())
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr) != SQLITE_OK)
        throw SQLite::Exception(m_database);
    m_statement.reset(statement);
}

void HotStatement::Finalize::operator()(sqlite3_stmt *statement) const noexcept
{
    sqlite3_finalize(statement);
}

void HotStatement::bind(int index, qint64 number)
{
    if (sqlite3_bind_int64(m_statement.get(), index, number) != SQLITE_OK)
        throw SQLite::Exception(m_database);
}

void HotStatement::bindText(int index, std::string_view text)
{
    const char *const data = text.empty() ? "" : text.data();
    if (sqlite3_bind_text64(m_statement.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK)
        throw SQLite::Exception(m_database);
}

void HotStatement::bindBlob(int index, std::string_view bytes)
{
    const char *const data = bytes.empty() ? "" : bytes.data();
    if (sqlite3_bind_blob64(m_statement.get(), index, data, bytes.size(), SQLITE_STATIC) != SQLITE_OK)
        throw SQLite::Exception(m_database);
}

bool HotStatement::step()
{
    switch (const int result = sqlite3_step(m_statement.get())) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        throw SQLite::Exception(m_database, result);
    }
}

void HotStatement::reset() noexcept
{
    sqlite3_reset(m_statement.get());
}

qint64 HotStatement::number(int column) const noexcept
{
    return sqlite3_column_int64(m_statement.get(), column);
}

void HotStatement::run()
{
    sqlite3_step(m_statement.get());
    // Says what the step said.
    if (const int result = sqlite3_reset(m_statement.get()); result != SQLITE_OK)
        throw SQLite::Exception(m_database, result);
}

std::string_view HotStatement::bytes(int column) const noexcept
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement.get(), column));
    return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

}
