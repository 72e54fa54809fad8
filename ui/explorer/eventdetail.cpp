// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/eventdetail.h"
#include "store/whendone.h"

#include <QCoreApplication>

namespace eventscope {

namespace {

EventDetail detailOf(StoredEvent stored, const ServiceSet &services, const PlanJudgePtr &plan)
{
    EventDetail detail;
    detail.document = std::make_shared<const JsonDocument>(stored.event.text);
    ReadOptions options;
    options.plan = plan;
    EventReader reader(services, options);
    detail.judgement = reader.findings(stored.event);
    const ServicePtr service = services.services().find(stored.event.service);
    if (service && !detail.document->tape.isEmpty())
        detail.kind = service->kindOf(detail.document->tape.root(), stored.event.shape);
    detail.stored = std::move(stored);
    return detail;
}

}

QFuture<Result<EventDetail>> loadDetail(
    EventStore &store, const ServiceSet &services, const PlanJudgePtr &plan, Row row)
{
    return inPool(store.fetch({row}), [services, plan](Result<std::vector<StoredEvent>> events) -> Result<EventDetail> {
        if (!events)
            return failure(events.error());
        if (events->empty())
            return failure(Error::Kind::NotFound,
                QCoreApplication::translate("EventDetail", "This event is no longer in the store."));
        return detailOf(std::move(events->front()), services, plan);
    });
}

}
