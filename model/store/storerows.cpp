// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/storerows.h"

#include "event/utf8.h"

#include <sqlite3.h>

#include <limits>

namespace eventscope {

namespace {

[[noreturn]] void throwDamaged(const char *what)
{
    throw SQLite::Exception(what, SQLITE_CORRUPT);
}

template <typename Number>
Number checked(qint64 value, qint64 largest = std::numeric_limits<Number>::max())
{
    if (value < 0 || value > largest)
        throwDamaged("a number is out of bounds");
    return static_cast<Number>(value);
}

}

Dictionary &dictionaryOf(Columns::Private &columns, TermKind kind)
{
    switch (kind) {
    case TermKind::Tenant:
        return columns.tenants;
    case TermKind::Name:
        return columns.names;
    case TermKind::Service:
        return columns.services;
    case TermKind::Shape:
        return columns.shapes;
    case TermKind::User:
        return columns.users;
    case TermKind::RuleSet:
        return columns.ruleSets;
    }
    Q_UNREACHABLE();
}

void OriginLabels::set(quint32 origin, const QString &label)
{
    const std::unique_lock locked(m_lock);
    m_labels[origin] = label;
}

QString OriginLabels::label(quint32 origin) const
{
    const std::shared_lock locked(m_lock);
    const auto found = m_labels.find(origin);
    return found == m_labels.end() ? QString() : found->second;
}

bool OriginLabels::knows(quint32 origin) const
{
    const std::shared_lock locked(m_lock);
    return m_labels.contains(origin);
}

std::vector<std::pair<quint32, QByteArray>> OriginLabels::all() const
{
    const std::shared_lock locked(m_lock);
    std::vector<std::pair<quint32, QByteArray>> labels;
    labels.reserve(m_labels.size());
    for (const auto &[origin, label] : m_labels)
        labels.emplace_back(origin, label.toUtf8());
    return labels;
}

void syncTerms(SQLite::Database &database, Columns::Private &columns)
{
    TermSync(database).sync(columns);
}

TermSync::TermSync(SQLite::Database &database)
    : m_select(database, "SELECT id, text FROM term WHERE kind = ? AND id >= ? ORDER BY id")
{}

void TermSync::sync(Columns::Private &columns)
{
    for (const TermKind kind : termKinds) {
        Dictionary &dictionary = dictionaryOf(columns, kind);
        m_select.reset();
        m_select.bind(1, static_cast<int>(kind));
        m_select.bind(2, static_cast<qint64>(dictionary.size()));
        while (m_select.step()) {
            if (!dictionary.load(checked<Term>(m_select.number(0)), m_select.bytes(1)))
                throwDamaged("a term is missing");
        }
    }
    m_select.reset();
}

std::vector<IdRange> removedRanges(SQLite::Database &database)
{
    std::vector<IdRange> ranges;
    SQLite::Statement select(database, "SELECT first, last FROM removed ORDER BY first");
    while (select.executeStep())
        ranges.push_back({numberAt(select, 0), numberAt(select, 1)});
    return ranges;
}

ChangeLog::ChangeLog(SQLite::Database &database)
    : m_select(database, "SELECT id, kind, subject, first, last FROM change WHERE id > ? ORDER BY id")
{}

std::optional<std::vector<Change>> ChangeLog::after(qint64 change)
{
    std::vector<Change> changes;
    m_select.reset();
    m_select.bind(1, change);
    while (m_select.step()) {
        changes.push_back({m_select.number(0), static_cast<ChangeKind>(m_select.number(1)), m_select.number(2),
            {m_select.number(3), m_select.number(4)}});
    }
    m_select.reset();
    // Ids are given without gaps.
    if (!changes.empty() && changes.front().id != change + 1)
        return std::nullopt;
    return changes;
}

std::vector<JudgedRow> verdictsOf(SQLite::Database &database, const Columns::Private &columns, IdRange events)
{
    std::vector<JudgedRow> rows;
    HotSelect select(database, "SELECT id, verdict, partly, rules FROM event WHERE id BETWEEN ? AND ? ORDER BY id");
    select.bind(1, events.first);
    select.bind(2, events.last);
    const qint64 lastSet = std::min<qint64>(0xffff, qint64(columns.ruleSets.size()) - 1);
    while (select.step()) {
        const std::optional<Row> row = columns.rowOf(select.number(0));
        if (!row)
            continue;
        const auto verdict = checked<Verdict>(select.number(1), 3);
        rows.push_back(
            {select.number(0), *row, verdict, select.number(2) != 0, checked<quint16>(select.number(3), lastSet)});
    }
    return rows;
}

RowReader::RowReader(SQLite::Database &database, const Columns::Private &columns)
    : m_select(database, "SELECT id, origin, time, received, tenant, user, name, service, shape, bytes, verdict, "
                         "partly, time_source, rules "
                         "FROM event WHERE id BETWEEN ? AND ? ORDER BY id")
    , m_terms{columns.tenants.size(), columns.names.size(), columns.services.size(), columns.shapes.size(),
          columns.users.size(), columns.ruleSets.size()}
{}

StagedRow RowReader::current()
{
    StagedRow row;
    row.id = checked<quint32>(m_select.number(0));
    row.origin = checked<quint32>(m_select.number(1));
    row.time = m_select.number(2);
    row.received = m_select.number(3);
    row.tenant = checked<Term>(m_select.number(4), qint64(m_terms[0]) - 1);
    row.user = checked<Term>(m_select.number(5), qint64(m_terms[4]) - 1);
    row.name = checked<Term>(m_select.number(6), qint64(m_terms[1]) - 1);
    row.service = checked<quint16>(m_select.number(7), std::min<qint64>(0xffff, qint64(m_terms[2]) - 1));
    row.shape = checked<quint16>(m_select.number(8), std::min<qint64>(0xffff, qint64(m_terms[3]) - 1));
    row.bytes = checked<quint32>(m_select.number(9));
    // A set that was given since the terms were read: the change log tells of it.
    const auto rules = checked<quint16>(m_select.number(13));
    row.rules = rules < m_terms[5] ? rules : 0;
    row.flags = rowflag::make(checked<Verdict>(m_select.number(10), 3), m_select.number(11) != 0,
        checked<TimeSource>(m_select.number(12), 2));
    return row;
}

template <typename Take>
void RowReader::forEach(IdRange events, const std::unordered_set<quint32> &origins, Take take)
{
    m_select.bind(1, events.first);
    m_select.bind(2, events.last);
    quint32 lastOrigin = 0;
    bool lastWanted = false;
    while (m_select.step()) {
        const StagedRow row = current();
        if (row.origin != lastOrigin) {
            lastOrigin = row.origin;
            lastWanted = origins.contains(row.origin);
        }
        if (lastWanted && !take(row))
            break;
    }
    m_select.reset();
}

void RowReader::read(IdRange events, const std::unordered_set<quint32> &origins, std::size_t block,
    const std::function<bool(StagedRows &&)> &sink)
{
    StagedRows rows;
    forEach(events, origins, [&](const StagedRow &row) {
        rows.push_back(row);
        return rows.size() < block || sink(std::exchange(rows, {}));
    });
    if (!rows.empty())
        sink(std::move(rows));
}

void RowReader::read(IdRange events, const std::unordered_set<quint32> &origins, StagedRows &into)
{
    forEach(events, origins, [&into](const StagedRow &row) {
        into.push_back(row);
        return true;
    });
}

}
