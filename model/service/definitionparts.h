// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

namespace eventscope {

// The parts of a definition that people see, read from a tree of the format's structure.
[[nodiscard]] std::vector<Shape> shapesOf(const nlohmann::ordered_json &definition);
[[nodiscard]] std::vector<Transport> transportsOf(const nlohmann::ordered_json &definition);
[[nodiscard]] std::vector<Sample> samplesOf(const nlohmann::ordered_json &definition);

// A sample's exact text: a string, or lines.
[[nodiscard]] QByteArray sampleText(const nlohmann::ordered_json &text);

}
