// SPDX-License-Identifier: GPL-3.0-or-later
#include "demofill.h"

#include "delivery/deliveryrecord.h"
#include "delivery/request.h"
#include "event/longwork.h"
#include "event/tr.h"
#include "generate/deliveryplanner.h"
#include "intake/eventreader.h"
#include "intake/importrepeats.h"
#include "receiver/receiver.h"
#include "service/service.h"
#include "store/deliveries.h"
#include "store/endpoints.h"
#include "store/taken.h"
#include "views/localendpoint.h"

#include <QPromise>
#include <QtConcurrent>

#include <algorithm>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t batchEvents = 1000;
constexpr quint64 seed = 1;

QString cancelled()
{
    return tr("The demo was not made to its end.");
}

// What a future of the store holds, waited for in this thread.
template <typename T>
Result<T> taken(QFuture<Result<T>> future)
{
    return eventscope::taken(std::move(future), cancelled());
}

// An endpoint of the recipe, kept in the store.
struct Target {
    Endpoint endpoint;
    RequestMaker maker;
};

class Fill {
public:
    Fill(QPromise<Result<DemoCounts>> &promise, EventStore &store, const ServiceSet &services, RecipePtr recipe,
        Micros end)
        : m_promise(promise)
        , m_store(store)
        , m_services(services)
        , m_recipe(std::move(recipe))
        , m_end(end)
        , m_planner(m_recipe, seed)
        , m_series(services, SeriesKeys::OfBatch)
    {}

    Result<DemoCounts> run();

private:
    [[nodiscard]] Result<void> addEndpoints();
    [[nodiscard]] Result<void> addLocalEndpoints();
    [[nodiscard]] Result<Target> addEndpoint(const RecipeEndpoint &from);
    [[nodiscard]] Result<void> addEvents();
    [[nodiscard]] Result<void> endSeries();
    [[nodiscard]] Result<void> take(const GeneratedEvent &made, qint64 number);
    [[nodiscard]] Result<void> send();
    [[nodiscard]] Result<void> addDeliveries();
    [[nodiscard]] Result<Delivery> deliveryOf(const PlannedDelivery &planned) const;
    [[nodiscard]] EventReader &readerOf(const QByteArray &service);

    QPromise<Result<DemoCounts>> &m_promise;
    EventStore &m_store;
    const ServiceSet &m_services;
    RecipePtr m_recipe;
    Micros m_end;
    DeliveryPlanner m_planner;
    DemoCounts m_counts;
    OriginId m_origin = 0;
    std::map<QByteArray, EventReader> m_readers;
    SeriesJudge m_series;
    SeriesFacts m_facts;
    std::vector<Target> m_targets;
    std::vector<Event> m_batch;
    std::vector<Reject> m_rejects;
    std::vector<OutgoingEvent> m_outgoing;    // what was stored, in its order
    std::vector<PlannedDelivery> m_planned;
};

Result<DemoCounts> Fill::run()
{
    m_promise.setProgressRange(0, 1000);
    if (auto added = addEndpoints(); !added)
        return failure(added.error());
    const auto origin = taken(m_store.begin({QStringLiteral("capture"), m_recipe->title(), m_recipe->description()}));
    if (!origin)
        return failure(origin.error());
    m_origin = *origin;
    if (const auto state = taken(m_store.seriesState()); state && !state->isEmpty())
        m_series.restore(*state);
    Result<void> done = addEvents();
    if (done) {
        if (const auto completed = taken(m_store.complete(m_origin)); !completed)
            done = failure(completed.error());
    }
    if (!done) {
        (void)taken(m_store.abandon(m_origin));
        return failure(done.error());
    }
    if (auto judged = endSeries(); !judged)
        return failure(judged.error());
    if (auto added = addDeliveries(); !added)
        return failure(added.error());
    return m_counts;
}

Result<void> Fill::endSeries()
{
    if (const auto judged = judgeRepeats(m_store, m_services, m_origin); !judged)
        return failure(judged.error());
    return taken(m_store.setSeriesState(m_series.state()));
}

Result<void> Fill::addEndpoints()
{
    for (const RecipeEndpoint &endpoint : m_recipe->endpoints()) {
        auto target = addEndpoint(endpoint);
        if (!target)
            return failure(target.error());
        m_targets.push_back(std::move(*target));
        ++m_counts.endpoints;
    }
    return addLocalEndpoints();
}

// What is composed in the demo can be sent to the receiver of this computer, where it can be seen to arrive.
Result<void> Fill::addLocalEndpoints()
{
    QByteArray before;
    for (const WayIn &way : waysIn(m_services.services(), u"http://127.0.0.1:8710"_s)) {
        if (std::exchange(before, way.service->id()) == way.service->id())
            continue;    // one of each service is enough
        if (const auto id = taken(m_store.endpoints().save(localEndpoint(way, {}))); !id)
            return failure(id.error());
        ++m_counts.endpoints;
    }
    return {};
}

Result<Target> Fill::addEndpoint(const RecipeEndpoint &from)
{
    const ServicePtr service = m_services.services().find(from.service);
    if (!service)
        return failure(Error::Kind::NotFound,
            tr("The demo needs a service that is not defined: %1.").arg(QString::fromUtf8(from.service)));
    const auto form = TransportForm::of(service, from.transport);
    if (!form)
        return failure(form.error());
    Endpoint endpoint;
    endpoint.name = from.name;
    endpoint.service = from.service;
    endpoint.transport = from.transport;
    endpoint.base = from.base.isEmpty() ? (*form)->transport().base : from.base;
    endpoint.auth = (*form)->defaultAuth();
    endpoint.customer = from.customer;
    endpoint.production = from.production;
    Keys keys;    // nothing but a stand-in to be masked: deliveries show that there was a key
    for (const QString &variable : from.variables) {
        endpoint.secrets.push_back({SecretSource::Kind::Environment, variable});
        keys.parts.push_back(variable.toUtf8());
    }
    auto maker = RequestMaker::of(*form, endpoint, keys.masked(*service));
    if (!maker)
        return failure(maker.error());
    const auto id = taken(m_store.endpoints().save(endpoint));
    if (!id)
        return failure(id.error());
    endpoint.id = *id;
    return Target{std::move(endpoint), std::move(*maker)};
}

EventReader &Fill::readerOf(const QByteArray &service)
{
    auto found = m_readers.find(service);
    if (found == m_readers.end()) {
        ReadOptions options;
        if (m_services.services().find(service))
            options.service = service;
        options.atReceipt = true;    // as what is received is judged, also later
        found = m_readers.try_emplace(service, m_services, options).first;
    }
    return found->second;
}

Result<void> Fill::addEvents()
{
    Generator generator(m_recipe, {seed, 0, m_end});
    for (qint64 number = 0; !generator.atEnd(); ++number) {
        if (auto good = take(generator.next(), number); !good)
            return good;
        if (m_batch.size() < batchEvents)
            continue;
        m_promise.setProgressValue(static_cast<int>(900 * (number + 1) / generator.count()));
        if (m_promise.isCanceled())
            return failure(Error::Kind::Cancelled, cancelled());
        if (auto sent = send(); !sent)
            return sent;
    }
    if (auto sent = send(); !sent)
        return sent;
    std::vector<PlannedDelivery> rest = m_planner.finish();
    std::move(rest.begin(), rest.end(), std::back_inserter(m_planned));
    m_counts.rejects = static_cast<qint64>(m_rejects.size());
    return m_rejects.empty() ? Result<void>() : taken(m_store.reject(m_origin, std::exchange(m_rejects, {})));
}

Result<void> Fill::take(const GeneratedEvent &made, qint64 number)
{
    const QByteArrayView text = made.text;
    auto read =
        readerOf(made.service).read({text.data(), std::size_t(text.size())}, made.envelope, made.time, &m_facts);
    if (const auto *fault = std::get_if<JsonFault>(&read)) {
        m_rejects.push_back({m_recipe->title(), number + 1, 0, made.text.size(), fault->sentence,
            redactedBytes(made.text, m_services.services().all())});
        return {};
    }
    Event &event = std::get<Event>(read);
    if (const Judgement series = m_series.verdict(m_facts); !series.rules.isEmpty()) {
        event.verdict = std::max(event.verdict, series.verdict);
        event.rules = joinedRules(event.rules, series.rules);
    }
    std::vector<PlannedDelivery> planned = m_planner.add(made, static_cast<qint64>(m_outgoing.size()));
    m_outgoing.push_back({event.text, event.envelope});
    m_batch.push_back(std::move(event));
    std::move(planned.begin(), planned.end(), std::back_inserter(m_planned));
    return {};
}

Result<void> Fill::send()
{
    m_counts.events += static_cast<qint64>(m_batch.size());
    return m_batch.empty() ? Result<void>() : taken(m_store.append(m_origin, std::exchange(m_batch, {})));
}

Result<Delivery> Fill::deliveryOf(const PlannedDelivery &planned) const
{
    const Target &target = m_targets[planned.endpoint];
    std::vector<OutgoingEvent> events;
    for (const qint64 number : planned.events)
        events.push_back(m_outgoing[static_cast<std::size_t>(number)]);
    auto request = target.maker.make(events);
    if (!request)
        return failure(request.error());
    Delivery delivery = eventscope::deliveryOf(target.endpoint, *request);
    delivery.started = std::min(planned.started, m_end);
    const ReplyCuts cuts({}, *target.maker.form().service(), m_services.services().all());
    delivery.end = outcomeOf(target.maker.form(), planned.exchange, request->events, cuts).end;
    if (DeliveryTimes &times = delivery.end.times; times.connected >= 0 && request->url.startsWith("https:"))
        times.secured = (times.connected + times.sent) / 2;
    return delivery;
}

Result<void> Fill::addDeliveries()
{
    std::vector<EventId> ids;
    const Columns &columns = m_store.columns();
    for (Row row = 0; row < columns.size(); ++row) {
        if (columns.origin(row) == static_cast<Term>(m_origin))
            ids.push_back(columns.id(row));
    }
    if (ids.size() != m_outgoing.size())
        return failure(Error::Kind::Internal, tr("The demo's events were not stored as they were made."));
    std::sort(m_planned.begin(), m_planned.end(),
        [](const PlannedDelivery &a, const PlannedDelivery &b) { return a.started < b.started; });
    std::vector<QFuture<Result<Deliveries::Begun>>> begun;
    for (const PlannedDelivery &planned : m_planned) {
        auto delivery = deliveryOf(planned);
        if (!delivery)
            return failure(delivery.error());
        Deliveries::Cargo cargo;
        for (const qint64 number : planned.events)
            cargo.stored.push_back(ids[static_cast<std::size_t>(number)]);
        begun.push_back(m_store.deliveries().begin(std::move(*delivery), std::move(cargo)));
    }
    for (auto &future : begun) {
        if (const auto kept = taken(std::move(future)); !kept)
            return failure(kept.error());
        ++m_counts.deliveries;
    }
    return {};
}

}

QFuture<Result<DemoCounts>> fillStore(EventStore &store, const ServiceSet &services, RecipePtr recipe, Micros end)
{
    return QtConcurrent::run(
        [&store, services, recipe = std::move(recipe), end](QPromise<Result<DemoCounts>> &promise) {
            const LongWork lasts;
            promise.addResult(Fill(promise, store, services, recipe, end).run());
        });
}

}
