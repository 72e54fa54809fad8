// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/deliveryplanner.h"
#include "generatehelp.h"

#include <QJsonArray>

#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestDeliveryPlanner : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void dealsOutcomes();
    void sendsWhatFits();
    void keepsEnvelopesApart();
    void fillsReplies();
    void tellsTimes();
    void isTheSameForASeed();
};

namespace {

QByteArray recipeWith(const QByteArray &deliveries, const QByteArray &more = {})
{
    return R"({"format":1,"title":"t","values":{"k":{"pick":["x","y"]}},)"
           R"("events":{"a":{"event":{"v":1},"envelope":{"k":{"$":"k"}}},"b":{"event":{"v":2}}},)"
           R"("endpoints":{"One":{"service":"s","transport":"t"},"Two":{"service":"s","transport":"u"}},)" +
           more + R"("deliveries":[)" + deliveries + "]}";
}

struct Planned {
    std::vector<GeneratedEvent> events;
    std::vector<PlannedDelivery> deliveries;
};

Planned planned(const QByteArray &json, qint64 count, quint64 seed = 1)
{
    const RecipePtr recipe = test::recipeOf(json);
    Planned all{test::eventsOf(recipe, count, seed), {}};
    DeliveryPlanner planner(recipe, seed);
    const auto take = [&](std::vector<PlannedDelivery> some) {
        for (PlannedDelivery &one : some)
            all.deliveries.push_back(std::move(one));
    };
    for (std::size_t i = 0; i < all.events.size(); ++i)
        take(planner.add(all.events[i], qint64(i)));
    take(planner.finish());
    return all;
}

}

void TestDeliveryPlanner::dealsOutcomes()
{
    const Planned all = planned(recipeWith(R"({"endpoint":"Two","events":["b"],"outcomes":[
        {"times":6,"status":200,"takes":"1s"},{"times":2,"status":500,"text":"oh","takes":"1s"},
        {"ends":"failed","message":"f","takes":"1s"},{"ends":"unknown","message":"u","takes":"1s"},
        {"ends":"cancelled","message":"c","takes":"1s"}]})"),
        600);
    // In each round of eleven each outcome comes as often as it says.
    QVERIFY(all.deliveries.size() > 200);
    for (std::size_t round = 0; (round + 1) * 11 <= all.deliveries.size(); ++round) {
        std::map<QString, int> counts;
        for (std::size_t i = round * 11; i < (round + 1) * 11; ++i) {
            const PlannedDelivery &one = all.deliveries[i];
            QCOMPARE(one.endpoint, 1U);
            ++counts[one.exchange.message + QString::number(one.exchange.reply.status)];
            if (one.exchange.reply.status == 500)
                QCOMPARE(one.exchange.reply.body, QByteArray("oh"));
        }
        QCOMPARE(
            counts, (std::map<QString, int>{{u"200"_s, 6}, {u"500"_s, 2}, {u"f0"_s, 1}, {u"u0"_s, 1}, {u"c0"_s, 1}}));
    }
}

void TestDeliveryPlanner::sendsWhatFits()
{
    const Planned all =
        planned(recipeWith(R"({"endpoint":"One","events":["b"],"batch":[3,5],"outcomes":[{"status":200,"takes":"1s"}]},
        {"endpoint":"Two","share":0.5,"carries":"faulty","outcomes":[{"status":400,"takes":"1s"}]})",
                    R"("faults":[{"share":0.3,"quote":"/v"}],)"),
            1000);
    std::set<qint64> sent;
    int faulty = 0;
    for (const PlannedDelivery &one : all.deliveries) {
        for (const qint64 number : one.events) {
            const GeneratedEvent &event = all.events[std::size_t(number)];
            QVERIFY(sent.insert(number).second);
            QCOMPARE(event.faulty, one.endpoint == 1);
            QVERIFY(one.endpoint == 1 || event.kind == "b");
            QVERIFY(one.started > event.time);
            faulty += event.faulty ? 1 : 0;
        }
        QVERIFY(one.endpoint == 1 || &one == &all.deliveries.back() || one.events.size() <= 5);
    }
    qint64 healthy = 0;
    qint64 wrong = 0;
    for (const GeneratedEvent &event : all.events) {
        healthy += event.kind == "b" && !event.faulty ? 1 : 0;
        wrong += event.faulty ? 1 : 0;
    }
    QCOMPARE(qint64(sent.size()) - faulty, healthy);    // none is left over
    QVERIFY(std::abs(double(faulty) / double(wrong) - 0.5) < 0.1);
}

void TestDeliveryPlanner::keepsEnvelopesApart()
{
    const Planned all =
        planned(recipeWith(R"({"endpoint":"One","batch":[4,4],"outcomes":[{"status":200,"takes":"1s"}]})"), 400);
    for (const PlannedDelivery &one : all.deliveries) {
        QVERIFY(!one.events.empty() && one.events.size() <= 4);
        for (const qint64 number : one.events)
            QCOMPARE(all.events[std::size_t(number)].envelope, all.events[std::size_t(one.events.front())].envelope);
    }
}

void TestDeliveryPlanner::fillsReplies()
{
    const Planned all =
        planned(recipeWith(R"({"endpoint":"One","batch":[5,9],"outcomes":[{"status":200,"takes":"1s","lost":[1,2],
        "headers":{"X-A":"b"},"reply":{"sent":{"$":"sent"},"taken":{"$":"taken"},"at":{"$":{"time":"iso8601"}},
        "each":{"$":{"list":"sent","of":{"id":{"$":{"hex":4}}}}}}}]})"),
            200);
    QVERIFY(!all.deliveries.empty());
    for (const PlannedDelivery &one : all.deliveries) {
        QCOMPARE(one.exchange.way, Exchange::Way::Replied);
        const QJsonObject reply = QJsonDocument::fromJson(one.exchange.reply.body).object();
        QCOMPARE(reply.value(u"sent"_s).toInteger(), qint64(one.events.size()));
        const qint64 lost = qint64(one.events.size()) - reply.value(u"taken"_s).toInteger();
        QVERIFY(lost >= 1 && lost <= 2);
        QCOMPARE(reply.value(u"each"_s).toArray().size(), qsizetype(one.events.size()));
        QCOMPARE(one.exchange.reply.headers, (std::vector<NamedValue>{{"X-A", "b"}}));
        QCOMPARE(one.exchange.reply.bodyBytes, one.exchange.reply.body.size());
    }
}

void TestDeliveryPlanner::tellsTimes()
{
    const Planned all = planned(recipeWith(R"({"endpoint":"One","outcomes":[{"status":200,"takes":["40ms","90ms"]},
        {"ends":"unknown","message":"u","takes":"30s"},{"ends":"failed","message":"f","takes":"2ms"}]})"),
        300);
    for (const PlannedDelivery &one : all.deliveries) {
        const DeliveryTimes &times = one.exchange.times;
        if (one.exchange.way == Exchange::Way::NotSent) {
            QCOMPARE(times, (DeliveryTimes{-1, -1, -1, -1, 2000}));
            continue;
        }
        QVERIFY(times.connected > 0 && times.connected < times.sent && times.sent < times.ended);
        const bool replied = one.exchange.way == Exchange::Way::Replied;
        QVERIFY(replied ? times.firstByte > times.sent && times.firstByte < times.ended : times.firstByte == -1);
        QVERIFY(!replied || (times.ended >= 40'000 && times.ended <= 90'000));
    }
}

void TestDeliveryPlanner::isTheSameForASeed()
{
    const QByteArray recipe = recipeWith(
        R"({"endpoint":"One","share":0.5,"batch":[2,6],"outcomes":[{"status":200,"takes":"1s"},{"status":201,"takes":"1s"}]})");
    const auto summary = [&](quint64 seed) {
        QByteArray text;
        for (const PlannedDelivery &one : planned(recipe, 300, seed).deliveries) {
            text += QByteArray::number(one.started) + ' ' + QByteArray::number(one.exchange.reply.status);
            for (const qint64 event : one.events)
                text += ' ' + QByteArray::number(event);
        }
        return text;
    };
    QCOMPARE(summary(3), summary(3));
    QVERIFY(summary(3) != summary(4));
}

}

QTEST_GUILESS_MAIN(eventscope::TestDeliveryPlanner)
#include "tst_deliveryplanner.moc"
