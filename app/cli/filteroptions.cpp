// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/filteroptions.h"

#include "event/tr.h"
#include "store/filterpath.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// The option's values as they are, each literal; several mean any of them.
EventFilter withOption(const EventFilter &filter, const CommandLine &line, const QString &option, Field field)
{
    if (!line.has(option))
        return filter;
    FilterTerm term;
    term.field = field;
    term.op = FilterTerm::Op::AnyOf;
    for (const QString &value : line.values(option))
        term.values.append(literal(value.toUtf8()));
    return filter.with(EventFilter().withTerm(term));
}

Result<EventFilter> withVerdicts(const EventFilter &filter, const CommandLine &line)
{
    for (const QString &value : line.values(u"verdict"_s)) {
        if (!verdictFromId(value.toUtf8())) {
            return failure(
                Error::Kind::BadInput, tr("--verdict takes valid, warning, invalid or unjudged, not '%1'.").arg(value));
        }
    }
    return withOption(filter, line, u"verdict"_s, Field::Verdict);
}

Result<EventFilter> withTimes(const EventFilter &filter, const CommandLine &line)
{
    const auto from = line.moment(u"from"_s);
    if (!from)
        return failure(from.error());
    const auto to = line.moment(u"to"_s);
    if (!to)
        return failure(to.error());
    return filter.with(EventFilter().withTime(*from, *to));
}

Result<EventFilter> parsedFilter(const QString &text)
{
    auto filter = EventFilter::parse(text, currentMicros());
    if (filter)
        return *filter;
    const EventFilter::ParseFault &fault = filter.error();
    const QString found = text.mid(fault.offset, qMin<qsizetype>(fault.length, 40));
    return failure(Error::Kind::BadInput,
        found.isEmpty() ? tr("FILTER, at its end: %1").arg(fault.error.message)
                        : tr("FILTER, at character %1, '%2': %3")
                              .arg(QString::number(fault.offset + 1), found, fault.error.message));
}

}

void addFilterOptions(CommandLine &line)
{
    line.addPositional(u"filter"_s,
        tr("Which events, such as 'tenant:acme -name:page.* is:invalid time:-7d..'. Write -- before one that "
           "starts with a dash. Everything, when left out."),
        u"[--] [FILTER]"_s);
    line.add(u"tenant"_s, tr("Only this tenant, taken literally. May be repeated: any of them."), tr("T"));
    line.add(u"user"_s, tr("Only this user; likewise."), tr("U"));
    line.add(u"event-name"_s, tr("Only events of this name; likewise."), tr("N"));
    line.add(u"service"_s, tr("Only this service; likewise."), tr("ID"));
    line.add(u"verdict"_s, tr("Only this verdict: valid, warning, invalid, unjudged; likewise."), tr("V"));
    line.add(u"rule"_s, tr("Only events that broke this rule, by its id; likewise."), tr("ID"));
    line.add(
        u"text"_s, tr("Only events with this in a string or member name. May be repeated: all of them."), tr("TEXT"));
    line.add(u"from"_s, tr("Not before this moment: 2026-03-01, 2026-03-01T12:30:00Z, now, -1h, epoch."), tr("T"));
    line.add(u"to"_s, tr("Before this moment."), tr("T"));
    line.add(u"limit"_s, tr("Write no more than this many events."), tr("N"));
    line.add(u"order"_s,
        tr("By one or several keys, the first counting most: id (as they came; the default), time, tenant, user, name, "
           "service, verdict, size, received, origin, rules or a path such as props.plan; -time is the latest first."),
        tr("KEY,…"), u"id"_s);
}

Result<EventFilter> filterOf(const CommandLine &line)
{
    Result<EventFilter> filter = parsedFilter(line.positional().join(u' '));
    if (!filter)
        return filter;
    *filter = withOption(*filter, line, u"tenant"_s, Field::Tenant);
    *filter = withOption(*filter, line, u"user"_s, Field::User);
    *filter = withOption(*filter, line, u"event-name"_s, Field::Name);
    *filter = withOption(*filter, line, u"service"_s, Field::Service);
    *filter = withOption(*filter, line, u"rule"_s, Field::Rule);
    for (const QString &text : line.values(u"text"_s))
        *filter = filter->with(EventFilter().withText(text));
    filter = withVerdicts(*filter, line);
    return filter ? withTimes(*filter, line) : filter;
}

Result<QByteArray> pathOf(const QString &option, const QString &text)
{
    if (text.startsWith(u'/')) {
        const QByteArray pointer = text.toUtf8();
        if (isFilterPath(pointer))
            return pointer;
    } else if (const auto path = pathOfNames(text)) {
        return *path;
    }
    return failure(Error::Kind::BadInput,
        tr("--%1 takes a path such as props.plan or /string_props/plan, not '%2'.").arg(option, text));
}

Result<SearchOrders> orderOf(const CommandLine &line)
{
    static const QHash<QString, SortKey> keys{{u"id"_s, SortKey::Arrival}, {u"time"_s, SortKey::Time},
        {u"tenant"_s, SortKey::Tenant}, {u"user"_s, SortKey::User}, {u"name"_s, SortKey::Name},
        {u"service"_s, SortKey::Service}, {u"verdict"_s, SortKey::Verdict}, {u"size"_s, SortKey::Size},
        {u"received"_s, SortKey::Received}, {u"origin"_s, SortKey::Origin}, {u"rules"_s, SortKey::Rules}};
    SearchOrders orders;
    for (const QString &written : line.values(u"order"_s).join(u',').split(u',')) {
        SearchOrder order;
        order.descending = written.startsWith(u'-');
        const QString key = written.sliced(order.descending ? 1 : 0);
        if (const auto known = keys.find(key); known != keys.end()) {
            order.key = *known;
        } else if (const auto path = pathOf(u"order"_s, key)) {
            order.key = SortKey::Path;
            order.path = *path;
        } else {
            return failure(Error::Kind::BadInput,
                tr("--order takes id, time, tenant, user, name, service, verdict, size, received, origin, rules and "
                   "paths such as props.plan or /string_props/plan, with a dash in front for descending, not '%1'.")
                    .arg(written));
        }
        orders.push_back(std::move(order));
    }
    return orders;
}

Result<std::vector<Row>> limited(const CommandLine &line, std::vector<Row> rows)
{
    const auto limit = line.count(u"limit"_s, 0);
    if (!limit)
        return failure(limit.error());
    if (*limit && rows.size() > static_cast<std::size_t>(**limit))
        rows.resize(static_cast<std::size_t>(**limit));
    return rows;
}

}
