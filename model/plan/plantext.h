// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace eventscope {

// Translations of this part's sentences.
struct PlanText {
    Q_DECLARE_TR_FUNCTIONS(Plan)
};

}
