// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditor.h"
#include "composerworld.h"
#include "httpserver.h"
#include "visibletexts.h"

#include <QByteArrayMatcher>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMutex>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTcpServer>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 20'000;
// None holds another; those of known forms stand where nobody expects a key.
const QByteArray basicUser = "plainBasicUser0002";
const QByteArray basicSecret = "plainBasicSecret0003";
const QByteArray variableKey = "plainVariableKey0004";
const QByteArray headerKey = "plainHeaderKey0005";
const QByteArray memberKey = "sch_dev_plainMemberKey0006";
const QByteArray brokenKey = "plainBrokenKey0007";
const QByteArray strayKey = "eb_ing_plainStrayKey0008";
const QByteArray envelopeKey = "eb_adm_plainEnvelopeKey0009";
const QByteArray pastedKey = "sch_prod_plainPastedKey0010";
const QByteArray cookieKey = "plainCookie0011";
const QByteArray endpointKey = "sch_dev_plainEndpointKey0012";
const QByteArray keptKey = "sch_dev_plainKeptKey0013";
const QByteArray proxyKey = "plainProxyKey0014";

const QList<QByteArray> secrets{basicUser, basicSecret, variableKey, headerKey, memberKey, brokenKey, strayKey,
    envelopeKey, pastedKey, cookieKey, endpointKey, keptKey, proxyKey};

QMutex logMutex;
QStringList logged;
QtMessageHandler nextHandler = nullptr;

void keepMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QMutexLocker lock(&logMutex);
    logged += message;
    nextHandler(type, context, message);
}

// The part of a secret that no escape, encoding or cut at its end would change.
QByteArray heart(const QByteArray &secret)
{
    return secret.mid(secret.indexOf("plain"), 14);
}

// What is looked for, and the secret that it tells.
std::vector<std::pair<QByteArrayMatcher, QByteArray>> traces()
{
    std::vector<std::pair<QByteArrayMatcher, QByteArray>> traces;
    for (const QByteArray &secret : secrets) {
        traces.emplace_back(QByteArrayMatcher(heart(secret)), secret);
        traces.emplace_back(QByteArrayMatcher(secret.toBase64().chopped(4)), secret);
    }
    return traces;
}

QByteArray leakIn(const QByteArray &bytes)
{
    static const auto wanted = traces();
    for (const auto &[trace, secret] : wanted) {
        if (trace.indexIn(bytes) >= 0)
            return secret;
    }
    return {};
}

}

// Keys are used in every way there is, and stay nowhere.
class TestPlantedSecrets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { nextHandler = qInstallMessageHandler(keepMessage); }
    void cleanupTestCase() { qInstallMessageHandler(nextHandler); }
    void init();
    void cleanup();

    void fromTheEnvironment();
    void ofTwoParts();
    void typedIntoTheEndpoint();
    void keptInTheKeyring();
    void keyringThatFails();
    void ofAProxy();
    void typedIntoTheEvent_data();
    void typedIntoTheEvent();
    void inBrokenText();
    void strayInTheEvent();
    void besideTheEvent();
    void pasted();
    void whereNobodyListens();

private:
    Endpoint endpointOf(const QByteArray &service, const QByteArray &transport, SecretSource source) const;
    EndpointId save(const Endpoint &endpoint);
    void openDraft(const Endpoint &like, const QByteArray &text, EndpointId to);
    QDialog *fillInEndpoint();
    void typeKey(const QDialog *dialog, const QByteArray &key);
    void send(bool isTypedStill = false);
    void echo(const QByteArrayList &keys, int status = 400);
    void lookAround(bool whileTyping = false);
    void lookAtFiles();

    std::unique_ptr<test::HttpServer> m_server;
    std::unique_ptr<test::ComposerWorld> m_world;
};

void TestPlantedSecrets::init()
{
    test::failOnWarnings();
    qputenv("PLANTED_KEY", variableKey);
    qputenv("PLANTED_HEADER", headerKey);
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<test::ComposerWorld>();
    QApplication::clipboard()->clear();
}

// Once while all is open, as after a kill, and once after it was closed.
void TestPlantedSecrets::cleanup()
{
    if (m_world && m_world->window) {
        QTest::qWait(700);    // what was typed last is saved
        lookAtFiles();
        m_world->window.reset();
        m_world->settings.sync();
        lookAtFiles();
    }
    m_world.reset();
    m_server.reset();
    const QMutexLocker lock(&logMutex);
    QCOMPARE(leakIn(logged.join(u'\n').toUtf8()), QByteArray());
}

Endpoint TestPlantedSecrets::endpointOf(
    const QByteArray &service, const QByteArray &transport, SecretSource source) const
{
    const auto form = TransportForm::of(m_world->services.services().find(service), transport);
    if (!form)
        qFatal("%s", qPrintable(form.error().message));
    Endpoint endpoint;
    endpoint.name = u"Planted"_s;
    endpoint.service = service;
    endpoint.transport = transport;
    endpoint.base = m_server->base();
    endpoint.auth = (*form)->defaultAuth();
    endpoint.secrets.assign(static_cast<std::size_t>((*form)->keyParts(endpoint.auth).size()), source);
    endpoint.headers = {{"X-Team", "${PLANTED_HEADER}"}};
    return endpoint;
}

EndpointId TestPlantedSecrets::save(const Endpoint &endpoint)
{
    return test::valueOf(m_world->store().endpoints().save(endpoint));
}

void TestPlantedSecrets::openDraft(const Endpoint &like, const QByteArray &text, EndpointId to)
{
    m_world->settings.setValue(u"composer/service"_s, QString::fromUtf8(like.service));
    m_world->settings.setValue(u"composer/transport"_s, QString::fromUtf8(like.transport));
    m_world->trigger(u"newEvent"_s);
    const auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(boxes->findData(qlonglong{to}) >= 0, patience);
    m_world->page()->useEndpoint(to);
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event, {{0, static_cast<quint32>(draft.text().size()), text}});
}

// The server gives back whatever it was given, and more.
void TestPlantedSecrets::echo(const QByteArrayList &keys, int status)
{
    QByteArray words = QByteArray(480, '.');
    QByteArray headers = "Set-Cookie: session=" + cookieKey + "; Path=/\r\n";
    for (const QByteArray &key : keys) {
        words += key + ' ' + key.toBase64() + ' ' + key.toPercentEncoding() + ' ';
        headers += "X-Echo: " + key + "\r\nLocation: http://elsewhere.example/" + key.toPercentEncoding() +
                   "?k=" + key.toPercentEncoding() + "\r\n";
    }
    const QByteArray json = QByteArray(words).replace('"', "\\\"");
    m_server->play(test::ServerScript::answer(
        status, "{\"error\":\"" + json + "\",\"message\":\"" + json + "\"}", "application/json", headers));
}

// By the shortest way, whatever findings there are.
void TestPlantedSecrets::send(bool isTypedStill)
{
    m_world->child<QTabWidget>(u"composerResults"_s, m_world->page())->setCurrentIndex(1);
    QTest::qWait(300);    // the preview comes
    m_world->child<QToolButton>(u"requestCopy"_s, m_world->page())->click();
    lookAround(true);
    m_world->child<QToolButton>(u"requestCopyCurl"_s, m_world->page())->click();
    QVERIFY2(!QApplication::clipboard()->text().contains(u"\u2026#"_s), qPrintable(QApplication::clipboard()->text()));
    lookAround(true);
    const std::size_t before = test::valueOf(m_world->store().deliveries().recent()).size();
    m_world->trigger(u"sendDraft"_s);
    const auto *question = m_world->child<QWidget>(u"sendQuestion"_s, m_world->page());
    const auto begun = [&] { return test::valueOf(m_world->store().deliveries().recent()).size() > before; };
    QTRY_VERIFY_WITH_TIMEOUT(question->isVisible() || begun(), patience);
    if (question->isVisible())
        m_world->child<QPushButton>(u"sendAnyway"_s, question)->click();
    QTRY_VERIFY_WITH_TIMEOUT(begun() && !m_world->page()->isSending(), patience);
    QTest::qWait(50);
    lookAround(isTypedStill);
    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(0);
    QTest::qWait(50);
    lookAround(isTypedStill);
}

// While somebody types into the form or the source, what was typed stands there, and nowhere else.
void TestPlantedSecrets::lookAround(bool whileTyping)
{
    const auto isTyped = [whileTyping](const QWidget *widget) {
        for (const QWidget *one = widget; whileTyping && one; one = one->parentWidget()) {
            if (one->objectName() == u"formBody"_s || one->objectName() == u"jsonEditor"_s)
                return true;
        }
        return false;
    };
    const QStringList texts = test::VisibleTexts::all(isTyped);
    const QByteArray leak = leakIn(texts.join(u'\n').toUtf8());
    QVERIFY2(leak.isEmpty(), leak.constData());
    QCOMPARE(leakIn(QApplication::clipboard()->text().toUtf8()), QByteArray());
}

void TestPlantedSecrets::lookAtFiles()
{
    QDirIterator files(m_world->folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int count = 0;
    for (; files.hasNext(); ++count) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray leak = leakIn(file.readAll());
        QVERIFY2(leak.isEmpty(), (file.fileName().toUtf8() + ": " + leak).constData());
    }
    QVERIFY(count > 0);
}

void TestPlantedSecrets::fromTheEnvironment()
{
    const Endpoint endpoint = endpointOf("eventbunker", "track", {SecretSource::Kind::Environment, u"PLANTED_KEY"_s});
    for (const int status : {400, 401, 302, 500}) {
        echo({variableKey, headerKey}, status);
        if (status == 400)
            openDraft(endpoint, R"({"event_name":"a","user_id":"u"})", save(endpoint));
        m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(2);
        send();
        QCOMPARE(m_server->requests().size(), 1U);
        QCOMPARE(m_server->requests().front().header("x-eventbunker-write-key"), variableKey);
        QCOMPARE(m_server->requests().front().header("X-Team"), headerKey);
    }
}

void TestPlantedSecrets::ofTwoParts()
{
    const Endpoint endpoint = endpointOf("engagelab", "report", {SecretSource::Kind::Session, {}});
    const EndpointId id = save(endpoint);
    const QByteArray pair = (basicUser + ':' + basicSecret).toBase64();
    echo({basicUser, basicSecret, pair});
    openDraft(endpoint, R"({"euid":1,"event_name":"a","itime":1774871000000})", id);
    m_world->trigger(u"sendDraft"_s);
    const auto *question = m_world->child<QWidget>(u"sendQuestion"_s, m_world->page());
    const auto isAsked = [this] { return m_world->window->findChild<QDialog *>(u"keyDialog"_s) != nullptr; };
    QTRY_VERIFY_WITH_TIMEOUT(question->isVisible() || isAsked(), patience);
    if (question->isVisible())
        m_world->child<QPushButton>(u"sendAnyway"_s, question)->click();
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
    QTest::keyClicks(m_world->child<QLineEdit>(u"keyAsk0"_s), QString::fromLatin1(basicUser));
    QTest::keyClicks(m_world->child<QLineEdit>(u"keyAsk1"_s), QString::fromLatin1(basicSecret));
    lookAround();
    m_world->child<QPushButton>(u"keysGo"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests().size() == 1 && !m_world->page()->isSending(), patience);
    QCOMPARE(m_server->requests().front().header("Authorization"), "Basic " + pair);
    lookAround();
    send();
}

// A new one in the dialog, but for its key.
QDialog *TestPlantedSecrets::fillInEndpoint()
{
    m_world->trigger(u"endpoints"_s);
    auto *dialog = m_world->child<QDialog>(u"endpointDialog"_s);
    const auto type = [&](const QString &name, const QByteArray &text) {
        auto *field = m_world->child<QLineEdit>(name, dialog);
        field->setFocus();
        QTest::keyClicks(field, QString::fromLatin1(text));
    };
    type(u"endpointName"_s, "Planted");
    auto *service = m_world->child<QComboBox>(u"endpointService"_s, dialog);
    service->setFocus();
    QTest::keyClicks(service, u"Sch"_s);
    if (service->currentData().toByteArray() != "schematic")
        qFatal("the service was not chosen");
    auto *transport = m_world->child<QComboBox>(u"endpointTransport"_s, dialog);
    transport->setFocus();
    for (int step = 0; step < transport->count() && transport->currentData().toByteArray() != "rest"; ++step)
        QTest::keyClick(transport, Qt::Key_Down);
    if (transport->currentData().toByteArray() != "rest")
        qFatal("the transport was not chosen");
    type(u"endpointBase"_s, m_server->base().toLatin1());
    return dialog;
}

void TestPlantedSecrets::typeKey(const QDialog *dialog, const QByteArray &key)
{
    auto *field = m_world->child<QLineEdit>(u"keyValue0"_s, dialog);
    field->setFocus();
    QTest::keyClicks(field, QString::fromLatin1(key));
    lookAround();
}

void TestPlantedSecrets::typedIntoTheEndpoint()
{
    echo({endpointKey});
    const QPointer<QDialog> dialog = fillInEndpoint();
    typeKey(dialog, endpointKey);
    m_world->child<QPushButton>(u"saveEndpoint"_s, dialog)->click();
    const auto all = [this] { return test::valueOf(m_world->store().endpoints().all()); };
    QTRY_COMPARE_WITH_TIMEOUT(all().size(), 1U, patience);
    const Endpoint endpoint = all().front();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->session()->secrets().isEntered(endpoint.id, 0), patience);
    lookAround();
    lookAtFiles();
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, patience);
    openDraft(endpoint, R"({"event_type":"track","body":{"event":"used","company":{"id":"c"}}})", endpoint.id);
    send();
    QCOMPARE(m_server->requests().size(), 1U);
    QCOMPARE(m_server->requests().front().header("X-Schematic-Api-Key"), endpointKey);
}

// In the keyring it is, and in no file, export or title; the next run reads it from there.
void TestPlantedSecrets::keptInTheKeyring()
{
    echo({keptKey});
    const QPointer<QDialog> dialog = fillInEndpoint();
    auto *source = m_world->child<QComboBox>(u"keySource0"_s, dialog);
    source->setCurrentIndex(source->findText(u"System keyring"_s));
    typeKey(dialog, keptKey);
    m_world->child<QPushButton>(u"saveEndpoint"_s, dialog)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_world->keyringHolds.entries().size(), 1U, patience);
    QCOMPARE(m_world->keyringHolds.entries().begin()->second, keptKey);
    const auto all = [this] { return test::valueOf(m_world->store().endpoints().all()); };
    QTRY_COMPARE_WITH_TIMEOUT(all().size(), 1U, patience);
    const Endpoint endpoint = all().front();
    QCOMPARE(keyringEntries(endpoint), QStringList{m_world->keyringHolds.entries().begin()->first});
    m_world->child<QPushButton>(u"exportEndpoints"_s, dialog)->click();
    auto *files = m_world->child<QFileDialog>(u"exportEndpointsDialog"_s, dialog);
    const QString path = m_world->folder.filePath(u"endpoints.json"_s);
    emit files->fileSelected(path);
    files->reject();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path), patience);
    QFile exported(path);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    QVERIFY(!exported.readAll().contains(keyringEntries(endpoint).front().toUtf8()));
    lookAround();
    lookAtFiles();
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, patience);
    m_world->open();    // as after a restart
    openDraft(endpoint, R"({"event_type":"track","body":{"event":"used","company":{"id":"c"}}})", endpoint.id);
    send();
    QCOMPARE(m_server->requests().size(), 1U);
    QCOMPARE(m_server->requests().front().header("X-Schematic-Api-Key"), keptKey);
}

void TestPlantedSecrets::keyringThatFails()
{
    echo({keptKey});
    m_world->keyringHolds.setFault(Error{Error::Kind::Io, u"There is no keyring here."_s});
    const QPointer<QDialog> dialog = fillInEndpoint();
    auto *source = m_world->child<QComboBox>(u"keySource0"_s, dialog);
    source->setCurrentIndex(source->findText(u"System keyring"_s));
    typeKey(dialog, keptKey);
    auto *note = m_world->child<QLabel>(u"keyNote0"_s, dialog);
    QTRY_VERIFY_WITH_TIMEOUT(note->text().contains(u"There is no keyring here."_s), patience);
    m_world->child<QPushButton>(u"saveEndpoint"_s, dialog)->click();
    const auto all = [this] { return test::valueOf(m_world->store().endpoints().all()); };
    QTRY_COMPARE_WITH_TIMEOUT(all().size(), 1U, patience);
    const auto told = [&] {
        QString texts;
        for (const QLabel *label : m_world->child<QWidget>(u"endpointBar"_s, dialog)->findChildren<QLabel *>())
            texts += label->text();
        return texts;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told().contains(u"not in the keyring"_s), patience);
    lookAround();
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, patience);
    const Endpoint endpoint = all().front();
    openDraft(endpoint, R"({"event_type":"track","body":{"event":"used","company":{"id":"c"}}})", endpoint.id);
    send();
    QCOMPARE(m_server->requests().front().header("X-Schematic-Api-Key"), keptKey);
}

// A proxy with a password is not taken, and the password goes nowhere.
void TestPlantedSecrets::ofAProxy()
{
    const QPointer<QDialog> dialog = fillInEndpoint();
    m_world->child<QToolButton>(u"connectionSectionHeading"_s, dialog)->click();
    auto *proxy = m_world->child<QComboBox>(u"endpointProxy"_s, dialog);
    proxy->setCurrentIndex(2);
    auto *place = m_world->child<QLineEdit>(u"endpointProxyPlace"_s, dialog);
    place->setText(QString::fromLatin1("user:" + proxyKey + "@127.0.0.1:9"));
    QVERIFY(m_world->child<QLabel>(u"endpointProxyFault"_s, dialog)->text().contains(u"user and a password"_s));
    m_world->child<QPushButton>(u"saveEndpoint"_s, dialog)->click();
    m_world->child<QPushButton>(u"testConnection"_s, dialog)->click();
    QTest::qWait(300);
    QVERIFY(test::valueOf(m_world->store().endpoints().all()).empty());
    place->clear();
    lookAround();
    m_world->child<QPushButton>(u"closeEndpoints"_s, dialog)->click();
    m_world->child<QPushButton>(u"askDiscard"_s, dialog)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, patience);
}

void TestPlantedSecrets::typedIntoTheEvent_data()
{
    QTest::addColumn<bool>("intoTheForm");
    QTest::newRow("source") << false;
    QTest::newRow("form") << true;
}

void TestPlantedSecrets::typedIntoTheEvent()
{
    QFETCH(const bool, intoTheForm);
    const Endpoint endpoint = endpointOf("schematic", "capture", {SecretSource::Kind::Session, {}});
    const EndpointId id = save(endpoint);
    echo({memberKey});
    openDraft(endpoint, R"({"api_key":"","type":"track","body":{"event":"used","company":{"id":"c1"}}})", id);
    if (intoTheForm) {
        auto *field = m_world->child<QLineEdit>(u"field:/api_key"_s, m_world->page());
        field->setFocus();
        QTest::keyClicks(field, QString::fromLatin1(memberKey));
    } else {
        m_world->page()->draft().edit(DraftPart::Event, {{12, 0, memberKey}});
    }
    QVERIFY(m_world->page()->draft().text().contains(memberKey));
    QTest::qWait(700);    // saved meanwhile, and judged
    lookAtFiles();
    send();
    QVERIFY(m_server->requests().front().body.contains(memberKey));
    QVERIFY(!m_world->child<QTabWidget>(u"tabs"_s)->tabText(2).isEmpty());
    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(2);
    lookAround();    // it is not even where it was typed any longer
}

void TestPlantedSecrets::inBrokenText()
{
    const Endpoint endpoint = endpointOf("schematic", "capture", {SecretSource::Kind::Session, {}});
    openDraft(endpoint, R"({"type":"track","api_key":")" + brokenKey, save(endpoint));
    QTest::qWait(700);
    lookAround(true);
    m_world->trigger(u"sendDraft"_s);
    m_world->trigger(u"keepDraft"_s);
    m_world->child<QTabWidget>(u"composerResults"_s, m_world->page())->setCurrentIndex(1);
    QTest::qWait(200);
    lookAround(true);
    lookAtFiles();
    m_world->open();
    QTRY_COMPARE_WITH_TIMEOUT(m_world->child<QTabWidget>(u"tabs"_s)->count(), 3, patience);
    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(2);
    lookAround();
}

// Of another service, at a place where no key belongs.
void TestPlantedSecrets::strayInTheEvent()
{
    const Endpoint endpoint = endpointOf("schematic", "rest", {SecretSource::Kind::Environment, u"PLANTED_KEY"_s});
    echo({variableKey});
    openDraft(endpoint,
        R"({"event_type":"track","body":{"event":")" + strayKey + R"(","company":{"id":"c"},"traits":{"n":")" +
            strayKey + "\"}}}",
        save(endpoint));
    send(true);
    QVERIFY(!m_server->requests().front().body.contains(strayKey));
}

void TestPlantedSecrets::besideTheEvent()
{
    const Endpoint endpoint = endpointOf("engagelab", "report", {SecretSource::Kind::Environment, u"PLANTED_KEY"_s});
    echo({variableKey});
    openDraft(endpoint, R"({"euid":1,"event_name":"a","itime":1774871000000})", save(endpoint));
    DraftState state = m_world->page()->draft().state();
    state.envelope = R"({"app_key":")" + envelopeKey + "\"}";
    m_world->page()->draft().replace(state);
    send(true);
    QVERIFY(!m_server->requests().front().body.contains(envelopeKey));
}

void TestPlantedSecrets::pasted()
{
    m_world->window->pasteText(R"({"api_key":")" + pastedKey + R"(","type":"track","body":{"event":")" + pastedKey +
                               "\"}}\n{\"api_key\":\"" + brokenKey + "\n");
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    QTest::qWait(200);
    lookAround();
    QTest::keyClick(table, Qt::Key_E);
    QTRY_COMPARE_WITH_TIMEOUT(m_world->child<QTabWidget>(u"tabs"_s)->currentIndex(), 2, patience);
    lookAround();
}

void TestPlantedSecrets::whereNobodyListens()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    Endpoint endpoint = endpointOf("emban", "ingest", {SecretSource::Kind::Environment, u"PLANTED_KEY"_s});
    endpoint.base = u"http://127.0.0.1:%1"_s.arg(taken.serverPort());
    taken.close();
    openDraft(endpoint, R"({"tenant_id":"acme","event_name":"api.call"})", save(endpoint));
    send();
    QCOMPARE(test::valueOf(m_world->store().deliveries().recent()).front().end.state, DeliveryState::Failed);
    QVERIFY(m_server->requests().empty());
}

}

QTEST_MAIN(eventscope::TestPlantedSecrets)
#include "tst_plantedsecrets.moc"
