// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "service/services.h"
#include "store/drafts.h"
#include "store/eventstore.h"    // makes Error a metatype

#include <QObject>

#include <memory>

namespace eventscope {

// What the store keeps of a draft.
[[nodiscard]] StoredDraft storedDraft(const DraftState &state);

// Keeps a draft in the store as it is typed: at most 400 ms after a change the save begins, secrets replaced
// by kind and fingerprint first; never two saves at once. What could not be saved is tried again with the next
// change. Draft and store outlive it. GUI thread; the work is done elsewhere.
class DraftKeeper : public QObject {
    Q_OBJECT

public:
    // `id` 0: the draft is new, and kept from its first change on.
    DraftKeeper(Draft &draft, Drafts &drafts, Services services, DraftId id, QObject *parent = nullptr);
    // Makes the last save, where something is not saved yet, and waits for it.
    ~DraftKeeper() override;

    void setPlace(int place);
    // Saves now, as open or closed, whether anything changed or not.
    void keep(bool open = true);
    // 0 until the store has it.
    [[nodiscard]] DraftId id() const;

signals:
    void kept();
    void failed(const eventscope::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
