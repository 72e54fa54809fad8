// SPDX-License-Identifier: GPL-3.0-or-later
#include "storehelp.h"

#include "store/endpoints.h"
#include "store/storefile.h"

#include <QFile>
#include <QSignalSpy>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

namespace {

Endpoint namedEndpoint(const QString &name)
{
    Endpoint endpoint;
    endpoint.name = name;
    endpoint.service = "svc";
    endpoint.transport = "http";
    endpoint.base = u"https://example.test/prefix"_s;
    return endpoint;
}

Endpoint fullEndpoint()
{
    Endpoint endpoint = namedEndpoint(u"Größe & Maß"_s);
    endpoint.auth = {0, 2};
    endpoint.secrets = {{SecretSource::Kind::Environment, u"API_KEY"_s}, {SecretSource::Kind::Session}, {},
        {SecretSource::Kind::Keyring, u"Größe 00ff"_s}};
    endpoint.options = {{"X-Option", "1"}, {"X-Option", "2"}};
    endpoint.headers = {{"X-Trace", "${TRACE}"}, {"X-Latin", QByteArray("caf\xe9\0!", 6)}, {"X-Empty", {}}};
    endpoint.timeoutMs = 1;
    endpoint.customer = "customer\n1";
    endpoint.userPointer = "/user/id";
    endpoint.production = true;
    endpoint.perSecond = 0.25;
    endpoint.concurrency = 16;
    endpoint.resumeUnknown = true;
    endpoint.proxy = {ProxySetting::Kind::Given, u"prøxy.test"_s, 65535};
    endpoint.authorities = u"/etc/ä b/authorities.pem"_s;
    endpoint.certificate = u"client.pem"_s;
    endpoint.certificateKey = u"client.key"_s;
    return endpoint;
}

QStringList namesIn(EventStore &store)
{
    QStringList names;
    for (const Endpoint &endpoint : valueOf(store.endpoints().all()))
        names.append(endpoint.name);
    return names;
}

}

class TestEndpoints : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comesBackAsItWas();
    void bytesSurvive_data();
    void bytesSurvive();
    void namesAreUnique_data();
    void namesAreUnique();
    void emptyNameIsRefused();
    void orderIsThatOfNames();
    void savedAgainIsReplaced();
    void unknownIsNotFound();
    void removedAndRestored();
    void connectionOfOldOnes();
    void othersHear();
    void readOnlyIsRead();
    void oldStoreIsMigrated();
    void damagedListIsSaid();
    void viewForOthers();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    [[nodiscard]] QString path() const { return m_folder->filePath(u"s.events"_s); }
    [[nodiscard]] SQLite::Database database() const
    {
        return SQLite::Database(
            QFile::encodeName(path()).toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 10'000);
    }
};

void TestEndpoints::init()
{
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestEndpoints::comesBackAsItWas()
{
    Endpoint endpoint = fullEndpoint();
    {
        const auto store = openStore(path());
        endpoint.id = valueOf(store->endpoints().save(endpoint));
        QVERIFY(endpoint.id > 0);
        QCOMPARE(valueOf(store->endpoints().all()), std::vector{endpoint});
    }
    const auto store = openStore(path());
    QCOMPARE(valueOf(store->endpoints().all()), std::vector{endpoint});
}

void TestEndpoints::bytesSurvive_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
    QTest::newRow("NUL alone") << QByteArray("\0", 1);
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe\x80");
    QTest::newRow("surrogate in UTF-8") << QByteArray("\xed\xa0\x80");
    QTest::newRow("mark first") << QByteArray("\xef\xbb\xbfx");
    QTest::newRow("quotes and lines") << QByteArray("\"\\\r\n\t\x01");
    QTest::newRow("letters") << QByteArray("größer 😀");
    QTest::newRow("looks like ours") << QByteArray("{\"base64\":\"AA==\"}");
    QTest::newRow("long") << QByteArray(1'000'000, 'x');
}

void TestEndpoints::bytesSurvive()
{
    QFETCH(QByteArray, bytes);
    const auto store = openStore(path());
    Endpoint endpoint = namedEndpoint(u"a"_s);
    endpoint.service = endpoint.transport = endpoint.customer = endpoint.userPointer = bytes;
    endpoint.options = {{bytes, bytes}};
    endpoint.headers = {{bytes, {}}, {{}, bytes}};
    endpoint.id = valueOf(store->endpoints().save(endpoint));
    QCOMPARE(valueOf(store->endpoints().all()), std::vector{endpoint});
}

void TestEndpoints::namesAreUnique_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<bool>("same");
    QTest::newRow("same") << u"Staging"_s << u"Staging"_s << true;
    QTest::newRow("case") << u"Staging"_s << u"sTAGING"_s << true;
    QTest::newRow("space around") << u"Staging"_s << u" Staging\t"_s << true;
    QTest::newRow("space within") << u"My Staging"_s << u"My  Staging"_s << false;
    QTest::newRow("beyond ASCII") << u"ÄRGER"_s << u"ärger"_s << true;
    QTest::newRow("composed") << u"\u00c4rger"_s << u"a\u0308rger"_s << true;
    QTest::newRow("final sigma") << u"ΟΔΟΣ"_s << u"οδος"_s << true;
    QTest::newRow("other") << u"a"_s << u"b"_s << false;
    QTest::newRow("wildcards") << u"a%"_s << u"ab"_s << false;
}

void TestEndpoints::namesAreUnique()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(bool, same);
    const auto store = openStore(path());
    const EndpointId id = valueOf(store->endpoints().save(namedEndpoint(first)));
    auto saved = store->endpoints().save(namedEndpoint(second));
    saved.waitForFinished();
    QCOMPARE(!saved.result(), same);
    if (same) {
        QCOMPARE(saved.result().error().kind, Error::Kind::BadInput);
        QVERIFY(saved.result().error().message.contains(first));
        // Its own name is no other's.
        Endpoint renamed = namedEndpoint(second);
        renamed.id = id;
        QCOMPARE(valueOf(store->endpoints().save(renamed)), id);
        QCOMPARE(namesIn(*store), QStringList{second.trimmed()});
        return;
    }
    Endpoint renamed = namedEndpoint(first);
    renamed.id = *saved.result();
    QCOMPARE(errorOf(store->endpoints().save(renamed)).kind, Error::Kind::BadInput);
}

void TestEndpoints::emptyNameIsRefused()
{
    const auto store = openStore(path());
    for (const QString &name : {QString(), u" \t\n"_s})
        QCOMPARE(errorOf(store->endpoints().save(namedEndpoint(name))).kind, Error::Kind::BadInput);
    QVERIFY(namesIn(*store).isEmpty());
}

void TestEndpoints::orderIsThatOfNames()
{
    const auto store = openStore(path());
    for (const QString &name : {u"delta"_s, u"Alpha"_s, u"charlie"_s, u"Bravo"_s})
        valueOf(store->endpoints().save(namedEndpoint(name)));
    QCOMPARE(namesIn(*store), (QStringList{u"Alpha"_s, u"Bravo"_s, u"charlie"_s, u"delta"_s}));
}

void TestEndpoints::savedAgainIsReplaced()
{
    const auto store = openStore(path());
    Endpoint endpoint = namedEndpoint(u"a"_s);
    endpoint.id = valueOf(store->endpoints().save(endpoint));
    Endpoint changed = fullEndpoint();
    changed.id = endpoint.id;
    QCOMPARE(valueOf(store->endpoints().save(changed)), endpoint.id);
    QCOMPARE(valueOf(store->endpoints().all()), std::vector{changed});
}

void TestEndpoints::unknownIsNotFound()
{
    const auto store = openStore(path());
    Endpoint endpoint = namedEndpoint(u"a"_s);
    endpoint.id = 7;
    QCOMPARE(errorOf(store->endpoints().save(endpoint)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(store->endpoints().remove(7)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(store->endpoints().restore(7)).kind, Error::Kind::NotFound);
}

void TestEndpoints::removedAndRestored()
{
    const auto store = openStore(path());
    Endpoints &endpoints = store->endpoints();
    Endpoint endpoint = fullEndpoint();
    endpoint.id = valueOf(endpoints.save(endpoint));
    valueOf(endpoints.remove(endpoint.id));
    QVERIFY(namesIn(*store).isEmpty());
    QCOMPARE(errorOf(endpoints.remove(endpoint.id)).kind, Error::Kind::NotFound);
    QCOMPARE(errorOf(endpoints.save(endpoint)).kind, Error::Kind::NotFound);
    valueOf(endpoints.restore(endpoint.id));
    QCOMPARE(valueOf(endpoints.all()), std::vector{endpoint});
    QCOMPARE(errorOf(endpoints.restore(endpoint.id)).kind, Error::Kind::NotFound);

    valueOf(endpoints.remove(endpoint.id));
    Endpoint other = namedEndpoint(endpoint.name.toLower());
    other.id = valueOf(endpoints.save(other));
    QVERIFY(other.id != endpoint.id);
    QCOMPARE(errorOf(endpoints.restore(endpoint.id)).kind, Error::Kind::BadInput);
    other.name = u"other"_s;
    valueOf(endpoints.save(other));
    valueOf(endpoints.restore(endpoint.id));
    QCOMPARE(namesIn(*store), (QStringList{endpoint.name, other.name}));
}

void TestEndpoints::othersHear()
{
    const auto mine = openStore(path());
    const auto other = openStore(path());
    QSignalSpy here(&mine->endpoints(), &Endpoints::changed);
    QSignalSpy there(&other->endpoints(), &Endpoints::changed);
    const EndpointId id = valueOf(mine->endpoints().save(namedEndpoint(u"a"_s)));
    QTRY_COMPARE(here.size(), 1);
    QTRY_COMPARE(there.size(), 1);
    QCOMPARE(namesIn(*other), QStringList{u"a"_s});
    valueOf(other->endpoints().remove(id));
    QTRY_COMPARE(here.size(), 2);
    QTRY_COMPARE(there.size(), 2);
    QVERIFY(namesIn(*mine).isEmpty());
    valueOf(mine->endpoints().restore(id));
    QTRY_COMPARE(here.size(), 3);
    QTRY_COMPARE(there.size(), 3);
}

void TestEndpoints::readOnlyIsRead()
{
    const auto writer = openStore(path());
    const EndpointId id = valueOf(writer->endpoints().save(namedEndpoint(u"a"_s)));
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    const auto store = openStore(options);
    const Error refused{Error::Kind::ReadOnly, store->readOnlyReason()};
    QCOMPARE(namesIn(*store), QStringList{u"a"_s});
    QCOMPARE(errorOf(store->endpoints().save(namedEndpoint(u"b"_s))), refused);
    QCOMPARE(errorOf(store->endpoints().remove(id)), refused);
    QCOMPARE(errorOf(store->endpoints().restore(id)), refused);
    QSignalSpy changed(&store->endpoints(), &Endpoints::changed);
    valueOf(writer->endpoints().remove(id));
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY(namesIn(*store).isEmpty());
}

// A store of the first version, with an event in it.
void TestEndpoints::oldStoreIsMigrated()
{
    {
        SQLite::Database file = database();
        file.exec("PRAGMA journal_mode = WAL");
        QFile first(storeMigrations().front());
        QVERIFY(first.open(QIODevice::ReadOnly));
        file.exec(first.readAll().toStdString());
        file.exec("INSERT INTO origin VALUES (1, 'import', 'old', '', 1, 0, 0, 1, 0, 1, 1)");
        file.exec("INSERT INTO event VALUES (1, 1, 5, 5, 0, 0, 0, 0, 0, 2, 0, 0, 0, NULL)");
        file.exec("INSERT INTO payload VALUES (1, '{}', NULL, NULL)");
        file.exec("INSERT INTO change (kind, subject, first, last) VALUES (2, 1, 1, 1)");
        file.exec("UPDATE sequence SET next_event = 2");
        file.exec("PRAGMA application_id = " + std::to_string(storeApplicationId));
        file.exec("PRAGMA user_version = 1");
    }
    StoreOptions options;
    options.path = path();
    options.readOnly = true;
    QCOMPARE(EventStore::open(options).error().kind, Error::Kind::ReadOnly);
    const auto store = openStore(path());
    QCOMPARE(searched(*store).total, 1);
    QVERIFY(namesIn(*store).isEmpty());
    const Endpoint endpoint = fullEndpoint();
    valueOf(store->endpoints().save(endpoint));
    QCOMPARE(namesIn(*store), QStringList{endpoint.name});
    SQLite::Database file = database();
    QCOMPARE(queryNumber(file, "PRAGMA user_version"), qint64(storeVersion()));
}

// What was saved before there were proxies and the rest is reached as it was.
void TestEndpoints::connectionOfOldOnes()
{
    {
        SQLite::Database file = database();
        file.exec("PRAGMA journal_mode = WAL");
        for (int i = 0; i < 3; ++i) {
            QFile step(storeMigrations().at(i));
            QVERIFY(step.open(QIODevice::ReadOnly));
            file.exec(step.readAll().toStdString());
        }
        file.exec(
            "INSERT INTO endpoint VALUES (1, 'old', 'svc', 'http', 'http://a.test', '[]', '[]', '[]', '[]', 30000, "
            "'', '', 0, 0)");
        file.exec("PRAGMA application_id = " + std::to_string(storeApplicationId));
        file.exec("PRAGMA user_version = 3");
    }
    Endpoint expected = namedEndpoint(u"old"_s);
    expected.id = 1;
    expected.base = u"http://a.test"_s;
    QCOMPARE(valueOf(openStore(path())->endpoints().all()), std::vector{expected});
}

void TestEndpoints::damagedListIsSaid()
{
    const auto store = openStore(path());
    valueOf(store->endpoints().save(fullEndpoint()));
    for (const char *sql : {"UPDATE endpoint SET headers = '[['", "UPDATE endpoint SET headers = '[[1,2]]'",
             "UPDATE endpoint SET headers = '[]', auth = '[\"a\"]'", "UPDATE endpoint SET auth = '{}'",
             "UPDATE endpoint SET auth = '[]', secrets = '[{\"from\":\"afar\"}]'",
             "UPDATE endpoint SET secrets = '[]', proxy = 'tunnel'"}) {
        database().exec(sql);
        QCOMPARE(errorOf(store->endpoints().all()).kind, Error::Kind::BadInput);
    }
    database().exec("UPDATE endpoint SET proxy = 'none'");
    QCOMPARE(valueOf(store->endpoints().all()).size(), std::size_t(1));
}

void TestEndpoints::viewForOthers()
{
    const auto store = openStore(path());
    valueOf(store->endpoints().save(fullEndpoint()));
    valueOf(store->endpoints().remove(valueOf(store->endpoints().save(namedEndpoint(u"gone"_s)))));
    SQLite::Database file = database();
    QCOMPARE(queryNumber(file, "SELECT count(*) FROM endpoints"), 1);
    QCOMPARE(queryNumber(file, "SELECT count(*) FROM endpoints WHERE production AND json_extract(secrets, "
                               "'$[0].variable') = 'API_KEY' AND json_extract(headers, '$[0][0]') = 'X-Trace'"),
        1);
}

QTEST_GUILESS_MAIN(TestEndpoints)
#include "tst_endpoints.moc"
