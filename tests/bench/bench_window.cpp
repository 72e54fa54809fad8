// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the window keeps a person waiting: a file of N events (default one million; half a percent wrong,
// two percent with a warning) is imported into an open window, then a problem is clicked, and the store is judged
// again by other severities and by a plan; meanwhile the window is scrolled and filtered. Prints the gaps
// between two turns of the event loop and the memory at its highest.
//
//   bench_window [N]

#include "explorer/eventtable.h"
#include "mainwindow/judgingreporter.h"
#include "mainwindow/mainwindow.h"
#include "problems/problemspanel.h"
#include "problems/rejudgedialog.h"
#include "service/services.h"
#include "theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QRandomGenerator>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <utility>
#include <vector>

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

// Gaps between the turns of the event loop in milliseconds, and what is left of them without what this thread
// was ready to run and had no processor: on a machine with nothing else to do, they would be that long.
class Probe : public QObject {
public:
    Probe()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double queued = queuedSoFar();
            const double gap = double(m_clock.nsecsElapsed()) / 1e6;
            m_gaps.push_back(gap);
            m_own.push_back(gap - (queued - std::exchange(m_queued, queued)));
            m_clock.start();
        });
        clear();
        m_timer.start(2);
    }

    void report(const char *what)
    {
        std::ranges::sort(m_gaps);
        std::ranges::sort(m_own);
        const auto at = [](const std::vector<double> &list, double share) {
            return list.empty() ? 0 : list[std::size_t(share * double(list.size() - 1))];
        };
        const auto over = [](const std::vector<double> &list) {
            return list.end() - std::ranges::upper_bound(list, 50.0);
        };
        QTextStream(stdout) << what << ": median " << at(m_gaps, 0.5) << " ms, 99 % " << at(m_gaps, 0.99)
                            << " ms, longest " << at(m_gaps, 1) << " ms, over 50 ms: " << over(m_gaps) << " of "
                            << m_gaps.size() << "; given a processor 99 % " << at(m_own, 0.99) << " ms, longest "
                            << at(m_own, 1) << " ms, over 50 ms: " << over(m_own) << Qt::endl;
        clear();
    }

    void clear()
    {
        m_gaps.clear();
        m_own.clear();
        m_queued = queuedSoFar();
        m_clock.start();
    }

private:
    // In the queue of a processor.
    static double queuedSoFar()
    {
        QFile file(u"/proc/thread-self/schedstat"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() / 1e6 : 0;
    }

    QElapsedTimer m_clock;
    QTimer m_timer;
    double m_queued = 0;
    std::vector<double> m_gaps;
    std::vector<double> m_own;
};

qint64 statusBytes(const QByteArray &field)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed().split(' ').first().toLongLong() * 1024;
    }
    return 0;
}

// As an event loop does that nobody steps.
void pause(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

// What a person might do meanwhile, one step each 40 ms.
void use(eventscope::MainWindow &window, int step)
{
    auto *table = window.findChild<eventscope::EventTable *>();
    auto &filter = window.session()->filter();
    QTest::keyClick(table, step % 7 == 6 ? Qt::Key_Home : Qt::Key_PageDown);
    if (step % 25 == 10)
        filter.setFilter(filter.filter().withValues(eventscope::Field::Tenant, {"tenant_3", "tenant_4"}));
    if (step % 25 == 20)
        filter.setFilter({});
}

eventscope::ProblemsPanel &panelOf(eventscope::MainWindow &window)
{
    return *window.findChild<eventscope::ProblemsPanel *>();
}

// How long after a click on the first problem the table shows its events.
void clickProblem(eventscope::MainWindow &window)
{
    using namespace eventscope;
    window.session()->filter().setFilter({});
    pause(2'000);
    const ProblemModel &model = panelOf(window).model();
    if (model.rowCount() == 0)
        return;
    auto *tree = window.findChild<QTreeView *>(u"problemsTree"_s);
    const auto *table = window.findChild<eventscope::EventTable *>();
    const QModelIndex first = model.index(0, 0);
    const qint64 events = model.countOf(first);
    QElapsedTimer clock;
    clock.start();
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(first).center());
    while (table->model()->rowCount() != events && clock.elapsed() < 5'000)
        pause(1);
    QTextStream(stdout) << "a click on a problem of " << events << " events: " << table->model()->rowCount()
                        << " shown after " << double(clock.nsecsElapsed()) / 1e6 << " ms" << Qt::endl;
    window.session()->filter().setFilter({});
}

// Uses the window while the store is judged again, and looks at what is said of it.
template <typename Change>
void judgeAgain(eventscope::MainWindow &window, Probe &probe, const char *what, Change change)
{
    using namespace eventscope;
    JudgingController &judging = window.session()->judging();
    pause(1'000);
    probe.clear();
    QSignalSpy judged(&judging, &JudgingController::judgedAgain);
    QElapsedTimer clock;
    clock.start();
    change(judging);
    for (int step = 0; judged.isEmpty() && clock.elapsed() < 600'000; ++step) {
        pause(40);
        use(window, step);
    }
    const double seconds = double(clock.elapsed()) / 1e3;
    probe.report(what);
    window.session()->filter().setFilter({});
    const auto report = judged.value(0).value(0).value<RejudgeReport>();
    const bool told = window.findChild<MessageBar *>()->count() > 0;
    window.findChild<JudgingReporter *>()->showReport(report);
    const auto *dialog = window.findChild<RejudgeDialog *>();
    pause(1'000);
    probe.report("its report");
    QTextStream(stdout) << "  " << report.judged << " events in " << seconds << " s; "
                        << (told && dialog && dialog->isVisible() ? "told: " : "NOT told: ") << sentenceOf(report)
                        << Qt::endl;
    delete dialog;
}

void judgeAgain(eventscope::MainWindow &window, Probe &probe)
{
    using namespace eventscope;
    judgeAgain(window, probe, "judging again, two percent change", [](JudgingController &judging) {
        SeverityChanges changes;
        (void)changes.add("M3=error");
        judging.setSeverities(changes);
    });
    judgeAgain(window, probe, "judging again, all change", [](JudgingController &judging) {
        judging.setPlan(StoredPlan{0, u"Empty"_s, Plan().text(), true, 0});
    });
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const int count = argc > 1 ? QByteArray(argv[1]).toInt() : 1'000'000;
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"events.ndjson"_s);
    if (!writeEvents(file, count))
        return 2;

    using namespace eventscope;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    applyTheme(ThemeChoice::Light);
    std::vector<Error> faults;
    const ServiceSet services = ServiceSet::compile(Services::load(QDir(folder.path())).services, &faults);
    MainWindow window(settings);
    auto store = EventStore::open({folder.filePath(u"bench.eventscope"_s), false, {}});
    if (!store)
        return 2;
    window.setSession(std::make_unique<Session>(std::move(*store), services, settings));
    window.show();
    pause(500);
    const qint64 before = statusBytes("VmRSS");

    Probe probe;
    QElapsedTimer clock;
    clock.start();
    window.importFiles({file});
    for (int step = 0; window.isImporting(); ++step) {
        pause(40);
        use(window, step);
    }
    const double seconds = double(clock.elapsed()) / 1e3;
    const qint64 highest = statusBytes("VmHWM");
    probe.report("while importing");
    clickProblem(window);
    for (int step = 0; step < 100; ++step) {
        pause(40);
        use(window, step);
    }
    probe.report("afterwards");
    const qint64 columns = window.session()->store().columns().memory();
    QTextStream(stdout) << count << " events in " << seconds << " s; memory before " << before / 1'000'000
                        << " MB, at its highest while importing " << highest / 1'000'000 << " MB, of which columns "
                        << columns / 1'000'000 << " MB" << Qt::endl;
    judgeAgain(window, probe);
    return 0;
}
