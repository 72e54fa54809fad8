// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <optional>
#include <span>
#include <vector>

namespace eventscope {

// One step from an old list of rows to a new one. Steps are made in order; `at` counts in the list as
// it is then.
struct RowStep {
    enum class Kind : quint8 { Insert, Remove };

    Kind kind = Kind::Insert;
    qsizetype at = 0;
    qsizetype count = 0;
    qsizetype from = 0;    // Insert: where the rows stand in the new list

    friend bool operator==(const RowStep &, const RowStep &) = default;
};

// The steps when rows only came or only went, in at most `limit` places; nothing when it takes more or
// the order changed. Linear.
[[nodiscard]] std::optional<std::vector<RowStep>> rowSteps(
    std::span<const Row> before, std::span<const Row> after, std::size_t limit);

}
