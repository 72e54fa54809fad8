// SPDX-License-Identifier: GPL-3.0-or-later
// Everything but the base URL that can be wrong with an endpoint, and what rules find of it.
#include "delivery/endpointfile.h"
#include "delivery/endpointfindings.h"
#include "delivery/keyring.h"
#include "requestcases.h"

#include <QTest>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

class TestEndpointCheck : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_services = builtInServices(); }
    void init() { failOnWarnings(); }

    void defaultsAreGood();
    void wrong_data();
    void wrong();
    void right_data();
    void right();
    void nameless();
    void context();
    void findings();
    void fileComesBack();
    void fileKeepsNoKey();
    void noFile_data();
    void noFile();
    void leftOut_data();
    void leftOut();
    void freeNames();

private:
    [[nodiscard]] TransportFormPtr form(const QByteArray &service, const QByteArray &transport) const
    {
        return TransportForm::of(m_services.find(service), transport).value();
    }

    Services m_services;
};

using Change = void (*)(Endpoint &);
Q_DECLARE_METATYPE(Change)

void TestEndpointCheck::defaultsAreGood()
{
    for (const ServicePtr &service : m_services.all()) {
        for (const Transport &transport : service->transports()) {
            const TransportFormPtr one = form(service->id(), transport.id);
            QVERIFY_RESULT(checkEndpoint(endpointOf(*one), *one));
        }
    }
}

void TestEndpointCheck::wrong_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, Change change, const QString &words) {
        QTest::newRow(name) << change << words;
    };
    row(
        "no name", [](Endpoint &e) { e.name = u" "_s; }, u"name"_s);
    row(
        "name of two lines", [](Endpoint &e) { e.name = u"a\nb"_s; }, u"name"_s);
    row(
        "long name", [](Endpoint &e) { e.name = QString(201, u'x'); }, u"name"_s);
    row(
        "base", [](Endpoint &e) { e.base = u"htp://x"_s; }, u"htp"_s);
    row(
        "base with the path", [](Endpoint &e) { e.base += u"/events/"_s; }, u"/events"_s);
    row(
        "base with the batch path", [](Endpoint &e) { e.base += u"/event-batch"_s; }, u"/event-batch"_s);
    row(
        "other service", [](Endpoint &e) { e.service = "emban"; }, u"another service"_s);
    row(
        "other transport", [](Endpoint &e) { e.transport = "capture"; }, u"another service or transport"_s);
    row(
        "form that there is not", [](Endpoint &e) { e.auth = {1}; }, u"form of auth"_s);
    row(
        "negative form", [](Endpoint &e) { e.auth = {-1}; }, u"form of auth"_s);
    row(
        "form twice",
        [](Endpoint &e) {
            e.auth = {0, 0};
        },
        u"twice"_s);
    row(
        "key as a name",
        [](Endpoint &e) {
            e.secrets = {{Kind::Environment, u"sch_dev_topsecret"_s}};
        },
        u"not the key itself"_s);
    row(
        "no variable's name",
        [](Endpoint &e) {
            e.secrets = {{Kind::Environment, u"topsecret!"_s}};
        },
        u"not the key itself"_s);
    row(
        "unknown option",
        [](Endpoint &e) {
            e.options = {{"X-Other", "1"}};
        },
        u"X-Other"_s);
    row(
        "option twice",
        [](Endpoint &e) {
            e.options = {{"X-Schematic-Environment-Id", "1"}, {"x-schematic-environment-id", "2"}};
        },
        u"twice"_s);
    row(
        "option of two lines",
        [](Endpoint &e) {
            e.options = {{"X-Schematic-Environment-Id", "a\r\nX: y"}};
        },
        u"line break"_s);
    row(
        "no header's name",
        [](Endpoint &e) {
            e.headers = {{"X A", "1"}};
        },
        u"no name of a header"_s);
    row(
        "empty header's name",
        [](Endpoint &e) {
            e.headers = {{"", "1"}};
        },
        u"no name of a header"_s);
    row(
        "header of two lines",
        [](Endpoint &e) {
            e.headers = {{"X-A", "topsecret\n"}};
        },
        u"line break"_s);
    row(
        "header with a colon",
        [](Endpoint &e) {
            e.headers = {{"X:A", "1"}};
        },
        u"no name of a header"_s);
    row(
        "header beyond ASCII",
        [](Endpoint &e) {
            e.headers = {{"X-A", "é"}};
        },
        u"no header can"_s);
    row(
        "Host",
        [](Endpoint &e) {
            e.headers = {{"host", "x"}};
        },
        u"set by Eventscope"_s);
    row(
        "Content-Length",
        [](Endpoint &e) {
            e.headers = {{"Content-Length", "5"}};
        },
        u"set by Eventscope"_s);
    row(
        "Transfer-Encoding",
        [](Endpoint &e) {
            e.headers = {{"transfer-encoding", "x"}};
        },
        u"set by Eventscope"_s);
    row(
        "User-Agent",
        [](Endpoint &e) {
            e.headers = {{"User-Agent", "x"}};
        },
        u"set by Eventscope"_s);
    row(
        "auth header",
        [](Endpoint &e) {
            e.headers = {{"x-schematic-api-key", "${A}"}};
        },
        u"set by Eventscope"_s);
    row(
        "option as a header",
        [](Endpoint &e) {
            e.headers = {{"X-Schematic-Environment-Id", "1"}};
        },
        u"set by Eventscope"_s);
    row(
        "header twice",
        [](Endpoint &e) {
            e.headers = {{"X-A", "1"}, {"x-a", "2"}};
        },
        u"twice"_s);
    row(
        "Authorization",
        [](Endpoint &e) {
            e.headers = {{"Authorization", "topsecret"}};
        },
        u"${NAME}"_s);
    row(
        "Cookie",
        [](Endpoint &e) {
            e.headers = {{"COOKIE", "topsecret"}};
        },
        u"${NAME}"_s);
    row(
        "token",
        [](Endpoint &e) {
            e.headers = {{"X-Auth-Token", "topsecret"}};
        },
        u"${NAME}"_s);
    row(
        "another's key",
        [](Endpoint &e) {
            e.headers = {{"X-Api-Key", "topsecret"}};
        },
        u"${NAME}"_s);
    row(
        "password",
        [](Endpoint &e) {
            e.headers = {{"db_password", "topsecret"}};
        },
        u"${NAME}"_s);
    row(
        "a key under any name",
        [](Endpoint &e) {
            e.headers = {{"X-Note", "is sch_dev_topsecret1 here"}};
        },
        u"${NAME}"_s);
    row(
        "variable not closed",
        [](Endpoint &e) {
            e.headers = {{"X-A", "${A"}};
        },
        u"X-A"_s);
    row(
        "time-out too short", [](Endpoint &e) { e.timeoutMs = 99; }, u"time-out"_s);
    row(
        "time-out too long", [](Endpoint &e) { e.timeoutMs = 3'600'001; }, u"time-out"_s);
    row(
        "user pointer", [](Endpoint &e) { e.userPointer = "user_id"; }, u"JSON pointer"_s);
}

void TestEndpointCheck::wrong()
{
    QFETCH(Change, change);
    QFETCH(QString, words);
    const TransportFormPtr rest = form("schematic", "rest");
    Endpoint endpoint = endpointOf(*rest);
    change(endpoint);
    const auto checked = checkEndpoint(endpoint, *rest);
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, Error::Kind::BadInput);
    QVERIFY2(checked.error().message.contains(words), qPrintable(checked.error().message));
    QVERIFY2(!checked.error().message.contains(u"topsecret"_s), qPrintable(checked.error().message));
    if (!endpoint.name.trimmed().isEmpty() && endpoint.name.size() < 200 && !endpoint.name.contains(u'\n'))
        QVERIFY(!RequestMaker::of(rest, endpoint, {}));
}

void TestEndpointCheck::right_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
    row("no auth", [](Endpoint &e) { e.auth.clear(); });
    row("variable", [](Endpoint &e) { e.secrets = {{Kind::Environment, u"MY_KEY"_s}}; });
    row("option", [](Endpoint &e) { e.options = {{"x-schematic-environment-ID", "env_1"}}; });
    row("headers", [](Endpoint &e) { e.headers = {{"X-A", "1"}, {"X-B", ""}, {"Idempotency-Key", "5"}}; });
    row("Authorization from a variable", [](Endpoint &e) { e.headers = {{"Authorization", "Bearer ${TOKEN}"}}; });
    row("Cookie from a variable", [](Endpoint &e) { e.headers = {{"Cookie", "session=${SESSION}"}}; });
    row("X-Author", [](Endpoint &e) { e.headers = {{"X-Author", "ada"}}; });
    row("time-out", [](Endpoint &e) { e.timeoutMs = 100; });
    row("long time-out", [](Endpoint &e) { e.timeoutMs = 3'600'000; });
    row("user pointer", [](Endpoint &e) { e.userPointer = "/a~1b/0"; });
}

void TestEndpointCheck::right()
{
    QFETCH(Change, change);
    const TransportFormPtr rest = form("schematic", "rest");
    Endpoint endpoint = endpointOf(*rest);
    change(endpoint);
    QVERIFY_RESULT(checkEndpoint(endpoint, *rest));
    QVERIFY_RESULT(RequestMaker::of(rest, endpoint, {}));
}

// What is sent once, to an address given by hand, has no name. Two forms may not set one header.
void TestEndpointCheck::nameless()
{
    const TransportFormPtr query = form("buildless", "query");
    Endpoint endpoint = endpointOf(*query);
    endpoint.name.clear();
    QVERIFY(!checkEndpoint(endpoint, *query));
    QVERIFY_RESULT(RequestMaker::of(query, endpoint, {}));
    endpoint.auth = {0, 2};
    QVERIFY(RequestMaker::of(query, endpoint, {}).error().message.contains(u"same header"_s));
    endpoint.auth = {0, 1};
    QVERIFY_RESULT(RequestMaker::of(query, endpoint, {}));
}

void TestEndpointCheck::context()
{
    const TransportFormPtr capture = form("schematic", "capture");
    Endpoint endpoint = endpointOf(*capture);
    endpoint.production = true;
    endpoint.customer = "acme";
    endpoint.headers = {{"X-A", "1"}};
    const JudgeContext unknown = judgeContext(*capture, endpoint, std::nullopt, 5);
    QCOMPARE(unknown.now, std::optional<Micros>(5));
    QCOMPARE(unknown.transport, std::optional<QByteArray>("capture"));
    QVERIFY(!unknown.keyKind);
    QVERIFY(unknown.endpoint);
    QVERIFY(unknown.endpoint->production);
    QCOMPARE(unknown.endpoint->customer, "acme");
    QCOMPARE(unknown.endpoint->headers, (std::vector<QByteArray>{"X-A"}));
    QVERIFY(!unknown.endpoint->keyParts);
    QVERIFY(!unknown.endpoint->setsKeyInEvents);

    const JudgeContext known = judgeContext(*capture, endpoint, Keys{{"sch_dev_1"}, {}}, std::nullopt);
    QVERIFY(!known.now);
    QCOMPARE(known.keyKind, std::optional<QByteArray>("secret"));
    QVERIFY(known.endpoint->setsKeyInEvents);
    QCOMPARE(*known.endpoint->keyParts, (std::vector<bool>{true}));
    QVERIFY(!endpointText(*known.endpoint).contains("sch_"));
    QCOMPARE(judgeContext(*capture, endpoint, Keys{{"api_1"}, {}}, {}).keyKind, std::optional<QByteArray>(""));
    const JudgeContext empty = judgeContext(*capture, endpoint, Keys{{""}, {}}, {});
    QVERIFY(!empty.keyKind);
    QVERIFY(!empty.endpoint->setsKeyInEvents);
    QCOMPARE(*empty.endpoint->keyParts, (std::vector<bool>{false}));
}

void TestEndpointCheck::findings()
{
    const ServicePtr service = m_services.find("emban");
    const auto judge = Judge::compile(service);
    QVERIFY_RESULT(judge);
    const TransportFormPtr ingest = form("emban", "ingest");
    Endpoint endpoint = endpointOf(*ingest);
    QVERIFY(endpointFindings(**judge, *ingest, endpoint, Keys{{"eb_ing_12345678"}, {}}).empty());
    const auto admin = endpointFindings(**judge, *ingest, endpoint, Keys{{"eb_adm_12345678"}, {}});
    QCOMPARE(admin.size(), 1u);
    QCOMPARE(admin.front().rule, "M13");
    endpoint.production = true;
    QCOMPARE(endpointFindings(**judge, *ingest, endpoint, Keys{{"eb_adm_12345678"}, {}}).front().rule, "M20");
    Endpoint keyless = endpointOf(*ingest);
    keyless.auth.clear();
    keyless.secrets.clear();
    QVERIFY(!endpointFindings(**judge, *ingest, keyless, Keys{}).empty());
    for (const QString &here : {u"http://127.0.0.1:8710"_s, u"http://localhost:8710/run/x"_s, u"http://[::1]:1"_s}) {
        keyless.base = here;
        QVERIFY2(endpointFindings(**judge, *ingest, keyless, Keys{}).empty(), qPrintable(here));
    }
    keyless.production = true;
    QVERIFY(!endpointFindings(**judge, *ingest, keyless, Keys{}).empty());
    const auto none = endpointFindings(**judge, *ingest, endpoint, Keys{});
    QVERIFY(!none.empty());
    QCOMPARE(none.back().pointer, "/key");
    for (const Finding &finding : endpointFindings(**judge, *ingest, endpoint, std::nullopt))
        QCOMPARE(finding.severity, Severity::NotJudged);

    const ServicePtr other = m_services.find("eventbunker");
    const auto queueJudge = Judge::compile(other);
    QVERIFY_RESULT(queueJudge);
    const TransportFormPtr track = form("eventbunker", "track");
    const Endpoint target = endpointOf(*track);
    QVERIFY(queueFindings(**queueJudge, *track, target, 10'000'000).empty());
    const auto many = queueFindings(**queueJudge, *track, target, 10'000'001);
    QCOMPARE(many.size(), 1u);
    QCOMPARE(many.front().rule, "E15");
}

void TestEndpointCheck::fileComesBack()
{
    std::vector<Endpoint> all;
    for (const ServicePtr &service : m_services.all()) {
        for (const Transport &transport : service->transports()) {
            Endpoint endpoint = endpointOf(*form(service->id(), transport.id));
            endpoint.id = 0;
            endpoint.name = u"Größe \"%1\""_s.arg(all.size());
            endpoint.customer = "caf\xe9";
            endpoint.userPointer = "/a~1b";
            endpoint.headers.push_back({"X-Trace", "${TRACE} 'x' \"y\""});
            endpoint.timeoutMs = 1234;
            endpoint.production = all.size() % 2 == 0;
            endpoint.perSecond = 0.125;
            endpoint.concurrency = 16;
            endpoint.resumeUnknown = true;
            endpoint.proxy = {ProxySetting::Kind::Given, u"::1"_s, 65535};
            endpoint.authorities = u"/ä b/a.pem"_s;
            endpoint.certificate = u"/c.pem"_s;
            endpoint.certificateKey = u"/k.pem"_s;
            all.push_back(endpoint);
        }
    }
    all.back().proxy = {ProxySetting::Kind::System, {}, 0};
    const auto read = endpointsIn(endpointsFile(all), m_services);
    QVERIFY_RESULT(read);
    QCOMPARE(read->faults, QStringList());
    QCOMPARE(read->endpoints, all);
    QVERIFY(endpointsIn(endpointsFile({}), m_services)->endpoints.empty());
}

void TestEndpointCheck::fileKeepsNoKey()
{
    Endpoint endpoint = endpointOf(*form("engagelab", "report"));
    endpoint.secrets = {{Kind::Keyring, Keyring::newEntry(u"topsecret"_s)}, {Kind::Environment, u"MY_KEY"_s}};
    const QByteArray file = endpointsFile({endpoint});
    QVERIFY2(!file.contains("topsecret"), file.constData());
    QVERIFY(file.contains("MY_KEY"));
    const auto read = endpointsIn(file, m_services);
    QCOMPARE(read->endpoints.front().secrets.front(), (SecretSource{Kind::Keyring, {}}));
}

void TestEndpointCheck::noFile_data()
{
    QTest::addColumn<QByteArray>("file");
    const auto row = [](const char *name, const QByteArray &file) { QTest::newRow(name) << file; };
    row("empty", "");
    row("no JSON", "endpoints");
    row("cut off", R"({"eventscope":"endpoints","version":1,"endpoints":[)");
    row("a list", "[]");
    row("null", "null");
    row("another file", R"({"version":1,"endpoints":[]})");
    row("no version", R"({"eventscope":"endpoints","endpoints":[]})");
    row("newer", R"({"eventscope":"endpoints","version":2,"endpoints":[]})");
    row("older than all", R"({"eventscope":"endpoints","version":0,"endpoints":[]})");
    row("version as a text", R"({"eventscope":"endpoints","version":"1","endpoints":[]})");
    row("no list", R"({"eventscope":"endpoints","version":1,"endpoints":{}})");
    row("nested", QByteArray(100'000, '['));
    row("nested objects", QByteArray("{\"a\":").repeated(50'000));
    row("no UTF-8", "{\"eventscope\":\"\xff\"}");
    row("too many",
        R"({"eventscope":"endpoints","version":1,"endpoints":[0)" + QByteArray(",0").repeated(10'000) + "]}");
}

void TestEndpointCheck::noFile()
{
    QFETCH(QByteArray, file);
    const auto read = endpointsIn(file, m_services);
    QVERIFY(!read);
    QVERIFY(!read.error().message.isEmpty());
}

void TestEndpointCheck::leftOut_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *name, const QByteArray &member, bool good = false) {
        QTest::newRow(name) << member << good;
    };
    row("nothing more", R"("x":1)", true);
    row("unknown members", R"("colour":{"a":[]})", true);
    row("no name", R"("name":"")");
    row("name of another kind", R"("name":7)");
    row("unknown service", R"("service":"nobody")");
    row("unknown transport", R"("transport":"nothing")");
    row("no URL", R"("url":"htp://x")");
    row("a password in the URL", R"("url":"http://user:topsecret@x")");
    row("auth that there is not", R"("auth":[99])");
    row("auth from 0", R"("auth":[0])");
    row("auth as text", R"("auth":["1"])");
    row("auth beyond numbers", R"("auth":[1e300])");
    row("source of another kind", R"("key":[7])");
    row("source from afar", R"("key":[{"from":"afar"}])");
    row("a key for a variable", R"("key":[{"from":"environment","variable":"topsecret!"}])");
    row("more parts than there are", R"("key":[{"from":"session"},{"from":"session"}])");
    row("no parts", R"("key":[])", true);
    row("header that is none", R"("headers":[["X A","1"]])");
    row("header alone", R"("headers":["X-A"])");
    row("a literal credential", R"("headers":[["Authorization","Bearer topsecret"]])");
    row("bytes that are none", R"("customer":{"base64":"@@"})");
    row("time-out", R"("timeout":0)");
    row("endless time-out", R"("timeout":1e300)");
    row("negative rate", R"("perSecond":-1)");
    row("half a request", R"("concurrency":1.5)");
    row("no request", R"("concurrency":0)");
    row("proxy with a password", R"("proxy":"http://user:topsecret@p:1")");
    row("relative path", R"("authorities":"a.pem")");
    row("production as a number", R"("production":1)");
}

void TestEndpointCheck::leftOut()
{
    QFETCH(QByteArray, member);
    QFETCH(bool, good);
    // The last of two counts.
    const QByteArray file =
        R"({"eventscope":"endpoints","version":1,"endpoints":[{"name":"A","service":"emban","transport":"ingest",)"
        R"("url":"http://h","auth":[1],)" +
        member + "}]}";
    const auto read = endpointsIn(file, m_services);
    QVERIFY_RESULT(read);
    QCOMPARE(read->endpoints.size(), good ? 1U : 0U);
    QCOMPARE(read->faults.size(), good ? 0 : 1);
    QVERIFY2(good || !read->faults.front().contains(u"topsecret"_s), qPrintable(read->faults.value(0)));
}

void TestEndpointCheck::freeNames()
{
    const auto named = [](const QStringList &names) {
        std::vector<Endpoint> endpoints;
        for (const QString &name : names) {
            Endpoint endpoint;
            endpoint.name = name;
            endpoints.push_back(endpoint);
        }
        return endpoints;
    };
    std::vector<Endpoint> endpoints = named({u"a"_s, u"A"_s, u"b"_s, u"Ärger"_s, u"c"_s, u"c 2"_s});
    QCOMPARE(giveFreeNames(endpoints, named({u"A"_s, u"a 2"_s, u"ärger"_s, u"c"_s})), 5);
    QStringList names;
    for (const Endpoint &endpoint : endpoints)
        names << endpoint.name;
    QCOMPARE(names, (QStringList{u"a 3"_s, u"A 4"_s, u"b"_s, u"Ärger 2"_s, u"c 2"_s, u"c 2 2"_s}));
}

QTEST_GUILESS_MAIN(TestEndpointCheck)
#include "tst_endpointcheck.moc"
