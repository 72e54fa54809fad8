// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace eventscope {

// A member of a definition's object; null where there is none.
[[nodiscard]] inline const nlohmann::ordered_json &memberOf(const nlohmann::ordered_json &object, const char *name)
{
    static const nlohmann::ordered_json none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}

}
