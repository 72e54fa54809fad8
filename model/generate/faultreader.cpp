// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/recipereader.h"

namespace eventscope {

namespace {

using Json = RecipeReader::Json;
using Kind = EventFault::Kind;

constexpr std::array faultKinds{std::pair{"set", Kind::Set}, std::pair{"remove", Kind::Remove},
    std::pair{"rename", Kind::Rename}, std::pair{"quote", Kind::Quote}, std::pair{"unquote", Kind::Unquote},
    std::pair{"replace", Kind::Replace}, std::pair{"break", Kind::Break}, std::pair{"shift", Kind::Shift},
    std::pair{"repeat", Kind::Repeat}};

EventFault::Breakage breakageOf(const std::string &name)
{
    using Breakage = EventFault::Breakage;
    if (name == "missing-comma")
        return Breakage::MissingComma;
    if (name == "comment")
        return Breakage::Comment;
    return name == "cut" ? Breakage::Cut : Breakage::TrailingComma;
}

// The form was checked with the recipe's structure.
JsonPointer pointerOf(const Json &json)
{
    return JsonPointer::parse(json.get<std::string>()).value_or(JsonPointer());
}

}

void RecipeReader::readFaults()
{
    const auto found = m_recipe.find("faults");
    if (found == m_recipe.end())
        return;
    std::vector<double> shares(m_into.events.size());
    for (std::size_t i = 0; i < found->size(); ++i) {
        const Json &json = (*found)[i];
        const QByteArray at = pointerBelow("/faults", i);
        EventFault made;
        made.share = json["share"].get<double>();
        readKind(json, made, at);
        for (const std::size_t event : eventsNamed(json, at)) {
            m_into.events[event].faults.push_back(m_into.faults.size());
            shares[event] += made.share;
        }
        m_into.faults.push_back(std::move(made));
    }
    for (std::size_t event = 0; event < shares.size(); ++event) {
        if (shares[event] > 1)
            fault("/faults", RecipeText::tr("The shares of the faults of \"%1\" are more than 1 together.")
                                 .arg(QString::fromUtf8(m_into.events[event].id)));
    }
}

void RecipeReader::readKind(const Json &json, EventFault &into, const QByteArray &at)
{
    const char *name = nullptr;
    for (const auto &[known, kind] : faultKinds) {
        if (!json.contains(known))
            continue;
        if (name)
            return fault(at, RecipeText::tr("A fault is one change, not both \"%1\" and \"%2\".")
                                 .arg(QString::fromLatin1(name), QString::fromLatin1(known)));
        name = known;
        into.kind = kind;
    }
    if (!name)
        return fault(at, RecipeText::tr("This says nothing of what is wrong, such as \"set\" or \"remove\"."));
    const Json &value = json[name];
    const QByteArray below = pointerBelow(at, name);
    switch (into.kind) {
    case Kind::Set:
        into.at = pointerOf(value["at"]);
        into.to = m_specs.readTemplate(value["to"], pointerBelow(below, "to"));
        break;
    case Kind::Rename:
        into.at = pointerOf(value["at"]);
        into.key = QString::fromStdString(value["to"].get<std::string>());
        break;
    case Kind::Remove:
    case Kind::Quote:
    case Kind::Unquote:
        into.at = pointerOf(value);
        break;
    case Kind::Replace:
        into.to = m_specs.readTemplate(value, below);
        break;
    case Kind::Break:
        into.breakage = breakageOf(value.get<std::string>());
        break;
    case Kind::Shift:
        into.shift = m_specs.readSpans(value, below);
        break;
    case Kind::Repeat:
        break;
    }
}

}
