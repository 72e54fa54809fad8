// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelinewords.h"

#include "event/tr.h"
#include "views/timelinerange.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString numberText(qint64 count)
{
    return QLocale().toString(qlonglong{count});
}

QString someEvents(qint64 count)
{
    return count == 1 ? tr("1 event") : tr("%1 events").arg(numberText(count));
}

qint64 countIn(const std::vector<quint32> &counts, int bucket)
{
    return static_cast<size_t>(bucket) < counts.size() ? counts[static_cast<size_t>(bucket)] : 0;
}

}

QString emptyTimelineText(const TimelineModel &model)
{
    if (!model.histogram().series.empty())
        return {};
    if (model.isEmptyStore())
        return tr("The timeline of your events will be here.");
    if (model.isLoading())
        return tr("Loading…");
    return model.total() == 0 ? tr("No event matches the filter.") : tr("No event in this stretch of time.");
}

QString barDetails(const TimelineModel &model, const SeriesColors &colors, const Theme &theme, int bucket)
{
    const TimeBuckets &buckets = model.buckets();
    QString rows;
    qint64 sum = 0;
    for (const Histogram::Series &series : model.histogram().series) {
        const qint64 count = countIn(series.counts, bucket);
        sum += count;
        if (count > 0)
            rows += u"<tr><td><font color='%1'>■</font> %2</td><td align='right'>&nbsp;&nbsp;%3</td></tr>"_s.arg(
                colors.fill(series, theme).color.name(), seriesTitle(series, model).toHtmlEscaped(), numberText(count));
    }
    const QString range = rangeText(buckets.at(bucket), buckets.width, model.zone());
    return u"<qt><p style='white-space:pre'><b>%1</b><br>%2</p><table>%3</table></qt>"_s.arg(
        range, someEvents(sum), rows);
}

QString timelineDescription(const TimelineModel &model, std::optional<int> cursor)
{
    const TimeBuckets &buckets = model.buckets();
    if (cursor) {
        qint64 count = 0;
        for (const Histogram::Series &series : model.histogram().series)
            count += countIn(series.counts, *cursor);
        return tr("%1: %2").arg(rangeText(buckets.at(*cursor), buckets.width, model.zone()), someEvents(count));
    }
    QString empty = emptyTimelineText(model);
    if (!model.shown() || !empty.isEmpty())
        return empty;
    return tr("%1. Shown: %2. One bar is %3.")
        .arg(
            someEvents(model.total()), rangeText(*model.shown(), buckets.width, model.zone()), spanText(buckets.width));
}

}
