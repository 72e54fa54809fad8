// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/await.h"
#include "cli/commands.h"
#include "cli/eventwriter.h"
#include "cli/filteroptions.h"
#include "cli/queryreport.h"
#include "event/tr.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addQueryOptions(CommandLine &line)
{
    addFilterOptions(line);
    line.add(u"format"_s, tr("table (the default), ndjson, csv or json."), tr("FORMAT"), u"table"_s);
    line.addFlag(u"count"_s, tr("Print only how many events match."));
    line.add(u"histogram"_s, tr("Print how many match in each of N equal spans of time."), tr("N"));
    line.addFlag(u"facets"_s, tr("Print the most frequent tenants, users, names, services, verdicts and origins."));
    line.add(u"facet"_s,
        tr("Print the most frequent values at this path, such as props.plan or /string_props/plan. May be repeated."),
        tr("PATH"));
    line.addFlag(u"json"_s, tr("Print one JSON object, with what else was asked for, as the last line."));
}

// What is asked for, checked before a store is opened.
struct Question {
    EventFilter filter;
    SearchOrders order;
    QString format;
    bool events = true;
    bool count = false;
    std::optional<qint64> buckets;
    bool facets = false;
    QList<QByteArray> paths;    // counted
    bool json = false;
};

Result<QList<QByteArray>> pathsOf(const CommandLine &line)
{
    QList<QByteArray> paths;
    for (const QString &written : line.values(u"facet"_s)) {
        const auto path = pathOf(u"facet"_s, written);
        if (!path)
            return failure(path.error());
        paths.append(*path);
    }
    return paths;
}

Result<Question> questionOf(const CommandLine &line)
{
    const auto filter = filterOf(line);
    if (!filter)
        return failure(filter.error());
    const auto order = orderOf(line);
    if (!order)
        return failure(order.error());
    const auto format = line.choice(u"format"_s, {u"table"_s, u"ndjson"_s, u"csv"_s, u"json"_s});
    if (!format)
        return failure(format.error());
    const auto buckets = line.count(u"histogram"_s, 1);
    if (!buckets)
        return failure(buckets.error());
    constexpr qint64 mostBuckets = 100'000;
    if (*buckets && **buckets > mostBuckets)
        return failure(Error::Kind::BadInput, tr("--histogram takes at most %1 spans.").arg(mostBuckets));
    if (const auto limit = line.count(u"limit"_s, 0); !limit)
        return failure(limit.error());

    const auto paths = pathsOf(line);
    if (!paths)
        return failure(paths.error());

    Question question{*filter, *order, *format, true, line.has(u"count"_s), *buckets, line.has(u"facets"_s), *paths,
        line.has(u"json"_s)};
    question.events = !question.count && !question.buckets && !question.facets && question.paths.isEmpty();
    return question;
}

// The span that the histogram covers: what the filter names, else what there is.
Result<std::optional<HistogramSpec>> histogramSpec(EventStore &store, const Question &question)
{
    if (!question.buckets)
        return std::optional<HistogramSpec>();
    SearchSpec countOnly;
    countOnly.rows = false;
    const auto found = await(store.search(question.filter, countOnly));
    if (!found)
        return failure(found.error());
    const auto from = question.filter.timeFrom() ? question.filter.timeFrom() : found->earliest;
    const auto to = question.filter.timeTo() ? question.filter.timeTo()
                    : found->latest          ? std::optional(*found->latest + 1)
                                             : std::nullopt;
    if (!from || !to || *from >= *to)
        return std::optional<HistogramSpec>();
    HistogramSpec spec;
    spec.from = *from;
    spec.to = *to;
    spec.buckets = static_cast<int>(*question.buckets);
    return std::optional(spec);
}

Result<SearchResult> search(EventStore &store, const Question &question)
{
    const auto histogram = histogramSpec(store, question);
    if (!histogram)
        return failure(histogram.error());
    SearchSpec spec;
    spec.order = question.order;
    spec.rows = question.events;
    spec.histogram = *histogram;
    if (question.facets) {
        for (const Field field :
            {Field::Tenant, Field::User, Field::Name, Field::Service, Field::Verdict, Field::Rule, Field::Origin})
            spec.facets.push_back({field, 10});
    }
    for (const QByteArray &path : question.paths)
        spec.facets.push_back({Field::Path, 10, {}, path});
    return await(store.search(question.filter, spec));
}

Result<void> answer(const CommandLine &line, Console &console)
{
    const auto question = questionOf(line);
    if (!question)
        return failure(question.error());
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    auto found = search(**store, *question);
    if (!found)
        return failure(found.error());
    const auto rows = limited(line, std::move(found->rows));
    if (!rows)
        return failure(rows.error());

    if (question->events) {
        const auto writer =
            EventWriter::make(question->format, EventWriter::Detail::Listing, line.services(console).services());
        if (auto written = writeEvents(**store, *rows, *writer, console.out()); !written)
            return written;
    }
    if (question->json) {
        console.printLine(reportJson(*found));
        return {};
    }
    if (question->count)
        console.printLine(QByteArray::number(found->total));
    if (found->histogram)
        console.print(histogramText(*found->histogram));
    if (!found->facets.empty())
        console.print(facetsText(found->facets));
    return {};
}

}

int runQuery(const QStringList &arguments, Console &console)
{
    CommandLine line(u"query"_s,
        tr("Lists the stored events that match; or counts and summarises them with --count, --histogram and --facets."),
        console);
    addQueryOptions(line);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<void> answered = answer(line, console);
    return answered ? console.finish(exitCode::Good) : console.fail(answered.error());
}

}
