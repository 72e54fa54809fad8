// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long a store of N events (default ten million) takes to open: from the start of a process to its window's
// first paint, to the first rows in the table and to the last row in the columns. Medians of R processes (default
// five), which open the same file.
//
//   bench_open [N [FOLDER [R]]]        the folder keeps the data for the next time

#include "benchwindow.h"
#include "explorer/eventtable.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTimer>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

// Tells when a widget was first painted.
class FirstPaint : public QObject {
public:
    explicit FirstPaint(QWidget &widget)
        : QObject(&widget)
    {
        widget.installEventFilter(this);
    }

    [[nodiscard]] double at() const { return m_at; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_at == 0)
            QTimer::singleShot(0, this, [this] { m_at = millisecondsSinceStart(); });
        return QObject::eventFilter(watched, event);
    }

private:
    double m_at = 0;
};

// One opening. Prints the three moments in milliseconds.
int openOnce(const QString &path)
{
    OpenedWindow opened(path);
    const FirstPaint painted(opened.window());
    auto *table = opened.window().findChild<EventTable *>();
    double firstRows = 0;
    QElapsedTimer patience;
    patience.start();
    while ((!opened.store().isLoaded() || painted.at() == 0 || firstRows == 0) && patience.elapsed() < 120'000) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        if (firstRows == 0 && table && table->model() && table->model()->rowCount() > 0)
            firstRows = millisecondsSinceStart();
    }
    std::printf("%.1f %.1f %.1f\n", painted.at(), firstRows, millisecondsSinceStart());
    return opened.store().isLoaded() ? 0 : 2;
}

QList<double> openInProcess(const QString &path)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {u"--once"_s, path});
    if (!process.waitForFinished(180'000) || process.exitCode() != 0)
        giveUp(u"the store could not be opened"_s);
    QList<double> moments;
    for (const QByteArray &moment : process.readAllStandardOutput().simplified().split(' '))
        moments.append(moment.toDouble());
    if (moments.size() != 3)
        giveUp(u"the process told no moments"_s);
    return moments;
}

void print(const char *what, const std::vector<double> &times, double bar)
{
    const double median = medianOf(times);
    std::printf("%-44s %9.0f ms", what, median);
    if (bar > 0)
        std::printf("   bar %5.0f ms   %s", bar, median <= bar ? "met" : "NOT met");
    std::printf("\n");
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--once"_L1)
        return openOnce(arguments.value(2));
    const qint64 count = arguments.value(1, u"10000000"_s).toLongLong();
    const QTemporaryDir temporary;
    const QDir folder(arguments.value(2, temporary.path()));
    const int runs = std::max(1, arguments.value(3, u"5"_s).toInt());
    if (count < 1 || !folder.mkpath(u"."_s))
        giveUp(u"usage: bench_open [N [FOLDER [R]]]"_s);

    const QString path = storeOf(folder, count);
    std::vector<double> painted;
    std::vector<double> rows;
    std::vector<double> loaded;
    for (int run = 0; run < runs; ++run) {
        const QList<double> moments = openInProcess(path);
        painted.push_back(moments[0]);
        rows.push_back(moments[1]);
        loaded.push_back(moments[2]);
    }
    print("window painted, since the process began", painted, 500);
    print("first rows in the table", rows, 0);
    print("columns complete", loaded, 5'000);
    return 0;
}
