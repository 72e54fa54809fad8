// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <vector>

namespace eventscope {

// Whether any of very many keys comes twice, by their hashes: eight bytes a key, no more than a bound.
class KeyCensus {
public:
    // 0 is no key.
    void add(quint64 hash);

    // From here on nothing can be told.
    void giveUp();

    // False when all hashes differ, so that the keys do; true else, also when there were too many to tell. Takes
    // about 50 ns a key; may reorder them.
    [[nodiscard]] bool mayRepeat();

private:
    static constexpr int parts = 256;
    static constexpr std::size_t most = 16'000'000;

    std::array<std::vector<quint64>, parts> m_parts;    // by their highest byte: each fits a processor's cache
    std::size_t m_count = 0;
};

}
