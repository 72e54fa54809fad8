// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>

namespace eventscope {

// Hides events and brings exactly these back. Neither waits for the store; what fails is told by the
// callback, on the GUI thread, as long as the command lives.
class RemoveCommand : public QObject, public QUndoCommand {
    Q_OBJECT

public:
    RemoveCommand(EventStore &store, std::vector<Row> rows, std::function<void(const Error &)> onFailure);

    void redo() override;
    void undo() override;

private:
    void advance();
    void settle(const Result<void> &result, bool removed);

    EventStore &m_store;
    std::vector<Row> m_rows;
    std::function<void(const Error &)> m_onFailure;
    // One step at a time, however fast undo and redo come: each sees what the one before has done.
    bool m_wanted = false;
    bool m_removed = false;
    bool m_busy = false;
    EventStore::Removal m_removal;
};

}
