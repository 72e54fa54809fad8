// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiverhelp.h"

#include "event/inflate.h"
#include "receiver/answers.h"
#include "receiver/queryevent.h"
#include "receiver/requestkeys.h"
#include "receiver/routes.h"

#include <nlohmann/json.hpp>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

class TestRoutes : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void findsPaths_data();
    void findsPaths();
    void readsTargets_data();
    void readsTargets();
    void everyTransportHasAWayIn();
    void fillsInAnswers_data();
    void fillsInAnswers();
    void buildsEventsOfQueries_data();
    void buildsEventsOfQueries();
    void cutsCredentials_data();
    void cutsCredentials();
    void inflatesNoMoreThanAllowed();
    void waysInAreWhole();
};

void TestRoutes::findsPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("found");    // service, transport of the first route; empty: none
    QTest::newRow("exact") << QByteArray("/batch") << QByteArray("schematic capture");
    QTest::newRow("behind a prefix") << QByteArray("/a/b/batch") << QByteArray("schematic capture");
    QTest::newRow("two slashes") << QByteArray("//e") << QByteArray("schematic capture");
    QTest::newRow("not within a word") << QByteArray("/rebatch") << QByteArray();
    QTest::newRow("no prefix for this one") << QByteArray("/a/event-batch") << QByteArray();
    QTest::newRow("of two that end alike") << QByteArray("/v1/events") << QByteArray("emban ingest");
    QTest::newRow("the other") << QByteArray("/events") << QByteArray("schematic rest");
    QTest::newRow("a colon") << QByteArray("/v1/telemetry/event:emit") << QByteArray("buildless query");
    QTest::newRow("a slash behind") << QByteArray("/batch/") << QByteArray();
    QTest::newRow("another case") << QByteArray("/Batch") << QByteArray();
    QTest::newRow("nothing") << QByteArray("/") << QByteArray();
}

void TestRoutes::findsPaths()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, found);
    static const Routes routes(builtInServices());
    const RoutePath *const at = routes.find(path);
    QCOMPARE(
        at ? at->routes.front()->service->id() + ' ' + at->routes.front()->form->transport().id : QByteArray(), found);
}

void TestRoutes::readsTargets_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("tag");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("shown");    // a token as *
    QTest::addColumn<bool>("good");
    QTest::newRow("plain") << QByteArray("/e") << QByteArray() << QByteArray("/e") << QByteArray("/e") << true;
    QTest::newRow("a run") << QByteArray("/run/a-1_b.c/v1/events") << QByteArray("a-1_b.c") << QByteArray("/v1/events")
                           << QByteArray("/run/a-1_b.c/v1/events") << true;
    QTest::newRow("a run alone") << QByteArray("/run/x") << QByteArray("x") << QByteArray("/") << QByteArray("/run/x/")
                                 << true;
    QTest::newRow("a token") << QByteArray("/token/abcdefghi/run/x/e") << QByteArray("x") << QByteArray("/e")
                             << QByteArray("/token/*/run/x/e") << true;
    QTest::newRow("a token behind") << QByteArray("/run/x/token/abcdefghi/e") << QByteArray("x") << QByteArray("/e")
                                    << QByteArray("/run/x/token/*/e") << true;
    QTest::newRow("a run within") << QByteArray("/run/x/run/y/e") << QByteArray("x") << QByteArray("/run/y/e")
                                  << QByteArray("/run/x/run/y/e") << true;
    QTest::newRow("escaped") << QByteArray("/v1/telemetry/event%3Aemit") << QByteArray()
                             << QByteArray("/v1/telemetry/event:emit") << QByteArray("/v1/telemetry/event%3Aemit")
                             << true;
    QTest::newRow("no tag") << QByteArray("/run/a%2Fb/e") << QByteArray() << QByteArray("/e")
                            << QByteArray("/run/a%2Fb/e") << false;
    QTest::newRow("an empty tag") << QByteArray("/run//e") << QByteArray() << QByteArray("/e") << QByteArray("/run//e")
                                  << false;
    QTest::newRow("too long a tag") << "/run/" + QByteArray(65, 'a') + "/e" << QByteArray() << QByteArray("/e")
                                    << "/run/" + QByteArray(65, 'a') + "/e" << false;
}

void TestRoutes::readsTargets()
{
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, tag);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, shown);
    QFETCH(const bool, good);
    const RequestTarget target = targetOf(sent);
    QCOMPARE(target.tag, tag);
    QCOMPARE(target.path, path);
    QCOMPARE(target.shown, QByteArray(shown).replace('*', fingerprint("abcdefghi", {})));
    QCOMPARE(target.fault.isEmpty(), good);
}

void TestRoutes::everyTransportHasAWayIn()
{
    const Routes routes(builtInServices());
    for (const ServicePtr &service : builtInServices().services().all()) {
        for (const Transport &transport : service->transports()) {
            const RoutePath *const at = routes.find(transport.path.toUtf8());
            QVERIFY2(at, qPrintable(transport.path));
            QVERIFY(at->takes("POST"));
            QVERIFY(!at->takes("GET"));
            QCOMPARE(at->allow(), "OPTIONS, POST");
            QVERIFY(std::any_of(at->routes.begin(), at->routes.end(),
                [&](const RoutePtr &route) { return route->form->transport().id == transport.id; }));
        }
    }
}

void TestRoutes::fillsInAnswers_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("body");    // a pattern
    QTest::newRow("nothing to fill in") << QByteArray(R"({"a":[1,2.50,true,null,"$x","é"]})")
                                        << QByteArray(R"(^\{"a":\[1,2\.5,true,null,"\$x","é"\]\}$)");
    QTest::newRow("numbers") << QByteArray(R"({"n":"$count","m":"$max"})") << QByteArray(R"(^\{"n":2,"m":100\}$)");
    QTest::newRow("texts") << QByteArray(R"(["$message","$client","$user_agent","$now"])")
                           << QByteArray(R"(^\["say \\"no\\"","::1","probe","2023-11-14T22:13:20Z"\]$)");
    QTest::newRow("each") << QByteArray(R"({"all":{"$each":{"id":"$uuid"}}})")
                          << QByteArray(R"(^\{"all":\[\{"id":"[0-9a-f-]{36}"\},\{"id":"[0-9a-f-]{36}"\}\]\}$)");
    QTest::newRow("a text alone") << QByteArray(R"("$message")") << QByteArray(R"(^"say \\"no\\""$)");
}

void TestRoutes::fillsInAnswers()
{
    QFETCH(const QByteArray, form);
    QFETCH(const QByteArray, body);
    const AnswerForm answer(nlohmann::ordered_json::array({201, nlohmann::ordered_json::parse(form.toStdString())}));
    AnswerFacts facts;
    facts.now = 1'700'000'000'000'000;
    facts.count = 2;
    facts.max = 100;
    facts.message = u"say \"no\""_s;
    facts.client = "::1";
    facts.userAgent = "probe";
    QCOMPARE(answer.status(), 201);
    const QByteArray made = answer.body(facts);
    QVERIFY2(QRegularExpression(QString::fromUtf8(body)).match(QString::fromUtf8(made)).hasMatch(), made.constData());
}

void TestRoutes::buildsEventsOfQueries_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("event");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("the last of a name counts")
        << QByteArray("fin=true&fin=false") << QByteArray() << QByteArray(R"({"fin":false})");
    QTest::newRow("no number where a string is wanted")
        << QByteArray("scope=5&index=5") << QByteArray() << QByteArray(R"({"scope":"5","index":5})");
    QTest::newRow("no number that is none")
        << QByteArray("index=5x&fin=yes") << QByteArray() << QByteArray(R"({"index":"5x","fin":"yes"})");
    QTest::newRow("a name that is an object, too")
        << QByteArray("a=1&a.b=2") << QByteArray() << QByteArray(R"({"a":{"b":"2"}})");
    QTest::newRow("an object that is a name, too")
        << QByteArray("a.b=2&a=1") << QByteArray() << QByteArray(R"({"a":"1"})");
    QTest::newRow("credentials are no members")
        << QByteArray("api_key=x&access_token=y&scope=z") << QByteArray() << QByteArray(R"({"scope":"z"})");
    QTest::newRow("empty names") << QByteArray("=1&.a=2&a..b=3&&scope") << QByteArray()
                                 << QByteArray(R"({"scope":""})");
    QTest::newRow("escapes") << QByteArray("sc%6Fpe=%22%C3%A9%0A+%2B") << QByteArray()
                             << QByteArray("{\"scope\":\"\\\"é\\n +\"}");
    QTest::newRow("into a body") << QByteArray("event.id=x&index=3") << QByteArray(R"({"index":1,"event":{}})")
                                 << QByteArray(R"({"index":3,"event":{"id":"x"}})");
    QTest::newRow("into no body") << QByteArray("index=3") << QByteArray("[1") << QByteArray("[1");
}

void TestRoutes::buildsEventsOfQueries()
{
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, base);
    QFETCH(const QByteArray, event);
    const ServicePtr service = builtInServices().services().find("buildless");
    QCOMPARE(eventOfQuery(queryParametersOf(query), *service, "event", base), event);
}

void TestRoutes::cutsCredentials_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("kept");    // * for a fingerprint
    QTest::newRow("a service's own") << QByteArray("X-Schematic-Api-Key") << QByteArray("sch_dev_0123456789ab")
                                     << QByteArray("sch_dev_*");
    QTest::newRow("bearer") << QByteArray("authorization") << QByteArray("Bearer eb_ing_0123456789ab")
                            << QByteArray("Bearer eb_ing_*");
    QTest::newRow("basic") << QByteArray("Authorization") << "Basic " + QByteArray("user:secret").toBase64()
                           << QByteArray("Basic *:*");
    QTest::newRow("broken basic") << QByteArray("Authorization") << QByteArray("Basic ???") << QByteArray("Basic *");
    QTest::newRow("a cookie") << QByteArray("Cookie") << QByteArray("a=b; c=d") << QByteArray("*");
    QTest::newRow("some key") << QByteArray("X-Whatever-Key") << QByteArray("opensesame") << QByteArray("*");
    QTest::newRow("some token") << QByteArray("x-csrf-token") << QByteArray("opensesame") << QByteArray("*");
    QTest::newRow("a key elsewhere") << QByteArray("X-Note") << QByteArray("use sch_dev_0123456789ab now")
                                     << QByteArray("use sch_dev_* now");
    QTest::newRow("nothing to hide") << QByteArray("User-Agent") << QByteArray("probe/1 (keyboard)")
                                     << QByteArray("probe/1 (keyboard)");
}

void TestRoutes::cutsCredentials()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, kept);
    const RequestCuts cuts(builtInServices().services());
    const QByteArray cut = cuts.headers({{name, value}}).at(0).value;
    const QString pattern = QRegularExpression::escape(QString::fromUtf8(kept))
                                .replace(QRegularExpression::escape(u"*"_s), u"\u2026#[0-9a-f]{4}"_s);
    QVERIFY2(QRegularExpression(u'^' + pattern + u'$').match(QString::fromUtf8(cut)).hasMatch(), cut.constData());
    QCOMPARE(cuts.headers({{name, value}}).at(0).value, cut);
}

void TestRoutes::inflatesNoMoreThanAllowed()
{
    const QByteArray deflated = QByteArray::fromHex("789c4b040000620062");
    QCOMPARE(inflatedBody(deflated, "deflate", 1).bytes, "a");
    QCOMPARE(inflatedBody(deflated, "deflate", 1).end, Inflated::End::Whole);
    QCOMPARE(inflatedBody(deflated.chopped(5), "deflate", 1).end, Inflated::End::Broken);
    const Inflated cut = inflatedBody(deflated, "deflate", 0);
    QCOMPARE(cut.end, Inflated::End::TooLarge);
    QVERIFY(cut.bytes.isEmpty());
    QCOMPARE(inflatedBody("plain", "", 5).bytes, "plain");
    QCOMPARE(inflatedBody("plain", "identity", 4).end, Inflated::End::TooLarge);
    QCOMPARE(inflatedBody("plain", "br", 5).end, Inflated::End::Unknown);
    QCOMPARE(inflatedBody("plain", " GZIP ", 5).end, Inflated::End::Broken);
}

void TestRoutes::waysInAreWhole()
{
    const QString base = u"http://127.0.0.1:8710/run/x"_s;
    const std::vector<WayIn> ways = waysIn(builtInServices().services(), base);
    QCOMPARE(ways.size(), std::size_t(7));
    for (const WayIn &way : ways) {
        QCOMPARE(way.base, base);
        QVERIFY2(way.curl.startsWith(u"curl "_s) && way.curl.contains(base), qPrintable(way.curl));
        QVERIFY(!way.curl.contains(u'\n'));
        QVERIFY(!way.title.isEmpty());
    }
    // With the beginning by which the service tells its keys.
    QVERIFY(std::ranges::any_of(ways, [](const WayIn &way) { return way.curl.contains(u"Bearer eb_ing_YOUR_KEY"_s); }));
}

}

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
