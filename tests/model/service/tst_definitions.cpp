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
    void identities_data();
    void identities();

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

void TestDefinitions::identities_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QString>("sample");
    QTest::addColumn<QByteArray>("identity");
    const auto row = [](const char *service, const QString &sample, const char *identity) {
        QTest::addRow("%s: %s", service, qPrintable(sample)) << QByteArray(service) << sample << QByteArray(identity);
    };
    row("buildless", u"A build starts"_s,
        "acme|ada|build.start|5b1021480d284a6a8658483f7d1c735e|2026-03-29T12:00:00.123Z");
    row("emban", u"A call of an API"_s, "customer_1|user_42|api.call||2026-03-29T12:00:00Z");
    row("emban", u"The least that is accepted"_s, "acme_corp||report.opened||received");
    row("emban", u"A message of the embed runtime"_s, "||period-change||received");
    row("engagelab", u"A sign-up"_s,
        "|10000091198|sign_up|5b102148-0d28-4a6a-8658-483f7d1c735e|2022-06-01T09:40:20.772Z");
    row("eventbunker", u"A page view"_s, "acme|u-1842|page_view||2021-10-10T05:48:00Z");
    row("schematic", u"Usage of a feature"_s,
        "id=acme|id=u-42|query_run|0f8fad5b-d9cb-469f-a165-70867728950e\x1Ftrack|2026-03-29T12:00:00Z");
    row("schematic", u"A user and a company"_s, "id=acme|email=ada@example.com|identify||received");
    row("schematic", u"Usage, as the browser SDK captures it"_s,
        "id=acme|id=u-42|button_clicked||2026-03-29T12:00:00.125Z");
    row("schematic", u"A stored event"_s, "id=acme|id=u-42|query_run||2026-03-29T12:00:01Z");
}

// Tenant, user, name, dedup key and time of one sample of each kind.
void TestDefinitions::identities()
{
    QFETCH(QByteArray, service);
    QFETCH(QString, sample);
    const ServicePtr definition = m_services.find(service);
    QVERIFY(definition);
    const auto &all = definition->samples();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Sample &one) { return one.title == sample; });
    QVERIFY(found != all.end());
    JsonTape tape;
    QVERIFY(tape.read(viewOf(found->text)));
    const Identity identity = definition->identify(tape.root(), {}, found->shape);
    const bool received = identity.timeSource == TimeSource::Received;
    const QByteArray time = received ? QByteArray("received") : isoText(identity.time).toUtf8();
    const QByteArrayList parts{identity.tenant, identity.user, identity.name, identity.dedup, time};
    QTEST(parts.join('|'), "identity");
}

QTEST_GUILESS_MAIN(TestDefinitions)
#include "tst_definitions.moc"
