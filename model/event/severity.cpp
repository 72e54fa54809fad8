// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/severity.h"

#include <array>
#include <utility>

namespace eventscope {

namespace {

constexpr std::array<std::pair<const char *, Severity>, 4> ids{{
    {"not-judged", Severity::NotJudged},
    {"info", Severity::Info},
    {"warning", Severity::Warning},
    {"error", Severity::Error},
}};

}

QByteArray severityId(Severity severity)
{
    return ids[static_cast<std::size_t>(severity)].first;
}

std::optional<Severity> severityFromId(QByteArrayView id)
{
    for (const auto &[name, severity] : ids) {
        if (id == QByteArrayView(name))
            return severity;
    }
    return std::nullopt;
}

}
