// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timelinepainter.h"
#include "views/timelinemodel.h"

#include <QWidget>

#include <optional>

namespace eventscope {

// The bars, and what hand and keyboard do with them. Dragging selects a range, a click one bar,
// Shift+drag or the middle button pans, the wheel zooms at the cursor. Keys: arrows move a cursor from
// bar to bar, with Shift they extend a selection, Enter selects, Escape clears; W S zoom, A D pan, F fits.
class TimelineChart : public QWidget {
    Q_OBJECT

public:
    explicit TimelineChart(TimelineModel &model, QWidget *parent = nullptr);

    [[nodiscard]] const SeriesColors &colors() const { return m_colors; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    void zoomIn();    // at the mouse, the keyboard's cursor, or the middle
    void zoomOut();

protected:
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
    void showDetails(int bucket, const QPoint &at);
    bool steer(QKeyEvent *event);
    bool act(QKeyEvent *event);

    [[nodiscard]] bool isEmpty() const;    // there is no time to show
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] TimeAxis axis() const;
    [[nodiscard]] TimeRange dragged() const;    // whole bars
    [[nodiscard]] std::optional<int> bucketAt(double x) const;
    [[nodiscard]] std::optional<int> cursorBucket() const;
    [[nodiscard]] std::optional<TimeRange> brush() const;
    [[nodiscard]] TimelineScene scene() const;

    TimelineModel &m_model;
    SeriesColors m_colors;
    Drag m_drag = Drag::None;
    bool m_moved = false;    // further than a click trembles
    double m_pressX = 0;
    double m_lastX = 0;
    std::optional<TimeAxis> m_pressAxis;
    std::optional<int> m_hovered;
    std::optional<Micros> m_cursor;    // stays where it is when bars become others
    std::optional<Micros> m_anchor;    // where a selection by keys began
};

}
