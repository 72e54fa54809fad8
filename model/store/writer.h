// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/told.h"
#include "store/publisher.h"

#include <QFuture>
#include <QPromise>

#include <array>
#include <deque>

namespace eventscope {

// Who waits for a write; served in this order. What the outbox commits survives a power cut.
enum class WritePriority : quint8 { Outbox, Receiver, Drafts, Imports, CleanUp };
inline constexpr std::size_t writePriorities = 5;

// One thing to write. All calls are on the writer's thread, but the last may be on the publisher's.
class WriteTask {
public:
    virtual ~WriteTask() = default;
    virtual void execute(WriteSession &session) = 0;
    virtual void fail(const Error &error) = 0;
    virtual void finish() = 0;

    std::size_t weight = 1;        // events, about
    bool whenCommitted = false;    // finishes then, and does not wait until its rows are seen
};

// How a write ends.
template <typename T>
struct WriteEnd {
    Told<Result<T>> told = {};
    bool whenCommitted = false;    // does not wait until what was stored is seen
};

template <typename T>
class PromisedWrite : public WriteTask {
public:
    using Work = std::function<Result<T>(WriteSession &)>;

    PromisedWrite(Work work, Told<Result<T>> told)
        : m_work(std::move(work))
        , m_told(std::move(told))
    {
        m_promise.start();
    }
    [[nodiscard]] QFuture<Result<T>> future() { return m_promise.future(); }

    void execute(WriteSession &session) override { m_result.emplace(m_work(session)); }
    void fail(const Error &error) override { m_result.emplace(failure(error)); }
    void finish() override
    {
        m_work = {};
        if (m_told)
            m_told(*m_result);
        m_promise.addResult(std::move(*m_result));
        m_promise.finish();
    }

private:
    Work m_work;
    Told<Result<T>> m_told;
    std::optional<Result<T>> m_result;
    QPromise<Result<T>> m_promise;
};

// The one writing thread: takes what is most urgent, commits what lies together in one transaction.
class Writer {
public:
    Writer(const StoreAccess &access, Columns::Private &columns, OwnerLock &owner, Publisher &publisher,
        std::function<Micros()> clock);
    // Waits until all but the clean-up is written.
    ~Writer();

    template <typename T>
    QFuture<Result<T>> enqueue(
        WritePriority priority, std::size_t weight, typename PromisedWrite<T>::Work work, WriteEnd<T> end = {})
    {
        auto task = std::make_unique<PromisedWrite<T>>(std::move(work), std::move(end.told));
        task->weight = weight;
        task->whenCommitted = end.whenCommitted;
        QFuture<Result<T>> future = task->future();
        add(priority, std::move(task));
        return future;
    }

    // Origins keep the priority they began with, so that what goes to one stays in order.
    void setPriority(OriginId origin, WritePriority priority);
    [[nodiscard]] WritePriority priorityOf(OriginId origin) const;

    using CleanUpPromise = QPromise<Result<void>>;    // started
    // Deletes a given-up origin, bit by bit, while nothing else waits.
    void purge(OriginId origin, CleanUpPromise promise = startedCleanUp());
    // Executes the step again and again, while nothing else waits, until it returns true.
    using CleanUpStep = std::function<bool(WriteSession &)>;
    void cleanUp(CleanUpStep step, CleanUpPromise promise = startedCleanUp());
    [[nodiscard]] static CleanUpPromise startedCleanUp();

private:
    using Tasks = std::vector<std::unique_ptr<WriteTask>>;
    class CleanUp;

    void add(WritePriority priority, std::unique_ptr<WriteTask> task);
    void work();
    // The tasks of one priority, and which.
    struct Group {
        WritePriority priority = WritePriority::CleanUp;
        Tasks tasks;
    };
    [[nodiscard]] Group next();
    void write(WriteSession &session, Group group);
    [[nodiscard]] Result<void> transact(WriteSession &session, Group &group);

    const StoreAccess m_access;
    Columns::Private &m_columns;
    OwnerLock &m_owner;
    Publisher &m_publisher;
    const std::function<Micros()> m_clock;

    mutable std::mutex m_mutex;
    std::condition_variable m_added;
    std::array<std::deque<std::unique_ptr<WriteTask>>, writePriorities> m_queues;
    std::map<OriginId, WritePriority> m_priorities;
    bool m_stopping = false;
    NamedThread m_thread;    // the last member: it uses the others
};

}
