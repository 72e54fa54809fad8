// SPDX-License-Identifier: GPL-3.0-or-later
//
// Importing one and ten million events, beside others that take up the same file: lnav, which indexes it and keeps
// nothing; the sqlite3 shell with json_extract and three indexes; sqlite-utils; and a bare loop of prepared inserts
// into our own tables, of rows that were read before. Every row takes its turn in each of five rounds, each time as a
// process of its own.
//
//   bench_import [DATA-DIR]
#include "bareinsert.h"
#include "benchkit.h"
#include "intake/importer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int million = 1'000'000;
constexpr double leastOfBare = 0.8;
constexpr double mostOfLnav = 1.1;
constexpr double leastOfShell = 4;
constexpr double leastOfLarge = 0.9;
constexpr double mostMegabytes = 400;

const QByteArray lnavFormat = R"({"$schema":"https://lnav.org/schemas/format-v1.schema.json","bench_event":{
"title":"Events of the benchmark","json":true,"hide-extra":true,
"timestamp-field":"timestamp","timestamp-format":["%Y-%m-%dT%H:%M:%S.%LZ"],"body-field":"event_name",
"line-format":[{"field":"__timestamp__"}," ",{"field":"tenant_id"}," ",{"field":"event_name"}," ",{"field":"user_id"}],
"value":{"tenant_id":{"kind":"string","identifier":true},"user_id":{"kind":"string","identifier":true},
"event_name":{"kind":"string","identifier":true},"event_id":{"kind":"string"},
"string_props":{"kind":"json"},"numeric_props":{"kind":"json"}}}})";

const QByteArray shellScript = R"(PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
CREATE TABLE line (text TEXT);
.mode ascii
.separator "\037" "\n"
.import "%1" line
CREATE TABLE event AS SELECT json_extract(text, '$.tenant_id') AS tenant, json_extract(text, '$.user_id') AS user,
 json_extract(text, '$.event_name') AS name, json_extract(text, '$.timestamp') AS time,
 json_extract(text, '$.event_id') AS id, text FROM line;
CREATE INDEX event_by_tenant ON event (tenant);
CREATE INDEX event_by_user ON event (user);
CREATE INDEX event_by_name ON event (name);
SELECT count(*) FROM event;
)";

// The child process: one import, then the memory of its columns and how long it took within.
int importOnce(const QString &file, const QString &path)
{
    const ServiceSet services = ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, nullptr);
    StoreOptions options;
    options.path = path;
    const auto store = EventStore::open(options);
    if (!store)
        return 1;
    ImportSource source;
    source.label = source.path = file;
    auto future = importInto(**store, services, {source}, {});
    future.waitForFinished();
    const Result<ImportReport> report = future.result();
    if (!report)
        return 1;
    std::printf("%lld %lld %.3f\n", static_cast<long long>((*store)->columns().memory()),
        static_cast<long long>(report->stored), report->seconds);
    return 0;
}

class ImportBench {
public:
    ImportBench(QString self, const QString &folder)
        : m_self(std::move(self))
        , m_folder(folder)
        , m_scratch(folder + u"/import-XXXXXX"_s)
    {}

    int run()
    {
        m_small = eventsFile(m_folder, million);
        m_large = eventsFile(m_folder, 10 * million);
        std::vector<Entrant> rows{{u"Eventscope"_s, [this] { return ours(m_small); }},
            {u"bare inserts"_s, [this] { return bare(); }}, {u"lnav, indexing"_s, [this] { return lnav(); }},
            {u"sqlite3 shell"_s, [this] { return shell(); }}, {u"sqlite-utils"_s, [this] { return sqliteUtils(); }}};
        takeTurns(rows);
        std::vector<Entrant> large{{u"Eventscope, 10 M"_s, [this] { return ours(m_large); }}};
        takeTurns(large);
        tell(rows, large.front());
        return 0;
    }

private:
    [[nodiscard]] QString scratch(const QString &name)
    {
        const QString path = m_scratch.filePath(name);
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u"-owners"_s})
            QFile::remove(path + suffix);
        return path;
    }

    void write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
    }

    [[nodiscard]] std::optional<double> ours(const QString &file)
    {
        const Finished done = runProcess({m_self, u"--import"_s, file, scratch(u"ours"_s)});
        const QByteArrayList told = done.output.trimmed().split(' ');
        const qint64 events = file == m_small ? million : 10 * million;
        if (!done.good || told.size() != 3 || told[1].toLongLong() != events)
            return std::nullopt;
        const double beside = double(done.peakBytes - told[0].toLongLong()) / 1e6;
        double &most = file == m_small ? m_besideSmall : m_besideLarge;
        most = std::max(most, beside);
        m_columns = double(told[0].toLongLong()) / double(events);
        return done.seconds;
    }

    [[nodiscard]] std::optional<double> bare()
    {
        const Finished done = runProcess({m_self, u"--bare"_s, m_small, scratch(u"bare"_s)});
        return done.good ? std::optional(done.output.trimmed().toDouble()) : std::nullopt;
    }

    [[nodiscard]] std::optional<double> lnav()
    {
        const auto found = program(u"lnav"_s);
        if (!found)
            return std::nullopt;
        write(m_scratch.filePath(u"lnav/formats/bench/format.json"_s), lnavFormat);
        const Finished done = runProcess({*found, u"-n"_s, u"-I"_s, m_scratch.filePath(u"lnav"_s), u"-c"_s,
            u";SELECT count(*) AS n FROM bench_event"_s, u"-c"_s, u":write-csv-to -"_s, m_small});
        return counted(done);
    }

    [[nodiscard]] std::optional<double> shell()
    {
        const auto found = program(u"sqlite3"_s);
        if (!found)
            return std::nullopt;
        const QString script = m_scratch.filePath(u"script.sql"_s);
        write(script, QString::fromUtf8(shellScript).arg(m_small).toUtf8());
        return counted(runProcess({*found, scratch(u"shell"_s)}, script));
    }

    [[nodiscard]] std::optional<double> sqliteUtils()
    {
        const auto found = program(u"sqlite-utils"_s);
        if (!found)
            return std::nullopt;
        const Finished done = runProcess({*found, u"insert"_s, scratch(u"utils"_s), u"events"_s, m_small, u"--nl"_s});
        return done.good ? std::optional(done.seconds) : std::nullopt;
    }

    // What did not find all events was not measured.
    [[nodiscard]] static std::optional<double> counted(const Finished &done)
    {
        if (done.good && done.output.contains(QByteArray::number(million)))
            return done.seconds;
        return std::nullopt;
    }

    void tell(const std::vector<Entrant> &rows, const Entrant &large) const
    {
        const double own = rows.front().median();
        Table table({u"1 M events"_s, u"median s"_s, u"events/s"_s, u"beside Eventscope"_s});
        for (const Entrant &row : rows) {
            if (row.ran())
                table.add({row.name, QString::number(row.median(), 'f', 2),
                    QString::number(qRound(million / row.median() / 1000)) + u" k"_s,
                    QString::number(row.median() / own, 'f', 2)});
            else
                table.add({row.name, u"left out"_s});
        }
        if (large.ran())
            table.add({large.name, QString::number(large.median(), 'f', 2),
                QString::number(qRound(10 * million / large.median() / 1000)) + u" k"_s, u""_s});
        print(machine());
        table.print();
        if (!rows.front().ran())
            return;
        if (rows[1].ran())
            (void)atLeast(u"rate beside bare inserts"_s, rows[1].median() / own, leastOfBare);
        if (rows[2].ran())
            (void)atMost(u"time beside lnav"_s, own / rows[2].median(), mostOfLnav);
        if (rows[3].ran())
            (void)atLeast(u"rate beside the sqlite3 shell"_s, rows[3].median() / own, leastOfShell);
        if (large.ran())
            (void)atLeast(u"rate at 10 M beside 1 M"_s, 10 * own / large.median(), leastOfLarge);
        (void)atMost(u"peak memory beside the columns, 1 M"_s, m_besideSmall, mostMegabytes, u" MB"_s);
        if (large.ran())
            (void)atMost(u"peak memory beside the columns, 10 M"_s, m_besideLarge, mostMegabytes, u" MB"_s);
        print(u"columns and dictionaries: %1 bytes an event"_s.arg(m_columns, 0, 'f', 1));
    }

    const QString m_self;
    const QString m_folder;
    const QTemporaryDir m_scratch;
    QString m_small;
    QString m_large;
    double m_besideSmall = 0;    // MB
    double m_besideLarge = 0;
    double m_columns = 0;    // bytes an event
};

}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.size() == 3 && arguments[0] == u"--import"_s)
        return importOnce(arguments[1], arguments[2]);
    if (arguments.size() == 3 && arguments[0] == u"--bare"_s)
        return insertBare(arguments[1], arguments[2]);
    const QString folder = dataFolder(arguments);
    QDir().mkpath(folder);
    return ImportBench(QCoreApplication::applicationFilePath(), folder).run();
}
