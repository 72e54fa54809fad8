// SPDX-License-Identifier: GPL-3.0-or-later
#include "generator.h"
#include "program.h"
#include "review/judgingrules.h"
#include "store/eventstore.h"
#include "testmain.h"

#include <QSet>

#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// A hundred thousand lines of five services with five hundred unreadable ones among them, counted by an
// independent script.
class TestImportCommand : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_file = generated({.lines = 100'000, .unreadable = 500, .withHugeLine = true, .seed = 42});
        m_path = m_program.write(u"mixed.ndjson"_s, m_file.bytes);
        m_imported =
            m_program.run({u"import"_s, u"--json"_s, u"--rejects"_s, m_program.path(u"rejects.ndjson"_s), m_path});
        m_script = scriptCounts();
    }
    void init() { failOnWarnings(); }

    void storesAndRejectsExactly()
    {
        QCOMPARE(m_imported.code, 1);
        const QJsonObject report = m_imported.lastObject();
        QCOMPARE(report.keys(),
            (QStringList{u"read"_s, u"rejected"_s, u"repeated"_s, u"seconds"_s, u"series"_s, u"stored"_s}));
        QCOMPARE(report.value(u"read"_s).toInteger(), m_file.lines);
        QCOMPARE(report.value(u"rejected"_s).toInteger(), m_file.unreadable.size());
        QCOMPARE(report.value(u"stored"_s).toInteger(), m_file.lines - m_file.unreadable.size());
        QVERIFY(m_imported.out.startsWith("{\"read\":100000,\"stored\":99500,\"rejected\":500,\"repeated\":"));
        QCOMPARE(m_program.count(), m_file.lines - m_file.unreadable.size());
    }

    void rejectsNamePlaceAndReason()
    {
        const QList<QByteArray> lines = Program::read(m_program.path(u"rejects.ndjson"_s)).trimmed().split('\n');
        QMap<qint64, QString> told;
        for (const QByteArray &line : lines) {
            const QJsonObject reject = QJsonDocument::fromJson(line).object();
            const qint64 number = reject.value(u"line"_s).toInteger();
            QCOMPARE(reject.value(u"file"_s).toString(), m_path);
            QVERIFY(!reject.value(u"reason"_s).toString().isEmpty());
            QVERIFY(reject.contains(u"text"_s) != reject.contains(u"base64"_s));
            const qint64 offset = reject.value(u"offset"_s).toInteger();
            QCOMPARE(m_file.bytes.first(offset).count('\n') + 1, number);
            told.insert(number, reject.value(u"reason"_s).toString());
        }
        QCOMPARE(told.keys(), m_file.unreadable.keys());
        QSet<QString> reasons;
        for (auto it = told.cbegin(); it != told.cend(); ++it)
            reasons.insert(it.value());
        QVERIFY(reasons.size() >= 5);    // each kind has its own
    }

    void theScriptRejectsTheSame()
    {
        QList<qint64> lines;
        for (const QJsonValue line : m_script.value(u"rejected"_s).toArray())
            lines.append(line.toInteger());
        QCOMPARE(lines, m_file.unreadable.keys());
    }

    void countsAsTheScriptDoes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<qint64>("expected");

        const QHash<QString, QString> options{{u"service"_s, u"--service"_s}, {u"tenant"_s, u"--tenant"_s},
            {u"user"_s, u"--user"_s}, {u"name"_s, u"--event-name"_s}};
        for (const QString &field : options.keys()) {
            const QJsonObject counts = m_script.value(field).toObject();
            QStringList values = counts.keys();
            // All services and names; of the many tenants and users the most telling ones.
            std::stable_sort(values.begin(), values.end(),
                [&](const QString &a, const QString &b) { return counts[a].toInteger() > counts[b].toInteger(); });
            for (const QString &value : values.first(qMin<qsizetype>(values.size(), 6))) {
                QTest::newRow(qPrintable(field + u' ' + value))
                    << QStringList{options[field], value} << counts.value(value).toInteger();
            }
        }
        QTest::newRow("time") << QStringList{u"--from"_s, u"2026-01-15"_s, u"--to"_s, u"2026-02-15T12:00:00Z"_s}
                              << m_script.value(u"range"_s).toInteger();
        QTest::newRow("nobody") << QStringList{u"--tenant"_s, u"nobody"_s} << qint64(0);
    }
    void countsAsTheScriptDoes()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const qint64, expected);
        QCOMPARE(m_program.count(arguments), expected);
    }

    void facetsAndHistogramAddUp()
    {
        const Run run = m_program.run({u"query"_s, u"--facets"_s, u"--histogram"_s, u"24"_s, u"--json"_s, u"--from"_s,
            u"2026-01-15"_s, u"--to"_s, u"2026-02-15T12:00:00Z"_s});
        QCOMPARE(run.code, 0);
        const QJsonObject report = run.lastObject();
        const qint64 total = report.value(u"total"_s).toInteger();
        QCOMPARE(total, m_script.value(u"range"_s).toInteger());
        qint64 counted = 0;
        for (const QJsonValue series : report.value(u"histogram"_s).toObject().value(u"series"_s).toArray()) {
            const QJsonArray counts = series.toObject().value(u"counts"_s).toArray();
            QCOMPARE(counts.size(), 24);
            for (const QJsonValue count : counts)
                counted += count.toInteger();
        }
        QCOMPARE(counted, total);
        qint64 services = 0;
        for (const QJsonValue value :
            report.value(u"facets"_s).toObject().value(u"service"_s).toObject().value(u"values"_s).toArray())
            services += value.toObject().value(u"count"_s).toInteger();
        QCOMPARE(services, total);
    }

    void ordersAndLimits()
    {
        const QStringList list{u"query"_s, u"--format"_s, u"csv"_s, u"--limit"_s, u"200"_s, u"--order"_s};
        const auto times = [&](const QString &order, int column) {
            QList<QByteArray> cells;
            for (const QByteArray &line : m_program.run(list + QStringList{order}).lines().sliced(1))
                cells.append(QByteArray(line.split(',').at(column)).replace("Z", ""));    // sorts as text then
            return cells;
        };
        const QList<QByteArray> rising = times(u"time"_s, 1);
        QCOMPARE(rising.size(), 200);
        QVERIFY(std::is_sorted(rising.begin(), rising.end()));
        const QList<QByteArray> falling = times(u"-time"_s, 1);
        QVERIFY(std::is_sorted(falling.rbegin(), falling.rend()));
        QCOMPARE(times(u"id"_s, 0).first(), "1");
    }

    // Another process imports while this one searches: an import is seen whole or not at all, no event twice.
    void arrivesWhileSearched()
    {
        const auto store = opened(m_program.path(u"live.eventscope"_s));
        const qint64 each = m_file.lines - m_file.unreadable.size();
        SearchSpec spec;
        spec.order = {{SortKey::Time, true}};
        spec.facets = {{Field::Service, 0}};
        Row seen = 0;
        for (int imports = 1; imports <= 2; ++imports) {
            const auto import = m_program.start({u"import"_s, u"--store"_s, store->path(), m_path});
            const auto isThere = [&] { return qint64(store->columns().size()) == imports * each; };
            do {
                import->waitForFinished(1);
                QCoreApplication::processEvents();
                const Result<SearchResult> found = store->search({}, spec).result();
                QVERIFY(found);
                QVERIFY(found->seen >= seen);
                seen = found->seen;
                QVERIFY2(found->total == imports * each || found->total == (imports - 1) * each,
                    QByteArray::number(found->total).constData());
                QCOMPARE(found->facets.front().total, found->total);
                const std::set<Row> rows(found->rows.begin(), found->rows.end());
                QCOMPARE(qint64(rows.size()), found->total);
            } while (import->state() != QProcess::NotRunning);
            QCOMPARE(import->exitCode(), 1);    // some of it cannot be read
            QTRY_VERIFY_WITH_TIMEOUT(isThere(), 30'000);
        }
    }

    // The window need not judge again what was judged by its own rules, and does where it was by others.
    void tellsWhatItJudgedBy()
    {
        const QString path = m_program.path(u"judged.eventscope"_s);
        const QString file = m_program.write(u"one.json"_s, R"({"a":1})");
        const auto import = [&] { return m_program.run({u"import"_s, u"--store"_s, path, file}).code; };
        const auto judgedBy = [](EventStore &store) { return store.plans().judgedBy().result().value().rules; };
        QCOMPARE(import(), 0);
        const QByteArray own = judgedBy(*opened(path));
        QVERIFY(!own.isEmpty());
        QCOMPARE(import(), 0);
        QCOMPARE(judgedBy(*opened(path)), own);
        QVERIFY(opened(path)->plans().setJudgedBy("others").result());
        QCOMPARE(import(), 0);
        QCOMPARE(judgedBy(*opened(path)), QByteArray());
    }

private:
    static std::unique_ptr<EventStore> opened(const QString &path)
    {
        StoreOptions options;
        options.path = path;
        auto store = EventStore::open(options);
        if (!store || !(*store)->waitUntilLoaded())
            qFatal("%s cannot be opened", qPrintable(path));
        return std::move(*store);
    }

    QJsonObject scriptCounts() const
    {
        QProcess script;
        script.start(u"python3"_s, {QStringLiteral(EVENTSCOPE_SOURCE_DIR "/tests/integration/count.py"), m_path,
                                       u"1768435200000000"_s, u"1771156800000000"_s});
        if (!script.waitForFinished(120'000) || script.exitCode() != 0)
            qFatal("count.py: %s", script.readAllStandardError().constData());
        return QJsonDocument::fromJson(script.readAllStandardOutput()).object();
    }

    Program m_program;
    GeneratedFile m_file;
    QString m_path;
    Run m_imported;
    QJsonObject m_script;
};

QTEST_GUILESS_MAIN(TestImportCommand)
#include "tst_importcommand.moc"
