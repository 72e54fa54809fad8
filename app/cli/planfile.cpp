// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/planfile.h"

#include "cli/wholefile.h"

namespace eventscope {

Result<Plan> planIn(const QString &path)
{
    const auto text = wholeFile(path);
    return text ? Plan::load(*text, path) : failure(text.error());
}

}
