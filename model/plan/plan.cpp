// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/planreader.h"
#include "plan/plantext.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

struct Plan::Private {
    JsonMembers top;
    std::vector<JsonMembers> members;    // of each event
    std::vector<PlannedEvent> events;
    QHash<QByteArray, std::size_t> places;

    void add(PlanEntry entry);
    void index();
    [[nodiscard]] PlanEntry entry(std::size_t place) const { return {events[place], members[place]}; }
    [[nodiscard]] std::optional<std::size_t> placeOf(QByteArrayView name) const;
    [[nodiscard]] QString textAt(QByteArrayView name) const;
};

void Plan::Private::add(PlanEntry entry)
{
    places.insert(entry.event.name, events.size());
    events.push_back(std::move(entry.event));
    members.push_back(std::move(entry.members));
}

void Plan::Private::index()
{
    places.clear();
    for (std::size_t i = 0; i < events.size(); ++i)
        places.insert(events[i].name, i);
}

std::optional<std::size_t> Plan::Private::placeOf(QByteArrayView name) const
{
    const auto found = places.constFind(QByteArray::fromRawData(name.data(), name.size()));
    return found == places.constEnd() ? std::nullopt : std::optional(*found);
}

QString Plan::Private::textAt(QByteArrayView name) const
{
    const QByteArray *raw = top.find(name);
    const ReadJson json(raw ? *raw : QByteArray("\"\""));
    return stringOf(json.root().string());
}

Plan::Plan(std::shared_ptr<const Private> parts)
    : d(std::move(parts))
{}

Plan::Plan()
{
    const auto parts = std::make_shared<Private>();
    parts->top.set("format", "1");
    parts->top.set("events", "{}");
    d = parts;
}

Result<Plan> Plan::load(const QByteArray &text, const QString &file)
{
    auto parts = readPlan(text, file);
    if (!parts)
        return failure(parts.error());
    const auto data = std::make_shared<Private>();
    data->top = std::move(parts->top);
    for (PlanEntry &entry : parts->events)
        data->add(std::move(entry));
    return Plan(data);
}

QByteArray Plan::text() const
{
    JsonMembers top = d->top;
    QByteArray events("{");
    for (std::size_t i = 0; i < d->events.size(); ++i) {
        events.append(i > 0 ? "," : "").append(jsonString(d->events[i].name));
        events.append(':').append(d->members[i].text());
    }
    top.set("events", events.append('}'));
    return indentedJson(ReadJson(top.text()).root()).append('\n');
}

QString Plan::title() const
{
    return d->textAt("title");
}

QByteArray Plan::service() const
{
    return d->textAt("service").toUtf8();
}

bool Plan::assertsFormats() const
{
    const QByteArray *formats = d->top.find("formats");
    return formats && *formats == "true";
}

const std::vector<PlannedEvent> &Plan::events() const
{
    return d->events;
}

const PlannedEvent *Plan::event(QByteArrayView name) const
{
    const auto place = d->placeOf(name);
    return place ? &d->events[*place] : nullptr;
}

Plan Plan::withTitle(const QString &title) const
{
    const auto parts = std::make_shared<Private>(*d);
    parts->top.set("title", quoted(title));
    return Plan(parts);
}

Plan Plan::withService(const QByteArray &service) const
{
    const auto parts = std::make_shared<Private>(*d);
    parts->top.set("service", jsonString(service));
    return Plan(parts);
}

Plan Plan::withFormats(bool asserted) const
{
    const auto parts = std::make_shared<Private>(*d);
    parts->top.set("formats", asserted ? "true" : "false");
    return Plan(parts);
}

Result<Plan> Plan::withEvent(QByteArrayView name, const PlannedEvent &event) const
{
    const QString shown = stringOf(viewOf(event.name));
    if (event.name.isEmpty())
        return failure(Error::Kind::BadInput, PlanText::tr("An event needs a name."));
    const auto place = d->placeOf(name);
    if (const auto taken = d->placeOf(event.name); taken && taken != place)
        return failure(Error::Kind::BadInput, PlanText::tr("The plan has an event \"%1\" already.").arg(shown));
    if (!event.schema.isEmpty()) {
        auto faults = schemaFaults(event.schema, assertsFormats());
        if (!faults.empty())
            return failure(definitionError(PlanText::tr("The schema of \"%1\"").arg(shown), faults));
    }
    const auto parts = std::make_shared<Private>(*d);
    if (!place) {
        parts->add(withValue({}, event));
        return Plan(parts);
    }
    PlanEntry entry = withValue(d->entry(*place), event);
    parts->members[*place] = std::move(entry.members);
    parts->events[*place] = std::move(entry.event);
    if (event.name != name)
        parts->index();
    return Plan(parts);
}

Plan Plan::withoutEvent(QByteArrayView name) const
{
    const auto place = d->placeOf(name);
    if (!place)
        return *this;
    const auto parts = std::make_shared<Private>(*d);
    parts->events.erase(parts->events.begin() + static_cast<std::ptrdiff_t>(*place));
    parts->members.erase(parts->members.begin() + static_cast<std::ptrdiff_t>(*place));
    parts->index();
    return Plan(parts);
}

bool operator==(const Plan &a, const Plan &b)
{
    return a.d == b.d || a.text() == b.text();
}

namespace {

constexpr std::array<const char *, 3> statuses{"active", "planned", "deprecated"};

}

QByteArray planStatusId(PlanStatus status)
{
    return statuses[static_cast<std::size_t>(status)];
}

std::optional<PlanStatus> planStatusFromId(QByteArrayView id)
{
    const auto *const found =
        std::find_if(statuses.begin(), statuses.end(), [id](const char *name) { return id == QByteArrayView(name); });
    if (found == statuses.end())
        return std::nullopt;
    return static_cast<PlanStatus>(found - statuses.begin());
}

}
