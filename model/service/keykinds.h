// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/pattern.h"
#include "service/definitionfault.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// The kinds of keys that a definition knows, compiled. A value type; immutable.
class KeyKinds {
public:
    // A key in a text, in bytes.
    struct Span {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    // From the definition's "keys"; faults are added.
    [[nodiscard]] static KeyKinds compile(
        const nlohmann::ordered_json &definition, std::vector<DefinitionFault> &faults);

    // The kind by the longest prefix, else by a pattern; empty for none. A fingerprint keeps its prefix
    // and so its kind.
    [[nodiscard]] QByteArray kindOf(std::string_view key) const;
    // The longest prefix that the text starts with; empty for none.
    [[nodiscard]] std::string_view prefixOf(std::string_view text) const noexcept;
    [[nodiscard]] bool isPrefix(std::string_view text) const noexcept;
    [[nodiscard]] std::vector<QByteArray> kinds() const;

    // The next key of a masked kind at or behind `from`: a masked prefix at the start of a word and at
    // least `shortestSecret` more characters of a key. The whole text where it begins with one and has
    // no white space. A fingerprint is none.
    [[nodiscard]] std::optional<Span> findMasked(std::string_view text, std::size_t from) const noexcept;
    // False when no key of a masked kind can be in that raw JSON text, however escaped.
    [[nodiscard]] bool mayHoldMasked(std::string_view text) const noexcept;
    [[nodiscard]] bool masks() const noexcept { return !m_stems.empty(); }
    [[nodiscard]] std::vector<std::string_view> maskedPrefixes() const;

    static constexpr std::size_t shortestSecret = 8;
    [[nodiscard]] static bool isKeyCharacter(char c) noexcept;
    [[nodiscard]] static bool isWord(char c) noexcept;    // a letter or a digit

private:
    struct Prefix {
        std::string text;
        QByteArray kind;
        bool masked = false;
    };
    struct Form {
        Pattern pattern;
        QByteArray kind;
    };

    [[nodiscard]] const Prefix *longest(std::string_view text) const noexcept;
    [[nodiscard]] std::optional<Span> maskedAt(std::string_view text, std::size_t at) const noexcept;
    void finish();

    std::vector<Prefix> m_prefixes;    // longest first
    std::vector<Form> m_forms;
    std::vector<std::string> m_stems;    // masked prefixes that begin with no other one
};

// Whether `…#` and four hexadecimal digits stand at `at`.
[[nodiscard]] bool isFingerprintTail(std::string_view text, std::size_t at) noexcept;
inline constexpr std::size_t fingerprintTailLength = 8;

}
