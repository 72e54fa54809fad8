// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"
#include "store/eventstore.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>

namespace eventscope {

// Adds endpoints, hides them again, and brings them back. Does not wait for the store; each end is told by the
// callback, on the GUI thread, as long as the command lives. What fails half-way leaves what was done.
class ImportEndpoints : public QObject, public QUndoCommand {
    Q_OBJECT

public:
    using Told = std::function<void(const Result<void> &)>;

    ImportEndpoints(EventStore &store, std::vector<Endpoint> endpoints, Told told);

    void redo() override;
    void undo() override;

private:
    void advance();
    void step(std::size_t place, bool adding);
    void settle(std::size_t place, bool adding, const Result<EndpointId> &done);

    EventStore &m_store;
    std::vector<Endpoint> m_endpoints;    // with their ids once they are stored
    Told m_told;
    // One step at a time, however fast undo and redo come.
    bool m_wanted = false;
    bool m_added = false;
    bool m_busy = false;
};

}
