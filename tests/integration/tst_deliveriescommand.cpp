// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

#include "store/deliveries.h"

#include <QDir>
#include <QFile>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

template <typename T>
T taken(QFuture<Result<T>> future)
{
    future.waitForFinished();
    Result<T> result = future.takeResult();
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

constexpr Micros firstStart = 1'767'225'600'000'000;    // 2026-01-01

}

class TestDeliveriesCommand : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failOnWarnings();
        m_program = std::make_unique<Program>();
        QVERIFY(m_program->isReady());
        QVERIFY(QDir().mkpath(m_program->storeFolder()));
        auto store = EventStore::open({m_program->store(), false, {}});
        QVERIFY(store);
        Endpoint endpoint;
        endpoint.name = u"Staging"_s;
        endpoint.service = "svc";
        const EndpointId id = taken((*store)->endpoints().save(endpoint));
        for (int day = 0; day < 5; ++day) {
            Delivery delivery;
            delivery.endpoint = day == 1 ? id : 0;
            delivery.endpointName = day < 2 ? u"old name"_s : u"other"_s;
            delivery.started = firstStart + day * 86'400'000'000;
            delivery.method = "POST";
            delivery.body = "{\"day\":" + QByteArray::number(day) + ",\"a\":\"x, y\"}";
            delivery.end.state = DeliveryState::Accepted;
            delivery.end.reply = "\xff";
            taken((*store)->deliveries().begin(delivery, {}));
        }
    }

    void writesLines()
    {
        const Run run = m_program->run({u"deliveries"_s});
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(run.lines().size(), 5);
        const QJsonObject first = QJsonDocument::fromJson(run.lines().front()).object();
        QCOMPARE(first[u"id"_s].toInt(), 1);
        QCOMPARE(first[u"state"_s].toString(), u"accepted"_s);
        QCOMPARE(first[u"started"_s].toString(), u"2026-01-01T00:00:00Z"_s);
        QVERIFY(!first.contains(u"request_body"_s));
    }

    void choosesWhich()
    {
        QCOMPARE(idsOf({u"--endpoint"_s, u"staging"_s}), (QList<int>{2}));
        QCOMPARE(idsOf({u"--endpoint"_s, u"old name"_s}), (QList<int>{1, 2}));
        QCOMPARE(idsOf({u"--endpoint"_s, u"nobody"_s}), QList<int>());
        QCOMPARE(idsOf({u"--since"_s, u"2026-01-04"_s}), (QList<int>{4, 5}));
        QCOMPARE(idsOf({u"--since"_s, u"2026-01-02"_s, u"--endpoint"_s, u"old name"_s}), (QList<int>{2}));
        QCOMPARE(idsOf({u"--since"_s, u"2027-01-01"_s}), QList<int>());
    }

    void hasBodiesWhenAsked()
    {
        const Run run = m_program->run({u"deliveries"_s, u"--bodies"_s, u"--json"_s});
        QCOMPARE(run.lastObject()[u"deliveries"_s].toInt(), 5);
        const QJsonObject last = QJsonDocument::fromJson(run.lines()[4]).object();
        QCOMPARE(last[u"request_body"_s].toString(), u"{\"day\":4,\"a\":\"x, y\"}"_s);
        QCOMPARE(last[u"reply_body"_s][u"base64"_s].toString(), u"/w=="_s);
    }

    void writesAFile()
    {
        const QString path = m_program->path(u"log.csv"_s);
        const Run run = m_program->run({u"deliveries"_s, u"--format"_s, u"csv"_s, u"--bodies"_s, u"-o"_s, path});
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY(run.out.isEmpty());
        const QByteArray csv = Program::read(path);
        QCOMPARE(csv.count("\r\n"), 6);
        QVERIFY(csv.contains(",\"{\"\"day\"\":2,\"\"a\"\":\"\"x, y\"\"}\","));
        QCOMPARE(m_program->run({u"deliveries"_s, u"-o"_s, m_program->store()}).code, 2);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("format") << QStringList{u"--format"_s, u"xml"_s};
        QTest::newRow("moment") << QStringList{u"--since"_s, u"whenever"_s};
        QTest::newRow("word") << QStringList{u"all"_s};
        QTest::newRow("no store") << QStringList{u"--store"_s, u"/nowhere/at.all"_s};
    }

    void refusesWhatIsWrong()
    {
        QFETCH(QStringList, arguments);
        const Run run = m_program->run(QStringList{u"deliveries"_s} + arguments);
        QCOMPARE(run.code, 2);
        QVERIFY(run.out.isEmpty());
        QCOMPARE(run.err.count('\n'), 1);
    }

private:
    [[nodiscard]] QList<int> idsOf(const QStringList &arguments) const
    {
        const Run run = m_program->run(QStringList{u"deliveries"_s} + arguments);
        QList<int> ids;
        for (const QByteArray &line : run.lines())
            ids.append(QJsonDocument::fromJson(line).object()[u"id"_s].toInt());
        return ids;
    }

    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(TestDeliveriesCommand)
#include "tst_deliveriescommand.moc"
