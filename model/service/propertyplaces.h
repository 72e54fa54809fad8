// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/jsonpointer.h"
#include "schema/nametable.h"
#include "service/condition.h"
#include "service/definitionfault.h"
#include "service/properties.h"

namespace eventscope {

// Where a service's events carry their properties, compiled from a definition's "properties". Without it
// every member of the event is one. Immutable.
class PropertyPlaces {
public:
    PropertyPlaces();
    // Faults are added.
    [[nodiscard]] static PropertyPlaces compile(
        const nlohmann::ordered_json &definition, std::vector<DefinitionFault> &faults);

    [[nodiscard]] bool areTold() const noexcept { return m_told; }
    // Whether some place hangs on a condition, so that the event's kind is worth finding out.
    [[nodiscard]] bool areConditional() const noexcept { return m_conditional; }

    // The objects that hold properties, in the order of the text; what is no object there is passed
    // over. How many places there are for an event like this one, filled or not.
    std::size_t objects(const ConditionContext &context, std::vector<PropertyObject> &to) const;
    [[nodiscard]] QList<QByteArray> pointers() const;
    // Whether a member of that name counts there.
    [[nodiscard]] bool holds(std::uint32_t place, std::string_view name) const noexcept;
    // The properties in the order of the text.
    void read(const ConditionContext &context, std::vector<EventProperty> &to) const;

private:
    struct Place {
        JsonPointer pointer;
        Condition condition;
        std::vector<std::string> names;    // that are none
        NameTable without;
    };

    [[nodiscard]] bool isWhole(const Place &place, JsonValue object) const;
    void add(const PropertyObject &object, std::vector<EventProperty> &to) const;

    std::vector<Place> m_places;
    bool m_told = false;
    bool m_conditional = false;
};

}
