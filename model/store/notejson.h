// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"

#include <string>
#include <string_view>

namespace eventscope {

// Texts and lists as they are kept in columns: JSON texts that other tools can read. Bytes that are no UTF-8
// become {"base64":"..."}. Readers throw SQLite::Exception (SQLITE_CORRUPT) on what is none of these.

[[nodiscard]] std::string jsonOf(const QByteArray &text);
[[nodiscard]] std::string jsonOf(const std::vector<NamedValue> &pairs);
[[nodiscard]] std::string jsonOf(const std::vector<SecretSource> &sources);
[[nodiscard]] std::string jsonOf(const std::vector<QByteArray> &texts);
[[nodiscard]] std::string jsonOf(const std::vector<int> &numbers);

[[nodiscard]] std::vector<NamedValue> namedValuesIn(std::string_view json);
[[nodiscard]] std::vector<SecretSource> secretSourcesIn(std::string_view json);
[[nodiscard]] std::vector<QByteArray> textsIn(std::string_view json);
[[nodiscard]] std::vector<int> numbersIn(std::string_view json);

}
