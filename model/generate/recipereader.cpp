// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/recipereader.h"

#include "generate/poolreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Json = RecipeReader::Json;

QByteArray bytesOf(const Json &json, const char *name)
{
    return QByteArray::fromStdString(json.value(name, std::string()));
}

QString textOf(const Json &json, const char *name)
{
    return QString::fromStdString(json.value(name, std::string()));
}

const Json &memberOf(const Json &json, const char *name)
{
    static const Json nothing = Json::object();
    const auto found = json.find(name);
    return found == json.end() ? nothing : *found;
}

}

RecipeReader::RecipeReader(const Json &recipe, Recipe::Private &into)
    : m_recipe(recipe)
    , m_into(into)
    , m_specs(m_pools, m_scope, m_faults)
{
    m_into.title = textOf(recipe, "title");
    m_into.description = textOf(recipe, "description");
    m_into.count = recipe.value("count", qint64{1000});
    PoolReader pools(memberOf(recipe, "pools"), m_faults);
    m_pools = pools.byName();
    m_into.pools = pools.take();
    if (!m_faults.empty())
        return;    // whatever refers to what is missing would only repeat it
    readValues();
    readTime();
    readEvents();
    readFaults();
    readEndpoints();
    readDeliveries();
    m_into.sources = std::move(m_scope.sources);
    m_into.sequences = std::move(m_scope.sequences);
}

void RecipeReader::readValues()
{
    m_specs.readNamed(memberOf(m_recipe, "values"), "/values");
    findCircles(m_scope, "/values", m_faults);
}

void RecipeReader::readTime()
{
    const Json &json = memberOf(m_recipe, "time");
    TimePlan &plan = m_into.time;
    plan.span = static_cast<Micros>(json.value("days", 1.0) * double(microsPerDay));
    plan.zone = zoneMinutes(json.value("zone", std::string("Z"))) * microsPerMinute;
    plan.hours.fill(1);
    if (const auto hours = json.find("hours"); hours != json.end()) {
        for (std::size_t hour = 0; hour < plan.hours.size(); ++hour)
            plan.hours[hour] = (*hours)[hour].get<double>();
    }
    if (std::all_of(plan.hours.begin(), plan.hours.end(), [](double weight) { return weight <= 0; }))
        fault("/time/hours", RecipeText::tr("One hour at least needs a weight above 0."));
    plan.weekend = json.value("weekend", 1.0);
    plan.noise = json.value("noise", 0.0);
    const Json &bursts = memberOf(json, "bursts");
    for (std::size_t i = 0; i < bursts.size(); ++i) {
        const QByteArray at = pointerBelow("/time/bursts", i);
        plan.bursts.push_back({bursts[i]["perDay"].get<double>(), bursts[i]["times"].get<double>(),
            m_specs.readSpans(bursts[i]["lasting"], pointerBelow(at, "lasting"))});
        if (plan.bursts.back().lasting.least <= 0)
            fault(pointerBelow(at, "lasting"), RecipeText::tr("A burst lasts longer than nothing."));
    }
    if (const auto late = json.find("late"); late != json.end()) {
        plan.lateShare = (*late)["share"].get<double>();
        plan.lateBy = m_specs.readSpans((*late)["by"], "/time/late/by");
        if (plan.lateBy.least < 0)
            fault("/time/late/by", RecipeText::tr("An event cannot come before it happens."));
    }
}

void RecipeReader::readEvents()
{
    const Json &events = m_recipe["events"];
    std::vector<double> weights;
    for (const auto &[name, json] : events.items()) {
        m_events[name] = weights.size();
        weights.push_back(json.value("weight", 1.0));
    }
    if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight <= 0; }))
        fault("/events", RecipeText::tr("One event at least needs a weight above 0."));
    m_into.eventWeights = Weights(weights);
    for (const auto &[name, json] : events.items()) {
        const QByteArray at = pointerBelow("/events", name);
        EventTemplate made;
        made.id = QByteArray::fromStdString(name);
        made.service = bytesOf(json, "service");
        made.transport = bytesOf(json, "transport");
        made.body = m_specs.readTemplate(json["event"], pointerBelow(at, "event"));
        if (const auto envelope = json.find("envelope"); envelope != json.end())
            made.envelope = m_specs.readTemplate(*envelope, pointerBelow(at, "envelope"));
        readFollowUps(json, made, at);
        m_into.events.push_back(std::move(made));
    }
}

void RecipeReader::readFollowUps(const Json &event, EventTemplate &into, const QByteArray &at)
{
    const Json &then = memberOf(event, "then");
    for (std::size_t i = 0; i < then.size(); ++i) {
        const QByteArray place = pointerBelow(pointerBelow(at, "then"), i);
        FollowUp follow;
        if (const auto found = eventNamed(then[i]["event"].get<std::string>(), pointerBelow(place, "event")))
            follow.event = *found;
        follow.share = then[i].value("share", 1.0);
        follow.after = m_specs.readSpans(then[i]["after"], pointerBelow(place, "after"));
        if (follow.after.least < 0)
            fault(pointerBelow(place, "after"), RecipeText::tr("What comes of an event comes after it."));
        const Json &keep = memberOf(then[i], "keep");
        for (std::size_t name = 0; name < keep.size(); ++name) {
            const QByteArray namePlace = pointerBelow(pointerBelow(place, "keep"), name);
            if (const auto slot = m_specs.slot(keep[name].get<std::string>(), namePlace))
                follow.keep.push_back(*slot);
        }
        into.then.push_back(std::move(follow));
    }
}

void RecipeReader::readEndpoints()
{
    const Json &endpoints = memberOf(m_recipe, "endpoints");
    for (const auto &[name, json] : endpoints.items()) {
        RecipeEndpoint endpoint;
        endpoint.name = QString::fromStdString(name);
        endpoint.service = bytesOf(json, "service");
        endpoint.transport = bytesOf(json, "transport");
        endpoint.base = textOf(json, "base");
        for (const Json &variable : memberOf(json, "keys"))
            endpoint.variables.append(QString::fromStdString(variable.get<std::string>()));
        endpoint.customer = bytesOf(json, "customer");
        endpoint.production = json.value("production", false);
        m_endpoints[name] = m_into.endpoints.size();
        m_into.endpoints.push_back(std::move(endpoint));
    }
}

std::vector<std::size_t> RecipeReader::eventsNamed(const Json &json, const QByteArray &at)
{
    std::vector<std::size_t> events;
    const auto names = json.find("events");
    if (names == json.end()) {
        for (std::size_t event = 0; event < m_into.events.size(); ++event)
            events.push_back(event);
        return events;
    }
    for (std::size_t i = 0; i < names->size(); ++i) {
        const QByteArray place = pointerBelow(pointerBelow(at, "events"), i);
        if (const auto found = eventNamed((*names)[i].get<std::string>(), place))
            events.push_back(*found);
    }
    return events;
}

std::optional<std::size_t> RecipeReader::eventNamed(const std::string &name, const QByteArray &at)
{
    const auto found = m_events.find(name);
    if (found != m_events.end())
        return found->second;
    fault(at, RecipeText::tr("There is no event \"%1\".").arg(QString::fromStdString(name)));
    return {};
}

}
