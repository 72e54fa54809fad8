// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "store/endpoints.h"
#include "store/eventstore.h"

#include <QFutureWatcher>
#include <QObject>
#include <QUndoCommand>

#include <functional>

namespace eventscope {

// Hides an endpoint and brings it back; when that cannot be undone any more, its keys go from the keyring. Does not
// wait for the store; what fails is told by the callback, on the GUI thread, as long as the command lives.
class RemoveEndpoint : public QObject, public QUndoCommand {
    Q_OBJECT

public:
    RemoveEndpoint(
        EventStore &store, Secrets &secrets, const Endpoint &endpoint, std::function<void(const Error &)> onFailure);
    ~RemoveEndpoint() override;

    void redo() override;
    void undo() override;

private:
    void advance();

    EventStore &m_store;
    Secrets &m_secrets;
    EndpointId m_endpoint;
    QStringList m_entries;    // in the keyring
    std::function<void(const Error &)> m_onFailure;
    // One step at a time, however fast undo and redo come.
    bool m_wanted = false;
    bool m_removed = false;
    bool m_busy = false;
};

}
