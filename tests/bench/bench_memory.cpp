// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much memory a store of N events (default ten million) of a million users takes, columns, dictionaries, the
// rows of the table and the open window included.
//
//   bench_memory [N [FOLDER]]          the folder keeps the data for the next time

#include "benchwindow.h"
#include "explorer/eventtable.h"
#include "store/columns_p.h"

#include <QElapsedTimer>

using namespace eventscope;
using namespace eventscope::bench;
using namespace Qt::StringLiterals;

namespace {

// Until the table shows all and searches are done.
void settle(OpenedWindow &opened)
{
    QElapsedTimer patience;
    patience.start();
    QElapsedTimer quiet;
    quiet.start();
    const auto *table = opened.window().findChild<EventTable *>();
    while (patience.elapsed() < 120'000 && quiet.elapsed() < 2'000) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        if (!opened.store().isLoaded() || table->model()->rowCount() != int(opened.store().columns().size()))
            quiet.start();
    }
}

void print(const char *what, qint64 bytes, qint64 count, double bar)
{
    const double each = double(bytes) / double(count);
    std::printf("%-44s %9.1f MB %7.2f bytes an event", what, double(bytes) / 1e6, each);
    if (bar > 0)
        std::printf("   bar %2.0f   %s", bar, each <= bar ? "met" : "NOT met");
    std::printf("\n");
}

}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 count = arguments.value(1, u"10000000"_s).toLongLong();
    const QTemporaryDir temporary;
    const QDir folder(arguments.value(2, temporary.path()));
    if (count < 1 || !folder.mkpath(u"."_s))
        giveUp(u"usage: bench_memory [N [FOLDER]]"_s);
    const QString path = storeOf(folder, count);

    const qint64 before = statusBytes("RssAnon");
    OpenedWindow opened(path);
    settle(opened);
    const Columns &columns = opened.store().columns();
    std::printf("%u events loaded; the process alone had %.1f MB\n", columns.size(), double(before) / 1e6);
    print("columns and dictionaries", columns.memory(), count, 0);
    const qint64 chunks = columns.d().chunkBytes;
    print("columns alone", chunks, count, 48);
    print("dictionaries", columns.memory() - chunks, count, 0);
    print("in all, of its own", statusBytes("RssAnon"), count, 64);
    print("in all, with what files and programs share", statusBytes("VmRSS"), count, 0);
    print("at its highest", statusBytes("VmHWM"), count, 0);
    return 0;
}
