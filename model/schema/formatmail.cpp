// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formatparts.h"

#include "event/utf8.h"

#include <QChar>
#include <QUrl>

#include <algorithm>

namespace eventscope::formats {

namespace {

constexpr std::size_t longestLocal = 64;

// Whether bytes of any character beyond ASCII count as letters.
enum class Letters { Ascii, Any };

bool isAtomText(char c, Letters letters) noexcept
{
    if (!isAscii(c))
        return letters == Letters::Any;
    return isAlnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool isDotAtom(std::string_view text, Letters letters) noexcept
{
    bool afterDot = true;
    for (const char c : text) {
        if (c == '.' ? afterDot : !isAtomText(c, letters))
            return false;
        afterDot = c == '.';
    }
    return !afterDot;
}

bool isQuotedLocal(std::string_view text, Letters letters) noexcept
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        return false;
    const auto isPrintable = [](char c) { return c >= 0x20 && c < 0x7F; };
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\') {
            if (++i + 1 >= text.size() || !isPrintable(text[i]))
                return false;
        } else if (text[i] == '"' || !(isPrintable(text[i]) || (!isAscii(text[i]) && letters == Letters::Any))) {
            return false;
        }
    }
    return true;
}

bool isLocal(std::string_view text, Letters letters) noexcept
{
    return text.size() <= longestLocal && (isDotAtom(text, letters) || isQuotedLocal(text, letters));
}

// Unlike in a URI, the numbers may have zeros in front.
bool isMailIpv4(std::string_view text) noexcept
{
    for (int part = 0; part < 4; ++part) {
        const auto dot = text.find('.');
        const auto digits = text.substr(0, dot);
        if ((dot == std::string_view::npos) != (part == 3) || digits.empty() || digits.size() > 3 ||
            !std::all_of(digits.begin(), digits.end(), isDigit) || (digits.size() == 3 && digits > "255"))
            return false;
        text.remove_prefix(part == 3 ? text.size() : dot + 1);
    }
    return true;
}

bool isAddressLiteral(std::string_view text) noexcept
{
    if (text.size() < 2 || text.front() != '[' || text.back() != ']')
        return false;
    text = text.substr(1, text.size() - 2);
    constexpr std::string_view tag = "ipv6:";
    const auto start = text.substr(0, tag.size());
    const bool tagged = std::equal(start.begin(), start.end(), tag.begin(), tag.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; });
    return tagged ? isIpv6(text.substr(tag.size())) : isMailIpv4(text);
}

// What a label of an internationalised name is made of: letters, marks, digits and the few characters
// that RFC 5892 allows in the right company.
bool isLabelCode(char32_t code) noexcept
{
    constexpr std::u32string_view exceptions = U"-\u00b7\u0375\u05f3\u05f4\u200c\u200d\u30fb";
    if (exceptions.find(code) != std::u32string_view::npos)
        return true;
    switch (QChar::category(code)) {
    case QChar::Letter_Lowercase:
    case QChar::Letter_Uppercase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Number_DecimalDigit:
        return true;
    default:
        return false;
    }
}

bool isInternationalName(std::string_view text)
{
    char32_t previous = '.';
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code = takeCode(text, at);
        const bool atEdge = previous == '.' || at == text.size() || text[at] == '.';
        if (code != '.' && (!isLabelCode(code) || (code == '-' && atEdge)))
            return false;
        if (previous == '.' && QChar::isMark(code))
            return false;
        previous = code;
    }
    constexpr std::size_t longest = 1024;
    return text.size() <= longest && isHostname(viewOf(QUrl::toAce(stringOf(text))));
}

}

bool isEmail(std::string_view text) noexcept
{
    const auto at = text.rfind('@');
    if (at == std::string_view::npos)
        return false;
    const auto domain = text.substr(at + 1);
    return isLocal(text.substr(0, at), Letters::Ascii) && (isHostname(domain) || isAddressLiteral(domain));
}

bool isIdnEmail(std::string_view text)
{
    const auto at = text.rfind('@');
    if (at == std::string_view::npos)
        return false;
    const auto domain = text.substr(at + 1);
    const bool reachable = isHostname(domain) || isAddressLiteral(domain) || isInternationalName(domain);
    return reachable && isLocal(text.substr(0, at), Letters::Any);
}

}
