// SPDX-License-Identifier: GPL-3.0-or-later
#include "generatehelp.h"

#include "event/jsontape.h"
#include "event/utf8.h"
#include "generate/random.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestGenerator : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void isTheSameEverywhere();
    void followsFromItsSeedAlone();
    void makesEachKind_data();
    void makesEachKind();
    void writesTimes_data();
    void writesTimes();
    void picksByWeight();
    void spreadsNumbers();
    void drawsNumbersOfAnyRange();
    void keepsAValueWithinAnEvent();
    void leavesOutWhatIsAbsent();
    void makesPoolsForEach();
    void countsUp();
    void ordersEvents();
    void followsTheHours();
    void comesLate();
    void letsEventsFollow();
    void makesFaults_data();
    void makesFaults();
    void leavesAloneWhatHasNoSuchPlace();
    void repeatsAnEvent();
    void writesEnvelopes();
    void boundsWhatGrows();
};

namespace {

const QByteArray everything = R"({"format":1,"title":"t",
    "time":{"days":3,"zone":"+05:45","hours":[1,1,1,1,1,1,2,3,4,5,5,5,5,5,5,5,4,3,2,1,1,1,1,1],"weekend":0.5,
            "noise":0.5,"bursts":[{"perDay":1,"times":4,"lasting":["5m","1h"]}],"late":{"share":0.1,"by":["1s","1h"]}},
    "pools":{"tenants":{"items":[{"id":"a","n":1},{"id":"b","n":2},{"id":"ü\"\\"}],"weights":[3,2,1]},
             "users":{"each":"tenants","count":[2,9],"skew":1.1,"fields":{"id":{"text":"{parent.id}-{index}"},
                      "mail":{"sha256":"{id}"},"age":{"integer":[18,90],"spread":"middle"}}}},
    "values":{"tenant":{"pick":"tenants"},"user":{"pick":"users","of":"tenant"},"n":{"sequence":7,"step":3}},
    "events":{
      "one":{"weight":3,"event":{"t":{"$":"tenant.id"},"u":{"$":"user"},"at":{"$":{"time":"iso8601","shift":["-2s","2s"]}},
        "i":{"$":{"integer":[-5,5]}},"d":{"$":{"number":[-1,1],"places":4,"spread":"low"}},"g":{"$":{"digits":12}},
        "h":{"$":{"hex":32}},"l":{"$":{"letters":11}},"x":{"$":{"uuid":true}},"b":{"$":{"boolean":0.3}},
        "o":{"$":{"boolean":1,"share":0.5}},"p":{"$":{"pick":[1,"two",{"three":{"$":"n"}},null],"skew":0.5}},
        "s":{"$":{"list":[0,4],"of":{"$":{"integer":[1,9]}}}},"n":{"$":"n"}}},
      "two":{"event":{"t":{"$":"tenant"},"at":{"$":{"time":"epoch-ms","quoted":true}}},"envelope":{"e":{"$":"tenant.n"}},
        "then":[{"event":"one","share":0.5,"after":["1s","2h"],"keep":["tenant","user"]}]}},
    "faults":[{"share":0.05,"quote":"/i"},{"share":0.05,"events":["two"],"shift":["-1d","1d"]},{"share":0.05,"repeat":true}]})";

QByteArray hashOf(const std::vector<GeneratedEvent> &events)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const GeneratedEvent &event : events)
        hash.addData(event.text + '\n' + event.envelope + '\n' + QByteArray::number(qlonglong{event.time}) +
                     (event.faulty ? "!" : ".") + '\n');
    return hash.result().toHex();
}

}

// A change of this hash is a change for everyone who relies on a seed: say so in the changelog.
void TestGenerator::isTheSameEverywhere()
{
    QCOMPARE(hashOf(test::eventsOf(test::recipeOf(everything), 2000, 42)),
        QByteArray("5772b5ea484110f81137f6ae0b51211672dfa604988b59201e6a8cab05a5e700"));
}

void TestGenerator::followsFromItsSeedAlone()
{
    const RecipePtr recipe = test::recipeOf(everything);
    const QByteArray first = hashOf(test::eventsOf(recipe, 500, 1));
    QCOMPARE(hashOf(test::eventsOf(recipe, 500, 1)), first);
    QCOMPARE(hashOf(test::eventsOf(test::recipeOf(everything), 500, 1)), first);
    QVERIFY(hashOf(test::eventsOf(recipe, 500, 2)) != first);
}

void TestGenerator::makesEachKind_data()
{
    QTest::addColumn<QByteArray>("spec");
    QTest::addColumn<QString>("pattern");    // of the value's JSON

    QTest::newRow("integer") << QByteArray(R"({"integer":[-3,12]})") << u"-[1-3]|[0-9]|1[0-2]"_s;
    QTest::newRow("quoted integer") << QByteArray(R"({"integer":[7,7],"quoted":true})") << u"\"7\""_s;
    QTest::newRow("number") << QByteArray(R"({"number":[-0.05,1.5],"places":3})") << u"-?[01]\\.[0-9]{3}"_s;
    QTest::newRow("small number") << QByteArray(R"({"number":[0.004,0.004],"places":4})") << u"0\\.0040"_s;
    QTest::newRow("negative number") << QByteArray(R"({"number":[-12.5,-12.5],"places":1})") << u"-12\\.5"_s;
    QTest::newRow("number without places") << QByteArray(R"({"number":[3,4],"places":0})") << u"[34]"_s;
    QTest::newRow("digits") << QByteArray(R"({"digits":15})") << u"\"[0-9]{15}\""_s;
    QTest::newRow("hex") << QByteArray(R"({"hex":33})") << u"\"[0-9a-f]{33}\""_s;
    QTest::newRow("letters") << QByteArray(R"({"letters":8})") << u"\"[0-9a-zA-Z]{8}\""_s;
    QTest::newRow("uuid") << QByteArray(R"({"uuid":true})")
                          << u"\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\""_s;
    QTest::newRow("boolean") << QByteArray(R"({"boolean":0.5})") << u"true|false"_s;
    QTest::newRow("text") << QByteArray(R"({"text":"a-{one}-{{x}}"})") << u"\"a-q\\\\\"ü-\\{x\\}\""_s;
    QTest::newRow("hash") << QByteArray(R"({"sha256":"abc","as":"hex"})")
                          << u"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""_s;
    QTest::newRow("hash in base64") << QByteArray(R"({"sha256":"abc"})")
                                    << u"\"ungWv48Bz\\+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\""_s;
    QTest::newRow("words") << QByteArray(R"({"words":[2,3],"from":"w"})") << u"\"(ab|cd)( (ab|cd)){1,2}\""_s;
    QTest::newRow("choice") << QByteArray(R"({"pick":[null,{"a":[1,"x"]},1.50]})")
                            << u"null|\\{\"a\":\\[1,\"x\"\\]\\}|1\\.5"_s;
    QTest::newRow("pool") << QByteArray(R"({"pick":"w"})") << u"\"(ab|cd)\""_s;
    QTest::newRow("list") << QByteArray(R"({"list":[1,2],"of":{"$":{"integer":[1,2]}}})") << u"\\[[12](,[12])?\\]"_s;
    QTest::newRow("sequence") << QByteArray(R"({"sequence":5})") << u"[0-9]+"_s;
}

void TestGenerator::makesEachKind()
{
    QFETCH(const QByteArray, spec);
    QFETCH(const QString, pattern);
    const QByteArray more = R"("pools":{"w":{"items":["ab","cd"]}},"values":{"one":"q\"ü"},)";
    const QRegularExpression expected(QRegularExpression::anchoredPattern(pattern));
    QSet<QByteArray> different;
    for (const GeneratedEvent &event : test::eventsOf(test::recipeOf(test::recipeOfValue(spec, more)), 200)) {
        JsonTape tape;
        QVERIFY2(tape.read(viewOf(event.text)), event.text.constData());
        const QByteArray raw = bytesOf(tape.root().find("v").raw());
        QVERIFY2(expected.match(QString::fromUtf8(raw)).hasMatch(), raw.constData());
        different.insert(raw);
    }
    QVERIFY(!different.isEmpty());
}

void TestGenerator::writesTimes_data()
{
    QTest::addColumn<QByteArray>("spec");
    QTest::addColumn<QByteArray>("text");    // of 2026-03-01T00:00:00Z

    QTest::newRow("iso") << QByteArray(R"({"time":"iso8601"})") << QByteArray(R"("2026-03-01T00:00:00.000Z")");
    QTest::newRow("seconds") << QByteArray(R"({"time":"iso8601","fraction":0})")
                             << QByteArray(R"("2026-03-01T00:00:00Z")");
    QTest::newRow("microseconds") << QByteArray(R"({"time":"iso8601","fraction":6})")
                                  << QByteArray(R"("2026-03-01T00:00:00.000000Z")");
    QTest::newRow("east") << QByteArray(R"({"time":"iso8601","fraction":0,"zone":"+05:45"})")
                          << QByteArray(R"("2026-03-01T05:45:00+05:45")");
    QTest::newRow("west") << QByteArray(R"({"time":"iso8601","fraction":0,"zone":"-03:30"})")
                          << QByteArray(R"("2026-02-28T20:30:00-03:30")");
    QTest::newRow("no zone") << QByteArray(R"({"time":"iso8601","fraction":0,"zone":"none"})")
                             << QByteArray(R"("2026-03-01T00:00:00")");
    QTest::newRow("shifted") << QByteArray(R"({"time":"iso8601","fraction":3,"shift":"-1ms"})")
                             << QByteArray(R"("2026-02-28T23:59:59.999Z")");
    QTest::newRow("years ago") << QByteArray(R"({"time":"iso8601","fraction":0,"shift":"-731d"})")
                               << QByteArray(R"("2024-02-29T00:00:00Z")");
    QTest::newRow("epoch s") << QByteArray(R"({"time":"epoch-s"})") << QByteArray("1772323200");
    QTest::newRow("epoch ms") << QByteArray(R"({"time":"epoch-ms","quoted":true})") << QByteArray(R"("1772323200000")");
    QTest::newRow("epoch us") << QByteArray(R"({"time":"epoch-us"})") << QByteArray("1772323200000000");
}

void TestGenerator::writesTimes()
{
    QFETCH(const QByteArray, spec);
    QFETCH(const QByteArray, text);
    const auto events = test::eventsOf(test::recipeOf(test::recipeOfValue(spec)), 1);
    QCOMPARE(events.front().text, "{\"v\":" + text + "}");
}

void TestGenerator::picksByWeight()
{
    std::map<QString, int> counts;
    for (const QJsonValue &value :
        test::valuesOf(test::recipeOfValue(R"({"pick":["a","b","c"],"weights":[6,3,0]})"), 9000))
        ++counts[value.toString()];
    QCOMPARE(counts.size(), 2U);
    QVERIFY(counts[u"a"_s] > 5700 && counts[u"a"_s] < 6300);
    QVERIFY(counts[u"b"_s] > 2700 && counts[u"b"_s] < 3300);
}

void TestGenerator::spreadsNumbers()
{
    const auto share = [](const QByteArray &spread, int from, int to) {
        int inside = 0;
        for (const QJsonValue &value :
            test::valuesOf(test::recipeOfValue(R"({"integer":[0,99],"spread":")" + spread + "\"}"), 8000))
            inside += value.toInt() >= from && value.toInt() < to ? 1 : 0;
        return inside / 8000.0;
    };
    QVERIFY(std::abs(share("even", 0, 50) - 0.5) < 0.03);
    QVERIFY(share("low", 0, 13) > 0.45);
    QVERIFY(share("low", 90, 100) > 0.01);
    QVERIFY(share("middle", 33, 67) > 0.6);
    QVERIFY(share("middle", 0, 10) > 0.001);
}

void TestGenerator::drawsNumbersOfAnyRange()
{
    constexpr qint64 least = std::numeric_limits<qint64>::min();
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    for (const Spread spread : {Spread::Even, Spread::Low, Spread::Middle}) {
        Random random(7);
        for (int i = 0; i < 1000; ++i) {
            QCOMPARE(random.between(5, 5, spread), 5);
            QCOMPARE(random.between(most, most, spread), most);
            (void)random.between(least, most, spread);
            const qint64 narrow = random.between(least, least + 1, spread);
            QVERIFY(narrow == least || narrow == least + 1);
        }
    }
    Random random(3);
    std::array<int, 3> seen{};
    for (int i = 0; i < 3000; ++i)
        ++seen[random.below(3)];
    QVERIFY(std::ranges::all_of(seen, [](int count) { return count > 900 && count < 1100; }));
}

void TestGenerator::keepsAValueWithinAnEvent()
{
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","values":{"id":{"uuid":true}},
        "events":{"e":{"event":{"a":{"$":"id"},"b":{"c":[{"$":"id"}]},"d":{"$":{"text":"{id}"}}}}}})");
    QString last;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 20)) {
        const QJsonObject json = QJsonDocument::fromJson(event.text).object();
        const QString id = json.value(u"a"_s).toString();
        QCOMPARE(json.value(u"b"_s).toObject().value(u"c"_s).toArray().at(0).toString(), id);
        QCOMPARE(json.value(u"d"_s).toString(), id);
        QVERIFY(id != last);
        last = id;
    }
}

void TestGenerator::leavesOutWhatIsAbsent()
{
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","pools":{"p":{"items":[{"x":1}, {"y":2}]}},
        "values":{"none":{"uuid":true,"share":0},"all":{"digits":1,"share":1},"item":{"pick":"p"}},
        "events":{"e":{"event":{"a":{"$":"none"},"b":[{"$":"none"},1,{"$":"none"}],"c":{"$":{"text":"<{none}>"}},
        "d":{"$":"all"},"e":{"f":{"$":"none"}},"x":{"$":"item.x"},"y":{"$":"item.y"}}}}})");
    int x = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 50)) {
        QVERIFY2(event.text.startsWith(R"({"b":[1],"c":"<>","d":")"), event.text.constData());
        QVERIFY2(event.text.contains(R"(","e":{},")"), event.text.constData());
        QCOMPARE(event.text.contains("\"x\":1"), !event.text.contains("\"y\":2"));
        x += event.text.contains("\"x\":1") ? 1 : 0;
    }
    QVERIFY(x > 5 && x < 45);
}

void TestGenerator::makesPoolsForEach()
{
    const RecipePtr recipe =
        test::recipeOf(R"({"format":1,"title":"t","pools":{"tenants":{"items":[{"id":"a"},{"id":"b"}]},
        "users":{"each":"tenants","count":[3,5],"fields":{"id":{"text":"{parent.id}{index}"}}},
        "things":{"each":"users","count":1,"value":{"text":"of {parent.id}"}}},
        "values":{"tenant":{"pick":"tenants"},"user":{"pick":"users","of":"tenant"},"thing":{"pick":"things","of":"user"}},
        "events":{"e":{"event":{"t":{"$":"tenant.id"},"u":{"$":"user.id"},"w":{"$":"user"},"x":{"$":"thing"}}}}})");
    QSet<QString> users;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 300)) {
        const QJsonObject json = QJsonDocument::fromJson(event.text).object();
        const QString user = json.value(u"u"_s).toString();
        QVERIFY(user.startsWith(json.value(u"t"_s).toString()));
        QCOMPARE(json.value(u"w"_s).toObject().value(u"id"_s).toString(), user);
        QCOMPARE(json.value(u"x"_s).toString(), u"of "_s + user);
        users.insert(user);
    }
    QVERIFY(users.size() >= 6 && users.size() <= 10);
    // The same people, whatever the seed.
    for (const GeneratedEvent &event : test::eventsOf(recipe, 100, 99))
        QVERIFY(users.contains(QJsonDocument::fromJson(event.text).object().value(u"u"_s).toString()));
}

void TestGenerator::countsUp()
{
    const auto values = test::valuesOf(test::recipeOfValue(R"({"sequence":10,"step":-4})"), 4);
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(values[i].toInt(), 10 - 4 * int(i));
    QVERIFY(!test::eventsOf(test::recipeOf(test::recipeOfValue(R"({"sequence":9223372036854775807})")), 3).empty());
}

void TestGenerator::ordersEvents()
{
    for (const qint64 count : {1, 2, 3000}) {
        const auto events = test::eventsOf(test::recipeOf(everything), count);
        QCOMPARE(qint64(events.size()), count);
        QVERIFY(std::ranges::is_sorted(events, {}, &GeneratedEvent::time));
        QVERIFY(events.front().time >= test::generatedEnd - 3 * microsPerDay);
        QCOMPARE(events.back().time, test::generatedEnd);
        QVERIFY(std::ranges::none_of(events, [](const GeneratedEvent &event) { return event.text.contains('\n'); }));
    }
}

void TestGenerator::followsTheHours()
{
    // Only from 8 to 10 in the morning, one hour east; 2026-02-28 is a Saturday.
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","time":{"days":7,"zone":"+01:00","weekend":0,
        "hours":[0,0,0,0,0,0,0,0,3,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0]},"events":{"e":{"event":{"a":1}}}})");
    auto events = test::eventsOf(recipe, 4001);
    events.pop_back();    // stands at the end in any case
    int eight = 0;
    for (const GeneratedEvent &event : events) {
        const Micros ofDay = (event.time + microsPerHour) % microsPerDay;
        QVERIFY2(ofDay >= 8 * microsPerHour && ofDay <= 10 * microsPerHour, qPrintable(isoText(event.time)));
        QVERIFY(event.time < test::generatedEnd - 36 * microsPerHour);    // nothing on Saturday
        eight += ofDay < 9 * microsPerHour ? 1 : 0;
    }
    QVERIFY(eight > 2900 && eight < 3100);
    // Where no hour has a weight, they are spread evenly.
    const RecipePtr silent = test::recipeOf(R"({"format":1,"title":"t","time":{"days":0.1,
        "hours":[0,0,0,0,0,0,0,0,3,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0]},"events":{"e":{"event":{"a":1}}}})");
    QCOMPARE(test::eventsOf(silent, 50).size(), 50U);
}

void TestGenerator::comesLate()
{
    const RecipePtr recipe =
        test::recipeOf(R"({"format":1,"title":"t","time":{"days":2,"late":{"share":0.25,"by":["1h","2h"]}},
        "events":{"e":{"event":{"v":{"$":{"time":"epoch-us"}}}}}})");
    int late = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 2000)) {
        const Micros own = event.text.mid(5, event.text.size() - 6).toLongLong();
        QVERIFY(own == event.time || (own >= event.time - 2 * microsPerHour && own <= event.time - microsPerHour));
        QVERIFY(!event.faulty);
        late += own == event.time ? 0 : 1;
    }
    QVERIFY(late > 420 && late < 580);
}

void TestGenerator::letsEventsFollow()
{
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","values":{"job":{"uuid":true}},
        "events":{"start":{"event":{"job":{"$":"job"},"what":"start"},"then":[{"event":"end","after":["1m","5m"],"keep":["job"]}]},
                  "end":{"weight":0,"event":{"job":{"$":"job"},"what":"end"}}}})");
    QHash<QString, Micros> open;
    int ended = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 1000)) {
        const QJsonObject json = QJsonDocument::fromJson(event.text).object();
        const QString job = json.value(u"job"_s).toString();
        if (event.kind == "start") {
            open.insert(job, event.time);
            continue;
        }
        QVERIFY(open.contains(job));
        const Micros took = event.time - open.take(job);
        QVERIFY(took >= microsPerMinute && took <= 5 * microsPerMinute);
        ++ended;
    }
    QVERIFY(ended > 450);
}

void TestGenerator::makesFaults_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("set") << QByteArray(R"("set":{"at":"/a","to":{"x":null}})")
                         << QByteArray(R"({"a":{"x":null},"b":{"c":"12"},"d":true})");
    QTest::newRow("set what is new") << QByteArray(R"("set":{"at":"/b/e","to":[1]})")
                                     << QByteArray(R"({"a":5,"b":{"c":"12","e":[1]},"d":true})");
    QTest::newRow("remove") << QByteArray(R"("remove":"/a")") << QByteArray(R"({"b":{"c":"12"},"d":true})");
    QTest::newRow("rename") << QByteArray(R"("rename":{"at":"/b/c","to":"C"})")
                            << QByteArray(R"({"a":5,"b":{"C":"12"},"d":true})");
    QTest::newRow("quote") << QByteArray(R"("quote":"/a")") << QByteArray(R"({"a":"5","b":{"c":"12"},"d":true})");
    QTest::newRow("quote a boolean") << QByteArray(R"("quote":"/d")")
                                     << QByteArray(R"({"a":5,"b":{"c":"12"},"d":"true"})");
    QTest::newRow("unquote") << QByteArray(R"("unquote":"/b/c")") << QByteArray(R"({"a":5,"b":{"c":12},"d":true})");
    QTest::newRow("replace") << QByteArray(R"("replace":[1,2])") << QByteArray("[1,2]");
    QTest::newRow("trailing comma") << QByteArray(R"("break":"trailing-comma")")
                                    << QByteArray(R"({"a":5,"b":{"c":"12"},"d":true,})");
    QTest::newRow("missing comma") << QByteArray(R"("break":"missing-comma")")
                                   << QByteArray(R"({"a":5 "b":{"c":"12"},"d":true})");
    QTest::newRow("comment") << QByteArray(R"("break":"comment")")
                             << QByteArray(R"({/* for the test run */ "a":5,"b":{"c":"12"},"d":true})");
    QTest::newRow("cut") << QByteArray(R"("break":"cut")") << QByteArray(R"({"a":5,"b":{"c":"12")");
}

void TestGenerator::makesFaults()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, text);
    const RecipePtr recipe = test::recipeOf(
        R"({"format":1,"title":"t","events":{"e":{"event":{"a":5,"b":{"c":"12"},"d":true}}},"faults":[{"share":1,)" +
        fault + "}]}");
    for (const GeneratedEvent &event : test::eventsOf(recipe, 3)) {
        QCOMPARE(event.text, text);
        QVERIFY(event.faulty);
    }
}

void TestGenerator::leavesAloneWhatHasNoSuchPlace()
{
    for (const char *fault : {R"("remove":"/x")", R"("rename":{"at":"/x","to":"y"})", R"("quote":"/b")",
             R"("quote":"/x")", R"("unquote":"/a")", R"("break":"missing-comma")", R"("set":{"at":"/a/x","to":1})"}) {
        const RecipePtr recipe =
            test::recipeOf(R"({"format":1,"title":"t","events":{"e":{"event":{"a":5}}},"faults":[{"share":1,)" +
                           QByteArray(fault) + "}]}");
        const auto events = test::eventsOf(recipe, 1);
        QCOMPARE(events.front().text, QByteArray(R"({"a":5})"));
        QVERIFY(!events.front().faulty);
    }
}

void TestGenerator::repeatsAnEvent()
{
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","values":{"id":{"uuid":true}},
        "events":{"e":{"event":{"id":{"$":"id"}}}},"faults":[{"share":0.2,"repeat":true}]})");
    QSet<QByteArray> seen;
    int repeated = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 1000)) {
        QCOMPARE(seen.contains(event.text), event.faulty);
        seen.insert(event.text);
        repeated += event.faulty ? 1 : 0;
    }
    QVERIFY(repeated > 150 && repeated < 250);
}

void TestGenerator::writesEnvelopes()
{
    const RecipePtr recipe = test::recipeOf(R"({"format":1,"title":"t","values":{"k":{"digits":3,"share":0.5}},
        "events":{"e":{"service":"s","transport":"x","event":{"a":1},"envelope":{"k":{"$":"k"}}}}})");
    int with = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe, 200)) {
        QCOMPARE(event.service, QByteArray("s"));
        QCOMPARE(event.transport, QByteArray("x"));
        QVERIFY(event.envelope.isEmpty() || event.envelope.startsWith("{\"k\":\""));
        with += event.envelope.isEmpty() ? 0 : 1;
    }
    QVERIFY(with > 60 && with < 140);
}

// Each value holds the one before twice, in texts and in lists.
void TestGenerator::boundsWhatGrows()
{
    for (const QByteArray &twice : {QByteArray(R"({"text":"{v%1}{v%1}"})"), QByteArray(R"([{"$":"v%1"},{"$":"v%1"}])"),
             QByteArray(R"({"list":[1000,1000],"of":[{"$":"v%1"},{"$":{"digits":9}}]})")}) {
        QByteArray values = R"("v0":"ab")";
        for (int i = 1; i < 60; ++i)
            values +=
                ",\"v" + QByteArray::number(i) + "\":" + QByteArray(twice).replace("%1", QByteArray::number(i - 1));
        const RecipePtr recipe = test::recipeOf(
            R"({"format":1,"title":"t","values":{)" + values + R"(},"events":{"e":{"event":{"v":{"$":"v59"}}}}})");
        const auto events = test::eventsOf(recipe, 1);
        QVERIFY(events.front().text.size() < 16 << 20);
        JsonTape tape;
        QVERIFY(tape.read(viewOf(events.front().text)));
    }
}

}

QTEST_GUILESS_MAIN(eventscope::TestGenerator)
#include "tst_generator.moc"
