// SPDX-License-Identifier: GPL-3.0-or-later
// Random schemas and values, judged by JsonSchema and by ajv, which runs in one Node process. Where Node or ajv
// is missing (npm ci --prefix tests/node), the test is skipped. EVENTSCOPE_DIFFERENTIAL is the number of schemas of
// each draft, for longer runs (with QTEST_FUNCTION_TIMEOUT), and EVENTSCOPE_DIFFERENTIAL_SEED makes them others.
#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/schemadocument.h"
#include "testmain.h"
#include "valuemaker.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <memory>

using namespace eventscope;
using test::Dice;
using test::Json;
using test::SchemaDraft;

namespace {

constexpr int valuesOfEach = 8;
constexpr int schemasAtOnce = 200;

struct Case {
    QByteArray schema;
    std::vector<QByteArray> instances;
    QByteArray line;    // for ajv
};

// The schema's numbers keep nlohmann's spelling and the instances' their own: both sides read the same text.
Case madeCase(Dice &dice, SchemaDraft draft, int number)
{
    Case made;
    const Json document = test::SchemaMaker(dice, draft).document(number);
    made.schema = bytesOf(document.dump());
    test::ValueMaker values(dice, document);
    QByteArrayList texts;
    for (int i = 0; i < valuesOfEach; ++i) {
        made.instances.push_back(bytesOf(test::respelled(values.value(), dice)));
        texts << made.instances.back();
    }
    made.line = QByteArray("{\"draft\":\"") + (draft == SchemaDraft::Draft07 ? "07" : "2020-12") +
                "\",\"schema\":" + made.schema + ",\"instances\":[" + texts.join(',') + "]}\n";
    return made;
}

// What ajv would say: a digit for each instance, or "E …". Both its answer and "failures" must be the same thing.
QByteArray verdictsOf(const Case &one)
{
    const auto schema = JsonSchema::compile(SchemaDocument::read(one.schema), {}, {.assertFormats = false});
    if (!schema)
        return "E " + schema.error().pointer + ": " + schema.error().reason.toUtf8();
    QByteArray verdicts;
    for (const QByteArray &instance : one.instances) {
        JsonTape tape;
        if (!tape.read(viewOf(instance)))
            return "E " + instance;
        const bool accepted = (*schema)->accepts(tape.root());
        if ((*schema)->failures(tape.root()).empty() != accepted)
            return "E accepts() and failures() say otherwise of " + instance;
        verdicts += accepted ? '1' : '0';
    }
    return verdicts;
}

// The code that ajv makes fails for a few schemas by itself; it says nothing then.
bool agree(const QByteArray &said, const QByteArray &expected)
{
    if (said.size() != valuesOfEach || expected.size() != valuesOfEach)
        return false;
    for (int i = 0; i < valuesOfEach; ++i) {
        if (expected[i] != '?' && said[i] != expected[i])
            return false;
    }
    return true;
}

QString folder()
{
    return QStringLiteral(EVENTSCOPE_SOURCE_DIR "/tests/node");
}

}

class TestDifferential : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString node = QStandardPaths::findExecutable(QStringLiteral("node"));
        if (node.isEmpty())
            QSKIP("there is no Node: the validator is not compared with ajv");
        if (!QDir(folder()).exists(QStringLiteral("node_modules/ajv")))
            QSKIP("ajv is not there (npm ci --prefix tests/node): the validator is not compared with it");
        m_ajv.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_ajv.start(node, {QDir(folder()).filePath(QStringLiteral("judge.cjs"))});
        QVERIFY(m_ajv.waitForStarted());
    }

    void init() { test::failOnWarnings(); }

    void agreesWithAjv_data()
    {
        QTest::addColumn<bool>("old");
        QTest::newRow("draft 2020-12") << false;
        QTest::newRow("draft 07") << true;
    }

    void agreesWithAjv()
    {
        QFETCH(bool, old);
        const SchemaDraft draft = old ? SchemaDraft::Draft07 : SchemaDraft::Draft202012;
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("EVENTSCOPE_DIFFERENTIAL", &given);
        const int schemas = given ? asked : 1000;
        const int seed = qEnvironmentVariableIntValue("EVENTSCOPE_DIFFERENTIAL_SEED");
        Dice dice(static_cast<quint32>(seed + (old ? 1 : 2)));
        int fitting = 0;
        int unjudged = 0;
        int disagreements = 0;
        for (int done = 0; done < schemas; done += schemasAtOnce) {
            std::vector<Case> cases;
            for (int i = done; i < std::min(done + schemasAtOnce, schemas); ++i) {
                cases.push_back(madeCase(dice, draft, i));
                m_ajv.write(cases.back().line);
            }
            for (const Case &one : cases) {
                const QByteArray expected = nextLine();
                const QByteArray said = verdictsOf(one);
                QVERIFY2(m_ajv.state() == QProcess::Running, "ajv ended");
                if (!agree(said, expected))
                    report(one, said, expected, ++disagreements);
                fitting += static_cast<int>(expected.count('1'));
                unjudged += static_cast<int>(expected.count('?'));
            }
        }
        QCOMPARE(disagreements, 0);
        const int all = schemas * valuesOfEach;
        QVERIFY2(fitting > all * 3 / 10 && fitting < all * 7 / 10, qPrintable(QString::number(fitting)));
        QVERIFY2(unjudged <= all / 200, qPrintable(QString::number(unjudged)));
    }

    void cleanupTestCase()
    {
        m_ajv.closeWriteChannel();
        if (m_ajv.state() != QProcess::NotRunning)
            QVERIFY(m_ajv.waitForFinished());
    }

private:
    QByteArray nextLine()
    {
        while (!m_ajv.canReadLine()) {
            if (!m_ajv.waitForReadyRead(60'000))
                return {};
        }
        return m_ajv.readLine().trimmed();
    }

    static void report(const Case &one, const QByteArray &said, const QByteArray &expected, int number)
    {
        constexpr int most = 20;
        if (number > most)
            return;
        qInfo("%s", one.schema.constData());
        if (said.size() != valuesOfEach || expected.size() != valuesOfEach) {
            qInfo("  said %s, ajv %s", said.constData(), expected.constData());
            return;
        }
        for (int i = 0; i < valuesOfEach; ++i) {
            if (expected[i] != '?' && said[i] != expected[i])
                qInfo("  %s\n  said %c, ajv %c", one.instances[static_cast<std::size_t>(i)].constData(), said[i],
                    expected[i]);
        }
    }

    QProcess m_ajv;
};

QTEST_GUILESS_MAIN(TestDifferential)
#include "tst_differential.moc"
