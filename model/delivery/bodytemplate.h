// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/transportform.h"
#include "service/definitionfault.h"

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace eventscope {

// The body of a definition's request, cut into what stays and what takes the place of `$event`, `$events`
// and `$envelope.NAME`. A fault for an envelope member that is not the value of an object's member, and
// for any other text that starts with '$'.
[[nodiscard]] tl::expected<std::vector<RequestForm::Piece>, DefinitionFault> bodyPieces(
    const nlohmann::ordered_json &body, const QByteArray &pointer);

}
