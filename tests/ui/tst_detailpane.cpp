// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "explorer/detailpane.h"
#include "explorer/facetpanel.h"
#include "explorer/fieldsview.h"
#include "explorer/findingsview.h"
#include "explorer/jsontreeview.h"
#include "explorer/sourceedit.h"
#include "explorer/sourceview.h"
#include "explorer/valuelabel.h"
#include "explorerworld.h"
#include "testmain.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTimer>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestDetailPane : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void invitesToSelect();
    void showsFields();
    void showsHostileTextAsText();
    void tellsTheWorstFindingsAmongTheFields();
    void showsTheTree();
    void showsTheExactSource();
    void showsLargeSourcesInParts();
    void jumpsFromFindingToPlace();
    void newestRowWins();
    void facetsIncludeAndExclude();
    void facetsRememberFolding();
    void addsFacetsOfPaths();
    void offersFacetsOfLeaves();
};

namespace {

struct Subject {
    explicit Subject(int events)
        : world(events)
        , pane(*world.store, ServiceSet(), world.state, world.settings)
    {
        pane.resize(400, 600);
        pane.show();
        pane.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&pane));
    }

    void show(Row row, int tab)
    {
        find<QTabWidget>(u"detailTabs"_s)->setCurrentIndex(tab);
        pane.setRow(row);
        QTRY_COMPARE(find<ValueLabel>(u"field-id"_s)->text(), QString::number(world.store->columns().id(row)));
        QTRY_VERIFY(find<QTabWidget>(u"detailTabs"_s)->isVisible());
    }
    template <typename T>
    T *find(const QString &name)
    {
        return pane.findChild<T *>(name);
    }

    test::World world;
    DetailPane pane;
};

enum Tab { Fields, Tree, Source, Findings };

EventDetail detailOf(const QByteArray &text, std::vector<Finding> findings = {})
{
    EventDetail detail;
    detail.stored.event.text = text;
    detail.document = std::make_shared<const JsonDocument>(text);
    detail.judgement.findings = std::move(findings);
    return detail;
}

}

void TestDetailPane::invitesToSelect()
{
    Subject s(3);
    QVERIFY(s.find<QLabel>(u"detailPlaceholder"_s)->isVisible());
    s.show(0, Fields);
    QVERIFY(!s.find<QLabel>(u"detailPlaceholder"_s)->isVisible());
    s.pane.setRow({});
    QVERIFY(s.find<QLabel>(u"detailPlaceholder"_s)->isVisible());
}

void TestDetailPane::showsFields()
{
    Subject s(60);
    s.show(5, Fields);
    const Event event = test::worldEvent(5);
    QCOMPARE(s.find<ValueLabel>(u"field-tenant"_s)->text(), QString::fromUtf8(event.identity.tenant));
    QCOMPARE(s.find<ValueLabel>(u"field-user"_s)->text(), QString::fromUtf8(event.identity.user));
    QCOMPARE(s.find<ValueLabel>(u"field-origin"_s)->text(), u"march.ndjson"_s);
    QVERIFY(s.find<ValueLabel>(u"field-time"_s)->text().endsWith(u"UTC"_s));
    QCOMPARE(s.find<ValueLabel>(u"field-timeSource"_s)->text(), u"as the event says"_s);
    QVERIFY(!s.find<ValueLabel>(u"field-dedup"_s)->isVisible());
    s.show(29, Fields);
    QVERIFY(s.find<ValueLabel>(u"field-timeSource"_s)->text().contains(u"no time zone"_s));
    s.show(37, Fields);
    QCOMPARE(s.find<ValueLabel>(u"field-tenant"_s)->text(), u"none"_s);
    auto *name = s.find<ValueLabel>(u"field-name"_s);
    name->setFocus();
    QTest::keySequence(name, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), name->text());
}

void TestDetailPane::showsHostileTextAsText()
{
    Subject s(0);
    Event event = test::worldEvent(1);
    event.identity.user = "<img src=x><b>bold</b>\n" + QByteArray("w").repeated(5000);
    s.world.add({event});
    s.show(0, Fields);
    auto *user = s.find<ValueLabel>(u"field-user"_s);
    QVERIFY(user->text().startsWith(u"<img src=x><b>bold"_s));
    QVERIFY(user->width() <= s.pane.width());
}

void TestDetailPane::tellsTheWorstFindingsAmongTheFields()
{
    const auto finding = [](const char *rule, Severity severity) {
        Finding made;
        made.rule = rule;
        made.severity = severity;
        made.sentence = u"Sentence of %1."_s.arg(QString::fromLatin1(rule));
        return made;
    };
    FilterState state;
    FieldsView view(ServiceSet(), state);
    view.setDetail(detailOf("{}", {finding("A1", Severity::NotJudged), finding("A2", Severity::Info),
                                      finding("A3", Severity::Error), finding("A4", Severity::Warning)}));
    const QString text = view.findChild<ValueLabel *>(u"field-verdict"_s)->text();
    QVERIFY2(text.endsWith(u"3 findings\nA3: Sentence of A3.\nA4: Sentence of A4."_s), qPrintable(text));
}

void TestDetailPane::showsTheTree()
{
    Subject s(10);
    s.show(7, Tree);
    auto *tree = s.find<QTreeView>(u"jsonTree"_s);
    QTRY_COMPARE(tree->model()->rowCount(), 6);
    QSignalSpy columns(&s.pane, &DetailPane::addColumnRequested);
    const QModelIndex props = tree->model()->index(3, 0);
    QVERIFY(tree->isExpanded(props));    // small events are open at once
    tree->setFocus();
    tree->setCurrentIndex(tree->model()->index(0, 0, props));
    QTest::keyClick(tree, Qt::Key_Plus);
    const auto expected = EventFilter::parse(u"/string_props/model:m3"_s, 0);
    QVERIFY(expected && s.world.state.filter() == *expected);
    QTest::keyClick(tree, Qt::Key_Minus);
    QVERIFY(s.world.state.filter() == EventFilter::parse(u"-/string_props/model:m3"_s, 0).value());
    QTest::keySequence(tree, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), u"m3"_s);
    // What was folded stays folded in the next event of the same form.
    tree->collapse(props);
    s.show(8, Tree);
    QTRY_COMPARE(tree->model()->index(0, 1).data().toString(),
        u'"' + QString::fromUtf8(test::worldEvent(8).identity.tenant) + u'"');
    QVERIFY(!tree->isExpanded(tree->model()->index(3, 0)));
}

void TestDetailPane::showsTheExactSource()
{
    Subject s(0);
    Event event = test::worldEvent(1);
    event.text = R"({ "a":9223372036854775807,"b":0.0450, "a":1,"z":"\u00e9","s":"\ud800", "x":")" +
                 QByteArray("long ").repeated(2000) + R"(" })";
    s.world.add({event});
    s.show(0, Source);
    auto *edit = s.find<SourceEdit>(u"sourceText"_s);
    edit->setFocus();
    QTest::keySequence(edit, QKeySequence::SelectAll);
    QTest::keySequence(edit, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), event.text);
    QVERIFY(edit->source().pieces().size() > 4);
    QTest::keyClicks(edit, u"typing"_s);
    QCOMPARE(edit->source().text(), event.text);
}

void TestDetailPane::showsLargeSourcesInParts()
{
    SourceView view;
    view.resize(400, 300);
    view.show();
    const QByteArray text = "[" + QByteArray("1234567,").repeated(2 << 20) + "0]";    // 16 MB in one line
    view.setDetail(detailOf(text));
    auto *note = view.findChild<QLabel *>(u"sourceNote"_s);
    auto *edit = view.findChild<SourceEdit *>(u"sourceText"_s);
    QVERIFY(note->isVisible());
    QCOMPARE(edit->source().begin(), 0);
    QVERIFY(!view.findChild<QAbstractButton *>(u"sourceEarlier"_s)->isEnabled());
    const qsizetype end = edit->source().end();
    view.findChild<QAbstractButton *>(u"sourceLater"_s)->click();
    QVERIFY(edit->source().begin() <= end && edit->source().end() > end);
    view.showRange(static_cast<quint32>(text.size() - 2), 1);
    QVERIFY(edit->source().end() == text.size());
    QCOMPARE(edit->textCursor().selectedText(), u"0"_s);
    QVERIFY(!view.findChild<QAbstractButton *>(u"sourceLater"_s)->isEnabled());
}

void TestDetailPane::jumpsFromFindingToPlace()
{
    Finding finding;
    finding.rule = "R1";
    finding.severity = Severity::Warning;
    finding.offset = 5;
    finding.length = 2;
    finding.pointer = "/a";
    finding.sentence = u"Not good."_s;
    Finding worse = finding;
    worse.severity = Severity::Error;
    worse.offset = 1;
    worse.sentence = u"Bad."_s;
    Finding unknown = finding;
    unknown.severity = Severity::NotJudged;
    FindingsView view;
    view.resize(300, 400);
    view.show();
    view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.setDetail(detailOf(R"({"a":12})", {finding, unknown, worse}));
    QCOMPARE(view.count(), 2);
    auto *list = view.findChild<QListView *>(u"findingsList"_s);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Bad."_s);
    QSignalSpy jumps(&view, &FindingsView::sourceRequested);
    list->setFocus();
    list->setCurrentIndex(list->model()->index(1, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(jumps.count(), 1);
    QCOMPARE(jumps.first().first().toUInt(), 5U);
    view.setDetail(detailOf("{}"));
    QVERIFY(view.findChild<QLabel *>(u"noFindings"_s)->isVisible());
}

void TestDetailPane::newestRowWins()
{
    Subject s(50);
    for (Row row = 0; row < 50; ++row)
        s.pane.setRow(row);
    QTRY_COMPARE(s.find<ValueLabel>(u"field-id"_s)->text(), QString::number(s.world.store->columns().id(49)));
    QTest::qWait(50);
    QCOMPARE(s.find<ValueLabel>(u"field-id"_s)->text(), QString::number(s.world.store->columns().id(49)));
}

void TestDetailPane::facetsIncludeAndExclude()
{
    test::World world(300);
    FacetPanel panel(*world.store, ServiceSet(), world.state, world.settings);
    panel.show();
    auto *tenants = panel.findChild<QListView *>(u"tenantFacet"_s);
    QTRY_VERIFY(tenants->model()->rowCount() == 5);
    const auto value = [&](int row) { return tenants->model()->index(row, 0).data().toString().toUtf8(); };
    QTest::mouseClick(
        tenants->viewport(), Qt::LeftButton, {}, tenants->visualRect(tenants->model()->index(1, 0)).center());
    QCOMPARE(world.state.filter().values(Field::Tenant), QList<QByteArray>{value(1)});
    tenants->setCurrentIndex(tenants->model()->index(0, 0));
    QTest::keyClick(tenants, Qt::Key_Space, Qt::AltModifier);
    QCOMPARE(world.state.filter().values(Field::Tenant, true), QList<QByteArray>{value(0)});
    QTest::mouseClick(panel.findChild<QAbstractButton *>(u"tenantClear"_s), Qt::LeftButton);
    QVERIFY(world.state.filter().matchesAll());
    auto *users = panel.findChild<QListView *>(u"userFacet"_s);
    QCOMPARE(users->model()->rowCount(), 8);
    QTest::mouseClick(panel.findChild<QAbstractButton *>(u"userMore"_s), Qt::LeftButton);
    QTRY_COMPARE(users->model()->rowCount(), 50);
}

void TestDetailPane::facetsRememberFolding()
{
    test::World world(30);
    {
        FacetPanel panel(*world.store, ServiceSet(), world.state, world.settings);
        panel.show();
        QTRY_VERIFY(panel.findChild<QListView *>(u"tenantFacet"_s)->isVisible());
        QVERIFY(!panel.findChild<QListView *>(u"originFacet"_s)->isVisible());
        QTest::keyClick(panel.findChild<QAbstractButton *>(u"tenantFold"_s), Qt::Key_Space);
        QTest::keyClick(panel.findChild<QAbstractButton *>(u"originFold"_s), Qt::Key_Space);
        QVERIFY(!panel.findChild<QListView *>(u"tenantFacet"_s)->isVisible());
    }
    FacetPanel panel(*world.store, ServiceSet(), world.state, world.settings);
    panel.show();
    QTRY_VERIFY(panel.findChild<QListView *>(u"originFacet"_s)->isVisible());
    QVERIFY(!panel.findChild<QListView *>(u"tenantFacet"_s)->isVisible());
}

void TestDetailPane::addsFacetsOfPaths()
{
    test::World world(60);
    {
        FacetPanel panel(*world.store, ServiceSet(), world.state, world.settings);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        auto *button = panel.findChild<QAbstractButton *>(u"addFacet"_s);
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        auto *field = panel.findChild<QLineEdit *>(u"addFacetPath"_s);
        QCOMPARE(QApplication::focusWidget(), field);
        QTest::keyClicks(field, u"/no~where"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(panel.findChild<QLabel *>(u"addFacetFault"_s)->isVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible() && button->isVisible());
        QTest::keyClick(button, Qt::Key_Space);
        QTRY_VERIFY(field->completer()->model()->rowCount() > 3);
        QTest::keyClicks(field, u"/string_props/model"_s);
        QTest::keyClick(field, Qt::Key_Return);
        auto *list = panel.findChild<QListView *>(u"path-%2Fstring_props%2FmodelFacet"_s);
        QVERIFY(list);
        panel.addPath("/numeric_props/tokens");
        panel.addPath("/numeric_props/tokens");    // once
        panel.addPath("no path, no facet");
        QCOMPARE(world.settings.value(u"facets/paths"_s).toStringList(),
            (QStringList{u"/string_props/model"_s, u"/numeric_props/tokens"_s}));
    }
    FacetPanel panel(*world.store, ServiceSet(), world.state, world.settings);
    panel.show();
    QTest::mouseClick(panel.findChild<QAbstractButton *>(u"path-%2Fstring_props%2FmodelRemove"_s), Qt::LeftButton);
    QTRY_VERIFY(!panel.findChild<QListView *>(u"path-%2Fstring_props%2FmodelFacet"_s));
    QTest::keyClick(panel.findChild<QAbstractButton *>(u"path-%2Fnumeric_props%2FtokensFold"_s), Qt::Key_Delete);
    QTRY_VERIFY(!panel.findChild<QListView *>(u"path-%2Fnumeric_props%2FtokensFacet"_s));
    QVERIFY(world.settings.value(u"facets/paths"_s).toStringList().isEmpty());
}

void TestDetailPane::offersFacetsOfLeaves()
{
    test::World world(3);
    JsonTreeView view(world.state);
    view.setDocument(std::make_shared<const JsonDocument>(QByteArray(R"({"props":{"plan":"pro"}})")));
    QSignalSpy asked(&view, &JsonTreeView::addFacetRequested);
    view.show();
    // The menu runs its own loop: the action is looked for within it.
    const auto pick = [&view](const QModelIndex &index) {
        bool enabled = false;
        view.setCurrentIndex(index);
        QTimer::singleShot(50, &view, [&enabled] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (QAction *action : menu ? menu->actions() : QList<QAction *>())
                if (action->objectName() == u"treeAddFacet"_s && action->isEnabled()) {
                    enabled = true;
                    action->trigger();
                }
            if (menu)
                menu->close();
        });
        emit view.customContextMenuRequested(view.visualRect(index).center());
        return enabled;
    };
    const QModelIndex props = view.model()->index(0, 0);
    QVERIFY(!pick(props));
    QVERIFY(pick(view.model()->index(0, 0, props)));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toByteArray(), QByteArray("/props/plan"));
}

}

QTEST_MAIN(eventscope::TestDetailPane)
#include "tst_detailpane.moc"
