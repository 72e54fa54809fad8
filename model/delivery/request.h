// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/secrets.h"
#include "delivery/transportform.h"
#include "store/endpoints.h"

#include <QStringList>

#include <span>

namespace eventscope {

// What a request carries of an event.
struct OutgoingEvent {
    QByteArray text;
    QByteArray envelope;    // one JSON object; empty without any
};

// One request, to the last byte: nothing but this is sent.
struct Request {
    QByteArray method;
    QByteArray url;                     // encoded; `+` as %2B
    std::vector<NamedValue> headers;    // all of them, in the order they are shown
    QByteArray body;
    qint64 events = 0;
    std::vector<JsonPointer> left;    // what the transport could not carry, of the one event of a query

    friend bool operator==(const Request &, const Request &) = default;
};

// A base URL that can be used: http or https with a host, no query, fragment or user name; a trailing
// slash is dropped. BadInput says what is wrong and how it should look.
[[nodiscard]] Result<QByteArray> usableBase(const QString &base);

// What is wrong with an endpoint itself: name, base (also one that ends with the transport's own path),
// headers that no request may have (a line break, a header we set ourselves, a literal value behind a name
// such as Authorization or Cookie), auth forms the transport does not have, a key in the place of a
// variable's name, a time-out out of 100 ms to 1 h, a rate or a number of requests at once out of their bounds, a
// proxy or the path of a certificate that cannot be one. What is in certificates' files is not looked at.
[[nodiscard]] Result<void> checkEndpoint(const Endpoint &endpoint, const TransportForm &form);

// Requests to one endpoint. Texts are joined as they are: no event passes through a tree; only the key is
// set in those whose transport wants it there. Immutable; holds real keys unless made with masked ones, and
// then replaces secrets in the events too.
class RequestMaker {
public:
    // As checkEndpoint(), but for the name, which an address given by hand has none of; and BadInput for
    // keys that cannot travel. A form of auth whose parts are all empty is left out of the request.
    [[nodiscard]] static Result<RequestMaker> of(TransportFormPtr form, const Endpoint &endpoint, Keys keys);

    // One event goes in the single form where there is one, else in the batch form. BadInput: an event
    // that is no JSON object, envelopes that differ; Limit: more events than a request may hold.
    [[nodiscard]] Result<Request> make(std::span<const OutgoingEvent> events) const;

    [[nodiscard]] const TransportForm &form() const { return *m_form; }

private:
    RequestMaker() = default;

    [[nodiscard]] std::vector<NamedValue> headers(bool hasBody) const;
    [[nodiscard]] const RequestForm *formFor(std::size_t events) const;

    TransportFormPtr m_form;
    Endpoint m_endpoint;
    QByteArray m_base;
    Keys m_keys;
};

// How many of the first events go into the next request: at most `most` (where it is above 0) and what the
// transport allows, with equal envelope fields (of those that the transport takes, as JSON text), at most
// 8 MiB together unless it is one. At least 1 when there is one.
[[nodiscard]] std::size_t nextBatch(const TransportForm &form, std::span<const OutgoingEvent> events, qint64 most);

// `Authorization: Bearer …#3fa9` and so on: the request as a person sees and the store keeps it is the one
// that a maker with masked keys makes.

}
