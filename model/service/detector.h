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

    template <typename ValueAt>
    [[nodiscard]] static Best bestOf(const Recognition &recognition, ValueAt valueAt);
    [[nodiscard]] Detection chosen(std::span<const Best> bests, QByteArrayView expected) const;

    std::vector<ServicePtr> m_services;
    std::vector<std::vector<std::uint32_t>> m_places;    // by service and its pointer's index
    PointerTrie m_trie;
};

}
