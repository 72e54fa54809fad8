// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace eventscope {

// Whether a header may have that name: a token (RFC 9110).
[[nodiscard]] bool isHeaderName(QByteArrayView name) noexcept;
// Whether a header can carry that value as it is: visible ASCII, with spaces inside.
[[nodiscard]] bool isHeaderValue(QByteArrayView value) noexcept;
[[nodiscard]] bool isSameHeader(QByteArrayView a, QByteArrayView b) noexcept;
// What we set ourselves in every request, and what belongs to HTTP: no endpoint may set it.
[[nodiscard]] bool isOwnHeader(QByteArrayView name);
// Whether what stands behind the name is by its words a credential.
[[nodiscard]] bool isCredentialHeader(QByteArrayView name);

}
