// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/endpointdialog.h"
#include "endpoints/formrow.h"
#include "endpoints/productionframe.h"
#include "eventworld.h"
#include "fakekeyring.h"
#include "httpserver.h"
#include "testmain.h"
#include "twoservices.h"
#include "views/endpointmodel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QToolButton>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestEndpointDialog : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void savesANewOneByKeyboard();
    void usesTheDefaultBase();
    void wantsABase();
    void tellsLettersThatOnlyLookFamiliar();
    void saysWhatIsWrongWhileTyping_data();
    void saysWhatIsWrongWhileTyping();
    void refusesANameThatIsTaken();
    void showsKeysByKindAndFingerprint();
    void keepsEnteredKeysOutOfTheStore();
    void entersKeysAfterTheServiceWasSwitched_data();
    void entersKeysAfterTheServiceWasSwitched();
    void keepsTheKeyWhileFormsOfAuthAreTicked();
    void keepsWhatIsTypedWhileSaving();
    void keepsWhatIsTypedBeforeTheListComes();
    void framesProduction();
    void editsHeadersAndOptions();
    void followsTheService();
    void asksBeforeLosingChanges();
    void duplicatesAndRemovesWithUndo();
    void usesTheChosenOne();
    void testsTheConnection();
    void setsConnectionAndPace();
    void saysWhatIsWrongWithFiles();
    void opensWhatIsWrongWhenFolded();
    void keepsKeysInTheKeyring();
    void dropsKeysThatAreNotNeeded();
    void keepsKeysWhileRemovalCanBeUndone();
    void twinHasNoKeyOfItsOwn();
    void exportsAndImports();
    void importsWithUndo();
    void saysWhatCannotBeImported();
    void listsEndpoints();
};

namespace {

using test::plantedKey;
using test::threeServices;
using test::twoServices;

struct Subject {
    Subject()
        : world(1)
        , services(threeServices())
        , secrets(
              [](const QString &name) -> std::optional<QByteArray> {
                  return name == u"ALPHA_KEY"_s ? std::optional<QByteArray>(plantedKey) : std::nullopt;
              },
              &keyring)
    {}

    void open()
    {
        dialog =
            std::make_unique<EndpointDialog>(EndpointWorld{*world.store, services, secrets, sender, undo}, nullptr);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowActive(dialog.get()));
        // The list has come when the empty one is known to be empty, or the first is shown.
        QTest::qWait(50);
    }

    Endpoint stored(const QString &name, const QString &base = u"http://127.0.0.1:9"_s)
    {
        Endpoint endpoint;
        endpoint.name = name;
        endpoint.service = "alpha";
        endpoint.transport = "http";
        endpoint.base = base;
        endpoint.auth = {0};
        endpoint.secrets = {{SecretSource::Kind::Environment, u"ALPHA_KEY"_s}};
        const auto saved = world.store->endpoints().save(endpoint).result();
        endpoint.id = saved ? *saved : -1;
        return endpoint;
    }

    [[nodiscard]] std::vector<Endpoint> all()
    {
        const auto endpoints = world.store->endpoints().all().result();
        return endpoints ? *endpoints : std::vector<Endpoint>();
    }

    template <typename T>
    T *find(const QString &name)
    {
        T *found = dialog->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void type(const QString &name, const QString &text)
    {
        auto *edit = find<QLineEdit>(name);
        edit->setFocus();
        QTest::keySequence(edit, QKeySequence::SelectAll);
        QTest::keyClicks(edit, text);
        if (text.isEmpty())
            QTest::keyClick(edit, Qt::Key_Backspace);
    }
    void press(const QString &name)
    {
        auto *button = find<QPushButton>(name);
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
    }
    QString note(const QString &name) { return find<FieldNote>(name)->text(); }
    QString title() { return find<QLabel>(u"endpointTitle"_s)->text(); }

    void choose(const QString &name, int index) { find<QComboBox>(name)->setCurrentIndex(index); }
    QString barText()
    {
        QString texts;
        for (const QLabel *label : find<QWidget>(u"endpointBar"_s)->findChildren<QLabel *>())
            texts += label->text();
        return texts;
    }
    // By the file dialog of that name, which then goes.
    void pickFile(const QString &button, const QString &name, const QString &path)
    {
        press(button);
        auto *files = find<QFileDialog>(name);
        emit files->fileSelected(path);
        files->reject();
    }

    test::EventWorld world;
    ServiceSet services;
    test::FakeKeyring keyringHolds;
    Keyring keyring{keyringHolds.backend()};
    Secrets secrets;
    Sender sender;
    QUndoStack undo;
    std::unique_ptr<EndpointDialog> dialog;
};

// Every text that a widget shows or tells.
QString allTexts(const QWidget &top)
{
    QString texts = top.windowTitle();
    for (const QWidget *widget : top.findChildren<QWidget *>()) {
        texts += widget->accessibleName() + widget->toolTip() + u'\n';
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            texts += label->text();
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            texts += button->text();
        else if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
            texts += edit->displayText() + edit->placeholderText();
        else if (const auto *lines = qobject_cast<const QPlainTextEdit *>(widget))
            texts += lines->toPlainText();
    }
    return texts;
}

}

void TestEndpointDialog::savesANewOneByKeyboard()
{
    Subject s;
    s.open();
    QCOMPARE(s.title(), u"New endpoint"_s);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"endpointName"_s);
    QTest::keyClicks(QApplication::focusWidget(), u"Local"_s);
    s.type(u"endpointBase"_s, u"http://127.0.0.1:4000/prefix/"_s);
    QTest::keyClick(s.dialog.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(s.all().size(), 1);
    const Endpoint endpoint = s.all().front();
    QCOMPARE(endpoint.name, u"Local"_s);
    QCOMPARE(endpoint.service, QByteArray("alpha"));
    QCOMPARE(endpoint.transport, QByteArray("http"));
    QCOMPARE(endpoint.base, u"http://127.0.0.1:4000/prefix/"_s);
    QCOMPARE(endpoint.auth, std::vector<int>{0});
    QTRY_COMPARE(s.find<QListView>(u"endpointList"_s)->model()->rowCount(), 1);
    QTRY_VERIFY(!s.find<QPushButton>(u"saveEndpoint"_s)->isEnabled());
}

void TestEndpointDialog::usesTheDefaultBase()
{
    Subject s;
    s.open();
    auto *base = s.find<QLineEdit>(u"endpointBase"_s);
    QCOMPARE(base->placeholderText(), u"https://alpha.example"_s);
    s.press(u"endpointUseDefault"_s);
    QCOMPARE(base->text(), u"https://alpha.example"_s);
    s.type(u"endpointName"_s, u"A"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    QCOMPARE(s.all().front().base, u"https://alpha.example"_s);
}

// The service's real address is never filled in behind anybody's back.
void TestEndpointDialog::wantsABase()
{
    Subject s;
    s.open();
    const auto *note = s.find<FieldNote>(u"endpointBaseFault"_s);
    QVERIFY(note->text().isEmpty());
    s.type(u"endpointName"_s, u"A"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_VERIFY(!note->text().isEmpty());
    QVERIFY(s.all().empty());
}

// A Cyrillic letter that looks like a Latin one.
void TestEndpointDialog::tellsLettersThatOnlyLookFamiliar()
{
    Subject s;
    s.open();
    s.find<QLineEdit>(u"endpointBase"_s)->setText(u"https://\u0430pi.example.com"_s);
    const auto *note = s.find<FieldNote>(u"endpointBaseFault"_s);
    QCOMPARE(note->kind(), FieldNote::Kind::Warning);
    QVERIFY2(note->text().contains(u"https://xn--"_s), qPrintable(note->text()));
    s.find<QLineEdit>(u"endpointBase"_s)->setText(u"https://api.example.com"_s);
    QVERIFY(note->text().isEmpty());
}

void TestEndpointDialog::saysWhatIsWrongWhileTyping_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("note");
    QTest::newRow("name") << u"endpointName"_s << u" "_s << u"endpointNameFault"_s;
    QTest::newRow("scheme") << u"endpointBase"_s << u"htp://example.com"_s << u"endpointBaseFault"_s;
    QTest::newRow("query") << u"endpointBase"_s << u"https://example.com/?a=1"_s << u"endpointBaseFault"_s;
    QTest::newRow("user") << u"endpointUser"_s << u"user_id"_s << u"endpointUserFault"_s;
}

void TestEndpointDialog::saysWhatIsWrongWhileTyping()
{
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(QString, note);
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"A"_s);
    s.press(u"endpointUseDefault"_s);
    s.type(field, text);
    auto *fault = s.find<FieldNote>(note);
    QVERIFY(fault->isVisible());
    QCOMPARE(fault->kind(), FieldNote::Kind::Fault);
    s.press(u"saveEndpoint"_s);
    QVERIFY(s.all().empty());
    QCOMPARE(QApplication::focusWidget()->objectName(), field);
}

void TestEndpointDialog::refusesANameThatIsTaken()
{
    Subject s;
    s.stored(u"Local"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"Local"_s);
    s.press(u"addEndpoint"_s);
    s.type(u"endpointName"_s, u"LOCAL"_s);
    QVERIFY(s.note(u"endpointNameFault"_s).contains(u"Another endpoint"_s));
}

void TestEndpointDialog::showsKeysByKindAndFingerprint()
{
    Subject s;
    s.open();
    s.find<QComboBox>(u"keySource0"_s)->setCurrentIndex(1);
    s.type(u"keyVariable0"_s, u"ALPHA_KEY"_s);
    QVERIFY2(s.note(u"keyNote0"_s).startsWith(u"al_live_\u2026#"_s), qPrintable(s.note(u"keyNote0"_s)));
    QVERIFY(s.note(u"keyNote0"_s).endsWith(u"Live key"_s));
    s.type(u"keyVariable0"_s, u"NOT_SET"_s);
    QVERIFY(s.note(u"keyNote0"_s).contains(u"NOT_SET is not set"_s));
    s.type(u"keyVariable0"_s, QString::fromLatin1(plantedKey));
    QCOMPARE(s.find<FieldNote>(u"keyNote0"_s)->kind(), FieldNote::Kind::Fault);
    QVERIFY(!s.note(u"keyNote0"_s).contains(u"PLANTED"_s));
    s.type(u"keyVariable0"_s, {});
    s.find<QComboBox>(u"keySource0"_s)->setCurrentIndex(2);
    s.type(u"keyValue0"_s, QString::fromLatin1(plantedKey));
    QVERIFY(s.note(u"keyNote0"_s).endsWith(u"Live key"_s));
    QVERIFY(!allTexts(*s.dialog).contains(u"PLANTED"_s));
    s.dialog->findChild<QLineEdit *>(u"keyValue0"_s)->clear();
}

void TestEndpointDialog::keepsEnteredKeysOutOfTheStore()
{
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"Local"_s);
    s.press(u"endpointUseDefault"_s);
    s.find<QComboBox>(u"keySource0"_s)->setCurrentIndex(2);
    s.type(u"keyValue0"_s, QString::fromLatin1(plantedKey));
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    const Endpoint endpoint = s.all().front();
    QTRY_VERIFY(s.secrets.isEntered(endpoint.id, 0));
    const auto keys = s.secrets.keysFor(endpoint);
    QVERIFY_RESULT(keys);
    QCOMPARE(keys->parts, std::vector<QByteArray>{plantedKey});
    QTRY_VERIFY(s.find<QLineEdit>(u"keyValue0"_s)->text().isEmpty());
    QVERIFY(!allTexts(*s.dialog).contains(u"PLANTED"_s));
    s.dialog.reset();
    s.world.store.reset();
    for (const QFileInfo &info : QDir(s.world.folder.path()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("PLANTED"), qPrintable(info.fileName()));
    }
}

void TestEndpointDialog::entersKeysAfterTheServiceWasSwitched_data()
{
    QTest::addColumn<QList<int>>("keys");
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<int>("parts");
    QTest::newRow("header") << QList<int>{Qt::Key_Down, Qt::Key_Up} << QByteArray("alpha") << 1;
    QTest::newRow("basic") << QList<int>{Qt::Key_Down} << QByteArray("beta") << 2;
    QTest::newRow("member") << QList<int>{Qt::Key_End} << QByteArray("gamma") << 1;
    QTest::newRow("member, by the basic one") << QList<int>{Qt::Key_Down, Qt::Key_Down} << QByteArray("gamma") << 1;
    QTest::newRow("basic, from below") << QList<int>{Qt::Key_End, Qt::Key_Up} << QByteArray("beta") << 2;
}

// With no pause between the keys, and with one stored before.
void TestEndpointDialog::entersKeysAfterTheServiceWasSwitched()
{
    QFETCH(const QList<int>, keys);
    QFETCH(const QByteArray, service);
    QFETCH(const int, parts);
    Subject s;
    s.stored(u"A"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    QSignalSpy chosen(s.dialog.get(), &EndpointDialog::chosen);
    s.press(u"addEndpoint"_s);
    s.type(u"keyValue0"_s, u"of another service"_s);
    auto *services = s.find<QComboBox>(u"endpointService"_s);
    services->setFocus();
    for (const int key : keys)
        QTest::keyClick(services, static_cast<Qt::Key>(key));
    QCOMPARE(services->currentData().toByteArray(), service);
    s.type(u"endpointName"_s, u"B"_s);
    s.type(u"endpointBase"_s, u"http://127.0.0.1:9"_s);
    std::vector<QByteArray> typed;
    for (int part = 0; part < parts; ++part) {
        const auto *source = s.find<QComboBox>(u"keySource%1"_s.arg(part));
        QCOMPARE(source->currentData().toInt(), static_cast<int>(SecretSource::Kind::Session));
        typed.push_back(plantedKey + QByteArray::number(part));
        s.type(u"keyValue%1"_s.arg(part), QString::fromLatin1(typed.back()));
    }
    QVERIFY(!s.dialog->findChild<QLineEdit *>(u"keyValue%1"_s.arg(parts)));
    s.press(u"useEndpoint"_s);
    QTRY_COMPARE(chosen.count(), 1);
    const std::vector<Endpoint> all = s.all();
    QCOMPARE(all.size(), 2U);
    QCOMPARE(all.back().service, service);
    QCOMPARE(chosen.front().front().toLongLong(), all.back().id);
    const Result<Keys> entered = s.secrets.keysFor(all.back());
    QVERIFY_RESULT(entered);
    QCOMPARE(entered->parts, typed);
}

void TestEndpointDialog::keepsTheKeyWhileFormsOfAuthAreTicked()
{
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"A"_s);
    s.type(u"endpointBase"_s, u"http://127.0.0.1:9"_s);
    s.type(u"keyValue0"_s, QString::fromLatin1(plantedKey));
    auto *other = s.find<QCheckBox>(u"endpointAuth1"_s);
    other->setFocus();
    QTest::keyClick(other, Qt::Key_Space);
    QVERIFY(other->isChecked());
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1U);
    QTRY_VERIFY(s.secrets.isEntered(s.all().front().id, 0));
    QCOMPARE(s.secrets.keysFor(s.all().front())->parts, std::vector<QByteArray>{plantedKey});
}

// It is one endpoint, however late the store answers.
void TestEndpointDialog::keepsWhatIsTypedWhileSaving()
{
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"A"_s);
    s.type(u"endpointBase"_s, u"http://127.0.0.1:9"_s);
    s.type(u"keyValue0"_s, u"before"_s);
    QTest::keyClick(s.dialog.get(), Qt::Key_S, Qt::ControlModifier);
    s.type(u"endpointName"_s, u"A2"_s);
    s.type(u"keyValue0"_s, QString::fromLatin1(plantedKey));
    QTRY_COMPARE(s.all().size(), 1U);
    const EndpointId id = s.all().front().id;
    QTRY_VERIFY(s.secrets.isEntered(id, 0));
    QCOMPARE(s.title(), u"A2"_s);
    QTRY_VERIFY(s.find<QPushButton>(u"removeEndpoint"_s)->isEnabled());
    QTest::keyClick(s.dialog.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_COMPARE(s.all().front().name, u"A2"_s);
    QCOMPARE(s.all().size(), 1U);
    QTRY_COMPARE(s.secrets.keysFor(s.all().front())->parts, std::vector<QByteArray>{plantedKey});
}

void TestEndpointDialog::keepsWhatIsTypedBeforeTheListComes()
{
    Subject s;
    s.stored(u"A"_s);
    s.dialog = std::make_unique<EndpointDialog>(
        EndpointWorld{*s.world.store, s.services, s.secrets, s.sender, s.undo}, nullptr);
    s.dialog->open();
    s.find<QLineEdit>(u"endpointName"_s)->setText(u"B"_s);
    QTRY_COMPARE(s.find<QListView>(u"endpointList"_s)->model()->rowCount(), 1);
    QCOMPARE(s.title(), u"B"_s);
}

void TestEndpointDialog::framesProduction()
{
    Subject s;
    s.open();
    auto *frame = s.dialog->findChild<ProductionFrame *>();
    QVERIFY(!frame->isProduction());
    QVERIFY(!s.find<QLabel>(u"productionMark"_s)->isVisible());
    auto *production = s.find<QCheckBox>(u"endpointProduction"_s);
    production->setFocus();
    QTest::keyClick(production, Qt::Key_Space);
    QVERIFY(frame->isProduction());
    QVERIFY(s.find<QLabel>(u"productionMark"_s)->isVisible());
    s.type(u"endpointName"_s, u"Live"_s);
    s.press(u"endpointUseDefault"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    QVERIFY(s.all().front().production);
}

void TestEndpointDialog::editsHeadersAndOptions()
{
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"Local"_s);
    s.press(u"endpointUseDefault"_s);
    s.type(u"endpointOption0"_s, u"eu"_s);
    s.type(u"endpointCustomer"_s, u"acme"_s);
    auto *table = s.find<QTableWidget>(u"endpointHeaders"_s);
    QCOMPARE(table->rowCount(), 1);
    table->item(0, 0)->setText(u"X-Trace"_s);
    QCOMPARE(table->rowCount(), 2);
    table->item(0, 1)->setText(u"${TRACE}"_s);
    table->item(1, 0)->setText(u"Cookie"_s);
    table->item(1, 1)->setText(u"a=b"_s);
    QVERIFY(s.find<FieldNote>(u"endpointHeadersFault"_s)->isVisible());
    table->setFocus();
    table->setCurrentCell(1, 0);
    QTest::keyClick(table, Qt::Key_Delete);
    QVERIFY(!s.find<FieldNote>(u"endpointHeadersFault"_s)->isVisible());
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    const Endpoint endpoint = s.all().front();
    QCOMPARE(endpoint.headers, (std::vector<NamedValue>{{"X-Trace", "${TRACE}"}}));
    QCOMPARE(endpoint.options, (std::vector<NamedValue>{{"X-Region", "eu"}}));
    QCOMPARE(endpoint.customer, QByteArray("acme"));
}

void TestEndpointDialog::followsTheService()
{
    Subject s;
    s.open();
    auto *service = s.find<QComboBox>(u"endpointService"_s);
    service->setFocus();
    QTest::keyClick(service, Qt::Key_Down);
    QCOMPARE(service->currentText(), u"Beta"_s);
    QCOMPARE(s.find<QLineEdit>(u"endpointBase"_s)->placeholderText(), u"https://beta.example"_s);
    QTRY_VERIFY(s.find<QComboBox>(u"keySource1"_s)->isVisible());
    auto *transport = s.find<QComboBox>(u"endpointTransport"_s);
    QVERIFY(transport->isEnabled());
    transport->setFocus();
    QTest::keyClick(transport, Qt::Key_Down);
    QCOMPARE(s.find<QLineEdit>(u"endpointBase"_s)->placeholderText(), u"https://open.example"_s);
    s.type(u"endpointName"_s, u"Open"_s);
    s.press(u"endpointUseDefault"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    QCOMPARE(s.all().front().transport, QByteArray("open"));
    QVERIFY(s.all().front().secrets.empty());
}

void TestEndpointDialog::asksBeforeLosingChanges()
{
    Subject s;
    s.stored(u"A"_s);
    s.stored(u"B"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.type(u"endpointName"_s, u"A2"_s);
    auto *list = s.find<QListView>(u"endpointList"_s);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(s.title(), u"A2"_s);
    s.press(u"askStay"_s);
    QCOMPARE(s.title(), u"A2"_s);
    QTest::keyClick(s.dialog.get(), Qt::Key_Escape);
    QVERIFY(s.dialog->isVisible());
    s.press(u"askStay"_s);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    s.press(u"askSave"_s);
    QTRY_COMPARE(s.title(), u"B"_s);
    QCOMPARE(s.all().front().name, u"A2"_s);
    s.type(u"endpointName"_s, u"B2"_s);
    QTest::keyClick(s.dialog.get(), Qt::Key_Escape);
    s.press(u"askDiscard"_s);
    QVERIFY(!s.dialog->isVisible());
    QCOMPARE(s.all().back().name, u"B"_s);
}

void TestEndpointDialog::duplicatesAndRemovesWithUndo()
{
    Subject s;
    s.stored(u"A"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.press(u"duplicateEndpoint"_s);
    QCOMPARE(s.title(), u"A copy"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 2);
    QCOMPARE(s.all().back().secrets, s.all().front().secrets);
    QTRY_VERIFY(!s.find<QPushButton>(u"saveEndpoint"_s)->isEnabled());
    s.press(u"removeEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 1);
    QCOMPARE(s.title(), u"A"_s);
    QCOMPARE(s.undo.count(), 1);
    s.press(u"undoRemove"_s);
    QTRY_COMPARE(s.all().size(), 2);
    QTRY_COMPARE(s.title(), u"A copy"_s);
    s.undo.redo();
    QTRY_COMPARE(s.all().size(), 1);
    QTRY_COMPARE(s.title(), u"A"_s);
}

void TestEndpointDialog::usesTheChosenOne()
{
    Subject s;
    s.stored(u"A"_s);
    const Endpoint b = s.stored(u"B"_s);
    s.open();
    QSignalSpy chosen(s.dialog.get(), &EndpointDialog::chosen);
    s.dialog->showEndpoint(b.id);
    QTRY_COMPARE(s.title(), u"B"_s);
    s.find<QLineEdit>(u"endpointName"_s)->setFocus();
    QTest::keyClicks(QApplication::focusWidget(), u"2"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().toLongLong(), b.id);
    QVERIFY(!s.dialog->isVisible());
    QCOMPARE(s.all().size(), 2);
}

void TestEndpointDialog::testsTheConnection()
{
    test::HttpServer server;
    Subject s;
    s.stored(u"A"_s, server.base());
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.press(u"testConnection"_s);
    auto *result = s.find<QLabel>(u"testResult"_s);
    QTRY_VERIFY2(result->text().contains(u"answers"_s), qPrintable(result->text()));
    QVERIFY(server.requests().empty());
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const quint16 port = gone.serverPort();
    gone.close();
    s.type(u"endpointBase"_s, u"http://127.0.0.1:%1"_s.arg(port));
    s.press(u"testConnection"_s);
    QTRY_VERIFY2(result->text().contains(u"Nobody listens"_s), qPrintable(result->text()));
    const test::HttpServer stranger(u"other"_s);
    s.type(u"endpointBase"_s, u"https://127.0.0.1:%1"_s.arg(stranger.port()));
    s.press(u"testConnection"_s);
    QTRY_VERIFY2(result->text().contains(u"is not trusted"_s), qPrintable(result->text()));
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    s.type(u"endpointBase"_s, u"https://127.0.0.1:%1"_s.arg(gone.serverPort()));
    s.press(u"testConnection"_s);
    QVERIFY(result->text().startsWith(u"Connecting"_s));
    s.press(u"testConnection"_s);
    QCOMPARE(result->text(), u"Cancelled."_s);
}

namespace {

QString tlsFile(const QString &name)
{
    return QStringLiteral(EVENTSCOPE_TEST_DATA) + u"/tls/"_s + name;
}

constexpr int keyringSource = 3;

}

void TestEndpointDialog::setsConnectionAndPace()
{
    Subject s;
    s.stored(u"A"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    QVERIFY(!s.find<QWidget>(u"connectionBox"_s)->isVisible());
    QVERIFY(s.find<QLabel>(u"connectionSectionSummary"_s)->text().contains(u"straight"_s));
    s.find<QToolButton>(u"connectionSectionHeading"_s)->click();
    s.find<QToolButton>(u"sendingSectionHeading"_s)->click();
    s.choose(u"endpointProxy"_s, 2);
    s.type(u"endpointProxyPlace"_s, u"127.0.0.1:3128"_s);
    s.type(u"endpointAuthorities"_s, tlsFile(u"authority.pem"_s));
    s.type(u"endpointCertificate"_s, tlsFile(u"client.pem"_s));
    s.type(u"endpointCertificateKey"_s, tlsFile(u"client.key"_s));
    s.find<QDoubleSpinBox>(u"endpointPace"_s)->setValue(12.5);
    s.find<QSpinBox>(u"endpointAtOnce"_s)->setValue(4);
    s.find<QCheckBox>(u"endpointResume"_s)->setChecked(true);
    QTest::qWait(300);    // the files are read
    QVERIFY2(s.note(u"endpointFilesFault"_s).isEmpty(), qPrintable(s.note(u"endpointFilesFault"_s)));
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().front().concurrency, 4);
    const Endpoint saved = s.all().front();
    QCOMPARE(saved.proxy, (ProxySetting{ProxySetting::Kind::Given, u"127.0.0.1"_s, 3128}));
    QCOMPARE(saved.authorities, tlsFile(u"authority.pem"_s));
    QCOMPARE(saved.certificate, tlsFile(u"client.pem"_s));
    QCOMPARE(saved.certificateKey, tlsFile(u"client.key"_s));
    QCOMPARE(saved.perSecond, 12.5);
    QVERIFY(saved.resumeUnknown);
    QTRY_VERIFY(!s.find<QPushButton>(u"saveEndpoint"_s)->isEnabled());
    // What is set is not hidden.
    QVERIFY(s.find<QWidget>(u"connectionBox"_s)->isVisible());
    QVERIFY(s.find<QLabel>(u"sendingSectionSummary"_s)->text().contains(u"12.5"_s));
}

void TestEndpointDialog::saysWhatIsWrongWithFiles()
{
    Subject s;
    s.open();
    s.find<QToolButton>(u"connectionSectionHeading"_s)->click();
    const auto *note = s.find<FieldNote>(u"endpointFilesFault"_s);
    s.type(u"endpointAuthorities"_s, tlsFile(u"expired.pem"_s));
    QTRY_VERIFY2(note->text().contains(u"expired on 2021-01-01"_s), qPrintable(note->text()));
    QCOMPARE(note->kind(), FieldNote::Kind::Warning);    // it may be renewed in its place
    s.type(u"endpointAuthorities"_s, u"relative.pem"_s);
    QCOMPARE(note->kind(), FieldNote::Kind::Fault);
    s.type(u"endpointAuthorities"_s, {});
    s.type(u"endpointCertificate"_s, tlsFile(u"client.pem"_s));
    s.type(u"endpointCertificateKey"_s, tlsFile(u"client-encrypted.key"_s));
    QTRY_VERIFY2(note->text().contains(u"is encrypted"_s), qPrintable(note->text()));
}

void TestEndpointDialog::opensWhatIsWrongWhenFolded()
{
    Subject s;
    s.open();
    s.type(u"endpointName"_s, u"A"_s);
    s.press(u"endpointUseDefault"_s);
    auto *heading = s.find<QToolButton>(u"connectionSectionHeading"_s);
    heading->click();
    s.choose(u"endpointProxy"_s, 2);
    heading->click();
    QVERIFY(!s.find<QWidget>(u"connectionBox"_s)->isVisible());
    s.press(u"saveEndpoint"_s);
    QTRY_VERIFY(s.find<QWidget>(u"connectionBox"_s)->isVisible());
    QCOMPARE(QApplication::focusWidget()->objectName(), u"endpointProxyPlace"_s);
    QVERIFY(s.all().empty());
}

void TestEndpointDialog::keepsKeysInTheKeyring()
{
    Subject s;
    s.stored(u"A"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.choose(u"keySource0"_s, keyringSource);
    QTRY_VERIFY2(s.note(u"keyNote0"_s).contains(u"kept in the system's keyring"_s), qPrintable(s.note(u"keyNote0"_s)));
    s.type(u"keyValue0"_s, QString::fromLatin1(plantedKey));
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.keyringHolds.entries().size(), 1U);
    const auto entry = *s.keyringHolds.entries().begin();
    QCOMPARE(entry.second, plantedKey);
    QCOMPARE(s.all().front().secrets.front(), (SecretSource{SecretSource::Kind::Keyring, entry.first}));
    QTRY_VERIFY(!s.find<QPushButton>(u"saveEndpoint"_s)->isEnabled());
    QVERIFY(s.find<QLineEdit>(u"keyValue0"_s)->text().isEmpty());
    QVERIFY(!allTexts(*s.dialog).contains(QString::fromLatin1(plantedKey)));
    // Another key takes its place, in the same entry.
    s.type(u"keyValue0"_s, u"another-key"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.keyringHolds.entries().begin()->second, QByteArray("another-key"));
    QCOMPARE(s.keyringHolds.entries().size(), 1U);
}

void TestEndpointDialog::dropsKeysThatAreNotNeeded()
{
    Subject s;
    Endpoint endpoint = s.stored(u"A"_s);
    endpoint.secrets = {{SecretSource::Kind::Keyring, Keyring::newEntry(u"A"_s)}};
    s.keyringHolds.put(endpoint.secrets.front().variable, plantedKey);
    QVERIFY(s.world.store->endpoints().save(endpoint).result());
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    QVERIFY(s.keyringHolds.asked() <= 1);    // it is not read to be looked at
    s.choose(u"keySource0"_s, 1);
    s.type(u"keyVariable0"_s, u"ALPHA_KEY"_s);
    QCOMPARE(s.keyringHolds.entries().size(), 1U);
    s.press(u"saveEndpoint"_s);
    QTRY_VERIFY(s.keyringHolds.entries().empty());
}

void TestEndpointDialog::keepsKeysWhileRemovalCanBeUndone()
{
    Subject s;
    Endpoint endpoint = s.stored(u"A"_s);
    endpoint.secrets = {{SecretSource::Kind::Keyring, Keyring::newEntry(u"A"_s)}};
    s.keyringHolds.put(endpoint.secrets.front().variable, plantedKey);
    QVERIFY(s.world.store->endpoints().save(endpoint).result());
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.press(u"removeEndpoint"_s);
    QTRY_VERIFY(s.all().empty());
    s.undo.undo();
    QTRY_COMPARE(s.all().size(), 1U);
    QCOMPARE(s.keyringHolds.entries().size(), 1U);
    s.undo.redo();
    QTRY_VERIFY(s.all().empty());
    QTest::qWait(50);
    QCOMPARE(s.keyringHolds.entries().size(), 1U);
    s.undo.clear();
    QTRY_VERIFY(s.keyringHolds.entries().empty());
}

void TestEndpointDialog::twinHasNoKeyOfItsOwn()
{
    Subject s;
    Endpoint endpoint = s.stored(u"A"_s);
    endpoint.secrets = {{SecretSource::Kind::Keyring, Keyring::newEntry(u"A"_s)}};
    QVERIFY(s.world.store->endpoints().save(endpoint).result());
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    s.press(u"duplicateEndpoint"_s);
    s.press(u"saveEndpoint"_s);
    QTRY_COMPARE(s.all().size(), 2U);
    QCOMPARE(s.all().back().secrets.front(), (SecretSource{SecretSource::Kind::Keyring, {}}));
}

void TestEndpointDialog::exportsAndImports()
{
    Subject s;
    Endpoint endpoint = s.stored(u"Größe \"1\""_s);
    endpoint.headers = {{"X-Trace", "${TRACE}"}};
    endpoint.timeoutMs = 1250;
    endpoint.perSecond = 0.5;
    endpoint.concurrency = 3;
    endpoint.resumeUnknown = true;
    endpoint.production = true;
    endpoint.proxy = {ProxySetting::Kind::Given, u"::1"_s, 3128};
    endpoint.authorities = u"/ä.pem"_s;
    QVERIFY(s.world.store->endpoints().save(endpoint).result());
    s.open();
    QTRY_COMPARE(s.title(), endpoint.name);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"endpoints.json"_s);
    s.pickFile(u"exportEndpoints"_s, u"exportEndpointsDialog"_s, path);
    QTRY_VERIFY2(s.barText().contains(u"without any key"_s), qPrintable(s.barText()));
    // Where there is no such name, it is the same again.
    Subject other;
    other.open();
    other.pickFile(u"importEndpoints"_s, u"importEndpointsDialog"_s, path);
    QTRY_COMPARE(other.all().size(), 1U);
    Endpoint imported = other.all().front();
    imported.id = endpoint.id;
    QCOMPARE(imported, endpoint);
}

void TestEndpointDialog::importsWithUndo()
{
    Subject s;
    s.stored(u"A"_s);
    s.stored(u"B"_s);
    s.open();
    QTRY_COMPARE(s.title(), u"A"_s);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"endpoints.json"_s);
    s.pickFile(u"exportEndpoints"_s, u"exportEndpointsDialog"_s, path);
    QTRY_VERIFY(s.barText().contains(u"without any key"_s));
    s.pickFile(u"importEndpoints"_s, u"importEndpointsDialog"_s, path);
    QTRY_COMPARE(s.all().size(), 4U);
    QCOMPARE(s.all()[1].name, u"A 2"_s);
    QCOMPARE(s.all()[3].name, u"B 2"_s);
    QVERIFY2(s.barText().contains(u"name that was taken"_s), qPrintable(s.barText()));
    s.press(u"undoImport"_s);
    QTRY_COMPARE(s.all().size(), 2U);
    s.undo.redo();
    QTRY_COMPARE(s.all().size(), 4U);
    s.undo.undo();
    s.undo.redo();
    s.undo.undo();
    QTRY_COMPARE(s.all().size(), 2U);
    QTest::qWait(50);
    QCOMPARE(s.all().size(), 2U);
}

void TestEndpointDialog::saysWhatCannotBeImported()
{
    Subject s;
    s.open();
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"endpoints.json"_s);
    const auto import = [&](const QByteArray &text) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(text);
        file.close();
        s.pickFile(u"importEndpoints"_s, u"importEndpointsDialog"_s, path);
    };
    import("[]");
    QTRY_VERIFY2(s.barText().contains(u"no endpoints of Eventscope"_s), qPrintable(s.barText()));
    import(R"({"eventscope":"endpoints","version":2,"endpoints":[]})");
    QTRY_VERIFY2(s.barText().contains(u"newer version"_s), qPrintable(s.barText()));
    import(R"({"eventscope":"endpoints","version":1,"endpoints":[{"name":"X","service":"nobody"}]})");
    QTRY_VERIFY2(s.barText().contains(u"X was left out"_s), qPrintable(s.barText()));
    QVERIFY(s.all().empty());
}

void TestEndpointDialog::listsEndpoints()
{
    EndpointModel model(twoServices().services());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Endpoint a;
    a.id = 1;
    a.name = u"A"_s;
    a.service = "beta";
    a.transport = "open";
    Endpoint b = a;
    b.id = 2;
    b.name = u"B"_s;
    b.service = "gone";
    b.production = true;
    model.setEndpoints({a, b});
    QCOMPARE(model.index(0).data(EndpointModel::ServiceRole).toString(), u"Beta, Open"_s);
    QCOMPARE(model.index(1).data(EndpointModel::ServiceRole).toString(), u"gone (unknown service)"_s);
    QVERIFY(model.index(1).data(EndpointModel::ProductionRole).toBool());
    QVERIFY(model.isTaken(u"a"_s, 2));
    QVERIFY(!model.isTaken(u"a"_s, 1));
    QCOMPARE(model.freeName(u"B"_s), u"B 2"_s);
    QCOMPARE(model.freeName(u"C"_s), u"C"_s);
    a.name = u"Z"_s;
    model.setEndpoints({a, b});
    QCOMPARE(model.indexOf(1).data().toString(), u"Z"_s);
    QVERIFY(!model.find(3));
}

}

QTEST_MAIN(eventscope::TestEndpointDialog)
#include "tst_endpointdialog.moc"
