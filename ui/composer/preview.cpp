// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/preview.h"

#include "delivery/endpointidentity.h"
#include "delivery/outboxorders.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/eventreader.h"

#include <QtConcurrent>

namespace eventscope {

namespace {

// What no store knows: the definition's own address, and no key.
Endpoint defaultEndpoint(const TransportForm &form)
{
    Endpoint endpoint;
    endpoint.name = form.transport().base;
    endpoint.service = form.service()->id();
    endpoint.transport = form.transport().id;
    endpoint.base = form.transport().base;
    endpoint.auth = form.defaultAuth();
    endpoint.secrets.assign(
        static_cast<std::size_t>(form.keyParts(endpoint.auth).size()), {SecretSource::Kind::Session, {}});
    return endpoint;
}

Keys missingKeys(const Address &address)
{
    Keys keys;
    for (qsizetype part = 0; part < address.form->keyParts(address.endpoint.auth).size(); ++part)
        keys.parts.push_back(tr("(no key yet)").toUtf8());
    keys.isMasked = true;
    return keys;
}

Result<Event> readEvent(
    const DraftState &state, const Endpoint &endpoint, const ServiceSet &services, const PlanJudgePtr &plan)
{
    const Micros now = currentMicros();
    ReadOptions options;
    options.service = state.service;
    options.shape = state.shape;
    options.context.now = now;
    options.context.transport = state.transport;
    options.plan = plan;
    EventReader reader(services, options);
    auto read = reader.read(viewOf(state.text), state.envelope, now);
    if (const auto *fault = std::get_if<JsonFault>(&read)) {
        const TextPlace place = placeOf(viewOf(state.text), fault->offset);
        return failure(Error::Kind::BadInput,
            tr("The event cannot be read: line %1, column %2: %3.")
                .arg(QString::number(place.line), QString::number(place.column), fault->sentence));
    }
    Event event = std::get<Event>(std::move(read));
    event.identity = identityAt(endpoint, event);
    return event;
}

}

Result<Address> addressOf(
    const DraftState &state, const Services &services, const EndpointCache &endpoints, const Secrets &secrets)
{
    Address address;
    address.service = services.find(state.service);
    if (!address.service)
        return failure(Error::Kind::NotFound, tr("Choose the service that the event is for."));
    if (state.transport.isEmpty())
        return failure(Error::Kind::NotFound, tr("Events of this form are only read. Choose a transport to send it."));
    Result<TransportFormPtr> form = TransportForm::of(address.service, state.transport);
    if (!form)
        return failure(form.error());
    address.form = std::move(*form);
    const Endpoint *endpoint = endpoints.find(state.endpoint);
    const bool fits = endpoint && endpoint->service == state.service && endpoint->transport == state.transport;
    address.endpoint = fits ? *endpoint : defaultEndpoint(*address.form);
    if (Result<Keys> keys = secrets.keysFor(address.endpoint))
        address.keys = std::move(*keys);
    else
        address.missing = keys.error().message;
    return address;
}

Keys shownKeys(const Address &address)
{
    return address.keys ? address.keys->masked(*address.service) : missingKeys(address);
}

QFuture<Result<RequestPreview>> previewOf(Address address, DraftState state, ServiceSet services)
{
    return QtConcurrent::run([address = std::move(address), state = std::move(state),
                                 services = std::move(services)]() -> Result<RequestPreview> {
        const Result<RequestMaker> maker = RequestMaker::of(address.form, address.endpoint, shownKeys(address));
        if (!maker)
            return failure(maker.error());
        // The very bytes that go out: a key of another service in them goes nowhere.
        Result<Event> read = readEvent(state, address.endpoint, services, {});
        if (!read)
            return failure(read.error());
        const OutgoingEvent event{std::move(read->text), std::move(read->envelope)};
        Result<Request> request = maker->make({&event, 1});
        if (!request)
            return failure(request.error());
        return RequestPreview{std::move(*request), dedupNote(*address.service, {&event, 1})};
    });
}

QFuture<Result<Event>> eventOf(DraftState state, Endpoint endpoint, ServiceSet services, PlanJudgePtr plan)
{
    return QtConcurrent::run([state = std::move(state), endpoint = std::move(endpoint), services = std::move(services),
                                 plan = std::move(plan)] { return readEvent(state, endpoint, services, plan); });
}

}
