// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace eventscope {

// A line whose text counts once it is left or Enter is pressed; Escape brings back what it was. While nothing is
// typed that does not count yet, undo and redo are the window's.
class CommitLine : public QLineEdit {
    Q_OBJECT

public:
    explicit CommitLine(QWidget *parent = nullptr);

    // What counts. Text that was typed and does not count yet stays while the line has the focus.
    void setValue(const QString &value);
    [[nodiscard]] const QString &value() const { return m_value; }
    [[nodiscard]] bool isPending() const { return text() != m_value; }
    void commit();
    void revert();

signals:
    void committed(const QString &text);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_value;
};

}
