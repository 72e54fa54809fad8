// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/newdraft.h"

#include "compose/formvalue.h"
#include "event/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace eventscope {

namespace {

DraftState addressed(const Service &service, const QByteArray &shape)
{
    DraftState state;
    state.service = service.id();
    state.shape = shape;
    if (const Transport *transport = transportFor(service, shape))
        state.transport = transport->id;
    return state;
}

}

std::vector<QByteArray> kindsOf(const Service &service, QByteArrayView shape)
{
    std::vector<QByteArray> kinds;
    const auto &definition = service.definition();
    const auto &form = definition.at("shapes").find(std::string(shape.data(), static_cast<std::size_t>(shape.size())));
    if (form == definition.at("shapes").end() || !form->contains("kind") || !definition.contains("switch"))
        return kinds;
    for (const auto &[kind, schema] : definition.at("switch").at("to").items())
        kinds.push_back(bytesOf(kind));
    return kinds;
}

const Transport *findTransport(const Service &service, QByteArrayView id)
{
    const auto &transports = service.transports();
    const auto found =
        std::find_if(transports.begin(), transports.end(), [&](const Transport &one) { return one.id == id; });
    return found == transports.end() ? nullptr : &*found;
}

const Transport *transportFor(const Service &service, QByteArrayView shape)
{
    const auto &transports = service.transports();
    const auto found =
        std::find_if(transports.begin(), transports.end(), [&](const Transport &one) { return one.shape == shape; });
    return found == transports.end() ? nullptr : &*found;
}

DraftState blankDraft(const Service &service, const Transport &transport)
{
    DraftState state = addressed(service, transport.shape);
    state.transport = transport.id;
    const std::vector<QByteArray> kinds = kindsOf(service, transport.shape);
    state.text = blankEvent(service, transport.shape, kinds.empty() ? QByteArray() : kinds.front());
    return state;
}

DraftState sampleDraft(const Service &service, const Sample &sample)
{
    DraftState state = addressed(service, sample.shape);
    state.text = sample.text;
    return state;
}

DraftState draftOf(const Event &event, const Services &services)
{
    DraftState state;
    if (const ServicePtr service = services.find(event.service))
        state = addressed(*service, event.shape);
    state.text = event.text;
    state.envelope = event.envelope;
    return state;
}

namespace {

bool isUntouched(const DraftState &state, const Service &service)
{
    const std::vector<QByteArray> kinds = kindsOf(service, state.shape);
    if (kinds.empty())
        return state.text == blankEvent(service, state.shape, {});
    return std::any_of(kinds.begin(), kinds.end(),
        [&](const QByteArray &kind) { return state.text == blankEvent(service, state.shape, kind); });
}

}

DraftState readdressed(DraftState state, const ServicePtr &service, const Services &services,
    const QByteArray &transport, EndpointId endpoint)
{
    state.endpoint = endpoint;
    state.transport = transport;
    if (!service)
        return state;
    const Transport *way = findTransport(*service, transport);
    if (!way || (service->id() == state.service && way->shape == state.shape))
        return state;
    const ServicePtr before = services.find(state.service);
    DraftState blank = blankDraft(*service, *way);
    if (state.text.trimmed().isEmpty() || (before && isUntouched(state, *before)))
        state.text = blank.text;
    state.service = blank.service;
    state.shape = blank.shape;
    return state;
}

}
