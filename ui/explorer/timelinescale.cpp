// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinescale.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// How far below a single event the ground is, in powers of ten.
constexpr double ground = 0.35;

std::vector<qint64> powersOfTen(qint64 top)
{
    std::vector<qint64> powers;
    for (qint64 power = 1; power <= top; power *= 10) {
        powers.push_back(power);
        if (power > top / 10)
            break;
    }
    return powers;
}

}

CountScale::CountScale(qint64 most, bool logarithmic)
    : m_top(niceCeiling(std::max<qint64>(logarithmic ? 10 : 1, most)))
    , m_logarithmic(logarithmic)
{}

double CountScale::part(qint64 count) const
{
    if (count <= 0)
        return 0;
    const double top = static_cast<double>(m_top);
    const double value = static_cast<double>(std::min(count, m_top));
    return m_logarithmic ? (std::log10(value) + ground) / (std::log10(top) + ground) : value / top;
}

std::vector<qint64> CountScale::marks(double height, double distance) const
{
    if (!m_logarithmic) {
        const bool half = m_top >= 2 && height >= 2 * distance;
        return half ? std::vector<qint64>{m_top / 2, m_top} : std::vector<qint64>{m_top};
    }
    // All powers, or each second, third, … of them.
    const std::vector<qint64> powers = powersOfTen(m_top);
    const double apart = height / (std::log10(static_cast<double>(m_top)) + ground);
    const auto step = static_cast<size_t>(std::max(1.0, std::ceil(distance / std::max(1.0, apart))));
    std::vector<qint64> marks;
    for (size_t i = 0; i < powers.size(); i += step)
        marks.push_back(powers[i]);
    return marks;
}

qint64 niceCeiling(qint64 value)
{
    for (qint64 decade = 1;; decade *= 10) {
        for (const qint64 factor : {1, 2, 3, 4, 5, 6, 8}) {
            if (factor * decade >= value || decade > 100'000'000'000'000'000)
                return factor * decade;
        }
    }
}

QString shortCount(qint64 count)
{
    struct Unit {
        qint64 size;
        QLatin1StringView mark;
    };
    const QLocale locale;
    for (const Unit &unit : {Unit{1'000'000'000, "G"_L1}, Unit{1'000'000, "M"_L1}, Unit{1'000, "k"_L1}}) {
        if (count < 10 * unit.size)
            continue;
        return locale.toString(qlonglong{count / unit.size}) + u'\u00a0' + unit.mark;
    }
    return locale.toString(qlonglong{count});
}

}
