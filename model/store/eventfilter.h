// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsontape.h"
#include "event/result.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace eventscope {

// What people filter by. All but Text and Path are answered from the columns alone.
//
// Rule looks at the rules an event broke (Event::rules): it matches when any of them is one of the values,
// and an empty value matches an event that broke none.
enum class Field : quint8 { Tenant, User, Name, Service, Verdict, Origin, Rule, Time, Text, Path };

// A field, and for Path which one.
struct FieldRef {
    Field field;
    QByteArray path;    // as FilterTerm::path

    FieldRef(Field meant, QByteArray at = {})    // NOLINT(google-explicit-constructor): a field is one
        : field(meant)
        , path(std::move(at))
    {}

    friend bool operator==(const FieldRef &, const FieldRef &) = default;
};

// One condition on one field. A value type.
struct FilterTerm {
    enum class Op : quint8 {
        AnyOf,       // the field is one of the values; `*` and `?` in a value are wildcards, escaped by '\'
        Range,       // from ≤ value < to, or as fromOpen and toClosed say; either may be missing. Time in µs;
                     // Path compares numbers
        Contains,    // Text: the decoded strings and keys of the payload hold it, whatever the case
        Matches,     // Text: a decoded string or key of the payload has a match of the first value, a regular
                     // expression as schema/pattern.h takes them. One that explodes does not match
        Exists,      // Path: there is a value
    };

    Field field = Field::Text;
    Op op = Op::Contains;
    // For Path: a JSON pointer; or `props.` and a name, not begun with a slash: the property of that name,
    // wherever properties stand in events (PropertyPlaces). Where several places have one, any may match.
    QByteArray path;
    QList<QByteArray> values;      // decoded UTF-8. Tenant and User also match a bare value of a map:
                                   // `acme` matches `id=acme` and `id=acme,org=7`
    std::optional<double> from;    // Range of a Path
    std::optional<double> to;
    bool fromOpen = false;             // Range of a Path: from < value
    bool toClosed = false;             // likewise: value ≤ to
    std::optional<Micros> timeFrom;    // Range of Time
    std::optional<Micros> timeTo;

    friend bool operator==(const FilterTerm &, const FilterTerm &) = default;
};

// Which events are meant: a tree of terms. Immutable in use, cheap to copy, compared by value.
//
// As text (what parse() reads and text() writes):
//   tenant:acme user:user_4* name:api.* -name:page.* service:x is:invalid rule:M7,plan.* origin:"run 12"
//   time:2026-03-01..2026-04-01 time:-1h.. time:2026-03-01 has:string_props.model
//   props.tokens>1000 string_props.model:gpt-4 /string_props/model:gpt-4 numeric_props.tokens:10..20
//   "free text" ~"time ?out" (a or b) not c
// Terms side by side are joined by and, which binds closer than or; `-` or `not` negates; a comma
// separates values; quotes protect spaces, commas, brackets and `..`, and within them `\"` is a quote
// and `\\` a backslash. `()` is everything, `-()` nothing. `text:a,b` finds either. A date alone is that day in UTC,
// a range of time without an end is open there, a time that no calendar holds is written `@` and its microseconds.
//
// Paths are names joined by dots, `items.0.id`, or JSON pointers where names are odd or there is but one;
// `props.name` is the property of that name. Names with dots, spaces and the like stand in quotes: `"props.my plan":x`.
// Behind a path stands `:` or `=` and values, or a comparison of numbers: `>10`, `>=10`, `<20`, `<=20`, and for both
// ends `:10..20` (from 10 to before 20) or, say, `>10..<=20`; `:..` is any number.
//
// `~` begins a regular expression for free text, which ends at a space or at a bracket it did not open; in quotes it
// holds anything. The case of letters counts in it unless it begins with `(?i)`.
//
// The tree is kept in one canonical form, so that parse(text(f)) == f for every filter f of at
// most maxDepth: the root is
// an All; no All stands in an All and no Any in an Any; no Any has fewer than two children; nothing is
// negated twice; members that an op does not use are empty. A term whose op its field does not have,
// or that names no value, an unknown verdict, no path or no regular expression, matches nothing and becomes `-()`.
class EventFilter {
public:
    struct Node {
        enum class Kind : quint8 { All, Any, Not, Term };

        Kind kind = Kind::All;
        QList<Node> children;    // All, Any: any number; Not: one. An empty All matches everything
        FilterTerm term;         // Kind::Term

        friend bool operator==(const Node &, const Node &) = default;
    };

    EventFilter() = default;            // everything
    explicit EventFilter(Node root);    // brought into canonical form

    // Brackets and negations in one another that parse() takes.
    static constexpr int maxDepth = 100;

    // Fails with BadInput, a sentence that tells what is expected, and the place of the fault (in UTF-16
    // units; at the end of the text with length 0). Relative times are resolved against `now`.
    struct ParseFault {
        Error error;
        qsizetype offset = 0;
        qsizetype length = 0;
    };
    [[nodiscard]] static tl::expected<EventFilter, ParseFault> parse(QStringView text, Micros now);
    [[nodiscard]] QString text() const;

    [[nodiscard]] const Node &root() const noexcept { return m_root; }
    [[nodiscard]] bool matchesAll() const noexcept
    {
        return m_root.kind == Node::Kind::All && m_root.children.isEmpty();
    }
    [[nodiscard]] bool needsPayload() const;

    // The plain reference: whether one event matches. The event's origin label is given apart.
    // The column scan answers the same. What terms do with one value is in filtermatch.h. An event
    // whose text cannot be read has no payload to match.
    // `places` are the pointers of objects that hold properties, for `props.name`; `/props` always is one.
    [[nodiscard]] bool matches(
        const Event &event, QByteArrayView originLabel = {}, const QList<QByteArray> &places = {}) const;

    // The top-level conjunction, which is what pickers and facets edit. values() are those of the first
    // AnyOf term of a field or, negated, of all negated ones; withValues() puts one term in the place
    // of all these, or removes them when the list is empty. The rest of the tree stays.
    [[nodiscard]] QList<QByteArray> values(const FieldRef &field, bool negated = false) const;
    [[nodiscard]] EventFilter withValues(
        const FieldRef &field, const QList<QByteArray> &values, bool negated = false) const;
    // The time that the top-level terms leave, put in the place of them all.
    [[nodiscard]] EventFilter withTime(std::optional<Micros> from, std::optional<Micros> to) const;
    [[nodiscard]] std::optional<Micros> timeFrom() const;
    [[nodiscard]] std::optional<Micros> timeTo() const;
    // The first top-level free text, put in the place of all of them; an empty one removes them.
    [[nodiscard]] EventFilter withText(const QString &text) const;
    [[nodiscard]] QString freeText() const;
    // One more conjunct, if it is not there yet; its very opposite is removed.
    [[nodiscard]] EventFilter withTerm(const FilterTerm &term, bool negated = false) const;
    // Without the top-level terms of a field: what a facet of that field is counted under.
    [[nodiscard]] EventFilter without(const FieldRef &field) const;
    // Both filters' conjuncts.
    [[nodiscard]] EventFilter with(const EventFilter &other) const;
    // A flat list of the top-level conjuncts with their text, for chips; removing one by index.
    [[nodiscard]] QList<QString> conjuncts() const;
    [[nodiscard]] EventFilter withoutConjunct(qsizetype index) const;

    friend bool operator==(const EventFilter &, const EventFilter &) = default;

private:
    Node m_root;
};

// A value with `*`, `?` and `\` escaped, so that AnyOf takes it literally.
[[nodiscard]] QByteArray literal(QByteArrayView value);
// The ids of filters, stores and reports: "valid", "warning", "invalid", "unjudged".
[[nodiscard]] QByteArray verdictId(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdictFromId(QByteArrayView id);

}
