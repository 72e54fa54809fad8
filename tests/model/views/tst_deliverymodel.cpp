// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/deliverymodel.h"
#include "views/deliverytext.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestDeliveryModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void listsDeliveries();
    void keepsRowsWhereItCan();
    void saysWhatBecameOfIt_data();
    void saysWhatBecameOfIt();
    void saysHowLongItTook();
    void findsHeaders();
};

namespace {

Delivery deliveryOf(DeliveryId id, DeliveryState state, int status = 0)
{
    Delivery delivery;
    delivery.id = id;
    delivery.endpointName = u"local"_s;
    delivery.started = 1'772'323'200'000'000;
    delivery.events = 1;
    delivery.end.state = state;
    delivery.end.status = status;
    return delivery;
}

}

void TestDeliveryModel::listsDeliveries()
{
    DeliveryModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Delivery live = deliveryOf(7, DeliveryState::Rejected, 401);
    live.production = true;
    live.endpointName = u"li\nve"_s;
    model.setDeliveries({live, deliveryOf(3, DeliveryState::Accepted, 201)});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, DeliveryModel::Time).data().toString(), u"2026-03-01 00:00:00.000"_s);
    QCOMPARE(model.index(0, DeliveryModel::Endpoint).data().toString(), u"li\u240Ave (production)"_s);
    QCOMPARE(model.index(0, DeliveryModel::State).data().toString(), u"Rejected"_s);
    QCOMPARE(model.index(1, DeliveryModel::Status).data().toString(), u"201 Created"_s);
    QCOMPARE(model.index(1, DeliveryModel::Events).data().toString(), u"1"_s);
    QCOMPARE(model.indexOf(3).row(), 1);
    QVERIFY(!model.indexOf(4).isValid());
    QVERIFY(!model.deliveryAt({}));
    for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
    model.setTimeStyle(TimeStyle::Epoch);
    QCOMPARE(model.index(0, DeliveryModel::Time).data().toString(), u"1772323200.000"_s);
}

void TestDeliveryModel::keepsRowsWhereItCan()
{
    DeliveryModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setDeliveries({deliveryOf(1, DeliveryState::InFlight)});
    const QPersistentModelIndex first = model.index(0, 0);
    model.setDeliveries({deliveryOf(2, DeliveryState::InFlight), deliveryOf(1, DeliveryState::Accepted)});
    QCOMPARE(resets.count(), 0);
    QCOMPARE(first.row(), 1);
    QCOMPARE(first.data(DeliveryModel::StateRole).toInt(), static_cast<int>(DeliveryState::Accepted));
    model.setDeliveries({deliveryOf(9, DeliveryState::InFlight)});
    QCOMPARE(resets.count(), 1);
    model.setDeliveries({});
    QCOMPARE(model.rowCount(), 0);
}

void TestDeliveryModel::saysWhatBecameOfIt_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("headline");
    QTest::addColumn<bool>("explained");
    const auto row = [](const char *name, DeliveryState state, int status, const QString &headline, bool explained) {
        QTest::newRow(name) << static_cast<int>(state) << status << headline << explained;
    };
    row("in flight", DeliveryState::InFlight, 0, u"In flight · 34 ms · 5 events"_s, true);
    row("accepted", DeliveryState::Accepted, 201, u"Accepted · 201 Created · 34 ms · 5 events"_s, false);
    row("partly", DeliveryState::Partly, 200, u"Partly accepted · 200 OK · 34 ms · 3 of 5 events"_s, false);
    row("rejected", DeliveryState::Rejected, 599, u"Rejected · 599 · 34 ms · 5 events"_s, false);
    row("failed", DeliveryState::Failed, 0, u"Not sent · 34 ms · 5 events"_s, true);
    row("unknown", DeliveryState::Unknown, 0, u"Unknown · 34 ms · 5 events"_s, true);
    row("cancelled", DeliveryState::Cancelled, 0, u"Cancelled · 34 ms · 5 events"_s, true);
}

void TestDeliveryModel::saysWhatBecameOfIt()
{
    QFETCH(int, state);
    QFETCH(int, status);
    QFETCH(QString, headline);
    QFETCH(bool, explained);
    Delivery delivery = deliveryOf(1, static_cast<DeliveryState>(state), status);
    delivery.events = 5;
    delivery.end.accepted = 3;
    delivery.end.times.ended = 34'000;
    QCOMPARE(deliveryHeadline(delivery), headline);
    QCOMPARE(!deliveryStateMeaning(delivery.end.state).isEmpty(), explained);
}

void TestDeliveryModel::saysHowLongItTook()
{
    QCOMPARE(elapsedText(400), u"0.4 ms"_s);
    QCOMPARE(elapsedText(34'500), u"34 ms"_s);
    QCOMPARE(elapsedText(1'250'000), u"1.25 s"_s);
    QCOMPARE(elapsedText(125'000'000), u"2 min 5 s"_s);
    DeliveryTimes times;
    QVERIFY(deliveryTimings(times).isEmpty());
    times.connected = 12'000;
    times.ended = 40'000;
    QCOMPARE(deliveryTimings(times), QStringList({u"connected after 12 ms"_s, u"ended after 40 ms"_s}));
}

void TestDeliveryModel::findsHeaders()
{
    const std::vector<NamedValue> headers{{"content-type", "text/plain"}, {"Content-Type", "b"}};
    QCOMPARE(headerValue(headers, "Content-Type"), QByteArray("text/plain"));
    QCOMPARE(headerValue(headers, "X"), QByteArray());
    DeliveryEnd end;
    QVERIFY(isReplyWhole(end));
    end.reply = "ab";
    end.replyBytes = 3;
    QVERIFY(!isReplyWhole(end));
}

}

QTEST_GUILESS_MAIN(eventscope::TestDeliveryModel)
#include "tst_deliverymodel.moc"
