// SPDX-License-Identifier: GPL-3.0-or-later
#include "themestyle.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace eventscope {

ThemeStyle::ThemeStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("fusion")))
{}

void ThemeStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
    if (!isBox || option->palette.color(QPalette::Window).lightness() > 128 ||
        option->state.testFlag(State_KeyboardFocusChange))
        return;
    QColor ink = option->palette.color(QPalette::WindowText);
    ink.setAlphaF(option->state.testFlag(State_Enabled) ? 0.5F : 0.25F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(ink);
    painter->setBrush(Qt::NoBrush);
    const QRectF outline = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (element == PE_IndicatorCheckBox)
        painter->drawRect(outline);
    else
        painter->drawEllipse(outline);
    painter->restore();
}

}
