// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace eventscope {

// What finders of fixed places found in the texts that a tape held before. Most events of a file are built alike: the
// same names in the same order, values of the same kinds. Where they are is looked up for the first of them alone.
// A few builds are known at a time; a tape whose texts are ever new asks in vain for a while, and is not asked then.
class PlaceMemo {
public:
    // A number for a finder, which tells the same of texts built alike. Any thread.
    [[nodiscard]] static std::uint64_t newFinder() noexcept;

    // What the finder keeps of texts built as the tape's: empty the first time, when it is to be filled. Null where
    // nothing is kept of this one. Valid until the next call.
    [[nodiscard]] std::vector<std::uint32_t> *of(std::uint64_t finder, const JsonTape &tape);

    // The tape has another text.
    void forget() noexcept { m_looked = false; }

private:
    struct Kept {
        std::uint64_t finder = 0;
        std::vector<std::uint32_t> found;
    };
    // How a text is built: its nodes, and the names among them.
    struct Build {
        std::vector<JsonNode> nodes;
        std::vector<std::uint32_t> keys;
        std::string names;    // side by side
        std::vector<Kept> kept;

        [[nodiscard]] bool isOf(const JsonTape &tape) const noexcept;
        void take(const JsonTape &tape);
    };

    void look(const JsonTape &tape);

    std::array<Build, 4> m_builds;
    std::array<std::uint8_t, 4> m_order{0, 1, 2, 3};    // the one used last comes first
    Build *m_build = nullptr;                           // of the tape; null: it is not kept
    bool m_looked = false;
    int m_news = 0;     // more new builds than known ones, of late
    int m_pause = 0;    // texts that are not looked at
};

}
