// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/bodytext.h"
#include "views/requesttext.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestBodyText : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void tellsWhatABodyIs_data();
    void tellsWhatABodyIs();
    void showsControls();
    void indents_data();
    void indents();
    void indentsWithinBounds();
    void indentsWithoutChangingTokens();
    void readsQueries();
};

void TestBodyText::tellsWhatABodyIs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("cut");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    const int json = static_cast<int>(BodyText::Kind::Json);
    const int text = static_cast<int>(BodyText::Kind::Text);
    const int binary = static_cast<int>(BodyText::Kind::Binary);
    QTest::newRow("empty") << QByteArray() << QByteArray() << false << static_cast<int>(BodyText::Kind::Empty)
                           << QByteArray();
    QTest::newRow("json") << QByteArray(R"({"a": 1e400})") << QByteArray("text/html") << false << json
                          << QByteArray(R"({"a": 1e400})");
    QTest::newRow("broken json") << QByteArray(R"({"a":)") << QByteArray("application/json") << false << text
                                 << QByteArray(R"({"a":)");
    QTest::newRow("cut json") << QByteArray(R"({"a":"ü)").chopped(1) << QByteArray("application/json") << true << json
                              << QByteArray(R"({"a":")");
    QTest::newRow("html") << QByteArray("<p>no</p>") << QByteArray("text/html; charset=utf-8") << false << text
                          << QByteArray("<p>no</p>");
    QTest::newRow("latin") << QByteArray("caf\xE9") << QByteArray("text/plain; charset=\"ISO-8859-1\"") << false << text
                           << QByteArray("café");
    QTest::newRow("latin unnamed") << QByteArray("caf\xE9") << QByteArray("text/plain") << false << text
                                   << QByteArray("café");
    QTest::newRow("wrong charset") << QByteArray("caf\xE9") << QByteArray("text/plain; charset=utf-8") << false << text
                                   << QByteArray("café");
    QTest::newRow("unknown charset") << QByteArray("ok") << QByteArray("text/plain; charset=x-none") << false << text
                                     << QByteArray("ok");
    QTest::newRow("utf16") << QByteArray("\xFF\xFEo\0k\0", 6) << QByteArray() << false << text << QByteArray("ok");
    QTest::newRow("controls") << QByteArray("a\x1B[31mb\nc") << QByteArray("text/plain") << false << text
                              << QByteArray("a\u241B[31mb\nc");
    QTest::newRow("direction") << QByteArray("a\u202Eb") << QByteArray() << false << text << QByteArray("a\u00B7b");
    QTest::newRow("binary") << QByteArray("\x1F\x8B\0A", 4) << QByteArray("application/json") << false << binary
                            << QByteArray("00000000  1f 8b 00 41                                      ...A");
}

void TestBodyText::tellsWhatABodyIs()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, type);
    QFETCH(bool, cut);
    QFETCH(int, kind);
    QFETCH(QByteArray, text);
    const BodyText body = BodyText::of(bytes, type, cut);
    QCOMPARE(static_cast<int>(body.kind), kind);
    QCOMPARE(body.text, text);
    QCOMPARE(body.what.isEmpty(), bytes.isEmpty());
}

void TestBodyText::showsControls()
{
    QCOMPARE(visibleText(u"a\n\tb\x1"_s), u"a\n\tb\u2401"_s);
    QCOMPARE(visibleLine(u"a\n\tb\x7F"_s), u"a\u240A\u2409b\u2421"_s);
    QCOMPARE(byteCount(1), u"1 byte"_s);
    QVERIFY(byteCount(12345).endsWith(u" bytes"_s));
}

void TestBodyText::indents_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("scalar") << QByteArray(" 1.50 ") << QByteArray("1.50");
    QTest::newRow("empty object") << QByteArray("{ }") << QByteArray("{}");
    QTest::newRow("object") << QByteArray(R"({"a":1,"a":[],"b":{"c":null}})")
                            << QByteArray("{\n  \"a\": 1,\n  \"a\": [],\n  \"b\": {\n    \"c\": null\n  }\n}");
    QTest::newRow("list") << QByteArray("[1, [2]]") << QByteArray("[\n  1,\n  [\n    2\n  ]\n]");
    QTest::newRow("strings") << QByteArray(R"(["a,{ \" b",""])") << QByteArray("[\n  \"a,{ \\\" b\",\n  \"\"\n]");
    QTest::newRow("broken") << QByteArray(R"({"a":["b)") << QByteArray("{\n  \"a\": [\n    \"b");
    QTest::newRow("odd") << QByteArray("]]}\"\\") << QByteArray("\n]\n]\n}\"\\");
}

void TestBodyText::indents()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QCOMPARE(indentedJson(json).value_or("nothing"), expected);
}

void TestBodyText::indentsWithinBounds()
{
    QVERIFY(!indentedJson(QByteArray(1000, '['), 2000));
    QVERIFY(indentedJson(QByteArray(1000, '[')));
}

void TestBodyText::indentsWithoutChangingTokens()
{
    QRandomGenerator random(20260301);
    static constexpr char letters[] = "{}[]:,\"\\ab1 \n";
    for (int round = 0; round < 2000; ++round) {
        QByteArray text;
        for (int i = random.bounded(40); i > 0; --i)
            text += letters[random.bounded(static_cast<int>(sizeof letters) - 1)];
        const QByteArray once = indentedJson(text).value_or(QByteArray());
        QCOMPARE(indentedJson(once).value_or(QByteArray()).simplified(), once.simplified());
        QByteArray bare = text;
        QByteArray bareOnce = once;
        QCOMPARE(bareOnce.replace(' ', "").replace('\n', ""), bare.replace(' ', "").replace('\n', ""));
    }
}

void TestBodyText::readsQueries()
{
    const QByteArray url = "https://a.example/t?user.id=a%2Bb&n=caf%C3%A9+au&&empty=&bare";
    const std::vector<NamedValue> expected{{"user.id", "a+b"}, {"n", "café au"}, {"empty", ""}, {"bare", ""}};
    QCOMPARE(queryParameters(url), expected);
    QCOMPARE(urlWithoutQuery(url), QByteArray("https://a.example/t"));
    QVERIFY(queryParameters("https://a.example/").empty());
    Request request;
    request.method = "POST";
    request.url = "http://a/";
    request.headers = {{"X", "1"}};
    request.body = "{}";
    QCOMPARE(requestAsText(request), QByteArray("POST http://a/\nX: 1\n\n{}"));
}

}

QTEST_GUILESS_MAIN(eventscope::TestBodyText)
#include "tst_bodytext.moc"
