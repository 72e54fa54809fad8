// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/timelinemodel.h"

#include <QWidget>

#include <optional>

namespace eventscope {

// The whole of the time in a thin strip, and a frame around what the timeline shows of it. Dragging the frame
// pans, dragging one of its edges zooms, dragging outside of it frames something else; a click centres there,
// a double click fits. Keys: arrows move the frame, with Shift by all of its width, Home and End go to the
// ends, + and - make it smaller and wider.
class TimelineOverview : public QWidget {
    Q_OBJECT

public:
    explicit TimelineOverview(TimelineModel &model, QWidget *parent = nullptr);

    // Heights by logarithm, as the chart's.
    void setLogarithmic(bool logarithmic);
    // Where the strip begins and ends, so that it stands below the chart's bars.
    void setInsets(int left, int right);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag : quint8 { None, Move, From, To, Frame };

    void modelChanged();
    void drag(double x);
    void stopDragging();
    void centre(double x);
    void moveBy(double part);    // of what is shown
    void zoom(double factor);
    void paintCounts(QPainter &painter) const;
    void paintFrame(QPainter &painter) const;

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QRectF strip() const;
    [[nodiscard]] TimeAxis axis() const;
    [[nodiscard]] QRectF frame() const;    // wide enough to be seen and held
    [[nodiscard]] Drag dragAt(double x) const;

    TimelineModel &m_model;
    bool m_logarithmic = false;
    int m_left = 0;
    int m_right = 0;
    Drag m_drag = Drag::None;
    bool m_moved = false;    // further than a click trembles
    double m_pressX = 0;
    TimeRange m_pressRange;
    TimeAxis m_pressAxis;
};

}
