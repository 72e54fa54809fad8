// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/termtable.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t largeTable = std::size_t(1) << 15;    // a byte a term leaves little of the nearest cache

}

TermTable::TermTable(std::vector<quint8> matches)
    : held(std::move(matches))
    , count(static_cast<std::size_t>(std::count(held.begin(), held.end(), quint8(1))))
    , first(static_cast<Term>(std::find(held.begin(), held.end(), quint8(1)) - held.begin()))
    , low(held)
{
    if (held.size() >= largeTable)
        bits = scanmask::bitsOf(held);
}

}
