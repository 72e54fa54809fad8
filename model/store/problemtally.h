// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/scanfilter.h"

#include <span>
#include <vector>

namespace eventscope {

// Counts the events of one pass by rule set, service and name, and remembers the first and the last by time.
class ProblemTally {
public:
    void add(const ScanBlock &block, std::span<const quint16> selected);
    void add(const ProblemTally &other);

    // By rule instead of rule set, the most frequent first.
    [[nodiscard]] std::vector<ProblemGroup> groups(const Columns::Private &columns) const;

private:
    struct Moment {
        Micros time = 0;
        Row row = 0;

        friend auto operator<=>(const Moment &, const Moment &) = default;
    };
    struct Entry {
        quint64 key = 0;    // rule set, service and name; 0: free, as a counted set is none
        qint64 count = 0;
        Moment first;
        Moment last;

        void join(const Entry &other) noexcept;
    };

    [[nodiscard]] Entry &entryOf(quint64 key);
    void grow();

    std::vector<Entry> m_entries;    // open addressing; the size is a power of two
    std::size_t m_used = 0;
};

}
