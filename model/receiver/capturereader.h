// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "intake/eventreader.h"
#include "receiver/faultplan.h"
#include "receiver/requestkeys.h"
#include "receiver/routes.h"

#include <map>
#include <memory>

namespace eventscope {

// What requests are read and answered by. Immutable; the next one takes its place.
struct CaptureSetup {
    ServiceSet services;
    PlanJudgePtr plan;
    Routes routes;
    bool strict = false;
    bool needKey = false;
    JsonBounds bounds;
    qint64 inflatedBytes = 0;
};
using CaptureSetupPtr = std::shared_ptr<const CaptureSetup>;

// What a request was found to be, and what it is to be answered.
struct TakenRequest {
    Receptions::Capture capture;       // its origin is not set
    std::vector<SeriesFacts> facts;    // of the events, gone from their tape
    HttpAnswer answer;
    RoutePtr route;          // null: of no definition
    bool kept = false;       // it is to be stored before it is answered
    QString refused = {};    // why it is not stored; a sentence
};

// Reads requests: one a thread, reused. Nothing of a key is left in what it gives.
class CaptureReader {
public:
    CaptureReader();
    ~CaptureReader();
    CaptureReader(const CaptureReader &) = delete;
    CaptureReader &operator=(const CaptureReader &) = delete;

    // The request's fault is met.
    [[nodiscard]] TakenRequest take(const CaptureSetupPtr &setup, const HttpRequest &request);

private:
    struct Work;
    std::unique_ptr<Work> d;
};

}
