// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/twolevelmodel.h"

namespace eventscope {

// An index below the top carries its parent's row and one.

std::size_t TwoLevelModel::topOf(const QModelIndex &index)
{
    return isTop(index) ? static_cast<std::size_t>(index.row()) : static_cast<std::size_t>(index.internalId() - 1);
}

QModelIndex TwoLevelModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex TwoLevelModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || isTop(index))
        return {};
    return createIndex(static_cast<int>(topOf(index)), 0, quintptr(0));
}

int TwoLevelModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(topCount());
    if (!isTop(parent) || parent.column() > 0 || topOf(parent) >= topCount())
        return 0;
    return static_cast<int>(countBelow(topOf(parent)));
}

}
