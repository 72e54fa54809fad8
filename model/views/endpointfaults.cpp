// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/endpointfaults.h"

#include "delivery/deliverytext.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

// Of a good endpoint with the one field that is looked at.
Endpoint withOnly(EndpointField field, const Endpoint &endpoint, const TransportForm &form)
{
    Endpoint probe;
    probe.name = u"x"_s;
    probe.service = form.service()->id();
    probe.transport = form.transport().id;
    probe.base = u"http://localhost"_s;
    switch (field) {
    case EndpointField::Name:
        probe.name = endpoint.name;
        break;
    case EndpointField::Base:
        probe.base = endpoint.base;
        break;
    case EndpointField::Auth:
        probe.auth = endpoint.auth;
        break;
    case EndpointField::Keys:
        probe.secrets = endpoint.secrets;
        break;
    case EndpointField::Options:
        probe.options = endpoint.options;
        break;
    case EndpointField::Headers:
        probe.headers = endpoint.headers;
        break;
    case EndpointField::Timeout:
        probe.timeoutMs = endpoint.timeoutMs;
        break;
    case EndpointField::UserPointer:
        probe.userPointer = endpoint.userPointer;
        break;
    }
    return probe;
}

// At its field a fault need not say what it leads to.
QString bare(const QString &sentence)
{
    const QString lead = DeliveryText::tr("The endpoint cannot be used: %1").arg(QString());
    return sentence.startsWith(lead) ? sentence.mid(lead.size()) : sentence;
}

}

std::map<EndpointField, QString> endpointFaults(const Endpoint &endpoint, const TransportForm &form)
{
    std::map<EndpointField, QString> faults;
    for (const EndpointField field : {EndpointField::Name, EndpointField::Base, EndpointField::Auth,
             EndpointField::Keys, EndpointField::Options, EndpointField::Timeout, EndpointField::UserPointer}) {
        if (const Result<void> good = checkEndpoint(withOnly(field, endpoint, form), form); !good)
            faults[field] = bare(good.error().message);
    }
    // Which headers are taken depends on the auth in use.
    Endpoint headers = withOnly(EndpointField::Headers, endpoint, form);
    if (!faults.contains(EndpointField::Auth))
        headers.auth = endpoint.auth;
    if (const Result<void> good = checkEndpoint(headers, form); !good)
        faults[EndpointField::Headers] = bare(good.error().message);
    return faults;
}

}
