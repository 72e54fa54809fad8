// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/removeendpoint.h"

#include "store/endpoints.h"

namespace eventscope {

RemoveEndpoint::RemoveEndpoint(
    EventStore &store, Secrets &secrets, const Endpoint &endpoint, std::function<void(const Error &)> onFailure)
    : QUndoCommand(tr("Remove the endpoint %1").arg(endpoint.name))
    , m_store(store)
    , m_secrets(secrets)
    , m_endpoint(endpoint.id)
    , m_entries(keyringEntries(endpoint))
    , m_onFailure(std::move(onFailure))
{}

RemoveEndpoint::~RemoveEndpoint()
{
    if (m_removed && !m_busy && !m_entries.isEmpty())
        (void)m_secrets.discard(m_entries);
}

void RemoveEndpoint::redo()
{
    m_wanted = true;
    advance();
}

void RemoveEndpoint::undo()
{
    m_wanted = false;
    advance();
}

void RemoveEndpoint::advance()
{
    if (m_busy || m_wanted == m_removed)
        return;
    m_busy = true;
    const bool removing = m_wanted;
    auto *watcher = new QFutureWatcher<Result<void>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, removing] {
        watcher->deleteLater();
        m_busy = false;
        const Result<void> done = watcher->future().result();
        if (!done) {
            m_wanted = m_removed;
            m_onFailure(done.error());
            return;
        }
        m_removed = removing;
        advance();
    });
    Endpoints &endpoints = m_store.endpoints();
    watcher->setFuture(removing ? endpoints.remove(m_endpoint) : endpoints.restore(m_endpoint));
}

}
