// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/definitionchecks.h"

#include "event/utf8.h"
#include "schema/jsonschema.h"
#include "schema/pattern.h"
#include "service/condition.h"
#include "service/definitionparts.h"
#include "service/jsontree.h"
#include "service/servicetext.h"

#include <algorithm>
#include <initializer_list>
#include <set>

namespace eventscope {

using Json = nlohmann::ordered_json;

namespace {

class Checks {
public:
    Checks(const Json &definition, std::vector<DefinitionFault> &faults)
        : m_definition(definition)
        , m_faults(faults)
    {}

    void all();

private:
    using Placeholders = std::initializer_list<std::string_view>;

    void shapes();
    void switches();
    void fields();
    void properties();
    void envelopes();
    void transports();
    void transport(const Json &transport, const QByteArray &at);
    void rules();
    void rule(const Json &rule, const QByteArray &at);
    void conditions();
    void samples();

    void schemaAt(const Json &reference, const QByteArray &place);
    void compile(const QByteArray &pointer);
    void condition(const Json &condition, const QByteArray &at);
    void conditionNames(const Json &condition, const QByteArray &at);
    void named(const char *section, const Json &names, const QByteArray &at, const QString &sentence);
    void shapeNames(const Json &names, const QByteArray &at);
    void transportNames(const Json &names, const QByteArray &at);
    void keyKinds(const Json &names, const QByteArray &at);
    void eventKinds(const Json &names, const QByteArray &at);
    void placeholders(const Json &body, const QByteArray &at, const Placeholders &known);
    void groupsIn(const Json &schema, const QByteArray &at);
    [[nodiscard]] bool isEnvelopeMember(std::string_view name) const;
    [[nodiscard]] const Json &section(const char *name) const;
    void fault(const QByteArray &at, const QString &reason) { m_faults.push_back({at, reason}); }

    const Json &m_definition;
    std::vector<DefinitionFault> &m_faults;
    std::set<QByteArray> m_compiled;
};

// Runs over names: one, or a list of them, each with its place.
template <typename Each>
void forNames(const Json &names, const QByteArray &at, Each each)
{
    if (names.is_string())
        return each(names.get_ref<const std::string &>(), at);
    for (std::size_t i = 0; i < names.size(); ++i)
        each(names[i].get_ref<const std::string &>(), pointerBelow(at, i));
}

bool mentions(const Json &body, std::string_view placeholder)
{
    if (body.is_string())
        return body.get_ref<const std::string &>() == placeholder;
    return body.is_structured() &&
           std::any_of(body.begin(), body.end(), [&](const Json &part) { return mentions(part, placeholder); });
}

const Json &Checks::section(const char *name) const
{
    return memberOf(m_definition, name);
}

void Checks::all()
{
    conditions();
    shapes();
    switches();
    fields();
    properties();
    envelopes();
    transports();
    rules();
    samples();
    groupsIn(section("$defs"), "/$defs");
}

void Checks::shapes()
{
    for (const auto &[id, shape] : section("shapes").items()) {
        const QByteArray at = pointerBelow("/shapes", id);
        if (id == "catchAll")
            fault(at, ServiceText::tr("\"catchAll\" cannot name a shape: it has a meaning in \"detect\"."));
        schemaAt(shape.at("schema"), pointerBelow(at, "schema"));
        for (const auto &[member, other] : memberOf(shape, "foreign").items())
            shapeNames(other, pointerBelow(pointerBelow(at, "foreign"), member));
    }
}

void Checks::switches()
{
    const Json &chooser = section("switch");
    if (chooser.is_null())
        return;
    for (const auto &[kind, schema] : chooser.at("to").items())
        schemaAt(schema, pointerBelow("/switch/to", kind));
}

void Checks::fields()
{
    for (const auto &[name, list] : section("fields").items()) {
        for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
            const QByteArray at = pointerBelow(pointerBelow(pointerBelow("/fields", name), i), std::string_view("if"));
            if (list[i].contains("if"))
                condition(list[i].at("if"), at);
        }
    }
}

void Checks::properties()
{
    const Json &places = section("properties");
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i].contains("if"))
            condition(places[i].at("if"), pointerBelow(pointerBelow("/properties", i), "if"));
    }
}

void Checks::envelopes()
{
    const Json &all = section("envelopes");
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QByteArray at = pointerBelow(pointerBelow("/envelopes", i), "with");
        for (const auto &[member, schema] : memberOf(all[i], "with").items())
            schemaAt(schema, pointerBelow(at, member));
    }
}

void Checks::transports()
{
    for (const auto &[id, one] : section("transports").items())
        transport(one, pointerBelow("/transports", id));
}

void Checks::transport(const Json &transport, const QByteArray &at)
{
    shapeNames(transport.at("shape"), pointerBelow(at, "shape"));
    const Json &auth = memberOf(transport, "auth");
    for (std::size_t i = 0; i < auth.size(); ++i) {
        if (auth[i].contains("keys"))
            keyKinds(auth[i].at("keys"), pointerBelow(pointerBelow(pointerBelow(at, "auth"), i), "keys"));
    }
    const auto form = [&](const char *name, std::string_view placeholder) {
        const auto found = transport.find(name);
        if (found == transport.end())
            return;
        const QByteArray place = pointerBelow(at, std::string_view(name));
        const Json body = found->value("body", Json());
        placeholders(body, pointerBelow(place, "body"), {placeholder});
        if (!found->contains("query") && !mentions(body, placeholder))
            fault(
                pointerBelow(place, "body"), ServiceText::tr("The body must hold \"%1\".").arg(stringOf(placeholder)));
    };
    form("one", "$event");
    form("many", "$events");
    for (const auto &[name, answer] : memberOf(transport, "answer").items())
        placeholders(answer[1], pointerBelow(pointerBelow(pointerBelow(at, "answer"), name), 1),
            {"$count", "$now", "$uuid", "$message", "$max", "$client", "$user_agent"});
}

void Checks::rules()
{
    const Json &all = section("rules");
    for (std::size_t i = 0; i < all.size(); ++i)
        rule(all[i], pointerBelow("/rules", i));
}

void Checks::rule(const Json &rule, const QByteArray &at)
{
    const auto below = [&](const char *name) { return pointerBelow(at, std::string_view(name)); };
    if (rule.contains("if"))
        condition(rule.at("if"), below("if"));
    if (rule.contains("shapes"))
        shapeNames(rule.at("shapes"), below("shapes"));
    if (rule.contains("transports"))
        transportNames(rule.at("transports"), below("transports"));
    if (rule.contains("need"))
        keyKinds(rule.at("need"), below("need"));
    if (rule.contains("schema") && rule.at("schema").is_string())
        schemaAt(rule.at("schema"), below("schema"));
    else if (rule.contains("schema"))
        compile(below("schema"));
    if (rule.contains("match")) {
        const auto pattern = Pattern::compile(rule.at("match").get_ref<const std::string &>());
        if (!pattern)
            fault(below("match"), pattern.error());
    }
    if (rule.contains("member") && !section("envelopes").empty() &&
        !isEnvelopeMember(rule.at("member").get_ref<const std::string &>()))
        fault(below("member"), ServiceText::tr("No envelope has its events in a member of that name."));
}

void Checks::conditions()
{
    for (const auto &[name, one] : section("conditions").items())
        condition(one, pointerBelow("/conditions", name));
}

void Checks::samples()
{
    const Json &all = section("samples");
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QByteArray at = pointerBelow("/samples", i);
        shapeNames(all[i].at("shape"), pointerBelow(at, "shape"));
        if (all[i].contains("note"))
            continue;
        const QByteArray text = sampleText(all[i].at("text"));
        JsonTape tape;
        if (!tape.read(viewOf(text))) {
            const TextPlace place = placeOf(viewOf(text), tape.fault().offset);
            fault(pointerBelow(at, "text"),
                ServiceText::tr("Line %1, column %2: %3 A sample that is wrong on purpose needs a \"note\".")
                    .arg(QString::number(place.line), QString::number(place.column), tape.fault().sentence));
        } else if (!tape.root().isObject()) {
            fault(pointerBelow(at, "text"), ServiceText::tr("A sample is one JSON object."));
        }
    }
}

// A reference into this file, of which a schema is made.
void Checks::schemaAt(const Json &reference, const QByteArray &place)
{
    const auto &text = reference.get_ref<const std::string &>();
    const std::string pointer = text.substr(1);
    if (!m_definition.contains(Json::json_pointer(pointer)))
        return fault(place, ServiceText::tr("There is nothing at \"%1\" in this file.").arg(stringOf(text)));
    compile(bytesOf(pointer));
}

void Checks::compile(const QByteArray &pointer)
{
    if (!m_compiled.insert(pointer).second)
        return;
    const auto schema = JsonSchema::compile(m_definition, pointer, {.refuseUnknown = true});
    if (!schema)
        fault(schema.error().pointer, schema.error().reason);
}

void Checks::condition(const Json &condition, const QByteArray &at)
{
    const auto compiled = Condition::compile(condition, at, m_definition);
    if (compiled)
        conditionNames(condition, at);
    else
        m_faults.push_back(compiled.error());
}

// Named conditions are looked at where they stand.
void Checks::conditionNames(const Json &condition, const QByteArray &at)
{
    if (!condition.is_object() || condition.contains("at"))
        return;
    for (const auto &[word, value] : condition.items()) {
        const QByteArray below = pointerBelow(at, word);
        if (word == "kind")
            eventKinds(value, below);
        else if (word == "shape")
            shapeNames(value, below);
        else if (word == "transport")
            transportNames(value, below);
        else if (word == "key")
            keyKinds(value, below);
        else if (word == "not")
            conditionNames(value, below);
        else
            for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
                conditionNames(value[i], pointerBelow(below, i));
    }
}

void Checks::named(const char *sectionName, const Json &names, const QByteArray &at, const QString &sentence)
{
    forNames(names, at, [&](const std::string &name, const QByteArray &place) {
        if (!section(sectionName).contains(name))
            fault(place, sentence.arg(stringOf(name)));
    });
}

void Checks::shapeNames(const Json &names, const QByteArray &at)
{
    named("shapes", names, at, ServiceText::tr("There is no shape named \"%1\"."));
}

void Checks::transportNames(const Json &names, const QByteArray &at)
{
    named("transports", names, at, ServiceText::tr("There is no transport named \"%1\"."));
}

void Checks::keyKinds(const Json &names, const QByteArray &at)
{
    forNames(names, at, [&](const std::string &name, const QByteArray &place) {
        const Json &keys = section("keys");
        const bool known = std::any_of(keys.begin(), keys.end(), [&](const Json &k) { return k.at("kind") == name; });
        if (!known)
            fault(place, ServiceText::tr("There is no kind of key named \"%1\".").arg(stringOf(name)));
    });
}

// Without a switch kinds are free.
void Checks::eventKinds(const Json &names, const QByteArray &at)
{
    const Json &chooser = section("switch");
    if (chooser.is_null())
        return;
    forNames(names, at, [&](const std::string &name, const QByteArray &place) {
        if (!chooser.at("to").contains(name))
            fault(place, ServiceText::tr("\"switch\" knows no kind of event named \"%1\".").arg(stringOf(name)));
    });
}

void Checks::placeholders(const Json &body, const QByteArray &at, const Placeholders &known)
{
    const auto check = [&](const std::string &text, const QByteArray &place) {
        constexpr std::string_view envelope = "$envelope.";
        if (!text.starts_with('$') || std::find(known.begin(), known.end(), text) != known.end())
            return;
        const Json &envelopes = section("envelopes");
        const bool beside =
            text.starts_with(envelope) && std::any_of(envelopes.begin(), envelopes.end(), [&](const Json &e) {
                return memberOf(e, "with").contains(text.substr(envelope.size()));
            });
        if (!beside)
            fault(place, ServiceText::tr("\"%1\" stands for nothing here.").arg(stringOf(text)));
    };
    if (body.is_string())
        return check(body.get_ref<const std::string &>(), at);
    if (body.is_array()) {
        for (std::size_t i = 0; i < body.size(); ++i)
            placeholders(body[i], pointerBelow(at, i), known);
    } else if (body.is_object()) {
        for (const auto &[name, value] : body.items())
            placeholders(value, pointerBelow(at, name), known);
    }
}

// Where the form puts a member must be a section of it.
void Checks::groupsIn(const Json &schema, const QByteArray &at)
{
    if (schema.is_array()) {
        for (std::size_t i = 0; i < schema.size(); ++i)
            groupsIn(schema[i], pointerBelow(at, i));
        return;
    }
    if (!schema.is_object())
        return;
    for (const auto &[name, value] : schema.items()) {
        const bool data = name == "enum" || name == "const" || name == "default" || name == "examples";
        const QByteArray place = pointerBelow(at, name);
        if (name == "x-group" && value.is_string())
            named("groups", value, place, ServiceText::tr("There is no group named \"%1\"."));
        else if (!data || value.is_object())
            groupsIn(value, place);
    }
}

bool Checks::isEnvelopeMember(std::string_view name) const
{
    const Json &all = section("envelopes");
    return std::any_of(all.begin(), all.end(), [&](const Json &e) { return e.at("events") == name; });
}

}

void checkDefinition(const Json &definition, std::vector<DefinitionFault> &faults)
{
    Checks(definition, faults).all();
}

}
