// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dictionary.h"
#include "store/eventfilter.h"
#include "store/parallel.h"
#include "store/termtable.h"

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace eventscope {

// What was found out about whole dictionaries, kept from one search to the next and continued when
// terms were added. Any thread.
class TermTables {
public:
    using Table = std::shared_ptr<const TermTable>;
    using Ranks = std::shared_ptr<const std::vector<quint32>>;

    // The terms whose texts an AnyOf term's values match. For `size` terms at least. Shared among the
    // threads of `parallel`, where there are any.
    [[nodiscard]] Table matches(
        const FilterTerm &term, const Dictionary &dictionary, Term size, const Parallel *parallel = nullptr);
    // The place of each term among all in the order of their texts. For `size` terms at least.
    [[nodiscard]] Ranks ranks(const Dictionary &dictionary, Term size);

private:
    struct Match {
        const Dictionary *dictionary;
        FilterTerm term;
        Table table;
    };
    struct Ranking {
        const Dictionary *dictionary;
        Ranks ranks;
    };

    std::mutex m_matchesMutex;
    std::deque<Match> m_matches;    // the latest used first
    std::mutex m_rankingsMutex;
    std::vector<Ranking> m_rankings;
};

}
