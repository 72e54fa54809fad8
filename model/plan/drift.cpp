// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/drift.h"

#include "event/utf8.h"
#include "plan/plantext.h"
#include "validation/ruletexts.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Type = PropertyProfile::Type;

double shareOf(qint64 part, qint64 whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

QString shown(const QByteArray &name)
{
    return ruletext::name(stringOf(viewOf(name)));
}

// “a string”, …
QString typeWords(Type type)
{
    switch (type) {
    case Type::Null:
        return PlanText::tr("null");
    case Type::Boolean:
        return PlanText::tr("true or false");
    case Type::Integer:
        return PlanText::tr("an integer");
    case Type::Number:
        return PlanText::tr("a number with a fraction");
    case Type::String:
        return PlanText::tr("a string");
    case Type::Object:
        return PlanText::tr("an object");
    case Type::Array:
        break;
    }
    return PlanText::tr("an array");
}

// A string of few values, each seen often.
bool isEnumeration(const PropertyProfile &property)
{
    constexpr std::size_t most = 10;
    constexpr qint64 often = 20;
    const qint64 strings = property.counts[Type::String];
    return !property.manyValues && strings > 0 && strings == property.present && property.values.size() <= most &&
           strings >= often * static_cast<qint64>(property.values.size());
}

class Comparison {
public:
    explicit Comparison(const DriftOptions &options)
        : m_options(options)
    {}

    void events(const Profile &before, const Profile &after);
    [[nodiscard]] std::vector<Drift> take() { return std::move(m_found); }

private:
    void event(const EventProfile &before, const EventProfile &after);
    void gone(Drift::Kind kind, qint64 count);
    void property(const PropertyProfile &before, const PropertyProfile &after);
    void presence(const PropertyProfile &before, const PropertyProfile &after);
    void types(const PropertyProfile &before, const PropertyProfile &after);
    void values(const PropertyProfile &before, const PropertyProfile &after);
    void add(Drift::Kind kind, double before, double after, const QString &sentence)
    {
        m_found.push_back({kind, m_event, m_property, before, after, sentence});
    }

    const DriftOptions &m_options;
    std::vector<Drift> m_found;
    QByteArray m_event;
    QByteArray m_property;
    qint64 m_before = 0;    // events of the name
    qint64 m_after = 0;
    bool m_enough = false;
};

void Comparison::events(const Profile &before, const Profile &after)
{
    std::set<QByteArray> names;
    for (const auto &[name, profile] : before.events())
        names.insert(name);
    for (const auto &[name, profile] : after.events())
        names.insert(name);
    for (const QByteArray &name : names) {
        const auto was = before.events().find(name);
        const auto is = after.events().find(name);
        m_event = name;
        m_property.clear();
        if (was == before.events().end())
            add(Drift::Kind::NewEvent, 0, static_cast<double>(is->second.count),
                PlanText::tr("The event %1 is new.").arg(shown(name)));
        else if (is == after.events().end())
            add(Drift::Kind::GoneEvent, static_cast<double>(was->second.count), 0,
                PlanText::tr("The event %1 does not come any more.").arg(shown(name)));
        else
            event(was->second, is->second);
    }
}

void Comparison::event(const EventProfile &before, const EventProfile &after)
{
    m_before = before.count;
    m_after = after.count;
    m_enough = std::min(m_before, m_after) >= m_options.least;
    std::set<QByteArray> names;
    for (const auto &[name, profile] : before.properties)
        names.insert(name);
    for (const auto &[name, profile] : after.properties)
        names.insert(name);
    for (const QByteArray &name : names) {
        const auto was = before.properties.find(name);
        const auto is = after.properties.find(name);
        m_property = name;
        // What was not kept may have been there.
        if (was == before.properties.end() && before.otherProperties == 0)
            add(Drift::Kind::NewProperty, 0, shareOf(is->second.present, m_after),
                PlanText::tr("%1 is new: it is in %2 of the events.")
                    .arg(shown(name), percentText(is->second.present, m_after)));
        else if (is == after.properties.end() && after.otherProperties == 0)
            add(Drift::Kind::GoneProperty, shareOf(was->second.present, m_before), 0,
                PlanText::tr("%1 does not come any more; it was in %2 of the events.")
                    .arg(shown(name), percentText(was->second.present, m_before)));
        else if (was != before.properties.end() && is != after.properties.end())
            property(was->second, is->second);
    }
}

void Comparison::property(const PropertyProfile &before, const PropertyProfile &after)
{
    presence(before, after);
    types(before, after);
    values(before, after);
}

void Comparison::presence(const PropertyProfile &before, const PropertyProfile &after)
{
    const double was = shareOf(before.present, m_before);
    const double is = shareOf(after.present, m_after);
    if (m_enough && std::abs(is - was) >= m_options.threshold)
        add(Drift::Kind::Presence, was, is,
            PlanText::tr("%1 is in %2 of the events now, and was in %3 before.")
                .arg(shown(m_property), percentText(after.present, m_after), percentText(before.present, m_before)));
}

void Comparison::types(const PropertyProfile &before, const PropertyProfile &after)
{
    const std::size_t known = m_found.size();
    std::size_t most = 0;
    double gain = 0;
    for (std::size_t i = 0; i < PropertyProfile::types; ++i) {
        const auto type = static_cast<Type>(i);
        const double was = shareOf(before.counts[i], before.present);
        const double is = shareOf(after.counts[i], after.present);
        if (was == 0 && is > 0) {
            add(Drift::Kind::Types, was, is,
                PlanText::tr("%1 is %2 in %3 of its values now, and was never before.")
                    .arg(shown(m_property), typeWords(type), percentText(after.counts[i], after.present)));
        } else if (is == 0 && was > 0 && m_enough) {
            add(Drift::Kind::Types, was, is,
                PlanText::tr("%1 is never %2 now, and was in %3 of its values before.")
                    .arg(shown(m_property), typeWords(type), percentText(before.counts[i], before.present)));
        } else if (is - was > gain) {
            gain = is - was;
            most = i;
        }
    }
    if (m_found.size() > known || !m_enough || gain < m_options.threshold)
        return;
    add(Drift::Kind::Types, shareOf(before.counts[most], before.present), shareOf(after.counts[most], after.present),
        PlanText::tr("%1 is %2 in %3 of its values now, and was in %4 before.")
            .arg(shown(m_property), typeWords(static_cast<Type>(most)), percentText(after.counts[most], after.present),
                percentText(before.counts[most], before.present)));
}

void Comparison::values(const PropertyProfile &before, const PropertyProfile &after)
{
    if (!isEnumeration(before))
        return;
    if (after.manyValues) {
        add(Drift::Kind::NewValues, 0, 1,
            PlanText::tr(
                "%1 had %n value(s) before, and has many now.", nullptr, static_cast<int>(before.values.size()))
                .arg(shown(m_property)));
        return;
    }
    constexpr qsizetype shownMost = 5;
    qint64 events = 0;
    QStringList fresh;
    qsizetype count = 0;
    for (const auto &[value, times] : after.values) {
        if (before.values.contains(value) || !value.startsWith('"'))
            continue;
        events += times;
        if (++count <= shownMost)
            fresh << stringOf(viewOf(value));
    }
    if (count == 0)
        return;
    if (count > shownMost)
        fresh << u"…"_s;
    add(Drift::Kind::NewValues, 0, shareOf(events, after.present),
        PlanText::tr("%1 has values that it had never before: %2.").arg(shown(m_property), fresh.join(u", "_s)));
}

}

std::vector<Drift> driftBetween(const Profile &before, const Profile &after, const DriftOptions &options)
{
    Comparison comparison(options);
    comparison.events(before, after);
    return comparison.take();
}

QByteArray driftKindId(Drift::Kind kind)
{
    constexpr std::array ids{
        "new-event", "gone-event", "new-property", "gone-property", "presence", "types", "new-values"};
    return ids[static_cast<std::size_t>(kind)];
}

}
