// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "compose/linelayout.h"

#include <QTimer>

#include <Qsci/qsciscintillabase.h>

#include <optional>
#include <vector>

class QLabel;

namespace eventscope {

struct KeyedText;

// Scintilla as a view of a draft's event text: what is typed becomes edits of the draft, edits from
// elsewhere are made in place. It shows the text as a LineLayout lays it out; offsets are bytes of the
// draft's text, positions those of what is shown. Its own undo is off.
class EditorSurface : public QsciScintillaBase {
    Q_OBJECT

public:
    EditorSurface(Draft &draft, QWidget *parent);

    [[nodiscard]] const QByteArray &text() const { return m_draft.text(); }
    [[nodiscard]] const LineLayout &lines() const { return m_lines; }
    [[nodiscard]] quint32 caretOffset() const;
    [[nodiscard]] TextPlace caretPlace() const;
    // Selects the stretch, opens folded lines and scrolls to it.
    void select(quint32 offset, quint32 length);
    // Of the caret, in the widget.
    [[nodiscard]] QPoint caretPoint() const;
    // The byte under a point of the viewport; -1 where there is none.
    [[nodiscard]] qint64 offsetAt(QPoint point) const;
    [[nodiscard]] QByteArray selectedBytes() const;

    void undo();
    void redo();
    void copy();
    void cut();
    void paste();
    void removeSelection();
    void selectAll();
    void foldAll(bool fold);
    [[nodiscard]] bool hasSelection() const;
    [[nodiscard]] bool canFold() const { return m_folding; }

    // A message with numbers, as Scintilla takes them.
    long send(unsigned message, qsizetype a = 0, qsizetype b = 0) const;
    void fillMark(int indicator, quint32 offset, quint32 length);
    void clearMarks(int indicator);

signals:
    void caretMoved(quint32 offset);
    void leaveRequested();
    void menuRequested(QPoint global);
    void hovered(QPoint global, qint64 offset);
    void repainted();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;
    QMimeData *toMimeData(const QByteArray &shown, bool rectangular) const override;
    QByteArray fromMimeData(const QMimeData *source, bool &rectangular) const override;

private:
    struct Range {
        quint32 from = 0;
        quint32 to = 0;
    };

    void prepare();
    void assignKeys();
    void load();
    void fitToSize();
    void fitAccessible();
    void takeTyped(int position, int kind, const char *bytes, int length);
    void flush();
    void follow(const std::vector<TextEdit> &edits);
    void make(const std::vector<TextEdit> &shown);
    void change(const KeyedText &key);
    void endRun();
    void setCaret(quint32 offset);
    void noticeCaret();
    void matchBrackets();
    void indent(bool deeper);
    bool doDeleteKey(const QKeyEvent &event);
    void replaceSelection(const QByteArray &bytes);
    void toggleFold(long line);
    bool doStandardKey(const QKeyEvent &event);
    bool doTextKey(const QKeyEvent &event);
    [[nodiscard]] Range selection() const;

    Draft &m_draft;
    LineLayout m_lines;
    std::vector<TextEdit> m_typed;    // not told to the draft yet
    QTimer m_late;
    QLabel *m_composed;                     // by an input method, not done yet
    bool m_telling = false;                 // the draft hears of what is shown already
    bool m_making = false;                  // what is shown follows the draft
    std::optional<quint32> m_caretAfter;    // where the caret goes with the edit that is being made
    bool m_followEdit = false;              // the caret goes to what undo and redo change
    bool m_folding = false;
    bool m_isTold = true;    // its text, to assistive tools
    bool m_isRun = false;    // the last change of the draft was typed here
    quint32 m_caret = 0;
};

}
