// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

class TestGenerate : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_demo = m_program.run({u"generate"_s, u"demo"_s, u"-n"_s, u"3000"_s, u"--end"_s, m_end});
    }
    void init() { failOnWarnings(); }

    void writesOneEventALine()
    {
        QCOMPARE(m_demo.code, 0);
        QCOMPARE(m_demo.err, QByteArray());
        QCOMPARE(m_demo.lines().size(), 3000);
        QVERIFY(m_demo.out.endsWith('\n'));
    }

    void isTheSameEachTime()
    {
        const QStringList same{
            u"generate"_s, u"--count"_s, u"3000"_s, u"--seed"_s, u"1"_s, u"--end"_s, m_end, u"demo"_s};
        QCOMPARE(m_program.run(same).out, m_demo.out);
        const QString file = m_program.path(u"demo.ndjson"_s);
        const Run written = m_program.run(same + QStringList{u"-o"_s, file});
        QCOMPARE(written.code, 0);
        QCOMPARE(written.out, QByteArray());
        QCOMPARE(Program::read(file), m_demo.out);
        QStringList other = same;
        other[4] = u"2"_s;
        QVERIFY(m_program.run(other).out != m_demo.out);
    }

    void isValidatedAndImported()
    {
        const Run judged = m_program.run({u"validate"_s, u"--json"_s, u"--now"_s, m_end, u"-"_s}, m_demo.out);
        QCOMPARE(judged.code, 1);
        const QJsonObject summary = judged.lastObject();
        QCOMPARE(summary.value(u"read"_s).toInt(), 3000);
        QCOMPARE(summary.value(u"unjudged"_s).toInt(), 0);
        QVERIFY(summary.value(u"valid"_s).toInt() > 2850);
        QVERIFY(summary.value(u"invalid"_s).toInt() > 20);

        const Run imported = m_program.run({u"import"_s, u"--json"_s, u"-"_s}, m_demo.out);
        const QJsonObject report = imported.lastObject();
        QCOMPARE(report.value(u"rejected"_s), summary.value(u"rejected"_s));
        QCOMPARE(m_program.count(), report.value(u"stored"_s).toInteger());
        const Run facets = m_program.run({u"query"_s, u"--facets"_s, u"--json"_s});
        const QJsonObject service = facets.lastObject().value(u"facets"_s).toObject().value(u"service"_s).toObject();
        QCOMPARE(service.value(u"distinct"_s).toInt(), 5);
    }

    void readsRecipesOfOnesOwn()
    {
        const QString recipe = m_program.write(u"mine.json"_s,
            R"({"format":1,"title":"Mine","count":3,"events":{"e":{"event":{"n":{"$":{"sequence":1}}}}}})");
        const Run run = m_program.run({u"generate"_s, recipe});
        QCOMPARE(run.out, QByteArray("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"));
        // A recipe is not written over.
        const Run over = m_program.run({u"generate"_s, recipe, u"-o"_s, recipe});
        QCOMPARE(over.code, 2);
        QVERIFY(Program::read(recipe).contains("Mine"));
    }

    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");

        const QString broken = m_program.write(u"broken.json"_s, R"({"format":1,"title":"","events":{}})");
        QTest::newRow("no recipe") << QStringList{} << QByteArray("takes one RECIPE");
        QTest::newRow("two recipes") << QStringList{u"demo"_s, u"demo"_s} << QByteArray("takes one RECIPE");
        QTest::newRow("unknown") << QStringList{u"nothing"_s} << QByteArray("neither a recipe nor a file 'nothing'");
        QTest::newRow("a broken one") << QStringList{broken} << QByteArray("broken.json: /events");
        QTest::newRow("number") << QStringList{u"demo"_s, u"-n"_s, u"0"_s} << QByteArray("at least 1");
        QTest::newRow("too many") << QStringList{u"demo"_s, u"-n"_s, u"99999999999"_s} << QByteArray("at most");
        QTest::newRow("seed") << QStringList{u"demo"_s, u"--seed"_s, u"x"_s} << QByteArray("--seed");
        QTest::newRow("end") << QStringList{u"demo"_s, u"--end"_s, u"later"_s} << QByteArray("--end");
        QTest::newRow("no folder") << QStringList{u"demo"_s, u"-o"_s, u"/no/such/folder/a"_s}
                                   << QByteArray("cannot be written");
    }

    void tellsWhatIsWrong()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, sentence);
        const Run run = m_program.run(QStringList{u"generate"_s} + arguments);
        QCOMPARE(run.code, 2);
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(run.err.contains(sentence), run.err.constData());
    }

    void demoTakesNoStore()
    {
        const Run run = m_program.runBare({u"--demo"_s, u"--store"_s, m_program.path(u"a.eventscope"_s)});
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains("leave out --store"), run.err.constData());
    }

private:
    Program m_program;
    const QString m_end = u"2026-03-01T00:00:00Z"_s;
    Run m_demo;
};

QTEST_GUILESS_MAIN(TestGenerate)
#include "tst_generate.moc"
