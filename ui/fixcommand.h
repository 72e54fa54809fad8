// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "review/bulkfix.h"

#include <QObject>
#include <QUndoCommand>

#include <functional>

namespace eventscope {

// Mended copies in the place of events, which was done already when the command is pushed: undo brings the
// events back, redo mends them again. Neither waits for the store; what fails, and each step that was
// done, is told by a callback, on the GUI thread, as long as the command lives.
class FixCommand : public QObject, public QUndoCommand {
    Q_OBJECT

public:
    using Mend = std::function<QFuture<Result<BulkFixReport>>()>;
    struct Callbacks {
        std::function<void(const Error &)> failed;
        std::function<void(bool mended, const EventStore::Replacement &)> done;
    };

    FixCommand(EventStore &store, const BulkFixReport &done, Mend mend, Callbacks callbacks);

    void redo() override;
    void undo() override;

private:
    void advance();
    void settle(const Result<void> &result, bool mended);

    EventStore &m_store;
    Mend m_mend;
    Callbacks m_callbacks;
    EventStore::Replacement m_replacement;
    // One step at a time, however fast undo and redo come: each sees what the one before has done.
    bool m_wanted = true;
    bool m_mended = true;
    bool m_busy = false;
};

}
