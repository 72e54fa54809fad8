// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "composer/requestpreview.h"
#include "store/eventstore.h"

#include <QFuture>

namespace eventscope {

// The first request that these rows make, keys masked; fetched and made on the store's and pool threads.
[[nodiscard]] QFuture<Result<RequestPreview>> firstRequest(
    EventStore &store, const RequestMaker &maker, std::vector<Row> rows, qint64 batch);

// The keys of an endpoint for the eye: masked, an ellipsis for what is not entered yet. NotFound and
// BadInput as Secrets::keysFor().
[[nodiscard]] Result<Keys> keysToShow(const Secrets &secrets, const Endpoint &endpoint, const Service &service);

}
