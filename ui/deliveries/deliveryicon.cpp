// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/deliveryicon.h"

#include <QPainter>
#include <QPainterPath>

namespace eventscope {

namespace {

// In a square of 12 units.
void paintState(QPainter &painter, DeliveryState state, const QColor &color)
{
    QPen pen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    switch (state) {
    case DeliveryState::InFlight:
        painter.drawLine(QPointF(1.5, 6), QPointF(10, 6));
        painter.drawPolyline(QPolygonF{{6.8, 2.8}, {10, 6}, {6.8, 9.2}});
        break;
    case DeliveryState::Accepted:
        painter.drawPolyline(QPolygonF{{1.8, 6.5}, {4.8, 9.4}, {10.4, 2.8}});
        break;
    case DeliveryState::Partly:
        painter.drawEllipse(QPointF(6, 6), 4.4, 4.4);
        painter.setBrush(color);
        painter.drawChord(QRectF(1.6, 1.6, 8.8, 8.8), 90 * 16, 180 * 16);
        break;
    case DeliveryState::Rejected:
        painter.drawLine(QPointF(2.4, 2.4), QPointF(9.6, 9.6));
        painter.drawLine(QPointF(9.6, 2.4), QPointF(2.4, 9.6));
        break;
    case DeliveryState::Failed:
        painter.drawEllipse(QPointF(6, 6), 4.4, 4.4);
        painter.drawLine(QPointF(3, 3), QPointF(9, 9));
        break;
    case DeliveryState::Unknown: {
        QPainterPath hook(QPointF(3.6, 4.2));
        hook.cubicTo(3.6, 0.6, 8.6, 0.6, 8.6, 3.9);
        hook.cubicTo(8.6, 5.8, 6, 5.6, 6, 7.6);
        painter.drawPath(hook);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(6, 10.4), 1.1, 1.1);
        break;
    }
    case DeliveryState::Cancelled:
        painter.drawRoundedRect(QRectF(2.2, 2.2, 7.6, 7.6), 1, 1);
        break;
    }
}

}

QColor deliveryColor(DeliveryState state, const Theme &theme)
{
    switch (state) {
    case DeliveryState::InFlight:
        return theme.accent;
    case DeliveryState::Accepted:
        return theme.ok;
    case DeliveryState::Partly:
    case DeliveryState::Unknown:
        return theme.warning;
    case DeliveryState::Rejected:
    case DeliveryState::Failed:
        return theme.error;
    case DeliveryState::Cancelled:
        return theme.unjudged;
    }
    return theme.unjudged;
}

QIcon deliveryIcon(DeliveryState state, const QPalette &palette)
{
    return deliveryIcon(state, deliveryColor(state, Theme::of(palette)));
}

QIcon deliveryIcon(DeliveryState state, const QColor &color)
{
    QIcon icon;
    for (const int size : {12, 16, 20, 24, 32, 48}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / 12.0, size / 12.0);
        paintState(painter, state, color);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

}
