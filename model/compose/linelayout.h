// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsontext.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// How a text is shown by an editor that cannot stand long lines: the text with line feeds ("breaks") put
// into lines of more than longestLine bytes, at token boundaries where there are any, else between
// characters. Breaks are no part of the text. Line ends of the text (CR, LF, CRLF) stay as they are.
//
// Offsets are bytes of the text, positions bytes of the shown text. The text itself is not kept: the
// caller owns it, and hands it in as it is after a change. A value.
class LineLayout {
public:
    static constexpr qsizetype longestLine = 20'000;
    static constexpr qsizetype longestPiece = 240;    // of a broken line, when it is laid out

    // Lays out all of the text; what is to be shown.
    [[nodiscard]] QByteArray lay(const QByteArray &text);

    [[nodiscard]] quint32 offsetOf(qsizetype position) const;
    // Where there is a break at the offset: behind it, or before it.
    [[nodiscard]] qsizetype positionOf(quint32 offset) const;
    [[nodiscard]] qsizetype positionBeforeBreak(quint32 offset) const;
    // Whether the byte shown at the position is a break.
    [[nodiscard]] bool isBreak(qsizetype position) const;
    // How many breaks are shown before the position.
    [[nodiscard]] qsizetype breaksBefore(qsizetype position) const;
    [[nodiscard]] bool isEmpty() const { return m_breaks.empty(); }

    // The text was edited; `after` is the text with the edits made. The edits of the shown text that
    // follow, to be made one after the other (each is told in the result of the one before).
    [[nodiscard]] std::vector<TextEdit> edited(const std::vector<TextEdit> &edits, const QByteArray &after);

    // The shown text was edited (offsets of `shown` are positions); its text has no breaks. The edit of
    // the text that it means; a break that is removed changes nothing. Settle afterwards.
    [[nodiscard]] TextEdit typed(const TextEdit &shown);
    // Breaks and joins lines again around a stretch of the text that was typed into: the edits of the
    // shown text, to be made one after the other.
    [[nodiscard]] std::vector<TextEdit> settled(const QByteArray &text, quint32 from, quint32 to);

private:
    struct Break {
        quint32 offset = 0;
        bool inString = false;    // as far as known; decides where to break next, nothing else

        friend bool operator==(const Break &a, const Break &b) { return a.offset == b.offset; }
    };
    using Breaks = std::vector<Break>;
    // What is to be laid out, and whether its first and last line begin and end at breaks.
    struct Stretch {
        quint32 begin = 0;
        quint32 end = 0;
        bool continues = false;
        bool isContinued = false;
        bool inString = false;
    };

    [[nodiscard]] std::size_t indexOf(quint32 offset) const;    // of the first break at it or behind it
    void shift(std::size_t first, qint64 by);
    void settle(const QByteArray &text, quint32 from, quint32 to);
    void joinShortLine(const QByteArray &text, quint32 at);
    void addBreaks(QByteArray &text, quint32 offset, Breaks &shown) const;
    static void breakLines(const QByteArray &text, const Stretch &stretch, Breaks &made);
    [[nodiscard]] static std::vector<TextEdit> difference(const Breaks &from, const Breaks &to);

    Breaks m_breaks;    // by offset, each once; a break is shown before the byte at its offset
};

}
