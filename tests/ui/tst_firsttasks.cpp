// SPDX-License-Identifier: GPL-3.0-or-later
#include "composerworld.h"
#include "httpserver.h"
#include "theme.h"
#include "views/deliverymodel.h"
#include "views/findingmodel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 20'000;
const QString key = u"sch_prod_k3yThatNobodyMayEverRead"_s;

QString focusName()
{
    const QWidget *focused = QApplication::focusWidget();
    return focused ? focused->objectName() : QString();
}

}

// What somebody does on the first day, without a mouse: keys go to whatever has the focus, and object names
// only tell where that is and what can be read.
class TestFirstTasks : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void composesAnEventFromNothing();
    void mendsAStoredEventAndSendsIt();
    void addsAnEndpointAndSendsTen();

private:
    using World = test::ComposerWorld;

    static void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { World::press(key, modifiers); }
    static void type(const QString &text) { World::type(text); }
    static void replace(const QString &text)
    {
        press(Qt::Key_A, Qt::ControlModifier);
        type(text);
    }
    void tabTo(const QString &name, int key = Qt::Key_Tab);
    void paste(const QByteArray &lines, qint64 count);
    void goToTable();
    [[nodiscard]] Endpoint saved(const QByteArray &service, const QByteArray &transport, const QString &name);
    void goToFindings();
    void goToFinding(const QString &rule);
    void awaitActive(QWidget *window);
    void showsTheDelivery();
    void picture(const QString &name);
    [[nodiscard]] int findings() const;
    [[nodiscard]] bool nothingFound() const;
    [[nodiscard]] qint64 visible() const { return m_world->store().columns().visible(); }
    [[nodiscard]] std::vector<Delivery> deliveries() const
    {
        return test::valueOf(m_world->store().deliveries().recent());
    }
    [[nodiscard]] StoredEvent stored(Row row) const { return test::valueOf(m_world->store().fetch({row})).front(); }
    [[nodiscard]] QTableView *table() const { return m_world->child<QTableView>(u"eventTable"_s); }

    std::unique_ptr<test::HttpServer> m_server;
    std::unique_ptr<World> m_world;
};

void TestFirstTasks::init()
{
    test::failOnWarnings();
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<World>();
}

void TestFirstTasks::cleanup()
{
    m_world.reset();
    m_server.reset();
}

// For whoever wants to look at where a task ended: light and dark, into the folder that EVENTSCOPE_PICTURES names.
void TestFirstTasks::picture(const QString &name)
{
    const QDir folder(qEnvironmentVariable("EVENTSCOPE_PICTURES"));
    if (!qEnvironmentVariableIsSet("EVENTSCOPE_PICTURES"))
        return;
    QWidget *dialog = QApplication::activeModalWidget();
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        applyTheme(theme);
        QTest::qWait(300);
        QWidget *shown = dialog ? dialog : m_world->window.get();
        QVERIFY(shown->grab().save(folder.filePath(u"%1-%2.png"_s.arg(name, themeChoiceId(theme)))));
    }
    applyTheme(ThemeChoice::System);
}

void TestFirstTasks::tabTo(const QString &name, int key)
{
    for (int step = 0; step < 300 && focusName() != name; ++step)
        press(key);
    QCOMPARE(focusName(), name);
}

void TestFirstTasks::paste(const QByteArray &lines, qint64 count)
{
    QApplication::clipboard()->setText(QString::fromUtf8(lines));
    press(Qt::Key_V, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(visible(), count, patience);
    QTRY_COMPARE_WITH_TIMEOUT(qint64{table()->model()->rowCount()}, count, patience);
}

// From wherever the focus is on the Events page.
void TestFirstTasks::goToTable()
{
    if (!table()->hasFocus())
        tabTo(u"eventTable"_s);
    press(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(table()->currentIndex().row(), 0);
}

Endpoint TestFirstTasks::saved(const QByteArray &service, const QByteArray &transport, const QString &name)
{
    const auto form = TransportForm::of(m_world->services.services().find(service), transport);
    if (!form)
        qFatal("%s", qPrintable(form.error().message));
    Endpoint endpoint;
    endpoint.name = name;
    endpoint.service = service;
    endpoint.transport = transport;
    endpoint.base = m_server->base();
    endpoint.auth = (*form)->defaultAuth();
    for (qsizetype part = 0; part < (*form)->keyParts(endpoint.auth).size(); ++part)
        endpoint.secrets.push_back({SecretSource::Kind::Session, {}});
    endpoint.id = test::valueOf(m_world->store().endpoints().save(endpoint));
    return endpoint;
}

// How many stand in the list below the draft in front.
int TestFirstTasks::findings() const
{
    return m_world->child<QListView>(u"draftFindingsList"_s, m_world->page())->model()->rowCount();
}

// A dialog has come or gone. A window manager, where there is one, hands the keyboard on; the offscreen
// platform has none.
void TestFirstTasks::awaitActive(QWidget *window)
{
    QTRY_VERIFY_WITH_TIMEOUT(
        !QApplication::activeModalWidget() || QApplication::activeModalWidget() == window, patience);
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
}

// From the form: past the source.
void TestFirstTasks::goToFindings()
{
    press(Qt::Key_F6);
    press(Qt::Key_F6);
    QCOMPARE(focusName(), u"draftFindingsList"_s);
}

// By the arrows, with the focus in the list.
void TestFirstTasks::goToFinding(const QString &rule)
{
    const auto *list = m_world->child<QListView>(u"draftFindingsList"_s, m_world->page());
    const auto place = [list] { return list->currentIndex().data(FindingModel::PlaceRole).toString(); };
    press(Qt::Key_Home);
    for (int step = 0; step < list->model()->rowCount() && !place().startsWith(rule); ++step)
        press(Qt::Key_Down);
    QVERIFY2(place().startsWith(rule), qPrintable(place()));
}

bool TestFirstTasks::nothingFound() const
{
    const auto *nothing = m_world->child<QLabel>(u"noDraftFindings"_s, m_world->page());
    return nothing->isVisible() && nothing->text() == u"No findings"_s;
}

void TestFirstTasks::composesAnEventFromNothing()
{
    press(Qt::Key_N, Qt::ControlModifier);
    press(Qt::Key_R, Qt::AltModifier);
    QCOMPARE(focusName(), u"draftService"_s);
    type(u"Eng"_s);
    press(Qt::Key_T, Qt::AltModifier);
    QCOMPARE(focusName(), u"draftTransport"_s);
    type(u"Rep"_s);
    const Draft &draft = m_world->page()->draft();
    QCOMPARE(draft.state().service, "engagelab");
    QCOMPARE(draft.state().transport, "report");

    press(Qt::Key_F6);
    QVERIFY(focusName().startsWith(u"field:"_s) || focusName().startsWith(u"envelope:"_s));
    QCOMPARE(focusName(), u"field:/euid"_s);
    replace(u"10000091198"_s);
    tabTo(u"field:/event_name"_s);
    replace(u"trial_started"_s);
    tabTo(u"field:/itime"_s);
    press(Qt::Key_Semicolon, Qt::ControlModifier);
    tabTo(u"add:/properties"_s);
    type(u"plan"_s);
    press(Qt::Key_Return);
    QCOMPARE(focusName(), u"field:/properties/plan"_s);
    type(u"pro"_s);
    tabTo(u"envelope:/app_key"_s);
    replace(u"2f8e61b0c47d935a0de1c58b"_s);
    QTRY_VERIFY_WITH_TIMEOUT(nothingFound(), patience);

    press(Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(visible(), 1, patience);
    const Event event = stored(0).event;
    QCOMPARE(event.service, "engagelab");
    QCOMPARE(event.verdict, Verdict::Valid);
    QCOMPARE(event.identity.tenant, "2f8e61b0c47d935a0de1c58b");
    QCOMPARE(event.identity.name, "trial_started");
    QVERIFY(event.text.contains("\"plan\": \"pro\""));

    press(Qt::Key_PageUp, Qt::ControlModifier);    // over the plan's
    press(Qt::Key_PageUp, Qt::ControlModifier);    // to the events
    QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 1, patience);
    goToTable();
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_world->child<QWidget>(u"detailPane"_s)->isAncestorOf(QApplication::focusWidget()), patience);
    picture(u"composed"_s);
}

void TestFirstTasks::mendsAStoredEventAndSendsIt()
{
    const Endpoint endpoint = saved("schematic", "rest", u"Staging"_s);
    const QByteArray faulty =
        R"({"event_type": "track", "sent_at": "2026-03-29T12:00:00", "body": {"company": {"id": "acme"}, "colour": "red"}})";
    paste(faulty, 1);
    QCOMPARE(stored(0).event.verdict, Verdict::Invalid);
    goToTable();
    press(Qt::Key_E);
    auto *tabs = m_world->child<QTabWidget>(u"tabs"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->currentIndex(), 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(findings(), 3, patience);

    // The list below leads to what is wrong: a name that is missing is typed in the form, …
    goToFindings();
    goToFinding(u"S12"_s);
    press(Qt::Key_Return);
    QCOMPARE(focusName(), u"field:/body/event"_s);
    type(u"query"_s);
    QTRY_COMPARE_WITH_TIMEOUT(findings(), 2, patience);
    // … and two have a fix, which Alt+Return applies: at the field, and in the list.
    goToFindings();
    goToFinding(u"S5"_s);
    press(Qt::Key_Return);
    QCOMPARE(focusName(), u"field:/sent_at"_s);
    press(Qt::Key_Return, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(findings(), 1, patience);
    goToFindings();
    goToFinding(u"S22"_s);
    press(Qt::Key_Return, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(nothingFound(), patience);

    press(Qt::Key_N, Qt::AltModifier);
    QCOMPARE(focusName(), u"draftEndpoint"_s);
    type(u"Sta"_s);
    QCOMPARE(m_world->page()->draft().state().endpoint, endpoint.id);
    QTRY_VERIFY_WITH_TIMEOUT(nothingFound(), patience);
    m_server->play(test::ServerScript::answer(201, R"({"data": {"event_id": "evnt_1"}, "params": {}})"));
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(focusName(), u"keyAsk0"_s, patience);
    type(key);
    press(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().size(), 1u, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().front().end.state, DeliveryState::Accepted, patience);
    QTRY_COMPARE_WITH_TIMEOUT(visible(), 2, patience);

    const Event event = stored(1).event;
    QCOMPARE(event.verdict, Verdict::Valid);
    // What goes out has a key by which the service knows it again; the draft stays as it was written.
    QByteArray written = m_world->page()->draft().text();
    written.chop(1);
    QVERIFY2(event.text.startsWith(written + ", \"idempotency_key\": \""), event.text.constData());
    const Delivery sent = test::valueOf(m_world->store().deliveries().fetch(deliveries().front().id));
    QCOMPARE(sent.body, event.text);
    QVERIFY(sent.end.reply.contains("evnt_1"));
    QCOMPARE(m_server->requests().size(), 1u);
    QCOMPARE(m_server->requests().front().body, event.text);
    QCOMPARE(m_server->requests().front().header("X-Schematic-Api-Key"), key.toUtf8());
    showsTheDelivery();
    picture(u"mended"_s);
}

// Of the event that was stored last, in the detail at the side of the table.
void TestFirstTasks::showsTheDelivery()
{
    auto *results = m_world->child<QTabWidget>(u"composerResults"_s, m_world->page());
    awaitActive(m_world->window.get());
    QTRY_COMPARE_WITH_TIMEOUT(results->currentIndex(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!m_world->page()->isSending(), patience);
    press(Qt::Key_PageUp, Qt::ControlModifier);    // over the plan's
    press(Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(m_world->child<QTabWidget>(u"tabs"_s)->currentIndex(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 2, patience);
    goToTable();
    const auto isSent = [this] { return table()->currentIndex().siblingAtColumn(0).data().toString() == u"Valid"_s; };
    if (!isSent())
        press(Qt::Key_Down);
    QVERIFY(isSent());
    press(Qt::Key_Return);
    const auto *detail = m_world->child<QWidget>(u"detailPane"_s);
    QTRY_VERIFY_WITH_TIMEOUT(detail->isAncestorOf(QApplication::focusWidget()), patience);
    auto *tabs = m_world->child<QTabWidget>(u"detailTabs"_s);
    for (int step = 0; step < tabs->count() && !tabs->tabText(tabs->currentIndex()).startsWith(u"Deliveries"_s); ++step)
        press(Qt::Key_Tab, Qt::ControlModifier);
    const auto *list = m_world->child<QTableView>(u"deliveriesList"_s, detail);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, patience);
    QCOMPARE(list->model()->index(0, DeliveryModel::State).data().toString(), u"Accepted"_s);
    QVERIFY(list->isVisible());
}

void TestFirstTasks::addsAnEndpointAndSendsTen()
{
    QByteArray lines;
    for (int n = 0; n < 12; ++n)
        lines += R"({"tenant_id":"acme","event_name":"api.call","event_id":"e)" + QByteArray::number(n) + "\"}\n";
    paste(lines, 12);

    press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(focusName(), u"endpointName"_s, patience);
    QTest::qWait(100);    // the list of endpoints, which is empty, has come
    replace(u"Local"_s);
    press(Qt::Key_V, Qt::AltModifier);
    QCOMPARE(focusName(), u"endpointService"_s);
    type(u"Emb"_s);
    press(Qt::Key_B, Qt::AltModifier);
    QCOMPARE(focusName(), u"endpointBase"_s);
    replace(m_server->base());
    tabTo(u"keyValue0"_s);
    type(key);
    press(Qt::Key_S, Qt::ControlModifier);
    const auto endpoints = [this] { return test::valueOf(m_world->store().endpoints().all()); };
    QTRY_COMPARE_WITH_TIMEOUT(endpoints().size(), 1u, patience);
    QCOMPARE(endpoints().front().service, "emban");
    QCOMPARE(endpoints().front().base, m_server->base());
    press(Qt::Key_Escape);
    awaitActive(m_world->window.get());

    goToTable();
    for (int n = 0; n < 9; ++n)
        press(Qt::Key_Down, Qt::ShiftModifier);
    press(Qt::Key_S);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QLabel *>(u"sendCounts"_s), patience);
    const auto *counts = m_world->child<QLabel>(u"sendCounts"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(counts->text().contains(u"10"_s), qPrintable(counts->text()), patience);
    m_server->play(test::ServerScript::answer(200, R"({"accepted": 10, "status": "ok"})"));
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QPushButton>(u"sendNow"_s)->isEnabled(), patience);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().size(), 1u, patience);
    QTRY_COMPARE_WITH_TIMEOUT(deliveries().front().end.state, DeliveryState::Accepted, patience);
    const DeliveryId id = deliveries().front().id;
    QCOMPARE(test::valueOf(m_world->store().deliveries().eventsOf(id)).size(), 10u);
    QCOMPARE(m_server->requests().size(), 1u);
    QCOMPARE(m_server->requests().front().header("Authorization"), "Bearer " + key.toUtf8());
    auto *dialog = m_world->child<QLabel>(u"sendResult"_s)->window();
    awaitActive(dialog);
    const auto *result = m_world->child<QLabel>(u"sendResult"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(result->text().contains(u"10"_s), qPrintable(result->text()), patience);
    const auto *show = m_world->child<QPushButton>(u"sendShowOutbox"_s);
    QTRY_VERIFY_WITH_TIMEOUT(show->isVisible() && show->isEnabled(), patience);
    press(Qt::Key_O, Qt::AltModifier);    // what became of them
    auto *parts = m_world->child<QTableView>(u"outboxParts"_s);
    QTRY_VERIFY_WITH_TIMEOUT(parts->isVisible() && parts->model()->rowCount() == 1, patience);
    awaitActive(m_world->window.get());
    parts->setFocus();
    parts->setCurrentIndex(parts->model()->index(0, 0));
    press(Qt::Key_Return);    // what went out and came back
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QDialog *>(u"deliveryDialog"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QDialog>(u"deliveryDialog"_s)->isVisible(), patience);
    picture(u"sent-ten"_s);
}

}

QTEST_MAIN(eventscope::TestFirstTasks)
#include "tst_firsttasks.moc"
