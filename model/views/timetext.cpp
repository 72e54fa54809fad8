// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timetext.h"

#include "event/tr.h"

#include <QDateTime>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct Split {
    qint64 seconds;
    int micros;
};

Split split(Micros time)
{
    qint64 seconds = time / microsPerSecond;
    qint64 micros = time % microsPerSecond;
    if (micros < 0) {
        micros += microsPerSecond;
        --seconds;
    }
    return {seconds, static_cast<int>(micros)};
}

QString fraction(int micros)
{
    const bool coarse = micros % 1000 == 0;
    return u'.' + QString::number(coarse ? micros / 1000 : micros).rightJustified(coarse ? 3 : 6, u'0');
}

QString calendarText(Micros time, Qt::TimeSpec spec)
{
    const Split parts = split(time);
    const QDateTime moment = QDateTime::fromSecsSinceEpoch(parts.seconds, spec);
    return moment.toString(u"yyyy-MM-dd HH:mm:ss"_s) + fraction(parts.micros);
}

QString epochText(Micros time)
{
    // A negative time counts its fraction towards zero, as people write it.
    const quint64 size = time < 0 ? 0 - static_cast<quint64>(time) : static_cast<quint64>(time);
    return (time < 0 ? u"-"_s : QString()) + QString::number(size / 1'000'000) +
           fraction(static_cast<int>(size % 1'000'000));
}

// In its two largest units.
QString unitsText(Micros span)
{
    struct Unit {
        Micros size;
        QString text;
    };
    const std::array units{Unit{microsPerDay, tr("%1 d")}, Unit{microsPerHour, tr("%1 h")},
        Unit{microsPerMinute, tr("%1 min")}, Unit{microsPerSecond, tr("%1 s")}, Unit{microsPerMilli, tr("%1 ms")},
        Unit{1, tr("%1 µs")}};
    if (span <= 0)
        return tr("0 s");
    for (std::size_t i = 0; i < units.size(); ++i) {
        const Micros count = span / units[i].size;
        if (count == 0)
            continue;
        const Micros rest = i + 1 < units.size() ? span % units[i].size / units[i + 1].size : 0;
        const QString first = units[i].text.arg(count);
        return rest == 0 ? first : first + u' ' + units[i + 1].text.arg(rest);
    }
    return tr("0 s");
}

QString relativeText(Micros time, Micros now)
{
    Micros past = 0;
    if (__builtin_sub_overflow(now, time, &past) || past == std::numeric_limits<Micros>::min())
        return calendarText(time, Qt::UTC);
    if (past >= 0 && past < microsPerSecond)
        return tr("just now");
    const Micros size = past < 0 ? -past : past;
    const Micros whole = size >= microsPerSecond ? size - size % microsPerSecond : size;
    return past < 0 ? tr("in %1").arg(unitsText(whole)) : tr("%1 ago").arg(unitsText(whole));
}

}

QString timeStyleId(TimeStyle style)
{
    switch (style) {
    case TimeStyle::Utc:
        break;
    case TimeStyle::Local:
        return u"local"_s;
    case TimeStyle::Epoch:
        return u"epoch"_s;
    case TimeStyle::Relative:
        return u"relative"_s;
    }
    return u"utc"_s;
}

TimeStyle timeStyleFromId(QStringView id)
{
    for (const TimeStyle style : {TimeStyle::Local, TimeStyle::Epoch, TimeStyle::Relative})
        if (id == timeStyleId(style))
            return style;
    return TimeStyle::Utc;
}

QString timeStyleTitle(TimeStyle style)
{
    switch (style) {
    case TimeStyle::Utc:
        break;
    case TimeStyle::Local:
        return tr("Local time");
    case TimeStyle::Epoch:
        return tr("Epoch");
    case TimeStyle::Relative:
        return tr("Relative");
    }
    return tr("UTC");
}

QString timeText(Micros time, TimeStyle style, Micros now)
{
    switch (style) {
    case TimeStyle::Utc:
        break;
    case TimeStyle::Local:
        return calendarText(time, Qt::LocalTime);
    case TimeStyle::Epoch:
        return epochText(time);
    case TimeStyle::Relative:
        return relativeText(time, now);
    }
    return calendarText(time, Qt::UTC);
}

}
