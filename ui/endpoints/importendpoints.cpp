// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/importendpoints.h"

#include "event/tr.h"

#include <QFutureWatcher>

namespace eventscope {

namespace {

template <typename T, typename Then>
void follow(const QFuture<Result<T>> &future, QObject *context, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, then = std::move(then)] {
        watcher->deleteLater();
        then(watcher->future().result());
    });
    watcher->setFuture(future);
}

}

ImportEndpoints::ImportEndpoints(EventStore &store, std::vector<Endpoint> endpoints, Told told)
    : QUndoCommand(eventscope::tr("Import %n endpoint(s)", nullptr, static_cast<int>(endpoints.size())))
    , m_store(store)
    , m_endpoints(std::move(endpoints))
    , m_told(std::move(told))
{}

void ImportEndpoints::redo()
{
    m_wanted = true;
    advance();
}

void ImportEndpoints::undo()
{
    m_wanted = false;
    advance();
}

void ImportEndpoints::advance()
{
    if (m_busy || m_wanted == m_added || m_endpoints.empty())
        return;
    m_busy = true;
    step(0, m_wanted);
}

void ImportEndpoints::step(std::size_t place, bool adding)
{
    const Endpoint &endpoint = m_endpoints[place];
    Endpoints &endpoints = m_store.endpoints();
    if (adding && endpoint.id == 0) {
        follow(endpoints.save(endpoint), this,
            [this, place](const Result<EndpointId> &saved) { settle(place, true, saved); });
        return;
    }
    const auto done = adding ? endpoints.restore(endpoint.id) : endpoints.remove(endpoint.id);
    follow(done, this, [this, place, adding, id = endpoint.id](const Result<void> &ended) {
        // What somebody else removed meanwhile is gone as it should be.
        const bool good = ended || ended.error().kind == Error::Kind::NotFound;
        settle(place, adding, good ? Result<EndpointId>(id) : failure(ended.error()));
    });
}

void ImportEndpoints::settle(std::size_t place, bool adding, const Result<EndpointId> &done)
{
    if (done) {
        m_endpoints[place].id = *done;
        if (place + 1 < m_endpoints.size()) {
            step(place + 1, adding);
            return;
        }
    }
    m_busy = false;
    m_added = adding;
    m_told(done ? Result<void>() : failure(done.error()));
    if (done)
        advance();
}

}
