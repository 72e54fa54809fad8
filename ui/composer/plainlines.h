// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

#include <QPlainTextEdit>

#include <vector>

namespace eventscope {

// A few lines of monospace text to be read, selected and copied, as high as they need within a bound, and
// scrolled where there is less room. Copying without a selection takes all of it. Control characters are shown
// as signs.
class PlainLines : public QPlainTextEdit {
    Q_OBJECT

public:
    PlainLines(int mostLines, QWidget *parent);

    // As it is, in one or more lines.
    void setLines(const QString &text);
    // Names and values, a pair a line, aligned. What is very long is cut on the screen.
    void setPairs(const std::vector<NamedValue> &pairs, const QString &separator);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    [[nodiscard]] int heightOf(int rows) const;
    void fit();
    void mark();
    [[nodiscard]] QString unpadded(int from, int to) const;

    int m_mostLines;
    int m_rows = 0;
    QString m_copy;    // all of it, without what only aligns
    std::vector<std::pair<int, int>> m_names;
    std::vector<std::pair<int, int>> m_padding;
};

}
