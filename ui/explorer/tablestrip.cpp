// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/tablestrip.h"

#include "theme.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace eventscope {

TableStrip::TableStrip(EventStore &store, FilterState &state, EventTableModel &model, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_state(state)
    , m_model(model)
    , m_count(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
    , m_timeStyle(new QComboBox(this))
    , m_columns(new QToolButton(this))
{
    m_count->setObjectName(u"eventCount"_s);
    m_count->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setObjectName(u"searchProgress"_s);
    m_progress->setRange(0, 0);
    m_progress->setMaximumSize(120, 8);
    m_progress->setTextVisible(false);
    m_cancel->setObjectName(u"cancelSearch"_s);
    m_cancel->setText(tr("Cancel"));
    m_timeStyle->setObjectName(u"timeStyle"_s);
    m_timeStyle->setAccessibleName(tr("How times are written"));
    m_timeStyle->setToolTip(tr("How times are written"));
    for (const TimeStyle style : {TimeStyle::Utc, TimeStyle::Local, TimeStyle::Epoch, TimeStyle::Relative})
        m_timeStyle->addItem(timeStyleTitle(style), static_cast<int>(style));
    m_columns->setObjectName(u"columnsButton"_s);
    m_columns->setText(tr("Columns"));
    m_columns->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_columns->setFocusPolicy(Qt::StrongFocus);
    m_columns->setAutoRaise(true);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 0, 0, 0);
    row->addWidget(m_count);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_timeStyle);
    row->addWidget(m_columns);

    m_patience.setSingleShot(true);
    m_patience.setInterval(300ms);
    connect(&m_patience, &QTimer::timeout, this, [this] { showSearch(m_model.isSearching()); });
    connect(&model, &EventTableModel::searchStarted, this, [this] {
        if (!m_patience.isActive())
            m_patience.start();
    });
    connect(&model, &EventTableModel::searchEnded, this, [this] {
        m_patience.stop();
        showSearch(false);
        showCount();
    });
    connect(m_cancel, &QToolButton::clicked, &model, &EventTableModel::cancelSearch);
    connect(m_timeStyle, &QComboBox::activated, this,
        [this](int index) { m_model.setTimeStyle(static_cast<TimeStyle>(m_timeStyle->itemData(index).toInt())); });
    connect(&model, &EventTableModel::timeStyleChanged, this,
        [this](TimeStyle style) { m_timeStyle->setCurrentIndex(m_timeStyle->findData(static_cast<int>(style))); });
    showSearch(false);
    showCount();
    dress();
}

void TableStrip::showCount()
{
    const QLocale locale;
    const qint64 all = m_store.columns().visible();
    const qint64 shown = m_model.rowCount();
    QString text = m_state.filter().matchesAll()
                       ? counted(shown, tr("%1 event"), tr("%1 events"))
                       : tr("%1 of %2 events").arg(locale.toString(shown), locale.toString(all));
    if (!m_store.isLoaded())
        text = tr("%1, still loading").arg(text);
    m_count->setText(text);
    emit countChanged(text);
}

void TableStrip::showSearch(bool running)
{
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
}

void TableStrip::dress()
{
    m_columns->setIcon(themedIcon(u"columns"_s, palette()));
}

void TableStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}
