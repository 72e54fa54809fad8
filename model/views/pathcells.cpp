// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pathcells.h"

#include "event/utf8.h"
#include "store/whendone.h"

#include <QSet>

namespace eventscope {

namespace {

constexpr std::size_t pageRows = 256;
constexpr qint64 pageBytes = 4 << 20;
constexpr qsizetype kept = 16384;

// Cut at a character's start.
QByteArray cutTo(std::string_view text, qsizetype limit)
{
    std::size_t end = std::min(text.size(), static_cast<std::size_t>(limit));
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return bytesOf(text.substr(0, end));
}

PathCell cellOf(JsonValue value)
{
    PathCell cell;
    if (!value)
        return cell;
    cell.present = true;
    cell.scalar = !value.isObject() && !value.isArray();
    std::string buffer;
    const std::string_view text = value.isString() ? value.string(buffer) : value.raw();
    cell.cut = text.size() > static_cast<std::size_t>(PathCell::limit);
    cell.value = cutTo(text, PathCell::limit);
    return cell;
}

}

PathCells::PathCells(EventStore &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_page(this, [this](Result<Page> page) { take(std::move(page)); })
{}

void PathCells::setPaths(const QList<QByteArray> &pointers)
{
    m_page.cancel();
    m_asked.clear();
    m_cells.clear();
    m_pointers.clear();
    for (const QByteArray &pointer : pointers)
        m_pointers.push_back(JsonPointer::parse(viewOf(pointer)).value_or(JsonPointer()));
    ask();
}

void PathCells::want(std::vector<Row> rows)
{
    m_wanted = std::move(rows);
    ask();
}

const PathCell *PathCells::cell(Row row, qsizetype path) const
{
    const auto found = m_cells.constFind(row);
    if (found == m_cells.constEnd() || path < 0 || path >= found->size())
        return nullptr;
    return &found->at(path);
}

PathCells::Page PathCells::extract(const std::vector<StoredEvent> &events, const std::vector<JsonPointer> &pointers)
{
    Page page;
    page.reserve(events.size());
    JsonTape tape;
    for (const StoredEvent &stored : events) {
        Answer answer{stored.row, QList<PathCell>(static_cast<qsizetype>(pointers.size()))};
        if (tape.read(viewOf(stored.event.text)))
            for (std::size_t i = 0; i < pointers.size(); ++i)
                answer.cells[static_cast<qsizetype>(i)] = cellOf(pointers[i].in(tape.root()));
        page.push_back(std::move(answer));
    }
    return page;
}

void PathCells::ask()
{
    if (m_pointers.empty() || m_page.isRunning())
        return;
    m_asked.clear();
    qint64 bytes = 0;
    const Columns &columns = m_store.columns();
    for (const Row row : m_wanted) {
        if (m_cells.contains(row) || row >= columns.size())
            continue;
        bytes += columns.bytes(row);
        if (!m_asked.empty() && bytes > pageBytes)
            break;
        m_asked.push_back(row);
        if (m_asked.size() == pageRows)
            break;
    }
    if (m_asked.empty())
        return;
    m_page.follow(inPool(m_store.fetch(m_asked),
        [pointers = m_pointers](const Result<std::vector<StoredEvent>> &events) -> Result<Page> {
            if (!events)
                return failure(events.error());
            return extract(*events, pointers);
        }));
}

void PathCells::take(Result<Page> page)
{
    // A row that could not be had is not asked for again, or a broken store would be asked for ever.
    for (const Row row : m_asked)
        m_cells.insert(row, {});
    if (page)
        for (const Answer &answer : *page)
            m_cells.insert(answer.row, answer.cells);
    else
        emit failed(page.error());
    forgetFar();
    emit arrived();
    ask();
}

void PathCells::forgetFar()
{
    if (m_cells.size() <= kept)
        return;
    const QSet<Row> wanted(m_wanted.begin(), m_wanted.end());
    m_cells.removeIf([&wanted](const auto &entry) { return !wanted.contains(entry.key()); });
}

}
