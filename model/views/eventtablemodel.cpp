// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtablemodel.h"

#include "views/eventmarks.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace eventscope {

namespace {

using Kind = TableColumn::Kind;

}

EventTableModel::EventTableModel(EventStore &store, FilterState &state, Clock clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_state(state)
    , m_clock(std::move(clock))
    , m_cells(store)
    , m_search(
          this, [this](Result<SearchResult> result) { take(std::move(result)); },
          [this](Result<SearchResult> result) { takePartial(std::move(result)); })
    , m_origins(this, [this](Result<std::vector<Origin>> origins) {
        if (!origins)
            return;
        for (const Origin &origin : *origins)
            m_originLabels.insert(origin.id, origin.info.label);
        columnsShown(Kind::Origin);
    })
{
    m_follow.setSingleShot(true);
    m_tick.setInterval(1s);
    connect(&m_follow, &QTimer::timeout, this, &EventTableModel::refresh);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        columnsShown(Kind::Time);
        columnsShown(Kind::Received);
    });
    connect(&state, &FilterState::changed, this, &EventTableModel::askAnew);
    connect(&store, &EventStore::appended, this, &EventTableModel::followStore);
    connect(&store, &EventStore::changed, this, &EventTableModel::followStore);
    connect(&store, &EventStore::loadProgress, this, &EventTableModel::followLoading);
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

void EventTableModel::setOrders(const SearchOrders &orders)
{
    if (orders == m_orders)
        return;
    m_orders = orders;
    if (!m_columns.isEmpty())
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    emit ordersChanged();
    askAnew();
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

void EventTableModel::setMarks(const EventMarks *marks)
{
    m_marks = marks;
    if (marks)
        connect(marks, &EventMarks::changed, this, [this] {
            if (const int last = std::min(m_lastVisible, rowCount() - 1); m_firstVisible <= last)
                emit dataChanged(index(m_firstVisible, 0), index(last, std::max(0, columnCount() - 1)), {MarkedRole});
        });
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
    case MarkedRole:
        return m_marks && m_marks->isMarked(row);
    case MissingRole:
        return column.kind == Kind::Path && !pathCell(row, column);
    case Qt::AccessibleDescriptionRole:
        return m_marks && m_marks->isMarked(row) ? tr("Marked") : QString();
    default:
        return {};
    }
}

QString EventTableModel::headerToolTip(const TableColumn &column) const
{
    const QString title = columnTitle(column);
    const qsizetype rank = rankIn(m_orders, column);
    const QString hint = tr("Click to sort by it, Shift+click to sort by it next.");
    if (rank < 0)
        return title + u'\n' + hint;
    const bool descending = m_orders[static_cast<std::size_t>(rank)].descending;
    QString state = descending ? tr("Sorted, largest first") : tr("Sorted, smallest first");
    if (m_orders.size() > 1)
        state = tr("%1 (%2 of %3)").arg(state).arg(rank + 1).arg(m_orders.size());
    return title + u'\n' + state + u'\n' + hint;
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
        return headerToolTip(column);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

}
