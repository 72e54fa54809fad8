// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deliverywrites.h"

#include "event/tr.h"
#include "store/deliveryrows.h"

namespace eventscope {

namespace {

Error tooLarge()
{
    return {Error::Kind::Limit, tr("The request is larger than a store can hold. Send fewer events at once.")};
}

}

Error unknownDelivery()
{
    return {Error::Kind::NotFound, tr("The delivery is not in the store.")};
}

Result<qint64> ownerOf(WriteSession &session, const Delivery &delivery)
{
    if (delivery.body.size() > largestText || delivery.end.reply.size() > largestText)
        return failure(tooLarge());
    return delivery.end.state == DeliveryState::InFlight ? session.owner() : Result<qint64>(0);
}

DeliveryId keepDelivery(WriteSession &session, Delivery delivery, qint64 owner)
{
    if (delivery.started == 0)
        delivery.started = session.now();
    const DeliveryId id = insertDelivery(session.database(), delivery, owner);
    session.tellChange(ChangeKind::Delivery, id);
    return id;
}

// An outcome that comes late is better than none: unknown ones may still be ended.
Result<void> checkEnd(WriteSession &session, DeliveryId id, const DeliveryEnd &end)
{
    if (end.reply.size() > largestText)
        return failure(tooLarge());
    const auto state = deliveryState(session.database(), id);
    if (!state)
        return failure(unknownDelivery());
    if (end.state == DeliveryState::InFlight || (*state != DeliveryState::InFlight && *state != DeliveryState::Unknown))
        return failure(Error::Kind::BadInput, tr("The delivery has ended already; its outcome was left as it is."));
    return {};
}

Result<void> finishDelivery(WriteSession &session, DeliveryId id, const DeliveryEnd &end)
{
    if (auto may = checkEnd(session, id, end); !may)
        return may;
    if (!updateEnd(session.database(), id, end))
        return failure(unknownDelivery());
    session.tellChange(ChangeKind::Delivery, id);
    return {};
}

}
