// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace eventscope {

class EditorMarks;
class EditorSurface;

// Beside an EditorSurface: the numbers of the draft's lines (what continues a broken line has an arrow
// instead), and the worst severity of each line's findings as a symbol.
class EditorGutter : public QWidget {
    Q_OBJECT

public:
    EditorGutter(const EditorSurface &surface, const EditorMarks &marks, QWidget *parent);

    QSize sizeHint() const override;

signals:
    void hovered(QPoint global, quint32 from, quint32 to);
    void activated(quint32 from, quint32 to);    // a click on a line's symbol

public slots:
    // Paints when something that is seen here has changed.
    void refresh();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Line {
        int y = 0;
        qsizetype number = 0;    // 0: it continues the line above
        quint32 from = 0;        // offsets
        quint32 to = 0;
        int severity = -1;

        friend bool operator==(const Line &, const Line &) = default;
    };

    [[nodiscard]] std::vector<Line> lines() const;
    [[nodiscard]] const Line *lineAt(int y) const;
    [[nodiscard]] int digits() const;

    const EditorSurface &m_surface;
    const EditorMarks &m_marks;
    std::vector<Line> m_lines;
    int m_lineHeight = 1;
    int m_digits = 0;
};

}
