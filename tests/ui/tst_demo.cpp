// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "demo.h"
#include "mainwindow/mainwindow.h"
#include "review/rejudge.h"
#include "store/deliveries.h"

#include <QFileInfo>
#include <QSignalSpy>

#include <set>

using namespace Qt::StringLiterals;

namespace eventscope {

// The demo as the program makes it.
class TestDemo : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { test::failOnWarnings(); }

    void fillsAStore();
    void showsItInAWindow();
    void stopsInTheMiddle();
    void goesWithItsPlace();

private:
    static constexpr Micros end = 1'772'323'200'000'000;
    ServiceSet m_services;
};

void TestDemo::initTestCase()
{
    std::vector<Error> faults;
    m_services = ServiceSet::compile(Services::load(QDir(u"/no/such/folder"_s)).services, &faults);
    QVERIFY(faults.empty());
}

void TestDemo::fillsAStore()
{
    const DemoPlace place;
    const auto path = place.storePath();
    QVERIFY_RESULT(path);
    const auto store = test::openStore(*path);
    const auto recipe = findRecipe(u"demo"_s);
    QVERIFY_RESULT(recipe);
    const DemoCounts counts = test::valueOf(fillStore(*store, m_services, *recipe, end));
    QCOMPARE(counts.events + counts.rejects, (*recipe)->count());

    const SearchResult found = test::valueOf(store->search({}));
    QCOMPARE(found.total, counts.events);
    QVERIFY(*found.latest <= end && *found.latest > end - microsPerSecond);
    const RejudgeReport again = test::valueOf(rejudge(*store, m_services, nullptr));
    QVERIFY2(again.rules.empty(), again.rules.empty() ? "" : again.rules.front().rule.constData());
    QCOMPARE(again.changed, 0);
    const auto endpoints = test::valueOf(store->endpoints().all());
    QCOMPARE(qint64(endpoints.size()), counts.endpoints);
    std::set<QByteArray> services;
    for (const Endpoint &endpoint : endpoints) {
        services.insert(endpoint.service);
        for (const SecretSource &source : endpoint.secrets)
            QCOMPARE(source.kind, SecretSource::Kind::Environment);
    }
    QCOMPARE(services.size(), m_services.services().all().size());

    std::set<DeliveryState> states;
    const auto deliveries = test::valueOf(store->deliveries().recent());
    QCOMPARE(qint64(deliveries.size()), counts.deliveries);
    QVERIFY(deliveries.size() >= 80);
    for (const Delivery &delivery : deliveries) {
        states.insert(delivery.end.state);
        QVERIFY(delivery.started <= end && delivery.started > end - 7 * microsPerDay);
        const Delivery whole = test::valueOf(store->deliveries().fetch(delivery.id));
        QVERIFY(whole.url.startsWith("http") && whole.method == "POST" && !whole.body.isEmpty());
        QVERIFY(whole.end.state == DeliveryState::Accepted || !whole.end.message.isEmpty());
        for (const NamedValue &header : whole.headers)
            QVERIFY(!header.value.contains("_KEY"));
        QCOMPARE(qint64(test::valueOf(store->deliveries().eventsOf(delivery.id)).size()), delivery.events);
    }
    QCOMPARE(states, (std::set{DeliveryState::Accepted, DeliveryState::Partly, DeliveryState::Rejected,
                         DeliveryState::Failed, DeliveryState::Unknown, DeliveryState::Cancelled}));
}

void TestDemo::showsItInAWindow()
{
    DemoPlace place;
    const auto path = place.storePath();
    QVERIFY_RESULT(path);
    MainWindow window(place.settings());
    window.show();
    window.setSession(std::make_unique<Session>(test::openStore(*path), m_services, place.settings()));
    QVERIFY(window.windowTitle().contains(u"Demo"_s));
    DemoRun run;
    QSignalSpy finished(&run, &DemoRun::finished);
    QSignalSpy failed(&run, &DemoRun::failed);
    run.start(window.session()->store(), m_services, end);
    QVERIFY(QTest::qWaitFor([&] { return !finished.empty() || !failed.empty(); }, 60'000));
    QCOMPARE(failed.size(), 0);
    QVERIFY(window.session()->store().columns().size() > 3000);
}

void TestDemo::stopsInTheMiddle()
{
    const DemoPlace place;
    const auto path = place.storePath();
    QVERIFY_RESULT(path);
    const auto store = test::openStore(*path);
    {
        DemoRun run;
        run.start(*store, m_services, end);
        QTest::qWait(5);
    }
    const auto origins = test::valueOf(store->origins());    // all of it or nothing
    QVERIFY(origins.empty() || origins.front().state == Origin::State::Complete);
}

void TestDemo::goesWithItsPlace()
{
    QString path;
    {
        const DemoPlace place;
        path = place.storePath().value_or(QString());
        QVERIFY(!path.isEmpty());
        (void)test::openStore(path);
        QVERIFY(QFileInfo::exists(path));
    }
    QVERIFY(!QFileInfo::exists(QFileInfo(path).path()));
}

}

QTEST_MAIN(eventscope::TestDemo)
#include "tst_demo.moc"
