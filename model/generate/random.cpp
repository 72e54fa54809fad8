// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace eventscope {

quint64 Random::below(quint64 bound)
{
    // What lies above the last whole multiple would favour the low numbers.
    const quint64 rest = (std::numeric_limits<quint64>::max() % bound + 1) % bound;
    const quint64 last = std::numeric_limits<quint64>::max() - rest;
    quint64 number = next();
    while (number > last)
        number = next();
    return number % bound;
}

qint64 Random::between(qint64 least, qint64 most, Spread spread)
{
    const quint64 range = static_cast<quint64>(most) - static_cast<quint64>(least);
    quint64 above = 0;
    if (spread == Spread::Even) {
        above = range == std::numeric_limits<quint64>::max() ? next() : below(range + 1);
    } else {
        double place = unit();
        if (spread == Spread::Low) {
            place = place * place * place;
        } else {
            place += unit();    // one after the other: the order of two calls in one sum is the compiler's
            place += unit();
            place /= 3.0;
        }
        const double scaled = place * (double(range) + 1.0);
        above = scaled >= double(range) ? range : static_cast<quint64>(scaled);
    }
    return static_cast<qint64>(static_cast<quint64>(least) + above);
}

Weights::Weights(const std::vector<double> &weights)
{
    constexpr double scale = 1 << 20;
    quint64 sum = 0;
    m_sums.reserve(weights.size());
    for (const double weight : weights) {
        if (weight > 0)
            sum += std::max<quint64>(1, static_cast<quint64>(std::llround(weight * scale)));
        m_sums.push_back(sum);
    }
}

std::size_t Weights::pick(Random &random) const
{
    const quint64 number = random.below(m_sums.back());
    return static_cast<std::size_t>(std::upper_bound(m_sums.begin(), m_sums.end(), number) - m_sums.begin());
}

double skewedWeight(std::size_t place, double skew)
{
    return skew == 0 ? 1.0 : std::pow(double(place) + 1.0, -skew);
}

}
