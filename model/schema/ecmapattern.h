// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace eventscope {

// A regular expression of ECMA-262 (with the u flag, and the identity escapes that are common without
// it) in the spelling of PCRE2, to be compiled with PCRE2_UTF, PCRE2_DOLLAR_ENDONLY and
// PCRE2_MATCH_UNSET_BACKREF. The error is a sentence about what is no ECMA-262 pattern.
[[nodiscard]] tl::expected<std::string, QString> pcreFromEcma(std::string_view pattern);

}
