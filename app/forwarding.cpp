// SPDX-License-Identifier: GPL-3.0-or-later
#include "forwarding.h"

#include "delivery/deliveryrecord.h"
#include "delivery/replycuts.h"
#include "delivery/request.h"
#include "delivery/sender.h"
#include "event/inflate.h"
#include "event/jsontext.h"
#include "event/utf8.h"
#include "receiver/bodyevents.h"
#include "receiver/requestkeys.h"
#include "receiver/routes.h"
#include "service/redaction.h"
#include "store/deliveries.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>

namespace eventscope {

namespace {

struct ForwardText {
    Q_DECLARE_TR_FUNCTIONS(eventscope::Forwarding)
};

constexpr qint64 mostReplyBytes = 16 << 20;
constexpr qint64 mostBodyBytes = 64 << 20;

// What belongs to one connection, or is made anew for the next.
const QByteArrayList &hopByHop()
{
    static const QByteArrayList names{"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "proxy-connection", "host", "content-length", "expect",
        "accept-encoding", "date", "x-eventscope-token"};
    return names;
}

QByteArrayList connectionNames(const std::vector<NamedValue> &headers)
{
    QByteArrayList names;
    for (const NamedValue &header : headers) {
        if (header.name.toLower() == "connection") {
            for (const QByteArray &name : header.value.split(','))
                names.append(name.trimmed().toLower());
        }
    }
    return names;
}

// The body with a key in each of its events.
QByteArray withKeyInEvents(const QByteArray &body, const Route &route, const Services &services,
    const std::vector<JsonPointer> &members, const QByteArray &key)
{
    JsonTape tape;
    if (!tape.read(viewOf(body), {UINT32_MAX, 512}))
        return body;
    std::vector<TextEdit> edits;
    JsonTape eventTape;
    for (const JsonValue item : openedBody(tape.root(), &route, services).items) {
        if (!item.isObject() || !eventTape.read(item.raw(), {UINT32_MAX, 512}))
            continue;
        for (const JsonPointer &member : members) {
            const auto edit = editToSet(eventTape, member, quoted(viewOf(key)));
            for (TextEdit one : edit.value_or(std::vector<TextEdit>())) {
                one.offset += item.offset();
                edits.push_back(std::move(one));
            }
        }
    }
    return applied(body, edits);
}

HttpAnswer answerOf(const Reply &reply)
{
    HttpAnswer answer;
    answer.status = reply.status;
    answer.body = reply.body;
    const QByteArrayList named = connectionNames(reply.headers);
    for (const NamedValue &header : reply.headers) {
        const QByteArray lower = header.name.toLower();
        if (!hopByHop().contains(lower) && !named.contains(lower) && lower != "content-encoding")
            answer.headers.push_back(header);
    }
    return answer;
}

}

struct Forwarding::Private : std::enable_shared_from_this<Forwarding::Private> {
    Private(EventStore &itsStore, Services itsServices)
        : store(itsStore)
        , services(std::move(itsServices))
    {}

    // A request on its way.
    struct Passing {
        Request request;
        Request masked;
        std::unique_ptr<ReplyCuts> cuts;
        qint64 events = 0;
        Told<ForwardedAnswer> told;
        DeliveryId delivery = 0;
    };

    void pass(const HttpRequest &request, Told<ForwardedAnswer> told);
    [[nodiscard]] const Route *routeOf(const HttpRequest &request) const;
    [[nodiscard]] std::shared_ptr<Passing> passingOf(const HttpRequest &request, const Route &route) const;
    [[nodiscard]] std::vector<NamedValue> headersOf(const HttpRequest &request) const;
    void setKeys(Request &request, const Route &route) const;
    [[nodiscard]] Request maskedOf(const Request &request, const Route &route) const;
    [[nodiscard]] Keys keysIn(const Request &request) const;
    void send(const std::shared_ptr<Passing> &passing);
    void end(const std::shared_ptr<Passing> &passing, const Exchange &exchange);

    EventStore &store;
    const Services services;
    Endpoint endpoint;
    TransportFormPtr form;
    QByteArray base;
    Keys keys;
    std::vector<RoutePtr> routes;    // of the endpoint's transport
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    Sender sender;    // the last member: it ends first
};

const Route *Forwarding::Private::routeOf(const HttpRequest &request) const
{
    const QByteArray path = targetOf(request.path).path;
    for (const RoutePtr &route : routes) {
        const QByteArray own = QByteArray::fromPercentEncoding(route->request.path);
        if (route->request.method == request.method && path.endsWith(own))
            return route.get();
    }
    return nullptr;
}

std::vector<NamedValue> Forwarding::Private::headersOf(const HttpRequest &request) const
{
    std::vector<NamedValue> headers;
    const QByteArrayList named = connectionNames(request.headers);
    QByteArray passedOn;
    for (const NamedValue &header : request.headers) {
        const QByteArray lower = header.name.toLower();
        if (lower == QByteArray(forwardedHeader).toLower())
            passedOn += header.value + ", ";
        else if (!hopByHop().contains(lower) && !named.contains(lower))
            headers.push_back(header);
    }
    headers.push_back({forwardedHeader, passedOn + id});
    return headers;
}

// The endpoint's own, in the place of the client's.
void Forwarding::Private::setKeys(Request &request, const Route &route) const
{
    const bool any =
        std::any_of(keys.parts.begin(), keys.parts.end(), [](const auto &part) { return !part.isEmpty(); });
    if (!any)
        return;
    std::vector<JsonPointer> members;
    std::erase_if(request.headers, [&](const NamedValue &header) {
        return std::any_of(form->auth().begin(), form->auth().end(),
            [&](const AuthForm &auth) { return auth.header.toLower() == header.name.toLower(); });
    });
    for (const int place : endpoint.auth) {
        const AuthForm &auth = form->auth()[static_cast<std::size_t>(place)];
        if (auth.kind == AuthForm::Kind::Member)
            members.push_back(auth.member);
    }
    // What a maker makes of no event in particular has the headers of its auth.
    const OutgoingEvent none{"{}", {}};
    if (const auto maker = RequestMaker::of(form, endpoint, keys)) {
        if (const auto made = maker->make(std::span(&none, 1))) {
            for (const NamedValue &header : made->headers) {
                const bool ofAuth = std::any_of(form->auth().begin(), form->auth().end(),
                    [&](const AuthForm &auth) { return auth.header.toLower() == header.name.toLower(); });
                if (ofAuth)
                    request.headers.push_back(header);
            }
        }
    }
    if (!members.empty())
        request.body = withKeyInEvents(request.body, route, services, members, keys.parts.front());
}

// Every key that the request carries, whosever it is.
Keys Forwarding::Private::keysIn(const Request &request) const
{
    Keys all = keys;
    for (const AuthForm &auth : form->auth()) {
        for (const NamedValue &header : request.headers) {
            if (auth.header.isEmpty() || header.name.toLower() != auth.header.toLower())
                continue;
            const qsizetype space = header.value.indexOf(' ');
            all.parts.push_back(header.value.sliced(space + 1).trimmed());
        }
    }
    return all;
}

Request Forwarding::Private::maskedOf(const Request &request, const Route &route) const
{
    Request masked = request;
    const RequestCuts cuts(services);
    masked.headers = cuts.headers(request.headers);
    const qsizetype question = request.url.indexOf('?');
    if (question >= 0)
        masked.url = request.url.first(question + 1) + cuts.query(request.url.sliced(question + 1));
    JsonTape tape;
    if (!tape.read(viewOf(request.body), {UINT32_MAX, 512}))
        masked.body = cuts.bytes(request.body);
    else if (!redact(tape.root(), route.service.get(), services, masked.body))
        masked.body = request.body;
    return masked;
}

std::shared_ptr<Forwarding::Private::Passing> Forwarding::Private::passingOf(
    const HttpRequest &request, const Route &route) const
{
    auto passing = std::make_shared<Passing>();
    Request &made = passing->request;
    made.method = request.method;
    made.url = base + route.request.path + (request.query.isEmpty() ? QByteArray() : '?' + request.query);
    made.headers = headersOf(request);
    made.body = request.body;
    const Inflated body = inflatedBody(request.body, request.header("Content-Encoding"), mostBodyBytes);
    Request plain = made;
    plain.body = body.bytes;
    setKeys(plain, route);
    made.headers = plain.headers;
    if (plain.body != body.bytes) {
        // With a key in its events it is another body, which is sent as it is.
        made.body = plain.body;
        std::erase_if(made.headers, [](const auto &header) { return header.name.toLower() == "content-encoding"; });
    }
    JsonTape tape;
    if (tape.read(viewOf(plain.body), {UINT32_MAX, 512}))
        made.events = static_cast<qint64>(openedBody(tape.root(), &route, services).items.size());
    made.events = std::max<qint64>(1, made.events);
    passing->events = plain.events = made.events;
    passing->masked = maskedOf(plain, route);
    passing->cuts = std::make_unique<ReplyCuts>(keysIn(made), *form->service(), services.all());
    return passing;
}

void Forwarding::Private::pass(const HttpRequest &request, Told<ForwardedAnswer> told)
{
    ForwardedAnswer own;
    for (const QByteArray &one : request.header(forwardedHeader).split(',')) {
        if (one.trimmed() != id)
            continue;
        own.message = ForwardText::tr("This request was passed on by this receiver before: a loop.");
        own.answer = HttpAnswer{
            508, {{"Content-Type", "application/json"}}, "{\"error\":" + quoted(QStringView(own.message)) + '}', {}};
        return told(own);
    }
    const Route *const route = routeOf(request);
    if (!route) {
        own.passedOver = true;
        return told(own);
    }
    const std::shared_ptr<Passing> passing = passingOf(request, *route);
    passing->told = std::move(told);
    Delivery delivery = deliveryOf(endpoint, passing->masked);
    delivery.events = passing->events;
    const auto begin = [self = shared_from_this(), passing](const Result<Deliveries::Begun> &begun) {
        if (!begun) {
            ForwardedAnswer failed;
            failed.message = begun.error().message;
            return passing->told(failed);
        }
        passing->delivery = begun->id;
        self->send(passing);
    };
    std::ignore = store.deliveries().begin(std::move(delivery), {}, begin);
}

void Forwarding::Private::send(const std::shared_ptr<Passing> &passing)
{
    SendOptions options = sendOptionsOf(endpoint);
    options.keepBytes = mostReplyBytes;
    options.mostBytes = mostReplyBytes;
    // The sender ends before us, and tells what it had under way: nobody but it may hold us here, as its thread cannot
    // wait for itself.
    std::ignore =
        sender.send(passing->request, options, 0, [this, passing](const Exchange &came) { end(passing, came); });
}

void Forwarding::Private::end(const std::shared_ptr<Passing> &passing, const Exchange &exchange)
{
    DeliveryOutcome outcome = outcomeOf(*form, exchange, passing->events, *passing->cuts);
    ForwardedAnswer answer;
    answer.delivery = passing->delivery;
    answer.message = outcome.end.message;
    answer.keptHeaders = outcome.end.replyHeaders;
    answer.keptBody = outcome.end.reply;
    answer.wentOut = exchange.way == Exchange::Way::Replied || exchange.way == Exchange::Way::NoAnswer;
    const bool whole = exchange.way == Exchange::Way::Replied && exchange.reply.body.size() >= exchange.reply.bodyBytes;
    if (whole)
        answer.answer = answerOf(exchange.reply);
    std::ignore = store.deliveries().finish(passing->delivery, std::move(outcome.end),
        [passing, answer = std::move(answer)](const Result<void> &) { passing->told(answer); });
}

Forwarding::Forwarding(std::shared_ptr<Private> made)
    : d(std::move(made))
{}

Forwarding::~Forwarding() = default;

Result<std::unique_ptr<Forwarding>> Forwarding::to(
    EventStore &store, const Services &services, const Endpoint &endpoint, Keys keys)
{
    const ServicePtr service = services.find(endpoint.service);
    if (!service) {
        return failure(Error::Kind::NotFound,
            ForwardText::tr("The endpoint %1 is of a service that has no definition here.").arg(endpoint.name));
    }
    auto made = std::make_shared<Private>(store, services);
    made->endpoint = endpoint;
    auto form = TransportForm::of(service, endpoint.transport);
    if (!form)
        return failure(form.error());
    made->form = std::move(*form);
    auto base = usableBase(endpoint.base);
    if (!base)
        return failure(base.error());
    made->base = std::move(*base);
    made->keys = std::move(keys);
    if (const auto maker = RequestMaker::of(made->form, endpoint, made->keys); !maker)
        return failure(maker.error());
    const ServiceSet set = ServiceSet::compile(services, nullptr);
    const Routes all(set);
    for (const RoutePath &path : all.paths()) {
        for (const RoutePtr &route : path.routes) {
            if (route->service->id() == endpoint.service && route->form->transport().id == endpoint.transport)
                made->routes.push_back(route);
        }
    }
    return std::unique_ptr<Forwarding>(new Forwarding(std::move(made)));
}

Forward Forwarding::forward() const
{
    return [passer = d](const HttpRequest &request, const ServicePtr &service, const QByteArray &transport,
               Told<ForwardedAnswer> told) {
        if (service->id() != passer->endpoint.service || transport != passer->endpoint.transport) {
            ForwardedAnswer other;
            other.passedOver = true;
            return told(other);
        }
        passer->pass(request, std::move(told));
    };
}

QUrl Forwarding::url() const
{
    return QUrl::fromEncoded(d->base);
}

}
