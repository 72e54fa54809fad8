// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/columns_p.h"

#include "event/utf8.h"
#include "store/columnstage.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace eventscope {

namespace {

constexpr Row mostRows = 0xfffffffe;

}

void TermColumn::write(Row at, Term term, ColumnMemory &memory)
{
    const bool isTwo = m_two.load(std::memory_order_relaxed);
    const bool isFour = m_four.load(std::memory_order_relaxed);
    if (!isFour && term > std::numeric_limits<quint16>::max())
        widen(m_four, at, memory);
    else if (!isFour && !isTwo && term > std::numeric_limits<quint8>::max())
        widen(m_two, at, memory);
    if (quint32 *four = m_four.load(std::memory_order_relaxed))
        four[at] = term;
    else if (quint16 *two = m_two.load(std::memory_order_relaxed))
        two[at] = static_cast<quint16>(term);
    else
        m_one[at] = static_cast<quint8>(term);
}

// Who reads meanwhile finds the rows published so far where they were.
template <typename Number>
void TermColumn::widen(std::atomic<Number *> &wider, Row known, ColumnMemory &memory)
{
    auto *values = memory.addNumbers<Number>(rows);
    visitFrom(0, [values, known](const auto *narrow) { std::copy_n(narrow, known, values); });
    wider.store(values, std::memory_order_release);
}

Columns::Private::Private()
    : m_memory(std::make_unique<ColumnMemory>())
    , m_chunks(new std::atomic<Chunk *>[maxChunks]())
{}

Columns::Private::~Private() = default;

void Chunk::write(Row at, std::span<const StagedRow> staged, ColumnMemory &memory)
{
    for (const StagedRow &row : staged) {
        time[at] = row.time;
        bounds[at / boundedRows].widen(row.time);
        received[at] = row.received;
        id[at] = row.id;
        origin[at] = row.origin;
        tenant.write(at, row.tenant, memory);
        user[at] = row.user;
        name.write(at, row.name, memory);
        bytes[at] = row.bytes;
        service[at] = row.service;
        shape[at] = row.shape;
        ruleSet[at].store(row.rules, std::memory_order_relaxed);
        flags[at].store(row.flags, std::memory_order_relaxed);
        if (row.flags & rowflag::removed)
            removedRows.fetch_add(1, std::memory_order_relaxed);
        ++at;
    }
}

StagedRow Chunk::staged(Row at) const noexcept
{
    StagedRow row;
    row.time = time[at];
    row.received = received[at];
    row.id = id[at];
    row.origin = origin[at];
    row.tenant = tenant[at];
    row.user = user[at];
    row.name = name[at];
    row.bytes = bytes[at];
    row.service = service[at];
    row.shape = shape[at];
    row.rules = ruleSet[at].load(std::memory_order_relaxed);
    row.flags = flags[at].load(std::memory_order_relaxed);
    return row;
}

void Columns::Private::keepChunk(Row row, Chunk *chunk) noexcept
{
    m_chunks[row >> Chunk::bits].store(chunk, std::memory_order_release);
    chunkBytes.fetch_add(sizeof(Chunk), std::memory_order_relaxed);
}

bool Columns::Private::append(std::span<const StagedRow> rows)
{
    if (rows.size() > mostRows - m_filled)
        return false;
    const std::unique_lock locked(m_runsLock);
    const std::size_t numbers = m_memory->numberBytes();
    while (!rows.empty()) {
        const Row at = m_filled & (Chunk::rows - 1);
        if (at == 0)
            keepChunk(m_filled, m_memory->add());
        const std::span<const StagedRow> fitting = rows.first(std::min<std::size_t>(rows.size(), Chunk::rows - at));
        m_chunks[m_filled >> Chunk::bits].load(std::memory_order_relaxed)->write(at, fitting, *m_memory);
        for (const StagedRow &row : fitting)
            indexRow(row.id, m_filled++);
        rows = rows.subspan(fitting.size());
    }
    chunkBytes.fetch_add(static_cast<qint64>(m_memory->numberBytes() - numbers), std::memory_order_relaxed);
    return true;
}

bool Columns::Private::append(ColumnStage &&stage)
{
    if (stage.size() > mostRows - m_filled)
        return false;
    if ((m_filled & (Chunk::rows - 1)) == 0) {
        adopt(std::move(stage));
        return true;
    }
    std::vector<StagedRow> rows;
    rows.reserve(std::min(stage.m_size, Chunk::rows));
    for (Row row = 0; row < stage.m_size; ++row) {
        const Row at = row & (Chunk::rows - 1);
        rows.push_back(stage.m_chunks[row >> Chunk::bits]->staged(at));
        if (at + 1 < Chunk::rows && row + 1 < stage.m_size)
            continue;
        stage.m_memory.dropFirst();
        std::ignore = append(rows);    // there is room for all
        rows.clear();
    }
    stage = {};
    return true;
}

void Columns::Private::adopt(ColumnStage &&stage)
{
    const std::unique_lock locked(m_runsLock);
    for (Row row = 0; row < stage.m_size; ++row, ++m_filled) {
        Chunk *const chunk = stage.m_chunks[row >> Chunk::bits];
        const Row at = row & (Chunk::rows - 1);
        if (at == 0)
            keepChunk(m_filled, chunk);
        indexRow(chunk->id[at], m_filled);
    }
    chunkBytes.fetch_add(static_cast<qint64>(stage.m_memory.numberBytes()), std::memory_order_relaxed);
    m_memory->adopt(std::move(stage.m_memory));
    stage = {};
}

bool Columns::Private::settle()
{
    return m_memory->settle();
}

void Columns::Private::indexRow(quint32 id, Row row)
{
    if (!m_runs.empty() && m_runs.back().firstId + m_runs.back().count == id &&
        m_runs.back().firstRow + m_runs.back().count == row) {
        ++m_runs.back().count;
        return;
    }
    const auto behind =
        std::upper_bound(m_runs.begin(), m_runs.end(), id, [](quint32 i, const Run &run) { return i < run.firstId; });
    if (behind != m_runs.begin()) {
        Run &before = *std::prev(behind);
        if (before.firstId + before.count == id && before.firstRow + before.count == row) {
            ++before.count;
            return;
        }
    }
    m_runs.insert(behind, {id, row, 1});
}

void Columns::Private::publish()
{
    bool idsInOrder = m_idsAscend.load(std::memory_order_relaxed);
    bool timesInOrder = m_timesAscend.load(std::memory_order_relaxed);
    qint64 shown = 0;
    for (Row row = m_size.load(std::memory_order_relaxed); row < m_filled; ++row) {
        const Chunk &chunk = *m_chunks[row >> Chunk::bits].load(std::memory_order_relaxed);
        const Row at = row & (Chunk::rows - 1);
        idsInOrder = idsInOrder && (row == 0 || chunk.id[at] > m_highestId);
        timesInOrder = timesInOrder && (row == 0 || chunk.time[at] >= m_latestTime);
        m_highestId = std::max(m_highestId, chunk.id[at]);
        m_latestTime = row == 0 ? chunk.time[at] : std::max(m_latestTime, chunk.time[at]);
        shown += chunk.flags[at].load(std::memory_order_relaxed) & rowflag::removed ? 0 : 1;
    }
    m_idsAscend.store(idsInOrder, std::memory_order_release);
    m_timesAscend.store(timesInOrder, std::memory_order_release);
    visible.fetch_add(shown, std::memory_order_relaxed);
    m_size.store(m_filled, std::memory_order_release);
}

bool Columns::Private::setRowRemoved(Row row, bool removed) noexcept
{
    Chunk &chunk = *m_chunks[row >> Chunk::bits].load(std::memory_order_relaxed);
    std::atomic<quint8> &flags = chunk.flags[row & (Chunk::rows - 1)];
    const quint8 old = flags.load(std::memory_order_relaxed);
    if (bool(old & rowflag::removed) == removed)
        return false;
    flags.store(static_cast<quint8>(old ^ rowflag::removed), std::memory_order_relaxed);
    if (removed)
        chunk.removedRows.fetch_add(1, std::memory_order_release);
    else
        chunk.removedRows.fetch_sub(1, std::memory_order_release);
    visible.fetch_add(removed ? -1 : 1, std::memory_order_relaxed);
    return true;
}

bool Columns::Private::setRemoved(std::span<const IdRange> ranges, bool removed)
{
    bool changed = false;
    const std::shared_lock locked(m_runsLock);
    for (const IdRange &range : ranges) {
        auto run = std::upper_bound(m_runs.begin(), m_runs.end(), range.first,
            [](EventId id, const Run &candidate) { return id < EventId(candidate.firstId); });
        if (run != m_runs.begin())
            --run;
        for (; run != m_runs.end() && EventId(run->firstId) <= range.last; ++run) {
            const EventId first = std::max(range.first, EventId(run->firstId));
            const EventId last = std::min(range.last, EventId(run->firstId) + run->count - 1);
            for (EventId id = first; id <= last; ++id)
                changed |= setRowRemoved(run->firstRow + static_cast<Row>(id - run->firstId), removed);
        }
    }
    if (changed)
        generation.fetch_add(1, std::memory_order_release);
    return changed;
}

bool Columns::Private::syncRemoved(std::span<const IdRange> ranges)
{
    bool changed = false;
    const Row end = size();
    for (Row row = 0; row < end; ++row) {
        const EventId id = chunk(row).id[row & (Chunk::rows - 1)];
        const auto behind = std::upper_bound(ranges.begin(), ranges.end(), id,
            [](EventId wanted, const IdRange &range) { return wanted < range.first; });
        const bool removed = behind != ranges.begin() && id <= std::prev(behind)->last;
        changed |= setRowRemoved(row, removed);
    }
    if (changed)
        generation.fetch_add(1, std::memory_order_release);
    return changed;
}

bool Columns::Private::setJudged(std::span<const JudgedRow> rows)
{
    bool changed = false;
    const Row end = size();
    for (const JudgedRow &judged : rows) {
        if (judged.row >= end)
            continue;
        Chunk &chunk = *m_chunks[judged.row >> Chunk::bits].load(std::memory_order_relaxed);
        const Row at = judged.row & (Chunk::rows - 1);
        const quint8 old = chunk.flags[at].load(std::memory_order_relaxed);
        const auto flags = static_cast<quint8>((old & ~(rowflag::verdictMask | rowflag::partly)) |
                                               rowflag::make(judged.verdict, judged.partly, TimeSource::Received));
        if (flags == old && chunk.ruleSet[at].load(std::memory_order_relaxed) == judged.rules)
            continue;
        chunk.ruleSet[at].store(judged.rules, std::memory_order_release);
        chunk.flags[at].store(flags, std::memory_order_release);
        changed = true;
    }
    if (changed)
        generation.fetch_add(1, std::memory_order_release);
    return changed;
}

std::optional<Row> Columns::Private::rowOf(EventId id) const
{
    const std::shared_lock locked(m_runsLock);
    auto run = std::upper_bound(m_runs.begin(), m_runs.end(), id,
        [](EventId wanted, const Run &candidate) { return wanted < EventId(candidate.firstId); });
    if (run == m_runs.begin())
        return std::nullopt;
    --run;
    if (id >= EventId(run->firstId) + run->count)
        return std::nullopt;
    const Row row = run->firstRow + static_cast<Row>(id - run->firstId);
    return row < size() ? std::optional(row) : std::nullopt;
}

Columns::Columns()
    : m_d(std::make_unique<Private>())
{}

Columns::~Columns() = default;

namespace {

constexpr Row placeOf(Row row) noexcept
{
    return row & (Chunk::rows - 1);
}

QByteArray textOf(const Dictionary &dictionary, Term term)
{
    return term < dictionary.size() ? bytesOf(dictionary.text(term)) : QByteArray();
}

}

Row Columns::size() const noexcept
{
    return m_d->size();
}

quint64 Columns::generation() const noexcept
{
    return m_d->generation.load(std::memory_order_acquire);
}

qint64 Columns::visible() const noexcept
{
    return m_d->visible.load(std::memory_order_relaxed);
}

EventId Columns::id(Row row) const noexcept
{
    return m_d->chunk(row).id[placeOf(row)];
}

Micros Columns::time(Row row) const noexcept
{
    return m_d->chunk(row).time[placeOf(row)];
}

TimeSource Columns::timeSource(Row row) const noexcept
{
    const quint8 flags = m_d->chunk(row).flags[placeOf(row)].load(std::memory_order_relaxed);
    return static_cast<TimeSource>(flags >> rowflag::timeSourceShift);
}

Micros Columns::received(Row row) const noexcept
{
    return m_d->chunk(row).received[placeOf(row)];
}

Term Columns::tenant(Row row) const noexcept
{
    return m_d->chunk(row).tenant[placeOf(row)];
}

Term Columns::user(Row row) const noexcept
{
    return m_d->chunk(row).user[placeOf(row)];
}

Term Columns::name(Row row) const noexcept
{
    return m_d->chunk(row).name[placeOf(row)];
}

Term Columns::service(Row row) const noexcept
{
    return m_d->chunk(row).service[placeOf(row)];
}

Term Columns::shape(Row row) const noexcept
{
    return m_d->chunk(row).shape[placeOf(row)];
}

Term Columns::origin(Row row) const noexcept
{
    return m_d->chunk(row).origin[placeOf(row)];
}

quint32 Columns::bytes(Row row) const noexcept
{
    return m_d->chunk(row).bytes[placeOf(row)];
}

Verdict Columns::verdict(Row row) const noexcept
{
    const quint8 flags = m_d->chunk(row).flags[placeOf(row)].load(std::memory_order_relaxed);
    return static_cast<Verdict>(flags & rowflag::verdictMask);
}

bool Columns::partlyJudged(Row row) const noexcept
{
    return m_d->chunk(row).flags[placeOf(row)].load(std::memory_order_relaxed) & rowflag::partly;
}

bool Columns::removed(Row row) const noexcept
{
    return m_d->chunk(row).flags[placeOf(row)].load(std::memory_order_relaxed) & rowflag::removed;
}

Term Columns::rules(Row row) const noexcept
{
    return m_d->chunk(row).ruleSet[placeOf(row)].load(std::memory_order_acquire);
}

QByteArray Columns::tenantText(Term term) const
{
    return textOf(m_d->tenants, term);
}

QByteArray Columns::userText(Term term) const
{
    return textOf(m_d->users, term);
}

QByteArray Columns::nameText(Term term) const
{
    return textOf(m_d->names, term);
}

QByteArray Columns::serviceText(Term term) const
{
    return textOf(m_d->services, term);
}

QByteArray Columns::shapeText(Term term) const
{
    return textOf(m_d->shapes, term);
}

QByteArray Columns::rulesText(Term term) const
{
    return textOf(m_d->ruleSets, term);
}

std::optional<Row> Columns::rowOf(EventId id) const
{
    return m_d->rowOf(id);
}

qint64 Columns::memory() const noexcept
{
    return m_d->chunkBytes.load(std::memory_order_relaxed) + m_d->tenants.memory() + m_d->users.memory() +
           m_d->names.memory() + m_d->services.memory() + m_d->shapes.memory() + m_d->ruleSets.memory();
}

}
