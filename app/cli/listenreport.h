// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/receiver.h"
#include "store/receptions.h"

namespace eventscope {

// What `listen` prints. Each line is without its end.

// Where it listens: for people, or as one JSON object.
[[nodiscard]] QByteArray listeningText(const QString &url, quint16 port, bool json);
// How each service is pointed at it.
[[nodiscard]] QByteArray waysText(const std::vector<WayIn> &ways, bool json);
// One request that came.
[[nodiscard]] QByteArray receptionLine(const Reception &reception, bool json);
// One that never got that far.
[[nodiscard]] QByteArray refusedLine(const QByteArray &client, int status, const QString &reason, bool json);
// All of it, at the end.
[[nodiscard]] QByteArray summaryText(const ReceiverCounts &counts, bool json);

}
