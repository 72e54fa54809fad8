// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace eventscope {

// How high a count stands, from 0 to 1: in proportion, or by its logarithm. The latter shows one event
// beside millions: each power of ten takes the same room, and a single event stands clear of the ground.
class CountScale {
public:
    // For counts up to `most`.
    CountScale(qint64 most, bool logarithmic);

    [[nodiscard]] qint64 top() const { return m_top; }
    [[nodiscard]] double part(qint64 count) const;
    // Counts to draw lines at, ascending: as many as stand `distance` apart where all is `height` high.
    [[nodiscard]] std::vector<qint64> marks(double height, double distance) const;

private:
    qint64 m_top = 1;
    bool m_logarithmic = false;
};

// The smallest of 1, 2, 3, 4, 5, 6, 8, 10, 20, … that is not less.
[[nodiscard]] qint64 niceCeiling(qint64 value);
// "1.2 k", "30 M": short enough for an axis.
[[nodiscard]] QString shortCount(qint64 count);

}
