// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filtermatch.h"

#include "event/utf8.h"
#include "store/filterpath.h"
#include "store/filterpattern.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isContinuation(char byte) noexcept
{
    return (static_cast<uchar>(byte) & 0xc0) == 0x80;
}

// The place behind the character that starts at `at`.
std::size_t afterCharacter(std::string_view text, std::size_t at) noexcept
{
    for (++at; at < text.size() && isContinuation(text[at]); ++at) {
    }
    return at;
}

bool isPair(std::string_view piece) noexcept
{
    const auto equals = piece.find('=');
    return equals != std::string_view::npos && equals > 0;
}

std::string_view scalarText(JsonValue value, std::string &buffer)
{
    return value.isString() ? value.string(buffer) : value.raw();
}

}

WildcardPattern::WildcardPattern(QByteArrayView pattern)
{
    bool wild = false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        char byte = pattern[i];
        if (byte == '*' || byte == '?') {
            wild = true;
            m_tokens.push_back({byte == '*' ? Token::Kind::Many : Token::Kind::One, byte});
            continue;
        }
        const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
        if (byte == '\\' && (next == '*' || next == '?' || next == '\\')) {
            byte = next;
            ++i;
        }
        m_literal += byte;
        m_tokens.push_back({Token::Kind::Byte, byte});
    }
    if (!wild)
        m_tokens.clear();
    m_form = formOf();
}

WildcardPattern::Form WildcardPattern::formOf() const
{
    if (m_tokens.empty())
        return Form::Literal;
    const auto isMany = [](const Token &token) { return token.kind == Token::Kind::Many; };
    const auto first = std::find_if_not(m_tokens.begin(), m_tokens.end(), isMany);
    const auto last = std::find_if_not(m_tokens.rbegin(), std::make_reverse_iterator(first), isMany).base();
    const bool isWhole = std::all_of(first, last, [](const Token &token) { return token.kind == Token::Kind::Byte; });
    // What begins inside of a character is found at the beginnings of characters alone.
    if (!isWhole || (first != last && isContinuation(first->byte)))
        return Form::Mixed;
    if (first == m_tokens.begin())
        return Form::Begins;
    return last == m_tokens.end() && first != last ? Form::Ends : Form::Contains;
}

bool WildcardPattern::matches(std::string_view text) const noexcept
{
    switch (m_form) {
    case Form::Literal:
        return text == m_literal;
    case Form::Begins:
        return text.starts_with(m_literal);
    case Form::Ends:
        return text.ends_with(m_literal);
    case Form::Contains:
        return text.find(m_literal) != std::string_view::npos;
    case Form::Mixed:
        break;
    }
    return matchesTokens(text);
}

bool WildcardPattern::matchesTokens(std::string_view text) const noexcept
{
    std::size_t at = 0;
    std::size_t token = 0;
    std::size_t manyToken = m_tokens.size();    // the last `*` passed, to come back to
    std::size_t manyAt = 0;
    while (at < text.size()) {
        if (token < m_tokens.size() && m_tokens[token].kind == Token::Kind::Many) {
            manyToken = token++;
            manyAt = at;
        } else if (token < m_tokens.size() && m_tokens[token].kind == Token::Kind::One) {
            at = afterCharacter(text, at);
            ++token;
        } else if (token < m_tokens.size() && m_tokens[token].byte == text[at]) {
            ++at;
            ++token;
        } else if (manyToken < m_tokens.size()) {
            manyAt = afterCharacter(text, manyAt);
            at = manyAt;
            token = manyToken + 1;
        } else {
            return false;
        }
    }
    return std::all_of(m_tokens.begin() + static_cast<std::ptrdiff_t>(token), m_tokens.end(),
        [](const Token &rest) { return rest.kind == Token::Kind::Many; });
}

ValueMatcher::ValueMatcher(const FilterTerm &term)
    : m_pairs(term.field == Field::Tenant || term.field == Field::User)
    , m_rules(term.field == Field::Rule)
{
    m_patterns.reserve(static_cast<std::size_t>(term.values.size()));
    for (const QByteArray &value : term.values)
        m_patterns.emplace_back(value);
}

bool ValueMatcher::matchesWhole(std::string_view text) const noexcept
{
    return std::any_of(
        m_patterns.begin(), m_patterns.end(), [text](const WildcardPattern &pattern) { return pattern.matches(text); });
}

bool ValueMatcher::matches(std::string_view text) const noexcept
{
    if (m_rules)
        return matchesRule(text);
    return matchesWhole(text) || (m_pairs && matchesPair(text));
}

bool ValueMatcher::matchesPair(std::string_view text) const noexcept
{
    if (text.find('=') == std::string_view::npos)
        return false;
    std::size_t valueAt = std::string_view::npos;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const std::string_view piece = text.substr(at, end - at);
        if (isPair(piece)) {
            if (valueAt != std::string_view::npos && matchesWhole(text.substr(valueAt, at - 1 - valueAt)))
                return true;
            valueAt = at + piece.find('=') + 1;
        }
        at = end + 1;
    }
    return valueAt != std::string_view::npos && matchesWhole(text.substr(valueAt));
}

bool ValueMatcher::matchesRule(std::string_view ruleSet) const noexcept
{
    if (ruleSet.empty()) {
        return std::any_of(m_patterns.begin(), m_patterns.end(),
            [](const WildcardPattern &pattern) { return pattern.isLiteral() && pattern.literal().empty(); });
    }
    while (!ruleSet.empty()) {
        const std::size_t end = std::min(ruleSet.find(' '), ruleSet.size());
        const std::size_t colon = ruleSet.find(':');
        if (matchesWhole(ruleSet.substr(0, std::min(colon, end))))
            return true;
        ruleSet.remove_prefix(std::min(end + 1, ruleSet.size()));
    }
    return false;
}

bool ValueMatcher::matches(Verdict verdict) const noexcept
{
    return matchesWhole(viewOf(verdictId(verdict)));
}

NumberRange::NumberRange(const FilterTerm &term)
    : m_from(term.from)
    , m_to(term.to)
    , m_fromOpen(term.fromOpen)
    , m_toClosed(term.toClosed)
{}

bool NumberRange::has(double number) const noexcept
{
    const bool low = m_from && (m_fromOpen ? number <= *m_from : number < *m_from);
    const bool high = m_to && (m_toClosed ? number > *m_to : number >= *m_to);
    return !low && !high;
}

PayloadMatcher::PayloadMatcher(const FilterTerm &term, const QList<QByteArray> &places)
    : m_op(term.op)
    , m_range(term)
{
    if (term.op == FilterTerm::Op::Matches) {
        if (const auto expression = filterPattern(term.values.isEmpty() ? "(" : viewOf(term.values.first())))
            m_expression = *expression;
        return;
    }
    if (term.field == Field::Text) {
        for (const QByteArray &value : term.values)
            m_texts.emplace_back(viewOf(value), SoughtText::Case::Ignored);
        return;
    }
    m_pointers = pointersOf(term.path, places);
    for (const QByteArray &value : term.values)
        m_patterns.emplace_back(value);
}

bool PayloadMatcher::matches(const JsonTape &tape) const
{
    if (tape.isEmpty())
        return false;
    if (m_op == FilterTerm::Op::Contains)
        return containsText(tape);
    if (m_op == FilterTerm::Op::Matches)
        return matchesExpression(tape);
    return std::any_of(m_pointers.begin(), m_pointers.end(),
        [&](const JsonPointer &pointer) { return holdsAt(pointer.in(tape.root())); });
}

bool PayloadMatcher::containsText(const JsonTape &tape) const
{
    const auto isSure = [&](const SoughtText &text) { return text.isEmpty() || text.isSurelyIn(tape.text()); };
    if (std::any_of(m_texts.begin(), m_texts.end(), isSure))
        return true;
    std::string decoded;
    std::string folded;
    for (std::uint32_t i = 0; i < tape.nodes().size(); ++i) {
        // Member names are String nodes too.
        if (tape.nodes()[i].kind != JsonKind::String)
            continue;
        const std::string_view string = JsonValue(&tape, i).string(decoded);
        if (std::any_of(
                m_texts.begin(), m_texts.end(), [&](const SoughtText &text) { return text.isIn(string, folded); }))
            return true;
    }
    return false;
}

bool PayloadMatcher::matchesExpression(const JsonTape &tape) const
{
    std::string decoded;
    for (std::uint32_t i = 0; m_expression && i < tape.nodes().size(); ++i) {
        const JsonNode &node = tape.nodes()[i];
        if (node.kind == JsonKind::String &&
            m_expression->match(JsonValue(&tape, i).string(decoded), node.lone) == PatternMatch::Yes)
            return true;
    }
    return false;
}

bool PayloadMatcher::holdsAt(JsonValue value) const
{
    if (!value)
        return false;
    switch (m_op) {
    case FilterTerm::Op::Exists:
        return true;
    case FilterTerm::Op::Range:
        return value.isNumber() && m_range.has(value.number());
    case FilterTerm::Op::AnyOf: {
        if (value.isObject() || value.isArray())
            return false;
        std::string buffer;
        const std::string_view text = scalarText(value, buffer);
        return std::any_of(m_patterns.begin(), m_patterns.end(),
            [text](const WildcardPattern &pattern) { return pattern.matches(text); });
    }
    case FilterTerm::Op::Contains:
    case FilterTerm::Op::Matches:
        break;
    }
    return false;
}

bool inTimeRange(const FilterTerm &term, Micros time) noexcept
{
    return (!term.timeFrom || *term.timeFrom <= time) && (!term.timeTo || time < *term.timeTo);
}

}
