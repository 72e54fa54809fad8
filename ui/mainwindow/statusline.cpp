// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/statusline.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

StatusLine::StatusLine(QStatusBar &bar)
    : QObject(&bar)
    , m_count(new QLabel(&bar))
    , m_loading(new QLabel(&bar))
    , m_work(new QLabel(&bar))
    , m_progress(new QProgressBar(&bar))
    , m_cancel(new QToolButton(&bar))
    , m_store(new QLabel(&bar))
{
    m_count->setObjectName(u"statusCount"_s);
    m_loading->setObjectName(u"statusLoading"_s);
    m_work->setObjectName(u"statusWork"_s);
    m_progress->setObjectName(u"statusProgress"_s);
    m_cancel->setObjectName(u"statusCancel"_s);
    m_store->setObjectName(u"statusStore"_s);
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(160);
    m_progress->setMaximumHeight(m_progress->fontMetrics().height() + 4);
    m_progress->setTextVisible(false);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    m_cancel->setFocusPolicy(Qt::TabFocus);
    bar.addWidget(m_count, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_loading, m_work, m_progress, m_cancel, m_store})
        bar.addPermanentWidget(widget);
    m_count->setContentsMargins(6, 0, 0, 0);
    m_store->setContentsMargins(0, 0, 6, 0);
    m_loading->hide();
    endWork();
    connect(m_cancel, &QToolButton::clicked, this, &StatusLine::cancelRequested);
}

void StatusLine::setStore(const QString &name, const QString &path, const QString &readOnlyReason)
{
    const QString store = name.isEmpty() ? QString() : tr("Store: %1").arg(name);
    m_store->setText(readOnlyReason.isEmpty() ? store : tr("%1 (read-only)").arg(store));
    m_store->setToolTip(readOnlyReason.isEmpty() ? path : u"%1\n%2"_s.arg(path, readOnlyReason));
}

void StatusLine::clear()
{
    endWork();
    setLoading(0, 0);
    setCount({});
    setStore({}, {}, {});
}

void StatusLine::setCount(const QString &sentence)
{
    m_count->setText(sentence);
}

void StatusLine::setLoading(qint64 done, qint64 total)
{
    const bool loading = done < total;
    m_loading->setVisible(loading);
    if (loading)
        m_loading->setText(tr("Loading %1 of %2 events…")
                               .arg(QLocale().toString(qlonglong{done}), QLocale().toString(qlonglong{total})));
}

void StatusLine::beginWork(const QString &sentence)
{
    m_work->setText(sentence);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(sentence);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_work, m_progress, m_cancel})
        widget->show();
}

void StatusLine::setWork(int perMille, const QString &sentence)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(perMille);
    m_progress->setToolTip(sentence);
}

void StatusLine::endWork()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_work, m_progress, m_cancel})
        widget->hide();
}

}
