// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

namespace eventscope {

// The shape of a tree of two levels: rows at the top, and rows below each of these that have none. What
// derives from it counts and shows them. GUI thread.
class TwoLevelModel : public QAbstractItemModel {
public:
    using QAbstractItemModel::QAbstractItemModel;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    using QObject::parent;

protected:
    [[nodiscard]] virtual std::size_t topCount() const = 0;
    [[nodiscard]] virtual std::size_t countBelow(std::size_t top) const = 0;

    // Of valid indices.
    [[nodiscard]] static bool isTop(const QModelIndex &index) { return index.internalId() == 0; }
    // The row at the top that it is or stands below.
    [[nodiscard]] static std::size_t topOf(const QModelIndex &index);
};

}
