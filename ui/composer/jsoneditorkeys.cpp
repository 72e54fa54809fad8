// SPDX-License-Identifier: GPL-3.0-or-later
//
// How EditorSurface is used: keys.
#include "composer/jsoneditorsurface.h"

#include "composer/jsoneditorindent.h"
#include "event/utf8.h"

#include <QKeyEvent>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Sci = QsciScintillaBase;

bool isTyping(const QKeyEvent &event)
{
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    return modifiers == Qt::NoModifier && !event.text().isEmpty();
}

bool isFoldKey(const QKeyEvent &event)
{
    return event.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) &&
           (event.key() == Qt::Key_BracketLeft || event.key() == Qt::Key_BraceLeft ||
               event.key() == Qt::Key_BracketRight || event.key() == Qt::Key_BraceRight);
}

// What Scintilla does by itself.
bool isMove(const QKeyEvent &event)
{
    static constexpr std::array keys{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End,
        Qt::Key_PageUp, Qt::Key_PageDown};
    return !event.modifiers().testFlag(Qt::AltModifier) &&
           std::find(keys.begin(), keys.end(), event.key()) != keys.end();
}

// Keys that are the editor's, whatever the window uses them for.
bool isOurs(const QKeyEvent &event)
{
    static constexpr std::array standard{QKeySequence::Undo, QKeySequence::Redo, QKeySequence::Copy, QKeySequence::Cut,
        QKeySequence::Paste, QKeySequence::SelectAll, QKeySequence::Delete, QKeySequence::Backspace};
    if (std::any_of(standard.begin(), standard.end(), [&](auto key) { return event.matches(key); }))
        return true;
    return isMove(event) || isTyping(event) || isFoldKey(event) || event.key() == Qt::Key_Escape;
}

}

void EditorSurface::assignKeys()
{
    constexpr int shift = SCMOD_SHIFT;
    constexpr int ctrl = SCMOD_CTRL;
    struct Key {
        int key;
        int modifiers;
        int command;
    };
    static constexpr std::array keys{
        Key{SCK_DOWN, 0, SCI_LINEDOWN},
        Key{SCK_DOWN, shift, SCI_LINEDOWNEXTEND},
        Key{SCK_DOWN, ctrl, SCI_LINESCROLLDOWN},
        Key{SCK_UP, 0, SCI_LINEUP},
        Key{SCK_UP, shift, SCI_LINEUPEXTEND},
        Key{SCK_UP, ctrl, SCI_LINESCROLLUP},
        Key{SCK_LEFT, 0, SCI_CHARLEFT},
        Key{SCK_LEFT, shift, SCI_CHARLEFTEXTEND},
        Key{SCK_LEFT, ctrl, SCI_WORDLEFT},
        Key{SCK_LEFT, ctrl | shift, SCI_WORDLEFTEXTEND},
        Key{SCK_RIGHT, 0, SCI_CHARRIGHT},
        Key{SCK_RIGHT, shift, SCI_CHARRIGHTEXTEND},
        Key{SCK_RIGHT, ctrl, SCI_WORDRIGHT},
        Key{SCK_RIGHT, ctrl | shift, SCI_WORDRIGHTEXTEND},
        Key{SCK_HOME, 0, SCI_VCHOMEWRAP},
        Key{SCK_HOME, shift, SCI_VCHOMEWRAPEXTEND},
        Key{SCK_HOME, ctrl, SCI_DOCUMENTSTART},
        Key{SCK_HOME, ctrl | shift, SCI_DOCUMENTSTARTEXTEND},
        Key{SCK_END, 0, SCI_LINEENDWRAP},
        Key{SCK_END, shift, SCI_LINEENDWRAPEXTEND},
        Key{SCK_END, ctrl, SCI_DOCUMENTEND},
        Key{SCK_END, ctrl | shift, SCI_DOCUMENTENDEXTEND},
        Key{SCK_PRIOR, 0, SCI_PAGEUP},
        Key{SCK_PRIOR, shift, SCI_PAGEUPEXTEND},
        Key{SCK_NEXT, 0, SCI_PAGEDOWN},
        Key{SCK_NEXT, shift, SCI_PAGEDOWNEXTEND},
    };
    send(SCI_CLEARALLCMDKEYS);
    for (const Key &key : keys)
        send(SCI_ASSIGNCMDKEY, key.key + (key.modifiers << 16), key.command);
}

bool EditorSurface::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isOurs(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QsciScintillaBase::event(event);
}

void EditorSurface::keyPressEvent(QKeyEvent *event)
{
    const quint32 before = caretOffset();
    const quint64 revision = m_draft.revision();
    event->accept();
    if (isMove(*event))
        QsciScintillaBase::keyPressEvent(event);
    else if (!doStandardKey(*event) && !doDeleteKey(*event) && !doTextKey(*event))
        event->ignore();
    flush();
    if (m_draft.revision() == revision && caretOffset() != before)
        endRun();
    noticeCaret();
}

// Backspace and Delete, with Ctrl for a word. A break is no part of the text: they go over it, and only a
// word goes with it.
bool EditorSurface::doDeleteKey(const QKeyEvent &event)
{
    const bool isBack = event.key() == Qt::Key_Backspace;
    const bool isWord = event.modifiers().testFlag(Qt::ControlModifier);
    if ((!isBack && event.key() != Qt::Key_Delete) || event.modifiers().testFlag(Qt::AltModifier))
        return false;
    if (!hasSelection()) {
        const long position = send(SCI_GETCURRENTPOS);
        const bool isAtBreak = m_lines.isBreak(isBack ? position - 1 : position);
        if (isAtBreak)
            send(SCI_GOTOPOS, isBack ? position - 1 : position + 1);
        if (isAtBreak && !isWord)
            return true;
        const int word = isBack ? SCI_WORDLEFTEXTEND : SCI_WORDRIGHTEXTEND;
        const int character = isBack ? SCI_CHARLEFTEXTEND : SCI_CHARRIGHTEXTEND;
        send(static_cast<unsigned>(isWord ? word : character));
    }
    if (hasSelection())
        replaceSelection({});
    return true;
}

bool EditorSurface::doStandardKey(const QKeyEvent &event)
{
    const bool isOtherRedo = event.key() == Qt::Key_Y && event.modifiers() == Qt::ControlModifier;
    if (event.matches(QKeySequence::Undo))
        undo();
    else if (event.matches(QKeySequence::Redo) || isOtherRedo)
        redo();
    else if (event.matches(QKeySequence::Copy))
        copy();
    else if (event.matches(QKeySequence::Cut))
        cut();
    else if (event.matches(QKeySequence::Paste))
        paste();
    else if (event.matches(QKeySequence::SelectAll))
        selectAll();
    else
        return false;
    return true;
}

bool EditorSurface::doTextKey(const QKeyEvent &event)
{
    const Range range = selection();
    const bool isPlain = (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (isFoldKey(event)) {
        const long line = send(SCI_LINEFROMPOSITION, send(SCI_GETCURRENTPOS));
        const bool fold = event.key() == Qt::Key_BracketLeft || event.key() == Qt::Key_BraceLeft;
        if ((send(SCI_GETFOLDEXPANDED, line) != 0) == fold)
            toggleFold(line);
    } else if (event.key() == Qt::Key_Escape) {
        emit leaveRequested();
    } else if (isPlain && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)) {
        endRun();
        change(newLineAt(viewOf(text()), range.from, range.to));
    } else if (isPlain && (event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab)) {
        indent(event.key() == Qt::Key_Tab);
    } else if (isTyping(event) && (event.text() == u"}"_s || event.text() == u"]"_s)) {
        change(closingBracketAt(viewOf(text()), range.from, range.to, event.text().at(0).toLatin1()));
    } else if (isTyping(event) && event.text().at(0).isPrint()) {
        replaceSelection(event.text().toUtf8());
    } else {
        return false;
    }
    return true;
}

void EditorSurface::indent(bool deeper)
{
    const Range range = selection();
    const bool isWithinLine =
        viewOf(text()).substr(range.from, range.to - range.from).find_first_of("\r\n") == std::string_view::npos;
    if (deeper && isWithinLine) {
        replaceSelection("  ");
        return;
    }
    const std::optional<TextEdit> edit = indented(viewOf(text()), range.from, range.to, deeper);
    if (!edit)
        return;
    endRun();
    m_draft.edit(DraftPart::Event, {*edit});
    if (range.from == range.to)
        return;
    send(SCI_SETSELECTION, m_lines.positionOf(edit->offset + static_cast<quint32>(edit->text.size())),
        m_lines.positionOf(edit->offset));
}

void EditorSurface::replaceSelection(const QByteArray &bytes)
{
    const Range range = selection();
    change({{range.from, range.to - range.from, bytes}, range.from + static_cast<quint32>(bytes.size())});
}

}
