// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtablemodel.h"

#include "views/rowpatch.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace eventscope {

namespace {

constexpr auto followEvery = 250ms;
constexpr std::size_t patchLimit = 16;

using Kind = TableColumn::Kind;

}

EventTableModel::EventTableModel(EventStore &store, FilterState &state, Clock clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_state(state)
    , m_clock(std::move(clock))
    , m_cells(store)
    , m_search(this, [this](Result<SearchResult> result) { take(std::move(result)); })
    , m_origins(this, [this](Result<std::vector<Origin>> origins) {
        if (!origins)
            return;
        for (const Origin &origin : *origins)
            m_originLabels.insert(origin.id, origin.info.label);
        columnsShown(Kind::Origin);
    })
{
    m_follow.setSingleShot(true);
    m_follow.setInterval(followEvery);
    m_tick.setInterval(1s);
    connect(&m_follow, &QTimer::timeout, this, &EventTableModel::refresh);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        columnsShown(Kind::Time);
        columnsShown(Kind::Received);
    });
    connect(&state, &FilterState::changed, this, [this] {
        m_sameQuestion = false;
        search();
    });
    connect(&store, &EventStore::appended, this, &EventTableModel::followStore);
    connect(&store, &EventStore::changed, this, &EventTableModel::followStore);
    connect(&store, &EventStore::loadProgress, this, &EventTableModel::followStore);
    connect(&store, &EventStore::loaded, this, &EventTableModel::followStore);
    connect(&m_cells, &PathCells::arrived, this, [this] { columnsShown(Kind::Path); });
    connect(&m_cells, &PathCells::failed, this, &EventTableModel::failed);
    search();
    readOrigins();
}

// --- Columns

void EventTableModel::setColumns(const QList<TableColumn> &columns)
{
    if (columns == m_columns)
        return;
    beginResetModel();
    m_columns = columns;
    setPaths();
    endResetModel();
}

void EventTableModel::insertColumn(int at, const TableColumn &column)
{
    if (m_columns.contains(column))
        return;
    beginInsertColumns({}, at, at);
    m_columns.insert(at, column);
    setPaths();
    endInsertColumns();
}

void EventTableModel::takeColumn(int at)
{
    beginRemoveColumns({}, at, at);
    m_columns.removeAt(at);
    setPaths();
    endRemoveColumns();
}

void EventTableModel::setPaths()
{
    QList<QByteArray> paths;
    for (const TableColumn &column : std::as_const(m_columns))
        if (column.kind == Kind::Path)
            paths.append(column.path);
    if (paths == m_paths)
        return;
    m_paths = paths;
    m_cells.setPaths(m_paths);
    setVisible(m_firstVisible, m_lastVisible);
}

void EventTableModel::setServiceTitles(const QHash<QByteArray, QString> &titles)
{
    m_serviceTitles = titles;
    columnsShown(Kind::Service);
}

void EventTableModel::setVerdictTitles(const QStringList &titles)
{
    m_verdictTitles = titles;
    columnsShown(Kind::Verdict);
}

void EventTableModel::setOrder(SearchOrder order)
{
    if (order.key == m_order.key && order.descending == m_order.descending)
        return;
    m_order = order;
    m_sameQuestion = false;
    search();
}

void EventTableModel::setTimeStyle(TimeStyle style)
{
    if (style == m_timeStyle)
        return;
    m_timeStyle = style;
    if (style == TimeStyle::Relative)
        m_tick.start();
    else
        m_tick.stop();
    if (!m_columns.isEmpty())
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    emit timeStyleChanged(style);
    columnsShown(Kind::Time);
    columnsShown(Kind::Received);
}

// --- Rows

int EventTableModel::positionOf(Row row) const
{
    const auto found = std::find(m_rows.begin(), m_rows.end(), row);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void EventTableModel::setVisible(int first, int last)
{
    m_firstVisible = std::max(0, first);
    m_lastVisible = std::min(last, rowCount() - 1);
    if (m_paths.isEmpty())
        return;
    const int margin = m_lastVisible - m_firstVisible + 1;
    std::vector<Row> rows;
    const auto add = [this, &rows](int from, int to) {
        for (int i = std::max(0, from); i <= std::min(to, rowCount() - 1); ++i)
            rows.push_back(rowAt(i));
    };
    add(m_firstVisible, m_lastVisible);
    add(m_lastVisible + 1, m_lastVisible + margin);
    add(m_firstVisible - margin, m_firstVisible - 1);
    m_cells.want(std::move(rows));
}

// Values of such columns changed, in what is looked at.
void EventTableModel::columnsShown(Kind kind)
{
    const int last = std::min(m_lastVisible, rowCount() - 1);
    if (m_firstVisible > last)
        return;
    for (int i = 0; i < columnCount(); ++i)
        if (m_columns.at(i).kind == kind)
            emit dataChanged(index(m_firstVisible, i), index(last, i));
}

// --- The search

void EventTableModel::search()
{
    m_follow.stop();
    m_stale = false;
    SearchSpec spec;
    spec.order = {m_order};
    m_search.follow(m_store.search(m_state.filter(), spec));
    emit searchStarted();
}

void EventTableModel::refresh()
{
    // A running search is not thrown away for news: under steady arrivals none would ever end.
    if (m_search.isRunning()) {
        m_stale = true;
        return;
    }
    search();
}

void EventTableModel::followStore()
{
    if (m_search.isRunning())
        m_stale = true;
    else if (!m_follow.isActive())
        m_follow.start();
    if (!m_origins.isRunning() && m_columns.contains(TableColumn{Kind::Origin, {}}))
        readOrigins();
}

void EventTableModel::readOrigins()
{
    m_origins.follow(m_store.origins());
}

void EventTableModel::cancelSearch()
{
    if (!m_search.isRunning())
        return;
    m_search.cancel();
    emit searchEnded();
}

void EventTableModel::take(Result<SearchResult> result)
{
    if (result) {
        const bool patched = m_sameQuestion && patch(result->rows);
        if (!patched)
            reset(std::move(result->rows));
        m_sameQuestion = true;
        m_answered = true;
        if (patched && m_firstVisible <= m_lastVisible)
            emit dataChanged(index(m_firstVisible, 0), index(m_lastVisible, std::max(0, columnCount() - 1)));
    } else if (result.error().kind != Error::Kind::Cancelled) {
        emit failed(result.error());
    }
    emit searchEnded();
    if (m_stale) {
        m_stale = false;
        m_follow.start();
    }
}

bool EventTableModel::patch(std::vector<Row> &rows)
{
    const auto steps = rowSteps(m_rows, rows, patchLimit);
    if (!steps)
        return false;
    for (const RowStep &step : *steps) {
        const int first = static_cast<int>(step.at);
        const int last = static_cast<int>(step.at + step.count - 1);
        if (step.kind == RowStep::Kind::Insert) {
            beginInsertRows({}, first, last);
            const auto from = rows.begin() + step.from;
            m_rows.insert(m_rows.begin() + step.at, from, from + step.count);
            endInsertRows();
        } else {
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + step.at, m_rows.begin() + step.at + step.count);
            endRemoveRows();
        }
    }
    m_lastVisible = std::min(m_lastVisible, rowCount() - 1);
    return true;
}

void EventTableModel::reset(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_firstVisible = 0;
    m_lastVisible = -1;
    endResetModel();
}

// --- The model

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EventTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row row = rowAt(index.row());
    const TableColumn &column = m_columns.at(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return column.kind == Kind::Size || column.kind == Kind::Id ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                    : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case VerdictRole:
        return static_cast<int>(m_store.columns().verdict(row));
    case PartlyJudgedRole:
        return m_store.columns().partlyJudged(row);
    case AbsentRole:
        return isAbsent(row, column);
    default:
        return {};
    }
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    const TableColumn &column = m_columns.at(section);
    const bool isTime = column.kind == Kind::Time || column.kind == Kind::Received;
    switch (role) {
    case Qt::DisplayRole:
        return isTime && m_timeStyle != TimeStyle::Relative
                   ? tr("%1 (%2)").arg(columnTitle(column), timeStyleTitle(m_timeStyle))
                   : columnTitle(column);
    case Qt::ToolTipRole:
        return sortKeyOf(column) ? tr("%1: click to sort").arg(columnTitle(column)) : columnTitle(column);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

}
