// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/coverage.h"

#include "plan/nearnames.h"

#include <QSet>

#include <algorithm>

namespace eventscope {

namespace {

NearNames namesOf(const Plan &plan)
{
    std::vector<QByteArray> names;
    names.reserve(plan.events().size());
    for (const PlannedEvent &event : plan.events())
        names.push_back(event.name);
    return NearNames(std::move(names));
}

bool typesDiffer(const QByteArrayList &planned, const PropertyProfile &seen)
{
    if (planned.isEmpty())
        return false;
    for (std::size_t i = 0; i < PropertyProfile::types; ++i) {
        const auto type = static_cast<PropertyProfile::Type>(i);
        const bool whole = type == PropertyProfile::Integer && planned.contains("number");
        if (seen.counts[i] > 0 && !whole && !planned.contains(typeName(type)))
            return true;
    }
    return false;
}

void setSeen(PropertyCoverage &coverage, const PropertyProfile &seen, qint64 events)
{
    coverage.seen = seen.present;
    coverage.share = events > 0 ? static_cast<double>(seen.present) / static_cast<double>(events) : 0;
    coverage.types = typeMix(seen);
    coverage.first = seen.first;
    coverage.last = seen.last;
}

void addProperties(EventCoverage &coverage, const PlannedEvent *planned, const EventProfile *seen)
{
    QSet<QByteArray> known;
    const std::vector<PlannedProperty> properties =
        planned != nullptr ? propertiesOf(*planned) : std::vector<PlannedProperty>();
    for (const PlannedProperty &property : properties) {
        PropertyCoverage &one = coverage.properties.emplace_back();
        one.name = property.name;
        one.planned = true;
        one.required = property.required;
        known.insert(property.name);
        const auto found = seen != nullptr ? seen->properties.find(property.name) : decltype(seen->properties.end()){};
        if (seen == nullptr || found == seen->properties.end())
            continue;
        setSeen(one, found->second, seen->count);
        one.typesDiffer = typesDiffer(property.types, found->second);
    }
    if (seen == nullptr)
        return;
    for (const auto &[name, property] : seen->properties) {
        if (known.contains(name))
            continue;
        PropertyCoverage &one = coverage.properties.emplace_back();
        one.name = name;
        one.known = planned == nullptr || !planned->wholeEvent;
        setSeen(one, property, seen->count);
    }
}

EventCoverage coverageOfEvent(const QByteArray &name, const PlannedEvent *planned, const EventProfile *seen)
{
    EventCoverage coverage;
    coverage.name = name;
    coverage.planned = planned != nullptr;
    if (planned != nullptr)
        coverage.status = planned->status;
    if (seen != nullptr) {
        coverage.seen = seen->count;
        coverage.first = seen->first;
        coverage.last = seen->last;
    }
    addProperties(coverage, planned, seen);
    return coverage;
}

}

Coverage coverageOf(const Plan &plan, const Profile &profile)
{
    Coverage coverage;
    coverage.count = profile.count();
    for (const PlannedEvent &event : plan.events()) {
        const auto found = profile.events().find(event.name);
        const EventProfile *seen = found == profile.events().end() ? nullptr : &found->second;
        coverage.events.push_back(coverageOfEvent(event.name, &event, seen));
        if (event.status != PlanStatus::Planned)
            ++(seen != nullptr ? coverage.plannedSeen : coverage.plannedUnseen);
    }
    const NearNames names = namesOf(plan);
    std::vector<EventCoverage> others;
    for (const auto &[name, seen] : profile.events()) {
        if (plan.event(name) != nullptr)
            continue;
        EventCoverage &one = others.emplace_back(coverageOfEvent(name, nullptr, &seen));
        one.nearly = names.nearly(name);
    }
    coverage.unplannedSeen = static_cast<int>(others.size());
    std::stable_sort(
        others.begin(), others.end(), [](const EventCoverage &a, const EventCoverage &b) { return a.seen > b.seen; });
    std::move(others.begin(), others.end(), std::back_inserter(coverage.events));
    return coverage;
}

QByteArray nearlyPlanned(const Plan &plan, QByteArrayView name)
{
    return namesOf(plan).nearly(name);
}

}
