// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterbar.h"
#include "explorer/filterchips.h"
#include "explorerworld.h"
#include "testmain.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestFilterBar : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void appliesTextAfterAPause();
    void appliesTextAtOnceOnEnter();
    void keepsHalfTypedText();
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
        bar.resize(800, 120);
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
    QTest::keyClicks(QApplication::focusWidget(), u"needle"_s);
    QVERIFY(changed.isEmpty());
    QTRY_COMPARE(s.filter().freeText(), u"needle"_s);
    QCOMPARE(changed.count(), 1);
}

void TestFilterBar::appliesTextAtOnceOnEnter()
{
    Subject s;
    s.bar.focusText();
    QTest::keyClicks(QApplication::focusWidget(), u"a:b \"c"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(s.filter().freeText(), u"a:b \"c"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(s.filter().matchesAll());
}

void TestFilterBar::keepsHalfTypedText()
{
    Subject s;
    s.bar.focusText();
    QTest::keyClicks(QApplication::focusWidget(), u"half "_s);
    s.world.state.setFilter(parsed(u"tenant:acme"_s));
    auto *text = s.find<QLineEdit>(u"filterText"_s);
    QCOMPARE(text->text(), u"half "_s);
    QTRY_COMPARE(s.filter().freeText(), u"half"_s);
    QCOMPARE(text->text(), u"half "_s);
    QCOMPARE(s.filter().values(Field::Tenant), QList<QByteArray>{"acme"});
    s.world.state.setFilter({});
    QCOMPARE(text->text(), QString());
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
    QCOMPARE(s.find<QLineEdit>(u"filterText"_s)->text(), QString());
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
