// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/senddryrun.h"

#include "cli/await.h"
#include "cli/sendreport.h"
#include "delivery/outboxorders.h"
#include "event/tr.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t heldAtLeast = 1000;

qint64 mostOfDryRun(const TransportForm &form, const OutboxPolicy &policy)
{
    constexpr qint64 mostAtOnce = 10'000;
    qint64 most = form.many() != nullptr ? std::min(form.many()->most, mostAtOnce) : 1;
    if (policy.batch > 0)
        most = std::min(most, policy.batch);
    if (policy.perSecond > 0 && policy.perSecond < static_cast<double>(most))
        most = static_cast<qint64>(policy.perSecond);
    return std::max<qint64>(most, 1);
}

}

Result<DryTally> dryRun(const RequestMaker &masked, const ServiceSet &services, const OutboxPolicy &policy,
    SendFeed &feed, bool json, const Interrupt &interrupt, Console &console)
{
    const qint64 most = mostOfDryRun(masked.form(), policy);
    const std::size_t wanted = std::max(static_cast<std::size_t>(most), heldAtLeast);
    std::vector<OutgoingEvent> held;
    bool ended = false;
    DryTally tally;
    while (!interrupt.wasAsked() && !console.readerGone()) {
        if (!ended && held.size() < static_cast<std::size_t>(most)) {
            auto events = await(feed.next(static_cast<qint64>(wanted - held.size())));
            if (!events)
                return failure(events.error());
            ended = events->empty();
            for (const Event &event : withDedupKeys(services, std::move(*events)))
                held.push_back({event.text, event.envelope});
            continue;
        }
        if (held.empty())
            break;
        const auto count = static_cast<std::ptrdiff_t>(nextBatch(masked.form(), held, most));
        const auto request = masked.make(std::span(held).first(static_cast<std::size_t>(count)));
        if (!request)
            return failure(request.error());
        held.erase(held.begin(), held.begin() + count);
        console.print(dryRequest(*request, json));
        for (const JsonPointer &left : request->left)
            console.note(tr("The query cannot carry %1; it is left out.").arg(QString::fromUtf8(left.text())));
        ++tally.requests;
        tally.events += request->events;
    }
    return tally;
}

}
