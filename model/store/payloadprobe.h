// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontape.h"
#include "store/payloadmember.h"

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
    void probePath(const FilterTerm &term);
    void probeItem(const FilterTerm &term);
    void addName(std::string_view name, const FilterTerm &term);

    // One of these must be there, or nothing can be told.
    std::vector<SoughtText> m_texts;
    std::vector<SoughtMember> m_members;
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

}
