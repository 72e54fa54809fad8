// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dictionary.h"
#include "store/eventfilter.h"

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

namespace eventscope {

// What was found out about whole dictionaries, kept from one search to the next and continued when
// terms were added. Any thread.
class TermTables {
public:
    using Table = std::shared_ptr<const std::vector<quint8>>;
    using Ranks = std::shared_ptr<const std::vector<quint32>>;

    // One byte a term: whether an AnyOf term's values match its text. For `size` terms at least.
    [[nodiscard]] Table matches(const FilterTerm &term, const Dictionary &dictionary, Term size);
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
