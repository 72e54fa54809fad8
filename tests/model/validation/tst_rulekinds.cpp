// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of rule by small definitions, and the judge's promises.
#include "event/ruleset.h"
#include "event/utf8.h"
#include "service/service.h"
#include "testmain.h"
#include "validation/judge.h"

#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <thread>

using namespace eventscope;

namespace {

using JudgePtr = std::shared_ptr<const Judge>;

// A service of two shapes with the given rules.
QByteArray definition(const QByteArray &rules)
{
    return R"({"format": 1, "id": "test", "title": "Test",
      "keys": [{"kind": "secret", "title": "Secret key", "prefix": ["sec_"]}, {"kind": "public", "prefix": ["pub_"]}],
      "conditions": {"big": {"at": "/n", "above": 100}},
      "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "kind": "/kind", "secret": ["/key"],
                           "foreign": {"only_other": "other"}, "tolerate": ["extra"]},
                 "other": {"title": "Other event", "schema": "#/$defs/other"}},
      "switch": {"at": "/body", "to": {"k1": "#/$defs/k1"}},
      "fields": {"name": [{"at": "/name"}], "tenant": [], "user": [], "time": []},
      "detect": {"event": [{"need": {"/name": "string"}}], "other": [{"need": {"/only_other": "any"}}]},
      "envelopes": [{"events": "list", "with": {"app": "#/$defs/app"}, "rule": "ENV", "severity": "warning"}],
      "transports": {
        "one": {"title": "One", "shape": "event", "one": {"method": "POST", "path": "/", "body": "$event"}},
        "many": {"title": "Many", "shape": "event",
                 "many": {"method": "POST", "path": "/m", "body": {"list": "$events"}, "max": 3}},
        "query": {"title": "Query", "shape": "event",
                  "one": {"method": "POST", "path": "/q", "query": {"from": "$event", "names": "dotted", "arrays": "omit"}}}},
      "rules": [)" +
           rules + R"(],
      "$defs": {
        "event": {"type": "object", "properties": {"name": {"type": "string"}, "kind": {"type": "string"}, "key": {}, "body": {"type": "object"},
                  "n": {}, "s": {}, "o": {"type": "object"}, "p": {}, "t": {}, "l": {}}},
        "other": {"type": "object"},
        "app": {"type": "string", "x-rule": "APP"},
        "k1": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer", "x-rule": "K1"}}}}})";
}

tl::expected<JudgePtr, Error> judgeWith(const QByteArray &rules, const SeverityChanges &severities = {})
{
    auto service = Service::load(definition(rules), QStringLiteral("test.json"));
    if (!service)
        return tl::unexpected(service.error());
    auto judge = Judge::compile(*service, severities);
    if (!judge)
        return tl::unexpected(judge.error());
    return *judge;
}

constexpr const char *now = "2026-03-30T12:00:00Z";

JudgeContext contextOf(const QByteArray &known)
{
    JudgeContext context;
    for (const QByteArray &one : known.split(' ')) {
        if (one == "now")
            context.now = parseMoment(QString::fromLatin1(now), 0);
        else if (one.startsWith("key="))
            context.keyKind = one.mid(4);
        else if (one.startsWith("transport="))
            context.transport = one.mid(10);
        else if (one.startsWith("count="))
            context.batchCount = one.mid(6).toLongLong();
    }
    return context;
}

// What the findings say of which rules were broken.
QByteArray rulesOf(const std::vector<Finding> &findings)
{
    std::vector<RuleHit> hits;
    for (const Finding &finding : findings)
        hits.push_back({finding.rule, finding.severity});
    return ruleSetText(std::move(hits));
}

QString told(const std::vector<Finding> &findings)
{
    QStringList list;
    for (const Finding &finding : findings)
        list << QString::fromLatin1(
            severityId(finding.severity).front() + QByteArray(":") + finding.rule + '@' + finding.pointer);
    return list.join(u' ');
}

}

class TestRuleKinds : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void kinds_data();
    void kinds();
    void fixes_data();
    void fixes();
    void refusesRules_data();
    void refusesRules();
    void envelopes();
    void requests_data();
    void requests();
    void unreadableTexts_data();
    void unreadableTexts();
    void ordersFindings();
    void tellsSeverities();
    void changesSeverities_data();
    void changesSeverities();
    void listsRules();
    void namesBrokenRulesOnManyThreads();
    void survivesOddEvents();
    void boundsFindings();
};

void TestRuleKinds::kinds_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("known");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *rule, const char *known, const char *text, const char *expected) {
        QTest::addRow("%s %s %s", rule, known, text) << QByteArray(R"({"id":"R",)") + rule + '}' << QByteArray(known)
                                                     << QByteArray(text) << QString::fromUtf8(expected);
    };
    // schema, note
    row(R"("is":"schema","at":"/s","schema":{"type":"string"})", "", R"({"s":5})", "e:R@/s");
    row(R"("is":"schema","at":"/s","schema":{"type":"string"})", "", R"({})", "");
    row(R"("is":"schema","severity":"info","schema":"#/$defs/k1")", "", R"({})", "i:K1@");
    row(R"("is":"schema","severity":"info","schema":"#/$defs/other")", "", R"({})", "");
    row(R"("is":"note","say":"Note.","at":"/s")", "", R"({"s":null})", "e:R@/s");
    row(R"("is":"note","say":"Note.","if":"big")", "", R"({"n":101})", "e:R@");
    row(R"("is":"note","say":"Note.","if":"big")", "", R"({"n":100})", "");
    row(R"("is":"note","say":"Note.","if":"big","at":"/s")", "", R"({"n":101})", "");
    row(R"("is":"note","say":"Note.","at":"/l/*/a")", "", R"({"l":[{"a":1},{"b":2},{"a":3}]})",
        "e:R@/l/0/a e:R@/l/2/a");
    row(R"("is":"note","say":"Note.","at":"/o/*")", "", R"({"o":{"a":1,"b":2}})", "e:R@/o/a e:R@/o/b");
    row(R"("is":"note","say":"Note.","at":"/s","transports":["one"])", "transport=one", R"({"s":1})", "e:R@/s");
    row(R"("is":"note","say":"Note.","at":"/s","transports":["one"])", "transport=many", R"({"s":1})", "");
    row(R"("is":"note","say":"Note.","at":"/s","transports":["one"])", "", R"({"s":1})", "");
    row(R"("is":"note","say":"Note.","at":"/s","shapes":["other"])", "", R"({"s":1})", "");
    row(R"("is":"note","say":"Note.","at":"/s","if":{"transport":"one"})", "", R"({"s":1})", "n:R@/s");
    row(R"("is":"note","say":"Note.","at":"/s","if":{"transport":"one","unknown":false})", "", R"({"s":1})", "");
    row(R"("is":"note","say":"Note.","at":"/s","if":{"key":"secret"})", "", R"({"s":1,"key":"sec_1"})", "e:R@/s");
    row(R"("is":"note","say":"Note.","at":"/s","if":{"kind":["k1"]})", "", R"({"s":1,"kind":"\u006b1"})", "e:R@/s");
    // time, zoned, window
    row(R"("is":"time","at":"/t","as":"iso8601")", "", R"({"t":"2026-03-30T12:00:00"})", "e:R@/t");
    row(R"("is":"time","at":"/t","as":"iso8601")", "", R"({"t":"2026-03-30T12:00:00Z"})", "");
    row(R"("is":"time","at":"/t","as":"iso8601")", "", R"({"t":5})", "");
    row(R"("is":"time","at":"/t","as":"epoch-ms")", "", R"({"t":"12a"})", "");
    row(R"("is":"time","at":"/t","as":"epoch-ms")", "", R"({"t":1.5})", "e:R@/t");
    row(R"("is":"time","at":"/t","as":"epoch-ms")", "", R"({"t":1.5e3})", "");
    row(R"("is":"zoned","at":"/t","as":"javascript")", "", R"({"t":"2026-03-30T12:00:00"})", "e:R@/t");
    row(R"("is":"zoned","at":"/t","as":"javascript")", "", R"({"t":"2026-03-30T12:00:00Z"})", "");
    row(R"("is":"zoned","at":"/t","as":"javascript")", "", R"({"t":"soon"})", "");
    row(R"("is":"window","at":"/t","from":"-1d","to":"+5m")", "now", R"({"t":"2026-03-29T12:00:00Z"})", "");
    row(R"("is":"window","at":"/t","from":"-1d","to":"+5m")", "now", R"({"t":"2026-03-29T11:59:59.999999Z"})",
        "e:R@/t");
    row(R"("is":"window","at":"/t","from":"-1d","to":"+5m")", "now", R"({"t":"2026-03-30T12:05:00Z"})", "");
    row(R"("is":"window","at":"/t","from":"-1d","to":"+5m")", "now", R"({"t":"2026-03-30T12:05:01Z"})", "e:R@/t");
    row(R"("is":"window","at":"/t","to":"+5m")", "", R"({"t":"2026-03-30T12:05:01Z"})", "n:R@/t");
    row(R"("is":"window","at":"/t","to":"+5m")", "", R"({"t":"unreadable"})", "");
    row(R"("is":"window","at":"/t","to":"+5m")", "", R"({})", "");
    row(R"("is":"window","at":"/t","as":"epoch-s","to":"+5m")", "now", R"({"t":99999999999999999999})", "e:R@/t");
    row(R"("is":"window","at":"/t","as":"epoch-s","from":"-1d")", "now", R"({"t":-99999999999999999999})", "e:R@/t");
    // key
    row(R"("is":"key","need":"secret")", "", R"({})", "n:R@");
    row(R"("is":"key","need":"secret")", "key=secret", R"({})", "");
    row(R"("is":"key","need":"secret")", "key=public", R"({})", "e:R@");
    row(R"("is":"key","need":"secret")", "key=", R"({})", "w:R@");
    row(R"("is":"key","need":"secret","severity":"info")", "key=", R"({})", "i:R@");
    row(R"("is":"key","need":"secret")", "key=secret", R"({"key":"pub_1"})", "e:R@/key");
    row(R"("is":"key","need":"secret")", "key=public", R"({"key":"sec_1"})", "");
    row(R"("is":"key","need":"secret","if":"big")", "", R"({})", "");
    // members
    row(R"("is":"unknown-members","at":"")", "", R"({"name":"a","extra":1,"who":2})", "e:R@/who");
    row(R"("is":"unknown-members","at":"","allow":["who"])", "", R"({"who":2})", "");
    row(R"("is":"unknown-members","at":"/body")", "", R"({"kind":"k1","body":{"x":1,"y":2}})", "e:R@/body/y");
    row(R"("is":"unknown-members","at":"/body")", "", R"({"kind":"k2","body":{"x":1,"y":2}})", "");
    row(R"("is":"unknown-members","at":"/o")", "", R"({"o":{"x":1}})", "");
    row(R"("is":"unknown-members","at":"")", "", R"({"who":1,"who":2})", "w:json@/who e:R@/who");
    row(R"("is":"forbidden","members":["a","b"])", "", R"({"a":1,"b":null,"c":2})", "e:R@/a e:R@/b");
    row(R"("is":"forbidden","at":"/o","members":["a"])", "", R"({"a":1,"o":{"a":2}})", "e:R@/o/a");
    row(R"("is":"foreign-shape")", "", R"({"only_other":1,"n":2})", "e:R@/only_other");
    row(R"("is":"member-names","at":"/o","match":"^x")", "", R"({"o":{"x1":1,"y":2},"x2":1})", "e:R@/o/x1");
    row(R"("is":"same-key-in-both","at":"/o","other":"/p")", "", R"({"o":{"a":1,"b":2},"p":{"b":3}})", "e:R@/o/b");
    row(R"("is":"same-key-in-both","at":"/o","other":"/p")", "", R"({"o":{"a":1},"p":[1]})", "");
    // values
    row(R"("is":"decoded-length","at":"/s","bytes":3)", "", R"({"s":"YWJj"})", "");
    row(R"("is":"decoded-length","at":"/s","bytes":3)", "", R"({"s":"YWI="})", "e:R@/s");
    row(R"("is":"decoded-length","at":"/s","bytes":3)", "", R"({"s":"YW!j"})", "e:R@/s");
    row(R"("is":"decoded-length","at":"/s","max":2)", "", R"({"s":"_-8"})", "");
    row(R"("is":"decoded-length","at":"/s","max":2)", "", R"({"s":"_-8="})", "");
    row(R"("is":"decoded-length","at":"/s","max":2)", "", R"({"s":"_-8=="})", "e:R@/s");
    row(R"("is":"decoded-length","at":"/s","min":0)", "", R"({"s":"YWJjd"})", "e:R@/s");
    row(R"("is":"decoded-length","at":"/s","min":0)", "", R"({"s":5})", "");
    row(R"("is":"looks-like","at":"/s","as":"number")", "", R"({"s":"-1.5e3"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"number")", "", R"({"s":"007"})", "");
    row(R"("is":"looks-like","at":"/s","as":"number")", "", R"({"s":"1."})", "");
    row(R"("is":"looks-like","at":"/s","as":"number")", "", R"({"s":"\u0031"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"number")", "", R"({"s":7})", "");
    row(R"("is":"looks-like","at":"/s","as":"boolean")", "", R"({"s":"true"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"boolean")", "", R"({"s":"True"})", "");
    row(R"("is":"looks-like","at":"/s","as":"email")", "", R"({"s":"a@b"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"prose")", "", R"({"s":"one two three four five"})", "");
    row(R"("is":"looks-like","at":"/s","as":"prose")", "", R"({"s":"one two three four five six"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"prose")", "", R"({"s":"a\nb"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"prose","length":3)", "", R"({"s":"éééé"})", "e:R@/s");
    row(R"("is":"looks-like","at":"/s","as":"prose","length":3)", "", R"({"s":"ééé"})", "");
    row(R"("is":"looks-like","at":"/t","as":"seconds","unit":"ms")", "", R"({"t":1654076420})", "e:R@/t");
    row(R"("is":"looks-like","at":"/t","as":"seconds","unit":"ms")", "", R"({"t":"1654076420"})", "e:R@/t");
    row(R"("is":"looks-like","at":"/t","as":"seconds","unit":"ms")", "", R"({"t":1654076420000})", "");
    row(R"("is":"looks-like","at":"/t","as":"seconds","unit":"ms")", "", R"({"t":999999999})", "");
    row(R"("is":"present-but-empty","at":"/s")", "", R"({"s":""})", "e:R@/s");
    row(R"("is":"present-but-empty","at":"/s")", "", R"({"s":" "})", "");
    row(R"("is":"homogeneous-array","at":"/l")", "", R"({"l":[1,2.5]})", "");
    row(R"("is":"homogeneous-array","at":"/l")", "", R"({"l":[1,"a",2]})", "e:R@/l/1");
    row(R"("is":"homogeneous-array","at":"/l","types":["string"])", "", R"({"l":["a",null]})", "e:R@/l/1");
    row(R"("is":"homogeneous-array","at":"/o","members":true,"types":["string","number"])", "",
        R"({"o":{"a":[1,"x"],"b":["y"],"c":[{}]}})", "e:R@/o/a/1 e:R@/o/c/0");
    row(R"("is":"value-depth","at":"","levels":2)", "", R"({"o":{"a":[1]}})", "");
    row(R"("is":"value-depth","at":"","levels":2)", "", R"({"o":{"a":{"b":{}},"c":[{"d":1}]}})", "e:R@/o/a e:R@/o/c/0");
    row(R"("is":"value-depth","at":"/o","levels":1)", "", R"({"o":{"a":{}},"p":{"q":{}}})", "e:R@/o/a");
    row(R"("is":"transport-cannot-carry")", "transport=query", R"({"l":[{"a":1}],"p":[1],"n":[],"o":{"x":[[]]}})",
        "e:R@/l e:R@/p e:R@/o/x");
    row(R"("is":"transport-cannot-carry")", "transport=one", R"({"l":[{"a":1}]})", "");
    row(R"("is":"transport-cannot-carry")", "", R"({"l":[{"a":1}]})", "n:R@/l");
    row(R"("is":"batch-count")", "transport=many count=4", R"({})", "e:R@");
    row(R"("is":"batch-count")", "transport=many count=3", R"({})", "");
    row(R"("is":"batch-count","max":2)", "count=3", R"({})", "e:R@");
    row(R"("is":"batch-count")", "", R"({})", "n:R@");
    // without a rule of their own
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"kind":"k1","body":{"x":"1"}})", "e:K1@/body/x");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"kind":"k1","body":{}})", "e:K1@/body");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"name":5})", "e:schema@/name");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"([])", "e:schema@");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"s":"\ud800"})", "w:json@/s");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"s":"a\u0000b"})", "w:json@/s");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"s":"\\u0000 in words"})", "");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"\udc00":1})", "w:json@/\xED\xB0\x80");
    row(R"("is":"note","say":"Note.","at":"/none")", "", R"({"o":{"a":1,"b":2,"\u0061":3}})", "w:json@/o/a");
    row(R"("is":"note","say":"Note.","at":"/s")", "", R"({"s":1,"o":{"s":1,"s":2},"s":3})",
        "w:json@/o/s w:json@/s e:R@/s");
}

void TestRuleKinds::kinds()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, known);
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const auto judge = judgeWith(rule);
    QVERIFY_RESULT(judge);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const JudgeContext context = contextOf(known);
    const Judgement judgement = (*judge)->judge(tape, nullptr, "event", context);
    // The key of a half surrogate has no spelling as text.
    if (!text.contains("udc00"))
        QCOMPARE(told(judgement.findings), expected);
    const Judgement verdict = (*judge)->verdict(tape, nullptr, "event", context);
    QCOMPARE(verdict.verdict, judgement.verdict);
    QCOMPARE(verdict.partly, judgement.partly);
    QCOMPARE(judgement.rules, rulesOf(judgement.findings));
    QCOMPARE(verdict.rules, judgement.rules);
    for (const Finding &finding : judgement.findings) {
        QVERIFY2(finding.sentence.endsWith(u'.'), qPrintable(finding.sentence));
        QVERIFY2(!finding.sentence.front().isLower(), qPrintable(finding.sentence));
        QVERIFY(finding.length > 0 && finding.offset + finding.length <= quint32(text.size()));
    }
}

void TestRuleKinds::fixes_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("mended");    // empty: none is offered
    const auto row = [](const char *rule, const char *text, const char *mended) {
        QTest::addRow("%s %s", rule, text)
            << QByteArray(R"({"id":"R",)") + rule + '}' << QByteArray(text) << QByteArray(mended);
    };
    row(R"("is":"note","say":"Note.","at":"/s","fix":{"label":"x","remove":true})", R"({"s":1,"n":2})", R"({"n":2})");
    row(R"("is":"forbidden","members":["s"],"fix":{"label":"x","remove":true})", R"({"n":2, "s":1})", R"({"n":2})");
    row(R"("is":"note","say":"Note.","at":"/s","if":{"not":{"at":"/n"}},"fix":{"label":"x","set":"/n","to":{"a":1.0}})",
        R"({"s":1})", R"({"s":1,"n":{"a":1.0}})");
    row(R"("is":"looks-like","at":"/o/*","as":"number","fix":{"label":"x","move":"/p","as":"number"})",
        R"({"o":{"a":"1.50","b":"x"}})", R"({"o":{"b":"x"},"p":{"a":1.50}})");
    row(R"("is":"looks-like","at":"/o/*","as":"number","fix":{"label":"x","move":"/p","as":"number"})",
        R"({"o":{"a":"1"},"p":{"a":2}})", "");
    row(R"("is":"looks-like","at":"/o/*","as":"number","fix":{"label":"x","move":"/p","as":"number"})",
        R"({"o":{"a":"1"},"p":5})", "");
    row(R"("is":"looks-like","at":"/s","as":"number","fix":{"label":"x","as":"number"})", R"({"s": "0.0450"})",
        R"({"s": 0.0450})");
    row(R"("is":"looks-like","at":"/s","as":"boolean","fix":{"label":"x","as":"boolean"})", R"({"s":"false"})",
        R"({"s":false})");
    row(R"("is":"schema","at":"/s","schema":{"type":"string"},"fix":{"label":"x","as":"string"})", R"({"s":1e400})",
        R"({"s":"1e400"})");
    row(R"("is":"schema","at":"/s","schema":{"type":"string"},"fix":{"label":"x","as":"string"})", R"({"s":[1]})", "");
    row(R"("is":"schema","at":"/s","schema":{"type":"number","maximum":5},"fix":{"label":"x","as":"number"})",
        R"({"s":"9"})", "");
    row(R"("is":"schema","at":"/s","schema":{"type":"number","maximum":5},"fix":{"label":"x","as":"number"})",
        R"({"s":"4"})", R"({"s":4})");
    row(R"("is":"looks-like","at":"/t","as":"seconds","fix":{"label":"x","as":"millis"})", R"({"t":1654076420})",
        R"({"t":1654076420000})");
    row(R"("is":"looks-like","at":"/t","as":"seconds","fix":{"label":"x","as":"millis"})", R"({"t":"1654076420"})",
        R"({"t":"1654076420000"})");
    row(R"("is":"time","at":"/t","as":"iso8601","fix":{"label":"x","zone":"Z"})", R"({"t":"2026-03-30T12:00:00"})",
        R"({"t":"2026-03-30T12:00:00Z"})");
    row(R"("is":"time","at":"/t","as":"iso8601","fix":{"label":"x","zone":"Z"})", R"({"t":"soon"})", "");
    row(R"("is":"schema","schema":{"required":["s"]},"fix":{"label":"x","remove":true})", R"({"n":1})", "");
    row(R"("is":"schema","at":"/o","schema":{"required":["s"]},"fix":{"label":"x","remove":true})", R"({"o":{"n":1}})",
        "");
    // without a fix of the definition's own
    row(R"("is":"unknown-members","at":"")", R"({"Na_me":"a"})", R"({"name":"a"})");
    row(R"("is":"unknown-members","at":"")", R"({"Name":"a","name":"b"})", "");
    row(R"("is":"unknown-members","at":"")", R"({"nam":"a"})", "");
    row(R"("is":"unknown-members","at":"","fix":{"label":"x","remove":true})", R"({"NAME":"a","s":1})", R"({"s":1})");
    row(R"("is":"schema","at":"/s","schema":{"type":"number"})", R"({"s":"1.50"})", R"({"s":1.50})");
    row(R"("is":"schema","at":"/s","schema":{"type":"boolean"})", R"({"s":"true"})", R"({"s":true})");
    row(R"("is":"schema","at":"/s","schema":{"type":"boolean"})", R"({"s":"1"})", "");
    row(R"("is":"schema","at":"/s","schema":{"type":"string"})", R"({"s":7.0})", R"({"s":"7.0"})");
    row(R"("is":"schema","at":"/s","schema":{"type":"string"})", R"({"s":{}})", "");
    row(R"("is":"note","say":"Note.","at":"/none")", R"({"s":1, "s":2, "n":3, "s":4})", R"({"n":3, "s":4})");
    row(R"("is":"note","say":"Note.","at":"/none")", R"({"o":{"a":{"b":1},"\u0061":[1]}})", R"({"o":{"\u0061":[1]}})");
    row(R"("is":"note","say":"Note.","at":"/none")", R"({"s":"\ud800"})", "");
    row(R"("is":"schema","schema":{"properties":{"s":{"type":"number","x-fix":{"label":"y","as":"number"}}}})",
        R"({"s":"5"})", R"({"s":5})");
}

void TestRuleKinds::fixes()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, mended);
    const auto judge = judgeWith(rule);
    QVERIFY_RESULT(judge);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const Judgement judgement = (*judge)->judge(tape, nullptr, "event", {});
    QCOMPARE(judgement.findings.size(), std::size_t(1));
    const auto &fix = judgement.findings.front().fix;
    QCOMPARE(fix ? applied(text, fix->edits) : QByteArray(), mended);
}

void TestRuleKinds::refusesRules_data()
{
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *rule, const char *expected) { QTest::newRow(rule) << QString::fromUtf8(expected); };
    row(R"("is":"no-such-kind")", "/rules/0/is");
    row(R"("is":"looks-like","at":"/s","as":"nothing")", "/rules/0/as");
    row(R"("is":"window","at":"/t")", "/rules/0");
    row(R"("is":"window","at":"/t","from":"yesterday")", "/rules/0/from");
    row(R"("is":"schema","schema":{"contians":{}})", "/rules/0/schema/contians");
    row(R"("is":"schema","schema":"#/$defs/nowhere")", "/rules/0/schema");
    row(R"("is":"member-names","at":"/o","match":"("})", "/rules/0/match");
    row(R"("is":"key","need":"unheard")", "/rules/0/need");
    row(R"("is":"note","say":"Note.","if":"unheard")", "/rules/0/if");
    row(R"("is":"time","at":"/t","as":"sundial")", "/rules/0/as");
    row(R"("is":"value-depth","at":"")", "/rules/0");
    row(R"("is":"homogeneous-array","at":"/l","types":["thing"])", "/rules/0/types");
    row(R"("is":"note","say":"Note.","at":"/s","severity":"fatal")", "/rules/0/severity");
    row(R"("is":"note","say":"Note.","at":"s")", "/rules/0/at");
    row(R"("is":"note","say":"Note.","at":"/s","fix":{"label":"x"})", "/rules/0/fix");
}

// Whoever notices first, loading or compiling, the place is named.
void TestRuleKinds::refusesRules()
{
    QFETCH(QString, expected);
    QByteArray rule = QTest::currentDataTag();
    if (rule.contains("match"))
        rule = R"("is":"member-names","at":"/o","match":"(")";
    const auto judge = judgeWith(R"({"id":"R",)" + rule + '}');
    QVERIFY(!judge);
    QVERIFY2(judge.error().message.contains(QStringLiteral("test.json")), qPrintable(judge.error().message));
    QVERIFY2(judge.error().message.contains(expected), qPrintable(judge.error().message));
}

void TestRuleKinds::envelopes()
{
    const auto judge =
        judgeWith(R"({"id":"R","is":"note","say":"Note.","on":"envelope","at":"/app","if":{"at":"/app","is":"bad"}})");
    QVERIFY_RESULT(judge);
    JsonTape event;
    QVERIFY(event.read(R"({"name":"a"})"));
    const auto said = [&](const QByteArray &text) {
        JsonTape envelope;
        if (!envelope.read(viewOf(text)))
            return QStringLiteral("unreadable");
        const Judgement judgement = (*judge)->judge(event, &envelope, "event", {});
        for (const Finding &finding : judgement.findings) {
            if (!finding.inEnvelope)
                return QStringLiteral("not in the envelope");
        }
        if ((*judge)->verdict(event, &envelope, "event", {}).verdict != judgement.verdict)
            return QStringLiteral("verdicts differ");
        return told(judgement.findings);
    };
    QCOMPARE(said(R"({"app":"good"})"), QString());
    QCOMPARE(said(R"({"app":"bad"})"), QStringLiteral("e:R@/app"));
    QCOMPARE(said(R"({"app":5})"), QStringLiteral("e:APP@/app"));
    QCOMPARE(said(R"({"who":5,"app":"x"})"), QStringLiteral("w:ENV@/who"));
    QCOMPARE(said(R"({"app":1,"app":"x"})"), QStringLiteral("w:json@/app"));
    QCOMPARE(said(R"({})"), QString());
}

void TestRuleKinds::requests_data()
{
    QTest::addColumn<QByteArray>("known");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *known, const char *expected) {
        QTest::newRow(text) << QByteArray(known) << QString::fromUtf8(expected);
    };
    row(R"({"list":[{}]})", "", "");
    row(R"({"list":[]})", "", "w:REQ@/list");
    row(R"({"list":{}})", "", "e:REQ@/list");
    row(R"({"lost":[]})", "", "e:REQ@");
    row("[]", "", "e:REQ@");
    row("5", "", "e:REQ@");
    row(R"({"list":[{},{},{}],"app":"x"})", "", "");
    row(R"({"list":[{},{},{},{}]})", "", "e:MAX@/list");
    row(R"({"list":[{},{}]})", "transport=one", "e:MAX@/list");
    row(R"({"list":[{}],"app":5,"who":1})", "", "e:APP@/app w:ENV@/who");
}

void TestRuleKinds::requests()
{
    QFETCH(QByteArray, known);
    QFETCH(QString, expected);
    const auto judge = judgeWith(R"({"id":"REQ","is":"request","on":"request","member":"list","empty":"warning"},
                                    {"id":"MAX","is":"batch-count","on":"request"},
                                    {"id":"EV","is":"note","at":"","say":"Note."})");
    QVERIFY_RESULT(judge);
    JsonTape body;
    QVERIFY(body.read(QTest::currentDataTag()));
    QCOMPARE(told((*judge)->judgeRequest(body, contextOf(known)).findings), expected);
}

void TestRuleKinds::unreadableTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("mended");
    const auto row = [](const char *text, const char *rule, const char *mended) {
        QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(rule) << QByteArray(mended);
    };
    row("{\"a\":1 // one\n}", "COM", "{\"a\":1 \n}");
    row("{\"a\":1 /* one */}", "COM", "{\"a\":1 }");
    row("{\"a\":1,}", "json", "{\"a\":1}");
    row("{\"a\":1} // one", "COM", "{\"a\":1} ");
    row("{\"a\":\"//\"", "json", "");
    row("{\"a\" 1}", "json", "");
    row("", "json", "");
    row("tru", "json", "");
    row("{\"a\" 1} // late", "json", "");
}

void TestRuleKinds::unreadableTexts()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, rule);
    QFETCH(QByteArray, mended);
    const auto judge = judgeWith(
        R"({"id":"COM","is":"text","comments":true,"say":"Comments.","severity":"warning","fix":{"label":"Strip","strip":"comments"}})");
    QVERIFY_RESULT(judge);
    JsonTape tape;
    QVERIFY(!tape.read(viewOf(text)));
    const Finding finding = (*judge)->unreadable(viewOf(text), tape.fault());
    QCOMPARE(QString::fromUtf8(finding.rule), rule);
    QCOMPARE(finding.severity, rule == QStringLiteral("COM") ? Severity::Warning : Severity::Error);
    QVERIFY(!finding.sentence.isEmpty());
    QVERIFY(finding.offset + finding.length <= static_cast<quint32>(text.size()));
    QCOMPARE(finding.fix ? applied(text, finding.fix->edits) : QByteArray(), mended);
    if (finding.fix)
        QVERIFY(!finding.fix->label.isEmpty());
}

void TestRuleKinds::ordersFindings()
{
    const auto judge = judgeWith(
        R"({"id":"A","is":"note","say":"Note.","at":"/n"},{"id":"B","is":"note","say":"Note.","at":"/s","source":"page"},
                                    {"id":"C","is":"note","at":"/n","say":"C says."},{"id":"C","is":"note","at":"/n","say":"C says."})");
    QVERIFY_RESULT(judge);
    JsonTape tape;
    QVERIFY(tape.read(R"({"s":1,"n":2})"));
    const auto findings = (*judge)->judge(tape, nullptr, "event", {}).findings;
    QCOMPARE(told(findings), QStringLiteral("e:B@/s e:A@/n e:C@/n"));
    QCOMPARE(findings[0].source, QStringLiteral("page"));
    QCOMPARE(findings[0].found, QStringLiteral("1"));
    QCOMPARE(findings[2].sentence, QStringLiteral("C says."));
}

void TestRuleKinds::tellsSeverities()
{
    for (const Severity severity : {Severity::NotJudged, Severity::Info, Severity::Warning, Severity::Error})
        QCOMPARE(severityFromId(severityId(severity)), severity);
    QVERIFY(!severityFromId("fatal"));
    QVERIFY(!severityFromId(""));
}

void TestRuleKinds::changesSeverities_data()
{
    QTest::addColumn<QByteArrayList>("changes");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QByteArrayList &changes, const char *text, const char *expected) {
        QTest::addRow("%s %s", changes.join(' ').constData(), text)
            << changes << QByteArray(text) << QString::fromUtf8(expected);
    };
    const char *const two = R"({"s":1,"n":2})";
    row({}, two, "e:A@/s i:A@/n");
    row({"A=warning"}, two, "w:A@/s w:A@/n");
    row({"A=off"}, two, "");
    row({"other/A=off"}, two, "e:A@/s i:A@/n");
    row({"test/A=info"}, two, "i:A@/s i:A@/n");
    row({"test/A=info", "A=off"}, two, "i:A@/s i:A@/n");
    row({"B=off"}, two, "e:A@/s i:A@/n");
    // rules that schemas name, and the built-in ones
    row({"K1=warning"}, R"({"kind":"k1","body":{}})", "w:K1@/body");
    row({"K1=off"}, R"({"kind":"k1","body":{"x":"1"}})", "");
    row({"schema=info"}, R"({"name":5,"kind":"k1","body":{}})", "i:schema@/name e:K1@/body");
    row({"schema=off"}, R"({"name":5,"kind":"k1","body":{}})", "e:K1@/body");
    row({"json=error"}, R"({"p":1,"p":2})", "e:json@/p");
    row({"json=off"}, R"({"p":1,"p":2})", "");
    // a schema of a rule may name others
    row({"S=off"}, R"({"o":{"a":1,"b":1}})", "w:T@/o/b");
    row({"T=off"}, R"({"o":{"a":1,"b":1}})", "e:S@/o/a");
    row({"S=info", "T=error"}, R"({"o":{"a":1,"b":1}})", "i:S@/o/a e:T@/o/b");
    // a key of a kind that is not known counts as a warning at most
    row({}, R"({"l":[]})", "n:K@");
    row({}, R"({"l":[],"key":"?"})", "w:K@/key");
    row({"K=error"}, R"({"l":[],"key":"?"})", "e:K@/key");
    row({"K=off"}, R"({"l":[]})", "");
}

void TestRuleKinds::changesSeverities()
{
    QFETCH(QByteArrayList, changes);
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    SeverityChanges severities;
    for (const QByteArray &change : changes)
        QVERIFY_RESULT(severities.add(change));
    const auto judge = judgeWith(R"(
        {"id":"A","is":"note","say":"Note.","at":"/s"},
        {"id":"A","is":"note","say":"Note.","at":"/n","severity":"info"},
        {"id":"K","is":"key","need":"secret","if":{"at":"/l"}},
        {"id":"S","is":"schema","at":"/o","schema":{"properties":{"a":{"type":"string"},
            "b":{"type":"string","x-rule":"T","x-severity":"warning"}}}})",
        severities);
    QVERIFY_RESULT(judge);
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const Judgement judgement = (*judge)->judge(tape, nullptr, "event", {});
    QCOMPARE(told(judgement.findings), expected);
    const Judgement verdict = (*judge)->verdict(tape, nullptr, "event", {});
    QCOMPARE(verdict.verdict, judgement.verdict);
    QCOMPARE(verdict.partly, judgement.partly);
    QCOMPARE(verdict.rules, rulesOf(judgement.findings));
    QCOMPARE(judgement.rules, verdict.rules);
}

void TestRuleKinds::listsRules()
{
    SeverityChanges severities;
    QVERIFY_RESULT(severities.add("A=off"));
    QVERIFY_RESULT(severities.add("schema=warning"));
    const auto judge = judgeWith(R"(
        {"id":"A","is":"note","say":"Note.","at":"/s","severity":"info"},
        {"id":"A","is":"note","say":"Other.","at":"/n","source":"page"},
        {"id":"COM","is":"text","comments":true,"severity":"warning"},
        {"id":"REQ","is":"request","on":"request","member":"list","empty":"warning"},
        {"id":"S","is":"schema","severity":"info","schema":{"properties":{"a":{"x-rule":"T","x-say":"T says."},
            "b":{"x-severity":"warning"}}}})",
        severities);
    QVERIFY_RESULT(judge);
    QStringList list;
    for (const RuleInfo &rule : (*judge)->rules()) {
        QStringList parts{QString::fromLatin1(rule.id)};
        for (const Severity severity : rule.severities)
            parts << QString::fromLatin1(severityId(severity));
        if (rule.changed)
            parts << QStringLiteral("now ") + QString::fromLatin1(ruleLevelId(*rule.changed));
        list << parts.join(u' ');
        if (rule.id == "A") {
            QCOMPARE(rule.say, QStringLiteral("Note."));
            QCOMPARE(rule.source, QStringLiteral("page"));
        }
        if (rule.id == "T")
            QCOMPARE(rule.say, QStringLiteral("T says."));
    }
    QCOMPARE(list.join(u','),
        QStringLiteral("schema error now warning,json error warning,ENV warning,A error info now off,COM warning,"
                       "REQ error warning,S warning info,T info,APP error,K1 error"));
    const auto bad = judgeWith(R"({"id":"S","is":"schema","schema":{"x-rule":"two words"}})");
    QVERIFY(!bad && bad.error().message.contains(QStringLiteral("/rules/0/schema/x-rule")));
}

// The texts of sets are shared between threads.
void TestRuleKinds::namesBrokenRulesOnManyThreads()
{
    QByteArray rules;
    for (int i = 0; i < 12; ++i)
        rules += (i > 0 ? "," : "") + QByteArray(R"({"id":"R)") + QByteArray::number(10 + i) +
                 R"(","is":"note","say":"Note.","at":"/o/)" + QByteArray::number(i) + R"("})";
    const auto judge = judgeWith(rules);
    QVERIFY_RESULT(judge);
    std::atomic_int wrong = 0;
    const auto work = [&wrong, judge = *judge](quint32 seed) {
        QRandomGenerator random(seed);
        for (int i = 0; i < 600; ++i) {
            QByteArray text = "{\"o\":{";
            QByteArrayList expected;
            for (int rule = 0; rule < 12; ++rule) {
                if (random.bounded(2) == 0)
                    continue;
                text += (expected.isEmpty() ? "\"" : ",\"") + QByteArray::number(rule) + "\":1";
                expected << "R" + QByteArray::number(10 + rule) + ":error";
            }
            text += "}}";
            JsonTape tape;
            if (!tape.read(viewOf(text)) || judge->verdict(tape, nullptr, "event", {}).rules != expected.join(' '))
                ++wrong;
        }
    };
    std::vector<std::thread> threads;
    for (quint32 i = 0; i < 4; ++i)
        threads.emplace_back(work, i);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong, 0);
}

// Events of every form under all kinds at once: the quick verdict is that of the findings.
void TestRuleKinds::survivesOddEvents()
{
    const auto judge = judgeWith(R"(
        {"id":"a","is":"note","say":"Note.","at":"/*"}, {"id":"b","is":"time","at":"/t","as":"iso8601","severity":"warning"},
        {"id":"c","is":"window","at":"/t","as":"epoch-ms","to":"+5m"}, {"id":"d","is":"unknown-members","at":"","severity":"info"},
        {"id":"e","is":"looks-like","at":"/o/*","as":"number","severity":"warning","fix":{"label":"x","move":"/p","as":"number"}},
        {"id":"f","is":"same-key-in-both","at":"/o","other":"/p"}, {"id":"g","is":"homogeneous-array","at":"","members":true},
        {"id":"h","is":"value-depth","at":"","levels":1,"severity":"info"}, {"id":"i","is":"key","need":"secret","if":"big"},
        {"id":"j","is":"decoded-length","at":"/s","max":2}, {"id":"k","is":"present-but-empty","at":"/o/*"},
        {"id":"l","is":"transport-cannot-carry"}, {"id":"m","is":"forbidden","members":["s"],"fix":{"label":"x","remove":true}})");
    QVERIFY_RESULT(judge);
    const QByteArrayList values{"1", "\"\"", "\"12\"", "null", "[]", "{}", "[1,\"a\"]", "{\"a\":\"1\"}", "[{\"b\":{}}]",
        "99999999999999999999", "1e400", "\"\\ud800\"", "true", "{\"a\":{\"a\":1},\"a\":2}"};
    const QByteArrayList names{"t", "o", "p", "s", "l", "key", "who", "n", "o", "body"};
    QRandomGenerator random(3);
    int fixed = 0;
    for (int i = 0; i < 3000; ++i) {
        QByteArray text = "{";
        for (int j = random.bounded(6); j > 0; --j)
            text += (text.size() > 1 ? ",\"" : "\"") + names[random.bounded(names.size())] +
                    "\":" + values[random.bounded(values.size())];
        text += "}";
        JsonTape tape;
        QVERIFY(tape.read(viewOf(text)));
        const JudgeContext context = contextOf(random.bounded(2) == 0 ? "now transport=query" : "");
        const Judgement judgement = (*judge)->judge(tape, nullptr, "event", context);
        const Judgement verdict = (*judge)->verdict(tape, nullptr, "event", context);
        QVERIFY2(verdict.verdict == judgement.verdict && verdict.partly == judgement.partly, text.constData());
        QVERIFY2(judgement.rules == rulesOf(judgement.findings) && verdict.rules == judgement.rules, text.constData());
        QVERIFY((*judge)->judge(tape, nullptr, "event", context, Fixes::None).rules == judgement.rules);
        for (const Finding &finding : judgement.findings) {
            const auto pointer = JsonPointer::parse(viewOf(finding.pointer));
            QVERIFY2(pointer && pointer->in(tape.root()), text.constData());
            if (!finding.fix)
                continue;
            ++fixed;
            const QByteArray mended = applied(text, finding.fix->edits);
            JsonTape after;
            QVERIFY2(after.read(viewOf(mended)), mended.constData());
        }
    }
    QVERIFY(fixed > 100);
}

void TestRuleKinds::boundsFindings()
{
    const auto judge =
        judgeWith(R"({"id":"R","is":"note","say":"Note.","at":"/l/*","fix":{"label":"x","remove":true}})");
    QVERIFY_RESULT(judge);
    QByteArray text = "{\"l\":[1";
    for (int i = 0; i < 20'000; ++i)
        text += ",1";
    text += "]}";
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    const Judgement judgement = (*judge)->judge(tape, nullptr, "event", {});
    QCOMPARE(judgement.findings.size(), std::size_t(1000));
    QCOMPARE(judgement.verdict, Verdict::Invalid);
}

QTEST_GUILESS_MAIN(TestRuleKinds)
#include "tst_rulekinds.moc"
