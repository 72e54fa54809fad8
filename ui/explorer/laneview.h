// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventmarks.h"
#include "views/lanemodel.h"
#include "views/timelinemodel.h"

#include <QAbstractScrollArea>

#include <memory>

class QMenu;

namespace eventscope {

// Lanes below one another, what happened in each on the time axis of the timeline: the same TimelineModel says
// which time is shown, so that histogram and lanes agree. It tells the lane model what is in view and whether
// it is looked at. The wheel scrolls, with Ctrl it zooms at the cursor, with Shift it pans; dragging selects a
// range of time, Shift+drag pans; a click on a mark chooses its event, the middle button marks it. Keys: arrows go from
// lane to lane and from event to event, Enter chooses, M marks, W S zoom, A D pan, F fits, Escape clears. GUI thread.
class LaneView : public QAbstractScrollArea {
    Q_OBJECT

public:
    LaneView(LaneModel &lanes, TimelineModel &timeline, EventMarks &marks, QWidget *parent = nullptr);
    ~LaneView() override;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    void zoomIn();    // at the mouse, the keyboard's cursor, or the middle
    void zoomOut();

signals:
    void eventChosen(eventscope::Row row);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
