// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "receiver/http.h"

#include <QString>

namespace eventscope {

// A request's body as UTF-8 text, or why it cannot be had.
struct ReceivedBody {
    QByteArray text;    // without a byte order mark; what could be read where it is refused
    int refused = 0;    // a status; 0: fine
    QString reason;     // a sentence
};

// Undoes the content coding, at most `most` bytes of it (413), and the charset; 415 for a coding or charset that
// is not known, 400 where the bytes are not what the headers say.
[[nodiscard]] ReceivedBody receivedBody(const HttpRequest &request, qint64 most);

// "application/json" of "application/json; charset=utf-8", in lower case; empty without one.
[[nodiscard]] QByteArray mediaType(const HttpRequest &request);
// Whether that is JSON, or says nothing.
[[nodiscard]] bool mayBeJson(const QByteArray &mediaType);

}
