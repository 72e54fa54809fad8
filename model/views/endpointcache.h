// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/endpoints.h"
#include "views/latest.h"

#include <QObject>

#include <vector>

namespace eventscope {

// The endpoints of a store as they are known now, followed as they change. GUI thread.
class EndpointCache : public QObject {
    Q_OBJECT

public:
    explicit EndpointCache(Endpoints &endpoints, QObject *parent = nullptr);

    // In the order of their names; empty until they are read for the first time.
    [[nodiscard]] const std::vector<Endpoint> &all() const { return m_all; }
    // Null when there is none (any more). Valid until changed().
    [[nodiscard]] const Endpoint *find(EndpointId id) const;

signals:
    void changed();
    void failed(const QString &sentence);

private:
    Endpoints &m_endpoints;
    std::vector<Endpoint> m_all;
    Latest<std::vector<Endpoint>> m_latest;
};

}
