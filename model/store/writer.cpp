// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writer.h"

#include <algorithm>
#include <iterator>

namespace eventscope {

namespace {

constexpr std::size_t groupWeight = 8'192;    // events in one transaction, about

}

// Deletes one slice each time it is executed, and comes back until nothing is left.
class Writer::CleanUp : public WriteTask {
public:
    CleanUp(Writer &writer, CleanUpStep step, CleanUpPromise promise)
        : m_writer(writer)
        , m_step(std::move(step))
        , m_promise(std::move(promise))
    {}

    void execute(WriteSession &session) override { m_done = m_step(session); }
    void fail(const Error &error) override { m_error = error; }
    void finish() override
    {
        if (!m_done && !m_error) {
            m_writer.add(
                WritePriority::CleanUp, std::make_unique<CleanUp>(m_writer, std::move(m_step), std::move(m_promise)));
            return;
        }
        m_promise.addResult(m_error ? Result<void>(failure(*m_error)) : Result<void>());
        m_promise.finish();
    }

private:
    Writer &m_writer;
    CleanUpStep m_step;
    CleanUpPromise m_promise;
    bool m_done = false;
    std::optional<Error> m_error;
};

Writer::Writer(const StoreAccess &access, Columns::Private &columns, OwnerLock &owner, Publisher &publisher,
    std::function<Micros()> clock)
    : m_access(access)
    , m_columns(columns)
    , m_owner(owner)
    , m_publisher(publisher)
    , m_clock(std::move(clock))
    , m_thread("store.write", [this] { work(); })
{}

Writer::~Writer()
{
    {
        const std::scoped_lock locked(m_mutex);
        m_stopping = true;
        m_added.notify_all();
    }
    m_thread.join();
}

Writer::CleanUpPromise Writer::startedCleanUp()
{
    CleanUpPromise promise;
    promise.start();
    return promise;
}

void Writer::purge(OriginId origin, CleanUpPromise promise)
{
    cleanUp([origin](WriteSession &session) { return session.purge(origin); }, std::move(promise));
}

void Writer::cleanUp(CleanUpStep step, CleanUpPromise promise)
{
    add(WritePriority::CleanUp, std::make_unique<CleanUp>(*this, std::move(step), std::move(promise)));
}

void Writer::setPriority(OriginId origin, WritePriority priority)
{
    const std::scoped_lock locked(m_mutex);
    m_priorities[origin] = priority;
}

WritePriority Writer::priorityOf(OriginId origin) const
{
    const std::scoped_lock locked(m_mutex);
    const auto found = m_priorities.find(origin);
    return found == m_priorities.end() ? WritePriority::Imports : found->second;
}

void Writer::add(WritePriority priority, std::unique_ptr<WriteTask> task)
{
    const std::scoped_lock locked(m_mutex);
    m_queues[static_cast<std::size_t>(priority)].push_back(std::move(task));
    m_added.notify_all();
}

// What stands together at the head of the most urgent queue; empty when it is time to stop.
Writer::Group Writer::next()
{
    Group group;
    Tasks &tasks = group.tasks;
    std::unique_lock locked(m_mutex);
    for (;;) {
        const std::size_t served = m_stopping ? static_cast<std::size_t>(WritePriority::CleanUp) : writePriorities;
        for (std::size_t i = 0; i < served; ++i) {
            std::size_t weight = 0;
            while (!m_queues[i].empty() && (tasks.empty() || weight + m_queues[i].front()->weight <= groupWeight)) {
                weight += m_queues[i].front()->weight;
                tasks.push_back(std::move(m_queues[i].front()));
                m_queues[i].pop_front();
            }
            if (!tasks.empty()) {
                group.priority = static_cast<WritePriority>(i);
                return group;
            }
        }
        if (m_stopping)
            return group;
        m_added.wait(locked);
    }
}

void Writer::work()
{
    std::unique_ptr<WriteSession> session;
    for (Group group = next(); !group.tasks.empty(); group = next()) {
        const Result<void> ready = guarded(m_access.path, [&]() -> Result<void> {
            if (!session)
                session = std::make_unique<WriteSession>(m_access, m_columns, m_owner, m_clock);
            return {};
        });
        if (ready) {
            write(*session, std::move(group));
            continue;
        }
        for (const auto &task : group.tasks) {
            task->fail(ready.error());
            task->finish();
        }
    }
}

Result<void> Writer::transact(WriteSession &session, Group &group)
{
    return guarded(m_access.path, [&]() -> Result<void> {
        Tasks &tasks = group.tasks;
        session.start(group.priority == WritePriority::Outbox ? Durability::PowerCut : Durability::Kill,
            group.priority == WritePriority::Receiver ? WriteSession::Ids::SetAside : WriteSession::Ids::Exact);
        for (const auto &task : tasks)
            task->execute(session);
        const auto held = m_publisher.holdChanges();
        std::vector<Publication> publications = session.commit();
        if (publications.empty())
            return {};
        const auto rest =
            std::stable_partition(tasks.begin(), tasks.end(), [](const auto &task) { return task->whenCommitted; });
        const auto shared = std::make_shared<Tasks>(std::move_iterator(rest), std::move_iterator(tasks.end()));
        tasks.erase(rest, tasks.end());
        const auto finish = [shared] {
            for (const auto &task : *shared)
                task->finish();
        };
        if (!m_publisher.handOverLocked(
                std::move(publications), shared->empty() ? std::function<void()>() : std::function<void()>(finish)))
            std::move(shared->begin(), shared->end(), std::back_inserter(tasks));
        return {};
    });
}

void Writer::write(WriteSession &session, Group group)
{
    const Result<void> written = transact(session, group);
    Tasks &tasks = group.tasks;
    if (!written) {
        session.rollback();
        // One that cannot be written must not take others with it.
        if (tasks.size() > 1) {
            for (auto &task : tasks) {
                Group alone{group.priority, {}};
                alone.tasks.push_back(std::move(task));
                write(session, std::move(alone));
            }
            return;
        }
        for (const auto &task : tasks)
            task->fail(written.error());
    }
    for (const auto &task : tasks)
        task->finish();
}

}
