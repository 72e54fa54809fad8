// SPDX-License-Identifier: GPL-3.0-or-later
// Random events go through a maker and come back out of what is sent, byte for byte.
#include "event/utf8.h"
#include "requestcases.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUrl>

using namespace eventscope;
using namespace eventscope::test;

class TestRequestProperties : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_services = builtInServices(); }
    void init() { failOnWarnings(); }

    void eventsComeBack_data();
    void eventsComeBack();
    void queriesComeBack();

private:
    [[nodiscard]] TransportFormPtr form(const QByteArray &service, const QByteArray &transport) const
    {
        return TransportForm::of(m_services.find(service), transport).value();
    }

    Services m_services;
};

namespace {

// A random JSON value with odd spacing, spelling and nesting.
class RandomJson {
public:
    explicit RandomJson(quint32 seed)
        : m_random(seed)
    {}

    QByteArray object(int depth)
    {
        QByteArray text = "{" + space();
        const int members = below(5);
        for (int i = 0; i < members; ++i)
            text += (i > 0 ? "," : "") + space() + string() + space() + ":" + space() + value(depth - 1) + space();
        return text + "}";
    }
    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

private:
    QByteArray value(int depth)
    {
        static const QByteArrayList scalars{
            "null", "true", "false", "0.0450", "-0", "1e400", "9223372036854775807", "1E+2", "\"\"", "\"\\ud800\""};
        const int choice = below(depth > 0 ? 14 : 11);
        if (choice >= 12)
            return object(depth);
        if (choice == 11)
            return "[" + value(depth - 1) + "," + value(depth - 1) + "]";
        return choice == 10 ? string() : scalars[choice];
    }
    QByteArray string()
    {
        static const QByteArrayList parts{"a", "b", "api_key", "data", "events", " ", ".", "+", "%41", "&=#?", "é",
            "\xF0\x9F\x98\x80", "\\n", "\\\"", "\\u002e", "\\ud83d\\ude00", "]", "}", ",", "~-_", "\\/", "\\u0000"};
        QByteArray text;
        for (int i = below(4); i > 0; --i)
            text += parts[below(static_cast<int>(parts.size()))];
        return '"' + text + '"';
    }
    QByteArray space()
    {
        static const QByteArrayList spaces{"", "", "", " ", "\n", "\t", "\r\n  "};
        return spaces[below(static_cast<int>(spaces.size()))];
    }

    QRandomGenerator m_random;
};

}

void TestRequestProperties::eventsComeBack_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("transport");
    for (const ServicePtr &service : m_services.all()) {
        for (const Transport &transport : service->transports()) {
            if (transport.id != "query")
                QTest::newRow((service->id() + '/' + transport.id).constData()) << service->id() << transport.id;
        }
    }
}

// Random events, cut out of the body again by the tape, are the bytes that went in.
void TestRequestProperties::eventsComeBack()
{
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, transport);
    const TransportFormPtr one = form(service, transport);
    const auto maker = RequestMaker::of(one, endpointOf(*one), {});
    QVERIFY_RESULT(maker);
    RandomJson random(20260329);
    for (int round = 0; round < 300; ++round) {
        const int count = one->many() ? 1 + random.below(7) : 1;
        const QByteArray envelope = random.below(2) ? R"({"app_key":)" + random.object(1) + "}" : QByteArray();
        std::vector<OutgoingEvent> events;
        for (int i = 0; i < count; ++i)
            events.push_back({random.object(4), envelope});
        const auto request = maker->make(events);
        QVERIFY_RESULT(request);
        JsonTape tape;
        QVERIFY2(tape.read(viewOf(request->body)), request->body.constData());
        if (!one->many() || (count == 1 && one->one())) {
            QCOMPARE(request->body, events.front().text);
            continue;
        }
        const JsonValue list = tape.root().find(viewOf(m_services.find(service)->envelopeMembers().front()));
        QVERIFY(list);
        std::size_t at = 0;
        for (const JsonValue item : list.items())
            QCOMPARE(bytesOf(item.raw()), events.at(at++).text);
        QCOMPARE(at, events.size());
        if (const JsonValue key = tape.root().find("app_key"))
            QCOMPARE("{\"app_key\":" + bytesOf(key.raw()) + "}", envelope);
    }
}

namespace {

// The scalars of an event by the names that lead to them, of duplicates the last; what no query carries is
// left out. Written without the program's own walks.
void collectPlainly(JsonValue object, const QByteArray &before, QList<std::pair<QByteArray, QByteArray>> &found)
{
    std::vector<JsonMember> members;
    for (const JsonMember member : object.members())
        members.push_back(member);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const std::string name = members[i].key.string();
        bool last = true;
        for (std::size_t later = i + 1; later < members.size(); ++later)
            last = last && members[later].key.string() != name;
        if (!last || name.empty() || name.find('.') != std::string::npos || members[i].key.node().lone)
            continue;
        const JsonValue value = members[i].value;
        const QByteArray path = before + bytesOf(name);
        if (value.isObject())
            collectPlainly(value, path + '.', found);
        else if (value.isString() && !value.node().lone)
            found.append({path, bytesOf(value.string())});
        else if (value.isNumber() || value.isBool())
            found.append({path, bytesOf(value.raw())});
    }
}

}

void TestRequestProperties::queriesComeBack()
{
    const TransportFormPtr query = form("buildless", "query");
    const auto maker = RequestMaker::of(query, endpointOf(*query), {});
    QVERIFY_RESULT(maker);
    RandomJson random(7);
    for (int round = 0; round < 2000; ++round) {
        const std::vector<OutgoingEvent> events{{random.object(4), {}}};
        const auto request = maker->make(events);
        QVERIFY_RESULT(request);
        QVERIFY(request->body.isEmpty());
        QCOMPARE(QUrl::fromEncoded(request->url, QUrl::StrictMode).toEncoded(), request->url);
        JsonTape tape;
        QVERIFY(tape.read(viewOf(events.front().text)));
        QList<std::pair<QByteArray, QByteArray>> expected;
        collectPlainly(tape.root(), {}, expected);
        QList<std::pair<QByteArray, QByteArray>> found;
        const qsizetype mark = request->url.indexOf('?');
        const QByteArrayList parameters = mark < 0 ? QByteArrayList() : request->url.mid(mark + 1).split('&');
        for (const QByteArray &parameter : parameters) {
            const qsizetype equals = parameter.indexOf('=');
            found.append({QByteArray::fromPercentEncoding(parameter.left(equals)),
                QByteArray::fromPercentEncoding(parameter.mid(equals + 1))});
        }
        QVERIFY2(found == expected, request->url.constData());
        for (const JsonPointer &left : request->left)
            QVERIFY(left.in(tape.root()));
    }
}

QTEST_GUILESS_MAIN(TestRequestProperties)
#include "tst_requestproperties.moc"
