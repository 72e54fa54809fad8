// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventtablemodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace eventscope {

class EventTable;

// "Go to": a line over the table that takes a time in any spelling of parseMoment(), `#123` for the event of
// that number, or a plain number for a row of the table. Says what keeps it from going there, and offers to
// clear the filter where it is that. Hidden until it is opened. GUI thread.
class GoToBar : public QWidget {
    Q_OBJECT

public:
    using Clock = std::function<Micros()>;

    GoToBar(EventStore &store, FilterState &state, EventTableModel &model, EventTable &table,
        Clock clock = currentMicros, QWidget *parent = nullptr);

    void open();

signals:
    void left();    // closed: the focus belongs to the table again

protected:
    void changeEvent(QEvent *event) override;

private:
    // What was meant.
    struct Target {
        enum class Kind : quint8 { None, Time, Id, Position };

        Kind kind = Kind::None;
        qint64 number = 0;    // µs, the event's number, or the position from 0
    };
    enum class Offer : quint8 { Nothing, ClearFilter, ClearTime };

    void layOut();
    [[nodiscard]] Target read(const QString &text) const;
    void go();
    void goToId(EventId id);
    void goToPosition(qint64 position);
    void goToTime(Micros time);
    void searchTime(Micros time, bool after);
    void takeFound(const Result<SearchResult> &result);
    void arrive(int position);
    void say(const QString &sentence, Offer offer = Offer::Nothing);
    void acceptOffer();
    void close();
    void dress();

    EventStore &m_store;
    FilterState &m_state;
    EventTableModel &m_model;
    EventTable &m_table;
    Clock m_clock;
    QLabel *m_label;
    QLineEdit *m_text;
    QPushButton *m_go;
    QLabel *m_message;
    QPushButton *m_clear;
    Offer m_offer = Offer::Nothing;
    bool m_again = false;    // go once the rows are there
    Micros m_time = 0;       // searched for
    bool m_after = true;     // from there on
    Latest<SearchResult> m_found;
};

}
