// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshotmany.h"

#include "explorer/eventtable.h"
#include "explorer/timelinehead.h"
#include "mainwindow/judgingcontroller.h"
#include "mainwindow/mainwindow.h"
#include "views/timelinemodel.h"

#include <QAction>
#include <QDockWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr Micros second = 1'000'000;
constexpr Micros minute = 60 * second;
constexpr int zoomBy = 20;
constexpr int facetsWidth = 230;    // names beside counts of seven digits

Micros tallest(const TimelineModel &timeline)
{
    const std::vector<qint64> totals = bucketTotals(timeline.histogram());
    const auto found = std::ranges::max_element(totals);
    return found == totals.end() ? 0 : timeline.buckets().at(static_cast<int>(found - totals.begin())).from;
}

TimeRange around(Micros middle, Micros span)
{
    return {middle - span / 2, middle - span / 2 + span};
}

}

ScreenshotMany::ScreenshotMany(MainWindow &window, std::function<void()> settle)
    : m_window(window)
    , m_settle(std::move(settle))
{}

TimelineModel &ScreenshotMany::timeline() const
{
    return *m_window.findChild<TimelineModel *>();
}

void ScreenshotMany::zoomTo(const TimeRange &range) const
{
    timeline().show(range);
    m_settle();
}

// The event in the middle of the time that is shown, with what is around it.
void ScreenshotMany::select() const
{
    auto *table = m_window.findChild<EventTable *>();
    const auto *model = qobject_cast<const EventTableModel *>(table->model());
    const std::optional<TimeRange> shown = timeline().shown();
    if (!model || !shown)
        return;
    table->setFocus();
    const int middle = model->positionAt(shown->from + shown->span() / 2);
    if (middle >= 0)
        table->showPosition(middle, QAbstractItemView::PositionAtCenter);
    m_settle();
}

void ScreenshotMany::showAll() const
{
    if (auto *problems = m_window.findChild<QDockWidget *>(u"problemsDock"_s))
        problems->hide();
    if (auto *facets = m_window.findChild<QDockWidget *>(u"facetsDock"_s))
        facets->setMinimumWidth(facetsWidth);
    while (!m_window.session()->store().isLoaded() || m_window.session()->judging().isJudging())
        m_settle();
    m_settle();
    select();
}

void ScreenshotMany::showSecond() const
{
    for (TimeRange range = timeline().shown().value_or(TimeRange{}); range.span() > second;) {
        range = around(tallest(timeline()), std::max(range.span() / zoomBy, second));
        zoomTo(range);
    }
    select();
}

void ScreenshotMany::showLanes() const
{
    const TimeRange shown = timeline().shown().value_or(TimeRange{});
    m_window.findChild<TimelineHead *>()->setLaneFieldId(u"user"_s);
    m_window.findChild<QAction *>(u"timelineLanes"_s)->trigger();
    zoomTo(around(shown.from + shown.span() / 2, minute));
    select();
}

}
