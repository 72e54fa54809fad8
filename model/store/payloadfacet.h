// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "store/filtermatch.h"
#include "store/payloadvalues.h"

#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace eventscope {

// The different values that all threads of one count keep: those that come first, as many as there is room for. What
// is kept was kept when it first came, so that all of it is counted. Any thread.
class FacetValues {
public:
    static constexpr std::size_t usualRoom = 1'000'000;

    explicit FacetValues(std::size_t room = usualRoom)
        : m_room(room)
    {}

    // The value, which stays as long as this; nothing when there is no room for it.
    [[nodiscard]] std::optional<std::string_view> keep(std::string_view value);

private:
    struct Part {
        std::mutex mutex;
        std::deque<std::string> texts;
        std::unordered_set<std::string_view> known;
    };

    static constexpr std::size_t partCount = 16;

    const std::size_t m_room;
    std::atomic<std::size_t> m_count = 0;
    std::array<Part, partCount> m_parts;
};

// Counts the values at a path. One a thread; what several found is put together.
class PayloadFacet {
public:
    PayloadFacet(const FacetSpec &spec, const QList<QByteArray> &places,
        std::shared_ptr<FacetValues> values = std::make_shared<FacetValues>());

    // For another thread, with nothing counted yet.
    [[nodiscard]] PayloadFacet another() const;

    void count(LazyPayload &payload);
    // Of the same count: one made by another().
    void add(const PayloadFacet &other);
    [[nodiscard]] Facet facet() const;

private:
    [[nodiscard]] bool isMeant(std::string_view value) const;
    void countOne(std::string_view value);

    FacetSpec m_spec;
    PayloadPath m_path;
    std::optional<WildcardPattern> m_containing;
    QList<QByteArray> m_places;
    std::shared_ptr<FacetValues> m_kept;
    std::unordered_map<std::string_view, qint64> m_counts;
    qint64 m_total = 0;
    bool m_cut = false;
    std::vector<JsonValue> m_values;
    std::vector<std::string> m_seen;
};

}
