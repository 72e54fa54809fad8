// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "listening.h"
#include "testmain.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

// A request's whole answer; empty where the connection broke.
QByteArray post(quint16 port, const QByteArray &target, const QByteArray &body, const QByteArray &headers = {})
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    if (!socket.waitForConnected())
        return {};
    socket.write("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
                 "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
                 body);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState || socket.bytesAvailable() > 0) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(20'000))
            break;
        answer += socket.readAll();
    }
    return answer;
}

const QByteArray embanBody = R"({"events":[{"tenant_id":"acme","event_name":"api.call"}]})";

class TestListenCommand : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void listensAndEndsCleanly();
    void waitsForEvents();
    void tellsWhatDidArrive();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void tellsWhenThePortIsTaken();
    void printsWaysIn();
    void waysInWork();
    void makesFaults();
    void keepsWhatWasAnsweredWhenKilled();
    void passesRequestsOn();
};

void TestListenCommand::listensAndEndsCleanly()
{
    const Program program;
    Listening listening(program);
    QVERIFY(listening.port() != 0);
    QVERIFY(post(listening.port(), "/v1/events", embanBody).startsWith("HTTP/1.1 200"));
    QVERIFY(post(listening.port(), "/run/nightly/v1/events", embanBody).startsWith("HTTP/1.1 200"));
    const Run run = listening.interrupted();
    QCOMPARE(run.code, 0);
    const QList<QByteArray> lines = run.lines();
    QCOMPARE(lines.size(), 3);
    const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
    QCOMPARE(second[u"target"_s].toString(), u"/run/nightly/v1/events"_s);
    QCOMPARE(second[u"tag"_s].toString(), u"nightly"_s);
    QCOMPARE(second[u"events"_s].toInt(), 1);
    QCOMPARE(run.lastObject()[u"events"_s].toInt(), 2);
    QCOMPARE(program.count({u"origin:nightly"_s}), 1);
    QCOMPARE(program.count(), 2);
}

void TestListenCommand::waitsForEvents()
{
    const Program program;
    Listening listening(program, {u"--until"_s, u"name:api.*"_s, u"--count"_s, u"2"_s, u"--timeout"_s, u"50"_s});
    std::ignore = post(listening.port(), "/v1/events", embanBody);
    std::ignore = post(listening.port(), "/post", R"({"event_name":"other"})");
    std::ignore = post(listening.port(), "/v1/events", embanBody);
    const Run run = listening.ended();
    QCOMPARE(run.code, 0);
    QCOMPARE(run.out.count("\"api.call\""), 2);
}

void TestListenCommand::tellsWhatDidArrive()
{
    const Program program;
    Listening listening(program, {u"--until"_s, u"name:signup"_s, u"--timeout"_s, u"2"_s});
    std::ignore = post(listening.port(), "/post", R"({"event_name":"login"})");
    const Run run = listening.ended();
    QCOMPARE(run.code, 1);
    QVERIFY(run.out.contains("\"login\""));
    QVERIFY2(run.err.contains("0 of 1 events"), run.err.constData());
}

void TestListenCommand::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("a port too high") << QStringList{u"--port"_s, u"70000"_s} << QByteArray("65535");
    QTest::newRow("no address") << QStringList{u"--address"_s, u"here"_s} << QByteArray("--address");
    QTest::newRow("no token") << QStringList{u"--address"_s, u"0.0.0.0"_s, u"--port"_s, u"0"_s} << QByteArray("token");
    QTest::newRow("no token file") << QStringList{u"--token-file"_s, u"/nonexistent"_s} << QByteArray("/nonexistent");
    QTest::newRow("no fault") << QStringList{u"--fault"_s, u"explode=1"_s} << QByteArray("explode");
    QTest::newRow("no filter") << QStringList{u"--until"_s, u"tenant:("_s} << QByteArray("--until");
    QTest::newRow("a count of nothing") << QStringList{u"--count"_s, u"3"_s} << QByteArray("--until");
    QTest::newRow("no endpoint") << QStringList{u"--forward"_s, u"nobody"_s} << QByteArray("endpoint");
    QTest::newRow("no plan") << QStringList{u"--plan"_s, u"/nonexistent"_s} << QByteArray("/nonexistent");
}

void TestListenCommand::refusesWrongUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, told);
    const Program program;
    const Run run = program.run(QStringList{u"listen"_s} + arguments);
    QCOMPARE(run.code, 2);
    QVERIFY2(run.err.contains(told), run.err.constData());
}

void TestListenCommand::tellsWhenThePortIsTaken()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const Program program;
    const Run run = program.run({u"listen"_s, u"--port"_s, QString::number(taken.serverPort())});
    QCOMPARE(run.code, 2);
    QVERIFY2(run.err.contains(QByteArray::number(taken.serverPort())), run.err.constData());
}

void TestListenCommand::printsWaysIn()
{
    const Program program;
    const Run run = program.run({u"listen"_s, u"--ways"_s});
    QCOMPARE(run.code, 0);
    QVERIFY2(run.out.contains("curl 'http://127.0.0.1:8710/v1/events'"), run.out.constData());
    QVERIFY(run.out.contains("eventCaptureBaseURL"));
}

// Each line, as a shell runs it.
void TestListenCommand::waysInWork()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not there");
    const Program program;
    Listening listening(program, {u"--need-key"_s});
    const Run run =
        program.run({u"listen"_s, u"--ways"_s, u"--json"_s, u"--port"_s, QString::number(listening.port())});
    QVERIFY(run.lines().size() >= 7);
    for (const QByteArray &line : run.lines()) {
        const QString command = QJsonDocument::fromJson(line).object()[u"curl"_s].toString();
        QProcess shell;
        shell.start(u"sh"_s, {u"-c"_s, command + u" -s -o /dev/null -w '%{http_code}'"_s});
        QVERIFY(shell.waitForFinished());
        const QByteArray status = shell.readAllStandardOutput();
        QVERIFY2(status.startsWith('2'), qPrintable(command + u": "_s + QString::fromLatin1(status)));
    }
    const Run ended = listening.interrupted();
    QCOMPARE(ended.lastObject()[u"events"_s].toInt(), int(run.lines().size()));
    for (const char *const service : {"emban", "schematic", "buildless", "eventbunker", "engagelab"})
        QVERIFY2(program.count({u"service:"_s + QString::fromLatin1(service)}) >= 1, service);
}

void TestListenCommand::makesFaults()
{
    const Program program;
    Listening listening(
        program, {u"--fault"_s, u"status=503,retry-after=2,count=1"_s, u"--fault"_s, u"drop=after,count=1"_s});
    const QByteArray refused = post(listening.port(), "/v1/events", embanBody);
    QVERIFY(refused.startsWith("HTTP/1.1 503"));
    QVERIFY(refused.contains("Retry-After: 2"));
    QVERIFY(post(listening.port(), "/v1/events", embanBody).isEmpty());
    const Run run = listening.interrupted();
    QCOMPARE(run.lastObject()[u"faults"_s].toInt(), 2);
    QCOMPARE(program.count(), 1);
}

void TestListenCommand::keepsWhatWasAnsweredWhenKilled()
{
    const Program program;
    Listening listening(program);
    int answered = 0;
    for (int i = 0; i < 50; ++i)
        answered += post(listening.port(), "/v1/events", embanBody).startsWith("HTTP/1.1 200") ? 1 : 0;
    listening.kill();
    QCOMPARE(answered, 50);
    QCOMPARE(program.count(), 50);
}

void TestListenCommand::passesRequestsOn()
{
    HttpServer real;
    real.play({ServerScript::answer(202, R"({"accepted":1,"status":"real"})", "application/json", "X-Real: yes\r\n"),
        ServerScript::resetAfterReading()});
    const Program program;
    qputenv("FORWARD_KEY", "eb_ing_realkey0123456789");
    QCOMPARE(program
                 .run({u"endpoints"_s, u"add"_s, u"real"_s, u"--service"_s, u"emban"_s, u"--url"_s, real.base(),
                     u"--key-env"_s, u"FORWARD_KEY"_s})
                 .code,
        0);
    Listening listening(program, {u"--forward"_s, u"real"_s});
    const QByteArray answer = post(listening.port(), "/run/t/v1/events?x=1", embanBody,
        "Authorization: Bearer eb_ing_clientkey0123456789\r\nX-Trace: 7\r\n");
    QVERIFY2(answer.startsWith("HTTP/1.1 202"), answer.constData());
    QVERIFY(answer.contains("X-Real: yes"));
    QVERIFY(answer.endsWith(R"({"accepted":1,"status":"real"})"));
    QVERIFY(post(listening.port(), "/v1/events", embanBody).isEmpty());
    QVERIFY(post(listening.port(), "/post", R"({"event_name":"own"})").startsWith("HTTP/1.1 200"));
    const std::vector<SeenRequest> seen = real.requests();
    QCOMPARE(seen.size(), std::size_t(2));
    QCOMPARE(seen[0].target, "/v1/events?x=1");
    QCOMPARE(seen[0].body, embanBody);
    QCOMPARE(seen[0].header("Authorization"), "Bearer eb_ing_realkey0123456789");
    QCOMPARE(seen[0].header("X-Trace"), "7");
    // What was passed on once is not passed on again.
    const QByteArray loop = post(listening.port(), "/v1/events", embanBody,
        "X-Eventscope-Forwarded: " + seen[0].header("X-Eventscope-Forwarded") + "\r\n");
    QVERIFY2(loop.startsWith("HTTP/1.1 508"), loop.constData());
    QCOMPARE(listening.interrupted().code, 0);
    QCOMPARE(program.count(), 4);
    QByteArray kept;
    for (const QString &name : QDir(program.storeFolder()).entryList(QDir::Files))
        kept += Program::read(program.storeFolder() + u'/' + name);
    QVERIFY(kept.contains("api.call"));
    QVERIFY(!kept.contains("realkey"));
    QVERIFY(!kept.contains("clientkey"));
}

}

QTEST_GUILESS_MAIN(TestListenCommand)
#include "tst_listencommand.moc"
