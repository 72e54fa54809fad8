// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventworld.h"
#include "testmain.h"
#include "views/facets.h"
#include "views/filteredits.h"
#include "views/pathkey.h"
#include "views/termmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <map>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestFacets : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void countsUnderTheFilter();
    void ignoresItsOwnSelection();
    void includesAndExcludes();
    void asksNothingWhileInactive();
    void followsTheStore();
    void narrowsTerms();
    void takesWildcards();
    void keepsWhatIsChosenInSight();
    void findsTitles();
    void keepsHistory();
    void keepsStagesOutOfHistory();
    void asksForPathsThatAreSeen();
    void countsPaths();
    void tellsShares();
    void namesPaths_data();
    void namesPaths();
};

namespace {

int rowOf(const FacetModel &model, const QByteArray &value)
{
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.data(model.index(row), FacetModel::PlainRole).toByteArray() == value)
            return row;
    return -1;
}

qint64 countOf(const FacetModel &model, const QByteArray &value)
{
    const int row = rowOf(model, value);
    return row < 0 ? 0 : model.data(model.index(row), FacetModel::CountRole).toLongLong();
}

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, test::worldStart);
    return filter ? *filter : EventFilter();
}

}

void TestFacets::countsUnderTheFilter()
{
    test::EventWorld world(400);
    Facets facets(*world.store, world.state, {Field::Tenant, Field::Name, Field::Verdict});
    FacetModel &names = facets.model(Field::Name);
    QAbstractItemModelTester tester(&names, QAbstractItemModelTester::FailureReportingMode::QtTest);
    facets.setActive(true);
    for (const QString &text : {QString(), u"tenant:acme"_s, u"is:invalid -tenant:acme"_s, u"user:user_7"_s}) {
        QSignalSpy counted(&facets, &Facets::counted);
        world.state.setFilter(parsed(text));
        if (!text.isEmpty() || counted.isEmpty())
            QTRY_VERIFY(!counted.isEmpty());
        std::map<QByteArray, qint64> expected;
        for (int n = 0; n < 400; ++n)
            if (const Event event = test::worldEvent(n); parsed(text).matches(event, "march.ndjson"))
                ++expected[event.identity.name];
        QCOMPARE(names.rowCount(), static_cast<int>(expected.size()));
        for (const auto &[value, count] : expected)
            QCOMPARE(countOf(names, value), count);
    }
}

void TestFacets::ignoresItsOwnSelection()
{
    test::EventWorld world(300);
    Facets facets(*world.store, world.state, {Field::Tenant, Field::Name});
    facets.setActive(true);
    FacetModel &tenants = facets.model(Field::Tenant);
    QTRY_VERIFY(tenants.rowCount() > 3);
    const int before = tenants.rowCount();
    QSignalSpy counted(&facets, &Facets::counted);
    tenants.toggleIncluded(tenants.index(rowOf(tenants, "acme")));
    QTRY_VERIFY(!counted.isEmpty());
    QCOMPARE(tenants.rowCount(), before);
    QVERIFY(countOf(tenants, "globex") > 0);
    tenants.toggleIncluded(tenants.index(rowOf(tenants, "globex")));
    QCOMPARE(world.state.filter().values(Field::Tenant), (QList<QByteArray>{"acme", "globex"}));
    QCOMPARE(tenants.data(tenants.index(rowOf(tenants, "globex")), Qt::CheckStateRole).toInt(), int(Qt::Checked));
}

void TestFacets::includesAndExcludes()
{
    test::EventWorld world(200);
    Facets facets(*world.store, world.state, {Field::Tenant});
    facets.setActive(true);
    FacetModel &model = facets.model(Field::Tenant);
    QTRY_VERIFY(rowOf(model, "Üç Nokta GmbH") >= 0);
    const auto at = [&](const QByteArray &value) { return model.index(rowOf(model, value)); };
    model.toggleExcluded(at("umbrella corp"));
    QVERIFY(model.data(at("umbrella corp"), FacetModel::ExcludedRole).toBool());
    QCOMPARE(model.summary(), u"not umbrella corp"_s);
    model.toggleIncluded(at("umbrella corp"));    // the one ends the other
    QVERIFY(world.state.filter().values(Field::Tenant, true).isEmpty());
    QCOMPARE(model.summary(), u"umbrella corp"_s);
    QVERIFY(model.setData(at("Üç Nokta GmbH"), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.summary(), u"umbrella corp +1"_s);
    model.clear();
    QVERIFY(world.state.filter().matchesAll());
    QVERIFY(model.summary().isEmpty());
}

void TestFacets::asksNothingWhileInactive()
{
    test::EventWorld world(50);
    Facets facets(*world.store, world.state, {Field::Tenant});
    QSignalSpy counted(&facets, &Facets::counted);
    world.state.setFilter(parsed(u"user:user_1*"_s));
    QTest::qWait(100);
    QVERIFY(counted.isEmpty());
    facets.setActive(true);
    QTRY_COMPARE(counted.count(), 1);
}

void TestFacets::followsTheStore()
{
    test::EventWorld world(50);
    Facets facets(*world.store, world.state, {Field::Service});
    facets.setActive(true);
    FacetModel &model = facets.model(Field::Service);
    QTRY_COMPARE(countOf(model, "alpha") + countOf(model, "beta"), 50);
    world.add(50, 90);
    QTRY_COMPARE(countOf(model, "alpha") + countOf(model, "beta"), 90);
}

void TestFacets::narrowsTerms()
{
    test::EventWorld world(500);
    TermModel users(*world.store, world.state, Field::User);
    QAbstractItemModelTester tester(&users, QAbstractItemModelTester::FailureReportingMode::QtTest);
    users.setActive(true);
    QTRY_COMPARE(users.rowCount(), 50);
    users.setSearch(u"R_4"_s);
    QTRY_VERIFY(!users.isSearching() && users.rowCount() == 11);    // user_4, user_40 … user_49
    users.setSearch(u"nobody at all"_s);
    QTRY_VERIFY(!users.isSearching() && users.rowCount() == 0);
    users.setSearch({});
    QTRY_COMPARE(users.rowCount(), 50);

    TermModel tenants(*world.store, world.state, Field::Tenant);
    tenants.setActive(true);
    tenants.setSearch(u"nokta G"_s);
    QTRY_COMPARE(tenants.rowCount(), 1);
    QCOMPARE(tenants.data(tenants.index(0), Qt::DisplayRole).toString(), u"Üç Nokta GmbH"_s);
}

void TestFacets::takesWildcards()
{
    test::EventWorld world(200);
    TermModel users(*world.store, world.state, Field::User);
    users.setActive(true);
    users.setSearch(u"user_?9"_s);
    QTRY_VERIFY(!users.isSearching() && users.rowCount() == 4);
    users.setSearch(u"(user|["_s);    // no expression of ours
    QTRY_VERIFY(!users.isSearching() && users.rowCount() == 0);
}

void TestFacets::keepsWhatIsChosenInSight()
{
    test::EventWorld world(200);
    world.state.setFilter(parsed(u"user:ghost,user_4*"_s));
    TermModel users(*world.store, world.state, Field::User);
    users.setActive(true);
    QTRY_VERIFY(users.rowCount() > 40);
    QCOMPARE(users.data(users.index(0), Qt::DisplayRole).toString(), u"ghost"_s);
    QCOMPARE(users.data(users.index(0), FacetModel::CountRole).toLongLong(), -1);
    QCOMPARE(users.data(users.index(1), Qt::DisplayRole).toString(), u"user_4*"_s);
    users.toggleIncluded(users.index(1));
    QCOMPARE(world.state.filter().values(Field::User), QList<QByteArray>{"ghost"});
}

void TestFacets::findsTitles()
{
    test::EventWorld world(20);
    TermModel services(*world.store, world.state, Field::Service);
    services.setTitles({{"alpha", u"The First"_s}, {"beta", u"Another"_s}});
    services.setActive(true);
    services.setSearch(u"first"_s);
    QTRY_COMPARE(services.rowCount(), 1);
    QCOMPARE(services.data(services.index(0), FacetModel::PlainRole).toByteArray(), QByteArray("alpha"));
}

void TestFacets::keepsHistory()
{
    FilterState state;
    QSignalSpy changed(&state, &FilterState::changed);
    const EventFilter first = parsed(u"tenant:a"_s);
    const EventFilter second = parsed(u"tenant:b"_s);
    state.setFilter(first);
    state.setFilter(first);
    state.setFilter(second);
    QCOMPARE(changed.count(), 2);
    state.goBack();
    QVERIFY(state.filter() == first);
    QVERIFY(state.canGoForward());
    state.goForward();
    QVERIFY(state.filter() == second);
    state.goBack();
    state.goBack();
    QVERIFY(state.filter().matchesAll() && !state.canGoBack());
    state.setFilter(second);
    QVERIFY(!state.canGoForward());
    for (int i = 0; i < 1000; ++i)
        state.setFilter(parsed(u"tenant:t%1"_s.arg(i)));
    int steps = 0;
    for (; state.canGoBack(); ++steps)
        state.goBack();
    QVERIFY(steps > 50 && steps < 1000);

    QSignalSpy windows(&state, &FilterState::windowChanged);
    state.setWindow(FilterState::Window{1, 2});
    state.setWindow(FilterState::Window{1, 2});
    state.setWindow(std::nullopt);
    QCOMPARE(windows.count(), 2);
}

void TestFacets::keepsStagesOutOfHistory()
{
    FilterState state;
    const QList<EventFilter> all{
        parsed(u"is:valid"_s), parsed(u"n"_s), parsed(u"needle"_s), parsed(u"tenant:acme"_s), EventFilter()};
    state.setFilter(all[0]);
    state.setFilter(all[1]);
    state.refineFilter(all[2]);
    state.setFilter(all[3]);
    state.setFilter(all[4]);
    QCOMPARE(state.recent(10), (QList<EventFilter>{all[3], all[2], all[0]}));
    QCOMPARE(state.recent(1), QList<EventFilter>{all[3]});
    state.goBack();
    state.goBack();
    QCOMPARE(state.filter(), all[2]);
    state.setFilter(all[1]);
    state.refineFilter(all[2]);    // typed and taken back: no step that does nothing
    state.goBack();
    QCOMPARE(state.filter(), all[0]);
}

void TestFacets::asksForPathsThatAreSeen()
{
    test::EventWorld world(200);
    Facets facets(*world.store, world.state, {Field::Tenant});
    const FieldRef path(Field::Path, "/string_props/model");
    FacetModel &model = facets.addPath(path.path);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(&facets.addPath(path.path), &model);
    QVERIFY(facets.hasPath(path.path) && !facets.hasPath("/string_props"));
    QSignalSpy counting(&facets, &Facets::countingChanged);
    facets.setActive(true);
    QVERIFY(!facets.isCounting());    // folded
    facets.setTop(path, 5);
    QVERIFY(facets.isCounting());
    facets.setActive(false);    // no longer seen
    QVERIFY(!facets.isCounting());
    facets.setActive(true);
    QVERIFY(facets.isCounting());
    QTRY_VERIFY(!facets.isCounting());
    facets.setTop(path, 0);
    world.state.setFilter(parsed(u"is:valid"_s));
    QVERIFY(!facets.isCounting());
    facets.addPath("/numeric_props/tokens");
    QCOMPARE(facets.paths(), (QList<QByteArray>{path.path, "/numeric_props/tokens"}));
    facets.removePath("/numeric_props/tokens");
    QCOMPARE(facets.paths(), QList<QByteArray>{path.path});
    QVERIFY(counting.count() > 3);
}

void TestFacets::countsPaths()
{
    test::EventWorld world(200);
    Facets facets(*world.store, world.state, {});
    const FieldRef model(Field::Path, "/string_props/model");
    const FieldRef note(Field::Path, "/string_props/note");
    FacetModel &models = facets.addPath(model.path);
    FacetModel &notes = facets.addPath(note.path);
    facets.setTop(model, 10);
    facets.setTop(note, 10);
    facets.setActive(true);
    QTRY_COMPARE(countOf(models, "m1"), 50);
    QCOMPARE(models.rowCount(), 4);
    QCOMPARE(models.data(models.index(0), FacetModel::PercentRole).toDouble(), 25.0);
    QTRY_COMPARE(notes.distinct(), 200);
    models.toggleIncluded(models.index(rowOf(models, "m1")));
    QTRY_COMPARE(notes.distinct(), 50);
    QTRY_VERIFY(!facets.isCounting());
    QCOMPARE(models.rowCount(), 4);    // its own selection does not count
    QCOMPARE(countOf(models, "m2"), 50);
}

void TestFacets::tellsShares()
{
    FilterState state;
    FacetModel model(state, FieldRef(Field::Path, "/plan"));
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Facet facet;
    facet.field = Field::Path;
    facet.path = "/plan";
    facet.total = 1000;
    facet.distinct = 4;
    facet.cut = true;
    facet.values = {{"pro", 700}, {"free", 297}, {"trial", 3}};
    model.setFacet(facet);
    QVERIFY(model.isCut());
    QCOMPARE(model.data(model.index(0), FacetModel::PercentRole).toDouble(), 70.0);
    QCOMPARE(percentText(model.data(model.index(2), FacetModel::PercentRole).toDouble()), u"< 1 %"_s);
    QCOMPARE(percentText(99.9), u"99 %"_s);
    QCOMPARE(percentText(100), u"100 %"_s);
    QCOMPARE(percentText(-1), QString());
    model.toggleIncluded(model.index(0));
    model.toggleExcluded(model.index(1));
    QCOMPARE(state.filter(), parsed(u"/plan:pro -/plan:free"_s));
    model.toggleExcluded(model.index(0));
    QCOMPARE(state.filter(), parsed(u"-/plan:free,pro"_s));
}

void TestFacets::namesPaths_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("pointer") << u"/a/b"_s << QByteArray("/a/b");
    QTest::newRow("spaces") << u"/a b/c"_s << QByteArray("/a b/c");
    QTest::newRow("quoted") << u"\"/a b\""_s << QByteArray("/a b");
    QTest::newRow("quote within") << u"/a\"b"_s << QByteArray("/a\"b");
    QTest::newRow("names") << u"string_props.model"_s << QByteArray("/string_props/model");
    QTest::newRow("property") << u"props.plan"_s << QByteArray("props.plan");
    QTest::newRow("no path") << u"plan and more"_s << QByteArray();
    QTest::newRow("nothing") << QString() << QByteArray();
}

void TestFacets::namesPaths()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, path);
    QCOMPARE(pathFromKey(typed), path);
    if (!path.isEmpty())
        QCOMPARE(pathFromKey(pathKey(path)), path);
}

}

QTEST_GUILESS_MAIN(eventscope::TestFacets)
#include "tst_facets.moc"
