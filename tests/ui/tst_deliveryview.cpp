// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/noticebox.h"
#include "composer/plainlines.h"
#include "deliveries/deliveryicon.h"
#include "deliveries/deliveryview.h"
#include "deliveries/threepanes.h"
#include "endpoints/productionmark.h"
#include "eventworld.h"
#include "explorer/sourceedit.h"
#include "testmain.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestDeliveryView : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void showsAllThree();
    void saysThatUnknownIsUnknown();
    void saysWhyNothingCame_data();
    void saysWhyNothingCame();
    void showsRepliesAsWhatTheyAre_data();
    void showsRepliesAsWhatTheyAre();
    void saysHowMuchOfAReplyWasCut();
    void marksProduction();
    void becomesTabsWhenNarrow();
    void drawsEveryOutcomeApart();
    void listsTheDeliveriesOfAnEvent();
    void followsTheStore();
};

namespace {

Delivery accepted()
{
    Delivery delivery;
    delivery.endpointName = u"local"_s;
    delivery.service = "alpha";
    delivery.transport = "http";
    delivery.started = test::worldStart;
    delivery.events = 1;
    delivery.method = "POST";
    delivery.url = "http://127.0.0.1:4000/v1/events";
    delivery.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer key_\u2026#3fa9"}};
    delivery.body = R"({"events":[{"a":1}]})";
    delivery.end.state = DeliveryState::Accepted;
    delivery.end.status = 201;
    delivery.end.message = u"Thank you."_s;
    delivery.end.replyHeaders = {{"Content-Type", "application/json"}};
    delivery.end.reply = R"({"ok":true})";
    delivery.end.replyBytes = delivery.end.reply.size();
    delivery.end.ids = {"evt_1", "evt_2"};
    delivery.end.times = {1'200, -1, 3'000, 33'000, 34'000};
    return delivery;
}

Deliveries::Cargo cargoOf(EventId event)
{
    Deliveries::Cargo cargo;
    cargo.stored = {event};
    return cargo;
}

template <typename T>
T *find(const QWidget &in, const QString &name)
{
    return in.findChild<T *>(name);
}

void show(QWidget &widget, QSize size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

}

void TestDeliveryView::showsAllThree()
{
    DeliveryView view;
    show(view, {1200, 700});
    view.setDelivery(accepted(), R"({"a":1})");
    QCOMPARE(find<QLabel>(view, u"deliveryHeadline"_s)->text(), u"Accepted · 201 Created · 34 ms · 1 event"_s);
    QCOMPARE(find<QLabel>(view, u"deliveryMessage"_s)->text(), u"Thank you."_s);
    QCOMPARE(find<QLabel>(view, u"deliveryTimings"_s)->text(),
        u"Connected after 1.2 ms · sent after 3.0 ms · first byte after 33 ms · ended after 34 ms"_s);
    QVERIFY(find<QLabel>(view, u"deliveryIds"_s)->text().contains(u"evt_1, evt_2"_s));
    QCOMPARE(find<SourceEdit>(view, u"writtenText"_s)->toPlainText(), u"{\"a\":1}"_s);
    QCOMPARE(find<SourceEdit>(view, u"requestBodyText"_s)->toPlainText(), QString::fromUtf8(accepted().body));
    QCOMPARE(find<PlainLines>(view, u"replyStatus"_s)->toPlainText(), u"201 Created"_s);
    QCOMPARE(find<SourceEdit>(view, u"replyBodyText"_s)->toPlainText(), u"{\n  \"ok\": true\n}"_s);
    QVERIFY(!find<NoticeBox>(view, u"deliveryMeaning"_s)->isVisible());
    view.clear(u"Nothing here."_s);
    QVERIFY(find<QLabel>(view, u"deliveryNothing"_s)->isVisible());
}

void TestDeliveryView::saysThatUnknownIsUnknown()
{
    DeliveryView view;
    show(view, {1200, 700});
    Delivery delivery = accepted();
    delivery.end = {};
    delivery.end.state = DeliveryState::Unknown;
    delivery.end.message = u"The connection was dropped."_s;
    view.setDelivery(delivery, "{}");
    auto *meaning = find<NoticeBox>(view, u"deliveryMeaning"_s);
    QVERIFY(meaning->isVisible());
    QVERIFY(meaning->text().contains(u"may or may not have arrived"_s));
    QCOMPARE(find<QLabel>(view, u"replyNothing"_s)->text(), u"No answer came."_s);
}

void TestDeliveryView::saysWhyNothingCame_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("words");
    QTest::newRow("in flight") << static_cast<int>(DeliveryState::InFlight) << u"Waiting"_s;
    QTest::newRow("failed") << static_cast<int>(DeliveryState::Failed) << u"Nothing went out"_s;
    QTest::newRow("cancelled") << static_cast<int>(DeliveryState::Cancelled) << u"Nothing went out"_s;
}

void TestDeliveryView::saysWhyNothingCame()
{
    QFETCH(int, state);
    QFETCH(QString, words);
    DeliveryView view;
    show(view, {1200, 700});
    Delivery delivery = accepted();
    delivery.end = {};
    delivery.end.state = static_cast<DeliveryState>(state);
    view.setDelivery(delivery, "{}");
    auto *nothing = find<QLabel>(view, u"replyNothing"_s);
    QVERIFY(nothing->isVisible());
    QVERIFY(nothing->text().startsWith(words));
    QVERIFY(!find<PlainLines>(view, u"replyStatus"_s)->isVisible());
}

void TestDeliveryView::showsRepliesAsWhatTheyAre_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("shown");
    QTest::newRow("html") << QByteArray("text/html") << QByteArray("<h1>no</h1>") << u"<h1>no</h1>"_s;
    QTest::newRow("latin") << QByteArray("text/plain; charset=iso-8859-1") << QByteArray("caf\xE9") << u"café"_s;
    QTest::newRow("controls") << QByteArray("text/plain") << QByteArray("\x1B[2Jgone") << u"\u241B[2Jgone"_s;
    QTest::newRow("binary") << QByteArray("application/json") << QByteArray("\0\1\2", 3)
                            << u"00000000  00 01 02                                         ..."_s;
}

void TestDeliveryView::showsRepliesAsWhatTheyAre()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, shown);
    DeliveryView view;
    show(view, {1200, 700});
    Delivery delivery = accepted();
    delivery.end.replyHeaders = {{"content-type", type}};
    delivery.end.reply = body;
    delivery.end.replyBytes = body.size();
    view.setDelivery(delivery, "{}");
    QCOMPARE(find<SourceEdit>(view, u"replyBodyText"_s)->toPlainText(), shown);
}

void TestDeliveryView::saysHowMuchOfAReplyWasCut()
{
    DeliveryView view;
    show(view, {1200, 700});
    Delivery delivery = accepted();
    delivery.end.reply = QByteArray("[") + QByteArray(1000, '1');
    delivery.end.replyBytes = 200'000'000;
    view.setDelivery(delivery, "{}");
    const QString size = find<QLabel>(view, u"replySize"_s)->text();
    QVERIFY2(size.contains(u"200,000,000 bytes"_s) || size.contains(u"200000000 bytes"_s), qPrintable(size));
    QVERIFY(size.contains(u"first 1,001 bytes"_s) || size.contains(u"first 1001 bytes"_s));
}

void TestDeliveryView::marksProduction()
{
    DeliveryView view;
    show(view, {1200, 700});
    Delivery delivery = accepted();
    view.setDelivery(delivery, "{}");
    QVERIFY(!view.findChild<ProductionMark *>()->isVisible());
    delivery.production = true;
    view.setDelivery(delivery, "{}");
    QVERIFY(view.findChild<ProductionMark *>()->isVisible());
}

void TestDeliveryView::becomesTabsWhenNarrow()
{
    DeliveryView view;
    show(view, {1200, 700});
    view.setDelivery(accepted(), "{}");
    auto *tabs = find<QTabWidget>(view, u"deliveryTabs"_s);
    QVERIFY(!tabs->isVisible());
    view.resize(420, 700);
    QTRY_VERIFY(tabs->isVisible());
    QCOMPARE(tabs->count(), 3);
    for (int i = 0; i < 3; ++i) {
        tabs->setCurrentIndex(i);
        QVERIFY(tabs->currentWidget()->isVisible());
    }
    view.resize(1200, 700);
    QTRY_VERIFY(!tabs->isVisible());
    for (const QString &name : {u"writtenText"_s, u"requestBodyText"_s, u"replyBodyText"_s})
        QVERIFY(find<SourceEdit>(view, name)->isVisible());
}

void TestDeliveryView::drawsEveryOutcomeApart()
{
    std::vector<QImage> seen;
    for (int state = 0; state <= static_cast<int>(DeliveryState::Cancelled); ++state) {
        const auto shape = [&](const QPalette &palette) {
            const QIcon icon = deliveryIcon(static_cast<DeliveryState>(state), palette);
            return icon.pixmap(24, 24).toImage().convertToFormat(QImage::Format_Alpha8);
        };
        QCOMPARE(shape(lightPalette()), shape(darkPalette()));
        for (const QImage &other : seen)
            QVERIFY(other != shape(lightPalette()));
        seen.push_back(shape(lightPalette()));
    }
}

void TestDeliveryView::listsTheDeliveriesOfAnEvent()
{
    test::EventWorld world(3);
    const EventId event = world.store->columns().id(1);
    Delivery failed = accepted();
    failed.end.state = DeliveryState::Failed;
    const auto first = world.store->deliveries().begin(accepted(), cargoOf(event)).result();
    const auto second = world.store->deliveries().begin(failed, cargoOf(event)).result();
    QVERIFY_RESULT(first);
    QVERIFY_RESULT(second);
    DeliveriesPane pane(*world.store);
    show(pane, {1000, 700});
    QSignalSpy titles(&pane, &DeliveriesPane::titleChanged);
    pane.setEvent(world.store->columns().id(0), "{}");
    auto *nothing = find<QLabel>(pane, u"deliveriesNothing"_s);
    QTRY_VERIFY(nothing->text().startsWith(u"Not sent yet."_s));
    QVERIFY(nothing->isVisible());
    pane.setEvent(event, R"({"a":1})");
    auto *list = find<QTableView>(pane, u"deliveriesList"_s);
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QCOMPARE(pane.title(), u"Deliveries (2)"_s);
    QVERIFY(!titles.isEmpty());
    auto *headline = find<QLabel>(pane, u"deliveryHeadline"_s);
    QVERIFY(headline->text().startsWith(u"Not sent"_s));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QVERIFY(headline->text().startsWith(u"Accepted"_s));
    pane.setEvent({}, {});
    QVERIFY(nothing->isVisible());
    QCOMPARE(pane.title(), u"Deliveries"_s);
}

void TestDeliveryView::followsTheStore()
{
    test::EventWorld world(3);
    const EventId event = world.store->columns().id(1);
    DeliveriesPane pane(*world.store);
    show(pane, {1000, 700});
    pane.setEvent(event, "{}");
    Delivery delivery = accepted();
    delivery.end = {};
    delivery.end.state = DeliveryState::InFlight;
    const auto begun = world.store->deliveries().begin(delivery, cargoOf(event)).result();
    QVERIFY_RESULT(begun);
    auto *headline = find<QLabel>(pane, u"deliveryHeadline"_s);
    QTRY_VERIFY(headline->text().startsWith(u"In flight"_s));
    const auto finished = world.store->deliveries().finish(begun->id, accepted().end).result();
    QVERIFY_RESULT(finished);
    QTRY_VERIFY(headline->text().startsWith(u"Accepted"_s));
}

}

QTEST_MAIN(eventscope::TestDeliveryView)
#include "tst_deliveryview.moc"
