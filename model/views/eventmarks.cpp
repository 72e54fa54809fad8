// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventmarks.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr quint64 microsAMilli = 1000;
constexpr quint64 microsPerMinute = 60 * quint64(microsPerSecond);

// Without zeros at the end: 3.000004, 12.5, 7.
QString decimals(quint64 whole, quint64 fraction, int digits)
{
    QString text = QString::number(fraction).rightJustified(digits, u'0');
    while (text.endsWith(u'0'))
        text.chop(1);
    return QString::number(whole) + (text.isEmpty() ? QString() : u'.' + text);
}

QString lengthText(quint64 micros)
{
    if (micros < microsAMilli && micros > 0)
        return QCoreApplication::translate("EventMarks", "%1 µs").arg(micros);
    if (micros < quint64(microsPerSecond) && micros > 0)
        return QCoreApplication::translate("EventMarks", "%1 ms")
            .arg(decimals(micros / microsAMilli, micros % microsAMilli, 3));
    const quint64 minutes = micros / microsPerMinute;
    const quint64 rest = micros % microsPerMinute;
    QStringList parts;
    if (const quint64 days = minutes / 1440; days > 0)
        parts << QCoreApplication::translate("EventMarks", "%1 d").arg(days);
    if (const quint64 hours = minutes / 60 % 24; hours > 0)
        parts << QCoreApplication::translate("EventMarks", "%1 h").arg(hours);
    if (minutes % 60 > 0)
        parts << QCoreApplication::translate("EventMarks", "%1 min").arg(minutes % 60);
    if (rest > 0 || parts.isEmpty())
        parts << QCoreApplication::translate("EventMarks", "%1 s")
                     .arg(decimals(rest / quint64(microsPerSecond), rest % quint64(microsPerSecond), 6));
    return parts.join(u' ');
}

}

void EventMarks::toggle(Row row)
{
    if (m_first == row)
        m_first = std::exchange(m_second, std::nullopt);
    else if (m_second == row)
        m_second.reset();
    else if (!m_first)
        m_first = row;
    else
        m_second = row;
    emit changed();
}

void EventMarks::clear()
{
    if (!m_first)
        return;
    m_first.reset();
    m_second.reset();
    emit changed();
}

std::optional<Micros> EventMarks::delta(const Columns &columns) const
{
    if (!m_first || !m_second)
        return {};
    return columns.time(*m_second) - columns.time(*m_first);
}

QString deltaText(Micros delta)
{
    const bool negative = delta < 0;
    const quint64 length = negative ? ~quint64(delta) + 1 : quint64(delta);
    return (negative ? u"-"_s : QString()) + lengthText(length);
}

}
