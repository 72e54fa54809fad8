// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/utf8.h"
#include "service/keykinds.h"
#include "service/service.h"

#include <QCryptographicHash>

#include <algorithm>

namespace eventscope {

QByteArray fingerprint(std::string_view key, std::string_view knownPrefix)
{
    const QByteArray digest = QCryptographicHash::hash(
        QByteArrayView(key.data(), static_cast<qsizetype>(key.size())), QCryptographicHash::Sha256);
    return bytesOf(knownPrefix) + "\u2026#" + digest.first(2).toHex();
}

bool isFingerprint(std::string_view text) noexcept
{
    constexpr std::size_t longestPrefix = 64;
    if (text.size() < fingerprintTailLength || text.size() > fingerprintTailLength + longestPrefix)
        return false;
    const std::size_t tail = text.size() - fingerprintTailLength;
    const std::string_view prefix = text.substr(0, tail);
    return isFingerprintTail(text, tail) &&
           std::all_of(prefix.begin(), prefix.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

}
