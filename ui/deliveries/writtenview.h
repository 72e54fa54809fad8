// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace eventscope {

class BodyView;

// An event's own text, to the byte, with its size.
class WrittenView : public QWidget {
    Q_OBJECT

public:
    explicit WrittenView(QWidget *parent = nullptr);

    void setText(const QByteArray &text);

private:
    QLabel *m_size;
    BodyView *m_body;
};

}
