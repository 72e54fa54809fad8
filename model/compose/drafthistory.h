// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"

#include <deque>
#include <optional>
#include <utility>

namespace eventscope {

// Edits of one part's text and what takes them back.
struct DraftPatch {
    DraftPart part = DraftPart::Event;
    std::vector<TextEdit> forward;
    std::vector<TextEdit> backward;

    // The patch for these edits of that text.
    [[nodiscard]] static DraftPatch of(DraftPart part, const QByteArray &text, std::vector<TextEdit> edits);
    // Takes in a patch that was made right behind this one, where both touch one stretch of the text.
    [[nodiscard]] bool absorb(const DraftPatch &later);
    [[nodiscard]] qint64 bytes() const;
};

// Where a draft's event goes.
struct DraftAddress {
    QByteArray service;
    QByteArray shape;
    QByteArray transport;
    EndpointId endpoint = 0;

    friend bool operator==(const DraftAddress &, const DraftAddress &) = default;
};

// One step of undo.
struct DraftStep {
    std::vector<DraftPatch> patches;
    std::optional<std::pair<DraftAddress, DraftAddress>> address;    // before, after
    QByteArray mergeKey;

    [[nodiscard]] qint64 bytes() const;
};

// The steps made and those taken back. A value.
class DraftHistory {
public:
    // The steps together take at most so many bytes, but for the newest, which is always kept.
    explicit DraftHistory(qint64 mostBytes = 64 << 20)
        : m_most(mostBytes)
    {}

    // A new step, or more of the newest one. Forgets what was taken back.
    void push(DraftStep step, bool merge);
    [[nodiscard]] bool canUndo() const { return !m_done.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_undone.empty(); }
    [[nodiscard]] const QByteArray &mergeKey() const;
    // The step to take back, or to make again; the caller does it.
    [[nodiscard]] const DraftStep &back();
    [[nodiscard]] const DraftStep &forth();

private:
    void extend(DraftStep step);

    qint64 m_most;
    qint64 m_bytes = 0;    // of m_done
    std::deque<DraftStep> m_done;
    std::vector<DraftStep> m_undone;
};

}
