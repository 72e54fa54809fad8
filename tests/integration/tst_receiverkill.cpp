// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpload.h"
#include "program.h"
#include "testmain.h"

#include <QRandomGenerator>
#include <QSet>

#include <csignal>
#include <future>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray idOf(int round, int number)
{
    return "evt_" + QByteArray::number(round) + '_' + QByteArray::number(number);
}

std::vector<QByteArray> requestsOf(int round, int count)
{
    std::vector<QByteArray> requests;
    for (int i = 0; i < count; ++i) {
        const QByteArray body = R"({"events":[{"tenant_id":"tenant_1","event_name":"api.call","timestamp":)"
                                R"("2026-10-01T12:00:00Z","user_id":"user_7","event_id":")" +
                                idOf(round, i) + R"("}]})";
        requests.push_back("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           "Content-Length: " +
                           QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    return requests;
}

}

// Whatever ends the receiver, what it answered is in the store, once.
class TestReceiverKill : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void keepsWhatItAnswered()
    {
        QRandomGenerator random(7);
        QSet<QByteArray> answered;
        int cutShort = 0;
        for (int round = 0; round < 8; ++round) {
            const std::vector<QByteArray> requests = requestsOf(round, 20'000);
            const auto receiver = m_program.start({u"listen"_s, u"--port"_s, u"0"_s, u"--json"_s, u"--quiet"_s}, true);
            QVERIFY(receiver->waitForReadyRead(60'000));
            const auto port =
                static_cast<quint16>(QJsonDocument::fromJson(receiver->readLine()).object().value(u"port"_s).toInt());
            QVERIFY(port != 0);
            const std::atomic<bool> never = false;
            auto load = std::async(std::launch::async, [&] { return HttpLoad(port, requests, 64).run(never); });
            load.wait_for(std::chrono::milliseconds(20 + random.bounded(300)));
            ::kill(static_cast<pid_t>(receiver->processId()), SIGKILL);
            QVERIFY(receiver->waitForFinished());
            const LoadOutcome outcome = load.get();
            for (int i = 0; i < int(requests.size()); ++i)
                if (outcome.statuses[std::size_t(i)] == 200)
                    answered.insert(idOf(round, i));
            cutShort += outcome.answered() > 0 && outcome.broke ? 1 : 0;
            verifyStored(answered);
        }
        QVERIFY(cutShort > 2);
    }

private:
    void verifyStored(const QSet<QByteArray> &answered)
    {
        const Run exported = m_program.run({u"export"_s});
        QCOMPARE(exported.code, 0);
        QSet<QByteArray> stored;
        for (const QByteArray &line : exported.lines()) {
            const QByteArray id = QJsonDocument::fromJson(line).object().value(u"event_id"_s).toString().toLatin1();
            QVERIFY2(!stored.contains(id), id.constData());
            stored.insert(id);
        }
        const QSet<QByteArray> lost = QSet<QByteArray>(answered).subtract(stored);
        QVERIFY2(lost.isEmpty(), qPrintable(u"%1 of %2"_s.arg(lost.size()).arg(answered.size())));
    }

    Program m_program;
};

QTEST_GUILESS_MAIN(TestReceiverKill)
#include "tst_receiverkill.moc"
