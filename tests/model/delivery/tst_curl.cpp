// SPDX-License-Identifier: GPL-3.0-or-later
// What "copy as cURL" gives: run by bash and curl against a server of our own it sends what the sender does, to the
// byte; and there is no key in it, nor a fingerprint in the place of one.
#include "delivery/curl.h"
#include "delivery/sender.h"
#include "httpserver.h"
#include "requestcases.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

namespace {

QString tlsFile(const QString &name)
{
    return QStringLiteral(EVENTSCOPE_TEST_DATA) + u"/tls/"_s + name;
}

struct RunResult {
    int code = -1;
    QByteArray output;
};

// By bash, with these variables and no proxy or configuration of the person who runs the tests.
RunResult runLine(const QByteArray &line, const std::vector<NamedValue> &variables = {})
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"CURL_HOME"_s, u"/nonexistent"_s);
    environment.insert(u"no_proxy"_s, u"*"_s);
    for (const NamedValue &variable : variables)
        environment.insert(QString::fromLatin1(variable.name), QString::fromUtf8(variable.value));
    QProcess bash;
    bash.setProcessEnvironment(environment);
    bash.start(u"bash"_s, {u"--norc"_s});
    bash.write("set -u -o pipefail\n" + line + "\n");
    bash.closeWriteChannel();
    if (!bash.waitForFinished(20'000))
        return {};
    return {bash.exitCode(), bash.readAllStandardOutput() + bash.readAllStandardError()};
}

QList<QByteArray> headerLines(const SeenRequest &seen)
{
    QList<QByteArray> lines;
    for (const QByteArray &line : seen.headerLines) {
        // curl keeps its connection for the next, and does not say that it sends no body.
        if (!line.toLower().startsWith("connection:") && line.toLower() != "content-length: 0")
            lines.append(line);
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

}

class TestCurl : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void variables();
    void twoMissingParts();
    void sendsTheSame_data();
    void sendsTheSame();
    void hostileBodies_data();
    void hostileBodies();
    void anyRequest();
    void keysComeFromVariables_data();
    void keysComeFromVariables();
    void routeIsNamed();
    void tlsRoute();

private:
    void compare(const Request &real, const CurlCommand &command, const std::vector<NamedValue> &variables = {});
    [[nodiscard]] bool hasCurl() const { return m_hasCurl; }

    Services m_services;
    HttpServer m_server;
    Sender m_sender;
    bool m_hasCurl = false;
};

void TestCurl::initTestCase()
{
    m_services = builtInServices();
    m_hasCurl =
        !QStandardPaths::findExecutable(u"curl"_s).isEmpty() && !QStandardPaths::findExecutable(u"bash"_s).isEmpty();
    if (!m_hasCurl)
        qInfo("curl or bash is missing: no line is run.");
}

// What curl sends is what the sender sends.
void TestCurl::compare(const Request &real, const CurlCommand &command, const std::vector<NamedValue> &variables)
{
    m_server.play(ServerScript::answer(200, "{}"));
    QCOMPARE(m_sender.send(real, {}).result().way, Exchange::Way::Replied);
    QVERIFY(m_server.waitForRequests(1));
    const SeenRequest sent = m_server.requests().front();
    m_server.play(ServerScript::answer(200, "{}"));
    const RunResult run = runLine(command.text, variables);
    QVERIFY2(run.code == 0, (run.output + "\n" + command.text.left(2000)).constData());
    QVERIFY(m_server.waitForRequests(1));
    const SeenRequest curled = m_server.requests().front();
    QCOMPARE(curled.method, sent.method);
    QCOMPARE(curled.target, sent.target);
    QCOMPARE(headerLines(curled), headerLines(sent));
    QVERIFY(curled.body == sent.body);
}

void TestCurl::variables()
{
    Endpoint endpoint;
    endpoint.secrets = {{Kind::Environment, u"MY_KEY"_s}, {Kind::Session, {}}, {Kind::Keyring, u"x"_s}};
    Keys masked;
    masked.parts = {"…#0001", "…#0002", "…#0003"};
    masked.variables = {{"TRACE", "…#0004"}};
    const CurlContext context = curlContext(endpoint, masked);
    Request request;
    request.method = "POST";
    request.url = "http://h/e";
    request.headers = {{"A", "Bearer …#0001"}, {"B", "x …#0002, pre_…#0003"}, {"C", "…#0003"}, {"D", "t=…#0004"},
        {"E", "sch_dev_…#00ff"}};
    request.body = R"({"a":"…#0001","b":"…","c":"sch_dev_…#00ff","d":"…#xyz1"})";
    const CurlCommand command = curlCommand(request, context);
    QCOMPARE(command.variables, (QStringList{u"MY_KEY"_s, u"EVENTSCOPE_KEY"_s, u"EVENTSCOPE_KEY_3"_s,
                                    u"EVENTSCOPE_KEY_2"_s, u"TRACE"_s, u"EVENTSCOPE_KEY_4"_s}));
    QVERIFY(command.text.contains("--header 'A: Bearer '\"$MY_KEY\""));
    QVERIFY(command.text.contains("--header 'B: x '\"$EVENTSCOPE_KEY\"', '\"$EVENTSCOPE_KEY_3\""));
    QVERIFY2(command.text.contains(R"('{"a":"'"$MY_KEY"'","b":"…","c":"'"$EVENTSCOPE_KEY_4"'","d":"…#xyz1"}')"),
        command.text.constData());
}

void TestCurl::twoMissingParts()
{
    Endpoint endpoint;
    endpoint.secrets = {{Kind::Session, {}}, {Kind::Session, {}}};
    Keys masked;
    masked.parts = {"…", "…"};
    Request request;
    request.method = "POST";
    request.url = "http://h/e";
    request.headers = {{"Authorization", "Basic …:…"}};
    const CurlCommand command = curlCommand(request, curlContext(endpoint, masked));
    QVERIFY2(command.text.contains(R"(--user "$EVENTSCOPE_KEY"':'"$EVENTSCOPE_KEY_2")"), command.text.constData());
}

void TestCurl::sendsTheSame_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<bool>("many");
    for (const ServicePtr &service : m_services.all()) {
        for (const Transport &transport : service->transports()) {
            for (const bool many : {false, true}) {
                const QByteArray name = service->id() + ' ' + transport.id + (many ? " many" : " one");
                QTest::newRow(name.constData()) << service->id() << transport.id << many;
            }
        }
    }
}

// Of each transport, a request with a key of each kind of auth.
void TestCurl::sendsTheSame()
{
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, transport);
    QFETCH(bool, many);
    const TransportFormPtr form = TransportForm::of(m_services.find(service), transport).value();
    if (many && !form->many())
        return;
    Endpoint endpoint = endpointOf(*form);
    endpoint.base = m_server.base();
    endpoint.headers = {{"X-Trace", "a ${TRACE} b"}, {"X-Odd", "it's \"$HOME\" `id` \\ !x"}};
    Keys keys;
    std::vector<NamedValue> variables{{"TRACE", "traceSecret!0123"}};
    keys.variables = variables;
    endpoint.secrets.clear();
    for (qsizetype i = 0; i < form->keyParts(endpoint.auth).size(); ++i) {
        const QByteArray name = "KEY_" + QByteArray::number(i);
        endpoint.secrets.push_back({Kind::Environment, QString::fromLatin1(name)});
        keys.parts.push_back("partSecret'" + QByteArray::number(i) + "$(id)");
        variables.push_back({name, keys.parts.back()});
    }
    const std::vector<OutgoingEvent> events(many ? 3 : 1, {R"({"a":"it's 100% \\ $x `y` …","n":1e400})", {}});
    const Keys masked = keys.masked(*form->service());
    const auto real = RequestMaker::of(form, endpoint, keys)->make(events);
    const auto shown = RequestMaker::of(form, endpoint, masked)->make(events);
    QVERIFY_RESULT(real);
    QVERIFY_RESULT(shown);
    const CurlCommand command = curlCommand(*shown, curlContext(endpoint, masked));
    QVERIFY2(!command.text.contains("Secret") && !command.text.contains("…#"), command.text.constData());
    for (const QString &variable : command.variables)
        QVERIFY2(variable == u"TRACE"_s || variable.startsWith(u"KEY_"_s), qPrintable(variable));
    if (!hasCurl())
        QSKIP("curl or bash is missing");
    // In a URL a key stands encoded.
    if (!real->url.contains("partSecret"))
        compare(*real, command, variables);
}

void TestCurl::hostileBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("quotes") << QByteArray("'\"'\"''\\'\\\\'$'\\n'");
    QTest::newRow("a file's name") << QByteArray("@/etc/hostname");
    QTest::newRow("an option") << QByteArray("--output=/tmp/x");
    QTest::newRow("lines") << QByteArray("a\nb\r\n\n\tc\n");
    QTest::newRow("percent") << QByteArray("%s %d %% \\x41 \\0101");
    QTest::newRow("commands") << QByteArray("$(id) `id` ${HOME} $HOME; id | id & id > x !! #");
    QTest::newRow("zero") << QByteArray("a\0b\\0c", 6);
    QTest::newRow("control") << QByteArray("\x01\x02\x1b[31m\x7f");
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x80");
    QTest::newRow("heredoc") << QByteArray("EOF\nEVENTSCOPE\n");
    QTest::newRow("too large for an argument") << QByteArray(300'000, '\'');
    QTest::newRow("asked for before") << QByteArray(2 << 20, 'x');
}

void TestCurl::hostileBodies()
{
    QFETCH(QByteArray, body);
    if (!hasCurl())
        QSKIP("curl or bash is missing");
    Request request;
    request.method = "POST";
    request.url = m_server.base().toUtf8() + "/e?x=%2B&y=[1-3]";
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "*/*"}, {"User-Agent", "e"},
        {"Accept-Encoding", "identity"}, {"Accept-Language", "*"}};
    request.body = body;
    compare(request, curlCommand(request));
}

// Random requests of awkward characters.
void TestCurl::anyRequest()
{
    if (!hasCurl())
        QSKIP("curl or bash is missing");
    QRandomGenerator random(20'251);
    const QByteArray awkward = "ab '\"\\$`!#&*()[]{}<>|;~?%=+-_.,:@^/\n\t";
    const auto text = [&](int most, const QByteArray &without) {
        QByteArray result;
        for (int length = random.bounded(most); length > 0; --length) {
            const char c = awkward[random.bounded(static_cast<int>(awkward.size()))];
            if (!without.contains(c))
                result += c;
        }
        return result;
    };
    for (int round = 0; round < 25; ++round) {
        Request request;
        request.method = round % 3 == 0 ? "PUT" : "POST";
        request.url = m_server.base().toUtf8() + "/e?q=" + text(20, " \n\t").toPercentEncoding();
        request.headers = {{"Content-Type", "text/plain"}, {"Accept", "*/*"}, {"User-Agent", "e"},
            {"Accept-Encoding", "identity"}, {"Accept-Language", "*"}, {"X-A", 'x' + text(30, "\n\t") + 'x'}};
        request.body = text(200, {});
        compare(request, curlCommand(request));
    }
}

void TestCurl::keysComeFromVariables_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("bearer") << QByteArray("Bearer …#12ab") << QByteArray("Bearer the key");
    QTest::newRow("kept prefix") << QByteArray("sch_dev_…#12ab") << QByteArray("the key");
    QTest::newRow("missing") << QByteArray("Bearer …") << QByteArray("Bearer the key");
    QTest::newRow("basic") << QByteArray("Basic user:…#12ab") << "Basic " + QByteArray("user:the key").toBase64();
}

// What the store keeps of a request tells no endpoint.
void TestCurl::keysComeFromVariables()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, expected);
    Request request;
    request.method = "POST";
    request.url = m_server.base().toUtf8() + "/e";
    request.headers = {{"Authorization", header}};
    request.body = "{}";
    const CurlCommand command = curlCommand(request);
    QCOMPARE(command.variables, QStringList{u"EVENTSCOPE_KEY"_s});
    QVERIFY(!command.text.contains("…"));
    if (!hasCurl())
        QSKIP("curl or bash is missing");
    QVERIFY2(runLine(command.text).code != 0, "it runs without its variable");
    m_server.play(ServerScript::answer(200, "{}"));
    const RunResult run = runLine(command.text, {{"EVENTSCOPE_KEY", "the key"}});
    QVERIFY2(run.code == 0, run.output.constData());
    QCOMPARE(m_server.requests().front().header("Authorization"), expected);
}

void TestCurl::routeIsNamed()
{
    Endpoint endpoint;
    endpoint.proxy = {ProxySetting::Kind::Given, u"::1"_s, 3128};
    endpoint.authorities = u"/a b/it's.pem"_s;
    endpoint.certificate = u"/c:d.pem"_s;
    endpoint.certificateKey = u"/k"_s;
    Request request;
    request.method = "GET";
    request.url = "http://h/../e";
    const QByteArray text = curlCommand(request, curlContext(endpoint, {})).text;
    for (const QByteArray &part :
        {QByteArray("--proxy 'http://[::1]:3128'"), QByteArray(R"(--cacert '/a b/it'\''s.pem')"),
            QByteArray(R"(--cert '/c\:d.pem')"), QByteArray("--key '/k'"), QByteArray("--path-as-is")})
        QVERIFY2(text.contains(part), text.constData());
    QVERIFY(!text.contains("--data"));
}

void TestCurl::tlsRoute()
{
    if (!hasCurl())
        QSKIP("curl or bash is missing");
    HttpServer server(u"signed"_s, u"client"_s);
    QTemporaryDir folder;
    const QString certificate = folder.filePath(u"c:l i'ent.pem"_s);
    QVERIFY(QFile::copy(tlsFile(u"client.pem"_s), certificate));
    Endpoint endpoint;
    endpoint.authorities = tlsFile(u"authority.pem"_s);
    endpoint.certificate = certificate;
    endpoint.certificateKey = tlsFile(u"client.key"_s);
    Request request;
    request.method = "POST";
    request.url = server.base().toUtf8() + "/e";
    request.body = "{}";
    const RunResult run = runLine(curlCommand(request, curlContext(endpoint, {})).text);
    QVERIFY2(run.code == 0, run.output.constData());
    QCOMPARE(server.requests().front().body, "{}");
}

QTEST_GUILESS_MAIN(TestCurl)
#include "tst_curl.moc"
