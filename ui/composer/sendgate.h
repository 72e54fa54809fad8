// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draftjudge.h"
#include "composer/draftdestination.h"
#include "composer/draftsender.h"

namespace eventscope {

// Whether and how a draft may be sent: it can be read, its endpoint was chosen, it was judged as it stands,
// and somebody was asked about what the service would refuse or lose. GUI thread.
class SendGate : public QObject {
    Q_OBJECT

public:
    SendGate(Draft &draft, const DraftJudge &judging, DraftDestination &address, DraftSender &sender,
        const EventStore &store, QObject *parent = nullptr);

    // Waits for the judgement where there is none of the draft as it stands. Ignored while one is under way.
    void send();
    // Whatever was found: the question was answered.
    void sendAnyway();
    // Keeps the event in the store without sending it.
    void keepEvent();
    // To be told of each judgement.
    void judged();
    // The draft or where it goes has changed: somebody meant to send what stood there, to where it went.
    void forget();

signals:
    void refused(const QString &sentence);
    // After its sentence: the text cannot be read, or no endpoint was chosen.
    void mendingWanted();
    void endpointWanted();
    // To be asked before it goes out, and what was asked counts no longer.
    void doubted(const QString &sentence);
    void doubtWithdrawn();

private:
    Draft &m_draft;
    const DraftJudge &m_judging;
    DraftDestination &m_address;
    DraftSender &m_sender;
    const EventStore &m_store;
    bool m_isWaiting = false;    // for a judgement
};

}
