// SPDX-License-Identifier: GPL-3.0-or-later
//
// How EditorSurface is used: keys, mouse, clipboard.
#include "composer/jsoneditorsurface.h"

#include "composer/jsoneditorindent.h"
#include "composer/jsoneditorstyle.h"
#include "event/utf8.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QMimeData>
#include <QMouseEvent>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Sci = QsciScintillaBase;

// The text's own bytes beside what other programs take: not every byte sequence is UTF-8.
QString exactFormat()
{
    return u"application/x-eventscope-text"_s;
}

QMouseEvent withoutAlt(const QMouseEvent &event)
{
    // Alt would select a rectangle, which is no stretch of the text.
    return {event.type(), event.position(), event.scenePosition(), event.globalPosition(), event.button(),
        event.buttons(), event.modifiers() & ~Qt::KeyboardModifiers(Qt::AltModifier)};
}

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

// Keys that are the editor's, whatever the window uses them for.
bool isOurs(const QKeyEvent &event)
{
    static constexpr std::array standard{QKeySequence::Undo, QKeySequence::Redo, QKeySequence::Copy, QKeySequence::Cut,
        QKeySequence::Paste, QKeySequence::SelectAll, QKeySequence::Delete, QKeySequence::Backspace};
    if (std::any_of(standard.begin(), standard.end(), [&](auto key) { return event.matches(key); }))
        return true;
    static constexpr std::array keys{Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End,
        Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Delete, Qt::Key_Backspace};
    const bool isMove =
        !event.modifiers().testFlag(Qt::AltModifier) && std::find(keys.begin(), keys.end(), event.key()) != keys.end();
    return isMove || isTyping(event) || isFoldKey(event);
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
        Key{SCK_DELETE, 0, SCI_CLEAR},
        Key{SCK_DELETE, ctrl, SCI_DELWORDRIGHT},
        Key{SCK_BACK, 0, SCI_DELETEBACK},
        Key{SCK_BACK, shift, SCI_DELETEBACK},
        Key{SCK_BACK, ctrl, SCI_DELWORDLEFT},
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
    if (!stepOverBreak(*event) && !doStandardKey(event) && !doTextKey(event))
        QsciScintillaBase::keyPressEvent(event);
    flush();
    if (m_draft.revision() == revision && caretOffset() != before)
        endRun();
    noticeCaret();
}

// A break is no part of the text: deleting it would change nothing. Where a whole word goes, it goes too.
bool EditorSurface::stepOverBreak(const QKeyEvent &event)
{
    const bool isBack = event.key() == Qt::Key_Backspace;
    const bool isDelete = event.key() == Qt::Key_Delete && !event.modifiers().testFlag(Qt::ShiftModifier);
    if ((!isBack && !isDelete) || hasSelection())
        return false;
    const long position = send(SCI_GETCURRENTPOS);
    if (!m_lines.isBreak(isBack ? position - 1 : position))
        return false;
    send(SCI_GOTOPOS, isBack ? position - 1 : position + 1);
    return !event.modifiers().testFlag(Qt::ControlModifier);
}

bool EditorSurface::doStandardKey(QKeyEvent *event)
{
    const bool isOtherRedo = event->key() == Qt::Key_Y && event->modifiers() == Qt::ControlModifier;
    if (event->matches(QKeySequence::Undo))
        undo();
    else if (event->matches(QKeySequence::Redo) || isOtherRedo)
        redo();
    else if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->matches(QKeySequence::Cut))
        cut();
    else if (event->matches(QKeySequence::Paste))
        paste();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else
        return false;
    event->accept();
    return true;
}

bool EditorSurface::doTextKey(QKeyEvent *event)
{
    const Range range = selection();
    const bool isPlain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (isFoldKey(*event)) {
        const long line = send(SCI_LINEFROMPOSITION, send(SCI_GETCURRENTPOS));
        const bool fold = event->key() == Qt::Key_BracketLeft || event->key() == Qt::Key_BraceLeft;
        if ((send(SCI_GETFOLDEXPANDED, line) != 0) == fold)
            toggleFold(line);
    } else if (event->key() == Qt::Key_Escape) {
        emit leaveRequested();
    } else if (isPlain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        endRun();
        change(newLineAt(viewOf(text()), range.from, range.to));
    } else if (isPlain && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)) {
        indent(event->key() == Qt::Key_Tab);
    } else if (isTyping(*event) && (event->text() == u"}"_s || event->text() == u"]"_s)) {
        change(closingBracketAt(viewOf(text()), range.from, range.to, event->text().at(0).toLatin1()));
    } else {
        return false;
    }
    event->accept();
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

// --- Clipboard

void EditorSurface::copy()
{
    if (hasSelection())
        QApplication::clipboard()->setMimeData(toMimeData({}, false));
}

void EditorSurface::cut()
{
    copy();
    removeSelection();
}

void EditorSurface::removeSelection()
{
    if (!hasSelection())
        return;
    endRun();
    replaceSelection({});
    endRun();
}

void EditorSurface::paste()
{
    bool rectangular = false;
    const QMimeData *source = QApplication::clipboard()->mimeData();
    if (!source || !canInsertFromMimeData(source))
        return;
    endRun();
    replaceSelection(fromMimeData(source, rectangular));
    endRun();
}

void EditorSurface::selectAll()
{
    send(SCI_SETSELECTION, send(SCI_GETLENGTH), 0);
    noticeCaret();
}

// What Scintilla hands over has breaks in it.
QMimeData *EditorSurface::toMimeData(const QByteArray & /*shown*/, bool /*rectangular*/) const
{
    const QByteArray bytes = selectedBytes();
    auto *copied = new QMimeData;
    copied->setText(QString::fromUtf8(bytes));
    copied->setData(exactFormat(), bytes);
    return copied;
}

QByteArray EditorSurface::fromMimeData(const QMimeData *source, bool &rectangular) const
{
    rectangular = false;
    return source->hasFormat(exactFormat()) ? source->data(exactFormat()) : source->text().toUtf8();
}

// --- Mouse and input methods

void EditorSurface::inputMethodEvent(QInputMethodEvent *event)
{
    QsciScintillaBase::inputMethodEvent(event);
    flush();
}

void EditorSurface::mousePressEvent(QMouseEvent *event)
{
    endRun();
    if (event->button() == Qt::MiddleButton) {
        const QMimeData *source = QApplication::clipboard()->mimeData(QClipboard::Selection);
        bool rectangular = false;
        if (!QApplication::clipboard()->supportsSelection() || !source || !canInsertFromMimeData(source))
            return;
        const QByteArray bytes = fromMimeData(source, rectangular);
        const QPoint point = event->position().toPoint();
        send(SCI_GOTOPOS, send(SCI_POSITIONFROMPOINT, point.x(), point.y()));
        replaceSelection(bytes);
        return;
    }
    QMouseEvent plain = withoutAlt(*event);
    QsciScintillaBase::mousePressEvent(&plain);
    noticeCaret();
}

void EditorSurface::mouseMoveEvent(QMouseEvent *event)
{
    QMouseEvent plain = withoutAlt(*event);
    QsciScintillaBase::mouseMoveEvent(&plain);
    flush();    // a drag that moved text from here has ended by now
}

void EditorSurface::mouseReleaseEvent(QMouseEvent *event)
{
    QsciScintillaBase::mouseReleaseEvent(event);
    flush();
    noticeCaret();
}

void EditorSurface::dropEvent(QDropEvent *event)
{
    bool rectangular = false;
    const QMimeData *source = event->mimeData();
    if (!source || !canInsertFromMimeData(source)) {
        event->ignore();
        return;
    }
    const QByteArray bytes = fromMimeData(source, rectangular);
    const QPoint point = event->position().toPoint();
    const quint32 at = m_lines.offsetOf(send(SCI_POSITIONFROMPOINT, point.x(), point.y()));
    const Range from = selection();
    const bool isMove = event->source() == this && event->dropAction() == Qt::MoveAction;
    endRun();
    if (!isMove) {
        change({{at, 0, bytes}, at + static_cast<quint32>(bytes.size())});
    } else if (at < from.from || at > from.to) {
        const TextEdit gone{from.from, from.to - from.from, {}};
        const TextEdit come{at, 0, bytes};
        const bool isBefore = at < from.from;
        m_draft.edit(DraftPart::Event, isBefore ? std::vector{come, gone} : std::vector{gone, come});
        select(isBefore ? at : at - gone.length, static_cast<quint32>(bytes.size()));
    }
    // The text is moved already: the one who drags is to leave it.
    event->setDropAction(Qt::CopyAction);
    event->accept();
    endRun();
}

void EditorSurface::contextMenuEvent(QContextMenuEvent *event)
{
    emit menuRequested(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(caretPoint()) : event->globalPos());
    event->accept();
}

bool EditorSurface::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        emit hovered(help->globalPos(), offsetAt(help->pos()));
        return true;
    }
    return QsciScintillaBase::viewportEvent(event);
}

void EditorSurface::changeEvent(QEvent *event)
{
    QsciScintillaBase::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        dress(*this, palette(), QFontDatabase::systemFont(QFontDatabase::FixedFont));
}

}
