// SPDX-License-Identifier: GPL-3.0-or-later
#include "generator.h"
#include "program.h"
#include "testmain.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <csignal>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// Whatever ends an import, the store has all of it or none, and nobody sees a part.
class TestInterruptedImport : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_path = m_program.write(u"events.ndjson"_s, generated({.lines = events}).bytes);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_program.run({u"import"_s, m_path}).code, 0);
        m_took = timer.elapsed();
        QCOMPARE(m_program.count(), events);
    }
    void init() { failOnWarnings(); }

    void killedAtAnyMoment()
    {
        QRandomGenerator random(7);
        qint64 before = m_program.count();
        int killed = 0;
        for (int i = 0; i < 20; ++i) {
            const auto import = m_program.start({u"import"_s, m_path});
            // The end, where commits are, is as likely as all the rest.
            const qint64 wait = i % 2 == 0 ? random.bounded(m_took) : m_took - random.bounded(qMin<qint64>(m_took, 60));
            import->waitForFinished(static_cast<int>(qMax<qint64>(wait, 1)));
            if (import->state() == QProcess::Running)
                ::kill(static_cast<pid_t>(import->processId()), SIGKILL);
            import->waitForFinished();
            killed += import->exitStatus() == QProcess::CrashExit ? 1 : 0;

            const qint64 after = m_program.count();
            QVERIFY2(after == before || after == before + events,
                qPrintable(u"round %1: %2 after %3"_s.arg(i).arg(after).arg(before)));
            QVERIFY(import->exitStatus() == QProcess::CrashExit || after == before + events);
            before = after;
        }
        QVERIFY(killed > 5);
        // What the killed ones left is cleared away, and nothing is in the way of the next one.
        QCOMPARE(m_program.run({u"import"_s, m_path}).code, 0);
        QCOMPARE(m_program.count(), before + events);
    }

    void othersSeeItWholeOrNotAtAll()
    {
        const qint64 before = m_program.count();
        const auto import = m_program.start({u"import"_s, m_path});
        int looks = 0;
        qint64 seen = before;
        while (import->state() == QProcess::Running) {
            const qint64 now = m_program.count();
            QVERIFY2(now == before || now == before + events, qPrintable(QString::number(now)));
            QVERIFY(now >= seen);
            seen = now;
            ++looks;
            import->waitForFinished(1);
        }
        QVERIFY(looks > 0);
        QCOMPARE(import->exitCode(), 0);
        QCOMPARE(m_program.count(), before + events);
    }

    void interruptedPolitely_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("signal");
        QTest::newRow("busy, Ctrl+C") << u"/dev/zero"_s << SIGINT;
        QTest::newRow("busy, terminated") << u"/dev/zero"_s << SIGTERM;
        QTest::newRow("waiting for input") << u"-"_s << SIGINT;
    }
    void interruptedPolitely()
    {
        QFETCH(const QString, file);
        QFETCH(const int, signal);
        const qint64 before = m_program.count();
        const QString rejects = m_program.path(u"interrupted.ndjson"_s);
        const auto import = m_program.start({u"import"_s, u"--rejects"_s, rejects, m_path, file}, true);
        QTRY_VERIFY_WITH_TIMEOUT(handlesSignal(*import, signal), 30'000);
        QTest::qWait(300);
        QCOMPARE(import->state(), QProcess::Running);
        ::kill(static_cast<pid_t>(import->processId()), signal);
        QVERIFY(import->waitForFinished());
        QCOMPARE(import->exitStatus(), QProcess::NormalExit);
        QCOMPARE(import->exitCode(), 130);
        QCOMPARE(import->readAllStandardError().count('\n'), 1);
        QCOMPARE(import->readAllStandardOutput(), QByteArray());
        QVERIFY(!QFile::exists(rejects));
        QCOMPARE(m_program.count(), before);
    }

    void failsAsAWhole()
    {
        const qint64 before = m_program.count();
        const Run run = m_program.run({u"import"_s, m_path, m_program.path(u"missing.ndjson"_s)});
        QCOMPARE(run.code, 2);
        QCOMPARE(m_program.count(), before);
    }

private:
#ifdef __SANITIZE_ADDRESS__
    static constexpr qint64 events = 6'000;    // as many moments, in a build several times slower
#else
    static constexpr qint64 events = 12'000;
#endif

    Program m_program;
    QString m_path;
    qint64 m_took = 0;
};

QTEST_GUILESS_MAIN(TestInterruptedImport)
#include "tst_interruptedimport.moc"
