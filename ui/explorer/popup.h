// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QToolButton;

namespace eventscope {

// Gives a button the accent's colour while it stands for a choice, and back.
void mark(QToolButton *button, bool chosen);

// A small window below a button: opened by it, closed by Esc or a click elsewhere, after which the
// focus is back at the button.
class Popup : public QFrame {
    Q_OBJECT

public:
    explicit Popup(QToolButton *button);

    void open();

signals:
    void opened();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QToolButton *m_button;
};

}
