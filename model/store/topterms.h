// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dictionary.h"

#include <string_view>
#include <vector>

namespace eventscope {

struct RankedTerm {
    std::string_view text;
    qint64 count;
    Term term;
};

// The most frequent terms of a dictionary by their counts, those of as many in the order of their texts; the empty
// text apart. `top` is not 0. Without a list of them all: there may be millions.
[[nodiscard]] std::vector<RankedTerm> mostFrequent(
    const std::vector<quint32> &counts, const Dictionary &dictionary, std::size_t top);

}
