// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/localendpoint.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

Endpoint localEndpoint(const WayIn &way, const std::vector<Endpoint> &others)
{
    Endpoint endpoint;
    endpoint.service = way.service->id();
    endpoint.transport = way.transport;
    endpoint.base = way.base;
    const QString name = QCoreApplication::translate("eventscope::LocalEndpoint", "%1, local receiver").arg(way.title);
    endpoint.name = name;
    const auto isTaken = [&endpoint](const Endpoint &other) {
        return other.name.compare(endpoint.name, Qt::CaseInsensitive) == 0;
    };
    for (int number = 2; std::ranges::any_of(others, isTaken); ++number)
        endpoint.name = u"%1 %2"_s.arg(name).arg(number);
    return endpoint;
}

}
