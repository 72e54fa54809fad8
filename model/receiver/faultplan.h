// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/result.h"
#include "receiver/http.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// One kind of trouble that the receiver makes on purpose, as `--fault` spells it: parts joined by ','.
//
//   status=503            answers so instead (the events are not stored)
//   delay=2s, delay=300ms answers later
//   drop=before           resets before the request was read to its end; drop=after: the events are stored,
//                         then the connection is reset without an answer
//   half                  stores, then sends half of the answer
//   slow=64               the answer trickles, bytes a second
//   silence=10s           stores, says nothing for so long, then resets
//   body=TEXT             with status=: the answer's body; to the end of the spec
//   retry-after=3         with status=: a Retry-After in seconds; retry-after=date:3 as an HTTP date
//   accepted=-1           stores all but so many, and counts so many fewer as taken (for definitions that count)
//   share=0.1             of the requests, at random; else of all
//   count=2               the first so many it would concern; after=5 passes over the first five
//   route=/batch          only requests with that path
//   seed=7                of the share
struct FaultSpec {
    enum class When : quint8 { Before, After };    // the events are stored

    std::optional<int> status;
    QByteArray body;
    std::optional<int> retryAfter;
    bool retryAfterAsDate = false;
    std::optional<When> drop;
    bool half = false;
    int slow = 0;    // bytes a second; 0: not
    int delayMs = 0;
    int silenceMs = 0;
    int short_ = 0;    // accepted=
    double share = 1;
    qint64 count = -1;    // -1: no end
    qint64 after = 0;
    QByteArray route;
    quint64 seed = 1;
    QString text;    // as it was written

    // BadInput says which part is wrong, and what there is.
    [[nodiscard]] static Result<FaultSpec> parse(const QString &text);
};

// Decides for each request which fault meets it: the first spec that does; those after it do not count that
// request. The same requests in the same order meet the same faults. Copies share their counts. Any thread.
class FaultPlan {
public:
    explicit FaultPlan(std::vector<FaultSpec> specs = {});
    [[nodiscard]] std::optional<FaultSpec> next(const QByteArray &path);
    [[nodiscard]] std::vector<qint64> made() const;    // by each spec so far

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}
