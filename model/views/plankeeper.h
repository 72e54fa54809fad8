// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "store/eventstore.h"    // makes Error a metatype
#include "store/plans.h"

#include <QObject>

#include <memory>
#include <optional>

namespace eventscope {

// A plan as it is edited. One with a fault has no value, only its text, which is kept as it is.
struct PlanContent {
    std::optional<Plan> plan;
    QByteArray text;    // of one with a fault
    QString title;      // as the store has it, for lists
    QString fault;      // why there is no value; sentences
};

// Keeps plans in the store as they are edited: at most 400 ms after a change the save begins; never two saves at
// once. What could not be saved is tried again with the next change. Plans are told apart by keys of the
// caller's. The store's plans outlive it. GUI thread; the work is done elsewhere.
class PlanKeeper : public QObject {
    Q_OBJECT

public:
    explicit PlanKeeper(Plans &plans, QObject *parent = nullptr);
    // Makes the last save, where something is not saved yet, and waits for it.
    ~PlanKeeper() override;

    // The store has that plan already, under that id. Before anything of it is kept.
    void know(int key, PlanId id);
    // Nothing: it is removed from the store.
    void keep(int key, const std::optional<PlanContent> &content, bool inForce);

signals:
    void kept();    // nothing is waiting any more
    void failed(const eventscope::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
