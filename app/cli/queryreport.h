// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"

namespace eventscope {

// What a search summed up, for people and as one JSON object:
// {"total":N,"earliest":…,"latest":…,"histogram":{…},"facets":{…}}; histogram and facets only when asked.
[[nodiscard]] QByteArray reportJson(const SearchResult &result);
[[nodiscard]] QByteArray histogramText(const Histogram &histogram);
[[nodiscard]] QByteArray facetsText(const std::vector<Facet> &facets);

}
