// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payloadprobe.h"

#include "event/utf8.h"
#include "store/filtermatch.h"
#include "store/filterpath.h"
#include "store/wtf8.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

constexpr char small(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr char capital(char c) noexcept
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

// Bytes that stand in JSON text as they are in the string it means.
bool isPlain(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

struct Traits {
    bool ascii;
    bool escaped;
};

Traits traitsOf(std::string_view bytes) noexcept
{
    quint8 high = 0;
    quint8 backslashes = 0;
    for (const char c : bytes) {
        high |= static_cast<quint8>(c);
        backslashes |= static_cast<quint8>(c == '\\');
    }
    return {high < 0x80, backslashes != 0};
}

bool equalsAnyCase(const char *bytes, std::string_view smallLetters) noexcept
{
    for (std::size_t i = 0; i < smallLetters.size(); ++i) {
        if (small(bytes[i]) != smallLetters[i])
            return false;
    }
    return true;
}

// The part of a value without wildcards that is longest, or all of a literal one.
std::string certainPart(const QByteArray &value)
{
    const WildcardPattern pattern(value);
    return pattern.isLiteral() ? std::string(pattern.literal()) : std::string();
}

}

PayloadProbe::PayloadProbe(const FilterTerm &term)
{
    if (term.op == FilterTerm::Op::Contains)
        probeText(term);
    else if (term.op != FilterTerm::Op::Matches)
        probePath(term);
}

void PayloadProbe::probeText(const FilterTerm &term)
{
    m_anyCase = true;
    std::string buffer;
    for (const QByteArray &value : term.values) {
        const std::string_view folded = caseFolded(viewOf(value), buffer);
        if (folded.empty() || !isPlain(folded))
            return;
        m_needles.emplace_back(folded);
    }
    m_useful = true;
}

void PayloadProbe::probePath(const FilterTerm &term)
{
    if (term.op == FilterTerm::Op::AnyOf) {
        for (const QByteArray &value : term.values)
            m_needles.push_back(certainPart(value));
        m_useful = std::all_of(m_needles.begin(), m_needles.end(),
            [](const std::string &needle) { return needle.size() > 1 && isPlain(needle); });
        if (m_useful)
            return;
        m_needles.clear();
    }
    // Every value sought is a member whose name is known.
    for (const JsonPointer &pointer : pointersOf(term.path, {})) {
        const std::string key = pointer.isRoot() ? std::string() : pointer.tokens().back();
        const bool index = std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (index || !isPlain(key)) {
            m_needles.clear();
            return;
        }
        m_needles.push_back('"' + key + '"');
    }
    m_useful = true;
}

bool PayloadProbe::mayMatch(std::string_view payload) const noexcept
{
    if (!m_useful)
        return true;
    const Traits traits = traitsOf(payload);
    if (traits.escaped || (m_anyCase && !traits.ascii))
        return true;
    return std::any_of(m_needles.begin(), m_needles.end(), [&](const std::string &needle) {
        if (m_anyCase)
            return containsAnyCase(payload, needle);
        return memmem(payload.data(), payload.size(), needle.data(), needle.size()) != nullptr;
    });
}

const JsonTape &LazyPayload::tape()
{
    if (!m_read) {
        m_read = true;
        std::ignore = m_tape.read(m_text);    // a fault leaves it empty
    }
    return m_tape;
}

bool containsAnyCase(std::string_view bytes, std::string_view smallLetters) noexcept
{
    const std::size_t length = smallLetters.size();
    if (length == 0 || bytes.size() < length)
        return length == 0;
    const char *const data = bytes.data();
    const std::size_t places = bytes.size() - length + 1;
    std::size_t at = 0;
#ifdef __SSE2__
    // First and last letter are looked for at sixteen places at once.
    const __m128i first = _mm_set1_epi8(smallLetters.front());
    const __m128i firstCapital = _mm_set1_epi8(capital(smallLetters.front()));
    const __m128i last = _mm_set1_epi8(smallLetters.back());
    const __m128i lastCapital = _mm_set1_epi8(capital(smallLetters.back()));
    for (; at + 16 <= places; at += 16) {
        const __m128i head = _mm_loadu_si128(reinterpret_cast<const __m128i *>(data + at));
        const __m128i tail = _mm_loadu_si128(reinterpret_cast<const __m128i *>(data + at + length - 1));
        const __m128i heads = _mm_or_si128(_mm_cmpeq_epi8(head, first), _mm_cmpeq_epi8(head, firstCapital));
        const __m128i tails = _mm_or_si128(_mm_cmpeq_epi8(tail, last), _mm_cmpeq_epi8(tail, lastCapital));
        auto hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(heads, tails)));
        for (; hits != 0; hits &= hits - 1) {
            if (equalsAnyCase(data + at + std::countr_zero(hits), smallLetters))
                return true;
        }
    }
#endif
    for (; at < places; ++at) {
        if (small(data[at]) == smallLetters.front() && equalsAnyCase(data + at, smallLetters))
            return true;
    }
    return false;
}

}
