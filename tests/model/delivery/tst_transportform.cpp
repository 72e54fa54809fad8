// SPDX-License-Identifier: GPL-3.0-or-later
// Transports compiled from definitions: forms of auth, body templates, and what cannot be used.
#include "delivery/request.h"
#include "requestcases.h"

#include <QTest>

#include <limits>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

using Piece = RequestForm::Piece;

class TestTransportForm : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void builtIn();
    void pieces();
    void leftOutMembers_data();
    void leftOutMembers();
    void auth();
    void faults_data();
    void faults();
};

namespace {

// A definition with one transport, "t".
QByteArray definition(const QByteArray &transport)
{
    return R"({"format": 1, "id": "probe", "title": "Probe",
        "shapes": {"event": {"title": "Event", "schema": "#/$defs/event"}},
        "fields": {}, "detect": {"event": [{"need": {"/name": "string"}}]},
        "keys": [{"kind": "k", "prefix": ["k_"]}],
        "envelopes": [{"events": "list", "with": {"a": "#/$defs/any", "b": "#/$defs/any", "c\"\u00e9": "#/$defs/any"}}],
        "transports": {"t": )" +
           transport + R"(}, "$defs": {"event": {"type": "object"}, "any": true}})";
}

Result<TransportFormPtr> formOf(const QByteArray &transport)
{
    const auto service = Service::load(definition(transport), u"probe.json"_s);
    if (!service)
        qFatal("%s", qPrintable(service.error().message));
    return TransportForm::of(*service, "t");
}

QByteArray transportWith(const QByteArray &members)
{
    return R"({"title": "T", "shape": "event", )" + members + "}";
}

QByteArray sent(const QByteArray &body, const std::vector<OutgoingEvent> &events)
{
    const auto form = formOf(transportWith(R"("many": {"method": "POST", "path": "/p", "body": )" + body + "}"));
    if (!form)
        return form.error().message.toUtf8();
    Endpoint endpoint;
    endpoint.service = "probe";
    endpoint.transport = "t";
    endpoint.base = u"http://h"_s;
    const auto request = RequestMaker::of(*form, endpoint, {})->make(events);
    return request ? request->body : request.error().message.toUtf8();
}

}

void TestTransportForm::builtIn()
{
    const Services services = builtInServices();
    for (const ServicePtr &service : services.all()) {
        for (const Transport &transport : service->transports()) {
            const auto form = TransportForm::of(service, transport.id);
            QVERIFY_RESULT(form);
            QCOMPARE((*form)->transport().id, transport.id);
            QCOMPARE((*form)->service(), service);
            QVERIFY((*form)->one() || (*form)->many());
            QVERIFY(!(*form)->defaultAuth().empty());
            QVERIFY(!(*form)->keyParts((*form)->defaultAuth()).isEmpty());
        }
    }
    const auto none = TransportForm::of(services.find("emban"), "rest");
    QVERIFY(!none);
    QCOMPARE(none.error().kind, Error::Kind::NotFound);

    const auto report = *TransportForm::of(services.find("engagelab"), "report");
    QCOMPARE(report->envelopeMembers(), (std::vector<QByteArray>{"app_key"}));
    QVERIFY(!report->one());
    QCOMPARE(report->many()->most, std::numeric_limits<qint64>::max());
    QCOMPARE(report->keyParts({0}), (QStringList{u"API key"_s, u"API secret"_s}));
    const auto capture = *TransportForm::of(services.find("schematic"), "capture");
    QCOMPARE(capture->defaultAuth(), (std::vector<int>{0}));
    QCOMPARE(capture->many()->most, 100);
    QCOMPARE(capture->one()->most, 1);
    const auto query = *TransportForm::of(services.find("buildless"), "query");
    QVERIFY(query->one()->query);
    QVERIFY(query->one()->body.empty());
    QCOMPARE(query->defaultAuth(), (std::vector<int>{0}));
    QCOMPARE(query->keyParts({2, 9, -1}), (QStringList{u"API key"_s}));
    QCOMPARE(query->keyParts({}), QStringList());
}

void TestTransportForm::pieces()
{
    const auto form = formOf(transportWith(R"("many": {"method": "PUT", "path": "/a:b/c", "max": 7, "body":
        {"v": 1.50, "t\"é": "x\ny", "n": null, "deep": [true, {"list": "$events"}, "$events"], "a": "$envelope.a"}})"));
    QVERIFY_RESULT(form);
    const RequestForm &many = *(*form)->many();
    QCOMPARE(many.method, "PUT");
    QCOMPARE(many.path, "/a:b/c");
    QCOMPARE(many.most, 7);
    const std::vector<Piece> expected{
        {Piece::Kind::Bytes, "{\"v\":1.5,\"t\\\"é\":\"x\\ny\",\"n\":null,\"deep\":[true,{\"list\":", {}},
        {Piece::Kind::Events, {}, {}}, {Piece::Kind::Bytes, "},", {}}, {Piece::Kind::Events, {}, {}},
        {Piece::Kind::Bytes, "]", {}}, {Piece::Kind::EnvelopeMember, "a", ",\"a\":"}, {Piece::Kind::Bytes, "}", {}}};
    QVERIFY(many.body == expected);
}

void TestTransportForm::leftOutMembers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("envelope");
    QTest::addColumn<QByteArray>("sentBody");
    const auto row = [](const char *body, const char *envelope, const char *sentBody) {
        QTest::newRow(qPrintable(QString::fromUtf8(body) + u' ' + QString::fromUtf8(envelope)))
            << QByteArray(body) << QByteArray(envelope) << QByteArray(sentBody);
    };
    const char *first = R"({"a":"$envelope.a","b":"$envelope.b","l":"$events"})";
    row(first, "", R"({"l":[{}]})");
    row(first, "{}", R"({"l":[{}]})");
    row(first, R"({"a":1})", R"({"a":1,"l":[{}]})");
    row(first, R"({"b":[ 1 ]})", R"({"b":[ 1 ],"l":[{}]})");
    row(first, R"({"b":null,"a":{"x":"y"}})", R"({"a":{"x":"y"},"b":null,"l":[{}]})");
    const char *last = R"({"l":"$events","a":"$envelope.a","b":"$envelope.b"})";
    row(last, "", R"({"l":[{}]})");
    row(last, R"({"a":1})", R"({"l":[{}],"a":1})");
    row(last, R"({"b":2})", R"({"l":[{}],"b":2})");
    const char *alone = R"({"meta":{"a":"$envelope.a"},"l":"$events","z":{"b":"$envelope.b","y":[]}})";
    row(alone, "", R"({"meta":{},"l":[{}],"z":{"y":[]}})");
    row(alone, R"({"a":0.10,"b":"\u0041"})", R"({"meta":{"a":0.10},"l":[{}],"z":{"b":"\u0041","y":[]}})");
    const char *odd = R"({"x":"$envelope.c\"\u00e9","l":"$events"})";
    row(odd, R"({"c\"\u00e9":5})", R"({"x":5,"l":[{}]})");
    row(odd, "", R"({"l":[{}]})");
    row(R"("$events")", R"({"a":1})", "[{}]");
    row(R"(["$events",1])", "", "[[{}],1]");
}

void TestTransportForm::leftOutMembers()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, envelope);
    QFETCH(QByteArray, sentBody);
    QCOMPARE(sent(body, {{"{}", envelope}}), sentBody);
}

void TestTransportForm::auth()
{
    const auto form = formOf(transportWith(R"(
        "auth": [{"header": "X-Key", "keys": ["k"], "help": "h"}, {"header": "Authorization", "prefix": "Token ",
            "optional": true, "title": "Token"}, {"basic": ["user", {"fixed": "x"}]}, {"member": "/a/b"}],
        "options": [{"header": "X-Opt"}, {"header": "X-Two", "title": "Two", "help": "2"}],
        "one": {"method": "POST", "path": "/", "body": "$event"})"));
    QVERIFY_RESULT(form);
    const std::vector<AuthForm> &auth = (*form)->auth();
    QCOMPARE(auth.size(), 4u);
    QCOMPARE(auth[0].kind, AuthForm::Kind::Header);
    QCOMPARE(auth[0].kinds, QByteArrayList{"k"});
    QCOMPARE(auth[0].help, u"h"_s);
    QCOMPARE(auth[0].parts.size(), 1);
    QVERIFY(!auth[0].title.isEmpty());
    QCOMPARE(auth[1].prefix, "Token ");
    QVERIFY(auth[1].optional);
    QCOMPARE(auth[2].kind, AuthForm::Kind::Basic);
    QCOMPARE(auth[2].header, "Authorization");
    QCOMPARE(auth[2].parts, QStringList{u"user"_s});
    QVERIFY(!auth[2].basicParts[0]);
    QCOMPARE(*auth[2].basicParts[1], "x");
    QCOMPARE(auth[3].member.text(), "/a/b");
    QCOMPARE((*form)->defaultAuth(), (std::vector<int>{0, 2, 3}));
    QCOMPARE((*form)->options()[0].title, u"X-Opt"_s);
    QCOMPARE((*form)->options()[1].help, u"2"_s);
    QVERIFY(!(*form)->many());
}

void TestTransportForm::faults_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("pointer");
    const QByteArray one = R"(, "one": {"method": "POST", "path": "/", "body": "$event"})";
    const auto row = [&](const char *name, const QByteArray &members, const QString &pointer) {
        QTest::newRow(name) << members << pointer;
    };
    row("header's name", R"("auth": [{"header": "X Key"}])" + one, u"/transports/t/auth/0"_s);
    row("header of ours", R"("auth": [{"header": "host"}])" + one, u"/transports/t/auth/0"_s);
    row("prefix", R"("auth": [{"header": "X", "prefix": "a\n"}])" + one, u"/transports/t/auth/0"_s);
    row("member", R"("auth": [{"member": ""}])" + one, u"/transports/t/auth/0"_s);
    row("basic without open parts", R"("auth": [{"basic": [{"fixed": "a"}, {"fixed": "b"}]}])" + one,
        u"/transports/t/auth/0/basic"_s);
    row("colon", R"("auth": [{"basic": [{"fixed": "a:b"}, "c"]}])" + one, u"/transports/t/auth/0/basic"_s);
    row("option", R"("options": [{"header": "A"}, {"header": "Content-Type"}])" + one, u"/transports/t/options/1"_s);
    row("path with a query", R"("one": {"method": "POST", "path": "/a?b", "body": "$event"})",
        u"/transports/t/one/path"_s);
    row("path with a space", R"("one": {"method": "POST", "path": "/a b", "body": "$event"})",
        u"/transports/t/one/path"_s);
    row("body and query",
        R"("one": {"method": "POST", "path": "/", "body": "$event", "query": {"from": "$event", "names": "dotted"}})",
        u"/transports/t/one"_s);
    row("envelope member in a list", R"("many": {"method": "POST", "path": "/", "body": ["$events", "$envelope.a"]})",
        u"/transports/t/many/body/1"_s);
    row("status range", R"("reply": {"accepted": {"status": "400-200"}})" + one, u"/transports/t/reply/accepted"_s);
    row("retry range", R"("reply": {"retry": [429, "500-400"]})" + one, u"/transports/t/reply/retry/1"_s);
}

void TestTransportForm::faults()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, pointer);
    const auto form = formOf(transportWith(members));
    QVERIFY(!form);
    QCOMPARE(form.error().kind, Error::Kind::BadInput);
    QVERIFY2(form.error().message.contains(u"probe.json: "_s + pointer + u": "_s), qPrintable(form.error().message));
}

QTEST_GUILESS_MAIN(TestTransportForm)
#include "tst_transportform.moc"
