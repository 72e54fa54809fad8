// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/columns_p.h"
#include "store/database.h"

#include <functional>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

namespace eventscope {

// What the file's tables mean to the code that reads them.

enum class TermKind : int { Tenant = 1, Name = 2, Service = 3, Shape = 4, User = 5, RuleSet = 6 };
inline constexpr TermKind termKinds[] = {
    TermKind::Tenant, TermKind::Name, TermKind::Service, TermKind::Shape, TermKind::User, TermKind::RuleSet};

enum class OriginState : int { Importing = 0, Complete = 1, GivenUp = 2 };

enum class ChangeKind : int {
    Appended = 1,
    Completed = 2,
    Removed = 3,
    Restored = 4,
    Delivery = 5,
    Endpoint = 6,
    Rejudged = 7,
    Outbox = 8,
    Reception = 9
};

struct Change {
    qint64 id = 0;
    ChangeKind kind = ChangeKind::Appended;
    qint64 subject =
        0;             // an origin, a removal, a delivery, an endpoint, an order, a reception; of Rejudged, how many
    IdRange events;    // Appended, Completed and Rejudged
};

[[nodiscard]] Dictionary &dictionaryOf(Columns::Private &columns, TermKind kind);

// The labels of complete origins, by id. Any thread.
class OriginLabels {
public:
    void set(quint32 origin, const QString &label);
    [[nodiscard]] QString label(quint32 origin) const;
    [[nodiscard]] bool knows(quint32 origin) const;
    [[nodiscard]] std::vector<std::pair<quint32, QByteArray>> all() const;

private:
    mutable std::shared_mutex m_lock;
    std::unordered_map<quint32, QString> m_labels;
};

// The functions below read the file and throw SQLite::Exception; what cannot be is SQLITE_CORRUPT.

// Adds the terms that the file has and the dictionaries lack.
void syncTerms(SQLite::Database &database, Columns::Private &columns);
// The same again and again, at one connection.
class TermSync {
public:
    explicit TermSync(SQLite::Database &database);
    void sync(Columns::Private &columns);

private:
    HotSelect m_select;
};

[[nodiscard]] std::vector<IdRange> removedRanges(SQLite::Database &database);

// What was committed, by whomever.
class ChangeLog {
public:
    explicit ChangeLog(SQLite::Database &database);
    // Nothing when the log does not reach back to that change any more.
    [[nodiscard]] std::optional<std::vector<Change>> after(qint64 change);

private:
    HotSelect m_select;
};
// The verdicts of those events as they are in the file; the dictionaries must hold their rule sets.
[[nodiscard]] std::vector<JudgedRow> verdictsOf(
    SQLite::Database &database, const Columns::Private &columns, IdRange events);
// How many changes the log keeps at least.
inline constexpr qint64 keptChanges = 100'000;

// Reads rows of the narrow table in the order of their ids. The dictionaries must hold their terms.
class RowReader {
public:
    RowReader(SQLite::Database &database, const Columns::Private &columns);

    // Gives blocks of at most `block` rows of the wanted origins to the sink until that returns false.
    void read(IdRange events, const std::unordered_set<quint32> &origins, std::size_t block,
        const std::function<bool(StagedRows &&)> &sink);
    // Adds them all to those rows.
    void read(IdRange events, const std::unordered_set<quint32> &origins, StagedRows &into);

private:
    // Calls take(row) for each until that returns false.
    template <typename Take>
    void forEach(IdRange events, const std::unordered_set<quint32> &origins, Take take);
    [[nodiscard]] StagedRow current();

    HotSelect m_select;
    Term m_terms[std::size(termKinds)];    // sizes of the dictionaries, in the order of termKinds
};

}
