// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace eventscope {

// Dresses a table as a list of rows to choose one from: no grid, no frame, lines with room, a head at the left. Tab
// leads out of it.
void dressRowTable(QTableView &table);

}
