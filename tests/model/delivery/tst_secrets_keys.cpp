// SPDX-License-Identifier: GPL-3.0-or-later
// Keys from the environment and of this run, what they look like masked, and that no message holds one.
#include "delivery/endpointidentity.h"
#include "delivery/secrets.h"
#include "fakekeyring.h"
#include "requestcases.h"

#include <QSignalSpy>
#include <QTest>
#include <QtConcurrent>

using namespace eventscope;
using namespace eventscope::test;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

class TestSecretsKeys : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_services = builtInServices(); }
    void init() { failOnWarnings(); }

    void fromTheEnvironment();
    void missing_data();
    void missing();
    void entered();
    void processEnvironment();
    void variables_data();
    void variables();
    void unusable_data();
    void unusable();
    void nameThatIsAKey();
    void masked();
    void keyringKeeps();
    void keyringIsAskedInTurn();
    void keyringThatIsSilent();
    void keyringEntryNames();
    void fromTheKeyring();
    void notFromTheKeyring();
    void enteredInsteadOfTheKeyring();
    void readForSending();
    void keptThoughTheKeyringFails();
    void discarded();
    void sharedBetweenThreads();
    void identity_data();
    void identity();

private:
    Services m_services;
};

namespace {

Secrets secretsOf(const std::vector<NamedValue> &environment)
{
    return Secrets([environment](const QString &name) -> std::optional<QByteArray> {
        for (const NamedValue &one : environment) {
            if (QString::fromLatin1(one.name) == name)
                return one.value;
        }
        return std::nullopt;
    });
}

Endpoint endpointOf(std::vector<SecretSource> sources, std::vector<NamedValue> headers = {})
{
    Endpoint endpoint;
    endpoint.id = 7;
    endpoint.name = u"Staging"_s;
    endpoint.secrets = std::move(sources);
    endpoint.headers = std::move(headers);
    return endpoint;
}

}

void TestSecretsKeys::fromTheEnvironment()
{
    const Secrets secrets = secretsOf({{"KEY", "k 1"}, {"SECRET", "s:2"}, {"_T1", "t"}, {"UNUSED", "a\nb"}});
    const Endpoint endpoint =
        endpointOf({{Kind::Environment, u"KEY"_s}, {Kind::None, {}}, {Kind::Environment, u"SECRET"_s}},
            {{"X-A", "plain"}, {"X-B", "${_T1} and ${KEY}"}, {"X-C", "${_T1}"}});
    const auto keys = secrets.keysFor(endpoint);
    QVERIFY_RESULT(keys);
    QCOMPARE(keys->parts, (std::vector<QByteArray>{"k 1", "", "s:2"}));
    QVERIFY((keys->variables == std::vector<NamedValue>{{"_T1", "t"}, {"KEY", "k 1"}}));
    QVERIFY(!keys->isMasked);
    QVERIFY(secrets.keysFor(endpointOf({}))->parts.empty());
}

void TestSecretsKeys::missing_data()
{
    QTest::addColumn<Endpoint>("endpoint");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("words");
    const int notFound = static_cast<int>(Error::Kind::NotFound);
    const int bad = static_cast<int>(Error::Kind::BadInput);
    QTest::newRow("not set") << endpointOf({{Kind::Environment, u"NO_SUCH"_s}}) << notFound
                             << QStringList{u"NO_SUCH"_s, u"not set"_s};
    QTest::newRow("empty") << endpointOf({{Kind::Environment, u"EMPTY"_s}}) << notFound
                           << QStringList{u"EMPTY"_s, u"is empty"_s};
    QTest::newRow("not entered") << endpointOf({{Kind::Session, {}}}) << notFound
                                 << QStringList{u"The key"_s, u"Staging"_s, u"not entered"_s};
    QTest::newRow("second part not entered") << endpointOf({{Kind::Environment, u"GOOD"_s}, {Kind::Session, {}}})
                                             << notFound << QStringList{u"Part 2 of the key"_s, u"Staging"_s};
    QTest::newRow("of a header") << endpointOf({}, {{"X-A", "a ${NOT_THERE}"}}) << notFound
                                 << QStringList{u"NOT_THERE"_s, u"not set"_s};
    QTest::newRow("header not closed") << endpointOf({}, {{"X-A", "a ${GOOD"}}) << bad << QStringList{u"${"_s};
    QTest::newRow("no name") << endpointOf({{Kind::Environment, {}}}) << bad << QStringList{u"environment variable"_s};
}

void TestSecretsKeys::missing()
{
    QFETCH(Endpoint, endpoint);
    QFETCH(int, kind);
    QFETCH(QStringList, words);
    const auto keys = secretsOf({{"EMPTY", ""}, {"GOOD", "topsecret"}}).keysFor(endpoint);
    QVERIFY(!keys);
    QCOMPARE(static_cast<int>(keys.error().kind), kind);
    for (const QString &word : words)
        QVERIFY2(keys.error().message.contains(word), qPrintable(keys.error().message));
    QVERIFY(!keys.error().message.contains(u"topsecret"_s));
}

void TestSecretsKeys::entered()
{
    Secrets secrets = secretsOf({});
    const Endpoint endpoint = endpointOf({{Kind::Session, {}}, {Kind::Session, {}}});
    QVERIFY(!secrets.isEntered(7, 0));
    secrets.enter(7, 0, "a");
    secrets.enter(7, 1, "b");
    secrets.enter(8, 0, "c");
    QVERIFY(secrets.isEntered(7, 0));
    QCOMPARE(secrets.keysFor(endpoint)->parts, (std::vector<QByteArray>{"a", "b"}));
    secrets.enter(7, 1, "");
    QVERIFY(!secrets.isEntered(7, 1));
    QCOMPARE(secrets.keysFor(endpoint).error().kind, Error::Kind::NotFound);
    secrets.enter(7, 1, "d");
    secrets.forget(7);
    QVERIFY(!secrets.isEntered(7, 0));
    QVERIFY(!secrets.isEntered(7, 1));
    QVERIFY(secrets.isEntered(8, 0));
}

void TestSecretsKeys::processEnvironment()
{
    qputenv("EVENTSCOPE_TEST_KEY", "from the process");
    const Secrets secrets;
    const auto keys = secrets.keysFor(endpointOf({{Kind::Environment, u"EVENTSCOPE_TEST_KEY"_s}}));
    qunsetenv("EVENTSCOPE_TEST_KEY");
    QVERIFY_RESULT(keys);
    QCOMPARE(keys->parts.front(), "from the process");
    QVERIFY(!secrets.keysFor(endpointOf({{Kind::Environment, u"EVENTSCOPE_TEST_KEY"_s}})));
}

void TestSecretsKeys::variables_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("plain") << QByteArray("a $b {c}") << true << QStringList();
    QTest::newRow("one") << QByteArray("${A}") << true << QStringList{u"A"_s};
    QTest::newRow("several") << QByteArray("${A}x${_b2}${A}") << true << QStringList{u"A"_s, u"_b2"_s};
    QTest::newRow("not closed") << QByteArray("${A") << false << QStringList();
    QTest::newRow("no name") << QByteArray("${}") << false << QStringList();
    QTest::newRow("digit first") << QByteArray("${1A}") << false << QStringList();
    QTest::newRow("nested") << QByteArray("${A${B}}") << false << QStringList();
    QTest::newRow("default value") << QByteArray("${A:-b}") << false << QStringList();
    QTest::newRow("dollars") << QByteArray("$${A}") << true << QStringList{u"A"_s};
}

void TestSecretsKeys::variables()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, good);
    QFETCH(QStringList, names);
    const auto found = variablesIn(value);
    QCOMPARE(found.has_value(), good);
    if (good)
        QCOMPARE(*found, names);
}

void TestSecretsKeys::unusable_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("words");
    QTest::newRow("line break at the end") << QByteArray("topsecret\n") << u"line break"_s;
    QTest::newRow("a header more") << QByteArray("topsecret\r\nX-Evil: 1") << u"line break"_s;
    QTest::newRow("tab") << QByteArray("top\tsecret") << u"control character"_s;
    QTest::newRow("zero") << QByteArray("topsecret\0", 10) << u"control character"_s;
    QTest::newRow("delete") << QByteArray("topsecret\x7F") << u"control character"_s;
    QTest::newRow("space before") << QByteArray(" topsecret") << u"space"_s;
    QTest::newRow("space behind") << QByteArray("topsecret ") << u"space"_s;
    QTest::newRow("Latin-1") << QByteArray("topsecret\xE9") << u"ASCII"_s;
    QTest::newRow("UTF-8") << QByteArray("topsecret…") << u"ASCII"_s;
}

void TestSecretsKeys::unusable()
{
    QFETCH(QByteArray, key);
    QFETCH(QString, words);
    Secrets secrets = secretsOf({{"KEY", key}});
    secrets.enter(7, 0, key);
    for (const Endpoint &endpoint : {endpointOf({{Kind::Environment, u"KEY"_s}}), endpointOf({{Kind::Session, {}}}),
             endpointOf({}, {{"X-A", "${KEY}"}})}) {
        const auto keys = secrets.keysFor(endpoint);
        QVERIFY(!keys);
        QCOMPARE(keys.error().kind, Error::Kind::BadInput);
        QVERIFY2(keys.error().message.contains(words), qPrintable(keys.error().message));
        QVERIFY2(!keys.error().message.contains(u"secret"_s), qPrintable(keys.error().message));
    }
}

// The key given in the place of the variable's name.
void TestSecretsKeys::nameThatIsAKey()
{
    for (const QString &name :
        {u"topsecret-1"_s, u"topsecret 1"_s, u"top.secret"_s, u"topsecret\n"_s, u"tøpsecret"_s}) {
        const auto keys = secretsOf({}).keysFor(endpointOf({{Kind::Environment, name}}));
        QCOMPARE(keys.error().kind, Error::Kind::BadInput);
        QVERIFY2(!keys.error().message.contains(u"secret"_s), qPrintable(keys.error().message));
    }
}

void TestSecretsKeys::masked()
{
    const ServicePtr service = m_services.find("schematic");
    const Keys keys{{"sch_dev_Zm9vYmFyMDEyMzQ1", "plain", "", "sch_x"}, {{"NAME", "sch_prod_1234"}}};
    const Keys masked = keys.masked(*service);
    QVERIFY(masked.isMasked);
    QCOMPARE(masked.parts[0], fingerprint("sch_dev_Zm9vYmFyMDEyMzQ1", "sch_dev_"));
    QVERIFY(masked.parts[0].startsWith("sch_dev_…#"));
    QCOMPARE(masked.parts[1], fingerprint("plain", ""));
    QCOMPARE(masked.parts[2], "");
    QVERIFY(masked.parts[3].startsWith("sch_…#"));
    QCOMPARE(masked.variables[0].name, "NAME");
    QVERIFY(masked.variables[0].value.startsWith("sch_prod_…#"));
    QCOMPARE(masked.masked(*service).parts, masked.parts);
}

void TestSecretsKeys::keyringKeeps()
{
    FakeKeyring fake;
    Keyring keyring(fake.backend());
    QVERIFY_RESULT(keyring.isAvailable().result());
    QCOMPARE(keyring.read(u"a"_s).result().error().kind, Error::Kind::NotFound);
    QVERIFY_RESULT(keyring.write(u"a"_s, "topsecret").result());
    QCOMPARE(keyring.read(u"a"_s).result().value(), "topsecret");
    QVERIFY_RESULT(keyring.write(u"a"_s, "").result());
    QCOMPARE(keyring.read(u"a"_s).result().error().kind, Error::Kind::NotFound);
    QVERIFY_RESULT(keyring.remove(u"a"_s).result());
    QVERIFY_RESULT(keyring.remove(u"a"_s).result());
    QVERIFY(fake.entries().empty());
    fake.setFault(Error{Error::Kind::Io, u"There is no keyring."_s});
    QCOMPARE(keyring.isAvailable().result().error(), (Error{Error::Kind::Io, u"There is no keyring."_s}));
    QVERIFY(!keyring.write(u"a"_s, "topsecret").result());
    QVERIFY(!keyring.remove(u"a"_s).result());
}

void TestSecretsKeys::keyringIsAskedInTurn()
{
    FakeKeyring fake;
    Keyring keyring(fake.backend());
    std::vector<QFuture<Result<QByteArray>>> answers;
    for (int i = 0; i < 50; ++i) {
        (void)keyring.write(u"a"_s, QByteArray::number(i));
        answers.push_back(keyring.read(u"a"_s));
    }
    for (int i = 0; i < 50; ++i)
        QCOMPARE(answers[static_cast<std::size_t>(i)].result().value(), QByteArray::number(i));
}

// Nobody waits for ever, neither for an answer nor at the end; what comes after is answered.
void TestSecretsKeys::keyringThatIsSilent()
{
    FakeKeyring fake;
    fake.put(u"a"_s, "topsecret");
    fake.setSilent(true);
    {
        Keyring keyring(fake.backend(), 20);
        const auto first = keyring.read(u"a"_s);
        QCOMPARE(first.result().error().kind, Error::Kind::Busy);
        fake.setSilent(false);
        QCOMPARE(keyring.read(u"a"_s).result().value(), "topsecret");
    }
    fake.setSilent(true);
    auto keyring = std::make_unique<Keyring>(fake.backend(), 60'000);
    const auto asked = keyring->read(u"a"_s);
    const auto waiting = keyring->write(u"a"_s, "other");
    QTRY_COMPARE(fake.asked(), 3);
    keyring.reset();
    QCOMPARE(asked.result().error().kind, Error::Kind::Cancelled);
    QCOMPARE(waiting.result().error().kind, Error::Kind::Cancelled);
    QCOMPARE(fake.entries().at(u"a"_s), "topsecret");
}

void TestSecretsKeys::keyringEntryNames()
{
    const QString entry = Keyring::newEntry(u" Größe\n2 "_s);
    QVERIFY2(entry.startsWith(u"Größe 2 "_s), qPrintable(entry));
    QVERIFY(entry != Keyring::newEntry(u"Größe 2"_s));
    for (const QString &good : {entry, Keyring::newEntry({}), Keyring::newEntry(QString(500, u'x'))})
        QVERIFY2(Keyring::isEntry(good), qPrintable(good));
    for (const QString &bad : {u""_s, u"none"_s, entry.chopped(1), u"sch_dev_1234"_s, QString(80, u'0')})
        QVERIFY2(!Keyring::isEntry(bad), qPrintable(bad));
}

void TestSecretsKeys::fromTheKeyring()
{
    FakeKeyring fake;
    fake.put(u"one"_s, "topsecret");
    fake.put(u"two"_s, "other");
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    QSignalSpy changed(&secrets, &Secrets::changed);
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}, {Kind::None, {}}, {Kind::Keyring, u"two"_s}});
    QCOMPARE(secrets.keysFor(endpoint).error().kind, Error::Kind::NotFound);
    QCOMPARE(secrets.missingParts(endpoint), (std::vector{0, 2}));
    QCOMPARE(fake.asked(), 0);    // nothing is read that nobody asked for
    QVERIFY_RESULT(secrets.prepare(endpoint).result());
    QVERIFY(secrets.missingParts(endpoint).empty());
    QCOMPARE(secrets.keysFor(endpoint)->parts, (std::vector<QByteArray>{"topsecret", "", "other"}));
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(fake.asked(), 2);
    QVERIFY_RESULT(secrets.prepare(endpoint).result());    // at hand
    QVERIFY_RESULT(secrets.prepare(endpointOf({{Kind::Session, {}}})).result());
    QCOMPARE(fake.asked(), 2);
}

void TestSecretsKeys::notFromTheKeyring()
{
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}});
    FakeKeyring fake;
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    const auto prepared = secrets.prepare(endpoint).result();
    QCOMPARE(prepared.error().kind, Error::Kind::NotFound);
    QVERIFY2(prepared.error().message.contains(u"Staging"_s), qPrintable(prepared.error().message));
    fake.setFault(Error{Error::Kind::Io, u"Locked for good."_s});
    QCOMPARE(secrets.prepare(endpoint).result().error().kind, Error::Kind::Io);
    const auto keys = secrets.keysFor(endpoint);
    QVERIFY2(keys.error().message.contains(u"Locked for good."_s), qPrintable(keys.error().message));
    fake.setFault({});
    fake.put(u"one"_s, "top\nsecret");
    QVERIFY_RESULT(secrets.prepare(endpoint).result());
    QCOMPARE(secrets.keysFor(endpoint).error().kind, Error::Kind::BadInput);
    QVERIFY(!secrets.keysFor(endpoint).error().message.contains(u"secret"_s));
    QCOMPARE(secrets.keysFor(endpointOf({{Kind::Keyring, {}}})).error().kind, Error::Kind::NotFound);
    Secrets without;
    QVERIFY(!without.prepare(endpoint).result());
    QVERIFY(!without.isKeyringAvailable().result());
    QVERIFY(!without.keysFor(endpoint));
}

void TestSecretsKeys::enteredInsteadOfTheKeyring()
{
    FakeKeyring fake;
    fake.setFault(Error{Error::Kind::Io, u"None here."_s});
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}});
    secrets.enter(7, 0, "typed");
    QVERIFY(secrets.missingParts(endpoint).empty());
    QCOMPARE(secrets.keysFor(endpoint)->parts.front(), "typed");
}

// What sends asks again and again, and the keyring is asked once.
void TestSecretsKeys::readForSending()
{
    FakeKeyring fake;
    fake.put(u"one"_s, "topsecret");
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    QSignalSpy changed(&secrets, &Secrets::changed);
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}});
    const Endpoint gone = endpointOf({{Kind::Keyring, u"two"_s}});
    (void)secrets.keysOrRead(endpoint);
    QVERIFY(changed.wait());
    QCOMPARE(secrets.keysOrRead(endpoint)->parts.front(), "topsecret");
    QCOMPARE(fake.asked(), 1);
    for (int i = 0; i < 10; ++i)
        QVERIFY(!secrets.keysOrRead(gone));
    QTRY_COMPARE(fake.asked(), 2);
    QVERIFY(!secrets.prepare(gone).result());    // whoever asks on purpose is answered anew
    QCOMPARE(fake.asked(), 3);
}

void TestSecretsKeys::keptThoughTheKeyringFails()
{
    FakeKeyring fake;
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}});
    QVERIFY_RESULT(secrets.keep(u"one"_s, "topsecret").result());
    QCOMPARE(fake.entries().at(u"one"_s), "topsecret");
    QCOMPARE(secrets.keysFor(endpoint)->parts.front(), "topsecret");
    fake.setFault(Error{Error::Kind::Io, u"None here."_s});
    QCOMPARE(secrets.keep(u"one"_s, "newer").result().error().message, u"None here."_s);
    QCOMPARE(secrets.keysFor(endpoint)->parts.front(), "newer");
}

void TestSecretsKeys::discarded()
{
    FakeKeyring fake;
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    const Endpoint endpoint = endpointOf({{Kind::Keyring, u"one"_s}, {Kind::Environment, u"A"_s}, {Kind::Keyring, {}}});
    QCOMPARE(keyringEntries(endpoint), QStringList{u"one"_s});
    QVERIFY_RESULT(secrets.keep(u"one"_s, "topsecret").result());
    QVERIFY_RESULT(secrets.discard({u"one"_s, u"never there"_s}).result());
    QVERIFY(fake.entries().empty());
    QVERIFY(!secrets.keysFor(endpoint));
    QVERIFY_RESULT(secrets.discard({}).result());
}

void TestSecretsKeys::sharedBetweenThreads()
{
    FakeKeyring fake;
    for (int i = 0; i < 20; ++i)
        fake.put(QString::number(i), "topsecret");
    Keyring keyring(fake.backend());
    Secrets secrets({}, &keyring);
    const auto ask = [&secrets] {
        int good = 0;
        for (int i = 0; i < 20; ++i) {
            const Endpoint endpoint = endpointOf({{Kind::Keyring, QString::number(i)}});
            if (secrets.prepare(endpoint).result() && secrets.keysOrRead(endpoint))
                ++good;
            secrets.enter(i, 0, "typed");
        }
        return good;
    };
    std::vector<QFuture<int>> asking;
    for (int i = 0; i < 4; ++i)
        asking.push_back(QtConcurrent::run(ask));
    for (const QFuture<int> &one : asking)
        QCOMPARE(one.result(), 20);
}

void TestSecretsKeys::identity_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("customer");
    QTest::addColumn<QByteArray>("tenant");
    QTest::addColumn<QByteArray>("user");
    const QByteArray text =
        R"({"uid":"u\u0031","n":{"id":42.0},"list":[1],"none":null,"empty":"","uid2":"a","uid2":"b"})";
    const QByteArray acme = "acme";
    QTest::newRow("nothing set") << text << QByteArray() << QByteArray() << acme << QByteArray("old");
    QTest::newRow("user") << text << QByteArray("/uid") << QByteArray() << acme << QByteArray("u1");
    QTest::newRow("a number") << text << QByteArray("/n/id") << QByteArray() << acme << QByteArray("42.0");
    QTest::newRow("the last") << text << QByteArray("/uid2") << QByteArray() << acme << QByteArray("b");
    QTest::newRow("absent") << text << QByteArray("/nobody") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("null") << text << QByteArray("/none") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("empty") << text << QByteArray("/empty") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("a list") << text << QByteArray("/list") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("no pointer") << text << QByteArray("uid") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("/uid") << QByteArray() << acme << QByteArray("old");
    QTest::newRow("bound, and named") << text << QByteArray() << QByteArray("globex") << acme << QByteArray("old");
    QTest::newRow("bound") << QByteArray("{}") << QByteArray() << QByteArray("globex") << QByteArray("globex")
                           << QByteArray("old");
}

void TestSecretsKeys::identity()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, customer);
    QFETCH(QByteArray, tenant);
    QFETCH(QByteArray, user);
    Endpoint endpoint;
    endpoint.userPointer = pointer;
    endpoint.customer = customer;
    Event event;
    event.text = text;
    event.identity.tenant = text == "{}" ? "" : "acme";
    event.identity.user = "old";
    event.identity.name = "n";
    event.identity.time = 5;
    const Identity found = identityAt(endpoint, event);
    QCOMPARE(found.tenant, tenant);
    QCOMPARE(found.user, user);
    QCOMPARE(found.name, "n");
    QCOMPARE(found.time, 5);
}

QTEST_GUILESS_MAIN(TestSecretsKeys)
#include "tst_secrets_keys.moc"
