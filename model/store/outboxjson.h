// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/outbox.h"

#include <string>
#include <string_view>

namespace eventscope {

// How an order keeps its endpoint and its policy: JSON objects that other tools can read. Readers throw
// SQLite::Exception (SQLITE_CORRUPT) on what is none of these; members that are not there are as in a new value.

// All of the endpoint but id, name, service, transport and base.
[[nodiscard]] std::string settingsText(const Endpoint &endpoint);
void readSettings(std::string_view json, Endpoint &endpoint);

[[nodiscard]] std::string policyText(const OutboxPolicy &policy);
[[nodiscard]] OutboxPolicy policyIn(std::string_view json);

// The nearest that is within bounds.
[[nodiscard]] OutboxPolicy bounded(OutboxPolicy policy);

}
