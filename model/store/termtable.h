// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/scanmask.h"

#include <vector>

namespace eventscope {

// Which of all terms, or of all values of a small number, a filter matches, in the forms that scans look them up in.
struct TermTable {
    // A byte each: 0 or 1.
    explicit TermTable(std::vector<quint8> matches);

    std::vector<quint8> held;
    std::size_t count = 0;        // how many are matched
    Term first = 0;               // of these
    scanmask::ByteTable low;      // terms that fit into a byte
    std::vector<quint64> bits;    // all of them, where they are many
};

}
