// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/lanepainter.h"

namespace eventscope {

// The marked events as lines across all lanes, with labels above them and the time between; nothing while
// none is marked.
void paintLaneRuler(QPainter &painter, const LaneScene &scene, const QPalette &palette);

}
