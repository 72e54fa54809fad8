// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/event.h"
#include "event/jsontape.h"
#include "service/service.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace eventscope {

// What the values of one property were like.
struct PropertyProfile {
    enum Type : quint8 { Null, Boolean, Integer, Number, String, Object, Array };    // Number: not whole
    static constexpr std::size_t types = 7;

    qint64 present = 0;                    // events that have it
    std::array<qint64, types> counts{};    // by Type; their sum is `present`
    // As spelled in the events, while there are no more than `mostValues` of at most `longestValue` bytes each:
    // the JSON text of scalars, and how often. Not kept any more once there are more.
    std::map<QByteArray, qint64> values;
    bool manyValues = false;
    QByteArray minimum, maximum;          // of numbers, as spelled; empty without any, or with one too long
    bool longNumbers = false;             // some number is spelled with more than `longestValue` bytes
    quint64 shortest = 0, longest = 0;    // of strings, in code points
    // Strings that are of a Format, by its number, as long as each string was of one that can be told.
    std::array<qint64, 32> formats{};
    std::vector<QByteArray> examples;    // the first few different ones
    Micros first = 0, last = 0;
    qint64 counted = 0;    // which event of its name was counted last: one may have a property in two places

    static constexpr std::size_t mostValues = 50;
    static constexpr std::size_t mostExamples = 3;
    static constexpr qsizetype longestValue = 200;
};

// What the events of one name were like.
struct EventProfile {
    qint64 count = 0;
    Micros first = 0, last = 0;    // by event time, or that of receipt
    std::map<QByteArray, PropertyProfile> properties;
    qint64 otherProperties = 0;    // beyond `mostProperties` different ones: not kept
    static constexpr std::size_t mostProperties = 2000;
};

// What a set of events was like: what plans are inferred from, and what coverage and drift compare.
// Memory is bounded whatever comes. Not thread-safe; profiles made side by side can be merged.
class Profile {
public:
    // The event's properties as its service names them; without a service, all its members.
    void add(const JsonTape &event, const Service *service, QByteArrayView shape, const QByteArray &name, Micros time);
    void merge(const Profile &other);

    [[nodiscard]] qint64 count() const noexcept { return m_count; }
    [[nodiscard]] const std::map<QByteArray, EventProfile> &events() const noexcept { return m_events; }
    // Events without a name, and of names beyond `mostNames` different ones: not kept.
    [[nodiscard]] qint64 others() const noexcept { return m_others; }
    [[nodiscard]] const std::set<QByteArray> &services() const noexcept { return m_services; }
    static constexpr std::size_t mostNames = 5000;
    static constexpr qsizetype longestName = 1000;      // of events and properties, in bytes
    static constexpr qint64 mostBytes = 256ll << 20;    // of names and values; what comes beyond is not kept

private:
    [[nodiscard]] EventProfile *eventOf(const QByteArray &name);
    [[nodiscard]] PropertyProfile *propertyOf(EventProfile &event, QByteArrayView name);
    void addProperty(EventProfile &event, const EventProperty &property, Micros time);
    void addValue(PropertyProfile &property, JsonValue value);
    void mergeProperty(PropertyProfile &property, const PropertyProfile &other);
    void forgetValues(PropertyProfile &property);
    void mergeValue(PropertyProfile &property, const QByteArray &value, qint64 count);

    qint64 m_bytes = 0;
    qint64 m_count = 0;
    qint64 m_others = 0;
    std::map<QByteArray, EventProfile> m_events;
    std::set<QByteArray> m_services;
    std::vector<EventProperty> m_scratch;
    std::string m_buffer;
};

// "84 %", rounded honestly: "100 %" and "0 %" are exact, "> 99 %" and "< 1 %" what would round to them.
[[nodiscard]] QString percentText(qint64 part, qint64 whole);

// "84 % integer, 16 % string": the most frequent first.
[[nodiscard]] QString typeMix(const PropertyProfile &property);
// The type's name in JSON Schema.
[[nodiscard]] QByteArray typeName(PropertyProfile::Type type);

}
