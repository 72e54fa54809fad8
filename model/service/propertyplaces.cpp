// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/propertyplaces.h"

#include "schema/jsonequality.h"
#include "service/jsontree.h"

#include <QList>

#include <algorithm>
#include <tuple>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

// Up to so many nodes, comparing each name with the later ones is cheaper than sorting them.
constexpr std::uint32_t few = 64;

bool isLast(const JsonTape &tape, std::uint32_t key, std::uint32_t end)
{
    std::string buffer;
    const std::string_view name = JsonValue(&tape, key).string(buffer);
    for (std::uint32_t later = tape.nodes()[key + 1].next; later < end; later = tape.nodes()[later + 1].next) {
        if (JsonValue(&tape, later).stringEquals(name))
            return false;
    }
    return true;
}

template <typename Visit>
void forEachLast(JsonValue object, Visit visit)
{
    const JsonTape &tape = *object.tape();
    const std::uint32_t end = object.node().next;
    if (end - object.index() > few) {
        const LastMembers last(object);
        for (const std::uint32_t key : last.keys())
            visit(JsonValue(&tape, key), JsonValue(&tape, key + 1));
        return;
    }
    for (std::uint32_t key = object.index() + 1; key < end; key = tape.nodes()[key + 1].next) {
        if (isLast(tape, key, end))
            visit(JsonValue(&tape, key), JsonValue(&tape, key + 1));
    }
}

}

PropertyPlaces::PropertyPlaces()
    : m_places(1)
{}

PropertyPlaces PropertyPlaces::compile(const Json &definition, std::vector<DefinitionFault> &faults)
{
    PropertyPlaces result;
    const Json &places = memberOf(definition, "properties");
    if (places.is_null())
        return result;
    result.m_told = true;
    result.m_places.clear();
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Json &entry = places[i];
        const QByteArray at = pointerBelow("/properties", i);
        Place &place = result.m_places.emplace_back();
        auto pointer = JsonPointer::parse(entry.at("at").get_ref<const std::string &>());
        if (pointer)
            place.pointer = std::move(*pointer);
        else
            faults.push_back({pointerBelow(at, "at"), pointer.error().message});
        if (entry.contains("if")) {
            auto condition = Condition::compile(entry.at("if"), pointerBelow(at, "if"), definition);
            if (condition)
                place.condition = std::move(*condition);
            else
                faults.push_back(condition.error());
        }
        for (const Json &name : memberOf(entry, "without"))
            place.names.push_back(name.get<std::string>());
        place.without = NameTable(place.names);
        result.m_conditional = result.m_conditional || !place.condition.isAlways();
    }
    return result;
}

std::size_t PropertyPlaces::objects(const ConditionContext &context, std::vector<PropertyObject> &to) const
{
    to.clear();
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        if (place.condition.holds(context) != Answer::Yes)
            continue;
        ++count;
        const JsonValue object = place.pointer.in(context.event);
        if (object && object.isObject())
            to.push_back({object, static_cast<std::uint32_t>(i), isWhole(place, object)});
    }
    std::sort(to.begin(), to.end(), [](const PropertyObject &a, const PropertyObject &b) {
        return std::tuple(a.object.index(), a.place) < std::tuple(b.object.index(), b.place);
    });
    return count;
}

bool PropertyPlaces::isWhole(const Place &place, JsonValue object) const
{
    if (place.without.isEmpty())
        return true;
    std::string buffer;
    for (const auto [key, value] : object.members()) {
        if (place.without.find(key.string(buffer)) != NameTable::absent)
            return false;
    }
    return true;
}

QList<QByteArray> PropertyPlaces::pointers() const
{
    QList<QByteArray> pointers;
    for (const Place &place : m_places)
        pointers.append(place.pointer.text());
    return pointers;
}

bool PropertyPlaces::holds(std::uint32_t place, std::string_view name) const noexcept
{
    return m_places[place].without.find(name) == NameTable::absent;
}

void PropertyPlaces::add(const PropertyObject &object, std::vector<EventProperty> &to) const
{
    std::string buffer;
    forEachLast(object.object, [&](JsonValue key, JsonValue value) {
        if (object.whole || holds(object.place, key.string(buffer)))
            to.push_back({key, value});
    });
}

void PropertyPlaces::read(const ConditionContext &context, std::vector<EventProperty> &to) const
{
    to.clear();
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place &place = m_places[i];
        if (place.condition.holds(context) != Answer::Yes)
            continue;
        const JsonValue object = place.pointer.in(context.event);
        if (object && object.isObject())
            add({object, static_cast<std::uint32_t>(i), place.without.isEmpty()}, to);
    }
    const auto byText = [](const EventProperty &a, const EventProperty &b) { return a.key.index() < b.key.index(); };
    if (!std::is_sorted(to.begin(), to.end(), byText))
        std::sort(to.begin(), to.end(), byText);
}

}
