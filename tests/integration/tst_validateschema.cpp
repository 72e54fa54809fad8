// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/jsontape.h"
#include "event/utf8.h"
#include "program.h"
#include "testmain.h"

#include <QDir>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray person =
    R"({"type":"object","required":["name"],"properties":{"name":{"type":"string"},"mail":{"format":"email"},)"
    R"("age":{"$ref":"https://example.com/s/age.json"}}})";

// "valid" of each line, as 1 and 0.
QByteArray verdicts(const Run &run)
{
    QByteArray all;
    QList<QByteArray> lines = run.lines();
    if (!lines.isEmpty())
        lines.removeLast();
    for (const QByteArray &line : lines)
        all += QJsonDocument::fromJson(line).object().value(u"valid"_s).toBool() ? '1' : '0';
    return all;
}

// The exact text on one line: strings hold no line feeds of their own.
QByteArray oneLine(JsonValue value)
{
    return bytesOf(value.raw()).replace('\n', ' ').replace('\r', ' ');
}

}

// `validate --schema`: values of any kind against one schema alone.
class TestValidateSchema : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_program.write(u"remote/age.json"_s, R"({"type": "integer", "minimum": 0})");
        m_schema = m_program.write(u"person.json"_s, person);
        m_remote = u"https://example.com/s/="_s + m_program.path(u"remote"_s);
    }
    void init() { failOnWarnings(); }

    void judgesEachLine()
    {
        const QByteArray input = R"({"name":"a","age":1})"
                                 "\n[1]\n\n\"x\"\r\n12\nnull\n"
                                 R"({"name":"a","age":-1})"
                                 "\n{\"name\":\n"
                                 R"({"name":"a","mail":"nobody"})";
        const QStringList arguments{u"--format"_s, u"json"_s, u"-"_s};
        const Run run = validate(arguments, input);
        QCOMPARE(run.code, 1);
        QCOMPARE(verdicts(run), "10000001");
        QCOMPARE(run.lastObject().value(u"rejected"_s).toInt(), 1);
        const QJsonObject age = QJsonDocument::fromJson(run.lines().at(5)).object();
        QCOMPARE(age.value(u"line"_s).toInt(), 7);
        const QJsonValue finding = age.value(u"findings"_s)[0];
        QCOMPARE(finding[u"rule"_s].toString(), u"schema.minimum"_s);
        QCOMPARE(finding[u"pointer"_s].toString(), u"/age"_s);
        QCOMPARE(finding[u"column"_s].toInt(), 19);
        QCOMPARE(verdicts(validate(QStringList{u"--assert-format"_s} + arguments, input)), "10000000");
    }

    void aFileMayBeOneValue()
    {
        const QByteArray value = "{\n  \"name\":\n    12\n}\n";
        const Run lines = validate({u"-"_s}, value);
        QCOMPARE(lines.code, 1);
        QVERIFY2(lines.err.contains("--whole"), lines.err.constData());
        const Run whole = validate({u"--whole"_s, u"-"_s}, value);
        QCOMPARE(whole.code, 1);
        QVERIFY2(whole.out.startsWith("<stdin>:3:5: error: "), whole.out.constData());
        QCOMPARE(whole.err, QByteArray());
        QCOMPARE(validate({u"--whole"_s, m_program.writeGzipped(u"one.json.gz"_s, R"({"name":"x"})")}).code, 0);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");

        QTest::newRow("fault") << QByteArray(R"({"properties":{"a":{"type":"objec"}}})") << QStringList()
                               << QByteArray("at /properties/a/type");
        QTest::newRow("no JSON") << QByteArray("{\"type\":\n  }") << QStringList() << QByteArray("s.json:2:3: ");
        QTest::newRow("not mapped") << QByteArray(R"({"$ref":"urn:example:x"})") << QStringList()
                                    << QByteArray("urn:example:x");
        QTest::newRow("no folder") << QByteArray("true") << QStringList{u"--remote"_s, u"https://a/=/nowhere"_s}
                                   << QByteArray("/nowhere");
        QTest::newRow("no mapping") << QByteArray("true") << QStringList{u"--remote"_s, u"https://a/"_s}
                                    << QByteArray("PREFIX=DIR");
        QTest::newRow("service") << QByteArray("true") << QStringList{u"--transport"_s, u"x"_s} << QByteArray("alone");
    }
    void refuses()
    {
        QFETCH(const QByteArray, schema);
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, says);
        const QString path = m_program.write(u"s.json"_s, schema);
        const Run run =
            m_program.run(QStringList{u"validate"_s, u"--schema"_s, path} + arguments + QStringList{u"-"_s}, "1");
        QCOMPARE(run.code, 2);
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY2(run.err.contains(says), run.err.constData());
    }

    void needsItsOwnSchema()
    {
        QCOMPARE(m_program.run({u"validate"_s, u"--whole"_s, u"-"_s}).code, 2);
        QCOMPARE(m_program.run({u"validate"_s, u"--schema"_s, u"/nowhere/s"_s, u"-"_s}).code, 2);
        QCOMPARE(
            m_program.run({u"validate"_s, u"--schema"_s, m_schema, u"--remote"_s, m_remote, u"-o"_s, m_schema, u"-"_s})
                .code,
            2);
        QCOMPARE(Program::read(m_schema), person);
    }

    void keepsSecretsOut()
    {
        const QByteArray secret = "sch_dev_AbCdEfGhIjKlMnOpQrStUvWx";
        const QByteArray input = "{\"name\":1,\"k\":\"" + secret + "\"}\n{\"mail\":\"" + secret + "\"}\n{\"age\":\"" +
                                 secret + "\"}\n{\"age\":\"" + secret + "\n";
        for (const QString &format : {u"text"_s, u"json"_s, u"junit"_s, u"html"_s}) {
            const Run run = validate({u"--format"_s, format, u"--verbose"_s, u"--assert-format"_s, u"-"_s}, input);
            QCOMPARE(run.code, 1);
            QVERIFY2(!run.out.contains(secret), run.out.constData());
        }
    }

    void badInput_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");

        QTest::newRow("large") << QByteArray('"' + QByteArray(17 << 20, 'x') + '"') << QByteArray("longer than the");
        QTest::newRow("no UTF-8") << QByteArray("\"\xff\"") << QByteArray(":1:2: error: ");
        QTest::newRow("nested") << QByteArray(QByteArray(10'000, '[') + QByteArray(10'000, ']'))
                                << QByteArray(":1:513: error: ");
        QTest::newRow("cut off") << QByteArray("{\"name\":\"") << QByteArray("[json]");
        QTest::newRow("twice") << QByteArray(R"({"name":"a","name":"b"})") << QByteArray("stands 2 times");
        QTest::newRow("beyond a double") << QByteArray(R"({"name":"a","age":-1e999})") << QByteArray("[schema.");
    }
    void badInput()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, says);
        const Run run = validate({u"-"_s}, text + "\n7\n");
        QCOMPARE(run.code, 1);
        QVERIFY2(run.out.contains(says), run.out.left(500).constData());
        QVERIFY2(run.out.contains("<stdin>:2:1: error: "), run.out.left(500).constData());
        QCOMPARE(run.out.contains("<stdin>:1:1: error"), run.out.contains("longer than the"));
    }

    // The suite of the specification, where EVENTSCOPE_CONFORMANCE names its folder: one run a group.
    void conforms()
    {
        const QDir suite(qEnvironmentVariable("EVENTSCOPE_CONFORMANCE"));
        if (qEnvironmentVariableIsEmpty("EVENTSCOPE_CONFORMANCE"))
            QSKIP("EVENTSCOPE_CONFORMANCE does not name the folder of the JSON Schema test suite.");
        const QString remote = u"http://localhost:1234/="_s + suite.filePath(u"remotes"_s);
        const QStringList files = QDir(suite.filePath(u"draft2020-12"_s)).entryList({u"*.json"_s}, QDir::Files);
        QVERIFY(files.size() > 40);
        int groups = 0;
        for (const QString &file : files) {
            const QByteArray text = Program::read(suite.filePath(u"draft2020-12/"_s + file));
            JsonTape tape;
            QVERIFY2(tape.read(viewOf(text)), qPrintable(file));
            for (const JsonValue group : tape.root().items()) {
                ++groups;
                QByteArray lines;
                QByteArray expected;
                for (const JsonValue test : group.find("tests").items()) {
                    lines += oneLine(test.find("data")) + '\n';
                    expected += test.find("valid").kind() == JsonKind::True ? '1' : '0';
                }
                const QString schema = m_program.write(u"group.json"_s, bytesOf(group.find("schema").raw()));
                const Run run = m_program.run({u"validate"_s, u"--schema"_s, schema, u"--remote"_s, remote,
                    u"--format"_s, u"json"_s, m_program.write(u"group.ndjson"_s, lines)});
                const QByteArray what = file.toUtf8() + ": " + bytesOf(group.find("description").raw());
                QVERIFY2(verdicts(run) == expected,
                    (what + ": " + verdicts(run) + " for " + expected + run.err).constData());
            }
        }
        qInfo("%d groups", groups);
    }

private:
    Run validate(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return m_program.run(
            QStringList{u"validate"_s, u"--schema"_s, m_schema, u"--remote"_s, m_remote} + arguments, input);
    }

    Program m_program;
    QString m_schema;
    QString m_remote;
};

QTEST_GUILESS_MAIN(TestValidateSchema)
#include "tst_validateschema.moc"
