// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the window keeps a person waiting, who scrolls the table, brushes and zooms the timeline, types filters
// and looks at lanes meanwhile. A file of N events (default one million; half a percent wrong, two percent with a
// warning) is imported into the open window; all are selected, sorted, a problem is clicked, and the store is judged
// again by other severities and by a plan. Then a store of M events (default ten million), or a given one, is opened
// and used. Prints the turns of the event loop, each that took over 50 ms, and what was met. 0: leave that out.
//
//   bench_window [--trace] [N [M|STORE]]        --trace: where the thread is in turns of over 40 ms

#include "benchkit.h"
#include "benchwindow.h"
#include "explorer/sortheader.h"
#include "mainwindow/judgingreporter.h"
#include "mainwindow/mainwindow.h"
#include "problems/problemspanel.h"
#include "problems/rejudgedialog.h"
#include "service/services.h"
#include "windowuser.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

// Seeded: 20 tenants, a million users, 50 names, 2 % late; about 310 bytes an event. Two in a hundred are
// named in a style of their own, one in two hundred has a number that is a string.
bool writeEvents(const QString &path, int count)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QRandomGenerator random(7);
    constexpr qint64 first = 1'790'812'800'000;    // 2026-10-01 in milliseconds
    for (int i = 0; i < count; ++i) {
        const qint64 late = random.bounded(100) < 2 ? random.bounded(3'600'000) : 0;
        const QByteArray time = QDateTime::fromMSecsSinceEpoch(first + qint64{i} * 2'600 - late, Qt::UTC)
                                    .toString(Qt::ISODateWithMs)
                                    .toUtf8();
        const QByteArray name = i % 50 == 7 ? "Thing %1" : "thing_%1.done";
        const QByteArray tokens = i % 200 == 3 ? "\"many\"" : QByteArray::number(random.bounded(5'000));
        file.write(
            "{\"tenant_id\":\"tenant_" + QByteArray::number(random.bounded(20)) + "\",\"event_name\":\"" +
            QByteArray(name).replace("%1", QByteArray::number(random.bounded(50))) + "\",\"timestamp\":\"" + time +
            "\",\"event_id\":\"" + QByteArray::number(random.generate64(), 16) + "\",\"user_id\":\"user_" +
            QByteArray::number(random.bounded(1'000'000)) +
            "\",\"string_props\":{\"model\":\"large\",\"endpoint\":\"/v1/chat\",\"status\":\"success\",\"region\":"
            "\"eu-central-1\",\"plan\":\"growth\"},\"numeric_props\":{\"tokens\":" +
            tokens + ",\"latency_ms\":" + QByteArray::number(random.bounded(3'000)) + ",\"cost_usd\":0.0450}}\n");
    }
    return file.flush();
}

// A click on the first problem, until the table shows its events.
void clickProblem(MainWindow &window, LoopProbe &probe)
{
    const ProblemModel &model = window.findChild<ProblemsPanel *>()->model();
    if (model.rowCount() == 0)
        return print(u"no problem to click"_s);
    probe.setLabel("clicking a problem");
    auto *tree = window.findChild<QTreeView *>(u"problemsTree"_s);
    const auto *table = window.findChild<EventTable *>();
    const QModelIndex first = model.index(0, 0);
    const qint64 events = model.countOf(first);
    QElapsedTimer clock;
    clock.start();
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(first).center());
    while (table->model()->rowCount() != events && clock.elapsed() < 5'000)
        pause(1);
    print(u"a click on a problem of %1 events: %2 shown after %3 ms"_s.arg(events)
              .arg(table->model()->rowCount())
              .arg(double(clock.nsecsElapsed()) / 1e6, 0, 'f', 1));
    window.session()->filter().setFilter({});
    pause(500);
}

// All selected, sorted by the columns in turn while they are, to the end and back, and none selected again.
bool selectAndSort(WindowUser &user, LoopProbe &probe, const QString &what)
{
    user.tidy();
    probe.clear();
    probe.setLabel("selecting all");
    user.table().setFocus();
    for (int i = 0; i < 3; ++i) {
        user.press(Qt::Key_A, Qt::ControlModifier);
        pause(200);
    }
    print(u"%1 selected"_s.arg(user.table().selectedCount()));
    bool good = probe.report(u"Ctrl+A, %1"_s.arg(what));
    probe.setLabel("sorting");
    SortHeader &header = user.table().sortHeader();
    for (int section = 0; section < std::min(4, header.count()); ++section) {
        const int logical = header.logicalIndex(section);
        const QPoint middle(header.sectionViewportPosition(logical) + header.sectionSize(logical) / 2, 8);
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, middle);
        pause(700);
        user.press(Qt::Key_End);
        pause(100);
        user.press(Qt::Key_Home);
        pause(100);
    }
    good = probe.report(u"sorting, %1"_s.arg(what)) && good;
    return good;
}

// Uses the window while the store is judged again, and looks at what is said of it.
template <typename Change>
bool judgeAgain(MainWindow &window, WindowUser &user, LoopProbe &probe, const QString &what, Change change)
{
    JudgingController &judging = window.session()->judging();
    user.tidy();
    probe.clear();
    QSignalSpy judged(&judging, &JudgingController::judgedAgain);
    QElapsedTimer clock;
    clock.start();
    change(judging);
    while (judged.isEmpty() && clock.elapsed() < 600'000)
        user.step();
    const double seconds = double(clock.elapsed()) / 1e3;
    const bool good = probe.report(what);
    window.session()->filter().setFilter({});
    const auto report = judged.value(0).value(0).value<RejudgeReport>();
    const bool told = window.findChild<MessageBar *>()->count() > 0;
    probe.setLabel("its report");
    window.findChild<JudgingReporter *>()->showReport(report);
    const auto *dialog = window.findChild<RejudgeDialog *>();
    pause(1'000);
    print(u"  %1 events in %2 s; %3: %4"_s.arg(report.judged)
              .arg(seconds)
              .arg(told && dialog && dialog->isVisible() ? u"told"_s : u"NOT told"_s, sentenceOf(report)));
    delete dialog;
    return probe.report(u"its report"_s) && good;
}

bool judgeAgain(MainWindow &window, WindowUser &user, LoopProbe &probe)
{
    const bool few =
        judgeAgain(window, user, probe, u"judging again, two percent change"_s, [](JudgingController &judging) {
            SeverityChanges changes;
            (void)changes.add("M3=error");
            judging.setSeverities(changes);
        });
    const bool all = judgeAgain(window, user, probe, u"judging again, all change"_s, [](JudgingController &judging) {
        judging.setPlan(StoredPlan{0, u"Empty"_s, Plan().text(), true, 0});
    });
    return few && all;
}

bool importMany(ProbedApplication &application, int count, bool trace)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"events.ndjson"_s);
    if (!writeEvents(file, count))
        giveUp(u"%1 cannot be written"_s.arg(file));
    OpenedWindow opened(folder.filePath(u"bench.eventscope"_s));
    MainWindow &window = opened.window();
    pause(500);
    LoopProbe probe(application);
    if (trace)
        probe.traceTurnsOver(40);
    WindowUser user(window, probe);
    QElapsedTimer clock;
    clock.start();
    window.importFiles({file});
    while (window.isImporting())
        user.step();
    const double seconds = double(clock.elapsed()) / 1e3;
    bool good = probe.report(u"importing %1 events"_s.arg(count));
    user.steps(user.round());
    good = probe.report(u"afterwards"_s) && good;
    print(u"  imported in %1 s; memory at its highest %2 MB, of which columns %3 MB"_s.arg(seconds)
              .arg(statusBytes("VmHWM") / 1'000'000)
              .arg(opened.store().columns().memory() / 1'000'000));
    good = selectAndSort(user, probe, u"%1 events"_s.arg(count)) && good;
    user.tidy();
    clickProblem(window, probe);
    probe.clear();
    return judgeAgain(window, user, probe) && good;
}

bool openMany(ProbedApplication &application, const QString &path, bool trace)
{
    LoopProbe probe(application);
    if (trace)
        probe.traceTurnsOver(40);
    OpenedWindow opened(path);
    EventStore &store = opened.store();
    probe.clear();
    WindowUser user(opened.window(), probe);
    while (!store.isLoaded())
        user.step();
    bool good = probe.report(u"opening"_s);
    user.tidy();
    const QString events = u"%1 events"_s.arg(user.table().model()->rowCount());
    probe.clear();
    user.steps(2 * user.round());
    good = probe.report(u"using %1"_s.arg(events)) && good;
    return selectAndSort(user, probe, events) && good;
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    ProbedApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments().mid(1);
    const bool trace = arguments.removeAll(u"--trace"_s) > 0;
    const int imported = arguments.value(0, u"1000000"_s).toInt();
    const QString opened = arguments.value(1, u"10000000"_s);
    bool isNumber = false;
    const qint64 count = opened.toLongLong(&isNumber);
    bool good = true;
    if (imported > 0)
        good = importMany(application, imported, trace);
    if (!isNumber)
        good = openMany(application, opened, trace) && good;
    else if (count > 0)
        good = openMany(application, storeOf(QDir(dataFolder({})), count), trace) && good;
    print(good ? u"met all"_s : u"NOT met"_s);
    return 0;
}
