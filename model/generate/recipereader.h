// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "generate/specreader.h"

namespace eventscope {

// Compiles a recipe whose structure has been checked.
class RecipeReader {
public:
    using Json = nlohmann::ordered_json;

    RecipeReader(const Json &recipe, Recipe::Private &into);

    // The parts are whole only when there is none.
    [[nodiscard]] const std::vector<DefinitionFault> &faults() const { return m_faults; }

private:
    void readValues();
    void readTime();
    void readEvents();
    void readFollowUps(const Json &event, EventTemplate &into, const QByteArray &at);
    void readFaults();
    void readKind(const Json &json, EventFault &into, const QByteArray &at);
    void readEndpoints();
    void readDeliveries();
    void readOutcomes(const Json &json, RecipeDelivery &into, const QByteArray &at);
    [[nodiscard]] RecipeOutcome readOutcome(const Json &json, const QByteArray &at);
    [[nodiscard]] std::vector<std::size_t> eventsNamed(const Json &json, const QByteArray &at);
    [[nodiscard]] std::optional<std::size_t> eventNamed(const std::string &name, const QByteArray &at);
    void fault(const QByteArray &at, const QString &reason) { m_faults.push_back({at, reason}); }

    const Json &m_recipe;
    Recipe::Private &m_into;
    std::vector<DefinitionFault> m_faults;
    SpecReader::Pools m_pools;
    ValueScope m_scope;
    SpecReader m_specs;
    std::map<std::string, std::size_t> m_events;
    std::map<std::string, std::size_t> m_endpoints;
};

}
