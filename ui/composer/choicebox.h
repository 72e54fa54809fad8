// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace eventscope {

// A combo box that changes only when it is meant: the wheel passes it by, so that scrolling over it readdresses
// nothing, and keys on the closed box never choose an item that acts, but open the list at it.
class ChoiceBox : public QComboBox {
public:
    using QComboBox::QComboBox;

    // An item that does something instead of being the choice, below a line where it is the first.
    void addActing(const QString &text, const QVariant &value);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
};

}
