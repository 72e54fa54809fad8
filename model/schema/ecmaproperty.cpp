// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/ecmaproperty.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

// Names in ECMA-262 are exact, where PCRE2 overlooks case and "_" and knows more of them.
using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array<Alias, 43> categories{{
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
    {"Surrogate", "Cs"},
    {"Private_Use", "Co"},
    {"Unassigned", "Cn"},
}};

constexpr std::array<std::string_view, 97> binaryProperties{{"ASCII", "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha",
    "Any", "Bidi_Control", "Bidi_C", "Bidi_Mirrored", "Bidi_M", "Case_Ignorable", "CI", "Cased",
    "Changes_When_Casefolded", "CWCF", "Changes_When_Casemapped", "CWCM", "Changes_When_Lowercased", "CWL",
    "Changes_When_NFKC_Casefolded", "CWKCF", "Changes_When_Titlecased", "CWT", "Changes_When_Uppercased", "CWU", "Dash",
    "Default_Ignorable_Code_Point", "DI", "Deprecated", "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component", "EComp",
    "Emoji_Modifier", "EMod", "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres", "Extended_Pictographic",
    "ExtPict", "Extender", "Ext", "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext", "Hex_Digit", "Hex",
    "IDS_Binary_Operator", "IDSB", "IDS_Trinary_Operator", "IDST", "ID_Continue", "IDC", "ID_Start", "IDS",
    "Ideographic", "Ideo", "Join_Control", "Join_C", "Logical_Order_Exception", "LOE", "Lowercase", "Lower", "Math",
    "Noncharacter_Code_Point", "NChar", "Pattern_Syntax", "Pat_Syn", "Pattern_White_Space", "Pat_WS", "Quotation_Mark",
    "QMark", "Radical", "Regional_Indicator", "RI", "Sentence_Terminal", "STerm", "Soft_Dotted", "SD",
    "Terminal_Punctuation", "Term", "Unified_Ideograph", "UIdeo", "Uppercase", "Upper", "Variation_Selector", "VS",
    "White_Space", "space", "XID_Continue", "XIDC", "XID_Start", "XIDS"}};

// The one or two letters of a category, from its long or short name; empty for none.
std::string_view shortCategory(std::string_view name) noexcept
{
    const auto called = [name](const Alias &alias) {
        return alias.first == name || (alias.second == name && name != "L&");
    };
    const auto it = std::find_if(categories.begin(), categories.end(), called);
    return it == categories.end() ? std::string_view() : it->second;
}

// "Greek", "Old_Italic", "Grek": PCRE2 knows which of them are scripts.
bool isScriptName(std::string_view name) noexcept
{
    if (name == "SignWriting")
        return true;
    bool starts = true;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool lower = c >= 'a' && c <= 'z';
        if (starts ? !upper : !lower && c != '_')
            return false;
        starts = c == '_';
    }
    return !starts;
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
    const auto spelled = [](bool negative, std::string_view prefix, std::string_view value) {
        return std::string(negative ? "\\P{" : "\\p{").append(prefix).append(value).append("}");
    };
    const bool extensions = kind == "Script_Extensions" || kind == "scx";
    if (extensions || kind == "Script" || kind == "sc")
        return isScriptName(name) ? std::optional(spelled(negated, extensions ? "scx:" : "sc:", name)) : std::nullopt;
    const bool general = kind == "General_Category" || kind == "gc";
    if (ecmaName.find('=') != std::string_view::npos && !general)
        return std::nullopt;
    if (const auto category = shortCategory(name); !category.empty())
        return spelled(negated, {}, category);
    if (general)
        return std::nullopt;
    if (name == "Assigned")
        return spelled(!negated, {}, "Cn");
    const bool known = std::find(binaryProperties.begin(), binaryProperties.end(), name) != binaryProperties.end();
    return known ? std::optional(spelled(negated, {}, name)) : std::nullopt;
}

}
