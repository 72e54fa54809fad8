// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/popup.h"

#include "theme.h"

#include <QKeyEvent>
#include <QLayout>
#include <QScreen>
#include <QToolButton>

#include <algorithm>

namespace eventscope {

void mark(QToolButton *button, bool chosen)
{
    QPalette ink;
    if (chosen)
        ink.setColor(QPalette::ButtonText, Theme::of(button->parentWidget()->palette()).accent);
    button->setPalette(ink);
}

Popup::Popup(QToolButton *button)
    : QFrame(button, Qt::Popup)
    , m_button(button)
{
    setFrameStyle(QFrame::StyledPanel | QFrame::Plain);
    setAttribute(Qt::WA_WindowPropagation);
    connect(button, &QToolButton::clicked, this, &Popup::open);
}

void Popup::open()
{
    emit opened();
    if (layout())
        layout()->activate();
    adjustSize();
    QPoint at = m_button->mapToGlobal(QPoint(0, m_button->height() + 2));
    if (const QScreen *screen = m_button->screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        if (at.y() + height() > room.bottom())
            at.setY(std::max(room.top(), m_button->mapToGlobal(QPoint(0, 0)).y() - height() - 2));
    }
    move(at);
    show();
}

void Popup::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        hide();
        event->accept();
        return;
    }
    QFrame::keyPressEvent(event);
}

void Popup::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_button->setFocus(Qt::PopupFocusReason);
    emit closed();
}

}
