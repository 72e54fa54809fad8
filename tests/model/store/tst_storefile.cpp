// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/receptions.h"
#include "store/storefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

// What files are taken as stores, how they are brought up to date, and what happens to damaged ones.
class TestStoreFile : public QObject {
    Q_OBJECT

private slots:
    void init();
    void newFileIsMarked();
    void emptyFileIsTaken();
    void foreignFileIsRefusedUntouched_data();
    void foreignFileIsRefusedUntouched();
    void missingFile();
    void everyMigrationLeadsHere_data();
    void everyMigrationLeadsHere();
    void keepsWhatCameBefore();
    void migrationIsAllOrNothing();
    void newerVersionIsReadOnly();
    void readOnlyOnRequest();
    void readOnlyFolder();
    void damageIsFound_data();
    void damageIsFound();
    void fullDiskLeavesTheRestUsable();
    void eventsOfAnySize_data();
    void eventsOfAnySize();
    void logBeginsAnew();
    void readerDoesNotHoldWritersUp();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    [[nodiscard]] SQLite::Database database() const
    {
        return SQLite::Database(QFile::encodeName(path()).toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    }
    void write(const QByteArray &bytes) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    // About 150 MB.
    static void storeLargeEvents(EventStore &store)
    {
        for (int i = 0; i < 50; ++i) {
            Event event = plainEvent(i);
            event.text = "{\"n\":\"" + QByteArray(3'000'000, 'x') + "\"}";
            test::store(store, {event});
        }
    }
    [[nodiscard]] qint64 logBytes() const { return QFileInfo(path() + u"-wal"_s).size(); }
    [[nodiscard]] QByteArray read() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void TestStoreFile::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestStoreFile::newFileIsMarked()
{
    openStore(path());
    SQLite::Database file = database();
    QCOMPARE(queryNumber(file, "PRAGMA application_id"), qint64(storeApplicationId));
    QCOMPARE(queryNumber(file, "PRAGMA user_version"), qint64(storeVersion()));
    SQLite::Statement mode(file, "PRAGMA journal_mode");
    QVERIFY(mode.executeStep());
    QCOMPARE(mode.getColumn(0).getString(), std::string("wal"));
    QVERIFY(storeVersion() >= 1);
}

void TestStoreFile::emptyFileIsTaken()
{
    write({});
    const auto store = openStore(path());
    test::store(*store, plainEvents(3));
    QCOMPARE(searched(*store).total, 3);
}

void TestStoreFile::foreignFileIsRefusedUntouched_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QTemporaryDir folder;
    const QString other = folder.filePath(u"other.db"_s);
    {
        SQLite::Database foreign(QFile::encodeName(other).toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        foreign.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    }
    QFile file(other);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QTest::newRow("text") << QByteArray("{\"event\":\"a\"}\n");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("another database") << file.readAll();
    QTest::newRow("long text") << QByteArray(100'000, 'x');
    QTest::newRow("magic alone") << QByteArray("SQLite format 3\0", 16);
}

void TestStoreFile::foreignFileIsRefusedUntouched()
{
    QFETCH(QByteArray, bytes);
    write(bytes);
    for (const bool readOnly : {false, true}) {
        StoreOptions options;
        options.path = path();
        options.readOnly = readOnly;
        const auto store = EventStore::open(options);
        QVERIFY(!store);
        QCOMPARE(store.error().kind, Error::Kind::BadInput);
        QVERIFY(store.error().message.contains(QDir::toNativeSeparators(path())));
    }
    QCOMPARE(read(), bytes);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"s.events"_s});
}

void TestStoreFile::missingFile()
{
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    QCOMPARE(EventStore::open(options).error().kind, Error::Kind::NotFound);
    QVERIFY(!QFile::exists(path()));
    options.readOnly = false;
    options.path = m_folder->filePath(u"no/such/folder/s.events"_s);
    QCOMPARE(EventStore::open(options).error().kind, Error::Kind::Io);
    options.path = m_folder->path();
    QCOMPARE(EventStore::open(options).error().kind, Error::Kind::BadInput);
}

void TestStoreFile::everyMigrationLeadsHere_data()
{
    QTest::addColumn<int>("version");
    for (int version = 0; version <= storeVersion(); ++version)
        QTest::addRow("from %d", version) << version;
}

void TestStoreFile::everyMigrationLeadsHere()
{
    QFETCH(int, version);
    {
        SQLite::Database file = database();
        for (int step = 0; step < version; ++step) {
            QFile migration(storeMigrations()[step]);
            QVERIFY(migration.open(QIODevice::ReadOnly));
            file.exec(migration.readAll().toStdString());
        }
        if (version > 0) {
            file.exec("INSERT INTO origin VALUES (1, 'import', 'old', '', 1, 0, 0, 2, 0, 1, 2); "
                      "UPDATE sequence SET next_event = 3");
            const std::string rest = version > 2 ? ", 0)" : ")";
            for (const char *id : {"1", "2"}) {
                file.exec(std::string("INSERT INTO payload VALUES (") + id + ", '{}', NULL, NULL)");
                file.exec(std::string("INSERT INTO event VALUES (") + id +
                          ", 1, 5, 5, 0, 0, 0, 0, 0, 2, 3, 0, 1, NULL" + rest);
            }
        }
        file.exec("PRAGMA application_id = " + std::to_string(storeApplicationId));
        file.exec("PRAGMA user_version = " + std::to_string(version));
    }
    const int old = version > 0 ? 2 : 0;
    const auto store = openStore(path());
    QCOMPARE(searched(*store, filterOf("is:invalid rule:\"\"")).total, old);
    std::vector<Event> events = plainEvents(3);
    events[1].rules = "M7:error";
    test::store(*store, std::move(events));
    QCOMPARE(searched(*store).total, old + 3);
    QCOMPARE(searched(*store, filterOf("rule:M7")).total, 1);
    SQLite::Database file = database();
    QCOMPARE(queryNumber(file, "PRAGMA user_version"), qint64(storeVersion()));
    QCOMPARE(queryNumber(file, "SELECT count(*) FROM events"), old + 3);
    QCOMPARE(queryNumber(file, "SELECT count(*) FROM events WHERE rules = 'M7:error'"), 1);
}

// Requests were two rows, and each commit wrote how many events its origin has.
void TestStoreFile::keepsWhatCameBefore()
{
    {
        SQLite::Database file = database();
        constexpr int before = 9;
        for (int step = 0; step < before; ++step) {
            QFile migration(storeMigrations()[step]);
            QVERIFY(migration.open(QIODevice::ReadOnly));
            file.exec(migration.readAll().toStdString());
        }
        file.exec("INSERT INTO origin VALUES (1, 'capture', 'old', '', 1, 0, 0, 2, 0, 1, 2); "
                  "UPDATE sequence SET next_event = 3; "
                  "INSERT INTO change VALUES (1, 1, 1, 1, 2), (2, 9, 1, 0, 0); "
                  "INSERT INTO payload VALUES (1, '{\"n\":1}', NULL, NULL), (2, '{\"n\":2}', NULL, NULL); "
                  "INSERT INTO event VALUES (1, 1, 5, 5, 0, 0, 0, 0, 0, 2, 3, 0, 1, NULL, 0), "
                  "(2, 1, 5, 5, 0, 0, 0, 0, 0, 2, 3, 0, 1, NULL, 0); "
                  "INSERT INTO reception VALUES (1, 1, 'tag', 5, 'me', 'svc', 'http', 'POST', '/a', 13, 2, 0, 0, 3, "
                  "201, 'note', 4, 1, 2), (2, 1, '', 6, 'me', '', '', 'GET', '/b', 0, 0, 0, 0, 0, 404, '', 0, 0, -1); "
                  "INSERT INTO reception_text VALUES (1, '[[\"A\",\"b\"]]', X'5B2C205D', X'0102', "
                  "'[[\"C\",\"d\"]]', X'6F6B')");
        file.exec("PRAGMA application_id = " + std::to_string(storeApplicationId));
        file.exec("PRAGMA user_version = " + std::to_string(before));
    }
    const auto store = openStore(path());
    const Reception reception = valueOf(store->receptions().fetch(1));
    QCOMPARE(reception.tag, "tag");
    QCOMPARE(reception.target, "/a");
    QCOMPARE(reception.status, 201);
    QCOMPARE(reception.note, u"note"_s);
    QCOMPARE(reception.forwarded, std::optional<DeliveryId>(4));
    QCOMPARE(reception.headers, (std::vector<NamedValue>{{"A", "b"}}));
    QCOMPARE(reception.answerHeaders, (std::vector<NamedValue>{{"C", "d"}}));
    QCOMPARE(reception.answer, "ok");
    QCOMPARE(reception.body, R"([{"n":1}, {"n":2}])");
    QCOMPARE(valueOf(store->receptions().fetch(2)).status, 404);
    QVERIFY(valueOf(store->receptions().fetch(2)).body.isEmpty());
    QCOMPARE(valueOf(store->receptions().ofEvent(2)).id, ReceptionId(1));
    QCOMPARE(valueOf(store->origins()).front().events, 2);
    QCOMPARE(valueOf(store->receptions().recent(10, 0)).size(), std::size_t(2));
}

void TestStoreFile::migrationIsAllOrNothing()
{
    StoreOptions options;
    options.path = path();
    options.maxBytes = 5 * 4096;    // in the middle of the first migration
    const auto store = EventStore::open(options);
    QVERIFY(!store);
    QCOMPARE(store.error().kind, Error::Kind::Io);
    {
        SQLite::Database file = database();
        QCOMPARE(queryNumber(file, "PRAGMA user_version"), 0);
        QCOMPARE(queryNumber(file, "SELECT count(*) FROM sqlite_schema"), 0);
    }
    QVERIFY(openStore(path()));
}

void TestStoreFile::newerVersionIsReadOnly()
{
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(20));
    }
    database().exec("PRAGMA user_version = 999");
    const auto store = openStore(path());
    QVERIFY(store->isReadOnly());
    QVERIFY(store->readOnlyReason().contains(u"newer version"_s));
    QCOMPARE(searched(*store, filterOf("tenant:tenant0")).total, 7);
    QCOMPARE(valueOf(store->fetch({19})).front().event.text, "{\"n\":19}");
    QCOMPARE(valueOf(store->origins()).size(), std::size_t(1));
    QVERIFY(valueOf(store->rejects(1)).empty());
    const OriginInfo info{u"import"_s, u"a"_s, {}};
    QCOMPARE(errorOf(store->begin(info)), (Error{Error::Kind::ReadOnly, store->readOnlyReason()}));
    QCOMPARE(errorOf(store->append(1, plainEvents(1))).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->reject(1, {})).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->complete(1)).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->abandon(1)).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->remove({0})).kind, Error::Kind::ReadOnly);
    QCOMPARE(errorOf(store->restore(EventStore::Removal{1, 1})).kind, Error::Kind::ReadOnly);
}

void TestStoreFile::readOnlyOnRequest()
{
    const auto writer = openStore(path());
    test::store(*writer, plainEvents(20));
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    const auto store = openStore(options);
    QVERIFY(store->isReadOnly());
    QCOMPARE(searched(*store).total, 20);
    test::store(*writer, plainEvents(5));
    QTRY_COMPARE(store->columns().size(), Row(25));    // it follows what others write
}

void TestStoreFile::readOnlyFolder()
{
    if (::geteuid() == 0)
        QSKIP("permissions do not bind the superuser");
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(20));
    }
    QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner));
    QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::ExeOwner));
    {
        const auto store = openStore(path());
        QVERIFY(store->isReadOnly());
        QCOMPARE(searched(*store).total, 20);
    }
    QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

void TestStoreFile::damageIsFound_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("length");
    QTest::newRow("schema") << qint64(104) << qint64(8000);    // behind the flags of its first page
    QTest::newRow("second half") << qint64(-1) << qint64(0);
    QTest::newRow("all but the header") << qint64(100) << qint64(1 << 30);
}

// Whatever is damaged, opening or reading says so, and nothing crashes.
void TestStoreFile::damageIsFound()
{
    QFETCH(qint64, from);
    QFETCH(qint64, length);
    {
        const auto store = openStore(path());
        test::store(*store, plainEvents(5000));
    }
    QByteArray bytes = read();
    if (from < 0)
        from = bytes.size() / 2;
    const qint64 end = length > 0 ? std::min<qint64>(from + length, bytes.size()) : bytes.size();
    for (qint64 i = from; i < end; ++i)
        bytes[i] = static_cast<char>(0xa5 ^ (i * 7));
    write(bytes);

    StoreOptions options;
    options.path = path();
    const auto store = EventStore::open(options);
    if (!store) {
        QVERIFY(!store.error().message.isEmpty());
        return;
    }
    const auto loaded = (*store)->waitUntilLoaded();
    bool noticed = !loaded;
    std::vector<Row> rows((*store)->columns().size());
    std::iota(rows.begin(), rows.end(), Row(0));
    auto fetched = (*store)->fetch(rows);
    fetched.waitForFinished();
    noticed = noticed || !fetched.result();
    auto found = (*store)->search(filterOf("zzz"));
    found.waitForFinished();
    noticed = noticed || !found.result();
    QVERIFY(noticed);
}

void TestStoreFile::fullDiskLeavesTheRestUsable()
{
    StoreOptions options;
    options.path = path();
    options.maxBytes = 1 << 20;
    const auto store = openStore(options);
    test::store(*store, plainEvents(100));
    const OriginId origin = valueOf(store->begin({u"import"_s, u"big"_s, {}}));
    std::optional<Error> error;
    for (int i = 0; i < 100 && !error; ++i) {
        std::vector<Event> events = plainEvents(500, i * 500);
        for (Event &event : events)
            event.identity.user += QByteArray::number(i);
        auto appended = store->append(origin, std::move(events));
        appended.waitForFinished();
        if (!appended.result())
            error = appended.result().error();
    }
    QVERIFY(error);
    QCOMPARE(error->kind, Error::Kind::Io);
    QVERIFY(error->message.contains(u"Free some space"_s));
    QCOMPARE(searched(*store).total, 100);
    valueOf(store->abandon(origin));
    test::store(*store, plainEvents(100, 100));
    QCOMPARE(searched(*store).total, 200);
    QCOMPARE(searched(*store, filterOf("user:user3")).total, 29);
    SQLite::Database file = database();
    SQLite::Statement check(file, "PRAGMA integrity_check");
    QVERIFY(check.executeStep());
    QCOMPARE(check.getColumn(0).getString(), std::string("ok"));
    QCOMPARE(queryNumber(file, "SELECT count(*) FROM events WHERE user = 'user3'"), 29);
}

void TestStoreFile::eventsOfAnySize_data()
{
    QTest::addColumn<QList<int>>("sizes");    // of texts, one after the other

    QTest::newRow("one") << QList<int>{20};
    QTest::newRow("around what a length takes in bytes") << QList<int>{55, 56, 57, 58, 8'170, 8'185, 8'186, 8'190};
    QTest::newRow("pages that are just full") << QList<int>(300, 21'800);
    QTest::newRow("around a page") << QList<int>{65'300, 65'350, 65'380, 65'400, 65'420, 65'440, 65'460, 65'480};
    QTest::newRow("just beyond a page") << QList<int>{30, 65'536, 30};
    QTest::newRow("far beyond") << QList<int>{30, 5'000'000, 30};
    QTest::newRow("more than are taken over at once") << QList<int>(150, 60'000);
    QTest::newRow("many") << QList<int>(9'000, 40);
}

void TestStoreFile::eventsOfAnySize()
{
    QFETCH(const QList<int>, sizes);
    constexpr qint64 numbers[] = {0, 1, 2, -1, 127, 128, -128, -129, 32'767, 32'768, -32'769, 8'388'607, 8'388'608,
        -8'388'609, 2'147'483'647, 2'147'483'648, -2'147'483'649, 140'737'488'355'327, 140'737'488'355'328,
        -140'737'488'355'329, 4'000'000'000'000'000'000};
    std::vector<Event> events;
    for (int i = 0; i < int(sizes.size()); ++i) {
        Event event = plainEvent(i);
        event.text = "{\"n\":\"" + QByteArray(sizes[i] - 8, char('a' + i % 26)) + "\"}";
        event.received = numbers[std::size_t(i) % std::size(numbers)];
        event.identity.time = numbers[std::size_t(i + 7) % std::size(numbers)];
        event.identity.dedup = i % 3 == 0 ? QByteArray() : QByteArray("key\0", 4) + QByteArray::number(i);
        event.envelope = i % 5 == 0 ? "{\"e\":" + QByteArray::number(i) + "}" : QByteArray();
        events.push_back(event);
    }
    test::store(*openStore(path()), events);
    const auto store = openStore(path());
    QCOMPARE(store->columns().size(), Row(events.size()));
    std::vector<EventId> ids;
    for (std::size_t i = 0; i < events.size(); ++i)
        ids.push_back(EventId(i) + 1);
    const std::vector<StoredEvent> stored = valueOf(store->fetchById(ids));
    QCOMPARE(stored.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &is = stored[i].event;
        QVERIFY(is.text == events[i].text);
        QCOMPARE(is.envelope, events[i].envelope);
        QCOMPARE(is.received, events[i].received);
        QCOMPARE(is.identity, events[i].identity);
        QCOMPARE(is.verdict, events[i].verdict);
    }
    SQLite::Database file = database();
    SQLite::Statement check(file, "PRAGMA integrity_check");
    QVERIFY(check.executeStep());
    QCOMPARE(check.getColumn(0).getString(), std::string("ok"));
    QCOMPARE(
        queryNumber(file, "SELECT count(*) FROM payload WHERE typeof(text) <> 'text' OR envelope = '' OR dedup = ''"),
        qint64(0));
    QCOMPARE(queryNumber(file, "SELECT count(dedup) FROM event"), qint64(events.size() - (events.size() + 2) / 3));
}

void TestStoreFile::logBeginsAnew()
{
    const auto store = openStore(path());
    storeLargeEvents(*store);
    QVERIFY2(logBytes() > 0 && logBytes() < 100'000'000, qPrintable(QString::number(logBytes())));
    QCOMPARE(searched(*store).total, 50);
}

void TestStoreFile::readerDoesNotHoldWritersUp()
{
    const auto store = openStore(path());
    test::store(*store, plainEvents(1));
    SQLite::Database reader = database();
    {
        const SQLite::Transaction old(reader);
        QCOMPARE(queryNumber(reader, "SELECT count(*) FROM event"), qint64(1));
        storeLargeEvents(*store);
        QCOMPARE(queryNumber(reader, "SELECT count(*) FROM event"), qint64(1));
        QVERIFY(logBytes() > 100'000'000);    // where else would they be
    }
    QCOMPARE(queryNumber(reader, "SELECT count(*) FROM event"), qint64(51));
    storeLargeEvents(*store);
    QTRY_VERIFY(QFileInfo(path()).size() > 250'000'000);
    QVERIFY2(logBytes() < 100'000'000, qPrintable(QString::number(logBytes())));
}

QTEST_GUILESS_MAIN(TestStoreFile)
#include "tst_storefile.moc"
