// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace eventscope {

// How many bytes at the beginning of the text spell the secret, each character as it is or escaped as JSON,
// a URL or HTML escapes it, in any mixture; 0 where they do not.
[[nodiscard]] qsizetype spelledLength(QByteArrayView text, QByteArrayView secret) noexcept;

}
