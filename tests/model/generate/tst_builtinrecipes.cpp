// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/request.h"
#include "event/utf8.h"
#include "generate/deliveryplanner.h"
#include "generatehelp.h"
#include "intake/eventreader.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace eventscope {

// The recipes that travel with the program: what they call healthy is, and what they break is found.
class TestBuiltInRecipes : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { test::failOnWarnings(); }

    void judgesAsMeant_data();
    void judgesAsMeant();
    void demoIsVaried();
    void everyFaultHappens_data();
    void everyFaultHappens();
    void demoSendsWhatCanBeSent();
    void thereIsOneForEachService();

private:
    [[nodiscard]] static RecipePtr recipe(const QString &name);
    ServiceSet m_services;
};

void TestBuiltInRecipes::initTestCase()
{
    std::vector<Error> faults;
    Services::Loaded loaded = Services::load(QDir(u"/no/such/folder"_s));
    QVERIFY(loaded.faults.empty());
    m_services = ServiceSet::compile(loaded.services, &faults);
    QVERIFY(faults.empty());
}

RecipePtr TestBuiltInRecipes::recipe(const QString &name)
{
    const auto found = findRecipe(name);
    if (!found)
        qFatal("%s", qPrintable(found.error().message));
    return *found;
}

void TestBuiltInRecipes::judgesAsMeant_data()
{
    QTest::addColumn<quint64>("seed");
    for (const QString &name : builtInRecipes()) {
        for (const quint64 seed : {1, 2, 3})
            QTest::addRow("%s %d", qPrintable(name), int(seed)) << seed;
    }
}

void TestBuiltInRecipes::judgesAsMeant()
{
    QFETCH(const quint64, seed);
    const QString name = QString::fromLatin1(QTest::currentDataTag()).section(u' ', 0, 0);
    ReadOptions options;
    options.context.now = test::generatedEnd;
    EventReader reader(m_services, options);    // which detects services as an import does
    int events = 0;
    int faulty = 0;
    int wrong = 0;
    for (const GeneratedEvent &event : test::eventsOf(recipe(name), 2500, seed)) {
        ++events;
        faulty += event.faulty ? 1 : 0;
        const auto read = reader.read(viewOf(event.text), event.envelope, event.time);
        const Event *got = std::get_if<Event>(&read);
        QVERIFY2(got || event.faulty, event.text.constData());
        if (got && !event.faulty) {
            QVERIFY2(got->verdict == Verdict::Valid, event.text.constData());
            QCOMPARE(got->service, event.service);
            QCOMPARE(got->identity.timeSource, TimeSource::Event);
            QVERIFY(!got->identity.name.isEmpty() && !got->identity.tenant.isEmpty());
        }
        wrong += !got || got->verdict != Verdict::Valid ? 1 : 0;
    }
    // What is repeated is right in itself; most of the rest is found.
    QVERIFY2(faulty > events * 0.02 && faulty < events * 0.06, qPrintable(QString::number(faulty)));
    QVERIFY2(wrong > faulty * 0.7 && wrong <= faulty, qPrintable(u"%1 of %2"_s.arg(wrong).arg(faulty)));
}

void TestBuiltInRecipes::demoIsVaried()
{
    const RecipePtr demo = recipe(u"demo"_s);
    EventReader reader(m_services, {});
    QSet<QByteArray> services;
    QSet<QByteArray> tenants;
    QSet<QByteArray> users;
    QSet<QByteArray> names;
    std::map<Verdict, int> verdicts;
    int rejects = 0;
    const auto events = test::eventsOf(demo);
    for (const GeneratedEvent &event : events) {
        const auto read = reader.read(viewOf(event.text), event.envelope, event.time);
        const Event *got = std::get_if<Event>(&read);
        rejects += got ? 0 : 1;
        if (!got)
            continue;
        services.insert(got->service);
        tenants.insert(got->identity.tenant);
        users.insert(got->identity.user);
        names.insert(got->identity.name);
        ++verdicts[got->verdict];
    }
    QCOMPARE(qint64(events.size()), demo->count());
    QVERIFY(events.size() >= 3000 && events.size() <= 6000);
    const auto faulty = std::ranges::count_if(events, &GeneratedEvent::faulty);
    QVERIFY(faulty * 100 >= 3 * std::ssize(events) && faulty * 100 <= 5 * std::ssize(events));
    QCOMPARE(services.size(), qsizetype(m_services.services().all().size()));
    QVERIFY(tenants.size() >= 8);
    QVERIFY(users.size() >= 150);
    QVERIFY(names.size() >= 25);
    QVERIFY(events.back().time - events.front().time > 5 * microsPerDay);
    QVERIFY(verdicts[Verdict::Invalid] > 40 && verdicts[Verdict::Warning] > 20 && rejects > 3);
    QCOMPARE(verdicts[Verdict::Unjudged], 0);
}

void TestBuiltInRecipes::everyFaultHappens_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : builtInRecipes())
        QTest::addRow("%s", qPrintable(name)) << name;
}

// With each fault alone and always: at least one rule, or the reading itself, finds it.
void TestBuiltInRecipes::everyFaultHappens()
{
    QFETCH(const QString, name);
    QFile file(u":/eventscope/samples/"_s + name + u".json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject whole = QJsonDocument::fromJson(file.readAll()).object();
    ReadOptions options;
    options.context.now = test::generatedEnd;
    for (const QJsonValue value : whole.value(u"faults"_s).toArray()) {
        QJsonObject fault = value.toObject();
        if (fault.contains(u"repeat"_s))
            continue;    // a second time is no fault of the event's own
        fault.insert(u"share"_s, 1);
        QJsonObject changed = whole;
        changed.insert(u"faults"_s, QJsonArray{fault});
        EventReader reader(m_services, options);
        int found = 0;
        int faulty = 0;
        for (const GeneratedEvent &event : test::eventsOf(test::recipeOf(QJsonDocument(changed).toJson()), 400)) {
            if (!event.faulty)
                continue;
            ++faulty;
            const auto read = reader.read(viewOf(event.text), event.envelope, event.time);
            const Event *got = std::get_if<Event>(&read);
            found += !got || got->verdict == Verdict::Invalid || got->verdict == Verdict::Warning ? 1 : 0;
        }
        const QByteArray text = QJsonDocument(fault).toJson(QJsonDocument::Compact);
        QVERIFY2(faulty > 0, text.constData());
        QVERIFY2(found == faulty, qPrintable(u"%1 of %2: %3"_s.arg(found).arg(faulty).arg(QString::fromUtf8(text))));
    }
}

void TestBuiltInRecipes::demoSendsWhatCanBeSent()
{
    const RecipePtr demo = recipe(u"demo"_s);
    std::vector<RequestMaker> makers;
    for (const RecipeEndpoint &from : demo->endpoints()) {
        const auto form = TransportForm::of(m_services.services().find(from.service), from.transport);
        QVERIFY_RESULT(form);
        Endpoint endpoint;
        endpoint.name = from.name;
        endpoint.service = from.service;
        endpoint.transport = from.transport;
        endpoint.base = from.base.isEmpty() ? (*form)->transport().base : from.base;
        endpoint.auth = (*form)->defaultAuth();
        QCOMPARE((*form)->keyParts(endpoint.auth).size(), from.variables.size());
        Keys keys;
        for (const QString &variable : from.variables) {
            endpoint.secrets.push_back({SecretSource::Kind::Environment, variable});
            keys.parts.push_back(variable.toUtf8());
        }
        auto maker = RequestMaker::of(*form, endpoint, keys);
        QVERIFY_RESULT(maker);
        makers.push_back(std::move(*maker));
    }
    const auto events = test::eventsOf(demo);
    DeliveryPlanner planner(demo, 1);
    int made = 0;
    const auto send = [&](const std::vector<PlannedDelivery> &planned) {
        for (const PlannedDelivery &one : planned) {
            std::vector<OutgoingEvent> outgoing;
            for (const qint64 number : one.events)
                outgoing.push_back({events[std::size_t(number)].text, events[std::size_t(number)].envelope});
            const auto request = makers[one.endpoint].make(outgoing);
            QVERIFY2(request, request ? "" : qPrintable(request.error().message));
            QCOMPARE(request->events, qint64(one.events.size()));
            ++made;
        }
    };
    JsonTape tape;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (tape.read(viewOf(events[i].text)))
            send(planner.add(events[i], qint64(i)));
    }
    send(planner.finish());
    QVERIFY2(made > 80, qPrintable(QString::number(made)));
}

void TestBuiltInRecipes::thereIsOneForEachService()
{
    for (const ServicePtr &service : m_services.services().all()) {
        const RecipePtr own = recipe(QString::fromUtf8(service->id()));
        for (const GeneratedEvent &event : test::eventsOf(own, 50)) {
            QCOMPARE(event.service, service->id());
            const auto &transports = service->transports();
            QVERIFY(std::any_of(transports.begin(), transports.end(),
                [&](const Transport &transport) { return transport.id == event.transport; }));
        }
    }
}

}

QTEST_GUILESS_MAIN(eventscope::TestBuiltInRecipes)
#include "tst_builtinrecipes.moc"
