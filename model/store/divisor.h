// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <bit>

namespace eventscope {

// Divides by a number that is known long before, exactly, by a multiplication: a division of 64 bits costs ten
// times as much.
class Divisor {
public:
    // Not 0.
    explicit Divisor(quint64 by) noexcept
        : m_shift(std::bit_width(by) - 1)
        , m_factor(static_cast<quint64>(((Wide(1) << (63 + m_shift)) + by - 1) / by))
    {}

    // Of a number below 2^62: the factor is less than one too large by a 2^62nd part.
    [[nodiscard]] quint64 divide(quint64 number) const noexcept
    {
        return static_cast<quint64>((Wide(number << 1) * m_factor) >> 64) >> m_shift;
    }

private:
    __extension__ using Wide = unsigned __int128;

    int m_shift;
    quint64 m_factor;
};

}
