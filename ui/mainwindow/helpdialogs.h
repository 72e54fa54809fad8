// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mainwindow/windowactions.h"

namespace eventscope {

// Neither blocks; each deletes itself when it is closed.
void showShortcuts(QWidget *parent, const QList<WindowActions::Shortcut> &menus);
void showAbout(QWidget *parent);

}
