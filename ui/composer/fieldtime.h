// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/fieldtext.h"

class QLabel;
class QToolButton;

namespace eventscope {

class FieldTimePicker;

// A moment in the service's own spelling. Ctrl+; writes now, F4 opens a picker of date and time. A count
// since 1970 is told as a date below.
class FieldTime : public FieldText {
    Q_OBJECT

public:
    FieldTime(FieldHost &host, FieldSite site, QWidget *parent);

    void showValue(JsonValue value) override;

protected:
    [[nodiscard]] std::optional<JsonType> kept() const override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void writeMoment(Micros moment);
    void openPicker();
    [[nodiscard]] TimeSpelling spelling() const;

    QToolButton *m_now;
    QToolButton *m_pick;
    QLabel *m_meaning;
    FieldTimePicker *m_picker = nullptr;    // made when it is first opened
};

}
