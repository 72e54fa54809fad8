// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "composer/composerpage.h"
#include "composer/drafttabs.h"
#include "composer/jsoneditor.h"
#include "composerworld.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>

#include <csignal>
#include <ctime>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int keyEvery = 7;    // ms between keystrokes
// What half a second becomes on a machine that is busy with other tests.
constexpr qint64 mostLost = 3'000;

qint64 monotonicMillis()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// The n-th text of the child: what it was before n keystrokes, with n letters typed into it.
QByteArray typed(qint64 keys)
{
    QByteArray letters;
    for (qint64 key = 0; key < keys; ++key)
        letters.append(static_cast<char>('a' + key % 26));
    return letters;
}

}

// Types into a composer's source until it is killed, and says on standard output when each key was pressed.
int typeUntilKilled(const QString &store)
{
    test::ComposerWorld world(store);
    world.trigger(u"newEvent"_s);
    ComposerPage *page = world.page();
    page->draft().edit(DraftPart::Event, {{0, static_cast<quint32>(page->draft().text().size()), ""}});
    page->focusSource();
    QFile out;
    if (!out.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return 2;
    QTimer timer;
    qint64 keys = 0;
    QObject::connect(&timer, &QTimer::timeout, page, [&] {
        QTest::keyClick(QApplication::focusWidget(), static_cast<char>('a' + keys % 26));
        ++keys;
        out.write(QByteArray::number(keys) + ' ' + QByteArray::number(monotonicMillis()) + '\n');
    });
    timer.start(keyEvery);
    return QApplication::exec();
}

// A draft is on disk soon after it was typed, whatever ends the program.
class TestDraftCrash : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void killedWhileTyping()
    {
        const QTemporaryDir folder;
        QRandomGenerator random(11);
        qint64 worst = 0;
        for (int round = 0; round < 4; ++round) {
            const QString path = folder.filePath(u"%1.eventscope"_s.arg(round));
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {u"--type"_s, path});
            QVERIFY(child.waitForReadyRead(60'000));
            QTest::qWait(700 + random.bounded(900));
            const qint64 killedAt = monotonicMillis();
            ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            worst = std::max(worst, lostIn(path, child.readAllStandardOutput(), killedAt));
            QVERIFY(!QTest::currentTestFailed());
        }
        qInfo("typed and lost: at most the last %lld ms", worst);
        QVERIFY2(worst <= mostLost, qPrintable(QString::number(worst)));
    }

private:
    // How long before the kill the first key was pressed that is not in the store.
    static qint64 lostIn(const QString &path, const QByteArray &log, qint64 killedAt)
    {
        const auto store = test::openStore(path);
        const std::vector<StoredDraft> drafts = test::valueOf(store->drafts().all());
        if (drafts.size() != 1)
            return killedAt;
        const qint64 kept = drafts.front().text.size();
        if (drafts.front().text != typed(kept))
            QTest::qFail("the draft is none of the texts that were typed", __FILE__, __LINE__);
        for (const QByteArray &line : log.split('\n')) {
            const QByteArrayList parts = line.split(' ');
            if (parts.size() == 2 && parts.at(0).toLongLong() == kept + 1)
                return killedAt - parts.at(1).toLongLong();
        }
        return 0;
    }
};

}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == u"--type")
        return eventscope::typeUntilKilled(arguments.at(2));
    eventscope::TestDraftCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_draftcrash.moc"
