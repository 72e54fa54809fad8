// SPDX-License-Identifier: GPL-3.0-or-later
#include "composerworld.h"
#include "httpserver.h"

#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 20'000;
const QByteArray key = "eb_ing_plantedKeyOfSafety";
const QByteArray goodText = R"({"tenant_id":"acme","event_name":"api.call"})";

}

// Nothing is sent that nobody meant to send, and what was sent does not vanish.
class TestSendSafety : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void neverToTheServicesOwnAddress_data();
    void neverToTheServicesOwnAddress();
    void productionTakesItsName();
    void productionSinceItWasAsked();
    void changeBeforeItIsJudged();
    void twiceAtOnce();
    void sessionReplacedWhileSending_data();
    void sessionReplacedWhileSending();
    void tabStaysWhileSending();
    void dialogKeepsToItsEndpoint();
    void readOnlyStore();
    void titlesHoldNoKey();

private:
    EndpointId addEndpoint(const QString &name, bool production = false, bool withKey = true);
    void change(EndpointId id, const std::function<void(Endpoint &)> &how);
    void openDraft(EndpointId endpoint, const QByteArray &text = goodText);
    [[nodiscard]] std::vector<Delivery> deliveries() const
    {
        return test::valueOf(m_world->store().deliveries().recent());
    }
    [[nodiscard]] QDialog *keyDialog() const { return m_world->window->findChild<QDialog *>(u"keyDialog"_s); }
    QDialog *sendDialogOverOneEvent();

    std::unique_ptr<test::HttpServer> m_server;
    std::unique_ptr<test::ComposerWorld> m_world;
};

void TestSendSafety::init()
{
    test::failOnWarnings();
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<test::ComposerWorld>();
}

void TestSendSafety::cleanup()
{
    m_world.reset();
    m_server.reset();
}

EndpointId TestSendSafety::addEndpoint(const QString &name, bool production, bool withKey)
{
    const auto form = TransportForm::of(m_world->services.services().find("emban"), "ingest");
    Endpoint endpoint;
    endpoint.name = name;
    endpoint.service = "emban";
    endpoint.transport = "ingest";
    endpoint.base = m_server->base();
    endpoint.auth = (*form)->defaultAuth();
    endpoint.secrets = {{SecretSource::Kind::Session, {}}};
    endpoint.production = production;
    const EndpointId id = test::valueOf(m_world->store().endpoints().save(endpoint));
    if (withKey)
        m_world->window->session()->secrets().enter(id, 0, key);
    return id;
}

void TestSendSafety::change(EndpointId id, const std::function<void(Endpoint &)> &how)
{
    std::vector<Endpoint> all = test::valueOf(m_world->store().endpoints().all());
    const auto found = std::ranges::find(all, id, &Endpoint::id);
    QVERIFY(found != all.end());
    how(*found);
    QCOMPARE(test::valueOf(m_world->store().endpoints().save(*found)), id);
}

void TestSendSafety::openDraft(EndpointId endpoint, const QByteArray &text)
{
    m_world->settings.setValue(u"composer/service"_s, u"emban"_s);
    m_world->settings.setValue(u"composer/transport"_s, u"ingest"_s);
    m_world->trigger(u"newEvent"_s);
    const auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(boxes->findData(qlonglong{endpoint}) >= 0, patience);
    m_world->page()->useEndpoint(endpoint);
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event, {{0, static_cast<quint32>(draft.text().size()), text}});
}

QDialog *TestSendSafety::sendDialogOverOneEvent()
{
    m_world->window->pasteText(goodText);
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    if (!QTest::qWaitFor([&] { return table->model()->rowCount() == 1; }, patience))
        qFatal("no event");
    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(0);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    table->selectRow(0);
    m_world->trigger(u"sendEvents"_s);
    return m_world->child<QDialog>(u"sendDialog"_s);
}

void TestSendSafety::neverToTheServicesOwnAddress_data()
{
    QTest::addColumn<bool>("removed");
    QTest::newRow("endpoint removed") << true;
    QTest::newRow("endpoint serves another transport") << false;
}

void TestSendSafety::neverToTheServicesOwnAddress()
{
    QFETCH(const bool, removed);
    const EndpointId id = addEndpoint(u"There"_s);
    openDraft(id);
    if (removed) {
        QVERIFY(m_world->store().endpoints().remove(id).result().has_value());
    } else {
        change(id, [](Endpoint &endpoint) {
            endpoint.service = "schematic";
            endpoint.transport = "rest";
        });
    }
    // Both before the window heard of it and after.
    m_world->trigger(u"sendDraft"_s);
    QTest::qWait(300);
    m_world->trigger(u"sendDraft"_s);
    QTest::qWait(300);
    QVERIFY(deliveries().empty());
    QVERIFY(m_server->requests().empty());
}

void TestSendSafety::productionTakesItsName()
{
    openDraft(addEndpoint(u"Live one"_s, true));
    m_world->trigger(u"sendDraft"_s);
    QTRY_VERIFY_WITH_TIMEOUT(keyDialog(), patience);
    auto *name = m_world->child<QLineEdit>(u"confirmName"_s);
    auto *go = m_world->child<QPushButton>(u"keysGo"_s);
    for (const QString &wrong : {QString(), u"live one"_s, u"Live one "_s, u"Live"_s}) {
        name->setText(wrong);
        QVERIFY(!go->isEnabled());
        QTest::keyClick(name, Qt::Key_Return);
    }
    QTest::keyClick(name, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!keyDialog(), patience);
    QTest::qWait(100);
    QVERIFY(deliveries().empty());
    QCOMPARE(m_server->connections(), 0);

    // Given up is not for ever.
    m_world->trigger(u"sendDraft"_s);
    QTRY_VERIFY_WITH_TIMEOUT(keyDialog(), patience);
    QTest::keyClicks(m_world->child<QLineEdit>(u"confirmName"_s), u"Live one"_s);
    m_world->child<QPushButton>(u"keysGo"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1U, patience);
    QVERIFY(deliveries().front().production);
}

// Another process marks it while the key is asked for.
void TestSendSafety::productionSinceItWasAsked()
{
    const EndpointId id = addEndpoint(u"There"_s, false, false);
    openDraft(id);
    m_world->trigger(u"sendDraft"_s);
    QTRY_VERIFY_WITH_TIMEOUT(keyDialog(), patience);
    change(id, [](Endpoint &endpoint) { endpoint.production = true; });
    m_world->child<QLineEdit>(u"keyAsk0"_s)->setText(QString::fromLatin1(key));
    m_world->child<QPushButton>(u"keysGo"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->page()->isSending(), patience);
    QTest::qWait(100);
    QVERIFY(deliveries().empty());
    QCOMPARE(m_server->connections(), 0);
}

// What is typed after Send was pressed is not sent by it.
void TestSendSafety::changeBeforeItIsJudged()
{
    openDraft(addEndpoint(u"There"_s));
    m_world->trigger(u"sendDraft"_s);    // not judged yet
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event,
        {{0, static_cast<quint32>(draft.text().size()), R"({"tenant_id":"other","event_name":"a.b"})"}});
    QTest::qWait(500);
    QVERIFY(deliveries().empty());
    QCOMPARE(m_server->connections(), 0);
}

void TestSendSafety::twiceAtOnce()
{
    openDraft(addEndpoint(u"There"_s));
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    m_world->trigger(u"sendDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().size(), 1U, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->page()->isSending(), patience);
    QTest::qWait(200);
    QCOMPARE(m_server->requests().size(), 1U);
    QCOMPARE(deliveries().size(), 1U);

    // Nor where it has to ask.
    openDraft(addEndpoint(u"Live"_s, true));
    m_world->trigger(u"sendDraft"_s);
    QTRY_VERIFY_WITH_TIMEOUT(keyDialog(), patience);
    m_world->page()->send();
    m_world->page()->send();
    QTest::qWait(200);
    QCOMPARE(m_world->window->findChildren<QDialog *>(u"keyDialog"_s).size(), 1);
}

void TestSendSafety::sessionReplacedWhileSending_data()
{
    QTest::addColumn<bool>("ofSelection");
    QTest::newRow("draft") << false;
    QTest::newRow("selection") << true;
}

void TestSendSafety::sessionReplacedWhileSending()
{
    QFETCH(const bool, ofSelection);
    m_server->play(test::ServerScript::silence());
    const EndpointId id = addEndpoint(u"There"_s);
    if (ofSelection) {
        QDialog *dialog = sendDialogOverOneEvent();
        auto *send = m_world->child<QPushButton>(u"sendNow"_s, dialog);
        QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), patience);
        send->click();
    } else {
        openDraft(id);
        m_world->trigger(u"sendDraft"_s);
    }
    QVERIFY(QTest::qWaitFor([&] { return m_server->requests().size() == 1; }, patience));
    m_world->open();
    QCOMPARE(m_world->window->findChild<QDialog *>(u"sendDialog"_s), nullptr);
    QCOMPARE(deliveries().size(), 1U);
    QCOMPARE(deliveries().front().end.state, DeliveryState::Unknown);
    QCOMPARE(m_server->requests().size(), 1U);
}

void TestSendSafety::tabStaysWhileSending()
{
    m_server->play(test::ServerScript::silence());
    openDraft(addEndpoint(u"There"_s));
    m_world->trigger(u"sendDraft"_s);
    QVERIFY(QTest::qWaitFor([&] { return m_server->requests().size() == 1; }, patience));
    const QPointer<ComposerPage> page = m_world->page();
    m_world->trigger(u"closeDraft"_s);
    QTest::qWait(20);
    QVERIFY(page && page->isSending());
    m_world->child<QPushButton>(u"sendEvent"_s, page)->click();    // cancels
    QTRY_VERIFY_WITH_TIMEOUT(!page->isSending(), patience);
    QCOMPARE(deliveries().front().end.state, DeliveryState::Unknown);
}

// The one that is chosen goes while its key is asked for: no other gets the events, or the key.
void TestSendSafety::dialogKeepsToItsEndpoint()
{
    const EndpointId id = addEndpoint(u"Chosen"_s, false, false);
    test::HttpServer elsewhere;
    const EndpointId other = addEndpoint(u"Another"_s);
    change(other, [&](Endpoint &endpoint) { endpoint.base = elsewhere.base(); });
    QDialog *dialog = sendDialogOverOneEvent();
    auto *box = m_world->child<QComboBox>(u"sendEndpoint"_s, dialog);
    auto *send = m_world->child<QPushButton>(u"sendNow"_s, dialog);
    QTRY_COMPARE_WITH_TIMEOUT(box->count(), 2, patience);
    box->setCurrentIndex(box->findText(u"Chosen"_s));
    QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), patience);
    send->click();
    QTRY_VERIFY_WITH_TIMEOUT(keyDialog(), patience);
    QVERIFY(m_world->store().endpoints().remove(id).result().has_value());
    QTRY_COMPARE_WITH_TIMEOUT(box->count(), 1, patience);
    QCOMPARE(box->currentIndex(), -1);
    m_world->child<QLineEdit>(u"keyAsk0"_s)->setText(QString::fromLatin1(key));
    m_world->child<QPushButton>(u"keysGo"_s)->click();
    QTest::qWait(300);
    QVERIFY(!send->isEnabled());
    QCOMPARE(elsewhere.connections() + m_server->connections(), 0);
    QVERIFY(deliveries().empty());
    dialog->reject();
}

void TestSendSafety::readOnlyStore()
{
    const EndpointId id = addEndpoint(u"There"_s);
    openDraft(id);
    m_world->page()->keep(true);
    m_world->window.reset();
    QVERIFY(QFile::setPermissions(m_world->path, QFile::ReadOwner));
    StoreOptions options;
    options.path = m_world->path;
    options.readOnly = true;
    auto store = EventStore::open(options);
    QVERIFY_RESULT(store);
    m_world->window = std::make_unique<MainWindow>(m_world->settings);
    m_world->window->show();
    m_world->window->setSession(std::make_unique<Session>(std::move(*store), m_world->services, m_world->settings));
    m_world->window->session()->secrets().enter(id, 0, key);
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->count(), 3, patience);
    tabs->setCurrentIndex(2);
    QVERIFY(!m_world->child<QPushButton>(u"sendEvent"_s, m_world->page())->isEnabled());
    m_world->page()->send();
    QTest::qWait(200);
    QCOMPARE(m_server->connections(), 0);
}

void TestSendSafety::titlesHoldNoKey()
{
    openDraft(addEndpoint(u"There"_s), R"({"tenant_id":"acme","event_name":"eb_ing_typedAsAName000"})");
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    QVERIFY2(!tabs->tabText(1).contains(u"typedAsAName"_s), qPrintable(tabs->tabText(1)));
    QVERIFY2(!tabs->tabToolTip(1).contains(u"typedAsAName"_s), qPrintable(tabs->tabToolTip(1)));
    QVERIFY(!m_world->window->windowTitle().contains(u"typedAsAName"_s));
}

}

QTEST_MAIN(eventscope::TestSendSafety)
#include "tst_sendsafety.moc"
