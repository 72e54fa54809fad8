// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

QByteArray endpointsFile();    // below: such texts confuse moc

class TestEndpointsCommand : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failOnWarnings();
        m_program = std::make_unique<Program>();
        QVERIFY(m_program->isReady());
    }

    void addsListsAndRemoves()
    {
        QVERIFY(list().isEmpty());
        Run run = add(
            u"Staging"_s, {u"--service"_s, u"emban"_s, u"--url"_s, u"https://staging.example/base/"_s, u"--key-env"_s,
                              u"STAGING_KEY"_s, u"--header"_s, u"X-Team: metrics: all"_s, u"--timeout"_s, u"2.5"_s,
                              u"--customer"_s, u"acme"_s, u"--user-pointer"_s, u"/user_id"_s});
        QVERIFY2(run.code == 0, run.err.constData());
        run = add(u"live"_s, {u"--service"_s, u"engagelab"_s, u"--url"_s, u"http://127.0.0.1:9"_s, u"--key-env"_s,
                                 u"A"_s, u"--key-env"_s, u"B"_s, u"--production"_s});
        QVERIFY2(run.code == 0, run.err.constData());

        const QJsonArray all = list();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0][u"name"_s].toString(), u"live"_s);
        QVERIFY(all[0][u"production"_s].toBool());
        QCOMPARE(all[0][u"keyEnv"_s].toArray().size(), 2);
        const QJsonObject staging = all[1].toObject();
        QCOMPARE(staging[u"service"_s].toString(), u"emban"_s);
        QCOMPARE(staging[u"transport"_s].toString(), u"ingest"_s);
        QVERIFY(staging[u"url"_s].toString().startsWith(u"https://staging.example/base"_s));
        QCOMPARE(staging[u"keyEnv"_s].toArray().at(0).toString(), u"STAGING_KEY"_s);
        QCOMPARE(staging[u"headers"_s][u"X-Team"_s].toString(), u"metrics: all"_s);
        QCOMPARE(staging[u"timeout"_s].toDouble(), 2.5);
        QCOMPARE(staging[u"customer"_s].toString(), u"acme"_s);
        QCOMPARE(staging[u"userPointer"_s].toString(), u"/user_id"_s);
        QVERIFY(!staging[u"production"_s].toBool());

        const Run table = m_program->run({u"endpoints"_s, u"list"_s});
        QCOMPARE(table.code, 0);
        QVERIFY(table.out.contains("Staging  emban/ingest  https://staging.example/base"));
        QVERIFY(table.out.contains("production"));

        run = m_program->run({u"endpoints"_s, u"remove"_s, u"STAGING"_s});
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(list().size(), 1);
        run = m_program->run({u"endpoints"_s, u"remove"_s, u"Staging"_s});
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains("live"), run.err.constData());
    }

    void connectionAndPace()
    {
        const QString tls = QStringLiteral(EVENTSCOPE_TEST_DATA) + u"/tls/"_s;
        const QStringList base{u"--service"_s, u"emban"_s, u"--url"_s, u"http://h"_s};
        const Run run = add(u"a"_s,
            base + QStringList{u"--rate"_s, u"2.5"_s, u"--concurrency"_s, u"4"_s, u"--resume-unknown"_s, u"--proxy"_s,
                       u"[::1]:3128"_s, u"--authorities"_s, tls + u"authority.pem"_s, u"--certificate"_s,
                       tls + u"client.pem"_s, u"--certificate-key"_s, tls + u"client.key"_s});
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(add(u"b"_s, base + QStringList{u"--proxy"_s, u"system"_s}).code, 0);
        const QJsonArray all = list();
        QCOMPARE(all[0][u"rate"_s].toDouble(), 2.5);
        QCOMPARE(all[0][u"concurrency"_s].toInt(), 4);
        QVERIFY(all[0][u"resumeUnknown"_s].toBool());
        QCOMPARE(all[0][u"proxy"_s].toString(), u"[::1]:3128"_s);
        QVERIFY(all[0][u"certificateKey"_s].toString().endsWith(u"/tls/client.key"_s));
        QCOMPARE(all[1][u"proxy"_s].toString(), u"system"_s);
    }

    void exportsAndImports()
    {
        const QStringList base{u"--service"_s, u"emban"_s, u"--url"_s, u"http://h"_s, u"--key-env"_s, u"K"_s};
        QCOMPARE(add(u"One"_s, base).code, 0);
        QCOMPARE(add(u"Two"_s, base).code, 0);
        const QString path = m_program->path(u"endpoints.json"_s);
        Run run = m_program->run({u"endpoints"_s, u"export"_s, path});
        QVERIFY2(run.code == 0, run.err.constData());
        run = m_program->run({u"endpoints"_s, u"export"_s, u"-"_s});
        QCOMPARE(run.out.trimmed(), Program::read(path).trimmed());
        QCOMPARE(m_program->run({u"endpoints"_s, u"remove"_s, u"Two"_s}).code, 0);
        run = m_program->run({u"endpoints"_s, u"import"_s, u"--json"_s, path});
        QVERIFY2(run.code == 0, run.err.constData());
        const QJsonObject told = QJsonDocument::fromJson(run.out).object();
        QCOMPARE(told[u"added"_s].toArray(), (QJsonArray{u"One 2"_s, u"Two"_s}));
        QCOMPARE(told[u"renamed"_s].toInt(), 1);
        QCOMPARE(list().size(), 3);
        run = m_program->run({u"endpoints"_s, u"import"_s, u"-"_s}, endpointsFile());
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains("Bad was left out"), run.err.constData());
        QCOMPARE(list().size(), 4);
        run = m_program->run({u"endpoints"_s, u"import"_s, u"-"_s}, "{}");
        QCOMPARE(run.code, 2);
        QCOMPARE(m_program->run({u"endpoints"_s, u"import"_s, m_program->path(u"nowhere.json"_s)}).code, 2);
        QCOMPARE(m_program->run({u"endpoints"_s, u"export"_s, m_program->path(u"no/such/folder.json"_s)}).code, 2);
    }

    void auth()
    {
        const QStringList base{u"--service"_s, u"buildless"_s, u"--transport"_s, u"json"_s, u"--url"_s, u"http://h"_s};
        QCOMPARE(add(u"a"_s, base).code, 0);
        QCOMPARE(add(u"b"_s, base + QStringList{u"--auth"_s, u"none"_s}).code, 0);
        QCOMPARE(add(u"c"_s, base + QStringList{u"--auth"_s, u"3"_s, u"--key-env"_s, u"K"_s}).code, 0);
        const QJsonArray all = list();
        QCOMPARE(all[0][u"auth"_s].toArray(), QJsonArray{1});
        QCOMPARE(all[1][u"auth"_s].toArray(), QJsonArray());
        QCOMPARE(all[2][u"auth"_s].toArray(), QJsonArray{3});
        const Run wrong = add(u"d"_s, base + QStringList{u"--auth"_s, u"9"_s});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains("1 ("), wrong.err.constData());
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words");
        const QStringList good{u"add"_s, u"x"_s, u"--service"_s, u"emban"_s};
        const QStringList url{u"--url"_s, u"http://h"_s};
        QTest::newRow("nothing") << QStringList() << QByteArray("add NAME");
        QTest::newRow("no name") << QStringList{u"add"_s} << QByteArray("add NAME");
        QTest::newRow("no url") << good << QByteArray("--url");
        QTest::newRow("no service") << QStringList{u"add"_s, u"x"_s} + url << QByteArray("--service");
        QTest::newRow("typo") << good + QStringList{u"--url"_s, u"htp//x"_s} << QByteArray("http");
        QTest::newRow("query") << good + QStringList{u"--url"_s, u"http://h/?a=b"_s} << QByteArray("http");
        QTest::newRow("time-out") << good + url + QStringList{u"--timeout"_s, u"0"_s} << QByteArray("--timeout");
        QTest::newRow("time-out, no number")
            << good + url + QStringList{u"--timeout"_s, u"nan"_s} << QByteArray("--timeout");
        QTest::newRow("a header without colon")
            << good + url + QStringList{u"--header"_s, u"secretvalue"_s} << QByteArray("--header");
        QTest::newRow("a literal credential")
            << good + url + QStringList{u"--header"_s, u"Authorization: secretvalue"_s} << QByteArray("Authorization");
        QTest::newRow("a key for a variable")
            << good + url + QStringList{u"--key-env"_s, u"secretvalue-1"_s} << QByteArray();
        QTest::newRow("proxy with a password")
            << good + url + QStringList{u"--proxy"_s, u"user:secretvalue@p:1"_s} << QByteArray("password");
        QTest::newRow("rate") << good + url + QStringList{u"--rate"_s, u"-1"_s} << QByteArray("rate");
        QTest::newRow("rate, no number") << good + url + QStringList{u"--rate"_s, u"x"_s} << QByteArray("--rate");
        QTest::newRow("concurrency") << good + url + QStringList{u"--concurrency"_s, u"17"_s} << QByteArray("16");
        QTest::newRow("authorities") << good + url + QStringList{u"--authorities"_s, u"/nowhere.pem"_s}
                                     << QByteArray("/nowhere.pem");
        QTest::newRow("key without certificate")
            << good + url + QStringList{u"--certificate-key"_s, u"/nowhere.pem"_s} << QByteArray("certificate");
        QTest::newRow("empty name") << QStringList{u"add"_s, u" "_s, u"--service"_s, u"emban"_s} + url
                                    << QByteArray("name");
    }

    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, words);
        const Run run = m_program->run(QStringList{u"endpoints"_s} + arguments);
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains(words), run.err.constData());
        QVERIFY2(!run.err.contains("secretvalue"), run.err.constData());
        QVERIFY(list().isEmpty());
    }

    void namesAreUnique()
    {
        const QStringList base{u"--service"_s, u"emban"_s, u"--url"_s, u"http://h"_s};
        QCOMPARE(add(u"One"_s, base).code, 0);
        const Run again = add(u"ONE"_s, base);
        QCOMPARE(again.code, 2);
        QCOMPARE(list().size(), 1);
    }

private:
    Run add(const QString &name, const QStringList &options) const
    {
        return m_program->run(QStringList{u"endpoints"_s, u"add"_s, name} + options);
    }

    [[nodiscard]] QJsonArray list() const
    {
        return m_program->run({u"endpoints"_s, u"list"_s, u"--json"_s}).lastObject()[u"endpoints"_s].toArray();
    }

    std::unique_ptr<Program> m_program;
};

QByteArray endpointsFile()
{
    return R"({"eventscope":"endpoints","version":1,
            "endpoints":[{"name":"Bad","service":"nobody"},{"name":"Good","service":"emban","transport":"ingest",
            "url":"http://h"}]})";
}

QTEST_GUILESS_MAIN(TestEndpointsCommand)

#include "tst_endpointscommand.moc"
