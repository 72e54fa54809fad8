// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/outboxjson.h"

#include "store/notejson.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

using OrderJson = nlohmann::ordered_json;

constexpr int largestConcurrency = 16;

[[noreturn]] void throwDamagedOrder()
{
    throw SQLite::Exception("an order's settings cannot be read", SQLITE_CORRUPT);
}

OrderJson listIn(const std::string &text)
{
    return OrderJson::parse(text);
}

// Bytes as notejson.h keeps them.
OrderJson byteJson(const QByteArray &bytes)
{
    return OrderJson::parse(jsonOf(bytes));
}

const char *proxyWord(ProxySetting::Kind kind)
{
    switch (kind) {
    case ProxySetting::Kind::None:
        return "none";
    case ProxySetting::Kind::System:
        return "system";
    case ProxySetting::Kind::Given:
        return "given";
    }
    Q_UNREACHABLE();
}

ProxySetting::Kind proxyKind(const QByteArray &word)
{
    for (const auto kind : {ProxySetting::Kind::None, ProxySetting::Kind::System, ProxySetting::Kind::Given}) {
        if (word == proxyWord(kind))
            return kind;
    }
    throwDamagedOrder();
}

// The members of one object, into places that keep what they hold where there is no such member.
class Members {
public:
    explicit Members(std::string_view text)
        : m_json(OrderJson::parse(text, nullptr, false))
    {
        if (!m_json.is_object())
            throwDamagedOrder();
    }

    void read(const char *key, bool &into) const
    {
        if (const OrderJson *value = find(key))
            into = value->is_boolean() ? value->get<bool>() : (throwDamagedOrder(), false);
    }
    void read(const char *key, double &into) const
    {
        if (const OrderJson *value = find(key))
            into = value->is_number() ? value->get<double>() : (throwDamagedOrder(), 0);
    }
    template <typename Integer>
    requires std::is_integral_v<Integer>
    void read(const char *key, Integer &into) const
    {
        if (const OrderJson *value = find(key))
            into = value->is_number_integer() ? value->get<Integer>() : (throwDamagedOrder(), Integer());
    }
    void read(const char *key, QByteArray &into) const
    {
        if (const OrderJson *value = find(key))
            into = textsIn('[' + value->dump() + ']').at(0);
    }
    void read(const char *key, QString &into) const
    {
        QByteArray bytes = into.toUtf8();
        read(key, bytes);
        into = QString::fromUtf8(bytes);
    }
    // A list, by one of the readers of notejson.h.
    template <typename List>
    void read(const char *key, List &into, List (*reader)(std::string_view)) const
    {
        if (const OrderJson *value = find(key))
            into = reader(value->dump());
    }
    [[nodiscard]] bool has(const char *key) const { return find(key) != nullptr; }

private:
    [[nodiscard]] const OrderJson *find(const char *key) const
    {
        const auto found = m_json.find(key);
        return found == m_json.end() || found->is_null() ? nullptr : &*found;
    }

    OrderJson m_json;
};

}

std::string settingsText(const Endpoint &endpoint)
{
    return OrderJson{
        {"auth", endpoint.auth},
        {"secrets", listIn(jsonOf(endpoint.secrets))},
        {"options", listIn(jsonOf(endpoint.options))},
        {"headers", listIn(jsonOf(endpoint.headers))},
        {"timeout_ms", endpoint.timeoutMs},
        {"customer", byteJson(endpoint.customer)},
        {"user_pointer", byteJson(endpoint.userPointer)},
        {"production", endpoint.production},
        {"per_second", endpoint.perSecond},
        {"concurrency", endpoint.concurrency},
        {"resume_unknown", endpoint.resumeUnknown},
        {"proxy", proxyWord(endpoint.proxy.kind)},
        {"proxy_host", endpoint.proxy.host.toStdString()},
        {"proxy_port", endpoint.proxy.port},
        {"authorities", endpoint.authorities.toStdString()},
        {"certificate", endpoint.certificate.toStdString()},
        {"certificate_key", endpoint.certificateKey.toStdString()},
    }
        .dump();
}

void readSettings(std::string_view json, Endpoint &endpoint)
{
    const Members members(json);
    members.read("auth", endpoint.auth, numbersIn);
    members.read("secrets", endpoint.secrets, secretSourcesIn);
    members.read("options", endpoint.options, namedValuesIn);
    members.read("headers", endpoint.headers, namedValuesIn);
    members.read("timeout_ms", endpoint.timeoutMs);
    members.read("customer", endpoint.customer);
    members.read("user_pointer", endpoint.userPointer);
    members.read("production", endpoint.production);
    members.read("per_second", endpoint.perSecond);
    members.read("concurrency", endpoint.concurrency);
    members.read("resume_unknown", endpoint.resumeUnknown);
    QByteArray proxy = proxyWord(endpoint.proxy.kind);
    members.read("proxy", proxy);
    endpoint.proxy.kind = proxyKind(proxy);
    members.read("proxy_host", endpoint.proxy.host);
    members.read("proxy_port", endpoint.proxy.port);
    members.read("authorities", endpoint.authorities);
    members.read("certificate", endpoint.certificate);
    members.read("certificate_key", endpoint.certificateKey);
}

std::string policyText(const OutboxPolicy &policy)
{
    OrderJson json{
        {"batch", policy.batch},
        {"per_second", policy.perSecond},
        {"concurrency", policy.concurrency},
        {"attempts", policy.attempts},
        {"age_us", policy.age},
        {"resume_unknown", policy.resumeUnknown},
        {"split_refused", policy.splitRefused},
        {"send_stale", policy.sendStale},
    };
    if (policy.speed)
        json["speed"] = *policy.speed;
    return json.dump();
}

OutboxPolicy policyIn(std::string_view json)
{
    const Members members(json);
    OutboxPolicy policy;
    members.read("batch", policy.batch);
    members.read("per_second", policy.perSecond);
    members.read("concurrency", policy.concurrency);
    members.read("attempts", policy.attempts);
    members.read("age_us", policy.age);
    members.read("resume_unknown", policy.resumeUnknown);
    members.read("split_refused", policy.splitRefused);
    members.read("send_stale", policy.sendStale);
    if (members.has("speed")) {
        policy.speed = 1;
        members.read("speed", *policy.speed);
    }
    return bounded(policy);
}

OutboxPolicy bounded(OutboxPolicy policy)
{
    policy.batch = std::max<qint64>(0, policy.batch);
    if (!std::isfinite(policy.perSecond) || policy.perSecond < 0)
        policy.perSecond = 0;
    policy.concurrency = std::clamp(policy.concurrency, 1, largestConcurrency);
    policy.attempts = std::max(1, policy.attempts);
    policy.age = std::max<Micros>(1, policy.age);
    if (policy.speed && (!std::isfinite(*policy.speed) || *policy.speed <= 0))
        policy.speed.reset();
    return policy;
}

}
