// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpserver.h"
#include "store/outbox.h"
#include "trafficworld.h"

#include <QComboBox>
#include <QDialog>
#include <QFileDialog>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using test::ServerScript;
constexpr int patience = test::trafficPatience;

QByteArray embanText(int number)
{
    QByteArray text = R"({"tenant_id":"acme","event_name":"api.call","string_props":{"n":"%1"}})";
    return text.replace("%1", QByteArray::number(number));
}

QByteArrayList embanTexts(int count)
{
    QByteArrayList texts;
    for (int n = 0; n < count; ++n)
        texts << embanText(n);
    return texts;
}

// One event a request.
OutboxPolicy oneByOne(double perSecond = 0)
{
    OutboxPolicy policy;
    policy.batch = 1;
    policy.perSecond = perSecond;
    return policy;
}

}

// The outbox as somebody meets it: what is queued appears, goes its way, and can be stopped and sent again.
class TestOutboxPanel : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void invitesWhileThereIsNothing();
    void showsDraftsAndSelections();
    void isReachedByKeys();
    void pausesAndResumes();
    void cancelsAndPutsAway();
    void sendsAgainWhatFailed();
    void leavesTheBadEventAlone();
    void holdsAnEndpointThatRefusesTheKey();
    void saysWhyAnUnknownOneIsNotRepeated();
    void resumesUnknownOnesWithAKey();
    void sendsAllAsNewEvents();
    void asksWhereTheLogGoes();

private:
    [[nodiscard]] QStringList statuses() const { return m_world->texts(u"outboxJobs"_s, OutboxModel::Status); }
    [[nodiscard]] QStringList outcomes() const { return m_world->texts(u"outboxJobs"_s, OutboxModel::Progress); }
    [[nodiscard]] QStringList parts(int column) const { return m_world->texts(u"outboxParts"_s, column); }
    [[nodiscard]] Endpoint emban(const QString &name = u"Staging"_s) const
    {
        return m_world->endpoint("emban", "ingest", name, m_server->base());
    }
    // Until the newest job has come to this.
    void awaitStatus(const QString &status) const
    {
        QTRY_VERIFY2_WITH_TIMEOUT(
            statuses().value(0) == status, qPrintable(statuses().join(u", "_s) + outcomes().join(u", "_s)), patience);
    }

    std::unique_ptr<test::HttpServer> m_server;
    std::unique_ptr<test::TrafficWorld> m_world;
};

void TestOutboxPanel::init()
{
    test::failOnWarnings();
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<test::TrafficWorld>();
}

void TestOutboxPanel::cleanup()
{
    m_world.reset();
    m_server.reset();
}

void TestOutboxPanel::invitesWhileThereIsNothing()
{
    m_world->trigger(u"showOutbox"_s);
    QVERIFY(m_world->child<QLabel>(u"outboxNothing"_s)->isVisible());
    for (const QString &name : {u"outboxPause"_s, u"outboxCancel"_s, u"outboxAgain"_s, u"outboxRemove"_s})
        QVERIFY2(!m_world->child<QAbstractButton>(name)->isEnabled(), qPrintable(name));
}

void TestOutboxPanel::showsDraftsAndSelections()
{
    const Endpoint to = emban();
    m_world->settings.setValue(u"composer/service"_s, u"emban"_s);
    m_world->settings.setValue(u"composer/transport"_s, u"ingest"_s);
    m_world->trigger(u"newEvent"_s);
    const auto *boxes = m_world->child<QComboBox>(u"draftEndpoint"_s, m_world->page());
    QTRY_VERIFY_WITH_TIMEOUT(boxes->findData(qlonglong{to.id}) >= 0, patience);
    m_world->page()->useEndpoint(to.id);
    Draft &draft = m_world->page()->draft();
    draft.edit(DraftPart::Event, {{0, static_cast<quint32>(draft.text().size()), embanText(0)}});
    auto *results = m_world->child<QTabWidget>(u"composerResults"_s, m_world->page());
    results->setCurrentIndex(1);
    const auto *note = m_world->child<QLabel>(u"requestNote"_s, results->currentWidget());
    QTRY_VERIFY2_WITH_TIMEOUT(
        note->isVisible() && note->text().contains(u"/event_id"_s), qPrintable(note->text()), patience);
    m_world->trigger(u"sendDraft"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), 1U, patience);

    m_world->child<QTabWidget>(u"tabs"_s)->setCurrentIndex(0);
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    m_world->window->pasteText(embanTexts(3).join('\n'));
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, patience);
    table->setFocus();
    table->selectAll();
    m_world->trigger(u"sendEvents"_s);
    auto *dialog = m_world->child<QDialog>(u"sendDialog"_s);
    auto *send = m_world->child<QPushButton>(u"sendNow"_s, dialog);
    QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), patience);
    const auto *added = m_world->child<QLabel>(u"requestNote"_s, dialog);
    QTRY_VERIFY2_WITH_TIMEOUT(added->text().contains(u"3 of these 4 events"_s), qPrintable(added->text()), patience);
    QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QPushButton>(u"sendShowOutbox"_s)->hasFocus(), patience);
    QTest::keyClick(m_world->child<QPushButton>(u"sendShowOutbox"_s), Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(statuses(), QStringList(2, u"All accepted"_s), patience);
    QCOMPARE(outcomes(), (QStringList{u"4 accepted"_s, u"1 accepted"_s}));
    QCOMPARE(m_world->texts(u"outboxJobs"_s, OutboxModel::Endpoint), QStringList(2, u"Staging"_s));
    QTRY_COMPARE_WITH_TIMEOUT(parts(OutboxPartModel::Places), QStringList{u"1 to 4"_s}, patience);
    QCOMPARE(parts(OutboxPartModel::State), QStringList{u"Accepted"_s});
}

void TestOutboxPanel::isReachedByKeys()
{
    m_world->queue(emban(), embanTexts(2));
    QTest::keyClick(m_world->window.get(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    awaitStatus(u"All accepted"_s);
    auto *list = m_world->child<QTableView>(u"outboxJobs"_s);
    m_world->trigger(u"showOutbox"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->hasFocus(), patience);
    m_world->child<QAbstractButton>(u"outboxAgain"_s)->setFocus();
    for (const QString &next : {u"outboxRemove"_s, u"outboxLog"_s, u"outboxJobs"_s, u"outboxParts"_s}) {
        test::ComposerWorld::press(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), next);
    }
}

void TestOutboxPanel::pausesAndResumes()
{
    constexpr int count = 12;
    m_world->traffic->showOutbox();
    m_world->queue(emban(), embanTexts(count), oneByOne(10));
    QTRY_VERIFY_WITH_TIMEOUT(m_server->requests().size() >= 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QAbstractButton>(u"outboxPause"_s)->isEnabled(), patience);
    m_world->press(u"outboxPause"_s);
    awaitStatus(u"Paused"_s);
    const std::size_t before = m_server->requests().size();
    QVERIFY(before < count);
    QTRY_COMPARE(m_world->child<QAbstractButton>(u"outboxPause"_s)->text(), u"Res&ume"_s);
    QVERIFY2(m_world->text(u"outboxAbout"_s).startsWith(u"Paused: "_s), qPrintable(m_world->text(u"outboxAbout"_s)));
    QTest::qWait(400);
    QCOMPARE(m_server->requests().size(), before);
    m_world->press(u"outboxPause"_s);
    awaitStatus(u"All accepted"_s);
    QCOMPARE(outcomes().front(), u"12 accepted"_s);
    QCOMPARE(m_server->requests().size(), std::size_t(count));
}

void TestOutboxPanel::cancelsAndPutsAway()
{
    m_world->traffic->showOutbox();
    m_world->queue(emban(), embanTexts(20), oneByOne(5));
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().empty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->child<QAbstractButton>(u"outboxCancel"_s)->isEnabled(), patience);
    QVERIFY(!m_world->child<QAbstractButton>(u"outboxRemove"_s)->isEnabled());
    m_world->press(u"outboxCancel"_s);
    awaitStatus(u"Done"_s);
    QVERIFY2(outcomes().front().contains(u"cancelled"_s), qPrintable(outcomes().front()));
    m_world->press(u"outboxRemove"_s);
    QTRY_VERIFY_WITH_TIMEOUT(statuses().isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->says(u"Put away."_s), patience);
    QVERIFY(m_world->child<QLabel>(u"outboxNothing"_s)->isVisible());
    m_world->answer(u"Put away."_s);
    QTRY_COMPARE_WITH_TIMEOUT(statuses(), QStringList{u"Done"_s}, patience);
}

// A draft is tried once: what then becomes of it is up to a person.
void TestOutboxPanel::sendsAgainWhatFailed()
{
    m_server->play({ServerScript::answer(503, R"({"error":"come back later"})"), ServerScript::answer(200, "{}")});
    OutboxPolicy once;
    once.attempts = 1;
    m_world->traffic->showOutbox();
    m_world->queue(emban(), embanTexts(1), once);
    awaitStatus(u"Done"_s);
    QCOMPARE(outcomes(), QStringList{u"1 not sent"_s});
    QTRY_COMPARE_WITH_TIMEOUT(parts(OutboxPartModel::State), QStringList{u"Not sent"_s}, patience);
    m_world->child<QTableView>(u"outboxParts"_s)->selectRow(0);
    QVERIFY2(m_world->text(u"outboxWhy"_s).contains(u"come back later"_s), qPrintable(m_world->text(u"outboxWhy"_s)));
    QTRY_VERIFY(m_world->says(u"1 not sent"_s));
    m_world->press(u"outboxAgain"_s);
    m_world->choose(u"outboxAgainMenu"_s, u"againUnsent"_s);
    awaitStatus(u"All accepted"_s);
    const auto requests = m_server->requests();
    QCOMPARE(requests.size(), 2U);
    QVERIFY(requests.front().body.contains("\"event_id\""));
    QCOMPARE(requests.front().body, requests.back().body);
}

void TestOutboxPanel::leavesTheBadEventAlone()
{
    m_world->traffic->showReceiver();
    m_world->press(u"receiverStrict"_s);
    m_world->press(u"receiverListen"_s);
    Receiver &receiver = m_world->window->session()->receiver();
    QVERIFY(receiver.isListening());
    QByteArrayList texts = embanTexts(12);
    texts[6] = R"({"tenant_id":"acme","event_name":"api.call","numeric_props":{"n":"seven"}})";
    m_world->traffic->showOutbox();
    m_world->queue(m_world->endpoint("emban", "ingest", u"Here"_s, receiver.url()), texts);
    awaitStatus(u"Done"_s);
    QCOMPARE(outcomes(), QStringList{u"11 accepted · 1 rejected"_s});
    QTRY_VERIFY_WITH_TIMEOUT(parts(OutboxPartModel::State).count(u"Rejected"_s) == 1, patience);
    const qsizetype bad = parts(OutboxPartModel::State).indexOf(u"Rejected"_s);
    QCOMPARE(parts(OutboxPartModel::Places).at(bad), u"7"_s);
    QVERIFY2(parts(OutboxPartModel::Message).at(bad).contains(u"/numeric_props/n"_s),
        qPrintable(parts(OutboxPartModel::Message).at(bad)));
    QVERIFY(m_world->text(u"outboxAbout"_s).contains(u"Mend the rejected ones"_s));
    QCOMPARE(receiver.counts().repeats, 0);
    // Return leads to what went out and came back.
    auto *fates = m_world->child<QTableView>(u"outboxParts"_s);
    fates->setFocus();
    fates->setCurrentIndex(fates->model()->index(static_cast<int>(bad), 0));
    QTest::keyClick(fates, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->window->findChild<QDialog *>(u"deliveryDialog"_s), patience);
}

void TestOutboxPanel::holdsAnEndpointThatRefusesTheKey()
{
    m_server->play(ServerScript::answer(401, R"({"error":"that key was revoked"})"));
    const Endpoint to = emban();
    m_world->traffic->showOutbox();
    m_world->queue(to, embanTexts(2));
    awaitStatus(u"Endpoint paused"_s);
    QVERIFY2(m_world->text(u"outboxAbout"_s).contains(u"that key was revoked"_s),
        qPrintable(m_world->text(u"outboxAbout"_s)));
    m_world->queue(to, embanTexts(1));
    QTRY_COMPARE_WITH_TIMEOUT(statuses(), QStringList(2, u"Endpoint paused"_s), patience);
    QTest::qWait(300);
    QCOMPARE(m_server->requests().size(), 1U);
    m_server->play(ServerScript::answer(200, "{}"));
    QTRY_VERIFY(m_world->child<QAbstractButton>(u"outboxPause"_s)->isEnabled());
    m_world->press(u"outboxPause"_s);
    QTRY_COMPARE_WITH_TIMEOUT(statuses(), QStringList(2, u"All accepted"_s), patience);
}

void TestOutboxPanel::saysWhyAnUnknownOneIsNotRepeated()
{
    m_server->play(ServerScript::resetAfterReading());
    const Endpoint to = m_world->endpoint("eventbunker", "track", u"Bunker"_s, m_server->base());
    m_world->traffic->showOutbox();
    m_world->queue(to, {R"({"event_name":"login"})"});
    awaitStatus(u"Done"_s);
    QCOMPARE(outcomes(), QStringList{u"1 unknown"_s});
    QTRY_VERIFY_WITH_TIMEOUT(
        parts(OutboxPartModel::Message).value(0).contains(u"It was not sent again: EventBunker has no key"_s),
        patience);
    QVERIFY(m_world->text(u"outboxAbout"_s).contains(u"look there before you send them again"_s));
    QVERIFY(!m_world->child<QAbstractButton>(u"outboxPause"_s)->isEnabled());
    m_world->press(u"outboxAgain"_s);
    auto *menu = m_world->child<QMenu>(u"outboxAgainMenu"_s);
    const QString words = menu->findChild<QAction *>(u"againUnknown"_s)->text();
    QVERIFY2(words.contains(u"may double it"_s), qPrintable(words));
    QTest::keyClick(menu, Qt::Key_Escape);
    QCOMPARE(m_server->requests().size(), 1U);
}

void TestOutboxPanel::resumesUnknownOnesWithAKey()
{
    m_server->play({ServerScript::resetAfterReading(), ServerScript::answer(200, "{}")});
    m_world->traffic->showOutbox();
    m_world->queue(emban(), embanTexts(3));
    awaitStatus(u"Done"_s);
    QCOMPARE(outcomes(), QStringList{u"3 unknown"_s});
    QVERIFY(m_world->text(u"outboxAbout"_s).contains(u"they may be resumed"_s));
    QCOMPARE(m_server->requests().size(), 1U);
    QCOMPARE(m_world->child<QAbstractButton>(u"outboxPause"_s)->text(), u"Res&ume"_s);
    m_world->press(u"outboxPause"_s);
    awaitStatus(u"All accepted"_s);
    const auto requests = m_server->requests();
    QCOMPARE(requests.size(), 2U);
    QCOMPARE(requests.front().body, requests.back().body);
}

void TestOutboxPanel::sendsAllAsNewEvents()
{
    m_world->traffic->showOutbox();
    m_world->queue(emban(), embanTexts(2));
    awaitStatus(u"All accepted"_s);
    m_world->press(u"outboxAgain"_s);
    m_world->choose(u"outboxAgainMenu"_s, u"againRenewed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(statuses(), QStringList(2, u"All accepted"_s), patience);
    const auto requests = m_server->requests();
    QCOMPARE(requests.size(), 2U);
    QVERIFY(requests.front().body != requests.back().body);
    QCOMPARE(m_world->texts(u"outboxJobs"_s, OutboxModel::Label).front(), u"some events, again"_s);
}

void TestOutboxPanel::asksWhereTheLogGoes()
{
    m_world->traffic->showOutbox();
    m_world->press(u"outboxLog"_s);
    auto *dialog = m_world->child<QFileDialog>(u"exportLogDialog"_s);
    QTRY_VERIFY(dialog->isVisible());
    QCOMPARE(dialog->acceptMode(), QFileDialog::AcceptSave);
    dialog->reject();
}

}

QTEST_MAIN(eventscope::TestOutboxPanel)
#include "tst_outboxpanel.moc"
