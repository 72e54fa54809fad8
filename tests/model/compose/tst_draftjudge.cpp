// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draftjudge.h"
#include "event/utf8.h"
#include "formtext.h"
#include "testmain.h"

#include <QSignalSpy>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestDraftJudge : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void judges();
    void judgesAgainAfterChanges();
    void judgesTheNewest();
    void judgesWithItsContext();
    void saysNothingWithoutService();
    void tellsOfUnreadableTexts_data();
    void tellsOfUnreadableTexts();
    void tellsOfAnUnreadableEnvelope();
    void appliesFixes();
    void refusesOldFixes();
    void endsWhileJudging();
};

namespace {

const QByteArray definition = R"({"format":1,"id":"test","title":"Test",
  "shapes":{"event":{"title":"Event","schema":"#/$defs/event"}},"fields":{},
  "detect":{"event":[{"need":{"/name":"any"}}]},
  "rules":[
    {"id":"T1","is":"window","at":"/at","from":"-1d","to":"+1d"},
    {"id":"T2","is":"note","transports":["slow"],"at":"/name","say":"It goes the slow way."},
    {"id":"T3","is":"text","comments":true,"trailingCommas":true,
     "fix":{"label":"Strip","strip":"comments"}}],
  "transports":{"slow":{"title":"Slow","shape":"event","base":"https://example.com",
    "one":{"method":"POST","path":"/e","body":"$event"},"auth":[],"reply":{"accepted":{"status":"2xx"}}}},
  "$defs":{"event":{"type":"object","required":["name"],"properties":{
    "name":{"type":"string"},
    "count":{"type":"number","x-fix":{"label":"Write it as a number","as":"number"}}}}}})";

constexpr Micros noon = 1'772'366'400'000'000;    // 2026-03-01T12:00:00Z

ServiceSet services()
{
    std::vector<Error> faults;
    ServiceSet set = ServiceSet::compile(Services::of({test::serviceOf(definition)}), &faults);
    if (!faults.empty())
        qFatal("%s", qPrintable(faults.front().message));
    return set;
}

DraftState withText(const QByteArray &text)
{
    return {text, {}, "test", "event", {}, 0};
}

void waitUntilCurrent(const DraftJudge &judge)
{
    QTRY_VERIFY_WITH_TIMEOUT(judge.isCurrent(), 20'000);
}

}

void TestDraftJudge::judges()
{
    Draft draft(withText(R"({"count":1})"));
    const DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Invalid);
    QCOMPARE(judge.judgement().findings.size(), std::size_t(1));
    QCOMPARE(judge.revision(), draft.revision());
}

void TestDraftJudge::judgesAgainAfterChanges()
{
    Draft draft(withText("{}"));
    const DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    draft.edit(DraftPart::Event, {{1, 0, R"("name":"n")"}});
    QVERIFY(!judge.isCurrent());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Valid);
    draft.undo();
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Invalid);
    DraftState other = draft.state();
    other.service = "unknown";
    draft.replace(other);
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Unjudged);
}

void TestDraftJudge::judgesTheNewest()
{
    Draft draft(withText(R"({"name":""})"));
    const DraftJudge judge(draft, services());
    const QSignalSpy judged(&judge, &DraftJudge::judged);
    for (int i = 0; i < 1000; ++i)
        draft.edit(DraftPart::Event, {{9, 0, "x"}});
    waitUntilCurrent(judge);
    QCOMPARE(judge.revision(), draft.revision());
    QCOMPARE(judge.judgement().verdict, Verdict::Valid);
    QVERIFY(judged.count() >= 1 && judged.count() <= 2);
}

void TestDraftJudge::judgesWithItsContext()
{
    Draft draft(withText(R"({"name":"n","at":"2026-03-01T11:00:00Z"})"));
    DraftJudge judge(draft, services());
    JudgeContext context;
    context.now = noon;
    judge.setContext(context);
    QVERIFY(!judge.isCurrent());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Valid);
    context.now = noon + 10 * microsPerDay;
    judge.setContext(context);
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Invalid);
    context.now = noon;
    judge.setContext(context);
    DraftState slow = draft.state();
    slow.transport = "slow";
    draft.replace(slow);
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().findings.size(), std::size_t(1));
    QCOMPARE(judge.judgement().findings.front().rule, QByteArray("T2"));
}

void TestDraftJudge::saysNothingWithoutService()
{
    Draft draft({"{", {}, {}, {}, {}, 0});
    const DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    QVERIFY(judge.judgement().findings.empty());
    QCOMPARE(judge.judgement().verdict, Verdict::Unjudged);
}

void TestDraftJudge::tellsOfUnreadableTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "{", "{\"name\":\"n\"} {}", "nul", "[]", "5", "\"name\"", "null", "{\"name\": tru}"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void TestDraftJudge::tellsOfUnreadableTexts()
{
    QFETCH(const QByteArray, text);
    Draft draft(withText(text));
    const DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Invalid);
    QVERIFY(!judge.judgement().findings.empty());
    QVERIFY(!judge.judgement().findings.front().sentence.isEmpty());
}

void TestDraftJudge::tellsOfAnUnreadableEnvelope()
{
    DraftState state = withText(R"({"name":"n","count":"5"})");
    state.envelope = R"({"k":1,})";
    Draft draft(state);
    DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().findings.size(), std::size_t(2));
    const Finding broken = judge.judgement().findings.front();
    QVERIFY(broken.inEnvelope);
    QVERIFY(broken.fix.has_value());
    QVERIFY(judge.apply(broken));
    QCOMPARE(draft.text(DraftPart::Envelope), QByteArray(R"({"k":1})"));
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().findings.size(), std::size_t(1));
}

void TestDraftJudge::appliesFixes()
{
    const QByteArray text = "{\"name\":\"n\", // why\n \"count\":\"5\",}";
    Draft draft(withText(text));
    DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().findings.front().rule, QByteArray("T3"));
    QVERIFY(judge.apply(judge.judgement().findings.front()));
    QVERIFY(draft.isReadable());
    waitUntilCurrent(judge);
    QVERIFY(judge.apply(judge.judgement().findings.front()));
    waitUntilCurrent(judge);
    QCOMPARE(judge.judgement().verdict, Verdict::Valid);
    QCOMPARE(draft.tape().root().find("count").raw(), std::string_view("5"));
    draft.undo();
    QCOMPARE(draft.tape().root().find("count").raw(), std::string_view("\"5\""));
    draft.undo();
    QCOMPARE(draft.text(), text);
}

void TestDraftJudge::refusesOldFixes()
{
    Draft draft(withText(R"({"name":"n","count":"5"})"));
    DraftJudge judge(draft, services());
    waitUntilCurrent(judge);
    const Finding finding = judge.judgement().findings.front();
    Finding other = finding;
    other.offset += 1;
    QVERIFY(!judge.apply(other));
    draft.edit(DraftPart::Event, {{0, 0, " "}});
    QVERIFY(!judge.apply(finding));
    waitUntilCurrent(judge);
    QVERIFY(!judge.apply(finding));
    QCOMPARE(draft.text(), QByteArray(R"( {"name":"n","count":"5"})"));
}

void TestDraftJudge::endsWhileJudging()
{
    Draft draft(withText("{\"name\":[" + QByteArray("1,").repeated(300'000) + "1]}"));
    for (int i = 0; i < 5; ++i) {
        DraftJudge judge(draft, services());
        draft.edit(DraftPart::Event, {{0, 0, " "}});
    }
    QVERIFY(draft.isReadable());
}

QTEST_GUILESS_MAIN(TestDraftJudge)
#include "tst_draftjudge.moc"
