// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/drafts.h"

#include <map>
#include <random>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

StoredDraft draftOf(const QByteArray &text, int place = 0)
{
    StoredDraft draft;
    draft.text = text;
    draft.place = place;
    return draft;
}

QByteArrayList textsIn(EventStore &store)
{
    QByteArrayList texts;
    for (const StoredDraft &draft : valueOf(store.drafts().all()))
        texts.append(draft.text);
    return texts;
}

}

class TestDrafts : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comesBackAsItWas_data();
    void comesBackAsItWas();
    void savedAgainIsReplaced();
    void openOnesByPlaceClosedOnesByTime();
    void oldClosedOnesAreDeleted();
    void removedIsGone();
    void savedAfterRemovalIsKept();
    void queuedIsWrittenAtTheEnd();
    void readOnlyIsRead();
    void fullDiskKeepsTheLast();
    void deletedFileIsSaid();
    void randomOnesAgree();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Micros m_now = 1'700'000'000'000'000;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    // With a clock that goes on by one at each look.
    [[nodiscard]] std::unique_ptr<EventStore> open()
    {
        StoreOptions options;
        options.path = path();
        options.clock = [this] { return m_now++; };
        return openStore(options);
    }
};

void TestDrafts::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestDrafts::comesBackAsItWas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("object") << QByteArray("{ \"a\" : 1e400 }\r\n");
    QTest::newRow("broken") << QByteArray("{\"a\":\"unfinished");
    QTest::newRow("NUL") << QByteArray("{\0}", 3);
    QTest::newRow("no UTF-8") << QByteArray("\xff\xc3\x28\xed\xa0\x80");
    QTest::newRow("10 MB") << QByteArray(10 << 20, ' ');
}

void TestDrafts::comesBackAsItWas()
{
    QFETCH(QByteArray, text);
    StoredDraft draft;
    draft.text = draft.envelope = draft.service = draft.shape = draft.transport = text;
    draft.endpoint = 17;
    draft.place = -3;
    draft.open = false;
    const Micros saved = m_now;
    {
        const auto store = open();
        draft.id = valueOf(store->drafts().save(draft));
        draft.changed = saved;
        QCOMPARE(valueOf(store->drafts().all()), std::vector{draft});
    }
    QCOMPARE(valueOf(open()->drafts().all()), std::vector{draft});
}

void TestDrafts::savedAgainIsReplaced()
{
    const auto store = open();
    StoredDraft draft = draftOf("a");
    draft.id = valueOf(store->drafts().save(draft));
    const StoredDraft other = draftOf("other", 1);
    const DraftId otherId = valueOf(store->drafts().save(other));
    QVERIFY(otherId != draft.id);
    draft.text = "b";
    draft.open = false;
    QCOMPARE(valueOf(store->drafts().save(draft)), draft.id);
    QCOMPARE(textsIn(*store), (QByteArrayList{"other", "b"}));
}

void TestDrafts::openOnesByPlaceClosedOnesByTime()
{
    const auto store = open();
    for (const int place : {3, 1, 2})
        valueOf(store->drafts().save(draftOf("open" + QByteArray::number(place), place)));
    for (const int place : {9, 8, 7}) {
        StoredDraft draft = draftOf("closed" + QByteArray::number(place), place);
        draft.open = false;
        valueOf(store->drafts().save(draft));
    }
    QCOMPARE(textsIn(*store), (QByteArrayList{"open1", "open2", "open3", "closed7", "closed8", "closed9"}));
}

void TestDrafts::oldClosedOnesAreDeleted()
{
    const auto store = open();
    valueOf(store->drafts().save(draftOf("open")));
    QByteArrayList expected{"open"};
    for (int i = 0; i < 60; ++i) {
        StoredDraft draft = draftOf(QByteArray::number(i));
        draft.open = false;
        valueOf(store->drafts().save(draft));
        expected.insert(1, draft.text);
    }
    QCOMPARE(textsIn(*store), expected.mid(0, 51));
    // Even with a clock that was set back, what was closed just now stays.
    m_now -= microsPerDay;
    StoredDraft draft = draftOf("late");
    draft.open = false;
    valueOf(store->drafts().save(draft));
    QVERIFY(textsIn(*store).contains("late"));
}

void TestDrafts::removedIsGone()
{
    const auto store = open();
    const DraftId id = valueOf(store->drafts().save(draftOf("a")));
    valueOf(store->drafts().remove(id));
    QVERIFY(textsIn(*store).isEmpty());
    QCOMPARE(errorOf(store->drafts().remove(id)).kind, Error::Kind::NotFound);
    QVERIFY(valueOf(store->drafts().save(draftOf("b"))) > id);    // ids are never given twice
}

void TestDrafts::savedAfterRemovalIsKept()
{
    const auto store = open();
    StoredDraft draft = draftOf("a");
    draft.id = valueOf(store->drafts().save(draft));
    valueOf(open()->drafts().remove(draft.id));
    draft.text = "typed on";
    QCOMPARE(valueOf(store->drafts().save(draft)), draft.id);
    QCOMPARE(textsIn(*store), QByteArrayList{"typed on"});
}

void TestDrafts::queuedIsWrittenAtTheEnd()
{
    std::vector<QFuture<Result<DraftId>>> saved;
    {
        const auto store = open();
        for (int i = 0; i < 100; ++i)
            saved.push_back(store->drafts().save(draftOf(QByteArray::number(i), i)));
        std::ignore = store->drafts().all();    // unread at the end: no harm
    }
    for (const auto &future : saved)
        QVERIFY(valueOf(future) > 0);
    QCOMPARE(textsIn(*open()).size(), 100);
}

void TestDrafts::readOnlyIsRead()
{
    const auto writer = open();
    const DraftId id = valueOf(writer->drafts().save(draftOf("a")));
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    const auto store = openStore(options);
    QCOMPARE(textsIn(*store), QByteArrayList{"a"});
    QCOMPARE(errorOf(store->drafts().save(draftOf("b"))).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->drafts().remove(id)).kind, Error::Kind::ReadOnly);
}

void TestDrafts::fullDiskKeepsTheLast()
{
    StoreOptions options;
    options.path = path();
    options.maxBytes = 1 << 20;
    const auto store = openStore(options);
    StoredDraft draft = draftOf("small");
    draft.id = valueOf(store->drafts().save(draft));
    draft.text = QByteArray(4 << 20, 'x');
    const Error error = errorOf(store->drafts().save(draft));
    QCOMPARE(error.kind, Error::Kind::Io);
    QVERIFY(error.message.contains(u"Free some space"_s));
    QCOMPARE(textsIn(*store), QByteArrayList{"small"});
    draft.text = "short again";
    valueOf(store->drafts().save(draft));
    QCOMPARE(textsIn(*store), QByteArrayList{"short again"});
}

// What is written into a file that has no name any more would be lost at the end.
void TestDrafts::deletedFileIsSaid()
{
    const auto store = open();
    valueOf(store->drafts().save(draftOf("a")));
    QVERIFY(QFile::rename(path(), m_folder->filePath(u"moved"_s)));
    const Error error = errorOf(store->drafts().save(draftOf("b")));
    QCOMPARE(error.kind, Error::Kind::Io);
    QVERIFY(error.message.contains(path()));
    QVERIFY(QFile::rename(m_folder->filePath(u"moved"_s), path()));
    valueOf(store->drafts().save(draftOf("b", 1)));
    QCOMPARE(textsIn(*store), (QByteArrayList{"a", "b"}));
}

// Random saves, removals and restarts against a plain list.
void TestDrafts::randomOnesAgree()
{
    std::mt19937 random(5);
    auto store = open();
    std::map<DraftId, StoredDraft> expected;
    const auto inOrder = [&expected] {
        std::vector<StoredDraft> drafts;
        for (const auto &[id, draft] : expected)
            drafts.push_back(draft);
        std::sort(drafts.begin(), drafts.end(), [](const StoredDraft &a, const StoredDraft &b) {
            if (a.open != b.open)
                return a.open;
            return a.open ? std::pair(a.place, a.id) < std::pair(b.place, b.id) : a.changed > b.changed;
        });
        return drafts;
    };
    for (int step = 0; step < 600; ++step) {
        const unsigned choice = random() % 100;
        if (choice < 90) {
            StoredDraft draft = draftOf(QByteArray::number(step), static_cast<int>(random() % 10));
            draft.open = random() % 4 == 0;
            if (!expected.empty() && choice < 40)
                draft.id = std::next(expected.begin(), random() % expected.size())->first;
            draft.changed = m_now;
            draft.id = valueOf(store->drafts().save(draft));
            expected[draft.id] = draft;
            std::vector<StoredDraft> drafts = inOrder();
            const auto closed = std::find_if(drafts.begin(), drafts.end(), [](const auto &d) { return !d.open; });
            for (auto it = closed; it != drafts.end(); ++it) {
                if (it - closed >= 50)
                    expected.erase(it->id);
            }
        } else if (choice < 97 && !expected.empty()) {
            const DraftId id = std::next(expected.begin(), random() % expected.size())->first;
            valueOf(store->drafts().remove(id));
            expected.erase(id);
        } else {
            store.reset();
            store = open();
        }
        if (step % 20 == 0)
            QCOMPARE(valueOf(store->drafts().all()), inOrder());
    }
    QCOMPARE(valueOf(store->drafts().all()), inOrder());
}

QTEST_GUILESS_MAIN(TestDrafts)
#include "tst_drafts.moc"
