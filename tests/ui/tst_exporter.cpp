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
    void nothingIsAFileToo();
    void saysWhatCannotBeWritten();
    void cancelledLeavesNoFile();

private:
    // What became of it: the number of events, or the error's sentence.
    [[nodiscard]] QString exported(const QString &path, const EventFilter &filter = {});
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
    Exporter exporter(*m_store, {}, path);
    QString end;
    connect(&exporter, &Exporter::finished, this, [&](qint64 events) { end = QString::number(events); });
    connect(&exporter, &Exporter::failed, this, [&](const Error &error) { end = error.message; });
    exporter.start(filter);
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
        Exporter exporter(*m_store, {}, path);
        exporter.start({});
        QCoreApplication::processEvents();
    }
    QTest::qWait(20);
    QVERIFY(!QFile::exists(path));
}

}

QTEST_GUILESS_MAIN(eventscope::TestExporter)
#include "tst_exporter.moc"
