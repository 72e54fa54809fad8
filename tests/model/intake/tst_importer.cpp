// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutrecorder.h"
#include "event/ruleset.h"
#include "event/utf8.h"
#include "intake/importer.h"
#include "slowdevice.h"
#include "testmain.h"
#include "testservices.h"

#include <QFile>
#include <QFutureWatcher>
#include <QTemporaryDir>

using namespace eventscope;
using namespace Qt::StringLiterals;
using test::serviceSet;
using test::shopDefinition;
using test::SlowDevice;

namespace {

ImportSource pasted(const QByteArray &bytes)
{
    ImportSource source;
    source.label = u"pasted"_s;
    source.bytes = bytes;
    return source;
}

template <typename T>
Result<T> waitFor(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000))
        return failure(Error::Kind::Internal, u"it does not end"_s);
    return future.resultCount() ? future.result() : Result<T>(failure(Error::Kind::Cancelled, u"no result"_s));
}

}

// Events of all services, some of two as likely as each other, some that drift or repeat others, lists, requests, and
// what is none of these.
class Mixture {
public:
    explicit Mixture(quint32 seed)
        : m_random(seed)
    {}

    QByteArray object()
    {
        const QByteArray number = QByteArray::number(m_random.bounded(500));
        switch (m_random.bounded(6)) {
        case 0:
            return R"({"shop":"s","event":"e)" + number + R"(","amount":)" + (below(3) ? "1" : R"("x")") + '}';
        case 1:
            return R"({"shop":"s","event":"e","twin":1})";
        case 2:
            return R"({"what":"w)" + number + R"(","who":"u"})";
        case 3:
            return R"({"unknown":)" + number + '}';
        default:
            return R"({"entry":"n)" + number + R"(","id":")" + QByteArray::number(m_random.bounded(4'000)) +
                   R"(","at":"2026-03-29T12:00:00Z","more":{"a":)" + (below(300) ? "1" : "true") + R"(},"tags":{"t":)" +
                   QByteArray::number(m_random.bounded(4)) + "}}";
        }
    }

    QByteArray list(int most)
    {
        QByteArrayList items;
        for (int left = 1 + m_random.bounded(most); left > 0; --left)
            items << (below(40) ? object() : QByteArray("17"));
        return '[' + items.join(',') + ']';
    }

    QByteArray request(int most) { return R"({"events":)" + list(most) + R"(,"sent":1})"; }

    QByteArray line()
    {
        switch (m_random.bounded(60)) {
        case 0:
            return R"({"what":)";
        case 1:
            return list(5);
        case 2:
            return request(6);
        case 3:
            return {};
        case 4:
            return R"({"data":)" + list(3) + R"(,"app":"a"})";
        case 5:
            return below(20) ? object() : request(2'000);
        case 6:
            return "// not JSON";
        default:
            return object();
        }
    }

private:
    bool below(int one) { return m_random.bounded(one) != 0; }

    QRandomGenerator m_random;
};

class TestImporter : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void readsOneEvent();
    void keepsTheText();
    void replacesSecrets();
    void replacesSecretsOfOthers();
    void refusesWhatIsNoObject();
    void followsTheMajority();
    void explainsFindings();

    void imports_data();
    void imports();
    void importsSeveralSources();
    void importsManyEvents();
    void readsAsOneThreadDoes_data();
    void readsAsOneThreadDoes();
    void takesNoMoreMemoryForMore();
    void keepsEnvelopes();
    void judgesRequests();
    void tellsOfComments();
    void leavesNothingOnFailure_data();
    void leavesNothingOnFailure();
    void leavesNothingOnAFullDisk();
    void leavesNothingWhenCancelled();
    void writesNoSecret();
    void visitsInOrder();
    void judgesAcrossEvents_data();
    void judgesAcrossEvents();
    void judgesAcrossInputs();
    void goesOnWithTheSeriesOfTheStore();
    void judgesRepeatsOfTheStore();
    void tellsLaterWhatTheSeriesBroke();

private:
    Result<ImportReport> import(std::vector<ImportSource> sources, const ImportOptions &options = {});
    QByteArrayList rulesStored();
    SearchResult searched();
    std::vector<StoredEvent> allStored();
    void useServicesInDoubt();

    ServiceSet m_services = serviceSet();
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
};

void TestImporter::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    StoreOptions options;
    options.path = m_folder->filePath(u"events.db"_s);
    Result<std::unique_ptr<EventStore>> store = EventStore::open(options);
    QVERIFY_RESULT(store);
    m_store = std::move(*store);
    // From then on what is complete is visible at once.
    const Result<void> loaded = m_store->waitUntilLoaded();
    QVERIFY_RESULT(loaded);
}

void TestImporter::cleanup()
{
    m_store.reset();
    m_folder.reset();
}

Result<ImportReport> TestImporter::import(std::vector<ImportSource> sources, const ImportOptions &options)
{
    return waitFor(importInto(*m_store, m_services, std::move(sources), options));
}

SearchResult TestImporter::searched()
{
    return waitFor(m_store->search(EventFilter())).value_or(SearchResult());
}

std::vector<StoredEvent> TestImporter::allStored()
{
    return waitFor(m_store->fetch(searched().rows)).value_or(std::vector<StoredEvent>());
}

void TestImporter::readsOneEvent()
{
    EventReader reader(m_services, {});
    const auto read =
        reader.read(R"( {"shop":"s1","event":"buy","buyer":"b","at":"2026-03-29T12:00:00Z","amount":"x"} )", {}, 77);
    QVERIFY(std::holds_alternative<Event>(read));
    const Event &event = std::get<Event>(read);
    QCOMPARE(
        event.text, QByteArray(R"({"shop":"s1","event":"buy","buyer":"b","at":"2026-03-29T12:00:00Z","amount":"x"})"));
    QCOMPARE(event.service, QByteArray("shop"));
    QCOMPARE(event.shape, QByteArray("event"));
    QCOMPARE(event.identity.tenant, QByteArray("s1"));
    QCOMPARE(event.identity.user, QByteArray("b"));
    QCOMPARE(event.identity.name, QByteArray("buy"));
    QCOMPARE(isoText(event.identity.time), u"2026-03-29T12:00:00Z"_s);
    QCOMPARE(event.received, Micros(77));
    QCOMPARE(int(event.verdict), int(Verdict::Invalid));

    const auto beside = reader.read(R"({"what":"w","ms":"5"})", R"({"app":"a"})", 0);
    QCOMPARE(std::get<Event>(beside).identity.tenant, QByteArray("a"));
    QCOMPARE(std::get<Event>(beside).envelope, QByteArray(R"({"app":"a"})"));
    QCOMPARE(int(std::get<Event>(beside).verdict), int(Verdict::Valid));

    const auto unknown = reader.read(R"({"x":1})", {}, 0);
    QCOMPARE(std::get<Event>(unknown).service, QByteArray());
    QCOMPARE(int(std::get<Event>(unknown).verdict), int(Verdict::Unjudged));
}

void TestImporter::keepsTheText()
{
    const QByteArray text =
        R"({ "tenant_id":"t","event_name":"a.b" ,"a":9223372036854775807,"b":0.0450,"c":1e400,"d":-0,"a":1,)"
        R"("z":"\u00e9","s":"\ud800","shop":"s","event":"e"})";
    const Result<ImportReport> report = import({pasted(text + "\n" + text)});
    QVERIFY_RESULT(report);
    for (const StoredEvent &stored : allStored())
        QCOMPARE(stored.event.text, text);
    QCOMPARE(searched().total, 2);
}

void TestImporter::replacesSecrets()
{
    EventReader reader(m_services, {});
    const auto read = reader.read(
        R"({"shop":"s","event":"e","api_key":"whatever it is","note":"see shop_sec_abcdefgh12345"})", {}, 0);
    const Event &event = std::get<Event>(read);
    QVERIFY(!event.text.contains("whatever"));
    QVERIFY(!event.text.contains("abcdefgh12345"));
    QVERIFY(event.text.startsWith(R"({"shop":"s","event":"e","api_key":")"));
    const auto again = reader.read(viewOf(event.text), {}, 0);
    QCOMPARE(std::get<Event>(again).text, event.text);
}

void TestImporter::replacesSecretsOfOthers()
{
    EventReader reader(m_services, {});
    const auto foreign = reader.read(R"({"shop":"s","event":"e","note":"tap_key_abcdefgh12345"})", {}, 0);
    QVERIFY(!std::get<Event>(foreign).text.contains("abcdefgh"));
    const auto unknown = reader.read(R"({"x":"tap_key_abcdefgh12345","y":"shop_sec_zyxwvuts98765"})",
        R"({"api_key":"hidden","z":"tap_key_mnopqrst12345"})", 0);
    const Event &event = std::get<Event>(unknown);
    QVERIFY(!event.text.contains("abcdefgh") && !event.text.contains("zyxwvuts"));
    QVERIFY(!event.envelope.contains("hidden") && !event.envelope.contains("mnopqrst"));
}

void TestImporter::refusesWhatIsNoObject()
{
    EventReader reader(m_services, {});
    for (const char *text : {"", "5", "[]", "tru", R"({"a":1,})", "null"})
        QVERIFY(std::holds_alternative<JsonFault>(reader.read(text, {}, 0)));
    QVERIFY(std::holds_alternative<JsonFault>(reader.read("{}", "[]", 0)));
    QVERIFY(std::holds_alternative<Event>(reader.read("{}", {}, 0)));
}

void TestImporter::followsTheMajority()
{
    QByteArray twin = shopDefinition;
    twin.replace("\"shop\", \"title\": \"Shop\"", "\"twin\", \"title\": \"Twin\"");
    twin.replace(R"("need": {"/shop": "string", "/event": "string"}})",
        R"("need": {"/shop": "string", "/event": "string"}}, {"need": {"/twin": "any", "/shop": "any", "/event": "any"}})");
    const Result<ServicePtr> shop = Service::load(shopDefinition, u"a"_s);
    const Result<ServicePtr> other = Service::load(twin, u"b"_s);
    QVERIFY_RESULT(shop);
    QVERIFY_RESULT(other);
    const ServiceSet set = ServiceSet::compile(Services::of({*shop, *other}), nullptr);
    const QByteArray either = R"({"shop":"s","event":"e"})";
    const QByteArray clear = R"({"shop":"s","event":"e","twin":1})";
    EventReader reader(set, {});
    QCOMPARE(std::get<Event>(reader.read(viewOf(either), {}, 0)).service, QByteArray("shop"));
    const auto plain = std::get<Event>(reader.read(viewOf(either), {}, 0));
    QCOMPARE(reader.findings(plain).findings.back().rule, QByteArray("detection"));
    (void)reader.read(viewOf(clear), {}, 0);
    QCOMPARE(std::get<Event>(reader.read(viewOf(either), {}, 0)).service, QByteArray("twin"));
    // The first ones of a file are decided by those that follow.
    QByteArrayList services;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &read) { services << read.event.service; };
    QVERIFY(readEvents(set, pasted(either + '\n' + clear + '\n' + clear), {}, visitor).has_value());
    QCOMPARE(services, (QByteArrayList{"twin", "twin", "twin"}));
}

void TestImporter::explainsFindings()
{
    EventReader reader(m_services, {});
    const auto read = reader.read(R"({"shop":"s","event":"e","amount":"x"})", {}, 0);
    const Judgement judgement = reader.findings(std::get<Event>(read));
    QCOMPARE(int(judgement.verdict), int(Verdict::Invalid));
    QCOMPARE(judgement.findings.size(), std::size_t(1));
    QCOMPARE(judgement.findings.front().rule, QByteArray("T2"));
    Event broken;
    broken.service = "shop";
    broken.shape = "event";
    broken.text = R"({"shop":)";
    QCOMPARE(int(reader.findings(broken).verdict), int(Verdict::Invalid));
    QCOMPARE(reader.findings(broken).findings.front().rule, QByteArray("json"));
    QCOMPARE(int(reader.findings(Event()).verdict), int(Verdict::Unjudged));
}

void TestImporter::imports_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("stored");
    QTest::addColumn<int>("rejected");
    QTest::addRow("nothing") << QByteArray() << 0 << 0;
    QTest::addRow("lines") << QByteArray("{\"shop\":\"s\",\"event\":\"e\"}\n{\"a\":1}\ntru\n") << 2 << 1;
    QTest::addRow("array") << QByteArray("[{\"what\":\"s\"},{\"what\":\"s\"},5]") << 2 << 1;
    QTest::addRow("envelope") << QByteArray("{\"events\":[{\"event\":\"e\",\"shop\":\"s\"},{}]}") << 2 << 0;
    QTest::addRow("pretty") << QByteArray("{\n\"what\":\n\"e\"}") << 1 << 0;
}

void TestImporter::imports()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, stored);
    QFETCH(const int, rejected);
    QFile file(m_folder->filePath(u"input"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    QFile packed(m_folder->filePath(u"input.gz"_s));
    QVERIFY(packed.open(QIODevice::WriteOnly) && packed.write(test::gzipped(bytes)) > 0);
    packed.close();
    ImportSource plain;
    plain.label = u"input"_s;
    plain.path = file.fileName();
    ImportSource gz = plain;
    gz.path = packed.fileName();
    ImportSource stream;
    stream.label = u"stream"_s;
    stream.device = [&] { return std::make_unique<SlowDevice>(bytes, 1); };
    int told = 0;
    ImportOptions options;
    options.onReject = [&](const Reject &) { ++told; };
    qint64 total = 0;
    for (const ImportSource &source : {plain, gz, stream, pasted(bytes)}) {
        const Result<ImportReport> report = import({source}, options);
        QVERIFY_RESULT(report);
        QCOMPARE(report->stored, stored);
        QCOMPARE(report->rejected, rejected);
        QCOMPARE(report->read, stored + rejected);
        QCOMPARE(qint64(report->firstRejects.size()), rejected);
        total += stored;
        QCOMPARE(searched().total, total);
        const auto rejects = waitFor(m_store->rejects(report->origin));
        QVERIFY_RESULT(rejects);
        QCOMPARE(qint64(rejects->size()), rejected);
    }
    QCOMPARE(told, rejected * 4);
}

void TestImporter::importsSeveralSources()
{
    const Result<ImportReport> report =
        import({pasted("{\"what\":\"1\"}"), pasted("tru"), pasted("[{\"what\":\"2\"}]")});
    QVERIFY_RESULT(report);
    QCOMPARE(report->stored, 2);
    QCOMPARE(report->rejected, 1);
    const auto origins = waitFor(m_store->origins());
    QVERIFY_RESULT(origins);
    QCOMPARE(origins->size(), std::size_t(1));
    QCOMPARE(origins->front().events, 2);
    QCOMPARE(origins->front().rejects, 1);
}

void TestImporter::importsManyEvents()
{
    QByteArray bytes;
    for (int i = 0; i < 20'000; ++i)
        bytes += i % 100 == 99 ? QByteArray("{\"what\":\n") : "{\"what\":\"n" + QByteArray::number(i) + "\"}\n";
    int lastProgress = -1;
    const auto future = importInto(*m_store, m_services, {pasted(bytes)}, {});
    QFutureWatcher<Result<ImportReport>> watcher;
    connect(&watcher, &QFutureWatcherBase::progressValueChanged, this, [&](int value) {
        QVERIFY(value >= lastProgress && value <= 1000);
        lastProgress = value;
    });
    watcher.setFuture(future);
    const Result<ImportReport> report = waitFor(future);
    QVERIFY_RESULT(report);
    QCOMPARE(report->stored, 19'800);
    QCOMPARE(report->rejected, 200);
    const std::vector<StoredEvent> stored = allStored();
    QCOMPARE(stored.size(), std::size_t(19'800));
    QCOMPARE(stored.front().event.text, QByteArray("{\"what\":\"n0\"}"));
    QCOMPARE(stored.back().event.text, QByteArray("{\"what\":\"n19998\"}"));
    QCOMPARE(report->firstRejects.front().line, 100);
}

// Two of them take the same events, where nothing tells which it is.
void TestImporter::useServicesInDoubt()
{
    QByteArray twin = shopDefinition;
    twin.replace("\"shop\", \"title\": \"Shop\"", "\"twin\", \"title\": \"Twin\"");
    twin.replace(R"("need": {"/shop": "string", "/event": "string"}})",
        R"("need": {"/shop": "string", "/event": "string"}}, {"need": {"/twin": "any", "/shop": "any", "/event": "any"}})");
    std::vector<ServicePtr> services;
    for (const QByteArray &definition :
        {QByteArray(shopDefinition), twin, QByteArray(test::tapDefinition), QByteArray(test::logbookDefinition)}) {
        const Result<ServicePtr> service = Service::load(definition, u"test"_s);
        QVERIFY_RESULT(service);
        services.push_back(*service);
    }
    m_services = ServiceSet::compile(Services::of(services), nullptr);
}

void TestImporter::readsAsOneThreadDoes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (quint32 seed = 1; seed <= 1; ++seed) {
        Mixture mixture(seed);
        QByteArrayList lines;
        for (int i = 0; i < 5'000; ++i)
            lines << mixture.line();
        QTest::addRow("lines, seed %u", seed) << lines.join('\n');
        QTest::addRow("an array, seed %u", seed) << "[\n" + mixture.list(9'000).mid(1);
        QTest::addRow("a request, seed %u", seed) << mixture.request(9'000);
        QByteArrayList requests;
        for (int i = 0; i < 200; ++i)
            requests << mixture.request(40);
        QTest::addRow("an array of requests, seed %u", seed) << '[' + requests.join(",\n") + ']';
    }
}

void TestImporter::readsAsOneThreadDoes()
{
    QFETCH(QByteArray, bytes);
    useServicesInDoubt();
    std::vector<Event> wanted;
    QByteArrayList rejects;
    ReadVisitor visitor;
    visitor.event = [&](ReadEvent &&read) {
        Event &event = wanted.emplace_back(std::move(read.event));
        event.verdict = std::max(event.verdict, read.series.rules.isEmpty() ? Verdict::Unjudged : read.series.verdict);
        event.rules = joinedRules(event.rules, read.series.rules);
    };
    visitor.reject = [&](const Reject &reject) { rejects << QByteArray::number(reject.offset) + ' ' + reject.bytes; };
    std::size_t requestFindings = 0;
    visitor.request = [&](const QString &, qint64, const std::vector<Finding> &found) {
        requestFindings += found.size();
    };
    const auto read = readEvents(m_services, pasted(bytes), {}, visitor);
    QVERIFY_RESULT(read);

    QByteArrayList rejected;
    ImportOptions options;
    options.onReject = [&](const Reject &reject) {
        rejected << QByteArray::number(reject.offset) + ' ' + reject.bytes;
    };
    const Result<ImportReport> report = import({pasted(bytes)}, options);
    QVERIFY_RESULT(report);
    QCOMPARE(rejected, rejects);
    QCOMPARE(report->requestFindings.size(), std::min<std::size_t>(requestFindings, 1000));
    const std::vector<StoredEvent> stored = allStored();
    QCOMPARE(stored.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        QCOMPARE(stored[i].event.text, wanted[i].text);
        QCOMPARE(stored[i].event.envelope, wanted[i].envelope);
        QCOMPARE(stored[i].event.service, wanted[i].service);
        QCOMPARE(stored[i].event.shape, wanted[i].shape);
        QCOMPARE(stored[i].event.rules, wanted[i].rules);
        QCOMPARE(int(stored[i].event.verdict), int(wanted[i].verdict));
    }
}

// One array, made as it is read; what is on its way is bounded.
void TestImporter::takesNoMoreMemoryForMore()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("sanitizers keep what is freed");
#endif
    const auto peak = [] {
        QFile file(u"/proc/self/status"_s);
        qint64 kilobytes = 0;
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &line : file.readAll().split('\n')) {
                if (line.startsWith("VmHWM:"))
                    kilobytes = line.mid(6).trimmed().split(' ').front().toLongLong();
            }
        }
        return kilobytes >> 10;
    };
    constexpr qint64 megabytes = 96;
    const QByteArray element = R"({"what":"w","text":")" + QByteArray(30'000, 'x') + "\"},";
    ImportSource source;
    source.label = u"endless"_s;
    source.device = [&] {
        const auto make = [&element, given = qint64(-1)](char *into, qint64 size) mutable -> qint64 {
            if (given < 0) {
                given = 0;
                *into = '[';
                return 1;
            }
            if (given >= megabytes << 20) {
                *into = ']';
                return given == megabytes << 20 ? (++given, 1) : 0;
            }
            const qsizetype at = given % element.size();
            const qint64 count = std::min({size, qint64(element.size() - at), (megabytes << 20) - given});
            std::copy_n(element.constData() + at, count, into);
            given += count;
            return count;
        };
        return std::make_unique<SlowDevice>(make, 1 << 20);
    };
    const qint64 before = peak();
    const Result<ImportReport> report = import({source});
    QVERIFY_RESULT(report);
    QVERIFY(report->stored >= (megabytes << 20) / element.size() - 1);
    QVERIFY2(peak() - before < megabytes / 2, QByteArray::number(peak() - before).constData());
}

void TestImporter::keepsEnvelopes()
{
    const Result<ImportReport> report =
        import({pasted(R"({"app":"a","data":[{"what":"w"},{"what":"x"}],"key":"tap_key_abcdefgh12345"})")});
    QVERIFY_RESULT(report);
    for (const StoredEvent &stored : allStored()) {
        QVERIFY(stored.event.envelope.startsWith(R"({"app":"a","key":"tap_key_)"));
        QVERIFY(!stored.event.envelope.contains("abcdefgh"));
        QCOMPARE(stored.event.identity.tenant, QByteArray("a"));
    }
}

void TestImporter::judgesRequests()
{
    const QByteArray event = R"({"shop":"s","event":"e"})";
    ImportOptions options;
    options.read.context.transport = "http";
    const Result<ImportReport> fine = import({pasted("{\"events\":[" + event + "]}")}, options);
    QVERIFY_RESULT(fine);
    QCOMPARE(fine->requestFindings.size(), std::size_t(0));
    for (const quint32 bound : {16u << 20, 64u}) {
        options.read.bounds.bytes = bound;
        const Result<ImportReport> large =
            import({pasted("{\"events\":[" + event + ',' + event + ',' + event + ',' + event + "]}")}, options);
        QVERIFY_RESULT(large);
        QCOMPARE(large->stored, 4);
        QCOMPARE(large->requestFindings.size(), std::size_t(1));
        QCOMPARE(large->requestFindings.front().rule, QByteArray("T1"));
    }
}

void TestImporter::tellsOfComments()
{
    const QByteArray sample = "{\n  \"what\": \"w\", // a name\n}\n";
    const Result<ImportReport> first = import({pasted(sample)});
    QVERIFY_RESULT(first);
    QVERIFY(first->commentsFound);
    QCOMPARE(first->stored, 0);
    ImportOptions options;
    options.stripComments = true;
    const Result<ImportReport> second = import({pasted(sample)}, options);
    QVERIFY_RESULT(second);
    QVERIFY(!second->commentsFound);
    QCOMPARE(second->stored, 1);
    const Result<ImportReport> commaOnly = import({pasted("{\"what\":\"w\",}")});
    QVERIFY_RESULT(commaOnly);
    QVERIFY(!commaOnly->commentsFound);
}

void TestImporter::leavesNothingOnFailure_data()
{
    QTest::addColumn<int>("how");
    QTest::addRow("no such file") << 0;
    QTest::addRow("a folder") << 1;
    QTest::addRow("cut off gzip") << 2;
    QTest::addRow("failing device") << 3;
    QTest::addRow("no device") << 4;
}

void TestImporter::leavesNothingOnFailure()
{
    QFETCH(const int, how);
    const QByteArray lines = QByteArray("{\"what\":\"w\"}\n").repeated(50'000);
    ImportSource source = pasted({});
    source.label = u"bad"_s;
    if (how == 0)
        source.path = m_folder->filePath(u"nowhere"_s);
    else if (how == 1)
        source.path = m_folder->path();
    else if (how == 2)
        source.bytes = test::gzipped(lines).chopped(10);
    else if (how == 3)
        source.device = [&] {
            auto device = std::make_unique<SlowDevice>(lines, 10'000);
            device->failAfter(400'000);
            return device;
        };
    else
        source.device = [] { return std::unique_ptr<QIODevice>(); };
    const Result<ImportReport> report = import({pasted(lines), source});
    QVERIFY(!report);
    QVERIFY(report.error().kind == (how == 2 ? Error::Kind::BadInput : Error::Kind::Io));
    QVERIFY2(report.error().message.contains(u"bad"_s), qPrintable(report.error().message));
    QCOMPARE(searched().total, 0);
    QCOMPARE(waitFor(m_store->origins())->size(), std::size_t(0));
}

void TestImporter::leavesNothingOnAFullDisk()
{
    m_store.reset();
    StoreOptions options;
    options.path = m_folder->filePath(u"small.db"_s);
    options.maxBytes = 1 << 20;
    Result<std::unique_ptr<EventStore>> store = EventStore::open(options);
    QVERIFY_RESULT(store);
    m_store = std::move(*store);
    m_store->disconnect();
    const QByteArray lines = ("{\"what\":\"" + QByteArray(1000, 'x') + "\"}\n").repeated(20'000);
    const Result<ImportReport> report = import({pasted(lines)});
    QVERIFY(!report);
    QCOMPARE(int(report.error().kind), int(Error::Kind::Io));
    QCOMPARE(searched().total, 0);
}

void TestImporter::leavesNothingWhenCancelled()
{
    ImportSource endless;
    endless.label = u"endless"_s;
    endless.device = [] {
        return std::make_unique<SlowDevice>(
            [at = 0](char *into, qint64 size) mutable {
                const QByteArray line = "{\"what\":\"w\"}\n";
                for (qint64 i = 0; i < size; ++i)
                    into[i] = line[at++ % line.size()];
                return size;
            },
            1 << 16);
    };
    auto future = importInto(*m_store, m_services, {endless}, {});
    QTest::qWait(200);
    future.cancel();
    QVERIFY(QTest::qWaitFor([&] { return future.isFinished(); }, 30'000));
    QCOMPARE(future.resultCount(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(waitFor(m_store->origins())->size(), std::size_t(0), 10'000);
    QCOMPARE(searched().total, 0);
}

void TestImporter::writesNoSecret()
{
    const QByteArray key = "shop_sec_PLANTED0123456789";
    const QByteArray bytes = "{\"shop\":\"s\",\"event\":\"e\",\"api_key\":\"" + key + "\"}\n{\"api_key\":\"" + key +
                             "\n{\"events\":[{\"shop\":\"s\",\"event\":\"e\"}],\"api_key\":\"" + key + "\"}\n";
    ImportOptions options;
    QByteArray told;
    options.onReject = [&](const Reject &reject) { told += reject.bytes; };
    const Result<ImportReport> report = import({pasted(bytes)}, options);
    QVERIFY_RESULT(report);
    QCOMPARE(report->stored, 2);
    QCOMPARE(report->rejected, 1);
    QVERIFY(!told.contains("PLANTED"));
    m_store.reset();
    for (const QString &name : QDir(m_folder->path()).entryList(QDir::Files)) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("PLANTED"), qPrintable(name));
    }
}

void TestImporter::visitsInOrder()
{
    QByteArrayList log;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &read) {
        log << "event " + QByteArray::number(read.number) + ' ' + QByteArray::number(read.line) + ' ' +
                   QByteArray::number(read.offset) + ' ' + read.file.toUtf8();
    };
    visitor.reject = [&](const Reject &reject) {
        log << "reject " + QByteArray::number(reject.line) + ' ' + reject.reason.toUtf8();
    };
    visitor.request = [&](const QString &file, qint64 line, const std::vector<Finding> &findings) {
        log << "request " + file.toUtf8() + ' ' + QByteArray::number(line) + ' ' + findings.front().rule;
    };
    ImportOptions options;
    options.read.context.transport = "http";
    options.read.service = "shop";
    const QByteArray event = R"({"shop":"s","event":"e"})";
    const QByteArray bytes = event + "\ntru\n{\"events\":[" + event + ',' + event + ',' + event + ',' + event + "]}\n";
    const Result<void> done = readEvents(m_services, pasted(bytes), options, visitor);
    QVERIFY_RESULT(done);
    QCOMPARE(log, (QByteArrayList{"event 1 1 0 pasted", "reject 2 'tru' is no JSON value", "event 3 3 40 pasted",
                      "event 4 3 65 pasted", "event 5 3 90 pasted", "event 6 3 115 pasted", "request pasted 3 T1"}));
}

// What the stored events broke, in the order in which they came.
QByteArrayList TestImporter::rulesStored()
{
    QByteArrayList rules;
    for (const StoredEvent &stored : allStored())
        rules << stored.event.rules;
    return rules;
}

void TestImporter::judgesAcrossEvents_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("rules");
    const QByteArray early = R"({"entry":"a","id":"1","at":"2026-03-01T00:00:00Z"})";
    const QByteArray late = R"({"entry":"a","id":"1","at":"2026-03-29T00:00:00Z"})";
    const QByteArray later = R"({"entry":"a","id":"1","at":"2026-03-29T12:00:00Z"})";
    const QByteArray other = R"({"entry":"b","id":"1","at":"2026-03-29T00:00:00Z"})";
    const QByteArray hit = "L1:warning";
    QTest::newRow("lines, far apart") << QByteArray(early + '\n' + late) << QByteArrayList{{}, {}};
    QTest::newRow("lines, within a day") << QByteArray(early + '\n' + later + '\n' + late)
                                         << QByteArrayList{{}, {}, hit};
    QTest::newRow("an array, far apart") << QByteArray('[' + early + ',' + late + ']') << QByteArrayList{{}, hit};
    QTest::newRow("a request") << QByteArray(R"({"entries":[)" + early + ',' + other + ',' + late + "]}")
                               << QByteArrayList{{}, {}, hit};
    QTest::newRow("two requests") << QByteArray(R"({"entries":[)" + early + "]}\n" + R"({"entries":[)" + late + "]}")
                                  << QByteArrayList{{}, {}};
    QTest::newRow("requests in an array, far apart")
        << QByteArray(R"([{"entries":[)" + early + "]}," + R"({"entries":[)" + late + "]}]") << QByteArrayList{{}, {}};
    QTest::newRow("beside a request") << QByteArray(early + '\n' + R"({"entries":[)" + late + "]}\n" + later)
                                      << QByteArrayList{{}, {}, hit};
    QTest::newRow("types") << QByteArray(R"({"entry":"a","more":{"x":1}}
{"entry":"a","more":{"x":"1"}}
{"entry":"b","more":{"x":"1"}})")
                           << QByteArrayList{{}, "L2:error", {}};
    QTest::newRow("values") << QByteArray(R"({"entry":"a","tags":{"x":"1","y":"1"}}
{"entry":"a","tags":{"x":"2"}}
{"entry":"b","tags":{"x":"3","y":"2"}}
{"entry":"b","tags":{"x":"2"}})")
                            << QByteArrayList{{}, {}, "L3:info", {}};
}

void TestImporter::judgesAcrossEvents()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, rules);
    const auto report = import({pasted(bytes)});
    QVERIFY_RESULT(report);
    QVERIFY(!report->seriesFault);
    QCOMPARE(rulesStored(), rules);
    QCOMPARE(report->series + report->repeated, rules.size() - rules.count(QByteArray()));

    QByteArrayList read;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &event) {
        QVERIFY(event.event.rules.isEmpty());
        QCOMPARE(event.series.findings.empty(), event.series.rules.isEmpty());
        read << event.series.rules;
    };
    const auto done = readEvents(m_services, pasted(bytes), {}, visitor);
    QVERIFY_RESULT(done);
    QCOMPARE(read, rules);
    ImportOptions alone;
    alone.series = false;
    read.clear();
    const auto without = readEvents(m_services, pasted(bytes), alone, visitor);
    QVERIFY_RESULT(without);
    QCOMPARE(read, QByteArrayList(rules.size()));
}

// Lists of several inputs are not one; what came before is known all the same.
void TestImporter::judgesAcrossInputs()
{
    const QByteArray early = R"({"entry":"a","id":"1","at":"2026-03-01T00:00:00Z","more":{"x":1}})";
    const QByteArray late = R"({"entry":"a","id":"1","at":"2026-03-29T00:00:00Z","more":{"x":null}})";
    const QByteArray again = R"({"entry":"a","id":"1","at":"2026-03-29T00:00:00Z","more":{"x":"s"}})";
    SeriesJudge series(m_services);
    QByteArrayList read;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &event) { read << event.series.rules; };
    for (const QByteArray &event : {early, late, again}) {
        const auto done = readEvents(m_services, pasted('[' + event + ']'), {}, visitor, &series);
        QVERIFY_RESULT(done);
    }
    QCOMPARE(read, (QByteArrayList{{}, {}, "L1:warning L2:error"}));
}

void TestImporter::goesOnWithTheSeriesOfTheStore()
{
    const auto first = import({pasted(R"({"entry":"a","more":{"x":1},"tags":{"y":"1"}})")});
    QVERIFY_RESULT(first);
    const auto second = import({pasted(R"({"entry":"a","more":{"x":2},"tags":{"y":"2"}})")});
    QVERIFY_RESULT(second);
    const auto third = import({pasted(R"({"entry":"a","more":{"x":"3"},"tags":{"y":"3"}})")});
    QVERIFY_RESULT(third);
    QCOMPARE(third->series, qint64(1));
    QCOMPARE(rulesStored(), (QByteArrayList{{}, {}, "L2:error L3:info"}));

    // What is no state is none to go on with.
    const auto kept = waitFor(m_store->setSeriesState("nonsense"));
    QVERIFY_RESULT(kept);
    const auto after = import({pasted(R"({"entry":"a","more":{"x":"4"}})")});
    QVERIFY_RESULT(after);
    QCOMPARE(rulesStored().last(), QByteArray());
}

void TestImporter::judgesRepeatsOfTheStore()
{
    const auto before = import({pasted(R"({"entry":"a","id":"1","at":"2026-03-29T00:00:00Z","more":{"x":1}})")});
    QVERIFY_RESULT(before);
    const auto report = import({pasted(R"({"entry":"a","id":"1","at":"2026-03-29T12:00:00Z","more":{"x":"s"}}
{"entry":"a","id":"1","at":"2026-03-29T13:00:00Z"}
{"entry":"b","id":"1","at":"2026-03-29T12:00:00Z"}
{"entry":"a","id":"1","at":"2026-03-20T12:00:00Z"})")});
    QVERIFY_RESULT(report);
    QCOMPARE(report->series, qint64(1));
    QCOMPARE(report->repeated, qint64(2));
    QCOMPARE(rulesStored(), (QByteArrayList{{}, "L1:warning L2:error", "L1:warning", {}, {}}));
    const std::vector<StoredEvent> stored = allStored();
    QCOMPARE(int(stored[1].event.verdict), int(Verdict::Invalid));
    QCOMPARE(int(stored[2].event.verdict), int(Verdict::Warning));
    QCOMPARE(int(stored[3].event.verdict), int(Verdict::Valid));
}

void TestImporter::tellsLaterWhatTheSeriesBroke()
{
    const auto both = import({pasted(R"({"entry":"a","id":"1","more":{"x":1}}
{"entry":"a","id":"1","more":{"x":"s"}})")});
    QVERIFY_RESULT(both);
    const std::vector<StoredEvent> stored = allStored();
    QCOMPARE(stored.size(), std::size_t(2));
    EventReader reader(m_services, {});
    QVERIFY(reader.findings(stored[0].event).findings.empty());
    const Judgement judgement = reader.findings(stored[1].event);
    QCOMPARE(judgement.rules, QByteArray("L1:warning L2:error"));
    QCOMPARE(int(judgement.verdict), int(Verdict::Invalid));
    QCOMPARE(judgement.findings.size(), std::size_t(2));
    QCOMPARE(judgement.findings[0].rule, QByteArray("L1"));
    QCOMPARE(judgement.findings[0].pointer, QByteArray("/id"));
    QCOMPARE(judgement.findings[0].offset, quint32(18));
    QCOMPARE(judgement.findings[1].rule, QByteArray("L2"));
    QCOMPARE(judgement.findings[1].pointer, QByteArray("/more"));
    QVERIFY(judgement.findings[1].sentence.contains(u"together with others"_s));
}

QTEST_GUILESS_MAIN(TestImporter)
#include "tst_importer.moc"
