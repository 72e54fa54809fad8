// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/filtermatch.h"

#include <string>

namespace eventscope {

// A member of that name with a value that a Path term may take, looked for in payloads as they are written.
// Immutable, safe to share between threads.
class SoughtMember {
public:
    // The name is of ASCII that JSON writes as it is.
    SoughtMember(std::string_view name, const FilterTerm &term);

    // False when no member of that JSON text has that name and a value like that, wherever it stands.
    [[nodiscard]] bool mayBeIn(std::string_view json) const noexcept;

private:
    [[nodiscard]] bool takes(std::string_view fromValue) const noexcept;
    [[nodiscard]] bool takesText(std::string_view fromValue) const noexcept;

    std::string m_name;    // in quotes
    FilterTerm::Op m_op;
    NumberRange m_range;
    std::vector<WildcardPattern> m_patterns;
};

}
