// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/oddities.h"

#include <algorithm>
#include <string_view>

namespace eventscope {

Oddities odditiesOf(const JsonTape &tape) noexcept
{
    Oddities odd;
    odd.mayRepeat = tape.mayRepeatNames();
    if (!tape.hasEscapes())
        return odd;
    const auto &nodes = tape.nodes();
    odd.hasLone = std::any_of(nodes.begin(), nodes.end(), [](const JsonNode &node) { return node.lone; });
    odd.mayHaveNul = std::any_of(nodes.begin(), nodes.end(), [text = tape.text()](const JsonNode &node) {
        return node.escaped && text.substr(node.offset, node.length).find("\\u0000") != std::string_view::npos;
    });
    return odd;
}

}
