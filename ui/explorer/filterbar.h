// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "explorer/timerangebutton.h"
#include "intake/eventreader.h"
#include "store/eventstore.h"
#include "views/filterstate.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QToolButton;

namespace eventscope {

class FilterChips;
class FilterCompleter;
class FilterEdit;
class FilterLine;
class FilterNote;
class TermPicker;

// What people filter by: the whole filter as text, and pickers of time, tenant, user, event name, service and
// verdict that write to it too; below them each condition as a chip, or, while the text cannot be read, a line that
// says why. Writes to FilterState and shows what others wrote.
//
// Text is applied after a short pause as soon as it can be read, at once by Enter; until then the filter that was
// read last stays in force. What was typed stays as it was typed for as long as it means the filter in force.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    FilterBar(EventStore &store, const ServiceSet &services, FilterState &state,
        TimeRangeButton::Clock clock = currentMicros, QWidget *parent = nullptr);
    ~FilterBar() override;

    void setServices(const ServiceSet &services);

public slots:
    void focusText();    // with what is there selected

signals:
    void failed(const QString &sentence);
    // Down or Esc in the text field: on to the events.
    void leaveRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void addPickers(EventStore &store, QLayout *to);
    void addHistory();
    void connectText();
    void layOut(QLayout *pickers);
    bool takeKey(const QKeyEvent &key);
    // Whether the text could be read. `decided`: by Enter or on leaving, not while typing.
    bool applyText(bool decided);
    // While what stands at the cursor is being completed: what is wrong elsewhere.
    void showOtherFault();
    void takeBack();
    void showFault(const std::optional<EventFilter::ParseFault> &fault);
    void showFilter();
    void showRecent();
    void dress();

    FilterState &m_state;
    TimeRangeButton::Clock m_clock;
    FilterLine *m_line;
    FilterEdit &m_text;
    QPointer<FilterCompleter> m_completer;
    TimeRangeButton *m_time;
    FilterNote *m_note;
    FilterChips *m_chips;
    TermPicker *m_service = nullptr;
    QToolButton *m_back;
    QToolButton *m_forward;
    QTimer m_pause;
    QString m_applied;        // the text that stands for the filter in force
    Micros m_now = 0;         // what relative times are told from, while one text is being typed
    bool m_typing = false;    // since the last decision
    bool m_applying = false;
    bool m_faulty = false;
};

}
