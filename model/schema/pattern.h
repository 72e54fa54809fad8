// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <memory>
#include <string_view>

namespace eventscope {

enum class PatternMatch : std::uint8_t {
    No,
    Yes,
    Exhausted,    // given up: the expression needs too many steps on this text
};

enum class PatternCase : std::uint8_t { Counts, Ignored };

// A regular expression of ECMA-262 as JSON Schema uses it: searched for anywhere in the text, in code
// points. Compiled once; a value that shares what it compiled, safe between threads.
class Pattern {
public:
    // The error is a sentence: what is wrong with the expression.
    [[nodiscard]] static tl::expected<Pattern, QString> compile(
        std::string_view expression, PatternCase letters = PatternCase::Counts);

    // The text is valid UTF-8 but for lone surrogates as their three bytes, which match as U+FFFD.
    [[nodiscard]] PatternMatch match(std::string_view text, bool hasLoneSurrogates = false) const;

private:
    struct Compiled;
    explicit Pattern(std::shared_ptr<const Compiled> compiled);

    std::shared_ptr<const Compiled> m_compiled;
};

}
