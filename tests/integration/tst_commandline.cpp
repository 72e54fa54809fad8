// SPDX-License-Identifier: GPL-3.0-or-later
#include "generator.h"
#include "program.h"
#include "testmain.h"

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray good = R"({"tenant_id":"acme","event_name":"api.call","timestamp":"2026-03-29T12:00:00Z"})";
const QByteArray wrong = R"({"tenant_id":"acme","event_name":"api.call","numeric_props":{"tokens":"12"}})";
const QByteArray doubtful = R"({"tenant_id":"acme","event_name":"api.call","surprise":1})";
const QByteArray unreadable = "{\"tenant_id\":";

}

// What users and scripts meet: exit codes, streams, formats.
class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_program.write(u"good.ndjson"_s, good + '\n');
        m_program.write(u"wrong.ndjson"_s, good + '\n' + wrong + '\n');
        m_program.write(u"doubtful.ndjson"_s, doubtful + '\n');
        m_program.write(u"unreadable.ndjson"_s, good + '\n' + unreadable + '\n');
        m_program.write(u"definition.json"_s, "{\"format\": 1}");
        QCOMPARE(m_program.run({u"import"_s, file("good.ndjson")}).code, 0);
    }
    void init() { failOnWarnings(); }

    void exitsWith_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");    // on standard error; none when empty

        const auto row = [](const char *name, const QStringList &arguments, int code, const char *says = "") {
            QTest::newRow(name) << arguments << code << QByteArray(says);
        };
        row("version", {u"--version"_s}, 0);
        row("help", {u"--help"_s}, 0);
        row("no display", {}, 2, "display");
        row("unknown command", {u"frobnicate"_s}, 2, "frobnicate");
        row("unknown option", {u"--frobnicate"_s}, 2, "frobnicate");
        row("unknown option of a command", {u"query"_s, u"--frobnicate"_s}, 2, "frobnicate");
        row("option without its value", {u"query"_s, u"--tenant"_s}, 2, "tenant");
        for (const char *command : {"import", "query", "export", "validate", "schema", "plan", "services"})
            row(command, {QString::fromLatin1(command), u"--help"_s}, 0);

        row("import nothing", {u"import"_s}, 2, "FILE");
        row("import missing", {u"import"_s, u"/nowhere/x"_s}, 2, "/nowhere/x");
        row("import folder", {u"import"_s, u"/tmp"_s}, 2, "folder");
        row("import for unknown service", {u"import"_s, u"--service"_s, u"none"_s, file("good.ndjson")}, 2, "none");
        row("import twice from stdin", {u"import"_s, u"-"_s, u"-"_s}, 2, "once");
        row("rejects nowhere", {u"import"_s, u"--rejects"_s, u"/nowhere/r"_s, file("good.ndjson")}, 2, "/nowhere/r");
        row("store nowhere", {u"import"_s, u"--store"_s, u"/nowhere/s"_s, file("good.ndjson")}, 2, "/nowhere/s");
        row("store is none", {u"query"_s, u"--store"_s, file("good.ndjson")}, 2, "good.ndjson");
        row("no store", {u"query"_s, u"--store"_s, file("missing")}, 2, "missing");

        row("query all", {u"query"_s}, 0);
        row("query nothing found", {u"query"_s, u"tenant:nobody"_s}, 0);
        row("bad filter", {u"query"_s, u"tenant:"_s}, 2, "character 7");
        row("bad order", {u"query"_s, u"--order"_s, u"colour"_s}, 2, "colour");
        row("bad format", {u"query"_s, u"--format"_s, u"xml"_s}, 2, "xml");
        row("bad limit", {u"query"_s, u"--limit"_s, u"-1"_s}, 2, "--limit");
        row("bad histogram", {u"query"_s, u"--histogram"_s, u"0"_s}, 2, "--histogram");
        row("bad moment", {u"query"_s, u"--from"_s, u"soon"_s}, 2, "soon");
        row("bad verdict", {u"query"_s, u"--verdict"_s, u"good"_s}, 2, "good");
        row("orders", {u"query"_s, u"--order"_s, u"-time,name,props.tokens,-/a/b"_s}, 0);
        row("bad facet", {u"query"_s, u"--facet"_s, u"colour"_s}, 2, "colour");
        row("facets of paths", {u"query"_s, u"--facet"_s, u"props.tokens"_s, u"--facet"_s, u"/a"_s}, 0);
        row("dashed values", {u"query"_s, u"--from"_s, u"-1h"_s, u"--order"_s, u"-time"_s}, 0);
        row("dashed filter", {u"query"_s, u"--"_s, u"-tenant:acme"_s}, 0);
        row("export table", {u"export"_s, u"--format"_s, u"table"_s}, 2, "table");
        row("export nowhere", {u"export"_s, u"-o"_s, u"/nowhere/e"_s}, 2, "/nowhere/e");
        row("export to full device", {u"export"_s, u"-o"_s, u"/dev/full"_s}, 2, "/dev/full");

        row("export over the store", {u"export"_s, u"-o"_s, m_program.store()}, 2, "would be lost");
        row("export over the store's log", {u"export"_s, u"-o"_s, m_program.store() + u"-wal"_s}, 2, "would be lost");
        row("rejects over the input", {u"import"_s, u"--rejects"_s, file("good.ndjson"), file("good.ndjson")}, 2,
            "would be lost");
        row("rejects over the store", {u"import"_s, u"--rejects"_s, m_program.store(), file("good.ndjson")}, 2,
            "would be lost");

        row("validate good", {u"validate"_s, file("good.ndjson")}, 0);
        row("validate wrong", {u"validate"_s, file("wrong.ndjson")}, 1);
        row("validate doubtful", {u"validate"_s, file("doubtful.ndjson")}, 0);
        row("validate strictly", {u"validate"_s, u"--fail-on"_s, u"warning"_s, file("doubtful.ndjson")}, 1);
        row("validate unreadable", {u"validate"_s, file("unreadable.ndjson")}, 1);
        row("validate missing", {u"validate"_s, u"/nowhere/x"_s}, 2, "/nowhere/x");
        row("validate nothing", {u"validate"_s}, 2, "FILE");
        row("bad transport", {u"validate"_s, u"--transport"_s, u"pigeon"_s, file("good.ndjson")}, 2, "pigeon");
        row("bad now", {u"validate"_s, u"--now"_s, u"soon"_s, file("good.ndjson")}, 2, "soon");
        row("bad severity", {u"validate"_s, u"--fail-on"_s, u"info"_s, file("good.ndjson")}, 2, "info");

        row("services", {u"services"_s}, 0);
        row("check wrong", {u"services"_s, u"--check"_s, file("definition.json")}, 1);
        row("check missing", {u"services"_s, u"--check"_s, u"/nowhere/d"_s}, 2, "/nowhere/d");
        row("services of what", {u"services"_s, u"x"_s}, 2, "'x'");
    }
    void exitsWith()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QByteArray, says);
        const bool command = !arguments.isEmpty() && !arguments.first().startsWith(u'-') &&
                             arguments.first() != u"frobnicate"_s && !arguments.contains(u"--store"_s);
        const Run run = command ? m_program.run(arguments) : m_program.runBare(arguments);
        QVERIFY2(run.code == code, (QByteArray::number(run.code) + ": " + run.err).constData());
        if (code != 2) {
            QCOMPARE(run.err, QByteArray());
            return;
        }
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY2(run.err.contains(says), run.err.constData());
    }

    void helpNamesEverything()
    {
        const QByteArray all = m_program.runBare({u"--help"_s}).out;
        for (const char *command : {"import", "query", "export", "validate", "schema", "plan", "services"})
            QVERIFY(all.contains(command));
        const QByteArray query = m_program.runBare({u"query"_s, u"--help"_s}).out;
        QVERIFY2(query.startsWith("Usage: eventscope query"), query.left(60).constData());
        for (const char *option : {"--tenant", "--user", "--event-name", "--service", "--verdict", "--text", "--from",
                 "--to", "--limit", "--order", "--format", "--count", "--histogram", "--facets", "--json", "--store"})
            QVERIFY2(query.contains(option), option);
    }

    void importSpeaksPlainly()
    {
        const Run run = m_program.run(
            {u"import"_s, u"--store"_s, m_program.path(u"plain.eventscope"_s), file("unreadable.ndjson")});
        QCOMPARE(run.code, 1);
        QCOMPARE(run.lines().size(), 2);
        QVERIFY2(run.lines().first().startsWith(file("unreadable.ndjson").toUtf8() + ":2: "), run.out.constData());
        QVERIFY2(run.lines().last().startsWith("2 read, 1 stored, 1 rejected, in "), run.out.constData());
    }

    void commentsAreOfferedToBeStripped()
    {
        const QString path = m_program.write(
            u"commented.json"_s, "{\"tenant_id\":\"c\", // whose it is\n \"event_name\":\"api.call\",}\n");
        const QString store = m_program.path(u"comments.eventscope"_s);
        const Run refused = m_program.run({u"import"_s, u"--store"_s, store, path});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("--strip-comments"), refused.err.constData());
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, u"--strip-comments"_s, path}).code, 0);
        QCOMPARE(m_program.count({u"--store"_s, store, u"--tenant"_s, u"c"_s}), 1);
    }

    void readsStandardInputAndGzip()
    {
        const QString store = m_program.path(u"ways.eventscope"_s);
        const QByteArray array = "[\n" + good + ",\n" + wrong + "]";
        const QByteArray envelope = "{\"events\":[" + good + "," + good + "," + wrong + "]}";
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, u"-"_s}, good + "\r\n\n" + good).code, 0);
        QCOMPARE(m_program.count({u"--store"_s, store}), 2);
        const QString zipped = m_program.writeGzipped(u"array.json.gz"_s, array);
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, zipped}).code, 0);
        QCOMPARE(m_program.count({u"--store"_s, store}), 4);
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, u"-"_s}, Program::read(zipped)).code, 0);
        QCOMPARE(m_program.count({u"--store"_s, store}), 6);
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, u"-"_s, file("good.ndjson")}, envelope).code, 0);
        QCOMPARE(m_program.count({u"--store"_s, store}), 10);
        QCOMPARE(m_program.count({u"--store"_s, store, u"--verdict"_s, u"invalid"_s}), 3);
    }

    void validateReportsInOrder()
    {
        const QByteArray input = good + '\n' + unreadable + '\n' + wrong + '\n' + "{\"nobody\":\"knows\"}\n";
        const Run run = m_program.run({u"validate"_s, u"--format"_s, u"json"_s, u"-"_s}, input);
        QCOMPARE(run.code, 1);
        QCOMPARE(run.lines().size(), 5);
        QList<QJsonObject> items;
        for (const QByteArray &line : run.lines())
            items.append(QJsonDocument::fromJson(line).object());
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(items[i].value(u"event"_s).toInt(), i + 1);
            QCOMPARE(items[i].value(u"line"_s).toInt(), i + 1);
        }
        QCOMPARE(items[0].value(u"valid"_s).toBool(), true);
        QCOMPARE(items[1].value(u"valid"_s), QJsonValue(false));
        QCOMPARE(items[1].value(u"findings"_s)[0][u"rule"_s].toString(), u"json"_s);
        QCOMPARE(items[2].value(u"valid"_s), QJsonValue(false));
        const QJsonValue finding = items[2].value(u"findings"_s)[0];
        QCOMPARE(finding[u"pointer"_s].toString(), u"/numeric_props/tokens"_s);
        QCOMPARE(finding[u"severity"_s].toString(), u"error"_s);
        QCOMPARE(finding[u"offset"_s].toInt(), wrong.indexOf("\"12\""));
        QVERIFY(!finding[u"message"_s].toString().isEmpty());
        QVERIFY(items[3].value(u"valid"_s).isNull());
        QCOMPARE(items[3].value(u"findings"_s)[0][u"severity"_s].toString(), u"not-judged"_s);
        const QJsonObject summary = items[4];
        QCOMPARE(summary.value(u"read"_s).toInt(), 4);
        QCOMPARE(summary.value(u"valid"_s).toInt(), 1);
        QCOMPARE(summary.value(u"invalid"_s).toInt(), 1);
        QCOMPARE(summary.value(u"unjudged"_s).toInt(), 1);
        QCOMPARE(summary.value(u"rejected"_s).toInt(), 1);
    }

    void validateTellsOnceWhatIsNotJudged()
    {
        const QByteArray input = (good + '\n').repeated(50);
        const Run text = m_program.run({u"validate"_s, u"-"_s}, input);
        QCOMPARE(text.out.count(": not-judged: "), 1);
        QVERIFY2(text.out.endsWith("not judged: 50.\n"), text.out.constData());
        QCOMPARE(
            m_program.run({u"validate"_s, u"--format"_s, u"json"_s, u"-"_s}, input).out.count("\"not-judged\""), 50);
        const Run now = m_program.run({u"validate"_s, u"--now"_s, u"2026-03-29"_s, u"-"_s}, input);
        QVERIFY2(now.out.endsWith("not judged: 0.\n"), now.out.constData());
    }

    void validateWritesAsCompilersDo()
    {
        const Run run = m_program.run({u"validate"_s, file("wrong.ndjson")});
        const QByteArray start =
            file("wrong.ndjson").toUtf8() + ":2:" + QByteArray::number(wrong.indexOf("\"12\"") + 1) + ": error: ";
        QVERIFY2(run.lines().at(1).startsWith(start), run.out.constData());
        QVERIFY(run.lines().at(1).endsWith(']'));
    }

    void terminalsAreNotObeyed()
    {
        const QString store = m_program.path(u"hostile.eventscope"_s);
        QCOMPARE(m_program
                     .run({u"import"_s, u"--store"_s, store, u"-"_s},
                         "{\"tenant_id\":\"\\u001b[2Jx\\u009b\\u202e\",\"event_name\":\"a\\nb\"}")
                     .code,
            0);
        const QByteArray table = m_program.run({u"query"_s, u"--store"_s, store}).out;
        QVERIFY(!table.contains('\x1b') && !table.contains("\u009b") && !table.contains("\u202e"));
        QCOMPARE(table.count('\n'), 2);
    }

    void readersMayLeave()
    {
        const QString path = m_program.write(u"many.ndjson"_s, generated({.lines = 20'000}).bytes);
        const QString store = m_program.path(u"many.eventscope"_s);
        QCOMPARE(m_program.run({u"import"_s, u"--store"_s, store, path}).code, 0);
        for (const QStringList &arguments : {QStringList{u"query"_s, u"--store"_s, store, u"--format"_s, u"ndjson"_s},
                 {u"export"_s, u"--store"_s, store}, {u"validate"_s, u"--format"_s, u"json"_s, path}}) {
            const auto process = m_program.start(arguments);
            QVERIFY(process->waitForReadyRead());
            process->closeReadChannel(QProcess::StandardOutput);
            QVERIFY(process->waitForFinished());
            QCOMPARE(process->exitStatus(), QProcess::NormalExit);
            QVERIFY(process->exitCode() < 2);
            QCOMPARE(process->readAllStandardError(), QByteArray());
        }
    }

    void usesTheDefaultStore()
    {
        QCOMPARE(m_program.runBare({u"import"_s, file("good.ndjson")}).code, 0);
        QCOMPARE(m_program.runBare({u"query"_s, u"--count"_s}).out, "1\n");
        QVERIFY(QFile::exists(m_program.path(u"data/eventscope/events.eventscope"_s)));
    }

    void optionsMayStandBeforeTheCommand()
    {
        QCOMPARE(m_program.runBare({u"--store"_s, m_program.store(), u"query"_s, u"--count"_s}).out, "1\n");
    }

    void servicesAreListed()
    {
        const Run run = m_program.run({u"services"_s, u"--json"_s});
        QCOMPARE(run.lastObject().value(u"services"_s).toArray().size(), 5);
        QCOMPARE(run.lastObject().value(u"faults"_s).toArray().size(), 0);
        const Run checked = m_program.run({u"services"_s, u"--check"_s, file("definition.json")});
        QVERIFY2(checked.out.contains(file("definition.json").toUtf8()), checked.out.constData());
    }

private:
    QString file(const char *name) const { return m_program.path(QString::fromLatin1(name)); }

    Program m_program;
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
