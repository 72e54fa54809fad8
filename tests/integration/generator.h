// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

namespace eventscope::test {

// A file of event lines, mixed from the five services, with unreadable ones in between.
struct GeneratedFile {
    QByteArray bytes;
    qint64 lines = 0;
    QMap<qint64, QByteArray> unreadable;    // line → its kind
};

struct GeneratorOptions {
    qint64 lines = 1'000;
    qint64 unreadable = 0;        // of these, all kinds in turn
    bool withHugeLine = false;    // one unreadable line of 20 MB
    quint32 seed = 1;
};

// The same options give the same file.
[[nodiscard]] GeneratedFile generated(const GeneratorOptions &options);

}
