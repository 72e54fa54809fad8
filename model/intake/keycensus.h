// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <memory>
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
    // about 50 ns a key, and the keys themselves.
    [[nodiscard]] bool mayRepeat();

private:
    static constexpr int parts = 256;
    static constexpr std::size_t most = 16'000'000;
    static constexpr std::size_t blockKeys = 4096;

    // In blocks, none of which is ever copied to grow: so many keys would take their memory twice for a while.
    struct Part {
        std::vector<std::unique_ptr<quint64[]>> blocks;
        std::size_t count = 0;
    };
    [[nodiscard]] static std::vector<quint64> gathered(Part &&part);

    std::array<Part, parts> m_parts;    // by their highest byte: each fits a processor's cache
    std::size_t m_count = 0;
    bool m_givenUp = false;    // nothing can be told
};

}
