// SPDX-License-Identifier: GPL-3.0-or-later
// The real program is killed while it queues and sends; the next one goes on from what the store says.
#include "httpserver.h"
#include "program.h"
#include "testmain.h"

#include "store/eventstore.h"
#include "store/outbox.h"

#include <algorithm>

#include <QDateTime>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <csignal>
#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

using Places = std::set<int>;

// What the server has of each event, by the number in its user: the dedup keys that it came with.
using Seen = std::map<int, QByteArrayList>;

}

class TestOutboxKill : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { qputenv("KILL_TEST_KEY", "eb_ing_plantedSecretKey0001"); }
    void init()
    {
        failOnWarnings();
        m_program = std::make_unique<Program>();
        QVERIFY(m_program->isReady());
        m_server.play(answered(1));
        m_received.clear();
        m_random = QRandomGenerator(5);
        m_over = false;
        m_lastOver = 0;
    }

    // What was perhaps taken goes again with the same key, what was taken never.
    void withKeys()
    {
        kill({u"--service"_s, u"emban"_s, u"--batch"_s, u"20"_s, u"--resume-unknown"_s, u"--attempts"_s, u"50"_s},
            "tenant_id", 10'000, 50);
        int repeated = 0;
        for (const auto &[number, keys] : m_received) {
            QVERIFY(!keys.front().isEmpty());
            QCOMPARE(keys.count(keys.front()), keys.size());
            repeated += keys.size() > 1 ? 1 : 0;
        }
        qInfo("%d events came again, %d rounds were killed", repeated, m_killed);
        QVERIFY(m_killed > 25);
        for (int number = 0; number < m_begun; ++number)
            QVERIFY2(m_received.contains(number), qPrintable(u"event %1 was lost"_s.arg(number)));
    }

    // Without a key nothing goes a second time.
    void withoutKeys()
    {
        kill({u"--service"_s, u"eventbunker"_s, u"--attempts"_s, u"5"_s}, "customer_identifier", 300, 12);
        for (const auto &[number, keys] : m_received)
            QVERIFY2(keys.size() == 1, qPrintable(u"event %1 came %2 times"_s.arg(number).arg(keys.size())));
    }

private:
    [[nodiscard]] static ServerScript answered(int delayMs)
    {
        ServerScript script = ServerScript::answer(200, "{}");
        script.delayMs = delayMs;
        return script;
    }

    // An order after the other, each of so many events, until so many runs were begun and perhaps killed; then the last
    // one is brought to its end.
    void kill(const QStringList &options, const QByteArray &tenant, int events, int rounds)
    {
        const qint64 longest = usualRun();
        m_killed = 0;
        m_begun = 0;
        OutboxJobId order = 0;
        QString file;
        for (int round = 0; round < rounds || order != 0; ++round) {
            if (file.isEmpty()) {
                file = m_program->write(u"events%1.ndjson"_s.arg(m_begun), lines(tenant, m_begun, events));
                m_first = m_begun;
                m_begun += events;
            }
            const Places before = acceptedOf(order);
            const QStringList arguments = order == 0 ? sending(options, file) : QStringList{u"outbox"_s, u"send"_s};
            runAndKill(arguments, round < rounds ? m_random.bounded(longest) + 1 : 60'000);
            QVERIFY(order != 0 || round < rounds);
            takeReceived(before);
            if (QTest::currentTestFailed())
                return;
            lookAt(order, events);
            if (QTest::currentTestFailed())
                return;
            if (order == 0 && m_over) {    // done: the next order
                file.clear();
                m_over = false;
            }
        }
        if (!file.isEmpty())    // the last one was never queued
            m_begun = m_first;
    }

    [[nodiscard]] QStringList sending(const QStringList &options, const QString &file) const
    {
        return QStringList{u"send"_s} + options +
               QStringList{u"--url"_s, m_server.base(), u"--key-env"_s, u"KILL_TEST_KEY"_s, file};
    }

    // From start to end, without anything to send: what a moment is chosen by.
    [[nodiscard]] qint64 usualRun() const
    {
        QElapsedTimer timer;
        timer.start();
        m_program->run({u"outbox"_s, u"send"_s});
        return std::clamp<qint64>(timer.elapsed() * 3, 200, 900);
    }

    void runAndKill(const QStringList &arguments, qint64 after)
    {
        const auto process = m_program->start(arguments);
        if (process->waitForFinished(static_cast<int>(after)))
            return;
        ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
        process->waitForFinished();
        m_killed += process->exitStatus() == QProcess::CrashExit ? 1 : 0;
    }

    // The order as the store has it once it was opened to write; none where it was not queued before the end.
    void lookAt(OutboxJobId &order, int events)
    {
        StoreOptions options;
        options.path = m_program->store();
        const auto store = EventStore::open(options);
        QVERIFY2(store, store ? "" : qPrintable(store.error().message));
        const auto jobs = (*store)->outbox().jobs().result();
        QVERIFY(jobs);
        const OutboxJob *job = jobs->empty() ? nullptr : &jobs->front();
        if (!job || job->id == m_lastOver) {
            order = 0;
            return;
        }
        QCOMPARE(job->events(), events);
        QCOMPARE(job->counts[static_cast<std::size_t>(OutboxState::InFlight)], 0);
        QCOMPARE(job->counts[static_cast<std::size_t>(OutboxState::Rejected)], 0);
        QCOMPARE(job->counts[static_cast<std::size_t>(OutboxState::Failed)], 0);
        QVERIFY(job->hold == OutboxJob::Hold::None);
        for (const int place : acceptedIn(**store, job->id))
            QVERIFY2(
                m_received.contains(m_first + place), qPrintable(u"event %1 is accepted but never came"_s.arg(place)));
        // Unknown ones with a key are taken up by whoever sends next.
        const bool resumes =
            job->policy.resumeUnknown && job->counts[static_cast<std::size_t>(OutboxState::Unknown)] > 0;
        const bool isOver = job->isOver() && !resumes;
        m_over = isOver;
        m_lastOver = isOver ? job->id : m_lastOver;
        order = isOver ? 0 : job->id;
    }

    [[nodiscard]] Places acceptedOf(OutboxJobId order) const
    {
        if (order == 0)
            return {};
        StoreOptions options;
        options.path = m_program->store();
        options.readOnly = true;
        const auto store = EventStore::open(options);
        return store ? acceptedIn(**store, order) : Places();
    }

    [[nodiscard]] static Places acceptedIn(EventStore &store, OutboxJobId order)
    {
        Places places;
        for (const OutboxPart &part : store.outbox().parts(order).result().value_or(std::vector<OutboxPart>())) {
            for (qint64 place = part.first; part.state == OutboxState::Accepted && place < part.first + part.count;
                 ++place)
                places.insert(static_cast<int>(place));
        }
        return places;
    }

    // What came since the last time; nothing of it had been accepted before.
    void takeReceived(const Places &before)
    {
        static const QRegularExpression user(u"\"user_?[iI]d\":\"n([0-9]+)\"[^}]*?(?:\"event_id\":\"([^\"]+)\")?\\}"_s);
        for (const SeenRequest &request : m_server.requests()) {
            if (!request.whole)
                continue;
            auto matches = user.globalMatch(QString::fromUtf8(request.body));
            while (matches.hasNext()) {
                const auto match = matches.next();
                const int number = match.captured(1).toInt();
                m_received[number].append(match.captured(2).toUtf8());
                QVERIFY2(!before.contains(number - m_first) || number < m_first,
                    qPrintable(u"event %1 was accepted, and came again"_s.arg(number)));
            }
        }
        m_server.play(answered(1));
    }

    [[nodiscard]] static QByteArray lines(const QByteArray &tenant, int first, int count)
    {
        const QByteArray now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1();
        QByteArray lines;
        for (int n = first; n < first + count; ++n)
            lines += "{\"" + tenant + "\":\"a\",\"event_name\":\"page.view\",\"timestamp\":\"" + now +
                     "\",\"user_id\":\"n" + QByteArray::number(n) + "\"}\n";
        return lines;
    }

    std::unique_ptr<Program> m_program;
    HttpServer m_server;
    QRandomGenerator m_random;
    Seen m_received;
    int m_killed = 0;
    int m_begun = 0;    // events of all orders
    int m_first = 0;    // of the order
    bool m_over = false;
    OutboxJobId m_lastOver = 0;
};

QTEST_GUILESS_MAIN(TestOutboxKill)

#include "tst_outboxkill.moc"
