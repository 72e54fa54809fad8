// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/deliveries.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace eventscope {

class BodyView;
class PlainLines;

// What came back: status, headers, the body as what it is; or why nothing did. JSON is indented unless
// that is switched off.
class ReplyView : public QWidget {
    Q_OBJECT

public:
    explicit ReplyView(QWidget *parent = nullptr);

    void setEnd(const DeliveryEnd &end);

private:
    void layOut();
    [[nodiscard]] QString sizes(const DeliveryEnd &end, const QString &what) const;

    QLabel *m_nothing;
    PlainLines *m_status;
    QLabel *m_headersTitle;
    PlainLines *m_headers;
    QLabel *m_bodyTitle;
    QLabel *m_size;
    QCheckBox *m_indented;
    BodyView *m_body;
};

}
