// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "store/eventfilter.h"

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Tells from a payload's bytes alone, without reading it as JSON, that a Text or Path term cannot
// match. Immutable, safe to share between threads.
class PayloadProbe {
public:
    explicit PayloadProbe(const FilterTerm &term);

    // False: it does not match. True says nothing.
    [[nodiscard]] bool mayMatch(std::string_view payload) const noexcept;

private:
    void probeText(const FilterTerm &term);
    void probePath(const FilterTerm &term);

    bool m_useful = false;
    bool m_anyCase = false;
    std::vector<std::string> m_needles;    // one of them must be there; of ASCII, in small letters when m_anyCase
};

// A payload's text, read as JSON when something asks for that, and once at most.
class LazyPayload {
public:
    void set(std::string_view text) noexcept
    {
        m_text = text;
        m_read = false;
    }
    [[nodiscard]] std::string_view text() const noexcept { return m_text; }
    // Empty when the text cannot be read.
    [[nodiscard]] const JsonTape &tape();

private:
    std::string_view m_text;
    JsonTape m_tape;
    bool m_read = false;
};

// Whether ASCII text in small letters is part of the bytes, whatever their case.
[[nodiscard]] bool containsAnyCase(std::string_view bytes, std::string_view smallLetters) noexcept;

}
