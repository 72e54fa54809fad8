// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/parcelline.h"

#include <QThread>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int mostThreads = 8;
constexpr std::size_t aheadOfEach = 3;    // parcels that wait for each thread, about

std::size_t threadCount()
{
    return static_cast<std::size_t>(std::clamp(QThread::idealThreadCount(), 1, mostThreads));
}

}

ParcelLine::ParcelLine(std::function<Read(int)> reader)
    : m_reader(std::move(reader))
    , m_threadCount(threadCount())
    , m_most(m_threadCount * (aheadOfEach + 1))
{}

ParcelLine::~ParcelLine()
{
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        m_added.notify_all();
    }
    m_threads.clear();
}

void ParcelLine::start()
{
    for (std::size_t i = 1; i <= m_threadCount; ++i)
        m_threads.push_back(std::make_unique<NamedThread>(
            "import.read", [this, i] { work(static_cast<int>(i)); }, Pace::GivesWay));
}

void ParcelLine::add(std::unique_ptr<Parcel> parcel)
{
    if (m_threads.empty())
        start();
    auto place = std::make_unique<Place>();
    place->parcel = std::move(parcel);
    m_bytes += place->parcel->bytes.size();
    const std::scoped_lock locked(m_mutex);
    m_unread.push_back(place.get());
    m_line.push_back(std::move(place));
    m_added.notify_one();
}

std::unique_ptr<Parcel> ParcelLine::takeOldest()
{
    std::unique_ptr<Parcel> parcel = std::move(m_line.front()->parcel);
    m_line.pop_front();
    m_bytes -= parcel->bytes.size();
    return parcel;
}

std::unique_ptr<Parcel> ParcelLine::takeIfRead()
{
    const std::scoped_lock locked(m_mutex);
    return !m_line.empty() && m_line.front()->read ? takeOldest() : nullptr;
}

std::unique_ptr<Parcel> ParcelLine::take()
{
    std::unique_lock locked(m_mutex);
    m_oldestRead.wait(locked, [this] { return m_line.front()->read; });
    return takeOldest();
}

void ParcelLine::work(int worker)
{
    const Read read = m_reader(worker);
    std::unique_lock locked(m_mutex);
    while (true) {
        m_added.wait(locked, [this] { return m_stopping || !m_unread.empty(); });
        if (m_stopping)
            return;
        Place *const place = m_unread.front();
        m_unread.pop_front();
        locked.unlock();
        read(*place->parcel);
        locked.lock();
        place->read = true;
        if (place == m_line.front().get())
            m_oldestRead.notify_one();
    }
}

}
