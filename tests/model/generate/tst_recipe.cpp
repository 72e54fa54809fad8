// SPDX-License-Identifier: GPL-3.0-or-later
#include "generatehelp.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace eventscope {

// What is wrong with a recipe is told by file, pointer and reason.
class TestRecipe : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void tellsFaults_data();
    void tellsFaults();
    void namesEveryFault();
    void tellsWhereItIsNoJson();
    void findsBuiltInOnesAndFiles();
    void knowsItsEndpoints();
};

void TestRecipe::tellsFaults_data()
{
    QTest::addColumn<QByteArray>("members");    // of the recipe, beside format and title
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("reason");    // a part of it

    const QByteArray events = R"("events":{"e":{"event":{"a":1}}})";
    const auto values = [&](const QByteArray &spec) { return R"("values":{"v":)" + spec + "}," + events; };
    const auto time = [&](const QByteArray &plan) { return R"("time":)" + plan + "," + events; };
    const auto faults = [&](const QByteArray &fault) { return events + R"(,"faults":[)" + fault + "]"; };
    const auto pools = [&](const QByteArray &pool) { return R"("pools":{"p":)" + pool + "}," + events; };
    const auto outcomes = [&](const QByteArray &outcome) {
        return events +
               R"(,"endpoints":{"E":{"service":"s","transport":"t"}},"deliveries":[{"endpoint":"E","outcomes":[)" +
               outcome + "]}]";
    };

    QTest::newRow("no events") << QByteArray(R"("count":5)") << u"/"_s << u"events"_s;
    QTest::newRow("unknown member") << events + R"(,"colour":1)" << u"/colour"_s << u""_s;
    QTest::newRow("count of nothing") << R"("count":0,)" + events << u"/count"_s << u""_s;
    QTest::newRow("event name") << QByteArray(R"("events":{"1 a":{"event":{}}})") << u"/events/1 a"_s
                                << u"A name has"_s;
    QTest::newRow("event that is no object")
        << QByteArray(R"("events":{"a":{"event":[]}})") << u"/events/a/event"_s << u""_s;
    QTest::newRow("no weight") << QByteArray(R"("events":{"a":{"weight":0,"event":{}}})") << u"/events"_s
                               << u"above 0"_s;
    QTest::newRow("unknown value") << QByteArray(R"("events":{"a":{"event":{"x":{"$":"y"}}}})")
                                   << u"/events/a/event/x/$"_s << u"There is no value \"y\""_s;
    QTest::newRow("place with more") << QByteArray(R"("events":{"a":{"event":{"x":{"$":"y","z":1}}}})")
                                     << u"/events/a/event/x/z"_s << u""_s;
    QTest::newRow("no kind") << values(R"({"share":0.5})") << u"/values/v"_s << u"no kind of value"_s;
    QTest::newRow("two kinds") << values(R"({"uuid":true,"hex":3})") << u"/values/v"_s << u"not both"_s;
    QTest::newRow("stranger beside a kind")
        << values(R"({"hex":3,"places":1})") << u"/values/v/places"_s << u"\"hex\""_s;
    QTest::newRow("range the wrong way") << values(R"({"integer":[5,1]})") << u"/values/v/integer"_s << u"lower end"_s;
    QTest::newRow("fraction of an integer") << values(R"({"integer":[1.5,2]})") << u"/values/v/integer/0"_s << u""_s;
    QTest::newRow("number too large") << values(R"({"number":[0,1e300]})") << u"/values/v/number"_s << u"too large"_s;
    QTest::newRow("share above 1") << values(R"({"boolean":1.5})") << u"/values/v/boolean"_s << u""_s;
    QTest::newRow("time format") << values(R"({"time":"rfc822"})") << u"/values/v/time"_s << u""_s;
    QTest::newRow("zone") << values(R"({"time":"iso8601","zone":"CET"})") << u"/values/v/zone"_s
                          << u"A zone is written"_s;
    QTest::newRow("span") << values(R"({"time":"iso8601","shift":"soon"})") << u"/values/v/shift"_s
                          << u"no span of time"_s;
    QTest::newRow("span too long") << values(R"({"time":"iso8601","shift":"-9000d"})") << u"/values/v/shift"_s
                                   << u"4000 days"_s;
    QTest::newRow("weights") << values(R"({"pick":[1,2],"weights":[1]})") << u"/values/v/weights"_s
                             << u"a weight for each"_s;
    QTest::newRow("unknown pool") << values(R"({"pick":"q"})") << u"/values/v/pick"_s << u"no pool \"q\""_s;
    QTest::newRow("of nothing") << values(R"({"pick":[1],"of":"v"})") << u"/values/v/of"_s << u"Only of a pool"_s;
    QTest::newRow("words from nowhere") << values(R"({"words":[1,2]})") << u"/values/v"_s << u"\"from\""_s;
    QTest::newRow("list of nothing") << values(R"({"list":[1,2]})") << u"/values/v"_s << u"\"of\""_s;
    QTest::newRow("brace") << values(R"({"text":"a{b"})") << u"/values/v"_s << u"brace"_s;
    QTest::newRow("unknown in a text") << values(R"({"text":"{w}"})") << u"/values/v/text"_s << u"no value \"w\""_s;
    QTest::newRow("member of no pool") << values(R"({"text":"{v.x}"})") << u"/values/v/text"_s << u"no members"_s;
    QTest::newRow("circle") << R"("values":{"a":{"text":"{b}"},"b":{"text":"{a}"}},)" + events << u"/values/a"_s
                            << u"needs itself"_s;
    QTest::newRow("empty pool") << pools(R"({"items":[]})") << u"/pools/p/items"_s << u""_s;
    QTest::newRow("pool of too many") << pools(R"({"count":200001,"value":1})") << u"/pools/p/count"_s << u""_s;
    QTest::newRow("pool of nothing") << pools(R"({"count":2})") << u"/pools/p"_s << u"value"_s;
    QTest::newRow("pool without fields") << pools(R"({"count":2,"fields":{}})") << u"/pools/p/fields"_s << u""_s;
    QTest::newRow("pool for each of nothing")
        << pools(R"({"each":"q","count":2,"value":1})") << u"/pools/p/each"_s << u"no pool \"q\" above"_s;
    QTest::newRow("circle in a pool") << pools(R"({"count":2,"fields":{"a":{"text":"{a}"}}})") << u"/pools/p/fields/a"_s
                                      << u"needs itself"_s;
    QTest::newRow("another pool's items") << R"("pools":{"p":{"items":[1]},"q":{"items":[1]}},)"
                                             R"("values":{"v":{"pick":"q"},"w":{"pick":"p","of":"v"}},)" +
                                                 events
                                          << u"/values/w/of"_s << u"not picked from the pool"_s;
    QTest::newRow("no such field")
        << R"("pools":{"p":{"items":[{"a":1}]}},"values":{"v":{"pick":"p"},"w":{"text":"{v.b}"}},)" + events
        << u"/values/w/text"_s << u"have no \"b\""_s;
    QTest::newRow("days") << time(R"({"days":0})") << u"/time/days"_s << u""_s;
    QTest::newRow("hours") << time(R"({"hours":[1,2]})") << u"/time/hours"_s << u""_s;
    QTest::newRow("late before") << time(R"({"late":{"share":0.1,"by":"-5m"}})") << u"/time/late/by"_s
                                 << u"before it happens"_s;
    QTest::newRow("burst of nothing") << time(R"({"bursts":[{"perDay":1,"times":2,"lasting":["0s","1s"]}]})")
                                      << u"/time/bursts/0/lasting"_s << u"longer than nothing"_s;
    QTest::newRow("follows nothing") << QByteArray(R"("events":{"a":{"event":{},"then":[{"event":"b","after":"1s"}]}})")
                                     << u"/events/a/then/0/event"_s << u"no event \"b\""_s;
    QTest::newRow("keeps nothing")
        << QByteArray(R"("events":{"a":{"event":{},"then":[{"event":"a","after":"1s","keep":["x"]}]}})")
        << u"/events/a/then/0/keep/0"_s << u"no value \"x\""_s;
    QTest::newRow("fault without a change") << faults(R"({"share":0.1})") << u"/faults/0"_s << u"what is wrong"_s;
    QTest::newRow("fault of two") << faults(R"({"share":0.1,"remove":"/a","quote":"/a"})") << u"/faults/0"_s
                                  << u"not both"_s;
    QTest::newRow("fault of no event") << faults(R"({"share":0.1,"remove":"/a","events":["b"]})")
                                       << u"/faults/0/events/0"_s << u"no event \"b\""_s;
    QTest::newRow("fault at no pointer") << faults(R"({"share":0.1,"remove":"a"})") << u"/faults/0/remove"_s
                                         << u"JSON pointer"_s;
    QTest::newRow("faults above all") << faults(R"({"share":0.7,"remove":"/a"},{"share":0.7,"quote":"/a"})")
                                      << u"/faults"_s << u"more than 1"_s;
    QTest::newRow("a key in the place of a variable")
        << events + R"(,"endpoints":{"E":{"service":"s","transport":"t","keys":["abc-def"]}})"
        << u"/endpoints/E/keys/0"_s << u"never a key"_s;
    QTest::newRow("delivered nowhere")
        << events + R"(,"deliveries":[{"endpoint":"F","outcomes":[{"status":200,"takes":"1s"}]}])"
        << u"/deliveries/0/endpoint"_s << u"no such endpoint"_s;
    QTest::newRow("outcome of both") << outcomes(R"({"status":200,"ends":"failed","message":"m","takes":"1s"})")
                                     << u"/deliveries/0/outcomes/0"_s << u"either"_s;
    QTest::newRow("outcome without a word")
        << outcomes(R"({"ends":"failed","takes":"1s"})") << u"/deliveries/0/outcomes/0"_s << u"message"_s;
    QTest::newRow("outcome before its start")
        << outcomes(R"({"status":200,"takes":"-1s"})") << u"/deliveries/0/outcomes/0/takes"_s << u"before it begins"_s;
    QTest::newRow("reserved name") << R"("values":{"sent":1},)" + events << u"/values/sent"_s << u"kept for replies"_s;
}

void TestRecipe::tellsFaults()
{
    QFETCH(const QByteArray, members);
    QFETCH(const QString, pointer);
    QFETCH(const QString, reason);
    const auto recipe = Recipe::load(R"({"format":1,"title":"t",)" + members + "}", u"my.json"_s);
    QVERIFY(!recipe);
    QCOMPARE(recipe.error().kind, Error::Kind::BadInput);
    const QString message = recipe.error().message;
    QVERIFY2(message.contains(u"my.json: "_s + pointer), qPrintable(message));
    QVERIFY2(message.contains(reason), qPrintable(message));
}

void TestRecipe::namesEveryFault()
{
    const auto recipe = Recipe::load(
        R"({"format":1,"title":"t","values":{"a":{"hex":1,"step":2},"b":{"text":"{c}"}},"events":{"e":{"event":{"x":{"$":"d"}}}}})",
        u"my.json"_s);
    QVERIFY(!recipe);
    QCOMPARE(recipe.error().message.count(u'\n'), 2);
}

void TestRecipe::tellsWhereItIsNoJson()
{
    const auto recipe = Recipe::load("{\"format\":1,\n \"title\":}", u"my.json"_s);
    QVERIFY(!recipe);
    QVERIFY2(recipe.error().message.startsWith(u"my.json: line 2, column 10"_s), qPrintable(recipe.error().message));
    const auto twice = Recipe::load(R"({"format":1,"format":1})", u"my.json"_s);
    QVERIFY(!twice);
    QVERIFY2(twice.error().message.contains(u"twice"_s), qPrintable(twice.error().message));
}

void TestRecipe::findsBuiltInOnesAndFiles()
{
    QVERIFY(builtInRecipes().contains(u"demo"_s));
    const auto unknown = findRecipe(u"/no/such/recipe"_s);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, Error::Kind::NotFound);
    QVERIFY(unknown.error().message.contains(u"demo"_s));

    const QTemporaryDir folder;
    QFile file(folder.filePath(u"mine.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(test::recipeOfValue(R"({"uuid":true})"));
    file.close();
    const auto mine = findRecipe(file.fileName());
    QVERIFY_RESULT(mine);
    QCOMPARE((*mine)->title(), u"t"_s);
    QCOMPARE((*mine)->count(), 1000);
    QVERIFY(!findRecipe(folder.path()));
}

void TestRecipe::knowsItsEndpoints()
{
    const RecipePtr recipe = test::recipeOf(
        R"({"format":1,"title":"t","count":7,"description":"d","events":{"e":{"event":{}}},"endpoints":{
            "One":{"service":"s","transport":"t","base":"http://127.0.0.1:1","keys":["A","B"],"customer":"c","production":true}}})");
    QCOMPARE(recipe->count(), 7);
    QCOMPARE(recipe->description(), u"d"_s);
    QCOMPARE(recipe->endpoints().size(), 1);
    const RecipeEndpoint &endpoint = recipe->endpoints().front();
    QCOMPARE(endpoint.name, u"One"_s);
    QCOMPARE(endpoint.variables, (QStringList{u"A"_s, u"B"_s}));
    QCOMPARE(endpoint.base, u"http://127.0.0.1:1"_s);
    QCOMPARE(endpoint.customer, QByteArray("c"));
    QVERIFY(endpoint.production);
}

}

QTEST_GUILESS_MAIN(eventscope::TestRecipe)
#include "tst_recipe.moc"
