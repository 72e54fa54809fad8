// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/receptiondelegate.h"

#include "theme.h"
#include "views/receptionmodel.h"

namespace eventscope {

void ReceptionDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == ReceptionModel::Verdict) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon =
            verdictIcon(static_cast<Verdict>(index.data(ReceptionModel::VerdictRole).toInt()), option->palette);
        option->decorationSize = {14, 14};
        return;
    }
    const bool isMarked = index.column() == ReceptionModel::Answer && index.data(ReceptionModel::FailedRole).toBool();
    if (isMarked && !option->state.testFlag(QStyle::State_Selected))
        option->palette.setColor(QPalette::Text, Theme::of(option->palette).error);
}

}
