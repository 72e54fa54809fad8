// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/transportform.h"
#include "store/deliveries.h"
#include "validation/finding.h"

#include <functional>

namespace eventscope {

// What came back.
struct Reply {
    int status = 0;
    std::vector<NamedValue> headers;
    QByteArray body;         // decompressed; at most what the sender was told to keep
    qint64 bodyBytes = 0;    // all that came
};

// A reply understood by its definition.
struct ReplyReading {
    DeliveryState state = DeliveryState::Rejected;    // Accepted, Partly or Rejected
    QString message;         // the service's own words where it has any, else the status in words
    qint64 accepted = -1;    // where the service counts
    std::vector<QByteArray> ids;
    bool pause = false;    // no use in sending more to this endpoint: 401, 402, 403 and what the definition adds
    bool retry = false;    // may succeed later
    // What rules of the definition say of the reply; pointers and places are those in its body as JSON.
    std::vector<Finding> findings;
};

using SecretCut = std::function<QByteArray(const QByteArray &text)>;

// Never fails: a reply that is no JSON, empty, of a wrong content type or encoding is read by its status,
// and the message says what it was instead of the service's words. A redirect is a rejection that names
// where it leads to. A count below what was sent is Partly, of 0 Rejected. Control characters in words of
// the service are shown, not obeyed. `cut` takes known secrets out of words before they are shortened: half
// of a key could not be told any more.
[[nodiscard]] ReplyReading readReply(
    const TransportForm &form, const Reply &reply, qint64 sent, const SecretCut &cut = {});

// "Unauthorized" for 401: the words of the HTTP specification; empty for what has none.
[[nodiscard]] QString statusWords(int status);

}
