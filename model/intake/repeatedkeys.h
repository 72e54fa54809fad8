// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eventstore.h"
#include "validation/seriesjudge.h"
#include "validation/serviceset.h"

#include <functional>
#include <map>
#include <vector>

namespace eventscope {

// The stored events whose deduplication key an event before them has, where their service has a rule about
// that: the store knows all keys, however many. Found once, then asked from any thread.
class RepeatedKeys {
public:
    explicit RepeatedKeys(const ServiceSet &services);

    // Those that came with an origin, or all for 0. Blocks, not on the store's thread, until it is found or
    // `cancelled`, which may be empty.
    [[nodiscard]] Result<void> find(EventStore &store, OriginId origin, const std::function<bool()> &cancelled = {});
    // Also those that were in one request, at whatever times, as the store does not know requests: those that
    // are said to repeat a key by rules as they are now, and have one that came before. To be asked after
    // find() of all; `state` is that of the series when they were judged.
    [[nodiscard]] Result<void> findInRequests(
        EventStore &store, const QByteArray &state, const std::function<bool()> &cancelled = {});

    // The rules that it breaks.
    [[nodiscard]] std::vector<RuleHit> at(const Columns &columns, Row row) const;
    // Those found of all rules, in order; some may break none.
    [[nodiscard]] std::vector<Row> rows() const;

private:
    struct Window {
        std::map<QByteArray, std::vector<RepeatRule>> rules;    // by service
        std::vector<Row> rows;
    };

    [[nodiscard]] static std::vector<const RepeatRule *> rulesOf(const Window &window, const Columns &columns, Row row);

    // Those that are said to break such a rule and are not found yet.
    [[nodiscard]] static std::vector<Row> toldIn(
        const Window &window, const Columns &columns, const std::vector<quint64> &known);

    std::map<Micros, Window> m_windows;
};

}
