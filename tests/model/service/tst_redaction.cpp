// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe.h"
#include "service/services.h"
#include "testmain.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QRegularExpression>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// No secret is written: what is replaced, what is not, and that nothing else changes.
class TestRedaction : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void fingerprints_data();
    void fingerprints();
    void keyKinds_data();
    void keyKinds();
    void events_data();
    void events();
    void keysOfOtherKinds();
    void partOfAText();
    void bytes_data();
    void bytes();
    void bytesWithoutServices();
    void longBytes();
    void randomEvents();
    void randomBytes();
    void quickLook();
    void quickLookAtEveryPlace();

private:
    [[nodiscard]] QByteArray redacted(const QByteArray &text) const;
    // `text` with each key marked «…» as what stays of it, or without the marks.
    [[nodiscard]] static QByteArray expected(QByteArray text);
    [[nodiscard]] static QByteArray unmarked(QByteArray text);
    static void pointerRows();
    static void maskRows();

    ServicePtr m_service;
    Services m_named;    // one that hides nothing but what names and keys tell
};

namespace {

const QByteArrayList prefixes{"sk_live_", "sk_", "pk_public_", "pk_"};

QByteArray mark(const QByteArray &key)
{
    QByteArray known;
    for (const QByteArray &prefix : prefixes) {
        if (key.startsWith(prefix) && prefix.size() > known.size())
            known = prefix;
    }
    return known + "\u2026#" + QCryptographicHash::hash(key, QCryptographicHash::Sha256).first(2).toHex();
}

}

void TestRedaction::initTestCase()
{
    m_service = probe(R"({
        "keys": [{"kind": "secret", "prefix": ["sk_", "sk_live_"], "mask": true},
            {"kind": "open", "prefix": ["pk_public_"]}, {"kind": "publishable", "prefix": ["pk_"], "mask": true},
            {"kind": "shaped", "pattern": "^[0-9a-f]{24}$"}],
        "shapes": {"event": {"secret": ["/api_key", "/auth/token", "/list/1"]},
            "other": {"title": "Other", "schema": "#/$defs/event", "secret": ["/other_key"]}},
        "transports": {"t": {"title": "T", "shape": "event", "auth": [{"member": "/inside"}, {"header": "X-Probe-Key"}],
            "one": {"method": "POST", "path": "/", "body": "$event"}}}
    })");
    m_named = Services::of({probe(R"({
        "keys": [{"kind": "secret", "prefix": ["sk_", "sk_live_"], "mask": true},
            {"kind": "publishable", "prefix": ["pk_"], "mask": true}],
        "shapes": {"event": {"secret": ["/api_key", "/auth/token", "/list/with~1slash"]}},
        "transports": {"t": {"title": "T", "shape": "event", "auth": [{"header": "X-Probe-Key"}],
            "one": {"method": "POST", "path": "/", "body": "$event"}}}
    })")});
}

QByteArray TestRedaction::redacted(const QByteArray &text) const
{
    JsonTape tape;
    if (!tape.read(viewOf(text)))
        return "no JSON";
    // A quick look that finds nothing must be right.
    if (!m_named.mayHoldSecret(tape.root()) && !m_named.all().front()->redactions(tape.root()).empty())
        return "overlooked";
    return applied(text, m_service->redactions(tape.root()));
}

QByteArray TestRedaction::expected(QByteArray text)
{
    for (qsizetype from = text.indexOf("«"); from >= 0; from = text.indexOf("«", from)) {
        const qsizetype to = text.indexOf("»", from);
        text.replace(from, to + 2 - from, mark(text.sliced(from + 2, to - from - 2)));
    }
    return text;
}

QByteArray TestRedaction::unmarked(QByteArray text)
{
    return text.replace("«", "").replace("»", "");
}

void TestRedaction::fingerprints_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("is");
    QTest::newRow("whole") << QByteArray("sk_…#3fa9") << true;
    QTest::newRow("bare") << QByteArray("…#0000") << true;
    QTest::newRow("capital") << QByteArray("…#3FA9") << false;
    QTest::newRow("three digits") << QByteArray("sk_…#3fa") << false;
    QTest::newRow("five digits") << QByteArray("sk_…#3fa90") << false;
    QTest::newRow("dots") << QByteArray("sk_...#3fa9") << false;
    QTest::newRow("space") << QByteArray("sk …#3fa9") << false;
    QTest::newRow("behind") << QByteArray("sk_…#3fa9 ") << false;
    QTest::newRow("long") << QByteArray(65, 'a') + "…#3fa9" << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestRedaction::fingerprints()
{
    QFETCH(QByteArray, text);
    QTEST(isFingerprint(viewOf(text)), "is");
    // SHA-256 of "abc" begins with ba78.
    QCOMPARE(fingerprint("abc", "a"), "a…#ba78");
    QVERIFY(isFingerprint(viewOf(fingerprint(viewOf(text), {}))));
}

void TestRedaction::keyKinds_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("secret") << QByteArray("sk_test_0123") << QByteArray("secret");
    QTest::newRow("longest prefix") << QByteArray("pk_public_1") << QByteArray("open");
    QTest::newRow("shorter prefix") << QByteArray("pk_publi_1") << QByteArray("publishable");
    QTest::newRow("pattern") << QByteArray("96441e4d73207a6517abfbbc") << QByteArray("shaped");
    QTest::newRow("fingerprint") << fingerprint("sk_live_0123456789", "sk_live_") << QByteArray("secret");
    QTest::newRow("fingerprint without prefix") << fingerprint("0123456789", {}) << QByteArray();
    QTest::newRow("unknown") << QByteArray("xsk_0123") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void TestRedaction::keyKinds()
{
    QFETCH(QByteArray, key);
    QTEST(m_service->keyKind(viewOf(key)), "kind");
}

void TestRedaction::events_data()
{
    QTest::addColumn<QByteArray>("event");
    pointerRows();
    maskRows();
}

void TestRedaction::pointerRows()
{
    const auto row = [](const char *event) { QTest::newRow(event) << QByteArray(event); };
    row(R"({"api_key": "«hunter2»"})");
    row(R"({ "b" : 1 , "api_key" :  "«sk_live_1»"  , "z":[1.50,1e400] })");
    row(R"({"api_key": "«one»", "a": 1, "api_key": "«two»"})");
    row(R"({"\u0061pi_key": "«hunter2»", "api_\u006bey": "«hunter3»"})");
    row(R"({"auth": {"token": "«a»", "token": "«b»", "tok": "c"}, "auth": {"token": "«d»"}})");
    row(R"({"auth": [{"token": "a"}], "token": "b"})");
    row(R"({"list": ["a", "«b»", "c"]})");
    row(R"({"other_key": "«of another shape»"})");
    row(R"({"inside": "«sent as a member»"})");
    row(R"({"api_key": ""})");
    row(R"({"api_key": null, "inside": true, "other_key": {}})");
    row(R"({"api_key": {"a": "«x»", "b": ["«y»", null, {"c": "«z»"}]}})");
    row(R"({"api_key": "sk_…#3fa9", "inside": "…#0000"})");
    row(R"({"api_key": "«zz_…#3fa9»", "inside": "«hunter2…#0000»"})");
    row(R"({"list": [{"list": ["a", "b"]}, {"list": "«c»"}]})");
    row("\xEF\xBB\xBF{\"api_key\": \"«x»\"}");
}

void TestRedaction::maskRows()
{
    const auto row = [](const char *event) { QTest::newRow(event) << QByteArray(event); };
    row(R"({"a": "«sk_12345678»"})");
    row(R"({"a": "sk_1234567", "sk_": "sk_live_123"})");
    row(R"({"a": {"b": ["x", ["«sk_live_0123456789»"]]}})");
    row(R"({"a": "«sk_0123456789/with?what=follows»"})");
    row(R"({"a": "Authorization: Bearer «sk_live_0123456789», and «pk_0123456789»."})");
    row(R"-({"a": "(«sk_live_0123456789»)", "b": "key=«sk_live_0123456789»;"})-");
    row(R"({"«sk_live_0123456789»": 1, "b": {"«pk_abcdefghij»": "«pk_abcdefghij»"}})");
    row(R"({"a": "task_list_of_today", "b": "xsk_0123456789"})");
    row(R"({"a": "line\n«sk_live_0123456789»\n\u00e9\"end"})");
    row(R"({"a": "sk_…#3fa9", "b": "key sk_live_…#3fa9 and sk_…#0123"})");
    row(R"({"a": "pk_public_0123456789"})");
    row(R"({"a": 12345678, "b": "sk_live_"})");
}

void TestRedaction::events()
{
    QFETCH(QByteArray, event);
    const QByteArray once = redacted(unmarked(event));
    QCOMPARE(once, expected(event));
    QCOMPARE(redacted(once), once);
}

void TestRedaction::keysOfOtherKinds()
{
    QCOMPARE(redacted(R"({"api_key": 12345678901})"), "{\"api_key\": \"" + mark("12345678901") + "\"}");
    QCOMPARE(redacted(R"({"a": "\u0073k_live_0123456789"})"), "{\"a\": \"" + mark("sk_live_0123456789") + "\"}");
    QCOMPARE(redacted(R"({"a": "\u00e9 s\u006b_live_0123\u003456789, \u00e9"})"),
        "{\"a\": \"\\u00e9 " + mark("sk_live_0123456789") + ", \\u00e9\"}");
    QCOMPARE(redacted(R"({"\u0073k_live_0123456789": 1})"), "{\"" + mark("sk_live_0123456789") + "\": 1}");
    QCOMPARE(redacted(R"({"api_key": "s\u006b_1"})"), "{\"api_key\": \"" + mark("sk_1") + "\"}");
    QVERIFY(m_service->redactions({}).empty());

    const QByteArray deep = QByteArray(200'000, '[') + "\"x\"" + QByteArray(200'000, ']');
    JsonTape tape;
    const QByteArray event = "{\"api_key\": " + deep + '}';
    QVERIFY(tape.read(viewOf(event), {UINT32_MAX, UINT32_MAX}));
    QCOMPARE(m_service->redactions(tape.root()).size(), 1u);
}

// An event inside a request body: only what is asked for is looked at, at its place in the whole text.
void TestRedaction::partOfAText()
{
    const QByteArray body = R"({"api_key": "outer", "events": [{"api_key": "inner"}, {"a": "sk_live_0123456789"}]})";
    const Read read(body);
    const JsonValue first = read.root().at("/events/0");
    QCOMPARE(applied(body, m_service->redactions(first)), QByteArray(body).replace("inner", mark("inner")));
    const JsonValue second = read.root().at("/events/1");
    QCOMPARE(applied(body, m_service->redactions(second)),
        QByteArray(body).replace("sk_live_0123456789", mark("sk_live_0123456789")));
}

void TestRedaction::bytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const QByteArray &bytes) { QTest::newRow(unmarked(bytes).left(80).constData()) << bytes; };
    row(R"({"api_key": "«hunter2»", "a": tru})");
    row(R"({"api_key": "«cut off in mid-val)"
        "»");
    row(R"({"a": "unbalanced, "api_key": "«hunter2»", "b": 1})");
    row(R"({"API-KEY": "«hunter2»", "apiKey" : '«hunter3»', api_key: «hunter4», b})");
    row(R"({"api_key": «12345678», "inside"="«x»")");
    row(R"({"api_key": null, "token": true, "token": "", "token": )");
    row(R"({"token": "…#a8cf"})");
    row(R"({"my_api_keys": "x", "tokens": "y"})");
    row(R"(payload="{\"api_key\": \"«hunter2»\", \"a\": 1}")");
    row("token=«abc»&a=b token: «def»\n");
    row("POST / HTTP/1.1\r\nX-Probe-Key: «hunter2»\r\nAuthorization: Bearer «abc»\r\nA: b\r\n");
    row("curl -H 'Authorization: Basic «dXNlcjpwYXNz»' -d '{");
    row("… Bearer «eyJhbGciOi.J9.x-_y~z+/=», basic understanding, bearer of news");
    row(R"(Bearer\u0020«abcDEF123\/x» {)");
    row("x«sk_live_0123456789» y«pk_0123456789»… sk_short");
    row("{\"a\": \"«sk_live_0123456789»\",}");
    row("sk_live_…#3fa9 \"api_key\": \"sk_…#3fa9\" Bearer sk_live_…#3fa9 token: …#0000");
    row("\xFF\xFE no text at all \x01\x02");
    row("");
}

void TestRedaction::bytes()
{
    QFETCH(QByteArray, bytes);
    const QByteArray once = redactedBytes(unmarked(bytes), {m_service});
    QCOMPARE(once, expected(bytes));
    QCOMPARE(redactedBytes(once, {m_service}), once);
}

void TestRedaction::bytesWithoutServices()
{
    QCOMPARE(redactedBytes("{ \"Authorization\": \"Bearer secret\" Bearer abcDEF1", {}),
        "{ \"Authorization\": \"" + mark("Bearer secret") + "\" Bearer " + mark("abcDEF1"));
    QCOMPARE(redactedBytes("{\"api_key\": \"x\" sk_live_0123456789", {}), "{\"api_key\": \"x\" sk_live_0123456789");

    QCOMPARE(redactedBytes(R"({"token": {"a": ["x"]}, "b": [)", {m_service}),
        "{\"token\": \"" + mark(R"({"a": ["x"]})") + "\", \"b\": [");
    QCOMPARE(redactedBytes(R"({"token": [1, 2)", {m_service}), "{\"token\": \"" + mark("[1, 2") + "\"");

    // Escapes and two bytes a character hide nothing.
    const QByteArray escaped =
        redactedBytes(R"({"\u0061pi_key": "hunter2" s\u006b_live_0123\u003456789 ,)", {m_service});
    QVERIFY2(!escaped.contains("hunter2") && !escaped.contains("456789"), escaped.constData());
    const QString wide = u"{\"api_key\": \"hunter2\", x sk_live_0123456789 Bearer abcDEF123"_s;
    const QByteArray utf16(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2);
    const QByteArray kept = redactedBytes(utf16, {m_service});
    for (const QString &secret : {u"unter"_s, u"0123456"_s, u"cDEF"_s})
        QVERIFY(!kept.contains(QByteArray(reinterpret_cast<const char *>(secret.utf16()), secret.size() * 2)));
}

// Bytes that begin like a secret at every place are read once, not once for each.
void TestRedaction::longBytes()
{
    const qsizetype size = 4 << 20;
    for (const QByteArray &part : {QByteArray("api_key"), QByteArray("api_key "), QByteArray("sk_"),
             QByteArray("Bearer "), QByteArray("\"api_key\":"), QByteArray("token=\\\""), QByteArray("[{"),
             QByteArray("token:["), QByteArray("\\u0061")}) {
        const QByteArray text = part.repeated(size / part.size());
        const QByteArray once = redactedBytes(text, {m_service});
        QVERIFY(once.size() <= 3 * text.size());
    }
}

// Secrets at random places of random events: they are gone, everything else stays byte for byte.
void TestRedaction::randomEvents()
{
    QRandomGenerator random(3);
    int planted = 0;
    const auto key = [&] {
        ++planted;
        return prefixes[random.bounded(2)] + QByteArray::number(random.generate64() | (1ull << 60), 36);
    };
    const auto space = [&] { return QByteArray(random.bounded(3), random.bounded(2) ? ' ' : '\n'); };
    const QByteArrayList plain{"\"\"", "\"a b\"", "\"\\u00e9\\n\"", "1.50", "-0", "1e400", "null", "true", "\"sk_\"",
        "\"task_0123456789\"", "\"…\"", "\"\\ud800\"", "\"sk_…#0123\""};
    const QByteArrayList names{"a", "api_ke", "token", "lists", "\\u0061b", "Auth"};
    const std::function<QByteArray(int)> value = [&](int depth) -> QByteArray {
        const int form = random.bounded(depth > 3 ? 4 : 8);
        if (form == 0)
            return "\"«" + key() + "»\"";
        if (form == 1)
            return "\"see «" + key() + "» \\\"\"";
        if (form < 4)
            return plain[random.bounded(plain.size())];
        QByteArrayList parts;
        for (int i = random.bounded(5); i > 0; --i) {
            const QByteArray name = random.bounded(8) ? names[random.bounded(names.size())] : "«" + key() + "»";
            parts +=
                space() + (form == 4 ? QByteArray() : '"' + name + "\"" + space() + ":" + space()) + value(depth + 1);
        }
        if (form != 4 && depth == 0)
            parts += R"("api_key": "«hunter2\u002f»")";
        return (form == 4 ? '[' : '{') + parts.join(',') + space() + (form == 4 ? ']' : '}');
    };
    for (int round = 0; round < 3000; ++round) {
        const QByteArray marked = value(0);
        const QByteArray once = redacted(unmarked(marked));
        QCOMPARE(once, expected(QByteArray(marked)).replace(mark("hunter2\\u002f"), mark("hunter2/")));
        QCOMPARE(redacted(once), once);
    }
    QVERIFY(planted > 1000);
}

// Any bytes: no planted key stays, and a second reading changes nothing.
void TestRedaction::randomBytes()
{
    QRandomGenerator random(5);
    const QByteArrayList pieces{"{", "}", "[", "\"", "'", "\\", ",", ":", "=", " ", "\n", "api_key", "token", "Bearer ",
        "Basic ", "Authorization", "sk_", "sk_live_", "…#12ab", "…", "abc", "DEF45678", "\\u0061", "\xFF", "null", "/"};
    const QByteArray key = "sk_live_Planted0123456789";
    for (int round = 0; round < 3000; ++round) {
        QByteArray text;
        for (int i = random.bounded(1, 40); i > 0; --i)
            text += random.bounded(12) ? pieces[random.bounded(pieces.size())] : key;
        const QByteArray once = redactedBytes(text, {m_service});
        QVERIFY2(!once.contains("Planted"), text.constData());
        QCOMPARE(redactedBytes(once, {m_service}), once);
    }
}

void TestRedaction::quickLook()
{
    const auto mayHold = [this](const QByteArray &text) { return m_named.mayHoldSecret(Read(text).root()); };
    for (const char *text : {R"({"name": "a.b", "task_list_of_tomorrow": "disk-0123456789"})", R"({"sk": "sk_short"})",
             R"({"api_keys": "x", "with": "a\nb \"c\"", "é": "ø"})", R"({"a": [1, {"b": null}]})", "{}", R"({"": ""})"})
        QVERIFY2(!mayHold(text), text);
    for (const char *text :
        {R"({"a": "sk_0123456789"})", R"({"a": ["x", {"b": "a long text before it: sk_0123456789"}]})",
            R"({"sk_0123456789": 1})", R"({"API_KEY": 1})", R"({"authorization": "x"})", R"({"h": {"x-probe-KEY": 1}})",
            R"({"a": "s\u006b_0123456789"})", R"({"list": {"with\/slash": "x"}})", R"({"list": {"with/slash": "x"}})"})
        QVERIFY2(mayHold(text), text);
    QVERIFY(!Services().mayHoldSecret(Read(R"({"api_key": "x"})").root()));
    QVERIFY(!m_named.mayHoldSecret({}));
}

// Moved over texts of every length before and behind it, a key is never overlooked.
void TestRedaction::quickLookAtEveryPlace()
{
    for (int before = 0; before < 70; ++before) {
        for (int behind = 0; behind < 20; ++behind) {
            const QByteArray text =
                "{\"a\":\"" + QByteArray(before, 's') + "-pk_abcdefgh\"" + QByteArray(behind, ' ') + '}';
            QVERIFY2(m_named.mayHoldSecret(Read(text).root()), text.constData());
        }
    }
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
