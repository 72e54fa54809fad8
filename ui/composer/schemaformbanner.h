// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace eventscope {

// Says why the form waits: line, column and fault of a broken text, and a button that leads there.
class SchemaFormBanner : public QFrame {
    Q_OBJECT

public:
    explicit SchemaFormBanner(QWidget *parent);

    void showFault(const Draft &draft);
    [[nodiscard]] QPushButton *button() const { return m_go; }

signals:
    void faultActivated(quint32 offset);
    // The text is empty and is to become a new event.
    void startRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress();

    QLabel *m_symbol;
    QLabel *m_text;
    QPushButton *m_go;
    quint32 m_offset = 0;
    bool m_empty = false;
};

}
