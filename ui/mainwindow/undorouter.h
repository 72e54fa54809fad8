// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QAction;
class QUndoStack;

namespace eventscope {

class Draft;

// The window's Undo and Redo: those of the draft that is in front, else of the window's own stack. GUI
// thread.
class UndoRouter : public QObject {
    Q_OBJECT

public:
    UndoRouter(QAction &undo, QAction &redo, QObject *parent = nullptr);

    void setStack(QUndoStack *stack);    // null: nothing can be undone
    void setDraft(Draft *draft);         // null: the stack is in force
    void update();

private:
    void move(bool back);

    QAction &m_undo;
    QAction &m_redo;
    QPointer<QUndoStack> m_stack;
    QPointer<Draft> m_draft;
};

}
