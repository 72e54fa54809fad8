// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/requestkeys.h"

#include "event/utf8.h"
#include "receiver/queryevent.h"
#include "service/redactor.h"

#include <QRandomGenerator>

#include <algorithm>

namespace eventscope {

namespace {

constexpr qsizetype mostKnown = 4096;    // of what comes again and again

bool startsWithPrefix(const QByteArray &value, const QByteArray &prefix)
{
    return value.size() >= prefix.size() &&
           qstrnicmp(value.constData(), prefix.constData(), size_t(prefix.size())) == 0;
}

// What a form of auth finds in a request: its key's parts; nothing where it is not used.
std::optional<QByteArrayList> keyOfForm(const HttpRequest &request, const AuthForm &form)
{
    if (form.kind == AuthForm::Kind::Member)
        return std::nullopt;
    const QByteArray value = request.header(form.header).trimmed();
    if (value.isNull() || value.isEmpty())
        return std::nullopt;
    if (form.kind == AuthForm::Kind::Header) {
        if (!startsWithPrefix(value, form.prefix))
            return std::nullopt;
        return QByteArrayList{value.sliced(form.prefix.size()).trimmed()};
    }
    if (!startsWithPrefix(value, "Basic "))
        return std::nullopt;
    const auto pair = QByteArray::fromBase64Encoding(value.sliced(6).trimmed());
    if (!pair || pair.decoded.isEmpty())
        return QByteArrayList();    // Basic, and not readable: every part is missing
    const qsizetype colon = pair.decoded.indexOf(':');
    const QByteArrayList given{pair.decoded.first(colon < 0 ? pair.decoded.size() : colon),
        colon < 0 ? QByteArray() : pair.decoded.sliced(colon + 1)};
    QByteArrayList open;
    for (std::size_t i = 0; i < form.basicParts.size() && i < 2; ++i) {
        if (!form.basicParts[i])
            open.append(given[qsizetype(i)]);
        else if (*form.basicParts[i] != given[qsizetype(i)])
            return std::nullopt;
    }
    return open;
}

}

RequestKeys requestKeys(const HttpRequest &request, const TransportForm &form)
{
    RequestKeys keys;
    keys.facts.keyParts.emplace();
    bool memberWanted = false;
    for (std::size_t i = 0; i < form.auth().size(); ++i) {
        const AuthForm &auth = form.auth()[i];
        if (auth.kind == AuthForm::Kind::Member) {
            // Each event tells itself whether it has one: its schema asks for it.
            keys.facts.auth.push_back(static_cast<int>(i));
            keys.members.push_back(auth.member);
            memberWanted |= !auth.optional;
            continue;
        }
        const std::optional<QByteArrayList> parts = keyOfForm(request, auth);
        if (!parts)
            continue;
        keys.any = true;
        keys.facts.auth.push_back(static_cast<int>(i));
        for (qsizetype part = 0; part < auth.parts.size(); ++part) {
            const bool there = part < parts->size() && !(*parts)[part].isEmpty();
            if (qsizetype(keys.facts.keyParts->size()) <= part)
                keys.facts.keyParts->push_back(there);
        }
        if (!parts->isEmpty() && !parts->front().isEmpty())
            keys.kind = form.service()->keyKind(viewOf(parts->front()));
    }
    keys.wantsMember = memberWanted;
    if (memberWanted && keys.facts.keyParts->empty())
        keys.facts.keyParts->push_back(true);
    for (const NamedValue &header : request.headers)
        keys.facts.headers.push_back(header.name);
    return keys;
}

std::vector<Finding> keyFindings(const Route &route, const RequestKeys &keys, bool needed)
{
    JudgeContext context;
    context.transport = route.form->transport().id;
    context.keyKind = keys.kind;
    context.endpoint = keys.facts;
    std::vector<Finding> findings = route.judge->judgeEndpoint(context).findings;
    const bool mayLack = !needed && !keys.any;
    std::erase_if(findings, [mayLack](const Finding &finding) {
        return finding.severity == Severity::NotJudged || (mayLack && finding.pointer == "/auth");
    });
    return findings;
}

RequestCuts::RequestCuts(const Services &services)
    : m_services(services)
    , m_seed(static_cast<std::size_t>(QRandomGenerator::system()->generate64()))
{
    for (const ServicePtr &service : services.all()) {
        for (const Transport &transport : service->transports()) {
            const auto form = TransportForm::of(service, transport.id);
            if (!form)
                continue;
            for (const AuthForm &auth : (*form)->auth()) {
                if (!auth.header.isEmpty())
                    m_names.append(auth.header.toLower());
            }
        }
    }
}

bool RequestCuts::isSecretHeader(const QByteArray &name) const
{
    const auto known = m_secretHeaders.constFind(name);
    if (known != m_secretHeaders.constEnd())
        return *known;
    if (m_secretHeaders.size() >= mostKnown)
        m_secretHeaders.clear();
    const QByteArray lower = name.toLower();
    const bool secret = m_names.contains(lower) || isCredentialName(lower) || lower.endsWith("-key") ||
                        lower.endsWith("-token") || lower.endsWith("-auth") || lower.endsWith("apikey") ||
                        lower.endsWith("-signature");
    return *m_secretHeaders.insert(name, secret);
}

QByteArray RequestCuts::credential(const QByteArray &value) const
{
    const std::size_t hash = qHash(value, m_seed);
    const auto known = m_credentials.constFind(hash);
    if (known != m_credentials.constEnd())
        return *known;
    if (m_credentials.size() >= mostKnown)
        m_credentials.clear();
    return *m_credentials.insert(hash, cutCredential(value));
}

QByteArray RequestCuts::print(const QByteArray &key) const
{
    if (key.isEmpty() || isFingerprint(viewOf(key)))
        return key;
    std::string_view longest;
    for (const ServicePtr &service : m_services.all()) {
        const std::string_view prefix = service->redactor().keys().prefixOf(viewOf(key));
        longest = prefix.size() > longest.size() ? prefix : longest;
    }
    return fingerprint(viewOf(key), longest);
}

// "Bearer …#3fa9"; the pair of Basic part by part, as eyes could not read base64.
QByteArray RequestCuts::cutCredential(const QByteArray &value) const
{
    const qsizetype space = value.indexOf(' ');
    const QByteArray scheme = space < 0 ? QByteArray() : value.first(space).toLower();
    if (scheme == "basic") {
        const auto pair = QByteArray::fromBase64Encoding(value.sliced(space + 1).trimmed());
        if (!pair || pair.decoded.isEmpty())
            return value.first(space + 1) + print(value.sliced(space + 1));
        const qsizetype colon = pair.decoded.indexOf(':');
        const QByteArray user = pair.decoded.first(colon < 0 ? pair.decoded.size() : colon);
        return value.first(space + 1) + print(user) + (colon < 0 ? "" : ":" + print(pair.decoded.sliced(colon + 1)));
    }
    if (scheme == "bearer" || scheme == "token")
        return value.first(space + 1) + print(value.sliced(space + 1).trimmed());
    return print(value);
}

// Most headers are the same in every request of a client.
QByteArray RequestCuts::plain(const QByteArray &value) const
{
    constexpr qsizetype shortest = 8;    // no key is
    constexpr qsizetype longest = 512;
    if (value.size() < shortest)
        return value;
    if (value.size() > longest)
        return bytes(value);
    const auto known = m_known.constFind(value);
    if (known != m_known.constEnd())
        return *known;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    return *m_known.insert(value, bytes(value));
}

std::vector<NamedValue> RequestCuts::headers(const std::vector<NamedValue> &headers) const
{
    std::vector<NamedValue> cut;
    cut.reserve(headers.size());
    for (const NamedValue &header : headers) {
        if (isSecretHeader(header.name))
            cut.push_back({header.name, credential(header.value)});
        else
            cut.push_back({header.name, plain(header.value)});
    }
    return cut;
}

QByteArray RequestCuts::query(const QByteArray &query) const
{
    QByteArrayList parts = query.split('&');
    for (QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = QByteArray::fromPercentEncoding(equals < 0 ? part : part.first(equals));
        if (equals < 0)
            part = encoded(part);
        else if (isCredentialName(name))
            part = part.first(equals + 1) + print(QByteArray::fromPercentEncoding(part.sliced(equals + 1)));
        else
            part = part.first(equals + 1) + encoded(part.sliced(equals + 1));
    }
    return parts.join('&');
}

QByteArray RequestCuts::path(const QByteArray &path) const
{
    if (!path.contains('%'))
        return plain(path);
    QByteArrayList parts = path.split('/');
    for (QByteArray &part : parts)
        part = encoded(part);
    return parts.join('/');
}

// As it came, where there is nothing to hide in it.
QByteArray RequestCuts::encoded(const QByteArray &text) const
{
    constexpr qsizetype shortest = 8;    // no key is
    if (text.size() < shortest)
        return text;
    const QByteArray decoded = QByteArray::fromPercentEncoding(text);
    const QByteArray cut = bytes(decoded);
    return cut == decoded ? text : cut.toPercentEncoding();
}

QByteArray RequestCuts::bytes(const QByteArray &bytes) const
{
    return redactedBytes(bytes, m_services.all());
}

}
