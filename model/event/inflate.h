// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace eventscope {

// What a body holds when its content coding is undone.
struct Inflated {
    enum class End : quint8 {
        Whole,
        TooLarge,    // more than was allowed: `bytes` are the first of them
        Broken,      // cut off or damaged: `bytes` are those before
        Unknown,     // a coding that is not known: `bytes` are those that came
    };
    QByteArray bytes;
    End end = End::Whole;
};

// `coding` is a Content-Encoding: gzip (also of several members), deflate (with or without zlib's header),
// identity or empty. At most `most` bytes are made, and a step more, whatever the body claims to hold.
[[nodiscard]] Inflated inflatedBody(const QByteArray &bytes, QByteArrayView coding, qint64 most);

}
