// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "event/jsontape.h"
#include "store/eventstore.h"
#include "views/tablecolumn.h"
#include "views/timetext.h"

#include <vector>

namespace eventscope {

// Comma-separated values (RFC 4180) of the columns that a table shows: a line of their titles, then a line an
// event. Values are whole and as they are stored; what is not there is empty. Times are as the table writes
// them, relative ones in UTC. For one thread at a time.
class TableCsv {
public:
    explicit TableCsv(const QList<TableColumn> &columns, TimeStyle style = TimeStyle::Utc);

    void begin(QByteArray &bytes) const;
    void write(const std::vector<StoredEvent> &events, QByteArray &bytes);

private:
    [[nodiscard]] QByteArray cell(const StoredEvent &stored, qsizetype column, bool isRead) const;
    [[nodiscard]] QByteArray time(Micros time) const;

    QList<TableColumn> m_columns;
    std::vector<JsonPointer> m_pointers;    // by column; of others than paths not used
    bool m_hasPaths = false;
    TimeStyle m_style;
    JsonTape m_tape;
};

}
