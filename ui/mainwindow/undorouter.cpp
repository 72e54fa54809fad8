// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/undorouter.h"

#include "compose/draft.h"

#include <QAction>
#include <QUndoStack>

namespace eventscope {

UndoRouter::UndoRouter(QAction &undo, QAction &redo, QObject *parent)
    : QObject(parent)
    , m_undo(undo)
    , m_redo(redo)
{
    connect(&m_undo, &QAction::triggered, this, [this] { move(true); });
    connect(&m_redo, &QAction::triggered, this, [this] { move(false); });
    update();
}

void UndoRouter::setStack(QUndoStack *stack)
{
    if (m_stack)
        disconnect(m_stack, nullptr, this, nullptr);
    m_stack = stack;
    if (stack)
        connect(stack, &QUndoStack::indexChanged, this, &UndoRouter::update);
    update();
}

void UndoRouter::setDraft(Draft *draft)
{
    if (m_draft)
        disconnect(m_draft, nullptr, this, nullptr);
    m_draft = draft;
    if (draft)
        connect(draft, &Draft::historyChanged, this, &UndoRouter::update);
    update();
}

void UndoRouter::move(bool back)
{
    if (m_draft)
        back ? m_draft->undo() : m_draft->redo();
    else if (m_stack)
        back ? m_stack->undo() : m_stack->redo();
}

void UndoRouter::update()
{
    if (m_draft) {
        m_undo.setEnabled(m_draft->canUndo());
        m_redo.setEnabled(m_draft->canRedo());
        m_undo.setText(tr("&Undo"));
        m_redo.setText(tr("Re&do"));
        return;
    }
    m_undo.setEnabled(m_stack && m_stack->canUndo());
    m_redo.setEnabled(m_stack && m_stack->canRedo());
    m_undo.setText(m_undo.isEnabled() ? tr("&Undo %1").arg(m_stack->undoText()) : tr("&Undo"));
    m_redo.setText(m_redo.isEnabled() ? tr("Re&do %1").arg(m_stack->redoText()) : tr("Re&do"));
}

}
