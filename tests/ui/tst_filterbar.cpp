// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterbar.h"
#include "explorer/filterchips.h"
#include "explorer/filteredit.h"
#include "explorerworld.h"
#include "testmain.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestFilterBar : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void appliesTextAfterAPause();
    void appliesTextAtOnceOnEnter();
    void writesWhatOthersChoose();
    void keepsTheSpellingOfTheSame();
    void marksFaults();
    void takesTheCompletionFirst();
    void choosesAmongCompletions();
    void closesTheCompletionFirst();
    void opensOnCtrlSpace();
    void pastesOneLine();
    void oneTypingIsOneStep();
    void offersRecentFilters();
    void picksValuesByKeyboard();
    void excludesWithAlt();
    void takesPresets();
    void readsFreeTimes();
    void saysWhatTimeCannotBeRead();
    void removesChipsByKeyboard();
    void clearsAll();
    void goesBackAndForward();
};

namespace {

constexpr Micros now = test::worldStart + microsPerDay;

struct Subject {
    explicit Subject(int events = 200)
        : world(events)
        , bar(*world.store, ServiceSet(), world.state, [] { return now; })
    {
        bar.resize(800, 400);
        bar.show();
        bar.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&bar));
    }

    template <typename T>
    T *find(const QString &name)
    {
        T *found = bar.findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void open(const QString &name) { QTest::keyClick(find<QToolButton>(name), Qt::Key_Space); }
    FilterEdit &edit() { return *find<FilterEdit>(u"filterText"_s); }
    QString text() { return edit().line(); }
    void type(const QString &text) { QTest::keyClicks(&edit(), text); }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&edit(), which, modifiers); }
    QListView *list()
    {
        auto *found = bar.window()->findChild<QListView *>(u"completionList"_s);
        if (!found)
            qFatal("no list");
        return found;
    }
    const EventFilter &filter() const { return world.state.filter(); }

    test::World world;
    FilterBar bar;
};

EventFilter parsed(const QString &text)
{
    const auto filter = EventFilter::parse(text, now);
    return filter ? *filter : EventFilter();
}

}

void TestFilterBar::appliesTextAfterAPause()
{
    Subject s;
    s.bar.focusText();
    QSignalSpy changed(&s.world.state, &FilterState::changed);
    s.type(u"needle"_s);
    QVERIFY(changed.isEmpty());
    QTRY_COMPARE(s.filter().freeText(), u"needle"_s);
    QCOMPARE(changed.count(), 1);
}

void TestFilterBar::appliesTextAtOnceOnEnter()
{
    Subject s;
    s.bar.focusText();
    s.type(u"user:user_1* -is:invalid 12:30"_s);
    s.key(Qt::Key_Return);
    QCOMPARE(s.filter(), parsed(u"user:user_1* -is:invalid 12:30"_s));
    QCOMPARE(s.text(), u"user:user_1* -is:invalid 12:30"_s);
}

void TestFilterBar::writesWhatOthersChoose()
{
    Subject s;
    s.world.state.setFilter(parsed(u"tenant:acme -user:user_1"_s));
    QCOMPARE(s.text(), u"tenant:acme -user:user_1"_s);
    s.bar.focusText();
    s.key(Qt::Key_End);
    s.type(u" x"_s);
    QTRY_COMPARE(s.filter(), parsed(u"tenant:acme -user:user_1 x"_s));
    s.world.state.setFilter(parsed(u"is:valid"_s));    // while the focus is here
    QCOMPARE(s.text(), u"is:valid"_s);
    QCOMPARE(s.edit().cursorAt(), 8);
    s.edit().undo();    // what was typed is not lost
    QCOMPARE(s.text(), u"tenant:acme -user:user_1 x"_s);
    QTRY_COMPARE(s.filter(), parsed(u"tenant:acme -user:user_1 x"_s));
}

void TestFilterBar::keepsTheSpellingOfTheSame()
{
    Subject s;
    s.bar.focusText();
    s.type(u"not  verdict:valid  and time:-1h.. "_s);
    s.key(Qt::Key_Return);
    const EventFilter before = s.filter();
    QCOMPARE(before.timeFrom(), std::optional(now - microsPerHour));
    s.world.state.setFilter({});
    QCOMPARE(s.text(), QString());
    s.world.state.goBack();
    QCOMPARE(s.filter(), before);
    QVERIFY(s.text().startsWith(u"-is:valid time:"_s));
    s.edit().setLine({});
    s.type(u"a  b "_s);
    QTRY_COMPARE(s.filter(), parsed(u"a b"_s));
    QCOMPARE(s.text(), u"a  b "_s);
    s.world.state.setFilter(parsed(u"a b"_s));
    QCOMPARE(s.text(), u"a  b "_s);
}

void TestFilterBar::marksFaults()
{
    Subject s;
    s.world.state.setFilter(parsed(u"tenant:acme"_s));
    auto *note = s.find<QWidget>(u"filterNote"_s);
    s.bar.focusText();
    s.key(Qt::Key_End);
    s.type(u" colour:red"_s);
    QVERIFY(!note->isVisible());
    QTRY_VERIFY(note->isVisible());
    QVERIFY(s.find<QLabel>(u"filterNoteText"_s)->text().contains(u"colour"_s));
    QCOMPARE(s.filter(), parsed(u"tenant:acme"_s));    // stays in force
    const auto underlined = [&s] {
        QString marked;
        for (const QTextLayout::FormatRange &range : s.edit().document()->firstBlock().layout()->formats())
            if (range.format.underlineStyle() == QTextCharFormat::WaveUnderline)
                marked += s.text().mid(range.start, range.length);
        return marked;
    };
    QCOMPARE(underlined(), u"colour"_s);
    s.key(Qt::Key_Return);    // still wrong: nothing is applied or lost
    QCOMPARE(s.text(), u"tenant:acme colour:red"_s);
    QCOMPARE(s.filter(), parsed(u"tenant:acme"_s));
    s.key(Qt::Key_Escape);    // back to what is in force
    QCOMPARE(s.text(), u"tenant:acme"_s);
    QVERIFY(!note->isVisible());
    QVERIFY(underlined().isEmpty());
}

void TestFilterBar::takesTheCompletionFirst()
{
    Subject s;
    s.bar.focusText();
    s.type(u"ten"_s);
    QVERIFY(s.list()->isVisible());
    QCOMPARE(QApplication::focusWidget()->objectName(), u"filterText"_s);
    s.key(Qt::Key_Return);
    QCOMPARE(s.text(), u"tenant:"_s);
    QTRY_COMPARE(s.list()->model()->rowCount(), 5);
    s.type(u"glo"_s);
    QTRY_COMPARE(s.list()->model()->rowCount(), 1);
    s.key(Qt::Key_Return);    // takes
    QCOMPARE(s.text(), u"tenant:globex"_s);
    QVERIFY(!s.list()->isVisible());
    s.key(Qt::Key_Return);    // applies
    QCOMPARE(s.filter(), parsed(u"tenant:globex"_s));
}

void TestFilterBar::choosesAmongCompletions()
{
    Subject s;
    s.bar.focusText();
    s.type(u"tenant:"_s);
    QTRY_COMPARE(s.list()->model()->rowCount(), 5);
    QCOMPARE(s.list()->currentIndex().row(), 0);
    s.key(Qt::Key_Down);
    const QString second = s.list()->currentIndex().data().toString();
    s.key(Qt::Key_Tab);
    QVERIFY(s.text().contains(second));
    QVERIFY(s.edit().hasFocus());
    s.key(Qt::Key_Tab);    // moves on, nothing being open
    QVERIFY(!s.edit().hasFocus());
}

void TestFilterBar::closesTheCompletionFirst()
{
    Subject s;
    s.world.state.setFilter(parsed(u"is:valid"_s));
    s.bar.focusText();
    s.key(Qt::Key_End);
    s.type(u" tenant:gl"_s);
    QTRY_VERIFY(s.list()->isVisible());
    QTest::qWait(300);
    QCOMPARE(s.filter(), parsed(u"is:valid"_s));    // a value is being chosen
    s.key(Qt::Key_Escape);
    QVERIFY(!s.list()->isVisible());
    QTRY_COMPARE(s.filter(), parsed(u"is:valid tenant:gl"_s));    // meant as it is, then
    s.type(u"o,"_s);
    QTRY_VERIFY(s.list()->isVisible());
    s.key(Qt::Key_Escape);
    QVERIFY(!s.list()->isVisible());
    QTRY_VERIFY(s.find<QWidget>(u"filterNote"_s)->isVisible());
    QCOMPARE(s.text(), u"is:valid tenant:glo,"_s);
    QSignalSpy left(&s.bar, &FilterBar::leaveRequested);
    s.key(Qt::Key_Escape);
    QCOMPARE(s.text(), u"is:valid tenant:gl"_s);
    QVERIFY(left.isEmpty());
    s.key(Qt::Key_Escape);
    QCOMPARE(left.count(), 1);
}

void TestFilterBar::opensOnCtrlSpace()
{
    Subject s;
    s.bar.focusText();
    QVERIFY(!s.list()->isVisible());
    s.key(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(s.list()->isVisible());
    QVERIFY(s.list()->model()->rowCount() > 10);
    QVERIFY(s.edit().accessibleDescription().contains(u"tenant"_s));
    s.find<QToolButton>(u"tenantPicker"_s)->setFocus();
    QVERIFY(!s.list()->isVisible());
}

void TestFilterBar::pastesOneLine()
{
    Subject s;
    s.bar.focusText();
    QGuiApplication::clipboard()->setText(u"tenant:acme\r\nuser:user_1\n"_s);
    s.edit().paste();
    QCOMPARE(s.text(), u"tenant:acme  user:user_1"_s);
    s.key(Qt::Key_Return);
    QCOMPARE(s.filter(), parsed(u"tenant:acme user:user_1"_s));
    QGuiApplication::clipboard()->setText(QString(50'000, u'x'));
    s.edit().selectAll();
    s.edit().paste();
    QCOMPARE(s.text().size(), qsizetype(FilterEdit::longest));
}

void TestFilterBar::oneTypingIsOneStep()
{
    Subject s;
    s.world.state.setFilter(parsed(u"is:valid"_s));
    s.bar.focusText();
    for (const QString &more : {u"x"_s, u"yl"_s, u"ophone"_s}) {
        s.type(more);
        QTRY_COMPARE(s.filter(), parsed(s.text()));
    }
    s.key(Qt::Key_Return);
    s.world.state.goBack();
    QCOMPARE(s.filter(), parsed(u"is:valid"_s));
    QCOMPARE(s.world.state.recent(5), (QList<EventFilter>{parsed(u"xylophone"_s), parsed(u"is:valid"_s)}));
}

void TestFilterBar::offersRecentFilters()
{
    Subject s;
    s.world.state.setFilter(parsed(u"is:valid"_s));
    s.world.state.setFilter(parsed(u"tenant:acme"_s));
    s.world.state.setFilter({});
    s.bar.focusText();
    s.key(Qt::Key_Up);
    auto *menu = s.find<QMenu>(u"recentFilters"_s);
    QCOMPARE(menu->actions().size(), 2);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    QTRY_COMPARE(s.filter(), parsed(u"is:valid"_s));
    QCOMPARE(s.text(), u"is:valid"_s);
}

void TestFilterBar::picksValuesByKeyboard()
{
    Subject s;
    s.open(u"tenantPicker"_s);
    auto *list = s.find<QListView>(u"tenantPickerList"_s);
    auto *search = s.find<QLineEdit>(u"tenantPickerSearch"_s);
    QTRY_VERIFY(list->model()->rowCount() == 5);
    QTest::keyClicks(search, u"nokta"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(s.filter().values(Field::Tenant), QList<QByteArray>{"Üç Nokta GmbH"});
    search->clear();
    QTRY_COMPARE(list->model()->rowCount(), 5);
    QTest::keyClick(search, Qt::Key_Down);
    QTest::keyClick(search, Qt::Key_Down);
    QCOMPARE(list->currentIndex().row(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(s.filter().values(Field::Tenant).size(), 2);
    QTest::keyClick(search, Qt::Key_Escape);
    QVERIFY(!search->isVisible());
    QVERIFY(s.find<QToolButton>(u"tenantPicker"_s)->text().contains(u"+1"_s));
    s.open(u"tenantPicker"_s);
    QTest::mouseClick(s.find<QAbstractButton>(u"tenantPickerClear"_s), Qt::LeftButton);
    QVERIFY(s.filter().matchesAll());
}

void TestFilterBar::excludesWithAlt()
{
    Subject s;
    s.open(u"verdictPicker"_s);
    auto *list = s.find<QListView>(u"verdictPickerList"_s);
    QTRY_VERIFY(list->model()->rowCount() == 3);
    auto *search = s.find<QLineEdit>(u"verdictPickerSearch"_s);
    QTest::keyClicks(search, u"inval"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return, Qt::AltModifier);
    QCOMPARE(s.filter().values(Field::Verdict, true), QList<QByteArray>{"invalid"});
}

void TestFilterBar::takesPresets()
{
    Subject s;
    s.open(u"timeRange"_s);
    QTest::mouseClick(s.find<QAbstractButton>(u"timePreset1"_s), Qt::LeftButton);
    QCOMPARE(s.filter().timeFrom(), std::optional(now - microsPerHour));
    QCOMPARE(s.filter().timeTo(), std::optional<Micros>());
    s.open(u"timeRange"_s);
    QTest::mouseClick(s.find<QAbstractButton>(u"timePreset4"_s), Qt::LeftButton);
    QVERIFY(s.filter().matchesAll());
}

void TestFilterBar::readsFreeTimes()
{
    Subject s;
    s.open(u"timeRange"_s);
    auto *from = s.find<QLineEdit>(u"timeFrom"_s);
    QTest::keyClicks(from, u"2026-03-01"_s);
    QTest::keyClicks(s.find<QLineEdit>(u"timeTo"_s), u"-2h"_s);
    QTest::keyClick(from, Qt::Key_Return);
    QCOMPARE(s.filter().timeFrom(), std::optional(test::worldStart));
    QCOMPARE(s.filter().timeTo(), std::optional(now - 2 * microsPerHour));
    QVERIFY(!from->isVisible());
    s.open(u"timeRange"_s);
    QCOMPARE(from->text(), isoText(test::worldStart));
}

void TestFilterBar::saysWhatTimeCannotBeRead()
{
    Subject s;
    s.open(u"timeRange"_s);
    auto *from = s.find<QLineEdit>(u"timeFrom"_s);
    auto *to = s.find<QLineEdit>(u"timeTo"_s);
    auto *fault = s.find<QLabel>(u"timeFault"_s);
    QTest::keyClicks(from, u"yesterdayish"_s);
    QTest::keyClick(from, Qt::Key_Return);
    QVERIFY(fault->isVisible() && fault->text().contains(u"yesterdayish"_s));
    QVERIFY(s.filter().matchesAll());
    from->clear();
    QTest::keyClicks(from, u"2026-03-02"_s);
    QVERIFY(!fault->isVisible());
    QTest::keyClicks(to, u"2026-03-01"_s);
    QTest::keyClick(to, Qt::Key_Return);
    QVERIFY(fault->isVisible());
    QVERIFY(s.filter().matchesAll());
}

void TestFilterBar::removesChipsByKeyboard()
{
    Subject s;
    auto *chips = s.find<FilterChips>(u"filterChips"_s);
    QVERIFY(!chips->isVisible());
    s.world.state.setFilter(parsed(u"tenant:acme -user:user_1 is:valid"_s));
    QVERIFY(chips->isVisible());
    auto *first = s.find<QAbstractButton>(u"chip0"_s);
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Right);
    QCOMPARE(QApplication::focusWidget()->objectName(), u"chip1"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QTRY_VERIFY(s.filter() == parsed(u"tenant:acme is:valid"_s));
    QCOMPARE(QApplication::focusWidget()->objectName(), u"chip1"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(s.filter() == parsed(u"tenant:acme"_s));
    QTest::mouseClick(s.find<QAbstractButton>(u"chip0"_s), Qt::LeftButton);
    QVERIFY(s.filter().matchesAll());
    QVERIFY(!chips->isVisible());
}

void TestFilterBar::clearsAll()
{
    Subject s;
    s.world.state.setFilter(parsed(u"tenant:acme name:page.view text"_s));
    QTest::keyClick(s.find<QAbstractButton>(u"clearAll"_s), Qt::Key_Space);
    QVERIFY(s.filter().matchesAll());
    QCOMPARE(s.text(), QString());
}

void TestFilterBar::goesBackAndForward()
{
    Subject s;
    QVERIFY(!s.find<QToolButton>(u"filterBack"_s)->isEnabled());
    s.world.state.setFilter(parsed(u"tenant:acme"_s));
    QTest::keyClick(&s.bar, Qt::Key_Left, Qt::AltModifier);
    QTRY_VERIFY(s.filter().matchesAll());
    QTest::keyClick(&s.bar, Qt::Key_Right, Qt::AltModifier);
    QTRY_VERIFY(!s.filter().matchesAll());
}

}

QTEST_MAIN(eventscope::TestFilterBar)
#include "tst_filterbar.moc"
