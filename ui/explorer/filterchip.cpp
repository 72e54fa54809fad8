// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/filterchip.h"

#include "theme.h"
#include "views/celltext.h"

#include <QPainter>

namespace eventscope {

namespace {

constexpr int widestText = 300;
constexpr int side = 9;
constexpr int cross = 7;
constexpr int crossGap = 7;

}

FilterChip::FilterChip(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
}

void FilterChip::setCondition(const QString &text)
{
    setText(lineOf(text.toStdString()));
    setToolTip(tr("%1\nClick, or press Delete, to remove it").arg(text.left(1000)));
    setAccessibleName(tr("Condition %1").arg(text));
    setAccessibleDescription(tr("Press to remove it"));
    updateGeometry();
    update();
}

QString FilterChip::shown() const
{
    return fontMetrics().elidedText(text(), Qt::ElideMiddle, widestText);
}

QSize FilterChip::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(shown()) + 2 * side + crossGap + cross, fontMetrics().height() + 6};
}

void FilterChip::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = theme.accent;
    fill.setAlphaF(isDown() ? 0.34F : underMouse() ? 0.24F : 0.14F);
    painter.setBrush(fill);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.outline, hasFocus() ? 1.6 : 1));
    painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2);

    painter.setPen(palette().color(QPalette::WindowText));
    const QRect room = rect().adjusted(side, 0, -side - cross - crossGap, 0);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown());
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.4, Qt::SolidLine, Qt::RoundCap));
    const QRectF x(width() - side - cross, (height() - cross) / 2.0, cross, cross);
    painter.drawLine(x.topLeft(), x.bottomRight());
    painter.drawLine(x.topRight(), x.bottomLeft());
}

void FilterChip::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void FilterChip::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

}
