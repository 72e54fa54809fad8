// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiverhelp.h"

#include "../store/storehelp.h"

#include "intake/eventreader.h"
#include "review/rejudge.h"
#include "store/receptions.h"

#include <QSignalSpy>

#include <zlib.h>

#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros now = 1'792'000'000'000'000;    // October 2026
const QByteArray secret = "sch_dev_Zq81LmPw7Rk2Vn5T";

QByteArray trackEvent(const QByteArray &more = {}, const QByteArray &key = secret)
{
    return R"({"api_key":")" + key + R"(","type":"track","sent_at":"2026-10-14T08:00:00Z",)" +
           R"("body":{"event":"search","company":{"id":"acme"})" + "}" + more + "}";
}

QByteArray compressed(const QByteArray &bytes, int windowBits)
{
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("no zlib");
    QByteArray result(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return result;
}

// A store with a receiver that listens.
struct Receiving {
    explicit Receiving(ReceiverOptions options = {}, StoreOptions storeOptions = {})
    {
        storeOptions.path = folder.filePath(u"s"_s);
        store = openStore(storeOptions);
        receiver = std::make_unique<Receiver>(*store, builtInServices());
        options.clock = [] { return now; };
        if (const auto started = receiver->start(std::move(options)); !started)
            qFatal("%s", qPrintable(started.error().message));
        port = receiver->port();
    }

    // Those that were answered: they are stored then, and seen a moment later.
    [[nodiscard]] std::vector<StoredEvent> events(const char *filter = "") const
    {
        if (!QTest::qWaitFor([this] { return store->columns().size() >= receiver->counts().events; }))
            qFatal("what was stored is not seen");
        return valueOf(store->fetch(searched(*store, filterOf(filter)).rows));
    }
    [[nodiscard]] Reception last() const
    {
        const std::vector<Reception> recent = valueOf(store->receptions().recent(1));
        if (recent.empty())
            qFatal("nothing was received");
        return valueOf(store->receptions().fetch(recent.front().id));
    }

    QTemporaryDir folder;
    std::unique_ptr<EventStore> store;
    std::unique_ptr<Receiver> receiver;
    quint16 port = 0;
};

QByteArray everyByteIn(const QTemporaryDir &folder)
{
    QByteArray bytes;
    for (const QString &name : QDir(folder.path()).entryList(QDir::Files)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            bytes += file.readAll();
    }
    return bytes;
}

class TestReceiver : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void answersAsTheServices_data();
    void answersAsTheServices();
    void keepsWhatCame();
    void keepsNoKey();
    void readsEncodedBodies();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
    void strictRefusesInvalidEvents();
    void asksForKeys();
    void readsQueries();
    void tellsTestRunsApart();
    void marksRepeats();
    void takesUnknownPosts();
    void keepsWhatOnlyTheReceiverKnew();
    void answersPreflights();
    void makesFaults();
    void answersOnlyWhatIsKept();
    void forwards();
    void stopsInMidLoad();
};

void TestReceiver::answersAsTheServices_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");    // a pattern
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<int>("events");
    const QByteArray track = trackEvent();
    const QByteArray rest = R"({"event_type":"track","body":{"event":"search"}})";
    QTest::newRow("schematic /e") << QByteArray("/e") << track << 200 << QByteArray("^\\{\\}$")
                                  << QByteArray("service:schematic") << 1;
    QTest::newRow("schematic /batch") << QByteArray("/batch") << "{\"events\":[" + track + "," + track + "]}" << 200
                                      << QByteArray("^\\{\\}$") << QByteArray("service:schematic") << 2;
    QTest::newRow("schematic behind a prefix") << QByteArray("/some/prefix/batch") << "{\"events\":[" + track + "]}"
                                               << 200 << QByteArray("^\\{\\}$") << QByteArray("service:schematic") << 1;
    QTest::newRow("schematic /events")
        << QByteArray("/events") << rest << 201
        << QByteArray(R"(^\{"data":\{"captured_at":"20\d\d-[^"]+Z","remote_ip":"127\.0\.0\.1",.*"params":\{\}\}$)")
        << QByteArray("service:schematic") << 1;
    QTest::newRow("schematic /event-batch")
        << QByteArray("/event-batch") << "{\"events\":[" + rest + "," + rest + "]}" << 201
        << QByteArray(R"(^\{"data":\{"events":\[\{"captured_at".*\},\{"captured_at".*\}\]\},"params":\{\}\}$)")
        << QByteArray("service:schematic") << 2;
    QTest::newRow("schematic, too many") << QByteArray("/batch")
                                         << "{\"events\":[" + (track + ",").repeated(100) + track + "]}" << 400
                                         << QByteArray(R"(^\{"error":"batch too large","max_size":100\}$)")
                                         << QByteArray("rule:refused rule:S3") << 101;
    QTest::newRow("emban") << QByteArray("/v1/events")
                           << QByteArray(R"({"events":[{"tenant_id":"t","event_name":"api.call"},{"event_name":"x"}]})")
                           << 200 << QByteArray(R"(^\{"accepted":2,"status":"ok"\}$)") << QByteArray("service:emban")
                           << 2;
    QTest::newRow("engagelab")
        << QByteArray("/v1/event/report")
        << QByteArray(R"({"app_key":"a1","data":[{"euid":10000091198,"event_name":"buy","itime":1792000000000}]})")
        << 200 << QByteArray(R"(^\{"code":0,"message":"success"\}$)") << QByteArray("service:engagelab tenant:a1") << 1;
    QTest::newRow("eventbunker") << QByteArray("/post") << QByteArray(R"({"event_name":"login"})") << 200
                                 << QByteArray(R"(^\{"unique_req_id":"[0-9a-f-]{36}","time_recorded":"20[^"]+Z"\}$)")
                                 << QByteArray("service:eventbunker") << 1;
    QTest::newRow("buildless") << QByteArray("/v1/telemetry/event:emit")
                               << QByteArray(R"({"event":{"id":"abcdefabcdef","detail":{},"timing":{"occurred":"1"}}})")
                               << 200 << QByteArray(R"(^\{"ok":true,"eid":"[0-9a-f-]{36}"\}$)")
                               << QByteArray("service:buildless") << 1;
    QTest::newRow("buildless, the colon encoded")
        << QByteArray("/v1/telemetry/event%3Aemit") << QByteArray(R"({"event":{"id":"abcdefabcdef"}})") << 200
        << QByteArray(R"("ok":true)") << QByteArray("service:buildless") << 1;
}

void TestReceiver::answersAsTheServices()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, filter);
    QFETCH(const int, events);
    const Receiving receiving;
    const Reply reply = posted(receiving.port, target, body);
    QCOMPARE(reply.status, status);
    QVERIFY2(QRegularExpression(QString::fromUtf8(answer)).match(QString::fromUtf8(reply.body)).hasMatch(),
        reply.body.constData());
    QCOMPARE(reply.header("Content-Type"), "application/json");
    QCOMPARE(receiving.events(filter.constData()).size(), static_cast<std::size_t>(events));
    const Reception reception = receiving.last();
    QCOMPARE(reception.status, status);
    QCOMPARE(reception.answer, reply.body);
    QCOMPARE(reception.events, events);
    QCOMPARE(receiving.receiver->counts().events, events);
}

void TestReceiver::keepsWhatCame()
{
    const Receiving receiving;
    const QByteArray body = "{ \"events\" : [ {\"tenant_id\":\"t\", \"event_name\":\"a.b\"} ,\n"
                            "{\"event_name\":5}, 7 ], \"more\": 1 }\n";
    QCOMPARE(posted(receiving.port, "/v1/events?a=b", body, {"User-Agent: probe/1"}).status, 200);
    const Reception reception = receiving.last();
    QCOMPARE(reception.service, "emban");
    QCOMPARE(reception.transport, "ingest");
    QCOMPARE(reception.target, "/v1/events?a=b");
    QCOMPARE(reception.body, body);
    QCOMPARE(reception.bodyBytes, body.size());
    QCOMPARE(reception.received, now);
    QCOMPARE(reception.rejects, 1);
    QCOMPARE(reception.worst, Verdict::Invalid);
    QVERIFY(reception.client.startsWith("127.0.0.1:"));
    QVERIFY(std::find(reception.headers.begin(), reception.headers.end(), NamedValue{"User-Agent", "probe/1"}) !=
            reception.headers.end());
    const std::vector<StoredEvent> events = receiving.events();
    QCOMPARE(events.size(), std::size_t(2));
    QCOMPARE(events[0].event.text, R"({"tenant_id":"t", "event_name":"a.b"})");
    QCOMPARE(events[0].event.envelope, R"({"more":1})");
    QCOMPARE(events[0].event.received, now);
    QCOMPARE(events[1].event.verdict, Verdict::Invalid);
}

void TestReceiver::keepsNoKey()
{
    {
        const Receiving receiving;
        const QByteArray event = trackEvent();
        QCOMPARE(posted(receiving.port, "/batch?api_key=plainsecret1&x=" + secret,
                     "{\"events\":[" + event + "," + event + "]}",
                     {"X-Schematic-Api-Key: " + secret, "Authorization: Bearer plainsecret2",
                         "Cookie: session=plainsecret3", "X-Other-Token: plainsecret4"})
                     .status,
            200);
        const Reception reception = receiving.last();
        QVERIFY(reception.body.contains("sch_dev_\u2026#"));
        QVERIFY(reception.body.startsWith("{\"events\":[{\"api_key\":"));
        QCOMPARE(reception.body.count("\"search\""), 2);
        QVERIFY(reception.target.startsWith("/batch?api_key=\u2026#"));
        QCOMPARE(posted(receiving.port, "/batch", "{\"events\":[{\"api_key\":\"" + secret + "\",]}").status, 400);
        QCOMPARE(posted(receiving.port, "/unknown", trackEvent()).status, 200);
        QCOMPARE(sent(receiving.port, "POST", "/v1/telemetry/event:emit?event.id=abcdefabcdef&token=plainsecret5", {},
                     {"Authorization: Basic " + QByteArray("apikey:plainsecret6").toBase64()})
                     .status,
            200);
        QCOMPARE(posted(receiving.port, "/v1/events", "{\"events\":[7,\"" + secret + "\"]}").status, 400);
    }
    const Receiving receiving;
    std::ignore = posted(receiving.port, "/e", trackEvent());
    const QByteArray bytes = everyByteIn(receiving.folder);
    QVERIFY(bytes.contains("search"));
    QVERIFY(!bytes.contains(secret));
    QVERIFY(!bytes.contains("plainsecret"));
    QVERIFY(!bytes.contains(QByteArray("apikey:plainsecret6").toBase64()));
}

void TestReceiver::readsEncodedBodies()
{
    const Receiving receiving;
    const QByteArray event = R"({"event_name":"grüße"})";
    QCOMPARE(posted(receiving.port, "/post", compressed(event, 31), {"Content-Encoding: gzip"}).status, 200);
    QCOMPARE(posted(receiving.port, "/post", compressed(event, 15), {"Content-Encoding: deflate"}).status, 200);
    QCOMPARE(posted(receiving.port, "/post", compressed(event, -15), {"Content-Encoding: deflate"}).status, 200);
    QCOMPARE(posted(receiving.port, "/post", "\xEF\xBB\xBF" + event).status, 200);
    QCOMPARE(sent(receiving.port, "POST", "/post", QString::fromUtf8(event).toLatin1(),
                 {"Content-Type: application/json; charset=\"ISO-8859-1\""})
                 .status,
        200);
    const std::vector<StoredEvent> events = receiving.events();
    QCOMPARE(events.size(), std::size_t(5));
    for (const StoredEvent &one : events)
        QCOMPARE(one.event.text, event);
    QCOMPARE(receiving.last().body, event);
    // Chunked, and asked for first.
    const QByteArray head = "POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    QCOMPARE(
        exchange(receiving.port,
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"eve\r\n10\r\nnt_name\":\"chunk\"\r\n1\r\n}\r\n0\r\n\r\n")
            .status,
        200);
    QCOMPARE(receiving.events("name:chunk").size(), std::size_t(1));
}

void TestReceiver::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("answer");
    const QByteArrayList json{"Content-Type: application/json"};
    QTest::newRow("no JSON") << QByteArray("POST") << QByteArray("/batch") << QByteArray("{\"events\":[") << json << 400
                             << QByteArray(R"(^\{"error":"The body is no JSON)");
    QTest::newRow("comments") << QByteArray("POST") << QByteArray("/v1/event/report")
                              << QByteArray("{\"data\":[] // none\n}") << json << 400
                              << QByteArray(R"(^\{"code":400,"message":"Comments are no JSON.*G10)");
    QTest::newRow("a number") << QByteArray("POST") << QByteArray("/post") << QByteArray("5") << json << 400
                              << QByteArray(R"(^\{"error":"An event is a JSON object)");
    QTest::newRow("nothing") << QByteArray("POST") << QByteArray("/post") << QByteArray() << json << 400
                             << QByteArray(R"(^\{"error":)");
    QTest::newRow("another coding") << QByteArray("POST") << QByteArray("/post") << QByteArray("{}")
                                    << (json + QByteArrayList{"Content-Encoding: br"}) << 415 << QByteArray("br");
    QTest::newRow("no gzip") << QByteArray("POST") << QByteArray("/post") << QByteArray("{}")
                             << (json + QByteArrayList{"Content-Encoding: gzip"}) << 400 << QByteArray("gzip");
    QTest::newRow("another charset") << QByteArray("POST") << QByteArray("/post") << QByteArray("{}")
                                     << QByteArrayList{"Content-Type: application/json; charset=ebcdic"} << 415
                                     << QByteArray("ebcdic");
    QTest::newRow("a bomb") << QByteArray("POST") << QByteArray("/post") << compressed(QByteArray(4 << 20, ' '), 31)
                            << (json + QByteArrayList{"Content-Encoding: gzip"}) << 413 << QByteArray(R"(^\{"error":)");
    QTest::newRow("another method") << QByteArray("GET") << QByteArray("/batch") << QByteArray() << QByteArrayList()
                                    << 405 << QByteArray("POST");
    QTest::newRow("nothing there") << QByteArray("GET") << QByteArray("/nowhere") << QByteArray() << QByteArrayList()
                                   << 404 << QByteArray("Ask for /");
    QTest::newRow("an image") << QByteArray("POST") << QByteArray("/upload") << QByteArray("\x89PNG")
                              << QByteArrayList{"Content-Type: image/png"} << 415 << QByteArray("no JSON");
    QTest::newRow("no tag") << QByteArray("POST") << QByteArray("/run/a%20b/post") << QByteArray("{}") << json << 404
                            << QByteArray("tag");
}

void TestReceiver::refusesWhatItCannotRead()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArrayList, headers);
    QFETCH(const int, status);
    QFETCH(const QByteArray, answer);
    ReceiverOptions options;
    options.inflatedBytes = 1 << 20;
    const Receiving receiving(options);
    const Reply reply = sent(receiving.port, method, target, body, headers);
    QCOMPARE(reply.status, status);
    QVERIFY2(QRegularExpression(QString::fromUtf8(answer)).match(QString::fromUtf8(reply.body)).hasMatch(),
        reply.body.constData());
    QVERIFY(receiving.events().empty());
    if (status == 405)
        QCOMPARE(reply.header("Allow"), "OPTIONS, POST");
    else if (status != 404)
        QCOMPARE(receiving.last().status, status);
}

void TestReceiver::strictRefusesInvalidEvents()
{
    ReceiverOptions options;
    options.strict = true;
    const Receiving receiving(options);
    const QByteArray good = R"({"tenant_id":"t","event_name":"api.call","event_id":"k1"})";
    Reply reply = posted(receiving.port, "/v1/events", "{\"events\":[" + good + R"(,{"tenant_id":"t"}]})",
        {"Authorization: Bearer eb_ing_0123456789"});
    QCOMPARE(reply.status, 400);
    QVERIFY2(reply.body.startsWith(R"({"error":"Event 2 of 2, )"), reply.body.constData());
    QVERIFY(reply.body.contains("(M3)"));
    QCOMPARE(receiving.events("rule:refused").size(), std::size_t(2));
    // What was refused was not taken: sent again it is no repeat.
    reply = posted(
        receiving.port, "/v1/events", "{\"events\":[" + good + "]}", {"Authorization: Bearer eb_ing_0123456789"});
    QCOMPARE(reply.status, 200);
    QCOMPARE(receiving.receiver->counts().repeats, 0);
    QCOMPARE(posted(receiving.port, "/post", R"({"event_name":"a b"})").status, 400);
    receiving.receiver->setStrict(false);
    QCOMPARE(posted(receiving.port, "/post", R"({"event_name":"a b"})").status, 200);
}

void TestReceiver::asksForKeys()
{
    ReceiverOptions options;
    options.needKey = true;
    const Receiving receiving(options);
    const QByteArray body = R"({"events":[{"tenant_id":"t","event_name":"api.call"}]})";
    QCOMPARE(posted(receiving.port, "/v1/events", body).status, 401);
    QCOMPARE(receiving.events("rule:M13").size(), std::size_t(1));
    QCOMPARE(posted(receiving.port, "/v1/events", body, {"Authorization: Bearer eb_ing_0123456789"}).status, 200);
    QCOMPARE(posted(receiving.port, "/e", trackEvent()).status, 200);
    QCOMPARE(posted(receiving.port, "/e", R"({"type":"track","body":{"event":"x"}})").status, 401);
    const QByteArray one = R"({"event_name":"login"})";
    QCOMPARE(posted(receiving.port, "/post", one).status, 401);
    QCOMPARE(posted(receiving.port, "/post", one, {"x-eventbunker-write-key: w"}).status, 200);
    QCOMPARE(
        posted(receiving.port, "/post", one, {"x-eventbunker-write-key: w", "x-eventbunker-query-key: q"}).status, 403);
    const QByteArray report = R"({"data":[{"euid":10000091198,"event_name":"buy","itime":1792000000000}]})";
    QCOMPARE(posted(receiving.port, "/v1/event/report", report,
                 {"Authorization: Basic " + QByteArray("key:secret").toBase64()})
                 .status,
        200);
    QCOMPARE(
        posted(receiving.port, "/v1/event/report", report, {"Authorization: Basic " + QByteArray("key:").toBase64()})
            .status,
        401);
}

void TestReceiver::readsQueries()
{
    const Receiving receiving;
    const QByteArray path = "/v1/telemetry/event:emit";
    QCOMPARE(sent(receiving.port, "POST",
                 path + "?event.id=abcdefabcdef&fin=true&index=7&event.timing.occurred=1792000000000"
                        "&event.location.point.lat=1.50&collection=a+b%26c&event.detail.user.username=5")
                 .status,
        200);
    std::vector<StoredEvent> events = receiving.events();
    QCOMPARE(events.size(), std::size_t(1));
    QCOMPARE(events[0].event.text,
        R"({"event":{"id":"abcdefabcdef","timing":{"occurred":"1792000000000"},"location":{"point":{"lat":1.50}},)"
        R"("detail":{"user":{"username":"5"}}},"fin":true,"index":7,"collection":"a b&c"})");
    QCOMPARE(receiving.last().transport, "query");
    QVERIFY(receiving.last().target.contains("event.location.point.lat=1.50"));
    // A body that parameters add to.
    QCOMPARE(posted(receiving.port, path + "?collection=builds&event.id=fedcbafedcba",
                 R"({"event": {"id":"abcdefabcdef", "context":[]}})")
                 .status,
        200);
    events = receiving.events("");
    QCOMPARE(events.back().event.text, R"({"event": {"id":"fedcbafedcba", "context":[]}, "collection": "builds"})");
    QCOMPARE(receiving.last().transport, "json");
    QCOMPARE(receiving.last().body, R"({"event": {"id":"abcdefabcdef", "context":[]}})");
}

void TestReceiver::tellsTestRunsApart()
{
    const Receiving receiving;
    const QByteArray event = R"({"event_name":"login"})";
    QCOMPARE(posted(receiving.port, "/run/build-42/post", event).status, 200);
    QCOMPARE(posted(receiving.port, "/run/build-43/post", event).status, 200);
    QCOMPARE(posted(receiving.port, "/post", event).status, 200);
    QCOMPARE(receiving.events("origin:build-42").size(), std::size_t(1));
    QCOMPARE(receiving.events("origin:Receiver").size(), std::size_t(1));
    QCOMPARE(receiving.last().tag, QByteArray());
    QCOMPARE(valueOf(receiving.store->receptions().recent(2))[1].tag, "build-43");
}

void TestReceiver::marksRepeats()
{
    const Receiving receiving;
    const QByteArray body = R"({"events":[{"tenant_id":"t","event_name":"api.call","event_id":"k1"}]})";
    for (const char *const target : {"/v1/events", "/v1/events", "/run/other/v1/events"})
        QCOMPARE(posted(receiving.port, target, body).status, 200);
    QCOMPARE(receiving.events("rule:M6").size(), std::size_t(1));
    QCOMPARE(receiving.receiver->counts().repeats, 1);
    QCOMPARE(valueOf(receiving.store->receptions().recent(2))[1].repeats, 1);
}

void TestReceiver::takesUnknownPosts()
{
    const Receiving receiving;
    const Reply reply = posted(receiving.port, "/v2/collect", R"([{"euid":1,"event_name":"x","itime":1},{"a":1}])");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, "{}");
    const std::vector<StoredEvent> events = receiving.events("rule:unrecognised");
    QCOMPARE(events.size(), std::size_t(2));
    QCOMPARE(events[0].event.service, "engagelab");
    QCOMPARE(events[1].event.service, QByteArray());
    QCOMPARE(events[1].event.verdict, Verdict::Warning);
    QCOMPARE(receiving.last().service, QByteArray());
}

void TestReceiver::keepsWhatOnlyTheReceiverKnew()
{
    const Receiving receiving;
    const QByteArray one = R"({"events":[{"tenant_id":"t","event_name":"api.call"}]})";
    std::ignore = posted(receiving.port, "/v1/events", one, {"Authorization: Bearer of-no-kind"});
    std::ignore = posted(receiving.port, "/elsewhere", R"({"a":1})");
    std::ignore =
        posted(receiving.port, "/batch", "{\"events\":[" + (trackEvent() + ",").repeated(100) + trackEvent() + "]}");
    const auto rulesNow = [&receiving] {
        QByteArrayList rules;
        for (const StoredEvent &event : receiving.events())
            rules.append(event.event.rules);
        return rules;
    };
    const QByteArrayList before = rulesNow();
    QCOMPARE(before[0], "M13:warning");
    QCOMPARE(before[1], "unrecognised:warning");
    QVERIFY(before[2].contains("S3:error") && before[2].contains("refused:info"));
    std::ignore = valueOf(rejudge(*receiving.store, builtInServices(), {}));
    QCOMPARE(rulesNow(), before);
    // And says so.
    EventReader reader(builtInServices(), {});
    for (const StoredEvent &event : receiving.events()) {
        const Judgement judgement = reader.findings(event.event, Fixes::None);
        for (const RuleHit &hit : rulesOf(event.event.rules)) {
            QVERIFY2(std::any_of(judgement.findings.begin(), judgement.findings.end(),
                         [&](const Finding &finding) {
                             return finding.rule == hit.rule && finding.severity == hit.severity &&
                                    !finding.sentence.isEmpty();
                         }),
                hit.rule.constData());
        }
    }
}

void TestReceiver::answersPreflights()
{
    const Receiving receiving;
    const QByteArrayList asks{"Origin: http://localhost:3000", "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type, x-schematic-client-version"};
    const Reply asked = sent(receiving.port, "OPTIONS", "/e", {}, asks);
    QCOMPARE(asked.status, 204);
    QCOMPARE(asked.header("Access-Control-Allow-Headers"), "content-type, x-schematic-client-version");
    QVERIFY(asked.header("Access-Control-Allow-Methods").contains("POST"));
    QCOMPARE(asked.header("Access-Control-Allow-Origin"), "http://localhost:3000");
    const Reply plain = sent(receiving.port, "OPTIONS", "/batch", {}, asks);
    QCOMPARE(plain.header("Access-Control-Allow-Headers"), QByteArray());
    QCOMPARE(plain.header("Allow"), "OPTIONS, POST");
    const Reply page = sent(receiving.port, "GET", "/");
    QCOMPARE(page.status, 200);
    QVERIFY(page.body.contains("\"path\":\"/v1/telemetry/event:emit\""));
}

void TestReceiver::makesFaults()
{
    const auto fault = [](const char *text) {
        const auto spec = FaultSpec::parse(QString::fromUtf8(text));
        if (!spec)
            qFatal("%s", qPrintable(spec.error().message));
        return *spec;
    };
    const Receiving receiving;
    const QByteArray body = R"({"events":[{"tenant_id":"t","event_name":"a.b"},{"tenant_id":"t","event_name":"a.b"}]})";
    receiving.receiver->setFaults({fault("status=429,retry-after=3,count=1")});
    Reply reply = posted(receiving.port, "/v1/events", body);
    QCOMPARE(reply.status, 429);
    QCOMPARE(reply.header("Retry-After"), "3");
    QVERIFY(receiving.events().empty());
    QCOMPARE(receiving.last().note, u"fault: status=429,retry-after=3,count=1"_s);
    QCOMPARE(posted(receiving.port, "/v1/events", body).status, 200);
    QCOMPARE(receiving.receiver->faultsMade(), std::vector<qint64>{1});

    receiving.receiver->setFaults({fault("drop=after,count=1"), fault("half,count=1"), fault("drop=before,count=1")});
    QCOMPARE(posted(receiving.port, "/v1/events", body).status, 0);
    QCOMPARE(receiving.events().size(), std::size_t(4));
    QCOMPARE(receiving.last().status, 0);
    QCOMPARE(posted(receiving.port, "/v1/events", body).status, 0);
    QCOMPARE(receiving.events().size(), std::size_t(6));
    QCOMPARE(posted(receiving.port, "/v1/events", body).status, 0);
    QCOMPARE(receiving.events().size(), std::size_t(6));

    receiving.receiver->setFaults({fault("accepted=-1")});
    reply = posted(receiving.port, "/v1/events", body);
    QCOMPARE(reply.body, R"({"accepted":1,"status":"ok"})");
    QCOMPARE(receiving.events().size(), std::size_t(7));
    receiving.receiver->setFaults({fault("status=503,body=gone")});
    QCOMPARE(posted(receiving.port, "/v1/events", body).body, "gone");
}

void TestReceiver::answersOnlyWhatIsKept()
{
    StoreOptions small;
    small.maxBytes = 2 << 20;
    const Receiving receiving({}, small);
    const QSignalSpy trouble(receiving.receiver.get(), &Receiver::troubleChanged);
    const QByteArray large = R"({"event_name":"large","x":")" + QByteArray(4 << 20, 'x') + R"("})";
    const Reply reply = posted(receiving.port, "/post", large);
    QCOMPARE(reply.status, 507);
    QVERIFY(reply.body.startsWith("{\"error\":"));
    QTRY_COMPARE(trouble.size(), 1);
    QVERIFY(!trouble[0][0].toString().isEmpty());
    QCOMPARE(posted(receiving.port, "/post", R"({"event_name":"small"})").status, 200);
    QTRY_COMPARE(trouble.size(), 2);
    QVERIFY(trouble[1][0].toString().isEmpty());
    QCOMPARE(receiving.events().size(), std::size_t(1));
    QCOMPARE(receiving.receiver->counts().failed, 1);
}

void TestReceiver::forwards()
{
    ReceiverOptions options;
    std::atomic<int> asked = 0;
    options.forward = [&asked](const HttpRequest &request, const ServicePtr &service, const QByteArray &transport,
                          const Told<ForwardedAnswer> &told) {
        ForwardedAnswer answer;
        answer.message = QString::fromUtf8(service->id() + '/' + transport);
        answer.delivery = 5;
        answer.keptBody = "cut";
        if (++asked == 1)
            answer.answer = HttpAnswer{202, {{"X-Real", "1"}}, "real " + QByteArray::number(request.body.size()), {}};
        told(answer);
    };
    const Receiving receiving(options);
    const QByteArray body = R"({"event_name":"login"})";
    const Reply reply = posted(receiving.port, "/post", body);
    QCOMPARE(reply.status, 202);
    QCOMPARE(reply.body, "real " + QByteArray::number(body.size()));
    QCOMPARE(reply.header("X-Real"), "1");
    QCOMPARE(receiving.last().forwarded, std::optional<DeliveryId>(5));
    QCOMPARE(receiving.last().answer, "cut");
    QCOMPARE(receiving.last().note, u"eventbunker/track"_s);
    QCOMPARE(posted(receiving.port, "/post", body).status, 0);
    QCOMPARE(receiving.last().status, 0);
    QCOMPARE(receiving.events().size(), std::size_t(2));
}

void TestReceiver::stopsInMidLoad()
{
    const Receiving receiving;
    std::atomic<bool> stopping = false;
    std::atomic<int> good = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            while (!stopping)
                good += posted(receiving.port, "/post", R"({"event_name":"login"})").status == 200 ? 1 : 0;
        });
    }
    QTRY_VERIFY(good > 20);
    receiving.receiver->stop();
    stopping = true;
    for (std::thread &client : clients)
        client.join();
    QVERIFY(!receiving.receiver->isListening());
    QVERIFY(receiving.events().size() >= std::size_t(good));
    QCOMPARE(receiving.receiver->counts().events, qint64(receiving.events().size()));
}

}

QTEST_GUILESS_MAIN(TestReceiver)
#include "tst_receiver.moc"
