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
enum class Field : quint8 { Tenant, User, Name, Service, Verdict, Origin, Time, Text, Path };

// One condition on one field. A value type.
struct FilterTerm {
    enum class Op : quint8 {
        AnyOf,       // the field is one of the values; `*` and `?` in a value are wildcards, escaped by '\'
        Range,       // from ≤ value < to; either may be open. Time in µs; Path compares numbers
        Contains,    // Text: the decoded strings and keys of the payload hold it, whatever the case
        Exists,      // Path: there is a value
    };

    Field field = Field::Text;
    Op op = Op::Contains;
    QByteArray path;               // JSON pointer, for Path
    QList<QByteArray> values;      // decoded UTF-8. Tenant and User also match a bare value of a map:
                                   // `acme` matches `id=acme` and `id=acme,org=7`
    std::optional<double> from;    // Range of a Path
    std::optional<double> to;
    std::optional<Micros> timeFrom;    // Range of Time
    std::optional<Micros> timeTo;

    friend bool operator==(const FilterTerm &, const FilterTerm &) = default;
};

// Which events are meant: a tree of terms. Immutable in use, cheap to copy, compared by value.
//
// As text (what parse() reads and text() writes):
//   tenant:acme user:user_4* name:api.* -name:page.* service:x is:invalid origin:"run 12"
//   time:2026-03-01..2026-04-01 time:-1h.. /string_props/model:gpt-4 /numeric_props/tokens:10..20
//   "free text" (a or b) not c
// Terms side by side are joined by and; `-` or `not` negates; a comma separates values; quotes
// protect spaces and commas.
class EventFilter {
public:
    struct Node {
        enum class Kind : quint8 { All, Any, Not, Term };

        Kind kind = Kind::All;
        QList<Node> children;    // All, Any: any number; Not: one. An empty All matches everything
        FilterTerm term;         // Kind::Term

        friend bool operator==(const Node &, const Node &) = default;
    };

    EventFilter() = default;    // everything
    explicit EventFilter(Node root)
        : m_root(std::move(root))
    {}

    // Fails with BadInput and the offset (in UTF-16 units) of the fault. Relative times are resolved
    // against `now`.
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
    // The column scan answers the same.
    [[nodiscard]] bool matches(const Event &event, QByteArrayView originLabel = {}) const;

    // The top-level conjunction, which is what pickers and facets edit: the positive (or negated) AnyOf
    // term of a field, replaced, or removed by an empty list; the rest of the tree stays.
    [[nodiscard]] QList<QByteArray> values(Field field, bool negated = false) const;
    [[nodiscard]] EventFilter withValues(Field field, const QList<QByteArray> &values, bool negated = false) const;
    [[nodiscard]] EventFilter withTime(std::optional<Micros> from, std::optional<Micros> to) const;
    [[nodiscard]] std::optional<Micros> timeFrom() const;
    [[nodiscard]] std::optional<Micros> timeTo() const;
    [[nodiscard]] EventFilter withText(const QString &text) const;    // empty removes it
    [[nodiscard]] QString freeText() const;
    [[nodiscard]] EventFilter withTerm(const FilterTerm &term, bool negated = false) const;
    // Without the top-level terms of a field: what a facet of that field is counted under.
    [[nodiscard]] EventFilter without(Field field) const;
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
