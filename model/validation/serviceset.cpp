// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/serviceset.h"

namespace eventscope {

ServiceSet ServiceSet::compile(const Services &services, std::vector<Error> *faults, const SeverityChanges &severities)
{
    ServiceSet set;
    set.m_severities = severities;
    std::vector<ServicePtr> kept;
    for (const ServicePtr &service : services.all()) {
        Result<std::shared_ptr<const Judge>> judge = Judge::compile(service, severities);
        if (judge) {
            kept.push_back(service);
            set.m_judges.push_back(std::move(*judge));
        } else if (faults) {
            faults->push_back(judge.error());
        }
    }
    set.m_services = Services::of(std::move(kept));
    return set;
}

ServiceSet ServiceSet::withSeverities(const SeverityChanges &severities) const
{
    return compile(m_services, nullptr, severities);
}

std::shared_ptr<const Judge> ServiceSet::judge(QByteArrayView service) const noexcept
{
    for (const std::shared_ptr<const Judge> &judge : m_judges)
        if (judge->service().id() == service)
            return judge;
    return nullptr;
}

}
