// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "program.h"
#include "testmain.h"

#include "store/deliveries.h"
#include "store/eventstore.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTcpServer>

#include <csignal>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray key = "eb_ing_plantedSecretKey0001";
const QByteArray otherKey = "plantedSecretPart0002";

QByteArray eventText(int n)
{
    static const QByteArray now =
        QDateTime::currentDateTimeUtc().addSecs(-60).toString(Qt::ISODate).toLatin1();    // within every window
    return QByteArray(
        R"({"tenant_id":"a","event_name":"page.view","timestamp":"NOW","user_id":"N","numeric_props":{"x":0.0450}})")
        .replace("NOW", now)
        .replace("\"N\"", '"' + QByteArray::number(n) + '"');
}

QByteArray eventLines(int count)
{
    QByteArray lines;
    for (int n = 0; n < count; ++n)
        lines += eventText(n) + '\n';
    return lines;
}

// Without the keys that were made up for events that had none.
QByteArray withoutKeys(const QByteArray &text)
{
    static const QRegularExpression key(u",\"event_id\":\"[0-9a-f-]{36}\""_s);
    return QString::fromUtf8(text).remove(key).toUtf8();
}

QByteArray accepted(int count)
{
    return "{\"accepted\":" + QByteArray::number(count) + ",\"code\":0}";
}

}

class TestSendCommand : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        failOnWarnings();
        m_program = std::make_unique<Program>();
        QVERIFY(m_program->isReady());
        qputenv("SEND_TEST_KEY", key);
        qputenv("SEND_TEST_OTHER", otherKey);
        m_server.play(ServerScript::answer(200, "{}"));
    }

    // Whatever a test did, no key is in what it left or said.
    void cleanup()
    {
        QDirIterator files(m_program->path({}), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QByteArray bytes = Program::read(files.next());
            QVERIFY2(!bytes.contains(key) && !bytes.contains(otherKey), qPrintable(files.filePath()));
        }
        QVERIFY(!m_said.contains(key) && !m_said.contains(otherKey));
        m_said.clear();
    }

    void sends()
    {
        m_server.play(ServerScript::answer(200, accepted(3)));
        const QString file = m_program->write(u"in.ndjson"_s, eventLines(3));
        const Run run = send({file});
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(m_server.requests().size(), 1U);
        const SeenRequest seen = m_server.requests().front();
        QCOMPARE(seen.header("Authorization"), "Bearer " + key);
        QCOMPARE(seen.body.count("\"event_id\""), 3);
        QCOMPARE(withoutKeys(seen.body), "{\"events\":[" + eventLines(3).trimmed().replace('\n', ',') + "]}");
        QVERIFY2(run.out.startsWith("accepted  3 events  status 200"), run.out.constData());
        QVERIFY2(run.out.contains("sent 3 events in 1 request: 3 accepted\n"), run.out.constData());
        // What is said of the endpoint says how grave it is, and of which rule; what is not judged is left out.
        QVERIFY2(!run.err.contains("ot judged"), run.err.constData());
        for (const QByteArray &line : run.err.trimmed().split('\n'))
            QVERIFY2(line.isEmpty() || line.endsWith(']'), line.constData());
        QCOMPARE(m_program->count(), 3);
        const std::vector<Delivery> kept = deliveries();
        QCOMPARE(kept.size(), 1U);
        QCOMPARE(kept.front().end.state, DeliveryState::Accepted);
        QCOMPARE(kept.front().events, 3);
    }

    void endpointsOutcomes_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<int>("requests");
        const auto row = [](const char *name, const ServerScript &script, int code, const char *out, int requests = 1) {
            QTest::newRow(name) << script.reply << code << QByteArray(out) << requests;
        };
        row("page", ServerScript::answer(200, "<html>Sign in</html>", "text/html"), 0, "The reply is an HTML page");
        row("partly", ServerScript::answer(200, accepted(1)), 1, "partly-accepted  3 events, 1 accepted  status 200");
        row("none", ServerScript::answer(200, accepted(0)), 1, "rejected  3 events  status 200");
        row("401", ServerScript::answer(401, QByteArray(R"({"error":"bad key KEY"})").replace("KEY", key)), 1,
            "stopped, as the endpoint");
        row("400", ServerScript::answer(400, R"({"error":"nope"})"), 1, "nope", 5);    // halved until each is alone
        row("500", ServerScript::answer(500, "oops", "text/plain"), 1, "status 500");
        row("half", ServerScript::exactly("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), 1, "unknown  3 events");
        row("close", ServerScript::exactly({}), 1, "unknown  3 events");
        row("terminal", ServerScript::answer(400, "{\"error\":\"a\\u001b[31mb\"}"), 1, "rejected  3 events", 5);
    }

    void endpointsOutcomes()
    {
        QFETCH(QByteArray, reply);
        QFETCH(int, code);
        QFETCH(QByteArray, out);
        QFETCH(int, requests);
        m_server.play(ServerScript::exactly(reply));
        const Run run = send({u"-"_s}, eventLines(3));
        QVERIFY2(run.code == code, (run.out + run.err).constData());
        QVERIFY2(run.out.contains(out), run.out.constData());
        QVERIFY(!run.out.contains('\x1b'));
        QCOMPARE(static_cast<int>(m_server.requests().size()), requests);
        QCOMPARE(m_program->count(), 3);
    }

    void nobodyListens()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const QString base = u"http://127.0.0.1:%1"_s.arg(taken.serverPort());
        taken.close();
        const Run run = sendTo(base, {u"--batch"_s, u"1"_s, u"-"_s}, eventLines(3));
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains("Nobody listens at 127.0.0.1"), run.err.constData());
        QCOMPARE(deliveries().size(), 1U);
        QCOMPARE(deliveries().front().end.state, DeliveryState::Failed);
        QVERIFY2(run.err.contains("3 events stay queued. 'eventscope outbox send 1'"), run.err.constData());
    }

    // What nobody took is sent once somebody listens; an order is listed, paused, cancelled and queued again.
    void worksOffTheOutbox()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const QString base = u"http://127.0.0.1:%1"_s.arg(taken.serverPort());
        taken.close();
        QCOMPARE(sendTo(base, {u"-"_s}, eventLines(3)).code, 2);
        const auto outbox = [this](const QStringList &more) {
            return remember(m_program->run(QStringList{u"outbox"_s} + more));
        };
        const QJsonObject listed = outbox({u"list"_s, u"--json"_s}).lastObject();
        QCOMPARE(listed[u"events"_s].toInt(), 3);
        QCOMPARE(listed[u"states"_s][u"queued"_s].toInt(), 3);
        QCOMPARE(outbox({u"send"_s}).code, 2);
        QCOMPARE(outbox({u"pause"_s, u"1"_s}).out, QByteArray("order 1: paused, with 3 events\n"));
        Run run = outbox({u"send"_s});
        QVERIFY2(run.code == 0 && run.out.contains("sent 0 events"), run.out.constData());
        QVERIFY(outbox({u"list"_s}).out.contains("[paused]"));
        QCOMPARE(outbox({u"cancel"_s, u"1"_s}).out, QByteArray("order 1: 3 events cancelled\n"));
        const Run waiting = outbox({u"list"_s});
        QVERIFY(waiting.out.isEmpty());
        QVERIFY(waiting.err.contains("--all"));
        QVERIFY(outbox({u"list"_s, u"--all"_s}).out.contains("3 cancelled"));
        QCOMPARE(outbox({u"requeue"_s, u"1"_s}).out, QByteArray("order 1: 3 events queued again\n"));
        QCOMPARE(m_program->count(), 3);
    }

    // Tried again, as far as is wished.
    void triesAgain()
    {
        m_server.play({ServerScript::answer(503, "{}"), ServerScript::answer(200, accepted(3))});
        const Run run = send({u"--retry"_s, u"-"_s}, eventLines(3));
        QVERIFY2(run.code == 0, (run.out + run.err).constData());
        QCOMPARE(m_server.requests().size(), 2U);
        QCOMPARE(m_server.requests()[0].body, m_server.requests()[1].body);
    }

    // A refused key keeps what is queued; a named order goes on.
    void resumesAfterRefusal()
    {
        m_server.play({ServerScript::answer(401, "{}"), ServerScript::answer(200, accepted(3))});
        Run run = send({u"--json"_s, u"-"_s}, eventLines(3));
        QCOMPARE(run.code, 1);
        QCOMPARE(run.lastObject()[u"queued"_s].toInt(), 3);
        run = remember(m_program->run({u"outbox"_s, u"send"_s, u"1"_s}));
        QVERIFY2(run.code == 0, (run.out + run.err).constData());
        QCOMPARE(m_server.requests().size(), 2U);
        QCOMPARE(m_server.requests()[0].body, m_server.requests()[1].body);
    }

    void replays()
    {
        m_server.play(ServerScript::answer(200, accepted(1)));
        const QString file = m_program->write(u"in.ndjson"_s, eventLines(3));
        const Run run = send({u"--batch"_s, u"1"_s, u"--replay"_s, u"100x"_s, file});
        QVERIFY2(run.code == 0, (run.out + run.err).constData());
        QCOMPARE(m_program->count(), 3);
    }

    void batches()
    {
        const Run run = send({u"--batch"_s, u"2"_s, u"--json"_s, u"-"_s}, eventLines(5));
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(m_server.requests().size(), 3U);
        QCOMPARE(run.lines().size(), 4);
        const QJsonObject first = QJsonDocument::fromJson(run.lines().front()).object();
        QCOMPARE(first[u"state"_s].toString(), u"accepted"_s);
        QCOMPARE(first[u"events"_s].toInt(), 2);
        QCOMPARE(first[u"status"_s].toInt(), 200);
        const QJsonObject summary = run.lastObject();
        QCOMPARE(summary[u"requests"_s].toInt(), 3);
        QCOMPARE(summary[u"accepted"_s].toInt(), 5);
        QCOMPARE(summary[u"rejected"_s].toInt(), 0);
        QCOMPARE(summary[u"paused"_s].toBool(), false);
    }

    void manyEvents()
    {
        const QString file = m_program->writeGzipped(u"in.ndjson.gz"_s, eventLines(10000));
        const Run run = send({u"--json"_s, file});
        QVERIFY2(run.code == 0, run.err.constData());
        QCOMPARE(run.lastObject()[u"accepted"_s].toInt(), 10000);
        QCOMPARE(m_server.requests().size(), 10U);
        QCOMPARE(m_program->count(), 10000);
    }

    void leftOut()
    {
        const QByteArray lines = eventText(1) + "\n" +
                                 R"({"event_type":"track","body":{"event":"e","company":{"id":"a"}}})" + "\n" +
                                 R"({"tenant_id":7,"event_name":"a.b"})" + "\n{broken\n" + eventText(2) + "\n";
        Run run = send({u"--json"_s, u"-"_s}, lines);
        QCOMPARE(run.code, 1);
        QJsonObject summary = run.lastObject();
        QCOMPARE(summary[u"accepted"_s].toInt(), 2);
        QCOMPARE(summary[u"skipped"_s].toInt(), 1);
        QCOMPARE(summary[u"invalid"_s].toInt(), 1);
        QCOMPARE(summary[u"unread"_s].toInt(), 1);
        for (const char *words : {"<stdin>:2: skipped", "<stdin>:3: not sent, as it is invalid", "<stdin>:4: "})
            QVERIFY2(run.err.contains(words), run.err.constData());
        QCOMPARE(m_program->count(), 2);

        run = send({u"--json"_s, u"--invalid"_s, u"-"_s}, lines);
        QCOMPARE(run.code, 1);
        summary = run.lastObject();
        QCOMPARE(summary[u"accepted"_s].toInt(), 3);
        QCOMPARE(summary[u"invalid"_s].toInt(), 0);
    }

    void dryRun()
    {
        m_server.play(ServerScript::answer(200, accepted(2)));
        Run run = send({u"--dry-run"_s, u"--batch"_s, u"2"_s, u"-"_s}, eventLines(3));
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY2(run.out.startsWith("POST " + m_server.base().toUtf8() + "/v1/events\n"), run.out.constData());
        QVERIFY2(run.out.contains("\nAuthorization: Bearer eb_ing_\u2026#"), run.out.constData());
        QVERIFY(withoutKeys(run.out).contains("{\"events\":[" + eventText(0) + ',' + eventText(1) + "]}\n"));
        QVERIFY2(run.out.contains("would send 3 events in 2 requests\n"), run.out.constData());
        QCOMPARE(m_server.connections(), 0);
        QVERIFY(!QFileInfo::exists(m_program->store()));

        run = send({u"--dry-run"_s, u"--json"_s, u"-"_s}, eventLines(3));
        const QJsonObject request = QJsonDocument::fromJson(run.lines().front()).object();
        QCOMPARE(request[u"method"_s].toString(), u"POST"_s);
        QCOMPARE(request[u"events"_s].toInt(), 3);
        QVERIFY(run.lastObject()[u"dryRun"_s].toBool());

        // Without the key, too.
        qunsetenv("SEND_TEST_KEY");
        run = send({u"--dry-run"_s, u"-"_s}, eventLines(1));
        QVERIFY2(run.code == 0, run.err.constData());
        QVERIFY(run.err.contains("SEND_TEST_KEY"));
        QVERIFY2(run.out.contains("Authorization: Bearer \u2026\n"), run.out.constData());
        QCOMPARE(m_server.connections(), 0);
    }

    // What a dry run shows is what goes out.
    void dryRunTellsAll()
    {
        const Run dry = send({u"--dry-run"_s, u"--json"_s, u"-"_s}, eventLines(2));
        QCOMPARE(send({u"-"_s}, eventLines(2)).code, 0);
        const QJsonObject shown = QJsonDocument::fromJson(dry.lines().front()).object();
        const SeenRequest seen = m_server.requests().front();
        QCOMPARE(shown[u"url"_s].toString(), m_server.base() + QString::fromUtf8(seen.target));
        const QJsonObject headers = shown[u"headers"_s].toObject();
        for (auto header = headers.begin(); header != headers.end(); ++header) {
            if (header.key() != u"Authorization"_s)
                QCOMPARE(seen.header(header.key().toLatin1()), header.value().toString().toLatin1());
        }
        QCOMPARE(seen.body.size(), shown[u"body"_s].toString().toUtf8().size());
    }

    void twoPartsAndEnvelopes()
    {
        const QByteArray body = R"({"app_key":"one","data":[{"euid":1,"event_name":"a","itime":1774871000000}]})";
        const QByteArray other = QByteArray(body).replace("one", "two");
        m_server.play(ServerScript::answer(200, R"({"code":0})"));
        const Run run = remember(
            m_program->run({u"send"_s, u"--service"_s, u"engagelab"_s, u"--url"_s, m_server.base(), u"--key-env"_s,
                               u"SEND_TEST_KEY"_s, u"--key-env"_s, u"SEND_TEST_OTHER"_s, u"-"_s},
                body + '\n' + other + '\n'));
        QVERIFY2(run.code == 0, (run.out + run.err).constData());
        QCOMPARE(m_server.requests().size(), 2U);
        QCOMPARE(m_server.requests()[0].header("Authorization"), "Basic " + (key + ':' + otherKey).toBase64());
        QVERIFY(m_server.requests()[0].body.contains(R"("app_key":"one")"));
        QVERIFY(m_server.requests()[1].body.contains(R"("app_key":"two")"));
    }

    void interrupted()
    {
        m_server.play({ServerScript::answer(200, "{}"), ServerScript::silence()});
        const auto process = m_program->start(arguments(m_server.base(), {u"--batch"_s, u"1"_s, u"-"_s}), true);
        process->write(eventLines(3));
        process->waitForBytesWritten();
        process->closeWriteChannel();
        QVERIFY(m_server.waitForRequests(2));
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished());
        QCOMPARE(process->exitCode(), 130);
        QCOMPARE(m_server.requests().size(), 2U);
        const std::vector<Delivery> kept = deliveries();
        QCOMPARE(kept.size(), 2U);
        QCOMPARE(kept[0].end.state, DeliveryState::Unknown);
        QCOMPARE(kept[1].end.state, DeliveryState::Accepted);
    }

    // Standard input stays open, and the endpoint wants no more.
    void refusedWhileReading()
    {
        m_server.play(ServerScript::answer(401, "{}"));
        const auto process = m_program->start(arguments(m_server.base(), {u"--batch"_s, u"1"_s, u"-"_s}), true);
        process->write(eventLines(10000));
        QVERIFY(process->waitForFinished());
        QCOMPARE(process->exitCode(), 1);
        QCOMPARE(m_server.requests().size(), 1U);
    }

    void production()
    {
        QCOMPARE(m_program
                     ->run({u"endpoints"_s, u"add"_s, u"Live"_s, u"--service"_s, u"emban"_s, u"--url"_s,
                         m_server.base(), u"--key-env"_s, u"SEND_TEST_KEY"_s, u"--production"_s})
                     .code,
            0);
        const auto to = [&](const QStringList &more) {
            return remember(
                m_program->run(QStringList{u"send"_s, u"--endpoint"_s, u"live"_s, u"-"_s} + more, eventLines(1)));
        };
        for (const QStringList &more : {QStringList{}, {u"--production"_s, u"live"_s}, {u"--production"_s, u"Other"_s},
                 {u"--production"_s, QString()}}) {
            const Run run = to(more);
            QCOMPARE(run.code, 2);
            QVERIFY2(run.err.contains("nothing was sent"), run.err.constData());
        }
        QCOMPARE(m_server.connections(), 0);
        QCOMPARE(m_program->count(), 0);
        QCOMPARE(to({u"--dry-run"_s}).code, 0);
        QCOMPARE(m_server.connections(), 0);
        QCOMPARE(to({u"--production"_s, u"Live"_s}).code, 0);
        QCOMPARE(m_server.requests().size(), 1U);
        QVERIFY(deliveries().front().production);
        QCOMPARE(deliveries().front().endpointName, u"Live"_s);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words");
        const QString url = m_server.base();
        const auto row = [](const char *name, const QStringList &arguments, const char *words) {
            QTest::newRow(name) << arguments << QByteArray(words);
        };
        row("nothing", {}, "--endpoint");
        row("no file", {u"--service"_s, u"emban"_s, u"--url"_s, url}, "FILE");
        row("no url", {u"--service"_s, u"emban"_s, u"-"_s}, "--url");
        row("both", {u"--service"_s, u"emban"_s, u"--endpoint"_s, u"x"_s, u"-"_s}, "either");
        row("no such service", {u"--service"_s, u"nope"_s, u"--url"_s, url, u"-"_s}, "emban");
        row("no such transport", {u"--service"_s, u"emban"_s, u"--transport"_s, u"x"_s, u"--url"_s, url, u"-"_s},
            "ingest");
        row("no such endpoint", {u"--endpoint"_s, u"nope"_s, u"-"_s}, "There is no endpoint");
        row("typo", {u"--service"_s, u"emban"_s, u"--url"_s, u"htp:/x"_s, u"-"_s}, "http");
        row("variable not set",
            {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--key-env"_s, u"NOT_SET_AT_ALL"_s, u"-"_s},
            "NOT_SET_AT_ALL");
        row("a key for a name",
            {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--key-env"_s, QString::fromLatin1(key + '-'), u"-"_s},
            "not the key itself");
        row("too many keys",
            {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--key-env"_s, u"A"_s, u"--key-env"_s, u"B"_s, u"-"_s},
            "--key-env");
        row("batch", {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--batch"_s, u"0"_s, u"-"_s}, "--batch");
        row("attempts", {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--attempts"_s, u"0"_s, u"-"_s}, "--attempts");
        row("age", {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--age"_s, u"old"_s, u"-"_s}, "--age");
        row("speed", {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--replay"_s, u"0"_s, u"-"_s}, "--replay");
        row("rate", {u"--service"_s, u"emban"_s, u"--url"_s, url, u"--rate"_s, u"x"_s, u"-"_s}, "--rate");
    }

    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, words);
        const Run run = remember(m_program->run(QStringList{u"send"_s} + arguments, eventLines(1)));
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains(words), run.err.constData());
        QCOMPARE(run.err.count('\n'), 1);
        QVERIFY(run.out.isEmpty());
        QCOMPARE(m_server.connections(), 0);
    }

private:
    static QStringList arguments(const QString &base, const QStringList &more)
    {
        return QStringList{
                   u"send"_s, u"--service"_s, u"emban"_s, u"--url"_s, base, u"--key-env"_s, u"SEND_TEST_KEY"_s} +
               more;
    }

    Run remember(Run run)
    {
        m_said += run.out + run.err;
        return run;
    }

    Run sendTo(const QString &base, const QStringList &more, const QByteArray &input = {})
    {
        return remember(m_program->run(arguments(base, more), input));
    }

    Run send(const QStringList &more, const QByteArray &input = {}) { return sendTo(m_server.base(), more, input); }

    // The newest first.
    [[nodiscard]] std::vector<Delivery> deliveries() const
    {
        StoreOptions options;
        options.path = m_program->store();
        const auto store = EventStore::open(options);
        if (!store)
            return {};
        const auto recent = (*store)->deliveries().recent().result();
        return recent ? *recent : std::vector<Delivery>();
    }

    std::unique_ptr<Program> m_program;
    HttpServer m_server;
    QByteArray m_said;
};

QTEST_GUILESS_MAIN(TestSendCommand)

#include "tst_sendcommand.moc"
