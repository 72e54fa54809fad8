// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/specreader.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

using Json = SpecReader::Json;

constexpr std::array kinds{"pick", "integer", "number", "digits", "hex", "letters", "uuid", "text", "sha256", "words",
    "boolean", "time", "sequence", "list"};

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

Spread spreadOf(const Json &spec)
{
    const std::string name = spec.value("spread", std::string("even"));
    return name == "low" ? Spread::Low : name == "middle" ? Spread::Middle : Spread::Even;
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
    for (const char *name : kinds) {
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

ValueSourcePtr SpecReader::readKind(const std::string &kind, const Json &spec, const QByteArray &at)
{
    using namespace sources;
    const Json &value = spec[kind];
    const auto patterned = [&] { return readPattern(value.get<std::string>(), pointerBelow(at, kind)); };
    if (kind == "pick")
        return readPick(spec, at);
    if (kind == "integer")
        return readInteger(spec, at);
    if (kind == "number")
        return readNumber(spec, at);
    if (kind == "digits")
        return characters(Alphabet::Digits, value.get<int>());
    if (kind == "hex")
        return characters(Alphabet::Hex, value.get<int>());
    if (kind == "letters")
        return characters(Alphabet::LettersAndDigits, value.get<int>());
    if (kind == "uuid")
        return uuid();
    if (kind == "text")
        return text(patterned());
    if (kind == "sha256")
        return sha256(patterned(), spec.value("as", std::string("base64")) == "hex" ? Encoding::Hex : Encoding::Base64);
    if (kind == "words")
        return readWords(spec, at);
    if (kind == "boolean")
        return boolean(value.get<double>());
    if (kind == "time")
        return readTime(spec, at);
    return kind == "sequence" ? readSequence(spec) : readList(spec, at);
}

ValueSourcePtr SpecReader::readPick(const Json &spec, const QByteArray &at)
{
    const Json &pick = spec["pick"];
    const QByteArray below = pointerBelow(at, "pick");
    if (pick.is_array()) {
        std::vector<JsonTemplate> values;
        for (std::size_t i = 0; i < pick.size(); ++i)
            values.push_back(readTemplate(pick[i], pointerBelow(below, i)));
        const auto weights = readWeights(spec, values.size());
        if (!weights)
            fault(pointerBelow(at, "weights"), RecipeText::tr("There must be a weight for each value, one above 0."));
        if (spec.contains("of"))
            fault(pointerBelow(at, "of"), RecipeText::tr("Only of a pool can something be picked for another value."));
        return sources::choice(std::move(values), weights.value_or(Weights()));
    }
    for (const char *name : {"weights", "skew"}) {
        if (spec.contains(name))
            fault(pointerBelow(at, name), RecipeText::tr("The pool says how frequent its items are."));
    }
    const Pool *from = pool(pick.get<std::string>(), below);
    if (!spec.contains("of"))
        return sources::pickOf(from);
    const QByteArray ofPlace = pointerBelow(at, "of");
    const auto parent = slot(spec["of"].get<std::string>(), ofPlace);
    if (from && parent) {
        const auto named = m_scope.names.find(spec["of"].get<std::string>());
        if (!from->parent || named->second.pool != from->parent)
            fault(ofPlace, RecipeText::tr("That value is not picked from the pool that this one is made for each of."));
    }
    return sources::pickOfGroup(from, parent.value_or(0));
}

ValueSourcePtr SpecReader::readInteger(const Json &spec, const QByteArray &at)
{
    const Json &range = spec["integer"];
    sources::NumberRange made{
        range[0].get<qint64>(), range[1].get<qint64>(), 0, spreadOf(spec), spec.value("quoted", false)};
    if (made.least > made.most)
        fault(pointerBelow(at, "integer"), RecipeText::tr("The lower end comes first."));
    return sources::number(made);
}

ValueSourcePtr SpecReader::readNumber(const Json &spec, const QByteArray &at)
{
    constexpr double exact = 9e15;    // whole numbers a double holds
    const Json &range = spec["number"];
    const int places = spec.value("places", 2);
    const double scale = std::pow(10.0, places);
    const double least = range[0].get<double>() * scale;
    const double most = range[1].get<double>() * scale;
    if (!(std::abs(least) < exact && std::abs(most) < exact)) {
        fault(pointerBelow(at, "number"), RecipeText::tr("These numbers are too large for so many places."));
        return nullptr;
    }
    if (least > most)
        fault(pointerBelow(at, "number"), RecipeText::tr("The lower end comes first."));
    return sources::number(
        {std::llround(least), std::llround(most), places, spreadOf(spec), spec.value("quoted", false)});
}

ValueSourcePtr SpecReader::readTime(const Json &spec, const QByteArray &at)
{
    using Format = sources::TimeText::Format;
    sources::TimeText how;
    const std::string format = spec["time"].get<std::string>();
    how.format = format == "epoch-s"    ? Format::EpochSeconds
                 : format == "epoch-ms" ? Format::EpochMillis
                 : format == "epoch-us" ? Format::EpochMicros
                                        : Format::Iso8601;
    how.digits = spec.value("fraction", 3);
    how.quoted = spec.value("quoted", false);
    if (const auto zone = spec.find("zone"); zone != spec.end()) {
        how.zoned = *zone != "none";
        how.zoneMinutes = how.zoned ? zoneMinutes(zone->get<std::string>()) : 0;
    }
    if (const auto shift = spec.find("shift"); shift != spec.end()) {
        const SpanRange range = readSpans(*shift, pointerBelow(at, "shift"));
        how.leastShift = range.least;
        how.mostShift = range.most;
    }
    return sources::time(how);
}

ValueSourcePtr SpecReader::readList(const Json &spec, const QByteArray &at)
{
    if (!spec.contains("of")) {
        fault(at, RecipeText::tr("A list needs \"of\": what its items are."));
        return nullptr;
    }
    JsonTemplate item = readTemplate(spec["of"], pointerBelow(at, "of"));
    const Json &count = spec["list"];
    if (count.is_string())
        return sources::list(std::move(item), 0, 0, readReference(count.get<std::string>(), pointerBelow(at, "list")));
    if (count[0].get<int>() > count[1].get<int>())
        fault(pointerBelow(at, "list"), RecipeText::tr("The lower end comes first."));
    return sources::list(std::move(item), count[0].get<int>(), count[1].get<int>(), {});
}

ValueSourcePtr SpecReader::readWords(const Json &spec, const QByteArray &at)
{
    if (!spec.contains("from")) {
        fault(at, RecipeText::tr("Words need \"from\": the pool they are taken from."));
        return nullptr;
    }
    const Json &count = spec["words"];
    if (count[0].get<int>() > count[1].get<int>())
        fault(pointerBelow(at, "words"), RecipeText::tr("The lower end comes first."));
    const Pool *from = pool(spec["from"].get<std::string>(), pointerBelow(at, "from"));
    return sources::words(from, count[0].get<int>(), count[1].get<int>());
}

ValueSourcePtr SpecReader::readSequence(const Json &spec)
{
    m_scope.sequences.push_back(spec["sequence"].get<qint64>());
    return sources::sequence(m_scope.sequences.size() - 1, spec.value("step", qint64{1}));
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
