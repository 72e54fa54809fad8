// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/filterstate.h"

#include <QToolButton>

#include <functional>

class QLabel;
class QLineEdit;

namespace eventscope {

class Popup;

// A button that tells the filter's time range, and opens a few usual ranges and two fields for a free
// one. What cannot be read is said below the fields. The parts are named timeFrom, timeTo, timeApply,
// timeFault and timePreset0 ….
class TimeRangeButton : public QToolButton {
    Q_OBJECT

public:
    using Clock = std::function<Micros()>;

    explicit TimeRangeButton(FilterState &state, Clock clock = currentMicros, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void open();
    void applyPreset(Micros span);
    void applyFields();
    void showFault(QLineEdit *field, const QString &sentence);
    void showSummary();

    FilterState &m_state;
    Clock m_clock;
    Popup *m_popup;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QLabel *m_fault;
};

}
