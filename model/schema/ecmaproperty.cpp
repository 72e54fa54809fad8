// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/ecmaproperty.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array<Alias, 40> categories{{
    {"Letter", "L"},
    {"Cased_Letter", "L&"},
    {"LC", "L&"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Combining_Mark", "M"},
    {"Nonspacing_Mark", "Mn"},
    {"Spacing_Mark", "Mc"},
    {"Enclosing_Mark", "Me"},
    {"Number", "N"},
    {"Decimal_Number", "Nd"},
    {"digit", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Connector_Punctuation", "Pc"},
    {"Dash_Punctuation", "Pd"},
    {"Open_Punctuation", "Ps"},
    {"Close_Punctuation", "Pe"},
    {"Initial_Punctuation", "Pi"},
    {"Final_Punctuation", "Pf"},
    {"Other_Punctuation", "Po"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Modifier_Symbol", "Sk"},
    {"Other_Symbol", "So"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Line_Separator", "Zl"},
    {"Paragraph_Separator", "Zp"},
    {"Other", "C"},
    {"Control", "Cc"},
    {"cntrl", "Cc"},
    {"Format", "Cf"},
}};
constexpr std::array<Alias, 3> rareCategories{{
    {"Surrogate", "Cs"},
    {"Private_Use", "Co"},
    {"Unassigned", "Cn"},
}};

std::string_view shortCategory(std::string_view name) noexcept
{
    const auto named = [name](const Alias &alias) { return alias.first == name; };
    if (const auto it = std::find_if(categories.begin(), categories.end(), named); it != categories.end())
        return it->second;
    if (const auto it = std::find_if(rareCategories.begin(), rareCategories.end(), named); it != rareCategories.end())
        return it->second;
    return name;
}

bool isName(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}

std::optional<std::string> pcreProperty(std::string_view ecmaName, bool negated)
{
    std::string_view kind;
    std::string_view name = ecmaName;
    if (const auto equals = ecmaName.find('='); equals != std::string_view::npos) {
        kind = ecmaName.substr(0, equals);
        name = ecmaName.substr(equals + 1);
    }
    if (!isName(name))
        return std::nullopt;
    const auto spelled = [](bool negative, std::string_view prefix, std::string_view value) {
        return std::string(negative ? "\\P{" : "\\p{").append(prefix).append(value).append("}");
    };
    if (kind == "Script" || kind == "sc")
        return spelled(negated, "sc:", name);
    if (kind == "Script_Extensions" || kind == "scx")
        return spelled(negated, "scx:", name);
    if (!kind.empty() && kind != "General_Category" && kind != "gc")
        return std::nullopt;
    if (name == "Assigned")
        return spelled(!negated, {}, "Cn");
    return spelled(negated, {}, shortCategory(name));
}

}
