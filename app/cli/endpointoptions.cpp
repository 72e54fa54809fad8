// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/endpointoptions.h"

#include "event/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

template <typename Parts>
QString listed(const Parts &parts)
{
    QStringList ids;
    for (const auto &part : parts)
        ids.append(QString::fromUtf8(part.id));
    return ids.join(u", "_s);
}

}

void addTargetOptions(CommandLine &line)
{
    line.add(u"service"_s, tr("The service that the events are for."), tr("ID"));
    line.add(u"transport"_s, tr("The transport, one of the service's own; the first without it."), tr("ID"));
    line.add(u"url"_s, tr("The base URL: http or https, a host, perhaps a port and a path."), tr("BASE"));
    line.add(u"key-env"_s, tr("The environment variable that holds the key; for a key of several parts one a part."),
        tr("VAR"));
}

Result<TransportFormPtr> formOf(const Services &services, const QByteArray &service, const QByteArray &transport)
{
    const ServicePtr found = services.find(service);
    if (!found) {
        QStringList ids;
        for (const ServicePtr &one : services.all())
            ids.append(QString::fromUtf8(one->id()));
        return failure(Error::Kind::NotFound,
            tr("There is no service %1; there are %2.").arg(QString::fromUtf8(service), ids.join(u", "_s)));
    }
    const std::vector<Transport> &transports = found->transports();
    const auto isMeant = [&](const Transport &one) { return one.id == transport; };
    if (std::none_of(transports.begin(), transports.end(), isMeant)) {
        return failure(
            Error::Kind::NotFound, tr("%1 has no transport %2; it has %3.")
                                       .arg(found->title(), QString::fromUtf8(transport), listed(transports)));
    }
    return TransportForm::of(found, transport);
}

Result<TransportFormPtr> formOf(const CommandLine &line, const Services &services)
{
    if (line.value(u"service"_s).isEmpty())
        return failure(Error::Kind::BadInput, tr("Name the service with --service."));
    const QByteArray service = line.value(u"service"_s).toUtf8();
    QByteArray transport = line.value(u"transport"_s).toUtf8();
    const ServicePtr found = services.find(service);
    if (!line.has(u"transport"_s) && found && !found->transports().empty())
        transport = found->transports().front().id;
    return formOf(services, service, transport);
}

Result<std::vector<SecretSource>> secretSources(
    const CommandLine &line, const TransportForm &form, const std::vector<int> &auth)
{
    const QStringList variables = line.values(u"key-env"_s);
    const QStringList parts = form.keyParts(auth);
    if (!variables.isEmpty() && variables.size() != parts.size()) {
        return failure(Error::Kind::BadInput,
            parts.isEmpty() ? tr("This transport is used without a key; leave --key-env out.")
                            : tr("--key-env is needed once for each of: %1. It was given %2 times.")
                                  .arg(parts.join(u", "_s))
                                  .arg(variables.size()));
    }
    std::vector<SecretSource> sources(static_cast<std::size_t>(parts.size()));
    for (std::size_t i = 0; i < static_cast<std::size_t>(variables.size()); ++i)
        sources[i] = {SecretSource::Kind::Environment, variables[static_cast<qsizetype>(i)]};
    return sources;
}

Result<Endpoint> endpointNamed(const std::vector<Endpoint> &endpoints, const QString &name)
{
    QStringList names;
    for (const Endpoint &endpoint : endpoints) {
        if (endpoint.name.compare(name, Qt::CaseInsensitive) == 0)
            return endpoint;
        names.append(endpoint.name);
    }
    return failure(Error::Kind::NotFound,
        names.isEmpty() ? tr("There is no endpoint in this store; add one with eventscope endpoints add.")
                        : tr("There is no endpoint '%1'; there are %2.").arg(name, names.join(u", "_s)));
}

}
