// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/draftkeeper.h"
#include "event/utf8.h"
#include "formtext.h"
#include "store/eventstore.h"
#include "testmain.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestDraftKeeper : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void keepsWhatIsTyped();
    void keepsWhileSomebodyTypes();
    void keepsNothingUntouched();
    void keepsTheLastChange();
    void keepsOpenAndPlace();
    void keepsOnesFromBefore();
    void keepsNoSecret_data();
    void keepsNoSecret();
    void tellsOfFailures();
};

namespace {

const QByteArray key = "tst_live_0123456789abcdef";
const QByteArray definition = R"({"format":1,"id":"test","title":"Test",
  "keys":[{"kind":"secret","title":"Key","prefix":["tst_live_"],"mask":true}],
  "shapes":{"event":{"title":"Event","schema":"#/$defs/event","secret":["/api_key"]}},"fields":{},"detect":{},
  "$defs":{"event":{"type":"object"}}})";

struct World {
    explicit World(qint64 maxBytes = 0)
    {
        StoreOptions options;
        options.path = folder.filePath(u"drafts.eventscope"_s);
        options.maxBytes = maxBytes;
        auto opened = EventStore::open(options);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        store = std::move(*opened);
    }

    std::vector<StoredDraft> all() { return store->drafts().all().result().value(); }

    QTemporaryDir folder;
    std::unique_ptr<EventStore> store;
    Services services = Services::of({test::serviceOf(definition)});
};

DraftState withText(const QByteArray &text)
{
    return {text, {}, "test", "event", {}, 0};
}

}

void TestDraftKeeper::keepsWhatIsTyped()
{
    World world;
    Draft draft(withText("{ }"));
    DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
    QSignalSpy kept(&keeper, &DraftKeeper::kept);
    draft.edit(DraftPart::Event, {{1, 1, "\"a\": 1.50,"}});
    QVERIFY(kept.wait());
    QVERIFY(keeper.id() != 0);
    std::vector<StoredDraft> all = world.all();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().id, keeper.id());
    QCOMPARE(all.front().text, QByteArray("{\"a\": 1.50,}"));
    QCOMPARE(all.front().service, QByteArray("test"));
    QCOMPARE(all.front().shape, QByteArray("event"));
    draft.replace({" {\"b\":2}\n", R"({"k":1})", "test", "event", "way", 7});
    QVERIFY(kept.wait());
    all = world.all();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().text, QByteArray(" {\"b\":2}\n"));
    QCOMPARE(all.front().envelope, QByteArray(R"({"k":1})"));
    QCOMPARE(all.front().transport, QByteArray("way"));
    QCOMPARE(all.front().endpoint, EndpointId(7));
}

// A change every few milliseconds without a pause: it is kept all the same.
void TestDraftKeeper::keepsWhileSomebodyTypes()
{
    World world;
    Draft draft(withText("{}"));
    const DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
    const QSignalSpy kept(&keeper, &DraftKeeper::kept);
    QElapsedTimer patience;
    patience.start();
    while (kept.count() < 2 && patience.elapsed() < 30'000) {
        draft.edit(DraftPart::Event, {{1, 0, " "}}, "typing");
        QTest::qWait(5);
    }
    QVERIFY(kept.count() >= 2);
    QCOMPARE(world.all().size(), std::size_t(1));
}

void TestDraftKeeper::keepsNothingUntouched()
{
    World world;
    Draft draft(withText("{}"));
    {
        DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
        keeper.setPlace(3);
        QTest::qWait(600);
        QCOMPARE(keeper.id(), DraftId(0));
    }
    QVERIFY(world.all().empty());
}

void TestDraftKeeper::keepsTheLastChange()
{
    World world;
    Draft draft(withText("{}"));
    {
        DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
        draft.edit(DraftPart::Event, {{1, 0, " "}});
        keeper.keep();
        draft.edit(DraftPart::Event, {{1, 0, "\n"}});
    }
    const std::vector<StoredDraft> all = world.all();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().text, QByteArray("{\n }"));
}

void TestDraftKeeper::keepsOpenAndPlace()
{
    World world;
    Draft draft(withText("{}"));
    DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
    QSignalSpy kept(&keeper, &DraftKeeper::kept);
    keeper.keep();
    keeper.keep();
    keeper.keep();
    QVERIFY(kept.wait());
    QTRY_COMPARE(kept.count(), 2);
    QVERIFY(world.all().front().open);
    keeper.setPlace(2);
    QVERIFY(kept.wait());
    QCOMPARE(world.all().front().place, 2);
    keeper.keep(false);
    QVERIFY(kept.wait());
    QVERIFY(!world.all().front().open);
    QCOMPARE(world.all().size(), std::size_t(1));
}

void TestDraftKeeper::keepsOnesFromBefore()
{
    World world;
    StoredDraft stored;
    stored.text = "{}";
    const DraftId id = world.store->drafts().save(stored).result().value();
    Draft draft(withText("{}"));
    DraftKeeper keeper(draft, world.store->drafts(), world.services, id);
    QCOMPARE(keeper.id(), id);
    QSignalSpy kept(&keeper, &DraftKeeper::kept);
    draft.edit(DraftPart::Event, {{1, 0, " "}});
    QVERIFY(kept.wait());
    QCOMPARE(world.all().size(), std::size_t(1));
    QCOMPARE(world.all().front().text, QByteArray("{ }"));
}

void TestDraftKeeper::keepsNoSecret_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("envelope");
    QTest::newRow("member") << "\n {\"api_key\": \"" + key + "\", \"a\": 1.50 }\n" << QByteArray();
    QTest::newRow("any value") << "{\"note\":\"with " + key + " inside\"}" << QByteArray();
    QTest::newRow("broken") << "{\"api_key\": \"" + key + "\",, }" << QByteArray();
    QTest::newRow("half typed") << "{\"api_key\": \"" + key << QByteArray();
    QTest::newRow("envelope") << QByteArray("{}") << "{\"api_key\":\"" + key + "\"}";
    QTest::newRow("broken envelope") << QByteArray("{}") << "{\"api_key\":\"" + key + "\"";
    QTest::newRow("no object") << '"' + key + '"' << QByteArray();
}

void TestDraftKeeper::keepsNoSecret()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, envelope);
    World world;
    DraftState state = withText("{}");
    Draft draft(state);
    DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
    QSignalSpy kept(&keeper, &DraftKeeper::kept);
    state.text = text;
    state.envelope = envelope;
    draft.replace(state);
    if (kept.isEmpty())
        keeper.keep();
    QVERIFY(kept.wait());
    const StoredDraft stored = world.all().front();
    QVERIFY(!stored.text.contains("0123456789abcdef"));
    QVERIFY(!stored.envelope.contains("0123456789abcdef"));
    QCOMPARE(draft.state(), state);
    if (text.startsWith("\n {"))
        QVERIFY(stored.text.startsWith("\n {\"api_key\": \"tst_live_") && stored.text.endsWith("\"a\": 1.50 }\n"));
    for (const QString &name : QDir(world.folder.path()).entryList(QDir::Files))
        QVERIFY(!test::fileText(world.folder.filePath(name)).contains("0123456789abcdef"));
}

void TestDraftKeeper::tellsOfFailures()
{
    World world(1 << 20);
    Draft draft(withText("{}"));
    DraftKeeper keeper(draft, world.store->drafts(), world.services, 0);
    QSignalSpy failed(&keeper, &DraftKeeper::failed);
    QSignalSpy kept(&keeper, &DraftKeeper::kept);
    draft.edit(DraftPart::Event, {{1, 0, QByteArray(4 << 20, ' ')}});
    QVERIFY(failed.wait());
    QVERIFY(!failed.front().front().value<Error>().message.isEmpty());
    QCOMPARE(keeper.id(), DraftId(0));
    draft.undo();
    draft.edit(DraftPart::Event, {{1, 0, " "}});
    QVERIFY(kept.wait());
    QCOMPARE(world.all().front().text, QByteArray("{ }"));
}

QTEST_GUILESS_MAIN(TestDraftKeeper)
#include "tst_draftkeeper.moc"
