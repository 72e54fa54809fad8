// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/choicebox.h"

#include <QAbstractItemView>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QWheelEvent>

namespace eventscope {

namespace {

constexpr int actingRole = Qt::UserRole + 1;

}

void ChoiceBox::addActing(const QString &text, const QVariant &value)
{
    if (count() > 0 && !itemData(count() - 1, actingRole).toBool())
        insertSeparator(count());
    addItem(text, value);
    setItemData(count() - 1, true, actingRole);
}

void ChoiceBox::keyPressEvent(QKeyEvent *event)
{
    const int before = currentIndex();
    int reached = before;
    {
        const QSignalBlocker quiet(this);
        QComboBox::keyPressEvent(event);
        reached = currentIndex();
        if (itemData(reached, actingRole).toBool())
            setCurrentIndex(before);
    }
    if (reached == before)
        return;
    if (reached == currentIndex()) {
        const QString text = currentText();
        emit currentIndexChanged(reached);
        emit currentTextChanged(text);
        emit activated(reached);
        emit textActivated(text);
        return;
    }
    showPopup();
    view()->setCurrentIndex(model()->index(reached, modelColumn(), rootModelIndex()));
}

void ChoiceBox::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

}
