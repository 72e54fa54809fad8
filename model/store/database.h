// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QByteArray>
#include <QString>

#include <exception>
#include <memory>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace eventscope {

// How a store's file is opened.
struct StoreAccess {
    enum class Mode : quint8 {
        Write,
        Read,
        Immutable,    // read, and nobody else can write: for a folder in which SQLite may create nothing
    };

    QString path;
    Mode mode = Mode::Write;
    qint64 maxBytes = 0;    // refuse to grow beyond; 0: no bound

    [[nodiscard]] bool canWrite() const noexcept { return mode == Mode::Write; }
};

// A connection with our settings. For one thread at a time. Throws SQLite::Exception.
[[nodiscard]] std::unique_ptr<SQLite::Database> connectTo(const StoreAccess &access);

// What an exception means, as a sentence that names the file and says what to do.
[[nodiscard]] Error storeError(const std::exception &exception, const QString &path);

// Runs what may throw; here exceptions end.
template <typename Work>
std::invoke_result_t<Work> guarded(const QString &path, Work &&work)
{
    try {
        return work();
    } catch (const std::exception &exception) {
        return failure(storeError(exception, path));
    }
}

// Text and bytes in and out of statements, NUL bytes included. SQL casts what it keeps as text.
inline void bindBytes(SQLite::Statement &statement, int index, std::string_view bytes)
{
    statement.bindNoCopy(index, bytes.empty() ? "" : bytes.data(), static_cast<int>(bytes.size()));
}

inline void bindText(SQLite::Statement &statement, int index, const QString &text)
{
    statement.bind(index, text.toStdString());
}

inline void bindNumber(SQLite::Statement &statement, int index, qint64 number)
{
    statement.bind(index, static_cast<std::int64_t>(number));
}

[[nodiscard]] inline QByteArray bytesAt(SQLite::Statement &statement, int index)
{
    const SQLite::Column column = statement.getColumn(index);
    return {static_cast<const char *>(column.getBlob()), column.getBytes()};
}

[[nodiscard]] inline std::string_view viewAt(SQLite::Statement &statement, int index)
{
    const SQLite::Column column = statement.getColumn(index);
    const auto *data = static_cast<const char *>(column.getBlob());
    return {data ? data : "", static_cast<std::size_t>(column.getBytes())};
}

[[nodiscard]] inline QString textAt(SQLite::Statement &statement, int index)
{
    return QString::fromUtf8(bytesAt(statement, index));
}

[[nodiscard]] inline qint64 numberAt(SQLite::Statement &statement, int index)
{
    return statement.getColumn(index).getInt64();
}

// A statement on a hot path: without what SQLite::Statement and SQLite::Column do around each call. Throws
// SQLite::Exception.
class HotStatement {
public:
    HotStatement(SQLite::Database &database, const char *sql);

    void bind(int index, qint64 number);
    // These are not copied: they must be there as long as it runs.
    void bindText(int index, std::string_view text);
    void bindBlob(int index, std::string_view bytes);
    // False at the end.
    [[nodiscard]] bool step();
    void reset() noexcept;
    [[nodiscard]] qint64 number(int column) const noexcept;
    // Valid until the next step.
    [[nodiscard]] std::string_view bytes(int column) const noexcept;

    // One that gives no rows, ready for the next time.
    void run();

private:
    struct Finalize {
        void operator()(sqlite3_stmt *statement) const noexcept;
    };

    sqlite3 *m_database;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};
using HotSelect = HotStatement;

// Runs a statement that gives no rows, and makes it ready for the next time.
inline void run(SQLite::Statement &statement)
{
    statement.exec();
    statement.reset();
}

// The first column of the first row; 0 without one.
[[nodiscard]] qint64 queryNumber(SQLite::Database &database, const char *sql);

}
