// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "explorer/eventtable.h"
#include "explorer/findingsview.h"
#include "mainwindow/fixcontroller.h"
#include "mainwindow/mainwindow.h"
#include "problems/fixdialog.h"
#include "problems/problemspanel.h"
#include "service/services.h"
#include "settings/rulesdialog.h"
#include "testmain.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QListView>
#include <QPromise>
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
    void choosesNothingByItself();
    void worksByKeyboard();
    void judgesAgainWithOtherSeverities();
    void keepsSeverities();
    void judgesByAPlan();
    void mendsAnEventAndUndoes();
    void mendsByKeyboard();
    void choosesAFixByKeyboard();
    void looksAgainWhenRulesChange();
    void composesByThePlan();

    void knowsWhatWasJudged();
    void stopsJudgingAgain();
    void failsToJudgeAgain();
    void judgesWhenTheImportIsDone();
    void startsAnewWhenRulesChange();
    void followsTheFolderOfDefinitions();

private:
    void open();
    void importMixed();
    [[nodiscard]] ProblemsPanel &panel() { return *m_window->findChild<ProblemsPanel *>(); }
    [[nodiscard]] QTreeView &tree() { return *m_window->findChild<QTreeView *>(u"problemsTree"_s); }
    [[nodiscard]] EventTable &table() { return *m_window->findChild<EventTable *>(); }
    [[nodiscard]] JudgingController &judging() { return m_window->session()->judging(); }
    void click(const QModelIndex &index);
    [[nodiscard]] SeverityChanges other(const char *change) const;
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

void TestProblemsDock::choosesNothingByItself()
{
    importMixed();
    const qint64 before = panel().model().findings();
    importMixed();
    QTRY_VERIFY(panel().model().findings() > before);
    QVERIFY(tree().currentIndex().isValid());    // for keys to start from
    QVERIFY(!tree().selectionModel()->hasSelection());
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

// --- By keyboard

void TestProblemsDock::mendsByKeyboard()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    table().setFocus();
    table().selectAll();
    QTest::keyClick(&table(), Qt::Key_F);
    QTRY_VERIFY(m_window->findChild<FixDialog *>());
    auto *dialog = m_window->findChild<FixDialog *>();
    QTest::keyClick(dialog->findChild<QTreeView *>(u"fixList"_s), Qt::Key_Return);
    QTRY_COMPARE(m_window->session()->undo().count(), 1);
    const qint64 visible = m_window->session()->store().columns().visible();
    m_window->findChild<QAction *>(u"undo"_s)->trigger();
    QTRY_VERIFY(!m_window->session()->undo().canUndo());
    QTRY_COMPARE(m_window->session()->store().columns().visible(), visible);    // one for one
}

void TestProblemsDock::choosesAFixByKeyboard()
{
    const std::vector<SharedFix> fixes{{"M7", u"Move it"_s, 3}, {"M5", u"Add the zone"_s, 1}};
    FixDialog dialog(fixes, 4);
    QSignalSpy chosen(&dialog, &FixDialog::chosen);
    auto *list = dialog.findChild<QTreeView *>(u"fixList"_s);
    const auto *button = dialog.findChild<QPushButton *>(u"fixChosen"_s);
    dialog.open();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QVERIFY(list->hasFocus() || list->focusPolicy() != Qt::NoFocus);
    QCOMPARE(button->text(), u"&Fix 3 events"_s);
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(button->text(), u"&Fix 1 event"_s);
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(chosen.count(), 0);
    dialog.open();
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().value<SharedFix>().rule, "M5");
}

// --- What else follows the rules

void TestProblemsDock::looksAgainWhenRulesChange()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    const ProblemKey key = *panel().model().keyAt(panel().model().index(0, 0));
    click(panel().model().index(0, 0));
    QTRY_VERIFY(showsFindingOf(key.rule));
    m_window->session()->filter().setFilter({});    // it stays the current one
    const auto isListed = [this, &key] {
        const auto *model =
            qobject_cast<const FindingModel *>(m_window->findChild<QListView *>(u"findingsList"_s)->model());
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->findingAt(model->index(row, 0))->rule == key.rule)
                return true;
        return false;
    };
    QVERIFY(isListed());
    SeverityChanges changes;
    changes.set(key.service, key.rule, RuleLevel::Off);
    judging().setSeverities(changes);
    QTRY_VERIFY(!isListed());
    judging().setSeverities({});
    QTRY_VERIFY(isListed());
    QTRY_VERIFY(!judging().isJudging());
}

void TestProblemsDock::composesByThePlan()
{
    importMixed();
    QTRY_VERIFY(!judging().isJudging());
    table().setFocus();
    table().setCurrentIndex(table().model()->index(0, 0));
    m_window->findChild<QAction *>(u"editCopy"_s)->trigger();
    QTRY_VERIFY(m_window->findChild<QListView *>(u"draftFindingsList"_s));
    const auto isUnplanned = [this] {
        const auto *model =
            qobject_cast<const FindingModel *>(m_window->findChild<QListView *>(u"draftFindingsList"_s)->model());
        for (int row = 0; row < model->rowCount(); ++row)
            if (const Finding *finding = model->findingAt(model->index(row, 0));
                finding && finding->rule == "plan.unplanned")
                return true;
        return false;
    };
    judging().setPlan(StoredPlan{0, u"Empty"_s, Plan().text(), true, 0});
    QTRY_VERIFY(judging().currentPlan());
    QTRY_VERIFY(isUnplanned());
    judging().setPlan({});
    QTRY_VERIFY(!isUnplanned());
}

// --- Judging again that takes its time

namespace {

using Promise = QPromise<Result<RejudgeReport>>;

// Judges nothing, and ends when it is told to.
class Slow {
public:
    [[nodiscard]] JudgingController::Rejudge rejudge()
    {
        return [this](EventStore &, const ServiceSet &, const PlanJudgePtr &) {
            promises.push_back(std::make_unique<Promise>());
            promises.back()->start();
            return promises.back()->future();
        };
    }

    void end(const Result<RejudgeReport> &result)
    {
        promises.back()->addResult(result);
        promises.back()->finish();
    }

    std::vector<std::unique_ptr<Promise>> promises;
};

// A controller over a store of one event, whose signals are counted.
struct Controlled {
    Controlled(const QTemporaryDir &folder, const ServiceSet &services, QSettings &settings, bool held = false)
        : store(test::openStore(folder.filePath(u"controlled.eventscope"_s)))
    {
        if (store->columns().visible() == 0)
            test::store(*store, {test::plainEvent(1)});
        judging.emplace(*store, services, settings, QString(), slow.rejudge());
        judging->setHeld(held);
        judged.emplace(&*judging, &JudgingController::judgedAgain);
        stopped.emplace(&*judging, &JudgingController::stopped);
        failed.emplace(&*judging, &JudgingController::failed);
    }
    // The controller waits for what is under way.
    ~Controlled()
    {
        for (const auto &promise : slow.promises)
            if (!promise->future().isFinished())
                promise->finish();
    }
    Controlled(const Controlled &) = delete;
    Controlled &operator=(const Controlled &) = delete;

    Slow slow;
    std::unique_ptr<EventStore> store;
    std::optional<JudgingController> judging;
    std::optional<QSignalSpy> judged;
    std::optional<QSignalSpy> stopped;
    std::optional<QSignalSpy> failed;
};

}

SeverityChanges TestProblemsDock::other(const char *change) const
{
    SeverityChanges changes;
    [&] { QVERIFY(changes.add(change)); }();
    return changes;
}

// Whoever judged them: here, or another process.
void TestProblemsDock::knowsWhatWasJudged()
{
    const QByteArray rules = fingerprintOf({m_services, {}, {}});
    {
        Controlled it(*m_folder, m_services, *m_settings);
        QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));
        it.slow.end(RejudgeReport());
        QTRY_COMPARE(it.judged->count(), 1);
    }
    const auto look = [&](bool isJudged) {
        Controlled it(*m_folder, m_services, *m_settings);
        QCOMPARE(it.store->plans().judgedBy().result().value().rules == rules, isJudged);
        if (isJudged)
            QTest::qWait(50);
        else
            QTRY_VERIFY(!it.slow.promises.empty());
        QCOMPARE(it.slow.promises.empty(), isJudged);
        QCOMPARE(it.judging->isJudging(), !isJudged);
        QVERIFY(it.store->plans().setJudgedBy("others").result());
    };
    look(true);
    look(false);
}

void TestProblemsDock::stopsJudgingAgain()
{
    Controlled it(*m_folder, m_services, *m_settings);
    QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));    // never judged before
    it.judging->cancel();
    QVERIFY(it.slow.promises.back()->isCanceled());
    it.slow.end(failure(Error::Kind::Cancelled, u"stopped"_s));
    QTRY_COMPARE(it.stopped->count(), 1);
    QVERIFY(!it.judging->isJudging());
    it.judging->setHeld(false);    // no reason to begin again
    QCOMPARE(it.slow.promises.size(), std::size_t(1));
    it.judging->judgeAll();    // but this is
    QCOMPARE(it.slow.promises.size(), std::size_t(2));
    it.slow.end(RejudgeReport());
    QTRY_COMPARE(it.judged->count(), 1);
    QCOMPARE(it.judged->front().at(1).toBool(), true);
    QCOMPARE(it.failed->count(), 0);
}

void TestProblemsDock::failsToJudgeAgain()
{
    {
        Controlled it(*m_folder, m_services, *m_settings);
        QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));
        it.slow.end(failure(Error::Kind::Io, u"The disk is full."_s));
        QTRY_COMPARE(it.failed->count(), 1);
        QCOMPARE(it.failed->front().front().value<Error>().message, u"The disk is full."_s);
        QVERIFY(!it.judging->isJudging());
        it.judging->setHeld(false);
        QCOMPARE(it.slow.promises.size(), std::size_t(1));
    }
    Controlled it(*m_folder, m_services, *m_settings);    // the next time the store is opened
    QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));
    it.slow.end(RejudgeReport());
    QTRY_COMPARE(it.judged->count(), 1);
    QCOMPARE(it.judged->front().at(1).toBool(), false);
}

void TestProblemsDock::judgesWhenTheImportIsDone()
{
    Controlled it(*m_folder, m_services, *m_settings, true);
    QSignalSpy rules(&*it.judging, &JudgingController::rulesChanged);
    it.judging->setSeverities(other("M3=error"));
    QTRY_COMPARE(rules.count(), 1);    // what comes in from now on is judged by these
    QTRY_VERIFY(it.judging->isJudging());
    QVERIFY(it.slow.promises.empty());
    it.judging->setHeld(false);
    QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));
    it.slow.end(RejudgeReport());
    QTRY_COMPARE(it.judged->count(), 1);
}

void TestProblemsDock::startsAnewWhenRulesChange()
{
    Controlled it(*m_folder, m_services, *m_settings);
    QTRY_COMPARE(it.slow.promises.size(), std::size_t(1));
    it.judging->setSeverities(other("M3=error"));
    QTRY_VERIFY(it.slow.promises.front()->isCanceled());
    QCOMPARE(it.slow.promises.size(), std::size_t(1));    // the first has to end before
    it.slow.end(failure(Error::Kind::Cancelled, {}));
    QTRY_COMPARE(it.slow.promises.size(), std::size_t(2));
    QVERIFY(it.judging->isJudging());
    it.slow.end(RejudgeReport());
    QTRY_COMPARE(it.judged->count(), 1);
    QCOMPARE(it.stopped->count(), 0);
}

void TestProblemsDock::followsTheFolderOfDefinitions()
{
    const QTemporaryDir definitions;
    DefinitionWatch watch(definitions.path());
    QSignalSpy changed(&watch, &DefinitionWatch::changed);
    const QString path = definitions.filePath(u"own.json"_s);
    const auto write = [&path](const QByteArray &text) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    QVERIFY(write("{"));
    QVERIFY(write("{}"));
    QTRY_COMPARE(changed.count(), 1);    // once for both
    QVERIFY(write("{ }"));               // in place
    QTRY_COMPARE(changed.count(), 2);
    QVERIFY(QFile::remove(path));
    QTRY_COMPARE(changed.count(), 3);
    DefinitionWatch none(definitions.filePath(u"none"_s));    // nothing to watch is no fault
}

}

QTEST_MAIN(eventscope::TestProblemsDock)
#include "tst_problemsdock.moc"
