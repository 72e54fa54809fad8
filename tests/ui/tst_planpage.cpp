// SPDX-License-Identifier: GPL-3.0-or-later
#include "composerworld.h"
#include "plan/planpage.h"
#include "plan/plantree.h"
#include "plan/propertytable.h"
#include "testmain.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;

namespace eventscope {

using test::ComposerWorld;

namespace {

constexpr int patience = 10'000;

QByteArray lines(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i) {
        const QByteArray name = i % 3 == 0 ? "page.view" : "api.call";
        text += R"({"tenant_id":"acme","event_name":")" + name + R"(","user_id":"u)" + QByteArray::number(i) +
                R"(","string_props":{"model":"m)" + QByteArray::number(i % 2) + R"("},"numeric_props":{"tokens":)" +
                QByteArray::number(i) + "}}\n";
    }
    return text;
}

}

class TestPlanPage : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_world.reset(); }
    void infersByKeysAndJudges();
    void keepsEditsAndUndoesThem();
    void addsWhatIsNotPlanned();
    void keepsABrokenSchema();
    void savesAndOpensAFile();
    void comparesTwoSets();

private:
    [[nodiscard]] PlanPage *page() const { return m_world->child<PlanPage>(u"planPage"_s); }
    [[nodiscard]] PlanTree *tree() const { return m_world->child<PlanTree>(u"planTree"_s); }
    [[nodiscard]] QString note(const QByteArray &event, const QByteArray &property = {}) const;
    [[nodiscard]] QString summary() const { return m_world->child<QLabel>(u"planSummary"_s)->text(); }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { ComposerWorld::press(key, modifiers); }
    void infer();
    void chooseInDialog(const QString &dialog, const QString &path);

    std::unique_ptr<ComposerWorld> m_world;
};

void TestPlanPage::init()
{
    test::failOnWarnings();
    m_world = std::make_unique<ComposerWorld>();
    m_world->window->pasteText(lines(60));
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store().columns().visible(), 60, patience);
    press(Qt::Key_PageDown, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(page()->book().isLoaded(), patience);
}

QString TestPlanPage::note(const QByteArray &event, const QByteArray &property) const
{
    const QAbstractItemModel *model = tree()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex at = model->index(row, 0);
        if (at.data(PlanModel::EventRole).toByteArray() != event)
            continue;
        if (property.isNull())
            return at.siblingAtColumn(PlanModel::NoteColumn).data().toString();
        for (int child = 0; child < model->rowCount(at); ++child)
            if (const QModelIndex below = model->index(child, 0, at);
                below.data(PlanModel::PropertyRole).toByteArray() == property)
                return below.siblingAtColumn(PlanModel::NoteColumn).data().toString();
    }
    return u"(no row)"_s;
}

void TestPlanPage::infer()
{
    page()->setFocus();
    m_world->child<QPushButton>(u"planEmptyInfer"_s)->setFocus();
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QDialog *>(u"inferDialog"_s), patience);
    auto *dialog = m_world->child<QDialog>(u"inferDialog"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QPushButton>(u"inferOk"_s)->isEnabled(), patience);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(tree()->model()->rowCount(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->window->findChild<QDialog *>(u"inferDialog"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(summary().endsWith(u"60 events"), patience);
    m_world->window->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->isActiveWindow(), patience);
    tree()->setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(tree()->hasFocus(), patience);
}

void TestPlanPage::infersByKeysAndJudges()
{
    infer();
    QCOMPARE(summary(), u"2 of 2 planned events seen, none seen that is not planned; 60 events"_s);
    QCOMPARE(note("api.call", "tokens"), QString());
    tree()->setFocus();
    press(Qt::Key_J, Qt::AltModifier);
    JudgingController &judging = m_world->window->session()->judging();
    QTRY_VERIFY_WITH_TIMEOUT(judging.currentPlan() != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!judging.isJudging() && !judging.isMaking(), patience);

    // Tokens become a text: every event breaks that, once the edits rest.
    tree()->setCurrent("api.call", "tokens");
    tree()->setFocus();
    press(Qt::Key_Return);
    auto *table = m_world->child<PropertyTable>(u"planProperties"_s);
    QCOMPARE(QApplication::focusWidget(), table);
    table->properties().setTypes(table->currentIndex().row(), {"boolean"});
    QTRY_VERIFY_WITH_TIMEOUT(note("api.call", "tokens").startsWith(u"Other types than planned"), patience);
    const EventFilter broken = test::filterOf("rule:plan.type");
    QTRY_COMPARE_WITH_TIMEOUT(test::searched(m_world->store(), broken).total, 40, patience);
    m_world->trigger(u"undo"_s);
    QCOMPARE(note("api.call", "tokens"), QString());
    QTRY_COMPARE_WITH_TIMEOUT(test::searched(m_world->store(), broken).total, 0, patience);
    press(Qt::Key_J, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(judging.currentPlan() == nullptr, patience);
}

void TestPlanPage::keepsEditsAndUndoesThem()
{
    infer();
    tree()->setCurrent("page.view");
    press(Qt::Key_D, Qt::AltModifier);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"planEventDescription"_s);
    ComposerWorld::type(u"A page came up"_s);
    press(Qt::Key_Return);
    QCOMPARE(page()->book().plan().event("page.view")->description, u"A page came up"_s);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(page()->book().plan().event("page.view")->description, QString());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);

    auto *table = m_world->child<PropertyTable>(u"planProperties"_s);
    const int before = table->model()->rowCount();
    table->beginAdding();
    ComposerWorld::type(u"referrer"_s);
    press(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), before + 1, patience);
    tree()->setCurrent("page.view", "referrer");
    tree()->setFocus();
    press(Qt::Key_Delete);
    QCOMPARE(table->model()->rowCount(), before);

    // As after a restart.
    m_world->open();
    QTRY_VERIFY_WITH_TIMEOUT(page()->book().isLoaded(), patience);
    QVERIFY(page()->book().canEdit());
    QCOMPARE(page()->book().plan().event("page.view")->description, u"A page came up"_s);
    QCOMPARE(page()->book().plan().title(), u"Tracking plan"_s);
}

void TestPlanPage::addsWhatIsNotPlanned()
{
    infer();
    tree()->setCurrent("page.view");
    press(Qt::Key_Delete);
    QCOMPARE(note("page.view"), u"Not planned"_s);
    QVERIFY(m_world->child<QLabel>(u"planUnplanned"_s)->text().contains(u"20 events"));
    press(Qt::Key_Insert);
    QCOMPARE(note("page.view"), QString());
    QCOMPARE(propertiesOf(*page()->book().plan().event("page.view")).size(), 2U);

    // Its events, on the other page.
    tree()->setCurrent("page.view");
    tree()->setFocus();
    press(Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(m_world->child<QTabWidget>(u"tabs"_s)->currentIndex(), 0);
    QCOMPARE(m_world->window->session()->filter().filter().values(Field::Name), QList<QByteArray>{"page.view"});
}

void TestPlanPage::keepsABrokenSchema()
{
    infer();
    tree()->setCurrent("api.call");
    m_world->child<QTabWidget>(u"planEditorTabs"_s)->setCurrentIndex(1);
    auto *source = m_world->child<QPlainTextEdit>(u"planSchema"_s);
    const auto *fault = m_world->child<QLabel>(u"planSchemaFault"_s);
    const QByteArray schema = page()->book().plan().event("api.call")->schema;
    source->setFocus();
    source->selectAll();
    ComposerWorld::type(u"{\"type\": \"objekt\"}"_s);
    QTRY_VERIFY_WITH_TIMEOUT(fault->isVisible(), patience);
    QVERIFY2(fault->text().startsWith(u"/type: "), qPrintable(fault->text()));
    QCOMPARE(page()->book().plan().event("api.call")->schema, schema);
    tree()->setCurrent("page.view");
    QVERIFY(!fault->isVisible());
    tree()->setCurrent("api.call");
    QCOMPARE(source->toPlainText(), u"{\"type\": \"objekt\"}"_s);
    QVERIFY(fault->isVisible());
    source->setFocus();
    source->selectAll();
    ComposerWorld::type(u"{\"type\": \"object\"}"_s);
    QTRY_VERIFY_WITH_TIMEOUT(propertiesOf(*page()->book().plan().event("api.call")).empty(), patience);
    QVERIFY(!fault->isVisible());
    QCOMPARE(source->toPlainText(), u"{\"type\": \"object\"}"_s);    // as it was typed
}

void TestPlanPage::chooseInDialog(const QString &dialog, const QString &path)
{
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QFileDialog *>(dialog), patience);
    auto *files = m_world->child<QFileDialog>(dialog);
    auto *line = files->findChild<QLineEdit *>();
    QVERIFY(line);
    line->setText(path);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->window->findChild<QFileDialog *>(dialog), patience);
}

void TestPlanPage::savesAndOpensAFile()
{
    infer();
    const QByteArray text = page()->book().plan().text();
    const QString path = m_world->folder.filePath(u"plan.json"_s);
    m_world->trigger(u"planSaveFile"_s);
    chooseInDialog(u"planSaveDialog"_s, path);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), patience);
    m_world->trigger(u"planRemove"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QWidget>(u"planEmpty"_s)->isVisible(), patience);
    m_world->trigger(u"planOpenFile"_s);
    chooseInDialog(u"planOpenDialog"_s, path);
    QTRY_VERIFY_WITH_TIMEOUT(page()->book().canEdit(), patience);
    QCOMPARE(page()->book().plan().text(), text);
    m_world->trigger(u"undo"_s);
    QVERIFY(!page()->book().canEdit());
    m_world->trigger(u"undo"_s);    // the removed one is back
    QCOMPARE(page()->book().plan().text(), text);
}

void TestPlanPage::comparesTwoSets()
{
    infer();
    m_world->window->session()->filter().setFilter(test::filterOf("name:api.call"));
    m_world->child<QToolButton>(u"planCompare"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QDialog *>(u"compareDialog"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QPushButton>(u"compareOk"_s)->isEnabled(), patience);
    QTest::keyClick(m_world->child<QDialog>(u"compareDialog"_s), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QWidget>(u"driftPanel"_s)->isVisible(), patience);
    QVERIFY(!note("api.call").isEmpty());    // it is new against the rest
    m_world->child<QToolButton>(u"driftClear"_s)->click();
    QVERIFY(note("api.call").isEmpty());
    QVERIFY(!m_world->child<QWidget>(u"driftPanel"_s)->isVisible());
}

}

using eventscope::TestPlanPage;
QTEST_MAIN(TestPlanPage)
#include "tst_planpage.moc"
