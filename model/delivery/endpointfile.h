// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/services.h"
#include "store/endpoints.h"

#include <QStringList>

namespace eventscope {

// Endpoints as a JSON file, to be handed to others; docs/endpoints.md says what each member is. No key is in it:
// where parts of a key come from is, with the names of environment variables, but not the entries of a keyring.
[[nodiscard]] QByteArray endpointsFile(const std::vector<Endpoint> &endpoints);

struct EndpointsRead {
    std::vector<Endpoint> endpoints;    // with id 0; each can be saved but for its name, which may be taken
    QStringList faults;                 // why others of the file cannot be used, each a sentence with its name or place
};

// BadInput for what is no such file, or is of a newer version; Limit for more than 10,000 endpoints. Members that are
// not known are passed over.
[[nodiscard]] Result<EndpointsRead> endpointsIn(const QByteArray &file, const Services &services);

// Gives those whose name is taken, or stands there twice, a name that is free: "Staging 2". How many.
int giveFreeNames(std::vector<Endpoint> &endpoints, const std::vector<Endpoint> &taken);

}
