// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixcommand.h"

#include "store/whendone.h"

#include <QLocale>

#include <utility>

namespace eventscope {

FixCommand::FixCommand(EventStore &store, const BulkFixReport &done, Mend mend, Callbacks callbacks)
    : m_store(store)
    , m_mend(std::move(mend))
    , m_callbacks(std::move(callbacks))
    , m_replacement(done.replacement)
{
    setText(done.mended == 1 ? tr("fix 1 event") : tr("fix %1 events").arg(QLocale().toString(qlonglong{done.mended})));
}

void FixCommand::redo()
{
    m_wanted = true;
    advance();
}

void FixCommand::undo()
{
    m_wanted = false;
    advance();
}

void FixCommand::advance()
{
    if (m_busy || m_wanted == m_mended)
        return;
    m_busy = true;
    if (m_mended) {
        whenDone(this, m_store.restore(m_replacement), [this](const Result<void> &result) { settle(result, false); });
        return;
    }
    whenDone(this, m_mend(), [this](const Result<BulkFixReport> &report) {
        if (report)
            m_replacement = report->replacement;
        settle(report ? Result<void>() : Result<void>(failure(report.error())), true);
    });
}

void FixCommand::settle(const Result<void> &result, bool mended)
{
    m_busy = false;
    if (!result) {
        m_wanted = m_mended;
        m_callbacks.failed(result.error());
        return;
    }
    m_mended = mended;
    m_callbacks.done(mended, m_replacement);
    advance();
}

}
