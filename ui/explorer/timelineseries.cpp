// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/timelineseries.h"

#include "event/tr.h"

#include <QPainter>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

SeriesFill verdictFill(Verdict verdict, const Theme &theme)
{
    switch (verdict) {
    case Verdict::Unjudged:
        return {theme.unjudged, Qt::Dense5Pattern};
    case Verdict::Valid:
        return {theme.ok, Qt::NoBrush};
    case Verdict::Warning:
        return {theme.warning, Qt::HorPattern};
    case Verdict::Invalid:
        return {theme.error, Qt::BDiagPattern};
    }
    return {theme.unjudged, Qt::NoBrush};
}

}

void paintSeries(QPainter &painter, const std::vector<QRect> &rects, const SeriesFill &fill, const QColor &ground)
{
    const auto count = static_cast<int>(rects.size());
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill.color);
    painter.drawRects(rects.data(), count);
    if (fill.pattern == Qt::NoBrush)
        return;
    QColor ink = ground;
    ink.setAlphaF(0.6F);
    painter.setBrush(QBrush(ink, fill.pattern));
    for (const QRect &rect : rects) {
        if (rect.height() >= 3)
            painter.drawRect(rect);
    }
}

QString seriesTitle(const Histogram::Series &series, const TimelineModel &model)
{
    const HistogramSpec::Stack stack = model.stack();
    if (series.other)
        return tr("Other");
    if (stack == HistogramSpec::Stack::Verdict) {
        if (const std::optional<Verdict> verdict = verdictFromId(series.value))
            return verdictTitle(*verdict);
    }
    if (!series.value.isEmpty()) {
        return stack == HistogramSpec::Stack::Service ? model.serviceTitle(series.value)
                                                      : QString::fromUtf8(series.value);
    }
    switch (stack) {
    case HistogramSpec::Stack::Name:
        return tr("(no name)");
    case HistogramSpec::Stack::Service:
        return tr("(no service)");
    case HistogramSpec::Stack::Tenant:
        return tr("(no tenant)");
    case HistogramSpec::Stack::Verdict:
        break;
    }
    return tr("(none)");
}

void SeriesColors::follow(const std::vector<Histogram::Series> &series, HistogramSpec::Stack stack)
{
    if (stack != m_stack)
        m_slots.clear();
    m_stack = stack;
    // Slots of values that are shown now are kept; the others are free for those without one.
    std::array<bool, Theme::seriesCount> taken{};
    for (const Histogram::Series &one : series) {
        if (const auto slot = m_slots.constFind(one.value); !one.other && slot != m_slots.cend())
            taken[static_cast<size_t>(*slot)] = true;
    }
    for (const Histogram::Series &one : series) {
        if (one.other || m_slots.contains(one.value))
            continue;
        const auto free = std::ranges::find(taken, false);
        const auto slot = free != taken.end() ? free - taken.begin() : 0;
        taken[static_cast<size_t>(slot)] = true;
        m_slots.removeIf([slot](const auto &entry) { return entry.value() == slot; });
        m_slots.insert(one.value, static_cast<int>(slot));
    }
}

SeriesFill SeriesColors::fill(const Histogram::Series &series, const Theme &theme) const
{
    if (series.other)
        return {theme.otherSeries, Qt::NoBrush};
    if (m_stack == HistogramSpec::Stack::Verdict) {
        if (const std::optional<Verdict> verdict = verdictFromId(series.value))
            return verdictFill(*verdict, theme);
    }
    const auto slot = static_cast<size_t>(m_slots.value(series.value, 0));
    return {theme.series[slot % theme.series.size()], Qt::NoBrush};
}

}
