// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/service.h"

#include <QByteArray>

#include <vector>

namespace eventscope {

// One parameter of a query, decoded (UTF-8, '+' as a space).
struct QueryParameter {
    QByteArray name;
    QByteArray value;
};
[[nodiscard]] std::vector<QueryParameter> queryParametersOf(QByteArrayView query);

// Whether a parameter of that name carries a credential: "api_key", "access_token", "sig", ….
[[nodiscard]] bool isCredentialName(QByteArrayView name);

// An event out of query parameters: a dotted name leads into objects, of a name that repeats the last counts. A
// value becomes the number, true or false that it spells where the shape's schema wants one there and no string;
// else it is a string. Credentials are left out. `base`, an event that came as a body, has the members set into it,
// and may be empty. Empty where there is no event in it.
[[nodiscard]] QByteArray eventOfQuery(const std::vector<QueryParameter> &parameters, const Service &service,
    QByteArrayView shape, const QByteArray &base);

}
