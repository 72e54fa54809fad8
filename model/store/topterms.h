// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dictionary.h"

#include <span>
#include <string_view>
#include <vector>

namespace eventscope {

struct RankedTerm {
    std::string_view text;
    qint64 count;
    Term term;
};

// The most frequent terms of a dictionary by their counts, of equal ones those whose texts come first; the empty text
// apart. In no order. `top` is not 0. Without a list of them all: there may be millions. The counts are those of
// terms from `first` on.
[[nodiscard]] std::vector<RankedTerm> mostFrequent(
    std::span<const quint32> counts, Term first, const Dictionary &dictionary, std::size_t top);
// The most frequent of those that are so among parts of the terms, in their order.
[[nodiscard]] std::vector<RankedTerm> mostFrequent(std::vector<RankedTerm> items, std::size_t top);

}
