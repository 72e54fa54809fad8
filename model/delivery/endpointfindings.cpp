// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/endpointfindings.h"

#include "event/utf8.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isMember(const TransportForm &form, int place)
{
    return place >= 0 && static_cast<std::size_t>(place) < form.auth().size() &&
           form.auth()[static_cast<std::size_t>(place)].kind == AuthForm::Kind::Member;
}

bool isFilled(const QByteArray &part)
{
    return !part.isEmpty();
}

// A receiver at hand, as the local one is: it asks for a key only when it is told to.
bool needsNoKey(const Endpoint &endpoint)
{
    const QString host = QUrl(endpoint.base).host();
    const bool isHere = host == u"localhost" || host.endsWith(u".localhost"_s) || QHostAddress(host).isLoopback();
    return isHere && endpoint.auth.empty() && !endpoint.production;
}

EndpointFacts factsOf(const TransportForm &form, const Endpoint &endpoint, const std::optional<Keys> &keys)
{
    EndpointFacts facts;
    facts.production = endpoint.production;
    facts.customer = endpoint.customer;
    facts.auth = endpoint.auth;
    for (const std::vector<NamedValue> *list : {&endpoint.options, &endpoint.headers}) {
        for (const NamedValue &header : *list)
            facts.headers.push_back(header.name);
    }
    if (!keys)
        return facts;
    facts.keyParts.emplace();
    std::transform(keys->parts.begin(), keys->parts.end(), std::back_inserter(*facts.keyParts), isFilled);
    const bool member =
        std::any_of(endpoint.auth.begin(), endpoint.auth.end(), [&](int place) { return isMember(form, place); });
    facts.setsKeyInEvents = member && !keys->parts.empty() && isFilled(keys->parts.front());
    return facts;
}

}

JudgeContext judgeContext(
    const TransportForm &form, const Endpoint &endpoint, const std::optional<Keys> &keys, std::optional<Micros> now)
{
    JudgeContext context;
    context.now = now;
    context.transport = form.transport().id;
    context.endpoint = factsOf(form, endpoint, keys);
    if (keys && !keys->parts.empty() && isFilled(keys->parts.front()))
        context.keyKind = form.service()->keyKind(viewOf(keys->parts.front()));
    return context;
}

std::vector<Finding> endpointFindings(const Judge &judge, const TransportForm &form, const Endpoint &endpoint,
    const std::optional<Keys> &keys, std::optional<qint64> queued)
{
    JudgeContext context = judgeContext(form, endpoint, keys, std::nullopt);
    context.endpoint->queued = queued;
    std::vector<Finding> findings = judge.judgeEndpoint(context).findings;
    if (needsNoKey(endpoint))
        std::erase_if(findings, [](const Finding &finding) { return finding.pointer == "/auth"; });
    return findings;
}

std::vector<Finding> queueFindings(
    const Judge &judge, const TransportForm &form, const Endpoint &endpoint, qint64 queued)
{
    std::vector<Finding> findings = endpointFindings(judge, form, endpoint, std::nullopt, queued);
    std::erase_if(findings,
        [](const Finding &finding) { return finding.pointer != "/queued" || finding.severity == Severity::NotJudged; });
    return findings;
}

}
