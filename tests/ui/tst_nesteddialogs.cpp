// SPDX-License-Identifier: GPL-3.0-or-later
#include "composerworld.h"
#include "httpserver.h"

#include <QDialog>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QWindow>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int patience = 20'000;

}

// A dialog that a dialog opened is over that one, and Escape closes them from the inside out.
class TestNestedDialogs : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void endpointsOverSending();
    void outboxAfterSending();
    void endpointsOverTheWindow();

private:
    QDialog *sendDialog();
    [[nodiscard]] EndpointId addEndpoint();
    [[nodiscard]] QDialog *dialog(const QString &name) const { return m_world->window->findChild<QDialog *>(name); }
    void closesByEscape(QDialog *inner, QWidget *opener);

    std::unique_ptr<test::HttpServer> m_server;
    std::unique_ptr<test::ComposerWorld> m_world;
};

void TestNestedDialogs::init()
{
    test::failOnWarnings();
    m_server = std::make_unique<test::HttpServer>();
    m_world = std::make_unique<test::ComposerWorld>();
}

void TestNestedDialogs::cleanup()
{
    m_world.reset();
    m_server.reset();
}

EndpointId TestNestedDialogs::addEndpoint()
{
    Endpoint endpoint;
    endpoint.name = u"Local"_s;
    endpoint.service = "emban";
    endpoint.transport = "ingest";
    endpoint.base = m_server->base();
    endpoint.auth = {0};
    endpoint.secrets = {{SecretSource::Kind::Session, {}}};
    const EndpointId id = test::valueOf(m_world->store().endpoints().save(endpoint));
    m_world->window->session()->secrets().enter(id, 0, "emb_plainKey");
    return id;
}

QDialog *TestNestedDialogs::sendDialog()
{
    m_world->window->pasteText(R"({"tenant_id":"acme","event_name":"api.call"})");
    auto *table = m_world->child<QTableView>(u"eventTable"_s);
    if (!QTest::qWaitFor([&] { return table->model()->rowCount() == 1; }, patience))
        qFatal("no event");
    table->setFocus();
    table->selectRow(0);
    m_world->trigger(u"sendEvents"_s);
    QDialog *sending = m_world->child<QDialog>(u"sendDialog"_s);
    if (!QTest::qWaitForWindowActive(sending))
        qFatal("the dialog is not active");
    return sending;
}

// At once, as somebody does who opened the wrong one.
void TestNestedDialogs::closesByEscape(QDialog *inner, QWidget *opener)
{
    QCOMPARE(inner->parentWidget(), opener);
    QCOMPARE(inner->windowHandle()->transientParent(), opener->windowHandle());
    QCOMPARE(QApplication::activeModalWidget(), inner);
    const QPointer<QDialog> guard = inner;
    QTest::keyClick(inner->windowHandle(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!guard, patience);
    QVERIFY(opener->isVisible());
    QCOMPARE(QApplication::activeModalWidget(), qobject_cast<QDialog *>(opener));
    opener->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(opener));
}

void TestNestedDialogs::endpointsOverSending()
{
    QPointer<QDialog> sending = sendDialog();
    for (int round = 0; round < 2; ++round) {
        m_world->child<QPushButton>(u"sendNewEndpoint"_s, sending)->click();
        QVERIFY(dialog(u"endpointDialog"_s));
        closesByEscape(dialog(u"endpointDialog"_s), sending);
    }
    closesByEscape(sending, m_world->window.get());
}

void TestNestedDialogs::outboxAfterSending()
{
    QVERIFY(addEndpoint() > 0);
    m_server->play(test::ServerScript::answer(200, R"({"accepted": 1, "status": "ok"})"));
    const QPointer<QDialog> sending = sendDialog();
    auto *send = m_world->child<QPushButton>(u"sendNow"_s, sending);
    QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), patience);
    send->click();
    auto *show = m_world->child<QPushButton>(u"sendShowOutbox"_s, sending);
    QTRY_VERIFY_WITH_TIMEOUT(show->isVisible(), patience);
    show->click();
    QTRY_VERIFY_WITH_TIMEOUT(!sending, patience);
    auto *parts = m_world->child<QTableView>(u"outboxParts"_s);
    QTRY_VERIFY_WITH_TIMEOUT(parts->isVisible() && parts->model()->rowCount() == 1, patience);
    const auto isAccepted = [parts] {    // a part that was not tried yet has no delivery to show
        const QAbstractItemModel &model = *parts->model();
        for (int column = 0; column < model.columnCount(); ++column)
            if (model.index(0, column).data().toString().contains(u"accepted"_s, Qt::CaseInsensitive))
                return true;
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isAccepted(), patience);
    for (int round = 0; round < 2; ++round) {
        emit parts->activated(parts->model()->index(0, 0));
        QVERIFY(dialog(u"deliveryDialog"_s));
        closesByEscape(dialog(u"deliveryDialog"_s), m_world->window.get());
    }
}

// Again before the one that was closed is gone.
void TestNestedDialogs::endpointsOverTheWindow()
{
    m_world->trigger(u"endpoints"_s);
    const QPointer<QDialog> first = dialog(u"endpointDialog"_s);
    QVERIFY(first);
    first->reject();
    m_world->trigger(u"endpoints"_s);
    QDialog *second = dialog(u"endpointDialog"_s);
    QVERIFY(second && second->isVisible());
    QTest::qWait(50);
    QVERIFY(!first);
    closesByEscape(second, m_world->window.get());
}

}

QTEST_MAIN(eventscope::TestNestedDialogs)
#include "tst_nesteddialogs.moc"
