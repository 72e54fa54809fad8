// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/recipereader.h"

#include <numeric>

namespace eventscope {

namespace {

using Json = RecipeReader::Json;

RecipeDelivery::Carries carriesOf(const std::string &name)
{
    using Carries = RecipeDelivery::Carries;
    return name == "faulty" ? Carries::Faulty : name == "any" ? Carries::Any : Carries::Healthy;
}

RecipeOutcome::Way wayOf(const std::string &name)
{
    using Way = RecipeOutcome::Way;
    if (name == "failed")
        return Way::NotSent;
    return name == "unknown" ? Way::NoAnswer : Way::Cancelled;
}

class Absent : public ValueSource {
public:
    void make(Making &, Made &made) const override { made.own.setAbsent(); }
};

}

void RecipeReader::readDeliveries()
{
    // Only replies know these two.
    for (auto [name, slot] : {std::pair{"sent", &m_into.sentSlot}, std::pair{"taken", &m_into.takenSlot}}) {
        if (m_scope.names.contains(name))
            fault(pointerBelow("/values", name), RecipeText::tr("This name is kept for replies."));
        *slot = m_scope.add(name, nullptr);
        m_scope.sources[*slot] = std::make_unique<Absent>();
    }
    const auto found = m_recipe.find("deliveries");
    if (found == m_recipe.end())
        return;
    for (std::size_t i = 0; i < found->size(); ++i) {
        const Json &json = (*found)[i];
        const QByteArray at = pointerBelow("/deliveries", i);
        RecipeDelivery plan;
        const auto endpoint = m_endpoints.find(json["endpoint"].get<std::string>());
        if (endpoint == m_endpoints.end())
            fault(pointerBelow(at, "endpoint"), RecipeText::tr("There is no such endpoint."));
        else
            plan.endpoint = endpoint->second;
        plan.share = json.value("share", 1.0);
        plan.events = eventsNamed(json, at);
        plan.carries = carriesOf(json.value("carries", std::string("healthy")));
        if (const auto batch = json.find("batch"); batch != json.end()) {
            plan.leastEvents = (*batch)[0].get<int>();
            plan.mostEvents = (*batch)[1].get<int>();
            if (plan.leastEvents > plan.mostEvents)
                fault(pointerBelow(at, "batch"), RecipeText::tr("The lower end comes first."));
        }
        readOutcomes(json["outcomes"], plan, pointerBelow(at, "outcomes"));
        m_into.deliveries.push_back(std::move(plan));
    }
}

void RecipeReader::readOutcomes(const Json &json, RecipeDelivery &into, const QByteArray &at)
{
    for (std::size_t i = 0; i < json.size(); ++i) {
        into.outcomes.push_back(readOutcome(json[i], pointerBelow(at, i)));
        into.deck.insert(into.deck.end(), json[i].value("times", std::size_t{1}), i);
    }
}

RecipeOutcome RecipeReader::readOutcome(const Json &json, const QByteArray &at)
{
    RecipeOutcome outcome;
    if (json.contains("status") == json.contains("ends"))
        fault(at, RecipeText::tr("An outcome has either \"status\", of a reply, or \"ends\", without one."));
    outcome.status = json.value("status", 0);
    if (const auto ends = json.find("ends"); ends != json.end())
        outcome.way = wayOf(ends->get<std::string>());
    if (const auto headers = json.find("headers"); headers != json.end()) {
        for (const auto &[name, value] : headers->items())
            outcome.headers.emplace_back(
                QByteArray::fromStdString(name), QByteArray::fromStdString(value.get<std::string>()));
    }
    if (const auto reply = json.find("reply"); reply != json.end())
        outcome.reply = m_specs.readTemplate(*reply, pointerBelow(at, "reply"));
    outcome.text = QString::fromStdString(json.value("text", std::string()));
    outcome.message = QString::fromStdString(json.value("message", std::string()));
    if (outcome.way != RecipeOutcome::Way::Replied && outcome.message.isEmpty())
        fault(at, RecipeText::tr("Without a reply there must be a \"message\" that says why."));
    if (const auto lost = json.find("lost"); lost != json.end()) {
        outcome.leastLost = (*lost)[0].get<qint64>();
        outcome.mostLost = std::max(outcome.leastLost, (*lost)[1].get<qint64>());
    }
    outcome.takes = m_specs.readSpans(json["takes"], pointerBelow(at, "takes"));
    if (outcome.takes.least < 0)
        fault(pointerBelow(at, "takes"), RecipeText::tr("Nothing ends before it begins."));
    return outcome;
}

}
