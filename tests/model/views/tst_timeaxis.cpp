// SPDX-License-Identifier: GPL-3.0-or-later
#include "testmain.h"
#include "views/timeaxis.h"

#include <QDateTime>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

Micros at(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODateWithMs).toMSecsSinceEpoch() * microsPerMilli;
}

QTimeZone berlin()
{
    return QTimeZone("Europe/Berlin");
}

QStringList labels(const std::vector<TimeTick> &ticks)
{
    QStringList list;
    for (const TimeTick &tick : ticks)
        list << tick.label;
    return list;
}

TimeRange randomRange(QRandomGenerator &random)
{
    const double part = random.generateDouble();
    const Micros from = allTime.from + static_cast<Micros>(part * 0.9 * static_cast<double>(allTime.span()));
    const double length = std::pow(10.0, 1 + random.generateDouble() * 16);
    return {from, std::min(allTime.to, from + static_cast<Micros>(length))};
}

}

class TestTimeAxis : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void placesMoments_data();
    void placesMoments();
    void comesBackFromPixels();
    void zoomKeepsTheMomentUnderTheCursor();
    void zoomInAndOutComesBack();
    void panThereAndBackIsIdentity();
    void smallStepsZoomShortSpans();
    void staysWithinAllTime();
    void pansByPixels();
    void picksHumanBuckets_data();
    void picksHumanBuckets();
    void bucketsCoverAnyRange();
    void bucketsFollowTheZone();
    void labelsTicks_data();
    void labelsTicks();
    void labelsSingleMicroseconds();
    void ticksStandApart();
    void ticksOverAClockChange();
    void spansInWords_data();
    void spansInWords();
    void rangesInWords();
};

void TestTimeAxis::placesMoments_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<double>("x");

    QTest::newRow("start") << qint64{1'000'000} << 0.0;
    QTest::newRow("middle") << qint64{1'500'000} << 400.0;
    QTest::newRow("end") << qint64{2'000'000} << 800.0;
    QTest::newRow("before") << qint64{0} << -800.0;
    QTest::newRow("after") << qint64{3'000'000} << 1600.0;
}

void TestTimeAxis::placesMoments()
{
    QFETCH(const qint64, time);
    QFETCH(const double, x);
    const TimeAxis axis({1'000'000, 2'000'000}, 800);
    QCOMPARE(axis.x(time), x);
    QCOMPARE(axis.time(x), time);
}

void TestTimeAxis::comesBackFromPixels()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 2000; ++i) {
        const TimeAxis axis(randomRange(random), 1 + random.bounded(4000));
        const double x = random.generateDouble() * axis.width();
        const double back = axis.x(axis.time(x));
        // Rounding down to a microsecond, which may be wider than a pixel at the shortest span.
        QVERIFY(back <= x + 0.001 && back >= x - 0.001 - axis.pixels(1));
    }
}

void TestTimeAxis::zoomKeepsTheMomentUnderTheCursor()
{
    QRandomGenerator random(8);
    for (int i = 0; i < 2000; ++i) {
        const TimeAxis axis(randomRange(random), 1000);
        const double x = random.bounded(1000);
        const TimeAxis zoomed = axis.zoomed(x, 2);
        QVERIFY(zoomed.range().span() <= axis.range().span());
        const double moved = std::abs(zoomed.x(axis.time(x)) - x);
        QVERIFY2(moved <= 1 + 2 * zoomed.pixels(2), qPrintable(QString::number(moved)));
    }
}

void TestTimeAxis::zoomInAndOutComesBack()
{
    QRandomGenerator random(12);
    for (int i = 0; i < 2000; ++i) {
        const TimeAxis axis(randomRange(random), 1000);
        if (axis.range().span() < 100 * TimeAxis::shortest || axis.range().span() > allTime.span() / 10)
            continue;
        const double x = random.bounded(1000);
        const double factor = 1 + random.generateDouble() * 9;
        const TimeRange back = axis.zoomed(x, factor).zoomed(x, 1 / factor).range();
        const Micros slack = 2 + static_cast<Micros>(2 * factor);    // whole microseconds, made that much wider
        QVERIFY(std::abs(back.from - axis.range().from) <= slack);
        QVERIFY(std::abs(back.to - axis.range().to) <= slack);
    }
}

void TestTimeAxis::panThereAndBackIsIdentity()
{
    QRandomGenerator random(13);
    for (int i = 0; i < 2000; ++i) {
        const TimeAxis axis(randomRange(random), 1 + random.bounded(3000));
        const double pixels = (random.generateDouble() - 0.5) * 2 * axis.width();
        const TimeAxis there = axis.panned(pixels);
        QCOMPARE(there.range().span(), axis.range().span());
        const bool stopped = there.range().from == allTime.from || there.range().to == allTime.to;
        if (!stopped)
            QCOMPARE(there.panned(-pixels).range(), axis.range());
    }
}

// A touchpad turns by a hundredth of a notch at a time.
void TestTimeAxis::smallStepsZoomShortSpans()
{
    TimeAxis axis({0, TimeAxis::shortest}, 1000);
    for (int i = 0; i < 4000; ++i)
        axis = axis.zoomed(400, 1 / 1.002);
    QVERIFY(axis.range().span() > microsPerMilli);
    for (int i = 0; i < 8000; ++i)
        axis = axis.zoomed(400, 1.002);
    QCOMPARE(axis.range().span(), TimeAxis::shortest);
}

void TestTimeAxis::staysWithinAllTime()
{
    QRandomGenerator random(9);
    TimeAxis axis({at(u"2026-03-29T12:00:00Z"_s), at(u"2026-03-29T13:00:00Z"_s)}, 900);
    for (int i = 0; i < 5000; ++i) {
        const double x = random.bounded(900);
        axis = random.bounded(2) ? axis.zoomed(x, std::pow(2.0, random.bounded(9) - 4.5))
                                 : axis.panned((random.generateDouble() - 0.5) * 5000);
        QVERIFY(axis.range().from >= allTime.from);
        QVERIFY(axis.range().to <= allTime.to);
        QVERIFY(axis.range().span() >= TimeAxis::shortest);
    }
    QVERIFY(TimeAxis({5, 5}, 100).range().span() >= TimeAxis::shortest);
    QVERIFY(TimeAxis(allTime, 100).zoomed(50, 0.001).range() == allTime);
}

void TestTimeAxis::pansByPixels()
{
    const TimeAxis axis({0, 1'000'000}, 1000);
    QCOMPARE(axis.panned(100).range(), (TimeRange{100'000, 1'100'000}));
    QCOMPARE(axis.panned(-100).range(), (TimeRange{-100'000, 900'000}));
}

void TestTimeAxis::picksHumanBuckets_data()
{
    QTest::addColumn<qint64>("span");
    QTest::addColumn<int>("most");
    QTest::addColumn<QString>("words");

    QTest::newRow("an hour") << qint64{microsPerHour} << 100 << u"1 minute"_s;
    QTest::newRow("a day") << qint64{microsPerDay} << 300 << u"5 minutes"_s;
    QTest::newRow("a month") << qint64{30 * microsPerDay} << 200 << u"6 hours"_s;
    QTest::newRow("a year") << qint64{365 * microsPerDay} << 200 << u"2 days"_s;
    QTest::newRow("a millisecond") << qint64{1000} << 200 << u"10 microseconds"_s;
    QTest::newRow("all time") << qint64{allTime.span()} << 300 << u"about 50 years"_s;
}

void TestTimeAxis::picksHumanBuckets()
{
    QFETCH(const qint64, span);
    QFETCH(const int, most);
    QFETCH(const QString, words);
    QCOMPARE(spanText(bucketsFor({0, span}, most, QTimeZone::utc()).width), words);
}

void TestTimeAxis::bucketsCoverAnyRange()
{
    QRandomGenerator random(10);
    for (int i = 0; i < 2000; ++i) {
        const TimeRange range = randomRange(random);
        const int most = 50 + random.bounded(1000);
        const TimeBuckets buckets = bucketsFor(range, most, i % 2 ? QTimeZone::utc() : berlin());
        QVERIFY(buckets.all().from <= range.from && range.from < buckets.at(0).to);
        QVERIFY(buckets.all().to >= range.to && buckets.at(buckets.count - 1).from < range.to);
        QVERIFY(buckets.count <= most);
        QCOMPARE(buckets.indexOf(range.from), 0);
        QCOMPARE(buckets.indexOf(range.to - 1), buckets.count - 1);
    }
}

void TestTimeAxis::bucketsFollowTheZone()
{
    const TimeRange march{at(u"2026-03-03T12:00:00Z"_s), at(u"2026-03-20T12:00:00Z"_s)};
    QCOMPARE(bucketsFor(march, 20, QTimeZone::utc()).from, at(u"2026-03-03T00:00:00Z"_s));
    QCOMPARE(bucketsFor(march, 20, berlin()).from, at(u"2026-03-02T23:00:00Z"_s));
    const TimeRange year{at(u"2026-01-01T00:00:00Z"_s), at(u"2026-12-31T00:00:00Z"_s)};
    QCOMPARE(bucketsFor(year, 60, QTimeZone::utc()).from, at(u"2025-12-29T00:00:00Z"_s));    // a Monday
}

void TestTimeAxis::labelsTicks_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QString>("context");

    QTest::newRow("hours") << u"2026-03-29T10:10:00Z"_s << u"2026-03-29T15:10:00Z"_s
                           << QStringList{u"11:00"_s, u"12:00"_s, u"13:00"_s, u"14:00"_s, u"15:00"_s}
                           << u"Sun 29 Mar 2026"_s;
    QTest::newRow("days") << u"2026-02-26T12:00:00Z"_s << u"2026-03-03T12:00:00Z"_s
                          << QStringList{u"27 Feb"_s, u"28 Feb"_s, u"1 Mar"_s, u"2 Mar"_s, u"3 Mar"_s} << u"2026"_s;
    QTest::newRow("months") << u"2025-11-15T00:00:00Z"_s << u"2026-03-15T00:00:00Z"_s
                            << QStringList{u"Dec"_s, u"Jan"_s, u"Feb"_s, u"Mar"_s} << u"2025"_s;
    QTest::newRow("millennia") << u"1970-01-01T00:00:00Z"_s << u"9999-12-31T00:00:00Z"_s
                               << QStringList{u"2000"_s, u"4000"_s, u"6000"_s, u"8000"_s} << QString();
    QTest::newRow("milliseconds") << u"2026-03-29T12:00:01.000Z"_s << u"2026-03-29T12:00:01.005Z"_s
                                  << QStringList{u"01.000"_s, u"01.001"_s, u"01.002"_s, u"01.003"_s, u"01.004"_s}
                                  << u"29 Mar 2026 12:00"_s;
}

void TestTimeAxis::labelsSingleMicroseconds()
{
    const Micros noon = at(u"2026-03-29T12:00:01Z"_s);
    const std::vector<TimeTick> ticks = ticksFor(TimeAxis({noon, noon + 20}, 500), 95, QTimeZone::utc());
    QCOMPARE(labels(ticks), (QStringList{u"01.000000"_s, u"01.000005"_s, u"01.000010"_s, u"01.000015"_s}));
    QCOMPARE(bucketsFor({noon, noon + 20}, 200, QTimeZone::utc()).width, 1);
}

void TestTimeAxis::labelsTicks()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const QStringList, expected);
    QFETCH(const QString, context);
    const TimeAxis axis({at(from), at(to)}, 500);
    const std::vector<TimeTick> ticks = ticksFor(axis, 95, QTimeZone::utc());
    QCOMPARE(labels(ticks), expected);
    QCOMPARE(ticks.front().context, context);
}

void TestTimeAxis::ticksStandApart()
{
    QRandomGenerator random(11);
    for (int i = 0; i < 1000; ++i) {
        const TimeAxis axis(randomRange(random), 200 + random.bounded(3000));
        const std::vector<TimeTick> ticks = ticksFor(axis, 80, i % 2 ? QTimeZone::utc() : berlin());
        QVERIFY(ticks.size() <= axis.width() / 50 + 1);
        for (size_t k = 1; k < ticks.size(); ++k) {
            QVERIFY(axis.range().contains(ticks[k].time));
            QVERIFY(axis.pixels(ticks[k].time - ticks[k - 1].time) >= 50);
        }
    }
}

void TestTimeAxis::ticksOverAClockChange()
{
    // Clocks in Berlin went from 2:00 to 3:00 that night.
    const TimeAxis axis({at(u"2026-03-28T21:30:00Z"_s), at(u"2026-03-29T05:30:00Z"_s)}, 800);
    const std::vector<TimeTick> ticks = ticksFor(axis, 95, berlin());
    QCOMPARE(labels(ticks),
        (QStringList{u"23:00"_s, u"00:00"_s, u"01:00"_s, u"03:00"_s, u"04:00"_s, u"05:00"_s, u"06:00"_s, u"07:00"_s}));
}

void TestTimeAxis::spansInWords_data()
{
    QTest::addColumn<qint64>("span");
    QTest::addColumn<QString>("words");

    QTest::newRow("one minute") << qint64{microsPerMinute} << u"1 minute"_s;
    QTest::newRow("five minutes") << qint64{5 * microsPerMinute} << u"5 minutes"_s;
    QTest::newRow("an hour") << qint64{microsPerHour} << u"1 hour"_s;
    QTest::newRow("a week") << qint64{7 * microsPerDay} << u"7 days"_s;
    QTest::newRow("two years") << qint64{730 * microsPerDay} << u"about 2 years"_s;
    QTest::newRow("uneven") << qint64{90 * microsPerSecond} << u"90 seconds"_s;
}

void TestTimeAxis::spansInWords()
{
    QFETCH(const qint64, span);
    QFETCH(const QString, words);
    QCOMPARE(spanText(span), words);
}

void TestTimeAxis::rangesInWords()
{
    const Micros noon = at(u"2026-03-29T12:00:00Z"_s);
    const QTimeZone utc = QTimeZone::utc();
    QCOMPARE(rangeText({noon, noon + 5 * microsPerMinute}, microsPerMinute, utc), u"2026-03-29 12:00 – 12:05"_s);
    QCOMPARE(rangeText({noon, noon + microsPerDay}, microsPerHour, utc), u"2026-03-29 12:00 – 2026-03-30 12:00"_s);
    QCOMPARE(rangeText({noon, noon + 250}, 1, utc), u"2026-03-29 12:00:00.000000 – 12:00:00.000250"_s);
    const Micros midnight = at(u"2026-03-29T00:00:00Z"_s);
    QCOMPARE(rangeText({midnight, midnight + microsPerDay}, microsPerDay, utc), u"2026-03-29 – 2026-03-30"_s);
    QCOMPARE(momentText(noon, microsPerMinute, berlin()), u"2026-03-29 14:00"_s);
}

}

QTEST_GUILESS_MAIN(eventscope::TestTimeAxis)
#include "tst_timeaxis.moc"
