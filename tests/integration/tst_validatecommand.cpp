// SPDX-License-Identifier: GPL-3.0-or-later
#include "generator.h"
#include "program.h"
#include "testmain.h"

#include <QFile>
#include <QXmlStreamReader>

#include <csignal>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray good = R"({"tenant_id":"acme","event_name":"api.call","timestamp":"2026-03-29T12:00:00Z"})";
const QByteArray wrong = R"({"tenant_id":"acme","event_name":"api.call","numeric_props":{"tokens":"12"}})";
const QByteArray doubtful = R"({"tenant_id":"acme","event_name":"doc.read","surprise":1})";
const QByteArray hostile =
    R"({"tenant_id":"acme","event_name":"</mark><script>alert('x')</script>&\u0001","numeric_props":{"\"><img src=x>":"]]>"}})";
const QByteArray unknown = R"({"nobody":"knows"})";
const QByteArray unreadable = "{\"tenant_id\":<b>";

struct JUnitSuite {
    QString name;
    int tests = 0;
    int failures = 0;
    int errors = 0;
    int skipped = 0;
    QStringList failed;    // the names of its testcases
    QString text;
};

// What the heads claim, with what is counted in the bodies; empty when it is no XML or both differ.
QList<JUnitSuite> suitesOf(const QByteArray &xml)
{
    QList<JUnitSuite> suites;
    JUnitSuite counted;
    JUnitSuite total;
    QString testcase;
    QXmlStreamReader reader(xml);
    const auto attribute = [&reader](
                               const char *name) { return reader.attributes().value(QLatin1String(name)).toInt(); };
    bool same = true;
    while (!reader.atEnd()) {
        reader.readNext();
        const QStringView name = reader.name();
        if (reader.isStartElement() && (name == u"testsuite"_s || name == u"testsuites"_s)) {
            JUnitSuite suite;
            suite.name = reader.attributes().value(u"name"_s).toString();
            suite.tests = attribute("tests");
            suite.failures = attribute("failures");
            suite.errors = attribute("errors");
            suite.skipped = attribute("skipped");
            if (name == u"testsuites"_s)
                total = suite;
            else
                suites.append(suite);
            counted = {};
        } else if (reader.isStartElement() && name == u"testcase"_s) {
            ++counted.tests;
            testcase = reader.attributes().value(u"name"_s).toString();
        } else if (reader.isStartElement()) {
            counted.failures += name == u"failure"_s ? 1 : 0;
            counted.errors += name == u"error"_s ? 1 : 0;
            counted.skipped += name == u"skipped"_s ? 1 : 0;
            if (name == u"failure"_s && !suites.isEmpty())
                suites.last().failed.append(testcase);
        } else if (reader.isCharacters() && !suites.isEmpty()) {
            suites.last().text += reader.text();
        } else if (reader.isEndElement() && name == u"testsuite"_s) {
            const JUnitSuite &suite = suites.last();
            same = same && suite.tests == counted.tests && suite.failures == counted.failures &&
                   suite.errors == counted.errors && suite.skipped == counted.skipped;
            total.tests -= suite.tests;
            total.failures -= suite.failures;
            total.errors -= suite.errors;
            total.skipped -= suite.skipped;
        }
    }
    same = same && total.tests == 0 && total.failures == 0 && total.errors == 0 && total.skipped == 0;
    return reader.hasError() || !same ? QList<JUnitSuite>() : suites;
}

// The text of an XML page, and its elements.
struct Page {
    QString text;
    QSet<QString> elements;
    QString marked;
    bool good = false;
};

Page pageOf(const QByteArray &html)
{
    Page page;
    QXmlStreamReader reader(html);
    bool inMark = false;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement())
            page.elements.insert(reader.name().toString());
        if (reader.isStartElement() || reader.isEndElement())
            inMark = reader.isStartElement() && reader.name() == u"mark"_s;
        if (reader.isCharacters()) {
            page.text += reader.text();
            if (inMark)
                page.marked += reader.text().toString() + u'\n';
        }
    }
    page.good = !reader.hasError();
    return page;
}

}

// Reports of `validate`, and what it does with input that is not as it should be.
class TestValidateCommand : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_program.write(u"mixed.ndjson"_s, good + '\n' + wrong + '\n' + unreadable + '\n' + wrong + '\n' + doubtful +
                                               '\n' + hostile + '\n' + unknown + '\n');
        m_program.write(u"good.ndjson"_s, good + '\n');
    }
    void init() { failOnWarnings(); }

    void junitCountsWhatItHolds()
    {
        const Run run =
            m_program.run({u"validate"_s, u"--format"_s, u"junit"_s, file("mixed.ndjson"), file("good.ndjson")});
        QCOMPARE(run.code, 1);
        const QList<JUnitSuite> suites = suitesOf(run.out);
        QVERIFY2(suites.size() == 2, run.out.constData());
        QCOMPARE(suites[0].name, file("mixed.ndjson"));
        QCOMPARE(suites[0].tests, 5);
        QCOMPARE(suites[0].failures, 2);
        QCOMPARE(suites[0].errors, 1);
        QCOMPARE(suites[0].skipped, 1);
        QVERIFY(suites[0].failed.contains(u"api.call"_s));
        QVERIFY(suites[0].failed.contains(u"</mark><script>alert('x')</script>&\uFFFD"_s));
        QVERIFY2(suites[0].text.contains(u"error M8, events: 2"_s), qPrintable(suites[0].text));
        QVERIFY2(suites[0].text.contains(file("mixed.ndjson") + u":4:71: "_s), qPrintable(suites[0].text));
        QCOMPARE(suites[1].failures + suites[1].errors + suites[1].skipped, 0);
        QCOMPARE(suites[1].tests, 1);
    }

    void junitFailsAsTheExitCodeDoes()
    {
        const QString path = m_program.write(u"doubtful.ndjson"_s, doubtful);
        const QStringList arguments{u"validate"_s, u"--format"_s, u"junit"_s, path};
        const Run lenient = m_program.run(arguments);
        QCOMPARE(lenient.code, 0);
        QCOMPARE(suitesOf(lenient.out).value(0).failures, 0);
        const Run strict = m_program.run(arguments + QStringList{u"--fail-on"_s, u"warning"_s});
        QCOMPARE(strict.code, 1);
        QCOMPARE(suitesOf(strict.out).value(0).failures, 1);
    }

    void htmlEscapesWhatEventsHold()
    {
        const QString report = m_program.path(u"report.html"_s);
        const Run run = m_program.run({u"validate"_s, u"--format"_s, u"html"_s, u"-o"_s, report, file("mixed.ndjson")});
        QCOMPARE(run.code, 1);
        const QByteArray html = Program::read(report);
        const Page page = pageOf(html);
        QVERIFY2(page.good, html.constData());
        for (const QString &element : {u"script"_s, u"img"_s, u"link"_s, u"iframe"_s})
            QVERIFY(!page.elements.contains(element));
        QVERIFY(!html.contains("http:") && !html.contains("https:"));
        QVERIFY(page.text.contains(u"</mark><script>alert('x')</script>&"_s));
        QVERIFY2(page.marked.contains(u"\"12\"\n"_s), qPrintable(page.marked));
        QVERIFY(run.out.contains("7 read: "));
    }

    void reportsTakeTheWayOutOfTheFile()
    {
        const QString report = m_program.path(u"kept.xml"_s);
        QCOMPARE(
            m_program.run({u"validate"_s, u"--format"_s, u"junit"_s, u"-o"_s, report, file("good.ndjson")}).code, 0);
        QCOMPARE(suitesOf(Program::read(report)).size(), 1);
        const Run json = m_program.run({u"validate"_s, u"--format"_s, u"json"_s, u"--json"_s, u"-o"_s,
            m_program.path(u"kept.ndjson"_s), file("mixed.ndjson")});
        QCOMPARE(json.lines().size(), 1);
        QCOMPARE(json.lastObject().value(u"read"_s).toInt(), 7);
        QCOMPARE(Program::read(m_program.path(u"kept.ndjson"_s)).count('\n'), 8);
    }

    void exitsWith_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");

        const auto row = [](const char *name, const QStringList &arguments, int code, const char *says = "") {
            QTest::newRow(name) << arguments << code << QByteArray(says);
        };
        const QString input = file("good.ndjson");
        row("bad format", {u"--format"_s, u"xml"_s, input}, 2, "junit");
        row("bad limit", {u"--max-findings"_s, u"-1"_s, input}, 2, "--max-findings");
        row("bad severity", {u"--severity"_s, u"M8"_s, input}, 2, "M8");
        row("over the input", {u"-o"_s, input, input}, 2, "would be lost");
        row("over the store", {u"-o"_s, m_program.store(), input}, 2, "would be lost");
        row("nowhere", {u"-o"_s, u"/nowhere/r"_s, input}, 2, "/nowhere/r");
        row("full", {u"-o"_s, u"/dev/full"_s, u"--format"_s, u"html"_s, input}, 2, "/dev/full");
        row("json behind a report", {u"--json"_s, u"--format"_s, u"junit"_s, input}, 2, "-o FILE");
        row("unknown rule", {u"--severity"_s, u"M8x=off"_s, input}, 2, "M8x");
        row("unknown service of a rule", {u"--severity"_s, u"nobody/M8=off"_s, input}, 2, "nobody/M8");
        row("formats of nothing", {u"--assert-format"_s, input}, 2, "--plan");
        row("no plan", {u"--plan"_s, u"/nowhere/p"_s, input}, 2, "/nowhere/p");
        row("off", {u"--severity"_s, u"M8=off"_s, m_program.write(u"wrong.ndjson"_s, wrong)}, 0);
        row("severe", {u"--severity"_s, u"M12=error"_s, m_program.write(u"surprise.ndjson"_s, doubtful)}, 1);
    }
    void exitsWith()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QByteArray, says);
        const Run run = m_program.run(QStringList{u"validate"_s} + arguments);
        QVERIFY2(run.code == code, (run.err + run.out).constData());
        if (code != 2)
            return;
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY2(run.err.contains(says), run.err.constData());
    }

    void findingsAreLimited()
    {
        const Run text = m_program.run({u"validate"_s, u"--max-findings"_s, u"1"_s, file("mixed.ndjson")});
        QCOMPARE(text.out.count(file("mixed.ndjson").toUtf8() + ":"), 1 + 3);    // and the first of each problem told
        QVERIFY(text.out.contains("--max-findings"));
        const Run json =
            m_program.run({u"validate"_s, u"--format"_s, u"json"_s, u"--max-findings"_s, u"1"_s, file("mixed.ndjson")});
        QCOMPARE(json.lines().size(), 8);
        QCOMPARE(json.out.count("\"rule\":"), 1);
        QVERIFY(json.lastObject().value(u"errors"_s).toInt() > 1);
        const Run none =
            m_program.run({u"validate"_s, u"--format"_s, u"html"_s, u"--max-findings"_s, u"0"_s, file("mixed.ndjson")});
        QCOMPARE(none.out.count("class=\"example\""), 0);
    }

    void plansAreJudgedBy()
    {
        const QString plan = m_program.write(u"plan.json"_s,
            R"({"format":1,"title":"T","events":{"api.call":{"schema":{"required":["tokens"]}},"doc.read":{}}})");
        const QStringList arguments{u"validate"_s, u"--plan"_s, plan, u"--format"_s, u"json"_s, u"-"_s};
        const Run run = m_program.run(arguments, good + '\n' + doubtful + '\n');
        QCOMPARE(run.code, 1);
        QVERIFY2(run.lines().at(0).contains("\"plan.missing\""), run.out.constData());
        QVERIFY2(!run.lines().at(1).contains("\"plan."), run.out.constData());
        const Run off = m_program.run(arguments + QStringList{u"--severity"_s, u"plan.missing=warning"_s}, good);
        QVERIFY2(off.code == 0 && off.out.contains("\"plan.missing\""), off.out.constData());
        m_program.write(u"plan.json"_s, R"({"format":1,"events":{"a":{"schema":{"type":1}}}})");
        const Run refused = m_program.run(arguments, good);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("plan.json: /events/a/schema/type: "), refused.err.constData());
        m_program.write(u"plan.json"_s, R"({"format":1,"service":"nobody","events":{"api.call":{}}})");
        const Run nobody = m_program.run(arguments, good);
        QCOMPARE(nobody.code, 2);
        QVERIFY2(nobody.err.contains("plan.json: /service: "), nobody.err.constData());
    }

    void eventsAreJudgedTogether()
    {
        const QByteArray key = R"({"tenant_id":"a","event_name":"api.call","event_id":"1")";
        const QByteArray input = key + "}\n" + key + R"(,"numeric_props":{"n":1}})" + '\n';
        m_program.write(u"first.ndjson"_s, input);
        const Run one = m_program.run({u"validate"_s, u"--format"_s, u"json"_s, file("first.ndjson")});
        QVERIFY2(one.lines().size() == 3, one.out.constData());
        const QByteArray repeated = m_program.run({u"validate"_s, file("first.ndjson"), file("good.ndjson")}).out;
        QVERIFY2(repeated.contains("first.ndjson:2:"), repeated.constData());
    }

    void aGivenServiceFindsTheSame()
    {
        const QByteArray input = good + '\n' + wrong + '\n' + doubtful + '\n' + good + '\n';
        const QStringList arguments{u"validate"_s, u"--now"_s, u"2026-03-29"_s, u"--format"_s, u"json"_s, u"-"_s};
        const Run detected = m_program.run(arguments, input);
        const Run given = m_program.run(arguments + QStringList{u"--service"_s, u"emban"_s}, input);
        QCOMPARE(given.out, detected.out);
        QCOMPARE(given.code, 1);
    }

    void findingsSayWhereAndWhat()
    {
        const Run run = m_program.run({u"validate"_s, u"-"_s}, wrong);
        QVERIFY2(run.out.contains(" (/numeric_props/tokens: the string \"12\") [M8]\n"), run.out.constData());
    }

    void detailsStandUnderTheirFinding()
    {
        const Run run = m_program.run({u"validate"_s, u"--verbose"_s, u"-"_s}, wrong);
        QVERIFY2(run.lines().contains("    at: /numeric_props/tokens"), run.out.constData());
        QVERIFY(run.lines().contains("    found: the string \"12\""));
        QVERIFY(run.lines().contains("    fix: Write it as a number"));
    }

    void manyEventsStayInOrder()
    {
        QByteArray input;
        for (int i = 0; i < 3000; ++i)
            input += (i % 3 == 0 ? wrong : good) + '\n';
        const Run run = m_program.run({u"validate"_s, u"--format"_s, u"json"_s, u"-"_s}, input);
        const QList<QByteArray> lines = run.lines();
        QCOMPARE(lines.size(), 3001);
        for (int i = 0; i < 3000; ++i) {
            const QJsonObject item = QJsonDocument::fromJson(lines[i]).object();
            QCOMPARE(item.value(u"line"_s).toInt(), i + 1);
            QCOMPARE(item.value(u"event"_s).toInt(), i + 1);
            QCOMPARE(item.value(u"valid"_s).toBool(), i % 3 != 0);
        }
        QCOMPARE(run.lastObject().value(u"invalid"_s).toInt(), 1000);
    }

    // One file of them all, and one run a format: each is told at its own line, and what follows it is read as if
    // nothing had been.
    void badInputIsToldInItsPlace()
    {
        struct Bad {
            QByteArray text;
            QByteArray says;
        };
        const std::vector<Bad> all{
            {"{\"tenant_id\":\"\xff\"}", "15: error: the bytes are no valid UTF-8"},
            {R"({"tenant_id":"a","event_name":"api.call","tenant_id":"b"})", "54: warning: `tenant_id` stands 2 times"},
            {QByteArray("{\"tenant_id\":\"a\0b\"}", 19), "16: error: a NUL byte"},
            {"{\"a\":" + QByteArray(10'000, '[') + QByteArray(10'000, ']') + "}", "517: error: more than 512"},
            {wrong.chopped(3), "74: error: the text ends inside a string"},
            {R"({"tenant_id":"a","event_name":"api.call","numeric_props":{"n":1e999}})", "63: error: Values of"},
            {"{\"tenant_id\":\"" + QByteArray(50 << 20, 'x') + "\"}", "1: error: 52428816 bytes, more than the"},
        };
        QByteArray input;
        QByteArray small;    // without the last
        for (const Bad &bad : all) {
            small = input;
            input += bad.text + '\n' + wrong + '\n';
        }
        const QString path = m_program.write(u"bad.ndjson"_s, input);
        const auto tells = [&](const QString &file, std::size_t count) {
            const QByteArray out = m_program.run({u"validate"_s, file}).out;
            QByteArray missing;
            for (std::size_t i = 0; i < count; ++i) {
                const auto at = [&](std::size_t line) {
                    return file.toUtf8() + ':' + QByteArray::number(quint64(line));
                };
                if (!out.contains(at(2 * i + 1) + ':' + all[i].says) || !out.contains(at(2 * i + 2) + ":71: error: "))
                    missing += all[i].says + '\n';
            }
            return missing;
        };
        QCOMPARE(tells(path, all.size()), QByteArray());
        for (const QString &format : {u"junit"_s, u"html"_s}) {
            const Run run = m_program.run({u"validate"_s, u"--format"_s, format, path});
            QCOMPARE(run.code, 1);
            QVERIFY(run.out.size() < 1 << 20);
        }
        const QString zipped = m_program.writeGzipped(u"bad.ndjson.gz"_s, small);
        QCOMPARE(tells(zipped, all.size() - 1), QByteArray());
    }

    void whatIsNotJudgedIsNoError()
    {
        const QByteArray timed = R"({"tenant_id":"a","event_name":"api.call","timestamp":)";
        const Run run = m_program.run(
            {u"validate"_s, u"-"_s}, good + '\n' + good + '\n' + timed + "\"yesterday\"}\n" + timed + "true}\n");
        QVERIFY2(run.out.contains("\n  2  error   M5  api.call: "), run.out.constData());
        QVERIFY2(run.out.contains("--now now"), run.out.constData());
        QCOMPARE(run.code, 1);
    }

    void aRunThatJudgesNothingSaysSo()
    {
        const QString empty = m_program.write(u"empty.ndjson"_s, "\n");
        const Run run = m_program.run({u"validate"_s, empty, u"-"_s}, unknown);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.err.contains("nothing to judge in " + empty.toUtf8()), run.err.constData());
        QVERIFY2(run.err.contains("--service ID"), run.err.constData());
    }

    void aFileOfNoEndIsRefused()
    {
        for (const QString &option : {u"--plan"_s, u"--schema"_s}) {
            const Run run = m_program.run({u"validate"_s, option, u"/dev/zero"_s, u"-"_s});
            QCOMPARE(run.code, 2);
            QVERIFY2(run.err.contains("/dev/zero has more than 64 MiB"), run.err.constData());
        }
    }

    void aMegabyteOfErrorsIsBounded()
    {
        const QByteArray text = "{\"tenant_id\":\"a\",\"event_name\":\"api.call\",\"numeric_props\":{" + [] {
            QByteArray members;
            for (int i = 0; i < 60'000; ++i)
                members += "\"p" + QByteArray::number(i) + "\":\"x\",";
            return members.chopped(1);
        }() + "}}";
        const Run run = m_program.run({u"validate"_s, u"-"_s}, text);
        QCOMPARE(run.code, 1);
        QVERIFY(run.lines().size() <= 1010);
    }

    void interruptedTellsWhatItFound()
    {
        const QString report = m_program.path(u"never.xml"_s);
        const auto process = m_program.start(
            {u"validate"_s, u"--service"_s, u"emban"_s, u"--format"_s, u"junit"_s, u"-o"_s, report, u"-"_s}, true);
        process->write(wrong + '\n' + wrong + '\n');
        QVERIFY(process->waitForBytesWritten());
        QTRY_VERIFY_WITH_TIMEOUT(handlesSignal(*process, SIGINT), 30'000);
        QTest::qWait(500);    // it waits for more
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished());
        QCOMPARE(process->exitCode(), 130);
        QVERIFY(process->readAllStandardError().contains("Interrupted"));
        QVERIFY(process->readAllStandardOutput().contains("read: "));
        QVERIFY(!QFile::exists(report));
    }

private:
    QString file(const char *name) const { return m_program.path(QString::fromLatin1(name)); }

    Program m_program;
};

QTEST_GUILESS_MAIN(TestValidateCommand)
#include "tst_validatecommand.moc"
