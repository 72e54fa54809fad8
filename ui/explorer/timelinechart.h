// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelinepainter.h"
#include "views/eventmarks.h"
#include "views/timelinemodel.h"

#include <QWidget>

#include <optional>

namespace eventscope {

// The bars, and what hand and keyboard do with them. Dragging selects a range, a click one bar,
// Shift+drag or the middle button pans, the wheel zooms at the cursor, sideways or with Shift it pans. Keys:
// arrows move a cursor from bar to bar, with Shift they extend a selection, Enter selects, Escape clears; W S
// zoom, A D pan, F fits. Until the bars of a new window are counted those there are lie on its axis.
class TimelineChart : public QWidget {
    Q_OBJECT

public:
    TimelineChart(TimelineModel &model, EventMarks &marks, QWidget *parent = nullptr);

    [[nodiscard]] const SeriesColors &colors() const { return m_colors; }
    [[nodiscard]] bool isLogarithmic() const { return m_logarithmic; }
    void setLogarithmic(bool logarithmic);
    [[nodiscard]] QRectF plot() const;    // where the bars stand

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    void zoomIn();    // at the mouse, the keyboard's cursor, or the middle
    void zoomOut();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag : quint8 { None, Select, Pan };

    void modelChanged();
    void makeRoom();
    void zoomAt(double x, double factor);
    void pan(double pixels);
    void moveCursor(int bucket, bool extend);
    void selectUnderCursor();
    void cancelDrag();
    void hover(const QPointF &at);
    void unhover();
    void showDetails(int bucket, const QPoint &at);
    void describe();
    bool steer(QKeyEvent *event);
    bool act(QKeyEvent *event);

    [[nodiscard]] bool isEmpty() const;    // there is no time to show
    [[nodiscard]] TimeAxis axis() const;
    [[nodiscard]] TimeRange dragged() const;    // whole bars
    [[nodiscard]] std::optional<int> bucketAt(double x) const;
    [[nodiscard]] std::optional<int> cursorBucket() const;
    [[nodiscard]] std::optional<TimeRange> brush() const;
    [[nodiscard]] QString brushText() const;
    void addMarks(TimelineScene &scene) const;
    [[nodiscard]] TimelineScene scene() const;

    TimelineModel &m_model;
    EventMarks &m_marks;
    SeriesColors m_colors;
    bool m_logarithmic = false;
    Drag m_drag = Drag::None;
    bool m_moved = false;    // further than a click trembles
    double m_pressX = 0;
    double m_lastX = 0;
    Micros m_pressTime = 0;
    std::optional<TimeAxis> m_pressAxis;
    std::optional<QPointF> m_mouse;    // where it hovers
    std::optional<int> m_hovered;
    TimeRange m_detailed;    // the bar of the tool tip
    QPoint m_detailsAt;
    std::optional<Micros> m_cursor;    // stays where it is when bars become others
    std::optional<Micros> m_anchor;    // where a selection by keys began
};

}
