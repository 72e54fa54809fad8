// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "explorer/eventtable.h"
#include "explorer/findingsview.h"
#include "mainwindow/fixcontroller.h"
#include "mainwindow/mainwindow.h"
#include "problems/problemspanel.h"
#include "service/services.h"
#include "settings/rulesdialog.h"
#include "testmain.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestProblemsDock : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void threeProblemsInThreeClicks();
    void worksByKeyboard();
    void judgesAgainWithOtherSeverities();
    void keepsSeverities();
    void judgesByAPlan();
    void mendsAnEventAndUndoes();

private:
    void open();
    void importMixed();
    [[nodiscard]] ProblemsPanel &panel() { return *m_window->findChild<ProblemsPanel *>(); }
    [[nodiscard]] QTreeView &tree() { return *m_window->findChild<QTreeView *>(u"problemsTree"_s); }
    [[nodiscard]] EventTable &table() { return *m_window->findChild<EventTable *>(); }
    [[nodiscard]] JudgingController &judging() { return m_window->session()->judging(); }
    void click(const QModelIndex &index);
    [[nodiscard]] bool showsFindingOf(const QByteArray &rule);

    ServiceSet m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

void TestProblemsDock::initTestCase()
{
    std::vector<Error> faults;
    m_services = ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, &faults);
    QVERIFY(faults.empty());
}

void TestProblemsDock::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(u"settings.ini"_s), QSettings::IniFormat);
    m_window = std::make_unique<MainWindow>(*m_settings);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    open();
}

void TestProblemsDock::cleanup()
{
    m_window.reset();
    m_settings.reset();
}

void TestProblemsDock::open()
{
    StoreOptions options;
    options.path = m_folder->filePath(u"events.eventscope"_s);
    m_window->setSession(std::make_unique<Session>(test::openStore(options), m_services, *m_settings));
}

// Every sample of every definition, some of which are wrong on purpose, more and less often.
void TestProblemsDock::importMixed()
{
    QByteArray text;
    int times = 0;
    for (const ServicePtr &service : m_services.services().all())
        for (const Sample &sample : service->samples())
            if (const QJsonDocument document = QJsonDocument::fromJson(sample.text); document.isObject())
                for (int i = 0; i <= times++ % 7; ++i)
                    text += document.toJson(QJsonDocument::Compact) + '\n';
    m_window->pasteText(text);
    QTRY_VERIFY(!m_window->isImporting());
    QTRY_VERIFY(panel().model().rules() >= 4);
    QTRY_COMPARE(table().model()->rowCount(), int(m_window->session()->store().columns().visible()));
}

void TestProblemsDock::click(const QModelIndex &index)
{
    tree().scrollTo(index);
    QTest::mouseClick(tree().viewport(), Qt::LeftButton, {}, tree().visualRect(index).center());
}

bool TestProblemsDock::showsFindingOf(const QByteArray &rule)
{
    const auto *tabs = m_window->findChild<QTabWidget *>(u"detailTabs"_s);
    const auto *list = m_window->findChild<QListView *>(u"findingsList"_s);
    if (!qobject_cast<FindingsView *>(tabs->currentWidget()) || !list->currentIndex().isValid())
        return false;
    const auto *model = qobject_cast<const FindingModel *>(list->model());
    const Finding *finding = model->findingAt(list->currentIndex());
    return finding && finding->rule == rule;
}

void TestProblemsDock::threeProblemsInThreeClicks()
{
    importMixed();
    const ProblemModel &model = panel().model();
    QList<QModelIndex> most;
    for (int row = 0; row < model.rowCount(); ++row)
        most.append(model.index(row, 0));
    std::ranges::stable_sort(most, std::greater(), [&model](const QModelIndex &index) { return model.countOf(index); });
    QList<ProblemKey> keys;
    for (int i = 0; i < 3; ++i)
        keys.append(*model.keyAt(most.at(i)));
    const Columns &columns = m_window->session()->store().columns();
    for (const ProblemKey &key : keys) {
        const QModelIndex index = model.indexOf(key);
        const qint64 count = model.countOf(index);
        const Row first = *model.firstOf(index);
        click(index);    // the only one
        QTRY_COMPARE(table().model()->rowCount(), int(count));
        QTRY_COMPARE(table().currentRow(), first);
        QTRY_VERIFY(showsFindingOf(key.rule));
        QVERIFY(hasRule(columns.rulesText(columns.rules(first)), key.rule));
        for (const Row row : qobject_cast<EventTableModel *>(table().model())->rows())
            QVERIFY(columns.time(row) >= columns.time(first));
    }
}

void TestProblemsDock::worksByKeyboard()
{
    importMixed();
    const ProblemModel &model = panel().model();
    tree().setFocus();
    tree().setCurrentIndex(model.index(1, 0));
    const ProblemKey key = *model.keyAt(model.index(1, 0));
    QTest::keyClick(&tree(), Qt::Key_Return);
    QTRY_VERIFY(showsFindingOf(key.rule));
    QVERIFY(m_window->session()->filter().filter().values(Field::Rule).contains(literal(key.rule)));
    QTest::keyClick(&tree(), Qt::Key_Return, Qt::ShiftModifier);
    const auto *tabs = m_window->findChild<QTabWidget *>(u"detailTabs"_s);
    QTRY_VERIFY(!qobject_cast<FindingsView *>(tabs->currentWidget()));    // its place in the source
    QTest::keyClick(&tree(), Qt::Key_Return, Qt::AltModifier);
    QVERIFY(m_window->session()->filter().filter().text().contains(u"rule:"_s));
    QVERIFY(m_window->session()->filter().filter().values(Field::Rule).isEmpty());
    QTest::keySequence(&tree(), QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), model.copyText());
}

void TestProblemsDock::judgesAgainWithOtherSeverities()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    const ProblemKey key = *panel().model().keyAt(panel().model().index(0, 0));
    const int rules = panel().model().rules();
    m_window->findChild<QAction *>(u"rules"_s)->trigger();
    auto *dialog = m_window->findChild<RulesDialog *>();
    QVERIFY(dialog);
    dialog->showRule(key.service, key.rule);
    QVERIFY(dialog->model().setData(dialog->model().indexOf(key.service, key.rule).siblingAtColumn(RuleModel::Counts),
        int(RuleLevel::Off), Qt::EditRole));
    QSignalSpy judged(&judging(), &JudgingController::judgedAgain);
    dialog->accept();
    QTRY_COMPARE(judged.count(), 1);
    const auto report = judged.front().front().value<RejudgeReport>();
    QVERIFY(report.changed > 0);
    QTRY_VERIFY(panel().model().rules() < rules);
    QVERIFY(!panel().model().indexOf(key).isValid());
    QCOMPARE(SeverityChanges::load(*m_settings).of(key.service, key.rule), RuleLevel::Off);
}

void TestProblemsDock::keepsSeverities()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    const ProblemKey key = *panel().model().keyAt(panel().model().index(0, 0));
    m_window->showNoStore(u"closed"_s);
    SeverityChanges changes;
    changes.set(key.service, key.rule, RuleLevel::Off);
    changes.save(*m_settings);
    open();    // with other rules than it was judged by
    QTRY_VERIFY(panel().model().rules() > 0 && !panel().model().indexOf(key).isValid());
    QTRY_VERIFY(!judging().isJudging());
}

void TestProblemsDock::judgesByAPlan()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    QSignalSpy judged(&judging(), &JudgingController::judgedAgain);
    judging().setPlan(StoredPlan{0, u"Empty"_s, Plan().text(), true, 0});
    QTRY_COMPARE(judged.count(), 1);
    QVERIFY(judging().currentPlan());
    const auto hasPlanRule = [this] {
        for (int row = 0; row < panel().model().rowCount(); ++row)
            if (panel().model().keyAt(panel().model().index(row, 0))->rule == "plan.unplanned")
                return true;
        return false;
    };
    QTRY_VERIFY(hasPlanRule());
    judging().setPlan({});
    QTRY_COMPARE(judged.count(), 2);
    QTRY_VERIFY(!hasPlanRule());
}

void TestProblemsDock::mendsAnEventAndUndoes()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    EventStore &store = m_window->session()->store();
    Row row = 0;
    std::vector<SharedFix> fixes;
    for (; fixes.empty() && row < store.columns().size(); ++row)
        fixes = sharedFixes(store, m_services, {}, {row}).result().value();
    QVERIFY(!fixes.empty());
    --row;
    const Row mended = store.columns().size();
    m_window->findChild<FixController *>()->fixOne(row, fixes.front().rule, fixes.front().label);
    QTRY_COMPARE(m_window->session()->undo().count(), 1);
    QVERIFY(store.columns().removed(row));
    QTRY_COMPARE(table().currentRow(), mended);
    QVERIFY(!store.columns().removed(mended));
    m_window->session()->undo().undo();
    QTRY_VERIFY(!store.columns().removed(row) && store.columns().removed(mended));
    QTRY_COMPARE(table().currentRow(), row);
    m_window->session()->undo().redo();
    QTRY_VERIFY(store.columns().removed(row));
}

}

QTEST_MAIN(eventscope::TestProblemsDock)
#include "tst_problemsdock.moc"
