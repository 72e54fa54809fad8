// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/statusline.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

StatusLine::StatusLine(QStatusBar &bar)
    : QObject(&bar)
    , m_bar(bar)
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
    showWork();
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_works.empty())
            emit cancelRequested(QByteArray(m_works.back().key));    // which may end it
    });
}

void StatusLine::setStore(const QString &name, const QString &path, const QString &readOnlyReason)
{
    const QString store = name.isEmpty() ? QString() : tr("Store: %1").arg(name);
    m_store->setText(readOnlyReason.isEmpty() ? store : tr("%1 (read-only)").arg(store));
    m_store->setToolTip(readOnlyReason.isEmpty() ? path : u"%1\n%2"_s.arg(path, readOnlyReason));
}

void StatusLine::addLeft(QWidget *widget)
{
    m_bar.insertWidget(0, widget);
}

void StatusLine::clear()
{
    m_works.clear();
    showWork();
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

StatusLine::Work *StatusLine::find(const QByteArray &key)
{
    const auto found = std::ranges::find(m_works, key, &Work::key);
    return found == m_works.end() ? nullptr : &*found;
}

void StatusLine::beginWork(const QByteArray &key, const QString &sentence)
{
    std::erase_if(m_works, [&key](const Work &work) { return work.key == key; });
    m_works.push_back({key, sentence, -1, {}});
    showWork();
}

void StatusLine::setWork(const QByteArray &key, int perMille, const QString &detail)
{
    if (Work *work = find(key)) {
        work->perMille = perMille;
        work->detail = detail;
        showWork();
    }
}

void StatusLine::setWorkSentence(const QByteArray &key, const QString &sentence)
{
    if (Work *work = find(key)) {
        work->sentence = sentence;
        showWork();
    }
}

void StatusLine::endWork(const QByteArray &key)
{
    std::erase_if(m_works, [&key](const Work &work) { return work.key == key; });
    showWork();
}

void StatusLine::showWork()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_work, m_progress, m_cancel})
        widget->setVisible(!m_works.empty());
    if (m_works.empty())
        return;
    const Work &work = m_works.back();
    m_work->setText(work.sentence);
    m_progress->setRange(0, work.perMille < 0 ? 0 : 1000);
    m_progress->setValue(work.perMille);
    m_progress->setToolTip(work.detail);
    m_progress->setAccessibleName(work.sentence);
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(work.sentence));
}

}
