// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/whendone.h"
#include "store/writer.h"

namespace eventscope {

// A future that has its result already.
template <typename T>
QFuture<Result<T>> answered(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

// What Endpoints, Drafts and Deliveries reach the file through: writes go to the writer's thread,
// reads to a thread and a connection of their own, so that nothing waits for a scan. Works must not
// refer to the objects they come from: what is queued to be written outlives them.
class StoreNotes {
public:
    // Without a writer the store is read-only, for that reason.
    StoreNotes(StoreAccess access, QString readOnlyReason, Writer *writer);
    // What has not been read yet ends as cancelled.
    ~StoreNotes();

    // The work may run a second time, when others of its transaction failed.
    template <typename T>
    [[nodiscard]] QFuture<Result<T>> write(
        WritePriority priority, std::size_t weight, typename PromisedWrite<T>::Work work, WriteEnd<T> end = {})
    {
        if (m_writer)
            return m_writer->enqueue<T>(priority, weight, std::move(work), std::move(end));
        Result<T> refused = failure(Error::Kind::ReadOnly, m_readOnlyReason);
        if (end.told)
            end.told(refused);
        return answered<T>(std::move(refused));
    }

    // The step is executed again and again, while nothing else waits, until it says that nothing is left.
    void cleanUp(std::function<bool(WriteSession &)> step)
    {
        if (m_writer)
            m_writer->cleanUp(std::move(step));
    }

    template <typename T>
    [[nodiscard]] QFuture<Result<T>> read(std::function<Result<T>(SQLite::Database &)> work)
    {
        const auto question = std::make_shared<Question<T>>();
        QFuture<Result<T>> future = question->promise.future();
        m_thread.start([this, question, work = std::move(work)] {
            if (!question->promise.isCanceled())
                question->answer(guarded(m_access.path, [&] { return work(connection()); }));
        });
        return future;
    }

private:
    template <typename T>
    struct Question {
        Question() { promise.start(); }
        // Unanswered, it gets a result all the same: whoever follows may count on one.
        ~Question()
        {
            if (!answered)
                answer(failure(Error{Error::Kind::Cancelled, closedStoreSentence()}));
        }
        void answer(Result<T> result)
        {
            answered = true;
            promise.addResult(std::move(result));
            promise.finish();
        }

        QPromise<Result<T>> promise;
        bool answered = false;
    };

    [[nodiscard]] SQLite::Database &connection();

    const StoreAccess m_access;
    const QString m_readOnlyReason;
    Writer *const m_writer;
    std::unique_ptr<SQLite::Database> m_database;    // the thread's own
    WorkerPool m_thread;                             // the last member: it uses the others
};

}
