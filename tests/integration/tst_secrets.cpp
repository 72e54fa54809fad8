// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

#include <QDirIterator>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

struct Planted {
    const char *where;
    QByteArray secret;
    QByteArray line;    // %1 stands for the secret
};

// Keys in the forms that the services give them, wherever people leave them.
const QList<Planted> planted{
    {"in the payload", "sch_dev_A1payload00secret", R"({"api_key":"%1","type":"track","body":{"event":"e"}})"},
    {"of a form nobody knows", "plainFormA2secretvalue", R"({"api_key":"%1","type":"track","body":{"event":"e"}})"},
    {"twice", "plainFormA3duplicate", R"({"api_key":"%1","type":"track","body":{"event":"e"},"api_key":"%1"})"},
    {"before another", "plainFormA4shadowed", R"({"api_key":"%1","type":"track","body":{"event":"e"},"api_key":"x"})"},
    {"under an escaped name", "plainFormA5escapedname", R"({"api\u005fkey":"%1","type":"track","body":{"event":"e"}})"},
    {"no text", "771234598761234", R"({"api_key":%1,"type":"track","body":{"event":"e"}})"},
    {"deep in an object", "plainFormA6inobject", R"({"api_key":{"v":["%1"]},"type":"track","body":{"event":"e"}})"},
    {"as a trait", "sch_prod_A7trait0secret", R"({"event_type":"track","body":{"event":"e","traits":{"note":"%1"}}})"},
    {"in a list of events", "plainFormB1inlist",
        R"({"events":[{"api_key":"%1","type":"track","body":{"event":"e"}}]})"},
    {"beside a list of events", "plainFormB2beside",
        R"({"api_key":"%1","events":[{"type":"track","body":{"event":"e"}}]})"},
    {"in string properties", "eb_ing_C1properties00",
        R"({"tenant_id":"t","event_name":"a.b","string_props":{"k":"%1"}})"},
    {"as a tenant", "eb_ing_C3astenant0000", R"({"tenant_id":"%1","event_name":"a.b"})"},
    {"as a name", "eb_ing_C4asname000000", R"({"tenant_id":"t","event_name":"%1"})"},
    {"in an envelope's field", "eb_ing_C5envelope0000",
        R"({"app_key":"%1","data":[{"euid":1,"event_name":"a","itime":1}]})"},
    {"in headers beside a list", "plainFormC6headersbeside",
        R"({"headers":{"authorization":"Bearer %1"},"events":[{"tenant_id":"t","event_name":"a.b"}]})"},
    {"in headers of an event", "plainFormC7headerswithin",
        R"({"tenant_id":"t","event_name":"a.b","request":[{"AUTHORIZATION":"Basic %1"}]})"},
    {"in a flat event", "sch_stag_D1flat00secret", R"({"event_name":"n","customer_identifier":"c","debug":"%1"})"},
    {"in a broken line", "plainFormE1broken", R"({"api_key":"%1","type":"track","body":)"},
    {"in a broken line, escaped name", "plainFormE2brokenname", R"({"api\u005fkey" : "%1","type":tru})"},
    {"in a broken line, cut off", "plainFormE3cutoff", R"({"type":"track","api_key":"%1)"},
    {"in a broken line, by its form", "eb_adm_E4brokenform00", R"({"note":"%1",})"},
    {"as a bare string", "sch_dev_E5bare0secret", R"("%1")"},
    {"behind Bearer", "plainFormE6bearer", R"(Authorization: Bearer %1)"},
    {"behind Basic", "cGxhaW5Gb3JtRTc6YmFzaWM=", R"(curl -H 'authorization: basic %1' {)"},
    {"as a bare word", "sch_prod_E9bareword", R"(%1)"},
    {"as a bare value", "eb_adm_F1barevalue", R"({"note":%1})"},
    {"as a long bare word", "sch_stag_F2longbareword0123456789abcdef", R"([%1])"},
    {"in wrong encoding", "plainFormE8encoding", "{\"api_key\":\"%1\",\"x\":\"\xff\"}"},
};

const QByteArray proxySecret = "plainFormG1proxysecret";
const QByteArray fileSecret = "plainFormG2filesecret";

}

QByteArray plantedFile();    // below: such texts confuse moc

// Keys that people leave in events are in nothing that the program writes.
class TestSecrets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        QByteArray lines;
        for (const Planted &one : planted)
            lines += QByteArray(one.line).replace("%1", one.secret) + '\n';
        const QString path = m_program.write(u"in/planted.ndjson"_s, lines);
        const QString out = m_program.path(u"store"_s);
        keep(u"import"_s, m_program.run({u"import"_s, u"--rejects"_s, out + u"/rejects.ndjson"_s, path}));
        keep(u"import --json"_s, m_program.run({u"import"_s, u"--json"_s, path}));
        keep(u"import stripped"_s, m_program.run({u"import"_s, u"--strip-comments"_s, u"-"_s}, lines));
        for (const QString &format : {u"ndjson"_s, u"json"_s, u"csv"_s}) {
            keep(u"export"_s, m_program.run({u"export"_s, u"--format"_s, format}));
            keep(u"export to file"_s,
                m_program.run({u"export"_s, u"--format"_s, format, u"-o"_s, out + u"/export."_s + format}));
            keep(u"query"_s, m_program.run({u"query"_s, u"--format"_s, format}));
        }
        keep(u"query table"_s, m_program.run({u"query"_s}));
        keep(u"query facets"_s, m_program.run({u"query"_s, u"--facets"_s, u"--histogram"_s, u"3"_s}));
        keep(u"query facets json"_s, m_program.run({u"query"_s, u"--facets"_s, u"--json"_s}));
        keep(u"validate"_s, m_program.run({u"validate"_s, path}));
        for (const QString &format : {u"junit"_s, u"html"_s})
            keep(u"validate "_s + format, m_program.run({u"validate"_s, u"--format"_s, format, path}));
        keep(u"validate json"_s, m_program.run({u"validate"_s, u"--format"_s, u"json"_s, path}));
        tryEndpoints();
        QVERIFY(m_program.count() >= 32);
        readFiles();
        QVERIFY(m_written.size() > 30);
    }
    void init() { failOnWarnings(); }

    void areNowhere_data()
    {
        QTest::addColumn<QByteArray>("secret");
        for (const Planted &one : planted)
            QTest::newRow(one.where) << one.secret;
        QTest::newRow("in a proxy") << proxySecret;
        QTest::newRow("in a file of endpoints") << fileSecret;
    }
    void areNowhere()
    {
        QFETCH(const QByteArray, secret);
        for (auto it = m_written.cbegin(); it != m_written.cend(); ++it)
            QVERIFY2(!it.value().contains(secret), qPrintable(it.key()));
    }

    void eventsWithThemAreStillThere()
    {
        QCOMPARE(m_program.count({u"--text"_s, u"api_key"_s, u"--event-name"_s, u"e"_s}), 2 * 8 + 8);
        QVERIFY(m_program.count({u"--text"_s, u"sch_dev_"_s}) > 0);
    }

private:
    void keep(const QString &what, const Run &run)
    {
        QVERIFY2(run.code >= 0, qPrintable(what));
        m_written.insert(what + QString::number(m_written.size()), run.out + run.err);
    }

    // What is refused is not repeated; what is written out holds no key.
    void tryEndpoints()
    {
        const QStringList add{
            u"endpoints"_s, u"add"_s, u"planted"_s, u"--service"_s, u"emban"_s, u"--url"_s, u"http://127.0.0.1:9"_s};
        const QString proxy = u"user:%1@127.0.0.1:9"_s.arg(QString::fromLatin1(proxySecret));
        keep(u"proxy refused"_s, m_program.run(add + QStringList{u"--proxy"_s, proxy}));
        keep(u"proxy refused, URL"_s, m_program.run(add + QStringList{u"--proxy"_s, u"http://"_s + proxy}));
        keep(u"added"_s, m_program.run(add + QStringList{u"--key-env"_s, u"PLANTED"_s}));
        const QByteArray file = plantedFile();
        keep(u"imported"_s, m_program.run({u"endpoints"_s, u"import"_s, u"-"_s}, file));
        keep(u"imported --json"_s, m_program.run({u"endpoints"_s, u"import"_s, u"--json"_s, u"-"_s}, file));
        keep(u"exported"_s, m_program.run({u"endpoints"_s, u"export"_s, m_program.path(u"store/endpoints.json"_s)}));
        keep(u"listed"_s, m_program.run({u"endpoints"_s, u"list"_s, u"--json"_s}));
        QVERIFY(m_program.run({u"endpoints"_s, u"list"_s}).out.startsWith("planted "));
    }

    // Everything below the home but what was put in; base64 opened too.
    void readFiles()
    {
        QDirIterator files(m_program.path(u""_s), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            if (file.contains(u"/in/"_s))
                continue;
            m_written.insert(file, Program::read(file));
            if (!file.endsWith(u"rejects.ndjson"_s))
                continue;
            for (const QByteArray &line : Program::read(file).split('\n')) {
                const QString base64 = QJsonDocument::fromJson(line).object().value(u"base64"_s).toString();
                m_written.insert(file + QString::number(m_written.size()), QByteArray::fromBase64(base64.toLatin1()));
            }
        }
    }

    Program m_program;
    QMap<QString, QByteArray> m_written;
};

QByteArray plantedFile()
{
    return R"({"eventscope":"endpoints","version":1,"endpoints":[)"
           R"({"name":"a","service":"emban","transport":"ingest","url":"http://h","proxy":")" +
           fileSecret + R"(:x@h"},{"name":"b","service":"emban","transport":"ingest","url":"http://)" + fileSecret +
           R"(:x@h"},{"name":"c","service":"emban","transport":"ingest","url":"http://h",)"
           R"("headers":[["Authorization","Bearer )" +
           fileSecret +
           R"("]]},{"name":"d","service":"emban","transport":"ingest","url":"http://h",)"
           R"("key":[{"from":"environment","variable":")" +
           fileSecret + "!\"}]}]}";
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
