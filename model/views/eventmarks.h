// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns.h"

#include <QObject>

#include <optional>

namespace eventscope {

// Up to two events that a person marked, to see the time between them. Table, timeline and lanes write to it and
// show it; it does not look whether events are removed. GUI thread.
class EventMarks : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] std::optional<Row> first() const { return m_first; }
    [[nodiscard]] std::optional<Row> second() const { return m_second; }    // only where there is a first
    [[nodiscard]] bool isMarked(Row row) const { return m_first == row || m_second == row; }

    // Marks the event, or takes its mark away. A third one takes the place of the second.
    void toggle(Row row);
    void clear();

    // From the first's time to the second's; negative when the second happened before. Nothing unless there are
    // two.
    [[nodiscard]] std::optional<Micros> delta(const Columns &columns) const;

signals:
    void changed();

private:
    std::optional<Row> m_first;
    std::optional<Row> m_second;
};

// "1 h 2 min 3.000004 s", "-250 ms", "0 s": a time between two events, to the microsecond.
[[nodiscard]] QString deltaText(Micros delta);

}
