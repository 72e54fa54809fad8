// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/headertable.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int mostRowsShown = 5;

}

HeaderTable::HeaderTable(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 2, this))
    , m_remove(new QToolButton(this))
{
    m_table->setObjectName(u"endpointHeaders"_s);
    m_table->setAccessibleName(tr("Further headers"));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->resizeSection(0, 180);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 10);
    m_table->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::AnyKeyPressed | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked);
    m_table->setTabKeyNavigation(false);
    m_remove->setObjectName(u"endpointHeaderRemove"_s);
    m_remove->setText(tr("Remove header"));
    setFocusProxy(m_table);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(m_table);
    column->addWidget(m_remove, 0, Qt::AlignLeft);
    connect(m_table, &QTableWidget::itemChanged, this, [this] { settle(); });
    connect(m_table, &QTableWidget::currentCellChanged, this,
        [this](int row) { m_remove->setEnabled(row >= 0 && row < m_table->rowCount() - 1); });
    connect(m_remove, &QToolButton::clicked, this, [this] { removeRow(); });
    auto *remove = new QShortcut(QKeySequence::Delete, m_table);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, [this] { removeRow(); });
    setHeaders({});
}

void HeaderTable::addRow(const NamedValue &header)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, 0, new QTableWidgetItem(QString::fromUtf8(header.name)));
    m_table->setItem(row, 1, new QTableWidgetItem(QString::fromUtf8(header.value)));
}

void HeaderTable::setHeaders(const std::vector<NamedValue> &headers)
{
    const QScopedValueRollback quiet(m_quiet, true);
    {
        const QSignalBlocker blocker(m_table);
        m_table->setRowCount(0);
        for (const NamedValue &header : headers)
            addRow(header);
    }
    settle();
    m_remove->setEnabled(false);
}

std::vector<NamedValue> HeaderTable::headers() const
{
    std::vector<NamedValue> headers;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const NamedValue header{
            m_table->item(row, 0)->text().trimmed().toUtf8(), m_table->item(row, 1)->text().toUtf8()};
        if (!header.name.isEmpty() || !header.value.isEmpty())
            headers.push_back(header);
    }
    return headers;
}

void HeaderTable::removeRow()
{
    const int row = m_table->currentRow();
    if (row < 0 || row >= m_table->rowCount() - 1)
        return;
    m_table->removeRow(row);
    settle();
}

// Keeps an empty row at the end.
void HeaderTable::settle()
{
    const bool told = m_quiet;
    {
        const QScopedValueRollback quiet(m_quiet, true);
        const QSignalBlocker blocker(m_table);
        const int last = m_table->rowCount() - 1;
        if (last < 0 || !m_table->item(last, 0)->text().isEmpty() || !m_table->item(last, 1)->text().isEmpty())
            addRow({});
    }
    const int rows = std::clamp(m_table->rowCount(), 2, mostRowsShown);
    m_table->setFixedHeight(
        m_table->horizontalHeader()->sizeHint().height() + rows * m_table->verticalHeader()->defaultSectionSize() + 4);
    if (!told)
        emit edited();
}

}
