// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the window keeps a person waiting while events are imported: a file of N events (default one
// million) is imported into an open window, which meanwhile is scrolled, filtered and zoomed. Prints
// the gaps between two turns of the event loop and the memory at its highest.
//
//   bench_window [N]

#include "mainwindow/mainwindow.h"
#include "service/services.h"
#include "theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QTimer>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

// Seeded: 20 tenants, a million users, 50 names, 2 % late; about 310 bytes an event.
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
        file.write(
            "{\"tenant_id\":\"tenant_" + QByteArray::number(random.bounded(20)) + "\",\"event_name\":\"thing_" +
            QByteArray::number(random.bounded(50)) + ".done\",\"timestamp\":\"" + time + "\",\"event_id\":\"" +
            QByteArray::number(random.generate64(), 16) + "\",\"user_id\":\"user_" +
            QByteArray::number(random.bounded(1'000'000)) +
            "\",\"string_props\":{\"model\":\"large\",\"endpoint\":\"/v1/chat\",\"status\":\"success\",\"region\":"
            "\"eu-central-1\",\"plan\":\"growth\"},\"numeric_props\":{\"tokens\":" +
            QByteArray::number(random.bounded(5'000)) + ",\"latency_ms\":" + QByteArray::number(random.bounded(3'000)) +
            ",\"cost_usd\":0.0450}}\n");
    }
    return file.flush();
}

// Gaps between the turns of the event loop, in milliseconds.
class Probe : public QObject {
public:
    Probe()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this,
            [this] { m_gaps.push_back(double(m_clock.nsecsElapsed()) / 1e6), m_clock.start(); });
        m_clock.start();
        m_timer.start(2);
    }

    void report(const char *what)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        const auto at = [this](double share) { return m_gaps[std::size_t(share * double(m_gaps.size() - 1))]; };
        const auto over = m_gaps.end() - std::upper_bound(m_gaps.begin(), m_gaps.end(), 50.0);
        QTextStream(stdout) << what << ": median " << at(0.5) << " ms, 99 % " << at(0.99) << " ms, longest " << at(1)
                            << " ms, over 50 ms: " << over << " of " << m_gaps.size() << Qt::endl;
        m_gaps.clear();
    }

private:
    QElapsedTimer m_clock;
    QTimer m_timer;
    std::vector<double> m_gaps;
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

// What a person might do meanwhile, one step each 40 ms.
void use(eventscope::MainWindow &window, int step)
{
    auto *table = window.findChild<QTableView *>();
    auto &filter = window.session()->filter();
    QTest::keyClick(table, step % 7 == 6 ? Qt::Key_Home : Qt::Key_PageDown);
    if (step % 25 == 10)
        filter.setFilter(filter.filter().withValues(eventscope::Field::Tenant, {"tenant_3", "tenant_4"}));
    if (step % 25 == 20)
        filter.setFilter({});
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
    QTest::qWait(500);
    const qint64 before = statusBytes("VmRSS");

    Probe probe;
    QElapsedTimer clock;
    clock.start();
    window.importFiles({file});
    for (int step = 0; window.isImporting(); ++step) {
        QTest::qWait(40);
        use(window, step);
    }
    const double seconds = double(clock.elapsed()) / 1e3;
    const qint64 highest = statusBytes("VmHWM");
    probe.report("while importing");
    for (int step = 0; step < 100; ++step) {
        QTest::qWait(40);
        use(window, step);
    }
    probe.report("afterwards");
    const qint64 columns = window.session()->store().columns().memory();
    QTextStream(stdout) << count << " events in " << seconds << " s; memory before " << before / 1'000'000
                        << " MB, at its highest while importing " << highest / 1'000'000 << " MB, of which columns "
                        << columns / 1'000'000 << " MB" << Qt::endl;
    return 0;
}
