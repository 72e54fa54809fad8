// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "testmain.h"
#include "service/services.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestPlan : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void propertiesOfServices_data();
    void propertiesOfServices();
};

void TestPlan::propertiesOfServices_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("names");
    const auto row = [](const char *name, const char *event, const char *names) {
        QTest::newRow(name) << QByteArray(event) << QByteArray(names);
    };
    row("two objects", R"({"tenant_id":"a","event_name":"b","numeric_props":{"n":1,"n":2},"string_props":{"s":"x"}})",
        "n=2 s=\"x\"");
    row("one of them is none", R"({"tenant_id":"a","event_name":"b","string_props":4,"numeric_props":{"n":1}})", "n=1");
    row("none", R"({"tenant_id":"a","event_name":"b"})", "");
    row("by kind", R"({"event_type":"track","body":{"event":"e","traits":{"a":1,"b":{}}}})", "a=1 b={}");
    row("by another kind", R"({"event_type":"flag_check","body":{"flag_key":"e","reason":"r"}})",
        "flag_key=\"e\" reason=\"r\"");
    row("kind unknown", R"({"event_type":"other","body":{"traits":{"a":1}}})", "");
    row("an object", R"({"euid":1,"event_name":"login","itime":1,"properties":{"a":[1]}})", "a=[1]");
    row("the root without what is the service's",
        R"({"event_name":"x","customer_identifier":"c","path":"/","user_id":"u","n":null})", "path=\"/\" n=null");
    row("below", R"({"event":{"id":"5b1021480d284a6a","context":[],"detail":{"tenant":1},"timing":{"occurred":"1"}}})",
        "tenant=1");
}

void TestPlan::propertiesOfServices()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, names);
    static const Services services = Services::load(QDir(u"/nowhere"_s)).services;
    JsonTape tape;
    QVERIFY(tape.read(viewOf(event)));
    const Detection detected = services.detect(tape.root());
    QVERIFY(detected.service && detected.service->hasProperties());
    std::vector<EventProperty> properties(3);
    detected.service->properties(tape.root(), detected.shape, properties);
    QByteArrayList found;
    for (const EventProperty &property : properties)
        found << bytesOf(property.key.string()) + '=' + bytesOf(property.value.raw());
    QCOMPARE(found.join(' '), names);
}

QTEST_GUILESS_MAIN(TestPlan)

#include "tst_plan.moc"
