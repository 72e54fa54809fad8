// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>

namespace eventscope {

// Event text is UTF-8 in QByteArray where it is owned and in std::string_view where it is looked at.
[[nodiscard]] inline std::string_view viewOf(const QByteArray &bytes) noexcept
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

[[nodiscard]] inline QByteArray bytesOf(std::string_view view)
{
    return {view.data(), static_cast<qsizetype>(view.size())};
}

[[nodiscard]] inline QString stringOf(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

}
