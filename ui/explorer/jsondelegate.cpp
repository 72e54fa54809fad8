// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/jsondelegate.h"

#include "theme.h"
#include "views/jsontreemodel.h"

namespace eventscope {

namespace {

QColor colourOf(const QModelIndex &index, const Theme &theme)
{
    if (index.data(JsonTreeModel::MoreRole).toBool())
        return theme.accent;
    if (index.column() == JsonTreeModel::KeyColumn)
        return index.data(JsonTreeModel::IsItemRole).toBool() ? theme.subtleText : theme.key;
    switch (static_cast<JsonKind>(index.data(JsonTreeModel::KindRole).toInt())) {
    case JsonKind::String:
        return theme.string;
    case JsonKind::Number:
        return theme.number;
    case JsonKind::Null:
    case JsonKind::True:
    case JsonKind::False:
        return theme.literal;
    case JsonKind::Object:
    case JsonKind::Array:
        break;
    }
    return theme.subtleText;
}

}

QSize JsonDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index).expandedTo({0, option.fontMetrics.height() + 6});
}

void JsonDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const bool selected = option->state.testFlag(QStyle::State_Selected);
    if (!selected)
        option->palette.setColor(QPalette::Text, colourOf(index, Theme::of(option->palette)));
    if (index.data(JsonTreeModel::OverriddenRole).toBool())
        option->font.setStrikeOut(true);
}

}
