// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <vector>

namespace eventscope {

// One piece of a filter's text (the grammar is at EventFilter), for colours and completion.
struct FilterToken {
    enum class Kind : quint8 {
        Negation,    // `-` or `not`
        Keyword,     // `and`, `or`
        Bracket,
        Key,         // a field or a path, an operator behind it
        Operator,    // `:`, `=`, `>`, `>=`, `<`, `<=`
        Value,       // quotes included
        Comma,
        Text,       // free text
        Pattern,    // `~` and the regular expression
    };

    Kind kind = Kind::Text;
    qsizetype offset = 0;    // in UTF-16 units
    qsizetype length = 0;
    int term = -1;    // which condition it belongs to, its negation included; -1 for keywords and brackets

    [[nodiscard]] qsizetype end() const noexcept { return offset + length; }
    friend bool operator==(const FilterToken &, const FilterToken &) = default;
};

// The pieces of any text, also a half-typed one: a quote that is not closed reaches to the end. In order, without
// the spaces between them.
[[nodiscard]] std::vector<FilterToken> filterTokens(QStringView text);

// Whether a key names a place in the payload: a pointer, `props.name`, or names joined by dots; quoted or not.
[[nodiscard]] bool isPathKey(QStringView key);

}
