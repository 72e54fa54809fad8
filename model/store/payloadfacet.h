// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/filtermatch.h"
#include "store/payloadvalues.h"

#include <deque>
#include <string>
#include <unordered_map>

namespace eventscope {

// Counts the values at a path. One a thread; what several found is put together.
class PayloadFacet {
public:
    PayloadFacet(const FacetSpec &spec, const QList<QByteArray> &places);

    void count(Row row, LazyPayload &payload);
    void add(const PayloadFacet &other);
    [[nodiscard]] Facet facet() const;

private:
    struct Counted {
        qint64 count = 0;
        Row first = 0;
        bool meant = true;
    };

    [[nodiscard]] bool isMeant(std::string_view value) const;
    // Null when there is no room for one more.
    [[nodiscard]] Counted *find(std::string_view value, Row row);
    void keepFirst();

    FacetSpec m_spec;
    PayloadPath m_path;
    std::optional<WildcardPattern> m_containing;
    std::deque<std::string> m_texts;
    std::unordered_map<std::string_view, Counted> m_counts;
    qint64 m_total = 0;
    bool m_cut = false;
    std::vector<JsonValue> m_values;
    std::vector<std::string> m_seen;
};

}
