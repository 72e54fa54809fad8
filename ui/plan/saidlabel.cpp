// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/saidlabel.h"

#include "theme.h"

#include <QEvent>

#include <utility>

namespace eventscope {

SaidLabel::SaidLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
}

void SaidLabel::say(const QString &sentence, bool isFault)
{
    m_isFault = isFault;
    setText(sentence);
    ink();
}

void SaidLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        ink();
}

void SaidLabel::ink()
{
    if (std::exchange(m_isInking, true))
        return;    // its own palette changed
    const Theme theme = Theme::of(parentWidget() ? parentWidget()->palette() : palette());
    QPalette ink;    // all else is the parent's
    ink.setColor(QPalette::WindowText, m_isFault ? theme.error : theme.subtleText);
    setPalette(ink);
    m_isInking = false;
}

}
