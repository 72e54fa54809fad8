// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "service/services.h"
#include "testmain.h"

#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

// The built-in definitions: they load, and know their own samples.
class TestDefinitions : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_services = Services::load(QDir(u"/nonexistent/eventscope"_s)).services; }
    void init() { test::failOnWarnings(); }

    void allLoad();
    void samplesAreDetected_data();
    void samplesAreDetected();
    void samplesAreIdentified_data() { samplesAreDetected_data(); }
    void samplesAreIdentified();

private:
    Services m_services;
};

void TestDefinitions::allLoad()
{
    const Services::Loaded loaded = Services::load(QDir(u"/nonexistent/eventscope"_s));
    for (const Error &fault : loaded.faults)
        qInfo("%s", qPrintable(fault.message));
    QVERIFY(loaded.faults.empty());
    const QFileInfoList files = QDir(u":/eventscope/services"_s).entryInfoList({u"*.json"_s});
    QCOMPARE(loaded.services.all().size(), static_cast<std::size_t>(files.size()));
    QVERIFY(files.size() >= 5);
    for (const ServicePtr &service : loaded.services.all()) {
        QVERIFY(!service->title().isEmpty());
        QVERIFY(!service->samples().empty());
        QVERIFY(!service->transports().empty());
        QCOMPARE(QFileInfo(service->file()).completeBaseName(), QString::fromUtf8(service->id()));
    }
}

void TestDefinitions::samplesAreDetected_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("faulty");
    for (const ServicePtr &service : m_services.all()) {
        for (const Sample &sample : service->samples()) {
            JsonTape tape;
            if (tape.read(viewOf(sample.text)))
                QTest::addRow("%s: %s", service->id().constData(), qPrintable(sample.title))
                    << service->id() << sample.shape << sample.text << !sample.note.isEmpty();
        }
    }
}

void TestDefinitions::samplesAreDetected()
{
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, shape);
    QFETCH(QByteArray, text);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const Detection detection = m_services.detect(tape.root());
    QVERIFY(detection.service);
    QCOMPARE(detection.service->id(), service);
    QCOMPARE(detection.shape, shape);
    QVERIFY2(!detection.ambiguous, detection.others.join(' ').constData());
    QCOMPARE(m_services.detect(tape.root(), {}, service).shape, shape);
    for (const Shape &each : detection.service->shapes())
        QVERIFY(detection.service->score(tape.root(), each.id) <= detection.service->score(tape.root(), shape));
}

void TestDefinitions::samplesAreIdentified()
{
    QFETCH(bool, faulty);
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, shape);
    QFETCH(QByteArray, text);
    const ServicePtr definition = m_services.find(service);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const Identity identity = definition->identify(tape.root(), {}, shape);
    QVERIFY(faulty || !identity.name.isEmpty());
}

QTEST_GUILESS_MAIN(TestDefinitions)
#include "tst_definitions.moc"
