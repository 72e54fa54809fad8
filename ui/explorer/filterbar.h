// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timerangebutton.h"
#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLineEdit;
class QToolButton;

namespace eventscope {

class TermPicker;

// What people filter by: free text, time, and pickers of tenant, user, event name, service and
// verdict; below them each condition as a chip. Writes to FilterState and shows what others wrote.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    FilterBar(EventStore &store, const ServiceSet &services, FilterState &state,
        TimeRangeButton::Clock clock = currentMicros, QWidget *parent = nullptr);

    void setServices(const ServiceSet &services);

public slots:
    void focusText();    // with what is there selected

signals:
    void failed(const QString &sentence);
    // Down or Enter in the text field: on to the events.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addPickers(EventStore &store, QLayout *to);
    void addHistory();
    void applyText();
    void showFilter();
    void dress();

    FilterState &m_state;
    QLineEdit *m_text;
    QAction *m_searchIcon;
    TermPicker *m_service = nullptr;
    QToolButton *m_back;
    QToolButton *m_forward;
    QTimer m_pause;
};

}
