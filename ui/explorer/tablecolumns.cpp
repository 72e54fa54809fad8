// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/tablecolumns.h"

#include "explorer/eventtable.h"
#include "explorer/sortheader.h"

#include <QEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Kind = TableColumn::Kind;

constexpr qsizetype columnLimit = 100;
constexpr int widestColumn = 4000;
constexpr std::size_t keyLimit = 8;

bool isText(const TableColumn &column)
{
    switch (column.kind) {
    case Kind::Name:
    case Kind::Tenant:
    case Kind::User:
    case Kind::Service:
    case Kind::Origin:
    case Kind::Rules:
    case Kind::Path:
        return true;
    default:
        return false;
    }
}

}

TableColumns::TableColumns(EventTable &table, EventTableModel &model, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_model(model)
    , m_settings(settings)
{
    QHeaderView *header = table.horizontalHeader();
    header->setObjectName(u"eventTableHeader"_s);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setMinimumSectionSize(40);
    restore();
    table.viewport()->installEventFilter(this);
    connect(header, &QHeaderView::sectionResized, this, [this, header](int logical) {
        // The last one is stretched by the view.
        if (!m_applying && header->visualIndex(logical) != header->count() - 1)
            m_spreading = false;
    });
    connect(&table.sortHeader(), &SortHeader::sortRequested, this,
        [this](int logical, bool further) { further ? sortAlsoBy(logical) : sortBy(logical); });
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](QPoint at) {
        QMenu menu;
        if (const int logical = header->logicalIndexAt(at); logical >= 0) {
            fillColumnMenu(menu, logical);
            menu.addSeparator();
        }
        fillMenu(menu);
        menu.exec(header->mapToGlobal(at));
    });
}

void TableColumns::restore()
{
    QList<TableColumn> columns;
    for (const QString &id : m_settings.value(u"explorer/columns"_s).toStringList())
        if (const auto column = columnFromId(id); column && !columns.contains(*column) && columns.size() < columnLimit)
            columns.append(*column);
    m_model.setColumns(columns.isEmpty() ? defaultColumns() : columns);
    restoreOrders();
    m_model.setTimeStyle(timeStyleFromId(m_settings.value(u"explorer/timeStyle"_s).toString()));
    const QVariantMap widths = m_settings.value(u"explorer/widths"_s).toMap();
    m_spreading = widths.isEmpty();
    applyWidths(widths);
}

void TableColumns::restoreOrders()
{
    if (!m_settings.contains(u"explorer/orders"_s))
        return;
    SearchOrders orders;
    for (const QString &id : m_settings.value(u"explorer/orders"_s).toStringList())
        if (const auto order = orderFromId(id); order && orders.size() < keyLimit)
            orders.push_back(*order);
    m_model.setOrders(orders);
}

void TableColumns::save() const
{
    QStringList ids;
    QVariantMap widths = m_settings.value(u"explorer/widths"_s).toMap();
    for (const TableColumn &column : shown()) {
        ids.append(columnId(column));
        const auto logical = static_cast<int>(m_model.columns().indexOf(column));
        widths.insert(columnId(column), m_table.columnWidth(logical));
    }
    m_settings.setValue(u"explorer/columns"_s, ids);
    if (!m_spreading)
        m_settings.setValue(u"explorer/widths"_s, widths);
    QStringList orders;
    for (const SearchOrder &order : m_model.orders())
        orders.append(orderId(order));
    m_settings.setValue(u"explorer/orders"_s, orders);
    m_settings.setValue(u"explorer/timeStyle"_s, timeStyleId(m_model.timeStyle()));
}

QList<TableColumn> TableColumns::shown() const
{
    QList<TableColumn> columns;
    const QHeaderView *header = m_table.horizontalHeader();
    for (int i = 0; i < header->count(); ++i)
        columns.append(m_model.columns().at(header->logicalIndex(i)));
    return columns;
}

int TableColumns::defaultWidth(const TableColumn &column) const
{
    // In characters of the font, so that large fonts get wide columns.
    const auto chars = [this](int count) { return count * m_table.fontMetrics().averageCharWidth() + 16; };
    switch (column.kind) {
    case Kind::Verdict:
        return chars(8) + 24;
    case Kind::Time:
    case Kind::Received:
        return m_table.fontMetrics().horizontalAdvance(timeText(0, TimeStyle::Utc, 0)) + 18;
    case Kind::Name:
        return chars(18);
    case Kind::User:
    case Kind::Tenant:
        return chars(13);
    case Kind::Service:
    case Kind::Origin:
    case Kind::Rules:
    case Kind::Path:
        return chars(16);
    case Kind::Size:
    case Kind::Id:
        return chars(9);
    }
    return chars(16);
}

void TableColumns::applyWidths(const QVariantMap &widths)
{
    m_applying = true;
    for (int i = 0; i < m_model.columnCount(); ++i) {
        const TableColumn &column = m_model.columns().at(i);
        bool isNumber = false;
        const int width = widths.value(columnId(column)).toInt(&isNumber);
        m_table.setColumnWidth(i, isNumber && width >= 20 && width <= widestColumn ? width : defaultWidth(column));
    }
    m_applying = false;
}

// Gives the room that is left to the columns of texts.
void TableColumns::spread()
{
    int left = m_table.viewport()->width();
    int takers = 0;
    for (const TableColumn &column : m_model.columns()) {
        left -= defaultWidth(column);
        takers += isText(column) ? 1 : 0;
    }
    const int share = takers > 0 ? std::clamp(left / takers, -24, 160) : 0;    // a little less rather than a scroll bar
    m_applying = true;
    for (int i = 0; i < m_model.columnCount(); ++i) {
        const TableColumn &column = m_model.columns().at(i);
        m_table.setColumnWidth(i, defaultWidth(column) + (isText(column) ? share : 0));
    }
    m_applying = false;
}

bool TableColumns::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && m_spreading)
        spread();
    return QObject::eventFilter(watched, event);
}

// --- What a person does

void TableColumns::add(const TableColumn &column)
{
    const auto there = static_cast<int>(m_model.columns().indexOf(column));
    if (there < 0 && m_model.columns().size() >= columnLimit) {
        emit failed(tr("The table has %1 columns already. Remove one first.").arg(columnLimit));
        return;
    }
    const int at = there < 0 ? m_model.columnCount() : there;
    if (there < 0) {
        m_model.insertColumn(at, column);
        m_applying = true;
        m_table.setColumnWidth(at, defaultWidth(column));
        m_applying = false;
        if (m_spreading)
            spread();
    }
    const QModelIndex cell = m_model.index(std::max(0, m_table.currentIndex().row()), at);
    if (cell.isValid())
        m_table.scrollTo(cell);
    save();
}

void TableColumns::addPath(const QByteArray &pointer)
{
    add({Kind::Path, pointer});
}

void TableColumns::remove(int logical)
{
    if (m_model.columnCount() < 2)
        return;
    m_model.takeColumn(logical);
    save();
}

void TableColumns::askForPath()
{
    QInputDialog dialog(&m_table);
    dialog.setObjectName(u"pathDialog"_s);
    dialog.setWindowTitle(tr("Add a column"));
    dialog.setLabelText(tr("Path in the payload, such as /props/model or props.model:"));
    dialog.setOkButtonText(tr("Add"));
    if (dialog.exec() != QDialog::Accepted)
        return;
    const auto column = pathColumn(dialog.textValue());
    if (!column) {
        emit failed(column.error().message);
        return;
    }
    add(*column);
}

void TableColumns::reset()
{
    m_model.setColumns(defaultColumns());
    QHeaderView *header = m_table.horizontalHeader();
    for (int i = 0; i < header->count(); ++i)
        header->moveSection(header->visualIndex(i), i);
    m_spreading = true;
    spread();
    m_settings.remove(u"explorer/widths"_s);
    save();
}

void TableColumns::sort(const SearchOrders &orders)
{
    m_model.setOrders(orders);
    save();
}

void TableColumns::sortBy(int logical)
{
    const TableColumn &column = m_model.columns().at(logical);
    const SearchOrders &orders = m_model.orders();
    const SearchOrder first = orderBy(column, descendsFirst(column));
    const SearchOrder second = orderBy(column, !descendsFirst(column));
    if (orders == SearchOrders{first})
        sort({second});
    else if (orders == SearchOrders{second})
        sort(SearchOrders{first} == defaultOrders() ? SearchOrders{first} : defaultOrders());
    else
        sort({first});
}

void TableColumns::sortAlsoBy(int logical)
{
    const TableColumn &column = m_model.columns().at(logical);
    SearchOrders orders = m_model.orders();
    const qsizetype rank = rankIn(orders, column);
    if (rank < 0) {
        if (orders.size() >= keyLimit) {
            emit failed(tr("Events are sorted by %1 columns already. Take one away first.").arg(keyLimit));
            return;
        }
        orders.push_back(orderBy(column, descendsFirst(column)));
    } else if (SearchOrder &order = orders[static_cast<std::size_t>(rank)]; order.descending == descendsFirst(column)) {
        order.descending = !order.descending;
    } else {
        orders.erase(orders.begin() + rank);
    }
    sort(orders.empty() ? defaultOrders() : orders);
}

void TableColumns::move(int logical, int by)
{
    QHeaderView *header = m_table.horizontalHeader();
    const int from = header->visualIndex(logical);
    const int to = from + by;
    if (to < 0 || to >= header->count())
        return;
    header->moveSection(from, to);
    save();
}

void TableColumns::fillSortMenu(QMenu &menu, const TableColumn &column)
{
    const auto add = [this, &menu](const QString &name, const QString &text, const SearchOrders &orders) {
        QAction *action = menu.addAction(text, this, [this, orders] { sort(orders); });
        action->setObjectName(name);
        action->setEnabled(orders != m_model.orders());
    };
    add(u"sortAscending"_s, tr("Sort, smallest first"), {orderBy(column, false)});
    add(u"sortDescending"_s, tr("Sort, largest first"), {orderBy(column, true)});
    SearchOrders others = m_model.orders();
    const qsizetype rank = rankIn(others, column);
    if (rank >= 0)
        others.erase(others.begin() + rank);
    if (!others.empty() && others.size() < keyLimit) {
        const auto with = [&](bool descending) {
            SearchOrders orders = others;
            orders.insert(rank < 0 ? orders.end() : orders.begin() + rank, orderBy(column, descending));
            return orders;
        };
        add(u"sortThenAscending"_s, tr("Sort by this too, smallest first"), with(false));
        add(u"sortThenDescending"_s, tr("Sort by this too, largest first"), with(true));
        if (rank >= 0)
            add(u"sortWithout"_s, tr("Do not sort by this"), others);
    }
    add(u"sortDefault"_s, tr("Sort by time, newest first"), defaultOrders());
    menu.addSeparator();
}

void TableColumns::fillColumnMenu(QMenu &menu, int logical)
{
    const TableColumn column = m_model.columns().at(logical);
    fillSortMenu(menu, column);
    const int visual = m_table.horizontalHeader()->visualIndex(logical);
    QAction *left = menu.addAction(tr("Move left"), this, [this, logical] { move(logical, -1); });
    QAction *right = menu.addAction(tr("Move right"), this, [this, logical] { move(logical, 1); });
    left->setObjectName(u"moveColumnLeft"_s);
    right->setObjectName(u"moveColumnRight"_s);
    left->setEnabled(visual > 0);
    right->setEnabled(visual + 1 < m_model.columnCount());
    menu.addAction(tr("Fit to contents"), this, [this, logical] { m_table.resizeColumnToContents(logical); })
        ->setObjectName(u"fitColumn"_s);
    const QString title = columnTitle(column).left(60).replace(u'&', u"&&"_s);
    QAction *away = menu.addAction(tr("Remove “%1”").arg(title), this, [this, logical] { remove(logical); });
    away->setObjectName(u"removeColumn"_s);
    away->setEnabled(m_model.columnCount() > 1);
}

void TableColumns::fillMenu(QMenu &menu)
{
    for (const TableColumn &column : builtInColumns()) {
        const auto there = static_cast<int>(m_model.columns().indexOf(column));
        QAction *choice = menu.addAction(columnTitle(column));
        choice->setObjectName(u"column_"_s + columnId(column));
        choice->setCheckable(true);
        choice->setChecked(there >= 0);
        choice->setEnabled(there < 0 || m_model.columnCount() > 1);
        connect(choice, &QAction::triggered, this, [this, column, there] { there >= 0 ? remove(there) : add(column); });
    }
    for (const TableColumn &column : shown())
        if (column.kind == Kind::Path) {
            QAction *choice = menu.addAction(columnTitle(column).replace(u'&', u"&&"_s));
            choice->setCheckable(true);
            choice->setChecked(true);
            connect(choice, &QAction::triggered, this,
                [this, column] { remove(static_cast<int>(m_model.columns().indexOf(column))); });
        }
    menu.addSeparator();
    menu.addAction(tr("Add payload path…"), this, &TableColumns::askForPath)->setObjectName(u"addPathColumn"_s);
    menu.addAction(tr("Reset columns"), this, &TableColumns::reset)->setObjectName(u"resetColumns"_s);
}

}
