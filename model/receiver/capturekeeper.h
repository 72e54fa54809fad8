// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/capturereader.h"

#include <QFuture>
#include <QHash>

namespace eventscope {

// What of a request was kept.
struct KeptTally {
    qint64 events = 0;
    qint64 invalid = 0;
    qint64 rejects = 0;
};

// A request that was read, and how it is answered.
struct CapturedRequest {
    TakenRequest taken;
    CaptureSetupPtr setup;    // it was read by
    HttpResponder respond;
    KeptTally tally = {};
};

// Judges what was read as a series and hands it to the store. For one thread, from begin() to end().
class CaptureKeeper {
public:
    // Why a request was not kept whose store has gone.
    [[nodiscard]] static QString closedSentence();

    // Tags have origins of their own, labelled by them.
    CaptureKeeper(EventStore &store, QString label, QString detail);

    void begin();
    void end();

    // So much at once as one transaction is meant for, in order. What is large is alone: what it may be too large
    // for must not take others with it.
    [[nodiscard]] std::vector<std::vector<CapturedRequest>> parts(std::vector<CapturedRequest> group) const;
    // Finishes when it is committed, or is not. What is kept is moved out of the group, its tallies are set.
    [[nodiscard]] QFuture<Result<Receptions::Kept>> keep(std::vector<CapturedRequest> &group);

private:
    [[nodiscard]] Result<OriginId> originOf(const QByteArray &tag);
    void judge(CapturedRequest &request);
    void useServices(const CaptureSetupPtr &setup);

    EventStore &m_store;
    const QString m_label;
    const QString m_detail;
    QHash<QByteArray, OriginId> m_origins;    // by tag
    CaptureSetupPtr m_setup;                  // the series is judged by
    std::unique_ptr<SeriesJudge> m_series;
    bool m_judged = false;    // something, since it began
    JsonTape m_tape;
};

}
