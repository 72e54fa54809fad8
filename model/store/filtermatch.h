// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontape.h"
#include "schema/pattern.h"
#include "store/eventfilter.h"
#include "store/payloadtext.h"

#include <string_view>
#include <vector>

namespace eventscope {

// One value of an AnyOf term: `*` stands for any text, `?` for one character, `\*`, `\?` and `\\` for
// themselves; a backslash before anything else is a backslash. Case counts. Immutable.
class WildcardPattern {
public:
    explicit WildcardPattern(QByteArrayView pattern);

    [[nodiscard]] bool matches(std::string_view text) const noexcept;
    // Without wildcards: the one text that matches.
    [[nodiscard]] bool isLiteral() const noexcept { return m_tokens.empty(); }
    [[nodiscard]] std::string_view literal() const noexcept { return m_literal; }

private:
    struct Token {
        enum class Kind : quint8 { Byte, One, Many };
        Kind kind;
        char byte;
    };
    // What most patterns look like is told without going through them; the rest is Mixed.
    enum class Form : quint8 { Literal, Begins, Ends, Contains, Mixed };

    [[nodiscard]] Form formOf() const;
    [[nodiscard]] bool matchesTokens(std::string_view text) const noexcept;

    std::string m_literal;
    std::vector<Token> m_tokens;    // empty when there is no wildcard
    Form m_form = Form::Literal;
};

// An AnyOf term made ready for many texts: dictionary terms, rule sets, origin labels, verdict ids. Immutable,
// safe to share between threads.
class ValueMatcher {
public:
    explicit ValueMatcher(const FilterTerm &term);

    // The whole text matches one of the values or, for Tenant and User, one of the map's values does:
    // what stands behind the first `=` of each `k=v` pair. A comma that no pair follows belongs to
    // the value before it. For Rule, the text is a rule set: one of its rules matches, or the empty value the
    // empty set.
    [[nodiscard]] bool matches(std::string_view text) const noexcept;
    [[nodiscard]] bool matches(Verdict verdict) const noexcept;

private:
    [[nodiscard]] bool matchesWhole(std::string_view text) const noexcept;
    [[nodiscard]] bool matchesPair(std::string_view text) const noexcept;
    [[nodiscard]] bool matchesRule(std::string_view ruleSet) const noexcept;

    std::vector<WildcardPattern> m_patterns;
    bool m_pairs = false;
    bool m_rules = false;
};

// Which numbers the Range of a Path term takes. Immutable.
class NumberRange {
public:
    explicit NumberRange(const FilterTerm &term);

    [[nodiscard]] bool has(double number) const noexcept;

private:
    std::optional<double> m_from;
    std::optional<double> m_to;
    bool m_fromOpen;
    bool m_toClosed;
};

// A Text or Path term made ready for many payloads. Immutable, safe to share between threads.
//
// Text finds a value in any decoded string or member name, whatever the case (caseFolded()); an empty
// value is in every payload. Matches looks for its expression in the same texts, one by one. Path looks at one value
// or, for a property, at each place that may hold it: AnyOf compares a string's decoded text, a number
// and `true`, `false`, `null` as they are written; Range takes numbers alone, rounded to a double.
class PayloadMatcher {
public:
    // `places` as for EventFilter::matches().
    explicit PayloadMatcher(const FilterTerm &term, const QList<QByteArray> &places = {});

    // False for an empty tape.
    [[nodiscard]] bool matches(const JsonTape &tape) const;

private:
    [[nodiscard]] bool containsText(const JsonTape &tape) const;
    [[nodiscard]] bool matchesExpression(const JsonTape &tape) const;
    [[nodiscard]] bool holdsAt(JsonValue value) const;

    FilterTerm::Op m_op;
    NumberRange m_range;
    std::vector<SoughtText> m_texts;
    std::optional<Pattern> m_expression;
    std::vector<JsonPointer> m_pointers;
    std::vector<WildcardPattern> m_patterns;
};

// Whether a moment is within a Time term's range.
[[nodiscard]] bool inTimeRange(const FilterTerm &term, Micros time) noexcept;

}
