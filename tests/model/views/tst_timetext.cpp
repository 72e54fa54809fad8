// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/timetext.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

class TestTimeText : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void writes_data();
    void writes();
    void keepsIds();
};

void TestTimeText::writes_data()
{
    QTest::addColumn<Micros>("time");
    QTest::addColumn<TimeStyle>("style");
    QTest::addColumn<QString>("expected");
    const Micros noon = 1'774'785'600'000'000;    // 2026-03-29T12:00:00Z, the `now` of the test
    QTest::newRow("utc") << noon << TimeStyle::Utc << u"2026-03-29 12:00:00.000"_s;
    QTest::newRow("utc, millis") << noon + 7'000 << TimeStyle::Utc << u"2026-03-29 12:00:00.007"_s;
    QTest::newRow("utc, micros") << noon + 1 << TimeStyle::Utc << u"2026-03-29 12:00:00.000001"_s;
    QTest::newRow("before 1970") << Micros(-1) << TimeStyle::Utc << u"1969-12-31 23:59:59.999999"_s;
    QTest::newRow("local") << noon << TimeStyle::Local << u"2026-03-29 17:45:00.000"_s;
    QTest::newRow("epoch") << noon + 250'000 << TimeStyle::Epoch << u"1774785600.250"_s;
    QTest::newRow("epoch, micros") << noon + 25 << TimeStyle::Epoch << u"1774785600.000025"_s;
    QTest::newRow("epoch, negative") << Micros(-1'500'000) << TimeStyle::Epoch << u"-1.500"_s;
    QTest::newRow("epoch, least") << std::numeric_limits<Micros>::min() << TimeStyle::Epoch
                                  << u"-9223372036854.775808"_s;
    QTest::newRow("now") << noon << TimeStyle::Relative << u"just now"_s;
    QTest::newRow("seconds ago") << noon - 4'700'000 << TimeStyle::Relative << u"4 s ago"_s;
    QTest::newRow("hours ago") << noon - 2 * microsPerHour - 5 * microsPerMinute << TimeStyle::Relative
                               << u"2 h 5 min ago"_s;
    QTest::newRow("days ago") << noon - 3 * microsPerDay << TimeStyle::Relative << u"3 d ago"_s;
    QTest::newRow("soon") << noon + 4 * microsPerSecond << TimeStyle::Relative << u"in 4 s"_s;
    QTest::newRow("very soon") << noon + 4 * microsPerMilli << TimeStyle::Relative << u"in 4 ms"_s;
}

void TestTimeText::writes()
{
    QFETCH(Micros, time);
    QFETCH(TimeStyle, style);
    QTEST(timeText(time, style, 1'774'785'600'000'000), "expected");
}

void TestTimeText::keepsIds()
{
    for (const TimeStyle style : {TimeStyle::Utc, TimeStyle::Local, TimeStyle::Epoch, TimeStyle::Relative}) {
        QCOMPARE(timeStyleFromId(timeStyleId(style)), style);
        QVERIFY(!timeStyleTitle(style).isEmpty());
    }
    QCOMPARE(timeStyleFromId(u"nonsense"), TimeStyle::Utc);
}

}

QTEST_GUILESS_MAIN(eventscope::TestTimeText)
#include "tst_timetext.moc"
