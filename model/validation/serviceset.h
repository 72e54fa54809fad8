// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service/services.h"
#include "validation/judge.h"

#include <memory>
#include <vector>

namespace eventscope {

// The services in force with their compiled judges. Immutable; copies share.
class ServiceSet {
public:
    // Definitions whose rules do not compile are left out; their Error is added to the faults.
    [[nodiscard]] static ServiceSet compile(
        const Services &services, std::vector<Error> *faults, const SeverityChanges &severities = {});

    [[nodiscard]] const Services &services() const noexcept { return m_services; }
    [[nodiscard]] const SeverityChanges &severities() const noexcept { return m_severities; }
    // The same definitions with other severities.
    [[nodiscard]] ServiceSet withSeverities(const SeverityChanges &severities) const;
    [[nodiscard]] std::shared_ptr<const Judge> judge(QByteArrayView service) const noexcept;

private:
    Services m_services;
    SeverityChanges m_severities;
    std::vector<std::shared_ptr<const Judge>> m_judges;
};

}
