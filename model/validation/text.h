// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace eventscope {

// Words of rules.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Rule)
};

}
