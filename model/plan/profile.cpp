// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/profile.h"

#include "event/utf8.h"
#include "plan/plantext.h"
#include "schema/formats.h"
#include "schema/jsonnumber.h"

#include <algorithm>
#include <numeric>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

// What keeping one more of them costs, beside its text.
constexpr qint64 propertyCost = 700;
constexpr qint64 valueCost = 100;

PropertyProfile::Type typeOf(JsonValue value)
{
    switch (value.kind()) {
    case JsonKind::Null:
        return PropertyProfile::Null;
    case JsonKind::True:
    case JsonKind::False:
        return PropertyProfile::Boolean;
    case JsonKind::Number:
        return value.node().integral || JsonNumber(value.raw()).isWhole() ? PropertyProfile::Integer
                                                                          : PropertyProfile::Number;
    case JsonKind::String:
        return PropertyProfile::String;
    case JsonKind::Object:
        return PropertyProfile::Object;
    case JsonKind::Array:
        break;
    }
    return PropertyProfile::Array;
}

quint64 codePoints(std::string_view text)
{
    return static_cast<quint64>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void widen(Micros &first, Micros &last, Micros from, Micros to, bool fresh)
{
    first = fresh ? from : std::min(first, from);
    last = fresh ? to : std::max(last, to);
}

bool isLess(const QByteArray &a, const QByteArray &b)
{
    return JsonNumber(viewOf(a)) < JsonNumber(viewOf(b));
}

void widenRange(PropertyProfile &property, const QByteArray &least, const QByteArray &most)
{
    if (property.longNumbers || least.isEmpty())
        return;
    if (property.minimum.isEmpty() || isLess(least, property.minimum))
        property.minimum = least;
    if (property.maximum.isEmpty() || isLess(property.maximum, most))
        property.maximum = most;
}

void forgetRange(PropertyProfile &property)
{
    property.longNumbers = true;
    property.minimum.clear();
    property.maximum.clear();
}

void addNumber(PropertyProfile &property, JsonValue number)
{
    if (number.length() > PropertyProfile::longestValue) {
        forgetRange(property);
        return;
    }
    const std::string_view raw = number.raw();
    const QByteArray spelled = QByteArray::fromRawData(raw.data(), static_cast<qsizetype>(raw.size()));
    const bool widens =
        property.minimum.isEmpty() || isLess(spelled, property.minimum) || isLess(property.maximum, spelled);
    if (widens)
        widenRange(property, bytesOf(raw), bytesOf(raw));
}

// `before`: how many strings came before this one.
void addString(PropertyProfile &property, std::string_view text, bool lone, qint64 before)
{
    constexpr std::size_t longestFormatted = 2000;
    const quint64 length = codePoints(text);
    property.shortest = before == 0 ? length : std::min(property.shortest, length);
    property.longest = std::max(property.longest, length);
    if (std::accumulate(property.formats.begin(), property.formats.end(), qint64(0)) != before || lone ||
        text.size() > longestFormatted)
        return;
    if (const auto format = formatOf(text))
        ++property.formats[static_cast<std::size_t>(*format)];
}

}

EventProfile *Profile::eventOf(const QByteArray &name)
{
    const auto found = m_events.find(name);
    if (found != m_events.end())
        return &found->second;
    if (name.isEmpty() || name.size() > longestName || m_events.size() >= mostNames || m_bytes > mostBytes)
        return nullptr;
    m_bytes += propertyCost + name.size();
    return &m_events[name];
}

PropertyProfile *Profile::propertyOf(EventProfile &event, QByteArrayView name)
{
    const auto found = event.properties.find(QByteArray::fromRawData(name.data(), name.size()));
    if (found != event.properties.end())
        return &found->second;
    if (name.size() > longestName || event.properties.size() >= EventProfile::mostProperties || m_bytes > mostBytes)
        return nullptr;
    m_bytes += propertyCost + name.size();
    return &event.properties[name.toByteArray()];
}

void Profile::add(
    const JsonTape &event, const Service *service, QByteArrayView shape, const QByteArray &name, Micros time)
{
    ++m_count;
    if (service != nullptr)
        m_services.insert(service->id());
    EventProfile *profile = event.isEmpty() ? nullptr : eventOf(name);
    if (profile == nullptr) {
        ++m_others;
        return;
    }
    ++profile->count;
    widen(profile->first, profile->last, time, time, profile->count == 1);
    if (service != nullptr) {
        service->properties(event.root(), shape, m_scratch);
    } else {
        m_scratch.clear();
        if (event.root().isObject()) {
            for (const auto [key, value] : event.root().members())
                m_scratch.push_back({key, value});
        }
    }
    // Of one name the last counts.
    for (auto property = m_scratch.rbegin(); property != m_scratch.rend(); ++property)
        addProperty(*profile, *property, time);
}

void Profile::addProperty(EventProfile &event, const EventProperty &property, Micros time)
{
    const std::string_view name = property.key.string(m_buffer);
    PropertyProfile *profile = propertyOf(event, {name.data(), static_cast<qsizetype>(name.size())});
    if (profile == nullptr) {
        ++event.otherProperties;
        return;
    }
    if (profile->counted == event.count)
        return;
    profile->counted = event.count;
    ++profile->present;
    widen(profile->first, profile->last, time, time, profile->present == 1);
    addValue(*profile, property.value);
}

void Profile::addValue(PropertyProfile &property, JsonValue value)
{
    const PropertyProfile::Type type = typeOf(value);
    const qint64 before = property.counts[type]++;
    if (type == PropertyProfile::Object || type == PropertyProfile::Array)
        return;
    if (value.isNumber())
        addNumber(property, value);
    else if (value.isString())
        addString(property, value.string(m_buffer), value.node().lone, before);
    const std::string_view raw = value.raw();
    const bool isShort = value.length() <= PropertyProfile::longestValue;
    if (property.manyValues && (property.examples.size() >= PropertyProfile::mostExamples || !isShort))
        return;
    const QByteArray spelled = QByteArray::fromRawData(raw.data(), static_cast<qsizetype>(raw.size()));
    auto &examples = property.examples;
    if (isShort && examples.size() < PropertyProfile::mostExamples &&
        std::find(examples.begin(), examples.end(), spelled) == examples.end())
        examples.push_back(bytesOf(raw));
    if (isShort)
        return mergeValue(property, spelled, 1);
    forgetValues(property);
}

void Profile::forgetValues(PropertyProfile &property)
{
    for (const auto &[value, count] : property.values)
        m_bytes -= valueCost + value.size();
    property.manyValues = true;
    property.values.clear();
}

void Profile::mergeValue(PropertyProfile &property, const QByteArray &value, qint64 count)
{
    if (property.manyValues)
        return;
    const auto found = property.values.find(value);
    if (found != property.values.end()) {
        found->second += count;
    } else if (property.values.size() >= PropertyProfile::mostValues || m_bytes > mostBytes) {
        forgetValues(property);
    } else {
        m_bytes += valueCost + value.size();
        property.values.emplace(bytesOf(viewOf(value)), count);
    }
}

void Profile::mergeProperty(PropertyProfile &property, const PropertyProfile &other)
{
    const auto strings = [](const PropertyProfile &one) { return one.counts[PropertyProfile::String]; };
    if (strings(other) > 0) {
        property.shortest = strings(property) > 0 ? std::min(property.shortest, other.shortest) : other.shortest;
        property.longest = std::max(property.longest, other.longest);
    }
    widen(property.first, property.last, other.first, other.last, property.present == 0);
    property.present += other.present;
    for (std::size_t i = 0; i < property.counts.size(); ++i)
        property.counts[i] += other.counts[i];
    for (std::size_t i = 0; i < property.formats.size(); ++i)
        property.formats[i] += other.formats[i];
    if (other.longNumbers)
        forgetRange(property);
    widenRange(property, other.minimum, other.maximum);
    for (const QByteArray &example : other.examples) {
        if (property.examples.size() < PropertyProfile::mostExamples &&
            std::find(property.examples.begin(), property.examples.end(), example) == property.examples.end())
            property.examples.push_back(example);
    }
    if (other.manyValues)
        forgetValues(property);
    for (const auto &[value, count] : other.values)
        mergeValue(property, value, count);
}

void Profile::merge(const Profile &other)
{
    m_count += other.m_count;
    m_others += other.m_others;
    m_services.insert(other.m_services.begin(), other.m_services.end());
    for (const auto &[name, theirs] : other.m_events) {
        EventProfile *ours = eventOf(name);
        if (ours == nullptr) {
            m_others += theirs.count;
            continue;
        }
        widen(ours->first, ours->last, theirs.first, theirs.last, ours->count == 0);
        ours->count += theirs.count;
        ours->otherProperties += theirs.otherProperties;
        for (const auto &[propertyName, property] : theirs.properties) {
            if (PropertyProfile *mine = propertyOf(*ours, propertyName))
                mergeProperty(*mine, property);
            else
                ours->otherProperties += property.present;
        }
        for (auto &[propertyName, property] : ours->properties)
            property.counted = 0;
    }
}

QString percentText(qint64 part, qint64 whole)
{
    if (whole <= 0 || part <= 0)
        return u"0 %"_s;
    if (part >= whole)
        return u"100 %"_s;
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (percent < 0.5)
        return u"< 1 %"_s;
    return percent >= 99.5 ? u"> 99 %"_s : QString::number(qRound(percent)) + u" %"_s;
}

QString typeMix(const PropertyProfile &property)
{
    std::vector<std::size_t> types;
    for (std::size_t i = 0; i < PropertyProfile::types; ++i) {
        if (property.counts[i] > 0)
            types.push_back(i);
    }
    std::stable_sort(types.begin(), types.end(),
        [&](std::size_t a, std::size_t b) { return property.counts[a] > property.counts[b]; });
    QStringList parts;
    for (const std::size_t type : types)
        parts << percentText(property.counts[type], property.present) + u' ' +
                     QString::fromUtf8(typeName(static_cast<PropertyProfile::Type>(type)));
    return parts.join(u", "_s);
}

QByteArray typeName(PropertyProfile::Type type)
{
    constexpr std::array<const char *, PropertyProfile::types> names{
        "null", "boolean", "integer", "number", "string", "object", "array"};
    return names[type];
}

}
