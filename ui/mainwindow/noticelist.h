// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/messagebar.h"

#include <QListWidget>

namespace eventscope {

// What was said in this run, the latest first, so that a message that went away can be read again.
class NoticeList : public QListWidget {
    Q_OBJECT

public:
    static constexpr int most = 500;

    explicit NoticeList(QWidget *parent = nullptr);

    void add(Message::Kind kind, const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void dress(QListWidgetItem &item) const;
};

}
