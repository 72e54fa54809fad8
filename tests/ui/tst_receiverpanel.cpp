// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/receiver/receiverhelp.h"
#include "explorer/explorerpage.h"
#include "httpserver.h"
#include "trafficworld.h"
#include "views/receptionmodel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = test::trafficPatience;
const QByteArray goodBody = R"({"events":[{"tenant_id":"acme","event_name":"api.call","event_id":"k%1"}]})";
const QByteArray badBody = R"({"events":[{"tenant_id":"acme","event_name":"api.call","numeric_props":{"n":"x"}}]})";
const QByteArray embanKey = "Authorization: Bearer eb_ing_0123456789abcdef";

QByteArray bodyOf(int number)
{
    return QByteArray(goodBody).replace("%1", QByteArray::number(number));
}

}

// The receiver as somebody meets it who points an SDK at it.
class TestReceiverPanel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void startsAndStopsByKeys();
    void saysThatAPortIsTaken();
    void showsWhatComesIn();
    void showsAllEventsOfARequest();
    void answersAsTold();
    void makesFaults();
    void refusesFaultsThatAreNone();
    void forwardsOnlyWhereItMay();
    void tellsTheWaysIn();
    void linesForAShellWork();
    void takesADraft_data();
    void takesADraft();

private:
    void listen()
    {
        m_world->traffic->showReceiver();
        m_world->press(u"receiverListen"_s);
        QVERIFY(receiver().isListening());
    }
    [[nodiscard]] Receiver &receiver() const { return m_world->window->session()->receiver(); }
    [[nodiscard]] QStringList column(int column) const { return m_world->texts(u"receptions"_s, column); }
    [[nodiscard]] std::vector<StoredEvent> events(const QString &filter) const
    {
        const auto parsed = EventFilter::parse(filter, currentMicros());
        if (!parsed)
            qFatal("%s", qPrintable(filter));
        const SearchResult found = test::valueOf(m_world->store().search(*parsed));
        return test::valueOf(m_world->store().fetch(found.rows));
    }

    std::unique_ptr<test::TrafficWorld> m_world;
};

void TestReceiverPanel::init()
{
    test::failOnWarnings();
    m_world = std::make_unique<test::TrafficWorld>();
}

void TestReceiverPanel::cleanup()
{
    m_world.reset();
}

void TestReceiverPanel::startsAndStopsByKeys()
{
    auto *window = m_world->window.get();
    const auto *tabs = m_world->child<QTabBar>(u"dockTabs"_s);
    QTest::keyClick(window, Qt::Key_E, Qt::ControlModifier);
    QVERIFY(receiver().isListening());
    QCOMPARE(tabs->tabText(tabs->currentIndex()), u"Receiver \u25CF"_s);
    QVERIFY(m_world->text(u"receiverState"_s).startsWith(receiver().url()));
    QVERIFY(!m_world->child<QSpinBox>(u"receiverPort"_s)->isEnabled());
    QCOMPARE(m_world->child<QAbstractButton>(u"receiverListen"_s)->text(), u"Stop &listening"_s);
    m_world->press(u"receiverListen"_s);
    QVERIFY(!receiver().isListening());
    QCOMPARE(tabs->tabText(tabs->currentIndex()), u"Receiver"_s);
    QTest::keyClick(window, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!receiver().isListening());
    QVERIFY(m_world->child<QWidget>(u"receiverPanel"_s)->isVisible());
}

void TestReceiverPanel::saysThatAPortIsTaken()
{
    const test::HttpServer other;
    m_world->traffic->showReceiver();
    auto *port = m_world->child<QSpinBox>(u"receiverPort"_s);
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, QString::number(other.port()));
    m_world->press(u"receiverListen"_s);
    QVERIFY(!receiver().isListening());
    QVERIFY(
        m_world->says(u"Port %1 of 127.0.0.1 is taken by another program; choose another port"_s.arg(other.port())));
    port->selectAll();
    QTest::keyClicks(port, u"0"_s);
    m_world->press(u"receiverListen"_s);
    QVERIFY(receiver().isListening());
}

void TestReceiverPanel::showsWhatComesIn()
{
    listen();
    QVERIFY(!m_world->child<QTableView>(u"receptions"_s)->isVisible());    // the ways in have the room
    QCOMPARE(test::posted(receiver().port(), "/v1/events", bodyOf(1), {embanKey}).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(column(ReceptionModel::Request), QStringList{u"POST /v1/events"_s}, patience);
    QTRY_VERIFY(m_world->text(u"receptionAbout"_s).startsWith(u"1 event · from 127.0.0.1"_s));
    QCOMPARE(test::posted(receiver().port(), "/v1/events", badBody, {embanKey}).status, 200);
    QCOMPARE(test::posted(receiver().port(), "/v1/events", bodyOf(1), {embanKey}).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(
        column(ReceptionModel::Events), (QStringList{u"1 event, 1 repeat"_s, u"1 event"_s, u"1 event"_s}), patience);
    QCOMPARE(column(ReceptionModel::Answer), QStringList(3, u"200 OK"_s));
    // What is looked at stays so while others come.
    QCOMPARE(m_world->child<QTableView>(u"receptions"_s)->currentIndex().row(), 2);
    const QAbstractItemModel *model = m_world->child<QTableView>(u"receptions"_s)->model();
    QCOMPARE(model->index(1, 0).data(ReceptionModel::VerdictRole).value<int>(), static_cast<int>(Verdict::Invalid));
    QTRY_VERIFY_WITH_TIMEOUT(
        m_world->text(u"receiverState"_s).endsWith(u"3 events · 1 invalid · 1 repeat"_s), patience);
    // No key was left anywhere.
    const std::vector<Reception> all = test::valueOf(m_world->store().receptions().recent());
    for (const NamedValue &header : test::valueOf(m_world->store().receptions().fetch(all.front().id)).headers)
        QVERIFY(!header.value.contains("0123456789"));
}

void TestReceiverPanel::showsAllEventsOfARequest()
{
    m_world->window->pasteText(R"({"tenant_id":"old","event_name":"page.view","event_id":"old"})");
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    m_world->trigger(u"newEvent"_s);
    listen();
    QByteArrayList three;
    for (int n = 0; n < 3; ++n)
        three << QByteArray(R"({"tenant_id":"acme","event_name":"api.call","event_id":"n%1"})")
                     .replace("%1", QByteArray::number(n));
    const QByteArray batch = "{\"events\":[" + three.join(',') + "]}";
    QCOMPARE(test::posted(receiver().port(), "/v1/events", bodyOf(9)).status, 200);
    QCOMPARE(test::posted(receiver().port(), "/v1/events", batch).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(column(ReceptionModel::Events), (QStringList{u"3 events"_s, u"1 event"_s}), patience);
    m_world->child<QTableView>(u"receptions"_s)->selectRow(0);
    m_world->press(u"receptionEvents"_s);
    auto *page = m_world->window->findChild<ExplorerPage *>();
    QTRY_COMPARE_WITH_TIMEOUT(page->selectedRows().size(), 3U, patience);
    QVERIFY(page->isVisible());    // the draft made room
    QCOMPARE(table->model()->rowCount(), 4);
    // What comes later is there as well, and nothing of what was selected is lost.
    QCOMPARE(test::posted(receiver().port(), "/v1/events", bodyOf(10)).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, patience);
    QCOMPARE(page->selectedRows().size(), 3U);
    for (const StoredEvent &event : test::valueOf(m_world->store().fetch(page->selectedRows())))
        QVERIFY2(event.event.text.contains("\"event_id\":\"n"), event.event.text.constData());
    m_world->window->session()->filter().goBack();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 6, patience);
}

void TestReceiverPanel::answersAsTold()
{
    listen();
    const quint16 port = receiver().port();
    QCOMPARE(test::posted(port, "/v1/events", badBody, {embanKey}).status, 200);
    m_world->press(u"receiverStrict"_s);
    QCOMPARE(test::posted(port, "/v1/events", badBody, {embanKey}).status, 400);
    m_world->press(u"receiverNeedKey"_s);
    QCOMPARE(test::posted(port, "/v1/events", bodyOf(1)).status, 401);
    QCOMPARE(test::posted(port, "/v1/events", bodyOf(2), {embanKey}).status, 200);
    m_world->press(u"receiverStrict"_s);
    m_world->press(u"receiverNeedKey"_s);
    QCOMPARE(test::posted(port, "/v1/events", bodyOf(3)).status, 200);
    // Nobody asked for a key, so none is missed.
    QTRY_COMPARE_WITH_TIMEOUT(events(u"tenant:acme is:valid"_s).size(), 2U, patience);
}

void TestReceiverPanel::makesFaults()
{
    listen();
    m_world->press(u"receiverFaults"_s);
    auto *dialog = m_world->child<QDialog>(u"faultsDialog"_s);
    QTRY_VERIFY(dialog->isVisible());
    auto *text = m_world->child<QPlainTextEdit>(u"faultsText"_s, dialog);
    text->setFocus();
    QTest::keyClicks(text, u"status=503,retry-after=7,count=1"_s);
    auto *use = m_world->child<QPushButton>(u"faultsUse"_s, dialog);
    QVERIFY(use->isEnabled());
    use->setFocus();
    QTest::keyClick(use, Qt::Key_Space);
    QTRY_COMPARE(m_world->child<QAbstractButton>(u"receiverFaults"_s)->text(), u"F&aults (1)…"_s);
    const test::Reply fault = test::posted(receiver().port(), "/v1/events", bodyOf(1));
    QCOMPARE(fault.status, 503);
    QCOMPARE(fault.header("Retry-After"), "7");
    QCOMPARE(test::posted(receiver().port(), "/v1/events", bodyOf(2)).status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->text(u"receiverState"_s).contains(u"1 fault made"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!column(ReceptionModel::Note).filter(u"503"_s).isEmpty(), patience);
}

void TestReceiverPanel::refusesFaultsThatAreNone()
{
    m_world->traffic->showReceiver();
    m_world->press(u"receiverFaults"_s);
    auto *dialog = m_world->child<QDialog>(u"faultsDialog"_s);
    auto *text = m_world->child<QPlainTextEdit>(u"faultsText"_s, dialog);
    text->setPlainText(u"delay=2s\n\nstatus=lots"_s);
    const QString said = m_world->child<QLabel>(u"faultsFault"_s, dialog)->text();
    QVERIFY2(said.startsWith(u"Fault 2: "_s), qPrintable(said));
    QVERIFY(!m_world->child<QPushButton>(u"faultsUse"_s, dialog)->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_COMPARE(m_world->child<QAbstractButton>(u"receiverFaults"_s)->text(), u"F&aults…"_s);
}

// To itself it would go round for ever.
void TestReceiverPanel::forwardsOnlyWhereItMay()
{
    listen();
    const Endpoint here = m_world->endpoint("emban", "ingest", u"Here"_s, receiver().url());
    auto *forward = m_world->child<QComboBox>(u"receiverForward"_s);
    QTRY_VERIFY_WITH_TIMEOUT(forward->findText(here.name) > 0, patience);
    forward->setFocus();
    QTest::keyClicks(forward, u"Her"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->says(u"Here is the receiver itself"_s), patience);
    QCOMPARE(forward->currentText(), u"nowhere"_s);
}

void TestReceiverPanel::tellsTheWaysIn()
{
    listen();
    auto *ways = m_world->child<QTableView>(u"waysInTable"_s);
    QVERIFY(ways->isVisible());
    QVERIFY(ways->model()->rowCount() >= 7);
    ways->setFocus();
    QTest::keyClick(ways, Qt::Key_Down);
    const int row = ways->currentIndex().row();
    m_world->press(u"copyBase"_s);
    QCOMPARE(QApplication::clipboard()->text(), receiver().url());
    m_world->press(u"copyCurl"_s);
    QVERIFY(QApplication::clipboard()->text().startsWith(u"curl '"_s + receiver().url()));
    QTRY_VERIFY(m_world->says(u"Copied the curl line."_s));
    m_world->press(u"makeLocalEndpoint"_s);
    QTRY_COMPARE_WITH_TIMEOUT(test::valueOf(m_world->store().endpoints().all()).size(), 1U, patience);
    const Endpoint made = test::valueOf(m_world->store().endpoints().all()).front();
    QCOMPARE(made.base, receiver().url());
    QCOMPARE(made.name, ways->model()->index(row, 0).data().toString() + u", local receiver"_s);
    QTRY_VERIFY(m_world->says(made.name + u" is an endpoint now"_s));
    const auto *forward = m_world->child<QComboBox>(u"receiverForward"_s);
    QTRY_VERIFY_WITH_TIMEOUT(forward->findText(made.name) > 0, patience);
    m_world->press(u"makeLocalEndpoint"_s);
    QTRY_VERIFY(m_world->says(made.name + u" is that endpoint already"_s));
    QCOMPARE(test::valueOf(m_world->store().endpoints().all()).size(), 1U);
}

void TestReceiverPanel::linesForAShellWork()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not there");
    listen();
    auto *ways = m_world->child<QTableView>(u"waysInTable"_s);
    const int count = ways->model()->rowCount();
    for (int row = 0; row < count; ++row) {
        m_world->child<QTabWidget>(u"receiverSide"_s)->setCurrentIndex(0);
        ways->selectRow(row);
        m_world->press(u"copyCurl"_s);
        QProcess shell;
        shell.start(u"sh"_s, {u"-c"_s, QApplication::clipboard()->text() + u" -s -o /dev/null -w '%{http_code}'"_s});
        QVERIFY(shell.waitForFinished());
        const QByteArray status = shell.readAllStandardOutput();
        QVERIFY2(status.startsWith('2'), qPrintable(QApplication::clipboard()->text()));
    }
    QTRY_COMPARE_WITH_TIMEOUT(column(ReceptionModel::Service).size(), count, patience);
    QVERIFY(!column(ReceptionModel::Service).contains(u"not recognised"_s));
}

void TestReceiverPanel::takesADraft_data()
{
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("transport");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("emban") << QByteArray("emban") << QByteArray("ingest")
                           << QByteArray(R"({"tenant_id":"acme","event_name":"api.call"})");
    QTest::newRow("eventbunker") << QByteArray("eventbunker") << QByteArray("track")
                                 << QByteArray(R"({"event_name":"login","customer_identifier":"acme"})");
}

// Composed, sent to the receiver of this window, and seen to arrive: without a key, and nothing wrong with that.
void TestReceiverPanel::takesADraft()
{
    QFETCH(const QByteArray, service);
    QFETCH(const QByteArray, transport);
    QFETCH(const QByteArray, text);
    listen();
    auto *ways = m_world->child<QTableView>(u"waysInTable"_s);
    const QString title = m_world->services.services().find(service)->title();
    for (int row = 0; row < ways->model()->rowCount(); ++row) {
        if (ways->model()->index(row, 0).data().toString() == title)
            ways->selectRow(row);
    }
    m_world->press(u"makeLocalEndpoint"_s);
    QTRY_COMPARE_WITH_TIMEOUT(test::valueOf(m_world->store().endpoints().all()).size(), 1U, patience);
    const Endpoint to = test::valueOf(m_world->store().endpoints().all()).front();
    QCOMPARE(to.service, service);
    m_world->settings.setValue(u"composer/service"_s, QString::fromLatin1(service));
    m_world->settings.setValue(u"composer/transport"_s, QString::fromLatin1(transport));
    m_world->trigger(u"newEvent"_s);
    const auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(boxes->findData(qlonglong{to.id}) >= 0, patience);
    m_world->page()->useEndpoint(to.id);
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event, {{0, static_cast<quint32>(draft.text().size()), text}});
    const auto *findings = m_world->child<QAbstractItemView>(u"draftFindingsList"_s, m_world->page());
    QTRY_COMPARE_WITH_TIMEOUT(findings->model()->rowCount(), 0, patience);
    m_world->trigger(u"sendDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(column(ReceptionModel::Answer), QStringList{u"200 OK"_s}, patience);
    const std::vector<StoredEvent> arrived = events({});
    QCOMPARE(arrived.size(), 2U);    // what was sent, and what came
    for (const StoredEvent &event : arrived)
        QVERIFY2(event.event.verdict == Verdict::Valid, event.event.rules.constData());
}

}

QTEST_MAIN(eventscope::TestReceiverPanel)
#include "tst_receiverpanel.moc"
