// SPDX-License-Identifier: GPL-3.0-or-later
#include "taborder.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLayout>

#include <vector>

namespace eventscope {

namespace {

bool isWhole(const QWidget *widget)
{
    return qobject_cast<const QComboBox *>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(widget) != nullptr;
}

void collectStops(QLayout *layout, std::vector<QWidget *> &stops)
{
    for (int i = 0; i < layout->count(); ++i) {
        QLayoutItem *item = layout->itemAt(i);
        if (item->layout() != nullptr)
            collectStops(item->layout(), stops);
        QWidget *widget = item->widget();
        if (widget == nullptr)
            continue;
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 || isWhole(widget))
            stops.push_back(widget);
        else if (widget->layout() != nullptr)
            collectStops(widget->layout(), stops);
    }
}

}

void orderTabs(QWidget *first, QLayout *layout)
{
    std::vector<QWidget *> stops;
    if (first != nullptr)
        stops.push_back(first);
    collectStops(layout, stops);
    for (std::size_t i = 1; i < stops.size(); ++i)
        QWidget::setTabOrder(stops[i - 1], stops[i]);
}

}
