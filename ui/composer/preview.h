// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "composer/requestpreview.h"
#include "plan/planjudge.h"
#include "validation/serviceset.h"
#include "views/endpointcache.h"

#include <QFuture>

namespace eventscope {

// A draft with the endpoint it goes to, put together for making requests.
struct Address {
    ServicePtr service;
    TransportFormPtr form;
    Endpoint endpoint;           // one made of the definition's defaults where none is chosen
    std::optional<Keys> keys;    // nothing while a part of the key is missing
    QString missing;             // which, then
};

// BadInput or NotFound says why the draft goes nowhere as it is addressed.
[[nodiscard]] Result<Address> addressOf(
    const DraftState &state, const Services &services, const EndpointCache &endpoints, const Secrets &secrets);

// The keys that the preview shows: masked, and words in the place of what is missing.
[[nodiscard]] Keys shownKeys(const Address &address);

// The request that would go out, with masked keys and whatever else the store would not keep; what is missing
// of a key is told in its place. Made off the GUI thread.
[[nodiscard]] QFuture<Result<RequestPreview>> previewOf(Address address, DraftState state, ServiceSet services);

// The event as it will be stored, secrets replaced. BadInput when the text cannot be read.
[[nodiscard]] QFuture<Result<Event>> eventOf(
    DraftState state, Endpoint endpoint, ServiceSet services, PlanJudgePtr plan);

}
