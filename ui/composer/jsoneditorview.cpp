// SPDX-License-Identifier: GPL-3.0-or-later
//
// What EditorSurface shows beside the text: brackets that belong together, marks, folds.
#include "composer/jsoneditorsurface.h"

#include "composer/jsoneditorindent.h"
#include "composer/jsoneditorstyle.h"
#include "event/utf8.h"

namespace eventscope {

void EditorSurface::matchBrackets()
{
    const auto isBracket = [this](long position) {
        const auto c = static_cast<char>(send(SCI_GETCHARAT, position));
        return (c == '{' || c == '[' || c == '}' || c == ']') &&
               send(SCI_GETSTYLEAT, position) == editorstyle::Punctuation;
    };
    long at = send(SCI_GETCURRENTPOS);
    if (!isBracket(at) && (--at < 0 || !isBracket(at))) {
        send(SCI_BRACEHIGHLIGHT, -1, -1);
        return;
    }
    const std::optional<quint32> partner = partnerOf(viewOf(text()), m_lines.offsetOf(at));
    send(SCI_BRACEHIGHLIGHT, at, partner ? m_lines.positionOf(*partner) : -1);
}

void EditorSurface::fillMark(int indicator, quint32 offset, quint32 length)
{
    const qsizetype begin = m_lines.positionOf(offset);
    const qsizetype end = m_lines.positionBeforeBreak(offset + length);
    send(SCI_SETINDICATORCURRENT, indicator);
    send(SCI_INDICATORFILLRANGE, begin, end - begin);
}

void EditorSurface::clearMarks(int indicator)
{
    send(SCI_SETINDICATORCURRENT, indicator);
    send(SCI_INDICATORCLEARRANGE, 0, send(SCI_GETLENGTH));
}

void EditorSurface::toggleFold(long line)
{
    if (m_folding && (send(SCI_GETFOLDLEVEL, line) & SC_FOLDLEVELHEADERFLAG) != 0)
        SendScintilla(SCI_TOGGLEFOLDSHOWTEXT, std::uintptr_t(line), " \xE2\x80\xA6 ");
}

void EditorSurface::foldAll(bool fold)
{
    if (!m_folding)
        return;
    styleTo(*this, m_lines, send(SCI_GETLENGTH), m_folding);
    send(SCI_FOLDALL, SC_FOLDACTION_EXPAND);
    if (!fold)
        return;
    // The outermost stay open: else there is nothing to see.
    for (long line = 0, count = send(SCI_GETLINECOUNT); line < count; ++line) {
        const long level = send(SCI_GETFOLDLEVEL, line);
        if ((level & SC_FOLDLEVELHEADERFLAG) != 0 && (level & SC_FOLDLEVELNUMBERMASK) > SC_FOLDLEVELBASE &&
            send(SCI_GETFOLDEXPANDED, line) != 0)
            toggleFold(line);
    }
}

}
