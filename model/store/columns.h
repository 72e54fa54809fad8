// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
// Before Term is declared: g++ 12 takes Node::Kind::Term for shadowing it otherwise.
#include "store/eventfilter.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace eventscope {

using EventId = qint64;    // the store's, for good
using Row = quint32;       // a position in the columns, for as long as the store is open
using Term = quint32;      // an entry of a dictionary; 0 is the empty text

// What people filter by, a few bytes an event. Append-only chunks: readers on any thread see, without
// a lock, every row below size(); a published row's values do not change, but for those in the
// section "changing", which are read and written atomically and raise generation().
class Columns {
public:
    Columns();
    ~Columns();

    [[nodiscard]] Row size() const noexcept;
    [[nodiscard]] quint64 generation() const noexcept;
    // Rows visible, that is not removed.
    [[nodiscard]] qint64 visible() const noexcept;

    [[nodiscard]] EventId id(Row row) const noexcept;
    [[nodiscard]] Micros time(Row row) const noexcept;    // time of receipt where the event has none
    [[nodiscard]] TimeSource timeSource(Row row) const noexcept;
    [[nodiscard]] Micros received(Row row) const noexcept;
    [[nodiscard]] Term tenant(Row row) const noexcept;
    [[nodiscard]] Term user(Row row) const noexcept;
    [[nodiscard]] Term name(Row row) const noexcept;
    [[nodiscard]] Term service(Row row) const noexcept;     // terms of the service dictionary
    [[nodiscard]] Term shape(Row row) const noexcept;       // terms of the shape dictionary
    [[nodiscard]] Term origin(Row row) const noexcept;      // the origin's id
    [[nodiscard]] quint32 bytes(Row row) const noexcept;    // of the payload

    // Changing
    [[nodiscard]] Verdict verdict(Row row) const noexcept;
    [[nodiscard]] bool partlyJudged(Row row) const noexcept;
    [[nodiscard]] bool removed(Row row) const noexcept;
    [[nodiscard]] Term rules(Row row) const noexcept;    // terms of the rule sets; 0: no rule broken

    // The text of a term; any thread.
    [[nodiscard]] QByteArray tenantText(Term term) const;
    [[nodiscard]] QByteArray userText(Term term) const;
    [[nodiscard]] QByteArray nameText(Term term) const;
    [[nodiscard]] QByteArray serviceText(Term term) const;
    [[nodiscard]] QByteArray shapeText(Term term) const;
    [[nodiscard]] QByteArray rulesText(Term term) const;    // as ruleset.h writes them

    [[nodiscard]] std::optional<Row> rowOf(EventId id) const;

    // Bytes of memory held by columns and dictionaries.
    [[nodiscard]] qint64 memory() const noexcept;

    struct Private;    // the store's own side
    [[nodiscard]] Private &d() noexcept { return *m_d; }
    [[nodiscard]] const Private &d() const noexcept { return *m_d; }

private:
    std::unique_ptr<Private> m_d;
};

}
