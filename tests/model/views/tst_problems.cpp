// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventworld.h"
#include "testmain.h"
#include "views/problems.h"
#include "views/rulemodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Tester = QAbstractItemModelTester;

Micros ofRow(Row row)
{
    return test::worldStart + row * microsPerSecond;
}

// A rule with two severities, one that two services have, and an event without a name.
std::vector<ProblemGroup> someGroups()
{
    return {{"alpha", "A1", Severity::Warning, "api.request", 7, 3, 30},
        {"alpha", "A1", Severity::Error, "api.request", 2, 1, 31},
        {"alpha", "A1", Severity::Warning, "page.view", 20, 5, 40}, {"alpha", "json", Severity::Warning, "", 50, 9, 60},
        {"beta", "json", Severity::Error, "job.failed", 4, 8, 8},
        {"beta", "B2", Severity::Info, "job.failed", 100, 2, 90}};
}

QStringList column(const ProblemModel &model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(model.index(row, column).data().toString());
    return texts;
}

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, test::worldStart);
    return filter ? *filter : EventFilter();
}

// Events that break rules by chance, always the same.
std::vector<Event> brokenEvents(int count)
{
    QRandomGenerator random(7);
    std::vector<Event> events;
    for (int n = 0; n < count; ++n) {
        Event event = test::worldEvent(n);
        std::vector<RuleHit> hits;
        for (const RuleHit &hit : {RuleHit{"A1", Severity::Error}, RuleHit{"A2", Severity::Warning},
                 RuleHit{"json", Severity::Warning}, RuleHit{"A3", Severity::Info}})
            if (random.bounded(4) == 0)
                hits.push_back(hit);
        event.rules = ruleSetText(hits);
        events.push_back(std::move(event));
    }
    return events;
}

using Counts = std::map<std::tuple<QByteArray, QByteArray, QByteArray>, qint64>;

Counts expectedOf(const std::vector<Event> &events, const EventFilter &filter)
{
    Counts counts;
    for (const Event &event : events)
        if (filter.matches(event, "march.ndjson"))
            for (const RuleHit &hit : rulesOf(event.rules))
                ++counts[{event.service, hit.rule, event.identity.name}];
    return counts;
}

Counts countsOf(const ProblemModel &model)
{
    Counts counts;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex rule = model.index(row, 0);
        for (int child = 0; child < model.rowCount(rule); ++child) {
            const QModelIndex name = model.index(child, 0, rule);
            const auto key = model.keyAt(name);
            counts[{key->service, key->rule, *key->name}] = model.countOf(name);
        }
    }
    return counts;
}

std::vector<RuleList> someRules()
{
    return {{"alpha", u"Alpha"_s,
                {{"A1", {Severity::Error, Severity::Warning}, u"The customer is named."_s, u"handbook"_s, {}},
                    {"A2", {Severity::Warning}, u"Times are recent."_s, {}, {}}}},
        {{}, u"Tracking plan"_s, {{"plan.type", {Severity::Error}, u"Values are of the planned type."_s, {}, {}}}}};
}

}

class TestProblems : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void groupsByRuleAndName();
    void sorts();
    void saysWhatRulesAreAbout();
    void countsUnderTheFilter();
    void staysWhileProblemsAreChosen();
    void keepsWhatIsAskedBeside();
    void excludes();
    void looksAtAllEvents();
    void followsTheStore();
    void tellsWhatWasSound();
    void changesSeverities();
    void resetsSeverities();
};

void TestProblems::groupsByRuleAndName()
{
    ProblemModel model(ofRow);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setProblems(someGroups());
    QCOMPARE(column(model, ProblemModel::Rule), QStringList({u"A1"_s, u"json"_s, u"json"_s, u"B2"_s}));
    QCOMPARE(column(model, ProblemModel::Events), QStringList({u"29"_s, u"4"_s, u"50"_s, u"100"_s}));
    QCOMPARE(model.rules(), 4);
    QCOMPARE(model.findings(), 183);
    QVERIFY(model.isShared("json"));
    QVERIFY(!model.isShared("A1"));

    const QModelIndex rule = model.index(0, 0);
    QCOMPARE(rule.data(ProblemModel::SeverityRole).toInt(), int(Severity::Error));
    QCOMPARE(model.firstOf(rule), Row{1});
    QCOMPARE(model.rowCount(rule), 2);
    QCOMPARE(model.index(0, 0, rule).data().toString(), u"page.view"_s);
    const QModelIndex name = model.index(1, 0, rule);
    QCOMPARE(name.data().toString(), u"api.request"_s);
    QCOMPARE(model.countOf(name), 9);
    QCOMPARE(model.firstOf(name), Row{1});
    QCOMPARE(model.keyAt(name), (ProblemKey{"alpha", "A1", "api.request"}));
    QCOMPARE(model.indexOf({"alpha", "A1", "api.request"}), name);
    QCOMPARE(model.indexOf({"beta", "json", {}}), model.index(1, 0));
    QVERIFY(!model.indexOf({"beta", "A1", {}}).isValid());
    QCOMPARE(model.index(0, 0, model.index(2, 0)).data().toString(), u"(no name)"_s);

    model.setChosen(ProblemKey{"alpha", "A1", {}});
    QVERIFY(rule.data(ProblemModel::ChosenRole).toBool());
    QVERIFY(!name.data(ProblemModel::ChosenRole).toBool());
    model.setProblems({});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.copyText(), QString());
}

void TestProblems::sorts()
{
    ProblemModel model(ofRow);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setProblems(someGroups());
    model.sort(ProblemModel::Events, Qt::DescendingOrder);
    QCOMPARE(column(model, ProblemModel::Events), QStringList({u"100"_s, u"50"_s, u"29"_s, u"4"_s}));
    QCOMPARE(model.index(0, 0, model.index(2, 0)).data().toString(), u"page.view"_s);
    model.sort(ProblemModel::Events, Qt::AscendingOrder);
    QCOMPARE(column(model, ProblemModel::Events), QStringList({u"4"_s, u"29"_s, u"50"_s, u"100"_s}));
    model.sort(ProblemModel::First, Qt::AscendingOrder);
    QCOMPARE(column(model, ProblemModel::Rule), QStringList({u"A1"_s, u"B2"_s, u"json"_s, u"json"_s}));
    model.sort(ProblemModel::Service, Qt::DescendingOrder);
    QCOMPARE(column(model, ProblemModel::Service), QStringList({u"beta"_s, u"beta"_s, u"alpha"_s, u"alpha"_s}));
    model.sort(ProblemModel::Rule, Qt::DescendingOrder);
    QCOMPARE(column(model, ProblemModel::Rule), QStringList({u"B2"_s, u"json"_s, u"json"_s, u"A1"_s}));
    model.setProblems(someGroups());    // sorted as before
    QCOMPARE(column(model, ProblemModel::Rule), QStringList({u"B2"_s, u"json"_s, u"json"_s, u"A1"_s}));
}

void TestProblems::saysWhatRulesAreAbout()
{
    RuleBook book = ruleBook(someRules());
    book.add("beta", "A1", {u"Something else."_s, {}});
    QCOMPARE(book.of("alpha", "A1").about, u"The customer is named."_s);
    QCOMPARE(book.of("alpha", "plan.type").about, u"Values are of the planned type."_s);
    QCOMPARE(book.of("alpha", "Z9").about, QString());
    QCOMPARE(book.aboutAny("A2"), u"Times are recent."_s);
    QCOMPARE(book.aboutAny("A1"), QString());
    QCOMPARE(book.linesOf("alpha", "A1:error A2:warning Z9:info"),
        u"Error · A1 · The customer is named.\nWarning · A2 · Times are recent.\nAdvice · Z9"_s);
    QCOMPARE(ruleIds("A2:warning B1:error"), u"B1, A2"_s);

    ProblemModel model(ofRow);
    model.setProblems(someGroups());
    model.setRuleBook(book);
    model.setServiceTitles({{"alpha", u"Alpha"_s}});
    QCOMPARE(model.index(0, ProblemModel::About).data().toString(), u"The customer is named."_s);
    QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"Stated in: handbook"_s));
    QCOMPARE(model.copyText().section(u'\n', 0, 1),
        u"Error A1 (Alpha), 29 events, first 2026-03-01 00:00:01.000: The customer is named.\n    page.view\t20"_s);
}

void TestProblems::countsUnderTheFilter()
{
    test::EventWorld world(0);
    const std::vector<Event> events = brokenEvents(500);
    world.add(events);
    Problems problems(*world.store, world.state);
    const Tester tester(&problems.model(), Tester::FailureReportingMode::QtTest);
    QSignalSpy counted(&problems, &Problems::counted);
    problems.setActive(true);
    for (const QString &text : {QString(), u"tenant:acme"_s, u"is:invalid -name:api.*"_s, u"\"n17\""_s}) {
        if (!text.isEmpty()) {
            counted.clear();
            world.state.setFilter(parsed(text));
        }
        QTRY_VERIFY(!counted.isEmpty());
        QCOMPARE(countsOf(problems.model()), expectedOf(events, parsed(text)));
    }
    // A rule of its own does not narrow it, and asks nothing again.
    counted.clear();
    const Counts before = countsOf(problems.model());
    world.state.setFilter(parsed(u"\"n17\" rule:A1"_s));
    QTest::qWait(50);
    QVERIFY(counted.isEmpty());
    QCOMPARE(countsOf(problems.model()), before);
}

void TestProblems::staysWhileProblemsAreChosen()
{
    test::EventWorld world(0);
    const std::vector<Event> events = brokenEvents(300);
    world.add(events);
    world.state.setFilter(parsed(u"tenant:acme,globex"_s));
    Problems problems(*world.store, world.state);
    problems.setActive(true);
    QTRY_VERIFY(problems.isAnswered());
    const Counts all = countsOf(problems.model());

    problems.choose({"alpha", "A1", {}});    // of two services here
    QCOMPARE(world.state.filter(), parsed(u"tenant:acme,globex rule:A1 service:alpha"_s));
    QCOMPARE(problems.chosen(), (ProblemKey{"alpha", "A1", {}}));
    problems.choose({"beta", "A2", "api.request"});
    QCOMPARE(world.state.filter(), parsed(u"tenant:acme,globex rule:A2 service:beta name:api.request"_s));
    QTest::qWait(50);
    QCOMPARE(countsOf(problems.model()), all);
    problems.clearChoice();
    QCOMPARE(world.state.filter(), parsed(u"tenant:acme,globex"_s));
    QVERIFY(!problems.chosen());
}

void TestProblems::keepsWhatIsAskedBeside()
{
    test::EventWorld world(0);
    const std::vector<Event> events = brokenEvents(300);
    world.add(events);
    world.state.setFilter(parsed(u"name:api.*"_s));
    Problems problems(*world.store, world.state);
    problems.setActive(true);
    QTRY_VERIFY(problems.isAnswered());
    problems.choose({"alpha", "A1", "api.request"});
    const EventFilter narrowed = world.state.filter();
    QSignalSpy counted(&problems, &Problems::counted);
    world.state.setFilter(narrowed.withValues(Field::Tenant, {"acme"}));
    QTRY_VERIFY(!counted.isEmpty());
    QVERIFY(problems.chosen());
    QCOMPARE(countsOf(problems.model()), expectedOf(events, parsed(u"name:api.* tenant:acme"_s)));
    problems.clearChoice();
    QCOMPARE(world.state.filter(), parsed(u"name:api.* tenant:acme"_s));
    // Somebody else's rule is not a choice.
    world.state.setFilter(parsed(u"name:api.* tenant:acme rule:A3"_s));
    QVERIFY(!problems.chosen());
}

void TestProblems::excludes()
{
    test::EventWorld world(0);
    world.add(brokenEvents(300));
    Problems problems(*world.store, world.state);
    problems.setActive(true);
    QTRY_VERIFY(problems.isAnswered());
    problems.exclude({"alpha", "A1", {}});
    QCOMPARE(world.state.filter(), parsed(u"not (rule:A1 service:alpha)"_s));
    world.state.setFilter({});
    problems.exclude({"alpha", "A1", "api.request"});
    QCOMPARE(world.state.filter(), parsed(u"not (rule:A1 service:alpha name:api.request)"_s));
}

void TestProblems::looksAtAllEvents()
{
    test::EventWorld world(0);
    const std::vector<Event> events = brokenEvents(300);
    world.add(events);
    world.state.setFilter(parsed(u"tenant:acme"_s));
    Problems problems(*world.store, world.state);
    problems.setActive(true);
    problems.setAllEvents(true);
    QTRY_COMPARE(countsOf(problems.model()), expectedOf(events, {}));
    problems.choose({"beta", "A3", {}});
    QCOMPARE(world.state.filter(), parsed(u"rule:A3 service:beta"_s));
    QTest::qWait(50);
    QCOMPARE(countsOf(problems.model()), expectedOf(events, {}));
    problems.setAllEvents(false);
    QTRY_COMPARE(countsOf(problems.model()), expectedOf(events, {}));    // the choice is what is left of the filter
}

void TestProblems::followsTheStore()
{
    test::EventWorld world(0);
    std::vector<Event> events = brokenEvents(40);
    Problems problems(*world.store, world.state);
    world.add({events.begin(), events.begin() + 20});
    QTest::qWait(20);
    QVERIFY(!problems.isAnswered());    // not before it is looked at
    problems.setActive(true);
    QTRY_COMPARE(countsOf(problems.model()), expectedOf({events.begin(), events.begin() + 20}, {}));
    world.add({events.begin() + 20, events.end()});
    QTRY_COMPARE(countsOf(problems.model()), expectedOf(events, {}));
}

void TestProblems::tellsWhatWasSound()
{
    test::EventWorld world(0);
    std::vector<Event> events;
    for (int n = 0; n < 12; ++n) {
        events.push_back(test::worldEvent(n));
        events.back().verdict = n < 3 ? Verdict::Unjudged : Verdict::Valid;
    }
    world.add(std::move(events));
    Problems problems(*world.store, world.state);
    problems.setActive(true);
    QTRY_COMPARE(problems.lookedAt(), 12);
    QCOMPARE(problems.unjudged(), 3);
    world.state.setFilter(parsed(u"is:valid"_s));
    QTRY_COMPARE(problems.lookedAt(), 9);
    QCOMPARE(problems.unjudged(), 0);
}

void TestProblems::changesSeverities()
{
    RuleModel model(someRules(), {});
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    QSignalSpy changed(&model, &RuleModel::changesChanged);
    const QModelIndex rule = model.indexOf("alpha", "A1");
    const QModelIndex counts = rule.siblingAtColumn(RuleModel::Counts);
    QCOMPARE(counts.data().toString(), u"Error / Warning"_s);
    QCOMPARE(counts.data(Qt::EditRole).toInt(), RuleModel::asDefined);
    QVERIFY(model.setData(counts, int(RuleLevel::Off), Qt::EditRole));
    QCOMPARE(counts.data().toString(), u"Off"_s);
    QVERIFY(!counts.data(RuleModel::SeverityRole).isValid());
    QVERIFY(counts.data(RuleModel::ChangedRole).toBool());
    QCOMPARE(model.changes().of("alpha", "A1"), RuleLevel::Off);
    QCOMPARE(model.changes().of("beta", "A1"), std::nullopt);
    const QModelIndex plan = model.indexOf({}, "plan.type").siblingAtColumn(RuleModel::Counts);
    QVERIFY(model.setData(plan, int(RuleLevel::Warning), Qt::EditRole));
    QCOMPARE(model.changes().of("beta", "plan.type"), RuleLevel::Warning);
    QCOMPARE(model.changed(), 2);
    QCOMPARE(changed.count(), 2);
    QVERIFY(model.setData(counts, RuleModel::asDefined, Qt::EditRole));
    QCOMPARE(model.changes().of("alpha", "A1"), std::nullopt);
    for (const QVariant &wrong : {QVariant(-2), QVariant(4), QVariant(u"off"_s)})
        QVERIFY(!model.setData(counts, wrong, Qt::EditRole));
    QVERIFY(!model.setData(rule, 0, Qt::EditRole));
    QVERIFY(!model.setData(model.index(0, RuleModel::Counts), 0, Qt::EditRole));
}

void TestProblems::resetsSeverities()
{
    SeverityChanges before;
    before.set({}, "A2", RuleLevel::Error);    // of every service
    before.set("alpha", "A1", RuleLevel::Info);
    RuleModel model(someRules(), before);
    QCOMPARE(model.changed(), 2);
    const QModelIndex counts = model.indexOf("alpha", "A2").siblingAtColumn(RuleModel::Counts);
    QCOMPARE(counts.data().toString(), u"Error"_s);
    QVERIFY(model.setData(counts, RuleModel::asDefined, Qt::EditRole));
    QCOMPARE(model.changed(), 1);
    model.resetAll();
    QVERIFY(model.changes().isEmpty());
    QCOMPARE(counts.data().toString(), u"Warning"_s);
}

}

QTEST_GUILESS_MAIN(eventscope::TestProblems)
#include "tst_problems.moc"
