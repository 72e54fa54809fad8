// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filteredits.h"

#include "event/utf8.h"

namespace eventscope {

namespace {

constexpr qsizetype longestEdited = 4096;

}

EventFilter filteredFor(const EventFilter &filter, const FilterTerm &term)
{
    if (term.field == Field::Path || term.op != FilterTerm::Op::AnyOf)
        return filter.withTerm(term);
    QList<QByteArray> excluded = filter.values(term.field, true);
    for (const QByteArray &value : term.values)
        excluded.removeAll(value);
    return filter.withValues(term.field, excluded, true).withValues(term.field, term.values);
}

EventFilter filteredOut(const EventFilter &filter, const FilterTerm &term)
{
    if (term.field == Field::Path || term.op != FilterTerm::Op::AnyOf)
        return filter.withTerm(term, true);
    QList<QByteArray> included = filter.values(term.field);
    QList<QByteArray> excluded = filter.values(term.field, true);
    for (const QByteArray &value : term.values) {
        included.removeAll(value);
        if (!excluded.contains(value))
            excluded.append(value);
    }
    return filter.withValues(term.field, included).withValues(term.field, excluded, true);
}

std::optional<FilterTerm> pathTerm(const QByteArray &pointer, JsonValue value)
{
    if (!value || value.isObject() || value.isArray() || value.length() > longestEdited)
        return std::nullopt;
    FilterTerm term;
    term.field = Field::Path;
    term.op = FilterTerm::Op::AnyOf;
    term.path = pointer;
    term.values = {literal(value.isString() ? QByteArray::fromStdString(value.string()) : bytesOf(value.raw()))};
    return term;
}

}
