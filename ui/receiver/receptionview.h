// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/receptions.h"

#include <QWidget>

class QLabel;

namespace eventscope {

class ReplyView;
class RequestView;

// One request that came, and what it was answered, beside each other. GUI thread.
class ReceptionView : public QWidget {
    Q_OBJECT

public:
    explicit ReceptionView(QWidget *parent = nullptr);

    void setReception(const Reception &reception);
    void clear(const QString &sentence);

private:
    QLabel *m_about;
    RequestView *m_request;
    ReplyView *m_answer;
};

}
