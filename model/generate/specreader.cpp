// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/specreader.h"

namespace eventscope {

namespace {

using Json = SpecReader::Json;

constexpr std::array specKinds{"pick", "integer", "number", "digits", "hex", "letters", "uuid", "text", "sha256",
    "words", "boolean", "time", "sequence", "list"};

// What may stand beside the kind; "share" may always.
const std::map<std::string, std::set<std::string>> &companions()
{
    static const std::map<std::string, std::set<std::string>> known{
        {"pick", {"of", "weights", "skew"}},
        {"integer", {"spread", "quoted"}},
        {"number", {"places", "spread", "quoted"}},
        {"sha256", {"as"}},
        {"words", {"from"}},
        {"time", {"fraction", "zone", "shift", "quoted"}},
        {"sequence", {"step"}},
        {"list", {"of"}},
    };
    return known;
}

}

std::size_t ValueScope::add(const std::string &name, const Pool *pool)
{
    const std::size_t slot = sources.size();
    names[name] = {slot, pool};
    sources.emplace_back();
    needs.emplace_back();
    return slot;
}

std::optional<Weights> readWeights(const Json &spec, std::size_t things)
{
    std::vector<double> weights;
    if (const auto given = spec.find("weights"); given != spec.end()) {
        weights = given->get<std::vector<double>>();
        if (weights.size() != things)
            return {};
    } else {
        for (std::size_t i = 0; i < things; ++i)
            weights.push_back(skewedWeight(i, spec.value("skew", 0.0)));
    }
    double sum = 0;
    for (const double weight : weights)
        sum += weight;
    return sum > 0 ? std::optional(Weights(weights)) : std::nullopt;
}

int zoneMinutes(const std::string &zone)
{
    if (zone == "Z")
        return 0;
    const int minutes = std::stoi(zone.substr(1, 2)) * 60 + std::stoi(zone.substr(4, 2));
    return zone.front() == '-' ? -minutes : minutes;
}

void SpecReader::readNamed(const Json &values, const QByteArray &at)
{
    for (const auto &[name, value] : values.items()) {
        const Pool *picked = nullptr;
        if (value.is_object() && value.contains("pick") && value["pick"].is_string()) {
            const auto found = m_pools.find(value["pick"].get<std::string>());
            picked = found == m_pools.end() ? nullptr : found->second;
        }
        if (m_scope.names.contains(name))
            fault(pointerBelow(at, name), RecipeText::tr("There is such a value already."));
        else
            m_scope.add(name, picked);
    }
    for (const auto &[name, value] : values.items()) {
        const std::size_t slot = m_scope.names[name].slot;
        m_needs = &m_scope.needs[slot];
        m_scope.sources[slot] = readValue(value, pointerBelow(at, name));
        m_needs = nullptr;
    }
}

ValueSourcePtr SpecReader::readValue(const Json &json, const QByteArray &at)
{
    if (json.is_object() && !json.contains("$"))
        return readSpec(json, at);
    return sources::constant(readTemplate(json, at));
}

JsonTemplate SpecReader::readTemplate(const Json &json, const QByteArray &at)
{
    if (json.is_string())
        return JsonTemplate::text(json.get<std::string>());
    if (json.is_array()) {
        std::vector<JsonTemplate> items;
        for (std::size_t i = 0; i < json.size(); ++i)
            items.push_back(readTemplate(json[i], pointerBelow(at, i)));
        return JsonTemplate::array(std::move(items));
    }
    if (!json.is_object())
        return JsonTemplate::literal(json.dump());
    if (const auto place = json.find("$"); place != json.end()) {
        const QByteArray below = pointerBelow(at, "$");
        if (place->is_string())
            return JsonTemplate::reference(readReference(place->get<std::string>(), below));
        return JsonTemplate::of(readSpec(*place, below));
    }
    std::vector<JsonTemplate::Member> members;
    for (const auto &[key, value] : json.items())
        members.push_back({key, readTemplate(value, pointerBelow(at, key))});
    return JsonTemplate::object(std::move(members));
}

ValueSourcePtr SpecReader::readSpec(const Json &spec, const QByteArray &at)
{
    std::string kind;
    for (const char *name : specKinds) {
        if (!spec.contains(name))
            continue;
        if (!kind.empty()) {
            fault(at, RecipeText::tr("A value has one kind, not both \"%1\" and \"%2\".")
                          .arg(QString::fromStdString(kind), QString::fromLatin1(name)));
            return nullptr;
        }
        kind = name;
    }
    if (kind.empty()) {
        fault(at, RecipeText::tr("This names no kind of value, such as \"pick\" or \"integer\"."));
        return nullptr;
    }
    const auto known = companions().find(kind);
    for (const auto &[name, value] : spec.items()) {
        const bool fits =
            name == kind || name == "share" || (known != companions().end() && known->second.contains(name));
        if (!fits)
            fault(pointerBelow(at, name),
                RecipeText::tr("This says nothing of a value of the kind \"%1\".").arg(QString::fromStdString(kind)));
    }
    ValueSourcePtr source = readKind(kind, spec, at);
    if (const auto share = spec.find("share"); share != spec.end())
        return sources::optional(std::move(source), share->get<double>());
    return source;
}

TextPattern SpecReader::readPattern(const std::string &text, const QByteArray &at)
{
    TextPattern pattern;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
        if (text[i] != '{' && text[i] != '}') {
            pattern.tail += text[i];
        } else if (doubled) {
            pattern.tail += text[i++];
        } else if (const std::size_t end = text.find('}', i); text[i] == '{' && end != std::string::npos) {
            pattern.pieces.push_back(
                {std::exchange(pattern.tail, {}), readReference(text.substr(i + 1, end - i - 1), at)});
            i = end;
        } else {
            fault(at, RecipeText::tr("A brace stands alone: a value is written {name}, a brace twice."));
            return pattern;
        }
    }
    return pattern;
}

Reference SpecReader::readReference(const std::string &name, const QByteArray &at)
{
    const std::size_t dot = name.find('.');
    const std::string whole = name.substr(0, dot);
    Reference reference;
    const auto found = slot(whole, at);
    if (!found)
        return reference;
    reference.slot = *found;
    if (dot == std::string::npos)
        return reference;
    const Pool *from = m_scope.names.find(whole)->second.pool;
    const std::string field = name.substr(dot + 1);
    if (!from) {
        fault(at,
            RecipeText::tr("\"%1\" is not picked from a pool: it has no members.").arg(QString::fromStdString(whole)));
        return reference;
    }
    const auto place = std::find(from->fields.begin(), from->fields.end(), field);
    if (place == from->fields.end())
        fault(at, RecipeText::tr("The items of that pool have no \"%1\".").arg(QString::fromStdString(field)));
    reference.field = place - from->fields.begin();
    return reference;
}

std::optional<std::size_t> SpecReader::slot(const std::string &name, const QByteArray &at)
{
    const auto found = m_scope.names.find(name);
    if (found == m_scope.names.end()) {
        fault(at, RecipeText::tr("There is no value \"%1\".").arg(QString::fromStdString(name)));
        return {};
    }
    if (m_needs)
        m_needs->insert(found->second.slot);
    return found->second.slot;
}

const Pool *SpecReader::pool(const std::string &name, const QByteArray &at)
{
    const auto found = m_pools.find(name);
    if (found != m_pools.end())
        return found->second;
    fault(at, RecipeText::tr("There is no pool \"%1\" above.").arg(QString::fromStdString(name)));
    return nullptr;
}

Micros SpecReader::readSpan(const Json &json, const QByteArray &at)
{
    constexpr Micros longest = 4000 * microsPerDay;
    QString text = QString::fromStdString(json.get<std::string>());
    if (!text.isEmpty() && text.front().isDigit())
        text.prepend(u'+');
    const auto span = parseSpan(text);
    if (!span || *span > longest || *span < -longest) {
        fault(at, RecipeText::tr("This is no span of time of at most 4000 days, such as \"-34d\" or \"5m\"."));
        return 0;
    }
    return *span;
}

SpanRange SpecReader::readSpans(const Json &json, const QByteArray &at)
{
    if (json.is_string()) {
        const Micros span = readSpan(json, at);
        return {span, span};
    }
    const SpanRange range{
        readSpan(json[0], pointerBelow(at, std::size_t{0})), readSpan(json[1], pointerBelow(at, std::size_t{1}))};
    if (range.least > range.most)
        fault(at, RecipeText::tr("The shorter or earlier one comes first."));
    return range;
}

}
