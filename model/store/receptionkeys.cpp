// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/receptionkeys.h"

#include "event/utf8.h"
#include "store/eventfeeds.h"

#include <algorithm>

namespace eventscope {

namespace {

quint64 receptionKey(qint64 dedup, std::string_view service, std::string_view tag)
{
    return static_cast<quint64>(dedup) ^ (static_cast<quint64>(dedupHash(service)) * 0x9e3779b97f4a7c15) ^
           (static_cast<quint64>(dedupHash(tag)) * 0xc2b2ae3d27d4eb4f);
}

Micros receptionTime(const Event &event)
{
    return event.identity.timeSource == TimeSource::Received ? event.received : event.identity.time;
}

// Events of one tag that lie together.
struct KeyStretch {
    QByteArray tag;
    EventId first = 0;
    EventId last = 0;
};

// The newest first, until so many events are in them.
std::vector<KeyStretch> keyStretches(SQLite::Database &database, ReceptionId after, qint64 most)
{
    std::vector<KeyStretch> stretches;
    SQLite::Statement select(database,
        "SELECT tag, first_event, last_event FROM reception WHERE id > ? AND first_event > 0 AND status < 400 "
        "ORDER BY id DESC");
    bindNumber(select, 1, after);
    for (qint64 events = 0; events < most && select.executeStep();) {
        KeyStretch stretch{bytesAt(select, 0), numberAt(select, 1), numberAt(select, 2)};
        events += stretch.last - stretch.first + 1;
        KeyStretch *const behind = stretches.empty() ? nullptr : &stretches.back();
        if (behind && behind->tag == stretch.tag && stretch.last + 1 == behind->first)
            behind->first = stretch.first;
        else
            stretches.push_back(std::move(stretch));
    }
    return stretches;
}

QHash<qint64, QByteArray> serviceNames(SQLite::Database &database)
{
    QHash<qint64, QByteArray> names;
    SQLite::Statement select(database, "SELECT id, text FROM term WHERE kind = 3");
    while (select.executeStep())
        names.insert(numberAt(select, 0), bytesAt(select, 1));
    return names;
}

}

void ReceptionKeys::follow(SQLite::Database &database, ReceptionId inFile)
{
    if (!m_written || inFile < m_last)
        forgetLast();
    m_added.clear();
    m_written = false;
    if (inFile > m_last)
        read(database, m_last);
    m_sure = m_last = inFile;
}

void ReceptionKeys::forgetLast()
{
    for (auto added = m_added.rbegin(); added != m_added.rend(); ++added) {
        if (added->before)
            put(added->key, *added->before);
        else if (m_keys.remove(added->key) == 0)
            m_older.remove(added->key);
    }
    m_last = m_sure;
}

void ReceptionKeys::read(SQLite::Database &database, ReceptionId after)
{
    const std::vector<KeyStretch> stretches = keyStretches(database, after, m_kept);
    const QHash<qint64, QByteArray> services = serviceNames(database);
    HotSelect select(
        database, "SELECT dedup, time, service FROM event WHERE id BETWEEN ? AND ? AND dedup IS NOT NULL ORDER BY id");
    for (auto stretch = stretches.rbegin(); stretch != stretches.rend(); ++stretch) {
        select.bind(1, stretch->first);
        select.bind(2, stretch->last);
        while (select.step()) {
            const QByteArray service = services.value(select.number(2));
            put(receptionKey(select.number(0), viewOf(service), viewOf(stretch->tag)), select.number(1));
        }
        select.reset();
    }
}

void ReceptionKeys::put(quint64 key, Micros time)
{
    if (m_keys.size() >= m_kept && !m_keys.contains(key)) {
        m_older.swap(m_keys);
        m_keys.clear();
    }
    m_keys.insert(key, time);
}

ReceptionKeys::Key ReceptionKeys::keyOf(const QByteArray &tag, const Event &event)
{
    if (event.identity.dedup.isEmpty())
        return std::nullopt;
    return receptionKey(dedupHash(viewOf(event.identity.dedup)), viewOf(event.service), viewOf(tag));
}

std::optional<Micros> ReceptionKeys::before(Key key) const
{
    if (!key)
        return std::nullopt;
    for (const auto *const keys : {&m_keys, &m_older}) {
        if (const auto found = keys->constFind(*key); found != keys->constEnd())
            return *found;
    }
    return std::nullopt;
}

void ReceptionKeys::add(Key key, const Event &event)
{
    if (!key)
        return;
    m_added.push_back({*key, before(key)});
    put(*key, receptionTime(event));
}

}
