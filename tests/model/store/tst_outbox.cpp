// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"
#include "syncspy.h"

#include "store/deliveries.h"
#include "store/outbox.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QSignalSpy>

#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <thread>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

using State = OutboxState;

constexpr Micros start = 1'700'000'000'000'000;
constexpr qint64 plenty = 1'000'000'000;

// As letters, for tables: Q F a p r e u c.
char letterOf(State state)
{
    return "Qfapreuc"[static_cast<int>(state)];
}

State stateOf(char letter)
{
    return static_cast<State>(QByteArrayView("Qfapreuc").indexOf(letter));
}

Endpoint testEndpoint()
{
    Endpoint endpoint;
    endpoint.id = 7;
    endpoint.name = u"Größe"_s;
    endpoint.service = "svc";
    endpoint.transport = "http";
    endpoint.base = u"https://example.test/"_s;
    endpoint.auth = {1, 0};
    endpoint.secrets = {{SecretSource::Kind::Environment, u"KEY"_s}, {SecretSource::Kind::Keyring, {}}};
    endpoint.options = {{"X-A", "caf\xe9"}};
    endpoint.headers = {{"X-B", "${NAME}"}};
    endpoint.timeoutMs = 5;
    endpoint.customer = QByteArray("\0\xff", 2);
    endpoint.userPointer = "/u";
    endpoint.production = true;
    endpoint.perSecond = 2.5;
    endpoint.concurrency = 3;
    endpoint.resumeUnknown = true;
    endpoint.proxy = {ProxySetting::Kind::Given, u"proxy.test"_s, 8080};
    endpoint.authorities = u"/a.pem"_s;
    endpoint.certificate = u"/b.pem"_s;
    endpoint.certificateKey = u"/c.pem"_s;
    return endpoint;
}

// Of the first events of the store.
OutboxOrder orderOf(qint64 events)
{
    OutboxOrder order;
    order.endpoint = testEndpoint();
    order.label = u"some events"_s;
    for (qint64 i = 0; i < events; ++i)
        order.items.push_back({i + 1, "key-" + QByteArray::number(i), i * 10});
    return order;
}

Outbox::Departure departureOf(OutboxJobId job, std::vector<qint64> places)
{
    Outbox::Departure departure;
    departure.job = job;
    departure.places = std::move(places);
    departure.delivery.endpointName = u"Größe"_s;
    departure.delivery.started = start;
    departure.delivery.body = "[]";
    return departure;
}

std::vector<qint64> placesFrom(qint64 first, qint64 count)
{
    std::vector<qint64> places(static_cast<std::size_t>(count));
    std::iota(places.begin(), places.end(), first);
    return places;
}

// The state of each place, and nothing where the counts changed while the parts were read.
std::optional<QByteArray> statesOnce(EventStore &store, OutboxJobId job)
{
    const auto counts = valueOf(store.outbox().job(job)).counts;
    QByteArray states;
    qint64 next = 0;
    OutboxPart before;
    for (const OutboxPart &part : valueOf(store.outbox().parts(job))) {
        if (part.first != next || part.count < 1 || part.job != job)
            qFatal("the parts do not cover the places");
        OutboxPart alike = part;
        alike.first = before.first;
        alike.count = before.count;
        if (next > 0 && alike == before)
            qFatal("parts that share a fate are not joined");
        states.append(QByteArray(part.count, letterOf(part.state)));
        next += part.count;
        before = part;
    }
    if (valueOf(store.outbox().job(job)).counts != counts)
        return {};
    for (std::size_t i = 0; i < outboxStates; ++i) {
        if (counts[i] != states.count(letterOf(static_cast<State>(i))))
            qFatal("the counts are not those of the places");
    }
    return states;
}

QByteArray statesOf(EventStore &store, OutboxJobId job)
{
    std::optional<QByteArray> states;
    while (!states)
        states = statesOnce(store, job);
    return *states;
}

std::vector<qint64> placesWith(const QByteArray &states, const char *letters)
{
    std::vector<qint64> places;
    for (qsizetype i = 0; i < states.size(); ++i) {
        if (QByteArrayView(letters).contains(states[i]))
            places.push_back(i);
    }
    return places;
}

std::vector<Outbox::Fate> fatesOf(const QByteArray &states, const char *letters)
{
    std::vector<Outbox::Fate> fates;
    for (const qint64 place : placesWith(states, letters))
        fates.push_back({place, 1, stateOf(states[place])});
    return fates;
}

constexpr const char *ended = "apreu";
const DeliveryEnd someEnd{.state = DeliveryState::Partly, .status = 200};

// Brings the places of a claimed job to these states: what is in flight with one delivery, which is returned, what
// has ended with another.
DeliveryId bring(EventStore &store, OutboxJobId job, const QByteArray &states)
{
    Outbox &outbox = store.outbox();
    DeliveryId inFlight = 0;
    if (const auto places = placesWith(states, "f"); !places.empty())
        inFlight = valueOf(outbox.depart(departureOf(job, places)));
    if (const auto places = placesWith(states, ended); !places.empty()) {
        const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, places)));
        valueOf(outbox.arrive(job, delivery, someEnd, fatesOf(states, ended)));
    }
    valueOf(outbox.settle(job, fatesOf(states, "c")));
    if (statesOf(store, job) != states)
        qFatal("the job could not be brought to %s", states.constData());
    return inFlight;
}

Outbox::Batch nextOf(EventStore &store, OutboxJobId job, qint64 most = 1000, Micros now = start)
{
    return valueOf(store.outbox().next(job, most, plenty, now));
}

}

class TestOutbox : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comesBackAsItWas();
    void sendsAJob();
    void nextIsBounded();
    void nextTakesWhatIsAlike();
    void movesAlong_data();
    void movesAlong();
    void lateOutcomeIsTaken();
    void whatIsWrongIsRefused();
    void removedEventsAreCancelled();
    void heldIsNotSent();
    void oneSendsAtATime();
    void deadOwnerLeavesUnknown();
    void ordersAreFilled();
    void freshEventsComeWithTheOrder();
    void forgottenOrdersAreDeleted();
    void jobsCanBePutAway();
    void policyIsBounded();
    void fullDiskChangesNothing();
    void reachesTheDisk();
    void othersHear();
    void readOnlyIsRead();
    void viewsForOthers();
    void largeJobTakesFewRows();
    void manyAtOnce();
    void randomMovesAgree();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    [[nodiscard]] SQLite::Database database() const
    {
        return SQLite::Database(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READWRITE, 10'000);
    }
    [[nodiscard]] qint64 number(const char *sql) const
    {
        SQLite::Database file = database();
        SQLite::Statement select(file, sql);
        return select.executeStep() ? select.getColumn(0).getInt64() : -1;
    }
    // A store with so many events and, of all of them, a job that is claimed.
    [[nodiscard]] std::unique_ptr<EventStore> claimedStore(int events, OutboxJobId &job) const
    {
        auto store = openStore(path());
        test::store(*store, plainEvents(events));
        job = valueOf(store->outbox().queue(orderOf(events)));
        if (!valueOf(store->outbox().claim(job)))
            qFatal("the job could not be claimed");
        return store;
    }
};

void TestOutbox::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestOutbox::comesBackAsItWas()
{
    OutboxOrder order = orderOf(5);
    order.policy = {100, 12.5, 4, 3, 77, true, false, true, 2.0};
    OutboxJobId job = 0;
    const auto check = [&](EventStore &store) {
        const OutboxJob found = valueOf(store.outbox().job(job));
        QCOMPARE(found.id, job);
        QVERIFY(found.endpoint == order.endpoint);
        QCOMPARE(found.label, order.label);
        QVERIFY(found.policy == order.policy);
        QCOMPARE(found.hold, OutboxJob::Hold::None);
        QCOMPARE(found.events(), 5);
        QVERIFY(!found.isOver() && !found.sending && !found.ours);
        QCOMPARE(found.due, 0);
        QVERIFY(found.queued > start);
        const auto items = valueOf(store.outbox().items(job, 0, 100));
        QCOMPARE(items.size(), std::size_t(5));
        QCOMPARE(items[4].event, EventId(5));
        QCOMPARE(items[4].dedup, "key-4");
        QCOMPARE(items[4].at, 40);
        QCOMPARE(valueOf(store.outbox().items(job, 3, 1)).front().event, EventId(4));
        QCOMPARE(statesOf(store, job), "QQQQQ");
        QCOMPARE(valueOf(store.outbox().parts(job)).front().queued, found.queued);
    };
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(5));
        job = valueOf(store->outbox().queue(order));
        check(*store);
    }
    const auto store = openStore(path());
    check(*store);
    QCOMPARE(valueOf(store->outbox().jobs()).size(), std::size_t(1));
    QCOMPARE(errorOf(store->outbox().job(job + 1)).kind, Error::Kind::NotFound);
}

void TestOutbox::sendsAJob()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(10, job);
    Outbox &outbox = store->outbox();
    const Outbox::Batch batch = nextOf(*store, job, 4);
    QCOMPARE(batch.places, placesFrom(0, 4));
    QCOMPARE(batch.part.count, 4);
    QCOMPARE(batch.part.attempts, 0);
    QCOMPARE(batch.events[3].text, "{\"n\":3}");
    QCOMPARE(batch.events[3].service, "svc");
    QCOMPARE(batch.events[3].shape, "shape");
    QCOMPARE(batch.items[3].dedup, "key-3");
    const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, batch.places)));
    QCOMPARE(statesOf(*store, job), "ffffQQQQQQ");
    const Delivery kept = valueOf(store->deliveries().fetch(delivery));
    QCOMPARE(kept.end.state, DeliveryState::InFlight);
    QCOMPARE(kept.events, 4);
    QCOMPARE(valueOf(store->deliveries().eventsOf(delivery)), (std::vector<EventId>{1, 2, 3, 4}));
    QCOMPARE(nextOf(*store, job, 4).places, placesFrom(4, 4));
    QCOMPARE(errorOf(outbox.depart(departureOf(job, {3, 4}))).kind, Error::Kind::BadInput);
    QCOMPARE(errorOf(outbox.release(job)).kind, Error::Kind::BadInput);

    const DeliveryEnd end{.state = DeliveryState::Partly, .status = 200};
    valueOf(outbox.arrive(job, delivery, end,
        {{0, 1, State::Accepted}, {1, 1, State::Queued, start + 5}, {2, 1, State::Rejected, 0, u"too old"_s}}));
    QCOMPARE(statesOf(*store, job), "aQruQQQQQQ");
    const auto parts = valueOf(outbox.parts(job));
    QCOMPARE(parts[1].attempts, 1);
    QCOMPARE(parts[1].due, start + 5);
    QCOMPARE(parts[1].delivery, delivery);
    QCOMPARE(parts[2].message, u"too old"_s);
    QCOMPARE(valueOf(store->deliveries().fetch(delivery)).end.state, DeliveryState::Partly);
    QCOMPARE(errorOf(outbox.arrive(job, delivery, end, {})).kind, Error::Kind::BadInput);

    QCOMPARE(nextOf(*store, job).places, placesFrom(4, 6));
    const Outbox::Batch again = nextOf(*store, job, 1000, start + 5);
    QCOMPARE(again.places, placesFrom(1, 1));
    QCOMPARE(again.part.attempts, 1);
    QCOMPARE(valueOf(outbox.cancel(job)), 7);
    QCOMPARE(statesOf(*store, job), "acrucccccc");
    QVERIFY(valueOf(outbox.job(job)).isOver());
    valueOf(outbox.release(job));
    QCOMPARE(errorOf(outbox.settle(job, {})).kind, Error::Kind::BadInput);
}

void TestOutbox::nextIsBounded()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(100, job);
    Outbox &outbox = store->outbox();
    const qint64 one = plainEvent(10).text.size();
    const auto next = [&](qint64 most, qint64 bytes, std::vector<std::pair<qint64, qint64>> busy = {}) {
        return valueOf(outbox.next(job, most, bytes, start, std::move(busy))).places;
    };
    QCOMPARE(next(7, plenty), placesFrom(0, 7));
    QCOMPARE(next(100, 1), placesFrom(0, 1));
    QCOMPARE(next(100, one * 10, {{0, 10}}), placesFrom(10, 10));
    QCOMPARE(next(3, plenty, {{2, 2}, {0, 1}}), (std::vector<qint64>{1, 4, 5}));
    QVERIFY(next(3, plenty, {{0, 100}}).empty());
    valueOf(outbox.settle(job, {{0, 50, State::Queued, start + 9}, {50, 50, State::Queued, start + 7}}));
    const Outbox::Batch none = nextOf(*store, job);
    QCOMPARE(none.part.count, 0);
    QCOMPARE(none.part.due, start + 7);
    QCOMPARE(valueOf(outbox.job(job)).due, start + 7);
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start, {{50, 50}})).part.due, start + 9);
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start + 8, {{50, 50}})).part.due, start + 9);
    QCOMPARE(valueOf(outbox.next(job, 100, plenty, start + 9)).places, placesFrom(0, 100));
}

void TestOutbox::nextTakesWhatIsAlike()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(12, job);
    Outbox &outbox = store->outbox();
    bring(*store, job, "QaQaQQrrQQQQ");
    QCOMPARE(nextOf(*store, job).places, (std::vector<qint64>{0, 2, 4, 5, 8, 9, 10, 11}));
    QCOMPARE(nextOf(*store, job).part.count, 12);
    // Not with those that were tried already, nor with those queued at another time.
    const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, {4, 5})));
    valueOf(outbox.arrive(job, delivery, someEnd, {{4, 2, State::Queued}}));
    QCOMPARE(nextOf(*store, job).places, (std::vector<qint64>{0, 2}));
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start, {{0, 4}})).places, (std::vector<qint64>{4, 5}));
    QCOMPARE(valueOf(outbox.requeue(job, {State::Rejected})), 2);
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start, {{0, 6}})).places, (std::vector<qint64>{6, 7}));
    QCOMPARE(valueOf(outbox.next(job, 10, plenty, start, {{0, 6}})).part.attempts, 0);
}

void TestOutbox::movesAlong_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *before, const char *action, const char *after) {
        QTest::addRow("%s, %s", before, action) << QByteArray(before) << QByteArray(action) << QByteArray(after);
    };
    row("Qfapreuc", "cancel", "cfapreuc");
    row("QQQQ", "cancel", "cccc");
    row("aaaa", "cancel", "aaaa");
    row("Qfapreuc", "requeue apreucQf", "QfaQQQQQ");
    row("Qfapreuc", "requeue u", "QfapreQc");
    row("Qfapreuc", "requeue r 0 4", "Qfapreuc");
    row("rrrrrrrr", "requeue r 2 3", "rrQQQrrr");
    row("rrrrrrrr", "requeue r 5", "rrrrrQQQ");
    row("Qfapreuc", "settle eeeeeeee", "efapreuc");
    row("Qfapreuc", "settle QQQQQQQQ", "QfapreQc");
    row("QQQQ", "settle c.rp", "cQrp");
    row("Qfapreuc", "arrive aaaaaaaa", "Qaapreuc");
    row("ffff", "arrive arQe", "arQe");
    row("ffff", "arrive a..r", "auur");
    row("ffQf", "arrive ....", "uuQu");
    row("Qfapreuc", "reopen", "Quapreuc");
    row("ffffQQff", "reopen", "uuuuQQuu");
}

void TestOutbox::movesAlong()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, action);
    QFETCH(QByteArray, after);
    OutboxJobId job = 0;
    auto store = claimedStore(static_cast<int>(before.size()), job);
    const DeliveryId inFlight = bring(*store, job, before);
    Outbox &outbox = store->outbox();
    const QByteArrayList words = action.split(' ');
    if (words[0] == "cancel") {
        QCOMPARE(valueOf(outbox.cancel(job)), before.count('Q'));
    } else if (words[0] == "requeue") {
        std::vector<State> states;
        for (const char letter : words[1])
            states.push_back(stateOf(letter));
        const qint64 queued = valueOf(outbox.requeue(job, states, words.value(2).toInt(), words.value(3).toInt()));
        QCOMPARE(queued, after.count('Q') - before.count('Q'));
    } else if (words[0] == "settle") {
        valueOf(outbox.settle(job, fatesOf(words[1], "Qapreuc")));
    } else if (words[0] == "arrive") {
        valueOf(outbox.arrive(job, inFlight, someEnd, fatesOf(words[1], "Qapreuc")));
    } else {
        store.reset();
        store = openStore(path());
    }
    QCOMPARE(statesOf(*store, job), after);
    store.reset();
    store = openStore(path());
    QCOMPARE(statesOf(*store, job), after.replace('f', 'u'));
}

// An answer that comes after all was given up.
void TestOutbox::lateOutcomeIsTaken()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(4, job);
    Outbox &outbox = store->outbox();
    const DeliveryId first = bring(*store, job, "ffff");
    valueOf(outbox.arrive(job, first, {.state = DeliveryState::Unknown}, {}));
    QCOMPARE(statesOf(*store, job), "uuuu");
    QCOMPARE(valueOf(outbox.requeue(job, {State::Unknown}, 0, 2)), 2);
    const DeliveryId second = valueOf(outbox.depart(departureOf(job, {0})));
    valueOf(outbox.arrive(job, first, {.state = DeliveryState::Accepted}, {{0, 4, State::Accepted}}));
    QCOMPARE(statesOf(*store, job), "fQaa");
    valueOf(outbox.arrive(job, second, {.state = DeliveryState::Rejected}, {{0, 4, State::Rejected, 0, u"no"_s}}));
    QCOMPARE(statesOf(*store, job), "rQaa");
    QCOMPARE(errorOf(outbox.arrive(job, second, someEnd, {})).kind, Error::Kind::BadInput);
}

void TestOutbox::whatIsWrongIsRefused()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(4, job);
    Outbox &outbox = store->outbox();
    const DeliveryId delivery = bring(*store, job, "ffQQ");
    QCOMPARE(errorOf(outbox.queue(orderOf(0))).kind, Error::Kind::BadInput);
    QCOMPARE(errorOf(outbox.queue(orderOf(5))).kind, Error::Kind::NotFound);
    OutboxOrder twice = orderOf(2);
    twice.items[1].event = 99;
    QCOMPARE(errorOf(outbox.queue(twice)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.open(twice)).kind, Error::Kind::NotFound);

    for (const std::vector<qint64> &places : std::vector<std::vector<qint64>>{{}, {3, 2}, {2, 2}, {-1}, {1}, {2, 4}})
        QCOMPARE(errorOf(outbox.depart(departureOf(job, places))).kind, Error::Kind::BadInput);
    using Fates = std::vector<Outbox::Fate>;
    for (const Fates &fates : {Fates{{1, 1}, {0, 1}}, Fates{{0, 2}, {1, 1}}, Fates{{-1, 1}}, Fates{{0, 0}},
             Fates{{5, std::numeric_limits<qint64>::max()}}, Fates{{0, 1, State::InFlight}}}) {
        QCOMPARE(errorOf(outbox.arrive(job, delivery, someEnd, fates)).kind, Error::Kind::BadInput);
        QCOMPARE(errorOf(outbox.settle(job, fates)).kind, Error::Kind::BadInput);
    }
    QCOMPARE(errorOf(outbox.arrive(job, delivery + 9, someEnd, {})).kind, Error::Kind::NotFound);
    const DeliveryId other = valueOf(store->deliveries().begin({}, {})).id;
    QCOMPARE(errorOf(outbox.arrive(job, other, someEnd, {})).kind, Error::Kind::BadInput);
    QCOMPARE(errorOf(outbox.arrive(job, delivery, {.state = DeliveryState::InFlight}, {})).kind, Error::Kind::BadInput);
    QCOMPARE(valueOf(store->deliveries().fetch(delivery)).end.state, DeliveryState::InFlight);
    QCOMPARE(statesOf(*store, job), "ffQQ");

    const OutboxJobId none = job + 7;
    QCOMPARE(errorOf(outbox.add(none, {})).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.seal(job)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.abandon(job)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.claim(none)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.next(none, 1, 1, 1)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.hold(none, OutboxJob::Hold::Person)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.cancel(none)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.requeue(none, {})).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.remove(none)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.restore(job)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.holdEndpoint(0, {})).kind, Error::Kind::BadInput);
    QVERIFY(valueOf(outbox.parts(none)).empty());
}

void TestOutbox::removedEventsAreCancelled()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(20, job);
    const auto removal = valueOf(store->remove({0, 1, 5, 19}));
    QCOMPARE(nextOf(*store, job, 4).places, (std::vector<qint64>{2, 3, 4, 6}));
    QTRY_COMPARE(statesOf(*store, job), "ccQQQcQQQQQQQQQQQQQQ");
    QCOMPARE(nextOf(*store, job).places.size(), std::size_t(16));
    QTRY_COMPARE(statesOf(*store, job), "ccQQQcQQQQQQQQQQQQQc");
    QVERIFY(valueOf(store->outbox().parts(job)).front().message.contains(u"removed"_s));
    valueOf(store->restore(removal));
    QCOMPARE(valueOf(store->outbox().requeue(job, {State::Cancelled})), 4);
    // Whatever the order of the events is, and when one is sent twice.
    OutboxOrder order = orderOf(0);
    for (const EventId event : {20, 3, 7, 3, 1, 6, 2, 20})
        order.items.push_back({event, {}, 0});
    job = valueOf(store->outbox().queue(order));
    valueOf(store->remove({6}));
    const Outbox::Batch batch = nextOf(*store, job);
    QCOMPARE(batch.places, (std::vector<qint64>{0, 1, 3, 4, 5, 6, 7}));
    QByteArrayList texts;
    for (const Event &event : batch.events)
        texts.append(event.text);
    QCOMPARE(texts.join(), "{\"n\":19}{\"n\":2}{\"n\":2}{\"n\":0}{\"n\":5}{\"n\":1}{\"n\":19}");
}

void TestOutbox::heldIsNotSent()
{
    using Hold = OutboxJob::Hold;
    OutboxJobId job = 0;
    const auto store = claimedStore(3, job);
    Outbox &outbox = store->outbox();
    const auto isHeld = [&](Hold hold, const QString &message) {
        const OutboxJob found = valueOf(outbox.job(job));
        const bool refused =
            hold == Hold::None || errorOf(outbox.depart(departureOf(job, {0}))).kind == Error::Kind::Cancelled;
        return found.hold == hold && found.holdMessage == message &&
               nextOf(*store, job).places.empty() == (hold != Hold::None) && refused;
    };
    QVERIFY(isHeld(Hold::None, {}));
    valueOf(outbox.hold(job, Hold::Key, u"no key"_s));
    QVERIFY(isHeld(Hold::Key, u"no key"_s));
    valueOf(outbox.resume(job));
    QVERIFY(isHeld(Hold::None, {}));

    valueOf(outbox.holdEndpoint(7, u"first"_s));
    valueOf(outbox.holdEndpoint(7, u"402"_s));
    valueOf(outbox.holdEndpoint(8, u"other"_s));
    QVERIFY(isHeld(Hold::Endpoint, u"402"_s));
    valueOf(outbox.resume(job));
    QVERIFY(isHeld(Hold::Endpoint, u"402"_s));
    valueOf(outbox.hold(job, Hold::Person));
    QVERIFY(isHeld(Hold::Person, {}));
    const OutboxJobId later = valueOf(outbox.queue(orderOf(1)));
    QCOMPARE(valueOf(outbox.job(later)).hold, Hold::Endpoint);
    const auto held = valueOf(outbox.heldEndpoints());
    QCOMPARE(held.size(), std::size_t(2));
    QCOMPARE(held[0].endpoint, EndpointId(7));
    QCOMPARE(held[0].message, u"402"_s);
    valueOf(outbox.resumeEndpoint(7));
    QCOMPARE(valueOf(outbox.job(later)).hold, Hold::None);
    QVERIFY(isHeld(Hold::Person, {}));
    valueOf(outbox.hold(job, Hold::Endpoint, u"403"_s));
    valueOf(outbox.resumeEndpoint(7));
    QVERIFY(isHeld(Hold::None, {}));
}

void TestOutbox::oneSendsAtATime()
{
    OutboxJobId job = 0;
    auto mine = claimedStore(4, job);
    const auto other = openStore(path());
    QVERIFY(valueOf(mine->outbox().claim(job)));
    QVERIFY(!valueOf(other->outbox().claim(job)));
    QVERIFY(valueOf(mine->outbox().job(job)).ours);
    const OutboxJob seen = valueOf(other->outbox().jobs()).front();
    QVERIFY(seen.sending && !seen.ours);
    QCOMPARE(errorOf(other->outbox().depart(departureOf(job, {0}))).kind, Error::Kind::BadInput);
    QCOMPARE(errorOf(other->outbox().release(job)).kind, Error::Kind::BadInput);
    const DeliveryId delivery = bring(*mine, job, "ffQQ");
    QCOMPARE(errorOf(other->outbox().arrive(job, delivery, someEnd, {})).kind, Error::Kind::BadInput);
    QCOMPARE(valueOf(other->outbox().cancel(job)), 2);    // people may, from anywhere
    valueOf(mine->outbox().arrive(job, delivery, someEnd, {{0, 2, State::Accepted}}));
    valueOf(mine->outbox().release(job));
    QVERIFY(valueOf(other->outbox().claim(job)));
    QVERIFY(!valueOf(mine->outbox().claim(job)));
}

void TestOutbox::deadOwnerLeavesUnknown()
{
    OutboxJobId job = 0;
    auto mine = claimedStore(4, job);
    const auto other = openStore(path());
    const DeliveryId delivery = bring(*mine, job, "fafQ");
    QSignalSpy changed(&other->outbox(), &Outbox::changed);
    mine.reset();
    QCOMPARE(statesOf(*other, job), "fafQ");
    QVERIFY(!valueOf(other->outbox().job(job)).sending);
    QVERIFY(valueOf(other->outbox().claim(job)));
    QCOMPARE(statesOf(*other, job), "uauQ");
    QTRY_VERIFY(!changed.isEmpty());
    const auto parts = valueOf(other->outbox().parts(job));
    QCOMPARE(parts[0].attempts, 1);
    QCOMPARE(parts[0].delivery, delivery);
    QVERIFY(parts[0].message.contains(u"ended before an answer came"_s));
    QCOMPARE(valueOf(other->deliveries().fetch(delivery)).end.state, DeliveryState::Unknown);
    valueOf(other->outbox().settle(job, {{0, 1, State::Queued, start}}));
    QCOMPARE(statesOf(*other, job), "QauQ");
    QCOMPARE(valueOf(other->outbox().parts(job)).front().attempts, 1);
}

void TestOutbox::ordersAreFilled()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(100));
    Outbox &outbox = store->outbox();
    const auto items = [](EventId first, EventId last) {
        std::vector<OutboxItem> some;
        for (EventId event = first; event <= last; ++event)
            some.push_back({event, {}, 0});
        return some;
    };
    QSignalSpy changed(&outbox, &Outbox::changed);
    const OutboxJobId job = valueOf(outbox.open(orderOf(10)));
    valueOf(outbox.add(job, items(11, 60)));
    QCOMPARE(errorOf(outbox.add(job, items(99, 101))).kind, Error::Kind::NotFound);
    valueOf(outbox.add(job, {}));
    valueOf(outbox.add(job, items(61, 100)));
    QVERIFY(valueOf(outbox.jobs()).empty());
    QCOMPARE(errorOf(outbox.job(job)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.claim(job)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(outbox.next(job, 1, 1, 1)).kind, Error::Kind::NotFound);
    QVERIFY(changed.isEmpty());
    {
        const auto other = openStore(path());    // leaves alone what a living one fills
        QCOMPARE(errorOf(other->outbox().seal(job)).kind, Error::Kind::NotFound);
    }
    valueOf(outbox.seal(job));
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(statesOf(*store, job), QByteArray(100, 'Q'));
    QCOMPARE(nextOf(*store, job).places, placesFrom(0, 100));
    QCOMPARE(errorOf(outbox.add(job, items(1, 1))).kind, Error::Kind::NotFound);
    const OutboxJobId empty = valueOf(outbox.open(orderOf(0)));
    QCOMPARE(errorOf(outbox.seal(empty)).kind, Error::Kind::BadInput);
    valueOf(outbox.abandon(empty));
    QCOMPARE(errorOf(outbox.seal(empty)).kind, Error::Kind::NotFound);
    QTRY_COMPARE(number("SELECT count(*) FROM outbox_job"), 1);
}

void TestOutbox::freshEventsComeWithTheOrder()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(3));
    Outbox &outbox = store->outbox();
    OutboxOrder order = orderOf(2);
    order.fresh = plainEvents(4, 100);
    order.origin = {u"compose"_s, u"mine"_s, {}};
    const OutboxJobId job = valueOf(outbox.queue(order));
    QCOMPARE(searched(*store, filterOf("origin:mine")).total, 4);
    QCOMPARE(statesOf(*store, job), "QQQQQQ");
    QCOMPARE(nextOf(*store, job).events[2].text, "{\"n\":100}");
    QCOMPARE(nextOf(*store, job).items[5].event, EventId(7));

    order.origin.label = u"opened"_s;
    const OutboxJobId opened = valueOf(outbox.open(order));
    QCOMPARE(searched(*store, filterOf("origin:opened")).total, 0);
    valueOf(outbox.seal(opened));
    QCOMPARE(searched(*store, filterOf("origin:opened")).total, 4);
    QCOMPARE(nextOf(*store, opened).events[5].text, "{\"n\":103}");

    order.origin.label = u"abandoned"_s;
    valueOf(outbox.abandon(valueOf(outbox.open(order))));
    QCOMPARE(searched(*store).total, 11);
}

void TestOutbox::forgottenOrdersAreDeleted()
{
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(50));
        std::ignore = valueOf(store->outbox().queue(orderOf(3)));
        OutboxOrder order = orderOf(50);
        order.fresh = plainEvents(5);
        std::ignore = valueOf(store->outbox().open(order));
    }
    QCOMPARE(number("SELECT count(*) FROM outbox_item"), 58);
    const auto store = openStore(path());
    QCOMPARE(valueOf(store->outbox().jobs()).size(), std::size_t(1));
    QTRY_COMPARE(number("SELECT count(*) FROM outbox_job"), 1);
    QTRY_COMPARE(number("SELECT count(*) FROM outbox_item"), 3);
    QTRY_COMPARE(number("SELECT count(*) FROM event"), 50);
}

void TestOutbox::jobsCanBePutAway()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(2, job);
    Outbox &outbox = store->outbox();
    const OutboxJobId second = valueOf(outbox.queue(orderOf(1)));
    QCOMPARE(valueOf(outbox.jobs()).front().id, second);
    QCOMPARE(valueOf(outbox.jobs(1)).size(), std::size_t(1));
    QCOMPARE(valueOf(outbox.jobs(0)).size(), std::size_t(0));
    QCOMPARE(errorOf(outbox.remove(job)).kind, Error::Kind::BadInput);
    valueOf(outbox.cancel(job));
    valueOf(outbox.remove(job));
    QCOMPARE(valueOf(outbox.jobs()).size(), std::size_t(1));
    QCOMPARE(errorOf(outbox.requeue(job, {State::Cancelled})).kind, Error::Kind::NotFound);
    QCOMPARE(statesOf(*store, job), "cc");
    valueOf(outbox.restore(job));
    QCOMPARE(valueOf(outbox.jobs()).size(), std::size_t(2));
    QCOMPARE(valueOf(outbox.requeue(job, {State::Cancelled}, 1)), 1);
}

void TestOutbox::policyIsBounded()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(1, job);
    OutboxPolicy policy{-5, -1, 99, 0, -7, true, true, true, 0.0};
    valueOf(store->outbox().setPolicy(job, policy));
    QVERIFY(valueOf(store->outbox().job(job)).policy == (OutboxPolicy{0, 0, 16, 1, 1, true, true, true, {}}));
    policy = {5, std::numeric_limits<double>::infinity(), 0, 3, 7, false, false, false, 0.25};
    valueOf(store->outbox().setPolicy(job, policy));
    QVERIFY(valueOf(store->outbox().job(job)).policy == (OutboxPolicy{5, 0, 1, 3, 7, false, false, false, 0.25}));
    database().exec("UPDATE outbox_job SET policy = '{\"attempts\":\"many\"}'");
    QCOMPARE(errorOf(store->outbox().jobs()).kind, Error::Kind::BadInput);
    database().exec("UPDATE outbox_job SET policy = '{}', settings = '[]'");
    QCOMPARE(errorOf(store->outbox().jobs()).kind, Error::Kind::BadInput);
}

void TestOutbox::fullDiskChangesNothing()
{
    StoreOptions options;
    options.path = path();
    options.maxBytes = 2 << 20;
    const auto store = openStore(options);
    Outbox &outbox = store->outbox();
    test::store(*store, plainEvents(100));
    const OutboxJobId job = valueOf(outbox.queue(orderOf(100)));
    QVERIFY(valueOf(outbox.claim(job)));
    OutboxOrder huge = orderOf(1);
    for (int i = 0; i < 100'000; ++i)
        huge.items.push_back({1, QByteArray(36, 'k'), 0});
    QCOMPARE(errorOf(outbox.queue(huge)).kind, Error::Kind::Io);
    Outbox::Departure large = departureOf(job, placesFrom(0, 50));
    large.delivery.body = QByteArray(4 << 20, 'x');
    auto refused = outbox.depart(large);
    auto after = outbox.depart(departureOf(job, placesFrom(0, 10)));
    QCOMPARE(errorOf(refused).kind, Error::Kind::Io);
    const DeliveryId delivery = valueOf(after);
    QCOMPARE(statesOf(*store, job), QByteArray(10, 'f') + QByteArray(90, 'Q'));
    DeliveryEnd end = someEnd;
    end.reply = QByteArray(4 << 20, 'x');
    QCOMPARE(errorOf(outbox.arrive(job, delivery, end, {{0, 10, State::Accepted}})).kind, Error::Kind::Io);
    QCOMPARE(statesOf(*store, job), QByteArray(10, 'f') + QByteArray(90, 'Q'));
    valueOf(outbox.arrive(job, delivery, someEnd, {{0, 10, State::Accepted}}));
    QCOMPARE(statesOf(*store, job), QByteArray(10, 'a') + QByteArray(90, 'Q'));
    QCOMPARE(valueOf(outbox.jobs()).size(), std::size_t(1));
}

void TestOutbox::reachesTheDisk()
{
    const SyncSpy spy;
    OutboxJobId job = 0;
    const auto store = claimedStore(2, job);
    Outbox &outbox = store->outbox();
    const auto syncs = [&spy, last = spy.walSyncs()]() mutable {
        return spy.walSyncs() - std::exchange(last, spy.walSyncs());
    };
    auto count = syncs;
    std::ignore = valueOf(outbox.queue(orderOf(1)));
    QVERIFY(count() > 0);
    const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, {0})));
    QVERIFY(count() > 0);
    valueOf(outbox.arrive(job, delivery, someEnd, {}));
    QVERIFY(count() > 0);
    valueOf(outbox.hold(job, OutboxJob::Hold::Person));
    QVERIFY(count() > 0);
}

void TestOutbox::othersHear()
{
    OutboxJobId job = 0;
    const auto mine = claimedStore(2, job);
    const auto other = openStore(path());
    QSignalSpy here(&mine->outbox(), &Outbox::changed);
    QSignalSpy there(&other->outbox(), &Outbox::changed);
    valueOf(mine->outbox().hold(job, OutboxJob::Hold::Person));
    QTRY_VERIFY(!here.isEmpty());
    QTRY_VERIFY(!there.isEmpty());
    here.clear();
    there.clear();
    valueOf(other->outbox().resume(job));
    QTRY_VERIFY(!here.isEmpty());
    QTRY_VERIFY(!there.isEmpty());
    here.clear();
    database().exec("INSERT INTO change VALUES (5000, 3, 1, 0, 0)");    // after a long sleep
    QTRY_VERIFY(!here.isEmpty());
}

void TestOutbox::readOnlyIsRead()
{
    OutboxJobId job = 0;
    claimedStore(3, job).reset();
    database().exec("PRAGMA user_version = 999");
    const auto store = openStore(path());
    Outbox &outbox = store->outbox();
    const Error refused{Error::Kind::ReadOnly, store->readOnlyReason()};
    QCOMPARE(errorOf(outbox.queue(orderOf(1))), refused);
    QCOMPARE(errorOf(outbox.claim(job)), refused);
    QCOMPARE(errorOf(outbox.abandon(job)), refused);
    QCOMPARE(errorOf(outbox.cancel(job)), refused);
    QCOMPARE(statesOf(*store, job), "QQQ");
    QCOMPARE(nextOf(*store, job).places.size(), std::size_t(3));
    database().exec("UPDATE outbox_part SET state = 77");
    QCOMPARE(errorOf(outbox.parts(job)).kind, Error::Kind::BadInput);
}

void TestOutbox::viewsForOthers()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(8, job);
    bring(*store, job, "Qfapreuc");
    for (int i = 0; i < static_cast<int>(outboxStates); ++i) {
        const QByteArray state = outboxStateId(static_cast<State>(i));
        for (const char *view : {"outbox", "outbox_events"}) {
            const QByteArray sql = QByteArray("SELECT count(*) FROM ") + view + " WHERE state = '" + state + "'";
            QCOMPARE(number(sql.constData()), 1);
        }
    }
    QCOMPARE(number("SELECT count(*) FROM outbox WHERE endpoint = 'Größe' AND service = 'svc' AND events = 1 AND "
                    "label = 'some events' AND held IS NULL"),
        8);
    QCOMPARE(number("SELECT count(*) FROM outbox_events WHERE event = 3 AND state = 'accepted' AND dedup = 'key-2' AND "
                    "attempts = 1 AND delivery IN (SELECT id FROM deliveries)"),
        1);
    valueOf(store->outbox().holdEndpoint(7, u"402"_s));
    QCOMPARE(number("SELECT count(*) FROM outbox WHERE held = 'endpoint-refused' AND held_message = '402'"), 8);
}

void TestOutbox::largeJobTakesFewRows()
{
    constexpr int events = 20'000;
    OutboxJobId job = 0;
    const auto store = claimedStore(events, job);
    Outbox &outbox = store->outbox();
    const qint64 before = number("SELECT count(*) FROM outbox_item");
    for (int batch = 0; batch < events / 1000; ++batch) {
        const Outbox::Batch next = nextOf(*store, job);
        QCOMPARE(next.places.size(), std::size_t(1000));
        const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, next.places)));
        valueOf(outbox.arrive(job, delivery, someEnd, {{next.part.first, next.part.count, State::Accepted}}));
    }
    QCOMPARE(number("SELECT count(*) FROM outbox_part"), events / 1000);
    QCOMPARE(number("SELECT count(*) FROM outbox_item"), before);
    const OutboxJob done = valueOf(outbox.job(job));
    QCOMPARE(done.counts[static_cast<std::size_t>(State::Accepted)], events);
    QVERIFY(done.isOver());
    QCOMPARE(nextOf(*store, job).part.due, 0);
}

// Several requests are prepared and on their way at once, from several threads.
void TestOutbox::manyAtOnce()
{
    OutboxJobId job = 0;
    const auto store = claimedStore(400, job);
    std::vector<std::thread> threads;
    for (qint64 t = 0; t < 4; ++t) {
        threads.emplace_back([&store, job, t] {
            Outbox &outbox = store->outbox();
            std::vector<std::pair<qint64, qint64>> others;
            for (qint64 i = 0; i < 4; ++i) {
                if (i != t)
                    others.emplace_back(i * 100, 100);
            }
            for (int i = 0; i < 10; ++i) {
                const Outbox::Batch batch = valueOf(outbox.next(job, 10, plenty, start, others));
                if (batch.places != placesFrom(t * 100 + i * 10, 10))
                    qFatal("not what is next");
                const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, batch.places)));
                valueOf(outbox.arrive(job, delivery, someEnd, {{batch.part.first, 9, State::Accepted}}));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(statesOf(*store, job), QByteArray("aaaaaaaaau").repeated(40));
    QCOMPARE(valueOf(store->deliveries().recent()).size(), std::size_t(40));
}

namespace {

// What a place has come to, for a plain reference.
struct PlainPlace {
    State state = State::Queued;
    int attempts = 0;
    Micros due = 0;
    DeliveryId delivery = 0;
    QString message = {};
    bool again = false;    // queued again

    friend bool operator==(const PlainPlace &, const PlainPlace &) = default;
};

class PlainOutbox {
public:
    PlainOutbox(unsigned seed, std::size_t count)
        : random(seed)
        , places(count)
    {}

    [[nodiscard]] qint64 below(qint64 bound) { return static_cast<qint64>(random() % static_cast<quint64>(bound)); }

    // Fates of some runs.
    [[nodiscard]] std::vector<Outbox::Fate> fates()
    {
        std::vector<Outbox::Fate> some;
        const auto end = static_cast<qint64>(places.size());
        for (qint64 at = below(end); at < end; at += below(8)) {
            Outbox::Fate fate{at, 1 + below(6), stateOf("Qapreuc"[below(7)]), start + below(3), {}};
            if (below(2) == 0)
                fate.message = QString::number(below(3));
            some.push_back(fate);
            at += fate.count;
        }
        return some;
    }
    template <typename May>
    void give(const std::vector<Outbox::Fate> &fates, May may)
    {
        for (const Outbox::Fate &fate : fates) {
            for (qint64 at = fate.first; at < std::min(fate.first + fate.count, qint64(places.size())); ++at) {
                PlainPlace &place = places[static_cast<std::size_t>(at)];
                if (!may(place, fate))
                    continue;
                place.state = fate.state;
                place.due = fate.state == State::Queued ? fate.due : 0;
                place.message = fate.message;
            }
        }
    }
    [[nodiscard]] std::vector<qint64> some(State state)
    {
        std::vector<qint64> chosen;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (places[i].state == state && below(3) > 0)
                chosen.push_back(static_cast<qint64>(i));
        }
        return chosen;
    }

    std::mt19937 random;
    std::vector<PlainPlace> places;
    std::vector<DeliveryId> inFlight;
};

}

// Random moves and restarts against a state for each place.
void TestOutbox::randomMovesAgree()
{
    constexpr std::size_t count = 60;
    OutboxJobId job = 0;
    auto store = claimedStore(count, job);
    PlainOutbox plain(17, count);
    const Micros queued = valueOf(store->outbox().job(job)).queued;
    QString lost;
    for (int step = 0; step < 250; ++step) {
        Outbox &outbox = store->outbox();
        const qint64 choice = plain.below(20);
        if (choice < 7) {
            const std::vector<qint64> places = plain.some(State::Queued);
            if (places.empty())
                continue;
            const DeliveryId delivery = valueOf(outbox.depart(departureOf(job, places)));
            for (const qint64 place : places) {
                PlainPlace &one = plain.places[static_cast<std::size_t>(place)];
                one = {State::InFlight, one.attempts + 1, 0, delivery, {}, one.again};
            }
            plain.inFlight.push_back(delivery);
        } else if (choice < 13 && !plain.inFlight.empty()) {
            const auto which = plain.inFlight.begin() + plain.below(qint64(plain.inFlight.size()));
            const DeliveryId delivery = *which;
            plain.inFlight.erase(which);
            std::vector<Outbox::Fate> fates = plain.fates();
            valueOf(outbox.arrive(job, delivery, someEnd, fates));
            const auto own = [delivery](const PlainPlace &place) {
                return place.delivery == delivery && (place.state == State::InFlight || place.state == State::Unknown);
            };
            plain.give(fates, [&own](const PlainPlace &place, const Outbox::Fate &) { return own(place); });
            plain.give({{0, qint64(count)}}, [&own](const PlainPlace &place, const Outbox::Fate &) {
                return own(place) && place.state == State::InFlight;
            });
        } else if (choice < 16) {
            const std::vector<Outbox::Fate> fates = plain.fates();
            valueOf(outbox.settle(job, fates));
            plain.give(fates, [](const PlainPlace &place, const Outbox::Fate &fate) {
                return place.state == State::Queued || (place.state == State::Unknown && fate.state == State::Queued);
            });
        } else if (choice < 18) {
            const std::vector<State> states{stateOf("Qfapreuc"[plain.below(8)]), stateOf("preuc"[plain.below(5)])};
            const qint64 from = plain.below(count);
            const qint64 most = plain.below(30);
            std::ignore = valueOf(outbox.requeue(job, states, from, most));
            plain.give({{from, most == 0 ? qint64(count) : most, State::Queued}},
                [&states](PlainPlace &place, const Outbox::Fate &) {
                    const bool may = QByteArrayView("preuc").contains(letterOf(place.state)) &&
                                     std::find(states.begin(), states.end(), place.state) != states.end();
                    place.attempts = may ? 0 : place.attempts;
                    place.again |= may;
                    return may;
                });
        } else if (choice == 18 && step % 3 == 0) {
            std::ignore = valueOf(outbox.cancel(job));
            plain.give({{0, qint64(count), State::Cancelled}},
                [](const PlainPlace &place, const Outbox::Fate &) { return place.state == State::Queued; });
        } else if (choice == 19) {
            store.reset();
            store = openStore(path());
            QVERIFY(valueOf(store->outbox().claim(job)));
            for (const OutboxPart &part : valueOf(store->outbox().parts(job)))
                lost = part.message.contains(u"ended before"_s) ? part.message : lost;
            plain.give({{0, qint64(count), State::Unknown, 0, lost}},
                [](const PlainPlace &place, const Outbox::Fate &) { return place.state == State::InFlight; });
            plain.inFlight.clear();
        }
        QByteArray expected;
        for (const PlainPlace &place : plain.places)
            expected.append(letterOf(place.state));
        QCOMPARE(statesOf(*store, job), expected);
        for (const OutboxPart &part : valueOf(store->outbox().parts(job))) {
            const PlainPlace found{
                part.state, part.attempts, part.due, part.delivery, part.message, part.queued != queued};
            for (qint64 i = 0; i < part.count; ++i)
                QVERIFY(found == plain.places[static_cast<std::size_t>(part.first + i)]);
        }
    }
}

QTEST_GUILESS_MAIN(TestOutbox)
#include "tst_outbox.moc"
