// SPDX-License-Identifier: GPL-3.0-or-later
#include "../model/store/storehelp.h"
#include "mainwindow/importcontroller.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/noticelist.h"
#include "mainwindow/rejectspanel.h"
#include "mainwindow/settingswriter.h"
#include "service/services.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QUrl>

#include <optional>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QByteArray oneEvent = R"({"tenant_id":"t1","event_name":"api.call","timestamp":"2026-03-29T12:00:00Z"})";
const QByteArray otherEvent = R"({"tenant_id":"t2","event_name":"page.view","timestamp":"2026-03-29T13:00:00Z"})";

const QByteArray commented = R"({
  "tenant_id": "t3", // the customer
  "event_name": "api.call"
})";

}

class TestMainWindow : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void importsFiles();
    void rejectsAreShownAndSaved();
    void importIsUndone();
    void commentsAreOffered();
    void pastesByKeyboard();
    void emptyClipboard();
    void takesWhatIsDropped();
    void failedImportLeavesNothing();
    void importsOneAfterTheOther();
    void settingsAreWrittenAside();

    void sessionIsReplaced();
    void filterComesBack();
    void layoutComesBack();
    void resetsTheLayout();
    void readOnlyStore();
    void withoutAStore();
    void recentStores();
    void choosesTheTheme();

    void listsShortcuts();
    void messagesTakeTurns();

private:
    void open(const QString &name, bool readOnly = false);
    void waitForImport();
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes) const;
    [[nodiscard]] QStringList messages() const;
    [[nodiscard]] qint64 visible() const { return m_window->session()->store().columns().visible(); }
    void press(const QString &label);
    template <typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    ServiceSet m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::initTestCase()
{
    std::vector<Error> faults;
    m_services = ServiceSet::compile(Services::load(QDir(u"/nonexistent"_s)).services, &faults);
    QVERIFY(faults.empty());
    QApplication::setApplicationDisplayName(u"Eventscope"_s);
}

void TestMainWindow::init()
{
    test::failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(u"settings.ini"_s), QSettings::IniFormat);
    m_window = std::make_unique<MainWindow>(*m_settings);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_settings.reset();
    applyTheme(ThemeChoice::System);
}

void TestMainWindow::open(const QString &name, bool readOnly)
{
    StoreOptions options;
    options.path = m_folder->filePath(name);
    options.readOnly = readOnly;
    m_window->setSession(std::make_unique<Session>(test::openStore(options), m_services, *m_settings));
}

void TestMainWindow::waitForImport()
{
    QTRY_VERIFY(!m_window->isImporting());
    QApplication::processEvents();
}

QString TestMainWindow::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
    return file.fileName();
}

QStringList TestMainWindow::messages() const
{
    QStringList texts;
    for (const QLabel *label : m_window->findChildren<QLabel *>(u"messageText"_s)) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts;
}

void TestMainWindow::press(const QString &label)
{
    for (QPushButton *button : m_window->findChild<MessageBar *>()->findChildren<QPushButton *>()) {
        if (button->text() == label && button->isVisible()) {
            button->setFocus();
            QTest::keyClick(button, Qt::Key_Space);
            return;
        }
    }
    QFAIL(qPrintable(u"no button "_s + label));
}

void TestMainWindow::importsFiles()
{
    open(u"a.eventscope"_s);
    m_window->importFiles({write(u"two.ndjson"_s, oneEvent + '\n' + otherEvent + '\n')});
    QVERIFY(m_window->isImporting());
    waitForImport();
    QTRY_COMPARE(visible(), 2);
    QCOMPARE(messages(), QStringList{u"2 events imported from two.ndjson."_s});
    QTRY_VERIFY(!child<QToolButton>(u"statusCancel"_s)->isVisible());
    QTRY_VERIFY(child<QLabel>(u"statusCount"_s)->text().contains(u'2'));
    const auto *notices = child<NoticeList>(u"noticeList"_s);
    QVERIFY(notices->item(0)->text().endsWith(u"2 events imported from two.ndjson."_s));
}

void TestMainWindow::rejectsAreShownAndSaved()
{
    open(u"a.eventscope"_s);
    child<QDockWidget>(u"problemsDock"_s)->hide();
    m_window->importFiles({write(u"mixed.ndjson"_s, oneEvent + "\n{\"a\":tru}\n\xff\xfe{\n")});
    waitForImport();
    QCOMPARE(messages(), QStringList{u"1 event imported from mixed.ndjson, 2 rejected."_s});
    press(u"Show rejects"_s);
    QVERIFY(child<QDockWidget>(u"problemsDock"_s)->isVisible());
    const auto *table = child<QTableView>(u"rejectsTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(table->model()->index(0, RejectModel::Line).data().toString(), u"2"_s);
    QVERIFY(!table->model()->index(0, RejectModel::Reason).data().toString().isEmpty());

    const QString path = m_folder->filePath(u"rejects.ndjson"_s);
    m_window->findChild<RejectsPanel *>()->saveTo(path);
    QTRY_VERIFY(messages().contains(u"2 rejects saved."_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject first = QJsonDocument::fromJson(file.readLine()).object();
    QCOMPARE(first.value(u"line"_s).toInt(), 2);
    QCOMPARE(first.value(u"text"_s).toString(), u"{\"a\":tru}"_s);
    const QJsonObject second = QJsonDocument::fromJson(file.readLine()).object();
    QVERIFY(second.contains(u"base64"_s));

    m_window->findChild<RejectsPanel *>()->saveTo(m_folder->filePath(u"no/such/folder/x"_s));
    QTRY_VERIFY(messages().join(u' ').contains(u"cannot be written"_s));
    // Neither the store nor what was imported is written over.
    for (const QString &name : {u"mixed.ndjson"_s, u"a.eventscope"_s}) {
        const QString precious = m_folder->filePath(name);
        m_window->findChild<RejectsPanel *>()->saveTo(precious);
        QTRY_VERIFY(messages().join(u' ').contains(precious + u" is not written"_s));
    }
}

void TestMainWindow::importIsUndone()
{
    open(u"a.eventscope"_s);
    m_window->importFiles({write(u"keep.ndjson"_s, otherEvent)});
    waitForImport();
    m_window->importFiles({write(u"gone.ndjson"_s, oneEvent + '\n' + oneEvent)});
    waitForImport();
    QTRY_COMPARE(visible(), 3);
    press(u"Undo"_s);
    QTRY_COMPARE(visible(), 1);
    child<QAction>(u"undo"_s)->trigger();    // the deletion, that is
    QTRY_COMPARE(visible(), 3);
    child<QAction>(u"redo"_s)->trigger();
    child<QAction>(u"undo"_s)->trigger();
    child<QAction>(u"redo"_s)->trigger();
    QTRY_COMPARE(visible(), 1);
    QTest::qWait(50);
    QCOMPARE(visible(), 1);
}

void TestMainWindow::commentsAreOffered()
{
    open(u"a.eventscope"_s);
    m_window->pasteText(commented);
    waitForImport();
    QCOMPARE(visible(), 0);
    QVERIFY(messages().join(u' ').contains(u"comments"_s));
    press(u"Strip comments and import"_s);
    QTRY_COMPARE(visible(), 1);
    waitForImport();
    QCOMPARE(messages(), QStringList{u"1 event imported from pasted text."_s});
}

void TestMainWindow::pastesByKeyboard()
{
    open(u"a.eventscope"_s);
    QApplication::clipboard()->setText(QString::fromUtf8("[" + oneEvent + "," + otherEvent + "]"));
    QTest::keyClick(m_window.get(), Qt::Key_V, Qt::ControlModifier);
    QTRY_COMPARE(visible(), 2);
}

void TestMainWindow::emptyClipboard()
{
    open(u"a.eventscope"_s);
    QApplication::clipboard()->clear();
    child<QAction>(u"pasteEvents"_s)->trigger();
    QVERIFY(!m_window->isImporting());
    QVERIFY(messages().join(u' ').contains(u"clipboard"_s));
}

void TestMainWindow::takesWhatIsDropped()
{
    open(u"a.eventscope"_s);
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(write(u"dropped.ndjson"_s, oneEvent))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &drop);
    QTRY_COMPARE(visible(), 1);

    QMimeData nothing;
    QDragEnterEvent refused({10, 10}, Qt::CopyAction, &nothing, Qt::LeftButton, Qt::NoModifier);
    refused.ignore();
    QApplication::sendEvent(m_window.get(), &refused);
    QVERIFY(!refused.isAccepted());
}

void TestMainWindow::failedImportLeavesNothing()
{
    open(u"a.eventscope"_s);
    m_window->importFiles({write(u"good.ndjson"_s, oneEvent), m_folder->filePath(u"missing.ndjson"_s)});
    waitForImport();
    QCOMPARE(visible(), 0);
    QCOMPARE(messages().size(), 1);
    QVERIFY(messages().front().contains(u"not imported"_s));
}

// Changes that come while others are written, too.
void TestMainWindow::settingsAreWrittenAside()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"aside.ini"_s);
    const auto isWritten = [&path](int value) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) && file.readAll().contains("value=" + QByteArray::number(value) + '\n');
    };
    QSettings settings(path, QSettings::IniFormat);
    std::optional<SettingsWriter> writer(std::in_place, settings);
    int value = 0;
    for (; value < 20; ++value) {
        settings.setValue(u"value"_s, value);
        QTest::qWait(value % 4);
    }
    QTRY_VERIFY(isWritten(19));
    settings.setValue(u"value"_s, ++value);
    QTRY_VERIFY(isWritten(value));
    settings.setValue(u"value"_s, ++value);
    writer.reset();
    settings.sync();
    QVERIFY(isWritten(value));
}

void TestMainWindow::importsOneAfterTheOther()
{
    open(u"a.eventscope"_s);
    QSignalSpy spy(m_window->findChild<ImportController *>(), &ImportController::started);
    m_window->importFiles({write(u"one.ndjson"_s, oneEvent)});
    m_window->importFiles({write(u"two.ndjson"_s, otherEvent)});
    QCOMPARE(spy.size(), 1);
    QTRY_COMPARE(visible(), 2);
    QCOMPARE(spy.size(), 2);
}

void TestMainWindow::sessionIsReplaced()
{
    open(u"first.eventscope"_s);
    m_window->importFiles({write(u"one.ndjson"_s, oneEvent)});
    waitForImport();
    QVERIFY(m_window->windowTitle().startsWith(u"first"_s));
    open(u"second.eventscope"_s);
    QVERIFY(m_window->windowTitle().startsWith(u"second"_s));
    QCOMPARE(child<QLabel>(u"statusStore"_s)->text(), u"Store: second"_s);
    QVERIFY(messages().isEmpty());
    QCOMPARE(visible(), 0);
    QVERIFY(!child<QAction>(u"undo"_s)->isEnabled());
    open(u"first.eventscope"_s);
    QCOMPARE(visible(), 1);
}

void TestMainWindow::filterComesBack()
{
    open(u"first.eventscope"_s);
    const EventFilter filter = EventFilter().withValues(Field::Tenant, {"t1"});
    m_window->session()->filter().setFilter(filter);
    open(u"second.eventscope"_s);
    QVERIFY(m_window->session()->filter().filter().matchesAll());
    open(u"first.eventscope"_s);
    QCOMPARE(m_window->session()->filter().filter(), filter);
    m_window->session()->filter().setFilter({});
    m_window->session()->saveFilter();    // the window does so before it lets another be opened
    open(u"first.eventscope"_s);
    QVERIFY(m_window->session()->filter().filter().matchesAll());
}

void TestMainWindow::layoutComesBack()
{
    open(u"a.eventscope"_s);
    m_window->resize(1111, 777);
    child<QDockWidget>(u"facetsDock"_s)->hide();
    child<QDockWidget>(u"problemsDock"_s)->show();
    m_window->close();
    m_window = std::make_unique<MainWindow>(*m_settings);
    open(u"a.eventscope"_s);
    m_window->show();
    QCOMPARE(m_window->size(), QSize(1111, 777));
    QVERIFY(child<QDockWidget>(u"facetsDock"_s)->isHidden());
    QVERIFY(!child<QDockWidget>(u"problemsDock"_s)->isHidden());
}

void TestMainWindow::resetsTheLayout()
{
    open(u"a.eventscope"_s);
    child<QDockWidget>(u"facetsDock"_s)->hide();
    child<QDockWidget>(u"detailDock"_s)->setFloating(true);
    child<QAction>(u"resetLayout"_s)->trigger();
    QVERIFY(child<QDockWidget>(u"facetsDock"_s)->isVisible());
    QVERIFY(!child<QDockWidget>(u"detailDock"_s)->isFloating());
    QCOMPARE(m_window->dockWidgetArea(child<QDockWidget>(u"detailDock"_s)), Qt::RightDockWidgetArea);
}

void TestMainWindow::readOnlyStore()
{
    open(u"a.eventscope"_s);
    open(u"b.eventscope"_s);
    open(u"a.eventscope"_s, true);
    QVERIFY(m_window->session()->store().isReadOnly());
    QVERIFY(!child<QAction>(u"importFiles"_s)->isEnabled());
    QVERIFY(!child<QAction>(u"deleteEvents"_s)->isEnabled());
    QVERIFY(child<QAction>(u"find"_s)->isEnabled());
    QVERIFY(child<QLabel>(u"statusStore"_s)->text().contains(u"read-only"_s));
    QCOMPARE(messages(), QStringList{m_window->session()->store().readOnlyReason()});
}

void TestMainWindow::withoutAStore()
{
    m_window->showNoStore(u"It is not there."_s);
    QCOMPARE(child<QLabel>(u"noStoreReason"_s)->text(), u"It is not there."_s);
    for (const QString &name : {u"importFiles"_s, u"find"_s, u"deleteEvents"_s})
        QVERIFY(!child<QAction>(name)->isEnabled());
    m_window->importFiles({u"x"_s});    // nothing to import into
    QVERIFY(!m_window->isImporting());
    auto *button = child<QPushButton>(u"noStoreOpen"_s);
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QDialog *dialog = child<QDialog>(u"storeDialog"_s);
    QTRY_VERIFY(dialog->isVisible());
    dialog->close();
    open(u"a.eventscope"_s);
    QVERIFY(!m_window->findChild<QWidget *>(u"noStorePage"_s));
    QVERIFY(child<QAction>(u"find"_s)->isEnabled());
}

void TestMainWindow::recentStores()
{
    open(u"a.eventscope"_s);
    open(u"b.eventscope"_s);
    open(u"a.eventscope"_s);
    const QList<QAction *> actions = child<QMenu>(u"recentMenu"_s)->actions();
    QCOMPARE(actions.size(), 4);    // two stores, a line, the way to clear them
    QVERIFY(actions[0]->text().startsWith(u"a "_s));
    QSignalSpy spy(m_window.get(), &MainWindow::storeRequested);
    actions[1]->trigger();
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.front().front().toString(), m_folder->filePath(u"b.eventscope"_s));
    actions[3]->trigger();
    QVERIFY(!child<QMenu>(u"recentMenu"_s)->isEnabled());
    QVERIFY(RecentStores(*m_settings).paths().isEmpty());
}

void TestMainWindow::choosesTheTheme()
{
    open(u"a.eventscope"_s);
    child<QAction>(u"theme-dark"_s)->trigger();
    QVERIFY(Theme::of(QApplication::palette()).dark);
    QCOMPARE(m_settings->value(u"window/theme"_s).toString(), u"dark"_s);
    QVERIFY(child<QAction>(u"theme-dark"_s)->isChecked());
    m_window->session()->filter().setFilter(EventFilter().withTime(1, 2).withValues(Field::Tenant, {"t"}));
    child<QAction>(u"theme-light"_s)->trigger();
    QVERIFY(!Theme::of(QApplication::palette()).dark);
    QApplication::processEvents();
    for (const QToolButton *button : m_window->findChildren<QToolButton *>()) {
        const QColor text = button->palette().color(QPalette::Active, QPalette::ButtonText);
        QVERIFY2(contrast(text, button->palette().color(QPalette::Button)) >= 4.5, qPrintable(button->objectName()));
    }
}

void TestMainWindow::listsShortcuts()
{
    open(u"a.eventscope"_s);
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QDialog *dialog = child<QDialog>(u"shortcutsDialog"_s);
    QVERIFY(dialog->isVisible());
    const QTreeWidget *tree = dialog->findChild<QTreeWidget *>();
    QVERIFY(!tree->findItems(u"Find"_s, Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
    QVERIFY(!tree->findItems(u"Zoom in, zoom out"_s, Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
}

void TestMainWindow::messagesTakeTurns()
{
    MessageBar bar;
    QVERIFY(!bar.isVisible());
    bar.post({Message::Kind::Notice, u"one"_s, "key", {}});
    bar.post({Message::Kind::Error, u"two"_s, "key", {}});
    QCOMPARE(bar.count(), 1);
    for (int i = 0; i < 10; ++i)
        bar.post({Message::Kind::Warning, QString::number(i), {}, {}});
    QCOMPARE(bar.count(), MessageBar::most);
    bar.clear();
    QCOMPARE(bar.count(), 0);
    int acted = 0;
    bar.post({Message::Kind::Notice, u"three"_s, {}, {{u"Act"_s, [&] { ++acted; }}}});
    const QList<QPushButton *> buttons = bar.findChildren<QPushButton *>(u"messageAction0"_s);
    buttons.back()->click();
    QCOMPARE(acted, 1);
    QCOMPARE(bar.count(), 0);
    QVERIFY(!bar.isVisible());
}

}

QTEST_MAIN(eventscope::TestMainWindow)
#include "tst_mainwindow.moc"
