// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/commitline.h"

#include <QKeyEvent>

#include <limits>

namespace eventscope {

CommitLine::CommitLine(QWidget *parent)
    : QLineEdit(parent)
{
    setMaxLength(std::numeric_limits<int>::max() / 2);    // the default cuts what is long
    connect(this, &QLineEdit::editingFinished, this, &CommitLine::commit);
}

void CommitLine::setValue(const QString &value)
{
    const bool keepsTyped = hasFocus() && isPending();
    m_value = value;
    if (keepsTyped || text() == value)
        return;
    setText(value);
    setCursorPosition(hasFocus() ? int(value.size()) : 0);
}

void CommitLine::commit()
{
    if (isPending() && !isReadOnly())
        emit committed(text());
}

void CommitLine::revert()
{
    setText(m_value);
}

bool CommitLine::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && !isPending()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return false;
        }
    }
    return QLineEdit::event(event);
}

void CommitLine::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && isPending())
        return revert();
    QLineEdit::keyPressEvent(event);
}

}
