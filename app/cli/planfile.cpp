// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/planfile.h"

#include <QCoreApplication>
#include <QFile>

namespace eventscope {

Result<Plan> planIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(Error::Kind::Io, QCoreApplication::translate("eventscope::PlanFile", "%1 cannot be read: %2.")
                                            .arg(path, file.errorString()));
    }
    return Plan::load(file.readAll(), path);
}

}
