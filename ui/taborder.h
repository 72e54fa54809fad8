// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLayout;
class QWidget;

namespace eventscope {

// Tab goes through what is laid out there in its order, beginning behind `first` (may be null: at the first
// of them). For widgets that come and go: Qt has fresh ones behind all the rest of the window.
void orderTabs(QWidget *first, QLayout *layout);

}
