// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/sendselection.h"
#include "eventworld.h"
#include "testmain.h"

#include <numeric>

namespace eventscope {

class TestSendSelection : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void sharesByServiceAndShape();
    void leavesOutWhatWasRemoved();
    void endsWhenCancelled();
};

namespace {

constexpr int count = 1300;    // several slices

// Every third of another shape, every seventh of another service, every tenth invalid.
void fill(test::EventWorld &world)
{
    std::vector<Event> events;
    for (int n = 0; n < count; ++n) {
        Event event = test::worldEvent(n);
        event.service = n % 7 == 0 ? "beta" : "alpha";
        event.shape = n % 3 == 0 ? "other" : "event";
        events.push_back(std::move(event));
    }
    world.add(std::move(events));
}

std::vector<Row> allRows(const EventStore &store)
{
    std::vector<Row> rows(store.columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    return rows;
}

}

void TestSendSelection::sharesByServiceAndShape()
{
    test::EventWorld world(0);
    fill(world);
    const auto selection = readSelection(*world.store, allRows(*world.store)).result();
    QVERIFY_RESULT(selection);
    QCOMPARE(std::ssize(selection->items), count);
    std::vector<Row> good;
    std::vector<Row> fitting;
    for (int n = 0; n < count; ++n) {
        if (n % 7 == 0 || n % 3 == 0)
            continue;
        fitting.push_back(static_cast<Row>(n));
        if (test::worldEvent(n).verdict != Verdict::Invalid)
            good.push_back(static_cast<Row>(n));
    }
    const SendSelection::Kind kind{"alpha", "event"};
    const SendSelection::Share share = selection->shareOf(kind);
    QCOMPARE(share.fitting, std::ssize(fitting));
    QCOMPARE(share.invalid, std::ssize(fitting) - std::ssize(good));
    QCOMPARE(share.other, count - std::ssize(fitting));
    QCOMPARE(selection->rowsOf(kind, true), fitting);
    QCOMPARE(selection->rowsOf(kind, false), good);
    QVERIFY(selection->hasService("beta"));
    QVERIFY(!selection->hasService("gamma"));
    QCOMPARE(selection->shareOf({"gamma", "event"}).other, count);
}

void TestSendSelection::leavesOutWhatWasRemoved()
{
    test::EventWorld world(0);
    fill(world);
    const auto removed = world.store->remove({1, 2}).result();
    QVERIFY_RESULT(removed);
    QTRY_VERIFY(world.store->columns().removed(1));
    const auto selection = readSelection(*world.store, allRows(*world.store)).result();
    QVERIFY_RESULT(selection);
    QVERIFY(std::ranges::none_of(
        selection->items, [](const SendSelection::Item &item) { return item.row == 1 || item.row == 2; }));
}

void TestSendSelection::endsWhenCancelled()
{
    test::EventWorld world(0);
    fill(world);
    auto reading = readSelection(*world.store, allRows(*world.store));
    reading.cancel();
    reading.waitForFinished();
    QVERIFY(reading.isFinished());
}

}

QTEST_GUILESS_MAIN(eventscope::TestSendSelection)
#include "tst_sendselection.moc"
