// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/receptions.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <array>
#include <atomic>
#include <map>
#include <set>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

OriginId captureOrigin(EventStore &store, const QString &label = u"Receiver"_s)
{
    return valueOf(store.store({u"capture"_s, label, {}}, {})).id;
}

Event keyed(int number, const QByteArray &key)
{
    Event event = plainEvent(number);
    event.identity.dedup = key;
    event.verdict = Verdict::Valid;
    return event;
}

Receptions::Capture captured(OriginId origin, std::vector<Event> events, const QByteArray &tag = {}, int status = 200)
{
    Receptions::Capture capture;
    capture.reception.origin = origin;
    capture.reception.tag = tag;
    capture.reception.received = 1'700'000'000'000'000;
    capture.reception.client = "127.0.0.1:4711";
    capture.reception.service = "svc";
    capture.reception.transport = "http";
    capture.reception.method = "POST";
    capture.reception.target = "/batch?x=1";
    capture.reception.headers = {{"Content-Type", "application/json"}, {"X", "caf\xe9"}};
    capture.reception.status = status;
    capture.reception.answerHeaders = {{"Content-Type", "application/json"}};
    capture.reception.answer = "{}";
    QByteArray list;
    for (const Event &event : events)
        list += (list.isEmpty() ? "" : ", ") + event.text;
    capture.reception.body = "{\"events\": [" + list + "]}\n";
    capture.reception.bodyBytes = capture.reception.body.size();
    capture.events = std::move(events);
    capture.repeatMarks = std::make_shared<std::vector<Receptions::RepeatMark>>(std::vector<Receptions::RepeatMark>{
        {"svc", "shape", {"S4", Severity::Warning}, microsPerHour}, {{}, {}, {"repeat", Severity::Info}, {}}});
    return capture;
}

QFuture<Result<Receptions::Kept>> keep(EventStore &store, std::vector<Receptions::Capture> captures)
{
    return store.receptions().keep([captures = std::move(captures)] { return captures; });
}

Receptions::Kept kept(EventStore &store, std::vector<Receptions::Capture> captures)
{
    return valueOf(keep(store, std::move(captures)));
}

QByteArray rulesOfEvent(EventStore &store, EventId id)
{
    // What is kept is seen a moment later.
    if (!QTest::qWaitFor([&] { return !valueOf(store.fetchById({id})).empty(); }))
        return "not seen";
    return valueOf(store.fetchById({id})).at(0).event.rules;
}

class TestReceptions : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void keepsRequestsWithTheirEvents();
    void findsTheRequestOfAnEvent();
    void givesNoIdTwiceWhenItCannotBegin();
    void originsTellHowManyCame();
    void tellsWhoKeepsFirst();
    void bodiesAreKeptOnce_data();
    void bodiesAreKeptOnce();
    void marksRepeats();
    void refusedKeysDoNotCount();
    void remembersAcrossRuns();
    void keepsAllOrNothing();
    void tellsOfAFullDisk();
    void showsOtherTools();
};

void TestReceptions::keepsRequestsWithTheirEvents()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const QSignalSpy changed(&store->receptions(), &Receptions::changed);
    const OriginId origin = captureOrigin(*store);
    Receptions::Capture second = captured(origin, plainEvents(2, 3));
    second.reception.note = u"fault: drop=after"_s;
    second.reception.status = 0;
    second.reception.forwarded = 7;
    second.rejects.push_back({u"/batch"_s, 1, 5, 3, u"no event"_s, "[1]"});
    second.reception.rejects = 1;
    const Receptions::Kept ids = kept(*store, {captured(origin, plainEvents(3)), second, captured(origin, {})});
    QCOMPARE(ids.ids.size(), std::size_t(3));
    QCOMPARE(ids.repeats[1], std::vector<bool>(2));
    QTRY_VERIFY(!changed.isEmpty());

    const Reception first = valueOf(store->receptions().fetch(ids.ids[0]));
    QCOMPARE(first.events, 3);
    QCOMPARE(first.worst, Verdict::Warning);
    QCOMPARE(first.headers, captured(origin, {}).reception.headers);
    QCOMPARE(first.answer, "{}");
    const Reception found = valueOf(store->receptions().fetch(ids.ids[1]));
    QCOMPARE(found.body, second.reception.body);
    QCOMPARE(found.note, second.reception.note);
    QCOMPARE(found.forwarded, std::optional<DeliveryId>(7));
    QCOMPARE(found.rejects, 1);
    QCOMPARE(valueOf(store->rejects(origin)).size(), std::size_t(1));

    const std::vector<EventId> events = valueOf(store->receptions().eventsOf(ids.ids[1]));
    QCOMPARE(events.size(), std::size_t(2));
    for (const EventId event : events)
        QCOMPARE(valueOf(store->receptions().ofEvent(event)).id, ids.ids[1]);
    QVERIFY(valueOf(store->receptions().eventsOf(ids.ids[2])).empty());
    QCOMPARE(errorOf(store->receptions().fetch(99)).kind, Error::Kind::NotFound);
    const OriginId import = test::store(*store, plainEvents(1));
    Q_UNUSED(import)
    QCOMPARE(errorOf(store->receptions().ofEvent(events.back() + 1)).kind, Error::Kind::NotFound);

    std::vector<Reception> recent = valueOf(store->receptions().recent(2));
    QCOMPARE(recent.size(), std::size_t(2));
    QCOMPARE(recent[0].id, ids.ids[2]);
    QVERIFY(recent[1].body.isEmpty());
    recent = valueOf(store->receptions().recent(10, ids.ids[1]));
    QCOMPARE(recent.size(), std::size_t(1));
    QTRY_COMPARE(searched(*store).total, 6);
}

// Of several origins at once, some without events, and in the midst of imports.
void TestReceptions::findsTheRequestOfAnEvent()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const std::array origins{captureOrigin(*store), captureOrigin(*store, u"b"_s), captureOrigin(*store, u"c"_s)};
    QRandomGenerator random(20261122);
    std::map<EventId, ReceptionId> requests;
    for (int round = 0; round < 40; ++round) {
        std::vector<Receptions::Capture> captures;
        for (int i = random.bounded(12); i > 0; --i)
            captures.push_back(captured(origins[random.bounded(3U)], plainEvents(random.bounded(4))));
        for (const ReceptionId id : kept(*store, captures).ids) {
            for (const EventId event : valueOf(store->receptions().eventsOf(id)))
                QVERIFY(requests.emplace(event, id).second);
        }
        if (round % 8 == 0)
            std::ignore = test::store(*store, plainEvents(2));
    }
    QVERIFY(requests.size() > 100);
    for (const auto &[event, id] : requests)
        QCOMPARE(valueOf(store->receptions().ofEvent(event)).id, id);
    for (EventId event = 1; event <= requests.rbegin()->first + 1; ++event) {
        if (!requests.contains(event))
            QCOMPARE(errorOf(store->receptions().ofEvent(event)).kind, Error::Kind::NotFound);
    }
}

void TestReceptions::givesNoIdTwiceWhenItCannotBegin()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    const auto store = openStore(path);
    const OriginId origin = captureOrigin(*store);
    std::set<EventId> given;
    for (int round = 0; round < 3; ++round) {
        const ReceptionId id = kept(*store, {captured(origin, plainEvents(5))}).ids.front();
        for (const EventId event : valueOf(store->receptions().eventsOf(id)))
            QVERIFY(given.insert(event).second);
        QVERIFY(QFile::rename(path, path + u".away"_s));
        QCOMPARE(errorOf(keep(*store, {captured(origin, plainEvents(1))})).kind, Error::Kind::Io);
        QVERIFY(QFile::rename(path + u".away"_s, path));
    }
    QTRY_COMPARE(searched(*store).total, 15);
}

// The row of an origin is behind what the log of changes tells, and catches up every thousand changes.
void TestReceptions::originsTellHowManyCame()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    auto store = openStore(path);
    const OriginId first = captureOrigin(*store, u"first"_s);
    const OriginId second = captureOrigin(*store, u"second"_s);
    std::map<OriginId, qint64> sum{{first, 0}, {second, 0}};
    const auto agrees = [&sum](EventStore &asked) {
        std::map<OriginId, qint64> told;
        for (const Origin &origin : valueOf(asked.origins()))
            told[origin.id] = origin.events;
        return told == sum;
    };
    for (int round = 0; round < 1200; ++round) {
        const OriginId to = round % 3 == 0 ? second : first;
        std::ignore = kept(*store, {captured(to, plainEvents(round % 4)), captured(first, plainEvents(1))});
        sum[to] += round % 4;
        ++sum[first];
        if (round % 97 == 0)
            QVERIFY(agrees(*store));
    }
    SQLite::Database file(QFile::encodeName(path).toStdString());
    QVERIFY(file.execAndGet("SELECT counted FROM sequence").getInt64() >= 1000);
    QCOMPARE(file.execAndGet("SELECT sum(events) FROM origins").getInt64(), sum[first] + sum[second]);
    store.reset();
    store = openStore(path);
    QVERIFY(agrees(*store));
    QCOMPARE(searched(*store).total, sum[first] + sum[second]);
}

void TestReceptions::tellsWhoKeepsFirst()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const OriginId origin = captureOrigin(*store);
    std::atomic<int> told = 0;
    for (int round = 1; round <= 50; ++round) {
        const auto future = store->receptions().keep([origin] { return std::vector{captured(origin, plainEvents(2))}; },
            [&told](const Result<Receptions::Kept> &result) { told += result && result->ids.size() == 1 ? 1 : 100; });
        QVERIFY(valueOf(future).ids.size() == 1);
        QCOMPARE(told.load(), round);
    }
}

void TestReceptions::bodiesAreKeptOnce_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("texts");
    QTest::addColumn<qsizetype>("stored");
    const QByteArray a = R"({"a":1})";
    const QByteArray b = R"({"b":[2]})";
    QTest::newRow("one event") << a << QByteArrayList{a} << qsizetype(0);
    QTest::newRow("one event and a line break") << a + "\n" << QByteArrayList{a} << qsizetype(1);
    QTest::newRow("a list") << "[" + a + " , " + b + "]" << QByteArrayList{a, b} << qsizetype(5);
    QTest::newRow("the same twice") << "[" + a + "," + a + "]" << QByteArrayList{a, a} << qsizetype(3);
    QTest::newRow("an event that is not in it") << QByteArray("x=1") << QByteArrayList{a} << qsizetype(3);
    QTest::newRow("the second is not in it") << "[" + a + "]" << QByteArrayList{a, b} << qsizetype(2);
    QTest::newRow("a far one") << QByteArray(70'000, ' ') + a << QByteArrayList{a} << qsizetype(70'000);
    QTest::newRow("no body") << QByteArray() << QByteArrayList{a} << qsizetype(0);
}

void TestReceptions::bodiesAreKeptOnce()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArrayList, texts);
    QFETCH(const qsizetype, stored);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    const auto store = openStore(path);
    std::vector<Event> events;
    for (const QByteArray &text : texts) {
        events.push_back(plainEvent(1));
        events.back().text = text;
    }
    Receptions::Capture capture = captured(captureOrigin(*store), events);
    capture.reception.body = body;
    const ReceptionId id = kept(*store, {capture}).ids.at(0);
    QCOMPARE(valueOf(store->receptions().fetch(id)).body, body);
    SQLite::Database database(path.toStdString());
    QCOMPARE(database.execAndGet("SELECT length(body) FROM reception").getInt64(), stored);
}

void TestReceptions::marksRepeats()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const OriginId origin = captureOrigin(*store);
    Event far = keyed(3, "k1");
    far.identity.time += 2 * microsPerHour;
    Event other = keyed(4, "k1");
    other.service = "other";
    const Receptions::Kept all = kept(
        *store, {captured(origin, {keyed(1, "k1"), keyed(2, "k1"), keyed(2, "k2")}), captured(origin, {far, other}),
                    captured(origin, {keyed(1, "k1")}, "run-2"), captured(origin, {keyed(1, {}), keyed(1, {})})});
    QCOMPARE(all.repeats[0], (std::vector<bool>{false, true, false}));
    QCOMPARE(all.repeats[1], (std::vector<bool>{true, false}));
    QCOMPARE(all.repeats[2], std::vector<bool>{false});
    QCOMPARE(all.repeats[3], (std::vector<bool>{false, false}));
    const std::vector<EventId> first = valueOf(store->receptions().eventsOf(all.ids[0]));
    QCOMPARE(rulesOfEvent(*store, first[0]), QByteArray());
    QCOMPARE(rulesOfEvent(*store, first[1]), "S4:warning");
    QCOMPARE(rulesOfEvent(*store, valueOf(store->receptions().eventsOf(all.ids[1]))[0]), "repeat:info");
    const Reception reception = valueOf(store->receptions().fetch(all.ids[0]));
    QCOMPARE(reception.repeats, 1);
    QCOMPARE(reception.worst, Verdict::Warning);
    QTRY_COMPARE(searched(*store, filterOf("rule:repeat")).total, 1);
}

void TestReceptions::refusedKeysDoNotCount()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const OriginId origin = captureOrigin(*store);
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k")}, {}, 400)}).repeats[0], std::vector<bool>{false});
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k")}, {}, 0)}).repeats[0], std::vector<bool>{false});
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k")}, {}, 400)}).repeats[0], std::vector<bool>{true});
}

void TestReceptions::remembersAcrossRuns()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    {
        const auto store = openStore(path);
        const OriginId origin = captureOrigin(*store);
        std::ignore =
            kept(*store, {captured(origin, {keyed(1, "k")}, "t"), captured(origin, {keyed(2, "r")}, "t", 500)});
    }
    const auto store = openStore(path);
    const auto another = openStore(path);
    const OriginId origin = captureOrigin(*store);
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k"), keyed(2, "r")}, "t")}).repeats[0],
        (std::vector<bool>{true, false}));
    // What another process receives counts as well.
    std::ignore = kept(*another, {captured(origin, {keyed(3, "new")}, "t")});
    QCOMPARE(kept(*store, {captured(origin, {keyed(3, "new")}, "t")}).repeats[0], std::vector<bool>{true});
    QCOMPARE(kept(*another, {captured(origin, {keyed(3, "new")})}).repeats[0], std::vector<bool>{false});
}

void TestReceptions::keepsAllOrNothing()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s"_s));
    const OriginId origin = captureOrigin(*store);
    QCOMPARE(errorOf(keep(*store, {captured(origin, {keyed(1, "k")}), captured(99, plainEvents(1))})).kind,
        Error::Kind::NotFound);
    const OriginId importing = valueOf(store->begin({u"import"_s, u"x"_s, {}}));
    QCOMPARE(errorOf(keep(*store, {captured(importing, plainEvents(1))})).kind, Error::Kind::BadInput);
    QVERIFY(valueOf(store->receptions().recent()).empty());
    QCOMPARE(searched(*store).total, 0);
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k")})}).repeats[0], std::vector<bool>{false});
}

void TestReceptions::tellsOfAFullDisk()
{
    const QTemporaryDir folder;
    StoreOptions options;
    options.path = folder.filePath(u"s"_s);
    options.maxBytes = 2 << 20;
    const auto store = openStore(options);
    const OriginId origin = captureOrigin(*store);
    Event large = keyed(1, "k");
    large.text = "{\"x\":\"" + QByteArray(4 << 20, 'x') + "\"}";
    QCOMPARE(errorOf(keep(*store, {captured(origin, {large})})).kind, Error::Kind::Io);
    // The key was not there: nothing was kept of it.
    QCOMPARE(kept(*store, {captured(origin, {keyed(1, "k")})}).repeats[0], std::vector<bool>{false});
    QCOMPARE(valueOf(store->receptions().recent()).size(), std::size_t(1));
}

void TestReceptions::showsOtherTools()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    const auto store = openStore(path);
    std::ignore = kept(*store, {captured(captureOrigin(*store), plainEvents(2), "nightly")});
    SQLite::Database database(path.toStdString());
    SQLite::Statement select(database,
        "SELECT tag, client, service, transport, method, target, events, worst, status, received, "
        "CAST(body_without_events AS TEXT) FROM receptions");
    QVERIFY(select.executeStep());
    QCOMPARE(select.getColumn(0).getString(), "nightly");
    QCOMPARE(select.getColumn(5).getString(), "/batch?x=1");
    QCOMPARE(select.getColumn(6).getInt(), 2);
    QCOMPARE(select.getColumn(7).getString(), "valid");
    QCOMPARE(select.getColumn(8).getInt(), 200);
    QCOMPARE(select.getColumn(9).getString(), "2023-11-14T22:13:20.000Z");
    QCOMPARE(select.getColumn(10).getString(), "{\"events\": [, ]}\n");
}

}

QTEST_GUILESS_MAIN(TestReceptions)
#include "tst_receptions.moc"
