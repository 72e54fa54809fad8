// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"

#include <QDateTime>
#include <QFrame>

class QCalendarWidget;
class QComboBox;
class QTimeEdit;

namespace eventscope {

// A small window below a field: a calendar, a time, and the zone they are meant in. Return chooses, Esc
// gives up; the focus goes back to the field.
class FieldTimePicker : public QFrame {
    Q_OBJECT

public:
    explicit FieldTimePicker(QWidget *parent);

    void open(Micros moment, QWidget *field);

signals:
    void chosen(Micros moment);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void showMoment();
    void choose();
    [[nodiscard]] bool isLocal() const;
    [[nodiscard]] Micros moment() const;

    QCalendarWidget *m_calendar;
    QTimeEdit *m_time;
    QComboBox *m_zone;
    QWidget *m_field = nullptr;
    Micros m_moment = 0;
};

}
