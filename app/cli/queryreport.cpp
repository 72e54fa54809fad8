// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/queryreport.h"

#include "cli/console.h"
#include "event/jsontext.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/jsonline.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QByteArray momentJson(const std::optional<Micros> &moment)
{
    return moment ? '"' + isoText(*moment).toLatin1() + '"' : QByteArray("null");
}

const char *facetName(Field field)
{
    switch (field) {
    case Field::Tenant:
        return "tenant";
    case Field::User:
        return "user";
    case Field::Name:
        return "name";
    case Field::Service:
        return "service";
    case Field::Verdict:
        return "verdict";
    case Field::Origin:
        return "origin";
    case Field::Rule:
        return "rule";
    default:
        return "";
    }
}

QByteArray seriesJson(const Histogram::Series &series)
{
    JsonLine counts(JsonLine::Kind::Array);
    for (const quint32 count : series.counts)
        counts.number("", count);
    return JsonLine()
        .raw("name", series.other ? QByteArray("null") : quoted(viewOf(series.value)))
        .number("total", series.total)
        .raw("counts", counts.json())
        .json();
}

QByteArray histogramJson(const Histogram &histogram)
{
    JsonLine series(JsonLine::Kind::Array);
    for (const Histogram::Series &one : histogram.series)
        series.raw("", seriesJson(one));
    return JsonLine()
        .raw("from", momentJson(histogram.from))
        .number("bucketMicroseconds", histogram.bucket)
        .raw("series", series.json())
        .json();
}

QByteArray facetJson(const Facet &facet)
{
    JsonLine values(JsonLine::Kind::Array);
    for (const Facet::Value &value : facet.values)
        values.raw("", JsonLine().text("value", value.value).number("count", value.count).json());
    return JsonLine()
        .number("total", facet.total)
        .number("distinct", facet.distinct)
        .raw("values", values.json())
        .json();
}

}

QByteArray reportJson(const SearchResult &result)
{
    JsonLine report;
    report.number("total", result.total)
        .raw("earliest", momentJson(result.earliest))
        .raw("latest", momentJson(result.latest));
    if (result.histogram)
        report.raw("histogram", histogramJson(*result.histogram));
    if (!result.facets.empty()) {
        JsonLine facets;
        JsonLine paths(JsonLine::Kind::Array);
        bool anyPath = false;
        for (const Facet &facet : result.facets) {
            if (facet.field != Field::Path) {
                facets.raw(facetName(facet.field), facetJson(facet));
                continue;
            }
            anyPath = true;
            paths.raw("", "{\"path\":" + quoted(viewOf(facet.path)) + ',' + facetJson(facet).sliced(1));
        }
        if (anyPath)
            facets.raw("paths", paths.json());
        report.raw("facets", facets.json());
    }
    return report.json();
}

QByteArray histogramText(const Histogram &histogram)
{
    std::vector<qint64> totals;
    for (const Histogram::Series &series : histogram.series) {
        totals.resize(std::max(totals.size(), series.counts.size()));
        for (std::size_t i = 0; i < series.counts.size(); ++i)
            totals[i] += series.counts[i];
    }
    const qint64 most = totals.empty() ? 0 : *std::max_element(totals.begin(), totals.end());
    const qsizetype width = QByteArray::number(most).size();
    constexpr qint64 barWidth = 40;
    QByteArray text;
    for (std::size_t i = 0; i < totals.size(); ++i) {
        const Micros start = histogram.from + static_cast<Micros>(i) * histogram.bucket;
        const qint64 bar = most > 0 ? (totals[i] * barWidth + most - 1) / most : 0;
        QByteArray line =
            isoText(start).toLatin1().leftJustified(27) + "  " + QByteArray::number(totals[i]).rightJustified(width);
        if (bar > 0)
            line += "  " + QByteArray(bar, '#');
        text += line + '\n';
    }
    return text;
}

QByteArray facetsText(const std::vector<Facet> &facets)
{
    QString text;
    for (const Facet &facet : facets) {
        text += tr("%1: %2 different in %3 events")
                    .arg(facet.field == Field::Path ? printable(stringOf(viewOf(facet.path)))
                                                    : QString::fromLatin1(facetName(facet.field)))
                    .arg(facet.distinct)
                    .arg(facet.total) +
                u'\n';
        for (const Facet::Value &value : facet.values)
            text += QString::number(value.count).rightJustified(10) + u"  "_s +
                    printable(stringOf(viewOf(value.value))) + u'\n';
    }
    return text.toUtf8();
}

}
