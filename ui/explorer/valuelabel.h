// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QWidget>

class QTextLayout;

namespace eventscope {

// A value as text that breaks anywhere, so that a long one never widens its pane. Never read as rich
// text. Takes the focus; Ctrl+C copies the whole value, the context menu is its owner's.
class ValueLabel : public QWidget {
    Q_OBJECT

public:
    explicit ValueLabel(QWidget *parent = nullptr);

    // What is shown, and what copying gives where that differs.
    void setText(const QString &text, const QString &copied = {});
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QString copied() const { return m_copied; }
    void setFaint(bool faint);
    void setIcon(const QIcon &icon);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] int iconRoom() const;
    int lay(QTextLayout &layout, int width) const;

    QString m_text;
    QString m_copied;
    QIcon m_icon;
    bool m_faint = false;
};

}
