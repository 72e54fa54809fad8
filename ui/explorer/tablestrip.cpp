// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/tablestrip.h"

#include "explorer/livefollow.h"
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

TableStrip::TableStrip(
    EventStore &store, FilterState &state, EventTableModel &model, LiveFollow &follow, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_state(state)
    , m_model(model)
    , m_follow(follow)
    , m_count(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
    , m_goOn(new QToolButton(this))
    , m_new(new QToolButton(this))
    , m_following(new QToolButton(this))
    , m_timeStyle(new QComboBox(this))
    , m_columns(new QToolButton(this))
{
    make();
    layOut();
    connectParts();
    showSearch(false);
    showCount();
    showFollow();
    dress();
}

void TableStrip::make()
{
    m_count->setObjectName(u"eventCount"_s);
    m_count->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_count->setMinimumWidth(1);    // cut, rather than the panels beside made narrower
    m_progress->setObjectName(u"searchProgress"_s);
    m_progress->setMaximumSize(120, 8);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Search"));
    m_cancel->setObjectName(u"cancelSearch"_s);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("End the search and keep what was found (Esc)"));
    m_goOn->setObjectName(u"goOnSearching"_s);
    m_goOn->setText(tr("Search on"));
    m_goOn->setToolTip(tr("Search all events again (F5)"));
    m_new->setObjectName(u"newEventsButton"_s);
    m_new->setToolTip(tr("Events arrived while the table was not at its newest end. Go there (Home or End)"));
    m_following->setObjectName(u"followButton"_s);
    m_following->setText(tr("Following"));
    m_following->setCheckable(true);
    m_timeStyle->setObjectName(u"timeStyle"_s);
    m_timeStyle->setAccessibleName(tr("How times are written"));
    m_timeStyle->setToolTip(tr("How times are written"));
    for (const TimeStyle style : {TimeStyle::Utc, TimeStyle::Local, TimeStyle::Epoch, TimeStyle::Relative})
        m_timeStyle->addItem(timeStyleTitle(style), static_cast<int>(style));
    m_columns->setObjectName(u"columnsButton"_s);
    m_columns->setText(tr("Columns"));
    for (QToolButton *button : {m_new, m_following, m_columns})
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QToolButton *button : {m_cancel, m_goOn, m_new, m_following, m_columns})
        button->setFocusPolicy(Qt::StrongFocus);
    m_following->setAutoRaise(true);
    m_columns->setAutoRaise(true);
    m_following->setMinimumWidth(m_following->fontMetrics().horizontalAdvance(m_following->text()) + 36);
    m_patience.setSingleShot(true);
    m_patience.setInterval(300ms);
}

void TableStrip::layOut()
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 0, 0, 0);
    row->addWidget(m_count);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addWidget(m_goOn);
    row->addStretch(1);
    row->addWidget(m_new);
    row->addWidget(m_following);
    row->addWidget(m_timeStyle);
    row->addWidget(m_columns);
}

void TableStrip::connectParts()
{
    connect(&m_patience, &QTimer::timeout, this, [this] { showSearch(m_model.isSearching()); });
    connect(&m_model, &EventTableModel::searchStarted, this, [this] {
        if (!m_patience.isActive())
            m_patience.start();
    });
    connect(&m_model, &EventTableModel::searchProgressed, this, [this] { showSearch(true); });
    connect(&m_model, &EventTableModel::searchEnded, this, [this] {
        m_patience.stop();
        showSearch(false);
    });
    connect(m_cancel, &QToolButton::clicked, &m_model, &EventTableModel::cancelSearch);
    connect(m_goOn, &QToolButton::clicked, &m_model, &EventTableModel::refresh);
    connect(m_timeStyle, &QComboBox::activated, this,
        [this](int index) { m_model.setTimeStyle(static_cast<TimeStyle>(m_timeStyle->itemData(index).toInt())); });
    connect(&m_model, &EventTableModel::timeStyleChanged, this,
        [this](TimeStyle style) { m_timeStyle->setCurrentIndex(m_timeStyle->findData(static_cast<int>(style))); });
    connect(m_columns, &QToolButton::clicked, this, [this] { emit columnsRequested(m_columns); });
    connect(m_new, &QToolButton::clicked, &m_follow, &LiveFollow::resume);
    connect(m_following, &QToolButton::clicked, &m_follow, &LiveFollow::setOn);
    connect(&m_follow, &LiveFollow::changed, this, &TableStrip::showFollow);
    connect(&m_store, &EventStore::loadProgress, this, [this](qint64 done, qint64 total) {
        m_loaded = done;
        m_toLoad = total;
        showCount();
    });
    connect(&m_store, &EventStore::loaded, this, &TableStrip::showCount);
}

QString TableStrip::searchText() const
{
    const EventTableModel::Progress &progress = m_model.progress();
    if (!m_model.isPartial() && progress.of == 0)
        return tr("Searching…");
    return tr("Searching… %1 found so far, %2 %")
        .arg(QLocale().toString(qlonglong{progress.found}))
        .arg(progress.percent());
}

QString TableStrip::countText() const
{
    const QLocale locale;
    const qint64 shown = m_model.rowCount();
    const EventTableModel::Progress &progress = m_model.progress();
    if (m_model.isStopped()) {
        if (!m_model.isOfQuestion())
            return tr("The search was ended before it found anything. Shown is what was there before.");
        const QString found = tr("Search ended at %1 %: %2 found")
                                  .arg(progress.percent())
                                  .arg(locale.toString(qlonglong{progress.found}));
        return progress.found > shown ? tr("%1, the first %2 are shown").arg(found, locale.toString(shown)) : found;
    }
    const QString found = counted(shown, tr("%1 event"), tr("%1 events"));
    if (!m_store.isLoaded() && m_toLoad > 0) {
        const QString loaded =
            tr("%1 of %2 loaded…").arg(locale.toString(qlonglong{m_loaded}), locale.toString(qlonglong{m_toLoad}));
        return m_state.filter().matchesAll() ? loaded : tr("%1; %2").arg(found, loaded);
    }
    const QString text =
        m_state.filter().matchesAll()
            ? found
            : tr("%1 of %2 events").arg(locale.toString(shown), locale.toString(m_store.columns().visible()));
    return m_store.isLoaded() ? text : tr("%1, still loading").arg(text);
}

void TableStrip::showCount()
{
    const QString text = m_searching && (m_model.isPartial() || !m_model.isOfQuestion()) ? searchText() : countText();
    m_count->setText(text);
    emit countChanged(text);
}

void TableStrip::showSearch(bool running)
{
    m_searching = running;
    const EventTableModel::Progress &progress = m_model.progress();
    m_progress->setRange(0, running && progress.of > 0 ? 100 : 0);
    m_progress->setValue(progress.percent());
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
    m_goOn->setVisible(!running && m_model.isStopped());
    showCount();
}

void TableStrip::showFollow()
{
    const qint64 waiting = m_follow.waiting();
    m_new->setVisible(waiting > 0);
    m_new->setText(counted(waiting, tr("%1 new"), tr("%1 new")));
    m_new->setArrowType(m_follow.end() == NewestEnd::First ? Qt::UpArrow : Qt::DownArrow);
    m_following->setChecked(m_follow.isOn());
    m_following->setEnabled(m_follow.canFollow());
    const QString paused = m_follow.isOn() && m_follow.canFollow() ? tr("Paused") : tr("Follow");
    m_following->setText(m_follow.isFollowing() ? tr("Following") : paused);
    m_following->setToolTip(!m_follow.canFollow() ? tr("Sort by time or arrival to follow new events")
                            : !m_follow.isOn()    ? tr("Follow new events (Ctrl+L)")
                            : m_follow.isFollowing()
                                ? tr("New events are followed (Ctrl+L)")
                                : tr("Paused: go to the newest event to follow again (Home or End, Ctrl+L)"));
}

void TableStrip::dress()
{
    m_columns->setIcon(themedIcon(u"columns"_s, palette()));
    m_following->setIcon(themedIcon(u"follow"_s, palette()));
}

void TableStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

}
