// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sourcetext.h"

#include <QPlainTextEdit>

class QSyntaxHighlighter;

namespace eventscope {

// Shows a SourceText, read-only, with line numbers. Copying gives the text's own bytes, whatever line
// breaks the screen needed.
class SourceEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit SourceEdit(QWidget *parent = nullptr);

    void setSource(const SourceText &source);
    [[nodiscard]] const SourceText &source() const { return m_source; }
    void select(qsizetype offset, qsizetype length);

    [[nodiscard]] int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

protected:
    QMimeData *createMimeDataFromSelection() const override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void placeGutter();

    SourceText m_source;
    QWidget *m_gutter;
    QSyntaxHighlighter *m_colours;
};

}
