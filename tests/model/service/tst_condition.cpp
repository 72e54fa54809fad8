// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"
#include "service/condition.h"
#include "testmain.h"

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

using Json = nlohmann::ordered_json;

Q_DECLARE_METATYPE(eventscope::Answer)

// Conditions of definitions, three-valued.
class TestCondition : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void values_data();
    void values();
    void unknown_data();
    void unknown();
    void named();
    void faults_data();
    void faults();
    void doublingNamesEnd();

private:
    static Condition compiled(const QByteArray &condition, const QByteArray &definition = "{}");
};

Condition TestCondition::compiled(const QByteArray &condition, const QByteArray &definition)
{
    const Json json = Json::parse(condition.begin(), condition.end());
    const auto result = Condition::compile(json, "/if", Json::parse(definition.begin(), definition.end()));
    if (!result)
        qFatal("%s", qPrintable(result.error().reason));
    return *result;
}

void TestCondition::values_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<bool>("holds");
    const auto row = [](const char *condition, bool holds) {
        QTest::newRow(condition) << QByteArray(condition) << holds;
    };
    row(R"({"at": "/s"})", true);
    row(R"({"at": "/none"})", false);
    row(R"({"at": "/none", "exists": false})", true);
    row(R"({"at": "/null", "exists": true})", true);
    row(R"({"at": "/s", "is": "text"})", true);
    row(R"({"at": "/s", "is": "tex"})", false);
    row(R"({"at": "/escaped", "is": "é\"x"})", true);
    row(R"({"at": "/none", "is": null})", false);
    row(R"({"at": "/null", "is": null})", true);
    row(R"({"at": "/t", "is": true})", true);
    row(R"({"at": "/t", "is": "true"})", false);
    row(R"({"at": "/five", "is": 5})", true);
    row(R"({"at": "/five", "is": 5.0})", true);
    row(R"({"at": "/five", "is": "5"})", false);
    row(R"({"at": "/large", "is": 9223372036854775807})", true);
    row(R"({"at": "/large", "is": 9223372036854775806})", false);
    row(R"({"at": "/huge", "above": 1e300})", true);
    row(R"({"at": "/five", "below": 5.5})", true);
    row(R"({"at": "/five", "below": 5})", false);
    row(R"({"at": "/five", "above": 4, "below": 6})", true);
    row(R"({"at": "/five", "above": 5, "below": 6})", false);
    row(R"({"at": "/s", "below": 5})", false);
    row(R"({"at": "/s", "in": ["a", "text", 1]})", true);
    row(R"({"at": "/five", "in": ["5", null]})", false);
    row(R"({"at": "/s", "prefix": "te"})", true);
    row(R"({"at": "/s", "prefix": "ex"})", false);
    row(R"({"at": "/five", "prefix": ""})", false);
    row(R"({"at": "/escaped", "prefix": "é"})", true);
    row(R"({"at": "/s", "match": "^t.*t$"})", true);
    row(R"({"at": "/five", "match": "."})", false);
    row(R"({"at": "/five", "type": "integer"})", true);
    row(R"({"at": "/five", "type": "string"})", false);
    row(R"({"at": "/list", "type": "array"})", true);
    row(R"({"at": "/list/1", "is": 2})", true);
    row(R"({"at": "/list/2"})", false);
    row(R"({"at": "/twice", "is": 2})", true);
    row(R"({"at": "", "type": "object"})", true);
    row(R"({"kind": "track"})", true);
    row(R"({"kind": ["identify", "track"]})", true);
    row(R"({"kind": "identify"})", false);
    row(R"({"shape": "rest"})", true);
    row(R"({"transport": "query"})", true);
    row(R"({"key": ["admin", "secret"]})", true);
    row(R"({"key": "admin"})", false);
    row(R"({"not": {"kind": "track"}})", false);
    row(R"({"all": [{"at": "/s"}, {"kind": "track"}]})", true);
    row(R"({"all": [{"at": "/s"}, {"any": [{"at": "/none"}, {"not": {"at": "/t"}}]}, {"kind": "track"}]})", false);
    row(R"({"any": [{"at": "/none"}, {"all": [{"at": "/s"}, {"at": "/t"}]}]})", true);
}

void TestCondition::values()
{
    QFETCH(QByteArray, condition);
    QFETCH(bool, holds);
    const Read event(R"({"s": "text", "escaped": "\u00e9\"x", "null": null, "t": true, "five": 5e0,
        "large": 9223372036854775807, "huge": 1e400, "list": [1, 2], "twice": 1, "twice": 2})");
    const ConditionContext context{event.root(), "track", "rest", "query", "secret"};
    QCOMPARE(compiled(condition).holds(context), holds ? Answer::Yes : Answer::No);
}

void TestCondition::unknown_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<Answer>("answer");
    const auto row = [](const char *condition, Answer answer) {
        QTest::newRow(condition) << QByteArray(condition) << answer;
    };
    row(R"({"transport": "t"})", Answer::Unknown);
    row(R"({"key": "k"})", Answer::Unknown);
    row(R"({"not": {"key": "k"}})", Answer::Unknown);
    row(R"({"all": [{"key": "k"}, {"at": "/a"}]})", Answer::Unknown);
    row(R"({"all": [{"key": "k"}, {"at": "/none"}]})", Answer::No);
    row(R"({"any": [{"key": "k"}, {"at": "/a"}]})", Answer::Yes);
    row(R"({"any": [{"key": "k"}, {"at": "/none"}]})", Answer::Unknown);
    row(R"({"key": "k", "unknown": true})", Answer::Yes);
    row(R"({"unknown": false, "key": "k"})", Answer::No);
    row(R"({"not": {"key": "k"}, "unknown": false})", Answer::No);
    row(R"({"at": "/none", "unknown": true})", Answer::No);
    row(R"({"all": [{"transport": "t", "unknown": true}, {"at": "/a"}]})", Answer::Yes);
}

void TestCondition::unknown()
{
    QFETCH(QByteArray, condition);
    QFETCH(Answer, answer);
    const Read event(R"({"a": 1})");
    const Condition subject = compiled(condition);
    QCOMPARE(subject.holds({event.root(), {}, {}, std::nullopt, std::nullopt}), answer);
    // A key whose form tells nothing is as good as none.
    QCOMPARE(subject.holds({event.root(), {}, {}, std::nullopt, std::string_view()}), answer);
    QVERIFY(Condition().isAlways());
    QCOMPARE(Condition().holds({}), Answer::Yes);
    QCOMPARE(compiled(R"({"at": "/a"})").holds({}), Answer::Unknown);
}

void TestCondition::named()
{
    const QByteArray definition = R"({"conditions": {"a": {"at": "/a"}, "b": {"not": "a"}, "c": {"any": ["b", "a"]}}})";
    const Read with(R"({"a": 1})");
    const Read without("{}");
    const auto holds = [&](const char *name, const Read &event) {
        return compiled(name, definition).holds({event.root(), {}, {}, std::nullopt, std::nullopt});
    };
    QCOMPARE(holds("\"a\"", with), Answer::Yes);
    QCOMPARE(holds("\"b\"", with), Answer::No);
    QCOMPARE(holds("\"b\"", without), Answer::Yes);
    QCOMPARE(holds("\"c\"", without), Answer::Yes);
}

void TestCondition::faults_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *condition, const char *pointer) {
        QTest::newRow(condition) << QByteArray(condition) << QByteArray(pointer);
    };
    row("1", "/if");
    row("{}", "/if");
    row("\"none\"", "/if");
    row(R"({"what": 1})", "/if/what");
    row(R"({"kind": "a", "shape": "b"})", "/if");
    row(R"({"kind": [1]})", "/if/kind");
    row(R"({"kind": []})", "/if/kind");
    row(R"({"all": []})", "/if/all");
    row(R"({"all": [{"at": "/a"}, {"at": "a"}]})", "/if/all/1/at");
    row(R"({"not": {"at": 1}})", "/if/not/at");
    row(R"({"at": "/a", "is": []})", "/if/is");
    row(R"({"at": "/a", "in": 1})", "/if/in");
    row(R"({"at": "/a", "in": [{}]})", "/if/in");
    row(R"({"at": "/a", "below": "1"})", "/if/below");
    row(R"({"at": "/a", "prefix": 1})", "/if/prefix");
    row(R"({"at": "/a", "match": "("})", "/if/match");
    row(R"({"at": "/a", "type": "text"})", "/if/type");
    row(R"({"at": "/a", "exists": 1})", "/if/exists");
    row(R"({"at": "/a", "near": 1})", "/if/near");
    row(R"({"at": "/a", "unknown": 1})", "/if/unknown");
    row(R"("self")", "/conditions/self/not");
}

void TestCondition::faults()
{
    QFETCH(QByteArray, condition);
    QFETCH(QByteArray, pointer);
    const Json definition = Json::parse(R"({"conditions": {"self": {"not": "self"}}})");
    const auto result = Condition::compile(Json::parse(condition.begin(), condition.end()), "/if", definition);
    QVERIFY(!result);
    QCOMPARE(result.error().pointer, pointer);
    QVERIFY(!result.error().reason.isEmpty());
}

// Each name stands twice in the next: put in place, the last would have 2^40 nodes.
void TestCondition::doublingNamesEnd()
{
    Json definition = Json::parse(R"({"conditions": {"c0": {"at": "/a"}}})");
    for (int i = 1; i <= 40; ++i) {
        const std::string below = "c" + std::to_string(i - 1);
        definition["conditions"]["c" + std::to_string(i)] = {{"all", Json::array({below, below})}};
    }
    QVERIFY(!Condition::compile("c40", "/if", definition));
    QVERIFY(Condition::compile("c8", "/if", definition));
}

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
