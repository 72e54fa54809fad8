// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/drafts.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "store/storenotes.h"

namespace eventscope {

namespace {

constexpr int keptClosed = 50;

std::size_t weightOf(const StoredDraft &draft)
{
    return 1 + static_cast<std::size_t>(draft.text.size() + draft.envelope.size()) / 4096;
}

// One that another process deleted meanwhile comes back: what was typed is not lost.
DraftId writeDraft(WriteSession &session, const StoredDraft &draft)
{
    SQLite::Statement write(session.database(),
        "INSERT INTO draft (id, text, envelope, service, shape, transport, endpoint, place, open, changed) "
        "VALUES (nullif(?, 0), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), "
        "?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text, envelope = excluded.envelope, "
        "service = excluded.service, shape = excluded.shape, transport = excluded.transport, "
        "endpoint = excluded.endpoint, place = excluded.place, open = excluded.open, changed = excluded.changed");
    int at = 0;
    bindNumber(write, ++at, draft.id);
    for (const QByteArray *bytes : {&draft.text, &draft.envelope, &draft.service, &draft.shape, &draft.transport})
        bindBytes(write, ++at, viewOf(*bytes));
    bindNumber(write, ++at, draft.endpoint);
    bindNumber(write, ++at, draft.place);
    bindNumber(write, ++at, draft.open ? 1 : 0);
    bindNumber(write, ++at, session.now());
    write.exec();
    return draft.id != 0 ? draft.id : session.database().getLastInsertRowid();
}

Result<DraftId> saveDraft(WriteSession &session, const StoredDraft &draft)
{
    if (draft.text.size() > largestText || draft.envelope.size() > largestText) {
        return failure(
            Error::Kind::Limit, tr("The draft is larger than a store can hold. Shorten it, or keep it in a file."));
    }
    const DraftId id = writeDraft(session, draft);
    SQLite::Statement prune(session.database(),
        "DELETE FROM draft WHERE open = 0 AND id <> ? AND id NOT IN "
        "(SELECT id FROM draft WHERE open = 0 ORDER BY changed DESC, id DESC LIMIT ?)");
    bindNumber(prune, 1, id);
    bindNumber(prune, 2, keptClosed);
    prune.exec();
    return id;
}

Result<void> removeDraft(WriteSession &session, DraftId id)
{
    SQLite::Statement erase(session.database(), "DELETE FROM draft WHERE id = ?");
    bindNumber(erase, 1, id);
    if (erase.exec() == 0)
        return failure(Error::Kind::NotFound, tr("The draft is not in the store any more."));
    return {};
}

Result<std::vector<StoredDraft>> readDrafts(SQLite::Database &database)
{
    std::vector<StoredDraft> drafts;
    SQLite::Statement select(database,
        "SELECT id, text, envelope, service, shape, transport, endpoint, place, open, changed FROM draft "
        "ORDER BY open DESC, CASE WHEN open THEN place ELSE -changed END, CASE WHEN open THEN id ELSE -id END");
    while (select.executeStep()) {
        StoredDraft draft;
        draft.id = numberAt(select, 0);
        draft.text = bytesAt(select, 1);
        draft.envelope = bytesAt(select, 2);
        draft.service = bytesAt(select, 3);
        draft.shape = bytesAt(select, 4);
        draft.transport = bytesAt(select, 5);
        draft.endpoint = numberAt(select, 6);
        draft.place = static_cast<int>(numberAt(select, 7));
        draft.open = numberAt(select, 8) != 0;
        draft.changed = numberAt(select, 9);
        drafts.push_back(std::move(draft));
    }
    return drafts;
}

}

Drafts::Drafts(StoreNotes &notes)
    : m_notes(notes)
{}

QFuture<Result<DraftId>> Drafts::save(StoredDraft draft)
{
    const std::size_t weight = weightOf(draft);
    return m_notes.write<DraftId>(WritePriority::Drafts, weight,
        [draft = std::move(draft)](WriteSession &session) { return saveDraft(session, draft); });
}

QFuture<Result<std::vector<StoredDraft>>> Drafts::all()
{
    return m_notes.read<std::vector<StoredDraft>>(readDrafts);
}

QFuture<Result<void>> Drafts::remove(DraftId id)
{
    return m_notes.write<void>(
        WritePriority::Drafts, 1, [id](WriteSession &session) { return removeDraft(session, id); });
}

}
