// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/storerows.h"
#include "store/threads.h"

#include <QPromise>

#include <vector>

namespace eventscope {

// Reads pages of events on a thread and a connection of its own, so that no scan is ever before them.
// The newest request is served first, even in the middle of an older one; cancelled ones are dropped.
class Fetcher {
public:
    Fetcher(StoreAccess access, const Columns &columns, const OriginLabels &labels);
    ~Fetcher();

    [[nodiscard]] QFuture<Result<std::vector<StoredEvent>>> fetch(std::vector<Row> rows);
    // Those that are published and not removed, when the answer is begun; the others are left out.
    [[nodiscard]] QFuture<Result<std::vector<StoredEvent>>> fetchById(std::vector<EventId> ids);
    [[nodiscard]] QFuture<Result<std::vector<Origin>>> origins();
    [[nodiscard]] QFuture<Result<std::vector<Reject>>> rejects(OriginId origin, int limit);

private:
    class Request;
    class Pages;
    class PagesById;
    template <typename T>
    class Query;

    void add(std::unique_ptr<Request> request);
    // The newest request, and how many are older.
    [[nodiscard]] std::unique_ptr<Request> next(std::size_t &older);
    void putBack(std::unique_ptr<Request> request, std::size_t older);
    void work();

    const StoreAccess m_access;
    const Columns &m_columns;
    const OriginLabels &m_labels;

    std::mutex m_mutex;
    std::condition_variable m_added;
    std::vector<std::unique_ptr<Request>> m_requests;    // the newest is the last
    bool m_stopping = false;
    NamedThread m_thread;    // the last member: it uses the others
};

}
