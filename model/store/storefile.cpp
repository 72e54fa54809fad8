// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storefile.h"

#include "event/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qint64 headerBytes = 100;
constexpr qint64 applicationIdOffset = 68;
constexpr char magic[] = "SQLite format 3";    // with its closing NUL, 16 bytes

// Looks at the header alone: opening a foreign database with SQLite may already change it.
Result<void> checkOurs(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(
            Error::Kind::Io, tr("%1 cannot be read: %2.").arg(QDir::toNativeSeparators(path), file.errorString()));
    }
    const QByteArray header = file.read(headerBytes);
    if (header.isEmpty())
        return {};
    const bool ours = header.size() == headerBytes && header.startsWith(QByteArrayView(magic, sizeof magic)) &&
                      qFromBigEndian<quint32>(header.constData() + applicationIdOffset) == storeApplicationId;
    if (ours)
        return {};
    return failure(Error::Kind::BadInput,
        tr("%1 is not a store of Eventscope and was left as it is. Choose another file; to read events from it, "
           "import it.")
            .arg(QDir::toNativeSeparators(path)));
}

std::string migrationText(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("missing " + name.toStdString());
    return file.readAll().toStdString();
}

int versionOf(SQLite::Database &database)
{
    return static_cast<int>(queryNumber(database, "PRAGMA user_version"));
}

// A file without anything in it, as SQLite leaves behind when its creation was interrupted.
bool isBlank(SQLite::Database &database)
{
    return versionOf(database) == 0 && queryNumber(database, "SELECT count(*) FROM sqlite_schema") == 0;
}

// A new file still has a rollback journal here, so that our mark is in its header from the first moment.
void migrate(SQLite::Database &database)
{
    if (isBlank(database))
        database.exec("PRAGMA page_size = 16384");    // an import writes a tenth less than with 8192, and faster
    const QStringList steps = storeMigrations();
    if (versionOf(database) >= steps.size())
        return;
    // All at once: each transaction would wait for the disk several times.
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = versionOf(database);
    if (version >= steps.size())    // another process was first
        return;
    for (const QString &step : steps.mid(version))
        database.exec(migrationText(step));
    database.exec("PRAGMA application_id = " + std::to_string(storeApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(steps.size()));
    transaction.commit();
}

Result<StoreFile> openForReading(const QString &path, const QString &reason)
{
    StoreFile file{{path, StoreAccess::Mode::Read, 0}, reason};
    const auto probe = [&file, &path]() -> Result<int> {
        return guarded(path, [&file]() -> Result<int> { return versionOf(*connectTo(file.access)); });
    };
    Result<int> version = probe();
    if (!version && QFileInfo(path + u"-wal"_s).size() == 0) {
        // SQLite wants to create its side files and may not: nobody else can be writing here then.
        file.access.mode = StoreAccess::Mode::Immutable;
        version = probe();
    }
    if (!version)
        return failure(version.error());
    if (*version == 0) {
        return failure(Error::Kind::BadInput,
            tr("%1 is empty. Open it for writing once, or choose another store.").arg(QDir::toNativeSeparators(path)));
    }
    if (*version < storeVersion()) {
        return failure(Error::Kind::ReadOnly,
            tr("%1 was written by an older version and must be converted, but it cannot be written. Make it "
               "writable, or open a copy.")
                .arg(QDir::toNativeSeparators(path)));
    }
    return file;
}

QString newerReason(const QString &path)
{
    return tr("%1 was written by a newer version of Eventscope and is opened for reading only. Update Eventscope "
              "to change it.")
        .arg(QDir::toNativeSeparators(path));
}

Result<StoreFile> openForWriting(const QString &path, qint64 maxBytes)
{
    const StoreAccess access{path, StoreAccess::Mode::Write, maxBytes};
    return guarded(path, [&]() -> Result<StoreFile> {
        const auto database = connectTo(access);
        if (versionOf(*database) > storeVersion())
            return openForReading(path, newerReason(path));
        migrate(*database);
        database->exec("PRAGMA journal_mode = WAL");
        return StoreFile{access, {}};
    });
}

}

QStringList storeMigrations()
{
    const QDir folder(u":/eventscope/sql"_s);
    QStringList steps;
    for (const QString &name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name))
        steps.append(folder.filePath(name));
    return steps;
}

int storeVersion()
{
    return static_cast<int>(storeMigrations().size());
}

Result<StoreFile> openStoreFile(const QString &path, bool readOnly, qint64 maxBytes)
{
    const QFileInfo info(path);
    const QString shown = QDir::toNativeSeparators(path);
    if (info.isDir())
        return failure(Error::Kind::BadInput, tr("%1 is a folder. Name a file for the store.").arg(shown));
    if (!info.exists()) {
        if (readOnly)
            return failure(Error::Kind::NotFound, tr("There is no store at %1. Check the path.").arg(shown));
        return openForWriting(path, maxBytes);
    }
    if (const auto ours = checkOurs(path); !ours)
        return failure(ours.error());
    if (readOnly)
        return openForReading(path, tr("%1 was opened for reading only.").arg(shown));
    if (!info.isWritable()) {
        return openForReading(
            path, tr("%1 is opened for reading only, as its permissions do not allow writing. Change them to add or "
                     "remove events.")
                      .arg(shown));
    }
    return openForWriting(path, maxBytes);
}

}
