// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace eventscope {

// What a body of that Content-Encoding (gzip or deflate) holds, at most `most` bytes of it: a few bytes
// may claim to be gigabytes. As far as it is whole where it is cut off or broken; the bytes as they are
// where they are of no such encoding.
[[nodiscard]] QByteArray inflatedReply(const QByteArray &bytes, const QByteArray &encoding, qint64 most);

}
