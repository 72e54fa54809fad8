// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/lanecursor.h"
#include "explorer/lanepainter.h"
#include "explorer/laneview.h"

class QMenu;

namespace eventscope {

// What hand and keyboard do with the lanes: the hand's side is in laneview.cpp, the keyboard's and the menu in
// lanekeys.cpp.
struct LaneView::Private {
    enum class Drag : quint8 { None, Select, Pan };

    Private(LaneView &owner, LaneModel &laneModel, TimelineModel &timelineModel, EventMarks &eventMarks)
        : view(owner)
        , model(laneModel)
        , timeline(timelineModel)
        , marks(eventMarks)
        , cursor(laneModel)
    {}

    [[nodiscard]] LaneLayout layout() const;
    [[nodiscard]] bool isEmpty() const { return model.lanes() == 0; }
    [[nodiscard]] TimeRange dragged() const;
    [[nodiscard]] std::optional<LaneScene::Place> placeAt(QPointF position) const;
    [[nodiscard]] const Lane::Mark *markAt(const LaneScene::Place &place) const;
    [[nodiscard]] std::optional<LaneScene::Place> cursorPlace() const;

    void follow();
    void tellModel();
    void describe();
    void hover(QPointF position, QPoint at);
    void zoomAt(double x, double factor);
    void pan(double pixels);
    void cancelDrag();
    void release(QPointF position);
    void moveLane(qint64 lane);
    void cursorMoved();
    void showCursorTime();
    void showCursorDetails();
    [[nodiscard]] bool steer(QKeyEvent *event);
    [[nodiscard]] bool act(QKeyEvent *event);
    [[nodiscard]] bool escape();
    void copyValue();
    void fillMenu(QMenu &menu, const Lane &lane, std::optional<Row> row);

    LaneView &view;
    LaneModel &model;
    TimelineModel &timeline;
    EventMarks &marks;
    LaneCursor cursor;
    std::optional<LaneScene::Place> hovered;
    Drag drag = Drag::None;
    bool moved = false;    // further than a click trembles
    QPointF press;
    double lastX = 0;
    std::optional<TimeAxis> pressAxis;
};

}
