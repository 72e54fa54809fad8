// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/storehelp.h"

#include "intake/eventreader.h"
#include "intake/importer.h"
#include "review/bulkfix.h"
#include "review/rejudge.h"
#include "review/storeprofile.h"
#include "validation/seriesjudge.h"

#include <QFileInfo>

#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros epoch = 1'772'323'200'000'000;    // 2026-03-01T00:00:00Z

// Rules of every sort: of the schema, of one event, of the moment, across events; one with a fix.
constexpr auto definition = R"({
  "format": 1, "id": "shop", "title": "Shop",
  "keys": [{"kind": "secret", "title": "Secret key", "prefix": ["shop_sec_"], "mask": true}],
  "shapes": {"event": {"title": "Event", "schema": "#/$defs/event", "secret": ["/api_key"]}},
  "fields": {
    "name": [{"at": "/event"}], "tenant": [{"at": "/shop"}], "time": [{"at": "/at", "as": "iso8601"}]},
  "detect": {"event": [{"need": {"/shop": "string"}}]},
  "transports": {"http": {"title": "HTTP", "shape": "event", "base": "https://shop.test", "auth": [],
    "many": {"method": "POST", "path": "/events", "body": {"events": "$events"}, "max": 3}}},
  "rules": [
    {"id": "T4", "is": "note", "severity": "info", "at": "/event", "if": {"at": "/event", "in": ["noise"]},
     "say": "This name catches everything."},
    {"id": "T5", "is": "window", "severity": "error", "at": "/at", "from": "-10d", "to": "+1d", "say": "Too old."},
    {"id": "T6", "is": "duplicate", "severity": "warning", "at": "/id", "in": ["batch", "24h"], "say": "Twice."},
    {"id": "T10", "is": "looks-like", "severity": "warning", "at": "/props/*", "as": "number", "say": "A number.",
     "fix": {"label": "Move it", "move": "/numbers", "as": "number"}},
    {"id": "T16", "is": "drift", "severity": "warning", "at": ["/props"], "compare": ["keys", "types"],
     "say": "Other properties."}],
  "samples": [],
  "$defs": {"event": {"type": "object", "required": ["event"], "properties": {
    "event": {"type": "string"}, "amount": {"type": "number", "x-rule": "T2"}}}}})";

ServiceSet serviceSet(const QByteArrayList &changes = {}, const QByteArray &text = definition)
{
    const Result<ServicePtr> service = Service::load(text, u"test.json"_s);
    if (!service)
        qFatal("%s", qPrintable(service.error().message));
    SeverityChanges severities;
    for (const QByteArray &change : changes) {
        if (!severities.add(change))
            qFatal("%s", change.constData());
    }
    std::vector<Error> faults;
    const ServiceSet set = ServiceSet::compile(Services::of({*service}), &faults, severities);
    if (!faults.empty())
        qFatal("%s", qPrintable(faults.front().message));
    return set;
}

class Maker {
public:
    explicit Maker(unsigned seed)
        : m_random(seed)
        , m_reader(serviceSet(), {})
    {}

    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }

    QByteArray text()
    {
        if (below(20) == 0)
            return "{\"n\":1}";    // of no service
        QByteArray text = "{\"shop\":\"s" + QByteArray::number(below(3)) + "\"";
        if (below(10))
            text += R"(,"event":")" + QByteArray(below(5) ? "sale" : "noise") + "\"";
        text += ",\"at\":\"2026-0" + QByteArray::number(2 + below(2)) + "-0" + QByteArray::number(1 + below(5)) +
                "T12:00:00Z\"";
        if (below(3))
            text += ",\"id\":\"" + QByteArray::number(below(2'000)) + "\"";
        if (below(4) == 0)
            text += below(2) ? ",\"amount\":1.50" : ",\"amount\":\"x\"";
        if (below(5) == 0)
            text += R"(,"api_key":"shop_sec_0123456789abcdef")";
        QByteArrayList props;
        for (const char *name : {"a", "b", "c"}) {
            if (below(3))
                props << "\"" + QByteArray(name) +
                             "\": " + (below(3) ? "\"w\"" : "\"" + QByteArray::number(below(90)) + "\"");
        }
        return text + ",\"props\":{" + props.join(", ") + "}}";
    }

    Event event()
    {
        auto read = m_reader.read(text().toStdString(), {}, epoch + below(10) * microsPerDay);
        return std::get<Event>(std::move(read));
    }

    std::vector<Event> events(int count)
    {
        std::vector<Event> events;
        for (int i = 0; i < count; ++i)
            events.push_back(event());
        return events;
    }

private:
    std::mt19937 m_random;
    EventReader m_reader;
};

// An import, a capture, and events of a service that is no more.
void fill(EventStore &store, int count, unsigned seed)
{
    Maker maker(seed);
    const OriginId capture = valueOf(store.begin({u"capture"_s, u"capture"_s, {}}));
    valueOf(store.complete(capture));
    test::store(store, maker.events(count / 2), u"import"_s);
    valueOf(store.append(capture, maker.events(count / 2)));
    std::vector<Event> gone = maker.events(5);
    for (Event &event : gone) {
        event.service = "gone";
        event.text = "{\"n\":2}";
    }
    test::store(store, std::move(gone), u"gone"_s);
    valueOf(store.remove({3, 4}));
}

std::vector<StoredEvent> visibleEvents(EventStore &store)
{
    return valueOf(store.fetch(searched(store).rows));
}

struct Judged {
    Verdict verdict;
    bool partly;
    QByteArray rules;

    friend bool operator==(const Judged &, const Judged &) = default;
};

Judged judgedOf(const Event &event)
{
    return {event.verdict, event.partlyJudged, event.rules};
}

// One after the other, with all sentences.
std::map<Row, Judged> reference(EventStore &store, const ServiceSet &services)
{
    std::map<Row, Judged> judged;
    SeriesJudge series(services);
    for (const StoredEvent &stored : visibleEvents(store)) {
        const Event &event = stored.event;
        const auto judge = services.judge(event.service);
        if (!judge) {
            judged[stored.row] = {Verdict::Unjudged, false, {}};
            continue;
        }
        JsonTape tape;
        if (!tape.read({event.text.constData(), static_cast<std::size_t>(event.text.size())}))
            qFatal("an event cannot be read");
        JudgeContext context;
        if (stored.originLabel == u"capture"_s)
            context.now = event.received;
        const Judgement own = judge->judge(tape, nullptr, event.shape, context);
        SeriesFacts facts;
        SeriesJudge::facts(*judge, tape, event.shape, event.identity, event.received, facts);
        const Judgement across = series.judge(facts);
        judged[stored.row] = {std::max(own.verdict, across.verdict), own.partly, joinedRules(own.rules, across.rules)};
    }
    return judged;
}

void compare(EventStore &store, const std::map<Row, Judged> &expected)
{
    const std::vector<StoredEvent> events = visibleEvents(store);
    QCOMPARE(events.size(), expected.size());
    for (const StoredEvent &stored : events) {
        const Judged &wanted = expected.at(stored.row);
        QCOMPARE(stored.event.rules, wanted.rules);
        QCOMPARE(stored.event.verdict, wanted.verdict);
        QCOMPARE(stored.event.partlyJudged, wanted.partly);
    }
}

using Counts = std::map<std::pair<QByteArray, QByteArray>, qint64>;

Counts countsOf(EventStore &store)
{
    Counts counts;
    for (const ProblemGroup &group : valueOf(store.problems({})))
        counts[{group.service, group.rule}] += group.count;
    return counts;
}

std::array<qint64, 4> verdictsOf(EventStore &store)
{
    std::array<qint64, 4> verdicts{};
    for (const StoredEvent &stored : visibleEvents(store))
        ++verdicts.at(static_cast<std::size_t>(stored.event.verdict));
    return verdicts;
}

}

// Stored events judged again, and mended.
class TestReview : public QObject {
    Q_OBJECT

private slots:
    void init();
    void judgesAsTheReference_data();
    void judgesAsTheReference();
    void cancelledInTheMiddle();
    void whatComesMeanwhileIsLeft();
    void refusedWhereNothingCanBeWritten();
    void judgingAgainChangesNothing();
    void seriesGoesOn();
    void newlyKnownEventsAreRecognised();
    void fixesAreCounted();
    void fixesAreMadeAndUndone();
    void secretsStayReplaced();
    void fixingIsAllOrNothing();
    void profilesAsTheReference();
    void profileIsCancelled();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
};

void TestReview::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestReview::judgesAsTheReference_data()
{
    QTest::addColumn<QByteArrayList>("changes");
    QTest::newRow("nothing") << QByteArrayList();
    QTest::newRow("of the schema") << QByteArrayList{"T2=warning"};
    QTest::newRow("off") << QByteArrayList{"T10=off", "T2=off"};
    QTest::newRow("worse") << QByteArrayList{"shop/T4=error"};
    QTest::newRow("of the moment") << QByteArrayList{"T5=warning"};
    QTest::newRow("across events") << QByteArrayList{"T6=error", "T16=off"};
}

void TestReview::judgesAsTheReference()
{
    QFETCH(const QByteArrayList, changes);
    auto store = openStore(path());
    fill(*store, 1'600, 3);
    for (const ServiceSet &services : {serviceSet(), serviceSet(changes)}) {
        const auto expected = reference(*store, services);
        const Counts countsBefore = countsOf(*store);
        const auto verdictsBefore = verdictsOf(*store);
        qint64 changed = 0;
        for (const StoredEvent &stored : visibleEvents(*store)) {
            const Judged &now = expected.at(stored.row);
            changed += stored.event.verdict != now.verdict || stored.event.rules != now.rules ? 1 : 0;
        }
        auto future = rejudge(*store, services, nullptr);
        const RejudgeReport report = valueOf(future);
        QCOMPARE(future.progressValue(), future.progressMaximum());
        compare(*store, expected);
        QCOMPARE(report.judged, qint64(expected.size()));
        QCOMPARE(report.changed, changed);
        QCOMPARE(report.before, verdictsBefore);
        QCOMPARE(report.after, verdictsOf(*store));

        Counts countsAfter = countsOf(*store);
        qint64 last = std::numeric_limits<qint64>::max();
        for (const RejudgeReport::RuleChange &change : report.rules) {
            const auto key = std::pair(change.service, change.rule);
            QCOMPARE(change.after, countsAfter.contains(key) ? countsAfter.at(key) : 0);
            QCOMPARE(change.before, countsBefore.contains(key) ? countsBefore.at(key) : 0);
            QVERIFY(change.before != change.after);
            QVERIFY(std::abs(change.after - change.before) <= last);
            last = std::abs(change.after - change.before);
            countsAfter[key] = change.before;
        }
        std::erase_if(countsAfter, [](const auto &entry) { return entry.second == 0; });
        QCOMPARE(countsAfter, countsBefore);    // those not told of are as they were
        QCOMPARE(valueOf(rejudge(*store, services, nullptr)).changed, 0);
    }
    const auto before = visibleEvents(*store);
    store.reset();
    store = openStore(path());
    const auto after = visibleEvents(*store);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i)
        QCOMPARE(judgedOf(after[i].event), judgedOf(before[i].event));
}

void TestReview::cancelledInTheMiddle()
{
    const auto store = openStore(path());
    fill(*store, 8'000, 5);
    valueOf(rejudge(*store, serviceSet(), nullptr));
    const auto before = reference(*store, serviceSet());
    const ServiceSet services = serviceSet({"T10=error", "T4=warning"});
    const auto after = reference(*store, services);
    auto future = rejudge(*store, services, nullptr);
    while (future.progressValue() < 1'500 && !future.isFinished())
        QThread::yieldCurrentThread();
    future.cancel();
    future.waitForFinished();
    for (const StoredEvent &stored : visibleEvents(*store)) {
        const Judged now = judgedOf(stored.event);
        QVERIFY(now == before.at(stored.row) || now == after.at(stored.row));
    }
    valueOf(rejudge(*store, services, nullptr));
    compare(*store, after);
}

// Who appends while events are judged again judges by the new rules: those events are not visited.
void TestReview::whatComesMeanwhileIsLeft()
{
    const auto store = openStore(path());
    fill(*store, 8'000, 7);
    const OriginId capture = valueOf(store->begin({u"capture"_s, u"later"_s, {}}));
    valueOf(store->complete(capture));
    const ServiceSet services = serviceSet({"T2=info"});
    const auto expected = reference(*store, services);
    auto future = rejudge(*store, services, nullptr);
    while (future.progressValue() == 0 && !future.isFinished())
        QThread::yieldCurrentThread();
    Maker maker(8);
    for (int i = 0; i < 10; ++i) {
        std::vector<Event> events = maker.events(100);
        for (Event &event : events)
            event.rules = "other:info";
        valueOf(store->append(capture, std::move(events)));
    }
    const RejudgeReport report = valueOf(future);
    QCOMPARE(report.judged, qint64(expected.size()));
    QCOMPARE(searched(*store, filterOf("rule:other origin:later")).total, 1'000);
    valueOf(store->remove(searched(*store, filterOf("origin:later")).rows));
    compare(*store, expected);
}

void TestReview::refusedWhereNothingCanBeWritten()
{
    {
        const auto store = openStore(path());
        fill(*store, 2'000, 9);
    }
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    {
        const auto store = openStore(options);
        QCOMPARE(errorOf(rejudge(*store, serviceSet({"T10=error"}), nullptr)).kind, Error::Kind::ReadOnly);
        QCOMPARE(
            errorOf(applyFix(*store, serviceSet(), nullptr, {0}, "T10", u"Move it"_s)).kind, Error::Kind::ReadOnly);
    }
    options.readOnly = false;
    options.maxBytes = QFileInfo(path()).size() - 8192;
    const auto store = openStore(options);
    const Error error = errorOf(rejudge(*store, serviceSet({"T10=error"}), nullptr));
    QCOMPARE(error.kind, Error::Kind::Io);
    QVERIFY(searched(*store).total > 0);
}

// However they came: what is not known of an event when it is judged again was not needed.
void TestReview::judgingAgainChangesNothing()
{
    const QByteArray keyed = QByteArray(definition).replace(R"("time": [)", R"("dedup": {"at": "/id"}, "time": [)");
    const ServiceSet services = serviceSet({}, keyed);
    for (unsigned seed = 1; seed <= 5; ++seed) {
        const auto store = openStore(m_folder->filePath(u"%1.events"_s.arg(seed)));
        Maker maker(seed);
        qint64 inRequest = 0;
        for (int i = 0; i < 6; ++i) {
            QByteArrayList events;
            for (int left = 40 + maker.below(400); left > 0; --left)
                events << maker.text();
            ImportSource source;
            source.label = u"pasted"_s;
            source.bytes = i % 2 ? "{\"events\":[" + events.join(',') + "]}" : events.join('\n');
            const ImportReport report = valueOf(importInto(*store, services, {source}, {}));
            QVERIFY(!report.seriesFault);
            inRequest += report.series;
        }
        QVERIFY(inRequest > 0);
        QVERIFY(searched(*store, filterOf("rule:T6")).total > 0);
        const RejudgeReport report = valueOf(rejudge(*store, services, nullptr));
        QVERIFY2(report.rules.empty(), report.rules.empty() ? "" : report.rules.front().rule.constData());
        QCOMPARE(report.changed, 0);
        // By another rule of that name, what was in one request is not known.
        const QByteArray changed = QByteArray(keyed).replace(R"("batch", "24h")", R"("batch", "1s")");
        valueOf(rejudge(*store, serviceSet({}, changed), nullptr));
        QCOMPARE(valueOf(rejudge(*store, serviceSet({}, changed), nullptr)).changed, 0);
    }
}

// What was seen when all was judged again is what an import goes on from.
void TestReview::seriesGoesOn()
{
    const auto store = openStore(path());
    fill(*store, 2'000, 11);
    const ServiceSet services = serviceSet();
    valueOf(rejudge(*store, services, nullptr));
    SeriesJudge series(services);
    QVERIFY(series.restore(valueOf(store->seriesState())));
    JsonTape tape;
    QVERIFY(tape.read(R"({"shop":"s","event":"sale","props":{"new":1}})"));
    Identity identity;
    identity.name = "sale";
    SeriesFacts facts;
    SeriesJudge::facts(*services.judge("shop"), tape, "event", identity, epoch, facts);
    QCOMPARE(series.verdict(facts).rules, "T16:warning");
}

// Stored before there was a definition of them.
void TestReview::newlyKnownEventsAreRecognised()
{
    const auto store = openStore(path());
    const ServiceSet services = serviceSet();
    Maker maker(23);
    std::vector<Event> known = maker.events(3'000);
    std::vector<Event> unknown = known;
    for (Event &event : unknown) {
        event = Event{event.text, {}, event.service.isEmpty() ? "gone" : "", {}, {}, event.received};
        event.rules = event.service.isEmpty() ? "" : "G1:error";
    }
    const OriginId capture = valueOf(store->begin({u"capture"_s, u"capture"_s, {}}));
    valueOf(store->complete(capture));
    valueOf(store->append(capture, {unknown.begin(), unknown.begin() + 1'500}));
    test::store(*store, {unknown.begin() + 1'500, unknown.end()}, u"import"_s);
    const qint64 wanted =
        std::count_if(known.begin(), known.end(), [](const Event &event) { return !event.service.isEmpty(); });
    const RejudgeReport report = valueOf(rejudge(*store, services, nullptr));
    QCOMPARE(report.recognised, wanted);
    QCOMPARE(report.after, verdictsOf(*store));
    QCOMPARE(std::accumulate(report.before.begin(), report.before.end(), qint64(0)), 3'000);
    QCOMPARE(store->columns().visible(), 3'000);
    QCOMPARE(searched(*store, filterOf("service:shop")).total, wanted);
    QCOMPARE(searched(*store, filterOf("origin:capture")).total, 1'500);
    QCOMPARE(searched(*store, filterOf("rule:G1")).total, 0);
    std::map<QByteArray, Event> byText;
    for (const Event &event : known)
        byText.insert_or_assign(event.text, event);
    for (const StoredEvent &stored : valueOf(store->fetch(searched(*store, filterOf("service:shop")).rows))) {
        const Event &event = byText.at(stored.event.text);
        QCOMPARE(stored.event.identity.tenant, event.identity.tenant);
        QCOMPARE(stored.event.shape, event.shape);
        if (stored.originLabel == u"import"_s)
            QCOMPARE(stored.event.rules, event.rules);
    }
    QCOMPARE(valueOf(rejudge(*store, services, nullptr)).recognised, 0);
}

void TestReview::fixesAreCounted()
{
    const auto store = openStore(path());
    fill(*store, 2'000, 13);
    const ServiceSet services = serviceSet();
    EventReader reader(services, {});
    qint64 expected = 0;
    for (const StoredEvent &stored : visibleEvents(*store)) {
        const Judgement judgement = reader.findings(stored.event);
        expected += std::any_of(judgement.findings.begin(), judgement.findings.end(),
                        [](const Finding &finding) { return finding.rule == "T10" && finding.fix; })
                        ? 1
                        : 0;
    }
    std::vector<Row> rows(store->columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    rows.push_back(0);
    rows.push_back(1'000'000);
    auto future = sharedFixes(*store, services, nullptr, rows);
    const std::vector<SharedFix> fixes = valueOf(future);
    QCOMPARE(fixes.size(), std::size_t(1));
    QCOMPARE(fixes.front().rule, "T10");
    QCOMPARE(fixes.front().label, u"Move it"_s);
    QCOMPARE(fixes.front().events, expected);
    QVERIFY(valueOf(sharedFixes(*store, services, nullptr, {})).empty());
}

void TestReview::fixesAreMadeAndUndone()
{
    const auto store = openStore(path());
    fill(*store, 2'000, 15);
    const ServiceSet services = serviceSet();
    valueOf(rejudge(*store, services, nullptr));
    const auto before = visibleEvents(*store);
    const std::vector<Row> rows = searched(*store, filterOf("origin:import")).rows;
    const qint64 broken = searched(*store, filterOf("origin:import rule:T10")).total;
    const qint64 elsewhere = searched(*store, filterOf("-origin:import rule:T10")).total;
    QVERIFY(broken > 100);

    const BulkFixReport report = valueOf(applyFix(*store, services, nullptr, rows, "T10", u"Move it"_s));
    QCOMPARE(report.mended, broken);
    QCOMPARE(report.unchanged, qint64(rows.size()) - broken);
    QCOMPARE(report.replacement.events, broken);
    QCOMPARE(searched(*store).total, qint64(before.size()));
    QCOMPARE(searched(*store, filterOf("rule:T10")).total, elsewhere);
    const std::vector<StoredEvent> mended =
        valueOf(store->fetch(searched(*store, filterOf("origin:\"Move it\"")).rows));
    QCOMPARE(qint64(mended.size()), broken);
    std::vector<const StoredEvent *> originals;
    for (const StoredEvent &stored : before) {
        if (stored.originLabel == u"import"_s && stored.event.rules.contains("T10:"))
            originals.push_back(&stored);
    }
    JsonTape tape;
    for (std::size_t i = 0; i < mended.size(); ++i) {
        const Event &now = mended[i].event;
        const Event &old = originals[i]->event;
        QVERIFY(tape.read({now.text.constData(), static_cast<std::size_t>(now.text.size())}));
        QCOMPARE(now.received, old.received);
        QCOMPARE(now.service, old.service);
        QCOMPARE(now.identity.tenant, old.identity.tenant);
        QVERIFY(now.text.contains("\"numbers\""));
        for (const char *across : {"T6", "T16"})
            QCOMPARE(hasRule(now.rules, across), hasRule(old.rules, across));
    }

    valueOf(store->restore(report.replacement));
    const auto after = visibleEvents(*store);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].id, before[i].id);
        QCOMPARE(after[i].event.text, before[i].event.text);
    }
}

void TestReview::secretsStayReplaced()
{
    const auto store = openStore(path());
    const ServiceSet services = serviceSet();
    EventReader reader(services, {});
    const std::string text = R"({"shop":"s","event":"e","api_key":"shop_sec_0123456789abcdef","props":{"a":"1"}})";
    const Event event = std::get<Event>(reader.read(text, {}, epoch));
    QVERIFY(!event.text.contains("0123456789abcdef"));
    test::store(*store, {event});
    QCOMPARE(valueOf(applyFix(*store, services, nullptr, {0}, "T10", u"Move it"_s)).mended, 1);
    const QByteArray mended = valueOf(store->fetch({1})).front().event.text;
    const qsizetype key = event.text.indexOf("\"api_key\"");
    QCOMPARE(mended.mid(key, 30), event.text.mid(key, 30));
    QCOMPARE(valueOf(applyFix(*store, services, nullptr, {0, 1}, "T10", u"Move it"_s)).mended, 0);
    QCOMPARE(valueOf(applyFix(*store, services, nullptr, {1}, "T99", u"Move it"_s)).unchanged, 1);
    QCOMPARE(store->columns().visible(), 1);
}

void TestReview::fixingIsAllOrNothing()
{
    {
        const auto store = openStore(path());
        fill(*store, 2'000, 17);
        valueOf(rejudge(*store, serviceSet(), nullptr));
    }
    StoreOptions options;
    options.path = path();
    options.maxBytes = QFileInfo(path()).size() + 20'000;
    const auto store = openStore(options);
    const auto before = visibleEvents(*store);
    const auto future = applyFix(*store, serviceSet(), nullptr, searched(*store).rows, "T10", u"Move it"_s);
    QCOMPARE(errorOf(future).kind, Error::Kind::Io);
    const auto after = visibleEvents(*store);
    QCOMPARE(after.size(), before.size());
    QCOMPARE(valueOf(store->origins()).size(), std::size_t(3));
}

void TestReview::profilesAsTheReference()
{
    const auto store = openStore(path());
    fill(*store, 3'000, 19);
    const ServiceSet services = serviceSet();
    for (const char *text : {"", "name:sale", "\"w\"", "-()"}) {
        Profile expected;
        JsonTape tape;
        for (const StoredEvent &stored : valueOf(store->fetch(searched(*store, filterOf(text)).rows))) {
            const Event &event = stored.event;
            QVERIFY(tape.read({event.text.constData(), static_cast<std::size_t>(event.text.size())}));
            const ServicePtr service = services.services().find(event.service);
            expected.add(tape, service.get(), event.shape, event.identity.name, store->columns().time(stored.row));
        }
        auto future = profileOf(*store, services, filterOf(text));
        const Profile profile = valueOf(future);
        QCOMPARE(future.progressValue(), future.progressMaximum());
        QCOMPARE(profile.count(), expected.count());
        QCOMPARE(profile.others(), expected.others());
        QVERIFY(profile.services() == expected.services());
        QCOMPARE(profile.events().size(), expected.events().size());
        for (const auto &[name, wanted] : expected.events()) {
            const EventProfile &event = profile.events().at(name);
            QCOMPARE(event.count, wanted.count);
            QCOMPARE(event.first, wanted.first);
            QCOMPARE(event.last, wanted.last);
            QCOMPARE(event.properties.size(), wanted.properties.size());
            for (const auto &[key, property] : wanted.properties) {
                QCOMPARE(event.properties.at(key).present, property.present);
                QVERIFY(event.properties.at(key).counts == property.counts);
                QVERIFY(event.properties.at(key).values == property.values);
            }
        }
    }
}

void TestReview::profileIsCancelled()
{
    const auto store = openStore(path());
    fill(*store, 3'000, 21);
    auto future = profileOf(*store, serviceSet(), {});
    future.cancel();
    future.waitForFinished();
    QVERIFY(future.isCanceled());
}

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
