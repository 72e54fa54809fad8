// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/productionmark.h"

#include "theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace eventscope {

ProductionMark::ProductionMark(QWidget *parent)
    : QLabel(tr("PRODUCTION"), parent)
{
    setObjectName(u"productionMark"_s);
    setToolTip(tr("What is sent here is real: it asks for the endpoint's name first."));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setContentsMargins(7, 2, 7, 2);
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 0.88);
    setFont(bold);
}

void ProductionMark::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme theme = Theme::of(palette());
        painter.setPen(QPen(theme.error, 1.5));
        painter.setBrush(theme.errorFill);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
    }
    QLabel::paintEvent(event);
}

}
