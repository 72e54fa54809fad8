// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/noticebox.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QWidget>

#include <functional>

namespace eventscope {

// A sentence with buttons in the window itself, in the place of a message box: it asks and does not block.
class AskBar : public QWidget {
    Q_OBJECT

public:
    struct Answer {
        QString name;    // of the button's object
        QString text;
        std::function<void()> act;
    };

    explicit AskBar(QWidget *parent = nullptr);

    // Hidden again before an answer's act is called. The first has the focus.
    void ask(Severity severity, const QString &text, const std::vector<Answer> &answers);
    void dismiss();
    [[nodiscard]] QString text() const { return m_notice->text(); }

private:
    NoticeBox *m_notice;
    QHBoxLayout *m_row;
    std::vector<QPushButton *> m_buttons;
};

}
