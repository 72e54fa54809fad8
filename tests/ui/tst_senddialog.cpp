// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/noticebox.h"
#include "composer/plainlines.h"
#include "delivery/dispatcher.h"
#include "delivery/sendselection.h"
#include "endpoints/askbar.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "endpoints/senddialog.h"
#include "eventworld.h"
#include "explorer/sourceedit.h"
#include "httpserver.h"
#include "store/outbox.h"
#include "testmain.h"
#include "twoservices.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QUndoStack>

#include <numeric>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestSendDialog : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void asksForNothingWhenNothingIsMissing();
    void asksForKeys();
    void asksForTheNameOfProduction();
    void saysWhatCannotBeAskedFor();
    void countsWhatGoes();
    void sendsAllByKeyboard();
    void sendsInvalidOnesWithATick();
    void endsWhereTheKeyIsRefused();
    void stops();
    void leavesTheRestToTheOutbox();
    void invitesToMakeAnEndpoint();
    void showsWhatCannotBeMade();
};

namespace {

using test::plantedKey;

Event eventOf(const QByteArray &service, int n, Verdict verdict = Verdict::Valid)
{
    Event event = test::worldEvent(n);
    event.service = service;
    event.shape = "event";
    event.verdict = verdict;
    event.text = "{\"name\": \"n" + QByteArray::number(n) + "\"}";
    return event;
}

struct Subject {
    Subject()
        : world(0)
        , services(test::twoServices())
        , secrets([](const QString &name) -> std::optional<QByteArray> {
            return name == u"ALPHA_KEY"_s ? std::optional<QByteArray>(plantedKey) : std::nullopt;
        })
    {
        std::vector<Event> events;
        for (int n = 0; n < 5; ++n)
            events.push_back(eventOf("alpha", n));
        events.push_back(eventOf("alpha", 5, Verdict::Invalid));
        events.push_back(eventOf("beta", 6));
        world.add(std::move(events));
        DispatcherOptions options;
        options.keys = [this](const Endpoint &endpoint) { return secrets.keysFor(endpoint); };
        options.all = true;
        dispatcher = std::make_unique<Dispatcher>(*world.store, services, sender, std::move(options));
    }

    Endpoint stored(const QString &name, SecretSource source = {SecretSource::Kind::Environment, u"ALPHA_KEY"_s},
        bool production = false)
    {
        Endpoint endpoint;
        endpoint.name = name;
        endpoint.service = "alpha";
        endpoint.transport = "http";
        endpoint.base = server.base();
        endpoint.auth = {0};
        endpoint.secrets = {source};
        endpoint.production = production;
        const auto saved = world.store->endpoints().save(endpoint).result();
        endpoint.id = saved ? *saved : -1;
        return endpoint;
    }

    void open()
    {
        std::vector<Row> rows(world.store->columns().size());
        std::iota(rows.begin(), rows.end(), Row(0));
        dialog = std::make_unique<SendDialog>(
            EndpointWorld{*world.store, services, secrets, sender, undo, nullptr, dispatcher.get()}, std::move(rows),
            nullptr);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowActive(dialog.get()));
    }

    template <typename T>
    T *find(const QString &name)
    {
        T *found = dialog->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    QPushButton *sendButton() { return find<QPushButton>(u"sendNow"_s); }
    QString result() { return find<QLabel>(u"sendResult"_s)->text(); }
    void send() { QTest::keyClick(dialog.get(), Qt::Key_Return, Qt::ControlModifier); }
    QString bar()
    {
        auto *box = find<AskBar>(u"sendBar"_s);
        return box->isVisible() ? box->text() : QString();
    }

    test::EventWorld world;
    test::HttpServer server;
    ServiceSet services;
    Secrets secrets;
    Sender sender;
    QUndoStack undo;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<SendDialog> dialog;
};

TransportFormPtr formOf(const ServiceSet &services, const Endpoint &endpoint)
{
    return *TransportForm::of(services.services().find(endpoint.service), endpoint.transport);
}

QDialog *keyDialog(QWidget &window)
{
    return window.findChild<QDialog *>(u"keyDialog"_s);
}

void type(QDialog &dialog, const QString &name, const QString &text)
{
    auto *edit = dialog.findChild<QLineEdit *>(name);
    edit->setFocus();
    QTest::keyClicks(edit, text);
}

}

void TestSendDialog::asksForNothingWhenNothingIsMissing()
{
    Subject s;
    QWidget window;
    const Endpoint endpoint = s.stored(u"Local"_s);
    std::optional<Keys> got;
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [&](Keys keys) { got = keys; });
    QVERIFY(got);
    QCOMPARE(got->parts, std::vector<QByteArray>{plantedKey});
    QVERIFY(!keyDialog(window));
}

void TestSendDialog::asksForKeys()
{
    Subject s;
    QWidget window;
    window.show();
    const Endpoint endpoint = s.stored(u"Local"_s, {SecretSource::Kind::Session, {}});
    std::optional<Keys> got;
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [&](Keys keys) { got = keys; });
    QPointer<QDialog> dialog = keyDialog(window);
    QVERIFY(dialog && dialog->isVisible());
    auto *go = dialog->findChild<QPushButton *>(u"keysGo"_s);
    QVERIFY(!go->isEnabled());
    QVERIFY(!dialog->findChild<QLineEdit *>(u"confirmName"_s));
    type(*dialog, u"keyAsk0"_s, QString::fromLatin1(plantedKey));
    const QString note = dialog->findChild<FieldNote *>(u"keyAskNote0"_s)->text();
    QVERIFY(note.startsWith(u"al_live_\u2026#"_s) && !note.contains(u"PLANTED"_s));
    QVERIFY(!dialog->findChild<QLineEdit *>(u"keyAsk0"_s)->displayText().contains(u"PLANTED"_s));
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"keyAsk0"_s), Qt::Key_Return);
    QVERIFY(got);
    QCOMPARE(got->parts, std::vector<QByteArray>{plantedKey});
    QTRY_VERIFY(!dialog);
    got.reset();
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [&](Keys keys) { got = keys; });
    QVERIFY(got);
}

void TestSendDialog::asksForTheNameOfProduction()
{
    Subject s;
    QWidget window;
    window.show();
    const Endpoint endpoint = s.stored(u"Live EU"_s, {SecretSource::Kind::Environment, u"ALPHA_KEY"_s}, true);
    std::optional<Keys> got;
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [&](Keys keys) { got = keys; });
    QPointer<QDialog> dialog = keyDialog(window);
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<ProductionFrame *>()->isProduction());
    auto *go = dialog->findChild<QPushButton *>(u"keysGo"_s);
    for (const QString &part : {u"live eu"_s, u"\b\b\b\b\b\b\b"_s}) {
        type(*dialog, u"confirmName"_s, part == u"live eu"_s ? part : QString());
        QVERIFY(!go->isEnabled());
    }
    auto *name = dialog->findChild<QLineEdit *>(u"confirmName"_s);
    name->clear();
    type(*dialog, u"confirmName"_s, u"Live E"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(!got);
    type(*dialog, u"confirmName"_s, u"U"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(got);
    QTRY_VERIFY(!dialog);
    // Every time anew.
    got.reset();
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [&](Keys keys) { got = keys; });
    dialog = keyDialog(window);
    QVERIFY(dialog);
    QTest::keyClick(dialog.data(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QVERIFY(!got);
}

void TestSendDialog::saysWhatCannotBeAskedFor()
{
    Subject s;
    QWidget window;
    window.show();
    const Endpoint endpoint = s.stored(u"Local"_s, {SecretSource::Kind::Environment, u"NOT_SET"_s});
    askForKeys(&window, s.secrets, endpoint, *formOf(s.services, endpoint), 3, [](const Keys &) { QFAIL("went on"); });
    const QDialog *dialog = keyDialog(window);
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<FieldNote *>(u"keysFault"_s)->text().contains(u"NOT_SET is not set"_s));
    QVERIFY(!dialog->findChild<QPushButton *>(u"keysGo"_s)->isEnabled());
}

void TestSendDialog::countsWhatGoes()
{
    Subject s;
    s.stored(u"Local"_s);
    s.open();
    auto *counts = s.find<QLabel>(u"sendCounts"_s);
    QTRY_COMPARE(counts->text(),
        u"5 events go to this endpoint.\n1 event is of another service or shape, and is left out.\n"
        "1 event is invalid, and is left out."_s);
    QCOMPARE(s.sendButton()->text(), u"&Send 5 events"_s);
    auto *batch = s.find<QDoubleSpinBox>(u"sendBatch"_s);
    QCOMPARE(batch->maximum(), 3.0);
    auto *body = s.find<SourceEdit>(u"requestBodyText"_s);
    QTRY_COMPARE(body->toPlainText(), u"{\"events\":[{\"name\": \"n0\"},{\"name\": \"n1\"},{\"name\": \"n2\"}]}"_s);
    const QString headers = s.find<PlainLines>(u"requestHeaders"_s)->toPlainText();
    QVERIFY(headers.contains(u"al_live_\u2026#"_s) && !headers.contains(u"PLANTED"_s));
    batch->setFocus();
    QTest::keyClick(batch, Qt::Key_Down);
    QTRY_VERIFY(body->toPlainText().endsWith(u"{\"name\": \"n1\"}]}"_s));
    QVERIFY(s.server.requests().empty());
}

void TestSendDialog::sendsAllByKeyboard()
{
    Subject s;
    s.server.play(test::ServerScript::answer(200, "{}"));
    const Endpoint endpoint = s.stored(u"Local"_s, {SecretSource::Kind::Session, {}});
    s.open();
    QTRY_VERIFY(s.sendButton()->isEnabled());
    s.send();
    QDialog *keys = keyDialog(*s.dialog);
    QVERIFY(keys);
    type(*keys, u"keyAsk0"_s, QString::fromLatin1(plantedKey));
    QTest::keyClick(keys->findChild<QLineEdit *>(u"keyAsk0"_s), Qt::Key_Return);
    QTRY_COMPARE(s.result(), u"All 5 events were accepted."_s);
    QCOMPARE(s.server.requests().size(), 2);
    QCOMPARE(s.server.requests().front().header("Authorization"), QByteArray("Bearer ") + plantedKey);
    QSignalSpy shown(s.dialog.get(), &SendDialog::outboxRequested);
    auto *show = s.find<QPushButton>(u"sendShowOutbox"_s);
    QTest::keyClick(show, Qt::Key_Space);
    QCOMPARE(shown.count(), 1);
    const auto job = s.world.store->outbox().job(shown.front().front().toLongLong()).result();
    QVERIFY_RESULT(job);
    QCOMPARE(job->counts[static_cast<std::size_t>(OutboxState::Accepted)], 5);
    for (const QLabel *label : s.dialog->findChildren<QLabel *>())
        QVERIFY(!label->text().contains(u"PLANTED"_s));
    s.dialog.reset();
    s.dispatcher.reset();
    s.world.store.reset();
    for (const QFileInfo &info : QDir(s.world.folder.path()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("PLANTED"), qPrintable(info.fileName()));
    }
}

void TestSendDialog::sendsInvalidOnesWithATick()
{
    Subject s;
    s.stored(u"Local"_s);
    s.open();
    auto *tick = s.find<QCheckBox>(u"sendInvalid"_s);
    QTRY_VERIFY(tick->isVisible());
    tick->setFocus();
    QTest::keyClick(tick, Qt::Key_Space);
    QCOMPARE(s.sendButton()->text(), u"&Send 6 events"_s);
    s.send();
    QTRY_COMPARE(s.result(), u"All 6 events were accepted."_s);
}

void TestSendDialog::endsWhereTheKeyIsRefused()
{
    Subject s;
    s.server.play(test::ServerScript::answer(401, R"({"error":"no such key"})"));
    s.stored(u"Local"_s);
    s.open();
    QTRY_VERIFY(s.sendButton()->isEnabled());
    s.send();
    QTRY_VERIFY(s.bar().contains(u"no such key"_s));
    QVERIFY2(s.bar().contains(u"Endpoint paused"_s) && s.bar().contains(u"5 waiting"_s), qPrintable(s.bar()));
    QCOMPARE(s.server.requests().size(), 1);
    QVERIFY(!s.sendButton()->isVisible());
}

void TestSendDialog::stops()
{
    Subject s;
    s.server.play(test::ServerScript::silence());
    s.stored(u"Local"_s);
    s.open();
    QTRY_VERIFY(s.sendButton()->isEnabled());
    s.send();
    QTRY_COMPARE(s.server.requests().size(), 1);
    auto *stop = s.find<QPushButton>(u"sendCancel"_s);
    QVERIFY(stop->isVisible());
    QTest::keyClick(stop, Qt::Key_Space);
    QTRY_VERIFY2(s.bar().contains(u"3 unknown"_s), qPrintable(s.bar()));
    QVERIFY2(s.bar().contains(u"2 cancelled"_s), qPrintable(s.bar()));
    QVERIFY(s.bar().contains(u"look there before you send them again"_s));
    QTest::keyClick(s.dialog.get(), Qt::Key_Escape);
    QVERIFY(!s.dialog->isVisible());
}

void TestSendDialog::leavesTheRestToTheOutbox()
{
    Subject s;
    s.server.play(test::ServerScript::silence());
    s.stored(u"Local"_s);
    s.open();
    QTRY_VERIFY(s.sendButton()->isEnabled());
    s.send();
    QTRY_COMPARE(s.server.requests().size(), 1);
    QTest::keyClick(s.dialog.get(), Qt::Key_Escape);
    QVERIFY(!s.dialog->isVisible());
    s.dialog.reset();
    const auto jobs = s.world.store->outbox().jobs().result();
    QVERIFY_RESULT(jobs);
    QCOMPARE(jobs->size(), 1);
    QCOMPARE(jobs->front().counts[static_cast<std::size_t>(OutboxState::InFlight)], 3);
    s.dispatcher.reset();
    QTRY_COMPARE(s.world.store->deliveries().recent().result()->front().end.state, DeliveryState::Unknown);
}

void TestSendDialog::invitesToMakeAnEndpoint()
{
    Subject s;
    s.open();
    QTRY_VERIFY(s.find<FieldNote>(u"sendEndpointNote"_s)->isVisible());
    QVERIFY(!s.sendButton()->isEnabled());
    QSignalSpy asked(s.dialog.get(), &SendDialog::endpointsRequested);
    auto *make = s.find<QPushButton>(u"sendNewEndpoint"_s);
    make->setFocus();
    QTest::keyClick(make, Qt::Key_Space);
    QCOMPARE(asked.count(), 1);
    const Endpoint endpoint = s.stored(u"Fresh"_s);
    s.dialog->chooseEndpoint(endpoint.id);
    QTRY_COMPARE(s.find<QComboBox>(u"sendEndpoint"_s)->currentText(), u"Fresh"_s);
    QTRY_VERIFY(s.sendButton()->isEnabled());
}

void TestSendDialog::showsWhatCannotBeMade()
{
    Subject s;
    s.stored(u"Local"_s, {SecretSource::Kind::Environment, u"NOT_SET"_s});
    s.open();
    auto *reason = s.find<QLabel>(u"requestReason"_s);
    QTRY_VERIFY(reason->text().contains(u"NOT_SET is not set"_s));
}

}

QTEST_MAIN(eventscope::TestSendDialog)
#include "tst_senddialog.moc"
