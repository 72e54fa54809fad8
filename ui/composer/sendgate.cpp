// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/sendgate.h"
#include "views/celltext.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

int errorsIn(const std::vector<Finding> &findings)
{
    return static_cast<int>(std::count_if(
        findings.begin(), findings.end(), [](const Finding &finding) { return finding.severity == Severity::Error; }));
}

}

SendGate::SendGate(Draft &draft, const DraftJudge &judging, DraftDestination &address, DraftSender &sender,
    const EventStore &store, QObject *parent)
    : QObject(parent)
    , m_draft(draft)
    , m_judging(judging)
    , m_address(address)
    , m_sender(sender)
    , m_store(store)
{}

void SendGate::send()
{
    if (m_sender.isBusy() || m_store.isReadOnly())
        return;
    if (!m_draft.isReadable()) {
        emit refused(tr("The event cannot be read. Mend it where the source marks it, then send it."));
        emit mendingWanted();
        return;
    }
    if (!m_address.hasEndpoint()) {
        emit refused(tr("Choose an endpoint above: nothing says yet where the event goes."));
        emit endpointWanted();
        return;
    }
    if (!m_judging.isCurrent()) {
        m_isWaiting = true;
        return;
    }
    const int errors = errorsIn(m_judging.judgement().findings);
    if (errors > 0)
        emit doubted(counted(errors, tr("The service would refuse or lose this event: it has one error."),
            tr("The service would refuse or lose this event: it has %1 errors.")));
    else
        sendAnyway();
}

void SendGate::sendAnyway()
{
    m_address.takeTypedKey();
    const Result<Address> to = m_address.current();
    if (!to)
        emit refused(to.error().message);
    else if (to->endpoint.id == 0)
        emit refused(tr("Choose an endpoint above: that of this draft is gone, or serves another transport now."));
    else
        m_sender.send(m_draft.state(), *to);
}

void SendGate::keepEvent()
{
    const Result<Address> to = m_address.current();
    if (!m_draft.isReadable())
        emit refused(tr("The event cannot be read, so it stays a draft, which is kept as well."));
    else
        m_sender.keepEvent(m_draft.state(), to ? *to : Address());
}

void SendGate::judged()
{
    if (m_isWaiting && m_judging.isCurrent()) {
        m_isWaiting = false;
        send();
    }
}

void SendGate::forget()
{
    emit doubtWithdrawn();
    if (std::exchange(m_isWaiting, false))
        emit refused(tr("The event or where it goes changed before it was sent, so nothing was. Send it again."));
}

}
