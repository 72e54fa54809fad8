// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"
#include "store/receptions.h"

#include <QHash>

namespace eventscope {

// Which deduplication keys came to the receiver, each by the tag of its test run and its service. Read from the file
// when it is first asked, and again where another process has written; what a transaction that came to nothing
// added is forgotten. Bounded: the last `kept` keys at least, of all tags together. For the writer's thread, within a
// transaction; throws SQLite::Exception.
class ReceptionKeys {
public:
    explicit ReceptionKeys(qsizetype kept = 2'000'000)
        : m_kept(kept)
    {}

    // Before anything of a transaction.
    void follow(SQLite::Database &database, ReceptionId lastInFile);
    using Key = std::optional<quint64>;
    // Nothing for an event without one.
    [[nodiscard]] static Key keyOf(const QByteArray &tag, const Event &event);
    // The time of the event that had the key before; nothing for a new one.
    [[nodiscard]] std::optional<Micros> before(Key key) const;
    void add(Key key, const Event &event);
    // The last reception of this transaction.
    void written(ReceptionId last)
    {
        m_last = std::max(m_last, last);
        m_written = true;
    }

private:
    struct Addition {
        quint64 key = 0;
        std::optional<Micros> before;
    };

    void read(SQLite::Database &database, ReceptionId after);
    void forgetLast();
    void put(quint64 key, Micros time);

    qsizetype m_kept;
    QHash<quint64, Micros> m_keys;
    QHash<quint64, Micros> m_older;
    std::vector<Addition> m_added;    // by the last transaction, which may have come to nothing
    ReceptionId m_last = 0;
    ReceptionId m_sure = 0;    // before that transaction
    bool m_written = false;    // it came to its end, but perhaps to no commit
};

}
