// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/waysinview.h"

#include "rowtable.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr int leastWays = 3;         // lines, the head among them
constexpr int roomForWords = 170;    // pixels, from which on there is room for more than the ways

enum WaysColumn { WayTitle, WayBase, WayColumns };

QTableWidgetItem *wayCell(const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setToolTip(text);
    return item;
}

}

WaysInView::WaysInView(QWidget *parent)
    : QWidget(parent)
    , m_intro(new QLabel(this))
    , m_table(new QTableWidget(0, WayColumns, this))
    , m_line(new QLabel(this))
    , m_note(new QLabel(this))
    , m_copyBase(new QToolButton(this))
    , m_copyLine(new QToolButton(this))
    , m_makeEndpoint(new QToolButton(this))
{
    setObjectName(u"waysIn"_s);
    m_intro->setWordWrap(true);
    m_table->setObjectName(u"waysInTable"_s);
    m_table->setAccessibleName(tr("Ways in"));
    m_table->setHorizontalHeaderLabels({tr("Service"), tr("Base URL for an SDK")});
    dressRowTable(*m_table);
    m_table->setMinimumHeight(leastWays * m_table->verticalHeader()->defaultSectionSize());
    m_table->horizontalHeader()->setSectionResizeMode(WayTitle, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(WayBase, QHeaderView::Stretch);
    m_line->setObjectName(u"waysInLine"_s);
    m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_line->setWordWrap(true);
    m_line->setTextFormat(Qt::PlainText);
    m_line->setAlignment(Qt::AlignLeft | Qt::AlignTop);    // where room is short, its end goes
    m_line->setMinimumHeight(m_line->fontMetrics().lineSpacing());
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_line->setAccessibleName(tr("A line for a shell"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_copyBase->setObjectName(u"copyBase"_s);
    m_copyBase->setText(tr("Copy &URL"));
    m_copyLine->setObjectName(u"copyCurl"_s);
    m_copyLine->setText(tr("Copy &curl line"));
    m_makeEndpoint->setObjectName(u"makeLocalEndpoint"_s);
    m_makeEndpoint->setText(tr("&Make an endpoint"));
    m_makeEndpoint->setToolTip(tr("So that drafts and events of the table can be sent here"));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_copyBase);
    buttons->addWidget(m_copyLine);
    buttons->addWidget(m_makeEndpoint);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addWidget(m_intro);
    column->addWidget(m_table, 1);
    column->addLayout(buttons);
    column->addWidget(m_line);
    column->addWidget(m_note);
    setFocusProxy(m_table);
    connect(m_table, &QTableWidget::currentCellChanged, this, &WaysInView::showCurrent);
    connect(m_copyBase, &QToolButton::clicked, this, [this] {
        if (const WayIn *way = current())
            copy(way->base, tr("the base URL"));
    });
    connect(m_copyLine, &QToolButton::clicked, this, [this] {
        if (const WayIn *way = current())
            copy(way->curl, tr("the curl line"));
    });
    connect(m_makeEndpoint, &QToolButton::clicked, this, [this] {
        if (const WayIn *way = current())
            emit endpointRequested(*way);
    });
}

void WaysInView::setWays(std::vector<WayIn> ways, bool listening)
{
    const int before = std::max(0, m_table->currentRow());
    m_ways = std::move(ways);
    m_intro->setText(
        listening ? tr("Point an SDK at one of these addresses, or copy a line into a shell: what is sent appears here "
                       "and among the events, judged.")
                  : tr("Start listening, then point an SDK at one of these addresses: what is sent appears here and "
                       "among the events, judged. Nothing leaves this computer."));
    m_table->setRowCount(static_cast<int>(m_ways.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const WayIn &way = m_ways[static_cast<std::size_t>(row)];
        m_table->setItem(row, WayTitle, wayCell(way.title));
        m_table->setItem(row, WayBase, wayCell(way.base));
    }
    if (m_table->rowCount() > 0)
        m_table->setCurrentCell(std::min(before, m_table->rowCount() - 1), 0);
    showCurrent();
}

void WaysInView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_intro->setVisible(height() >= roomForWords);
    showCurrent();
}

const WayIn *WaysInView::current() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < static_cast<int>(m_ways.size()) ? &m_ways[static_cast<std::size_t>(row)] : nullptr;
}

void WaysInView::showCurrent()
{
    const WayIn *way = current();
    m_line->setText(way ? way->curl : QString());
    m_note->setText(way ? way->note : QString());
    m_note->setVisible(way && !way->note.isEmpty() && height() >= roomForWords);
    m_copyBase->setEnabled(way != nullptr);
    m_copyLine->setEnabled(way != nullptr);
    m_makeEndpoint->setEnabled(way != nullptr);
}

void WaysInView::copy(const QString &text, const QString &what)
{
    QGuiApplication::clipboard()->setText(text);
    emit copied(what);
}

}
