// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/timestamp.h"
#include "store/endpoints.h"

#include <QFuture>

#include <vector>

namespace eventscope {

class StoreNotes;

using DraftId = qint64;

// A draft as it is kept: texts as typed, but for secrets, which whoever saves it has replaced.
struct StoredDraft {
    DraftId id = 0;    // 0: not in the store
    QByteArray text;
    QByteArray envelope;    // one JSON object; empty without any
    QByteArray service;
    QByteArray shape;
    QByteArray transport;
    EndpointId endpoint = 0;    // 0: none chosen
    int place = 0;              // among the open ones, from the left
    bool open = true;           // closed ones can be opened again
    Micros changed = 0;         // set when it is saved

    friend bool operator==(const StoredDraft &, const StoredDraft &) = default;
};

// The drafts of a store. Any thread may call; answers come from the store's own threads.
class Drafts {
public:
    explicit Drafts(StoreNotes &notes);

    // Adds one whose id is 0, else replaces it; one that was deleted meanwhile comes back. Committed when
    // it finishes; what is queued is written even when the store is closed.
    [[nodiscard]] QFuture<Result<DraftId>> save(StoredDraft draft);
    // Open ones by their place; closed ones the last changed first, at most 50 of them: older ones are
    // deleted when a draft is saved.
    [[nodiscard]] QFuture<Result<std::vector<StoredDraft>>> all();
    [[nodiscard]] QFuture<Result<void>> remove(DraftId id);

private:
    StoreNotes &m_notes;
};

}
