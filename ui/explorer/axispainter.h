// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/timeaxis.h"

#include <QPalette>
#include <QRectF>

class QPainter;

namespace eventscope {

// The ticks of a line of time: faint lines through the plot, and two lines of labels below it.
void paintTimeTicks(
    QPainter &painter, const QRectF &plot, const TimeAxis &axis, const QTimeZone &zone, const QPalette &palette);

// A text on a ground of its own, around `center` and kept within the area.
void paintFlag(QPainter &painter, const QString &text, double center, const QRectF &area, const QPalette &palette);

}
