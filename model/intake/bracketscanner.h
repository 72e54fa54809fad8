// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

// Finds where a JSON value ends by its brackets and strings alone, over texts that come in pieces and
// may be broken. Comments are stepped over. A string that is not closed ends with its line, so that
// one missing quote does not turn all that follows inside out.
class BracketScanner {
public:
    enum class State : std::uint8_t {
        Open,          // the value goes on behind what was seen
        Ended,         // the value ends at position()
        Mismatched,    // a bracket closes another kind at position()
    };

    // At a value's first byte; or, given brackets, inside the containers that they opened.
    void start(std::string_view openBrackets = {});

    // Goes on over `text`, of which the first position() bytes have been seen before.
    State scan(std::string_view text);
    // What was seen of the text was dropped.
    void forget(std::size_t count) { m_at -= count; }

    [[nodiscard]] std::size_t position() const noexcept { return m_at; }
    // Whether the text's end may be the value's: a number or a word, which nothing closes.
    [[nodiscard]] bool mayEndHere() const noexcept { return m_mode == Mode::Word; }

private:
    enum class Mode : std::uint8_t { Start, Word, Inside, String, Escape, Slash, LineComment, BlockComment, BlockStar };

    State stepInside(std::string_view text);
    State close(char bracket);
    void passString(std::string_view text);
    State begin(char c);

    std::size_t m_at = 0;
    Mode m_mode = Mode::Start;
    std::string m_open;
};

}
