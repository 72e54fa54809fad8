// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/specreader.h"

#include <cmath>

namespace eventscope {

namespace {

using Json = SpecReader::Json;

Spread spreadOf(const Json &spec)
{
    const std::string name = spec.value("spread", std::string("even"));
    return name == "low" ? Spread::Low : name == "middle" ? Spread::Middle : Spread::Even;
}

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

}
