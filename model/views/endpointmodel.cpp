// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/endpointmodel.h"

#include "views/bodytext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

EndpointModel::EndpointModel(Services services, QObject *parent)
    : QAbstractListModel(parent)
    , m_services(std::move(services))
{}

void EndpointModel::setEndpoints(std::vector<Endpoint> endpoints)
{
    const bool sameRows =
        std::ranges::equal(endpoints, m_endpoints, [](const Endpoint &a, const Endpoint &b) { return a.id == b.id; });
    if (sameRows) {
        m_endpoints = std::move(endpoints);
        if (!m_endpoints.empty())
            emit dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_endpoints = std::move(endpoints);
    endResetModel();
}

const Endpoint *EndpointModel::find(EndpointId id) const
{
    const auto found = std::ranges::find(m_endpoints, id, &Endpoint::id);
    return found == m_endpoints.end() ? nullptr : &*found;
}

QModelIndex EndpointModel::indexOf(EndpointId id) const
{
    const auto found = std::ranges::find(m_endpoints, id, &Endpoint::id);
    return found == m_endpoints.end() ? QModelIndex() : index(static_cast<int>(found - m_endpoints.begin()));
}

bool EndpointModel::isTaken(const QString &name, EndpointId except) const
{
    return std::ranges::any_of(m_endpoints, [&](const Endpoint &endpoint) {
        return endpoint.id != except && endpoint.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QString EndpointModel::freeName(const QString &name) const
{
    QString candidate = name;
    for (int number = 2; isTaken(candidate, 0); ++number)
        candidate = u"%1 %2"_s.arg(name).arg(number);
    return candidate;
}

int EndpointModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_endpoints.size());
}

QString EndpointModel::serviceText(const Endpoint &endpoint) const
{
    const ServicePtr service = m_services.find(endpoint.service);
    if (!service)
        return tr("%1 (unknown service)").arg(QString::fromUtf8(endpoint.service));
    for (const Transport &transport : service->transports()) {
        if (transport.id == endpoint.transport)
            return service->transports().size() > 1 ? tr("%1, %2").arg(service->title(), transport.title)
                                                    : service->title();
    }
    return tr("%1 (unknown transport)").arg(service->title());
}

QVariant EndpointModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Endpoint &endpoint = m_endpoints[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return visibleLine(endpoint.name);
    case Qt::ToolTipRole:
        return visibleLine(endpoint.base);
    case Qt::AccessibleTextRole:
        return endpoint.production ? tr("%1, %2, production").arg(endpoint.name, serviceText(endpoint))
                                   : tr("%1, %2").arg(endpoint.name, serviceText(endpoint));
    case IdRole:
        return endpoint.id;
    case ServiceRole:
        return serviceText(endpoint);
    case ProductionRole:
        return endpoint.production;
    default:
        return {};
    }
}

}
