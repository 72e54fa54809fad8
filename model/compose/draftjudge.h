// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "plan/planjudge.h"
#include "validation/serviceset.h"

#include <QObject>

#include <memory>

namespace eventscope {

// Judges a draft off the GUI thread, always the newest text: a change during judging starts it again when
// it ends, so that under a storm of keystrokes findings still come. A text (or envelope) that cannot be
// read is one finding, with its fix. Without a known service there are no findings, and the verdict is
// Unjudged. The draft outlives it. GUI thread.
class DraftJudge : public QObject {
    Q_OBJECT

public:
    DraftJudge(Draft &draft, ServiceSet services, QObject *parent = nullptr);
    ~DraftJudge() override;

    // Other rules, or a plan (may be null) to judge by as well; judged again.
    void setRules(ServiceSet services, PlanJudgePtr plan);
    // What rules know beside the event; judged again. Where it names no `now`, that is taken at each judging;
    // where it names no transport, the draft's counts.
    void setContext(const JudgeContext &context);
    // The last judgement and the draft's revision it is of.
    [[nodiscard]] const Judgement &judgement() const;
    [[nodiscard]] quint64 revision() const;
    [[nodiscard]] bool isCurrent() const;

    // Makes the fix of a finding of the current judgement, as one step of undo. False when the draft has
    // changed since, or the finding is of another judgement or has no fix: nothing is done then.
    bool apply(const Finding &finding);

signals:
    // A judgement of the draft at revision(); the draft may have changed since.
    void judged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
