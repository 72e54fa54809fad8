// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds about the endpoint that an event goes to: auth-form, bound-customer.
#include "event/utf8.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope::rulekinds {

namespace {

using Json = RuleSource::Json;

// One of the ways in which a transport takes a key.
struct Form {
    QString place;        // where the key travels, in words
    QStringList parts;    // the open parts of the key
    std::vector<std::string> kinds;
    bool optional = false;

    [[nodiscard]] bool takes(std::string_view kind) const
    {
        return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }
};

struct Transport {
    std::string id;
    std::vector<Form> forms;
};

// The key travels as the transport wants it, is whole, and of a kind that it takes.
class AuthFormKind final : public RuleKind {
public:
    AuthFormKind(std::vector<Transport> transports, bool required)
        : m_transports(std::move(transports))
        , m_required(required)
    {}

    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        const JsonValue auth = at.find("auth");
        if (!input.transport || !auth || !input.context->endpoint)
            return report.notJudged(at);
        const auto transport = std::find_if(
            m_transports.begin(), m_transports.end(), [&](const Transport &one) { return one.id == *input.transport; });
        if (transport == m_transports.end() || transport->forms.empty())
            return;
        const EndpointFacts &endpoint = *input.context->endpoint;
        if (!usesWhatIsWanted(*transport, endpoint, auth, report))
            return;
        const JsonValue key = at.find("key");
        if (!key)
            return endpoint.auth.empty() ? void() : report.notJudged(at);
        for (const int place : endpoint.auth) {
            if (place >= 0 && static_cast<std::size_t>(place) < transport->forms.size())
                judgeForm(transport->forms[static_cast<std::size_t>(place)], endpoint, key, input, report);
        }
    }

private:
    [[nodiscard]] bool usesWhatIsWanted(
        const Transport &transport, const EndpointFacts &endpoint, JsonValue auth, RuleReport &report) const
    {
        bool good = true;
        for (std::size_t i = 0; i < transport.forms.size(); ++i) {
            const auto place = static_cast<int>(i);
            const bool used = std::find(endpoint.auth.begin(), endpoint.auth.end(), place) != endpoint.auth.end();
            if (used || transport.forms[i].optional)
                continue;
            good = false;
            report.found(auth, [&form = transport.forms[i]] {
                return RuleWords{.sentence = Text::tr("The key must travel in %1").arg(form.place), .lacks = true};
            });
        }
        if (good && m_required && endpoint.auth.empty()) {
            report.found(auth, [&transport] { return RuleWords{.sentence = choice(transport), .lacks = true}; });
            return false;
        }
        return good;
    }

    [[nodiscard]] static QString choice(const Transport &transport)
    {
        QStringList places;
        for (const Form &form : transport.forms)
            places.append(form.place);
        return Text::tr("A key must travel in one of: %1").arg(places.join(QStringLiteral("; ")));
    }

    // Without any part an optional form is left out of the request.
    void judgeForm(const Form &form, const EndpointFacts &endpoint, JsonValue key, const RuleInput &input,
        RuleReport &report) const
    {
        const std::vector<bool> &parts = *endpoint.keyParts;
        QStringList missing;
        for (qsizetype i = 0; i < form.parts.size(); ++i) {
            const auto part = static_cast<std::size_t>(i);
            if (part >= parts.size() || !parts[part])
                missing.append(form.parts[i]);
        }
        if (missing.size() == form.parts.size() && form.optional && !m_required)
            return;
        if (!missing.isEmpty())
            return report.found(key, [&] {
                RuleWords words;
                words.sentence = Text::tr("%1 is empty, and must be there in %2")
                                     .arg(missing.join(Text::tr(" and ", "between the parts of a key")), form.place);
                words.lacks = true;
                return words;
            });
        judgeKind(form, key, input, report);
    }

    static void judgeKind(const Form &form, JsonValue key, const RuleInput &input, RuleReport &report)
    {
        if (form.kinds.empty())
            return;
        if (!input.keyKind)
            return report.notJudged(key);
        if (form.takes(*input.keyKind))
            return;
        const bool unknown = input.keyKind->empty();
        report.found(
            key,
            [&form, unknown] {
                RuleWords words;
                words.sentence = unknown ? Text::tr("The key has the form of none that the service gives out")
                                         : Text::tr("This kind of key is not taken in %1").arg(form.place);
                QStringList kinds;
                for (const std::string &kind : form.kinds)
                    kinds.append(stringOf(kind));
                words.expected = kinds.join(QStringLiteral(", "));
                return words;
            },
            unknown ? Severity::Warning : Severity::Error);
    }

    std::vector<Transport> m_transports;
    bool m_required;
};

std::string textOf(const Json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Form formOf(const Json &json)
{
    Form form;
    form.optional = json.value("optional", false);
    if (const auto kinds = json.find("keys"); kinds != json.end() && kinds->is_array())
        form.kinds = kinds->get<std::vector<std::string>>();
    if (const auto basic = json.find("basic"); basic != json.end() && basic->is_array()) {
        form.place = Text::tr("the header Authorization, as Basic");
        for (const Json &part : *basic) {
            if (part.is_string())
                form.parts.append(stringOf(part.get_ref<const std::string &>()));
        }
        return form;
    }
    const std::string title = textOf(json, "title");
    form.parts.append(title.empty() ? Text::tr("The key") : stringOf(title));
    const std::string header = textOf(json, "header");
    const QString prefix = stringOf(textOf(json, "prefix")).trimmed();
    if (header.empty())
        form.place = Text::tr("the member %1 of each event").arg(stringOf(textOf(json, "member")));
    else if (prefix.isEmpty())
        form.place = Text::tr("the header %1").arg(stringOf(header));
    else
        form.place = Text::tr("the header %1, as %2").arg(stringOf(header), prefix);
    return form;
}

// The value names the customer that the endpoint's key is bound to.
class BoundCustomerKind final : public RuleKind {
public:
    void judge(JsonValue at, const RuleInput &input, RuleReport &report) const override
    {
        if (!input.context->endpoint || input.context->endpoint->customer.isEmpty())
            return;
        const QByteArray &customer = input.context->endpoint->customer;
        const bool same = at.isString() ? at.stringEquals(viewOf(customer)) : at.raw() == viewOf(customer);
        if (same || at.isNull())
            return;
        report.found(at, [&customer, at] {
            RuleWords words;
            words.sentence = Text::tr("The endpoint's key is bound to another customer");
            words.expected = stringOf(viewOf(customer));
            words.found = ruletext::excerpt(at);
            return words;
        });
    }
};

}

RuleKindPtr authForm(RuleSource &source)
{
    if (source.textOr("on", "event") != "endpoint") {
        source.faultAt("on", Text::tr("A rule of this kind has \"on\": \"endpoint\"."));
        return nullptr;
    }
    std::vector<Transport> transports;
    if (const auto all = source.definition().find("transports"); all != source.definition().end()) {
        for (const auto &[id, json] : all->items()) {
            Transport &transport = transports.emplace_back();
            transport.id = id;
            const auto auth = json.find("auth");
            for (std::size_t i = 0; auth != json.end() && auth->is_array() && i < auth->size(); ++i)
                transport.forms.push_back(formOf((*auth)[i]));
        }
    }
    return std::make_unique<AuthFormKind>(std::move(transports), source.flag("required"));
}

RuleKindPtr boundCustomer(RuleSource &)
{
    return std::make_unique<BoundCustomerKind>();
}

}
