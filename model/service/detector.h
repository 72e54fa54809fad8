// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/pointertrie.h"
#include "service/recognition.h"
#include "service/services.h"

namespace eventscope {

// Many services' recognition at once: each pointer is looked up once for all of them. Immutable and
// safe to share between threads.
class Detector {
public:
    explicit Detector(std::vector<ServicePtr> services);

    // As Services::detect().
    [[nodiscard]] Detection detect(JsonValue event, QByteArrayView expected) const;

private:
    // The best shape of one service.
    struct Best {
        int score = 0;
        std::size_t shape = 0;
    };

    // Something that is asked of a value and is not told by how the event is built.
    struct Question {
        const Need *need;
        std::uint32_t place;    // in the trie
    };
    // The values of one event, by place.
    struct Found {
        const JsonTape *tape;
        const std::uint32_t *nodes;

        [[nodiscard]] JsonValue at(std::uint32_t place) const noexcept
        {
            return nodes[place] == 0 ? JsonValue() : JsonValue(tape, nodes[place] - 1);
        }
    };

    [[nodiscard]] bool recall(const std::vector<std::uint32_t> &known, Found values, std::span<Best> bests) const;
    void remember(Found values, std::span<const Best> bests, std::vector<std::uint32_t> &known) const;
    template <typename ValueAt>
    [[nodiscard]] static Best bestOf(const Recognition &recognition, ValueAt valueAt);
    [[nodiscard]] Detection chosen(std::span<const Best> bests, QByteArrayView expected) const;

    std::vector<ServicePtr> m_services;
    std::vector<std::vector<std::uint32_t>> m_places;    // by service and its pointer's index
    PointerTrie m_trie;
    std::vector<Question> m_questions;
    std::uint64_t m_finder;    // see PlaceMemo
};

}
