// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventmarks.h"
#include "views/lanemodel.h"
#include "views/timelinemodel.h"

#include <QAbstractScrollArea>

#include <memory>

namespace eventscope {

// Lanes below one another, what happened in each on the time axis of the timeline: the same TimelineModel says
// which time is shown, so that histogram and lanes agree. It tells the lane model what is in view and whether
// it is looked at.
//
// The wheel scrolls, with Ctrl it zooms at the cursor, with Shift it pans; dragging selects a range of time,
// Shift+drag pans; a click on a mark chooses its event (of several the first), the middle button marks it for
// the time between two. Keys: arrows go from lane to lane and from event to event, Enter chooses, M marks, W S
// zoom, A D pan, F fits, Escape clears the range. GUI thread.
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

protected:
    bool viewportEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
