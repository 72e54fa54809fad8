// SPDX-License-Identifier: GPL-3.0-or-later
// Whole requests, to the last byte, against those of tests/data/requests.
#include "requestcases.h"

#include <QSet>
#include <QTest>
#include <QUrl>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(RequestCase)

class TestRequests : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { failOnWarnings(); }

    void requests_data();
    void requests();
    void everyFormIsSent();
    void userAgent();
    void refusals_data();
    void refusals();
    void noErrorHoldsTheKey();
    void nextBatches();
    void hugeBatch();

private:
    [[nodiscard]] TransportFormPtr form(const QByteArray &service, const QByteArray &transport) const;

    Services m_services;
};

void TestRequests::initTestCase()
{
    m_services = builtInServices();
    QCoreApplication::setApplicationVersion(u"1.2.3"_s);
}

TransportFormPtr TestRequests::form(const QByteArray &service, const QByteArray &transport) const
{
    const auto form = TransportForm::of(m_services.find(service), transport);
    return form ? *form : nullptr;
}

void TestRequests::requests_data()
{
    QTest::addColumn<RequestCase>("one");
    for (const RequestCase &one : requestCases())
        QTest::newRow(qPrintable(one.name)) << one;
}

void TestRequests::requests()
{
    QFETCH(RequestCase, one);
    const TransportFormPtr transport = form(one.endpoint.service, one.endpoint.transport);
    QVERIFY(transport);
    const auto maker = RequestMaker::of(transport, one.endpoint, one.keys);
    QVERIFY_RESULT(maker);
    const auto request = maker->make(one.events);
    QVERIFY_RESULT(request);
    QCOMPARE(shown(*request), shown(one.request));
    QVERIFY(*request == one.request);

    // Qt must not respell what was shown.
    QCOMPARE(QUrl::fromEncoded(request->url, QUrl::StrictMode).toEncoded(), request->url);

    const auto masker = RequestMaker::of(transport, one.endpoint, one.keys.masked(*transport->service()));
    QVERIFY_RESULT(masker);
    const auto masked = masker->make(one.events);
    QVERIFY_RESULT(masked);
    QCOMPARE(shown(*masked), shown(one.masked));
    for (const QByteArray &key : one.keys.parts)
        QVERIFY(key.isEmpty() || !shown(*masked).contains(key));
    for (const NamedValue &variable : one.keys.variables)
        QVERIFY(!shown(*masked).contains(variable.value));
}

// The tables leave out no transport, no form of a request, no form of auth and no option.
void TestRequests::everyFormIsSent()
{
    QSet<QByteArray> sent;
    for (const RequestCase &one : requestCases()) {
        const QByteArray place = one.endpoint.service + '/' + one.endpoint.transport;
        sent << place + (one.events.size() == 1 ? "/one" : "/many");
        for (const int auth : one.endpoint.auth)
            sent << place + "/auth/" + QByteArray::number(auth);
        if (!one.endpoint.options.empty())
            sent << place + "/option";
        if (!one.endpoint.headers.empty())
            sent << one.endpoint.service + "/headers";
        if (one.endpoint.base.count(u'/') > 2)
            sent << one.endpoint.service + "/prefix";
    }
    for (const ServicePtr &service : m_services.all()) {
        QVERIFY2(sent.contains(service->id() + "/headers"), service->id().constData());
        QVERIFY2(sent.contains(service->id() + "/prefix"), service->id().constData());
        for (const Transport &transport : service->transports()) {
            const TransportFormPtr one = form(service->id(), transport.id);
            QVERIFY(one);
            const QByteArray place = service->id() + '/' + transport.id;
            QVERIFY2(sent.contains(place + "/one"), place.constData());
            QVERIFY2(!one->many() || sent.contains(place + "/many"), place.constData());
            QVERIFY2(one->options().empty() || sent.contains(place + "/option"), place.constData());
            for (std::size_t i = 0; i < one->auth().size(); ++i)
                QVERIFY2(sent.contains(place + "/auth/" + QByteArray::number(int(i))), place.constData());
        }
    }
}

void TestRequests::userAgent()
{
    const TransportFormPtr track = form("eventbunker", "track");
    const auto agent = [&](const QString &version) {
        QCoreApplication::setApplicationVersion(version);
        const auto maker = RequestMaker::of(track, endpointOf(*track), {});
        const std::vector<OutgoingEvent> events{{"{}", {}}};
        const QByteArray value = maker->make(events)->headers.at(4).value;
        QCoreApplication::setApplicationVersion(u"1.2.3"_s);
        return value;
    };
    QCOMPARE(agent(u"2.0-rc1"_s), "Eventscope/2.0-rc1");
    QCOMPARE(agent({}), "Eventscope");
    QCOMPARE(agent(u"1 (x)\r\nA: b"_s), "Eventscope");
}

void TestRequests::refusals_data()
{
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArrayList>("texts");
    QTest::addColumn<QByteArrayList>("envelopes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("words");
    const auto bad = static_cast<int>(Error::Kind::BadInput);
    const auto limit = static_cast<int>(Error::Kind::Limit);
    const QByteArrayList none;
    QTest::newRow("nothing") << QByteArray("emban/ingest") << none << none << bad << u"no event"_s;
    QTest::newRow("no JSON") << QByteArray("emban/ingest") << QByteArrayList{"{}", "{,}"} << none << bad
                             << u"Event 2"_s;
    QTest::newRow("empty") << QByteArray("emban/ingest") << QByteArrayList{""} << none << bad << u"Event 1"_s;
    QTest::newRow("a list") << QByteArray("emban/ingest") << QByteArrayList{"[{}]"} << none << bad << u"Event 1"_s;
    QTest::newRow("a comment") << QByteArray("emban/ingest") << QByteArrayList{"{} // x"} << none << bad
                               << u"Event 1"_s;
    QTest::newRow("two events") << QByteArray("emban/ingest") << QByteArrayList{"{},{}"} << none << bad << u"Event 1"_s;
    QTest::newRow("closes the list") << QByteArray("emban/ingest") << QByteArrayList{"{}]}"} << none << bad
                                     << u"Event 1"_s;
    QTest::newRow("no batches") << QByteArray("eventbunker/track") << QByteArrayList{"{}", "{}"} << none << limit
                                << u"Track"_s;
    QTest::newRow("101") << QByteArray("schematic/capture") << QByteArrayList(101, "{}") << none << limit << u"100"_s;
    QTest::newRow("1001") << QByteArray("emban/ingest") << QByteArrayList(1001, "{}") << none << limit << u"1000"_s;
    QTest::newRow("different envelopes") << QByteArray("engagelab/report") << QByteArrayList{"{}", "{}"}
                                         << QByteArrayList{R"({"app_key":"a"})", R"({"app_key":"b"})"} << bad
                                         << u"different"_s;
    QTest::newRow("one without") << QByteArray("engagelab/report") << QByteArrayList{"{}", "{}"}
                                 << QByteArrayList{R"({"app_key":"a"})", ""} << bad << u"different"_s;
    QTest::newRow("envelope no JSON") << QByteArray("engagelab/report") << QByteArrayList{"{}"}
                                      << QByteArrayList{"{\"app_key\":\"a\""} << bad << u"beside"_s;
    QTest::newRow("envelope a list") << QByteArray("engagelab/report") << QByteArrayList{"{}"} << QByteArrayList{"[1]"}
                                     << bad << u"beside"_s;
}

void TestRequests::refusals()
{
    QFETCH(QByteArray, place);
    QFETCH(QByteArrayList, texts);
    QFETCH(QByteArrayList, envelopes);
    QFETCH(int, kind);
    QFETCH(QString, words);
    const QByteArrayList names = place.split('/');
    const TransportFormPtr transport = form(names[0], names[1]);
    std::vector<OutgoingEvent> events;
    for (qsizetype i = 0; i < texts.size(); ++i)
        events.push_back({texts[i], i < envelopes.size() ? envelopes[i] : QByteArray()});
    const auto maker = RequestMaker::of(transport, endpointOf(*transport), {});
    QVERIFY_RESULT(maker);
    const auto request = maker->make(events);
    QVERIFY(!request);
    QCOMPARE(static_cast<int>(request.error().kind), kind);
    QVERIFY2(request.error().message.contains(words), qPrintable(request.error().message));
}

void TestRequests::noErrorHoldsTheKey()
{
    const TransportFormPtr capture = form("schematic", "capture");
    const TransportFormPtr report = form("engagelab", "report");
    const QByteArrayList broken{"sch_dev_topsecret1\n", "sch_dev_topsecret1\r\nX: y", " sch_dev_topsecret1",
        "sch_dev_topsecret1\x7F", "sch_dev_topsecret1\xC3\xA9", QByteArray("sch_dev_topsecret1\0x", 20)};
    for (const QByteArray &key : broken) {
        const auto maker = RequestMaker::of(capture, endpointOf(*capture), {{key}, {}});
        QVERIFY(!maker);
        QCOMPARE(maker.error().kind, Error::Kind::BadInput);
        QVERIFY2(!maker.error().message.contains(u"topsecret"_s), qPrintable(maker.error().message));
        QVERIFY(!RequestMaker::of(capture, endpointOf(*capture), {{}, {{"NAME", key}}}));
    }
    const auto colon = RequestMaker::of(report, endpointOf(*report), {{"topsecret:1", "b"}, {}});
    QVERIFY(!colon);
    QVERIFY2(!colon.error().message.contains(u"topsecret"_s), qPrintable(colon.error().message));

    const auto maker = RequestMaker::of(capture, endpointOf(*capture), {{"sch_dev_topsecret1"}, {}});
    QVERIFY_RESULT(maker);
    for (const char *text : {"", "[]", "{\"api_key\":\"sch_dev_topsecret1\"", "{\"a\":sch_dev_topsecret1}", "nul"}) {
        const std::vector<OutgoingEvent> events{{text, {}}};
        const auto request = maker->make(events);
        QVERIFY(!request);
        QVERIFY2(!request.error().message.contains(u"topsecret"_s), qPrintable(request.error().message));
    }
}

void TestRequests::nextBatches()
{
    const TransportFormPtr report = form("engagelab", "report");
    const TransportFormPtr capture = form("schematic", "capture");
    const TransportFormPtr track = form("eventbunker", "track");
    const auto events = [](const QByteArrayList &envelopes) {
        std::vector<OutgoingEvent> list;
        for (const QByteArray &envelope : envelopes)
            list.push_back({"{}", envelope});
        return list;
    };
    const QByteArray a = R"({"app_key":"a"})";
    QCOMPARE(nextBatch(*report, {}, 10), 0u);
    QCOMPARE(nextBatch(*track, {}, 10), 0u);
    QCOMPARE(nextBatch(*track, events({"", "", ""}), 10), 1u);
    QCOMPARE(nextBatch(*report, events({"", "", ""}), 10), 3u);
    QCOMPARE(nextBatch(*report, events({"", "", ""}), 0), 3u);
    QCOMPARE(nextBatch(*report, events({"", "", ""}), -1), 3u);
    QCOMPARE(nextBatch(*report, events({"", "", ""}), 2), 2u);
    QCOMPARE(nextBatch(*report, events({a, a, "", a}), 10), 2u);
    // What the transport does not take makes no difference, nor does spacing; spelling does.
    QCOMPARE(nextBatch(*report, events({a, R"({ "app_key" : "a" })", R"({"app_key":"a","b":1})", "{}"}), 10), 3u);
    QCOMPARE(nextBatch(*report, events({a, R"({"app_key":"\u0061"})"}), 10), 1u);
    QCOMPARE(nextBatch(*report, events({"", "{}", R"({"b":1})"}), 10), 3u);
    QCOMPARE(nextBatch(*report, events({"{", "{", "{}"}), 10), 2u);
    QCOMPARE(nextBatch(*capture, events({a, "", "[]"}), 10), 3u);
    QCOMPARE(nextBatch(*capture, std::vector<OutgoingEvent>(150, {"{}", {}}), 0), 100u);
    QCOMPARE(nextBatch(*capture, std::vector<OutgoingEvent>(150, {"{}", {}}), 120), 100u);

    const QByteArray large = "{\"a\":\"" + QByteArray(3 << 20, 'x') + "\"}";
    const std::vector<OutgoingEvent> heavy(4, {large, {}});
    QCOMPARE(nextBatch(*capture, heavy, 0), 2u);
    const std::vector<OutgoingEvent> alone(2, {"{\"a\":\"" + QByteArray(9 << 20, 'x') + "\"}", {}});
    QCOMPARE(nextBatch(*capture, alone, 0), 1u);
}

void TestRequests::hugeBatch()
{
    const TransportFormPtr rest = form("schematic", "rest");
    const auto maker = RequestMaker::of(rest, endpointOf(*rest), {});
    const QByteArray event = "{\"event_type\":\"track\",\"body\":{\"event\":\"" + QByteArray(4000, 'x') + "\"}}";
    const std::vector<OutgoingEvent> events(1000, {event, {}});
    const auto request = maker->make(events);
    QVERIFY_RESULT(request);
    QCOMPARE(request->body.size(), event.size() * 1000 + 999 + qsizetype(qstrlen("{\"events\":[]}")));
    QCOMPARE(request->events, 1000);
}

QTEST_GUILESS_MAIN(TestRequests)
#include "tst_requests.moc"
