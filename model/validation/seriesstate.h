// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/seriesplan.h"
#include "validation/seriestable.h"

#include <QByteArray>

namespace eventscope {

// What was seen so far by one rule that looks across events.
struct SeriesState {
    struct Seen {
        Micros time = 0;
        qint64 batch = 0;
    };

    static constexpr std::size_t mostKeys = 1'000'000;    // of each of the two tables
    static constexpr std::size_t mostSubjects = 100'000;
    static constexpr std::size_t mostValues = 1'000'000;
    static constexpr quint16 mostSets = 64;    // of names, of one subject

    // Duplicate: the last keys, and those before them. When there are too many the oldest go, at once.
    SeriesTable<Seen> keys{mostKeys};
    SeriesTable<Seen> olderKeys{mostKeys};
    qint64 batch = 0;    // that the keys are of, where they are those of one

    // DistinctLimit: how many values a subject has; the values, with their subject.
    SeriesTable<quint16> subjects{mostSubjects};
    SeriesTable<quint8> values{mostValues};

    // Drift. `subjects` counts the sets of names there.
    SeriesTable<quint8> sets{mostValues};        // names and types of all members: 1 where a type is another
    SeriesTable<quint8> nameSets{mostValues};    // the names alone
    SeriesTable<quint8> types{mostValues};       // of a member: the first that was seen

    void clear();
    [[nodiscard]] QByteArray written() const;
    [[nodiscard]] bool read(const QByteArray &bytes);
};

}
