// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "exporter.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestExporter : public QObject {
    Q_OBJECT

private slots:
    void init();

    void writesEveryFormat_data();
    void writesEveryFormat();
    void writesWhatTheFilterLetsThrough();
    void writesTheTablesOrderAndColumns();
    void writesCertainEvents();
    void nothingIsAFileToo();
    void saysWhatCannotBeWritten();
    void cancelledLeavesNoFile();

private:
    // What became of it: the number of events, or the error's sentence.
    [[nodiscard]] QString exported(const QString &path, const EventFilter &filter = {});
    [[nodiscard]] QString outcome(Exporter &exporter);
    [[nodiscard]] QByteArray bytes(const QString &path) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
};

void TestExporter::init()
{
    test::failOnWarnings();
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = test::openStore(m_folder->filePath(u"a.eventscope"_s));
    test::store(*m_store, test::plainEvents(1000));
}

QString TestExporter::exported(const QString &path, const EventFilter &filter)
{
    Exporter exporter(*m_store, {}, {path, filter});
    return outcome(exporter);
}

QString TestExporter::outcome(Exporter &exporter)
{
    QString end;
    connect(&exporter, &Exporter::finished, this, [&](qint64 events) { end = QString::number(events); });
    connect(&exporter, &Exporter::failed, this, [&](const Error &error) { end = error.message; });
    exporter.start();
    if (!QTest::qWaitFor([&] { return !end.isEmpty(); }, 20'000))
        qFatal("the export never ended");
    return end;
}

QByteArray TestExporter::bytes(const QString &path) const
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestExporter::writesEveryFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("lines");    // 0: not counted

    QTest::newRow("ndjson") << u"a.ndjson"_s << 1000;
    QTest::newRow("another suffix") << u"a.txt"_s << 1000;
    QTest::newRow("csv") << u"a.CSV"_s << 1001;
    QTest::newRow("json") << u"a.json"_s << 0;
}

void TestExporter::writesEveryFormat()
{
    QFETCH(const QString, name);
    QFETCH(const int, lines);
    const QString path = m_folder->filePath(name);
    QCOMPARE(exported(path), u"1000"_s);
    if (lines > 0)
        QCOMPARE(bytes(path).count('\n'), lines);
    else
        QCOMPARE(QJsonDocument::fromJson(bytes(path)).array().size(), 1000);
}

void TestExporter::writesWhatTheFilterLetsThrough()
{
    const QString path = m_folder->filePath(u"a.ndjson"_s);
    QCOMPARE(exported(path, test::filterOf("user:user0")), u"143"_s);
    QVERIFY(bytes(path).startsWith("{\"n\":0}\n{\"n\":7}\n"));    // in the order of time
}

void TestExporter::writesTheTablesOrderAndColumns()
{
    ExportRequest request{m_folder->filePath(u"a.csv"_s), test::filterOf("user:user0")};
    request.orders = {{SortKey::Time, true, {}}};
    request.columns = {{TableColumn::Kind::Path, "/n"}, {TableColumn::Kind::User, {}},
        {TableColumn::Kind::Path, "/nowhere"}, {TableColumn::Kind::Id, {}}};
    Exporter exporter(*m_store, {}, request);
    QSignalSpy progress(&exporter, &Exporter::progressed);
    QCOMPARE(outcome(exporter), u"143"_s);
    const QByteArrayList lines = bytes(request.path).split('\n');
    QCOMPARE(lines.size(), 145);    // with the titles, and nothing behind the last
    QCOMPARE(lines.at(1), QByteArray("994,user0,,995\r"));
    QCOMPARE(lines.at(143), QByteArray("0,user0,,1\r"));
    QCOMPARE(progress.last().first().toInt(), 1000);
}

void TestExporter::writesCertainEvents()
{
    ExportRequest request{m_folder->filePath(u"a.ndjson"_s), {}};
    request.rows = std::vector<Row>{5, 3, 900};
    Exporter exporter(*m_store, {}, request);
    QCOMPARE(outcome(exporter), u"3"_s);
    QCOMPARE(bytes(request.path), QByteArray("{\"n\":5}\n{\"n\":3}\n{\"n\":900}\n"));
}

void TestExporter::nothingIsAFileToo()
{
    const QString path = m_folder->filePath(u"a.json"_s);
    QCOMPARE(exported(path, test::filterOf("user:nobody")), u"0"_s);
    QVERIFY(QJsonDocument::fromJson(bytes(path)).isArray());
}

void TestExporter::saysWhatCannotBeWritten()
{
    QVERIFY(exported(m_folder->filePath(u"no/folder/a.json"_s)).contains(u"cannot be written"_s));
    QVERIFY(exported(m_store->path()).contains(u"would be lost"_s));
}

void TestExporter::cancelledLeavesNoFile()
{
    const QString path = m_folder->filePath(u"a.ndjson"_s);
    {
        Exporter exporter(*m_store, {}, {path, {}});
        exporter.start();
        QCoreApplication::processEvents();
    }
    QTest::qWait(20);
    QVERIFY(!QFile::exists(path));
}

}

QTEST_GUILESS_MAIN(eventscope::TestExporter)
#include "tst_exporter.moc"
