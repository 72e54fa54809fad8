// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/finding.h"

#include <QWidget>

class QLabel;

namespace eventscope {

// A few words that must not be overlooked, with the symbol and on the ground of their weight.
class NoticeBox : public QWidget {
    Q_OBJECT

public:
    explicit NoticeBox(Severity severity, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setSeverity(Severity severity);
    [[nodiscard]] QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();

    Severity m_severity;
    QLabel *m_icon;
    QLabel *m_text;
};

}
