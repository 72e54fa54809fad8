// SPDX-License-Identifier: GPL-3.0-or-later
// Real clients of services deliver to the receiver. Where Node or the clients are missing (npm ci --prefix
// tests/node), the test is skipped.
#include "listening.h"
#include "testmain.h"

using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

class TestSdkClients : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void serverClientDelivers();
    void browserClientDelivers();
    void restClientDelivers();
    void misplacedFlagsAreLost();
    void oddQuantitiesAreFound();
    void oneBadEventTakesAllWithIt();
    void refusalsAreTriedAgain();
    void lostAnswersMakeRepeats();

private:
    // Whether the client's program ended well.
    static bool client(const char *what, const Listening &listening);
};

QString nodeFolder()
{
    return QStringLiteral(EVENTSCOPE_SOURCE_DIR "/tests/node");
}

void TestSdkClients::initTestCase()
{
    if (QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("node is not there: no real client delivers to the receiver");
    for (const char *const name : {"schematic-js", "schematic-typescript-node"}) {
        if (!QDir(nodeFolder()).exists(u"node_modules/@schematichq/"_s + QString::fromLatin1(name)))
            QSKIP("the clients are not there (npm ci --prefix tests/node): none delivers to the receiver");
    }
}

bool TestSdkClients::client(const char *what, const Listening &listening)
{
    QProcess node;
    node.setWorkingDirectory(nodeFolder());
    node.start(u"node"_s, {u"sdkclients.cjs"_s, QString::fromLatin1(what), listening.url()});
    return node.waitForFinished(60'000) && node.exitStatus() == QProcess::NormalExit && node.exitCode() == 0;
}

void TestSdkClients::serverClientDelivers()
{
    const Program program;
    Listening listening(program, {u"--need-key"_s, u"--strict"_s});
    QVERIFY(client("many", listening));
    const Run run = listening.interrupted();
    QCOMPARE(run.lastObject()[u"events"_s].toInt(), 206);
    QCOMPARE(run.lastObject()[u"invalid"_s].toInt(), 0);
    QCOMPARE(run.lastObject()[u"repeats"_s].toInt(), 0);
    QCOMPARE(program.count({u"service:schematic name:search tenant:acme user:ada is:valid"_s}), 205);
    QCOMPARE(program.count({u"name:identify"_s}), 1);
    for (const QString &name : QDir(program.storeFolder()).entryList(QDir::Files))
        QVERIFY(!Program::read(program.storeFolder() + u'/' + name).contains("Zq81LmPw7Rk2Vn5T"));
}

void TestSdkClients::browserClientDelivers()
{
    const Program program;
    Listening listening(program, {u"--need-key"_s, u"--strict"_s});
    QVERIFY(client("browser", listening));
    QCOMPARE(listening.interrupted().lastObject()[u"events"_s].toInt(), 2);
    QCOMPARE(program.count({u"name:click tenant:acme -is:invalid"_s}), 1);
    QCOMPARE(program.count({u"name:identify user:ada -is:invalid"_s}), 1);
}

void TestSdkClients::restClientDelivers()
{
    const Program program;
    Listening listening(program, {u"--need-key"_s, u"--strict"_s});
    QVERIFY(client("rest", listening));
    QCOMPARE(listening.interrupted().lastObject()[u"events"_s].toInt(), 2);
    QCOMPARE(program.count({u"name:rest -is:invalid"_s}), 2);
}

void TestSdkClients::misplacedFlagsAreLost()
{
    const Program program;
    Listening listening(program);
    QVERIFY(client("misplaced", listening));
    QCOMPARE(listening.interrupted().code, 0);
    QCOMPARE(program.count({u"name:misplaced -has:/trusted_client_clock -time:2026-01-02"_s}), 1);
    QCOMPARE(program.count({u"name:placed has:/trusted_client_clock"_s}), 1);
}

void TestSdkClients::oddQuantitiesAreFound()
{
    const Program program;
    Listening listening(program);
    QVERIFY(client("quantities", listening));
    QCOMPARE(listening.interrupted().code, 0);
    QCOMPARE(program.count({u"name:half rule:S14 is:invalid"_s}), 1);
    QCOMPARE(program.count({u"name:none rule:S14 is:invalid"_s}), 1);
    QCOMPARE(program.count({u"name:back -is:invalid"_s}), 1);    // with a secret key it may be
}

void TestSdkClients::oneBadEventTakesAllWithIt()
{
    const Program program;
    Listening listening(program, {u"--until"_s, u"name:good"_s, u"--timeout"_s, u"10"_s});
    QVERIFY(client("poisoned", listening));
    const Run run = listening.ended();
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains("0 of 1 events"), run.err.constData());
}

void TestSdkClients::refusalsAreTriedAgain()
{
    const Program program;
    Listening listening(program, {u"--strict"_s});
    QVERIFY(client("refused", listening));
    const Run run = listening.interrupted();
    QVERIFY2(run.lastObject()[u"requests"_s].toInt() > 1, run.out.constData());
    QCOMPARE(program.count({u"name:half rule:refused"_s}), run.lastObject()[u"requests"_s].toInt());
}

void TestSdkClients::lostAnswersMakeRepeats()
{
    const Program program;
    Listening listening(program, {u"--fault"_s, u"drop=after,count=1"_s});
    QVERIFY(client("refused", listening));
    const Run run = listening.interrupted();
    QCOMPARE(run.lastObject()[u"requests"_s].toInt(), 2);
    QCOMPARE(run.lastObject()[u"repeats"_s].toInt(), 1);
    QCOMPARE(program.count({u"name:half rule:S4"_s}), 1);
}

}

QTEST_GUILESS_MAIN(TestSdkClients)
#include "tst_sdkclients.moc"
