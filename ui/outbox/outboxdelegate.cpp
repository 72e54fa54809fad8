// SPDX-License-Identifier: GPL-3.0-or-later
#include "outbox/outboxdelegate.h"

#include "deliveries/deliveryicon.h"

namespace eventscope {

namespace {

// Queued has no counterpart among deliveries: it is what is on its way, too.
DeliveryState iconStateOf(OutboxState state)
{
    switch (state) {
    case OutboxState::Queued:
    case OutboxState::InFlight:
        return DeliveryState::InFlight;
    case OutboxState::Accepted:
        return DeliveryState::Accepted;
    case OutboxState::Partly:
        return DeliveryState::Partly;
    case OutboxState::Rejected:
        return DeliveryState::Rejected;
    case OutboxState::Failed:
        return DeliveryState::Failed;
    case OutboxState::Unknown:
        return DeliveryState::Unknown;
    case OutboxState::Cancelled:
        return DeliveryState::Cancelled;
    }
    Q_UNREACHABLE();
}

}

OutboxDelegate::OutboxDelegate(int column, int role, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_column(column)
    , m_role(role)
{}

void OutboxDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != m_column)
        return;
    option->features |= QStyleOptionViewItem::HasDecoration;
    const DeliveryState state = iconStateOf(static_cast<OutboxState>(index.data(m_role).toInt()));
    const bool isSelected = option->state.testFlag(QStyle::State_Selected);
    option->icon = isSelected ? deliveryIcon(state, option->palette.color(QPalette::HighlightedText))
                              : deliveryIcon(state, option->palette);
    option->decorationSize = {14, 14};
}

}
