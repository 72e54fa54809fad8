// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/outboxmodel.h"
#include "views/outboxtext.h"
#include "views/receptionmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestOutboxModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void listsJobs();
    void keepsRowsWhereItCan();
    void saysHowAJobStands_data();
    void saysHowAJobStands();
    void saysWhatToDo();
    void listsParts();
    void listsReceptions();
    void keepsReceptionsWhereItCan();
};

namespace {

constexpr Micros someTime = 1'772'323'200'000'000;

OutboxJob jobOf(OutboxJobId id, std::initializer_list<std::pair<OutboxState, qint64>> counts)
{
    OutboxJob job;
    job.id = id;
    job.label = u"events.ndjson"_s;
    job.endpoint.name = u"local"_s;
    job.queued = someTime;
    for (const auto &[state, count] : counts)
        job.counts[static_cast<std::size_t>(state)] = count;
    return job;
}

Reception receptionOf(ReceptionId id)
{
    Reception reception;
    reception.id = id;
    reception.received = someTime;
    reception.client = "127.0.0.1:50312";
    reception.service = "alpha";
    reception.method = "POST";
    reception.target = "/v1/events";
    reception.events = 1;
    reception.status = 200;
    return reception;
}

}

void TestOutboxModel::listsJobs()
{
    OutboxModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    OutboxJob live = jobOf(7, {{OutboxState::Accepted, 998}, {OutboxState::Rejected, 2}});
    live.endpoint.production = true;
    live.endpoint.name = u"li\nve"_s;
    OutboxJob given = jobOf(3, {{OutboxState::Queued, 3}, {OutboxState::Accepted, 1}});
    given.endpoint.name.clear();
    given.endpoint.base = u"http://127.0.0.1:8710"_s;
    model.setJobs({live, given});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, OutboxModel::Endpoint).data().toString(), u"li\u240Ave (production)"_s);
    QCOMPARE(model.index(1, OutboxModel::Endpoint).data().toString(), u"http://127.0.0.1:8710"_s);
    QCOMPARE(model.index(0, OutboxModel::Progress).data().toString(), u"998 accepted · 2 rejected"_s);
    QCOMPARE(model.index(0, OutboxModel::Events).data().toString(), u"1,000"_s);
    QCOMPARE(model.index(0, OutboxModel::Queued).data().toString(), u"2026-03-01 00:00:00.000"_s);
    QCOMPARE(model.index(1, 0).data(OutboxModel::ShareRole).toDouble(), 0.25);
    QCOMPARE(model.index(0, 0).data(OutboxModel::StateRole).toInt(), static_cast<int>(OutboxState::Rejected));
    QCOMPARE(model.indexOf(3).row(), 1);
    QVERIFY(!model.indexOf(4).isValid());
    QVERIFY(!model.jobAt({}));
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
}

void TestOutboxModel::keepsRowsWhereItCan()
{
    OutboxModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setJobs({jobOf(2, {{OutboxState::Queued, 2}}), jobOf(1, {{OutboxState::Accepted, 1}})});
    const QPersistentModelIndex first(model.indexOf(1));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setJobs({jobOf(3, {{OutboxState::Queued, 1}}), jobOf(2, {{OutboxState::Accepted, 2}}),
        jobOf(1, {{OutboxState::Accepted, 1}})});
    QVERIFY(resets.isEmpty());
    QCOMPARE(first.row(), 2);
    QCOMPARE(model.index(1, OutboxModel::Progress).data().toString(), u"2 accepted"_s);
    model.setJobs({jobOf(3, {{OutboxState::Queued, 1}})});
    QCOMPARE(resets.count(), 1);
}

void TestOutboxModel::saysHowAJobStands_data()
{
    QTest::addColumn<OutboxJob>("job");
    QTest::addColumn<QString>("words");

    const OutboxJob waiting = jobOf(1, {{OutboxState::Queued, 2}});
    QTest::newRow("waits") << waiting << u"Waits for its turn"_s;
    OutboxJob again = waiting;
    again.due = someTime;
    QTest::newRow("again") << again << u"Waits to try again"_s;
    for (const auto &[hold, words] : std::initializer_list<std::pair<OutboxJob::Hold, QString>>{
             {OutboxJob::Hold::Person, u"Paused"_s},
             {OutboxJob::Hold::Endpoint, u"Endpoint paused"_s},
             {OutboxJob::Hold::Key, u"Needs a key"_s},
             {OutboxJob::Hold::Changed, u"Endpoint changed"_s},
         }) {
        OutboxJob held = waiting;
        held.hold = hold;
        QTest::addRow("hold %d", static_cast<int>(hold)) << held << words;
    }
    QTest::newRow("sending") << jobOf(1, {{OutboxState::InFlight, 1}, {OutboxState::Queued, 2}}) << u"Sending"_s;
    QTest::newRow("all good") << jobOf(1, {{OutboxState::Accepted, 2}}) << u"All accepted"_s;
    QTest::newRow("done") << jobOf(1, {{OutboxState::Accepted, 2}, {OutboxState::Unknown, 1}}) << u"Done"_s;
}

void TestOutboxModel::saysHowAJobStands()
{
    QFETCH(OutboxJob, job);
    QFETCH(QString, words);
    QCOMPARE(jobStatus(job), words);
}

void TestOutboxModel::saysWhatToDo()
{
    OutboxJob job = jobOf(1, {{OutboxState::Queued, 2}});
    job.due = someTime + 4 * microsPerSecond;
    QCOMPARE(jobSentence(job, someTime), u"Waits to try again: 2 waiting. The next attempt is in 4.00 s."_s);
    job.hold = OutboxJob::Hold::Key;
    job.holdMessage = u"The environment variable KEY is not set."_s;
    QCOMPARE(jobSentence(job, someTime), u"Needs a key: 2 waiting. The environment variable KEY is not set."_s);
    job = jobOf(1, {{OutboxState::Accepted, 1}, {OutboxState::Unknown, 1}});
    QVERIFY(jobSentence(job, someTime).contains(u"look there before you send them again"));
}

void TestOutboxModel::listsParts()
{
    OutboxPartModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const std::vector<OutboxPart> parts{
        {.job = 1, .first = 0, .count = 1000, .state = OutboxState::Accepted, .attempts = 1, .delivery = 5},
        {.job = 1,
            .first = 1000,
            .count = 1,
            .state = OutboxState::Queued,
            .attempts = 2,
            .due = someTime + microsPerSecond,
            .delivery = 6,
            .message = u"Too many\nrequests"_s},
    };
    model.setParts(parts, someTime);
    QCOMPARE(model.index(0, OutboxPartModel::Places).data().toString(), u"1 to 1,000"_s);
    QCOMPARE(model.index(1, OutboxPartModel::Places).data().toString(), u"1,001"_s);
    QCOMPARE(model.index(0, OutboxPartModel::Next).data().toString(), QString());
    QCOMPARE(model.index(1, OutboxPartModel::Next).data().toString(), u"in 1.00 s"_s);
    QCOMPARE(model.index(1, OutboxPartModel::Message).data().toString(), u"Too many\u240Arequests"_s);
    QCOMPARE(model.index(1, 0).data(OutboxPartModel::DeliveryRole).toLongLong(), 6);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setParts(parts, someTime + 2 * microsPerSecond);
    QVERIFY(resets.isEmpty());
    QCOMPARE(model.index(1, OutboxPartModel::Next).data().toString(), u"at once"_s);
}

void TestOutboxModel::listsReceptions()
{
    ReceptionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTitles([](const QByteArray &service) { return service == "alpha" ? u"Alpha"_s : QString(); });
    Reception odd = receptionOf(9);
    odd.service.clear();
    odd.events = 3;
    odd.repeats = 1;
    odd.rejects = 1;
    odd.status = 400;
    odd.tag = "run-7";
    odd.note = u"fault: status=400"_s;
    model.setReceptions({odd, receptionOf(8)});
    QCOMPARE(model.index(0, ReceptionModel::Service).data().toString(), u"not recognised"_s);
    QCOMPARE(model.index(1, ReceptionModel::Service).data().toString(), u"Alpha"_s);
    QCOMPARE(model.index(0, ReceptionModel::Events).data().toString(), u"3 events, 1 repeat, 1 unreadable"_s);
    QCOMPARE(model.index(0, ReceptionModel::Note).data().toString(), u"run-7 · fault: status=400"_s);
    QCOMPARE(model.index(1, ReceptionModel::Request).data().toString(), u"POST /v1/events"_s);
    QCOMPARE(model.index(1, ReceptionModel::Answer).data().toString(), u"200 OK"_s);
    QVERIFY(model.index(0, 0).data(ReceptionModel::FailedRole).toBool());
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString().isEmpty());
}

void TestOutboxModel::keepsReceptionsWhereItCan()
{
    ReceptionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setReceptions({receptionOf(3), receptionOf(2), receptionOf(1)});
    const QPersistentModelIndex second(model.indexOf(2));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    // Two came, and the list holds no more than four.
    model.setReceptions({receptionOf(5), receptionOf(4), receptionOf(3), receptionOf(2)});
    QVERIFY(resets.isEmpty());
    QCOMPARE(second.row(), 3);
    QCOMPARE(model.rowCount(), 4);
    model.setReceptions({receptionOf(9), receptionOf(8)});
    QCOMPARE(resets.count(), 1);
}

}

QTEST_GUILESS_MAIN(eventscope::TestOutboxModel)
#include "tst_outboxmodel.moc"
