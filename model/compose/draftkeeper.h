// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "service/services.h"
#include "store/drafts.h"

#include <QObject>

#include <memory>

namespace eventscope {

// Keeps a draft in the store as it is typed: at most 400 ms after a change, secrets replaced by kind and
// fingerprint first. GUI thread; the work is done elsewhere.
class DraftKeeper : public QObject {
    Q_OBJECT

public:
    // `id` 0: the draft is new, and kept from its first change on.
    DraftKeeper(Draft &draft, Drafts &drafts, Services services, DraftId id, QObject *parent = nullptr);
    // Starts the last save; the store writes it before it closes.
    ~DraftKeeper() override;

    void setPlace(int place);
    // Saves now, as open or closed.
    void keep(bool open = true);
    [[nodiscard]] DraftId id() const;

signals:
    void kept();
    void failed(const eventscope::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
