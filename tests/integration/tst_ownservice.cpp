// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

// A service that no line of the program was written for.
const QByteArray definition = R"({
  "format": 1,
  "id": "lighthouse",
  "title": "Lighthouse",
  "keys": [{"kind": "lamp", "title": "Lamp key", "prefix": ["lh_"], "mask": true}],
  "shapes": {"blink": {"title": "Blink", "schema": "#/$defs/blink", "secret": ["/lamp"]}},
  "fields": {
    "tenant": [{"envelope": "/coast"}, {"at": "/harbour"}],
    "user": [{"at": "/keeper", "as": "pairs"}],
    "name": [{"at": "/signal"}],
    "time": [{"at": "/seen", "as": "epoch-s"}],
    "dedup": {"at": "/nr"}
  },
  "detect": {"blink": [{"need": {"/signal": "string", "/seen": "integer"}, "score": ["/harbour", "/keeper"]}]},
  "envelopes": [{"events": "blinks", "with": {"coast": "#/$defs/coast"}}],
  "rules": [
    {"id": "L1", "is": "window", "at": "/seen", "as": "epoch-s", "from": "-1d"},
    {"id": "L2", "is": "schema", "at": "/signal", "severity": "warning", "schema": {"pattern": "^[a-z]+$"},
     "say": "Signals are lower-case."}
  ],
  "$defs": {"coast": {"type": "string"}, "blink": {"type": "object", "required": ["signal", "seen"],
    "properties": {"signal": {"type": "string"}, "seen": {"type": "integer"},
                   "range": {"type": "number", "minimum": 0, "x-rule": "L3"}}}},
  "samples": [{"title": "A blink", "shape": "blink", "text": "{}", "note": "Breaks the schema."}]
})";

const QByteArray lines =
    R"({"signal":"red","seen":1774785600,"harbour":"Faro","keeper":{"name":"ana","id":"7"},"lamp":"lh_secretlamp"}
{"signal":"Green","seen":1774785601,"harbour":"Faro"}
{"signal":"red","seen":1774785602,"harbour":"Cadiz","range":-1}
{"coast":"Algarve","blinks":[{"signal":"white","seen":1774785603},{"signal":"white","seen":1774785604}]}
{"tenant_id":"acme","event_name":"api.call"}
)";

}

// A sixth service, written only as a file, is imported, detected, judged and filtered.
class TestOwnService : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_program.isReady());
        m_definition = m_program.write(u"config/eventscope/services/lighthouse.json"_s, definition);
        m_events = m_program.write(u"blinks.ndjson"_s, lines);
        const Run run = m_program.run({u"import"_s, u"--json"_s, m_events});
        QVERIFY2(run.code == 0, (run.err + run.out).constData());
        QCOMPARE(run.lastObject().value(u"stored"_s).toInt(), 6);
    }
    void init() { failOnWarnings(); }

    void isListed()
    {
        const Run run = m_program.run({u"services"_s});
        QCOMPARE(run.code, 0);
        QVERIFY2(run.out.contains("lighthouse") && run.out.contains(m_definition.toUtf8()), run.out.constData());
        QCOMPARE(m_program.run({u"services"_s, u"--check"_s, m_definition}).code, 0);
    }

    void isFiltered_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<qint64>("expected");
        const auto row = [](const QStringList &arguments, qint64 expected) {
            QTest::newRow(qPrintable(arguments.join(u' '))) << arguments << expected;
        };
        row({u"--service"_s, u"lighthouse"_s}, 5);
        row({u"--service"_s, u"lighthouse"_s, u"--tenant"_s, u"Faro"_s}, 2);
        row({u"--tenant"_s, u"Algarve"_s, u"--event-name"_s, u"white"_s}, 2);
        row({u"--user"_s, u"ana"_s}, 1);
        row({u"--user"_s, u"id=7,name=ana"_s}, 1);
        row({u"service:lighthouse is:valid"_s}, 3);
        row({u"service:lighthouse is:warning"_s}, 1);
        row({u"service:lighthouse is:invalid"_s}, 1);
        row({u"--from"_s, u"1774785601"_s, u"--to"_s, u"1774785603"_s}, 2);
        row({u"/range:-2..0"_s}, 1);
        row({u"service:lighthouse"_s, u"lh_"_s}, 1);
    }
    void isFiltered()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const qint64, expected);
        QCOMPARE(m_program.count(arguments), expected);
    }

    void isJudged()
    {
        const auto rules = [this](const QStringList &options) {
            QStringList found;
            const Run run = m_program.run(QStringList{u"validate"_s, u"--format"_s, u"json"_s, m_events} + options);
            for (const QByteArray &line : run.lines()) {
                const QJsonObject item = QJsonDocument::fromJson(line).object();
                for (const QJsonValue finding : item.value(u"findings"_s).toArray()) {
                    if (item.value(u"service"_s) == u"lighthouse"_s)
                        found.append(finding[u"rule"_s].toString() + u':' + finding[u"severity"_s].toString());
                }
            }
            return found;
        };
        const QStringList without = rules({});
        QCOMPARE(without.count(u"L1:not-judged"_s), 5);
        QCOMPARE(without.count(u"L2:warning"_s), 1);
        QCOMPARE(without.count(u"L3:error"_s), 1);
        QCOMPARE(without.size(), 7);
        const QStringList late = rules({u"--now"_s, u"2027-01-01"_s});
        QCOMPARE(late.count(u"L1:error"_s), 5);
        QCOMPARE(rules({u"--now"_s, u"1774785610"_s}).size(), 2);
    }

    void itsSecretsAreKept()
    {
        const Run run = m_program.run({u"export"_s, u"--format"_s, u"json"_s});
        QVERIFY(!run.out.contains("lh_secretlamp"));
        QVERIFY(run.out.contains("\"lamp\":\"lh_"));
    }

    void anotherFolderHidesIt()
    {
        const QStringList elsewhere{u"services"_s, u"--definitions"_s, m_program.path(u"nowhere"_s)};
        QVERIFY(!m_program.run(elsewhere).out.contains("lighthouse"));
    }

    void aFaultyOneIsLeftOut()
    {
        const QString folder = m_program.path(u"faulty"_s);
        const QString file =
            m_program.write(u"faulty/broken.json"_s, QByteArray(definition).replace("\"pattern\"", "\"patern\""));
        const Run run = m_program.run({u"services"_s, u"--definitions"_s, folder});
        QCOMPARE(run.code, 1);
        QVERIFY2(run.out.contains("broken.json") && run.out.contains("patern"), run.out.constData());
        const Run checked = m_program.run({u"services"_s, u"--check"_s, file});
        QCOMPARE(checked.code, 1);
        QVERIFY2(checked.out.contains("patern"), checked.out.constData());
        const Run import = m_program.run(
            {u"import"_s, u"--definitions"_s, folder, u"--store"_s, m_program.path(u"f.eventscope"_s), m_events});
        QVERIFY2(import.err.contains("broken.json"), import.err.constData());
    }

    // What is only needed when it is sent is checked, too, of each transport.
    void transportsAreChecked()
    {
        const QByteArray transports = R"("transports": {
            "first": {"title": "First", "shape": "blink", "one": {"method": "POST", "path": "/a?b", "body": "$event"}},
            "second": {"title": "Second", "shape": "blink", "one": {"method": "POST", "path": "/b", "body": "$event"},
                       "auth": [{"header": "Host"}]},
            "third": {"title": "Third", "shape": "blink", "one": {"method": "POST", "path": "/c", "body": "$event"}}},
            "samples")";
        const QString file =
            m_program.write(u"transports.json"_s, QByteArray(definition).replace("\"samples\"", transports));
        const Run run = m_program.run({u"services"_s, u"--check"_s, file});
        QCOMPARE(run.code, 1);
        for (const char *words : {"transports.json", "/transports/first/one/path", "/transports/second/auth/0"})
            QVERIFY2(run.out.contains(words), run.out.constData());
        QVERIFY2(!run.out.contains("third"), run.out.constData());
        const Run json = m_program.run({u"services"_s, u"--check"_s, file, u"--json"_s});
        QCOMPARE(json.code, 1);
        QVERIFY(!json.lastObject().value(u"good"_s).toBool());
    }

private:
    Program m_program;
    QString m_definition;
    QString m_events;
};

QTEST_GUILESS_MAIN(TestOwnService)
#include "tst_ownservice.moc"
