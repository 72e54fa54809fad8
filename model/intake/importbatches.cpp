// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/importbatches.h"

#include <QCoreApplication>

namespace eventscope {

namespace {

constexpr std::size_t mostEvents = 4096;
constexpr std::size_t mostRejects = 1024;
constexpr qsizetype mostBytes = 4 << 20;
constexpr std::size_t mostHeld = 32;
constexpr std::size_t mostInFlight = 3;

}

ImportBatches::ImportBatches(EventStore &store, OriginId origin)
    : m_store(store)
    , m_origin(origin)
{
    m_events.reserve(mostEvents);
}

ImportBatches::~ImportBatches()
{
    for (InFlight &batch : m_inFlight)
        batch.written.waitForFinished();
}

void ImportBatches::hold(std::shared_ptr<const void> texts)
{
    if (m_events.empty())
        m_held.clear();
    m_held.push_back(std::move(texts));
}

bool ImportBatches::add(Event event)
{
    m_eventBytes += event.text.size() + event.envelope.size();
    m_events.push_back(std::move(event));
    const bool goesOn = m_events.size() < mostEvents && m_eventBytes < mostBytes && m_held.size() < mostHeld;
    return goesOn || sendEvents();
}

bool ImportBatches::add(Reject reject)
{
    m_rejectBytes += reject.bytes.size();
    m_rejects.push_back(std::move(reject));
    return (m_rejects.size() < mostRejects && m_rejectBytes < mostBytes) || sendRejects();
}

Result<void> ImportBatches::finish()
{
    bool good = m_state && (m_events.empty() || sendEvents()) && (m_rejects.empty() || sendRejects());
    while (good && !m_inFlight.empty())
        good = takeOldest();
    return m_state;
}

bool ImportBatches::sendEvents()
{
    std::vector<Event> events;
    events.reserve(mostEvents);
    events.swap(m_events);
    m_eventBytes = 0;
    Held held;
    if (!m_held.empty()) {
        held.push_back(m_held.back());
        held.swap(m_held);
    }
    return sent(m_store.append(m_origin, std::move(events)), std::move(held));
}

bool ImportBatches::sendRejects()
{
    m_rejectBytes = 0;
    return sent(m_store.reject(m_origin, std::exchange(m_rejects, {})), {});
}

bool ImportBatches::sent(QFuture<Result<void>> future, Held held)
{
    m_inFlight.push_back({std::move(held), std::move(future)});
    bool good = m_state.has_value();
    while (good && m_inFlight.size() > mostInFlight)
        good = takeOldest();
    return good;
}

bool ImportBatches::takeOldest()
{
    const InFlight batch = std::move(m_inFlight.front());
    m_inFlight.pop_front();
    QFuture<Result<void>> oldest = batch.written;
    oldest.waitForFinished();
    if (oldest.resultCount() == 0)
        m_state = failure(Error::Kind::Cancelled,
            QCoreApplication::translate("eventscope::ImportBatches", "The import was cancelled."));
    else if (const Result<void> result = oldest.result(); !result)
        m_state = result;
    return m_state.has_value();
}

}
