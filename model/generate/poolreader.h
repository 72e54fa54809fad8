// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/specreader.h"

namespace eventscope {

// Makes the pools of a recipe, in their order. Their items follow from the recipe alone, whatever the seed:
// the same people come with every run.
class PoolReader {
public:
    using Json = nlohmann::ordered_json;

    // Stops at the first pool with a fault.
    PoolReader(const Json &pools, std::vector<DefinitionFault> &faults);

    [[nodiscard]] const SpecReader::Pools &byName() const { return m_byName; }
    [[nodiscard]] std::vector<std::unique_ptr<Pool>> take() { return std::move(m_pools); }

private:
    [[nodiscard]] std::unique_ptr<Pool> readGiven(const Json &pool, const QByteArray &at);
    [[nodiscard]] std::unique_ptr<Pool> readMade(const std::string &name, const Json &pool, const QByteArray &at);
    void fill(Pool &pool, const Json &json, const ValueScope &scope, Random &random);
    void fault(const QByteArray &at, const QString &reason) { m_faults.push_back({at, reason}); }

    std::vector<DefinitionFault> &m_faults;
    SpecReader::Pools m_byName;
    std::vector<std::unique_ptr<Pool>> m_pools;
    std::size_t m_items = 0;    // of all pools
};

// A fault for each value that asks for itself, by whatever way.
void findCircles(const ValueScope &scope, const QByteArray &at, std::vector<DefinitionFault> &faults);

}
