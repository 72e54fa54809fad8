// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "testmain.h"
#include "views/planmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestPlanModel : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void showsWhatIsPlanned();
    void tellsWhatWasSeen_data();
    void tellsWhatWasSeen();
    void countsEventsAndProperties();
    void keepsRowsWhileNothingComesOrGoes();
    void addsDriftToNotes();
};

namespace {

constexpr Micros start = 1'772'323'200'000'000;    // 2026-03-01T00:00:00Z

Plan plan()
{
    const auto loaded = Plan::load(R"({"format":1,"title":"Shop","events":{
        "order.paid":{"description":"Money came in.","schema":{"type":"object","required":["amount"],
            "properties":{"amount":{"type":"integer"},"currency":{"type":"string","enum":["eur","usd"]},
                "coupon":{"type":"string"}}}},
        "order.sent":{"status":"planned"},
        "order.lost":{"status":"deprecated"},
        "cart.left":{}}})",
        u"plan.json"_s);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message));
    return *loaded;
}

void add(Profile &profile, const QByteArray &name, const QByteArray &text, int count)
{
    JsonTape tape;
    QVERIFY(tape.read(viewOf(text)));
    for (int i = 0; i < count; ++i)
        profile.add(tape, nullptr, {}, name, start + i);
}

std::shared_ptr<const Profile> seen()
{
    Profile profile;
    add(profile, "order.paid", R"({"amount":12,"currency":"eur"})", 6);
    add(profile, "order.paid", R"({"amount":"12","colour":"red"})", 2);
    add(profile, "order.paid", R"({"currency":"usd"})", 2);
    add(profile, "order.lost", R"({"why":"late"})", 1);
    add(profile, "Order_Paid", "{}", 5);
    add(profile, "other", "{}", 4);
    return std::make_shared<const Profile>(std::move(profile));
}

QString textAt(const PlanModel &model, const QByteArray &event, const QByteArray &property, int column)
{
    return model.indexOf(event, property).siblingAtColumn(column).data().toString();
}

}

void TestPlanModel::showsWhatIsPlanned()
{
    PlanModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    model.setPlan(plan());
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(textAt(model, "order.paid", "amount", PlanModel::TypeColumn), u"integer, required"_s);
    QCOMPARE(textAt(model, "order.paid", "currency", PlanModel::TypeColumn), u"string, one of \"eur\", \"usd\""_s);
    QCOMPARE(textAt(model, "order.sent", {}, PlanModel::TypeColumn), u"planned"_s);
    QCOMPARE(textAt(model, "order.paid", {}, PlanModel::SeenColumn), QString());
    QCOMPARE(textAt(model, "cart.left", {}, PlanModel::NoteColumn), QString());
    QCOMPARE(model.eventAt(model.indexOf("order.paid", "coupon")), "order.paid");
    QVERIFY(!model.indexOf("order.paid", "nothing").isValid());
}

void TestPlanModel::tellsWhatWasSeen_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("property");
    QTest::addColumn<QString>("note");
    QTest::addColumn<int>("mark");
    const auto row = [](const char *event, const QByteArray &property, const QString &note, Severity mark) {
        QTest::addRow("%s %s", event, property.constData()) << QByteArray(event) << property << note << int(mark);
    };
    row("order.paid", {}, {}, Severity::NotJudged);
    row("order.paid", "amount", u"Other types than planned: 75 % integer, 25 % string"_s, Severity::Error);
    row("order.paid", "currency", {}, Severity::NotJudged);
    row("order.paid", "coupon", u"Never seen"_s, Severity::Info);
    row("order.paid", "colour", u"Not planned"_s, Severity::Warning);
    row("order.sent", {}, u"Not sent yet, as planned"_s, Severity::Info);
    row("order.lost", {}, u"Deprecated, and still sent"_s, Severity::Info);
    row("cart.left", {}, u"Never seen"_s, Severity::Warning);
    row("Order_Paid", {}, u"Not planned; nearly order.paid"_s, Severity::Warning);
    row("other", {}, u"Not planned"_s, Severity::Warning);
}

void TestPlanModel::tellsWhatWasSeen()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, property);
    QFETCH(QString, note);
    QFETCH(int, mark);
    PlanModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPlan(plan());
    model.setProfile(seen());
    const QModelIndex index = model.indexOf(event, property);
    QVERIFY(index.isValid());
    QCOMPARE(index.siblingAtColumn(PlanModel::NoteColumn).data().toString(), note);
    QCOMPARE(index.data(PlanModel::MarkRole).toInt(), mark);
    QVERIFY(!index.data(Qt::AccessibleTextRole).toString().isEmpty());
}

void TestPlanModel::countsEventsAndProperties()
{
    PlanModel model;
    model.setPlan(plan());
    model.setProfile(seen());
    QVERIFY(model.isCovered());
    QCOMPARE(model.coverage().count, 20);
    QCOMPARE(textAt(model, "order.paid", {}, PlanModel::SeenColumn), u"10"_s);
    QCOMPARE(textAt(model, "order.paid", {}, PlanModel::ShareColumn), u"50 %"_s);
    QCOMPARE(textAt(model, "order.paid", "amount", PlanModel::ShareColumn), u"80 %"_s);
    QCOMPARE(textAt(model, "order.paid", "coupon", PlanModel::ShareColumn), u"0 %"_s);
    QCOMPARE(model.indexOf("order.paid", "amount").data(PlanModel::ShareRole).toDouble(), 0.8);
    QCOMPARE(textAt(model, "order.paid", {}, PlanModel::FirstColumn), u"2026-03-01 00:00:00.000"_s);
}

void TestPlanModel::keepsRowsWhileNothingComesOrGoes()
{
    PlanModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPlan(plan());
    const QPersistentModelIndex amount = model.indexOf("order.paid", "amount");
    PlannedEvent event = *model.plan().event("order.paid");
    PlannedProperty property = propertiesOf(event).front();
    property.types = {"number"};
    const auto changed = model.plan().withEvent("order.paid", withProperty(event, "amount", property));
    QVERIFY_RESULT(changed);
    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setPlan(*changed);
    QCOMPARE(resets.count(), 0);
    QVERIFY(amount.isValid());
    QCOMPARE(amount.sibling(amount.row(), PlanModel::TypeColumn).data().toString(), u"number, required"_s);
    model.setPlan(model.plan().withoutEvent("cart.left"));
    QCOMPARE(resets.count(), 1);
}

void TestPlanModel::addsDriftToNotes()
{
    PlanModel model;
    model.setPlan(plan());
    model.setProfile(seen());
    model.setDrift({{Drift::Kind::Types, "order.paid", "amount", 0, 0.25, u"A string now and then."_s}});
    QVERIFY(textAt(model, "order.paid", "amount", PlanModel::NoteColumn).contains(u"A string now and then."));
    model.setDrift({});
    QVERIFY(!textAt(model, "order.paid", "amount", PlanModel::NoteColumn).contains(u"A string now and then."));
}

}

using eventscope::TestPlanModel;
QTEST_GUILESS_MAIN(TestPlanModel)
#include "tst_planmodel.moc"
