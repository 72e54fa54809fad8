// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/productionframe.h"

#include "theme.h"

#include <QPainter>

namespace eventscope {

ProductionFrame::ProductionFrame(QWidget *parent)
    : QWidget(parent)
{
    setContentsMargins(width, width, width, width);
}

void ProductionFrame::setProduction(bool on)
{
    m_on = on;
    update();
}

void ProductionFrame::paintEvent(QPaintEvent *)
{
    if (!m_on)
        return;
    QPainter painter(this);
    painter.setPen(QPen(Theme::of(palette()).error, width));
    painter.drawRect(QRectF(rect()).adjusted(width / 2.0, width / 2.0, -width / 2.0, -width / 2.0));
}

}
