// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

#include <QDir>
#include <QFile>
#include <QProcess>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray call(const QByteArray &name, const QByteArray &numbers, const QByteArray &texts = "{}")
{
    return "{\"tenant_id\":\"acme\",\"event_name\":\"" + name +
           "\",\"timestamp\":\"2026-03-29T12:00:00Z\",\"numeric_props\":" + numbers + ",\"string_props\":" + texts +
           "}\n";
}

const QByteArray earlier =
    call("api.call", "{\"tokens\":1}", "{\"model\":\"a\"}").repeated(20) + call("doc.read", "{}");
const QByteArray later = call("api.call", "{\"tokens\":1.5}").repeated(20) + call("doc.open", "{}");

}

// Plans and schemas from the command line, and the examples of docs/ci.md.
class TestPlanCommand : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_before = m_program.write(u"events/before.ndjson"_s, earlier);
        m_after = m_program.write(u"after.ndjson"_s, later);
        m_plan = m_program.path(u"plan.json"_s);
        const Run run =
            m_program.run({u"schema"_s, u"infer"_s, u"--plan-title"_s, u"Shop"_s, u"-o"_s, m_plan, m_before});
        QVERIFY2(run.code == 0, run.err.constData());
    }
    void init() { failOnWarnings(); }

    void whatIsInferredHolds()
    {
        QCOMPARE(m_program.run({u"plan"_s, u"check"_s, m_plan}).code, 0);
        QVERIFY(Program::read(m_plan).contains("\"Shop\""));
        const Run kept = m_program.run({u"validate"_s, u"--plan"_s, m_plan, u"--fail-on"_s, u"warning"_s,
            u"--severity"_s, u"M12=off"_s, m_before});
        QVERIFY2(!kept.out.contains("[plan."), kept.out.constData());
        const Run broken = m_program.run({u"validate"_s, u"--plan"_s, m_plan, m_after});
        QVERIFY2(broken.out.contains("[plan."), broken.out.constData());
    }

    void aPlanForNobodyIsNoGoodPlan()
    {
        const QString plan =
            m_program.write(u"nobody.json"_s, R"({"format":1,"service":"nobody","events":{"api.call":{}}})");
        const Run run = m_program.run({u"plan"_s, u"check"_s, plan});
        QCOMPARE(run.code, 1);
        QVERIFY2(run.out.contains("nobody.json: /service: "), run.out.constData());
    }

    void aSchemaOfOneName()
    {
        const Run run = m_program.run({u"schema"_s, u"infer"_s, u"--schema"_s, u"--name"_s, u"api.call"_s, m_before});
        QCOMPARE(run.code, 0);
        QVERIFY2(QJsonDocument::fromJson(run.out).object().value(u"properties"_s).toObject().contains(u"tokens"_s),
            run.out.constData());
        QCOMPARE(m_program.run({u"schema"_s, u"infer"_s, u"--schema"_s, m_before}).code, 2);
        QCOMPARE(m_program.run({u"schema"_s, u"infer"_s, u"--name"_s, u"nobody"_s, m_before}).code, 2);
    }

    void coverageOfFilesAndStore()
    {
        const QStringList arguments{u"plan"_s, u"coverage"_s, u"--plan"_s, m_plan};
        const Run text = m_program.run(arguments + QStringList{m_after});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("never seen") && text.out.contains("not in the plan"), text.out.constData());
        const Run json = m_program.run(arguments + QStringList{u"--json"_s, m_after});
        QCOMPARE(json.lastObject().value(u"events"_s).toInt(), 21);
        QCOMPARE(json.lastObject().value(u"plannedUnseen"_s).toInt(), 1);
        QCOMPARE(json.lastObject().value(u"unplannedSeen"_s).toInt(), 1);
        QCOMPARE(m_program.run(arguments + QStringList{u"--fail-on"_s, u"unseen"_s, m_after}).code, 1);
        QCOMPARE(m_program.run(arguments + QStringList{u"--fail-on"_s, u"unseen,unplanned"_s, m_before}).code, 0);
        QCOMPARE(m_program.run(arguments + QStringList{u"--fail-on"_s, u"everything"_s, m_before}).code, 2);

        QCOMPARE(m_program.run({u"import"_s, m_before, m_after}).code, 0);
        const Run stored = m_program.run(arguments + QStringList{u"--json"_s, u"--filter"_s, u"name:api.*"_s});
        QCOMPARE(stored.lastObject().value(u"events"_s).toInt(), 40);
    }

    void driftOfFilesAndStore()
    {
        const Run text = m_program.run({u"plan"_s, u"drift"_s, m_before, m_after});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("new-event") && text.out.contains("gone-property"), text.out.constData());
        QCOMPARE(m_program.run({u"plan"_s, u"drift"_s, u"--fail-on"_s, u"new-event"_s, m_before, m_after}).code, 1);
        QCOMPARE(m_program.run({u"plan"_s, u"drift"_s, u"--fail-on"_s, u"any"_s, m_before, m_before}).code, 0);
        QCOMPARE(m_program.run({u"plan"_s, u"drift"_s, m_before}).code, 2);
        const Run stored = m_program.run({u"plan"_s, u"drift"_s, u"--json"_s, u"--before"_s, u"origin:*before*"_s,
            u"--after"_s, u"name:doc.open"_s});
        QVERIFY2(stored.code == 0 && stored.lastObject().contains(u"drift"_s), stored.err.constData());
    }

    void plansComeAndGo()
    {
        const QString table = m_program.path(u"plan.csv"_s);
        QCOMPARE(m_program.run({u"plan"_s, u"export"_s, u"--plan"_s, m_plan, u"--csv"_s, table}).code, 0);
        const Run back = m_program.run({u"plan"_s, u"import"_s, u"--csv"_s, table});
        QVERIFY2(back.code == 0 && back.out.contains("\"api.call\""), back.err.constData());
        const QString folder = m_program.path(u"schemas-out"_s);
        const Run files = m_program.run({u"plan"_s, u"export"_s, u"--plan"_s, m_plan, u"--schemas"_s, folder});
        QVERIFY2(files.code == 0 && files.lines().size() == 2, files.err.constData());
        QCOMPARE(m_program.run({u"plan"_s, u"export"_s, u"--plan"_s, m_plan, u"--schemas"_s, folder}).code, 2);
        const Run again = m_program.run({u"plan"_s, u"import"_s, u"--schemas"_s, folder});
        QVERIFY2(again.code == 0 && again.out.contains("\"doc.read\""), again.err.constData());
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");

        QTest::newRow("no action") << QStringList{u"plan"_s} << QByteArray("coverage");
        QTest::newRow("no plan") << QStringList{u"plan"_s, u"coverage"_s, m_before} << QByteArray("--plan");
        QTest::newRow("no form") << QStringList{u"plan"_s, u"import"_s} << QByteArray("--csv");
        QTest::newRow("column") << QStringList{u"plan"_s, u"import"_s, u"--csv"_s,
                                       m_program.write(u"t.csv"_s, "event,property\na,b\n"), u"--column"_s,
                                       u"event=nothing"_s}
                                << QByteArray("event, property");
        QTest::newRow("over the events") << QStringList{u"schema"_s, u"infer"_s, u"-o"_s, m_before, m_before}
                                         << QByteArray("would be lost");
        QTest::newRow("share") << QStringList{u"schema"_s, u"infer"_s, u"--required"_s, u"2"_s, m_before}
                               << QByteArray("--required");
        QTest::newRow("nothing") << QStringList{u"schema"_s, u"infer"_s, u"/dev/null"_s} << QByteArray("no event");
        QTest::newRow("filter") << QStringList{u"schema"_s, u"infer"_s, u"--filter"_s, u"tenant:"_s}
                                << QByteArray("tenant:");
    }
    void refuses()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, says);
        const Run run = m_program.run(arguments);
        QVERIFY2(run.code == 2, run.out.constData());
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY2(run.err.contains(says), run.err.constData());
    }

    void faultsAreTold()
    {
        const QString plan = m_program.write(u"bad.json"_s, R"({"format":1,"events":{"a":{"schema":{"type":1}}}})");
        const Run run = m_program.run({u"plan"_s, u"check"_s, plan});
        QCOMPARE(run.code, 1);
        QVERIFY2(run.out.contains("/events/a/schema/type"), run.out.constData());
    }

    // Every line of shell on the page runs, with an input that has nothing wrong.
    void theExamplesRun()
    {
        const QByteArray good =
            R"({"tenant_id":"acme","event_name":"api.call","timestamp":"2026-03-29T11:59:00Z","numeric_props":{"tokens":1}})";
        m_program.write(u"ci/events/good.ndjson"_s, good + '\n');
        m_program.write(u"ci/plan.json"_s,
            R"({"format":1,"title":"Shop","events":{"api.call":{"schema":{"properties":{"tokens":{"type":"integer"}}}}}})");
        m_program.write(
            u"ci/schemas/purchase.json"_s, "{\"items\":{\"$ref\":\"https://example.com/schemas/price.json\"}}");
        m_program.write(u"ci/schemas/price.json"_s, R"({"minimum":0})");
        m_program.write(u"ci/payloads.ndjson"_s, "[1,2]\n[]\n");
        QVERIFY(QFile::link(Program::executable(), m_program.path(u"ci/eventscope"_s)));
        QByteArray script = "set -eu\nPATH=.:$PATH\nexport HOME=.\n";
        bool inside = false;
        int blocks = 0;
        for (const QByteArray &line :
            Program::read(QStringLiteral(EVENTSCOPE_SOURCE_DIR) + u"/docs/ci.md"_s).split('\n')) {
            blocks += line == "```sh" ? 1 : 0;
            inside = inside ? line != "```" : line == "```sh";
            if (inside && line != "```sh")
                script += line + '\n';
        }
        QVERIFY(blocks >= 4);
        QProcess shell;
        shell.setWorkingDirectory(m_program.path(u"ci"_s));
        shell.start(u"/bin/sh"_s, {u"-c"_s, QString::fromUtf8(script)});
        QVERIFY(shell.waitForFinished(60'000));
        QVERIFY2(shell.exitCode() == 0, (shell.readAllStandardError() + shell.readAllStandardOutput()).constData());
        for (const QString &made : {u"ci/junit.xml"_s, u"ci/events.html"_s, u"ci/findings.ndjson"_s})
            QVERIFY2(QFile::exists(m_program.path(made)), qPrintable(made));
    }

private:
    Program m_program;
    QString m_before;
    QString m_after;
    QString m_plan;
};

QTEST_GUILESS_MAIN(TestPlanCommand)
#include "tst_plancommand.moc"
