// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/planfile.h"

#include "cli/wholefile.h"

#include <QCoreApplication>

namespace eventscope {

Result<Plan> planIn(const QString &path)
{
    const auto text = wholeFile(path);
    return text ? Plan::load(*text, path) : failure(text.error());
}

Result<void> checkService(const Plan &plan, const QString &path, const Services &services)
{
    if (plan.service().isEmpty() || services.find(plan.service()))
        return {};
    return failure(
        Error::Kind::BadInput, QCoreApplication::translate("eventscope::PlanFile",
                                   "%1: /service: there is no service %2, so that the plan would judge nothing.")
                                   .arg(path, QString::fromUtf8(plan.service())));
}

}
