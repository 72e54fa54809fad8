// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/filterhighlighter.h"

#include <QPlainTextEdit>

namespace eventscope {

// One line of filter text, coloured by what its parts are, with a fault underlined at its place. Tab moves on, Enter
// types nothing, what is pasted becomes one line. At most `longest` characters.
class FilterEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    static constexpr int longest = 10'000;

    explicit FilterEdit(QWidget *parent = nullptr);

    [[nodiscard]] QString line() const;
    [[nodiscard]] qsizetype cursorAt() const;
    // Puts another text in the place of a stretch, or of all, the cursor behind it; undo brings the old one back.
    // edited() is not emitted.
    void replace(qsizetype from, qsizetype to, const QString &text);
    void setLine(const QString &text);
    void setFault(const std::optional<EventFilter::ParseFault> &fault);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void edited();    // by the person: typed, pasted, undone
    void left();      // the focus went elsewhere

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    [[nodiscard]] int lineHeight() const;

    FilterHighlighter *m_highlighter;
    QString m_known;    // the text that edited() told of last
};

}
