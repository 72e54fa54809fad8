// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/newdraft.h"
#include "composer/addressbar.h"
#include "composerworld.h"
#include "endpoints/endpointdialog.h"
#include "event/utf8.h"
#include "httpserver.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 20'000;
const QByteArray plantedKey = "sch_dev_k3yThatNobodyMayEverRead";

}

// The composer within the window, by keyboard and object name.
class TestComposer : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void opensBlankDrafts();
    void opensSamples();
    void draftsComeBack();
    void closedDraftsAreReopened();
    void undoIsThatOfWhatIsInFront();
    void copiesStoredEvents();
    void keepsWithoutSending();
    void brokenTextIsNotSent();
    void sendsAndShowsTheReply();
    void asksBeforeSendingWhatIsWrong();
    void keyTypedIntoTheEventServes();
    void addressFollowsTheEndpoint();
    void addressChangesOnlyWhenMeant();
    void draftFitsASmallScreen();

private:
    [[nodiscard]] Endpoint makeEndpoint(const QByteArray &service, const QByteArray &transport) const;
    EndpointId addEndpoint(Endpoint endpoint);
    void openDraft(const QByteArray &service, const QByteArray &transport);
    void setText(const QByteArray &text);
    void tabTo(const QString &name);
    [[nodiscard]] QTabWidget *results() const
    {
        return m_world->child<QTabWidget>(u"composerResults"_s, m_world->page());
    }
    [[nodiscard]] std::vector<Delivery> deliveries() const;
    [[nodiscard]] qint64 visible() const { return m_world->store().columns().visible(); }

    std::unique_ptr<test::ComposerWorld> m_world;
    std::unique_ptr<test::HttpServer> m_server;
};

void TestComposer::init()
{
    test::failOnWarnings();
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<test::ComposerWorld>();
}

void TestComposer::cleanup()
{
    m_world.reset();
    m_server.reset();
}

Endpoint TestComposer::makeEndpoint(const QByteArray &service, const QByteArray &transport) const
{
    const ServicePtr definition = m_world->services.services().find(service);
    const auto form = TransportForm::of(definition, transport);
    if (!form)
        qFatal("%s", qPrintable(form.error().message));
    Endpoint endpoint;
    endpoint.name = u"local "_s + QString::fromUtf8(transport);
    endpoint.service = service;
    endpoint.transport = transport;
    endpoint.base = m_server->base();
    endpoint.auth = (*form)->defaultAuth();
    for (qsizetype part = 0; part < (*form)->keyParts(endpoint.auth).size(); ++part)
        endpoint.secrets.push_back({SecretSource::Kind::Session, {}});
    return endpoint;
}

EndpointId TestComposer::addEndpoint(Endpoint endpoint)
{
    const auto parts = static_cast<int>(endpoint.secrets.size());
    endpoint.id = test::valueOf(m_world->store().endpoints().save(endpoint));
    for (int part = 0; part < parts; ++part)
        m_world->window->session()->secrets().enter(endpoint.id, part, plantedKey);
    const auto known = [this, id = endpoint.id] {
        const auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
        return boxes->findData(qlonglong{id}) >= 0;
    };
    if (!QTest::qWaitFor(known, patience))
        qFatal("the endpoint is not offered");
    return endpoint.id;
}

void TestComposer::openDraft(const QByteArray &service, const QByteArray &transport)
{
    m_world->settings.setValue(u"composer/service"_s, QString::fromUtf8(service));
    m_world->settings.setValue(u"composer/transport"_s, QString::fromUtf8(transport));
    m_world->trigger(u"newEvent"_s);
}

void TestComposer::setText(const QByteArray &text)
{
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event, {{0, static_cast<quint32>(draft.text().size()), text}});
}

void TestComposer::tabTo(const QString &name)
{
    for (int step = 0; step < 400; ++step) {
        if (QApplication::focusWidget() && QApplication::focusWidget()->objectName() == name)
            return;
        test::ComposerWorld::press(Qt::Key_Tab);
    }
    QFAIL(qPrintable(name + u" is not reached by Tab"_s));
}

std::vector<Delivery> TestComposer::deliveries() const
{
    return test::valueOf(m_world->store().deliveries().recent());
}

void TestComposer::opensBlankDrafts()
{
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    for (const ServicePtr &service : m_world->services.services().all()) {
        for (const Transport &transport : service->transports()) {
            openDraft(service->id(), transport.id);
            const DraftState &state = m_world->page()->draft().state();
            QCOMPARE(state.service, service->id());
            QCOMPARE(state.transport, transport.id);
            QCOMPARE(state.shape, transport.shape);
            QVERIFY(m_world->page()->draft().isReadable());
            QVERIFY(!tabs->tabText(tabs->currentIndex()).isEmpty());
        }
    }
    QCOMPARE(tabs->widget(0)->objectName(), u"explorerPage"_s);
}

void TestComposer::opensSamples()
{
    for (const ServicePtr &service : m_world->services.services().all()) {
        for (const Sample &sample : service->samples()) {
            const DraftState state = sampleDraft(*service, sample);
            QCOMPARE(state.text, sample.text);
            QCOMPARE(state.shape, sample.shape);
            QCOMPARE(!state.transport.isEmpty(), service->shape(sample.shape)->sendable);
        }
    }
}

void TestComposer::draftsComeBack()
{
    openDraft("emban", "ingest");
    setText("{\"tenant_id\": \"first");
    openDraft("engagelab", "report");
    setText("{\"euid\": 10000091198}");
    m_world->open();
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->count(), 4, patience);
    QCOMPARE(tabs->currentIndex(), 0);
    tabs->setCurrentIndex(2);
    QCOMPARE(m_world->page()->draft().text(), "{\"tenant_id\": \"first");
    QCOMPARE(m_world->page()->draft().state().service, "emban");
    tabs->setCurrentIndex(3);
    QCOMPARE(m_world->page()->draft().text(), "{\"euid\": 10000091198}");
}

void TestComposer::closedDraftsAreReopened()
{
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    openDraft("emban", "ingest");
    setText("{\"tenant_id\":\"kept\"}");
    m_world->trigger(u"closeDraft"_s);
    QCOMPARE(tabs->count(), 2);
    m_world->trigger(u"reopenDraft"_s);
    QCOMPARE(tabs->count(), 3);
    QCOMPARE(m_world->page()->draft().text(), "{\"tenant_id\":\"kept\"}");

    // After a restart, too.
    m_world->trigger(u"closeDraft"_s);
    m_world->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QAction>(u"reopenDraft"_s)->isEnabled(), patience);
    QCOMPARE(tabs->count(), 2);
    m_world->trigger(u"reopenDraft"_s);
    QCOMPARE(m_world->page()->draft().text(), "{\"tenant_id\":\"kept\"}");
}

void TestComposer::undoIsThatOfWhatIsInFront()
{
    openDraft("emban", "ingest");
    const QByteArray before = m_world->page()->draft().text();
    setText("{}");
    QVERIFY(m_world->child<QAction>(u"undo"_s)->isEnabled());
    m_world->trigger(u"undo"_s);
    QCOMPARE(m_world->page()->draft().text(), before);
    m_world->trigger(u"redo"_s);
    QCOMPARE(m_world->page()->draft().text(), "{}");
    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(0);
    QVERIFY(!m_world->child<QAction>(u"undo"_s)->isEnabled());
    QVERIFY(!m_world->child<QAction>(u"sendDraft"_s)->isEnabled());
}

void TestComposer::copiesStoredEvents()
{
    const QByteArray line = R"({"tenant_id":"acme",  "event_name":"api.call","extra":1.50})";
    m_world->window->pasteText(line);
    QTRY_COMPARE_WITH_TIMEOUT(visible(), 1, patience);
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(table, Qt::Key_E);
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->currentIndex(), 2, patience);
    QCOMPARE(m_world->page()->draft().text(), line);
    QCOMPARE(m_world->page()->title(), u"api.call"_s);
}

void TestComposer::keepsWithoutSending()
{
    openDraft("emban", "ingest");
    const QByteArray text = R"({"tenant_id":"acme","event_name":"api.call"})";
    setText(text);
    m_world->trigger(u"keepDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(visible(), 1, patience);
    const auto stored = test::valueOf(m_world->store().fetch({0}));
    QCOMPARE(stored.front().event.text, text);
    QCOMPARE(stored.front().event.identity.tenant, "acme");
    QCOMPARE(stored.front().event.verdict, Verdict::Valid);
    QVERIFY(deliveries().empty());
    QVERIFY(m_server->requests().empty());
}

void TestComposer::brokenTextIsNotSent()
{
    openDraft("emban", "ingest");
    addEndpoint(makeEndpoint("emban", "ingest"));
    setText("{\"tenant_id\":");
    m_world->trigger(u"sendDraft"_s);
    QTest::qWait(50);
    QVERIFY(m_server->requests().empty());
    QVERIFY(deliveries().empty());
    QCOMPARE(visible(), 0);
}

void TestComposer::sendsAndShowsTheReply()
{
    openDraft("emban", "ingest");
    const EndpointId id = addEndpoint(makeEndpoint("emban", "ingest"));
    m_server->play(test::ServerScript::answer(200, R"({"accepted":1,"status":"ok"})"));
    m_world->page()->useEndpoint(id);
    const QByteArray text = R"({ "tenant_id":"acme", "event_name":"api.call", "numeric_props":{"tokens":1.50} })";
    setText(text);
    m_world->trigger(u"sendDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().size(), 1u, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().front().end.state, DeliveryState::Accepted, patience);
    QCOMPARE(m_server->requests().size(), 1u);
    // As it was written, and a key by which the service knows it again.
    const QByteArray sent = test::valueOf(m_world->store().fetch({0})).front().event.text;
    QVERIFY2(sent.startsWith(text.chopped(2) + ", \"event_id\":\"") && sent.endsWith("\" }"), sent.constData());
    QCOMPARE(m_server->requests().front().body, "{\"events\":[" + sent + "]}");
    QCOMPARE(m_server->requests().front().header("Authorization"), "Bearer " + plantedKey);
    QTRY_COMPARE_WITH_TIMEOUT(results()->currentIndex(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->page()->isSending(), patience);
}

void TestComposer::asksBeforeSendingWhatIsWrong()
{
    openDraft("emban", "ingest");
    const EndpointId id = addEndpoint(makeEndpoint("emban", "ingest"));
    m_world->page()->useEndpoint(id);
    setText(R"({"tenant_id":"","event_name":"api.call"})");
    m_world->trigger(u"sendDraft"_s);
    auto *question = m_world->child<QWidget>(u"sendQuestion"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), patience);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"doNotSend"_s);
    test::ComposerWorld::press(Qt::Key_Space);
    QVERIFY(!question->isVisible());
    QVERIFY(m_server->requests().empty());

    m_server->play(test::ServerScript::answer(400, R"({"error":"tenant_id is empty"})"));
    m_world->trigger(u"sendDraft"_s);
    QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), patience);
    m_world->child<QPushButton>(u"sendAnyway"_s, question)->setFocus();
    test::ComposerWorld::press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!deliveries().empty(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().front().end.state, DeliveryState::Rejected, patience);
    QCOMPARE(deliveries().front().end.message, u"tenant_id is empty"_s);
}

// Schematic's capture service has the key in the event: what is typed there is used, and never kept.
void TestComposer::keyTypedIntoTheEventServes()
{
    openDraft("schematic", "capture");
    Endpoint endpoint = makeEndpoint("schematic", "capture");
    endpoint.id = test::valueOf(m_world->store().endpoints().save(endpoint));
    auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(boxes->findData(qlonglong{endpoint.id}) >= 0, patience);
    m_world->page()->useEndpoint(endpoint.id);
    setText(R"({"api_key":")" + plantedKey + R"(","type":"track","body":{"event":"used","company":{"id":"c1"}}})");
    m_world->trigger(u"sendDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().size(), 1u, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().front().end.state, DeliveryState::Accepted, patience);
    QVERIFY(m_server->requests().front().body.contains(plantedKey));
    m_world->window.reset();
    for (const QFileInfo &file : QDir(m_world->folder.path()).entryInfoList(QDir::Files)) {
        QFile content(file.filePath());
        QVERIFY(content.open(QIODevice::ReadOnly));
        QVERIFY2(!content.readAll().contains(plantedKey), qPrintable(file.filePath()));
    }
}

void TestComposer::addressFollowsTheEndpoint()
{
    openDraft("emban", "ingest");
    const EndpointId id = addEndpoint(makeEndpoint("schematic", "capture"));
    m_world->page()->useEndpoint(id);
    const DraftState &state = m_world->page()->draft().state();
    QCOMPARE(state.service, "schematic");
    QCOMPARE(state.transport, "capture");
    QCOMPARE(state.shape, "capture");
    // The blank event became one of the new service, with the key's fingerprint in its place.
    const JsonValue key = m_world->page()->draft().tape().root().find("api_key");
    QVERIFY(key);
    QVERIFY(isFingerprint(key.string()));
    m_world->trigger(u"undo"_s);
    QCOMPARE(state.service, "emban");
}

// Neither the wheel nor a letter that is meant for an endpoint's name opens a dialog or sends elsewhere.
void TestComposer::addressChangesOnlyWhenMeant()
{
    openDraft("emban", "ingest");
    auto *bar = m_world->child<AddressBar>(u"addressBar"_s, m_world->page());
    auto *box = m_world->child<QComboBox>(u"draftEndpoint"_s, bar);
    // The dialog is not to come up here.
    disconnect(bar, &AddressBar::endpointsRequested, nullptr, nullptr);
    QSignalSpy requested(bar, &AddressBar::endpointsRequested);
    const DraftState before = m_world->page()->draft().state();
    box->setFocus();
    for (QComboBox *any : bar->findChildren<QComboBox *>()) {
        QWheelEvent wheel(any->rect().center(), any->mapToGlobal(any->rect().center()), {}, {0, -120}, Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(any, &wheel);
    }
    QTest::keyClicks(box, u"New"_s);
    QVERIFY(box->view()->isVisible());
    QCOMPARE(box->view()->currentIndex().data().toString(), u"New endpoint…"_s);
    QCOMPARE(requested.count(), 0);
    QVERIFY(m_world->page()->draft().state() == before);
    QTest::keyClick(box->view(), Qt::Key_Return);
    QTRY_COMPARE(requested.count(), 1);
    QCOMPARE(box->currentText(), u"None chosen"_s);
}

void TestComposer::draftFitsASmallScreen()
{
    openDraft("buildless", "");
    const QSize least = m_world->window->minimumSizeHint();
    QVERIFY2(least.width() <= 1024, qPrintable(QString::number(least.width())));
    QVERIFY2(least.height() <= 700, qPrintable(QString::number(least.height())));
}

}

QTEST_MAIN(eventscope::TestComposer)
#include "tst_composer.moc"
