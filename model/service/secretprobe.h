// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Tells in one quick pass over an event's strings that no service has anything to hide in it. Most
// events hold no secret, and this spares them every closer look. Immutable.
class SecretProbe {
public:
    SecretProbe() = default;    // of no service
    explicit SecretProbe(const std::vector<ServicePtr> &services);

    // False only when Service::redactions() of each service would be empty.
    [[nodiscard]] bool mayHold(JsonValue root) const noexcept;

private:
    static constexpr std::size_t headSize = 3;

    void addName(std::string name);
    void addStem(std::string stem);
    [[nodiscard]] bool isName(std::string_view text) const noexcept;
    // What stands behind `text` up to `end` may be read, and need not be looked at.
    [[nodiscard]] bool holdsStem(std::string_view text, const char *end, bool escaped) const noexcept;
    [[nodiscard]] bool hasStemAt(std::string_view text, std::size_t at, bool escaped) const noexcept;

    bool m_always = false;                              // what no name and no beginning of a key tells may be secret
    std::vector<std::string> m_names;                   // in lower case
    std::array<std::uint64_t, 64> m_prints{};           // of the names, by their length
    std::vector<std::string> m_stems;                   // what keys start with
    std::vector<std::array<char, headSize>> m_heads;    // of the stems, each once
    std::size_t m_shortestKey = SIZE_MAX;
};

}
