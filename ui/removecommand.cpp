// SPDX-License-Identifier: GPL-3.0-or-later
#include "removecommand.h"

#include "store/whendone.h"

#include <QLocale>

#include <utility>

namespace eventscope {

RemoveCommand::RemoveCommand(EventStore &store, std::vector<Row> rows, std::function<void(const Error &)> onFailure)
    : m_store(store)
    , m_rows(std::move(rows))
    , m_onFailure(std::move(onFailure))
{
    const QString count = QLocale().toString(qulonglong{m_rows.size()});
    setText(m_rows.size() == 1 ? tr("delete 1 event") : tr("delete %1 events").arg(count));
}

void RemoveCommand::redo()
{
    m_wanted = true;
    advance();
}

void RemoveCommand::undo()
{
    m_wanted = false;
    advance();
}

void RemoveCommand::advance()
{
    if (m_busy || m_wanted == m_removed)
        return;
    m_busy = true;
    if (m_removed) {
        whenDone(this, m_store.restore(m_removal), [this](const Result<void> &result) { settle(result, false); });
        return;
    }
    whenDone(this, m_store.remove(m_rows), [this](const Result<EventStore::Removal> &removal) {
        if (removal)
            m_removal = *removal;
        settle(removal ? Result<void>() : Result<void>(failure(removal.error())), true);
    });
}

void RemoveCommand::settle(const Result<void> &result, bool removed)
{
    m_busy = false;
    if (result)
        m_removed = removed;
    else
        m_wanted = m_removed;
    if (!result)
        m_onFailure(result.error());
    else
        advance();
}

}
