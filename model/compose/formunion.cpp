// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/formunion.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::size_t mostBranches = 1000;

enum class Form : quint8 { Constraint, Null, Scalar, Object, Array, Mixed };

Form formOf(const SchemaFacts &facts)
{
    if (!facts.types && !facts.members.empty())
        return Form::Object;
    if (!facts.types)
        return facts.items ? Form::Array : Form::Constraint;
    const bool object = facts.allows(JsonType::Object);
    const bool array = facts.allows(JsonType::Array);
    if (!object && !array)
        return facts.allowsOnly({}) ? Form::Null : Form::Scalar;
    if (object && facts.allowsOnly({JsonType::Object}))
        return Form::Object;
    if (array && facts.allowsOnly({JsonType::Array}))
        return Form::Array;
    return Form::Mixed;
}

// Scalars of several alternatives: any of their types and values.
SchemaFacts unitedScalars(const std::vector<SchemaFacts> &each)
{
    SchemaFacts united = each.front();
    for (const SchemaFacts &facts : each) {
        for (const JsonType type : *facts.types)
            addType(*united.types, type);
        if (&facts == &each.front() || !facts.choices)
            continue;
        if (!united.choices)
            united.choices.emplace();
        for (const SchemaJson *choice : *facts.choices)
            if (united.choices->size() < mostBranches &&
                std::none_of(united.choices->begin(), united.choices->end(),
                    [&](const SchemaJson *known) { return *known == *choice; }))
                united.choices->push_back(choice);
    }
    return united;
}

// Objects of several alternatives: the members of all, required where each requires them.
SchemaFacts unitedObjects(const std::vector<SchemaFacts> &each)
{
    SchemaFacts united;
    united.types = {JsonType::Object};
    united.required = each.front().required;
    united.closed = true;
    std::unordered_map<std::string, std::vector<SchemaUse>> uses;
    for (const SchemaFacts &facts : each) {
        united.closed = united.closed && facts.closed;
        std::erase_if(united.required, [&](const std::string &name) { return !facts.required.contains(name); });
        for (const auto &[name, use] : facts.members) {
            united.addMember(name, {});
            uses[name].push_back(use);
        }
        if (facts.further)
            united.further = united.further ? SchemaUse() : *facts.further;
    }
    for (auto &[name, use] : united.members) {
        std::vector<SchemaUse> &several = uses[name];
        use = several.size() == 1 ? several.front() : SchemaUse{{}, {std::move(several)}, {}};
    }
    return united;
}

SchemaFacts unitedArrays(const std::vector<SchemaFacts> &each)
{
    SchemaFacts united;
    united.types = {JsonType::Array};
    std::vector<SchemaUse> items;
    items.reserve(each.size());
    for (const SchemaFacts &facts : each)
        items.push_back(facts.items.value_or(SchemaUse()));
    united.items = SchemaUse{{}, {std::move(items)}, {}};
    return united;
}

SchemaFacts unitedForms(const std::vector<SchemaFacts> &each)
{
    const auto areAll = [&](Form form) {
        return std::all_of(
            each.begin(), each.end(), [form](const SchemaFacts &facts) { return formOf(facts) == form; });
    };
    if (areAll(Form::Scalar))
        return unitedScalars(each);
    if (areAll(Form::Object))
        return unitedObjects(each);
    return areAll(Form::Array) ? unitedArrays(each) : SchemaFacts::notDrawable();
}

}

SchemaFacts unitedFacts(std::vector<SchemaFacts> each)
{
    bool nullable = false;
    for (const SchemaFacts &facts : each) {
        if (!facts.drawable)
            return SchemaFacts::notDrawable();
        if (formOf(facts) == Form::Constraint)
            return {};
        nullable = nullable || facts.allows(JsonType::Null);
    }
    std::erase_if(each, [](const SchemaFacts &facts) { return formOf(facts) == Form::Null; });
    SchemaFacts united;
    if (each.size() == 1)
        united = std::move(each.front());
    else if (!each.empty())
        united = unitedForms(each);
    else if (nullable)
        united.types.emplace();
    else
        return SchemaFacts::notDrawable();
    if (nullable && united.types)
        addType(*united.types, JsonType::Null);
    return united;
}

}
