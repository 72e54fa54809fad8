// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <string>
#include <string_view>

namespace eventscope {

// UTF-8 that may also hold lone surrogates as three bytes each, as JsonValue::string() gives them, to
// and from UTF-16. fromWtf8(toWtf8(s)) == s for every s. A byte that is neither is read as U+FFFD.
[[nodiscard]] QString fromWtf8(std::string_view bytes);
[[nodiscard]] QByteArray toWtf8(QStringView text);

// The bytes with Unicode's simple case folding, character by character: texts that differ in case alone
// become equal (`ẞ` and `ß`, but not `ss`). The answer may stand in the buffer.
[[nodiscard]] std::string_view caseFolded(std::string_view bytes, std::string &buffer);

}
