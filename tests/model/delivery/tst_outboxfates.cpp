// SPDX-License-Identifier: GPL-3.0-or-later
// What decides about events that are sent, without a network or a store: pauses, halving, fates, dedup keys.
#include "delivery/dispatcherfate.h"
#include "delivery/dispatcherlane.h"
#include "delivery/dispatchermaking.h"
#include "delivery/outgoingrenewal.h"
#include "delivery/splitting.h"
#include "event/utf8.h"
#include "validation/serviceset.h"

#include "testmain.h"

#include <QDir>
#include <QTest>

#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;
using Way = Exchange::Way;
using State = OutboxState;

namespace {

constexpr Micros second = microsPerSecond;
constexpr Micros noon = 1'774'872'000 * second;    // 2026-03-30T12:00:00Z

RetryPace plainPace()
{
    return {.first = second, .longest = 300 * second, .jitter = 0};
}

// JSON with ' for ".
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

Event eventOf(const QByteArray &service, const QByteArray &shape, const QByteArray &text)
{
    Event event;
    event.service = service;
    event.shape = shape;
    event.text = text;
    return event;
}

// A request of three events, of which each reply is the same.
struct Sent {
    Way way = Way::Replied;
    int status = 200;
    DeliveryState state = DeliveryState::Rejected;
    bool retry = false;
    bool pause = false;
    std::vector<NamedValue> headers = {};

    [[nodiscard]] RequestFate fate(const FateTerms &terms, qint64 sent = 3) const
    {
        Exchange exchange;
        exchange.way = way;
        exchange.reply.status = status;
        exchange.reply.headers = headers;
        DeliveryOutcome outcome;
        outcome.end.state = state;
        outcome.end.status = status;
        outcome.end.message = u"Said so."_s;
        outcome.retry = retry;
        outcome.pause = pause;
        return fateOf(exchange, outcome, sent, terms);
    }
};

FateTerms terms(int attempts = 1)
{
    FateTerms terms;
    terms.pace = plainPace();
    terms.now = noon;
    terms.queued = noon;
    terms.attempts = attempts;
    terms.policy.attempts = 3;
    return terms;
}

Sent refusal(int status)
{
    return {.status = status};
}

Sent laterMaybe(int status)
{
    return {.status = status, .retry = true};
}

}

Q_DECLARE_METATYPE(Sent)
Q_DECLARE_METATYPE(eventscope::FateTerms)
Q_DECLARE_METATYPE(eventscope::OutboxState)

class TestOutboxFates : public QObject {
    Q_OBJECT

private slots:
    void init() { failOnWarnings(); }

    void pauses()
    {
        const RetryPace pace{.first = 2, .longest = 100, .jitter = 0.5};
        for (const auto &[attempts, expected] :
            {std::pair{1, 2}, {2, 4}, {3, 8}, {6, 64}, {7, 100}, {1000, 100}, {0, 2}})
            QCOMPARE(pauseAfter(pace, attempts, 0), expected);
        QCOMPARE(pauseAfter(pace, 7, 0.5), 75);
        QCOMPARE(pauseAfter({.first = 50, .longest = 10}, 1, 0), 10);
        constexpr Micros most = std::numeric_limits<Micros>::max();
        QCOMPARE(pauseAfter({.first = 1, .longest = most, .jitter = 0}, 100, 0), most);
        std::mt19937_64 random(7);
        std::uniform_real_distribution<double> chance(0, 1);
        for (int attempts = 1; attempts < 20; ++attempts) {
            const Micros whole = pauseAfter(pace, attempts, 0);
            const Micros some = pauseAfter(pace, attempts, chance(random));
            QVERIFY(some <= whole && some >= whole / 2);
        }
    }

    void wishes_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<qint64>("seconds");    // -1: none
        const auto row = [](const char *value, qint64 expected, const char *date = "") {
            QTest::addRow("%s | %s", value, date) << QByteArray(value) << QByteArray(date) << expected;
        };
        row("0", 0);
        row("120", 120);
        row(" 7 ", 7);
        row("86400", 86'400);
        row("99999999999999999999999", 86'400);
        row("-1", -1);
        row("+1", -1);
        row("1.5", -1);
        row("soon", -1);
        row("", -1);
        row("Mon, 30 Mar 2026 12:00:30 GMT", 30);
        row("Monday, 30-Mar-26 12:00:30 GMT", 30);
        row("Mon Mar 30 12:00:30 2026", 30);
        row("Mon Apr  6 12:00:00 2026", 86'400);
        row("Mon, 30 Mar 2026 11:59:00 GMT", 0);
        row("Mon, 30 Mar 2026 12:00:60 GMT", 59);
        row("Mon, 31 Feb 2026 12:00:00 GMT", -1);
        row("Mon, 30 Mrz 2026 12:00:00 GMT", -1);
        row("Mon, 30 Mar 2026 12:00:30", -1);
        row("Mon, 30 Mar 2026 1:00:30 GMT", -1);
        // The clock of the service is an hour ahead.
        row("Mon, 30 Mar 2026 13:00:30 GMT", 30, "Mon, 30 Mar 2026 13:00:00 GMT");
        row("Mon, 30 Mar 2026 12:00:30 GMT", 30, "nonsense");
        row("5", 5, "Mon, 30 Mar 2026 13:00:00 GMT");
    }

    void wishes()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, date);
        QFETCH(qint64, seconds);
        std::vector<NamedValue> headers{{"X", "1"}, {"retry-after", value}};
        if (!date.isEmpty())
            headers.push_back({"Date", date});
        const auto wished = wishedPause(headers, noon, RetryPace());
        QCOMPARE(wished.value_or(-second) / second, seconds);
        headers.push_back({"Retry-After", "1"});
        QCOMPARE(wishedPause(headers, noon, RetryPace()).value_or(0) / second, std::max<qint64>(seconds, 1));
        QVERIFY(!wishedPause({}, noon, RetryPace()));
    }

    // A year of two digits is the nearest.
    void centuries()
    {
        QCOMPARE(httpDate("Sunday, 06-Nov-94 08:49:37 GMT", noon).value_or(0), 784'111'777 * second);
        QCOMPARE(httpDate("Sun, 06 Nov 1994 08:49:37 GMT", noon).value_or(0), 784'111'777 * second);
        QCOMPARE(httpDate("Sun Nov  6 08:49:37 1994", noon).value_or(0), 784'111'777 * second);
        QCOMPARE(httpDate("Friday, 30-Mar-75 12:00:00 GMT", noon), httpDate("Fri, 30 Mar 2075 12:00:00 GMT", noon));
        QCOMPARE(httpDate("Friday, 30-Mar-76 12:00:00 GMT", noon), httpDate("Fri, 30 Mar 1976 12:00:00 GMT", noon));
    }

    void fates_data()
    {
        QTest::addColumn<Sent>("sent");
        QTest::addColumn<FateTerms>("given");
        QTest::addColumn<State>("state");
        QTest::addColumn<qint64>("due");    // seconds from now
        const auto row = [](const char *name, const Sent &sent, const FateTerms &given, State state, qint64 due = 0) {
            QTest::newRow(name) << sent << given << state << due;
        };
        const auto with = [](FateTerms given, auto change) {
            change(given);
            return given;
        };
        const auto guarded = [&](int attempts = 1, bool resumes = true) {
            return with(terms(attempts), [resumes](FateTerms &given) {
                given.guarded = true;
                given.policy.resumeUnknown = resumes;
            });
        };
        row("accepted", {.state = DeliveryState::Accepted}, terms(), State::Accepted);
        row("accepted late", {.state = DeliveryState::Accepted}, terms(9), State::Accepted);
        row("partly", {.state = DeliveryState::Partly}, terms(), State::Partly);
        row("redirect", refusal(302), terms(), State::Rejected);
        row("404", refusal(404), terms(), State::Rejected);
        row("400", refusal(400), terms(), State::Queued);     // halved
        row("422", refusal(422), terms(9), State::Queued);    // halving is no attempt
        row("code in a 200", refusal(200), terms(), State::Queued);
        for (const int status : {401, 402, 403})
            QTest::addRow("%d", status) << Sent{.status = status, .pause = true} << terms(9) << State::Queued << 0LL;
        for (const int status : {408, 425, 429}) {
            QTest::addRow("%d", status) << refusal(status) << terms() << State::Queued << 1LL;
            QTest::addRow("%d, last", status) << refusal(status) << terms(3) << State::Failed << 0LL;
        }
        for (const int status : {429, 500, 503}) {
            QTest::addRow("%d again", status) << laterMaybe(status) << terms(2) << State::Queued << 2LL;
            QTest::addRow("%d enough", status) << laterMaybe(status) << terms(3) << State::Failed << 0LL;
        }
        for (const int status : {502, 504}) {
            QTest::addRow("%d", status) << laterMaybe(status) << terms() << State::Unknown << 0LL;
            QTest::addRow("%d guarded", status) << laterMaybe(status) << guarded(1, false) << State::Queued << 1LL;
            QTest::addRow("%d enough", status) << laterMaybe(status) << guarded(3) << State::Unknown << 0LL;
        }
        Sent wish = laterMaybe(503);
        wish.headers = {{"Retry-After", "70"}};
        row("wish", wish, terms(), State::Queued, 70);
        wish.headers = {{"Retry-After", "Mon, 30 Mar 2026 12:00:40 GMT"}};
        row("wished date", wish, terms(2), State::Queued, 40);
        row("wish, last", wish, terms(3), State::Failed);
        row("beyond its age", wish, with(terms(), [](FateTerms &given) { given.policy.age = 39 * second; }),
            State::Failed);
        row("within its age", wish, with(terms(), [](FateTerms &given) { given.policy.age = 40 * second; }),
            State::Queued, 40);
        row("not sent", {.way = Way::NotSent, .status = 0}, terms(), State::Queued, 1);
        row("not sent, patient", {.way = Way::NotSent, .status = 0}, terms(9), State::Queued, 256);
        row("not sent, one attempt", {.way = Way::NotSent, .status = 0},
            with(terms(), [](FateTerms &given) { given.policy.attempts = 1; }), State::Queued, 1);
        row("not sent, in trouble", {.way = Way::NotSent, .status = 0},
            with(terms(), [](FateTerms &given) { given.troubles = 3; }), State::Queued, 8);
        row("not sent, aborted", {.way = Way::NotSent, .status = 0},
            with(terms(), [](FateTerms &given) { given.aborted = true; }), State::Cancelled);
        row("failed, but perhaps taken before", laterMaybe(500),
            with(terms(3), [](FateTerms &given) { given.doubtful = true; }), State::Unknown);
        const Sent silence{.way = Way::NoAnswer, .status = 0};
        row("no answer", silence, terms(), State::Unknown);
        row("no answer, without a key", silence,
            with(terms(), [](FateTerms &given) { given.policy.resumeUnknown = true; }), State::Unknown);
        row("no answer, not to be resumed", silence, guarded(1, false), State::Unknown);
        row("no answer, guarded", silence, guarded(2), State::Queued, 2);
        row("no answer, enough", silence, guarded(3), State::Unknown);
        row("no answer, aborted", silence, with(guarded(), [](FateTerms &given) { given.aborted = true; }),
            State::Unknown);
        row("closed before", {.way = Way::Cancelled, .status = 0}, terms(9), State::Queued);
        row("aborted before", {.way = Way::Cancelled, .status = 0},
            with(terms(), [](FateTerms &given) { given.aborted = true; }), State::Cancelled);
    }

    void fates()
    {
        QFETCH(Sent, sent);
        QFETCH(FateTerms, given);
        QFETCH(State, state);
        QFETCH(qint64, due);
        const RequestFate fate = sent.fate(given);
        QCOMPARE(fate.state, state);
        QCOMPARE(fate.due, due == 0 ? 0 : noon + due * second);
        QCOMPARE(fate.hold, sent.pause);
        QCOMPARE(fate.halve, sent.way == Way::Replied && state == State::Queued && due == 0 && !sent.pause);
        QVERIFY(fate.message.startsWith(u"Said so."_s));
        QVERIFY(fate.due == 0 || fate.quiet);
        QCOMPARE(fate.reached, sent.way != Way::NotSent);
    }

    void refusedBatches()
    {
        FateTerms given = terms();
        QVERIFY(refusal(413).fate(given).tooMany);
        QVERIFY(!refusal(400).fate(given).tooMany);
        for (const int status : {200, 400, 409, 413, 422}) {
            QCOMPARE(refusal(status).fate(given, 2).state, State::Queued);
            QCOMPARE(refusal(status).fate(given, 1).state, State::Rejected);
        }
        given.policy.splitRefused = false;
        QCOMPARE(refusal(400).fate(given).state, State::Rejected);
    }

    // Whatever is bad: it ends alone, all else is taken, and no event is sent after that.
    void halving()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 300; ++round) {
            const qint64 count = std::uniform_int_distribution<qint64>(1, 200)(random);
            const double share = std::uniform_real_distribution<double>(0, round % 3 == 0 ? 1 : 0.1)(random);
            std::set<qint64> bad;
            std::vector<qint64> left;
            for (qint64 place = 0; place < count * 2; place += 1 + static_cast<qint64>(random() % 3)) {
                left.push_back(place);
                if (std::bernoulli_distribution(share)(random))
                    bad.insert(place);
            }
            const std::size_t events = left.size();
            const std::size_t most = 1 + random() % 64;
            Splitting splitting;
            std::set<qint64> taken;
            std::set<qint64> refused;
            std::size_t requests = 0;
            while (!left.empty()) {
                ++requests;
                const std::size_t size = splitting.together(std::span(left).first(std::min(most, left.size())));
                const std::vector<qint64> sent(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size));
                const bool good =
                    std::none_of(sent.begin(), sent.end(), [&](qint64 place) { return bad.contains(place); });
                if (!good && size > 1) {
                    splitting.halve(sent);
                    continue;
                }
                (good ? taken : refused).insert(sent.begin(), sent.end());
                good ? splitting.taken(sent) : splitting.refusedAlone(sent.front());
                left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size));
            }
            QVERIFY(refused == bad);
            QCOMPARE(taken.size(), events - bad.size());
            const auto levels = static_cast<std::size_t>(std::ceil(std::log2(static_cast<double>(most)))) + 1;
            QVERIFY2(requests <= events / most + 1 + 2 * bad.size() * levels + bad.size(),
                qPrintable(QString::number(requests)));
        }
    }

    void hopeless()
    {
        Splitting splitting;
        std::vector<qint64> all(512);
        std::iota(all.begin(), all.end(), 0);
        for (qint64 place = 0; place < 200; ++place)
            splitting.refusedAlone(place);
        QVERIFY(!splitting.isHopeless());    // nothing was split
        while (!splitting.isHopeless()) {
            const std::size_t size = splitting.together(all);
            if (size > 1) {
                splitting.halve(std::span(all).first(size));
                continue;
            }
            splitting.refusedAlone(all.front());
            all.erase(all.begin());
        }
        QCOMPARE(all.size(), 512U - Splitting::mostInRow);
        splitting.taken(std::span(all).first(1));
        QVERIFY(!splitting.isHopeless());
    }

    void limits()
    {
        Splitting splitting;
        QCOMPARE(splitting.limit(), 0);
        splitting.tooMany(1000);
        QCOMPARE(splitting.limit(), 500);
        splitting.tooMany(900);    // was on its way
        QCOMPARE(splitting.limit(), 450);
        splitting.tooMany(1000);
        QCOMPARE(splitting.limit(), 450);
        splitting.tooMany(1);
        QCOMPARE(splitting.limit(), 1);
    }

    void lanes()
    {
        DispatchLane lane;
        QVERIFY(lane.mayBegin(noon, 2));
        lane.begun(noon, 50'000);
        QVERIFY(!lane.mayBegin(noon + 49'999, 2));
        QVERIFY(lane.mayBegin(noon + 50'000, 2));
        QVERIFY(!lane.mayBegin(noon + 50'000, 1));
        // A timer's few milliseconds are made up for, a long rest is not.
        lane.begun(noon + 55'000, 50'000);
        QCOMPARE(lane.opens(), noon + 100'000);
        lane.ended();
        lane.ended();
        lane.begun(noon + 10 * second, 50'000);
        QCOMPARE(lane.opens(), noon + 10 * second + 50'000);
        lane.trouble(noon + 10 * second, 4 * second, false);
        QVERIFY(lane.isUnreached() && !lane.mayBegin(noon + 14 * second, 16));    // one is on its way
        lane.ended();
        QVERIFY(!lane.mayBegin(noon + 13 * second, 16) && lane.mayBegin(noon + 14 * second, 16));
        lane.look();
        QVERIFY(lane.mayBegin(noon + 11 * second, 16));
        lane.well();
        QVERIFY(!lane.isTroubled());
    }

    void paces()
    {
        const auto form = [this](const QByteArray &service, const QByteArray &transport) {
            return *TransportForm::of(m_services.services().find(service), transport);
        };
        const TransportFormPtr rest = form("schematic", "rest");
        QCOMPARE(requestsPerSecond(*rest), 20.0);
        QCOMPARE(requestsPerSecond(*form("emban", "ingest")), 0.0);
        Endpoint endpoint;
        OutboxPolicy policy;
        QCOMPARE(LanePace::of(policy, endpoint, *rest).after(1000), 50'000);
        QCOMPARE(LanePace::of(policy, endpoint, *rest).mostEvents(), 0);
        endpoint.perSecond = 100;
        QCOMPARE(LanePace::of(policy, endpoint, *rest).after(50), second / 2);
        policy.perSecond = 0.5;
        QCOMPARE(LanePace::of(policy, endpoint, *rest).after(1), 2 * second);
        QCOMPARE(LanePace::of(policy, endpoint, *rest).mostEvents(), 1);
        QCOMPARE(LanePace::of({}, {}, *form("emban", "ingest")).after(1000), 0);
    }

    void dedupKeys_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");    // empty: cannot
        QTest::newRow("none") << json("{'a':0.0450,'a':1e400}")
                              << json("{'a':0.0450,'a':1e400,'idempotency_key':'k\\'1'}");
        QTest::newRow("empty") << json("{'idempotency_key':'','b':1}") << json("{'idempotency_key':'k\\'1','b':1}");
        QTest::newRow("null") << json("{'idempotency_key':null}") << json("{'idempotency_key':'k\\'1'}");
        QTest::newRow("there") << json("{'idempotency_key':'x'}") << json("{'idempotency_key':'x'}");
    }

    void dedupKeys()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto field = DedupField::of(*m_services.services().find("schematic"));
        QVERIFY(field);
        QCOMPARE(field->window(), 24 * microsPerHour);
        JsonTape tape;
        QVERIFY(tape.read(viewOf(text)));
        if (field->isIn(tape.root())) {
            QCOMPARE(text, expected);
            return;
        }
        QCOMPARE(field->put(tape, text, "k\"1").value_or(QByteArray()), expected);
    }

    void freshKeys()
    {
        QCOMPARE(DedupField::of(*m_services.services().find("emban"))->fresh().size(), 36);
        QCOMPARE(DedupField::of(*m_services.services().find("buildless"))->fresh().size(), 32);
        QVERIFY(!DedupField::of(*m_services.services().find("eventbunker")));
        const auto field = DedupField::of(*m_services.services().find("emban"));
        QVERIFY(field->fresh() != field->fresh());
    }

    // Only a rule that the time has brought about counts.
    void stale()
    {
        const QByteArray text =
            json("{'event_type':'track','trusted_client_clock':true,'sent_at':'2026-03-30T12:00:00Z',"
                 "'body':{'event':'e','company':{'id':'a'}}}");
        const auto judge = m_services.judge("schematic");
        JsonTape tape;
        QVERIFY(tape.read(viewOf(text)));
        Event event = eventOf("schematic", "rest", text);
        QCOMPARE(whyStale(*judge, tape, event, noon), QString());
        const QString reason = whyStale(*judge, tape, event, noon + 40 * microsPerDay);
        QVERIFY2(reason.contains(u"S9"_s), qPrintable(reason));
        event.rules = "S9:error";
        QCOMPARE(whyStale(*judge, tape, event, noon + 40 * microsPerDay), QString());
        // What is wrong at any time does not make it stale.
        const QByteArray wrong = json("{'event_type':'track','body':{'quantity':'x'}}");
        QVERIFY(tape.read(viewOf(wrong)));
        QCOMPARE(whyStale(*judge, tape, eventOf("schematic", "rest", wrong), noon), QString());
    }

    void renewal()
    {
        EventRenewal keys(m_services.judge("emban"), false);
        EventRenewal times(m_services.judge("emban"), true);
        const Event event = eventOf("emban", "event",
            json("{'event_id':'old', 'tenant_id':'a','event_name':'page.view',"
                 "'timestamp':'2020-01-01T00:00:00Z','n':0.0450}"));
        const auto keyed = keys.renewed(event, noon);
        QVERIFY(keyed);
        QVERIFY(!keyed->text.contains("\"old\"") && keyed->text.contains(json("2020-01-01T00:00:00Z','n':0.0450}")));
        QVERIFY(!keyed->identity.dedup.isEmpty() && keyed->identity.tenant == "a");
        const auto timed = times.renewed(event, noon + 123'456);
        QVERIFY(timed);
        QVERIFY2(timed->text.contains(json("'timestamp':'2026-03-30T12:00:00.123Z'")), timed->text.constData());
        QCOMPARE(timed->identity.time, noon + 123'000);
        QVERIFY(timed->verdict != Verdict::Unjudged);
        QCOMPARE(keys.keyed(event).text, event.text);
        Event bare = event;
        bare.text.replace(json("'event_id':'old', "), "");
        QVERIFY(keys.keyed(bare).text.contains("event_id"));
    }

private:
    const ServiceSet m_services = ServiceSet::compile(Services::load(QDir(u"/nowhere"_s)).services, nullptr);
};

QTEST_GUILESS_MAIN(TestOutboxFates)

#include "tst_outboxfates.moc"
