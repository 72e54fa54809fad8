// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <random>
#include <vector>

namespace eventscope {

// Which of the numbers in a range are frequent: all alike, the low ones, or those in its middle.
enum class Spread : quint8 { Even, Low, Middle };

// Numbers that follow from the seed alone, on every platform: the engine's are the same everywhere, those
// of the standard library's distributions are not.
class Random {
public:
    explicit Random(quint64 seed)
        : m_engine(seed)
    {}

    [[nodiscard]] quint64 next() { return m_engine(); }
    // From 0 to below the bound, which is above 0.
    [[nodiscard]] quint64 below(quint64 bound);
    // From 0 to below 1.
    [[nodiscard]] double unit() { return double(m_engine() >> 11U) * 0x1p-53; }
    [[nodiscard]] bool chance(double share) { return unit() < share; }
    // Both ends included; `least` is at most `most`.
    [[nodiscard]] qint64 between(qint64 least, qint64 most, Spread spread = Spread::Even);

private:
    std::mt19937_64 m_engine;
};

// Picks places by their weights.
class Weights {
public:
    Weights() = default;
    // Weights of 0 or more, and one above 0. They are kept as whole numbers, so that rounding is the same
    // everywhere.
    explicit Weights(const std::vector<double> &weights);

    [[nodiscard]] std::size_t size() const noexcept { return m_sums.size(); }
    [[nodiscard]] std::size_t pick(Random &random) const;

private:
    std::vector<quint64> m_sums;    // of all weights up to and with this one
};

// The weight of the n-th of many, from 0, where few are frequent (Zipf's law); a skew of 0 makes all alike.
[[nodiscard]] double skewedWeight(std::size_t place, double skew);

}
