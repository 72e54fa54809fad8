// SPDX-License-Identifier: GPL-3.0-or-later
// Replies as services, proxies and faults send them, and what is read out of them.
#include "delivery/reply.h"
#include "event/utf8.h"
#include "requestcases.h"

#include <QRandomGenerator>
#include <QStringEncoder>
#include <QTest>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(eventscope::ReplyReading)

class TestReplies : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_services = builtInServices(); }
    void init() { failOnWarnings(); }

    void reads_data();
    void reads();
    void encodings_data();
    void encodings();
    void cutBody();
    void wordsAreShownNotObeyed();
    void redirects_data();
    void redirects();
    void identifiers();
    void anyBytes();
    void words();

private:
    [[nodiscard]] TransportFormPtr form(const QByteArray &place) const
    {
        const QByteArrayList names = place.split('/');
        return TransportForm::of(m_services.find(names[0]), names[1]).value();
    }
    [[nodiscard]] ReplyReading reading(
        const QByteArray &place, int status, const QByteArray &body, qint64 sent = 1) const
    {
        return readReply(*form(place), {status, {}, body, body.size()}, sent);
    }
    void successes();
    void refusals();
    void otherBodies();

    Services m_services;
};

namespace {

constexpr auto accepted = DeliveryState::Accepted;
constexpr auto partly = DeliveryState::Partly;
constexpr auto rejected = DeliveryState::Rejected;

struct Flags {
    qint64 accepted = -1;
    bool pause = false;
    bool retry = false;
};

QTestData &add(const char *name, const char *place, int status, const QByteArray &body, DeliveryState state,
    const QString &message, const Flags &flags = {}, qint64 sent = 3)
{
    ReplyReading expected;
    expected.state = state;
    expected.message = message;
    expected.accepted = flags.accepted;
    expected.pause = flags.pause;
    expected.retry = flags.retry;
    return QTest::newRow(name) << QByteArray(place) << status << body << sent << expected;
}

constexpr Flags pauses{-1, true, false};
constexpr Flags retries{-1, false, true};

}

void TestReplies::reads_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<qint64>("sent");
    QTest::addColumn<ReplyReading>("expected");
    successes();
    refusals();
    otherBodies();
}

void TestReplies::successes()
{
    add("all", "emban/ingest", 200, R"({"accepted":3,"status":"ok"})", accepted, u"200 OK"_s, {3});
    add("all, as 3.0", "emban/ingest", 201, R"({"accepted":3.0})", accepted, u"201 Created"_s, {3});
    add("more than were sent", "emban/ingest", 200, R"({"accepted":4})", accepted, u"200 OK"_s, {4});
    add("fewer", "emban/ingest", 200, R"({"accepted":2})", partly, u"The service took 2 of 3 events."_s, {2});
    add("fewer, with words", "emban/ingest", 200, R"({"accepted":2,"error":"1 had no name"})", partly,
        u"The service took 2 of 3 events. 1 had no name"_s, {2});
    add("none", "emban/ingest", 200, R"({"accepted":0})", rejected, u"The service took none of the events."_s, {0});
    add("count a text", "emban/ingest", 200, R"({"accepted":"2"})", accepted, u"200 OK"_s);
    add("count negative", "emban/ingest", 200, R"({"accepted":-1})", accepted, u"200 OK"_s);
    add("count a fraction", "emban/ingest", 200, R"({"accepted":2.5})", accepted, u"200 OK"_s);
    add("count huge", "emban/ingest", 200, R"({"accepted":1e400})", accepted, u"200 OK"_s);
    add("of duplicates the last", "emban/ingest", 200, R"({"accepted":0,"accepted":3})", accepted, u"200 OK"_s, {3});
    add("code 0", "engagelab/report", 200, R"({"code":0,"message":"success"})", accepted, u"success"_s);
    add("capture, empty", "schematic/capture", 200, "", accepted, u"200 OK"_s);
    add("capture, text", "schematic/capture", 200, "thanks", accepted, u"200 OK"_s);
    add("capture, 204", "schematic/capture", 204, "", accepted, u"204 No Content"_s);
    add("capture, 304", "schematic/capture", 304, "", accepted, u"304 Not Modified"_s);
    add("no words for the status", "schematic/capture", 299, "", accepted, u"299"_s);
}

void TestReplies::refusals()
{
    add("code not 0", "engagelab/report", 200, R"({"code":40050,"message":"auth failed"})", rejected,
        u"auth failed (/code is 40050)"_s);
    add("code not 0, no words", "engagelab/report", 200, R"({"code":40050,"message":""})", rejected,
        u"200 OK, but /code in the reply is 40050."_s);
    add("code a text", "engagelab/report", 200, R"({"code":"0"})", rejected,
        u"200 OK, but /code in the reply is \"0\"."_s);
    add("no code", "engagelab/report", 200, "{}", rejected, u"200 OK, but the reply has nothing at /code"_s);
    add("a list", "engagelab/report", 200, "[0]", rejected, u"200 OK, but the reply has nothing at /code"_s);
    add("code not 0, 400", "engagelab/report", 400, R"({"code":1,"message":"no"})", rejected, u"no"_s);
    add("400", "schematic/rest", 400, R"({"error":"sent_at is wrong"})", rejected, u"sent_at is wrong"_s);
    add("401", "schematic/rest", 401, R"({"error":"bad key"})", rejected, u"bad key"_s, pauses);
    add("402", "engagelab/report", 402, "{}", rejected, u"402 Payment Required"_s, pauses);
    add("403", "buildless/json", 403, R"({"code":7,"message":"not allowed"})", rejected, u"not allowed"_s, pauses);
    add("402 of a definition that does not name it", "eventbunker/track", 402, "", rejected,
        u"402 Payment Required. The reply is empty."_s, pauses);
    add("404", "schematic/rest", 404, R"({"data":1})", rejected, u"404 Not Found"_s);
    add("413", "emban/ingest", 413, R"({"error":null,"message":"too large"})", rejected, u"too large"_s);
    add("429", "emban/ingest", 429, R"({"error":"slow down"})", rejected, u"slow down"_s, retries);
    add("500", "emban/ingest", 500, R"({"error":{"message":"x"}})", rejected, uR"({"message":"x"})"_s, retries);
    add("503", "eventbunker/track", 503, R"({"errors":["first","second"]})", rejected, u"first"_s, retries);
    add("list of words", "schematic/rest", 422, R"({"error":["a",null,{"b":1},["c"],5]})", rejected,
        uR"(a; {"b":1}; ["c"]; 5)"_s);
    add("words a number", "schematic/rest", 400, R"({"error":5})", rejected, u"5"_s);
    add("words empty", "schematic/rest", 400, R"({"error":{}})", rejected, u"400 Bad Request"_s);
    add("100", "schematic/rest", 100, "", rejected, u"100 Continue. The reply is empty."_s);
    add("no status", "schematic/rest", 0, "", rejected, u"0. The reply is empty."_s);
    add("999", "schematic/rest", 999, "{}", rejected, u"999"_s);
}

void TestReplies::otherBodies()
{
    const QByteArray page = "\r\n<!DOCTYPE html><html><head><title>Sign in</title></head></html>";
    const QString html = u"The reply is an HTML page, not JSON; perhaps something else than the service answered."_s;
    add("page with 200", "emban/ingest", 200, page, accepted, u"200 OK. "_s + html);
    add("page with 200, code wanted", "engagelab/report", 200, page, rejected,
        u"200 OK, but the reply does not tell whether the events were taken. "_s + html);
    add("page with 502", "schematic/rest", 502, "<html><h1>502</h1>", rejected, u"502 Bad Gateway. "_s + html, retries);
    add("XML", "schematic/rest", 403, "<?xml version=\"1.0\"?><Error/>", rejected,
        u"403 Forbidden. The reply is XML, not JSON."_s, pauses);
    add("text", "schematic/rest", 401, "Unauthorized\n", rejected,
        u"401 Unauthorized. The reply is text, not JSON: \"Unauthorized\""_s, pauses);
    add("binary", "schematic/rest", 400, QByteArray("\x1F\x8B\x08\x00\x00\xFF{", 7), rejected,
        u"400 Bad Request. The reply is binary data, not JSON."_s);
    add("zeros", "schematic/rest", 400, QByteArray(5000, '\0'), rejected,
        u"400 Bad Request. The reply is binary data, not JSON."_s);
    add("half", "schematic/rest", 400, R"({"error":"sent_at)", rejected,
        u"400 Bad Request. The reply is JSON that breaks off or is broken."_s);
    add("deep", "schematic/rest", 400, QByteArray(100'000, '['), rejected,
        u"400 Bad Request. The reply is JSON that breaks off or is broken."_s);
    add("spaces", "schematic/rest", 400, " \r\n ", rejected, u"400 Bad Request. The reply is empty."_s);
    add("a bare value", "schematic/rest", 400, "\"no\"", rejected, u"400 Bad Request"_s);
}

void TestReplies::reads()
{
    QFETCH(QByteArray, place);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(qint64, sent);
    QFETCH(ReplyReading, expected);
    const TransportFormPtr transport = form(place);
    for (const char *type : {"application/json", "text/html; charset=utf-16", "image/png", ""}) {
        const ReplyReading found = readReply(*transport, {status, {{"Content-Type", type}}, body, body.size()}, sent);
        QCOMPARE(found.message, expected.message);
        QCOMPARE(found.state, expected.state);
        QCOMPARE(found.accepted, expected.accepted);
        QCOMPARE(found.pause, expected.pause);
        QCOMPARE(found.retry, expected.retry);
        QVERIFY(found.ids.empty());
    }
}

void TestReplies::encodings_data()
{
    QTest::addColumn<QByteArray>("body");
    const QString text = uR"({"error":"ungültig"})"_s;
    const auto encoded = [&](QStringConverter::Encoding encoding, bool mark) {
        QStringEncoder encoder(encoding, mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
        return QByteArray(encoder(text));
    };
    QTest::newRow("UTF-8") << text.toUtf8();
    QTest::newRow("UTF-8, marked") << encoded(QStringConverter::Utf8, true);
    QTest::newRow("UTF-16 LE") << encoded(QStringConverter::Utf16LE, false);
    QTest::newRow("UTF-16 LE, marked") << encoded(QStringConverter::Utf16LE, true);
    QTest::newRow("UTF-16 BE") << encoded(QStringConverter::Utf16BE, false);
    QTest::newRow("UTF-16 BE, marked") << encoded(QStringConverter::Utf16BE, true);
    QTest::newRow("UTF-32, marked") << encoded(QStringConverter::Utf32LE, true);
    QTest::newRow("Latin-1") << text.toLatin1();
}

void TestReplies::encodings()
{
    QFETCH(QByteArray, body);
    QCOMPARE(reading("schematic/rest", 400, body).message, u"ungültig"_s);
}

// Of a reply of 200 MB only the beginning is kept.
void TestReplies::cutBody()
{
    const QByteArray body = R"({"error":")" + QByteArray(1 << 20, 'x');
    const Reply reply{500, {}, body, 200'000'000};
    const ReplyReading found = readReply(*form("schematic/rest"), reply, 1);
    QCOMPARE(found.state, rejected);
    QVERIFY(found.retry);
    QCOMPARE(
        found.message, u"500 Internal Server Error. The reply is 190.7 MiB long, and only its beginning was kept."_s);
    const ReplyReading code = readReply(*form("engagelab/report"), {200, {}, body, 200'000'000}, 1);
    QCOMPARE(code.state, rejected);
    QCOMPARE(readReply(*form("emban/ingest"), {200, {}, body, 200'000'000}, 1).state, accepted);
    QCOMPARE(readReply(*form("emban/ingest"), {200, {}, {}, 5}, 1).state, accepted);
    const ReplyReading wordy = reading("schematic/rest", 400, body + "\"}");
    QVERIFY(wordy.message.size() <= 501);
}

void TestReplies::wordsAreShownNotObeyed()
{
    const ReplyReading found = reading(
        "schematic/rest", 400, "{\"error\":\"a\\u001b[31m\\r\\nb\\u0000c\\u007f\\u0085d\\u202ee\\u2028f\\ud800<b>\"}");
    QVERIFY2(found.message.startsWith(u"a␛[31m␍␊b␀c␡\\u0085d\\u202ee\\u2028f"_s), qPrintable(found.message));
    for (const QChar c : found.message)
        QVERIFY2(c.isPrint() || c == u'\uFFFD', qPrintable(QString::number(c.unicode(), 16)));
    // A service that repeats a key in its words.
    const ReplyReading key = reading("schematic/rest", 401, R"({"error":"no such key: sch_dev_Zm9vYmFyMDEy!"})");
    QVERIFY2(!key.message.contains(u"Zm9v"_s), qPrintable(key.message));
    QVERIFY(key.message.startsWith(u"no such key: sch_dev_…#"_s));
}

void TestReplies::redirects_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("words");
    QTest::newRow("301") << 301 << QByteArray("https://new.example/e") << u"https://new.example/e"_s;
    QTest::newRow("308, relative") << 308 << QByteArray("/v2/e") << u" /v2/e,"_s;
    QTest::newRow("302, secrets") << 302 << QByteArray("https://u:topsecret@x.example/login?token=topsecret#topsecret")
                                  << u"https://x.example/login,"_s;
    QTest::newRow("307, nowhere") << 307 << QByteArray() << u"without saying where"_s;
    QTest::newRow("303, broken") << 303 << QByteArray("http://[::1/?topsecret") << u"303 See Other"_s;
    QTest::newRow("302, control") << 302 << QByteArray("/a\x1B[31m") << u"302 Found"_s;
}

void TestReplies::redirects()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QFETCH(QString, words);
    for (const char *place : {"schematic/capture", "schematic/rest", "engagelab/report"}) {
        const Reply reply{status, {{"location", location}}, R"({"code":0})", 10};
        const ReplyReading found = readReply(*form(place), reply, 1);
        QCOMPARE(found.state, rejected);
        QVERIFY(!found.pause);
        QVERIFY(!found.retry);
        QVERIFY2(found.message.contains(words), qPrintable(found.message));
        QVERIFY2(!found.message.contains(u"topsecret"_s), qPrintable(found.message));
        QVERIFY(!found.message.contains(QChar(0x1B)));
    }
}

void TestReplies::identifiers()
{
    using Ids = std::vector<QByteArray>;
    const QByteArray many = R"({"data":{"events":[{"event_id":"evt_1"},{"event_id":null},{},{"event_id":22},
        {"event_id":{"a":1}},{"event_id":"\u0065vt_3"}]},"params":{}})";
    QCOMPARE(reading("schematic/rest", 201, many).ids, (Ids{"evt_1", "22", "evt_3"}));
    QCOMPARE(reading("schematic/rest", 201, R"({"data":{"event_id":"evt_9"}})").ids, (Ids{"evt_9"}));
    QCOMPARE(reading("eventbunker/track", 200, R"({"unique_req_id":"r-1"})").ids, (Ids{"r-1"}));
    QCOMPARE(reading("schematic/rest", 201, R"({"data":{"events":{"0":{"event_id":"a"}}}})").ids, Ids{});
    QCOMPARE(reading("schematic/rest", 400, R"({"data":{"event_id":"evt_9"}})").ids, Ids{});
    const QByteArray longId = R"({"unique_req_id":")" + QByteArray(1000, 'x') + "\"}";
    QCOMPARE(reading("eventbunker/track", 200, longId).ids, Ids{});
}

// Nothing that comes back breaks the reading.
void TestReplies::anyBytes()
{
    QRandomGenerator random(42);
    const QByteArray good = R"({"code":0,"accepted":2,"error":"x","data":{"events":[{"event_id":"a"}]}})";
    for (int round = 0; round < 3000; ++round) {
        QByteArray body = good.left(random.bounded(static_cast<int>(good.size()) + 1));
        for (int i = random.bounded(4); i > 0 && !body.isEmpty(); --i)
            body[random.bounded(static_cast<int>(body.size()))] = static_cast<char>(random.bounded(256));
        const int status = random.bounded(100, 600);
        for (const char *place : {"emban/ingest", "engagelab/report", "schematic/rest"}) {
            const ReplyReading found = reading(place, status, body, 2);
            QVERIFY(!found.message.isEmpty());
            QVERIFY(found.state == accepted || found.state == partly || found.state == rejected);
            QVERIFY(status / 100 == 2 || found.state == rejected);
            QCOMPARE(found.pause, status >= 401 && status <= 403);
        }
    }
}

void TestReplies::words()
{
    QCOMPARE(statusWords(401), u"Unauthorized"_s);
    QCOMPARE(statusWords(511), u"Network Authentication Required"_s);
    QCOMPARE(statusWords(299), QString());
    QCOMPARE(statusWords(0), QString());
    QCOMPARE(statusWords(-1), QString());
}

QTEST_GUILESS_MAIN(TestReplies)
#include "tst_replies.moc"
