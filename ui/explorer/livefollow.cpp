// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/livefollow.h"

#include "explorer/eventtable.h"

#include <QSettings>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

LiveFollow::LiveFollow(
    EventStore &store, EventTable &table, EventTableModel &model, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_table(table)
    , m_model(model)
    , m_settings(settings)
    , m_on(settings.value(u"explorer/follow"_s, true).toBool())
{
    connect(&table, &EventTable::visited, this, &LiveFollow::visit);
    connect(&table, &EventTable::scrolled, this, &LiveFollow::lookWhere);
    connect(&model, &EventTableModel::ordersChanged, this, &LiveFollow::startOver);
    connect(&model, &EventTableModel::searchStarted, this, [this] { m_anew = m_anew || !m_model.isOfQuestion(); });
    connect(&model, &EventTableModel::searchEnded, this, &LiveFollow::count);
    connect(&store, &EventStore::loaded, this, [this] { m_loaded = m_store.columns().size(); });
    startOver();
}

NewestEnd LiveFollow::end() const
{
    return newestEnd(m_model.orders());
}

bool LiveFollow::canFollow() const
{
    return end() != NewestEnd::None;
}

void LiveFollow::setOn(bool on)
{
    if (on == m_on)
        return;
    m_on = on;
    m_settings.setValue(u"explorer/follow"_s, on);
    if (on)
        resume();
    else
        setFollowing(false);
    emit changed();
}

void LiveFollow::toggle()
{
    if (m_on && !m_following && canFollow())
        resume();
    else
        setOn(!m_on);
}

void LiveFollow::resume()
{
    m_table.scrollToEnd(end());
    setFollowing(m_on && canFollow());
    m_pausedAt = m_model.seen();
    m_waiting = 0;
    emit changed();
}

void LiveFollow::setFollowing(bool following)
{
    m_table.setStick(following ? end() : NewestEnd::None);
    if (following == m_following)
        return;
    m_following = following;
    m_pausedAt = m_model.seen();
    m_waiting = 0;
    emit changed();
}

void LiveFollow::visit(int position)
{
    const NewestEnd newest = end();
    const bool isNewest = newest == NewestEnd::First ? position == 0 : position == m_model.rowCount() - 1;
    setFollowing(m_on && newest != NewestEnd::None && isNewest && m_table.isAtEnd(newest));
}

void LiveFollow::lookWhere()
{
    setFollowing(m_on && m_table.isAtEnd(end()));
}

void LiveFollow::count()
{
    if (std::exchange(m_anew, false) || !m_store.isLoaded())
        m_pausedAt = m_model.seen();
    const Row since = std::max(m_pausedAt, m_loaded);
    m_waiting = m_following || !canFollow() || m_model.seen() <= since ? 0 : m_model.countFrom(since);
    emit changed();
}

void LiveFollow::startOver()
{
    m_following = false;
    m_anew = true;
    setFollowing(m_on && m_table.isAtEnd(end()));
    emit changed();
}

}
