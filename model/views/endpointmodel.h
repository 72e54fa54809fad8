// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/services.h"
#include "store/endpoints.h"

#include <QAbstractListModel>

#include <vector>

namespace eventscope {

// The endpoints of a store as a list, in the order they were given. GUI thread.
class EndpointModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,    // EndpointId
        ServiceRole,              // QString: the service's title and the transport's
        ProductionRole,           // bool
    };

    EndpointModel(Services services, QObject *parent = nullptr);

    void setEndpoints(std::vector<Endpoint> endpoints);
    [[nodiscard]] const std::vector<Endpoint> &endpoints() const { return m_endpoints; }
    [[nodiscard]] const Endpoint *find(EndpointId id) const;    // null when it is not there
    [[nodiscard]] QModelIndex indexOf(EndpointId id) const;     // invalid likewise
    // Whether another endpoint has the name, whatever the case.
    [[nodiscard]] bool isTaken(const QString &name, EndpointId except) const;
    // The name, with a number behind it where it is taken.
    [[nodiscard]] QString freeName(const QString &name) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString serviceText(const Endpoint &endpoint) const;

    Services m_services;
    std::vector<Endpoint> m_endpoints;
};

}
