// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutrecorder.h"
#include "slowdevice.h"
#include "testmain.h"

#include <QFile>
#include <QRandomGenerator>

using namespace eventscope;
using namespace Qt::StringLiterals;
using test::CutRecorder;
using test::gzipped;
using test::SlowDevice;

namespace {

enum class Feed { Whole, ByteByByte, Gzipped, GzippedSlowly };

std::unique_ptr<QIODevice> deviceOf(const QByteArray &bytes, Feed feed)
{
    if (feed == Feed::ByteByByte)
        return std::make_unique<SlowDevice>(bytes, 1);
    if (feed == Feed::GzippedSlowly)
        return std::make_unique<SlowDevice>(gzipped(bytes), 1);
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(feed == Feed::Gzipped ? gzipped(bytes) : bytes);
    buffer->open(QIODevice::ReadOnly);
    return buffer;
}

struct CutSettings {
    CutOptions options = {};
    qint64 chunk = 1 << 20;
    bool reopen = false;
};

Result<void> cut(const QByteArray &bytes, CutSink &sink, Feed feed = Feed::Whole, CutSettings settings = {})
{
    ByteSource source(deviceOf(bytes, feed), u"input"_s);
    InputWindow window(source, {}, settings.chunk);
    Cutter::Reopen reopen;
    if (settings.reopen)
        reopen = [&] { return std::make_unique<ByteSource>(deviceOf(bytes, feed), u"input"_s); };
    return Cutter(window, test::someForms(), sink, settings.options, reopen).run();
}

QString failureOf(const Result<void> &result)
{
    return result ? QString() : result.error().message;
}

}

class TestCutter : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void cuts_data();
    void cuts();
    void boundsHold_data();
    void boundsHold();
    void stripsComments_data();
    void stripsComments();
    void judgesRequests();
    void readsAheadForMembers();
    void recoversManyBadLines();
    void unpacksMembersOneAfterTheOther();
    void refusesBadGzip_data();
    void refusesBadGzip();
    void failsWithTheDevice();
    void stopsWhenAsked();
    void isCancelled();
    void comesBackByteForByte();
    void staysSmall();
};

void TestCutter::cuts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("log");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &log) {
        QTest::addRow("%s", name) << text << log;
    };
    row("nothing", "", {});
    row("blank", " \n\r\n\t", {});
    row("one object", R"({"a":1})", {R"(event 1:0 {"a":1})"});
    row("mark", "\xEF\xBB\xBF{\"a\":1}\n", {R"(event 1:3 {"a":1})"});
    row("lines", "{\"a\":1}\n\n{\"a\" : 2}\r\n  {\"a\":3} \n",
        {R"(event 1:0 {"a":1})", R"(event 3:9 {"a" : 2})", R"(event 4:22 {"a":3})"});
    row("last line without end", "{\"a\":1}\n{\"a\":2}", {R"(event 1:0 {"a":1})", R"(event 2:8 {"a":2})"});
    row("pretty", "{\n  \"a\": 1\n}\n", {"event 1:0 {\n  \"a\": 1\n}"});
    row("pretty ones", "{\n \"a\":1\n}\n{\n \"a\":2}{}",
        {"event 1:0 {\n \"a\":1\n}", "event 4:11 {\n \"a\":2}", "event 5:20 {}"});
    row("compact, then pretty", "{\"a\":1}\n{\n\"a\":2\n}\n", {R"(event 1:0 {"a":1})", "event 2:8 {\n\"a\":2\n}"});
    row("array", R"([{"a":1}, {"a":2}])", {R"(event 1:1 {"a":1})", R"(event 1:10 {"a":2})"});
    row("array over lines", "[\n{\"a\":1},\n{\"a\":2}\n]\n", {R"(event 2:2 {"a":1})", R"(event 3:11 {"a":2})"});
    row("array of one a line", "[{\"a\":1}\n,{\"a\":2}\n,{\"a\":3}]",
        {R"(event 1:1 {"a":1})", R"(event 2:10 {"a":2})", R"(event 3:19 {"a":3})"});
    row("empty array", "[]", {});
    row("envelope", R"({"events":[{"a":1},{"a":2}]})", {R"(event 1:11 {"a":1})", R"(event 1:19 {"a":2})"});
    row("envelope with members", R"({"app_key" : "x", "data":[{"a":1}], "z":[1, 2]})",
        {R"(event 1:26 {"a":1} | {"app_key":"x","z":[1, 2]})"});
    row("envelope over lines", "{\n \"data\": [\n  {\"a\":1},\n  {\"a\":2}\n ],\n \"k\": 1\n}\n",
        {R"(event 3:15 {"a":1} | {"k":1})", R"(event 4:26 {"a":2} | {"k":1})"});
    row("an event with such a member", R"({"name":"n","data":[{"a":1}]})",
        {R"(event 1:0 {"name":"n","data":[{"a":1}]})"});
    row("an event whose member is no list", R"({"data":{"a":1}})", {R"(event 1:0 {"data":{"a":1}})"});
    row("envelopes a line", "{\"data\":[{\"a\":1}],\"k\":1}\n{\"data\":[{\"a\":2}],\"k\":2}\n",
        {R"(event 1:9 {"a":1} | {"k":1})", R"(event 2:34 {"a":2} | {"k":2})"});
    row("array of envelopes", R"([{"data":[{"a":1}],"k":1},{"events":[{"a":2}]}, {"a":3}])",
        {R"(event 1:10 {"a":1} | {"k":1})", R"(event 1:37 {"a":2})", R"(event 1:48 {"a":3})"});
    row("arrays a line", "[{\"a\":1},2]\n[{\"data\":[{\"a\":3}]}]\n",
        {R"(event 1:1 {"a":1})", "reject 1:9+1 a number is no event; an event is a JSON object",
            R"(event 2:22 {"a":3})"});

    row("bad lines", "{\"a\":1}\ntru\n{\"a\":1,}\n01\n\"bare\"\n5\nnull\n{\"a\":\n[1]\n[[1]]\n{\"a\":2}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+3 'tru' is no JSON value", "reject 3:12+8 a comma before '}', at byte 7",
            "reject 4:21+2 the number 01 begins with a zero",
            "reject 5:24+6 a string is no event; an event is a JSON object",
            "reject 6:31+1 a number is no event; an event is a JSON object",
            "reject 7:33+4 null is no event; an event is a JSON object",
            "reject 8:38+5 the text ends where a value is expected",
            "reject 9:45+1 a number is no event; an event is a JSON object",
            "reject 10:49+3 an array is no event; an event is a JSON object", R"(event 11:54 {"a":2})"});
    row("first line broken", "{\"a\":1,\"b\n{\"a\":2}\n",
        {"reject 1:0+9 the text ends inside a string", R"(event 2:10 {"a":2})"});
    row("all lines broken", "{\"a\":1,}\n{\"a\":2,}\n",
        {"reject 1:0+8 a comma before '}', at byte 7", "reject 2:9+8 a comma before '}', at byte 7"});
    row("wrong encoding", "{\"a\":1}\n{\"a\":\"\xE9\"}\n{\"a\":3}",
        {R"(event 1:0 {"a":1})", "reject 2:8+9 the bytes are no valid UTF-8, at byte 7", R"(event 3:18 {"a":3})"});
    row("tail of NULs", "{\"a\":1}\n" + QByteArray(100, '\0'),
        {R"(event 1:0 {"a":1})", "reject 2:8+100 a NUL byte where a value is expected"});
    row("cut off line",
        "{\"a\":1}\n{\"a\":", {R"(event 1:0 {"a":1})", "reject 2:8+5 the text ends where a value is expected"});
    row("UTF-16", QByteArray("\xFF\xFE{\0}\0\n\0{\0}\0", 12), {"reject 1:0+12 the text is UTF-16; save it as UTF-8"});
    row("UTF-16 without mark", QByteArray("\0{\0}", 4), {"reject 1:0+4 the text is UTF-16; save it as UTF-8"});

    row("bad elements", "[{\"a\":tru}, {\"a\":1}, 5, [2], {\"b\":1,}, null]",
        {"reject 1:1+9 'tru' is no JSON value, at byte 6", R"(event 1:12 {"a":1})",
            "reject 1:21+1 a number is no event; an event is a JSON object",
            "reject 1:24+3 an array is no event; an event is a JSON object",
            "reject 1:29+8 a comma before '}', at byte 7",
            "reject 1:39+4 null is no event; an event is a JSON object"});
    row("array cut off in an element", R"([{"a":1},{"a":)",
        {R"(event 1:1 {"a":1})", "reject 1:9+5 the text ends where a value is expected"});
    row("array cut off behind a comma", R"([{"a":1},)",
        {R"(event 1:1 {"a":1})", "reject 1:9+0 the text ends inside an array"});
    row("brackets that do not match", "[{\"a\":1},\n{\"a\":[2}},\n{\"a\":3}]",
        {R"(event 1:1 {"a":1})", "reject 2:10+19 '}' where ',' or ']' is expected, at byte 8"});
    row("array closed by a brace", R"([{"a":1}}, {"a":2}])",
        {R"(event 1:1 {"a":1})", "reject 1:8+11 '}' where ',' or ']' is expected"});
    row("a quote missing", "[\n {\"a\":\"x},\n {\"a\":2}\n]",
        {"reject 2:3+20 a control character (0x0a) inside a string, at byte 10"});
    row("commas", R"([,{"a":1},,{"a":2} {"a":3},])",
        {"reject 1:1+1 ',' where a value is expected", R"(event 1:2 {"a":1})",
            "reject 1:10+1 ',' where a value is expected", R"(event 1:11 {"a":2})",
            "reject 1:19+7 a comma is missing before this value", "reject 1:26+1 a comma before ']'"});
    row("behind an array", "[{\"a\":1}]\nand more\n{\"a\":2}",
        {R"(event 1:1 {"a":1})", "reject 2:10+8 'and' is no JSON value", R"(event 3:19 {"a":2})"});
    row("broken envelope", R"({"k":1,"data":[{"a":1},{"a":tru},{"a":3}],"z":2})",
        {R"(event 1:15 {"a":1} | {"k":1,"z":2})", "reject 1:23+9 'tru' is no JSON value, at byte 6",
            R"(event 1:33 {"a":3} | {"k":1,"z":2})"});
    row("envelope cut off", R"({"k":1,"data":[{"a":1},{"a)",
        {R"(event 1:15 {"a":1} | {"k":1})", "reject 1:23+3 the text ends inside a string"});
    row("envelope with bad members before", R"({"k":tru,"data":[{"a":1}]})",
        {"reject 1:0+16 'tru' is no JSON value", R"(event 1:17 {"a":1})"});
    row("envelope with bad members behind", R"({"k":1,"data":[{"a":1}],"z":tru})",
        {R"(event 1:15 {"a":1} | {"k":1})", "reject 1:23+8 'tru' is no JSON value"});
    row("broken envelope a line", "{\"a\":1}\n{\"data\":[{\"a\":1},{\"a\":tru}]}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+28 'tru' is no JSON value, at byte 23"});
    row("comments in lines", "// one\n{\"a\":1}\n{\"a\":2} // two\n",
        {"reject 1:0+6 a comment; JSON has none (comments)", R"(event 2:7 {"a":1})",
            "reject 3:15+14 a comment; JSON has none, at byte 9 (comments)"});
    row("pasted sample", "{\n  \"a\": 1, // why\n  \"b\": 2\n}\n",
        {"reject 1:0+29 a comment; JSON has none, at byte 13 (comments)"});
    row("pasted envelope", "{\"data\": [ // list\n  {\"a\": 1}\n]}\n",
        {"reject 1:0+32 a comment; JSON has none, at byte 12 (comments)"});
}

void TestCutter::cuts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArrayList, log);
    for (const Feed feed : {Feed::Whole, Feed::ByteByByte, Feed::Gzipped, Feed::GzippedSlowly}) {
        CutRecorder recorder;
        QCOMPARE(failureOf(cut(text, recorder, feed)), QString());
        QCOMPARE(recorder.log, log);
    }
    CutRecorder recorder;
    QCOMPARE(failureOf(cut(text, recorder, Feed::Whole, {.chunk = 3})), QString());
    QCOMPARE(recorder.log, log);
}

void TestCutter::boundsHold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("log");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &log) {
        QTest::addRow("%s", name) << text << log;
    };
    const QByteArray longText = R"({"a":")" + QByteArray(40, 'x') + R"("})";
    row("long line", "{\"a\":1}\n" + longText + "\n{\"a\":2}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+48 48 bytes, more than the 32 allowed", R"(event 3:57 {"a":2})"});
    row("long first line", longText + "\n{\"a\":2}\n",
        {"reject 1:0+48 48 bytes, more than the 32 allowed", R"(event 2:49 {"a":2})"});
    row("long element", '[' + longText + ",{\"a\":2}]",
        {"reject 1:1+48 48 bytes, more than the 32 allowed", R"(event 1:50 {"a":2})"});
    row("long line of a list", "{\"a\":1}\n[{\"a\":1},{\"a\":2},{\"a\":3},{\"a\":4}]\n{\"a\":5}\n",
        {R"(event 1:0 {"a":1})", R"(event 2:9 {"a":1})", R"(event 2:17 {"a":2})", R"(event 2:25 {"a":3})",
            R"(event 2:33 {"a":4})", R"(event 3:42 {"a":5})"});
    row("long line of numbers", "{\"a\":1}\n[" + QByteArray("1,").repeated(20) + "1]\n{\"a\":2}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+43 43 bytes, more than the 32 allowed", R"(event 3:52 {"a":2})"});
    row("long envelope a line", "{\"a\":1}\n{\"k\":1,\"data\":[{\"a\":1},{\"a\":2}]}\n{\"a\":3}\n",
        {R"(event 1:0 {"a":1})", R"(event 2:23 {"a":1} | {"k":1})", R"(event 2:31 {"a":2} | {"k":1})",
            R"(event 3:41 {"a":3})"});
    row("long envelope", R"({"k":1,"data":[{"a":1},{"a":2}]})",
        {R"(event 1:15 {"a":1} | {"k":1})", R"(event 1:23 {"a":2} | {"k":1})"});
    row("long envelope, cut off", R"({"k":1,"data":[{"a":1},{"a":2}],"z)",
        {R"(event 1:15 {"a":1} | {"k":1})", R"(event 1:23 {"a":2} | {"k":1})",
            "reject 1:34+0 the text ends inside an object"});
    row("long garbage", "[{\"a\":1}]" + QByteArray(50, '\0'),
        {R"(event 1:1 {"a":1})", "reject 1:9+50 50 bytes, more than the 32 allowed"});
    row("deep", "{\"a\":1}\n" + QByteArray(20, '[') + "\n{\"a\":2}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+20 more than 8 nested arrays and objects, at byte 9",
            R"(event 3:29 {"a":2})"});
    row("deep and long", "{\"a\":1}\n" + QByteArray(90, '[') + "\n{\"a\":2}\n",
        {R"(event 1:0 {"a":1})", "reject 2:8+90 90 bytes, more than the 32 allowed", R"(event 3:99 {"a":2})"});
}

void TestCutter::boundsHold()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArrayList, log);
    for (const Feed feed : {Feed::Whole, Feed::ByteByByte, Feed::Gzipped}) {
        for (const qint64 chunk : {qint64(4), qint64(64), qint64(1 << 20)}) {
            CutRecorder recorder;
            QCOMPARE(failureOf(cut(text, recorder, feed, {.options = {.bounds = {32, 8}}, .chunk = chunk})), QString());
            QCOMPARE(recorder.log, log);
            for (const QByteArray &bytes : recorder.rejectedBytes)
                QVERIFY(bytes.size() <= 32);
        }
    }
}

void TestCutter::stripsComments_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("log");
    const auto row = [](const char *name, const QByteArray &text, const QByteArrayList &log) {
        QTest::addRow("%s", name) << text << log;
    };
    row("lines", "// one\n{\"a\":1}\n{\"a\":2, } // two\n{\"a\":\"//\"}\n",
        {R"(event 2:7 {"a":1})", R"(event 3:15 {"a":2 })", R"(event 4:32 {"a":"//"})"});
    row("array", "[ // list\n {\"a\":1}, // one\n {\"a\":2,}, /* no more */\n]",
        {R"(event 2:11 {"a":1})", R"(event 3:28 {"a":2})"});
    row("pretty", "// the event\n{\n \"a\": 1, // why\n}\n", {"event 2:13 {\n \"a\": 1 \n}"});
    row("envelope", "{ // body\n \"k\": 1, // key\n \"data\": [ // list\n  {\"a\":1}, // one\n  {\"a\":2},\n ],\n}",
        {R"(event 4:47 {"a":1} | {"k":1})", R"(event 5:65 {"a":2} | {"k":1})"});
    row("still broken", "[{\"a\":tru} // x\n, {\"a\":1}]",
        {"reject 1:1+9 'tru' is no JSON value, at byte 6", R"(event 2:18 {"a":1})"});
}

void TestCutter::stripsComments()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArrayList, log);
    for (const Feed feed : {Feed::Whole, Feed::ByteByByte}) {
        CutRecorder recorder;
        QCOMPARE(failureOf(cut(text, recorder, feed, {.options = {.stripComments = true}})), QString());
        QCOMPARE(recorder.log, log);
    }
}

void TestCutter::judgesRequests()
{
    CutRecorder recorder;
    QCOMPARE(failureOf(cut(R"({"events":[{"a":1},2,{"a":3}], "k":"x"}
{"data":[]}
{"a":1}
)",
                 recorder)),
        QString());
    QCOMPARE(recorder.requests, (QByteArrayList{R"(1 3 {"events":[{},{},{}], "k":"x"})", R"(2 0 {"data":[]})"}));
    CutRecorder streamed;
    QCOMPARE(failureOf(cut(R"({"k":"x", "events":[{"a":1},{"a":2},{"a":3}]})", streamed, Feed::Whole,
                 {.options = {.bounds = {32, 8}}})),
        QString());
    QCOMPARE(streamed.requests, (QByteArrayList{R"(1 3 {"k":"x", "events":[{},{},{}]})"}));
}

void TestCutter::readsAheadForMembers()
{
    QByteArray text = R"({"k":1,"data":[{"a":0})";
    for (int i = 1; i < 12'000; ++i)
        text += R"(,{"a":)" + QByteArray::number(i) + '}';
    text += R"(] , "z":"é" })";
    const QByteArray outline = QByteArray("{},").repeated(12'000).chopped(1);
    for (const Feed feed : {Feed::Whole, Feed::Gzipped}) {
        CutRecorder ahead;
        QCOMPARE(failureOf(cut(text, ahead, feed, {.options = {.bounds = {64, 8}}, .chunk = 16, .reopen = true})),
            QString());
        QCOMPARE(ahead.texts.size(), 12'000);
        QVERIFY(ahead.log.first().endsWith(R"( | {"k":1,"z":"é"})"));
        QVERIFY(ahead.log.last().endsWith(R"( | {"k":1,"z":"é"})"));
        QCOMPARE(ahead.requests, QByteArrayList{"1 12000 {\"k\":1,\"data\":[" + outline + "] , \"z\":\"é\" }"});
    }
    CutRecorder blind;
    QCOMPARE(failureOf(cut(text, blind, Feed::ByteByByte, {.options = {.bounds = {64, 8}}, .chunk = 16})), QString());
    QVERIFY2(blind.log.last().endsWith(R"( | {"k":1})"), blind.log.last().constData());
    QCOMPARE(blind.requests, QByteArrayList{"1 12000 {\"k\":1,\"data\":[" + outline + "] , \"z\":\"é\" } unread z"});
}

void TestCutter::recoversManyBadLines()
{
    const QByteArrayList bad = {"{\"a\":1", "\"\xC3\x28\"", "tru", "{\"a\":1,}", "01", QByteArray(600, '['), "\"s\"",
        "{\"a\":\"" + QByteArray(3000, 'x') + "\"}", "{", "}", "nul\0l"};
    QRandomGenerator random(11);
    QByteArray text;
    qsizetype good = 0;
    qsizetype wrong = 0;
    for (int i = 0; i < 5000; ++i) {
        const bool broken = random.bounded(10) == 0;
        (broken ? wrong : good) += 1;
        text += broken ? bad[random.bounded(int(bad.size()))] : R"({"n":)" + QByteArray::number(i) + '}';
        text += '\n';
    }
    CutRecorder recorder;
    QCOMPARE(
        failureOf(cut(text, recorder, Feed::Gzipped, {.options = {.bounds = {2000, 512}}, .chunk = 1000})), QString());
    QCOMPARE(recorder.texts.size(), good);
    QCOMPARE(recorder.rejects, wrong);
}

void TestCutter::unpacksMembersOneAfterTheOther()
{
    const QByteArray packed = gzipped("{\"a\":1}\n{\"a\"") + gzipped("") + gzipped(":2}\n") + QByteArray(700, '\0');
    for (const qint64 step : {1, 7, 100000}) {
        ByteSource source(std::make_unique<SlowDevice>(packed, step), u"x.gz"_s);
        InputWindow window(source);
        CutRecorder recorder;
        QCOMPARE(failureOf(Cutter(window, test::someForms(), recorder, {}).run()), QString());
        QCOMPARE(recorder.texts, (QByteArrayList{R"({"a":1})", R"({"a":2})"}));
    }
}

void TestCutter::refusesBadGzip_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const QByteArray packed = gzipped(QByteArray("{\"a\":1}\n").repeated(1000));
    QByteArray damaged = packed;
    damaged[packed.size() / 2] = char(~damaged[packed.size() / 2]);
    QTest::addRow("cut off") << packed.chopped(5) << u"“x.gz” is cut off: its compressed data ends too early."_s;
    QTest::addRow("only the magic") << packed.first(2) << u"“x.gz” is cut off: its compressed data ends too early."_s;
    QTest::addRow("garbage behind") << packed + "{}"
                                    << u"“x.gz” has something behind its compressed data that is not compressed."_s;
    QTest::addRow("damaged") << damaged << QString();
}

void TestCutter::refusesBadGzip()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, message);
    ByteSource source(std::make_unique<SlowDevice>(bytes, 1000), u"x.gz"_s);
    InputWindow window(source);
    CutRecorder recorder;
    const Result<void> result = Cutter(window, test::someForms(), recorder, {}).run();
    QVERIFY(!result);
    QCOMPARE(int(result.error().kind), int(Error::Kind::BadInput));
    if (!message.isEmpty())
        QCOMPARE(result.error().message, message);
}

void TestCutter::failsWithTheDevice()
{
    for (const QByteArray &text :
        {QByteArray("{\"a\":1}\n").repeated(100), '[' + QByteArray("{\"a\":1},").repeated(100)}) {
        auto device = std::make_unique<SlowDevice>(text, 10);
        device->failAfter(200);
        ByteSource source(std::move(device), u"disk"_s);
        InputWindow window(source, {}, 16);
        CutRecorder recorder;
        const Result<void> result = Cutter(window, test::someForms(), recorder, {}).run();
        QVERIFY(!result);
        QCOMPARE(int(result.error().kind), int(Error::Kind::Io));
        QCOMPARE(result.error().message, u"“disk” could not be read: the cable was pulled."_s);
        QCOMPARE(recorder.rejects, 0);
    }
}

void TestCutter::stopsWhenAsked()
{
    const QByteArray envelope = R"({"data":[{"a":1},{"a":2},{"a":tru},{"a":4}]})";
    for (const QByteArray &text :
        {QByteArray("{\"a\":1}\n").repeated(10), QByteArray("[{\"a\":1},{\"a\":1},{\"a\":2}]"),
            QByteArray("{\"data\":[{\"a\":1},{\"a\":2},{\"a\":3}]}"), envelope}) {
        CutRecorder recorder;
        recorder.stopAfter = 2;
        QCOMPARE(failureOf(cut(text, recorder)), QString());
        QCOMPARE(recorder.texts.size(), 2);
        QCOMPARE(recorder.log.size(), 2);
    }
}

void TestCutter::isCancelled()
{
    int left = 5;
    ByteSource source(
        std::make_unique<SlowDevice>([](char *into, qint64 size) { return std::fill_n(into, size, 'x') - into; }, 1000),
        u"endless"_s);
    InputWindow window(
        source, [&](const ByteSource &) { return left-- > 0; }, 1000);
    CutRecorder recorder;
    const Result<void> result = Cutter(window, test::someForms(), recorder, {{2000, 8}}).run();
    QVERIFY(!result);
    QCOMPARE(int(result.error().kind), int(Error::Kind::Cancelled));
}

namespace {

QByteArray randomValue(QRandomGenerator &random, int depth)
{
    static const QByteArrayList scalars = {"null", "true", "false", "0", "-0", "1.50", "1e400", "9223372036854775808",
        "\"\"", "\"a\\\"b\"", "\"\\\\\"", "\"{[\"", "\"]}\"", "\"//\"", "\"/*\"", "\"é\"", "\"\\ud800\"", "\"a,b:c\""};
    const int kind = depth > 3 ? 0 : random.bounded(4);
    if (kind < 2)
        return scalars[random.bounded(int(scalars.size()))];
    QByteArray text;
    const int count = random.bounded(4);
    for (int i = 0; i < count; ++i) {
        text += i ? (random.bounded(2) ? "," : " , ") : "";
        if (kind == 2)
            text += '"' + QByteArray::number(random.bounded(9)) + (random.bounded(2) ? "\":" : "\" : ");
        text += randomValue(random, depth + 1);
    }
    return (kind == 2 ? '{' : '[') + text + (kind == 2 ? '}' : ']');
}

QByteArray randomEvent(QRandomGenerator &random)
{
    return "{\"name\":" + randomValue(random, 2) + ", \"x\" :" + randomValue(random, 0) + '}';
}

}

void TestCutter::comesBackByteForByte()
{
    QRandomGenerator random(23);
    for (int round = 0; round < 300; ++round) {
        QByteArrayList events;
        const int count = 1 + random.bounded(20);
        for (int i = 0; i < count; ++i)
            events << randomEvent(random);
        QByteArrayList pretty;
        for (const QByteArray &event : events)
            pretty << QByteArray(event).replace(" , ", "\n,\n").replace("{\"name", "{\n\"name");
        const QList<std::pair<QByteArray, QByteArrayList>> forms = {{events.join('\n'), events},
            {events.join("\r\n\n") + '\n', events}, {'[' + events.join(',') + ']', events},
            {"[\n" + events.join(",\n") + "\n]\n", events}, {"[" + pretty.join("\n,") + "]", pretty},
            {pretty.join('\n'), pretty}, {"{\"k\":[1],\"data\":[" + events.join(" , ") + "],\"z\":2}", events},
            {"{\n\"events\" : [\n" + pretty.join(",\n") + "\n]\n}\n", pretty},
            {"{\"data\":[" + events.join("]}\n{\"data\":[") + "]}", events},
            {"[{\"data\":[" + events.join("]},\n{\"data\":[") + "]}]", events}};
        for (const auto &[text, expected] : forms) {
            const Feed feed = Feed(random.bounded(4));
            CutRecorder recorder;
            QCOMPARE(failureOf(cut(text, recorder, feed, {.chunk = 1 + random.bounded(5000)})), QString());
            QVERIFY2(recorder.rejects == 0, recorder.log.join('\n').constData());
            QCOMPARE(recorder.texts, expected);
            CutRecorder tight;
            QCOMPARE(failureOf(cut(text, tight, feed, {.options = {.bounds = {1000, 64}}, .chunk = 100})), QString());
            QCOMPARE(tight.texts.size() + tight.rejects, expected.size());
        }
    }
}

namespace {

class Counter : public CutSink {
public:
    bool event(const JsonTape &, const QByteArray &, const CutPlace &) override { return ++events > 0; }
    bool reject(std::string_view, const CutPlace &, const QString &, bool) override { return ++rejects > 0; }
    bool request(std::string_view, qint64, const CutPlace &, const QString &) override { return true; }
    qint64 events = 0;
    qint64 rejects = 0;
};

// Sanitizers keep what was freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

qint64 residentBytes()
{
    QFile status(u"/proc/self/statm"_s);
    return status.open(QIODevice::ReadOnly) ? status.readAll().split(' ').value(1).toLongLong() * 4096 : 0;
}

}

void TestCutter::staysSmall()
{
    constexpr qint64 total = 300'000'000;
    const QByteArray event = R"({"name":"n","text":")" + QByteArray(20'000, 'x') + "\"}";
    struct Form {
        const char *head;
        const char *between;
        const char *tail;
        qint64 events;
    };
    for (const Form &form : {Form{"", "\n", "", 1}, Form{"[", ",", "]", 1}, Form{"{\"k\":1,\"events\":[", ",", "]}", 1},
             Form{"\"", "", "\"", 0}}) {
        QByteArray piece = form.head;
        qint64 made = 0;
        qsizetype at = 0;
        bool tailed = false;
        qint64 events = 0;
        auto device = std::make_unique<SlowDevice>(
            [&](char *into, qint64 size) {
                if (at == piece.size()) {
                    at = 0;
                    const bool first = made == 0;
                    if (tailed)
                        return qint64(0);
                    tailed = made >= total;
                    piece = tailed ? QByteArray(form.tail) : first ? event : form.between + event;
                    made += piece.size();
                    events += tailed ? 0 : form.events;
                }
                const qint64 count = std::min<qint64>(size, piece.size() - at);
                std::copy_n(piece.constData() + at, count, into);
                at += count;
                return count;
            },
            1 << 20);
        const qint64 before = residentBytes();
        ByteSource source(std::move(device), u"large"_s);
        InputWindow window(source);
        Counter counter;
        QCOMPARE(failureOf(Cutter(window, test::someForms(), counter, {{1 << 20, 512}}).run()), QString());
        if (form.events)
            QCOMPARE(counter.events, events);
        else
            QVERIFY(counter.events == 0 && counter.rejects > 0);
        QVERIFY2(sanitized || residentBytes() - before < 80'000'000, form.head);
    }
}

QTEST_GUILESS_MAIN(TestCutter)
#include "tst_cutter.moc"
