// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/jsoneditorsurface.h"

#include "composer/jsoneditorindent.h"
#include "composer/jsoneditorstyle.h"
#include "event/utf8.h"

#include <QFontDatabase>
#include <QLabel>
#include <QScopedValueRollback>

#include <algorithm>

namespace eventscope {

namespace {

using Sci = QsciScintillaBase;

constexpr int toldChanges = Sci::SC_MOD_INSERTTEXT | Sci::SC_MOD_DELETETEXT;
constexpr qsizetype foldedAtMost = 1'000'000;
constexpr qsizetype wrappedAtMost = 1'000'000;

quint32 moved(quint32 offset, const std::vector<TextEdit> &edits)
{
    qint64 by = 0;
    for (const TextEdit &edit : edits) {
        const quint32 end = edit.offset + edit.length;
        if (offset < edit.offset || (offset == edit.offset && edit.length > 0))
            break;
        if (offset < end)
            return static_cast<quint32>(edit.offset + by + std::min<qint64>(offset - edit.offset, edit.text.size()));
        by += edit.text.size() - qint64(edit.length);
    }
    return static_cast<quint32>(offset + by);
}

}

EditorSurface::EditorSurface(Draft &draft, QWidget *parent)
    : QsciScintillaBase(parent)
    , m_draft(draft)
    , m_composed(new QLabel(viewport()))
{
    m_composed->setObjectName(QStringLiteral("composedText"));
    m_composed->setTextFormat(Qt::PlainText);
    m_composed->setAutoFillBackground(true);
    m_composed->setFrameShape(Box);
    m_composed->hide();
    m_late.setSingleShot(true);
    m_late.setInterval(0);
    prepare();
    assignKeys();
    load();
    dress(*this, palette(), QFontDatabase::systemFont(QFontDatabase::FixedFont));
    connect(this, &Sci::SCN_MODIFIED, this,
        [this](int position, int kind, const char *bytes, int length) { takeTyped(position, kind, bytes, length); });
    connect(this, &Sci::SCN_STYLENEEDED, this, [this](int position) { styleTo(*this, m_lines, position, m_folding); });
    connect(this, &Sci::SCN_UPDATEUI, this, [this] { noticeCaret(); });
    connect(this, &Sci::SCN_PAINTED, this, &EditorSurface::repainted);
    connect(
        this, &Sci::SCN_MARGINCLICK, this, [this](int position) { toggleFold(send(SCI_LINEFROMPOSITION, position)); });
    connect(&m_late, &QTimer::timeout, this, &EditorSurface::flush);
    connect(&m_draft, &Draft::edited, this, [this](DraftPart part, const std::vector<TextEdit> &edits) {
        if (part == DraftPart::Event && !m_telling)
            follow(edits);
    });
}

long EditorSurface::send(unsigned message, qsizetype a, qsizetype b) const
{
    return SendScintilla(message, static_cast<unsigned long>(a), static_cast<long>(b));
}

void EditorSurface::prepare()
{
    setFrameShape(NoFrame);
    send(SCI_SETCODEPAGE, SC_CP_UTF8);
    send(SCI_SETUNDOCOLLECTION, 0);
    send(SCI_SETMODEVENTMASK, toldChanges);
    send(SCI_SETPASTECONVERTENDINGS, 0);
    send(SCI_SETLEXER, SCLEX_CONTAINER);
    send(SCI_SETUSETABS, 0);
    send(SCI_SETTABWIDTH, 4);
    send(SCI_SETLAYOUTCACHE, SC_CACHE_PAGE);
    send(SCI_SETMULTIPLESELECTION, 0);
    send(SCI_USEPOPUP, 0);
    send(SCI_SETSCROLLWIDTH, 1);
    send(SCI_SETSCROLLWIDTHTRACKING, 1);
    send(SCI_SETWRAPVISUALFLAGS, SC_WRAPVISUALFLAG_NONE);
    send(SCI_SETWRAPINDENTMODE, SC_WRAPINDENT_INDENT);
    send(SCI_SETMARGINLEFT, 0, 4);
    send(SCI_SETMARGINTYPEN, editorstyle::FoldMargin, SC_MARGIN_SYMBOL);
    send(SCI_SETMARGINMASKN, editorstyle::FoldMargin, qsizetype(SC_MASK_FOLDERS));
    send(SCI_SETMARGINSENSITIVEN, editorstyle::FoldMargin, 1);
    send(SCI_SETMARGINWIDTHN, 1, 0);
    send(SCI_SETAUTOMATICFOLD, SC_AUTOMATICFOLD_SHOW | SC_AUTOMATICFOLD_CHANGE);
    send(SCI_FOLDDISPLAYTEXTSETSTYLE, SC_FOLDDISPLAYTEXT_STANDARD);
    for (int marker = SC_MARKNUM_FOLDEREND; marker <= int(SC_MARKNUM_FOLDEROPEN); ++marker)
        send(SCI_MARKERDEFINE, marker, SC_MARK_EMPTY);
    send(SCI_MARKERDEFINE, SC_MARKNUM_FOLDER, SC_MARK_ARROW);
    send(SCI_MARKERDEFINE, SC_MARKNUM_FOLDEREND, SC_MARK_ARROW);
    send(SCI_MARKERDEFINE, SC_MARKNUM_FOLDEROPEN, SC_MARK_ARROWDOWN);
    send(SCI_MARKERDEFINE, SC_MARKNUM_FOLDEROPENMID, SC_MARK_ARROWDOWN);
}

void EditorSurface::load()
{
    const QScopedValueRollback<bool> guard(m_making, true);
    send(SCI_SETMODEVENTMASK, 0);
    const QByteArray shown = m_lines.lay(text());
    m_typed.clear();
    send(SCI_CLEARALL);
    send(SCI_ALLOCATE, shown.size() + shown.size() / 16);
    SendScintilla(SCI_APPENDTEXT, std::uintptr_t(shown.size()), shown.constData());
    send(SCI_SETMODEVENTMASK, toldChanges);
    fitToSize();
}

// What costs more the longer the text is, is done for texts of some length only.
void EditorSurface::fitToSize()
{
    fitAccessible();
    const bool wraps = text().size() <= wrappedAtMost;
    if (const long mode = wraps ? SC_WRAP_WORD : SC_WRAP_NONE; send(SCI_GETWRAPMODE) != mode)
        send(SCI_SETWRAPMODE, mode);
    const bool folds = text().size() <= foldedAtMost;
    if (folds == m_folding)
        return;
    m_folding = folds;
    if (!folds) {
        send(SCI_FOLDALL, SC_FOLDACTION_EXPAND);
        for (long line = send(SCI_GETLINECOUNT); line-- > 0;)
            send(SCI_SETFOLDLEVEL, line, SC_FOLDLEVELBASE);
    }
    send(SCI_SETMARGINWIDTHN, editorstyle::FoldMargin, folds ? 14 : 0);
    send(SCI_STARTSTYLING, 0);
}

// --- From what Scintilla changes by itself (text dragged away) to the draft

// Scintilla may not be changed from here; what is typed is told to the draft when the key is done.
void EditorSurface::takeTyped(int position, int kind, const char *bytes, int length)
{
    if (m_making || (kind & (SC_MOD_INSERTTEXT | SC_MOD_DELETETEXT)) == 0)
        return;
    TextEdit shown{static_cast<quint32>(position), 0, {}};
    if ((kind & SC_MOD_INSERTTEXT) != 0)
        shown.text = QByteArray(bytes, length);
    else
        shown.length = static_cast<quint32>(length);
    const TextEdit edit = m_lines.typed(shown);
    TextEdit *last = m_typed.empty() ? nullptr : &m_typed.back();
    if (last && edit.length == 0 && edit.offset == last->offset + quint32(last->text.size()))
        last->text += edit.text;    // one piece of text, told in parts
    else
        m_typed.push_back(edit);
    m_late.start();
}

void EditorSurface::flush()
{
    m_late.stop();
    if (m_typed.empty())
        return;
    Range touched{UINT32_MAX, 0};
    bool isRefused = false;
    for (const TextEdit &edit : std::exchange(m_typed, {})) {
        const QScopedValueRollback<bool> guard(m_telling, true);
        const qsizetype expected = text().size() + edit.text.size() - qsizetype(edit.length);
        m_draft.edit(DraftPart::Event, {edit}, QByteArrayLiteral("source"));
        isRefused = isRefused || text().size() != expected;
        touched.from = std::min(touched.from, edit.offset);
        touched.to = std::max(touched.to, edit.offset + static_cast<quint32>(edit.text.size()));
    }
    if (isRefused) {
        load();
        return;
    }
    m_isRun = true;
    touched.to = std::min(touched.to, static_cast<quint32>(text().size()));
    make(m_lines.settled(text(), std::min(touched.from, touched.to), touched.to));
    fitToSize();
    m_caret = caretOffset();
    matchBrackets();
    emit caretMoved(m_caret);
}

// --- From the draft to what is shown

void EditorSurface::make(const std::vector<TextEdit> &shown)
{
    // Untold, too: for each change that it tells of, QScintilla counts the characters before it.
    const QScopedValueRollback<bool> guard(m_making, true);
    send(SCI_SETMODEVENTMASK, 0);
    for (const TextEdit &edit : shown) {
        send(SCI_SETTARGETRANGE, edit.offset, qsizetype(edit.offset) + edit.length);
        SendScintilla(SCI_REPLACETARGET, std::uintptr_t(edit.text.size()), edit.text.constData());
    }
    send(SCI_SETMODEVENTMASK, toldChanges);
}

void EditorSurface::follow(const std::vector<TextEdit> &edits)
{
    if (!m_typed.empty()) {    // what was typed just now is lost in the draft's change
        load();
        return;
    }
    m_isRun = false;
    const quint32 anchor = moved(m_lines.offsetOf(send(SCI_GETANCHOR)), edits);
    const quint32 caret = moved(m_lines.offsetOf(send(SCI_GETCURRENTPOS)), edits);
    make(m_lines.edited(edits, text()));
    if (m_caretAfter) {
        setCaret(std::min(*m_caretAfter, static_cast<quint32>(text().size())));
    } else if (m_followEdit && !edits.empty()) {
        qint64 at = 0;
        for (const TextEdit &edit : edits)
            at += edit.text.size() - qint64(edit.length);
        at += qint64(edits.back().offset) + edits.back().length;
        setCaret(static_cast<quint32>(at));
    } else if (m_lines.offsetOf(send(SCI_GETCURRENTPOS)) != caret || m_lines.offsetOf(send(SCI_GETANCHOR)) != anchor) {
        send(SCI_SETSELECTION, m_lines.positionOf(caret), m_lines.positionOf(anchor));
    }
    fitToSize();
    noticeCaret();
}

// An edit that is ours to think of: told to the draft, shown as any other of its edits.
void EditorSurface::change(const KeyedText &key)
{
    flush();
    m_caretAfter = key.caret;
    m_draft.edit(DraftPart::Event, {key.edit}, QByteArrayLiteral("source"));
    m_caretAfter.reset();
    m_isRun = true;
    noticeCaret();
}

// What is typed from now on is undone by itself. What others write is not ours to end.
void EditorSurface::endRun()
{
    if (std::exchange(m_isRun, false))
        m_draft.endMerge();
}

void EditorSurface::setCaret(quint32 offset)
{
    const qsizetype position = m_lines.positionOf(offset);
    send(SCI_ENSUREVISIBLE, send(SCI_LINEFROMPOSITION, position));
    send(SCI_GOTOPOS, position);
    send(SCI_CHOOSECARETX);
}

void EditorSurface::undo()
{
    flush();
    const QScopedValueRollback<bool> guard(m_followEdit, true);
    m_draft.undo();
}

void EditorSurface::redo()
{
    flush();
    const QScopedValueRollback<bool> guard(m_followEdit, true);
    m_draft.redo();
}

// --- Places

EditorSurface::Range EditorSurface::selection() const
{
    return {m_lines.offsetOf(send(SCI_GETSELECTIONSTART)), m_lines.offsetOf(send(SCI_GETSELECTIONEND))};
}

bool EditorSurface::hasSelection() const
{
    return send(SCI_GETSELECTIONEMPTY) == 0;
}

QByteArray EditorSurface::selectedBytes() const
{
    const Range range = selection();
    return text().mid(range.from, range.to - range.from);
}

quint32 EditorSurface::caretOffset() const
{
    return m_lines.offsetOf(send(SCI_GETCURRENTPOS));
}

TextPlace EditorSurface::caretPlace() const
{
    const long position = send(SCI_GETCURRENTPOS);
    const std::string_view view = viewOf(text()).substr(0, m_lines.offsetOf(position));
    const std::size_t feed = view.rfind('\n');
    std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
    const std::size_t back = view.substr(begin).rfind('\r');
    begin += back == std::string_view::npos ? 0 : back + 1;
    const auto characters = std::count_if(view.begin() + static_cast<std::ptrdiff_t>(begin), view.end(),
        [](char c) { return (static_cast<uchar>(c) & 0xC0U) != 0x80U; });
    const qsizetype line = send(SCI_LINEFROMPOSITION, position) - m_lines.breaksBefore(position) + 1;
    return {static_cast<int>(line), static_cast<int>(characters) + 1};
}

QPoint EditorSurface::caretPoint() const
{
    const long position = send(SCI_GETCURRENTPOS);
    return viewport()->mapTo(this, QPoint(static_cast<int>(send(SCI_POINTXFROMPOSITION, 0, position)),
                                       static_cast<int>(send(SCI_POINTYFROMPOSITION, 0, position))));
}

qint64 EditorSurface::offsetAt(QPoint point) const
{
    const long position = send(SCI_CHARPOSITIONFROMPOINTCLOSE, point.x(), point.y());
    return position < 0 ? -1 : qint64(m_lines.offsetOf(position));
}

void EditorSurface::select(quint32 offset, quint32 length)
{
    flush();
    endRun();
    const auto size = static_cast<quint32>(text().size());
    const quint32 from = std::min(offset, size);
    const quint32 to = from + std::min(length, size - from);
    const qsizetype begin = m_lines.positionOf(from);
    const qsizetype end = length == 0 ? begin : m_lines.positionBeforeBreak(to);
    const long line = send(SCI_LINEFROMPOSITION, begin);
    send(SCI_ENSUREVISIBLE, line);
    send(SCI_SETSELECTION, begin, end);    // the caret at the begin: a long stretch shows its first line
    const long top = send(SCI_VISIBLEFROMDOCLINE, line);
    const long room = send(SCI_LINESONSCREEN);
    if (const long first = send(SCI_GETFIRSTVISIBLELINE); top < first + 1 || top >= first + room - 1)
        send(SCI_SETFIRSTVISIBLELINE, std::max(0L, top - room / 3));
    send(SCI_SCROLLCARET);
    send(SCI_CHOOSECARETX);
    noticeCaret();
}

void EditorSurface::noticeCaret()
{
    if (!m_typed.empty() || m_making)
        return;
    matchBrackets();
    const quint32 caret = caretOffset();
    if (caret == m_caret)
        return;
    m_caret = caret;
    emit caretMoved(caret);
}

}
