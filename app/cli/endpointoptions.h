// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/commandline.h"
#include "delivery/transportform.h"
#include "store/endpoints.h"

namespace eventscope {

// The options that say where to send: --service, --transport, --url, --key-env.
void addTargetOptions(CommandLine &line);

// The transport that an endpoint uses. NotFound lists the ids there are.
[[nodiscard]] Result<TransportFormPtr> formOf(
    const Services &services, const QByteArray &service, const QByteArray &transport);
// What --service and --transport name; without --transport the service's first.
[[nodiscard]] Result<TransportFormPtr> formOf(const CommandLine &line, const Services &services);

// Where the parts of a key come from: a variable for each, named by --key-env in their order. Without any
// there is no key. BadInput for more or fewer variables than parts.
[[nodiscard]] Result<std::vector<SecretSource>> secretSources(
    const CommandLine &line, const TransportForm &form, const std::vector<int> &auth);

// The endpoint of that name, whatever the case. NotFound says which there are.
[[nodiscard]] Result<Endpoint> endpointNamed(const std::vector<Endpoint> &endpoints, const QString &name);

}
