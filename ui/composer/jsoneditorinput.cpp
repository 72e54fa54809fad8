// SPDX-License-Identifier: GPL-3.0-or-later
//
// How EditorSurface is used: clipboard, mouse, input methods. Keys are in jsoneditorkeys.cpp.
#include "composer/jsoneditorsurface.h"

#include "composer/jsoneditorindent.h"
#include "composer/jsoneditorstyle.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

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

// QScintilla puts what is being composed into its text and relies on its undo to take it out again. Here it
// stands above the text until it is done.
void EditorSurface::inputMethodEvent(QInputMethodEvent *event)
{
    if (event->replacementLength() > 0) {
        const long caret = send(SCI_GETCURRENTPOS);
        const long begin = send(SCI_POSITIONRELATIVE, caret, event->replacementStart());
        send(SCI_SETSELECTION, send(SCI_POSITIONRELATIVE, begin, event->replacementLength()), begin);
    }
    if (!event->commitString().isEmpty() || event->replacementLength() > 0)
        replaceSelection(event->commitString().toUtf8());
    m_composed->setText(event->preeditString());
    m_composed->setVisible(!event->preeditString().isEmpty());
    m_composed->adjustSize();
    m_composed->move(viewport()->mapFrom(this, caretPoint()));
    event->accept();
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
