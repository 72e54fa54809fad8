// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/request.h"

#include "event/tr.h"

#include "delivery/deliverytext.h"
#include "delivery/endpointcheck.h"
#include "delivery/headertext.h"
#include "delivery/outgoing.h"
#include "delivery/queryform.h"
#include "event/utf8.h"

#include <algorithm>

namespace eventscope {

namespace {

tl::unexpected<Error> bad(const QString &message)
{
    return failure(Error::Kind::BadInput, message);
}

// The one part of a header or member; parts that are not known count as empty.
QByteArray partOf(const Keys &keys, std::size_t part)
{
    return part < keys.parts.size() ? keys.parts[part] : QByteArray();
}

bool isFilled(const AuthForm &form, const Keys &keys)
{
    const auto open = static_cast<std::size_t>(form.parts.size());
    for (std::size_t part = 0; part < open; ++part) {
        if (!partOf(keys, part).isEmpty())
            return true;
    }
    return false;
}

// `key:secret`, fixed parts in their places.
QByteArray basicPair(const AuthForm &form, const Keys &keys)
{
    QByteArrayList parts;
    std::size_t open = 0;
    for (const std::optional<QByteArray> &fixed : form.basicParts)
        parts.append(fixed ? *fixed : partOf(keys, open++));
    return parts.join(':');
}

QByteArray authValue(const AuthForm &form, const Keys &keys)
{
    if (form.kind == AuthForm::Kind::Header)
        return form.prefix + partOf(keys, 0);
    const QByteArray pair = basicPair(form, keys);
    // Eyes could not read what is masked in base64.
    return "Basic " + (keys.isMasked ? pair : pair.toBase64());
}

QByteArray expanded(QByteArray value, const Keys &keys)
{
    QByteArray result;
    for (qsizetype mark = value.indexOf("${"); mark >= 0; mark = value.indexOf("${")) {
        const qsizetype end = value.indexOf('}', mark);
        const QByteArray name = value.mid(mark + 2, end - mark - 2);
        const auto variable = std::find_if(
            keys.variables.begin(), keys.variables.end(), [&](const NamedValue &one) { return one.name == name; });
        result += value.left(mark) + (variable == keys.variables.end() ? QByteArray() : variable->value);
        value = value.mid(end + 1);
    }
    return result + value;
}

QByteArray userAgent()
{
    const QByteArray version = QCoreApplication::applicationVersion().toUtf8();
    const bool plain = !version.isEmpty() && isHeaderName(version);
    return plain ? "Eventscope/" + version : QByteArrayLiteral("Eventscope");
}

Result<void> checkKeys(const TransportForm &form, const Endpoint &endpoint, const Keys &keys)
{
    if (keys.isMasked)
        return {};
    const QString name = endpoint.name.isEmpty() ? endpoint.base : endpoint.name;
    for (const QByteArray &part : keys.parts) {
        if (const QString fault = keyFault(part); !fault.isEmpty())
            return bad(DeliveryText::tr("The key for \"%1\" cannot be used. %2").arg(name, fault));
    }
    for (const NamedValue &variable : keys.variables) {
        if (const QString fault = keyFault(variable.value); !fault.isEmpty())
            return bad(DeliveryText::tr("The value of the environment variable %1 cannot be used. %2")
                           .arg(stringOf(viewOf(variable.name)), fault));
    }
    for (const int place : endpoint.auth) {
        const AuthForm &auth = form.auth()[static_cast<std::size_t>(place)];
        const bool openFirst = auth.kind == AuthForm::Kind::Basic && !auth.basicParts.front();
        if (openFirst && partOf(keys, 0).contains(':'))
            return bad(
                DeliveryText::tr("The first part of the key for \"%1\" holds a ':', which basic auth cannot carry.")
                    .arg(name));
    }
    return {};
}

}

Result<RequestMaker> RequestMaker::of(TransportFormPtr form, const Endpoint &endpoint, Keys keys)
{
    if (const Result<void> checked = checkUse(endpoint, *form); !checked)
        return failure(checked.error());
    if (const Result<void> checked = checkKeys(*form, endpoint, keys); !checked)
        return failure(checked.error());
    RequestMaker maker;
    maker.m_base = *usableBase(endpoint.base);
    maker.m_form = std::move(form);
    maker.m_endpoint = endpoint;
    maker.m_keys = std::move(keys);
    return maker;
}

std::vector<NamedValue> RequestMaker::headers(bool hasBody) const
{
    std::vector<NamedValue> headers;
    if (hasBody)
        headers.push_back({"Content-Type", "application/json"});
    headers.push_back({"Accept", "application/json"});
    headers.push_back({"Accept-Encoding", "identity"});
    // Were it not there, the network library would add one of its own.
    headers.push_back({"Accept-Language", "*"});
    headers.push_back({"User-Agent", userAgent()});
    for (const int place : m_endpoint.auth) {
        const AuthForm &auth = m_form->auth()[static_cast<std::size_t>(place)];
        if (auth.kind != AuthForm::Kind::Member && isFilled(auth, m_keys))
            headers.push_back({auth.header, authValue(auth, m_keys)});
    }
    for (const NamedValue &option : m_endpoint.options) {
        if (!option.value.isEmpty())
            headers.push_back(option);
    }
    for (const NamedValue &header : m_endpoint.headers)
        headers.push_back({header.name, expanded(header.value, m_keys)});
    return headers;
}

const RequestForm *RequestMaker::formFor(std::size_t events) const
{
    if (m_form->many() == nullptr || (events == 1 && m_form->one() != nullptr))
        return m_form->one();
    return m_form->many();
}

Result<Request> RequestMaker::make(std::span<const OutgoingEvent> events) const
{
    if (events.empty())
        return bad(DeliveryText::tr("There is no event to send."));
    const RequestForm &form = *formFor(events.size());
    if (static_cast<std::uint64_t>(events.size()) > static_cast<std::uint64_t>(form.most))
        return failure(Error::Kind::Limit,
            tr("A request of %1 holds %n event(s) at most; send fewer at a time.", nullptr, static_cast<int>(form.most))
                .arg(m_form->transport().title));

    EventPreparer preparer(*m_form, m_endpoint, m_keys);
    Result<QByteArray> envelope = preparer.envelope(events);
    if (!envelope)
        return failure(envelope.error());
    std::vector<QByteArray> texts;
    texts.reserve(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        Result<QByteArray> text = preparer.event(events[i].text, i);
        if (!text)
            return failure(text.error());
        texts.push_back(std::move(*text));
    }

    Request request;
    request.method = form.method;
    request.url = m_base + form.path;
    request.events = static_cast<qint64>(events.size());
    request.headers = headers(!form.query);
    if (!form.query) {
        request.body = bodyOf(form, texts, *envelope);
        return request;
    }
    JsonTape tape;
    if (!tape.read(viewOf(texts.front())))
        return failure(Error::Kind::Internal, tape.fault().sentence);
    QueryParameters query = queryParameters(tape.root());
    if (!query.text.isEmpty())
        request.url += '?' + query.text;
    request.left = std::move(query.left);
    return request;
}

std::size_t nextBatch(const TransportForm &form, std::span<const OutgoingEvent> events, qint64 most)
{
    constexpr qsizetype mostBytes = 8 << 20;
    const RequestForm *many = form.many();
    if (events.empty() || many == nullptr)
        return std::min<std::size_t>(events.size(), 1);
    const qint64 limit = most > 0 ? std::min(most, many->most) : many->most;
    const auto count = std::min(static_cast<std::uint64_t>(events.size()), static_cast<std::uint64_t>(limit));
    const EnvelopeKey first(form, events.front().envelope);
    qsizetype bytes = events.front().text.size();
    std::size_t next = 1;
    for (; next < count; ++next) {
        bytes += events[next].text.size() + 1;
        if (bytes > mostBytes || !first.isSame(events[next].envelope))
            break;
    }
    return next;
}

}
