// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/filterpattern.h"

namespace eventscope {

tl::expected<Pattern, QString> filterPattern(std::string_view expression)
{
    constexpr std::string_view anyCase = "(?i)";
    if (!expression.starts_with(anyCase))
        return Pattern::compile(expression);
    return Pattern::compile(expression.substr(anyCase.size()), PatternCase::Ignored);
}

}
