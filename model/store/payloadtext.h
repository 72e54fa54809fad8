// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A text looked for in the strings of payloads. Immutable, safe to share between threads.
class SoughtText {
public:
    enum class Case : unsigned char { Counts, Ignored };

    // UTF-8 (WTF-8). Case::Ignored finds what has the same caseFolded().
    SoughtText(std::string_view text, Case letters);

    [[nodiscard]] bool isEmpty() const noexcept { return m_text.empty(); }
    // Whether a string's decoded text has it. The buffer is scratch memory.
    [[nodiscard]] bool isIn(std::string_view decoded, std::string &buffer) const;
    // From the bytes of a JSON text: false when no string or name in it has the text, however it is written there.
    [[nodiscard]] bool mayBeIn(std::string_view json) const noexcept;
    // Likewise: true only when a string or a name in it has the text, given that it is JSON.
    [[nodiscard]] bool isSurelyIn(std::string_view json) const noexcept;

private:
    void lookForRun();
    void lookForCharacter();
    void addSpelling(char32_t code);
    [[nodiscard]] bool hasSpelling(std::string_view text) const noexcept;
    [[nodiscard]] std::size_t findRun(std::string_view text, std::size_t from) const noexcept;

    std::string m_text;    // folded where the case is ignored
    bool m_anyCase;
    bool m_ascii;
    // A part of the text that is written in JSON as it is, or otherwise only by escapes or one of the spellings.
    std::string m_run;
    // In UTF-8 the characters beyond ASCII that mean one of an ASCII text, or else the first such one of the text.
    std::vector<std::string> m_spellings;
    std::vector<char16_t> m_units;    // the spellings' first units, when they are written as escapes
    bool m_neverOutside = false;      // JSON has no such bytes outside of strings
};

}
