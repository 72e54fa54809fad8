// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace eventscope {

// A part of a text, laid out for an editor that cannot stand long lines: each line of the text is one
// or more pieces, each piece one line on the screen. Places are told in both ways: bytes of the text,
// and UTF-16 units of the shown text. The text is UTF-8. A value type.
class SourceText {
public:
    struct Piece {
        qsizetype offset = 0;      // bytes, in the whole text
        qsizetype length = 0;      // bytes, without the line's end
        int position = 0;          // in the shown text
        int line = 1;              // of the whole text, from 1
        bool continued = false;    // not the first piece of its line
    };

    static constexpr qsizetype longestPiece = 2000;
    static constexpr qsizetype longestPart = 128 * 1024;

    SourceText() = default;
    // The part of at most longestPart bytes that holds the offset, begun at a character.
    SourceText(QByteArray text, qsizetype around);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const QString &shown() const { return m_shown; }
    [[nodiscard]] const std::vector<Piece> &pieces() const { return m_pieces; }
    [[nodiscard]] qsizetype begin() const { return m_begin; }    // of the part, in bytes
    [[nodiscard]] qsizetype end() const { return m_end; }
    [[nodiscard]] bool isWhole() const { return m_begin == 0 && m_end == m_text.size(); }

    // Places outside the part are its ends.
    [[nodiscard]] int positionOf(qsizetype offset) const;
    [[nodiscard]] qsizetype offsetOf(int position) const;

private:
    void lay();
    void addLine(qsizetype from, qsizetype to, int line);

    QByteArray m_text;
    QString m_shown;
    std::vector<Piece> m_pieces;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
};

}
