// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "theme.h"
#include "views/timelinemodel.h"

#include <QHash>
#include <QString>

class QPainter;
class QRect;

namespace eventscope {

// How a series is filled: a colour, and for verdicts a pattern, so that they are told apart without
// colour too.
struct SeriesFill {
    QColor color;
    Qt::BrushStyle pattern = Qt::NoBrush;
};

// Leaves pen and brush changed.
void paintSeries(QPainter &painter, const std::vector<QRect> &rects, const SeriesFill &fill, const QColor &ground);

// What a series is called: the value, "(none)", "Other", a verdict's or a service's title.
[[nodiscard]] QString seriesTitle(const Histogram::Series &series, const TimelineModel &model);

// Gives each value a colour that it keeps while others come and go.
class SeriesColors {
public:
    // To be called with each new histogram, before fill().
    void follow(const std::vector<Histogram::Series> &series, HistogramSpec::Stack stack);
    [[nodiscard]] SeriesFill fill(const Histogram::Series &series, const Theme &theme) const;

private:
    HistogramSpec::Stack m_stack = HistogramSpec::Stack::Name;
    QHash<QByteArray, int> m_slots;
};

}
