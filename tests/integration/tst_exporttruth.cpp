// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "testmain.h"

#include <QRandomGenerator>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray exact =
    "{ \"tenant_id\":\"t\",\"event_name\":\"a.b\" ,\"a\":9223372036854775807,\"b\":0.0450,\"c\":1e400,\"d\":-0,\"a\":1,"
    "\"z\":\"\\u00e9\",\"s\":\"\\ud800\"}";

// A random JSON object with all the freedom that the grammar gives.
class Writer {
public:
    explicit Writer(quint32 seed)
        : m_random(seed)
    {}

    QByteArray object(int depth) { return group('{', '}', depth, true); }

private:
    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }
    QByteArray pick(const QByteArrayList &list) { return list[below(static_cast<int>(list.size()))]; }
    QByteArray space() { return pick({"", "", "", " ", "\t", "  ", "\n", "\r\n "}); }

    QByteArray string()
    {
        QByteArray text = "\"";
        for (int length = below(6); length > 0; --length)
            text += pick({"a", "Z", "\\n", "\\\\", "\\\"", "\\/", "\\u00e9", "\\uD83D\\uDE00", "\\ud800", "\u00e9",
                "\U0001f600", "\x7f", "tenant_id", ",", "{"});
        return text + '"';
    }

    QByteArray value(int depth)
    {
        switch (below(depth > 0 ? 6 : 4)) {
        case 0:
            return string();
        case 1:
            return pick(
                {"0", "-0", "0.0450", "1e400", "1E+2", "9223372036854775808", "-1.50e-07", "12345678901234567890.0"});
        case 2:
            return pick({"true", "false", "null"});
        case 3:
            return pick({"{}", "[]", "{ }", "[ ]"});
        case 4:
            return group('[', ']', depth - 1, false);
        default:
            return group('{', '}', depth - 1, true);
        }
    }

    QByteArray group(char open, char close, int depth, bool keys)
    {
        QByteArray text(1, open);
        for (int i = 0, count = below(5); i < count; ++i) {
            text += (i > 0 ? "," : "") + space();
            if (keys)
                text += string() + space() + ':' + space();
            text += value(depth) + space();
        }
        return text + close;
    }

    QRandomGenerator m_random;
};

QByteArray withoutBreaks(QByteArray text)
{
    return text.replace('\n', "").replace('\r', "");
}

}

// What goes in comes out, byte for byte.
class TestExportTruth : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failOnWarnings();
        m_program = std::make_unique<Program>();
        QVERIFY(m_program->isReady());
    }

    void oneEventComesBackExactly()
    {
        QCOMPARE(m_program->run({u"import"_s, u"-"_s}, exact + '\n').code, 0);
        QCOMPARE(m_program->run({u"query"_s, u"--format"_s, u"json"_s}).out, "[\n" + exact + "\n]\n");
        QCOMPARE(m_program->run({u"query"_s, u"--format"_s, u"ndjson"_s}).out, exact + '\n');
        QCOMPARE(m_program->run({u"export"_s}).out, exact + '\n');
        const QString file = m_program->path(u"out.json"_s);
        const Run run = m_program->run({u"export"_s, u"--format"_s, u"json"_s, u"-o"_s, file, u"--json"_s});
        QCOMPARE(run.out, "{\"events\":1}\n");
        QCOMPARE(Program::read(file), "[\n" + exact + "\n]\n");
        QCOMPARE(
            m_program->run({u"export"_s, u"--format"_s, u"csv"_s}).out.count(QByteArray(exact).replace('"', "\"\"")),
            1);
        QCOMPARE(m_program->count({u"--tenant"_s, u"t"_s, u"--event-name"_s, u"a.b"_s, u"--text"_s, u"\u00c9"_s}), 1);
    }

    void randomEventsComeBackExactly()
    {
        Writer writer(11);
        QByteArrayList events;
        for (int i = 0; i < 1'000; ++i)
            events.append(writer.object(4));
        const QByteArray array = "[\n" + events.join(",\n") + "\n]\n";
        QCOMPARE(m_program->run({u"import"_s, u"-"_s}, array).code, 0);
        QCOMPARE(m_program->run({u"query"_s, u"--format"_s, u"json"_s}).out, array);
        QByteArray lines;
        for (const QByteArray &event : events)
            lines += withoutBreaks(event) + '\n';
        QCOMPARE(m_program->run({u"export"_s}).out, lines);

        // And once more, from what was written.
        Program other;
        QCOMPARE(other.run({u"import"_s, u"-"_s}, lines).code, 0);
        QCOMPARE(other.run({u"export"_s}).out, lines);
    }

    void envelopesComeBack()
    {
        const QByteArray first =
            R"({"app_key": "96441e4d" ,"data":[{"euid":1,"event_name":"a","itime":1654076420772}]})";
        const QByteArray both = R"({"app_key":"k2","data":[{"euid":2,"event_name":"b","itime":1654076420772},)"
                                "{\"euid\":3,\"event_name\":\"c\",\"itime\":1654076420772}]}";
        QCOMPARE(m_program->run({u"import"_s, u"-"_s}, first + '\n' + both + '\n').code, 0);
        const QByteArray out = m_program->run({u"export"_s}).out;
        QCOMPARE(out.count('\n'), 3);
        QCOMPARE(m_program->count({u"--tenant"_s, u"k2"_s}), 2);

        Program other;
        QCOMPARE(other.run({u"import"_s, u"-"_s}, out).code, 0);
        QCOMPARE(other.run({u"export"_s}).out, out);
        QCOMPARE(other.count({u"--tenant"_s, u"96441e4d"_s}), 1);
        QCOMPARE(other.count({u"--tenant"_s, u"k2"_s}), 2);
    }

    void csvKeepsBytes()
    {
        const QByteArray event = "{\"tenant_id\":\"=1+1\",\"event_name\":\"a,b\",\"user_id\":\"say \\\"hi\\\"\\nnow\"}";
        QCOMPARE(m_program->run({u"import"_s, u"-"_s}, event).code, 0);
        const QByteArray csv = m_program->run({u"query"_s, u"--format"_s, u"csv"_s}).out;
        QVERIFY(csv.startsWith("id,time,verdict,service,tenant,user,name\r\n1,"));
        QVERIFY2(csv.endsWith(",=1+1,\"say \"\"hi\"\"\nnow\",\"a,b\"\r\n"), csv.constData());
    }

    void exportsAreWholeOrNotThere()
    {
        QCOMPARE(m_program->run({u"import"_s, u"-"_s}, exact).code, 0);
        const QString file = m_program->write(u"kept.json"_s, "before");
        QCOMPARE(m_program->run({u"export"_s, u"-o"_s, file, u"tenant:"_s}).code, 2);
        QCOMPARE(Program::read(file), "before");
        QCOMPARE(m_program->run({u"export"_s, u"-o"_s, file}).code, 0);
        QCOMPARE(Program::read(file), exact + '\n');
    }

private:
    std::unique_ptr<Program> m_program;
};

QTEST_GUILESS_MAIN(TestExportTruth)
#include "tst_exporttruth.moc"
