// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/timestamp.h"
#include "testmain.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTimeZone>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr Micros noon = 1'774'785'600 * microsPerSecond;    // 2026-03-29T12:00:00Z

}

class TestTimestamp : public QObject {
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void writesIso_data();
    void writesIso();
    void comesBack();
    void commonFormsAsOthers();
    void readsMoments_data();
    void readsMoments();
    void readsSpans_data();
    void readsSpans();
    void clockRuns();
};

void TestTimestamp::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TimeFormat>("format");
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<bool>("zoned");
    const auto row = [](const char *text, TimeFormat format, Micros micros, bool zoned = true) {
        QTest::addRow("%d %s", int(format), text) << QByteArray(text) << format << qint64(micros) << zoned;
    };
    const auto iso = TimeFormat::Iso8601;
    row("2026-03-29T12:00:00Z", iso, noon);
    row("2026-03-29t12:00:00z", iso, noon);
    row("2026-03-29 12:00:00Z", iso, noon);
    row("2026-03-29T12:00Z", iso, noon);
    row("2026-03-29T12:00:00.1Z", iso, noon + 100'000);
    row("2026-03-29T12:00:00,123456Z", iso, noon + 123'456);
    row("2026-03-29T12:00:00.123456789Z", iso, noon + 123'456);
    row("2026-03-29T21:00:00+09:00", iso, noon);
    row("2026-03-29T21:00:00+0900", iso, noon);
    row("2026-03-29T21:00:00+09", iso, noon);
    row("2026-03-29T08:30:00-03:30", iso, noon);
    row("2026-03-29T12:00:00-00:00", iso, noon);
    row("2016-12-31T23:59:60Z", iso, 1'483'228'800 * microsPerSecond);
    row("2016-12-31T23:59:60.5Z", iso, 1'483'228'800 * microsPerSecond + 500'000);
    row("2017-01-01T05:44:60+05:45", iso, 1'483'228'800 * microsPerSecond);
    row("0001-01-01T00:00:00Z", iso, -62'135'596'800 * microsPerSecond);
    row("9999-12-31T23:59:59.999999Z", iso, 253'402'300'800 * microsPerSecond - 1);
    row("1969-12-31T23:59:59.999999Z", iso, -1);
    row("2024-02-29T00:00:00Z", iso, 1'709'164'800 * microsPerSecond);

    const auto js = TimeFormat::JavaScriptDate;
    row("2026-03-29T12:00:00Z", js, noon);
    row("2026-03-29T12:00:00", js, noon, false);
    row("2026-03-29T12:00:00.000", js, noon, false);
    row("2026-03-29T12:00", js, noon, false);
    row("2026-03-29T21:00:00.000+09:00", js, noon);
    row("2026-03-29", js, noon - 12 * microsPerHour);
    row("2026-03", js, noon - 12 * microsPerHour - 28 * microsPerDay);
    row("2026", js, 1'767'225'600 * microsPerSecond);
    row("+002026-03-29T12:00:00Z", js, noon);
    row("2026-03-28T24:00:00Z", js, noon - 12 * microsPerHour);
    row("2026-03-28T24:00", js, noon - 12 * microsPerHour, false);
    row("Sun, 29 Mar 2026 12:00:00 GMT", js, noon);
    row("Sun Mar 29 2026 21:00:00 GMT+0900 (Japan Standard Time)", js, noon);
    row("Sun Mar 29 2026 12:00:00 GMT+0000", js, noon);

    row("1774785600", TimeFormat::EpochSeconds, noon);
    row("+1774785600000", TimeFormat::EpochMillis, noon);
    row("1774785600000000", TimeFormat::EpochMicros, noon);
    row("-1", TimeFormat::EpochMillis, -1000);
    row("0", TimeFormat::EpochSeconds, 0);
}

void TestTimestamp::parses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const TimeFormat, format);
    QFETCH(const qint64, micros);
    QFETCH(const bool, zoned);
    const std::optional<Timestamp> time = parseTimestamp(text.toStdString(), format);
    QVERIFY(time.has_value());
    QCOMPARE(isoText(time->micros), isoText(micros));
    QCOMPARE(time->zoned, zoned);
}

void TestTimestamp::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<TimeFormat>("format");
    const auto rows = [](TimeFormat format, const QByteArrayList &texts) {
        for (const QByteArray &text : texts)
            QTest::addRow("%d '%s'", int(format), text.constData()) << text << format;
    };
    const QByteArrayList nowhere = {"", " ", "now", "x", "2026-3-29T12:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-29T25:00:00Z",
        "2026-03-29T24:00:01Z", "2026-03-29T12:60:00Z", "2026-03-29T12:00:61Z", "2026-03-29T12:00:00+24:00",
        "2026-03-29T12:00:00+09:60", "2026-03-29T12:00:00+09:0", "2026-03-29T12:00:00.Z", "2026-03-29T12:00:00ZZ",
        "2026-03-29T12:00:00Z ", "2026-03-29T", "2026-03-29X12:00:00Z", "26-03-29T12:00:00Z", "2026-03-29T12Z",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"};
    rows(TimeFormat::Iso8601, nowhere);
    rows(TimeFormat::JavaScriptDate, nowhere);
    rows(TimeFormat::Iso8601,
        {"2026-03-29", "2026-03-29T12:00:00", "2026-03-29T24:00:00Z", "2026-03-29T12:00:60Z",
            "2016-12-31T23:59:60+01:00", "+002026-03-29T12:00:00Z", "Sun, 29 Mar 2026 12:00:00 GMT"});
    rows(TimeFormat::JavaScriptDate,
        {"2016-12-31T23:59:60Z", "-000000-01-01T00:00:00Z", "+012026-01-01T00:00:00Z", "Sun, 29 Mar 2026",
            "Sun, 31 Feb 2026 12:00:00 GMT", "Sun Mar 29 2026 12:00:00 GMT+0900 (Japan"});
    rows(TimeFormat::EpochMillis,
        {"", "1.5", "1e3", "0x10", "+-1", "99999999999999999999", "253402300800000", "-62135596800001", " 1"});
    rows(TimeFormat::EpochSeconds, {"9223372036854775807", "253402300800"});
}

void TestTimestamp::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const TimeFormat, format);
    QVERIFY(!parseTimestamp(text.toStdString(), format));
}

void TestTimestamp::writesIso_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QString>("text");
    const auto row = [](Micros micros, const char *text) {
        QTest::addRow("%s", text) << qint64(micros) << QString::fromLatin1(text);
    };
    row(noon, "2026-03-29T12:00:00Z");
    row(noon + 123'000, "2026-03-29T12:00:00.123Z");
    row(noon + 123'456, "2026-03-29T12:00:00.123456Z");
    row(noon + 1, "2026-03-29T12:00:00.000001Z");
    row(0, "1970-01-01T00:00:00Z");
    row(-1, "1969-12-31T23:59:59.999999Z");
    row(-62'135'596'800 * microsPerSecond, "0001-01-01T00:00:00Z");
}

void TestTimestamp::writesIso()
{
    QFETCH(const qint64, micros);
    QFETCH(const QString, text);
    QCOMPARE(isoText(micros), text);
}

void TestTimestamp::comesBack()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 20'000; ++i) {
        const Micros unit = i % 3 == 0 ? 1 : i % 3 == 1 ? microsPerMilli : microsPerSecond;
        const Micros micros =
            (qint64(random.generate64() % 315'537'897'600'000'000ull) - 62'135'596'800'000'000) / unit * unit;
        const QString text = isoText(micros);
        const std::optional<Timestamp> back = parseTimestamp(text.toStdString(), TimeFormat::Iso8601);
        QVERIFY2(back && back->micros == micros, qPrintable(text));
        if (unit == 1)
            continue;
        QCOMPARE(QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch(), micros / 1000);
    }
    QVERIFY(isoText(INT64_MIN).endsWith(u'Z'));
    QVERIFY(isoText(INT64_MAX).endsWith(u'Z'));
}

// A zone that is spelled otherwise is read another way, to the same end.
void TestTimestamp::commonFormsAsOthers()
{
    QRandomGenerator random(11);
    int good = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string text(i % 2 == 0 ? "2026-03-29T12:00:00Z" : "2026-03-29T12:00:00.250Z");
        for (char &c : text) {
            if (c >= '0' && c <= '9' && random.bounded(3) == 0)
                c = static_cast<char>('0' + random.bounded(10));
        }
        if (random.bounded(2) == 0)
            text[std::size_t(random.bounded(int(text.size()) - 1))] = static_cast<char>(random.bounded(256));
        const std::string other = text.substr(0, text.size() - 1) + "+00:00";
        for (const TimeFormat format : {TimeFormat::Iso8601, TimeFormat::JavaScriptDate}) {
            const auto time = parseTimestamp(text, format);
            good += time ? 1 : 0;
            QVERIFY2(time == parseTimestamp(other, format), text.c_str());
        }
    }
    QVERIFY(good > 10'000);
}

void TestTimestamp::readsMoments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qint64>("micros");
    const auto row = [](const QString &text, Micros micros) {
        QTest::addRow("%s", qPrintable(text)) << text << true << qint64(micros);
    };
    const auto bad = [](const QString &text) { QTest::addRow("'%s'", qPrintable(text)) << text << false << qint64(0); };
    row(u"now"_s, noon);
    row(u" now "_s, noon);
    row(u"-1h"_s, noon - microsPerHour);
    row(u"+5m"_s, noon + 5 * microsPerMinute);
    row(u"now-34d"_s, noon - 34 * microsPerDay);
    row(u"now+2w"_s, noon + 14 * microsPerDay);
    row(u"2026-03-29T12:00:00Z"_s, noon);
    row(u"2026-03-29T12:00"_s, noon);
    row(u"2026-03-29 12:00:00"_s, noon);
    row(u"2026-03-29"_s, noon - 12 * microsPerHour);
    row(u"2026"_s, 1'767'225'600 * microsPerSecond);
    row(u"1774785600"_s, noon);
    row(u"1774785600000"_s, noon);
    row(u"1774785600000000"_s, noon);
    row(u"-5"_s, -5 * microsPerSecond);
    bad(u""_s);
    bad(u"5m"_s);
    bad(u"now5m"_s);
    bad(u"now-"_s);
    bad(u"yesterday"_s);
    bad(u"-1y"_s);
    bad(u"+99999999999999999d"_s);
    bad(u"9223372036854775807"_s);
}

void TestTimestamp::readsMoments()
{
    QFETCH(const QString, text);
    QFETCH(const bool, good);
    QFETCH(const qint64, micros);
    const std::optional<Micros> moment = parseMoment(text, noon);
    QCOMPARE(moment.has_value(), good);
    if (good)
        QCOMPARE(isoText(*moment), isoText(micros));
}

void TestTimestamp::readsSpans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qint64>("micros");
    QTest::addRow("us") << u"-7us"_s << true << qint64(-7);
    QTest::addRow("micro sign") << u"7\u00B5s"_s << true << qint64(7);
    QTest::addRow("ms") << u"+7ms"_s << true << qint64(7000);
    QTest::addRow("s") << u"7s"_s << true << qint64(7) * microsPerSecond;
    QTest::addRow("m") << u"7m"_s << true << qint64(7) * microsPerMinute;
    QTest::addRow("h") << u"24h"_s << true << qint64(24) * microsPerHour;
    QTest::addRow("d") << u"-34d"_s << true << qint64(-34) * microsPerDay;
    QTest::addRow("w") << u"1w"_s << true << qint64(7) * microsPerDay;
    for (const QString &text : {u""_s, u"5"_s, u"d"_s, u"--5d"_s, u"5 d"_s, u"1.5h"_s, u"5D"_s, u"9e9s"_s})
        QTest::addRow("'%s'", qPrintable(text)) << text << false << qint64(0);
}

void TestTimestamp::readsSpans()
{
    QFETCH(const QString, text);
    QFETCH(const bool, good);
    QFETCH(const qint64, micros);
    QCOMPARE(parseSpan(text).has_value(), good);
    if (good)
        QCOMPARE(qint64(*parseSpan(text)), micros);
}

void TestTimestamp::clockRuns()
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const Micros now = currentMicros();
    QVERIFY(now / 1000 >= before && now / 1000 <= QDateTime::currentMSecsSinceEpoch());
}

QTEST_GUILESS_MAIN(TestTimestamp)
#include "tst_timestamp.moc"
