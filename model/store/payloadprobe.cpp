// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadprobe.h"

#include "event/jsonbytes.h"
#include "event/utf8.h"
#include "store/filterpath.h"
#include "store/payloadliteral.h"

#include <algorithm>
#include <tuple>

namespace eventscope {

namespace {

// JSON writes it as it is, or by escapes.
bool isPlain(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), jsonbytes::isPlain);
}

// The last step may lead to an item of an array.
bool isIndex(std::string_view token) noexcept
{
    return std::all_of(token.begin(), token.end(), jsonbytes::isDigit);
}

}

PayloadProbe::PayloadProbe(const FilterTerm &term)
{
    switch (term.op) {
    case FilterTerm::Op::Contains:
        for (const QByteArray &value : term.values)
            m_texts.emplace_back(viewOf(value), SoughtText::Case::Ignored);
        return;
    case FilterTerm::Op::Matches:
        if (const auto text = requiredText(term.values.isEmpty() ? "" : viewOf(term.values.first())))
            m_texts.push_back(*text);
        return;
    case FilterTerm::Op::AnyOf:
    case FilterTerm::Op::Range:
    case FilterTerm::Op::Exists:
        probePath(term);
        return;
    }
}

// Every value sought is a member whose name is known, or an item.
void PayloadProbe::probePath(const FilterTerm &term)
{
    for (const JsonPointer &pointer : pointersOf(term.path, {})) {
        if (pointer.isRoot() || isIndex(pointer.tokens().back())) {
            m_texts.clear();
            m_members.clear();
            return probeItem(term);
        }
        addName(pointer.tokens().back(), term);
    }
}

void PayloadProbe::addName(std::string_view name, const FilterTerm &term)
{
    if (isPlain(name))
        m_members.emplace_back(name, term);
    else
        m_texts.emplace_back(name, SoughtText::Case::Counts);
}

// Of a value whose place has no name only what it says is known.
void PayloadProbe::probeItem(const FilterTerm &term)
{
    if (term.op != FilterTerm::Op::AnyOf)
        return;
    for (const QByteArray &value : term.values) {
        const WildcardPattern pattern(value);
        if (!pattern.isLiteral()) {
            m_texts.clear();
            return;
        }
        m_texts.emplace_back(pattern.literal(), SoughtText::Case::Counts);
    }
}

bool PayloadProbe::mayMatch(std::string_view payload) const noexcept
{
    if (m_texts.empty() && m_members.empty())
        return true;
    return std::any_of(
               m_texts.begin(), m_texts.end(), [payload](const SoughtText &text) { return text.mayBeIn(payload); }) ||
           std::any_of(m_members.begin(), m_members.end(),
               [payload](const SoughtMember &member) { return member.mayBeIn(payload); });
}

const JsonTape &LazyPayload::tape()
{
    if (!m_read) {
        m_read = true;
        std::ignore = m_tape.read(m_text);    // a fault leaves it empty
    }
    return m_tape;
}

}
